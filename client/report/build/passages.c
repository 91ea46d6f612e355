/*
 * client/report/build/passages.c - texts that people wrote into the programme.
 *
 * *words* are italics, **words** bold, [^key] the mark of a footnote. A sign that is not closed, or a key
 * that the programme has no footnote for, is text like any other: what was typed is never lost.
 */
#include "client/report/build/build_internal.h"

#include <string.h>

/* A text while it is cut into runs. */
struct cutting {
	struct report_builder *builder;
	struct document_run *runs;
	size_t count;
	size_t room;
	bool marks; /* false in a footnote, which has none of its own */
	bool bold;
	bool italic;
};

static struct document_run *run_add(struct cutting *cutting)
{
	if (cutting->count == cutting->room) {
		size_t room = cutting->room == 0 ? 4 : cutting->room * 2;
		struct document_run *bigger =
		    arena_take(cutting->builder->arena, room, sizeof *bigger);
		if (bigger == NULL)
			return NULL;
		if (cutting->count > 0)
			memcpy(bigger, cutting->runs, cutting->count * sizeof *bigger);
		cutting->runs = bigger;
		cutting->room = room;
	}
	return &cutting->runs[cutting->count++];
}

static void add_words(struct cutting *cutting, const char *text, size_t size)
{
	if (size == 0)
		return;
	const char *copy = arena_text(cutting->builder->arena, text, size);
	struct document_run *run = copy == NULL ? NULL : run_add(cutting);
	if (run != NULL)
		*run = (struct document_run){
			.text = copy, .bold = cutting->bold, .italic = cutting->italic
		};
}

/* The footnote's number, which it gets with its first mark. */
static uint32_t footnote_number(struct report_builder *builder, size_t index)
{
	if (builder->footnotes[index] == 0)
		builder->footnotes[index] = (uint32_t)++builder->report->document.footnote_count;
	return builder->footnotes[index];
}

/* The size of a mark "[^key]" at text and the place of its footnote, or 0: none begins here. */
static size_t mark_size(const struct cutting *cutting, const char *text, size_t *index)
{
	const struct programme_report *report = &cutting->builder->programme->report;
	const char *end = cutting->marks && strncmp(text, "[^", 2) == 0 ? strchr(text, ']') : NULL;
	if (end == NULL)
		return 0;
	size_t size = (size_t)(end - text) - 2;
	for (*index = 0; *index < report->footnote_count; (*index)++) {
		const char *key = report->footnotes[*index].key;
		if (strlen(key) == size && strncmp(key, text + 2, size) == 0)
			return size + 3;
	}
	return 0;
}

/* The size of an address: it ends at a space, and without the sign of the sentence after it. */
static size_t address_size(const char *text)
{
	if (strncmp(text, "https://", 8) != 0 && strncmp(text, "http://", 7) != 0)
		return 0;
	size_t size = strcspn(text, " <>\"");
	while (size > 0 && strchr(".,;:)", text[size - 1]) != NULL)
		size--;
	return size;
}

/* The size of stars that begin or end an emphasis, or 0. Those that begin stand before a word, and
 * others close them. */
static size_t stars_size(const struct cutting *cutting, const char *text)
{
	size_t size = text[0] != '*' ? 0 : text[1] == '*' ? 2 : 1;
	if (size == 0)
		return 0;
	bool on = size == 2 ? cutting->bold : cutting->italic;
	bool begins = text[size] != ' ' && text[size] != '\0' &&
	    strstr(text + size, size == 2 ? "**" : "*") != NULL;
	return on || begins ? size : 0;
}

/* What begins at text and is no plain word: adds it, after the words before it. Its size, or 0. */
static size_t add_special(struct cutting *cutting, const char *from, const char *text)
{
	size_t index = 0;
	size_t before = (size_t)(text - from);
	size_t size = stars_size(cutting, text);
	if (size > 0) {
		add_words(cutting, from, before);
		bool *style = size == 2 ? &cutting->bold : &cutting->italic;
		*style = !*style;
		return size;
	}
	struct document_run run = { .kind = DOCUMENT_FOOTNOTE };
	size = mark_size(cutting, text, &index);
	if (size > 0) {
		run.number = footnote_number(cutting->builder, index);
	} else {
		size = address_size(text);
		if (size == 0)
			return 0;
		run.kind = DOCUMENT_LINK;
		run.text = arena_text(cutting->builder->arena, text, size);
		run.target = run.text;
	}
	add_words(cutting, from, before);
	struct document_run *added = run_add(cutting);
	if (added != NULL)
		*added = run;
	return size;
}

static struct document_text cut(struct report_builder *builder, const char *text, bool marks)
{
	struct cutting cutting = { .builder = builder, .marks = marks };
	const char *from = text;
	while (*text != '\0' && !builder->arena->failed) {
		size_t size = add_special(&cutting, from, text);
		text += size == 0 ? 1 : size;
		from = size == 0 ? from : text;
	}
	add_words(&cutting, from, strlen(from));
	return (struct document_text){ .runs = cutting.runs, .run_count = cutting.count };
}

struct document_text report_passage_text(struct report_builder *builder, const char *text)
{
	return cut(builder, text, true);
}

void report_build_footnotes(struct report_builder *builder)
{
	const struct programme_report *report = &builder->programme->report;
	struct document_text *texts =
	    arena_take(builder->arena, report->footnote_count, sizeof *texts);
	for (size_t i = 0; texts != NULL && i < report->footnote_count; i++) {
		if (builder->footnotes[i] != 0)
			texts[builder->footnotes[i] - 1] =
			    cut(builder, report->footnotes[i].text, false);
	}
	builder->report->document.footnotes = texts;
}

bool report_has_passage(const struct report_builder *builder, enum report_place place)
{
	return builder->programme->report.passages[place].paragraph_count > 0;
}

void report_build_passage(struct report_builder *builder, enum report_place place)
{
	const struct programme_passage *passage = &builder->programme->report.passages[place];
	for (size_t i = 0; i < passage->paragraph_count; i++) {
		const struct programme_paragraph *paragraph = &passage->paragraphs[i];
		struct document_sentence *sentence =
		    arena_take(builder->arena, 1, sizeof *sentence);
		struct report_items items = report_items_for(builder, paragraph->list_count);
		if (sentence == NULL || builder->arena->failed)
			return;
		sentence->text = report_passage_text(builder, paragraph->text);
		for (size_t k = 0; k < paragraph->list_count; k++)
			report_add_bullet(
			    builder, &items, report_passage_text(builder, paragraph->list[k]));
		report_add_paragraph(builder, NULL, sentence, 1, &items);
	}
}
