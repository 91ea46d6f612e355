/* client/terminal/note/import_scribe.c - see import_scribe.h. */
#include "client/terminal/note/import_scribe.h"

#include <stdarg.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "client/terminal/options.h"
#include "proto/wire/text.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define BULLET   "\xe2\x80\xa2"

static enum scribe_result fail(struct import_line_fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static enum scribe_result fail(struct import_line_fault *fault, const char *format, ...)
{
	va_list arguments;
	fault->field[0] = '\0';
	va_start(arguments, format);
	(void)vsnprintf(fault->message, sizeof fault->message, format, arguments);
	va_end(arguments);
	return SCRIBE_FAULT;
}

void scribe_init(struct scribe *scribe, const struct programme *programme, const char *room)
{
	memset(scribe, 0, sizeof *scribe);
	scribe->programme = programme;
	(void)snprintf(scribe->room, sizeof scribe->room, "%s", room == NULL ? "" : room);
}

/* --- what holds for what follows ----------------------------------------------------------------------- */

/* A category by its key or one of its headings. */
static bool topic_category(struct scribe *scribe, const char *topic)
{
	for (size_t i = 0; i < scribe->programme->category_count; i++) {
		const struct programme_category *category = &scribe->programme->categories[i];
		bool is_it = strcasecmp(category->key, topic) == 0 ||
		    strcasecmp(category->heading, topic) == 0;
		for (size_t k = 0; k < category->heading_count; k++)
			is_it = is_it || strcasecmp(category->headings[k].heading, topic) == 0;
		if (!is_it)
			continue;
		(void)snprintf(scribe->category, sizeof scribe->category, "%s", category->key);
		return true;
	}
	return false;
}

/* An objective by its number, `Objective 2`, or its title; *rest is behind the number. */
static bool topic_objective(struct scribe *scribe, const char *topic, const char **rest)
{
	const struct programme *programme = scribe->programme;
	if (strncasecmp(topic, "objective ", 10) == 0)
		topic += 10;
	size_t digits = strspn(topic, "0123456789");
	char number_words[8] = "";
	uint64_t number = 0;
	*rest = topic + digits + strspn(topic + digits, " ");
	if (digits > 0 && digits < sizeof number_words) {
		memcpy(number_words, topic, digits);
		if (number_parse(number_words, 1, OBJECTIVE_MAX, &number) &&
		    programme_objective_find(programme, (uint32_t)number) != NULL) {
			scribe->objective = (uint32_t)number;
			return true;
		}
	}
	for (size_t i = 0; i < programme->objective_count; i++)
		if (strcasecmp(programme->objectives[i].title, topic) == 0) {
			scribe->objective = programme->objectives[i].number;
			*rest = "";
			return true;
		}
	return false;
}

static enum scribe_result topic_take(
    struct scribe *scribe, const char *topic, struct import_line_fault *fault)
{
	const char *rest = "";
	if (topic_category(scribe, topic))
		return SCRIBE_NONE;
	if (topic_objective(scribe, topic, &rest) &&
	    (rest[0] == '\0' || topic_category(scribe, rest)))
		return SCRIBE_NONE;
	return fail(fault,
	    "Topic: takes a category of the programme by its key or heading, an objective by its "
	    "number or title, or both, such as `2 challenge`");
}

static enum scribe_result room_take(
    struct scribe *scribe, const char *room, struct import_line_fault *fault)
{
	if (programme_room_find(scribe->programme, room) == NULL)
		return fail(fault, "Room: takes the key of a room of the programme, such as %s",
		    scribe->programme->rooms[0].key);
	(void)snprintf(scribe->room, sizeof scribe->room, "%s", room);
	scribe->objective = 0; /* the room has its own first one */
	return SCRIBE_NONE;
}

static enum scribe_result round_take(
    struct scribe *scribe, const char *round, struct import_line_fault *fault)
{
	uint64_t number = 0;
	if (!number_parse(round, 1, ROUND_MAX, &number))
		return fail(fault, "Round: takes a whole number from 1 to %u", ROUND_MAX);
	scribe->round = (uint32_t)number;
	return SCRIBE_NONE;
}

static enum scribe_result scribe_name_take(
    struct scribe *scribe, const char *name, struct import_line_fault *fault)
{
	if (strlen(name) > IMPORT_RAPPORTEUR_MAX)
		return fail(
		    fault, "Scribe: takes a name of at most %u bytes", IMPORT_RAPPORTEUR_MAX);
	(void)snprintf(scribe->rapporteur, sizeof scribe->rapporteur, "%s", name);
	return SCRIBE_NONE;
}

static enum scribe_result language_take(
    struct scribe *scribe, const char *language, struct import_line_fault *fault)
{
	if (!text_key_valid(language, LANG_MAX))
		return fail(fault, "Lang: takes a language tag such as en");
	(void)snprintf(scribe->language, sizeof scribe->language, "%s", language);
	return SCRIBE_NONE;
}

static const struct {
	const char *word;
	enum scribe_result (*take)(
	    struct scribe *scribe, const char *value, struct import_line_fault *fault);
} HEADS[] = { { "Topic:", topic_take }, { "Room:", room_take }, { "Round:", round_take },
	{ "Scribe:", scribe_name_take }, { "Lang:", language_take } };
#define HEAD_COUNT (sizeof HEADS / sizeof HEADS[0])

/* Which of them the line is; HEAD_COUNT: none. */
static size_t head_find(const char *text)
{
	for (size_t i = 0; i < HEAD_COUNT; i++) {
		size_t size = strlen(HEADS[i].word);
		if (strncasecmp(text, HEADS[i].word, size) == 0 &&
		    (text[size] == ' ' || text[size] == '\0'))
			return i;
	}
	return HEAD_COUNT;
}

/* --- notes ----------------------------------------------------------------------------------------------- */

/* What goes on with the note before, without its dots; NULL: it does not. */
static const char *continuation(const char *text)
{
	size_t size = strncmp(text, "...", 3) == 0 ? 3 : strncmp(text, ELLIPSIS, 3) == 0 ? 3 : 0;
	return size == 0 ? NULL : text + size + strspn(text + size, " .");
}

static enum scribe_result go_on(
    struct scribe *scribe, const char *more, struct import_line_fault *fault)
{
	size_t size = strlen(scribe->words.text);
	if (!scribe->pending)
		return fail(fault, "... goes on with the note before, and there is none");
	if (size + 1 + strlen(more) > LINE_BYTES_MAX)
		return fail(
		    fault, "the note is longer than 4,000 characters: begin another one here");
	(void)snprintf(scribe->words.text + size, sizeof scribe->words.text - size, " %s", more);
	return SCRIBE_NONE;
}

static enum scribe_result replace(
    struct scribe *scribe, const struct words *words, struct import_line_fault *fault)
{
	char text[LINE_BYTES_MAX + 1];
	if (!scribe->pending || !words_replace(scribe->words.text, words->text, words->with, text))
		return fail(fault, "s/old/new/: the note before does not hold the old words");
	memcpy(scribe->words.text, text, strlen(text) + 1);
	return SCRIBE_NONE;
}

static enum scribe_result note_begin(
    struct scribe *scribe, const char *text, uint64_t line, struct import_line_fault *fault)
{
	words_read(scribe->programme, text, &scribe->words);
	switch (scribe->words.kind) {
	case WORDS_NOTE:
		break;
	case WORDS_WRONG:
		return fail(fault, "%s", scribe->words.wrong);
	case WORDS_STANDING:
	case WORDS_EMPTY:
		return fail(
		    fault, "there is no text behind it; for what follows, write `Topic: ...`");
	case WORDS_REPLACE:
	case WORDS_HELP:
	case WORDS_AMEND:
	case WORDS_RETRACT:
	case WORDS_LIST:
	case WORDS_QUIT:
		return fail(
		    fault, "this is for the screen of `write`: in a file there is no such order");
	}
	if (scribe->lost)
		return fail(fault, "not imported: the Room: or Topic: above it is none");
	if (scribe->room[0] == '\0')
		return fail(fault, "say the room first: `Room: %s`, or import with --room",
		    scribe->programme->rooms[0].key);
	scribe->pending = true;
	scribe->line = line;
	return SCRIBE_NONE;
}

/* The line without white space at its ends, in *text. False: fault is set. */
static bool line_text(
    const char *bytes, size_t size, char text[LINE_BYTES_MAX + 1], struct import_line_fault *fault)
{
	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		size -= 3;
	}
	if (!text_utf8_valid((const uint8_t *)bytes, size)) {
		(void)fail(fault, "it is not UTF-8: save the file as UTF-8");
		return false;
	}
	while (size > 0 && strchr(" \t\r", bytes[size - 1]) != NULL)
		size--;
	while (size > 0 && strchr(" \t", bytes[0]) != NULL) {
		bytes++;
		size--;
	}
	if (size > LINE_BYTES_MAX) {
		(void)fail(
		    fault, "the note is longer than 4,000 characters: split it, a note a point");
		return false;
	}
	memcpy(text, bytes, size);
	text[size] = '\0';
	return true;
}

static const char *without_bullet(const char *text)
{
	size_t size = strncmp(text, "- ", 2) == 0 || strncmp(text, "* ", 2) == 0 ? 2
	    : strncmp(text, BULLET, 3) == 0                                      ? 3
										 : 0;
	return text + size + strspn(text + size, " ");
}

enum scribe_result scribe_line(struct scribe *scribe, const char *bytes, size_t size, uint64_t line,
    struct import_line_fault *fault)
{
	char buffer[LINE_BYTES_MAX + 1];
	*fault = (struct import_line_fault){ .field = "" };
	if (!line_text(bytes, size, buffer, fault))
		return SCRIBE_FAULT;
	const char *text = without_bullet(buffer);
	const char *more = continuation(text);
	if (text[0] == '\0')
		return SCRIBE_NONE;
	if (more != NULL)
		return go_on(scribe, more, fault);
	if (strncmp(text, "s/", 2) == 0) {
		struct words words;
		words_read(scribe->programme, text, &words);
		if (words.kind == WORDS_REPLACE)
			return replace(scribe, &words, fault);
	}
	if (scribe->pending)
		return SCRIBE_NOTE;
	size_t head = head_find(text);
	if (head == HEAD_COUNT)
		return note_begin(scribe, text, line, fault);
	const char *value = text + strlen(HEADS[head].word);
	bool files = HEADS[head].take == topic_take || HEADS[head].take == room_take;
	enum scribe_result result = HEADS[head].take(scribe, value + strspn(value, " "), fault);
	if (files)
		scribe->lost = result == SCRIBE_FAULT;
	return result;
}

enum scribe_result scribe_end(const struct scribe *scribe)
{
	return scribe->pending ? SCRIBE_NOTE : SCRIBE_NONE;
}

enum import_line_result scribe_take(struct scribe *scribe, struct arena *arena,
    struct import_line *note, uint64_t *line, struct import_line_fault *fault)
{
	struct words *words = &scribe->words;
	words_lens_take(scribe->programme, words); /* it may stand in what went on */
	char round[16] = "";
	char objective[16] = "";
	uint32_t number = words->objective > 0 ? words->objective : scribe->objective;
	if (scribe->round > 0)
		(void)snprintf(round, sizeof round, "%" PRIu32, scribe->round);
	if (number > 0)
		(void)snprintf(objective, sizeof objective, "%" PRIu32, number);
	const struct import_cell cells[] = {
		{ "room", scribe->room },
		{ "round", round },
		{ "objective", objective },
		{ "category", words->category != NULL ? words->category : scribe->category },
		{ "lens", words->lens == NULL ? "" : words->lens },
		{ "rapporteur", scribe->rapporteur },
		{ "lang", scribe->language },
		{ "text", words->text },
	};
	scribe->pending = false;
	*line = scribe->line;
	return import_cells_read(cells, sizeof cells / sizeof cells[0], NULL, arena, note, fault);
}
