/*
 * tests/fuzz/door_check.h - what decides who comes in, under its properties: the answerer of ZAP (broker/members/zap.h), over the
 * socket on which libzmq asks it, and invitations as links and as words. The fuzz targets and the replay of their corpora
 * share it. Each answers whether the bytes were taken.
 */
#ifndef RAPPORTEUR_TESTS_DOOR_CHECK_H
#define RAPPORTEUR_TESTS_DOOR_CHECK_H

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "broker/members/zap.h"
#include "proto/wire/token.h"

#define DOOR_FRAMES_MAX 12u
#define DOOR_KEY        "the key of somebody who belongs!" /* 32 bytes */

struct door_under_test {
	void *zmq;
	struct keyring *ring;
	struct zap *zap;
	void *asking;
};

/* Made once; a process that checks ends with it. */
static inline struct door_under_test *door_under_test(void)
{
	static struct door_under_test door;
	if (door.zmq != NULL)
		return &door;
	door.zmq = zmq_ctx_new();
	door.ring = calloc(1, sizeof *door.ring);
	assert(door.ring != NULL);
	uint32_t slot = keyring_add(door.ring, (const uint8_t *)DOOR_KEY);
	assert(slot != KEYRING_NONE);
	bool opened = zap_open(&door.zap, door.zmq, door.ring, false);
	assert(opened);
	door.asking = zmq_socket(door.zmq, ZMQ_REQ);
	int rc = zmq_connect(door.asking, "inproc://zeromq.zap.01");
	assert(rc == 0);
	return &door;
}

/* A frame is the next byte and so many bytes of what follows (255: 300, which is too large); what is over is cut off. */
static inline size_t door_frame(const uint8_t **at, size_t *left)
{
	size_t size = (*at)[0] == 255 ? 300 : (*at)[0];
	(*at)++;
	(*left)--;
	return size < *left ? size : *left;
}

/* Sends the request; whether it is one that is to be let in, and its second frame. */
static inline bool door_ask(struct door_under_test *door, const uint8_t *input, size_t size,
    const uint8_t **id, size_t *id_size)
{
	static const char *const words[] = { "1.0", NULL, ZAP_DOMAIN, NULL, NULL, "CURVE",
		DOOR_KEY };
	bool right = true;
	size_t count = 0;
	*id_size = SIZE_MAX;
	while (size > 0 && count < DOOR_FRAMES_MAX) {
		size_t frame = door_frame(&input, &size);
		bool last = frame == size || count + 1 == DOOR_FRAMES_MAX;
		int rc = 0;
		do
			rc = zmq_send(door->asking, input, frame, last ? 0 : ZMQ_SNDMORE);
		while (rc < 0 && errno == EINTR);
		assert(rc == (int)frame);
		const char *word = count < 7 ? words[count] : NULL;
		right = right && count < 7 && frame <= 256;
		if (word != NULL)
			right = right && strlen(word) == frame && memcmp(word, input, frame) == 0;
		if (count == 1) {
			*id = input;
			*id_size = frame;
		}
		input += frame;
		size -= frame;
		count++;
		if (last)
			break;
	}
	return right && count == 7;
}

static inline bool zap_check(const uint8_t *input, size_t size)
{
	struct door_under_test *door = door_under_test();
	const uint8_t *id = NULL;
	size_t id_size = 0;
	char answer[6][260];
	int sizes[6];
	if (size == 0)
		return false;
	bool right = door_ask(door, input, size, &id, &id_size);
	int more = 1;
	size_t more_size = sizeof more;
	for (size_t i = 0; i < 6; i++) {
		do /* the fuzzer's clock is a signal */
			sizes[i] = zmq_recv(door->asking, answer[i], sizeof answer[i], 0);
		while (sizes[i] < 0 && errno == EINTR);
		assert(sizes[i] >= 0 && sizes[i] <= 256);
		zmq_getsockopt(door->asking, ZMQ_RCVMORE, &more, &more_size);
		assert((more != 0) == (i < 5));
	}
	assert(sizes[0] == 3 && memcmp(answer[0], "1.0", 3) == 0);
	assert(sizes[2] == 3 && sizes[5] == 0);
	bool in = memcmp(answer[2], "200", 3) == 0;
	assert(in || memcmp(answer[2], "400", 3) == 0);
	assert(in == right);
	assert(sizes[4] == (in ? (int)USER_ID_CHARS : 0));
	if (in)
		assert(sizes[1] == (int)id_size && memcmp(answer[1], id, id_size) == 0);
	return in;
}

/* What is taken is what would be printed, and each word of it counts. */
static inline bool token_check(const uint8_t *input, size_t size)
{
	struct invitation_link link;
	struct invitation_link again;
	uint8_t token[TOKEN_BYTES];
	uint8_t back[TOKEN_BYTES];
	char text[LINK_BYTES];
	char words[TOKEN_TEXT_BYTES];
	char *given = malloc(size + 1);
	assert(given != NULL);
	if (size > 0)
		memcpy(given, input, size);
	given[size] = '\0';
	bool is_words = token_parse(given, token) == TOKEN_OK;
	if (is_words) {
		token_text(token, words);
		enum token_result result = token_parse(words, back);
		assert(result == TOKEN_OK && memcmp(token, back, sizeof token) == 0);
		words[0] = words[0] == 'b' ? 'd' : 'b';
		result = token_parse(words, back);
		assert(result == TOKEN_WRONG_WORD);
	}
	bool is_link = link_parse(given, &link) == TOKEN_OK;
	if (is_link) {
		assert(memchr(link.address, '\0', sizeof link.address) != NULL);
		assert(strchr(link.address, '/') == NULL);
		bool fits = link_text(&link, text);
		assert(fits);
		enum token_result result = link_parse(text, &again);
		assert(result == TOKEN_OK && strcmp(again.address, link.address) == 0);
		assert(memcmp(again.token, link.token, sizeof link.token) == 0);
		assert(memcmp(again.broker_key, link.broker_key, CURVE_KEY_BYTES) == 0);
	}
	free(given);
	return is_words || is_link;
}

#endif
