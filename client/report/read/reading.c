/* client/report/read/reading.c - see reading.h and reading_internal.h. */
#include "client/report/read/reading_internal.h"

#include "client/report/read/zip_read.h"

#include <stdio.h>
#include <string.h>

#define BULLET "\xe2\x80\xa2"

/* Room for one more, zeroed; NULL: no memory. */
static void *list_add(struct arena *arena, struct list *list, size_t item_size)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity == 0 ? 8 : 2 * list->capacity;
		void *bigger = arena_take(arena, capacity, item_size);
		if (bigger == NULL)
			return NULL;
		if (list->items != NULL)
			memcpy(bigger, list->items, list->count * item_size);
		list->items = bigger;
		list->capacity = capacity;
	}
	return (char *)list->items + list->count++ * item_size;
}

/* The items are somebody's; the list begins anew. */
static void *list_take(struct list *list, size_t *count)
{
	void *items = list->items;
	*count = list->count;
	*list = (struct list){ 0 };
	return items;
}

void maker_init(struct maker *maker, struct reading *reading)
{
	*maker = (struct maker){ .reading = reading, .arena = &reading->arena };
	buffer_init(&maker->text, ZIP_PART_MAX);
}

void maker_close(struct maker *maker)
{
	buffer_close(&maker->text);
}

static void run_end(struct maker *maker)
{
	if (maker->text.size == 0)
		return;
	struct document_run *run = list_add(maker->arena, &maker->runs, sizeof *run);
	if (run != NULL) {
		*run = maker->run;
		run->text = arena_text(maker->arena, maker->text.bytes, maker->text.size);
	}
	buffer_clear(&maker->text);
}

static bool same_run(const struct document_run *a, const struct document_run *b)
{
	bool targets = a->target == b->target ||
	    (a->target != NULL && b->target != NULL && strcmp(a->target, b->target) == 0);
	return a->kind == b->kind && a->bold == b->bold && a->italic == b->italic && targets;
}

void maker_words(
    struct maker *maker, const struct document_run *like, const char *bytes, size_t size)
{
	if (maker->text.size > 0 && !same_run(&maker->run, like))
		run_end(maker);
	maker->run = *like;
	buffer_add(&maker->text, bytes, size);
	if (maker->text.failed)
		maker->arena->failed = true;
}

void maker_mark(struct maker *maker, uint32_t number)
{
	run_end(maker);
	struct document_run *run = list_add(maker->arena, &maker->runs, sizeof *run);
	if (run != NULL)
		*run = (struct document_run){ .kind = DOCUMENT_FOOTNOTE, .number = number };
}

static bool blank(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)bytes[i] > ' ')
			return false;
	}
	return true;
}

bool maker_has_words(const struct maker *maker)
{
	const struct document_run *runs = maker->runs.items;
	for (size_t i = 0; i < maker->runs.count; i++) {
		if (runs[i].kind == DOCUMENT_FOOTNOTE ||
		    (runs[i].text != NULL && !blank(runs[i].text, strlen(runs[i].text))))
			return true;
	}
	return maker->text.size > 0 && !blank((const char *)maker->text.bytes, maker->text.size);
}

static bool white(char sign)
{
	return sign != '\0' && (unsigned char)sign <= ' ';
}

/* Blanks at the ends of a sentence are between sentences. */
static void runs_trim(struct maker *maker, struct document_run *runs, size_t count)
{
	if (count == 0 || maker->arena->failed)
		return;
	for (; runs[0].text != NULL && white(*runs[0].text); runs[0].text++)
		;
	struct document_run *last = &runs[count - 1];
	size_t size = last->text == NULL ? 0 : strlen(last->text);
	size_t kept = size;
	while (kept > 0 && white(last->text[kept - 1]))
		kept--;
	if (kept < size)
		last->text = arena_text(maker->arena, last->text, kept);
}

bool maker_cut(struct maker *maker, const char (*notes)[PUBLIC_ID_CHARS + 1], size_t count)
{
	bool words = maker_has_words(maker);
	run_end(maker);
	size_t run_count = 0;
	struct document_run *runs = list_take(&maker->runs, &run_count);
	if (!words)
		return false;
	runs_trim(maker, runs, run_count);
	struct document_sentence *sentence =
	    list_add(maker->arena, &maker->sentences, sizeof *sentence);
	char(*copy)[PUBLIC_ID_CHARS + 1] = arena_take(maker->arena, count, sizeof *copy);
	if (sentence == NULL || copy == NULL)
		return false;
	if (count > 0)
		memcpy(copy, notes, count * sizeof *copy);
	*sentence = (struct document_sentence){ .text = { runs, run_count },
		.notes = (const char(*)[PUBLIC_ID_CHARS + 1]) copy,
		.note_count = count };
	return true;
}

/* The runs of all sentences as one text. */
static struct document_text take_text(struct maker *maker)
{
	(void)maker_cut(maker, NULL, 0);
	size_t count = 0;
	const struct document_sentence *sentences = list_take(&maker->sentences, &count);
	struct list runs = { 0 };
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < sentences[i].text.run_count; k++) {
			struct document_run *run = list_add(maker->arena, &runs, sizeof *run);
			if (run != NULL)
				*run = sentences[i].text.runs[k];
		}
	}
	return (struct document_text){ .runs = runs.items, .run_count = runs.count };
}

const char *maker_take_words(struct maker *maker)
{
	struct document_text text = take_text(maker);
	struct buffer words;
	buffer_init(&words, ZIP_PART_MAX);
	for (size_t i = 0; i < text.run_count; i++) {
		if (text.runs[i].text != NULL)
			buffer_add_text(&words, text.runs[i].text);
	}
	const char *copy = arena_text(
	    maker->arena, words.bytes == NULL ? (const uint8_t *)"" : words.bytes, words.size);
	buffer_close(&words);
	return copy == NULL ? "" : copy;
}

/* The last paragraph gets what was hung under it. */
static void items_end(struct maker *maker)
{
	size_t count = 0;
	const struct document_item *items = list_take(&maker->items, &count);
	struct document_block *blocks = maker->blocks.items;
	if (count == 0 || maker->blocks.count == 0)
		return;
	struct document_block *last = &blocks[maker->blocks.count - 1];
	if (last->kind == DOCUMENT_PARAGRAPH) {
		last->paragraph.items = items;
		last->paragraph.item_count = count;
	}
}

static struct document_block *block_add(struct maker *maker, enum document_block_kind kind)
{
	items_end(maker);
	struct document_block *block = list_add(maker->arena, &maker->blocks, sizeof *block);
	if (block != NULL)
		block->kind = kind;
	return block;
}

void maker_heading(struct maker *maker, uint32_t level, const char *id)
{
	const char *text = maker_take_words(maker);
	struct document_block *block = block_add(maker, DOCUMENT_HEADING);
	/* Of a file that says something else: it is a heading all the same. */
	if (level < 1 || level > DOCUMENT_LEVELS)
		level = DOCUMENT_LEVELS;
	if (block != NULL)
		block->heading = (struct document_heading){
			.id = id, .level = level, .label = "", .text = text
		};
}

void maker_paragraph(struct maker *maker, const char *id, bool numbered, uint32_t printed)
{
	size_t count = 0;
	const struct document_sentence *sentences = list_take(&maker->sentences, &count);
	struct document_block *block = count == 0 ? NULL : block_add(maker, DOCUMENT_PARAGRAPH);
	if (block == NULL)
		return;
	if (numbered)
		maker->paragraph++;
	if (printed != 0 && printed != maker->paragraph && maker->reading->misnumbered == 0)
		maker->reading->misnumbered = maker->paragraph;
	block->paragraph = (struct document_paragraph){ .id = id,
		.number = numbered ? maker->paragraph : 0,
		.sentences = sentences,
		.sentence_count = count };
}

void maker_item(
    struct maker *maker, enum document_item_kind kind, const char *label, uint32_t depth)
{
	size_t count = 0;
	const struct document_sentence *sentences = list_take(&maker->sentences, &count);
	const struct document_block *blocks = maker->blocks.items;
	bool hangs =
	    maker->blocks.count > 0 && blocks[maker->blocks.count - 1].kind == DOCUMENT_PARAGRAPH;
	for (size_t i = 0; i < count; i++) {
		if (!hangs) { /* under nothing: a paragraph of its own */
			struct document_block *block = block_add(maker, DOCUMENT_PARAGRAPH);
			if (block != NULL)
				block->paragraph =
				    (struct document_paragraph){ .sentences = &sentences[i],
					    .sentence_count = 1 };
			continue;
		}
		struct document_item *item = list_add(maker->arena, &maker->items, sizeof *item);
		if (item != NULL)
			*item = (struct document_item){ .kind = kind,
				.label = label,
				.depth = depth,
				.sentence = sentences[i] };
	}
}

void maker_masthead(struct maker *maker)
{
	const char *line = maker_take_words(maker);
	struct reading *reading = maker->reading;
	if (!blank(line, strlen(line)) && reading->masthead_count < SEAL_MASTHEAD_MAX)
		reading->masthead[reading->masthead_count++] = line;
}

static void part_end(struct maker *maker)
{
	items_end(maker);
	size_t count = 0;
	const struct document_block *blocks = list_take(&maker->blocks, &count);
	struct document_part *part = &maker->reading->document.body;
	if (maker->annex && maker->annexes.count > 0)
		part = &((struct document_part *)maker->annexes.items)[maker->annexes.count - 1];
	part->blocks = blocks;
	part->block_count = count;
}

void maker_annex(struct maker *maker, const char *id, const char *label, const char *title)
{
	part_end(maker);
	maker->annex = true;
	struct document_part *part = list_add(maker->arena, &maker->annexes, sizeof *part);
	if (part != NULL)
		*part = (struct document_part){ .id = id, .label = label, .title = title };
}

void maker_footnote(struct maker *maker, size_t index)
{
	struct document_text text = take_text(maker);
	while (maker->footnotes.count <= index && !maker->arena->failed)
		(void)list_add(maker->arena, &maker->footnotes, sizeof text);
	if (!maker->arena->failed)
		((struct document_text *)maker->footnotes.items)[index] = text;
}

void maker_line(struct maker *maker)
{
	struct document_text text = take_text(maker);
	struct document_line *line =
	    text.run_count == 0 ? NULL : list_add(maker->arena, &maker->lines, sizeof *line);
	if (line == NULL)
		return;
	line->text = text;
	struct document_run *first = (struct document_run *)text.runs; /* made by us, above */
	if (first->text != NULL && strncmp(first->text, BULLET " ", sizeof BULLET) == 0) {
		line->bullet = true;
		first->text += sizeof BULLET;
	}
}

void maker_cell(struct maker *maker)
{
	maker_line(maker);
	struct document_cell *cell = list_add(maker->arena, &maker->cells, sizeof *cell);
	if (cell != NULL)
		cell->lines = list_take(&maker->lines, &cell->line_count);
}

static const char *cell_words(struct maker *maker, const struct document_cell *cell)
{
	for (size_t i = 0; i < cell->line_count; i++) {
		for (size_t k = 0; k < cell->lines[i].text.run_count; k++)
			maker_words(maker, &(struct document_run){ 0 },
			    cell->lines[i].text.runs[k].text == NULL
				? ""
				: cell->lines[i].text.runs[k].text,
			    cell->lines[i].text.runs[k].text == NULL
				? 0
				: strlen(cell->lines[i].text.runs[k].text));
	}
	return maker_take_words(maker);
}

/* A row has as many cells as the head: what is more is dropped, what is less is empty. */
void maker_row(struct maker *maker)
{
	size_t count = 0;
	const struct document_cell *cells = list_take(&maker->cells, &count);
	struct document_row *row = list_add(maker->arena, &maker->rows, sizeof *row);
	struct document_cell *made = arena_take(maker->arena, maker->columns.count, sizeof *made);
	if (row == NULL || made == NULL)
		return;
	if (count > maker->columns.count)
		count = maker->columns.count;
	if (count > 0)
		memcpy(made, cells, count * sizeof *made);
	row->cells = made;
}

void maker_head_row(struct maker *maker)
{
	size_t count = 0;
	if (maker->columns.count > 0 || maker->rows.count > 0) { /* rows have their width by now */
		maker_row(maker);
		return;
	}
	const struct document_cell *cells = list_take(&maker->cells, &count);
	for (size_t i = 0; i < count; i++) {
		const char **column = list_add(maker->arena, &maker->columns, sizeof *column);
		if (column != NULL)
			*column = cell_words(maker, &cells[i]);
	}
}

void maker_table(struct maker *maker)
{
	size_t columns = 0;
	size_t rows = 0;
	const char **heads = list_take(&maker->columns, &columns);
	struct document_row *made = list_take(&maker->rows, &rows);
	struct document_block *block = columns == 0 ? NULL : block_add(maker, DOCUMENT_TABLE);
	const char *caption = maker->caption;
	maker->caption = NULL;
	if (block == NULL)
		return;
	const struct document_part *annexes = maker->annexes.items;
	if (caption == NULL)
		caption = maker->annex ? annexes[maker->annexes.count - 1].title : "";
	block->table = (struct document_table){ .caption = caption,
		.columns = heads,
		.column_count = columns,
		.number_column = columns,
		.rows = made,
		.row_count = rows };
}

void maker_end(struct maker *maker)
{
	struct document *document = &maker->reading->document;
	part_end(maker);
	document->annexes = list_take(&maker->annexes, &document->annex_count);
	document->footnotes = list_take(&maker->footnotes, &document->footnote_count);
}

bool reading_note_id(const char *text, char id[PUBLIC_ID_CHARS + 1])
{
	size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789");
	if (size != PUBLIC_ID_CHARS || text[size] != '\0')
		return false;
	memcpy(id, text, size + 1);
	return true;
}

bool reading_open(
    struct reading *reading, const uint8_t *bytes, size_t size, char fault[READING_FAULT_MAX])
{
	*reading = (struct reading){ .document = { .language = "en" } };
	arena_init(&reading->arena, READING_MEMORY_MAX);
	bool well = false;
	size_t at = 0;
	while (at < size && (bytes[at] <= ' ' || bytes[at] >= 0x80))
		at++; /* a byte order mark, and blanks */
	if (size >= 2 && memcmp(bytes, "PK", 2) == 0)
		well = reading_docx(reading, bytes, size, fault);
	else if (at < size && bytes[at] == '<')
		well = reading_html(reading, (const char *)bytes + at, size - at, fault);
	else if (at < size && bytes[at] == '{')
		well = reading_json(reading, (const char *)bytes + at, size - at, fault);
	else
		(void)snprintf(fault, READING_FAULT_MAX,
		    "it is none of docx, html and json, which alone can be read back");
	if (well && reading->arena.failed) {
		(void)snprintf(fault, READING_FAULT_MAX, "it is larger than a report can be");
		return false;
	}
	return well;
}

void reading_close(struct reading *reading)
{
	arena_close(&reading->arena);
	*reading = (struct reading){ 0 };
}
