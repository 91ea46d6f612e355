/* tests/soak/network.c - see network.h. */
#include "tests/soak/network.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define TRY_AGAIN_MS  500u
#define STRAGGLE_MS   4000u
#define HANDSHAKE_MS  20u
#define SILENCE_NEVER 0u

/* --- messages --------------------------------------------------------------------------------- */

struct parcel *parcel_make(
    const void *first, size_t first_size, const void *second, size_t second_size)
{
	struct parcel *message = malloc(sizeof *message + first_size + second_size);
	assert(message != NULL);
	assert(first != NULL);
	message->next = NULL;
	message->frame_count = second == NULL ? 1 : 2;
	message->sizes[0] = first_size;
	message->sizes[1] = second_size;
	if (first_size > 0)
		memcpy(message->bytes, first, first_size);
	if (second != NULL && second_size > 0)
		memcpy(message->bytes + first_size, second, second_size);
	return message;
}

static struct parcel *parcel_copy(const struct parcel *message)
{
	size_t size = sizeof *message + message->sizes[0] + message->sizes[1];
	struct parcel *copy = malloc(size);
	assert(copy != NULL);
	memcpy(copy, message, size);
	copy->next = NULL;
	return copy;
}

void queue_put(struct queue *queue, struct parcel *message)
{
	message->next = NULL;
	if (queue->last == NULL)
		queue->first = message;
	else
		queue->last->next = message;
	queue->last = message;
	queue->count++;
}

struct parcel *queue_take(struct queue *queue)
{
	struct parcel *message = queue->first;
	if (message == NULL)
		return NULL;
	queue->first = message->next;
	if (queue->first == NULL)
		queue->last = NULL;
	queue->count--;
	return message;
}

void queue_clear(struct queue *queue)
{
	struct parcel *message = NULL;
	while ((message = queue_take(queue)) != NULL)
		free(message);
}

/* --- the heap of what is under way ------------------------------------------------------------ */

static bool earlier(const struct packet *a, const struct packet *b)
{
	return a->due_ms != b->due_ms ? a->due_ms < b->due_ms : a->order < b->order;
}

static void swap(struct packet *a, struct packet *b)
{
	struct packet kept = *a;
	*a = *b;
	*b = kept;
}

static void packet_put(struct network *network, struct packet packet)
{
	if (network->packet_count == network->packet_capacity) {
		size_t larger = network->packet_capacity == 0 ? 256 : network->packet_capacity * 2;
		struct packet *moved = realloc(network->packets, larger * sizeof *moved);
		assert(moved != NULL);
		network->packets = moved;
		network->packet_capacity = larger;
	}
	packet.order = network->order++;
	size_t at = network->packet_count++;
	network->packets[at] = packet;
	while (at > 0 && earlier(&network->packets[at], &network->packets[(at - 1) / 2])) {
		swap(&network->packets[at], &network->packets[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
}

static struct packet packet_take(struct network *network)
{
	assert(network->packet_count > 0);
	struct packet taken = network->packets[0];
	network->packets[0] = network->packets[--network->packet_count];
	size_t at = 0;
	for (;;) {
		size_t first = at;
		for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++)
			if (child < network->packet_count &&
			    earlier(&network->packets[child], &network->packets[first]))
				first = child;
		if (first == at)
			return taken;
		swap(&network->packets[at], &network->packets[first]);
		at = first;
	}
}

/* --- lines ------------------------------------------------------------------------------------ */

void network_open(struct network *network)
{
	*network = (struct network){ 0 };
}

void network_close(struct network *network)
{
	for (size_t i = 0; i < network->packet_count; i++)
		free(network->packets[i].message);
	free(network->packets);
	*network = (struct network){ 0 };
}

uint64_t network_due(const struct network *network)
{
	return network->packet_count == 0 ? UINT64_MAX : network->packets[0].due_ms;
}

static void try_later(struct network *network, size_t link, uint32_t after_ms)
{
	packet_put(network,
	    (struct packet){
		.due_ms = stage()->now_ms + 1 + random_below(&stage()->plan, after_ms + 1),
		.kind = LINK_TRY,
		.link = link,
		.life = network->links[link].life });
}

static uint64_t life_draw(void)
{
	return random_next(&stage()->plan);
}

size_t network_connect(struct network *network, struct port_socket *client, enum port port)
{
	size_t at = 0;
	while (at < LINKS_MAX && network->links[at].client != NULL)
		at++;
	assert(at < LINKS_MAX);
	network->links[at] = (struct line){ .client = client, .port = port, .life = life_draw() };
	try_later(network, at, HANDSHAKE_MS);
	return at;
}

void network_disconnect(struct network *network, size_t link)
{
	network->links[link] = (struct line){ 0 };
}

bool network_link_up(const struct network *network, size_t link)
{
	return network->links[link].client != NULL && network->links[link].up;
}

void network_cut(struct network *network, size_t at)
{
	struct line *link = &network->links[at];
	if (!network_link_up(network, at))
		return;
	link->up = false;
	link->subscribed = false;
	link->life = life_draw();
	port_socket_down(link->client);
	try_later(network, at, TRY_AGAIN_MS);
}

void network_port_closed(struct network *network, enum port port)
{
	network->bound[port] = NULL;
	for (size_t i = 0; i < LINKS_MAX; i++)
		if (network->links[i].port == port)
			network_cut(network, i);
}

static bool silent(const struct line *link)
{
	uint64_t now = stage()->now_ms;
	return now < link->silent_until_ms ||
	    now < port_socket_owner(link->client)->offline_until_ms;
}

static void packet_send(
    struct network *network, size_t link, enum happening kind, struct parcel *message)
{
	const struct weather *weather = &network->weather;
	struct random *plan = &stage()->plan;
	uint64_t delay_ms = random_below(plan, weather->delay_ms_max + 1);
	if (random_chance(plan, weather->straggling))
		delay_ms += random_below(plan, STRAGGLE_MS);
	packet_put(network,
	    (struct packet){ .due_ms = stage()->now_ms + delay_ms,
		.kind = kind,
		.link = link,
		.life = network->links[link].life,
		.message = message });
}

void network_send(
    struct network *network, size_t link, bool to_broker, const struct parcel *message)
{
	enum happening kind = to_broker ? PACKET_TO_BROKER : PACKET_TO_CLIENT;
	struct random *plan = &stage()->plan;
	if (random_chance(plan, network->weather.loss) || silent(&network->links[link])) {
		network->lost++;
		return;
	}
	packet_send(network, link, kind, parcel_copy(message));
	if (random_chance(plan, network->weather.doubling)) {
		network->doubled++;
		packet_send(network, link, kind, parcel_copy(message));
	}
}

static void link_try(struct network *network, size_t at)
{
	struct line *link = &network->links[at];
	if (network->bound[link->port] == NULL || silent(link)) {
		try_later(network, at, TRY_AGAIN_MS);
		return;
	}
	link->up = true;
	link->life = life_draw();
	port_socket_up(link->client);
	if (link->port == PORT_FEED)
		packet_send(network, at, LINK_SUBSCRIBE, NULL);
}

void network_step(struct network *network)
{
	struct packet packet = packet_take(network);
	struct line *link = &network->links[packet.link];
	if (link->client == NULL || link->life != packet.life) {
		free(packet.message); /* its line is no more */
		return;
	}
	switch (packet.kind) {
	case LINK_TRY:
		link_try(network, packet.link);
		return;
	case LINK_SUBSCRIBE:
		link->subscribed = true;
		return;
	case PACKET_TO_BROKER:
		if (network->bound[link->port] != NULL)
			port_socket_deliver(
			    network->bound[link->port], packet.link, packet.message);
		else
			free(packet.message);
		return;
	case PACKET_TO_CLIENT:
		port_socket_deliver(link->client, packet.link, packet.message);
		return;
	}
}
