/*
 * broker/synthesis/telling/reason.c - why the notes of a point are together, in words:
 *
 *     wages ~ salaries .31, low .22; another rapporteur, same room, within two minutes
 *
 * It tells of the statement and the note that is nearest to it: which words stand beside which, with
 * their part of all the likeness that there could be, and when and by whom, without naming anybody.
 * It is kept as numbers, as of the moment when the point came to be so, and put into words when it is read.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LATER_MAX_MIN 120u
#define COMPARED_MAX  64u /* notes of a point, the first ones */

static void add(char text[REASON_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What does not fit is left out whole. */
static void add(char text[REASON_BYTES], const char *format, ...)
{
	size_t size = strlen(text);
	va_list arguments;
	va_start(arguments, format);
	int written = vsnprintf(text + size, REASON_BYTES - size, format, arguments);
	va_end(arguments);
	if (written < 0 || (size_t)written >= REASON_BYTES - size)
		text[size] = '\0';
}

uint32_t reason_align(struct grouping *grouping, const struct note *note, const struct note *other,
    struct aligned *aligned, uint32_t most)
{
	uint32_t count = 0;
	uint64_t all = 0;
	for (uint32_t i = 0; i < note->word_count; i++) {
		struct aligned found = { .here = note->words[i] };
		int32_t best = 0;
		for (uint32_t k = 0; k < other->word_count; k++) {
			int32_t likeness =
			    likeness_words(grouping, note->words[i], other->words[k]);
			if (likeness > best) {
				best = likeness;
				found.there = other->words[k];
			}
		}
		all += likeness_weight(grouping, found.here);
		found.part = likeness_weight(grouping, found.here) * (uint64_t)best;
		uint32_t at = count;
		while (at > 0 && aligned[at - 1].part < found.part)
			at--;
		if (best == 0 || at == most || grouping->lexemes[found.here].named ||
		    grouping->lexemes[found.there].named)
			continue;
		if (count < most)
			count++;
		for (uint32_t k = count - 1; k > at; k--)
			aligned[k] = aligned[k - 1];
		aligned[at] = found;
	}
	for (uint32_t i = 0; i < count; i++)
		aligned[i].hundredths = (uint32_t)(aligned[i].part * 100 / (all * LIKE_ONE));
	return count;
}

static void weigh_words(struct grouping *grouping, const struct note *note, struct reason *reason)
{
	struct aligned found[WORDS_TOLD];
	reason->told_count = reason_align(grouping, note, reason->nearest, found, WORDS_TOLD);
	for (uint32_t i = 0; i < reason->told_count; i++)
		reason->told[i] = (struct told){
			.here = found[i].here, .there = found[i].there, .part = found[i].hundredths
		};
}

static void tell_words(
    const struct grouping *grouping, const struct reason *reason, char text[REASON_BYTES])
{
	for (uint32_t i = 0; i < reason->told_count; i++) {
		const struct told *told = &reason->told[i];
		const char *here = grouping->lexemes[told->here].form;
		const char *there = grouping->lexemes[told->there].form;
		const char *between = i == 0 ? "" : ", ";
		if (told->here == told->there)
			add(text, "%s%s .%02u", between, here, (unsigned)told->part);
		else
			add(text, "%s%s ~ %s .%02u", between, here, there, (unsigned)told->part);
	}
	if (reason->told_count == 0)
		add(text, "%s", "the gist of their words");
}

static void tell_circumstance(
    const struct note *note, const struct note *other, char text[REASON_BYTES])
{
	/* In minutes: what is published tells no finer time. */
	uint64_t minutes = (note->time_ms > other->time_ms ? note->time_ms - other->time_ms
							   : other->time_ms - note->time_ms) /
	    60000;
	if (note->writer == other->writer)
		add(text, "; the same rapporteur");
	else
		add(text, "; another rapporteur");
	if (note->room == other->room)
		add(text, ", same room");
	else
		add(text, ", another room");
	if (note->category != other->category)
		add(text, ", another category");
	if (note->room == other->room && minutes < 2)
		add(text, ", within two minutes");
	else if (note->room == other->room && minutes < LATER_MAX_MIN)
		add(text, ", %u min apart", (unsigned)minutes);
}

const char *reason_circumstance(
    const struct note *note, const struct note *other, char text[REASON_BYTES])
{
	text[0] = '\0';
	tell_circumstance(note, other, text);
	return text + 2; /* behind what joins it to the words */
}

void reason_find(struct grouping *grouping, struct point *point)
{
	const struct note *nearest = NULL;
	int32_t highest = 0;
	for (uint32_t i = 0; i < point->note_count && i < COMPARED_MAX; i++) {
		const struct note *note = point->notes[i];
		const struct pair *pair =
		    note == point->statement ? NULL : likeness_find(note, point->statement);
		if (pair == NULL)
			continue;
		int32_t value = pair->words_value + pair->gist;
		if (nearest == NULL || value > highest) {
			nearest = note;
			highest = value;
		}
	}
	point->reason = (struct reason){ .nearest = nearest };
	if (nearest != NULL)
		weigh_words(grouping, point->statement, &point->reason);
}

bool reason_tell(
    const struct grouping *grouping, const struct point *point, char text[REASON_BYTES])
{
	text[0] = '\0';
	if (point->reason.said != NULL)
		(void)snprintf(text, REASON_BYTES, "%s", point->reason.said);
	if (point->reason.nearest == NULL)
		return point->reason.said != NULL;
	tell_words(grouping, &point->reason, text);
	tell_circumstance(point->statement, point->reason.nearest, text);
	return true;
}
