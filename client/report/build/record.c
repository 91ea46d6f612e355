/*
 * client/report/build/record.c - what was said on the record: the one place where a report names who said something.
 *
 * Each such note stands in the report once, attributed. Where all notes of a point are on the record, the point
 * reads as what one of them said; the others, and those among notes of people who are not named, are told in
 * chapter II, and no sentence that rests on others' notes rests on them. A point that a moderator restated reads as
 * the moderator says, for all of its notes.
 */
#include "client/report/build/build_internal.h"

#include <string.h>

bool report_told_apart(const struct report_note *listed)
{
	const struct synthesis_point *point = listed->point;
	return listed->note->speaker != NULL && point != NULL && point->statement_note[0] != '\0' &&
	    strcmp(point->statement_note, listed->note->id) != 0;
}

const char *report_attributed(struct report_builder *builder, const struct synthesis_note *note)
{
	struct arena *arena = builder->arena;
	size_t size = strlen(note->text);
	while (size > 0 && (note->text[size - 1] == '.' || note->text[size - 1] == ' '))
		size--;
	const char *text = arena_text(arena, note->text, size);
	const char *speaker = note->body == NULL
	    ? note->speaker
	    : report_joined(arena, note->speaker, ", ", note->body);
	if (text == NULL || speaker == NULL)
		return NULL; /* which the arena remembers */
	return PHRASE(&builder->wording, PHRASE_ON_RECORD, speaker, text);
}

void report_build_statements(struct report_builder *builder)
{
	const struct report *report = builder->report;
	size_t count = 0;
	for (size_t i = 0; i < report->note_count; i++)
		count += report_told_apart(&report->notes[i]);
	if (count == 0)
		return;
	struct report_items items = report_items_for(builder, count);
	for (size_t i = 0; i < report->note_count; i++) {
		const struct report_note *listed = &report->notes[i];
		if (report_told_apart(listed))
			report_add_item(builder, &items, NULL,
			    report_attributed(builder, listed->note), &listed->note->id);
	}
	report_add_text(builder,
	    phrase_plain(
		&builder->wording, count == 1 ? PHRASE_ON_RECORD_ONE : PHRASE_ON_RECORD_MANY),
	    &items);
}
