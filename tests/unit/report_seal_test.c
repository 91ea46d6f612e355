/* tests/unit/report_seal_test.c - a report says what it was, and shows where it was changed; nothing in a file harms who reads it. */
#include "tests/unit/report_fixture.h"

#include "client/report/read/reading.h"
#include "client/report/read/xml_read.h"
#include "client/report/read/zip_read.h"
#include "client/report/seal/seal.h"

#include <zlib.h>

static const char *const formats[] = { "docx", "html", "json" };

/* The fixture's report with its seal, unsigned, in a format. */
static void write_sealed(const struct session_fixture *made, const char *format, struct buffer *out)
{
	struct report report;
	struct report_seal seal = { .session = "meet-1", .event = 9 };
	struct seal_blocks blocks;
	const char *masthead[SEAL_MASTHEAD_MAX];
	char detail[REPORT_DETAIL_MAX];
	struct report_sink sink = { .write = sink_buffer, .context = out };
	buffer_init(out, OUTPUT_BYTES_MAX);
	assert_int_equal(fixture_build(made, &report, detail), REPORT_OK);
	size_t count = seal_masthead(&report.document.masthead, masthead);
	assert_true(seal_blocks_make(&blocks, &report.arena, &report.document, masthead, count));
	seal.lines = seal_lines(&blocks, &report.arena, seal.digest);
	report.seal = &seal;
	assert_int_equal(report_format_find(format)->write(&report, &sink), REPORT_OK);
	report_close(&report);
}

struct told {
	size_t count;
	enum seal_change change;
	uint32_t number;
};

static void tell(void *context, enum seal_change change, const struct seal_block *block)
{
	struct told *told = context;
	told->count++;
	told->change = change;
	told->number = block->number;
}

/* How many blocks are not what the file says they were. */
static struct told changes_of(const uint8_t *bytes, size_t size)
{
	struct reading reading;
	struct report_seal seal;
	struct seal_blocks sealed;
	struct seal_blocks found;
	struct told told = { .count = 0 };
	char fault[READING_FAULT_MAX] = "";
	if (!reading_open(&reading, bytes, size, fault))
		fail_msg("%s", fault);
	assert_non_null(reading.seal_head);
	assert_non_null(reading.seal_lines);
	assert_true(seal_read(&seal, reading.seal_head, reading.seal_lines));
	assert_int_equal(seal.event, 9);
	assert_string_equal(seal.session, "meet-1");
	assert_false(seal.is_signed);
	assert_true(seal_lines_hold(&seal));
	assert_true(seal_lines_parse(&sealed, &reading.arena, reading.seal_lines));
	assert_true(seal_blocks_make(
	    &found, &reading.arena, &reading.document, reading.masthead, reading.masthead_count));
	(void)seal_compare(&sealed, &found, tell, &told);
	reading_close(&reading);
	return told;
}

static void what_is_written_is_read_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct session_fixture made;
		struct buffer out;
		fixture_make(&made);
		write_sealed(&made, formats[i], &out);
		struct told told = changes_of(out.bytes, out.size);
		if (told.count != 0)
			fail_msg("%s: %zu blocks differ, one is %u", formats[i], told.count,
			    told.number);
		buffer_close(&out);
	}
}

/* In the text formats a word can be changed in place. */
static void a_changed_word_is_found(void **state)
{
	(void)state;
	for (size_t i = 1; i < sizeof formats / sizeof *formats; i++) {
		struct session_fixture made;
		struct buffer out;
		fixture_make(&made);
		write_sealed(&made, formats[i], &out);
		char *word = memmem(out.bytes, out.size, "onsulates", 9);
		assert_non_null(word);
		word[0] = 'O';
		struct told told = changes_of(out.bytes, out.size);
		assert_int_equal(told.count, 1);
		assert_int_equal(told.change, SEAL_CHANGED);
		assert_true(told.number > 1);
		buffer_close(&out);
	}
}

static void a_seal_is_read_only_whole(void **state)
{
	(void)state;
	struct report_seal seal = { .session = "s-1", .event = 7, .is_signed = true };
	struct report_seal again;
	char text[SEAL_HEAD_TEXT];
	seal_head_text(&seal, text);
	assert_true(seal_read(&again, text, ""));
	assert_int_equal(again.event, 7);
	assert_true(again.is_signed);
	/* Of nobody's key: it verifies nothing. */
	assert_false(seal_signature_holds(&again));
	for (size_t size = strlen(text); size-- > 0;) {
		text[size] = '\0';
		assert_false(seal_read(&again, text, ""));
	}
}

/* Cut short and with flipped bits: an answer, and no crash. */
static void a_damaged_file_is_refused_or_read(void **state)
{
	(void)state;
	uint32_t random = 1;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct session_fixture made;
		struct buffer out;
		struct reading reading;
		char fault[READING_FAULT_MAX];
		fixture_make(&made);
		write_sealed(&made, formats[i], &out);
		for (unsigned turn = 0; turn < 300; turn++) {
			random = random * 1664525u + 1013904223u;
			size_t at = (random >> 8) % out.size;
			uint8_t was = out.bytes[at];
			out.bytes[at] ^= (uint8_t)(1u << (random & 7u));
			(void)reading_open(&reading, out.bytes, out.size, fault);
			reading_close(&reading);
			out.bytes[at] = was;
			(void)reading_open(&reading, out.bytes, at, fault);
			reading_close(&reading);
		}
		buffer_close(&out);
	}
}

static void put(struct buffer *out, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		buffer_add(out, &(uint8_t){ (uint8_t)(number >> 8 * i) }, 1);
}

/* An archive of one entry, which says that it unpacks to size. */
static void archive(struct buffer *out, const char *name, const void *packed, size_t packed_size,
    uint64_t size, uint32_t crc)
{
	buffer_init(out, OUTPUT_BYTES_MAX);
	put(out, 0x04034b50, 4);
	put(out, 20, 2);
	put(out, 0, 2);
	put(out, 8, 2);
	put(out, 0, 4);
	put(out, crc, 4);
	put(out, packed_size, 4);
	put(out, size, 4);
	put(out, strlen(name), 2);
	put(out, 0, 2);
	buffer_add_text(out, name);
	buffer_add(out, packed, packed_size);
	size_t directory = out->size;
	put(out, 0x02014b50, 4);
	put(out, 20, 4);
	put(out, 0, 2);
	put(out, 8, 2);
	put(out, 0, 4);
	put(out, crc, 4);
	put(out, packed_size, 4);
	put(out, size, 4);
	put(out, strlen(name), 2);
	put(out, 0, 8);
	put(out, 0, 4);
	put(out, 0, 4);
	buffer_add_text(out, name);
	size_t end = out->size;
	put(out, 0x06054b50, 4);
	put(out, 0, 4);
	put(out, 1, 2);
	put(out, 1, 2);
	put(out, end - directory, 4);
	put(out, directory, 4);
	put(out, 0, 2);
}

static void refused(const struct buffer *file, const char *why)
{
	struct reading reading;
	char fault[READING_FAULT_MAX] = "";
	assert_false(reading_open(&reading, file->bytes, file->size, fault));
	if (strstr(fault, why) == NULL)
		fail_msg("it is refused for another reason: %s", fault);
	reading_close(&reading);
}

static void a_bomb_is_refused_before_it_unpacks(void **state)
{
	(void)state;
	struct buffer file;
	size_t size = 20u << 20;
	uint8_t *blank = calloc(1, size);
	uLongf packed_size = compressBound(size);
	uint8_t *packed = malloc(packed_size);
	assert_non_null(blank);
	assert_non_null(packed);
	assert_int_equal(compress2(packed, &packed_size, blank, size, 9), Z_OK);
	/* Without the head and the sum of zlib's own form. */
	archive(&file, "word/document.xml", packed + 2, packed_size - 6, size,
	    (uint32_t)crc32(0, blank, (uInt)size));
	refused(&file, "unpacks to more");
	buffer_close(&file);
	archive(&file, "word/document.xml", packed + 2, 64, UINT32_MAX, 0);
	refused(&file, "unpacks to more");
	buffer_close(&file);
	archive(&file, "word/document.xml", packed + 2, 64, 100, 0);
	refused(&file, "damaged");
	buffer_close(&file);
	archive(&file, "content.xml", packed + 2, 64, 100, 0);
	refused(&file, "no Word file");
	buffer_close(&file);
	free(blank);
	free(packed);
}

static void nothing(void *context, const char *name)
{
	(void)context;
	(void)name;
}
static void nothing_start(void *context, const char *name, const char **attributes)
{
	(void)context;
	(void)name;
	(void)attributes;
}
static void nothing_text(void *context, const char *bytes, size_t size)
{
	(void)context;
	(void)bytes;
	(void)size;
}

static void no_entity_is_declared(void **state)
{
	static const struct {
		const char *xml;
		const char *why;
	} refusals[] = {
		{ "<!DOCTYPE a [<!ENTITY b \"cc\">]><a>&b;</a>", "document type" },
		{ "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "document type" },
		{ "<!DOCTYPE a PUBLIC \"x\" \"http://example.org/x\"><a/>", "document type" },
		{ "<a>&b;</a>", "line 1" },
		{ "<a><b></a>", "line 1" },
	};
	const struct xml_handler handler = {
		.start = nothing_start, .end = nothing, .text = nothing_text
	};
	char fault[XML_FAULT_MAX];
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		assert_false(xml_read(refusals[i].xml, strlen(refusals[i].xml), &handler, fault));
		assert_non_null(strstr(fault, refusals[i].why));
	}
	assert_true(xml_read("<!DOCTYPE html><html/>", 22, &handler, fault));
	char deep[3 * (XML_DEPTH_MAX + 1)];
	for (size_t i = 0; i < sizeof deep; i++)
		deep[i] = "<a>"[i % 3];
	assert_false(xml_read(deep, sizeof deep, &handler, fault));
	assert_non_null(strstr(fault, "deeply"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(a_changed_word_is_found),
		cmocka_unit_test(a_seal_is_read_only_whole),
		cmocka_unit_test(a_damaged_file_is_refused_or_read),
		cmocka_unit_test(a_bomb_is_refused_before_it_unpacks),
		cmocka_unit_test(no_entity_is_declared),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
