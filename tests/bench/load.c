/*
 * tests/bench/load.c - clients that submit notes as fast as they are acknowledged:
 *
 *   load ENDPOINT NOTES CLIENTS OUTSTANDING
 *
 * Each client is a DEALER and a writer, with so many notes on their way. One thread serves them all,
 * and the notes are made before the clock starts, so that little of what is measured is ours. Every
 * acknowledgement is compared: the id of the next note of that client, and accepted. Prints notes a
 * second, and the 50th and 99th percentile of the time from sending to acknowledgement.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "proto/messages.h"
#include "tests/bench/rig.h"

#define CLIENTS_MAX  64u
#define STALL_MS     20000
#define WARM_UP_PART 20u /* a twentieth of the notes comes before the clock starts */

struct client {
	void *socket;
	size_t next;  /* index of the note to send */
	size_t acked; /* index of the note whose acknowledgement is due */
};

struct load {
	struct rig_notes notes;
	struct client clients[CLIENTS_MAX];
	size_t client_count;
	size_t outstanding;
	size_t end; /* notes before this index may be sent */
	size_t acked;
	uint64_t *sent_ns;
	uint32_t *took_us;
};

static const uint8_t *frame_of(const struct load *load, size_t index)
{
	return load->notes.bytes.bytes + load->notes.starts[index];
}

static bool is_ack(const struct load *load, size_t index, zmq_msg_t *message)
{
	const uint8_t *bytes = zmq_msg_data(message);
	return zmq_msg_size(message) > RIG_ERROR_AT + 3 && index < load->end &&
	    memcmp(bytes + RIG_ID_AT, frame_of(load, index) + RIG_ID_AT, ID_BYTES) == 0 &&
	    memcmp(bytes + RIG_ERROR_AT, RIG_ACCEPTED, 3) == 0;
}

/* Takes what has come for a client, sends what may go. False: a wrong answer. */
static bool client_serve(struct load *load, struct client *client)
{
	zmq_msg_t message;
	zmq_msg_init(&message);
	bool right = true;
	while (right && zmq_msg_recv(&message, client->socket, ZMQ_DONTWAIT) >= 0) {
		right = is_ack(load, client->acked, &message);
		if (!right)
			break;
		load->took_us[client->acked] =
		    (uint32_t)((rig_now_ns() - load->sent_ns[client->acked]) / 1000);
		client->acked += load->client_count;
		load->acked++;
	}
	zmq_msg_close(&message);
	while (right && client->next < load->end &&
	    client->next - client->acked < load->outstanding * load->client_count) {
		size_t size =
		    load->notes.starts[client->next + 1] - load->notes.starts[client->next];
		load->sent_ns[client->next] = rig_now_ns();
		if (zmq_send(client->socket, frame_of(load, client->next), size, ZMQ_DONTWAIT) < 0)
			break;
		client->next += load->client_count;
	}
	return right;
}

/* Until all before end are acknowledged. */
static bool run(struct load *load, size_t end)
{
	zmq_pollitem_t items[CLIENTS_MAX];
	for (size_t i = 0; i < load->client_count; i++)
		items[i] =
		    (zmq_pollitem_t){ .socket = load->clients[i].socket, .events = ZMQ_POLLIN };
	load->end = end;
	for (size_t i = 0; i < load->client_count; i++)
		if (!client_serve(load, &load->clients[i]))
			return false;
	while (load->acked < end) {
		if (zmq_poll(items, (int)load->client_count, STALL_MS) <= 0)
			return false;
		for (size_t i = 0; i < load->client_count; i++)
			if (items[i].revents != 0 && !client_serve(load, &load->clients[i]))
				return false;
	}
	return true;
}

static bool measure(struct load *load)
{
	size_t warm = load->notes.count / WARM_UP_PART;
	if (!run(load, warm))
		return false;
	uint64_t start_ns = rig_now_ns();
	if (!run(load, load->notes.count))
		return false;
	uint64_t took_us = (rig_now_ns() - start_ns) / 1000;
	size_t count = load->notes.count - warm;
	printf("notes_per_second %" PRIu64 "\n", count * 1000000 / (took_us + 1));
	printf("ack_p50 %" PRIu64 "\n", rig_quantile(load->took_us + warm, count, 500));
	printf("ack_p99 %" PRIu64 "\n", rig_quantile(load->took_us + warm, count, 990));
	printf("note_bytes %zu\n", load->notes.bytes.size / load->notes.count);
	return true;
}

static bool load_open(struct load *load, void *zmq, const char *endpoint)
{
	char session[SESSION_KEY_MAX + 1];
	if (!rig_notes_make(&load->notes, load->notes.count, load->client_count))
		return false;
	load->sent_ns = calloc(load->notes.count, sizeof *load->sent_ns);
	load->took_us = calloc(load->notes.count, sizeof *load->took_us);
	if (load->sent_ns == NULL || load->took_us == NULL)
		return false;
	for (size_t i = 0; i < load->client_count; i++) {
		load->clients[i].socket = rig_connect(zmq, endpoint);
		load->clients[i].next = i;
		load->clients[i].acked = i;
		if (load->clients[i].socket == NULL)
			return false;
	}
	return rig_session_open(load->clients[0].socket, NULL, session);
}

int main(int count, char **arguments)
{
	static struct load load;
	if (count == 5) {
		load.notes.count = strtoul(arguments[2], NULL, 10);
		load.client_count = strtoul(arguments[3], NULL, 10);
		load.outstanding = strtoul(arguments[4], NULL, 10);
	}
	if (load.notes.count < WARM_UP_PART || load.client_count == 0 ||
	    load.client_count > CLIENTS_MAX || load.outstanding == 0) {
		fprintf(stderr, "usage: load ENDPOINT NOTES CLIENTS OUTSTANDING\n");
		return 2;
	}
	void *zmq = zmq_ctx_new();
	bool measured = load_open(&load, zmq, arguments[1]) && measure(&load);
	if (!measured)
		fprintf(stderr, "load: %zu of %zu notes were acknowledged\n", load.acked,
		    load.notes.count);
	for (size_t i = 0; i < load.client_count; i++)
		if (load.clients[i].socket != NULL)
			zmq_close(load.clients[i].socket);
	zmq_ctx_term(zmq);
	rig_notes_close(&load.notes);
	free(load.sent_ns);
	free(load.took_us);
	return measured ? 0 : 1;
}
