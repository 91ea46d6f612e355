/* client/report/seal/blocks.c - a document as digests of its blocks; see seal.h. */
#include "client/report/seal/seal.h"
#include "client/report/write/xml_internal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* Signs between the parts of what is hashed: no text has them, since control characters are blanks. */
#define SIGN_NOTES    "\x1e"
#define SIGN_TEXT     "\x1f"
#define SIGN_MARK     "\x1d"
#define SIGN_LINK     "\x1c"
#define SIGN_ITEM     "\x1b"
#define SIGN_CELL     "\x1a"
#define BLOCKS_FIRST  64u
#define NUMBER_DIGITS 12u

struct hasher {
	crypto_generichash_state state;
	struct arena *arena;
	bool begun;   /* of the text under way something was hashed, */
	bool blank;   /* and a blank is due before what comes */
	bool between; /* the sentence before had no notes: this one goes on with it */
};

static void add(struct hasher *hasher, const char *bytes, size_t size)
{
	crypto_generichash_update(&hasher->state, (const uint8_t *)bytes, size);
}

static void text_begin(struct hasher *hasher)
{
	hasher->begun = false;
	hasher->blank = false;
}

/* A text in one form: blanks folded, none at its ends. */
static void add_text(struct hasher *hasher, const char *text)
{
	if (text == NULL)
		return;
	while (*text != '\0') {
		size_t size = 0;
		while ((unsigned char)text[size] > ' ' && text[size] != 0x7f)
			size++;
		if (size == 0) {
			hasher->blank = true;
			text++;
			continue;
		}
		if (hasher->blank && hasher->begun)
			add(hasher, " ", 1);
		hasher->blank = false;
		hasher->begun = true;
		add(hasher, text, size);
		text += size;
	}
}

static void add_runs(struct hasher *hasher, const struct document_text *text)
{
	for (size_t i = 0; i < text->run_count; i++)
		add_text(hasher, text->runs[i].text);
}

static void add_number(struct hasher *hasher, uint32_t number)
{
	char digits[NUMBER_DIGITS];
	size_t at = sizeof digits;
	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	add(hasher, digits + at, sizeof digits - at);
}

/* Marks and links, after the words they stand in: not every format knows where. Of tables and footnotes json tells
 * neither. */
static void add_marks(struct hasher *hasher, const struct document_text *text)
{
	for (size_t i = 0; i < text->run_count; i++) {
		const struct document_run *run = &text->runs[i];
		if (run->kind == DOCUMENT_FOOTNOTE) {
			add(hasher, SIGN_MARK, 1);
			add_number(hasher, run->number);
		} else if (run->kind == DOCUMENT_LINK && run->target != NULL &&
		    report_link_safe(run->target)) {
			add(hasher, SIGN_LINK, 1);
			add(hasher, run->target, strlen(run->target));
		}
	}
}

static bool has_words(const struct document_text *text)
{
	for (size_t i = 0; i < text->run_count; i++) {
		const char *words = text->runs[i].text;
		for (; words != NULL && *words != '\0'; words++) {
			if ((unsigned char)*words > ' ' && *words != 0x7f)
				return true;
		}
	}
	return false;
}

static int compare_notes(const void *left, const void *right)
{
	return memcmp(left, right, PUBLIC_ID_CHARS);
}

/* In the order of the alphabet: whoever saves a file has an order of its own. */
static void add_notes(struct hasher *hasher, const struct document_sentence *sentence)
{
	size_t size = sizeof *sentence->notes;
	char(*notes)[PUBLIC_ID_CHARS + 1] = arena_take(hasher->arena, sentence->note_count, size);
	if (notes == NULL)
		return; /* which the arena remembers */
	memcpy(notes, sentence->notes, sentence->note_count * size);
	qsort(notes, sentence->note_count, size, compare_notes);
	for (size_t i = 0; i < sentence->note_count; i++)
		add(hasher, notes[i], PUBLIC_ID_CHARS);
}

static void add_sentence(struct hasher *hasher, const struct document_sentence *sentence)
{
	if (!has_words(&sentence->text))
		return;
	if (sentence->note_count > 0) {
		add(hasher, SIGN_NOTES, 1);
		add_notes(hasher, sentence);
	}
	if (sentence->note_count > 0 || !hasher->between) {
		add(hasher, SIGN_TEXT, 1);
		text_begin(hasher);
	}
	hasher->blank = true;
	add_runs(hasher, &sentence->text);
	hasher->between = sentence->note_count == 0;
}

static void add_paragraph(struct hasher *hasher, const struct document_paragraph *paragraph)
{
	hasher->between = false;
	for (size_t i = 0; i < paragraph->sentence_count; i++)
		add_sentence(hasher, &paragraph->sentences[i]);
	for (size_t i = 0; i < paragraph->sentence_count; i++)
		add_marks(hasher, &paragraph->sentences[i].text);
	for (size_t i = 0; i < paragraph->item_count; i++) {
		const struct document_item *item = &paragraph->items[i];
		add(hasher, SIGN_ITEM, 1);
		/* A number of its own is a word; "(a)" and "•" tell the place. */
		if (*item->label >= '0' && *item->label <= '9')
			add(hasher, item->label, strlen(item->label));
		hasher->between = false;
		add_sentence(hasher, &item->sentence);
		add_marks(hasher, &item->sentence.text);
	}
}

static void add_words(struct hasher *hasher, const char *sign, const char *text)
{
	add(hasher, sign, 1);
	text_begin(hasher);
	add_text(hasher, text);
}

/* The caption of an annex's own table is its title, and stands once. */
static void add_table(struct hasher *hasher, const struct document_table *table, const char *title)
{
	if (title == NULL || strcmp(title, table->caption) != 0)
		add_words(hasher, SIGN_TEXT, table->caption);
	for (size_t i = 0; i < table->column_count; i++)
		add_words(hasher, SIGN_CELL, table->columns[i]);
	for (size_t i = 0; i < table->row_count; i++) {
		for (size_t k = 0; k < table->column_count; k++) {
			const struct document_cell *cell = &table->rows[i].cells[k];
			add(hasher, SIGN_CELL, 1);
			text_begin(hasher);
			for (size_t l = 0; l < cell->line_count; l++) {
				hasher->blank = true;
				add_runs(hasher, &cell->lines[l].text);
			}
		}
	}
}

struct maker {
	struct seal_blocks *blocks;
	size_t capacity;
	struct arena *arena;
	struct hasher hasher;
	uint32_t footnotes;
};

static bool block_begin(struct maker *maker, enum seal_kind kind)
{
	struct seal_blocks *blocks = maker->blocks;
	if (blocks->count == maker->capacity) {
		size_t capacity = maker->capacity == 0 ? BLOCKS_FIRST : 2 * maker->capacity;
		struct seal_block *bigger = arena_take(maker->arena, capacity, sizeof *bigger);
		if (bigger == NULL)
			return false;
		if (blocks->count > 0)
			memcpy(bigger, blocks->items, blocks->count * sizeof *bigger);
		blocks->items = bigger;
		maker->capacity = capacity;
	}
	blocks->items[blocks->count] =
	    (struct seal_block){ .kind = kind, .id = "-", .heading = "" };
	crypto_generichash_init(&maker->hasher.state, NULL, 0, SEAL_HASH_BYTES);
	maker->hasher.arena = maker->arena;
	maker->hasher.begun = false;
	maker->hasher.blank = false;
	maker->hasher.between = false;
	return true;
}

static struct seal_block *block_end(struct maker *maker)
{
	struct seal_block *block = &maker->blocks->items[maker->blocks->count++];
	crypto_generichash_final(&maker->hasher.state, block->hash, SEAL_HASH_BYTES);
	return block;
}

static bool add_block(struct maker *maker, const struct document_block *block, const char *title)
{
	static const enum seal_kind kinds[] = { [DOCUMENT_HEADING] = SEAL_HEADING,
		[DOCUMENT_PARAGRAPH] = SEAL_PARAGRAPH,
		[DOCUMENT_TABLE] = SEAL_TABLE };
	struct seal_block *made = NULL;
	if (!block_begin(maker, kinds[block->kind]))
		return false;
	switch (block->kind) {
	case DOCUMENT_HEADING:
		add_number(&maker->hasher, block->heading.level);
		add_words(&maker->hasher, SIGN_TEXT, block->heading.text);
		made = block_end(maker);
		made->heading = block->heading.text;
		return true;
	case DOCUMENT_PARAGRAPH:
		add_paragraph(&maker->hasher, &block->paragraph);
		made = block_end(maker);
		made->number = block->paragraph.number;
		if (block->paragraph.id != NULL)
			made->id = block->paragraph.id;
		return true;
	case DOCUMENT_TABLE:
		add_table(&maker->hasher, &block->table, title);
		block_end(maker);
		return true;
	}
	return false;
}

static bool add_part(struct maker *maker, const struct document_part *part)
{
	if (part->title != NULL) {
		if (!block_begin(maker, SEAL_ANNEX))
			return false;
		add_words(&maker->hasher, SIGN_TEXT, part->label);
		add_words(&maker->hasher, SIGN_TEXT, part->title);
		block_end(maker)->heading = part->title;
	}
	for (size_t i = 0; i < part->block_count; i++) {
		if (!add_block(maker, &part->blocks[i], part->title))
			return false;
	}
	return true;
}

static bool add_footnotes(struct maker *maker, const struct document *document)
{
	for (size_t i = 0; i < document->footnote_count; i++) {
		if (!block_begin(maker, SEAL_FOOTNOTE))
			return false;
		add_runs(&maker->hasher, &document->footnotes[i]);
		block_end(maker)->number = (uint32_t)i + 1;
	}
	return true;
}

size_t seal_masthead(const struct document_masthead *masthead, const char *lines[SEAL_MASTHEAD_MAX])
{
	const char *const all[] = { masthead->organ, masthead->symbol, masthead->distribution,
		masthead->submitted, masthead->original, masthead->heading, masthead->title,
		masthead->kind, masthead->date, masthead->time, masthead->place,
		masthead->objectives, masthead->reference, masthead->state };
	size_t count = 0;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (all[i] != NULL)
			lines[count++] = all[i];
	}
	return count;
}

bool seal_blocks_make(struct seal_blocks *blocks, struct arena *arena,
    const struct document *document, const char *const *masthead, size_t masthead_count)
{
	struct maker maker = { .blocks = blocks, .arena = arena };
	*blocks = (struct seal_blocks){ 0 };
	if (!block_begin(&maker, SEAL_MASTHEAD))
		return false;
	for (size_t i = 0; i < masthead_count; i++)
		add_words(&maker.hasher, SIGN_TEXT, masthead[i]);
	block_end(&maker);
	bool well = add_part(&maker, &document->body);
	for (size_t i = 0; well && i < document->annex_count; i++)
		well = add_part(&maker, &document->annexes[i]);
	return well && add_footnotes(&maker, document) && !arena->failed;
}
