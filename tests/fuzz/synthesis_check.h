/*
 * tests/fuzz/synthesis_check.h - texts as people send them, in the synthesis, under its promises: every note is in
 * one place, what it says comes out as it went in, whatever the machine writes is a text too, and the same notes
 * give the same bytes again. The fuzz target and the replay of its corpus share it.
 *
 * Each line of the input is a note: its first byte chooses language, writer, room and category, and whether it
 * amends or retracts the one before; the rest is the text.
 */
#ifndef RAPPORTEUR_TESTS_SYNTHESIS_CHECK_H
#define RAPPORTEUR_TESTS_SYNTHESIS_CHECK_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "broker/names/names.h"
#include "broker/synthesis/synthesis.h"
#include "proto/wire/text.h"

#define CHECK_NOTES_MAX   48u
#define CHECK_ARENA_BYTES ((size_t)64 << 20)

struct check_note {
	struct synthesis_input input;
	struct buffer text; /* in normal form; of an amended note what stands */
	bool gone;
};
struct check {
	struct lexicon *lexicon;
	struct names *names;
	struct check_note notes[CHECK_NOTES_MAX];
	size_t count;
};

static inline size_t check_find(
    void *context, const char *text, struct name_mark marks[NAME_MARKS_MAX])
{
	return names_find(context, NULL, text, marks);
}

static inline struct synthesis *check_create(struct check *check)
{
	static const uint8_t key[SECRET_BYTES] = { 3 };
	static const char *questions[] = {
		"What \xd0\xb8\xd0\xb7\xd0\xbc\xd0\xb5\xd0\xbd\xd0\xb8\xd0\xbb\xd0\xbe"
		"\xd1\x81\xd1\x8c?"
	};
	static struct programme_category categories[] = { { .key = "a" }, { .key = "b" } };
	static struct programme_objective objectives[] = {
		{ .number = 1, .questions = questions, .question_count = 1 }
	};
	const struct programme programme = { .language = "en",
		.categories = categories,
		.category_count = 2,
		.objectives = objectives,
		.objective_count = 1 };
	struct synthesis *synthesis = NULL;
	enum synthesis_result result =
	    synthesis_create(&synthesis, &programme, key, check->lexicon);
	assert(result == SYNTHESIS_OK);
	synthesis_guard(
	    synthesis, &(struct synthesis_guard){ .find = check_find, .context = check->names });
	return synthesis;
}

/* Takes a line; a text that the desk would refuse is passed over. */
static inline void check_take(struct check *check, const uint8_t *line, size_t size)
{
	static const char *const languages[] = { NULL, "en", "fr", "es", "ru", "ar", "th", "zh" };
	static const char *const rooms[] = { "R-1", "R-2" };
	static const char *const categories[] = { "a", "a", "a", "b" };
	if (size < 2 || check->count == CHECK_NOTES_MAX)
		return;
	struct check_note *note = &check->notes[check->count];
	*note = (struct check_note){ .gone = (line[0] & 0xe0) == 0xe0 };
	buffer_init(&note->text, NOTE_TEXT_BYTES_MAX + 1);
	if (text_normalise(line + 1, size - 1, NOTE_TEXT_CHARS_MAX, &note->text) != ERROR_NONE) {
		buffer_close(&note->text);
		return;
	}
	check->count++;
	note->input = (struct synthesis_input){ .number = check->count,
		.objective = 1,
		.time_ms = check->count * 20000,
		.text = buffer_text(&note->text),
		.category = categories[line[0] & 3],
		.language = languages[line[0] >> 2 & 7],
		.room = rooms[line[0] >> 5 & 1] };
	note->input.writer[0] = line[0] >> 4 & 3;
	memset(note->input.id, 'a' + (int)(check->count % 26), PUBLIC_ID_CHARS);
	note->input.id[0] = (char)('0' + check->count / 26);
}

static inline void check_give(struct check *check, struct synthesis *synthesis)
{
	for (size_t i = 0; i < check->count; i++) {
		enum synthesis_result result = synthesis_note(synthesis, &check->notes[i].input);
		assert(result == SYNTHESIS_OK);
		if (check->notes[i].gone)
			result = synthesis_drop(synthesis, i + 1, NOTE_RETRACTED);
		assert(result == SYNTHESIS_OK);
	}
}

static inline bool check_is_text(const char *text)
{
	return text_utf8_valid((const uint8_t *)text, strlen(text));
}

static inline void check_points(const struct synthesis_objective *read)
{
	size_t in_points = 0;
	for (size_t i = 0; i < read->point_count; i++) {
		const struct synthesis_point *point = &read->points[i];
		assert(check_is_text(point->statement));
		assert(point->reason == NULL || check_is_text(point->reason));
		in_points += point->note_count;
	}
	assert(in_points == read->counts[NOTE_IN_POINT]);
}

/* What was written is there; where it names somebody it is masked, and the marks lie in it on whole characters. */
static inline void check_shown(const struct synthesis_note *note, const struct check_note *given)
{
	const char *written = note->original == NULL ? note->text : note->original;
	size_t at = 0;
	assert((note->original != NULL) == (note->mark_count > 0));
	if (given->gone)
		return;
	assert(strcmp(written, given->input.text) == 0);
	assert(check_is_text(note->text));
	for (size_t i = 0; i < note->mark_count; i++) {
		const struct name_mark *mark = &note->marks[i];
		assert(mark->start >= at && mark->size > 0);
		assert(mark->size <= strlen(written) - mark->start);
		assert(text_utf8_valid((const uint8_t *)written + mark->start, mark->size));
		at = mark->start + mark->size;
	}
}

/* Adds what stands to out, and checks it. */
static inline void check_read(
    const struct check *check, const struct synthesis *synthesis, struct buffer *out)
{
	struct arena arena;
	struct synthesis_objective read;
	arena_init(&arena, CHECK_ARENA_BYTES);
	enum synthesis_result result = synthesis_read(synthesis, 0, true, &arena, &read);
	assert(result == SYNTHESIS_OK);
	assert(read.note_count == check->count);
	for (size_t i = 0; i < read.note_count; i++) {
		const struct synthesis_note *note = &read.notes[i];
		const struct check_note *given = &check->notes[note->number - 1];
		assert((note->place == NOTE_RETRACTED) == given->gone);
		check_shown(note, given);
		assert(note->reason == NULL || check_is_text(note->reason));
	}
	check_points(&read);
	synthesis_objective_encode(&read, out);
	assert(!out->failed);
	arena_close(&arena);
}

static inline void check_add(void *context, const void *bytes, size_t size)
{
	buffer_add(context, bytes, size);
}

/* Once, once more, and resumed from what was kept of the first: the same bytes. */
static inline void check_all(struct check *check)
{
	struct buffer told[3];
	struct buffer kept;
	buffer_init(&kept, CHECK_ARENA_BYTES);
	for (size_t i = 0; i < 3; i++) {
		struct synthesis *synthesis = check_create(check);
		if (i == 2)
			synthesis_hold(synthesis);
		check_give(check, synthesis);
		struct synthesis_kept from = { .bytes = kept.bytes, .size = kept.size };
		enum synthesis_result result =
		    i == 2 ? synthesis_resume(synthesis, &from) : SYNTHESIS_OK;
		assert(result == SYNTHESIS_OK);
		buffer_init(&told[i], CHECK_ARENA_BYTES);
		check_read(check, synthesis, &told[i]);
		if (i == 0)
			synthesis_keep(synthesis, check_add, &kept);
		synthesis_close(synthesis);
	}
	for (size_t i = 1; i < 3; i++) {
		assert(told[i].size == told[0].size);
		assert(memcmp(told[i].bytes, told[0].bytes, told[0].size) == 0);
	}
	for (size_t i = 0; i < 3; i++)
		buffer_close(&told[i]);
	buffer_close(&kept);
}

/* lexicon may be NULL. Answers whether any line was taken. */
static inline bool synthesis_check_texts(struct lexicon *lexicon, const uint8_t *input, size_t size)
{
	struct check check = { .lexicon = lexicon, .names = names_open(lexicon) };
	assert(check.names != NULL);
	while (size > 0) {
		const uint8_t *end = memchr(input, '\n', size);
		size_t length = end == NULL ? size : (size_t)(end - input);
		check_take(&check, input, length);
		size_t used = length + (end != NULL);
		input += used;
		size -= used;
	}
	if (check.count > 0)
		check_all(&check);
	for (size_t i = 0; i < check.count; i++)
		buffer_close(&check.notes[i].text);
	names_close(check.names);
	return check.count > 0;
}

#endif
