/*
 * broker/synthesis/curation/curation_log.c - what moderators decided, told in words: the log of a session, and of it what
 * concerns the notes of one point.
 *
 * An act names notes; people know them by their words, so a note is told by the beginning of its text as it is
 * now. One that is hidden, or gone, is told by its id: a log is handed on, and hiding is for a reason.
 */
#include "broker/synthesis/curation/curation_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define QUOTED_CHARS 60u
#define QUOTED_MAX   3u
#define ID_TOLD      6

/* The bytes of the first characters of a text. */
static size_t cut(const char *text, size_t chars)
{
	size_t size = 0;
	while (text[size] != '\0' && chars > 0) {
		size++;
		while (((unsigned char)text[size] & 0xc0) == 0x80)
			size++;
		chars--;
	}
	return size;
}

static void tell_note(const struct synthesis *synthesis, uint64_t number, struct buffer *out)
{
	const struct note *note = note_find(synthesis, number);
	if (note == NULL) {
		buffer_format(out, "a note of event %" PRIu64, number);
	} else if (note->gone || note->text == NULL || note->hidden != NULL) {
		buffer_format(out, "note %.*s", ID_TOLD, note->id);
	} else {
		const char *text = note_shown(note);
		size_t size = cut(text, QUOTED_CHARS);
		while (size > 0 && text[size - 1] == ' ')
			size--;
		buffer_format(out, "\"%.*s%s\"", (int)size, text, text[size] == '\0' ? "" : " ...");
	}
}

/* "3 notes: "...", "..."". */
static void tell_notes(
    const struct synthesis *synthesis, const uint64_t *numbers, uint32_t count, struct buffer *out)
{
	buffer_format(out, "%" PRIu32 " %s: ", count, count == 1 ? "note" : "notes");
	for (uint32_t i = 0; i < count && i < QUOTED_MAX; i++) {
		buffer_add_text(out, i == 0 ? "" : ", ");
		tell_note(synthesis, numbers[i], out);
	}
	buffer_add_text(out, count > QUOTED_MAX ? ", ..." : "");
}

/* The point that holds the first of the act's notes. */
static void tell_point(const struct synthesis *synthesis, const struct act *act, struct buffer *out)
{
	if (act->note_count > 0)
		tell_note(synthesis, act->notes[0], out);
}

/* What a moderator wrote may hold what was redacted since: only a person can tell. */
static void tell_redacted(
    const struct synthesis *synthesis, const struct act *act, struct buffer *out)
{
	uint32_t redacted = 0;
	for (uint32_t i = 0; i < act->note_count; i++) {
		const struct note *note = note_find(synthesis, act->notes[i]);
		redacted += note != NULL && note->gone && note->place == NOTE_REDACTED ? 1u : 0u;
	}
	if (redacted > 0)
		buffer_format(out,
		    "; %" PRIu32 " of its notes %s redacted since: look whether its words may stay",
		    redacted, redacted == 1 ? "was" : "were");
}

static void tell_move(const struct synthesis *synthesis, const struct act *act, struct buffer *out)
{
	tell_point(synthesis, act, out);
	if (act->category != NULL)
		buffer_format(out, " to category %s", act->category);
	if (act->theme != NULL && act->theme[0] != '\0')
		buffer_format(out, "%s to theme %s", act->category != NULL ? "," : "", act->theme);
	else if (act->theme != NULL)
		buffer_format(out, "%s out of its theme", act->category != NULL ? "," : "");
}

static void tell_theme(const struct act *act, struct buffer *out)
{
	buffer_format(out, "theme %s of %s", act->theme == NULL ? "" : act->theme,
	    act->category == NULL ? "" : act->category);
	if (act->text != NULL && act->text[0] == '\0')
		buffer_add_text(out, " is removed");
	else if (act->text != NULL)
		buffer_format(out, " is \"%s\"", act->text);
	if (act->value > 0)
		buffer_format(out, ", number %" PRIu32, act->value);
}

static void tell_undo(const struct synthesis *synthesis, const struct act *act, struct buffer *out)
{
	const struct act *undone = act_find(synthesis, act->undone);
	const struct curation_info *info = undone == NULL ? NULL : curation_find(undone->act);
	buffer_format(out, "event %" PRIu64, act->undone);
	if (info != NULL)
		buffer_format(out, ": %s", info->word);
}

static void tell_order(const struct synthesis *synthesis, const struct act *act, struct buffer *out)
{
	tell_point(synthesis, act, out);
	if (act->other_count == 0) {
		buffer_add_text(out, " last");
	} else {
		buffer_add_text(out, " before ");
		tell_note(synthesis, act->others[0], out);
	}
}

static void tell_act(const struct synthesis *synthesis, const struct act *act, struct buffer *out)
{
	if (curation_find(act->act) == NULL) {
		buffer_add_text(out, "an act of a newer version");
		return;
	}
	switch ((enum curation_act)act->act) {
	case CURATION_PIN:
	case CURATION_MERGE:
	case CURATION_HIDE:
	case CURATION_UNHIDE:
	case CURATION_PLACE:
	case CURATION_RELEASE:
		tell_notes(synthesis, act->notes, act->note_count, out);
		break;
	case CURATION_SPLIT:
		tell_notes(synthesis, act->notes, act->note_count, out);
		buffer_add_text(out, "; apart from ");
		tell_notes(synthesis, act->others, act->other_count, out);
		break;
	case CURATION_RESTATE:
		tell_point(synthesis, act, out);
		buffer_format(out, " reads \"%s\"", act->text == NULL ? "" : act->text);
		tell_redacted(synthesis, act, out);
		break;
	case CURATION_MOVE:
		tell_move(synthesis, act, out);
		break;
	case CURATION_ORDER:
		tell_order(synthesis, act, out);
		break;
	case CURATION_THEME:
		tell_theme(act, out);
		break;
	case CURATION_LENS:
		tell_point(synthesis, act, out);
		buffer_format(out, " has %slens %s", act->value == 0 ? "no more " : "",
		    act->lens == NULL ? "" : act->lens);
		break;
	case CURATION_CONFIRM:
		buffer_format(out, "room %s confirms its points, read as of event %" PRIu64,
		    act->room == NULL ? "" : act->room, act->seen);
		break;
	case CURATION_UNDO:
		tell_undo(synthesis, act, out);
		break;
	}
}

/* The undo in force that names the act, or 0. */
static uint64_t undone_by(const struct synthesis *synthesis, const struct act *act)
{
	for (size_t i = synthesis->act_count; act->is_undone && i > 0; i--) {
		const struct act *undo = synthesis->acts[i - 1];
		if (undo->act == CURATION_UNDO && !undo->is_undone && undo->undone == act->number)
			return undo->number;
	}
	return 0;
}

static bool entry_fill(const struct synthesis *synthesis, const struct act *act,
    struct arena *arena, struct curation_entry *entry)
{
	struct buffer what;
	const struct curation_info *info = curation_find(act->act);
	buffer_init(&what, TOLD_TEXT_BYTES_MAX);
	tell_act(synthesis, act, &what);
	*entry = (struct curation_entry){ .number = act->number,
		.minute = act->minute,
		.role = act->role,
		.act = info == NULL ? "unknown" : info->word,
		.objective = act->objective,
		.reason = act->reason,
		.undone_by = undone_by(synthesis, act) };
	if (!what.failed)
		entry->what = arena_text(arena, what.bytes, what.size);
	buffer_close(&what);
	return entry->what != NULL;
}

enum synthesis_result synthesis_curations(const struct synthesis *synthesis, uint32_t objective,
    struct arena *arena, struct curation_entry **entries, size_t *count)
{
	*count = 0;
	/* Which notes are hidden is known once it is decided. */
	for (size_t i = 0; i < synthesis->objective_count; i++)
		if (!objective_decide(synthesis, synthesis->objectives[i]))
			return SYNTHESIS_MEMORY;
	*entries = arena_take(arena, synthesis->act_count, sizeof **entries);
	for (size_t i = 0; *entries != NULL && i < synthesis->act_count; i++) {
		const struct act *act = synthesis->acts[i];
		if (objective != 0 && act->objective != objective)
			continue;
		if (!entry_fill(synthesis, act, arena, &(*entries)[(*count)++]))
			return SYNTHESIS_MEMORY;
	}
	return *entries == NULL ? SYNTHESIS_MEMORY : SYNTHESIS_OK;
}

static int compare_numbers(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left;
	uint64_t b = *(const uint64_t *)right;
	return a < b ? -1 : a > b;
}

static bool names_any(
    const uint64_t *named, uint32_t named_count, const uint64_t *sorted, uint32_t count)
{
	for (uint32_t i = 0; i < named_count; i++)
		if (bsearch(&named[i], sorted, count, sizeof *sorted, compare_numbers) != NULL)
			return true;
	return false;
}

bool decisions_fill(const struct synthesis *synthesis, struct note *const *notes, uint32_t count,
    struct arena *arena, struct why *why)
{
	uint64_t *numbers = arena_take(arena, count, sizeof *numbers);
	const struct act **found = arena_take(arena, WHY_DECISIONS_MAX, sizeof(void *));
	why->decisions = arena_take(arena, WHY_DECISIONS_MAX, sizeof *why->decisions);
	if (numbers == NULL || found == NULL || why->decisions == NULL)
		return false;
	for (uint32_t i = 0; i < count; i++)
		numbers[i] = notes[i]->number;
	qsort(numbers, count, sizeof *numbers, compare_numbers);
	size_t found_count = 0;
	for (size_t i = synthesis->act_count; i > 0 && found_count < WHY_DECISIONS_MAX; i--) {
		const struct act *act = synthesis->acts[i - 1];
		if (names_any(act->notes, act->note_count, numbers, count) ||
		    names_any(act->others, act->other_count, numbers, count))
			found[found_count++] = act;
	}
	for (size_t i = found_count; i > 0; i--)
		if (!entry_fill(
			synthesis, found[i - 1], arena, &why->decisions[why->decision_count++]))
			return false;
	return true;
}
