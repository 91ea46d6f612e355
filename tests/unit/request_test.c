/* tests/unit/request_test.c - what is asked is answered once; see client/lib/request.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/unit/line_fixture.h"

/* --- requests ----------------------------------------------------------------------------- */

struct asked {
	size_t count;
	enum rapporteur_result result;
	enum error error;
};

static void asked_answer(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct asked *asked = context;
	asked->count++;
	asked->result = result;
	asked->error = reply != NULL ? reply->error : ERROR_NONE;
}

static bool asked_over(void *context)
{
	const struct asked *asked = context;
	return asked->count > 0;
}

static bool answer_session_close(struct fake_broker *broker, const struct envelope *envelope,
    struct reply *reply, struct buffer *body)
{
	struct line *line = broker->context;
	if (envelope->message != MESSAGE_SESSION_CLOSE)
		return false;
	if (line->refusals > 0) {
		line->refusals--;
		reply->error = line->error;
		reply->retry_ms = 20;
		return true;
	}
	empty_encode(body);
	return true;
}

static void a_request_is_answered(void **context)
{
	struct line *line = *context;
	const struct {
		const char *name;
		size_t refusals;
		enum error error;
		uint64_t deadline_ms;
		enum rapporteur_result result;
		size_t sent;
	} cases[] = {
		{ "at once", 0, ERROR_NONE, 20000, RAPPORTEUR_OK, 1 },
		{ "busy, then done", 2, ERROR_BUSY, 20000, RAPPORTEUR_OK, 3 },
		{ "refused", 1, ERROR_NO_SESSION, 20000, RAPPORTEUR_REFUSED, 1 },
		{ "busy for ever", 1000, ERROR_BUSY, 200, RAPPORTEUR_REFUSED, 0 },
	};
	line->broker.answer = answer_session_close;
	wait_greeted(line, 1);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct asked asked = { 0 };
		line->refusals = cases[i].refusals;
		line->error = cases[i].error;
		line->broker.command_count = 0;
		assert_int_equal(
		    rapporteur_request(line->rapporteur, MESSAGE_SESSION_CLOSE, "gcm-1",
			(const uint8_t *)"\x80", 1, cases[i].deadline_ms, asked_answer, &asked),
		    RAPPORTEUR_OK);
		assert_true(pump(&line->broker, line->rapporteur, asked_over, &asked));
		if (asked.result != cases[i].result)
			print_error("%s: %d\n", cases[i].name, (int)asked.result);
		assert_int_equal(asked.result, cases[i].result);
		assert_int_equal(
		    asked.error, asked.result == RAPPORTEUR_OK ? ERROR_NONE : cases[i].error);
		if (cases[i].sent > 0)
			assert_int_equal(line->broker.command_count, cases[i].sent);
		assert_int_equal(asked.count, 1);
	}
}

static void a_request_without_a_broker_ends_at_its_deadline(void **context)
{
	struct line *line = *context;
	fake_stop(&line->broker);
	struct asked asked = { 0 };
	assert_int_equal(rapporteur_request(line->rapporteur, MESSAGE_STATUS, "",
			     (const uint8_t *)"\x80", 1, 100, asked_answer, &asked),
	    RAPPORTEUR_OK);
	assert_true(pump(&line->broker, line->rapporteur, asked_over, &asked));
	assert_int_equal(asked.result, RAPPORTEUR_NOT_REACHABLE);
	/* Closing answers what is still open. */
	asked.count = 0;
	assert_int_equal(rapporteur_request(line->rapporteur, MESSAGE_STATUS, "",
			     (const uint8_t *)"\x80", 1, 100000, asked_answer, &asked),
	    RAPPORTEUR_OK);
	rapporteur_close(line->rapporteur);
	line->rapporteur = NULL;
	assert_int_equal(asked.count, 1);
	assert_int_equal(asked.result, RAPPORTEUR_NOT_REACHABLE);
}

static void requests_have_a_bound(void **context)
{
	struct line *line = *context;
	struct asked asked = { 0 };
	enum rapporteur_result result = RAPPORTEUR_OK;
	size_t taken = 0;
	while (taken < 1000) {
		result = rapporteur_request(line->rapporteur, MESSAGE_STATUS, "",
		    (const uint8_t *)"\x80", 1, 100000, asked_answer, &asked);
		if (result != RAPPORTEUR_OK)
			break;
		taken++;
	}
	assert_int_equal(result, RAPPORTEUR_BUSY);
	assert_int_equal(taken, 64);
	static uint8_t large[2048];
	assert_int_equal(rapporteur_request(line->rapporteur, MESSAGE_STATUS, "", large,
			     sizeof large, 100, asked_answer, &asked),
	    RAPPORTEUR_ARGUMENT);
	rapporteur_close(line->rapporteur);
	line->rapporteur = NULL;
	assert_int_equal(asked.count, 64);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_request_is_answered),
		STORY(a_request_without_a_broker_ends_at_its_deadline),
		STORY(requests_have_a_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
