/* tests/unit/report_pdf_test.c - pages hold all of the document, whatever is in it. */
#include "tests/unit/report_fixture.h"

#define NOTES      40u
#define TEXT_BYTES 900u

/* How often word stands in what is not packed: tags, destinations, addresses. */
static size_t count(const struct buffer *out, const char *word)
{
	size_t found = 0;
	const uint8_t *at = out->bytes;
	const uint8_t *end = out->bytes + out->size;
	while ((at = memmem(at, (size_t)(end - at), word, strlen(word))) != NULL) {
		found++;
		at++;
	}
	return found;
}

static void the_same_report_gives_the_same_bytes(void **state)
{
	(void)state;
	struct session_fixture made;
	struct buffer first;
	struct buffer second;
	fixture_make(&made);
	assert_memory_equal(fixture_write(&made, "pdf", &first), "%PDF-1.5", 8);
	fixture_write(&made, "pdf", &second);
	assert_int_equal(first.size, second.size);
	assert_memory_equal(first.bytes, second.bytes, first.size);
	/* Its time is the session's. */
	assert_int_equal(count(&first, "20201028080000"), 1);
	buffer_close(&first);
	buffer_close(&second);
}

static void a_persons_settings_change_nothing(void **state)
{
	(void)state;
	struct session_fixture made;
	struct buffer plain;
	struct buffer other;
	fixture_make(&made);
	/* Thai, Arabic, Cyrillic: what a language chooses among a font's forms. */
	made.points[0].statement = "ผู้แทน, \xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a, \xd0\xb1";
	fixture_write(&made, "pdf", &plain);
	assert_int_equal(setenv("LANGUAGE", "fa:bg:ur", 1), 0);
	assert_int_equal(setenv("PANGO_LANGUAGE", "fa:bg", 1), 0);
	assert_int_equal(setenv("FONTCONFIG_FILE", "/dev/null", 1), 0);
	fixture_write(&made, "pdf", &other);
	assert_int_equal(plain.size, other.size);
	assert_memory_equal(plain.bytes, other.bytes, plain.size);
	buffer_close(&plain);
	buffer_close(&other);
}

/* A document of one block and some footnotes. */
struct single {
	struct document document;
	struct document_run runs[2 * NOTES];
	struct document_run words[NOTES];
	struct document_text footnotes[NOTES];
	struct document_sentence sentence;
	struct document_block block;
	char text[TEXT_BYTES + 1];
};

static void single_make(struct single *single)
{
	memset(single, 0, sizeof *single);
	memset(single->text, 'a', TEXT_BYTES);
	for (size_t i = 6; i < TEXT_BYTES; i += 7)
		single->text[i] = ' ';
	for (uint32_t i = 0; i < NOTES; i++) {
		single->runs[2 * i].text = "Word ";
		single->runs[2 * i + 1].kind = DOCUMENT_FOOTNOTE;
		single->runs[2 * i + 1].number = i + 1;
		single->words[i].text = single->text;
		single->footnotes[i].runs = &single->words[i];
		single->footnotes[i].run_count = 1;
	}
	single->sentence.text.runs = single->runs;
	single->sentence.text.run_count = 2 * (size_t)NOTES;
	single->block.kind = DOCUMENT_PARAGRAPH;
	single->block.paragraph = (struct document_paragraph){
		.id = "p-1", .number = 1, .sentences = &single->sentence, .sentence_count = 1
	};
	single->document.language = "en";
	single->document.masthead.title = "Title";
	single->document.masthead.kind = "Report";
	single->document.body.blocks = &single->block;
	single->document.body.block_count = 1;
	single->document.footnotes = single->footnotes;
	single->document.footnote_count = NOTES;
}

static void write_single(const struct single *single, struct buffer *out)
{
	struct report report = { .document = single->document };
	struct report_sink sink = { .write = sink_buffer, .context = out };
	buffer_init(out, OUTPUT_BYTES_MAX);
	assert_int_equal(report_pdf(&report, &sink), REPORT_OK);
}

/* Forty notes of nine lines, all called for by one short paragraph. */
static void notes_go_on_over_pages(void **state)
{
	(void)state;
	struct single single;
	struct buffer out;
	single_make(&single);
	write_single(&single, &out);
	assert_true(count(&out, "/S /Note") >= NOTES);
	assert_int_equal(count(&out, "/Subtype /Link"), NOTES);
	assert_true(count(&out, "/Type /Page %") >= 6);
	buffer_close(&out);
}

/* One row whose cell no page can hold, and marks in it. */
static void a_row_may_be_longer_than_a_page(void **state)
{
	(void)state;
	struct single single;
	struct buffer out;
	const char *columns[] = { "What", "How" };
	struct document_line lines[NOTES];
	struct document_cell cells[2] = { { 0 }, { lines, NOTES } };
	struct document_row rows[1] = { { cells } };
	single_make(&single);
	for (size_t i = 0; i < NOTES; i++)
		lines[i] =
		    (struct document_line){ .text = { &single.words[i], 1 }, .bullet = true };
	lines[NOTES - 1].text = (struct document_text){ single.runs, 4 };
	single.document.footnote_count = 2;
	single.block.kind = DOCUMENT_TABLE;
	single.block.table = (struct document_table){ .caption = "Table",
		.columns = columns,
		.column_count = 2,
		.number_column = 2,
		.rows = rows,
		.row_count = 1 };
	write_single(&single, &out);
	assert_true(count(&out, "/Type /Page %") >= 4);
	assert_true(count(&out, "/S /TH") >= 2);
	assert_true(count(&out, "/S /Note") == 2);
	buffer_close(&out);
}

static void no_text_breaks_a_page(void **state)
{
	static const char *const hostile[] = { "", " ", "a\tb\nc\rd\x01", "\xff\xfe\xc3",
		"\xf4\x90\x80\x80", "\xe2\x80\xa8 line \xe2\x80\xa9 paragraph",
		"') uri='http://example.org", "%s%n", "\xf0\x9f\x98\x80",
		"\xe2\x80\xae gnirts\xe2\x80\xac", "\xcc\x81\xcc\x81\xcc\x81" };
	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		struct single single;
		struct buffer out;
		single_make(&single);
		single.document.masthead.title = hostile[i];
		single.document.masthead.symbol = hostile[i];
		single.words[0].text = hostile[i];
		single.runs[0].text = hostile[i];
		single.runs[2].text = "link";
		single.runs[2].kind = DOCUMENT_LINK;
		single.runs[2].target = "https://e.org/')(\\<x> \xc3\xa9";
		single.runs[4].text = "no link";
		single.runs[4].kind = DOCUMENT_LINK;
		single.runs[4].target = "javascript:alert(1)";
		write_single(&single, &out);
		assert_int_equal(count(&out, "(https://e.org/%27%29%28%5C%3Cx%3E%20%C3%A9)"), 1);
		assert_int_equal(count(&out, "javascript"), 0);
		buffer_close(&out);
	}
}

static int sink_full(void *context, const void *bytes, size_t size)
{
	size_t *room = context;
	(void)bytes;
	if (size > *room)
		return -1;
	*room -= size;
	return 0;
}

static void a_full_disk_is_told(void **state)
{
	(void)state;
	struct single single;
	single_make(&single);
	for (size_t room = 0; room < 4096; room += 1024) {
		size_t left = room;
		struct report report = { .document = single.document };
		struct report_sink sink = { .write = sink_full, .context = &left };
		assert_int_equal(report_pdf(&report, &sink), REPORT_SINK);
	}
}

static void a_language_from_right_to_left_has_its_pages(void **state)
{
	(void)state;
	struct session_fixture made;
	struct buffer out;
	fixture_make(&made);
	made.programme.language = "ar";
	made.programme.title = "\xd9\x87\xd8\xac\xd8\xb1\xd8\xa9";
	fixture_write(&made, "pdf", &out);
	assert_true(count(&out, "NotoNaskhArabic") >= 1);
	buffer_close(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_report_gives_the_same_bytes),
		cmocka_unit_test(a_persons_settings_change_nothing),
		cmocka_unit_test(notes_go_on_over_pages),
		cmocka_unit_test(a_row_may_be_longer_than_a_page),
		cmocka_unit_test(no_text_breaks_a_page),
		cmocka_unit_test(a_full_disk_is_told),
		cmocka_unit_test(a_language_from_right_to_left_has_its_pages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
