/* client/report/check/check_names.c - whom the report would name, were it not masked, and whom it does name. */
#include "client/report/check/check_internal.h"

#include <inttypes.h>
#include <string.h>

/* What people type for it, and each name on a line of its own. */
static void add(struct checker *checker, const char *what, const char *id, const char *text,
    const struct name_mark *marks, size_t count)
{
	struct buffer told;
	buffer_init(&told, CHECK_TEXT_BYTES_MAX + NOTE_TEXT_BYTES_MAX);
	for (size_t i = 0; i < count; i++) {
		buffer_clear(&told);
		buffer_format(&told, "%s %.6s: %.*s (%s)", what, id, (int)marks[i].size,
		    text + marks[i].start, name_kind_reason(marks[i].kind));
		if (told.failed)
			checker->findings->arena.failed = true;
		else
			check_add(checker, CHECK_NAMED, (const char *)told.bytes, told.size);
	}
	buffer_close(&told);
}

static bool is_first(const struct report_note *listed)
{
	const struct synthesis_point *point = listed->point;
	return point->note_count > 0 && strcmp(point->notes[0], listed->note->id) == 0;
}

bool report_check_names(const struct report *report, struct check_findings *findings)
{
	struct checker checker = { .findings = findings };
	for (size_t i = 0; i < report->note_count; i++) {
		const struct report_note *listed = &report->notes[i];
		const struct synthesis_note *note = listed->note;
		const struct synthesis_point *point = listed->point;
		bool decided = note->place == NOTE_HIDDEN || (point != NULL && point->restated);
		if (note->original != NULL && !decided)
			add(&checker, "note", note->id, note->original, note->marks,
			    note->mark_count);
		if (point != NULL && is_first(listed))
			add(&checker, "point", point->id, point->statement, point->marks,
			    point->mark_count);
	}
	return !findings->arena.failed;
}
