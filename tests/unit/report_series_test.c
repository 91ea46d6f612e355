/* tests/unit/report_series_test.c - one paper over several sessions: what recurs, and where it stands in their reports. */
#include "tests/unit/report_fixture.h"

#include "client/report/series.h"
#include "client/report/series/alike.h"

struct pair {
	struct session_fixture fixtures[2];
	struct report reports[2];
	struct series_session sessions[2];
};

static void pair_open(struct pair *pair)
{
	char detail[REPORT_DETAIL_MAX];
	for (size_t i = 0; i < 2; i++)
		fixture_make(&pair->fixtures[i]);
	struct session_fixture *second = &pair->fixtures[1];
	second->programme.session = "meet-2";
	second->programme.title = "A second look";
	second->points[0].statement = "Schools lack teachers in the dry season";
	second->points[2].statement = "Low wages drive many people abroad";
	second->session.closed = false;
	for (size_t i = 0; i < 2; i++) {
		if (fixture_build(&pair->fixtures[i], &pair->reports[i], detail) != REPORT_OK)
			fail_msg("%s", detail);
		pair->sessions[i] =
		    (struct series_session){ .programme = &pair->fixtures[i].programme,
			    .objectives = pair->fixtures[i].objectives,
			    .objective_count = 2,
			    .report = &pair->reports[i],
			    .closed = pair->fixtures[i].session.closed,
			    .closed_ms = pair->fixtures[i].session.closed_ms };
	}
}

static void pair_close(struct pair *pair)
{
	report_close(&pair->reports[0]);
	report_close(&pair->reports[1]);
	free(pair);
}

static const char *paper(struct pair *pair, size_t count, struct buffer *out)
{
	struct report report;
	struct report_sink sink = { .write = sink_buffer, .context = out };
	buffer_init(out, OUTPUT_BYTES_MAX);
	assert_int_equal(series_build(&report, "meet", pair->sessions, count), REPORT_OK);
	assert_int_equal(report_format_find("md")->write(&report, &sink), REPORT_OK);
	report_close(&report);
	return buffer_text(out);
}

static void holds(const char *text, const char *words)
{
	if (strstr(text, words) == NULL)
		fail_msg("the paper does not hold: %s\n%s", words, text);
}

static void what_recurs_is_said_so_and_stands_first(void **state)
{
	(void)state;
	struct pair *pair = calloc(1, sizeof *pair);
	struct buffer out;
	assert_non_null(pair);
	pair_open(pair);
	const char *text = paper(pair, 2, &out);
	holds(text, "# Consultations of the series meet");
	holds(text, "Interim. Of 2 consultations 1 are closed.");
	holds(text, "(b) A second look (meet-2), 28 October 2020; notes received: 10");
	holds(text, "This was raised at two of the consultations: meet-1, paragraph");
	holds(text, " and meet-2, paragraph");
	const char *recurs = strstr(text, "This was raised at two");
	const char *alone = strstr(text, "See meet-1, paragraph");
	assert_non_null(alone);
	assert_true(recurs < alone);
	/* An objective is told once, though both sessions have it. */
	const char *objective = strstr(text, "Objective 2: Minimize drivers");
	assert_non_null(objective);
	assert_null(strstr(objective + 1, "Objective 2: Minimize drivers"));
	holds(text, "| **Total** | **20** | **8** | **2** | **2** | **4** | **2** | **2** |");
	/* The same sessions give the same bytes. */
	struct buffer again;
	assert_string_equal(paper(pair, 2, &again), text);
	buffer_close(&again);
	buffer_close(&out);
	pair_close(pair);
}

static void references_are_the_paragraphs_of_the_single_reports(void **state)
{
	(void)state;
	struct pair *pair = calloc(1, sizeof *pair);
	struct buffer single;
	struct buffer series;
	char words[64];
	assert_non_null(pair);
	pair_open(pair);
	const char *report = fixture_write(&pair->fixtures[0], "md", &single);
	const char *at = strstr(report, "ratify the treaties");
	assert_non_null(at);
	while (at > report && at[-1] != '\n')
		at--;
	(void)snprintf(words, sizeof words, "meet-1, paragraph %lu and", strtoul(at, NULL, 10));
	holds(paper(pair, 2, &series), words);
	buffer_close(&single);
	buffer_close(&series);
	pair_close(pair);
}

static void one_session_is_a_series_too(void **state)
{
	(void)state;
	struct pair *pair = calloc(1, sizeof *pair);
	struct buffer out;
	assert_non_null(pair);
	pair_open(pair);
	const char *text = paper(pair, 1, &out);
	holds(text, "Final. All consultations of the series are closed.");
	assert_null(strstr(text, "This was raised at"));
	buffer_close(&out);
	pair_close(pair);
}

static void statements_are_alike_by_their_words(void **state)
{
	(void)state;
	static const struct {
		const char *one;
		const char *other;
		bool same;
	} CASES[] = {
		{ "Low wages drive people abroad", "low wage drives the people abroad", true },
		{ "Pay before the flood, not after it", "Pay them before the floods", true },
		{ "Visas take a year", "Recruitment fees are too high", false },
		{ "", "", false },
		{ "the and of to", "the and of to", false },
		{ "Les frontières restent fermées", "Les FRONTIÈRES sont fermées", true },
		{ "ผู้หญิง", "ผู้หญิง", true },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct alike_words one;
		struct alike_words other;
		alike_read(CASES[i].one, &one);
		alike_read(CASES[i].other, &other);
		if ((alike(&one, &other) >= ALIKE_SAME) != CASES[i].same)
			fail_msg("%s / %s: %u", CASES[i].one, CASES[i].other, alike(&one, &other));
		assert_int_equal(alike(&one, &other), alike(&other, &one));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_recurs_is_said_so_and_stands_first),
		cmocka_unit_test(references_are_the_paragraphs_of_the_single_reports),
		cmocka_unit_test(one_session_is_a_series_too),
		cmocka_unit_test(statements_are_alike_by_their_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
