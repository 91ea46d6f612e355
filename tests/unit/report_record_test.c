/* tests/unit/report_record_test.c - who speaks on the record is named, once, with what they said; nobody else is. */
#include "tests/unit/report_fixture.h"

#define SAID "Ms. Zed, Harbour House stated for the record, \xe2\x80\x9c"
#define END  "\xe2\x80\x9d."

static struct synthesis_note *note_of(struct session_fixture *made, uint64_t number)
{
	for (size_t i = 0; i < 9; i++)
		if (made->two[i].number == number)
			return &made->two[i];
	abort();
}

static void on_record(struct session_fixture *made, uint64_t number, const char *speaker)
{
	struct synthesis_note *note = note_of(made, number);
	note->speaker = speaker;
	note->body = "Harbour House";
}

static unsigned count_of(const char *text, const char *words)
{
	unsigned count = 0;
	for (const char *at = strstr(text, words); at != NULL; at = strstr(at + 1, words))
		count++;
	return count;
}

/* A point of one note that is on the record reads as what was said. */
static void a_point_on_the_record_is_attributed(void **state)
{
	struct session_fixture made;
	struct buffer out;
	(void)state;
	fixture_make(&made);
	on_record(&made, 4, "Ms. Zed");
	const char *text = fixture_write(&made, "md", &out);
	assert_int_equal(count_of(text, SAID "States should ratify the treaties" END), 1);
	assert_int_equal(count_of(text, "Zed"), 1);
	assert_int_equal(count_of(text, "n00000000004"), 1);
	assert_int_equal(count_of(text, "on the record"), 0);
	buffer_close(&out);
}

/* Among others' notes it stands in chapter II, and the point's sentence does not rest on it. */
static void a_note_among_others_is_told_apart(void **state)
{
	struct session_fixture made;
	struct buffer out;
	(void)state;
	fixture_make(&made);
	on_record(&made, 3, "Ms. Zed");
	const char *text = fixture_write(&made, "md", &out);
	const char *said = strstr(text, SAID "low wages drive people out" END);
	assert_non_null(said);
	assert_non_null(strstr(text, "The following statement was made on the record."));
	assert_int_equal(count_of(text, "Zed"), 1);
	assert_int_equal(count_of(text, "n00000000003"), 1);
	assert_int_equal(count_of(text, "n00000000001"), 1);
	assert_true(said < strstr(text, "n00000000001"));
	buffer_close(&out);
}

static void of_two_on_the_record_each_is_named_once(void **state)
{
	struct session_fixture made;
	struct buffer out;
	(void)state;
	fixture_make(&made);
	on_record(&made, 1, "Ms. Zed");
	on_record(&made, 3, "Mr. Qax");
	const char *text = fixture_write(&made, "md", &out);
	assert_int_equal(count_of(text, SAID "Low wages drive people abroad" END), 1);
	assert_int_equal(count_of(text, "Qax"), 1);
	assert_int_equal(count_of(text, "Zed"), 1);
	buffer_close(&out);
}

/* A moderator's words are nobody's. */
static void a_restated_point_names_nobody(void **state)
{
	struct session_fixture made;
	struct buffer out;
	(void)state;
	fixture_make(&made);
	on_record(&made, 4, "Ms. Zed");
	made.points[1].restated = true;
	made.points[1].statement = "Treaties should be ratified";
	made.points[1].statement_note[0] = '\0';
	const char *text = fixture_write(&made, "md", &out);
	assert_int_equal(count_of(text, "Zed"), 0);
	assert_int_equal(count_of(text, "n00000000004"), 1);
	buffer_close(&out);
}

/* Hidden, it is told nowhere; nor is what a masked note says in any format. */
static void what_is_not_to_be_told_is_not(void **state)
{
	static const struct name_mark mark = { NAME_TITLE, 0, 6 };
	struct session_fixture made;
	const struct report_format *format = NULL;
	(void)state;
	fixture_make(&made);
	struct synthesis_note *masked = note_of(&made, 3);
	masked->original = "Mr Tan said so";
	masked->marks = &mark;
	masked->mark_count = 1;
	on_record(&made, 5, "Ms. Zed");
	for (size_t i = 0; (format = report_format_at(i)) != NULL; i++) {
		struct buffer out;
		const char *text = fixture_write(&made, format->name, &out);
		bool plain = strcmp(format->name, "md") == 0 || strcmp(format->name, "html") == 0 ||
		    strcmp(format->name, "akn") == 0 || strcmp(format->name, "json") == 0 ||
		    strcmp(format->name, "jsonl") == 0 || strcmp(format->name, "csv") == 0;
		if (plain)
			assert_int_equal(count_of(text, "Mr Tan"), 0);
		if (plain)
			assert_int_equal(count_of(text, "Zed"), 0);
		buffer_close(&out);
	}
}

static void formats_for_programs_name_who_speaks(void **state)
{
	struct session_fixture made;
	struct buffer out;
	(void)state;
	fixture_make(&made);
	on_record(&made, 4, "Ms. Zed");
	const char *text = fixture_write(&made, "jsonl", &out);
	assert_int_equal(
	    count_of(text, "\"on_the_record\": \"Ms. Zed\", \"body\": \"Harbour House\""), 1);
	assert_true(count_of(text, "\"on_the_record\": null, \"body\": null") > 3);
	buffer_close(&out);
	text = fixture_write(&made, "csv", &out);
	assert_int_equal(count_of(text, "in points,Ms. Zed,Harbour House\r\n"), 1);
	buffer_close(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_point_on_the_record_is_attributed),
		cmocka_unit_test(a_note_among_others_is_told_apart),
		cmocka_unit_test(of_two_on_the_record_each_is_named_once),
		cmocka_unit_test(a_restated_point_names_nobody),
		cmocka_unit_test(what_is_not_to_be_told_is_not),
		cmocka_unit_test(formats_for_programs_name_who_speaks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
