/* tests/unit/report_version_test.c - an edited report is kept as bytes and comes back; what Word does to it is mended. */
#include "tests/unit/report_fixture.h"

#include "client/report/seal/seal.h"
#include "client/report/version/version.h"
#include "proto/command_version.h"

static void blocks_of(
    struct seal_blocks *blocks, struct arena *arena, const struct document *document)
{
	assert_true(seal_blocks_make(blocks, arena, document, NULL, 0));
}

static void count(void *context, enum seal_change change, const struct seal_block *block)
{
	(void)context;
	(void)change;
	(void)block;
}

static void a_report_comes_back_as_it_was(void **state)
{
	(void)state;
	struct session_fixture made;
	struct report report;
	struct document again;
	struct seal_blocks before;
	struct seal_blocks after;
	struct buffer version;
	struct refusal refusal;
	char detail[REPORT_DETAIL_MAX];
	fixture_make(&made);
	assert_int_equal(fixture_build(&made, &report, detail), REPORT_OK);
	buffer_init(&version, REPORT_VERSION_BYTES_MAX);
	version_encode(&report.document, &version);
	assert_int_equal(report_version_check(version.bytes, version.size, &refusal), ERROR_NONE);
	again = report.document;
	assert_true(version_decode(&again, &report.arena, version.bytes, version.size));
	assert_true(version_settle(&again, &report.document.words, &report.arena));
	blocks_of(&before, &report.arena, &report.document);
	blocks_of(&after, &report.arena, &again);
	assert_int_equal(seal_compare(&before, &after, count, NULL), 0);
	const struct document_part *was = &report.document.body;
	assert_int_equal(again.body.block_count, was->block_count);
	for (size_t i = 0; i < was->block_count; i++) {
		const struct document_block *block = &was->blocks[i];
		const struct document_block *other = &again.body.blocks[i];
		if (block->kind == DOCUMENT_HEADING)
			assert_string_equal(block->heading.label, other->heading.label);
		if (block->kind != DOCUMENT_PARAGRAPH)
			continue;
		assert_string_equal(block->paragraph.id, other->paragraph.id);
		assert_int_equal(block->paragraph.number, other->paragraph.number);
		for (size_t k = 0; k < block->paragraph.item_count; k++)
			assert_string_equal(
			    block->paragraph.items[k].label, other->paragraph.items[k].label);
	}
	/* Blank where a note of it was redacted, and still a report. */
	struct buffer blank;
	buffer_init(&blank, REPORT_VERSION_BYTES_MAX);
	assert_true(report_version_blank(version.bytes, version.size, "n00000000002", &blank));
	assert_null(memmem(blank.bytes, blank.size, "onsulates", 9));
	assert_true(version_decode(&again, &report.arena, blank.bytes, blank.size));
	assert_true(version_settle(&again, &report.document.words, &report.arena));
	assert_int_equal(again.body.block_count, was->block_count);
	buffer_clear(&blank);
	assert_false(report_version_blank(version.bytes, version.size, "n99999999999", &blank));
	assert_int_equal(blank.size, version.size);
	/* Cut short, and with flipped bits: an answer. */
	uint32_t random = 1;
	for (unsigned turn = 0; turn < 500; turn++) {
		random = random * 1664525u + 1013904223u;
		size_t at = (random >> 8) % version.size;
		version.bytes[at] ^= (uint8_t)(1u << (random & 7u));
		(void)version_decode(&again, &report.arena, version.bytes, version.size);
		version.bytes[at] ^= (uint8_t)(1u << (random & 7u));
		(void)version_decode(&again, &report.arena, version.bytes, at);
	}
	buffer_close(&blank);
	buffer_close(&version);
	report_close(&report);
}

static void ids_and_notes_are_there_once(void **state)
{
	static const char notes[2][PUBLIC_ID_CHARS + 1] = { "n00000000001", "n00000000002" };
	(void)state;
	struct arena arena;
	struct document_run run = { .text = "Twice pasted." };
	struct document_sentence sentences[3];
	struct document_block blocks[3];
	struct document document = { .language = "en" };
	const struct document_words words = { .before_letter = "(", .after_letter = ")" };
	arena_init(&arena, 1u << 20);
	for (size_t i = 0; i < 3; i++) {
		sentences[i] = (struct document_sentence){
			.text = { &run, 1 }, .notes = notes, .note_count = i < 2 ? 2 : 0
		};
		blocks[i] = (struct document_block){ .kind = DOCUMENT_PARAGRAPH,
			.paragraph = { .id = i < 2 ? "point-1" : NULL,
			    .number = 7,
			    .sentences = &sentences[i],
			    .sentence_count = 1 } };
	}
	document.body = (struct document_part){ .blocks = blocks, .block_count = 3 };
	assert_true(version_settle(&document, &words, &arena));
	assert_string_equal(blocks[0].paragraph.id, "point-1");
	assert_string_equal(blocks[1].paragraph.id, VERSION_OWN_ID "1");
	assert_string_equal(blocks[2].paragraph.id, VERSION_OWN_ID "2");
	assert_int_equal(sentences[0].note_count, 2);
	assert_int_equal(sentences[1].note_count, 0);
	assert_int_equal(blocks[2].paragraph.number, 3);
	arena_close(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_comes_back_as_it_was),
		cmocka_unit_test(ids_and_notes_are_there_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
