/* tests/bench/rig.c - see rig.h. */
#include "tests/bench/rig.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#include "client/terminal/note/import_line.h"
#include "client/terminal/session/programme_yaml.h"
#include "proto/command.h"
#include "proto/wire/id.h"

#define PROGRAMME_FILE "tests/example/programme.yaml"
#define NOTES_FILE     "tests/example/notes.jsonl"
#define FILE_BYTES_MAX (1u << 20)
#define LINES_MAX      512u
#define FRAMES_MAX     (256u << 20)
#define IDS_PER_MS     64u
#define ANSWER_WAIT_MS 20000
#define TEXT_BYTES_MAX 2048u

uint64_t rig_now_ns(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool file_read(const char *path, struct buffer *out)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL) {
		perror(path);
		return false;
	}
	uint8_t piece[4096];
	size_t size = 0;
	while ((size = fread(piece, 1, sizeof piece, file)) > 0)
		buffer_add(out, piece, size);
	fclose(file);
	return !out->failed;
}

static bool programme_read(struct programme *programme)
{
	struct buffer text;
	struct yaml_fault fault;
	buffer_init(&text, FILE_BYTES_MAX);
	bool read = file_read(PROGRAMME_FILE, &text) &&
	    programme_yaml_read((const char *)text.bytes, text.size, programme, &fault) ==
		PROGRAMME_YAML_OK;
	buffer_close(&text);
	return read;
}

/* --- Notes ---------------------------------------------------------------------------------------- */

/* Reads up to LINES_MAX notes of the example. */
static size_t lines_read(struct import_line *lines, struct arena *arena)
{
	struct buffer text;
	buffer_init(&text, FILE_BYTES_MAX);
	size_t count = 0;
	size_t at = 0;
	if (!file_read(NOTES_FILE, &text))
		text.size = 0;
	while (at < text.size && count < LINES_MAX) {
		const uint8_t *end = memchr(text.bytes + at, '\n', text.size - at);
		size_t size = end == NULL ? text.size - at : (size_t)(end - text.bytes) - at;
		struct import_line_fault fault;
		if (import_line_read((const char *)text.bytes + at, size, arena, &lines[count],
			&fault) == IMPORT_LINE_OK)
			count++;
		at += size + 1;
	}
	buffer_close(&text);
	return count;
}

static void note_add(struct rig_notes *notes, size_t index, const struct import_line *said,
    const struct import_line *besides, struct envelope *envelope, struct buffer *body)
{
	char text[TEXT_BYTES_MAX];
	char ref[24];
	snprintf(text, sizeof text, "%s; %s", said->text, besides->text);
	snprintf(ref, sizeof ref, "%07zu", index);
	const struct note_put put = {
		.room = said->room,
		.objective = said->objective,
		.category = said->category,
		.lens = said->lens,
		.language = said->language,
		.ref = ref,
		.text = text,
	};
	buffer_clear(body);
	note_put_encode(false, &put, body);
	envelope->body = body->bytes;
	envelope->body_size = body->size;
	envelope_encode(envelope, &notes->bytes);
}

static bool notes_fill(struct rig_notes *notes, size_t writers, const char *session,
    const struct import_line *lines, size_t line_count)
{
	struct envelope envelope = { .major = PROTOCOL_MAJOR, .message = MESSAGE_NOTE_SUBMIT };
	struct buffer body;
	struct timespec now;
	uint8_t random[ID_RANDOM_BYTES];
	buffer_init(&body, MESSAGE_BYTES_MAX);
	(void)clock_gettime(CLOCK_REALTIME, &now);
	uint64_t now_ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
	snprintf(envelope.session, sizeof envelope.session, "%s", session);
	for (size_t i = 0; i < notes->count; i++) {
		randombytes_buf(random, sizeof random);
		id_make(envelope.id, now_ms + i / IDS_PER_MS, random);
		memset(envelope.writer, 'a' + (int)(i % writers), WRITER_BYTES);
		size_t said = i % line_count;
		size_t besides = (said + 1 + i / line_count) % line_count;
		notes->starts[i] = notes->bytes.size;
		note_add(notes, i, &lines[said], &lines[besides], &envelope, &body);
		if (memcmp(notes->bytes.bytes + notes->starts[i] + RIG_ID_AT, envelope.id,
			ID_BYTES) != 0)
			break;
		notes->starts[i + 1] = notes->bytes.size;
	}
	bool whole = !notes->bytes.failed && notes->starts[notes->count] == notes->bytes.size;
	buffer_close(&body);
	return whole;
}

bool rig_notes_make(struct rig_notes *notes, size_t count, size_t writers)
{
	*notes = (struct rig_notes){ .count = count };
	buffer_init(&notes->bytes, FRAMES_MAX);
	notes->starts = calloc(count + 1, sizeof *notes->starts);
	struct import_line *lines = calloc(LINES_MAX, sizeof *lines);
	struct arena arena;
	struct programme programme;
	arena_init(&arena, LINES_MAX * (size_t)IMPORT_LINE_MEMORY_MAX);
	programme_init(&programme);
	bool made = notes->starts != NULL && lines != NULL && programme_read(&programme);
	size_t line_count = made ? lines_read(lines, &arena) : 0;
	made = line_count > 0 && notes_fill(notes, writers, programme.session, lines, line_count);
	if (!made)
		fprintf(stderr, "bench: the notes could not be made\n");
	programme_close(&programme);
	arena_close(&arena);
	free(lines);
	return made;
}

void rig_notes_close(struct rig_notes *notes)
{
	buffer_close(&notes->bytes);
	free(notes->starts);
	notes->starts = NULL;
}

/* --- Commands ------------------------------------------------------------------------------------- */

void *rig_connect(void *zmq, const char *endpoint)
{
	void *dealer = zmq_socket(zmq, ZMQ_DEALER);
	int linger = 0;
	if (dealer == NULL)
		return NULL;
	zmq_setsockopt(dealer, ZMQ_LINGER, &linger, sizeof linger);
	if (zmq_connect(dealer, endpoint) == 0)
		return dealer;
	fprintf(stderr, "bench: %s: %s\n", endpoint, zmq_strerror(zmq_errno()));
	zmq_close(dealer);
	return NULL;
}

static bool answer_wait(void *dealer, struct buffer *bytes)
{
	zmq_pollitem_t item = { .socket = dealer, .events = ZMQ_POLLIN };
	if (zmq_poll(&item, 1, ANSWER_WAIT_MS) <= 0)
		return false;
	zmq_msg_t frame;
	zmq_msg_init(&frame);
	int size = zmq_msg_recv(&frame, dealer, ZMQ_DONTWAIT);
	buffer_clear(bytes);
	if (size > 0)
		buffer_add(bytes, zmq_msg_data(&frame), (size_t)size);
	zmq_msg_close(&frame);
	return size > 0 && !bytes->failed;
}

bool rig_ask(void *dealer, uint64_t message, const char *session, const struct buffer *body,
    struct reply *reply, struct buffer *bytes)
{
	struct envelope envelope = {
		.major = PROTOCOL_MAJOR,
		.message = message,
		.body = body->bytes,
		.body_size = body->size,
	};
	uint8_t random[ID_RANDOM_BYTES];
	struct refusal refusal;
	struct arena arena;
	randombytes_buf(random, sizeof random);
	id_make(envelope.id, 1, random);
	memset(envelope.writer, 's', WRITER_BYTES);
	snprintf(envelope.session, sizeof envelope.session, "%s", session);
	arena_init(&arena, MESSAGE_BYTES_MAX);
	buffer_clear(bytes);
	envelope_encode(&envelope, bytes);
	bool answered = zmq_send(dealer, bytes->bytes, bytes->size, 0) >= 0 &&
	    answer_wait(dealer, bytes) &&
	    reply_decode(reply, &arena, bytes->bytes, bytes->size, &refusal) == ERROR_NONE;
	if (!answered)
		fprintf(stderr, "bench: no answer to message %u\n", (unsigned)message);
	else if (reply->error != ERROR_NONE)
		fprintf(stderr, "bench: refused: %s %s\n", reply->sentence, reply->detail);
	arena_close(&arena);
	return answered && reply->error == ERROR_NONE;
}

bool rig_session_open(void *dealer, const char *key, char *session)
{
	struct programme programme;
	struct buffer form;
	struct buffer body;
	struct buffer answer;
	struct reply reply;
	programme_init(&programme);
	buffer_init(&form, PROGRAMME_BYTES_MAX);
	buffer_init(&body, MESSAGE_BYTES_MAX);
	buffer_init(&answer, MESSAGE_BYTES_MAX);
	bool opened = programme_read(&programme);
	if (opened) {
		if (key != NULL)
			programme.session = key;
		snprintf(session, SESSION_KEY_MAX + 1, "%s", programme.session);
		programme_encode(&programme, &form);
		session_put_encode(
		    &(struct session_put){ .programme = form.bytes, .programme_size = form.size },
		    &body);
		opened = rig_ask(dealer, MESSAGE_SESSION_OPEN, session, &body, &reply, &answer);
	}
	programme_close(&programme);
	buffer_close(&form);
	buffer_close(&body);
	buffer_close(&answer);
	return opened;
}

static int compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a;
	uint32_t right = *(const uint32_t *)b;
	return left < right ? -1 : left > right;
}

uint64_t rig_quantile(uint32_t *values, size_t count, unsigned part)
{
	qsort(values, count, sizeof *values, compare);
	return values[(count - 1) * part / 1000];
}
