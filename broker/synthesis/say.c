/*
 * broker/synthesis/say.c - what a note says, and what is shown of it.
 *
 * Its texts lie in one block: first the marks of whom it names, then the strings. Whatever reads a note for people
 * takes note_shown(). The grouping looks at the whole text, released or not, so that a release moves no note.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <stdlib.h>
#include <string.h>

void synthesis_guard(struct synthesis *synthesis, const struct synthesis_guard *guard)
{
	synthesis->guard = *guard;
}

/* A note's own strings while its block is made; NULL: it has none. */
struct said {
	const char *text;
	const char *masked;
	const char *ref;
	const char *speaker;
	const char *body;
	const char *skipped;
	struct name_mark marks[NAME_MARKS_MAX];
	size_t mark_count;
};

static void copy_piece(char **at, const char *text, const char **copy)
{
	*copy = NULL;
	if (text == NULL)
		return;
	size_t size = strlen(text) + 1;
	memcpy(*at, text, size);
	*copy = *at;
	*at += size;
}

static size_t piece_size(const char *text)
{
	return text == NULL ? 0 : strlen(text) + 1;
}

/* A new block for the note, which still has its old one. False: no memory. */
static bool block_make(struct note *note, const struct said *said)
{
	size_t marks_size = said->mark_count * sizeof *said->marks;
	note->block_size = marks_size + piece_size(said->text) + piece_size(said->masked) +
	    piece_size(said->ref) + piece_size(said->speaker) + piece_size(said->body) +
	    piece_size(said->skipped);
	note->block = malloc(note->block_size + 1);
	if (note->block == NULL)
		return false;
	char *at = note->block;
	if (marks_size > 0)
		memcpy(at, said->marks, marks_size);
	note->marks = said->mark_count == 0 ? NULL : (const struct name_mark *)(const void *)at;
	note->mark_count = (uint32_t)said->mark_count;
	at += marks_size;
	copy_piece(&at, said->text, &note->text);
	copy_piece(&at, said->masked, &note->masked);
	copy_piece(&at, said->ref, &note->ref);
	copy_piece(&at, said->speaker, &note->speaker);
	copy_piece(&at, said->body, &note->body);
	copy_piece(&at, said->skipped, &note->skipped);
	return true;
}

static size_t look(const struct synthesis *synthesis, const char *text, struct name_mark *marks)
{
	const struct synthesis_guard *guard = &synthesis->guard;
	return guard->find == NULL || text == NULL ? 0 : guard->find(guard->context, text, marks);
}

/* What is on the record is not looked at. Nor is what the press died on: it would die again, so all of it counts
 * as a name. */
static size_t look_at_note(const struct synthesis *synthesis, const char *text, bool on_record,
    bool skipped, struct name_mark *marks)
{
	if (on_record || text == NULL)
		return 0;
	if (!skipped || synthesis->guard.find == NULL)
		return look(synthesis, text, marks);
	marks[0] = (struct name_mark){ NAME_PERSON, 0, strlen(text) };
	return 1;
}

/* Masks a text into a buffer of the bound that holds for it. A mask is longer than a short name: of a text that
 * would outgrow its bound all is masked. False: no memory. */
static bool mask(const struct synthesis *synthesis, const char *text, struct name_mark *marks,
    size_t *count, const char *language, struct buffer *masked)
{
	if (language == NULL)
		language = synthesis->programme.language;
	name_mask(text, marks, *count, language, masked);
	if (!masked->failed)
		return true;
	*count = 1;
	marks[0] = (struct name_mark){ marks[0].kind, 0, strlen(text) };
	buffer_clear(masked);
	name_mask(text, marks, *count, language, masked);
	return !masked->failed;
}

static bool ref_names(const struct synthesis *synthesis, const char *ref, bool skipped)
{
	struct name_mark marks[NAME_MARKS_MAX];
	return !skipped && look(synthesis, ref, marks) > 0;
}

/* Gives `next` a block of what is said, looked at; what it says of marks and masks is found here. */
static bool say(struct synthesis *synthesis, struct note *next, struct said *said)
{
	struct buffer masked;
	buffer_init(&masked, NOTE_TEXT_BYTES_MAX);
	next->ref_names = ref_names(synthesis, said->ref, said->skipped != NULL);
	said->masked = NULL;
	said->mark_count = look_at_note(
	    synthesis, said->text, said->speaker != NULL, said->skipped != NULL, said->marks);
	bool well = said->mark_count == 0 ||
	    mask(synthesis, said->text, said->marks, &said->mark_count, next->language, &masked);
	if (well && said->mark_count > 0) {
		said->masked = buffer_text(&masked);
		well = said->masked != NULL;
	}
	well = well && block_make(next, said);
	buffer_close(&masked);
	return well;
}

static void take(struct synthesis *synthesis, struct note *note, const struct note *next)
{
	synthesis->note_bytes += next->block_size - note->block_size;
	free(note->block);
	*note = *next;
}

bool note_say(struct synthesis *synthesis, struct note *note, const struct synthesis_input *input,
    const char *skipped)
{
	struct note next = *note;
	struct said said = { .text = input->text,
		.ref = input->ref,
		.speaker = input->speaker,
		.body = input->body,
		.skipped = skipped };
	uint32_t writer = interner_add(&synthesis->writers, input->writer, WRITER_BYTES);
	if (writer == TABLE_NONE ||
	    !interner_text(&synthesis->texts, input->category, &next.category) ||
	    !interner_text(&synthesis->texts, input->lens, &next.lens) ||
	    !interner_text(&synthesis->texts, input->room, &next.room) ||
	    !interner_text(&synthesis->texts, input->language, &next.language) ||
	    !say(synthesis, &next, &said))
		return false;
	memcpy(next.id, input->id, sizeof next.id);
	next.writer = writer;
	next.time_ms = input->time_ms;
	next.said = input->said == 0 ? input->number : input->said;
	next.late = input->late;
	next.gone = false;
	next.version++;
	take(synthesis, note, &next);
	return true;
}

void note_say_nothing(struct synthesis *synthesis, struct note *note)
{
	struct note next = *note;
	next.block = NULL;
	next.block_size = 0;
	next.text = NULL;
	next.masked = NULL;
	next.ref = NULL;
	next.speaker = NULL;
	next.body = NULL;
	next.skipped = NULL;
	next.marks = NULL;
	next.mark_count = 0;
	take(synthesis, note, &next);
}

static bool same_marks(const struct note *note, const struct name_mark *marks, size_t count)
{
	for (size_t i = 0; i < count && i < note->mark_count; i++)
		if (note->marks[i].kind != marks[i].kind ||
		    note->marks[i].start != marks[i].start || note->marks[i].size != marks[i].size)
			return false;
	return note->mark_count == count;
}

bool notes_look(struct synthesis *synthesis)
{
	for (size_t i = 0; i < synthesis->note_count; i++) {
		struct note *note = synthesis->notes[i];
		struct name_mark marks[NAME_MARKS_MAX];
		size_t count = look_at_note(
		    synthesis, note->text, note->speaker != NULL, note->skipped != NULL, marks);
		note->ref_names = ref_names(synthesis, note->ref, note->skipped != NULL);
		if (note->gone || same_marks(note, marks, count))
			continue;
		struct note next = *note;
		struct said said = {
			.text = note->text, .ref = note->ref, .skipped = note->skipped
		};
		if (!say(synthesis, &next, &said))
			return false;
		next.version++;
		take(synthesis, note, &next);
	}
	return true;
}

bool text_look(struct synthesis *synthesis, struct arena *arena, const char *text,
    const struct name_mark **marks, uint32_t *count)
{
	struct name_mark found[NAME_MARKS_MAX];
	size_t found_count = look(synthesis, text, found);
	struct name_mark *copy = arena_take(arena, found_count, sizeof *copy);
	for (size_t i = 0; copy != NULL && i < found_count; i++)
		copy[i] = found[i];
	*marks = copy;
	*count = (uint32_t)found_count;
	return copy != NULL;
}

const char *reason_shown(struct synthesis *synthesis, struct arena *arena, const char *text)
{
	struct name_mark marks[NAME_MARKS_MAX];
	struct buffer masked;
	size_t count = look(synthesis, text, marks);
	if (count == 0)
		return text;
	buffer_init(&masked, CURATION_REASON_BYTES_MAX);
	const char *shown = mask(synthesis, text, marks, &count, NULL, &masked)
	    ? arena_text(arena, masked.bytes, masked.size)
	    : NULL;
	buffer_close(&masked);
	return shown;
}

bool note_is_masked(const struct note *note)
{
	return note->masked != NULL && note->released == 0;
}

const char *note_shown(const struct note *note)
{
	return note_is_masked(note) ? note->masked : note->text;
}
