/*
 * client/terminal/note/import_line.c - see import_line.h. jansson parses by recursion, 2,048 deep: so we
 * count the brackets before it sees them.
 */
#include "client/terminal/note/import_line.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/wire/text.h"

struct reading {
	json_t *object;
	struct arena *arena;
	struct import_line_fault *fault;
	bool failed; /* the first fault stays */
};

static void fault_set(struct import_line_fault *fault, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fault_set(struct import_line_fault *fault, const char *field, const char *format, ...)
{
	(void)snprintf(fault->field, sizeof fault->field, "%s", field);
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(fault->message, sizeof fault->message, format, arguments);
	va_end(arguments);
}

static void fail(struct reading *reading, const char *field, const char *wanted)
{
	if (!reading->failed)
		fault_set(reading->fault, field, "\"%s\" %s", field, wanted);
	reading->failed = true;
}

static bool depth_is_sound(const char *bytes, size_t size)
{
	size_t depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < size; i++) {
		if (quoted && bytes[i] == '\\')
			i++; /* what is escaped is neither quote nor bracket */
		else if (bytes[i] == '"')
			quoted = !quoted;
		else if (!quoted && (bytes[i] == '{' || bytes[i] == '['))
			depth++;
		else if (!quoted && (bytes[i] == '}' || bytes[i] == ']') && depth > 0)
			depth--;
		if (depth > IMPORT_LINE_DEPTH_MAX)
			return false;
	}
	return true;
}

static bool is_blank(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r' && bytes[i] != '\n')
			return false;
	return true;
}

/* jansson's own message quotes the line, and the line may hold anything. */
static const char *json_advice(const json_error_t *error)
{
	switch (json_error_code(error)) {
	case json_error_invalid_utf8:
		return "it is not UTF-8: save the file as UTF-8";
	case json_error_premature_end_of_input:
		return "it ends too early: each line holds one whole note, {...}";
	case json_error_end_of_input_expected:
		return "something follows the note: each line holds one note, {...}";
	case json_error_duplicate_key:
		return "a field stands twice: take one of the two out";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "it holds a NUL character: take it out";
	case json_error_numeric_overflow:
		return "a number is too large";
	default:
		return "it is not JSON: each line holds one note, {\"id\": ...}";
	}
}

/* The value of a field; NULL when it is absent or null, which is a fault if it is required. */
static const json_t *value_of(
    struct reading *reading, const char *field, bool required, const char *wanted)
{
	const json_t *value = json_object_get(reading->object, field);
	if (value != NULL && !json_is_null(value))
		return value;
	if (required)
		fail(reading, field, wanted);
	return NULL;
}

static const char *string_keep(struct reading *reading, const char *field, const char *text)
{
	const char *kept = arena_text(reading->arena, text, strlen(text));
	if (kept == NULL)
		fail(reading, field, "does not fit into memory");
	return kept;
}

/* Strings that are neither keys nor notes, ids and names, in their normal form: it can be shown. */
static const char *name_read(
    struct reading *reading, const char *field, size_t max, bool required, const char *wanted)
{
	const json_t *value = value_of(reading, field, required, wanted);
	if (value == NULL)
		return NULL;
	const char *text = NULL;
	struct buffer normal;
	buffer_init(&normal, max);
	if (json_is_string(value) &&
	    text_normalise((const uint8_t *)json_string_value(value), json_string_length(value),
		max, &normal) == ERROR_NONE)
		text = string_keep(reading, field, buffer_text(&normal));
	else
		fail(reading, field, wanted);
	buffer_close(&normal);
	return text;
}

static const char *key_read(
    struct reading *reading, const char *field, size_t max, bool required, const char *wanted)
{
	const json_t *value = value_of(reading, field, required, wanted);
	if (value == NULL)
		return NULL;
	const char *text = json_string_value(value);
	if (text != NULL && text_key_valid(text, max))
		return string_keep(reading, field, text);
	fail(reading, field, wanted);
	return NULL;
}

static uint32_t number_read(
    struct reading *reading, const char *field, uint32_t most, const char *wanted)
{
	const json_t *value = value_of(reading, field, false, wanted);
	if (value == NULL)
		return 0;
	json_int_t number = json_integer_value(value); /* 0 for what is no whole number */
	if (number >= 1 && number <= (json_int_t)most)
		return (uint32_t)number;
	fail(reading, field, wanted);
	return 0;
}

static void offset_read(struct reading *reading, struct import_line *line)
{
	static const char WANTED[] =
	    "takes the seconds after the start of the round, from -86400 to 604800";
	const json_t *value = value_of(reading, "t_offset_s", false, WANTED);
	if (value == NULL)
		return;
	double seconds = json_number_value(value);
	if (!json_is_number(value) || !(seconds >= -IMPORT_BEFORE_S_MAX) ||
	    !(seconds <= IMPORT_AFTER_S_MAX)) {
		fail(reading, "t_offset_s", WANTED);
		return;
	}
	line->t_offset_given = true;
	line->t_offset_s = seconds;
}

static const char *text_read(struct reading *reading)
{
	static const char WANTED[] = "takes the note: 1 to 4,000 characters in quotes";
	const json_t *value = value_of(reading, "text", true, WANTED);
	if (value == NULL)
		return NULL;
	if (!json_is_string(value)) {
		fail(reading, "text", WANTED);
		return NULL;
	}
	struct buffer normal;
	buffer_init(&normal, NOTE_TEXT_BYTES_MAX);
	const char *text = NULL;
	size_t size = json_string_length(value);
	enum error error = ERROR_TEXT_LONG;
	if (size <= NOTE_INPUT_BYTES_MAX)
		error = text_normalise(
		    (const uint8_t *)json_string_value(value), size, NOTE_TEXT_CHARS_MAX, &normal);
	if (error == ERROR_NONE)
		text = string_keep(reading, "text", buffer_text(&normal));
	else
		fail(reading, "text",
		    error == ERROR_TEXT_LONG
			? "holds more than 4,000 characters: split it into one note a point"
			: "holds no text: write at least one character, or take the line out");
	buffer_close(&normal);
	return text;
}

static void record_read(struct reading *reading, struct import_line *line)
{
	static const char WANTED[] = "takes a name in quotes, one line of at most 200 characters";
	line->speaker = name_read(reading, "on_the_record", SPEAKER_BYTES_MAX, false, WANTED);
	line->body = name_read(reading, "body", SPEAKER_BYTES_MAX, false, WANTED);
	if (line->body != NULL && line->speaker == NULL)
		fail(reading, "body", "needs on_the_record beside it: who speaks for the body");
	if ((line->speaker != NULL && !text_line_valid(line->speaker)) ||
	    (line->body != NULL && !text_line_valid(line->body)))
		fail(reading, "on_the_record", WANTED);
}

static bool fields_read(struct reading *reading, bool needs_id, struct import_line *line)
{
	line->ref = name_read(reading, "id", REF_MAX, needs_id,
	    "takes the note's id in its source, 1 to 64 bytes in quotes: a second import needs it");
	line->round = number_read(reading, "round", ROUND_MAX, "takes a whole number from 1 to 99");
	line->room = key_read(reading, "room", ROOM_KEY_MAX, true,
	    "takes the key of a room of the programme, such as \"WG-2\"");
	line->objective = number_read(reading, "objective", OBJECTIVE_MAX,
	    "takes a whole number from 1 to 999, or leave it out for the room's first objective");
	line->rapporteur = name_read(reading, "rapporteur", IMPORT_RAPPORTEUR_MAX, false,
	    "takes who typed the note, 1 to 128 bytes in quotes");
	line->category = key_read(reading, "category", CATEGORY_KEY_MAX, false,
	    "takes the key of a category of the programme, such as \"challenge\"");
	line->lens = key_read(reading, "lens", LENS_KEY_MAX, false,
	    "takes the key of a lens of the programme, such as \"gender\", or null");
	line->language = key_read(
	    reading, "lang", LANG_MAX, false, "takes a language tag such as \"en\", or null");
	offset_read(reading, line);
	line->text = text_read(reading);
	record_read(reading, line);
	return !reading->failed;
}

/* Takes object. */
static enum import_line_result object_read(json_t *object, bool needs_id, const char *room,
    struct arena *arena, struct import_line *line, struct import_line_fault *fault)
{
	const json_t *said = json_object_get(object, "room");
	if (room != NULL && (said == NULL || json_is_null(said)))
		(void)json_object_set_new(object, "room", json_string(room));
	struct reading reading = { .object = object, .arena = arena, .fault = fault };
	struct import_line read = { .ref = NULL };
	bool sound = fields_read(&reading, needs_id, &read);
	json_decref(object);
	if (!sound)
		return IMPORT_LINE_FIELD;
	*line = read;
	return IMPORT_LINE_OK;
}

enum import_line_result import_line_read(const char *bytes, size_t size, struct arena *arena,
    struct import_line *line, struct import_line_fault *fault)
{
	return import_line_read_in(bytes, size, NULL, arena, line, fault);
}

/* A cell that should be a number is one, or stays what it is and is told as wrong. */
static json_t *cell_value(const struct import_cell *cell)
{
	bool is_number = strcmp(cell->name, "round") == 0 || strcmp(cell->name, "objective") == 0 ||
	    strcmp(cell->name, "t_offset_s") == 0;
	char *end = NULL;
	double number = is_number ? strtod(cell->value, &end) : 0.0;
	if (!is_number || end == cell->value || *end != '\0' || !(number > -1e9) || !(number < 1e9))
		return json_string(cell->value);
	return strcmp(cell->name, "t_offset_s") == 0 || number != (double)(json_int_t)number
	    ? json_real(number)
	    : json_integer((json_int_t)number);
}

enum import_line_result import_cells_read(const struct import_cell *cells, size_t count,
    const char *room, struct arena *arena, struct import_line *line,
    struct import_line_fault *fault)
{
	*fault = (struct import_line_fault){ .field = "" };
	json_t *object = json_object();
	bool any = false;
	for (size_t i = 0; i < count; i++) {
		if (is_blank(cells[i].value, strlen(cells[i].value)))
			continue;
		any = true;
		if (json_object_set_new(object, cells[i].name, cell_value(&cells[i])) == 0)
			continue;
		fault_set(fault, cells[i].name, "\"%s\" is not UTF-8: save the file as UTF-8",
		    cells[i].name);
		json_decref(object);
		return IMPORT_LINE_FIELD;
	}
	if (any)
		return object_read(object, false, room, arena, line, fault);
	json_decref(object);
	return IMPORT_LINE_EMPTY;
}

enum import_line_result import_line_read_in(const char *bytes, size_t size, const char *room,
    struct arena *arena, struct import_line *line, struct import_line_fault *fault)
{
	*fault = (struct import_line_fault){ .field = "" };
	if (size > IMPORT_LINE_BYTES_MAX) {
		fault_set(fault, "", "the line is longer than 64 KiB: no note is");
		return IMPORT_LINE_LONG;
	}
	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) { /* some editors begin a file so */
		bytes += 3;
		size -= 3;
	}
	if (is_blank(bytes, size))
		return IMPORT_LINE_EMPTY;
	if (!depth_is_sound(bytes, size)) {
		fault_set(fault, "",
		    "the line is nested deeper than a note is: each line holds one "
		    "note, {\"id\": ...}");
		return IMPORT_LINE_JSON;
	}
	json_error_t error;
	json_t *object = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error);
	if (!json_is_object(object)) {
		if (object == NULL)
			fault_set(
			    fault, "", "near character %d: %s", error.column, json_advice(&error));
		else
			fault_set(
			    fault, "", "the line is no note: each line holds one, {\"id\": ...}");
		json_decref(object);
		return IMPORT_LINE_JSON;
	}
	return object_read(object, true, room, arena, line, fault);
}
