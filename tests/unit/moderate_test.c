/* tests/unit/moderate_test.c - a moderator's acts and questions over a real line, against a broker of the test's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>

#include "tests/unit/line_fixture.h"

#define NOTE  "n1aaaaaaaaaa"
#define PART  700u /* so that what is asked for comes in several */
#define HITS  40u
#define WAIT  10000u
#define MS_30 30

/* The broker answers in a thread of its own: what is tested waits. */
struct answering {
	struct line *line;
	pthread_t thread;
	atomic_bool over;
	/* What it answers: */
	struct buffer whole;
	enum error error;
	size_t busy;               /* so many times first */
	bool damaged;              /* the bytes are not those of the digest */
	uint32_t asked;            /* parts that were asked for */
	uint8_t command[ID_BYTES]; /* id of the act that came last */
	size_t acts;
	bool another_id; /* an act was sent again under another id */
};

static void part_answer(
    const struct answering *answering, const struct part_want *want, struct buffer *body)
{
	const struct buffer *whole = &answering->whole;
	size_t from = (size_t)want->part * PART;
	size_t left = from < whole->size ? whole->size - from : 0;
	struct inquiry_reply reply = { .event = 7,
		.got = { .part = want->part,
		    .part_count =
			whole->size == 0 ? 1 : (uint32_t)((whole->size + PART - 1) / PART),
		    .bytes = whole->bytes + from,
		    .size = left < PART ? left : PART } };
	crypto_generichash(reply.got.digest, HASH_BYTES, whole->bytes, whole->size, NULL, 0);
	reply.got.digest[0] ^= answering->damaged;
	inquiry_reply_encode(&reply, body);
}

static bool moderator_answer(struct fake_broker *broker, const struct envelope *envelope,
    struct reply *reply, struct buffer *body)
{
	struct answering *answering = broker->context;
	reply->detail = "the detail";
	if (envelope->message == MESSAGE_CURATE) {
		answering->another_id = answering->another_id ||
		    (answering->acts > 0 &&
			memcmp(answering->command, envelope->id, ID_BYTES) != 0);
		memcpy(answering->command, envelope->id, ID_BYTES);
		answering->acts++;
	}
	if (answering->busy > 0) {
		answering->busy--;
		reply->error = ERROR_BUSY;
		reply->retry_ms = 10;
		return true;
	}
	if (answering->error != ERROR_NONE) {
		reply->error = answering->error;
		return true;
	}
	if (envelope->message == MESSAGE_CURATE) {
		reply->number = 41;
		empty_encode(body);
		return true;
	}
	struct inquiry inquiry;
	struct refusal refusal;
	struct arena arena;
	arena_init(&arena, 1 << 20);
	assert(inquiry_decode((enum message)envelope->message, &inquiry, &arena, envelope->body,
		   envelope->body_size, &refusal) == ERROR_NONE);
	answering->asked++;
	part_answer(answering, &inquiry.want, body);
	arena_close(&arena);
	return true;
}

static void *broker_run(void *context)
{
	struct answering *answering = context;
	struct fake_broker *broker = &answering->line->broker;
	while (!atomic_load(&answering->over)) {
		zmq_pollitem_t items[] = { { .socket = broker->router, .events = ZMQ_POLLIN } };
		zmq_poll(items, 1, MS_30);
		fake_step(broker);
	}
	return NULL;
}

static void begin(struct answering *answering, struct line *line)
{
	memset(answering, 0, sizeof *answering);
	answering->line = line;
	buffer_init(&answering->whole, 1 << 20);
	line->broker.answer = moderator_answer;
	line->broker.context = answering;
}

static void start(struct answering *answering)
{
	assert_int_equal(pthread_create(&answering->thread, NULL, broker_run, answering), 0);
}

static void end(struct answering *answering)
{
	atomic_store(&answering->over, true);
	assert_int_equal(pthread_join(answering->thread, NULL), 0);
	buffer_close(&answering->whole);
}

static enum rapporteur_result pin(struct line *line, uint64_t *number, struct refusal *refusal)
{
	static const struct curation_note notes[] = { { .number = 1, .id = NOTE } };
	const struct curation curation = {
		.act = CURATION_PIN, .objective = 2, .notes = notes, .note_count = 1
	};
	return rapporteur_curate(line->rapporteur, "gcm-1", &curation, WAIT, number, refusal);
}

static void an_act_is_sent_until_it_is_done_under_one_id(void **context)
{
	struct line *line = *context;
	struct answering answering;
	struct refusal refusal;
	uint64_t number = 0;
	begin(&answering, line);
	answering.busy = 2;
	start(&answering);
	assert_int_equal(pin(line, &number, &refusal), RAPPORTEUR_OK);
	end(&answering);
	assert_int_equal(number, 41);
	assert_int_equal(answering.acts, 3);
	assert_false(answering.another_id);
}

static void a_refusal_is_told_with_its_detail(void **context)
{
	struct line *line = *context;
	struct answering answering;
	struct refusal refusal;
	uint64_t number = 0;
	begin(&answering, line);
	answering.error = ERROR_NO_NOTE;
	start(&answering);
	assert_int_equal(pin(line, &number, &refusal), RAPPORTEUR_REFUSED);
	end(&answering);
	assert_int_equal(refusal.error, ERROR_NO_NOTE);
	assert_string_equal(refusal.detail, "the detail");
	assert_int_equal(number, 0);
}

static void hits_write(struct buffer *out)
{
	for (uint32_t i = 0; i < HITS; i++)
		search_hit_encode(&(struct search_hit){ .objective = 2,
				      .note = NOTE,
				      .place = NOTE_IN_POINT,
				      .likeness = i,
				      .text = "Wages are low and rents are high" },
		    out);
}

static enum rapporteur_result search(struct line *line, struct arena *arena,
    struct search_hit **hits, size_t *count, struct refusal *refusal)
{
	const struct inquiry inquiry = { .words = "wages", .most = HITS };
	return rapporteur_search(
	    line->rapporteur, "gcm-1", &inquiry, WAIT, arena, hits, count, refusal);
}

static void what_comes_in_parts_is_read_whole(void **context)
{
	struct line *line = *context;
	struct answering answering;
	struct refusal refusal;
	struct arena arena;
	struct search_hit *hits = NULL;
	size_t count = 0;
	arena_init(&arena, 1 << 20);
	begin(&answering, line);
	hits_write(&answering.whole);
	start(&answering);
	assert_int_equal(search(line, &arena, &hits, &count, &refusal), RAPPORTEUR_OK);
	end(&answering);
	assert_true(answering.asked > 2);
	assert_int_equal(count, HITS);
	for (uint32_t i = 0; i < HITS; i++)
		assert_int_equal(hits[i].likeness, i);
	arena_close(&arena);
}

static void nothing_found_is_an_answer(void **context)
{
	struct line *line = *context;
	struct answering answering;
	struct refusal refusal;
	struct arena arena;
	struct search_hit *hits = NULL;
	struct missing_item *items = NULL;
	struct curation_entry *entries = NULL;
	size_t count = 9;
	arena_init(&arena, 1 << 20);
	begin(&answering, line);
	start(&answering);
	assert_int_equal(search(line, &arena, &hits, &count, &refusal), RAPPORTEUR_OK);
	assert_int_equal(count, 0);
	count = 9;
	assert_int_equal(rapporteur_missing(line->rapporteur, "gcm-1", &(struct inquiry){ 0 }, WAIT,
			     &arena, &items, &count, &refusal),
	    RAPPORTEUR_OK);
	assert_int_equal(count, 0);
	count = 9;
	assert_int_equal(rapporteur_curations(line->rapporteur, "gcm-1", &(struct inquiry){ 0 },
			     WAIT, &arena, &entries, &count, &refusal),
	    RAPPORTEUR_OK);
	assert_int_equal(count, 0);
	end(&answering);
	arena_close(&arena);
}

static void why_is_one_answer_and_no_other_number(void **context)
{
	struct line *line = *context;
	struct answering answering;
	struct refusal refusal;
	struct arena arena;
	struct why why = {
		.objective = 2, .note = NOTE, .place = NOTE_LATE, .reason = "it is late"
	};
	struct inquiry inquiry = { .id = NOTE };
	arena_init(&arena, 1 << 20);
	begin(&answering, line);
	why_encode(&why, &answering.whole);
	start(&answering);
	memset(&why, 0, sizeof why);
	assert_int_equal(
	    rapporteur_why(line->rapporteur, "gcm-1", &inquiry, WAIT, &arena, &why, &refusal),
	    RAPPORTEUR_OK);
	end(&answering);
	assert_string_equal(why.note, NOTE);
	assert_string_equal(why.reason, "it is late");
	/* Two, or none. */
	for (int twice = 0; twice < 2; twice++) {
		begin(&answering, line);
		for (int i = 0; i < 2 * twice; i++)
			why_encode(&why, &answering.whole);
		start(&answering);
		struct why other;
		assert_int_equal(rapporteur_why(line->rapporteur, "gcm-1", &inquiry, WAIT, &arena,
				     &other, &refusal),
		    RAPPORTEUR_MALFORMED);
		end(&answering);
	}
	arena_close(&arena);
}

static void what_is_no_answer_is_malformed(void **context)
{
	struct line *line = *context;
	static const struct {
		const char *name;
		const char *bytes;
		size_t size;
	} cases[] = {
		{ "not msgpack", "\xc1", 1 },
		{ "cut short", "\x81\xa1o", 3 },
		{ "another map", "\x81\xa1z\x01", 4 },
	};
	struct refusal refusal;
	struct arena arena;
	struct search_hit *hits = NULL;
	size_t count = 0;
	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct answering answering;
		begin(&answering, line);
		buffer_add(&answering.whole, cases[i].bytes, cases[i].size);
		start(&answering);
		enum rapporteur_result result = search(line, &arena, &hits, &count, &refusal);
		end(&answering);
		if (result != RAPPORTEUR_MALFORMED)
			fail_msg("%s: %d", cases[i].name, (int)result);
	}
	arena_close(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    an_act_is_sent_until_it_is_done_under_one_id, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_refusal_is_told_with_its_detail, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    what_comes_in_parts_is_read_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_found_is_an_answer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    why_is_one_answer_and_no_other_number, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_answer_is_malformed, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
