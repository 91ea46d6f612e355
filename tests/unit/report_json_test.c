/* tests/unit/report_json_test.c - the report as a program reads it: all that the model holds, and no more. */
#include <jansson.h>

#include "tests/unit/report_fixture.h"

static json_t *load(const struct session_fixture *made)
{
	struct buffer out;
	json_error_t fault = { .text = "" };
	const char *text = fixture_write(made, "json", &out);
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &fault);
	if (root == NULL)
		fail_msg("line %d: %s", fault.line, fault.text);
	buffer_close(&out);
	return root;
}

static json_t *at(json_t *value, const char *key)
{
	json_t *found = json_object_get(value, key);
	if (found == NULL)
		fail_msg("no '%s'", key);
	return found;
}

static const char *text_at(json_t *value, const char *key)
{
	return json_string_value(at(value, key));
}

/* One plain run, as all are in the fixture. */
static void expect_text(json_t *found, const struct document_text *made)
{
	assert_int_equal(made->run_count, 1);
	assert_string_equal(json_string_value(found), made->runs[0].text);
}

/* Block by block what stands in it, and the model that it was made from. */
static void expect_sentence(json_t *found, const struct document_sentence *made)
{
	expect_text(at(found, "text"), &made->text);
	assert_int_equal(json_array_size(at(found, "notes")), made->note_count);
	for (size_t i = 0; i < made->note_count; i++)
		assert_string_equal(
		    json_string_value(json_array_get(at(found, "notes"), i)), made->notes[i]);
	assert_int_equal(json_array_size(at(found, "footnotes")), 0);
}

static void expect_paragraph(json_t *found, const struct document_paragraph *made)
{
	json_t *number = at(found, "number");
	assert_int_equal(json_is_null(number), made->number == 0);
	assert_int_equal(json_integer_value(number), made->number);
	assert_int_equal(json_array_size(at(found, "sentences")), made->sentence_count);
	for (size_t i = 0; i < made->sentence_count; i++)
		expect_sentence(json_array_get(at(found, "sentences"), i), &made->sentences[i]);
	assert_int_equal(json_array_size(at(found, "items")), made->item_count);
	for (size_t i = 0; i < made->item_count; i++) {
		json_t *item = json_array_get(at(found, "items"), i);
		assert_string_equal(text_at(item, "label"), made->items[i].label);
		assert_int_equal(json_integer_value(at(item, "depth")), made->items[i].depth);
		expect_sentence(at(item, "sentence"), &made->items[i].sentence);
	}
}

static void expect_table(json_t *found, const struct document_table *made)
{
	json_t *columns = at(found, "columns");
	assert_int_equal(json_array_size(columns), made->column_count);
	assert_int_equal(json_is_true(at(found, "last_is_total")), made->last_is_total);
	assert_int_equal(json_array_size(at(found, "rows")), made->row_count);
	for (size_t i = 0; i < made->row_count; i++) {
		json_t *row = json_array_get(at(found, "rows"), i);
		assert_int_equal(json_array_size(row), made->column_count);
		for (size_t k = 0; k < made->column_count; k++) {
			const struct document_cell *cell = &made->rows[i].cells[k];
			json_t *lines = json_array_get(row, k);
			assert_int_equal(json_array_size(lines), cell->line_count);
			for (size_t l = 0; l < cell->line_count; l++)
				expect_text(json_array_get(lines, l), &cell->lines[l].text);
		}
	}
}

static void expect_blocks(json_t *found, const struct document_part *part)
{
	assert_int_equal(json_array_size(found), part->block_count);
	for (size_t i = 0; i < part->block_count; i++) {
		const struct document_block *block = &part->blocks[i];
		json_t *item = json_array_get(found, i);
		assert_int_equal(json_object_size(item), 1);
		if (block->kind == DOCUMENT_HEADING) {
			json_t *heading = at(item, "heading");
			assert_string_equal(text_at(heading, "text"), block->heading.text);
			assert_int_equal(
			    json_integer_value(at(heading, "level")), block->heading.level);
		} else if (block->kind == DOCUMENT_PARAGRAPH) {
			expect_paragraph(at(item, "paragraph"), &block->paragraph);
		} else {
			expect_table(at(item, "table"), &block->table);
		}
	}
}

static void all_of_the_model_is_there(void **state)
{
	(void)state;
	struct session_fixture made;
	struct report report;
	char detail[REPORT_DETAIL_MAX];
	fixture_make(&made);
	assert_int_equal(fixture_build(&made, &report, detail), REPORT_OK);
	json_t *root = load(&made);
	assert_int_equal(json_integer_value(at(root, "format")), 1);
	assert_string_equal(text_at(root, "language"), report.document.language);
	assert_string_equal(text_at(at(root, "masthead"), "title"), "Safe & orderly");
	assert_string_equal(text_at(at(root, "masthead"), "session"), "meet-1");
	expect_blocks(at(root, "body"), &report.document.body);
	assert_true(report.document.annex_count > 0);
	assert_int_equal(json_array_size(at(root, "annexes")), report.document.annex_count);
	for (size_t i = 0; i < report.document.annex_count; i++) {
		json_t *annex = json_array_get(at(root, "annexes"), i);
		assert_string_equal(text_at(annex, "title"), report.document.annexes[i].title);
		expect_blocks(at(annex, "blocks"), &report.document.annexes[i]);
	}
	assert_int_equal(json_array_size(at(root, "footnotes")), report.document.footnote_count);
	assert_int_equal(json_array_size(at(root, "notes")), report.note_count);
	json_decref(root);
	report_close(&report);
}

static void the_balance_adds_up(void **state)
{
	(void)state;
	struct session_fixture made;
	fixture_make(&made);
	json_t *root = load(&made);
	json_int_t sum = 0;
	const char *place = NULL;
	json_t *count = NULL;
	json_object_foreach(at(root, "balance"), place, count) sum += json_integer_value(count);
	assert_int_equal(json_object_size(at(root, "balance")), NOTE_PLACE_COUNT);
	assert_int_equal(sum, RECEIVED);
	assert_int_equal(json_integer_value(at(root, "received")), RECEIVED);
	json_decref(root);
}

static void any_text_survives(void **state)
{
	(void)state;
	struct session_fixture made;
	char text[300] = "</script> \xc3\xa9 \xe2\x80\xa8 \xf0\x9f\x98\x80 ";
	size_t size = strlen(text);
	for (int byte = 1; byte < 0x80; byte++)
		text[size++] = (char)byte;
	text[size] = '\0';
	fixture_make(&made);
	made.two[1].text = text;
	made.programme.title = text;
	json_t *root = load(&made);
	json_t *note = json_array_get(at(root, "notes"), 0);
	assert_string_equal(text_at(note, "text"), text);
	json_decref(root);
}

static void a_hidden_text_stays_hidden(void **state)
{
	(void)state;
	struct session_fixture made;
	struct buffer out;
	fixture_make(&made);
	assert_null(strstr(fixture_write(&made, "json", &out), "Jane Doe"));
	buffer_close(&out);
}

static void an_empty_report_is_still_an_object(void **state)
{
	(void)state;
	struct report report = { .note_count = 0 };
	struct buffer out;
	struct report_sink sink = { .write = sink_buffer, .context = &out };
	buffer_init(&out, OUTPUT_BYTES_MAX);
	assert_int_equal(report_json(&report, &sink), REPORT_OK);
	json_t *root = json_loads(buffer_text(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	assert_int_equal(json_array_size(at(root, "body")), 0);
	json_decref(root);
	buffer_close(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_the_model_is_there),
		cmocka_unit_test(the_balance_adds_up),
		cmocka_unit_test(any_text_survives),
		cmocka_unit_test(a_hidden_text_stays_hidden),
		cmocka_unit_test(an_empty_report_is_still_an_object),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
