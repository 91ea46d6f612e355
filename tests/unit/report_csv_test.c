/* tests/unit/report_csv_test.c - what a spreadsheet gets is what was typed, and nothing that it computes. */
#include "tests/unit/report_fixture.h"

static const char HEADINGS[] =
    "ref,note,objective,category,lens,room,lang,text,point,rank,statement,place,on_the_record,body\r\n";

static void every_note_is_a_line(void **state)
{
	(void)state;
	struct session_fixture made;
	struct buffer out;
	fixture_make(&made);
	const char *text = fixture_write(&made, "csv", &out);
	assert_int_equal(strncmp(text, HEADINGS, strlen(HEADINGS)), 0);
	assert_string_equal(text + strlen(HEADINGS),
	    "r-1,n00000000001,2,challenge,youth,WG-2,en,Low wages drive people abroad.,"
	    "p00000000001,1,Low wages drive people abroad.,in points,,\r\n"
	    ",n00000000002,2,challenge,,WG-2,,\"Consulates lack staff \"\"everywhere\"\"\","
	    "p00000000002,2,\"Consulates lack staff \"\"everywhere\"\"\",in points,,\r\n"
	    ",n00000000003,2,challenge,,WG-2,,low wages drive people out,"
	    "p00000000001,1,Low wages drive people abroad.,in points,,\r\n"
	    ",n00000000004,2,recommendation,,WG-2,,States should ratify the treaties,"
	    "p00000000004,1,States should ratify the treaties,in points,,\r\n"
	    ",n00000000005,2,challenge,,WG-2,,,,,,hidden,,\r\n"
	    ",n00000000006,2,challenge,,WG-2,,?!,,,,unplaced,,\r\n"
	    ",n00000000009,2,challenge,,WG-2,,Visas cost too much,,,,late,,\r\n");
	buffer_close(&out);
}

static const struct {
	const char *name;
	const char *text;
	const char *cell;
} hostile[] = {
	{ "a formula", "=HYPERLINK(\"http://e.org\";A1)",
	    "\"'=HYPERLINK(\"\"http://e.org\"\";A1)\"" },
	{ "a sum", "=1+1", "'=1+1" },
	{ "a plus", "+1", "'+1" },
	{ "a minus", "-1", "'-1" },
	{ "a list item", "- visas", "'- visas" },
	{ "an at", "@SUM(A1)", "'@SUM(A1)" },
	{ "a tab before", "\t=1", "'\t=1" },
	{ "a return before", "\r=1", "\"'\r=1\"" },
	{ "a line feed before", "\n=1", "\"'\n=1\"" },
	{ "a formula after a comma", "a,=1", "\"a,=1\"" },
	{ "a formula after a quote", "\"=1", "\"\"\"=1\"" },
	{ "a formula after a line end", "a\r\n=1", "\"a\r\n=1\"" },
	{ "a minus within", "a-1", "a-1" },
	{ "an apostrophe", "'t is", "'t is" },
	{ "a space before", " a", "\" a\"" },
	{ "only quotes", "\"\"", "\"\"\"\"\"\"" },
	{ "other scripts", "\xe0\xb8\x81\xe0\xb8\xb2 \xc3\xa9",
	    "\xe0\xb8\x81\xe0\xb8\xb2 \xc3\xa9" },
};

static void no_text_becomes_a_formula_or_a_cell(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		struct session_fixture made;
		struct buffer out;
		char expected[120];
		fixture_make(&made);
		made.two[8].text = hostile[i].text;
		made.two[8].ref = hostile[i].text;
		(void)snprintf(expected, sizeof expected,
		    "\r\n%s,n00000000009,2,challenge,,WG-2,,%s,,,,late,,\r\n", hostile[i].cell,
		    hostile[i].cell);
		const char *text = fixture_write(&made, "csv", &out);
		if (strstr(text, expected) == NULL)
			fail_msg("%s: %s", hostile[i].name, text);
		buffer_close(&out);
	}
}

static void a_hidden_text_stays_hidden(void **state)
{
	(void)state;
	struct session_fixture made;
	struct buffer out;
	fixture_make(&made);
	assert_null(strstr(fixture_write(&made, "csv", &out), "Jane Doe"));
	buffer_close(&out);
}

static void an_empty_session_has_its_headings(void **state)
{
	(void)state;
	struct report report = { .note_count = 0 };
	struct buffer out;
	struct report_sink sink = { .write = sink_buffer, .context = &out };
	buffer_init(&out, OUTPUT_BYTES_MAX);
	assert_int_equal(report_csv(&report, &sink), REPORT_OK);
	assert_string_equal(buffer_text(&out), HEADINGS);
	buffer_close(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_note_is_a_line),
		cmocka_unit_test(no_text_becomes_a_formula_or_a_cell),
		cmocka_unit_test(a_hidden_text_stays_hidden),
		cmocka_unit_test(an_empty_session_has_its_headings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
