/*
 * tests/fuzz/file_check.h - the readers of what people write by hand, each under its properties: a programme, a
 * line of an import, a configuration. Whatever the bytes are, what is taken is within the caps, and what is
 * refused is told in a sentence that a terminal can show. The fuzz targets and the replay of their corpora
 * share it. Each answers whether the bytes were taken.
 */
#ifndef RAPPORTEUR_TESTS_FILE_CHECK_H
#define RAPPORTEUR_TESTS_FILE_CHECK_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "broker/config.h"
#include "client/terminal/note/import_csv.h"
#include "client/terminal/note/import_line.h"
#include "client/terminal/note/import_scribe.h"
#include "client/terminal/session/programme_yaml.h"
#include "proto/wire/text.h"
#include "tests/unit/write_fixture.h"

static inline void sentence_check(const char *sentence)
{
	size_t size = strlen(sentence);
	assert(size > 0);
	assert(text_utf8_valid((const uint8_t *)sentence, size));
	for (size_t i = 0; i < size; i++) {
		assert((unsigned char)sentence[i] >= 0x20);
		assert(sentence[i] != 0x7f);
	}
}

static inline bool programme_check_file(const uint8_t *input, size_t size)
{
	struct programme programme;
	struct programme again;
	struct yaml_fault fault = { .line = 0 };
	if (programme_yaml_read((const char *)input, size, &programme, &fault) !=
	    PROGRAMME_YAML_OK) {
		sentence_check(fault.message);
		return false;
	}
	/* What a person may write, a broker must take. */
	struct buffer first;
	struct buffer second;
	struct refusal refusal;
	buffer_init(&first, PROGRAMME_BYTES_MAX);
	buffer_init(&second, PROGRAMME_BYTES_MAX);
	programme_encode(&programme, &first);
	if (!first.failed) {
		programme_init(&again);
		enum error error = programme_decode(&again, first.bytes, first.size, &refusal);
		assert(error == ERROR_NONE);
		programme_encode(&again, &second);
		assert(second.size == first.size);
		assert(memcmp(second.bytes, first.bytes, first.size) == 0);
		programme_close(&again);
	}
	buffer_close(&first);
	buffer_close(&second);
	programme_close(&programme);
	return true;
}

/* What every note that is taken fulfils, whatever form it came in. */
static inline void note_check(const struct import_line *line)
{
	struct buffer normal;
	size_t text_size = strlen(line->text);
	assert(text_size >= 1);
	assert(text_size <= NOTE_TEXT_BYTES_MAX);
	assert(line->ref == NULL || strlen(line->ref) <= REF_MAX);
	assert(text_key_valid(line->room, ROOM_KEY_MAX));
	assert(line->objective <= OBJECTIVE_MAX);
	assert(line->round <= ROUND_MAX);
	buffer_init(&normal, NOTE_TEXT_BYTES_MAX);
	enum error error =
	    text_normalise((const uint8_t *)line->text, text_size, NOTE_TEXT_CHARS_MAX, &normal);
	assert(error == ERROR_NONE);
	assert(normal.size == text_size);
	assert(memcmp(normal.bytes, line->text, text_size) == 0);
	buffer_close(&normal);
}

/* The next line of a file, as lines.h gives it; false at its end. */
static inline bool next_line(
    const uint8_t *input, size_t size, size_t *at, const char **line, size_t *line_size)
{
	if (*at >= size)
		return false;
	const uint8_t *end = memchr(input + *at, '\n', size - *at);
	*line = (const char *)input + *at;
	*line_size = end == NULL ? size - *at : (size_t)(end - (input + *at));
	*at += *line_size + 1;
	return true;
}

static inline size_t table_check(const uint8_t *input, size_t size)
{
	struct csv csv;
	struct arena arena;
	struct import_line note = { .text = NULL };
	struct import_line_fault fault;
	const char *line = NULL;
	size_t line_size = 0;
	size_t taken = 0;
	size_t at = 0;
	uint64_t number = 0;
	enum csv_result result = CSV_NONE;
	csv_init(&csv, NULL);
	arena_init(&arena, 4u * IMPORT_LINE_MEMORY_MAX);
	while (result != CSV_BROKEN && next_line(input, size, &at, &line, &line_size)) {
		arena_clear(&arena);
		result = csv_line(&csv, line, line_size, ++number, &arena, &note, &fault);
		if (result == CSV_NOTE)
			note_check(&note);
		if (result == CSV_FAULT || result == CSV_BROKEN)
			sentence_check(fault.message);
		taken += result == CSV_NOTE ? 1 : 0;
	}
	if (csv_end(&csv, &fault) == CSV_FAULT)
		sentence_check(fault.message);
	csv_close(&csv);
	arena_close(&arena);
	return taken;
}

/* Takes the note that is whole; answers whether it was one. */
static inline size_t scribe_note_check(struct scribe *scribe, struct arena *arena)
{
	struct import_line note = { .text = NULL };
	struct import_line_fault fault;
	uint64_t line = 0;
	arena_clear(arena);
	enum import_line_result result = scribe_take(scribe, arena, &note, &line, &fault);
	assert(line > 0);
	if (result == IMPORT_LINE_OK)
		note_check(&note);
	else if (result != IMPORT_LINE_EMPTY)
		sentence_check(fault.message);
	return result == IMPORT_LINE_OK ? 1 : 0;
}

static inline size_t scribe_check(const uint8_t *input, size_t size)
{
	struct programme programme = small_programme();
	struct scribe *scribe = calloc(1, sizeof *scribe);
	struct arena arena;
	struct import_line_fault fault;
	const char *line = NULL;
	size_t line_size = 0;
	size_t taken = 0;
	size_t at = 0;
	uint64_t number = 0;
	assert(scribe != NULL);
	scribe_init(scribe, &programme, NULL);
	arena_init(&arena, 4u * IMPORT_LINE_MEMORY_MAX);
	while (next_line(input, size, &at, &line, &line_size)) {
		number++;
		enum scribe_result result = scribe_line(scribe, line, line_size, number, &fault);
		if (result == SCRIBE_NOTE) {
			taken += scribe_note_check(scribe, &arena);
			result = scribe_line(scribe, line, line_size, number, &fault);
			assert(result != SCRIBE_NOTE);
		}
		if (result == SCRIBE_FAULT)
			sentence_check(fault.message);
	}
	if (scribe_end(scribe) == SCRIBE_NOTE)
		taken += scribe_note_check(scribe, &arena);
	arena_close(&arena);
	programme_close(&programme);
	free(scribe);
	return taken;
}

/* A file of notes: whether one of the two forms finds some in it. */
static inline bool notes_check_file(const uint8_t *input, size_t size)
{
	size_t of_table = table_check(input, size);
	size_t of_scribe = scribe_check(input, size);
	return of_table + of_scribe > 0;
}

static inline bool import_check_line(const uint8_t *input, size_t size)
{
	struct arena arena;
	struct import_line line = { .text = NULL };
	struct import_line_fault fault;
	arena_init(&arena, IMPORT_LINE_MEMORY_MAX);
	enum import_line_result result =
	    import_line_read((const char *)input, size, &arena, &line, &fault);
	if (result == IMPORT_LINE_OK) {
		assert(line.ref != NULL);
		note_check(&line);
	} else if (result != IMPORT_LINE_EMPTY) {
		sentence_check(fault.message);
	}
	arena_close(&arena);
	return result == IMPORT_LINE_OK;
}

static inline bool configuration_check(const uint8_t *input, size_t size)
{
	struct config config = { .data = NULL, .rate_burst = 1 };
	struct config_fault fault = { "" };
	if (!config_file_take(&config, "rapporteurd.yaml", (const char *)input, size, &fault)) {
		sentence_check(fault.what);
		return false;
	}
	/* Whatever a file says, it is known when we are open to the world: then keys are asked for. */
	assert(config.beyond || config.commands[0] == '\0' ||
	    strncmp(config.commands, "tcp://127.", 10) == 0 ||
	    strncmp(config.commands, "tcp://[", 7) == 0);
	assert(config.rate_burst >= 1);
	assert(config.data == NULL || strlen(config.data) < CONFIG_PATH_MAX);
	return true;
}

#endif
