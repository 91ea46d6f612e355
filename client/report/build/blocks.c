/* client/report/build/blocks.c - how a part of the report grows. */
#include "client/report/build/build_internal.h"

#include <assert.h>
#include <string.h>

struct document_text report_text(struct arena *arena, const char *text)
{
	struct document_run *run = text == NULL ? NULL : arena_take(arena, 1, sizeof *run);
	if (run == NULL)
		return (struct document_text){ 0 };
	run->text = text;
	return (struct document_text){ .runs = run, .run_count = 1 };
}

const char *report_joined(
    struct arena *arena, const char *first, const char *second, const char *third)
{
	if (arena->failed)
		return NULL; /* one of them may be missing for the same reason */
	size_t sizes[3] = { strlen(first), strlen(second), strlen(third) };
	char *text = arena_take(arena, sizes[0] + sizes[1] + sizes[2] + 1, 1);
	if (text == NULL)
		return NULL;
	memcpy(text, first, sizes[0]);
	memcpy(text + sizes[0], second, sizes[1]);
	memcpy(text + sizes[0] + sizes[1], third, sizes[2] + 1);
	return text;
}

static struct document_block *block_add(
    struct report_builder *builder, enum document_block_kind kind)
{
	if (builder->block_count == builder->block_capacity) {
		size_t capacity = builder->block_capacity == 0 ? 64 : builder->block_capacity * 2;
		struct document_block *bigger =
		    arena_take(builder->arena, capacity, sizeof *bigger);
		if (bigger == NULL)
			return NULL;
		if (builder->block_count > 0)
			memcpy(bigger, builder->blocks, builder->block_count * sizeof *bigger);
		builder->blocks = bigger;
		builder->block_capacity = capacity;
	}
	struct document_block *block = &builder->blocks[builder->block_count++];
	*block = (struct document_block){ .kind = kind };
	return block;
}

void report_add_heading(struct report_builder *builder, uint32_t level, const char *number,
    const char *id, const char *text)
{
	assert(level >= 1);
	assert(level <= DOCUMENT_LEVELS);
	struct document_block *block = block_add(builder, DOCUMENT_HEADING);
	if (builder->arena->failed)
		return;
	if (id == NULL && level > 1)
		id = report_joined(builder->arena, builder->heading_ids[level - 2], "-", number);
	builder->heading_ids[level - 1] = id;
	block->heading = (struct document_heading){ .id = id,
		.level = level,
		.label = report_joined(builder->arena, number, ".", ""),
		.text = text };
}

void report_add_chapter(struct report_builder *builder, const char *key, const char *heading)
{
	builder->chapter_paragraph = 0;
	builder->heading_ids[0] = key;
	if (builder->annex)
		return; /* its title is its heading */
	builder->chapter++;
	report_add_heading(
	    builder, 1, phrase_roman(builder->arena, builder->chapter, true), key, heading);
}

void report_add_paragraph(struct report_builder *builder, const char *id,
    const struct document_sentence *sentences, size_t sentence_count,
    const struct report_items *items)
{
	struct document_block *block = block_add(builder, DOCUMENT_PARAGRAPH);
	builder->chapter_paragraph++;
	if (builder->arena->failed)
		return;
	if (id == NULL)
		id = report_joined(builder->arena, builder->heading_ids[0], "-",
		    phrase_number(builder->arena, builder->chapter_paragraph));
	block->paragraph = (struct document_paragraph){ .id = id,
		.number = builder->annex ? 0 : ++builder->paragraph,
		.sentences = sentences,
		.sentence_count = sentence_count };
	if (items != NULL) {
		block->paragraph.items = items->items;
		block->paragraph.item_count = items->count;
	}
}

void report_add_text(
    struct report_builder *builder, const char *text, const struct report_items *items)
{
	struct document_sentence *sentence = arena_take(builder->arena, 1, sizeof *sentence);
	if (sentence == NULL)
		return;
	sentence->text = report_text(builder->arena, text);
	report_add_paragraph(builder, NULL, sentence, 1, items);
}

struct document_table *report_add_table(struct report_builder *builder, const char *caption,
    const char *const *columns, size_t column_count, size_t row_count)
{
	struct document_block *block = block_add(builder, DOCUMENT_TABLE);
	const char **copy = arena_take(builder->arena, column_count, sizeof(void *));
	struct document_row *rows = arena_take(builder->arena, row_count, sizeof *rows);
	if (block == NULL || copy == NULL || rows == NULL)
		return NULL;
	memcpy((void *)copy, (const void *)columns, column_count * sizeof(void *));
	for (size_t i = 0; i < row_count; i++) {
		rows[i].cells = arena_take(builder->arena, column_count, sizeof *rows[i].cells);
		if (rows[i].cells == NULL)
			return NULL;
	}
	block->table = (struct document_table){ .caption = caption,
		.columns = copy,
		.column_count = column_count,
		.number_column = column_count,
		.rows = rows,
		.row_count = row_count };
	return &block->table;
}

void report_set_cell(struct report_builder *builder, struct document_cell *cell, const char *line)
{
	struct document_line *made = arena_take(builder->arena, 1, sizeof *made);
	if (made == NULL)
		return;
	made->text = report_text(builder->arena, line);
	*cell = (struct document_cell){ .lines = made, .line_count = 1 };
}

struct report_items report_items_for(struct report_builder *builder, size_t room)
{
	struct report_items items = { .room = room };
	items.items = arena_take(builder->arena, room, sizeof *items.items);
	return items;
}

void report_add_item(struct report_builder *builder, struct report_items *items, const char *label,
    const char *text, const char (*note)[PUBLIC_ID_CHARS + 1])
{
	if (builder->arena->failed || items->count == items->room)
		return;
	struct document_item *item = &items->items[items->count++];
	item->kind = label == NULL ? DOCUMENT_SUBPARAGRAPH : DOCUMENT_LABELLED;
	if (label == NULL)
		label = report_joined(builder->arena,
		    phrase_plain(&builder->wording, PHRASE_BEFORE_LETTER),
		    phrase_letters(builder->arena, (uint32_t)items->count, false),
		    phrase_plain(&builder->wording, PHRASE_AFTER_LETTER));
	item->label = label;
	item->sentence = (struct document_sentence){ .text = report_text(builder->arena, text),
		.notes = note,
		.note_count = note == NULL ? 0 : 1 };
}

void report_add_bullet(
    struct report_builder *builder, struct report_items *items, struct document_text text)
{
	if (builder->arena->failed || items->count == items->room)
		return;
	items->items[items->count++] = (struct document_item){
		.kind = DOCUMENT_BULLET, .label = "•", .sentence = { .text = text }
	};
}

void report_end_part(struct report_builder *builder, struct document_part *part)
{
	part->blocks = builder->blocks;
	part->block_count = builder->block_count;
	builder->blocks = NULL;
	builder->block_count = 0;
	builder->block_capacity = 0;
}
