/*
 * store/folder/leave_out.c - which events lose their bodies when a journal is written anew: those that the list of
 * the erased names, and what was made of them.
 *
 * A grouping quotes words of its notes: it goes with the first of them that was erased after it was recorded. An
 * act of curation bears a moderator's words: it goes when all notes that it names are erased. Where the opening of a
 * session goes, the session was deleted: all of it goes.
 */
#include <stdlib.h>
#include <string.h>

#include "proto/curation.h"
#include "store/folder/rewrite_internal.h"

#define ACT_MEMORY_MAX (256u * 1024u) /* one act and its notes */

static int number_compare(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a;
	uint64_t second = *(const uint64_t *)b;
	return (first > second) - (first < second);
}

bool numbers_have(const struct numbers *numbers, uint64_t number)
{
	return numbers != NULL && numbers->count > 0 &&
	    bsearch(&number, numbers->numbers, numbers->count, sizeof number, number_compare) !=
	    NULL;
}

void numbers_close(struct numbers *numbers)
{
	free(numbers->numbers);
	*numbers = (struct numbers){ .numbers = NULL };
}

static enum journal_result numbers_add(struct numbers *numbers, uint64_t number)
{
	if (numbers->count == numbers->capacity) {
		size_t larger = numbers->capacity == 0 ? 64 : 2 * numbers->capacity;
		void *moved = reallocarray(numbers->numbers, larger, sizeof number);
		if (moved == NULL)
			return JOURNAL_MEMORY;
		numbers->numbers = moved;
		numbers->capacity = larger;
	}
	numbers->numbers[numbers->count++] = number;
	return JOURNAL_OK;
}

static void numbers_sort(struct numbers *numbers)
{
	if (numbers->count > 0)
		qsort(numbers->numbers, numbers->count, sizeof *numbers->numbers, number_compare);
}

enum journal_result body_there(struct journal_txn *txn, uint64_t number, bool *there)
{
	uint8_t key[8];
	struct span value;
	number_put(key, number, sizeof key);
	enum journal_result result = record_get(txn, TABLE_BODIES, SPAN(key), &value);
	*there = result != JOURNAL_ABSENT; /* a damaged one is one that must go */
	return result == JOURNAL_DISK ? result : JOURNAL_OK;
}

/* --- What the list names ---------------------------------------------------------------------- */

static enum journal_result list_find(
    struct journal_txn *txn, const struct erased *erased, struct numbers *numbers)
{
	for (size_t i = 0; i < erased->count; i++) {
		struct view_command command;
		bool there = false;
		enum journal_result result = view_command_find(txn, erased->ids[i], &command);
		if (result == JOURNAL_ABSENT)
			continue; /* an event that this journal never had, or lost */
		if (result == JOURNAL_OK)
			result = body_there(txn, command.number, &there);
		if (result == JOURNAL_OK && there)
			result = numbers_add(numbers, command.number);
		if (result != JOURNAL_OK)
			return result;
	}
	numbers_sort(numbers);
	return JOURNAL_OK;
}

/* --- What was made of it ---------------------------------------------------------------------- */

void touched_close(struct touched_list *list)
{
	free(list->sessions);
	*list = (struct touched_list){ .sessions = NULL };
}

static const struct touched *touched_find(const struct touched_list *list, const char *session)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->sessions[i].session, session) == 0)
			return &list->sessions[i];
	return NULL;
}

enum journal_result touched_add(
    struct touched_list *list, const struct touched *touched, const char *session)
{
	for (size_t i = 0; i < list->count; i++) {
		struct touched *known = &list->sessions[i];
		if (strcmp(known->session, session) != 0)
			continue;
		known->until = touched->until > known->until ? touched->until : known->until;
		known->from = touched->from < known->from ? touched->from : known->from;
		known->whole = known->whole || touched->whole;
		return JOURNAL_OK;
	}
	struct touched *larger =
	    reallocarray(list->sessions, list->count + 1, sizeof *list->sessions);
	if (larger == NULL)
		return JOURNAL_MEMORY;
	list->sessions = larger;
	struct touched *added = &larger[list->count++];
	*added = *touched;
	memset(added->session, 0, sizeof added->session);
	strncpy(added->session, session, SESSION_KEY_MAX);
	return JOURNAL_OK;
}

/* The first event that is to be looked at; past the newest: none. */
static uint64_t first_of(const struct touched_list *touched)
{
	uint64_t first = UINT64_MAX;
	for (size_t i = 0; i < touched->count; i++)
		first = touched->sessions[i].from < first ? touched->sessions[i].from : first;
	return first;
}

struct made_of {
	struct journal_txn *txn;
	const struct touched_list *touched;
	struct numbers *numbers; /* sorted up to `named`; what is found comes behind */
	size_t named;
};

/* Whether nothing is left of any of these notes. */
static enum journal_result all_gone(
    const struct made_of *made, const struct curation_note *notes, size_t count, bool *gone)
{
	const struct numbers named = { .numbers = made->numbers->numbers, .count = made->named };
	enum journal_result result = JOURNAL_OK;
	for (size_t i = 0; i < count && *gone && result == JOURNAL_OK; i++) {
		bool there = true;
		result = body_there(made->txn, notes[i].number, &there);
		*gone = !there || numbers_have(&named, notes[i].number);
	}
	return result;
}

static enum journal_result act_goes(const struct made_of *made, uint64_t number, bool *goes)
{
	struct journal_event event;
	struct event_curated said;
	struct refusal refusal;
	struct arena arena;
	*goes = false;
	enum journal_result result = journal_event_get(made->txn, number, &event);
	if (result != JOURNAL_OK || event.body == NULL)
		return result == JOURNAL_DISK ? result : JOURNAL_OK;
	arena_init(&arena, ACT_MEMORY_MAX);
	if (event_curated_decode(&said, &arena, event.body, event.body_size, &refusal) ==
	    ERROR_NONE) {
		*goes = said.curation.note_count + said.curation.other_count > 0;
		result = all_gone(made, said.curation.notes, said.curation.note_count, goes);
		if (result == JOURNAL_OK)
			result =
			    all_gone(made, said.curation.others, said.curation.other_count, goes);
	}
	arena_close(&arena);
	return result;
}

static enum journal_result made_of_look(struct made_of *made, const struct event_head *head)
{
	bool goes = false;
	enum journal_result result = JOURNAL_OK;
	const struct numbers named = { .numbers = made->numbers->numbers, .count = made->named };
	const struct touched *touched = touched_find(made->touched, head->session);
	if (touched == NULL)
		return JOURNAL_OK;
	if (touched->whole)
		result = head->type == EVENT_SESSION_DELETED || numbers_have(&named, head->number)
		    ? JOURNAL_OK
		    : body_there(made->txn, head->number, &goes);
	else if (head->type == EVENT_GROUPING && head->number < touched->until)
		result = body_there(made->txn, head->number, &goes);
	else if (head->type == EVENT_CURATED)
		result = act_goes(made, head->number, &goes);
	return result == JOURNAL_OK && goes ? numbers_add(made->numbers, head->number) : result;
}

enum journal_result made_of_find(
    struct journal_txn *txn, const struct touched_list *touched, struct numbers *numbers)
{
	struct made_of made = {
		.txn = txn, .touched = touched, .numbers = numbers, .named = numbers->count
	};
	uint64_t newest = journal_txn_newest(txn).number;
	enum journal_result result = JOURNAL_OK;
	for (uint64_t number = first_of(touched); number <= newest && result == JOURNAL_OK;
	     number++) {
		struct journal_event event;
		if (event_head_get(txn, number, &event) == JOURNAL_OK)
			result = made_of_look(&made, &event.head);
		/* else a damaged head, which ends the copy and is named by it */
	}
	numbers_sort(numbers);
	return result;
}

static enum journal_result named_touch(
    struct journal_txn *txn, const struct numbers *numbers, struct touched_list *touched)
{
	enum journal_result result = JOURNAL_OK;
	for (size_t i = 0; i < numbers->count && result == JOURNAL_OK; i++) {
		struct journal_event event;
		result = event_head_get(txn, numbers->numbers[i], &event);
		if (result == JOURNAL_OK)
			result = touched_add(touched,
			    &(struct touched){ .until = UINT64_MAX,
				.from = 1,
				.whole = event.head.type == EVENT_SESSION_OPENED },
			    event.head.session);
	}
	return result;
}

enum journal_result erased_find(
    struct journal *journal, const struct erased *erased, struct numbers *numbers)
{
	struct journal_txn *txn = NULL;
	struct touched_list touched = { .sessions = NULL };
	if (erased->count == 0)
		return JOURNAL_OK;
	enum journal_result result = journal_begin(journal, &txn);
	if (result == JOURNAL_OK)
		result = list_find(txn, erased, numbers);
	if (result == JOURNAL_OK)
		result = named_touch(txn, numbers, &touched);
	if (result == JOURNAL_OK)
		result = made_of_find(txn, &touched, numbers);
	journal_end(txn);
	touched_close(&touched);
	return result;
}
