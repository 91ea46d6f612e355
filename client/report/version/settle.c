/* client/report/version/settle.c - what people made of a report in Word keeps the promises of document.h; see version.h. */
#include "client/report/version/version.h"

#include "client/report/wording/phrases.h"

#include <stdio.h>
#include <string.h>

/* Words that were seen; open addressing, at most half full. */
struct seen {
	const char **slots;
	size_t room; /* a power of two */
};

struct settler {
	struct arena *arena;
	const struct document_words *words;
	struct seen ids;
	struct seen notes;
	uint32_t own;
	uint32_t paragraph;
	uint32_t levels[DOCUMENT_LEVELS];
};

static size_t hash_of(const char *text)
{
	size_t hash = 1469598103934665603u;
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return hash;
}

static bool seen_make(struct seen *seen, struct arena *arena, size_t most)
{
	seen->room = 16;
	while (seen->room < 2 * most)
		seen->room *= 2;
	seen->slots = arena_take(arena, seen->room, sizeof *seen->slots);
	return seen->slots != NULL;
}

/* Whether it was there already; else it is now. */
static bool seen_add(struct seen *seen, const char *text)
{
	size_t at = hash_of(text) & (seen->room - 1);
	while (seen->slots[at] != NULL && strcmp(seen->slots[at], text) != 0)
		at = (at + 1) & (seen->room - 1);
	if (seen->slots[at] != NULL)
		return true;
	seen->slots[at] = text;
	return false;
}

static const char *own_id(struct settler *settler)
{
	char id[DOCUMENT_ID_MAX + 1];
	const char *made = NULL;
	do {
		(void)snprintf(id, sizeof id, VERSION_OWN_ID "%u", ++settler->own);
		made = arena_text(settler->arena, id, strlen(id));
	} while (made != NULL && seen_add(&settler->ids, made));
	return made;
}

/* The notes that no sentence before this one has. */
static void settle_notes(struct settler *settler, struct document_sentence *sentence)
{
	size_t size = sizeof *sentence->notes;
	char(*kept)[PUBLIC_ID_CHARS + 1] = arena_take(settler->arena, sentence->note_count, size);
	size_t count = 0;
	for (size_t i = 0; kept != NULL && i < sentence->note_count; i++) {
		if (!seen_add(&settler->notes, sentence->notes[i]))
			memcpy(kept[count++], sentence->notes[i], size);
	}
	sentence->notes = (const char(*)[PUBLIC_ID_CHARS + 1]) kept;
	sentence->note_count = count;
}

static const char *item_label(
    struct settler *settler, const struct document_item *item, uint32_t place)
{
	if (item->kind != DOCUMENT_SUBPARAGRAPH)
		return item->label;
	const char *number = item->depth == 0 ? phrase_letters(settler->arena, place, false)
					      : phrase_roman(settler->arena, place, false);
	char label[64];
	if (number == NULL)
		return "";
	(void)snprintf(label, sizeof label, "%s%s%s", settler->words->before_letter, number,
	    settler->words->after_letter);
	const char *made = arena_text(settler->arena, label, strlen(label));
	return made == NULL ? "" : made;
}

static void settle_paragraph(struct settler *settler, struct document_paragraph *paragraph)
{
	/* Both were made by whoever read the document, for us to change. */
	struct document_sentence *sentences = (struct document_sentence *)paragraph->sentences;
	struct document_item *items = (struct document_item *)paragraph->items;
	uint32_t places[2] = { 0, 0 };
	if (paragraph->id == NULL || seen_add(&settler->ids, paragraph->id))
		paragraph->id = own_id(settler);
	paragraph->number = paragraph->number == 0 ? 0 : ++settler->paragraph;
	for (size_t i = 0; i < paragraph->sentence_count; i++)
		settle_notes(settler, &sentences[i]);
	for (size_t i = 0; i < paragraph->item_count; i++) {
		uint32_t depth = items[i].depth > 0 ? 1 : 0;
		places[1] = depth == 0 ? 0 : places[1];
		items[i].label = item_label(settler, &items[i], ++places[depth]);
		settle_notes(settler, &items[i].sentence);
	}
}

static void settle_heading(struct settler *settler, struct document_heading *heading)
{
	size_t level = heading->level - 1;
	for (size_t i = level + 1; i < DOCUMENT_LEVELS; i++)
		settler->levels[i] = 0;
	uint32_t place = ++settler->levels[level];
	bool letters = level == 1 || level == 3;
	const char *number = letters ? phrase_letters(settler->arena, place, level < 2)
				     : phrase_roman(settler->arena, place, level < 2);
	char label[64];
	(void)snprintf(label, sizeof label, "%s.", number == NULL ? "" : number);
	const char *made = arena_text(settler->arena, label, strlen(label));
	heading->label = made == NULL ? "" : made;
	if (heading->id == NULL || seen_add(&settler->ids, heading->id))
		heading->id = own_id(settler);
}

static void settle_part(struct settler *settler, struct document_part *part)
{
	struct document_block *blocks = (struct document_block *)part->blocks;
	memset(settler->levels, 0, sizeof settler->levels);
	for (size_t i = 0; !settler->arena->failed && i < part->block_count; i++) {
		switch (blocks[i].kind) {
		case DOCUMENT_HEADING:
			settle_heading(settler, &blocks[i].heading);
			break;
		case DOCUMENT_PARAGRAPH:
			settle_paragraph(settler, &blocks[i].paragraph);
			break;
		case DOCUMENT_TABLE:
			break;
		}
	}
}

struct counts {
	size_t notes;
	size_t sentences;
};

static void count(void *context, const struct document_paragraph *paragraph,
    const struct document_sentence *sentence)
{
	struct counts *counts = context;
	(void)paragraph;
	counts->notes += sentence->note_count;
	counts->sentences++;
}

bool version_settle(
    struct document *document, const struct document_words *words, struct arena *arena)
{
	struct settler settler = { .arena = arena, .words = words };
	struct document_part *annexes = (struct document_part *)document->annexes;
	struct counts counts = { 0, 0 };
	size_t blocks = document->body.block_count + document->annex_count;
	version_sentences(document, count, &counts);
	for (size_t i = 0; i < document->annex_count; i++)
		blocks += document->annexes[i].block_count;
	if (!seen_make(&settler.ids, arena, 2 * blocks + 1) ||
	    !seen_make(&settler.notes, arena, counts.notes + 1))
		return false;
	settle_part(&settler, &document->body);
	for (size_t i = 0; i < document->annex_count; i++) {
		if (annexes[i].id == NULL || seen_add(&settler.ids, annexes[i].id))
			annexes[i].id = own_id(&settler);
		settle_part(&settler, &annexes[i]);
	}
	return !arena->failed;
}
