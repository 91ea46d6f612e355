/* tests/unit/report_html_test.c - whatever a text holds, in the page it is a text. What the whole page is, is
 * looked at by tests/stories/export_formats.sh. */
#include "tests/unit/report_fixture.h"

static const struct {
	const char *name;
	const char *text;
	const char *written;
} hostile[] = {
	{ "html", "<script>alert(1)</script>", "“&lt;script&gt;alert(1)&lt;/script&gt;”." },
	{ "an attribute's end", "a \" onclick=\"b'", "“a &quot; onclick=&quot;b'”." },
	{ "an entity", "&lt;b&gt; &copy; x", "“&amp;lt;b&amp;gt; &amp;copy; x”." },
	{ "a comment", "<!-- a --> b", "“&lt;!-- a --&gt; b”." },
	{ "control characters", "a\nb\tc\x1b[0m\x7f=", "“a b c [0m =”." },
	{ "half a character", "= \xc3( \xe2\x82", "“= \xef\xbf\xbd( \xef\xbf\xbd\xef\xbf\xbd”." },
	{ "what is none", "= \xed\xa0\x80 \xef\xbf\xbf \xc0\x80",
	    "“= \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd "
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd”." },
	{ "other scripts", "= \xe0\xb8\x81 \xf0\x9f\x98\x80",
	    "“= \xe0\xb8\x81 \xf0\x9f\x98\x80”." },
};

static void no_text_becomes_markup(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		struct session_fixture made;
		struct buffer out;
		fixture_make(&made);
		made.points[0].statement = hostile[i].text;
		const char *text = fixture_write(&made, "html", &out);
		if (strstr(text, hostile[i].written) == NULL)
			fail_msg("%s: %s", hostile[i].name, strstr(text, "<main"));
		buffer_close(&out);
	}
}

static const struct document_run RUNS[] = {
	{ .text = "One" },
	{ .kind = DOCUMENT_FOOTNOTE, .number = 1 },
	{ .kind = DOCUMENT_FOOTNOTE, .number = 2 },
	{ .text = "Two", .bold = true, .italic = true },
	{ .kind = DOCUMENT_FOOTNOTE, .number = 1 },
	{ .kind = DOCUMENT_REFERENCE, .text = "12", .target = "p-1" },
	{ .kind = DOCUMENT_LINK, .text = "here", .target = "https://e.org/?a=1&b" },
	{ .kind = DOCUMENT_LINK, .text = "bad", .target = "javascript:alert(1)" },
};

static const char *write_runs(struct buffer *out, const char *language)
{
	static const struct document_text footnotes[] = { { RUNS, 1 }, { RUNS, 1 } };
	struct document_sentence sentence = { .text = { RUNS, sizeof RUNS / sizeof *RUNS } };
	struct document_block block = { .kind = DOCUMENT_PARAGRAPH,
		.paragraph = {
		    .id = "p-1", .number = 12, .sentences = &sentence, .sentence_count = 1 } };
	struct report report = { .document = { .language = language,
				     .words = { .footnote = "Footnote" },
				     .body = { .blocks = &block, .block_count = 1 },
				     .footnotes = footnotes,
				     .footnote_count = 2 } };
	struct report_sink sink = { .write = sink_buffer, .context = out };
	buffer_init(out, OUTPUT_BYTES_MAX);
	assert_int_equal(report_html(&report, &sink), REPORT_OK);
	const char *text = buffer_text(out);
	assert_non_null(text);
	return text;
}

static void what_a_text_can_carry_is_written(void **state)
{
	(void)state;
	struct buffer out;
	const char *text = write_runs(&out, "en");
	assert_non_null(strstr(text,
	    "One<sup><a id=\"mark-1\" href=\"#footnote-1\" role=\"doc-noteref\" "
	    "aria-label=\"Footnote 1\">1</a>, <a id=\"mark-2\" href=\"#footnote-2\" "
	    "role=\"doc-noteref\" aria-label=\"Footnote 2\">2</a></sup>"
	    "<strong><em>Two</em></strong><sup><a href=\"#footnote-1\""));
	assert_non_null(strstr(
	    text, "<a href=\"#p-1\">12</a><a href=\"https://e.org/?a=1&amp;b\">here</a>bad</p>"));
	buffer_close(&out);
}

static void direction_follows_the_language(void **state)
{
	(void)state;
	struct buffer out;
	assert_non_null(strstr(write_runs(&out, "ar-EG"), "<html lang=\"ar-EG\" dir=\"rtl\">"));
	buffer_close(&out);
	assert_non_null(strstr(write_runs(&out, "art"), "<html lang=\"art\">"));
	buffer_close(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_text_becomes_markup),
		cmocka_unit_test(what_a_text_can_carry_is_written),
		cmocka_unit_test(direction_follows_the_language),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
