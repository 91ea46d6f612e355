/* client/report/version/version_read.c - the blocks of a version as a document; see version.h. */
#include "client/report/version/version.h"

#include "client/report/version/version_internal.h"
#include "proto/wire/wire.h"

#include <string.h>

#define TEXT_MAX   (64u << 10)
#define ITEMS_MAX  16384u
#define BLANK_TEXT "[\xe2\x80\xa6]" /* where something was redacted */

struct reader {
	struct arena *arena;
	struct document *document;
	struct document_block *blocks; /* room for all that there are */
	size_t block_first;            /* of the part under way */
	size_t block_count;
	struct document_part *annexes;
	size_t annex_count;
	struct document_text *footnotes;
	size_t footnote_count;
	uint32_t paragraph;
};

static struct document_run read_run(struct reader *reader, struct wire *wire)
{
	struct document_run run = { .number = (uint32_t)wire_uint_or(wire, "f", 1, UINT32_MAX, 0) };
	if (run.number != 0) {
		run.kind = DOCUMENT_FOOTNOTE;
		return run;
	}
	run.text = wire_text_or_null(wire, "x", TEXT_MAX, reader->arena);
	run.bold = wire_bool_or(wire, "b", false);
	run.italic = wire_bool_or(wire, "i", false);
	run.target = wire_text_or_null(wire, "l", TEXT_MAX, reader->arena);
	run.kind = run.target != NULL ? DOCUMENT_LINK : DOCUMENT_TEXT;
	if (run.target == NULL)
		run.target = wire_text_or_null(wire, "p", DOCUMENT_ID_MAX, reader->arena);
	if (run.kind == DOCUMENT_TEXT && run.target != NULL)
		run.kind = DOCUMENT_REFERENCE;
	if (run.text == NULL)
		run.text = "";
	return run;
}

static struct document_text read_runs(struct reader *reader, struct wire *wire, const char *key)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, key, ITEMS_MAX, &count);
	struct document_run *runs = arena_take(reader->arena, count, sizeof *runs);
	for (size_t i = 0; items != NULL && runs != NULL && i < count; i++) {
		struct wire item;
		wire_child(&item, wire, &items[i], key, i);
		runs[i] = read_run(reader, &item);
	}
	return (struct document_text){ .runs = runs, .run_count = runs == NULL ? 0 : count };
}

static struct document_sentence read_sentence(struct reader *reader, struct wire *wire)
{
	size_t count = 0;
	const char **ids = wire_texts(wire, "n", ITEMS_MAX, PUBLIC_ID_CHARS, reader->arena, &count);
	char(*notes)[PUBLIC_ID_CHARS + 1] = arena_take(reader->arena, count, sizeof *notes);
	for (size_t i = 0; ids != NULL && notes != NULL && i < count; i++)
		memcpy(notes[i], ids[i], strnlen(ids[i], PUBLIC_ID_CHARS));
	return (struct document_sentence){ .text = read_runs(reader, wire, "r"),
		.notes = (const char(*)[PUBLIC_ID_CHARS + 1]) notes,
		.note_count = notes == NULL ? 0 : count };
}

static struct document_item *read_items(struct reader *reader, struct wire *wire, size_t *count)
{
	const msgpack_object *given = wire_array_or_null(wire, "t", ITEMS_MAX, count);
	struct document_item *items = arena_take(reader->arena, *count, sizeof *items);
	for (size_t i = 0; given != NULL && items != NULL && i < *count; i++) {
		struct wire item;
		struct wire sentence;
		wire_child(&item, wire, &given[i], "t", i);
		items[i].kind = (enum document_item_kind)wire_uint_or(
		    &item, "k", DOCUMENT_SUBPARAGRAPH, DOCUMENT_LABELLED, DOCUMENT_SUBPARAGRAPH);
		items[i].label = wire_text(&item, "b", TEXT_MAX, reader->arena);
		items[i].depth = (uint32_t)wire_uint_or(&item, "d", 0, 8, 0);
		if (wire_map(&sentence, &item, "s"))
			items[i].sentence = read_sentence(reader, &sentence);
	}
	return items;
}

static void read_paragraph(
    struct reader *reader, struct wire *wire, struct document_paragraph *paragraph)
{
	size_t count = 0;
	bool blank = wire_bool_or(wire, "z", false);
	bool numbered = wire_bool_or(wire, "m", blank && reader->annex_count == 0);
	const msgpack_object *given = wire_array_or_null(wire, "s", ITEMS_MAX, &count);
	struct document_sentence *sentences =
	    arena_take(reader->arena, count + 1, sizeof *sentences);
	struct document_run *hidden = arena_take(reader->arena, 1, sizeof *hidden);
	if (sentences == NULL || hidden == NULL)
		return;
	for (size_t i = 0; given != NULL && i < count; i++) {
		struct wire sentence;
		wire_child(&sentence, wire, &given[i], "s", i);
		sentences[i] = read_sentence(reader, &sentence);
	}
	if (count == 0) {
		hidden->text = blank ? BLANK_TEXT : "";
		sentences[0].text = (struct document_text){ .runs = hidden, .run_count = 1 };
	}
	*paragraph = (struct document_paragraph){ .id = wire_text_or_null(
						      wire, "i", DOCUMENT_ID_MAX, reader->arena),
		.number = numbered ? ++reader->paragraph : 0,
		.sentences = sentences,
		.sentence_count = count == 0 ? 1 : count };
	paragraph->items = read_items(reader, wire, &paragraph->item_count);
}

static void read_cell(struct reader *reader, struct wire *wire, const msgpack_object *given,
    struct document_cell *cell)
{
	if (given->type != MSGPACK_OBJECT_ARRAY || given->via.array.size > ITEMS_MAX) {
		wire_fail(wire, "c", "must be rows of cells of lines");
		return;
	}
	struct document_line *lines =
	    arena_take(reader->arena, given->via.array.size, sizeof *lines);
	for (size_t i = 0; lines != NULL && i < given->via.array.size; i++) {
		struct wire line;
		wire_child(&line, wire, &given->via.array.ptr[i], "c", i);
		lines[i].bullet = wire_bool_or(&line, "b", false);
		lines[i].text = read_runs(reader, &line, "r");
	}
	cell->lines = lines;
	cell->line_count = lines == NULL ? 0 : given->via.array.size;
}

static void read_table(struct reader *reader, struct wire *wire, struct document_table *table)
{
	size_t rows = 0;
	table->caption = wire_text(wire, "x", TEXT_MAX, reader->arena);
	table->columns =
	    wire_texts(wire, "h", ITEMS_MAX, TEXT_MAX, reader->arena, &table->column_count);
	table->number_column = table->column_count;
	const msgpack_object *given = wire_array_or_null(wire, "c", ITEMS_MAX, &rows);
	table->rows = arena_take(reader->arena, rows, sizeof *table->rows);
	for (size_t i = 0; given != NULL && table->rows != NULL && i < rows; i++) {
		struct document_cell *cells =
		    arena_take(reader->arena, table->column_count, sizeof *cells);
		if (given[i].type != MSGPACK_OBJECT_ARRAY ||
		    given[i].via.array.size != table->column_count || cells == NULL) {
			wire_fail(wire, "c", "must be rows of as many cells as there are heads");
			return;
		}
		for (size_t k = 0; k < table->column_count; k++)
			read_cell(reader, wire, &given[i].via.array.ptr[k], &cells[k]);
		table->rows[i].cells = cells;
		table->row_count = i + 1;
	}
}

static void part_end(struct reader *reader)
{
	struct document_part *part = reader->annex_count == 0
	    ? &reader->document->body
	    : &reader->annexes[reader->annex_count - 1];
	part->blocks = reader->blocks + reader->block_first;
	part->block_count = reader->block_count - reader->block_first;
	reader->block_first = reader->block_count;
}

static void read_annex(struct reader *reader, struct wire *wire)
{
	part_end(reader);
	reader->annexes[reader->annex_count++] = (struct document_part){
		.id = wire_text_or_null(wire, "i", DOCUMENT_ID_MAX, reader->arena),
		.title = wire_text(wire, "x", TEXT_MAX, reader->arena),
		.label = wire_text(wire, "b", TEXT_MAX, reader->arena),
	};
}

static void read_block(struct reader *reader, struct wire *wire)
{
	uint64_t kind = wire_uint(wire, "k", 1, VERSION_KIND_MAX);
	struct document_block *block = &reader->blocks[reader->block_count];
	switch (kind) {
	case VERSION_HEADING:
		block->kind = DOCUMENT_HEADING;
		block->heading = (struct document_heading){
			.id = wire_text_or_null(wire, "i", DOCUMENT_ID_MAX, reader->arena),
			.level = (uint32_t)wire_uint(wire, "l", 1, DOCUMENT_LEVELS),
			.label = "",
			.text = wire_text(wire, "x", TEXT_MAX, reader->arena),
		};
		reader->block_count++;
		return;
	case VERSION_PARAGRAPH:
		block->kind = DOCUMENT_PARAGRAPH;
		read_paragraph(reader, wire, &block->paragraph);
		reader->block_count++;
		return;
	case VERSION_TABLE:
		block->kind = DOCUMENT_TABLE;
		read_table(reader, wire, &block->table);
		reader->block_count++;
		return;
	case VERSION_ANNEX:
		read_annex(reader, wire);
		return;
	case VERSION_FOOTNOTE:
		reader->footnotes[reader->footnote_count++] = read_runs(reader, wire, "r");
		return;
	default: /* a newer version's */
		return;
	}
}

/* How many blocks there are; false: there is something else. */
static bool count_blocks(const uint8_t *bytes, size_t size, size_t *count)
{
	*count = 0;
	for (size_t at = 0, used = 0; at < size; at += used) {
		if (!wire_walk(bytes + at, size - at, WALK_ITEMS_LARGE_MAX, &used))
			return false;
		(*count)++;
	}
	return true;
}

bool version_decode(
    struct document *document, struct arena *arena, const uint8_t *bytes, size_t size)
{
	struct reader reader = { .arena = arena, .document = document };
	size_t count = 0;
	if (!count_blocks(bytes, size, &count))
		return false;
	reader.blocks = arena_take(arena, count + 1, sizeof *reader.blocks);
	reader.annexes = arena_take(arena, count, sizeof *reader.annexes);
	reader.footnotes = arena_take(arena, count, sizeof *reader.footnotes);
	if (arena->failed)
		return false;
	for (size_t at = 0, used = 0; at < size; at += used) {
		struct wire wire;
		struct refusal refusal;
		if (!wire_walk(bytes + at, size - at, WALK_ITEMS_LARGE_MAX, &used))
			return false;
		wire_open(&wire, bytes + at, used, WALK_ITEMS_LARGE_MAX, &refusal);
		read_block(&reader, &wire);
		if (wire_close(&wire) != ERROR_NONE)
			return false;
	}
	part_end(&reader);
	document->annexes = reader.annexes;
	document->annex_count = reader.annex_count;
	document->footnotes = reader.footnotes;
	document->footnote_count = reader.footnote_count;
	return !arena->failed;
}
