/* tests/unit/layout_test.c - the example in store/LAYOUT.md is what the journal writes, byte for
 * byte. When a format changes on purpose, the page is given what this prints. */
#include "tests/unit/journal_fixture.h"

#define PAGE           "store/LAYOUT.md"
#define PAGE_BYTES_MAX (256u * 1024u)
#define LINE_BYTES     32u

static enum journal_result example(void *context, struct journal_txn *txn)
{
	struct world *world = context;
	static const uint8_t programme[] = "(the programme)";
	world_session(world, txn, EVENT_SESSION_OPENED, programme, sizeof programme - 1);
	(void)world_note(world, txn, 2, "Flood funds come too late", NULL);
	return JOURNAL_OK;
}

struct page {
	const char *text;
	enum table table;
	size_t records;
	size_t missing;
};

static void add_hex(struct buffer *out, struct span bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		if (i > 0 && i % LINE_BYTES == 0)
			buffer_add_text(out, "\n     ");
		buffer_format(out, "%02x", bytes.bytes[i]);
	}
}

/* A record as the page shows it: the table's word, the key in hex, then the stored value. */
static bool on_the_page(void *context, struct span key, struct span value)
{
	struct page *page = context;
	bool random = page->table == TABLE_META &&
	    (span_compare(key, text_span(META_JOURNAL)) == 0 ||
		span_compare(key, text_span(META_CREATED)) == 0);
	if (random)
		return true;
	struct buffer block;
	buffer_init(&block, 64u * 1024u);
	buffer_format(&block, "     %s ", table_word(page->table));
	add_hex(&block, key);
	buffer_add_text(&block, "\n     ");
	add_hex(&block, value);
	buffer_add_text(&block, "\n");
	const char *text = buffer_text(&block);
	assert_non_null(text);
	page->records++;
	if (strstr(page->text, text) == NULL) {
		print_error("not in " PAGE ":\n%s\n", text);
		page->missing++;
	}
	buffer_close(&block);
	return true;
}

static void page_read(struct buffer *out)
{
	char block[4096];
	size_t size;
	FILE *file = fopen(PAGE, "rb");
	assert_non_null(file);
	buffer_init(out, PAGE_BYTES_MAX);
	while ((size = fread(block, 1, sizeof block, file)) > 0)
		buffer_add(out, block, size);
	(void)fclose(file);
	assert_non_null(buffer_text(out));
}

static void the_page_shows_what_is_written(void **state)
{
	(void)state;
	struct buffer bytes;
	page_read(&bytes);
	struct page page = { .text = buffer_text(&bytes) };

	struct journal *journal = NULL;
	struct journal_txn *txn = NULL;
	struct world world = { .clock = 0 };
	assert_int_equal(journal_open_memory(&journal), JOURNAL_OK);
	assert_int_equal(append(journal, example, &world), JOURNAL_OK);
	assert_int_equal(journal_begin(journal, &txn), JOURNAL_OK);
	for (unsigned int table = 1; table <= TABLE_COUNT; table++) {
		page.table = (enum table)table;
		assert_int_equal(
		    journal->engine->calls->walk(txn->txn, page.table, on_the_page, &page),
		    JOURNAL_OK);
	}
	journal_end(txn);
	journal_close(journal);
	buffer_close(&bytes);
	assert_int_equal(page.records, 3 + 2 + 2 + 1 + 1 + 2 + 1);
	assert_int_equal(page.missing, 0);
}

static void the_page_names_every_table_and_every_meta_key(void **state)
{
	(void)state;
	static const char *const words[] = { META_FORMAT, META_JOURNAL, META_CREATED, META_NEWEST,
		META_PLACES };
	struct buffer bytes;
	page_read(&bytes);
	const char *text = buffer_text(&bytes);
	char row[64];
	for (unsigned int table = 1; table <= TABLE_COUNT; table++) {
		(void)snprintf(
		    row, sizeof row, "| `%s` | %u |", table_word((enum table)table), table);
		if (strstr(text, row) == NULL)
			fail_msg("no row begins with %s", row);
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		(void)snprintf(row, sizeof row, "| `%s` |", words[i]);
		if (strstr(text, row) == NULL)
			fail_msg("no row begins with %s", row);
	}
	buffer_close(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_shows_what_is_written),
		cmocka_unit_test(the_page_names_every_table_and_every_meta_key),
	};
	return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
