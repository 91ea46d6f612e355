/* client/report/report_build.c - the order of the parts, and how a part grows. */
#include "client/report/report_internal.h"

#include <string.h>

static struct report_block *block_add(struct report_builder *builder, enum report_block_kind kind)
{
	if (builder->block_count == builder->block_capacity) {
		size_t capacity = builder->block_capacity == 0 ? 64 : builder->block_capacity * 2;
		struct report_block *bigger = arena_take(builder->arena, capacity, sizeof *bigger);
		if (bigger == NULL)
			return NULL;
		if (builder->block_count > 0)
			memcpy(bigger, builder->blocks, builder->block_count * sizeof *bigger);
		builder->blocks = bigger;
		builder->block_capacity = capacity;
	}
	struct report_block *block = &builder->blocks[builder->block_count++];
	*block = (struct report_block){ .kind = kind };
	return block;
}

void report_add_heading(
    struct report_builder *builder, uint32_t level, const char *number, const char *text)
{
	struct report_block *block = block_add(builder, REPORT_HEADING);
	if (block == NULL || number == NULL)
		return;
	size_t size = strlen(number);
	char *label = arena_take(builder->arena, size + 2, 1);
	if (label == NULL)
		return;
	memcpy(label, number, size + 1);
	label[size] = '.';
	block->heading = (struct report_heading){ .level = level, .label = label, .text = text };
}

void report_add_chapter(struct report_builder *builder, enum phrase title)
{
	builder->chapter++;
	report_add_heading(
	    builder, 1, phrase_roman(builder->arena, builder->chapter, true), phrase_plain(title));
}

void report_add_sentence(struct report_builder *builder, const struct report_sentence *sentence)
{
	struct report_sentence *copy = arena_take(builder->arena, 1, sizeof *copy);
	struct report_block *block = block_add(builder, REPORT_PARAGRAPH);
	if (copy == NULL || block == NULL)
		return;
	*copy = *sentence;
	block->paragraph = (struct report_paragraph){
		.number = ++builder->paragraph, .sentences = copy, .sentence_count = 1
	};
}

void report_add_text(
    struct report_builder *builder, const char *text, const struct report_items *items)
{
	report_add_sentence(builder, &(struct report_sentence){ .text = text });
	if (builder->arena->failed || items == NULL)
		return;
	struct report_paragraph *paragraph = &builder->blocks[builder->block_count - 1].paragraph;
	paragraph->items = items->items;
	paragraph->item_count = items->count;
}

struct report_table *report_add_table(struct report_builder *builder, const char *caption,
    const char *const *columns, size_t column_count, size_t row_count)
{
	struct report_block *block = block_add(builder, REPORT_TABLE);
	const char **copy = arena_take(builder->arena, column_count, sizeof(void *));
	struct report_row *rows = arena_take(builder->arena, row_count, sizeof *rows);
	if (block == NULL || copy == NULL || rows == NULL)
		return NULL;
	memcpy((void *)copy, (const void *)columns, column_count * sizeof(void *));
	for (size_t i = 0; i < row_count; i++) {
		rows[i].cells = arena_take(builder->arena, column_count, sizeof *rows[i].cells);
		if (rows[i].cells == NULL)
			return NULL;
	}
	block->table = (struct report_table){ .caption = caption,
		.columns = copy,
		.column_count = column_count,
		.number_column = column_count,
		.rows = rows,
		.row_count = row_count };
	return &block->table;
}

void report_set_cell(struct report_builder *builder, struct report_cell *cell, const char *line)
{
	cell->lines = arena_take(builder->arena, 1, sizeof(void *));
	if (cell->lines == NULL)
		return;
	cell->lines[0] = line;
	cell->line_count = 1;
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
	struct report_item *item = &items->items[items->count++];
	if (label == NULL)
		label = PHRASE(builder->arena, PHRASE_SUBPARAGRAPH,
		    phrase_letters(builder->arena, (uint32_t)items->count, false));
	item->label = label;
	item->sentence = (struct report_sentence){
		.text = text, .notes = note, .note_count = note == NULL ? 0 : 1
	};
}

void report_end_part(struct report_builder *builder, struct report_part *part)
{
	part->blocks = builder->blocks;
	part->block_count = builder->block_count;
	builder->blocks = NULL;
	builder->block_count = 0;
	builder->block_capacity = 0;
}

static enum report_result build(struct report_builder *builder, char detail[REPORT_DETAIL_MAX])
{
	struct report *report = builder->report;
	report->language =
	    builder->programme->language == NULL ? "en" : builder->programme->language;
	enum report_result result = report_balance_check(builder, detail);
	if (result != REPORT_OK)
		return result;
	if (!prose_learn(
		&builder->words, builder->arena, builder->objectives, builder->objective_count))
		return REPORT_MEMORY;
	report_build_masthead(builder);
	report_build_organization(builder);
	report_build_outcomes(builder);
	report_build_balance(builder);
	report_end_part(builder, &report->body);
	report_build_annex(builder);
	return builder->arena->failed ? REPORT_MEMORY : REPORT_OK;
}

enum report_result report_build(struct report *report, const struct programme *programme,
    const struct synthesis_objective *objectives, size_t objective_count,
    const struct report_session *session, char detail[REPORT_DETAIL_MAX])
{
	struct report made = { .received = session->received };
	struct report_builder builder = { .report = &made,
		.arena = &made.arena,
		.programme = programme,
		.objectives = objectives,
		.objective_count = objective_count,
		.session = session };
	detail[0] = '\0';
	arena_init(&made.arena, REPORT_MEMORY_MAX);
	enum report_result result = build(&builder, detail);
	if (result != REPORT_OK) {
		arena_close(&made.arena);
		return result;
	}
	*report = made;
	return REPORT_OK;
}

void report_close(struct report *report)
{
	arena_close(&report->arena);
	*report = (struct report){ 0 };
}
