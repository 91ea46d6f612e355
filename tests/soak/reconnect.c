/*
 * tests/soak/reconnect.c - many clients that lose their broker at once. The program of
 * reconnect.sh:
 *
 *   reconnect BROKER FOLDER COUNT SESSION ROOM
 *
 * Each client is a librapporteur with an outbox of its own. All write a note and wait until it is
 * saved; then `ready` is printed and the broker is expected to die. As soon as a client notices, it
 * writes another; when all of those are saved it is told how long the last one waited for a broker
 * to be there.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

#include "client/lib/rapporteur.h"

#define CLIENTS_MAX 2000u
#define EVENTS_MAX  256
#define WAIT_MS_MAX 50
#define PATH_BYTES  512u
#define LIMIT_MS    120000u /* until all are served: longer, and something is wrong */

struct crowd;

struct client {
	struct crowd *crowd;
	struct rapporteur *rapporteur;
	uint64_t due_ms;
	bool lost;
	bool found; /* again */
	unsigned saved;
};

struct crowd {
	struct client *clients;
	size_t count;
	const char *session;
	const char *room;
	int epoll;
	size_t saved; /* of the notes of this phase */
	size_t lost;
	bool refused;
	uint64_t found_ms;  /* when the first one had a broker again */
	uint64_t *waits_ms; /* from then on until the note of each was saved */
};

static uint64_t now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void write_note(struct client *client)
{
	const struct rapporteur_note note = { .session = client->crowd->session,
		.put = { .room = client->crowd->room, .text = "All lines were down at once" } };
	uint64_t sequence = 0;
	struct refusal refusal;
	if (rapporteur_note(client->rapporteur, &note, &sequence, &refusal) != RAPPORTEUR_OK) {
		printf("not kept: %s\n", refusal.detail);
		client->crowd->refused = true;
	}
}

static void connection_told(void *context, enum connection_state state)
{
	struct client *client = context;
	struct crowd *crowd = client->crowd;
	if (state == CONNECTION_NONE && !client->lost && client->saved == 1) {
		client->lost = true;
		crowd->lost++;
		write_note(client);
	}
	if (state == CONNECTION_LIVE && client->lost && crowd->found_ms == 0)
		crowd->found_ms = now_ms();
}

static void entry_told(void *context, const struct entry *entry)
{
	struct client *client = context;
	struct crowd *crowd = client->crowd;
	if (entry->state != ENTRY_BROKER) {
		printf("refused: %s\n", entry->detail);
		crowd->refused = true;
		return;
	}
	client->saved++;
	if (client->lost)
		crowd->waits_ms[crowd->saved] = now_ms() - crowd->found_ms;
	crowd->saved++;
}

static bool client_open(struct client *client, struct crowd *crowd, const char *broker,
    const char *folder, size_t number)
{
	char state[PATH_BYTES];
	(void)snprintf(state, sizeof state, "%s/client-%zu", folder, number);
	const struct rapporteur_options options = { .broker = broker,
		.state = state,
		.client = "reconnect",
		.offer = true,
		.callbacks = { .connection = connection_told, .entry = entry_told },
		.context = client };
	struct rapporteur_fault fault;
	client->crowd = crowd;
	if (rapporteur_open(&client->rapporteur, &options, &fault) != RAPPORTEUR_OK) {
		printf("client %zu: %s\n", number, fault.what);
		return false;
	}
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };
	return epoll_ctl(crowd->epoll, EPOLL_CTL_ADD, rapporteur_fd(client->rapporteur), &event) ==
	    0;
}

static void client_step(struct client *client)
{
	rapporteur_step(client->rapporteur);
	client->due_ms = now_ms() + (uint64_t)rapporteur_wait_ms(client->rapporteur);
}

/* Steps all until so many notes are saved. */
static bool crowd_wait(struct crowd *crowd, size_t saved)
{
	struct epoll_event events[EVENTS_MAX];
	uint64_t end_ms = now_ms() + LIMIT_MS;
	while (crowd->saved < saved && !crowd->refused && now_ms() < end_ms) {
		int count = epoll_wait(crowd->epoll, events, EVENTS_MAX, WAIT_MS_MAX);
		for (int i = 0; i < count; i++)
			client_step(events[i].data.ptr);
		for (size_t i = 0; i < crowd->count; i++)
			if (crowd->clients[i].due_ms <= now_ms())
				client_step(&crowd->clients[i]);
	}
	return crowd->saved >= saved && !crowd->refused;
}

static int by_size(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left;
	uint64_t b = *(const uint64_t *)right;
	return (a > b) - (a < b);
}

static bool play(struct crowd *crowd, const char *broker, const char *folder)
{
	for (size_t i = 0; i < crowd->count; i++)
		if (!client_open(&crowd->clients[i], crowd, broker, folder, i))
			return false;
	for (size_t i = 0; i < crowd->count; i++)
		write_note(&crowd->clients[i]);
	if (!crowd_wait(crowd, crowd->count)) {
		printf("%zu of %zu were saved\n", crowd->saved, crowd->count);
		return false;
	}
	printf("ready\n");
	(void)fflush(stdout);
	crowd->saved = 0;
	bool served = crowd_wait(crowd, crowd->count);
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	qsort(crowd->waits_ms, crowd->saved, sizeof crowd->waits_ms[0], by_size);
	printf(
	    "served %zu of %zu, lost the line %zu; the first one found the broker, then half had "
	    "its note saved after %" PRIu64 " ms, all after %" PRIu64 " ms; clients %ld MiB\n",
	    crowd->saved, crowd->count, crowd->lost,
	    crowd->saved == 0 ? 0 : crowd->waits_ms[crowd->saved / 2],
	    crowd->saved == 0 ? 0 : crowd->waits_ms[crowd->saved - 1], usage.ru_maxrss / 1024);
	return served;
}

int main(int count, char **values)
{
	if (count != 6) {
		(void)fprintf(stderr, "reconnect BROKER FOLDER COUNT SESSION ROOM\n");
		return 2;
	}
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	char *end = NULL;
	unsigned long clients = strtoul(values[3], &end, 10);
	if (*end != '\0' || clients == 0 || clients > CLIENTS_MAX)
		return 2;
	struct crowd crowd = { .clients = calloc(clients, sizeof *crowd.clients),
		.count = clients,
		.session = values[4],
		.room = values[5],
		.epoll = epoll_create1(EPOLL_CLOEXEC),
		.waits_ms = calloc(clients, sizeof *crowd.waits_ms) };
	bool well = crowd.clients != NULL && crowd.waits_ms != NULL && crowd.epoll >= 0 &&
	    play(&crowd, values[1], values[2]);
	(void)fflush(stdout);
	for (size_t i = 0; crowd.clients != NULL && i < crowd.count; i++)
		rapporteur_close(crowd.clients[i].rapporteur);
	free(crowd.clients);
	free(crowd.waits_ms);
	return well ? 0 : 1;
}
