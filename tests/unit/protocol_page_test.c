/* tests/unit/protocol_page_test.c - PROTOCOL.md says what the code does: its tables, its bytes. */
#include <sodium.h>
#include <stdlib.h>

#include "tests/unit/proto_fixture.h"

#include "proto/command.h"
#include "proto/curation.h"
#include "proto/envelope.h"
#include "proto/event.h"
#include "proto/wire/id.h"
#include "proto/programme.h"
#include "proto/wire/seal.h"
#include "proto/synthesis.h"

#define PAGE           "proto/PROTOCOL.md"
#define PAGE_BYTES_MAX (1u << 20)

/* What the page's conversation made up. */
#define OPENED_MS 1603857600000u
#define MINUTE    ((uint32_t)((OPENED_MS + 500) / 60000))
#define NOTE_TEXT "Flood funds come too late"
#define NEW_TEXT  "Flood funds reach us too late"

static struct buffer page; /* read before the tests, closed after them */

static int page_read(void **state)
{
	(void)state;
	buffer_init(&page, PAGE_BYTES_MAX);
	FILE *file = fopen(PAGE, "rb"); /* tests run from the top of the tree */
	if (file == NULL)
		return -1;
	char chunk[4096];
	size_t size = 0;
	while ((size = fread(chunk, 1, sizeof chunk, file)) > 0)
		buffer_add(&page, chunk, size);
	fclose(file);
	return page.failed || buffer_text(&page) == NULL ? -1 : 0;
}

static int page_close(void **state)
{
	(void)state;
	buffer_close(&page);
	return 0;
}

/* --- Tables -------------------------------------------------------------------------------------- */

/* The rows of the table under a heading, without its first two, each ended by a line feed. */
static void rows_find(const char *heading, struct buffer *rows)
{
	const char *at = strstr((const char *)page.bytes, heading);
	assert_non_null(at);
	at = strstr(at, "\n| ---");
	assert_non_null(at);
	at = strchr(at + 1, '\n') + 1;
	while (at[0] == '|') {
		const char *end = strchr(at, '\n');
		assert_non_null(end);
		buffer_add(rows, at, (size_t)(end - at) + 1);
		at = end + 1;
	}
}

static void the_table_of_messages_is_that_of_the_code(void **state)
{
	(void)state;
	static const char *const kinds[] = { "read", "change", "keep", "feed" };
	struct buffer wanted;
	struct buffer found;
	buffer_init(&wanted, PAGE_BYTES_MAX);
	buffer_init(&found, PAGE_BYTES_MAX);
	const struct message_info *info = NULL;
	for (size_t i = 0; (info = message_at(i)) != NULL; i++)
		buffer_format(&wanted, "| %d | %s | %s | %s | %zu |\n", (int)info->message,
		    info->title, kinds[info->kind], info->roles, info->body_bytes_max);
	rows_find("\n## Messages\n", &found);
	assert_string_equal(buffer_text(&found), buffer_text(&wanted));
	buffer_close(&wanted);
	buffer_close(&found);
}

static void the_table_of_acts_is_that_of_the_code(void **state)
{
	(void)state;
	const char *at = strstr((const char *)page.bytes, "\n| act | word | needs | may have |");
	assert_non_null(at);
	at = strstr(at, "\n| ---: |") + 1;
	const struct curation_info *info = NULL;
	for (size_t i = 0; (info = curation_at(i)) != NULL; i++) {
		char row[64];
		at = strchr(at, '\n') + 1;
		(void)snprintf(row, sizeof row, "| %d | %s | %s | %s | ", (int)info->act,
		    info->word, info->needs, info->may);
		assert_memory_equal(at, row, strlen(row));
	}
	assert_int_equal(strchr(at, '\n')[1], '\n');
}

static void the_table_of_errors_is_that_of_the_code(void **state)
{
	(void)state;
	struct buffer wanted;
	struct buffer found;
	buffer_init(&wanted, PAGE_BYTES_MAX);
	buffer_init(&found, PAGE_BYTES_MAX);
#define X(name, code, word, sentence) \
	buffer_format(&wanted, "| %d | %s | %s |\n", code, word, sentence);
	ERRORS(X)
#undef X
	rows_find("\n## Errors\n", &found);
	assert_string_equal(buffer_text(&found), buffer_text(&wanted));
	buffer_close(&wanted);
	buffer_close(&found);
}

/* --- Hex ------------------------------------------------------------------------------------------ */

static uint8_t nibble(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = strchr(digits, c);
	assert_non_null(at);
	assert_true(c != '\0');
	return (uint8_t)(at - digits);
}

/* The bytes of the block ```hex NAME, without what stands after each #. */
static void block_find(const char *name, struct buffer *out)
{
	char fence[64];
	snprintf(fence, sizeof fence, "\n```hex %s\n", name);
	const char *at = strstr((const char *)page.bytes, fence);
	buffer_init(out, MESSAGE_BYTES_MAX);
	if (at == NULL) {
		fail_msg("the page has no block %s", name);
		return;
	}
	for (at += strlen(fence); at[0] != '`'; at++) {
		if (at[0] == '#')
			at += strcspn(at, "\n");
		if (at[0] == ' ' || at[0] == '\n')
			continue;
		uint8_t byte = (uint8_t)(nibble(at[0]) << 4 | nibble(at[1]));
		buffer_add(out, &byte, 1);
		at++;
	}
}

static void assert_block(const char *name, struct buffer *wanted)
{
	struct buffer found;
	block_find(name, &found);
	assert_false(wanted->failed);
	if (found.size != wanted->size || memcmp(found.bytes, wanted->bytes, found.size) != 0)
		fail_msg("block %s is not what the code makes", name);
	buffer_close(&found);
	buffer_close(wanted);
}

static void id_of(unsigned which, uint8_t id[ID_BYTES])
{
	uint8_t random[ID_RANDOM_BYTES];
	memset(random, (int)which, sizeof random);
	id_make(id, OPENED_MS + which, random);
}

/* The head of event 1..3, and the chain up to it. */
static void head_make(uint64_t number, struct buffer *out)
{
	static const uint64_t types[] = { EVENT_SESSION_OPENED, EVENT_NOTE_SUBMITTED,
		EVENT_NOTE_AMENDED };
	struct event_head head = { .number = number,
		.type = types[number - 1],
		.session = "gcm-1",
		.time_ms = OPENED_MS + 1000 * number,
		.part_count = number == 1 ? 1 : 0 };
	bytes_fill(head.body_hash, HASH_BYTES, 0x20 + (unsigned)number);
	bytes_fill(head.blob_hash, HASH_BYTES, 0x21 + (unsigned)number);
	buffer_init(out, EVENT_HEAD_BYTES_MAX);
	event_head_encode(&head, out);
}

static void chain_to(uint64_t number, uint8_t hash[HASH_BYTES])
{
	memset(hash, 0, HASH_BYTES);
	for (uint64_t i = 1; i <= number; i++) {
		struct buffer head;
		head_make(i, &head);
		event_chain(hash, head.bytes, head.size, hash);
		buffer_close(&head);
	}
}

static void the_heads_and_their_chain(void **state)
{
	(void)state;
	struct buffer chain;
	buffer_init(&chain, 1024);
	for (uint64_t i = 1; i <= 3; i++) {
		char name[16];
		uint8_t hash[HASH_BYTES];
		struct buffer head;
		snprintf(name, sizeof name, "head-%d", (int)i);
		head_make(i, &head);
		assert_block(name, &head);
		chain_to(i, hash);
		buffer_add(&chain, hash, sizeof hash);
	}
	assert_block("chain", &chain);
}

static void command_make(enum message message, unsigned which, const char *session, uint64_t age_ms,
    struct buffer *body, struct buffer *out)
{
	struct envelope envelope = { .major = PROTOCOL_MAJOR,
		.minor = PROTOCOL_MINOR,
		.message = message,
		.age_ms = age_ms,
		.body = body->bytes,
		.body_size = body->size };
	struct envelope read;
	struct refusal refusal;
	id_of(which, envelope.id);
	bytes_fill(envelope.writer, WRITER_BYTES, 0x40);
	snprintf(envelope.session, sizeof envelope.session, "%s", session);
	buffer_init(out, MESSAGE_BYTES_MAX);
	envelope_encode(&envelope, out);
	assert_int_equal(envelope_decode(&read, out->bytes, out->size, &refusal), ERROR_NONE);
	buffer_close(body);
}

static void reply_make(enum message message, unsigned which, enum error error, uint64_t number,
    struct buffer *body, struct buffer *out)
{
	struct reply reply = { .major = PROTOCOL_MAJOR,
		.minor = PROTOCOL_MINOR,
		.message = message,
		.error = error,
		.sentence = error_sentence(error),
		.detail = "event 3 stands",
		.number = number,
		.body = body != NULL ? body->bytes : NULL,
		.body_size = body != NULL ? body->size : 0 };
	id_of(which, reply.id);
	bytes_fill(reply.journal, ID_BYTES, 0xa0);
	chain_to(number, reply.hash);
	buffer_init(out, MESSAGE_BYTES_MAX);
	reply_encode(&reply, out);
	if (body != NULL)
		buffer_close(body);
}

static void sign_keys(uint8_t key[SIGN_KEY_BYTES], uint8_t secret[SIGN_SECRET_BYTES])
{
	uint8_t seed[crypto_sign_SEEDBYTES];
	bytes_fill(seed, sizeof seed, 0x60);
	crypto_sign_seed_keypair(key, secret, seed);
}

static void hello(void **state)
{
	(void)state;
	struct buffer body;
	struct buffer frame;
	uint8_t secret[SIGN_SECRET_BYTES];
	buffer_init(&body, 1024);
	hello_encode(&(struct hello){ .client = "example 1" }, &body);
	command_make(MESSAGE_HELLO, 1, "", 0, &body, &frame);
	assert_block("hello", &frame);
	struct hello_reply reply = { .broker = "rapporteurd 1", .feed_port = 7001 };
	sign_keys(reply.sign_key, secret);
	hello_reply_encode(&reply, &body);
	reply_make(MESSAGE_HELLO, 1, ERROR_NONE, 0, &body, &frame);
	assert_block("hello-reply", &frame);
}

static void programme_make(struct buffer *out)
{
	struct programme_round round = { .number = 1,
		.start = "2020-10-28T11:30",
		.end = "2020-10-28T12:20",
		.start_ms = 1603859400000,
		.end_ms = 1603862400000 };
	struct programme_category category = { .key = "challenge", .heading = "Key challenges" };
	const char *lenses[] = { "youth" };
	struct programme_objective objective = { .number = 2,
		.title = "Minimize the adverse drivers" };
	uint32_t objectives[] = { 2 };
	struct programme_room room = {
		.key = "WG-2", .round = 1, .objectives = objectives, .objective_count = 1
	};
	struct programme programme = { .session = "gcm-1",
		.title = "A first try",
		.timezone = "Asia/Bangkok",
		.rounds = &round,
		.round_count = 1,
		.categories = &category,
		.category_count = 1,
		.lenses = lenses,
		.lens_count = 1,
		.objectives = &objective,
		.objective_count = 1,
		.rooms = &room,
		.room_count = 1 };
	struct refusal refusal;
	assert_int_equal(programme_check(&programme, &refusal), ERROR_NONE);
	buffer_init(out, 4096);
	programme_encode(&programme, out);
}

static void opening_a_session(void **state)
{
	(void)state;
	struct buffer programme;
	struct buffer body;
	struct buffer frame;
	programme_make(&programme);
	buffer_init(&body, 4096);
	session_put_encode(
	    &(struct session_put){ .programme = programme.bytes, .programme_size = programme.size },
	    &body);
	command_make(MESSAGE_SESSION_OPEN, 2, "gcm-1", 0, &body, &frame);
	assert_block("open", &frame);
	reply_make(MESSAGE_SESSION_OPEN, 2, ERROR_NONE, 1, NULL, &frame);
	assert_block("open-reply", &frame);
	buffer_close(&programme);
}

static void public_id_of_the_note(char text[PUBLIC_ID_CHARS + 1])
{
	uint8_t secret[SECRET_BYTES];
	uint8_t id[ID_BYTES];
	bytes_fill(secret, sizeof secret, 0x10);
	id_of(3, id);
	public_id_make(secret, id, sizeof id, text);
}

static void a_note_and_its_repeat(void **state)
{
	(void)state;
	struct buffer body;
	struct buffer frame;
	struct note_put put = { .room = "WG-2", .lens = "youth", .text = NOTE_TEXT };
	buffer_init(&body, 1024);
	note_put_encode(false, &put, &body);
	command_make(MESSAGE_NOTE_SUBMIT, 3, "gcm-1", 1500, &body, &frame);
	assert_block("note", &frame);
	struct note_reply reply = { .repeated = false };
	public_id_of_the_note(reply.id);
	note_reply_encode(&reply, &body);
	reply_make(MESSAGE_NOTE_SUBMIT, 3, ERROR_NONE, 2, &body, &frame);
	assert_block("note-reply", &frame);
	reply.repeated = true;
	note_reply_encode(&reply, &body);
	reply_make(MESSAGE_NOTE_SUBMIT, 3, ERROR_NONE, 2, &body, &frame);
	assert_block("repeat-reply", &frame);
}

static void an_amendment_that_is_stale(void **state)
{
	(void)state;
	struct buffer body;
	struct buffer frame;
	struct note_put put = {
		.replaces = 2, .room = "WG-2", .text = "Flood funds come far too late"
	};
	id_of(3, put.note);
	buffer_init(&body, 1024);
	note_put_encode(true, &put, &body);
	command_make(MESSAGE_NOTE_AMEND, 4, "gcm-1", 0, &body, &frame);
	assert_block("amend", &frame);
	struct note_reply reply = { .current = 3, .text = NEW_TEXT };
	public_id_of_the_note(reply.id);
	note_reply_encode(&reply, &body);
	reply_make(MESSAGE_NOTE_AMEND, 4, ERROR_STALE, 3, &body, &frame);
	assert_block("amend-reply", &frame);
}

static void objective_make(struct buffer *out)
{
	char ids[1][PUBLIC_ID_CHARS + 1];
	public_id_of_the_note(ids[0]);
	const char *rooms[] = { "WG-2" };
	const char *lenses[] = { "youth" };
	struct synthesis_point point = { .id = "0123456789ab",
		.number = 2,
		.category = "challenge",
		.statement = NEW_TEXT,
		.writers = 1,
		.rooms = rooms,
		.room_count = 1,
		.lenses = lenses,
		.lens_count = 1,
		.first_minute = MINUTE,
		.last_minute = MINUTE,
		.notes = (const char(*)[PUBLIC_ID_CHARS + 1]) ids,
		.note_count = 1 };
	memcpy(point.statement_note, ids[0], sizeof ids[0]);
	struct synthesis_note note = { .number = 2,
		.text = NEW_TEXT,
		.category = "challenge",
		.lens = "youth",
		.room = "WG-2",
		.minute = MINUTE };
	memcpy(note.id, ids[0], sizeof ids[0]);
	buffer_init(out, 4096);
	synthesis_objective_encode(&(struct synthesis_objective){ .number = 2,
				       .counts = { 1 },
				       .points = &point,
				       .point_count = 1,
				       .notes = &note,
				       .note_count = 1 },
	    out);
}

/* The frame on the page was sealed once; its nonce is random, so it is opened here, not made again. */
static void the_feed_message_opens(void **state)
{
	(void)state;
	uint8_t topic[TOPIC_BYTES];
	uint8_t key[FEED_KEY_BYTES];
	uint8_t sign_key[SIGN_KEY_BYTES];
	uint8_t sign_secret[SIGN_SECRET_BYTES];
	struct buffer frame;
	struct buffer opened;
	struct buffer topic_frame;
	struct seal_head head;
	bytes_fill(topic, sizeof topic, 0x70);
	bytes_fill(key, sizeof key, 0x80);
	sign_keys(sign_key, sign_secret);
	buffer_init(&topic_frame, TOPIC_BYTES);
	buffer_add(&topic_frame, topic, sizeof topic);
	assert_block("feed-topic", &topic_frame);
	block_find("feed-frame", &frame);
	buffer_init(&opened, MESSAGE_BYTES_MAX);
	assert_int_equal(
	    seal_open(&head, topic, 1, key, sign_key, frame.bytes, frame.size, &opened), SEAL_OK);
	assert_true(head.run == 0x0102030405060708);
	assert_int_equal(head.number, 2);
	struct buffer objective;
	objective_make(&objective);
	struct feed_payload payload = { .message = MESSAGE_FEED_UPDATE,
		.event = 3,
		.objective = objective.bytes,
		.objective_size = objective.size };
	bytes_fill(payload.journal, ID_BYTES, 0xa0);
	chain_to(3, payload.hash);
	struct buffer wanted;
	buffer_init(&wanted, MESSAGE_BYTES_MAX);
	feed_payload_encode(&payload, &wanted);
	assert_int_equal(opened.size, wanted.size);
	assert_memory_equal(opened.bytes, wanted.bytes, wanted.size);
	assert_block("feed-payload", &wanted);
	buffer_close(&objective);
	buffer_close(&opened);
	buffer_close(&frame);
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_of_messages_is_that_of_the_code),
		cmocka_unit_test(the_table_of_acts_is_that_of_the_code),
		cmocka_unit_test(the_table_of_errors_is_that_of_the_code),
		cmocka_unit_test(the_heads_and_their_chain),
		cmocka_unit_test(hello),
		cmocka_unit_test(opening_a_session),
		cmocka_unit_test(a_note_and_its_repeat),
		cmocka_unit_test(an_amendment_that_is_stale),
		cmocka_unit_test(the_feed_message_opens),
	};
	return cmocka_run_group_tests(tests, page_read, page_close);
}
