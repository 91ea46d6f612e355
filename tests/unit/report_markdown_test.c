/* tests/unit/report_markdown_test.c - whatever a text holds, in Markdown it is a text. */
#include "tests/unit/report_fixture.h"

static const struct {
	const char *name;
	const char *text;
	const char *written;
} hostile[] = {
	{ "html", "<script>alert(1)</script>", ": “&lt;script&gt;alert(1)&lt;/script&gt;”." },
	{ "a comment's end", "a --> <!-- b", ": “a --&gt; &lt;\\!-- b”." },
	{ "an entity", "&lt;b&gt; &copy; x", ": “&amp;lt;b&amp;gt; &amp;copy; x”." },
	{ "emphasis and code", "*a* _b_ `c` ~~d~~ $e$",
	    ": “\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\$e\\$”." },
	{ "a link and an image", "![x](http://e.org) [y](z)",
	    ": “\\!\\[x\\](http\\://e.org) \\[y\\](z)”." },
	{ "addresses", "www.e.org a@e.org WWW.x", ": “&#119;ww.e.org a&#64;e.org &#87;WW.x”." },
	{ "a table and a heading", "a | b # c", ": “a \\| b \\# c”." },
	{ "backslashes", "a\\*b\\", ": “a\\\\\\*b\\\\”." },
	{ "control characters",
	    "a\nb\tc\x1b[0m\x7f"
	    "d",
	    ": “a b c \\[0m d”." },
};

static void no_text_becomes_markup(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		struct session_fixture made;
		struct buffer out;
		fixture_make(&made);
		made.points[0].statement = hostile[i].text;
		made.points[0].category = "challenge";
		const char *text = fixture_write(&made, "md", &out);
		if (strstr(text, hostile[i].written) == NULL)
			fail_msg("%s: %s", hostile[i].name, text);
		buffer_close(&out);
	}
}

static void nothing_begins_a_list_or_a_heading(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *line;
	} starts[] = { { "- a should b c", "\\- a should b c" }, { "1. We should go", "1\\. We" },
		{ "2) We should go", "2\\) We" }, { "+ We should go", "\\+ We" },
		{ "=== should", "\\=== should" }, { "# Up", "\\# Up" }, { "    code", "code" } };
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		/* A title of a masthead line, and an unnumbered paragraph: both begin a line. */
		struct document_run run = { .text = starts[i].text };
		struct document_sentence sentence = { .text = { &run, 1 } };
		struct document_block block = { .kind = DOCUMENT_PARAGRAPH,
			.paragraph = { .sentences = &sentence, .sentence_count = 1 } };
		struct report report = { .document = {
					     .masthead = { .title = "T", .kind = starts[i].text },
					     .body = { .blocks = &block, .block_count = 1 } } };
		struct buffer out;
		struct report_sink sink = { .write = sink_buffer, .context = &out };
		buffer_init(&out, OUTPUT_BYTES_MAX);
		assert_int_equal(report_markdown(&report, &sink), REPORT_OK);
		char expected[80];
		snprintf(expected, sizeof expected, "\n%s", starts[i].line);
		const char *first = strstr(buffer_text(&out), expected);
		if (first == NULL || strstr(first + 1, expected) == NULL)
			fail_msg("%s: %s", starts[i].text, buffer_text(&out));
		buffer_close(&out);
	}
}

static void an_id_cannot_end_its_comment(void **state)
{
	(void)state;
	static const char ids[1][PUBLIC_ID_CHARS + 1] = { "--><b>x</b>a" };
	struct document_run run = { .text = "A" };
	struct document_sentence sentence = { .text = { &run, 1 }, .notes = ids, .note_count = 1 };
	struct document_block block = { .kind = DOCUMENT_PARAGRAPH,
		.paragraph = { .number = 1, .sentences = &sentence, .sentence_count = 1 } };
	struct report report = { .document = { .masthead = { .title = "T", .state = "S" },
				     .body = { .blocks = &block, .block_count = 1 } } };
	struct buffer out;
	struct report_sink sink = { .write = sink_buffer, .context = &out };
	buffer_init(&out, OUTPUT_BYTES_MAX);
	assert_int_equal(report_markdown(&report, &sink), REPORT_OK);
	assert_string_equal(
	    buffer_text(&out), "# T\n\nS\n\n1\\. A <!-- notes: xxxxbxxxxbxa -->\n\n");
	buffer_close(&out);
}

static void what_the_model_can_carry_the_writer_writes(void **state)
{
	(void)state;
	static const struct document_run runs[] = { { .text = "One." },
		{ .kind = DOCUMENT_FOOTNOTE, .number = 1 },
		{ .kind = DOCUMENT_FOOTNOTE, .number = 2 }, { .text = "Two", .italic = true },
		{ .text = "." }, { .text = "First *note*" }, { .text = "Second" },
		{ .text = "Outer" }, { .text = "Inner", .bold = true } };
	static const struct document_text footnotes[] = { { &runs[5], 1 }, { &runs[6], 1 } };
	struct document_sentence sentences[] = { { .text = { runs, 3 } },
		{ .text = { runs + 3, 2 } } };
	struct document_item items[] = { { .label = "(a)",
					     .sentence = { .text = { &runs[7], 1 } } },
		{ .label = "(i)", .depth = 1, .sentence = { .text = { &runs[8], 1 } } } };
	struct document_block blocks[] = {
		{ .kind = DOCUMENT_HEADING,
		    .heading = { .level = 4, .label = "a.", .text = "Theme" } },
		{ .kind = DOCUMENT_PARAGRAPH,
		    .paragraph = { .number = 12,
			.sentences = sentences,
			.sentence_count = 2,
			.items = items,
			.item_count = 2 } },
	};
	struct report report = { .document = { .masthead = { .title = "T", .state = "S" },
				     .body = { .blocks = blocks, .block_count = 2 },
				     .footnotes = footnotes,
				     .footnote_count = 2 } };
	struct buffer out;
	struct report_sink sink = { .write = sink_buffer, .context = &out };
	buffer_init(&out, OUTPUT_BYTES_MAX);
	assert_int_equal(report_markdown(&report, &sink), REPORT_OK);
	assert_string_equal(buffer_text(&out),
	    "# T\n\nS\n\n##### a. Theme\n\n12\\. One.<sup>1, 2</sup> <em>Two</em>.\n\n(a) Outer\n\n"
	    "&emsp;(i) <strong>Inner</strong>\n\n* * *\n\n<sup>1</sup> First \\*note\\*\n\n<sup>2</sup> Second\n\n");
	buffer_close(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_text_becomes_markup),
		cmocka_unit_test(nothing_begins_a_list_or_a_heading),
		cmocka_unit_test(an_id_cannot_end_its_comment),
		cmocka_unit_test(what_the_model_can_carry_the_writer_writes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
