/* tests/unit/report_check_test.c - what an editor would mark, and what he would not. The first cases are slips
 * of a report that was published. */
#include "tests/unit/report_fixture.h"

#include "client/report/check/check.h"

/* A document of one heading and a paragraph of one sentence. */
struct page {
	struct document_run run;
	struct document_sentence sentences[2];
	struct document_block blocks[3];
	struct document document;
};

static void page_make(struct page *page, const char *text)
{
	*page = (struct page){ .run = { .text = text } };
	page->sentences[0] = (struct document_sentence){ .text = { &page->run, 1 } };
	page->sentences[1] = page->sentences[0];
	page->blocks[0] = (struct document_block){ .kind = DOCUMENT_HEADING,
		.heading = { .level = 1, .label = "I.", .text = "Background" } };
	page->blocks[1] = (struct document_block){ .kind = DOCUMENT_PARAGRAPH,
		.paragraph = { .number = 7, .sentences = page->sentences, .sentence_count = 1 } };
	page->document = (struct document){ .language = "en",
		.masthead = { .title = "T" },
		.body = { .blocks = page->blocks, .block_count = 2 } };
}

static const struct {
	const char *text;
	const char *found; /* kinds and what they are about; "": nothing */
} cases[] = {
	{ "related Sustainable Development Goals (SGDs) in recent years", "initials SGDs;" },
	{ "related Sustainable Development Goals (SDGs) in recent years", "" },
	{ "Participants noted that that COVID (coronavirus) had come", "word-twice that that;" },
	{ "the International Labour Organization (ILO), and then ILO alone", "" },
	{ "the ILO came, and ILO stayed", "abbreviation ILO;" },
	{ "GCM (Global Compact for Migration) came", "" },
	{ "chapters II and IV, A and I", "" },
	{ "about 45 per cent, in two percent of cases, 3%", "per-cent percent;per-cent %;" },
	{ "recognised and recognized, a realist, organisms", "spelling recognised;" },
	{ "on 28 October 2020, in October 2020", "" },
	{ "on October 28, 2020", "date October 28;" },
	{ "on 28/10/2020 and 2021/22", "date 28/10/2020;" },
	{ "on the 28th October", "date 28th October;" },
	{ "18 18 and go, go", "" },
};

static void slips_are_found_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct page page;
		struct check_findings findings;
		char found[400] = "";
		page_make(&page, cases[i].text);
		assert_true(report_check(&page.document, &findings));
		for (size_t k = 0; k < findings.count; k++) {
			size_t size = strlen(found);
			assert_int_equal(findings.items[k].paragraph, 7);
			snprintf(found + size, sizeof found - size, "%s %s;",
			    check_kind_word(findings.items[k].kind), findings.items[k].text);
		}
		if (strcmp(found, cases[i].found) != 0)
			fail_msg("%s: %s", cases[i].text, found);
		report_check_close(&findings);
	}
}

static void rules_of_english_words_are_for_english(void **state)
{
	(void)state;
	struct page page;
	struct check_findings findings;
	page_make(&page, "organisation 3% ILO");
	page.document.language = "fr";
	assert_true(report_check(&page.document, &findings));
	assert_int_equal(findings.count, 0);
	report_check_close(&findings);
	report_check_close(&findings);
}

static enum check_kind only(const struct document *document)
{
	struct check_findings findings;
	assert_true(report_check(document, &findings));
	assert_int_equal(findings.count, 1);
	enum check_kind kind = findings.items[0].kind;
	report_check_close(&findings);
	return kind;
}

static void structure_is_looked_at(void **state)
{
	(void)state;
	static const char ids[1][PUBLIC_ID_CHARS + 1] = { "n00000000001" };
	struct page page;
	page_make(&page, "A sentence");
	page.blocks[1].paragraph.sentence_count = 2;
	assert_int_equal(only(&page.document), CHECK_SENTENCE_TWICE);

	page_make(&page, "A participant noted: “so it is”.");
	page.sentences[0].notes = ids;
	page.sentences[0].note_count = 1;
	assert_int_equal(only(&page.document), CHECK_QUOTED);

	page_make(&page, "A sentence");
	page.blocks[0].heading.level = 2;
	assert_int_equal(only(&page.document), CHECK_LONE_HEADING);

	page_make(&page, "A sentence");
	page.blocks[0].heading.level = 2;
	page.blocks[2] = page.blocks[0];
	page.document.body.block_count = 3;
	struct check_findings findings;
	assert_true(report_check(&page.document, &findings));
	assert_int_equal(findings.count, 0);
	report_check_close(&findings);
}

/* What is masked and not decided is told with the name; so is whom a moderator's own words name. */
static void names_are_told_until_they_are_decided(void **state)
{
	static const struct name_mark mark = { NAME_TITLE, 0, 6 };
	struct session_fixture made;
	(void)state;
	for (unsigned turn = 0; turn < 4; turn++) {
		struct report report;
		struct check_findings findings;
		char detail[REPORT_DETAIL_MAX];
		fixture_make(&made);
		struct synthesis_note *note = NULL;
		for (size_t i = 0; i < 9 && note == NULL; i++)
			if (strcmp(made.two[i].id, made.points[0].notes[0]) == 0)
				note = &made.two[i];
		assert_non_null(note);
		note->marks = &mark;
		note->mark_count = 1;
		note->original = turn == 1 ? NULL : "Mr Tan said so"; /* released */
		made.points[0].restated = turn >= 2;
		if (turn == 3) {
			made.points[0].statement = "Mr Tan asks for visas";
			made.points[0].marks = &mark;
			made.points[0].mark_count = 1;
		}
		assert_int_equal(report_build(&report, &made.programme, made.objectives, 2,
				     &made.session, detail),
		    REPORT_OK);
		assert_true(report_check(&report.document, &findings));
		assert_true(report_check_names(&report, &findings));
		size_t named = 0;
		for (size_t i = 0; i < findings.count; i++) {
			if (findings.items[i].kind != CHECK_NAMED)
				continue;
			named++;
			assert_non_null(strstr(findings.items[i].text, ": Mr Tan ("));
		}
		assert_int_equal(named, turn == 0 || turn == 3);
		report_check_close(&findings);
		report_close(&report);
	}
}

/* Exactly as many words as there may be, and one more. */
static void length_is_counted(void **state)
{
	(void)state;
	static char text[8 * (REPORT_WORDS_MAX + 1)];
	size_t size = 0;
	for (unsigned i = 0; i < REPORT_WORDS_MAX - 1; i++)
		size += (size_t)snprintf(
		    text + size, sizeof text - size, "%s", i % 2 == 0 ? "a " : "b ");
	struct page page;
	struct check_findings findings;
	page_make(&page, text); /* and the heading's one */
	assert_true(report_check(&page.document, &findings));
	assert_int_equal(findings.count, 0);
	report_check_close(&findings);
	snprintf(text + size, sizeof text - size, "c");
	assert_int_equal(only(&page.document), CHECK_LENGTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slips_are_found_and_nothing_else),
		cmocka_unit_test(rules_of_english_words_are_for_english),
		cmocka_unit_test(structure_is_looked_at),
		cmocka_unit_test(names_are_told_until_they_are_decided),
		cmocka_unit_test(length_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
