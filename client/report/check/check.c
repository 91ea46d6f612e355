/* client/report/check/check.c - see check.h. */
#include "client/report/check/check_internal.h"

#include <stdlib.h>
#include <string.h>

#define CHECK_MEMORY_MAX  (256u << 20)
#define ABBREVIATIONS_MAX 500u

const char *check_kind_word(enum check_kind kind)
{
#define X(name, word, sentence) word,
	static const char *const words[CHECK_KIND_COUNT] = { CHECK_KINDS(X) };
#undef X
	return words[kind];
}

const char *check_kind_sentence(enum check_kind kind)
{
#define X(name, word, sentence) sentence,
	static const char *const sentences[CHECK_KIND_COUNT] = { CHECK_KINDS(X) };
#undef X
	return sentences[kind];
}

void check_add(struct checker *checker, enum check_kind kind, const char *text, size_t size)
{
	struct check_findings *findings = checker->findings;
	if (findings->count == CHECK_FINDINGS_MAX) {
		findings->more = true;
		return;
	}
	if (size > CHECK_TEXT_BYTES_MAX) {
		size = CHECK_TEXT_BYTES_MAX;
		while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
			size--; /* not within a character */
	}
	const char *copy = arena_text(&findings->arena, text, size);
	if (copy != NULL)
		findings->items[findings->count++] = (struct check_finding){
			.kind = kind, .paragraph = checker->paragraph, .text = copy
		};
}

/* The words of all runs. The arena's; NULL when it fails. */
static const char *plain(struct checker *checker, const struct document_text *text)
{
	size_t size = 0;
	for (size_t i = 0; i < text->run_count; i++)
		size += text->runs[i].text == NULL ? 0 : strlen(text->runs[i].text);
	char *words = arena_take(&checker->findings->arena, size + 1, 1);
	size_t at = 0;
	for (size_t i = 0; words != NULL && i < text->run_count; i++) {
		const char *run = text->runs[i].text;
		size_t bytes = run == NULL ? 0 : strlen(run);
		memmove(words + at, bytes == 0 ? "" : run, bytes);
		at += bytes;
	}
	return words;
}

static void check_text(struct checker *checker, const struct document_text *text)
{
	const char *words = plain(checker, text);
	if (words != NULL)
		check_words(checker, words);
}

/* A sentence that rests on notes may be one of them as it was typed. */
static void check_sentence(struct checker *checker, const struct document_sentence *sentence)
{
	const char *words = plain(checker, &sentence->text);
	if (words == NULL)
		return;
	size_t size = strlen(words);
	check_words(checker, words);
	checker->sentences[checker->sentence_count++] =
	    (struct checked_sentence){ .text = words, .paragraph = checker->paragraph };
	if (sentence->note_count == 0)
		return;
	if (strstr(words, ": “") != NULL || strstr(words, " : « ") != NULL ||
	    strstr(words, ": «") != NULL)
		check_add(checker, CHECK_QUOTED, words, size);
}

static int compare_sentences(const void *left, const void *right)
{
	const struct checked_sentence *a = left;
	const struct checked_sentence *b = right;
	int texts = strcmp(a->text, b->text);
	if (texts != 0)
		return texts;
	return a->paragraph < b->paragraph ? -1 : a->paragraph > b->paragraph;
}

static void check_repeated(struct checker *checker)
{
	struct checked_sentence *sentences = checker->sentences;
	size_t count = checker->sentence_count;
	if (count > 0)
		qsort(sentences, count, sizeof *sentences, compare_sentences);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(sentences[i].text, sentences[i - 1].text) != 0)
			continue;
		checker->paragraph = sentences[i].paragraph;
		check_add(
		    checker, CHECK_SENTENCE_TWICE, sentences[i].text, strlen(sentences[i].text));
	}
}

static void check_paragraph(struct checker *checker, const struct document_paragraph *paragraph)
{
	checker->paragraph = paragraph->number;
	for (size_t i = 0; i < paragraph->sentence_count; i++)
		check_sentence(checker, &paragraph->sentences[i]);
	for (size_t i = 0; i < paragraph->item_count; i++)
		check_text(checker, &paragraph->items[i].sentence.text);
}

static uint64_t count_words(const char *text)
{
	uint64_t words = 0;
	for (bool inside = false; *text != '\0'; text++) {
		if (check_word_byte(*text) && !inside)
			words++;
		inside = check_word_byte(*text);
	}
	return words;
}

/* Whether another heading of its level stands under the same one, looking down or up from it. */
static bool has_neighbour(const struct document_part *part, size_t index, bool down)
{
	uint32_t level = part->blocks[index].heading.level;
	for (size_t i = index; down ? ++i < part->block_count : i-- > 0;) {
		const struct document_block *block = &part->blocks[i];
		if (block->kind == DOCUMENT_HEADING && block->heading.level <= level)
			return block->heading.level == level;
	}
	return false;
}

static void check_heading(struct checker *checker, const struct document_part *part, size_t index)
{
	const struct document_heading *heading = &part->blocks[index].heading;
	checker->words += count_words(heading->text);
	if (heading->level > 1 && !has_neighbour(part, index, true) &&
	    !has_neighbour(part, index, false))
		check_add(checker, CHECK_LONE_HEADING, heading->text, strlen(heading->text));
}

static bool open_checker(struct checker *checker, const struct document *document)
{
	struct arena *arena = &checker->findings->arena;
	size_t sentences = 0;
	for (size_t i = 0; i < document->body.block_count; i++) {
		if (document->body.blocks[i].kind == DOCUMENT_PARAGRAPH)
			sentences += document->body.blocks[i].paragraph.sentence_count;
	}
	checker->english = strncmp(document->language, "en", 2) == 0;
	checker->sentences = arena_take(arena, sentences, sizeof *checker->sentences);
	checker->known = arena_take(arena, ABBREVIATIONS_MAX, sizeof(void *));
	checker->known_room = ABBREVIATIONS_MAX;
	checker->findings->items =
	    arena_take(arena, CHECK_FINDINGS_MAX, sizeof *checker->findings->items);
	return !arena->failed;
}

bool report_check(const struct document *document, struct check_findings *findings)
{
	struct checker checker = { .findings = findings };
	*findings = (struct check_findings){ .count = 0 };
	arena_init(&findings->arena, CHECK_MEMORY_MAX);
	if (!open_checker(&checker, document)) {
		report_check_close(findings);
		return false;
	}
	const struct document_part *body = &document->body;
	for (size_t i = 0; i < body->block_count; i++) {
		if (body->blocks[i].kind == DOCUMENT_PARAGRAPH)
			check_paragraph(&checker, &body->blocks[i].paragraph);
		else if (body->blocks[i].kind == DOCUMENT_HEADING)
			check_heading(&checker, body, i);
	}
	checker.paragraph = 0;
	for (size_t i = 0; i < document->footnote_count; i++)
		check_text(&checker, &document->footnotes[i]);
	if (checker.words > REPORT_WORDS_MAX)
		check_add(&checker, CHECK_LENGTH, document->masthead.title,
		    strlen(document->masthead.title));
	check_repeated(&checker);
	bool whole = !findings->arena.failed;
	if (!whole)
		report_check_close(findings);
	return whole;
}

void report_check_close(struct check_findings *findings)
{
	arena_close(&findings->arena);
	*findings = (struct check_findings){ .count = 0 };
}
