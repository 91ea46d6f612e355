/* tests/unit/watch_test.c - a watcher has what the broker has, whatever the feed loses, doubles or
 * is fed by others; see client/lib/watch_internal.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdlib.h>

#include "proto/wire/seal.h"
#include "tests/unit/fake_broker.h"
#include "tests/unit/note_fixture.h"
#include "tests/unit/state_fixture.h"

/* A press as simple as can be: every note founds a point of its own in objective 2. */
struct press {
	uint64_t run;
	uint64_t number;
	uint32_t epoch;
	uint8_t topic[TOPIC_BYTES];
	uint8_t key[FEED_KEY_BYTES];
	size_t note_count;
	size_t gets;
	size_t joins;
	bool no_session;
};

struct view {
	struct state_folder state;
	struct fake_broker broker;
	struct rapporteur *rapporteur;
	struct press press;
	/* What was told last: */
	enum watch_state seen_state;
	size_t seen_notes;
	size_t seen_points;
	uint64_t seen_event;
	size_t updates;
	size_t refusals;
	enum error refused;
	size_t wanted;
	uint64_t beat_ms; /* when the feed's next heartbeat is due */
};

#define BEAT_MS 100u

/* Notes first .. count - 1 as a map. */
static void press_encode(const struct press *press, size_t first, struct buffer *out)
{
	static char ids[NOTES_MAX][PUBLIC_ID_CHARS + 1];
	struct synthesis_note notes[NOTES_MAX];
	struct synthesis_point points[NOTES_MAX];
	for (size_t i = first; i < press->note_count; i++)
		note_make((uint32_t)i, &notes[i], &points[i], ids);
	struct synthesis_objective objective = { .number = 2,
		.whole = first == 0,
		.counts = { press->note_count },
		.points = points + first,
		.point_count = press->note_count - first,
		.notes = notes + first,
		.note_count = press->note_count - first };
	synthesis_objective_encode(&objective, out);
}

static void publish_as(struct view *view, enum message message, const struct buffer *objective,
    const uint8_t *sign_secret)
{
	struct press *press = &view->press;
	struct feed_payload payload = { .message = message, .event = press->note_count };
	memcpy(payload.journal, view->broker.journal, ID_BYTES);
	if (objective != NULL) {
		payload.objective = objective->bytes;
		payload.objective_size = objective->size;
	}
	struct buffer clear;
	struct buffer sealed;
	buffer_init(&clear, MESSAGE_BYTES_MAX);
	buffer_init(&sealed, MESSAGE_BYTES_MAX);
	feed_payload_encode(&payload, &clear);
	struct seal_head head = {
		.epoch = press->epoch, .run = press->run, .number = press->number
	};
	seal_close(&head, press->topic, press->key, sign_secret, clear.bytes, clear.size, &sealed);
	zmq_send(view->broker.feed, press->topic, TOPIC_BYTES, ZMQ_SNDMORE | ZMQ_DONTWAIT);
	zmq_send(view->broker.feed, sealed.bytes, sealed.size, ZMQ_DONTWAIT);
	buffer_close(&clear);
	buffer_close(&sealed);
}

static void heartbeat(struct view *view)
{
	publish_as(view, MESSAGE_FEED_HEARTBEAT, NULL, view->broker.sign_secret);
}

/* One more note; its update is published, or lost on the way. */
static void note_comes(struct view *view, bool lost)
{
	struct buffer objective;
	buffer_init(&objective, MESSAGE_BYTES_MAX);
	assert_true(view->press.note_count < NOTES_MAX);
	view->press.note_count++;
	view->press.number++;
	press_encode(&view->press, view->press.note_count - 1, &objective);
	if (!lost)
		publish_as(view, MESSAGE_FEED_UPDATE, &objective, view->broker.sign_secret);
	buffer_close(&objective);
}

static void get_answer(struct press *press, struct buffer *body)
{
	struct buffer whole;
	buffer_init(&whole, PART_BYTES_MAX);
	press_encode(press, 0, &whole);
	struct synthesis_get_reply got = { .run = press->run,
		.number = press->number,
		.event = press->note_count,
		.got = { .part_count = 1, .bytes = whole.bytes, .size = whole.size } };
	crypto_generichash(got.got.digest, HASH_BYTES, whole.bytes, whole.size, NULL, 0);
	synthesis_get_reply_encode(&got, body);
	buffer_close(&whole);
	press->gets++;
}

static bool answer(struct fake_broker *broker, const struct envelope *envelope, struct reply *reply,
    struct buffer *body)
{
	struct view *view = broker->context;
	struct press *press = &view->press;
	if (press->no_session) {
		reply->error = ERROR_NO_SESSION;
		return true;
	}
	if (envelope->message == MESSAGE_JOIN) {
		struct join_reply join = {
			.audience = FEED_WORK, .epoch = press->epoch, .programme = 1
		};
		memcpy(join.topic, press->topic, TOPIC_BYTES);
		memcpy(join.key, press->key, FEED_KEY_BYTES);
		join_reply_encode(&join, body);
		press->joins++;
		return true;
	}
	if (envelope->message == MESSAGE_SYNTHESIS_GET)
		get_answer(press, body);
	return envelope->message == MESSAGE_SYNTHESIS_GET;
}

static void update_told(void *context, const struct watch_update *update)
{
	struct view *view = context;
	view->updates++;
	view->seen_state = update->state;
	view->seen_event = update->event;
	view->seen_notes = 0;
	view->seen_points = 0;
	for (size_t i = 0; i < update->objective_count; i++) {
		view->seen_notes += update->objectives[i].note_count;
		view->seen_points += update->objectives[i].point_count;
	}
}

static void refused_told(void *context, enum error error, const char *detail)
{
	struct view *view = context;
	(void)detail;
	view->refusals++;
	view->refused = error;
}

static int set_up(void **context)
{
	assert_true(sodium_init() >= 0);
	struct view *view = calloc(1, sizeof *view);
	assert_non_null(view);
	state_make(&view->state);
	fake_open(&view->broker);
	view->broker.answer = answer;
	view->broker.context = view;
	view->press.run = 77;
	view->press.epoch = 1;
	randombytes_buf(view->press.topic, TOPIC_BYTES);
	randombytes_buf(view->press.key, FEED_KEY_BYTES);
	char endpoint[64];
	snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%u", view->broker.port);
	struct rapporteur_options options = { .broker = endpoint, .state = view->state.path };
	assert_int_equal(rapporteur_open(&view->rapporteur, &options, NULL), RAPPORTEUR_OK);
	struct rapporteur_watch watch = {
		.session = "gcm-1", .update = update_told, .refused = refused_told, .context = view
	};
	assert_int_equal(rapporteur_watch(view->rapporteur, &watch), RAPPORTEUR_OK);
	*context = view;
	return 0;
}

static int tear_down(void **context)
{
	struct view *view = *context;
	rapporteur_close(view->rapporteur);
	fake_close(&view->broker);
	state_remove(&view->state);
	free(view);
	return 0;
}

/* --- what tests say ----------------------------------------------------------------------- */

static bool sees_all(void *context)
{
	struct view *view = context;
	uint64_t now = fake_now_ms();
	if (now >= view->beat_ms) { /* what came before the subscription is found by it */
		view->beat_ms = now + BEAT_MS;
		heartbeat(view);
	}
	return view->seen_state == WATCH_LIVE && view->seen_notes == view->press.note_count &&
	    view->press.gets > 0;
}

static void wait_seen(struct view *view)
{
	assert_true(pump(&view->broker, view->rapporteur, sees_all, view));
	assert_int_equal(view->seen_points, view->press.note_count);
	assert_int_equal(view->seen_event, view->press.note_count);
}

/* Live, and the subscription has arrived: an update is seen without another get. */
static void wait_following(struct view *view)
{
	wait_seen(view);
	size_t gets = 0;
	do {
		gets = view->press.gets;
		note_comes(view, false);
		wait_seen(view);
	} while (view->press.gets != gets);
}

static bool got_enough(void *context)
{
	const struct view *view = context;
	return view->press.gets >= view->wanted;
}

static bool is_refused(void *context)
{
	const struct view *view = context;
	return view->refusals > 0;
}

static bool is_stale(void *context)
{
	const struct view *view = context;
	return view->seen_state == WATCH_STALE;
}

/* --- following ---------------------------------------------------------------------------- */

static void what_was_there_before_is_shown(void **context)
{
	struct view *view = *context;
	view->press.note_count = 5;
	view->press.number = 9;
	wait_seen(view);
	assert_int_equal(view->seen_notes, 5);
}

static void updates_are_laid_over_it(void **context)
{
	struct view *view = *context;
	wait_following(view);
	size_t gets = view->press.gets;
	for (size_t i = 0; i < 20; i++)
		note_comes(view, false);
	wait_seen(view);
	assert_int_equal(view->press.gets, gets);
}

static void a_gap_heals(void **context)
{
	struct view *view = *context;
	wait_following(view);
	size_t gets = view->press.gets;
	note_comes(view, true);
	note_comes(view, false);
	wait_seen(view);
	assert_int_equal(view->press.gets, gets + 1);
}

static void a_lost_last_update_is_found_by_the_heartbeat(void **context)
{
	struct view *view = *context;
	wait_following(view);
	size_t gets = view->press.gets;
	note_comes(view, true);
	heartbeat(view);
	wait_seen(view);
	assert_int_equal(view->press.gets, gets + 1);
}

static void a_message_that_comes_twice_counts_once(void **context)
{
	struct view *view = *context;
	wait_following(view);
	size_t gets = view->press.gets;
	view->press.number--;
	view->press.note_count--;
	note_comes(view, false); /* the same again */
	note_comes(view, false);
	wait_seen(view);
	assert_int_equal(view->press.gets, gets);
}

static void another_run_is_got_anew(void **context)
{
	struct view *view = *context;
	wait_following(view);
	view->press.run = 78;
	view->press.number = 0;
	view->press.note_count += 3;
	heartbeat(view);
	wait_seen(view);
	size_t gets = view->press.gets;
	note_comes(view, false);
	wait_seen(view);
	assert_int_equal(view->press.gets, gets);
}

static void a_snapshot_says_get_it_anew(void **context)
{
	struct view *view = *context;
	wait_following(view);
	view->press.note_count += 7;
	view->press.number++;
	publish_as(view, MESSAGE_FEED_SNAPSHOT, NULL, view->broker.sign_secret);
	wait_seen(view);
}

static void another_key_is_asked_for(void **context)
{
	struct view *view = *context;
	wait_following(view);
	size_t joins = view->press.joins;
	view->press.epoch = 2;
	randombytes_buf(view->press.key, FEED_KEY_BYTES);
	note_comes(view, false);
	wait_seen(view);
	assert_int_equal(view->press.joins, joins + 1);
	wait_following(view);
}

static void a_forged_message_is_passed_over(void **context)
{
	struct view *view = *context;
	wait_following(view);
	size_t gets = view->press.gets;
	uint8_t sign_key[SIGN_KEY_BYTES];
	uint8_t sign_secret[SIGN_SECRET_BYTES];
	crypto_sign_keypair(sign_key, sign_secret);
	struct press before = view->press;
	view->press.number += 40;
	publish_as(view, MESSAGE_FEED_SNAPSHOT, NULL, sign_secret);
	view->press.epoch = 9;
	publish_as(view, MESSAGE_FEED_SNAPSHOT, NULL, sign_secret);
	view->press = before;
	zmq_send(view->broker.feed, view->press.topic, TOPIC_BYTES, ZMQ_SNDMORE);
	zmq_send(view->broker.feed, "short", 5, 0);
	zmq_send(view->broker.feed, view->press.topic, TOPIC_BYTES, 0);
	note_comes(view, false);
	wait_seen(view);
	assert_int_equal(view->press.gets, gets);
	assert_int_equal(view->press.joins, before.joins);
}

static void silence_is_told_and_healed(void **context)
{
	struct view *view = *context;
	wait_following(view);
	size_t joins = view->press.joins;
	assert_true(pump(&view->broker, view->rapporteur, is_stale, view));
	assert_int_equal(view->seen_notes, view->press.note_count); /* still shown */
	view->press.note_count++;
	wait_seen(view);
	assert_true(view->press.joins > joins);
	wait_following(view);
}

static void no_such_session_is_told_once(void **context)
{
	struct view *view = *context;
	view->press.no_session = true;
	assert_true(pump(&view->broker, view->rapporteur, is_refused, view));
	assert_int_equal(view->refused, ERROR_NO_SESSION);
	assert_int_equal(view->updates, 0);
	/* Another watch may begin; then all is as ever. */
	view->press.no_session = false;
	struct rapporteur_watch watch = {
		.session = "gcm-2", .update = update_told, .refused = refused_told, .context = view
	};
	assert_int_equal(rapporteur_watch(view->rapporteur, &watch), RAPPORTEUR_OK);
	wait_seen(view);
	assert_int_equal(view->refusals, 1);
}

static void heals_come_at_a_bounded_rate(void **context)
{
	struct view *view = *context;
	wait_following(view);
	size_t gets = view->press.gets;
	uint64_t begin = fake_now_ms();
	view->wanted = gets + 3;
	while (view->press.gets < view->wanted) {
		note_comes(view, true);
		heartbeat(view);
		view->wanted = view->press.gets + 1;
		assert_true(pump(&view->broker, view->rapporteur, got_enough, view));
		view->wanted = gets + 3;
	}
	assert_true(fake_now_ms() - begin >= 2000); /* a second between two of them */
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(what_was_there_before_is_shown),
		STORY(updates_are_laid_over_it),
		STORY(a_gap_heals),
		STORY(a_lost_last_update_is_found_by_the_heartbeat),
		STORY(a_message_that_comes_twice_counts_once),
		STORY(another_run_is_got_anew),
		STORY(a_snapshot_says_get_it_anew),
		STORY(another_key_is_asked_for),
		STORY(a_forged_message_is_passed_over),
		STORY(silence_is_told_and_healed),
		STORY(no_such_session_is_told_once),
		STORY(heals_come_at_a_bounded_rate),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
