/*
 * tests/bench/reference.c - the least that any broker of durable notes must do, to measure ours against:
 *
 *   reference router ENDPOINT DIR          drain up to 1,024 messages, write each to LMDB (two puts,
 *                                          sequential keys, synced commit), acknowledge
 *   reference lmdb DIR COUNT BYTES         the same writing without the socket; prints records a second
 *
 * Socket options are the desk's; the acknowledgement has the size of the desk's to a note.
 */
#include <errno.h>
#include <inttypes.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "proto/command.h"
#include "tests/bench/rig.h"

#define BATCH_MAX 1024u

struct store {
	MDB_env *env;
	MDB_dbi messages; /* number: message */
	MDB_dbi ids;      /* a sequential id: number */
	uint64_t number;
	MDB_txn *txn;
};

static int store_open(struct store *store, const char *dir)
{
	int rc = mdb_env_create(&store->env);
	rc = rc != 0 ? rc : mdb_env_set_mapsize(store->env, (size_t)1 << 40);
	rc = rc != 0 ? rc : mdb_env_set_maxdbs(store->env, 2);
	rc = rc != 0 ? rc : mdb_env_open(store->env, dir, MDB_NOTLS, 0600);
	rc = rc != 0 ? rc : mdb_txn_begin(store->env, NULL, 0, &store->txn);
	rc = rc != 0 ? rc : mdb_dbi_open(store->txn, "messages", MDB_CREATE, &store->messages);
	rc = rc != 0 ? rc : mdb_dbi_open(store->txn, "ids", MDB_CREATE, &store->ids);
	return rc != 0 ? rc : mdb_txn_commit(store->txn);
}

static int store_put(struct store *store, void *bytes, size_t size)
{
	uint8_t key_bytes[ID_BYTES] = { 0 };
	store->number++;
	for (size_t i = 0; i < 8; i++)
		key_bytes[i] = (uint8_t)(store->number >> (56 - 8 * i));
	MDB_val key = { .mv_size = 8, .mv_data = key_bytes };
	MDB_val value = { .mv_size = size, .mv_data = bytes };
	int rc = mdb_put(store->txn, store->messages, &key, &value, MDB_APPEND);
	MDB_val id = { .mv_size = ID_BYTES, .mv_data = key_bytes };
	MDB_val number = { .mv_size = sizeof store->number, .mv_data = &store->number };
	return rc != 0 ? rc : mdb_put(store->txn, store->ids, &id, &number, MDB_APPEND);
}

static int loop(struct store *store, size_t count, size_t size)
{
	static uint8_t bytes[MESSAGE_BYTES_MAX];
	int rc = size > sizeof bytes ? EINVAL : 0;
	uint64_t start_ns = rig_now_ns();
	for (size_t done = 0; rc == 0 && done < count; done += BATCH_MAX) {
		rc = mdb_txn_begin(store->env, NULL, 0, &store->txn);
		for (size_t i = 0; rc == 0 && i < BATCH_MAX; i++)
			rc = store_put(store, bytes, size);
		rc = rc != 0 ? rc : mdb_txn_commit(store->txn);
	}
	printf("lmdb_records_per_second %" PRIu64 "\n",
	    store->number * 1000000000 / (rig_now_ns() - start_ns));
	return rc;
}

static void *router_open(void *zmq, const char *endpoint)
{
	static const int options[][2] = { { ZMQ_ROUTER_MANDATORY, 1 }, { ZMQ_LINGER, 500 },
		{ ZMQ_HANDSHAKE_IVL, 2000 }, { ZMQ_RCVHWM, 512 }, { ZMQ_SNDHWM, 512 },
		{ ZMQ_BACKLOG, 1024 }, { ZMQ_TCP_KEEPALIVE, 1 }, { ZMQ_TCP_KEEPALIVE_IDLE, 30 },
		{ ZMQ_TCP_KEEPALIVE_INTVL, 5 }, { ZMQ_TCP_KEEPALIVE_CNT, 3 } };
	int64_t bytes_max = 2 * (int64_t)MESSAGE_BYTES_MAX;
	void *router = zmq_socket(zmq, ZMQ_ROUTER);
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		zmq_setsockopt(router, options[i][0], &options[i][1], sizeof(int));
	zmq_setsockopt(router, ZMQ_MAXMSGSIZE, &bytes_max, sizeof bytes_max);
	return zmq_bind(router, endpoint) == 0 ? router : NULL;
}

/* Receives what is there, at most a batch. */
static size_t gather(void *router, zmq_msg_t (*messages)[2])
{
	size_t count = 0;
	for (; count < BATCH_MAX; count++) {
		zmq_msg_init(&messages[count][0]);
		zmq_msg_init(&messages[count][1]);
		if (zmq_msg_recv(&messages[count][0], router, ZMQ_DONTWAIT) < 0 ||
		    zmq_msg_recv(&messages[count][1], router, ZMQ_DONTWAIT) < 0)
			break;
	}
	return count;
}

static int serve(struct store *store, const char *endpoint)
{
	static zmq_msg_t messages[BATCH_MAX][2];
	const struct note_reply note = { .id = "0123456789ab" };
	struct buffer body = { .max = MESSAGE_BYTES_MAX };
	struct buffer ack = { .max = MESSAGE_BYTES_MAX };
	note_reply_encode(&note, &body);
	struct reply reply = { .major = 1, .message = MESSAGE_NOTE_SUBMIT, .number = UINT32_MAX };
	reply.body = body.bytes;
	reply.body_size = body.size;
	reply_encode(&reply, &ack);
	void *router = router_open(zmq_ctx_new(), endpoint);
	int rc = router == NULL ? -1 : 0;
	while (rc == 0) {
		zmq_pollitem_t item = { .socket = router, .events = ZMQ_POLLIN };
		size_t count = gather(router, messages);
		if (count == 0) {
			zmq_poll(&item, 1, -1);
			continue;
		}
		rc = mdb_txn_begin(store->env, NULL, 0, &store->txn);
		for (size_t i = 0; rc == 0 && i < count; i++)
			rc = store_put(
			    store, zmq_msg_data(&messages[i][1]), zmq_msg_size(&messages[i][1]));
		rc = rc != 0 ? rc : mdb_txn_commit(store->txn);
		for (size_t i = 0; rc == 0 && i < count; i++) {
			memcpy(ack.bytes + RIG_ID_AT,
			    (uint8_t *)zmq_msg_data(&messages[i][1]) + RIG_ID_AT, ID_BYTES);
			zmq_msg_send(&messages[i][0], router, ZMQ_SNDMORE | ZMQ_DONTWAIT);
			zmq_send(router, ack.bytes, ack.size, ZMQ_DONTWAIT);
			zmq_msg_close(&messages[i][1]);
		}
	}
	return rc;
}

int main(int count, char **arguments)
{
	bool router = count == 4 && strcmp(arguments[1], "router") == 0;
	bool lmdb = count == 5 && strcmp(arguments[1], "lmdb") == 0;
	struct store store = { .number = 0 };
	int rc = router || lmdb ? store_open(&store, arguments[router ? 3 : 2]) : EINVAL;
	if (rc == 0 && router)
		rc = serve(&store, arguments[2]);
	else if (rc == 0)
		rc = loop(&store, strtoul(arguments[3], NULL, 10), strtoul(arguments[4], NULL, 10));
	if (rc != 0)
		fprintf(stderr, "reference: %s\n", mdb_strerror(rc));
	return rc == 0 ? 0 : 1;
}
