/* tests/unit/report_passages_test.c - what a programme says about its report: parts, texts, footnotes. */
#include "tests/unit/report_fixture.h"

/* The fixture with a section for the report. */
struct told {
	struct session_fixture made;
	struct programme_paragraph paragraphs[2];
	struct programme_footnote footnotes[3];
	struct programme_part parts[REPORT_PART_COUNT];
	struct buffer out;
};

static struct told *told_new(const char *text)
{
	struct told *told = calloc(1, sizeof *told);
	if (told == NULL)
		abort();
	fixture_make(&told->made);
	told->paragraphs[0].text = text;
	told->footnotes[0] = (struct programme_footnote){ "b", "Second, see https://e.org/x." };
	told->footnotes[1] = (struct programme_footnote){ "a", "First *in italics* [^b]." };
	told->footnotes[2] = (struct programme_footnote){ "never", "Never marked." };
	struct programme_report *report = &told->made.programme.report;
	report->given = true;
	report->passages[REPORT_TEXT_BACKGROUND] =
	    (struct programme_passage){ told->paragraphs, 1 };
	report->footnotes = told->footnotes;
	report->footnote_count = 3;
	return told;
}

static const char *told_write(struct told *told, const char *format)
{
	return fixture_write(&told->made, format, &told->out);
}

static void told_close(struct told *told)
{
	buffer_close(&told->out);
	free(told);
}

static const struct {
	const char *name;
	const char *text;
	const char *written; /* in Markdown, which shows where runs begin */
} texts[] = {
	{ "plain", "Just words.", "1\\. Just words.\n" },
	{ "italics", "The *Report* of it.", "1\\. The <em>Report</em> of it.\n" },
	{ "bold at the start", "**Openness:** for all",
	    "1\\. <strong>Openness:</strong> for all\n" },
	{ "both", "***x* y** z", "1\\. <strong><em>x</em></strong><strong> y</strong> z\n" },
	{ "a lone star", "5 * 6 is *more", "1\\. 5 \\* 6 is \\*more\n" },
	{ "stars that close nothing", "a** b", "1\\. a\\*\\* b\n" },
	{ "a mark", "Law,[^a] and so on.", "1\\. Law,<sup>1</sup> and so on.\n" },
	{ "two marks", "Law.[^a][^b]", "1\\. Law.<sup>1, 2</sup>\n" },
	{ "a mark again", "Law[^b] and law.[^b]", "1\\. Law<sup>1</sup> and law.<sup>1</sup>\n" },
	{ "a mark of nothing", "Law[^c] and [^a", "1\\. Law\\[^c\\] and \\[^a\n" },
	{ "an address", "See https://e.org/a_b, or not.",
	    "1\\. See https\\://e.org/a\\_b, or not.\n" },
	{ "only a mark", "[^a]", "1\\. <sup>1</sup>\n" },
};

static void texts_have_emphasis_and_footnotes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct told *told = told_new(texts[i].text);
		const char *text = told_write(told, "md");
		if (strstr(text, texts[i].written) == NULL)
			fail_msg("%s: %.400s", texts[i].name, strstr(text, "## I."));
		told_close(told);
	}
}

static void footnotes_are_numbered_as_they_are_met(void **state)
{
	(void)state;
	struct told *told = told_new("Law.[^a] More law.[^b]");
	const char *text = told_write(told, "md");
	assert_non_null(strstr(text,
	    "* * *\n\n<sup>1</sup> First <em>in italics</em> \\[^b\\].\n\n"
	    "<sup>2</sup> Second, see https\\://e.org/x.\n\n"));
	assert_null(strstr(text, "Never marked"));
	told_close(told);
}

static void parts_can_be_left_out_ordered_and_named(void **state)
{
	(void)state;
	struct told *told = told_new("Words.");
	struct programme_report *report = &told->made.programme.report;
	told->parts[0].part = REPORT_OUTCOMES;
	told->parts[0].heading = "What was said";
	told->parts[1].part = REPORT_BACKGROUND;
	told->parts[2].part = REPORT_CLOSING; /* has no text: a heading alone would say nothing */
	told->parts[3].part = REPORT_BALANCE;
	report->parts = told->parts;
	report->part_count = 4;
	report->objective = "Goal";
	const char *text = told_write(told, "md");
	const char *outcomes =
	    strstr(text, "## I. What was said\n\n### A. Goal 2: Minimize drivers\n");
	const char *background = strstr(text, "## II. Background\n\n5\\. Words.\n");
	const char *annex = strstr(text, "## Annex. Balance and method\n");
	assert_non_null(outcomes);
	assert_non_null(background);
	assert_non_null(annex);
	assert_true(outcomes < background);
	assert_true(background < annex);
	assert_null(strstr(text, "Closing"));
	assert_null(strstr(text, "Annex I"));
	told_close(told);
}

/* Two points under a theme, one of them worded by a moderator, after one under none. */
static void themes_are_headings_over_shared_paragraphs(void **state)
{
	(void)state;
	static struct synthesis_theme themes[] = { { "recommendation", "x", "Of another category" },
		{ "challenge", "x", "Pay and service" } };
	struct told *told = told_new("Words.");
	struct session_fixture *made = &told->made;
	made->objectives[0].themes = themes;
	made->objectives[0].theme_count = 2;
	made->points[0].theme = "x";
	made->points[2].theme = "x";
	made->points[0].rank = 1; /* somebody ordered them */
	made->points[2].rank = 2;
	made->points[0].restated = true;
	made->points[0].statement_note[0] = '\0';
	made->points[0].statement = "Consulates had too few staff.";
	const char *text = told_write(told, "md");
	const char *expected =
	    "#### i. Key challenges\n\n##### a. Pay and service\n\n"
	    "5\\. Consulates had too few staff. <!-- notes: n00000000002 --> Participants pointed "
	    "out that low wages drive people abroad. <!-- notes: n00000000001 n00000000003 -->\n\n"
	    "#### ii. Recommendations\n\n6\\. States should";
	if (strstr(text, expected) == NULL)
		fail_msg("%.900s", strstr(text, "#### i."));
	told_close(told);
}

static void a_report_in_french_is_french(void **state)
{
	(void)state;
	struct told *told = told_new("Mots.");
	told->made.programme.language = "fr";
	const char *text = told_write(told, "html");
	assert_non_null(strstr(text, "<html lang=\"fr\">"));
	assert_non_null(strstr(text, "Résultats de la consultation"));
	assert_non_null(strstr(text, "28 octobre 2020"));
	assert_non_null(strstr(text, "<span class=\"label\">a)</span>"));
	told_close(told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_have_emphasis_and_footnotes),
		cmocka_unit_test(footnotes_are_numbered_as_they_are_met),
		cmocka_unit_test(parts_can_be_left_out_ordered_and_named),
		cmocka_unit_test(themes_are_headings_over_shared_paragraphs),
		cmocka_unit_test(a_report_in_french_is_french),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
