/* client/lib/rapporteur.c - opening, stepping, closing; see rapporteur.h. */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <zmq.h>

#include "client/lib/rapporteur_internal.h"

#define WAIT_MS_MAX      1000u
#define REPLY_MEMORY_MAX (4u * MESSAGE_BYTES_MAX)
#define PORT_MAX         65534u /* the feed is on the next one */

const char *rapporteur_result_sentence(enum rapporteur_result result)
{
#define X(name, sentence) \
	case name: \
		return sentence;
	switch (result) {
		RAPPORTEUR_RESULTS(X)
	}
#undef X
	return "Unknown."; /* not reached */
}

static enum rapporteur_result fail(struct rapporteur_fault *fault, enum rapporteur_result result,
    const char *what, const char *why)
{
	if (fault != NULL)
		snprintf(fault->what, sizeof fault->what, "%.100s: %s", what, why);
	return result;
}

/* tcp://HOST:PORT, where HOST may be [an IPv6 address]. */
static bool broker_take(struct rapporteur *rapporteur, const char *broker)
{
	static const char scheme[] = "tcp://";
	size_t size = broker == NULL ? 0 : strnlen(broker, ENDPOINT_BYTES_MAX);
	if (size == 0 || size >= ENDPOINT_BYTES_MAX ||
	    strncmp(broker, scheme, sizeof scheme - 1) != 0)
		return false;
	const char *colon = strrchr(broker, ':');
	size_t host_size = (size_t)(colon - broker);
	if (host_size <= sizeof scheme - 1 || colon[1] < '0' || colon[1] > '9')
		return false;
	char *end = NULL;
	unsigned long port = strtoul(colon + 1, &end, 10);
	if (*end != '\0' || port == 0 || port > PORT_MAX)
		return false;
	memcpy(rapporteur->broker, broker, size + 1);
	rapporteur->host_size = host_size;
	return true;
}

static enum rapporteur_result line_open(
    struct rapporteur *rapporteur, struct rapporteur_fault *fault)
{
	rapporteur->epoll = epoll_create1(EPOLL_CLOEXEC);
	rapporteur->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct epoll_event event = { .events = EPOLLIN };
	if (rapporteur->epoll < 0 || rapporteur->wake < 0 ||
	    epoll_ctl(rapporteur->epoll, EPOLL_CTL_ADD, rapporteur->wake, &event) != 0)
		return fail(fault, RAPPORTEUR_MEMORY, "descriptors", strerror(errno));
	if (rapporteur->zmq == NULL)
		rapporteur->zmq = zmq_ctx_new();
	if (rapporteur->zmq == NULL)
		return fail(fault, RAPPORTEUR_MEMORY, "libzmq", zmq_strerror(errno));
	if (!connection_open(rapporteur))
		return fail(fault, RAPPORTEUR_ARGUMENT, rapporteur->broker, zmq_strerror(errno));
	return RAPPORTEUR_OK;
}

/* Who we are: key and writer, and the outbox where there is one. */
static enum rapporteur_result identity_take(struct rapporteur *opened,
    const struct rapporteur_options *options, struct rapporteur_fault *fault)
{
	if (options->passing) {
		opened->zmq = options->zmq;
		opened->zmq_shared = options->zmq != NULL;
		opened->keyed = options->key != NULL;
		if (options->key != NULL)
			opened->key = *options->key;
		randombytes_buf(opened->outbox.writer, WRITER_BYTES);
		return RAPPORTEUR_OK;
	}
	enum rapporteur_result read =
	    rapporteur_key_read(options->state, opened->broker, &opened->key);
	opened->keyed = read == RAPPORTEUR_OK;
	if (read != RAPPORTEUR_OK && read != RAPPORTEUR_ABSENT)
		return fail(fault, read, options->state, "its key cannot be read");
	return outbox_open(&opened->outbox, options->state, OUTBOX_MAP_BYTES, fault);
}

enum rapporteur_result rapporteur_open(struct rapporteur **rapporteur,
    const struct rapporteur_options *options, struct rapporteur_fault *fault)
{
	if (sodium_init() < 0)
		return fail(fault, RAPPORTEUR_STATE, "libsodium", "it cannot be initialised");
	if (!options->passing && (options->state == NULL || options->state[0] == '\0'))
		return fail(fault, RAPPORTEUR_ARGUMENT, "state", "a folder must be given");
	struct rapporteur *opened = calloc(1, sizeof *opened);
	if (opened == NULL)
		return fail(fault, RAPPORTEUR_MEMORY, "memory", strerror(ENOMEM));
	opened->magic = RAPPORTEUR_MAGIC;
	opened->epoll = -1;
	opened->wake = -1;
	opened->offering = options->offer && !options->passing;
	opened->passing = options->passing;
	opened->requests_max =
	    options->passing && options->requests_max > 0 ? options->requests_max : REQUESTS_MAX;
	opened->callbacks = options->callbacks;
	opened->context = options->context;
	snprintf(opened->client, sizeof opened->client, "%s",
	    options->client == NULL ? "librapporteur" : options->client);
	buffer_init(&opened->shown, OUTBOX_BODY_BYTES_MAX);
	buffer_init(&opened->working, OUTBOX_BODY_BYTES_MAX);
	buffer_init(&opened->frame, MESSAGE_BYTES_MAX);
	arena_init(&opened->reply_arena, REPLY_MEMORY_MAX);
	copy_init(&opened->watch.copy);
	fetch_init(&opened->watch.fetch);
	fetch_init(&opened->get.fetch);
	enum rapporteur_result result = RAPPORTEUR_OK;
	if (!broker_take(opened, options->broker))
		result = fail(fault, RAPPORTEUR_ARGUMENT,
		    options->broker == NULL ? "broker" : options->broker,
		    "must be tcp://HOST:PORT, PORT from 1 to 65534");
	if (result == RAPPORTEUR_OK)
		result = identity_take(opened, options, fault);
	if (result == RAPPORTEUR_OK) {
		place_load(opened);
		offer_from_start(opened);
		result = line_open(opened, fault);
	}
	if (result == RAPPORTEUR_OK)
		*rapporteur = opened;
	else
		rapporteur_close(opened);
	return result;
}

void rapporteur_close(struct rapporteur *rapporteur)
{
	if (rapporteur == NULL)
		return;
	assert(rapporteur->magic == RAPPORTEUR_MAGIC);
	assert(!rapporteur->stepping);
	rapporteur->closing = true;
	watch_close(rapporteur);
	get_close(rapporteur);
	request_close(rapporteur);
	offer_close(rapporteur);
	connection_close(rapporteur);
	while (rapporteur->zmq != NULL && !rapporteur->zmq_shared &&
	    zmq_ctx_term(rapporteur->zmq) != 0 && errno == EINTR)
		continue; /* LINGER is 0 everywhere: it does not wait */
	outbox_close(&rapporteur->outbox);
	if (rapporteur->wake >= 0)
		close(rapporteur->wake);
	if (rapporteur->epoll >= 0)
		close(rapporteur->epoll);
	buffer_close(&rapporteur->shown);
	buffer_close(&rapporteur->working);
	buffer_close(&rapporteur->frame);
	arena_close(&rapporteur->reply_arena);
	rapporteur->magic = 0;
	sodium_memzero(&rapporteur->actor, sizeof rapporteur->actor);
	free(rapporteur);
}

int rapporteur_fd(const struct rapporteur *rapporteur)
{
	return rapporteur->epoll;
}

void rapporteur_wake(struct rapporteur *rapporteur)
{
	uint64_t one = 1;
	/* Full means it is readable already. */
	if (write(rapporteur->wake, &one, sizeof one) < 0)
		return;
}

static void wake_drain(struct rapporteur *rapporteur)
{
	uint64_t count = 0;
	if (read(rapporteur->wake, &count, sizeof count) < 0)
		return; /* nothing had been written */
}

static bool is_readable(const struct rapporteur *rapporteur)
{
	/* All are asked: asking is what makes libzmq's descriptors silent again. */
	bool dealer = socket_readable(&rapporteur->connection.dealer);
	bool monitor = socket_readable(&rapporteur->connection.monitor);
	bool feed = socket_readable(&rapporteur->watch.feed);
	return dealer || monitor || feed;
}

int rapporteur_wait_ms(const struct rapporteur *rapporteur)
{
	if (is_readable(rapporteur) || rapporteur->offer.outcome_count > 0)
		return 0;
	uint64_t now = clock_boot_ms();
	uint64_t due = now + WAIT_MS_MAX;
	const uint64_t all[] = { connection_due(rapporteur), offer_due(rapporteur),
		request_due(rapporteur), watch_due(rapporteur) };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i] < due)
			due = all[i];
	return due <= now ? 0 : (int)(due - now);
}

void rapporteur_step(struct rapporteur *rapporteur)
{
	assert(rapporteur->magic == RAPPORTEUR_MAGIC);
	assert(!rapporteur->stepping);
	rapporteur->stepping = true;
	wake_drain(rapporteur);
	uint64_t now = clock_boot_ms();
	connection_step(rapporteur, now);
	offer_step(rapporteur, now);
	sweep_step(rapporteur, now);
	watch_step(rapporteur, now);
	request_step(rapporteur, now);
	rapporteur->stepping = false;
}

void rapporteur_wait_and_step(struct rapporteur *rapporteur, int wait_ms)
{
	int due_ms = rapporteur_wait_ms(rapporteur);
	struct pollfd descriptor = { .fd = rapporteur->epoll, .events = POLLIN };
	if (poll(&descriptor, 1, due_ms < wait_ms || wait_ms < 0 ? due_ms : wait_ms) < 0 &&
	    errno != EINTR)
		return;
	rapporteur_step(rapporteur);
}

enum connection_state rapporteur_connection(const struct rapporteur *rapporteur)
{
	return connection_ready(rapporteur) ? CONNECTION_LIVE : CONNECTION_NONE;
}

void rapporteur_act_as(struct rapporteur *rapporteur, const uint8_t *secret)
{
	struct rapporteur_key *actor = &rapporteur->actor;
	rapporteur->acting = secret != NULL;
	if (secret == NULL) {
		sodium_memzero(actor, sizeof *actor);
		return;
	}
	memcpy(actor->broker_key, rapporteur->key.broker_key, CURVE_KEY_BYTES);
	memcpy(actor->secret, secret, CURVE_KEY_BYTES);
	crypto_scalarmult_base(actor->public_key, secret);
}

bool rapporteur_locked(const struct rapporteur *rapporteur)
{
	return rapporteur->connection.locked;
}

void rapporteur_tell(struct rapporteur *rapporteur, uint64_t sequence)
{
	struct entry entry;
	if (rapporteur->callbacks.entry == NULL)
		return;
	/* From a buffer of its own: the callback may look at other entries. */
	struct buffer bytes;
	buffer_init(&bytes, OUTBOX_BODY_BYTES_MAX);
	if (outbox_get(&rapporteur->outbox, sequence, &bytes, &entry) == RAPPORTEUR_OK)
		rapporteur->callbacks.entry(rapporteur->context, &entry);
	buffer_close(&bytes);
}
