/* broker/members/zap.c - see zap.h. */
#include "broker/members/zap.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#include "broker/log.h"

#define ENDPOINT    "inproc://zeromq.zap.01"
#define FRAMES      7u /* version, request, domain, address, routing id, mechanism, key */
#define FRAME_BYTES 256u
#define ADDRESS_MAX 64u

struct bucket { /* of one address */
	char address[ADDRESS_MAX];
	uint64_t tokens_ms; /* a token is 1000 / ZAP_PER_SECOND of them */
	uint64_t filled_ms;
};

struct zap {
	void *socket; /* the thread's, from its start on */
	const struct keyring *ring;
	bool strangers;
	pthread_t thread;
	_Atomic bool closing;
	_Atomic uint64_t asked;
	_Atomic uint64_t refused;
	struct bucket buckets[ZAP_ADDRESSES];
};

struct request {
	char frames[FRAMES][FRAME_BYTES];
	size_t sizes[FRAMES];
	size_t count; /* FRAMES + 1: more, or one too large */
};

static uint64_t now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* One request to its end. False: the socket is no more. */
static bool request_take(struct zap *zap, struct request *request)
{
	int more = 1;
	size_t more_size = sizeof more;
	request->count = 0;
	memset(request->sizes, 0, sizeof request->sizes);
	while (more != 0) {
		char spare[FRAME_BYTES];
		bool fits = request->count < FRAMES;
		char *frame = fits ? request->frames[request->count] : spare;
		int size = zmq_recv(zap->socket, frame, FRAME_BYTES, 0);
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return false;
		if (fits && size <= (int)FRAME_BYTES)
			request->sizes[request->count++] = (size_t)size;
		else
			request->count = FRAMES + 1;
		if (zmq_getsockopt(zap->socket, ZMQ_RCVMORE, &more, &more_size) != 0)
			return false;
	}
	return true;
}

static bool frame_is(const struct request *request, size_t frame, const char *text)
{
	return request->sizes[frame] == strlen(text) &&
	    memcmp(request->frames[frame], text, request->sizes[frame]) == 0;
}

/* A stranger costs a token of its address. The table is small and whoever hashes to the same place shares it:
 * that only ever makes a flood wait longer. */
static bool address_allows(struct zap *zap, const char *address, size_t size)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (uint8_t)address[i]) * 16777619u;
	struct bucket *bucket = &zap->buckets[hash % ZAP_ADDRESSES];
	uint64_t now = now_ms();
	uint64_t full = (uint64_t)ZAP_BURST * 1000 / ZAP_PER_SECOND;
	uint64_t gained = bucket->filled_ms == 0 ? full : now - bucket->filled_ms;
	bucket->filled_ms = now;
	bucket->tokens_ms += gained;
	if (bucket->tokens_ms > full)
		bucket->tokens_ms = full;
	if (bucket->tokens_ms < 1000 / ZAP_PER_SECOND)
		return false;
	bucket->tokens_ms -= 1000 / ZAP_PER_SECOND;
	return true;
}

/* The status, and the User-Id of who is let in. */
static const char *decide(
    struct zap *zap, const struct request *request, char user[USER_ID_CHARS + 1])
{
	user[0] = '\0';
	if (request->count != FRAMES || !frame_is(request, 0, "1.0") ||
	    !frame_is(request, 2, ZAP_DOMAIN) || !frame_is(request, 5, "CURVE") ||
	    request->sizes[6] != CURVE_KEY_BYTES)
		return "400";
	const uint8_t *key = (const uint8_t *)request->frames[6];
	uint32_t slot = keyring_find(zap->ring, key);
	if (slot != KEYRING_NONE && keyring_is_out(zap->ring, slot, now_ms()))
		return "300";
	if (slot == KEYRING_NONE) {
		if (!zap->strangers)
			return "400";
		if (!address_allows(zap, request->frames[3], request->sizes[3]))
			return "300";
	}
	zmq_z85_encode(user, key, CURVE_KEY_BYTES);
	return "200";
}

static bool reply_send(
    struct zap *zap, const struct request *request, const char *status, const char *user)
{
	bool named = request->count >= 2;
	const struct {
		const void *bytes;
		size_t size;
	} frames[] = { { "1.0", 3 },
		{ named ? request->frames[1] : "", named ? request->sizes[1] : 0 },
		{ status, strlen(status) }, { "", 0 }, { user, strlen(user) }, { "", 0 } };
	const size_t count = sizeof frames / sizeof frames[0];
	for (size_t i = 0; i < count; i++)
		while (zmq_send(zap->socket, frames[i].bytes, frames[i].size,
			   i + 1 < count ? ZMQ_SNDMORE : 0) < 0)
			if (errno != EINTR)
				return false;
	return true;
}

static void *door(void *context)
{
	struct zap *zap = context;
	struct request request;
	char user[USER_ID_CHARS + 1];
	while (request_take(zap, &request)) {
		const char *status = decide(zap, &request, user);
		atomic_fetch_add(&zap->asked, 1);
		if (status[0] != '2')
			atomic_fetch_add(&zap->refused, 1);
		if (!reply_send(zap, &request, status, user))
			break;
	}
	if (!atomic_load(&zap->closing)) {
		/* From now on libzmq would let everybody in. */
		log_line("door", "nobody_at_the_door error=\"%s\"", zmq_strerror(zmq_errno()));
		abort();
	}
	zmq_close(zap->socket);
	return NULL;
}

bool zap_open(struct zap **zap, void *zmq, const struct keyring *ring, bool strangers)
{
	struct zap *opened = calloc(1, sizeof *opened);
	if (opened == NULL)
		return false;
	int linger = 0;
	opened->ring = ring;
	opened->strangers = strangers;
	opened->socket = zmq_socket(zmq, ZMQ_REP);
	if (opened->socket != NULL &&
	    zmq_setsockopt(opened->socket, ZMQ_LINGER, &linger, sizeof linger) == 0 &&
	    zmq_bind(opened->socket, ENDPOINT) == 0) {
		errno = pthread_create(&opened->thread, NULL, door, opened);
		if (errno == 0) {
			*zap = opened;
			return true;
		}
	}
	int error = errno;
	if (opened->socket != NULL)
		zmq_close(opened->socket);
	free(opened);
	errno = error;
	return false;
}

void zap_leave(struct zap *zap)
{
	if (zap != NULL)
		atomic_store(&zap->closing, true);
}

void zap_close(struct zap *zap)
{
	if (zap == NULL)
		return;
	pthread_join(zap->thread, NULL);
	free(zap);
}

uint64_t zap_asked(const struct zap *zap)
{
	return zap == NULL ? 0 : atomic_load(&zap->asked);
}

uint64_t zap_refused(const struct zap *zap)
{
	return zap == NULL ? 0 : atomic_load(&zap->refused);
}

bool zap_guard(void *socket, const struct curve_key *key)
{
	int server = 1;
	return zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &server, sizeof server) == 0 &&
	    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, key->secret, CURVE_KEY_BYTES) == 0 &&
	    zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, ZAP_DOMAIN, strlen(ZAP_DOMAIN)) == 0;
}
