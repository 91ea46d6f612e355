/* store/check_views.c - what the views say against what the events say. Types of events that a
 * newer version wrote are taken as they are. */
#include "store/check_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/command_version.h"
#include "proto/curation.h"

/* One event's strings: its body, which is capped, taken apart. */
#define BODY_MEMORY_MAX (4u * EVENT_BODY_BYTES_MAX)

/* What a body of a type that we know says. */
struct body_facts {
	bool known; /* otherwise the rest is zeros */
	bool is_note;
	uint8_t command[ID_BYTES];
	uint8_t note[ID_BYTES];
	uint8_t writer[WRITER_BYTES];
	uint32_t objective;
};

static bool type_is_member(uint64_t type)
{
	return type == EVENT_MEMBER_JOINED || type == EVENT_MEMBER_REVOKED;
}

bool check_is_house(const struct event_head *head)
{
	return head->session[0] == '\0' && type_is_member(head->type);
}

static bool member_read(const struct journal_event *event, struct body_facts *facts)
{
	struct arena arena;
	struct event_member member;
	struct refusal refusal;
	arena_init(&arena, BODY_MEMORY_MAX);
	facts->known = event_member_decode(
			   &member, &arena, event->body, event->body_size, &refusal) == ERROR_NONE;
	memcpy(facts->command, member.command, ID_BYTES);
	arena_close(&arena);
	return facts->known;
}

static bool erasure_read(const struct journal_event *event, struct body_facts *facts)
{
	struct arena arena;
	struct event_erasure erasure;
	struct refusal refusal;
	arena_init(&arena, BODY_MEMORY_MAX);
	facts->known = event_erasure_decode(
			   &erasure, &arena, event->body, event->body_size, &refusal) == ERROR_NONE;
	bool right = facts->known;
	facts->known = right && !erasure.by_itself;
	memcpy(facts->command, erasure.command, ID_BYTES);
	arena_close(&arena);
	return right;
}

/* A copy without what was redacted is nobody's command. */
static bool report_read(const struct journal_event *event, struct body_facts *facts)
{
	static const uint8_t nobody[ID_BYTES] = { 0 };
	struct event_report report;
	struct refusal refusal;
	if (event_report_decode(&report, event->body, event->body_size, &refusal) != ERROR_NONE)
		return false;
	facts->known = memcmp(report.command, nobody, ID_BYTES) != 0;
	memcpy(facts->command, report.command, ID_BYTES);
	return true;
}

/* False: the body is not of its head's type. */
static bool facts_read(const struct journal_event *event, struct body_facts *facts)
{
	struct refusal refusal;
	*facts = (struct body_facts){ .known = false };
	if (event_type_is_session(event->head.type)) {
		struct event_session session;
		if (event_session_decode(&session, event->body, event->body_size, &refusal) !=
		    ERROR_NONE)
			return false;
		facts->known = true;
		memcpy(facts->command, session.command, ID_BYTES);
		return true;
	}
	struct arena arena;
	if (event->head.type == EVENT_CURATED) {
		struct event_curated curated;
		arena_init(&arena, BODY_MEMORY_MAX);
		facts->known = event_curated_decode(&curated, &arena, event->body, event->body_size,
				   &refusal) == ERROR_NONE;
		if (facts->known)
			memcpy(facts->command, curated.command, ID_BYTES);
		arena_close(&arena);
		return facts->known;
	}
	if (type_is_member(event->head.type))
		return member_read(event, facts);
	if (event_type_is_erasure(event->head.type))
		return erasure_read(event, facts);
	if (event->head.type == EVENT_REPORT_ADOPTED || event->head.type == EVENT_REPORT_FROZEN)
		return report_read(event, facts);
	if (!event_type_is_note(event->head.type))
		return true;
	struct event_note note;
	arena_init(&arena, BODY_MEMORY_MAX);
	bool right =
	    event_note_decode(&note, &arena, event->body, event->body_size, &refusal) == ERROR_NONE;
	if (right) {
		facts->known = true;
		facts->is_note = true;
		facts->objective = note.objective;
		memcpy(facts->command, note.command, ID_BYTES);
		memcpy(facts->note, note.note, ID_BYTES);
		memcpy(facts->writer, note.writer, WRITER_BYTES);
	}
	arena_close(&arena);
	return right;
}

void check_body(struct checker *checker, const struct journal_event *event)
{
	struct body_facts facts;
	struct view_command command;
	unsigned long long number = event->head.number;
	if (!facts_read(event, &facts)) {
		check_tell(checker, "event %llu: its body is not that of a %s event", number,
		    event_type_word(event->head.type));
		return;
	}
	if (!facts.known)
		return;
	switch (view_command_find(checker->txn, facts.command, &command)) {
	case JOURNAL_OK:
		if (command.number != event->head.number)
			check_tell(checker, "event %llu: its command is noted for event %llu",
			    number, (unsigned long long)command.number);
		break;
	case JOURNAL_ABSENT:
		check_tell(checker, "event %llu: its command is in no view", number);
		break;
	default: /* told by the walk over the commands */
		break;
	}
}

/* --- Sessions by key and by place ------------------------------------------------------------- */

static int key_compare(const void *key, const void *item)
{
	return strcmp(key, ((const struct check_session *)item)->view.key);
}

struct check_session *check_session_find(struct checker *checker, const char *key)
{
	if (checker->session_count == 0)
		return NULL;
	return bsearch(
	    key, checker->sessions, checker->session_count, sizeof *checker->sessions, key_compare);
}

struct check_session *check_session_at(struct checker *checker, uint32_t place)
{
	size_t low = 0;
	size_t high = checker->session_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct check_session *session = &checker->sessions[checker->by_place[middle]];
		if (session->view.place == place)
			return session;
		if (session->view.place < place)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void session_visit(struct checker *checker, struct span key, struct span value)
{
	if (checker->session_count == checker->session_capacity) {
		size_t larger = checker->session_capacity == 0 ? 64 : checker->session_capacity * 2;
		void *moved = reallocarray(checker->sessions, larger, sizeof *checker->sessions);
		if (moved == NULL) {
			checker->exhausted = true;
			check_torn(checker, key);
			return;
		}
		checker->sessions = moved;
		checker->session_capacity = larger;
	}
	struct check_session *session = &checker->sessions[checker->session_count];
	*session = (struct check_session){ .submitted = 0 };
	if (view_session_decode(checker->txn, key, value, &session->view) == JOURNAL_OK)
		checker->session_count++;
	else {
		check_tell_last(checker);
		check_torn(checker, key);
	}
}

static int place_compare(const void *a, const void *b, void *context)
{
	const struct check_session *sessions = context;
	uint32_t place_a = sessions[*(const size_t *)a].view.place;
	uint32_t place_b = sessions[*(const size_t *)b].view.place;
	return (place_a > place_b) - (place_a < place_b);
}

void check_sessions_read(struct checker *checker)
{
	check_walk(checker, TABLE_SESSIONS, session_visit);
	size_t count = checker->session_count;
	if (count == 0)
		return;
	checker->by_place = calloc(count, sizeof *checker->by_place);
	if (checker->by_place == NULL) {
		checker->exhausted = true;
		checker->session_count = 0;
		return;
	}
	for (size_t i = 0; i < count; i++)
		checker->by_place[i] = i;
	qsort_r(
	    checker->by_place, count, sizeof *checker->by_place, place_compare, checker->sessions);
}

/* --- Notes ------------------------------------------------------------------------------------ */

bool check_event_of(struct checker *checker, struct span key, const struct check_session *session,
    uint64_t number, struct journal_event *event)
{
	if (number == 0 || number > checker->check->newest.number) {
		check_tell_record(
		    checker, checker->table, key, "it names an event that is not there");
		return false;
	}
	if (event_head_get(checker->txn, number, event) != JOURNAL_OK)
		return false;
	if (strcmp(event->head.session, session == NULL ? "" : session->view.key) != 0) {
		check_tell_record(
		    checker, checker->table, key, "it names an event of another session");
		return false;
	}
	struct span value;
	uint8_t number_key[8];
	number_put(number_key, number, sizeof number_key);
	if (record_get(checker->txn, TABLE_BODIES, SPAN(number_key), &value) == JOURNAL_OK)
		(void)event_body_set(checker->txn, event, value);
	return true;
}

static const char *note_fault(const struct view_note *note, const struct journal_event *current)
{
	uint64_t type = current->head.type;
	struct body_facts facts;
	if (type == EVENT_NOTE_SUBMITTED && note->current != note->number)
		return "another note's submission stands for it";
	if (event_type_is_session(type))
		return "an event of the session stands for it";
	bool gone = type == EVENT_NOTE_RETRACTED;
	bool erased = current->salt == NULL; /* then it is gone as well */
	if (event_type_is_note(type) && gone != (note->state == NOTE_GONE) && (gone || !erased))
		return "its state is not what its event says";
	if (current->salt == NULL || !facts_read(current, &facts) || !facts.is_note)
		return NULL;
	if (memcmp(facts.note, note->note, ID_BYTES) != 0)
		return "its id is not what its event says";
	if (memcmp(facts.writer, note->writer, WRITER_BYTES) != 0)
		return "its writer is not what its event says";
	if (type != EVENT_NOTE_RETRACTED && facts.objective != note->objective)
		return "its objective is not what its event says";
	return NULL;
}

static void note_visit(struct checker *checker, struct span key, struct span value)
{
	struct view_note note;
	struct journal_event event = { .salt = NULL };
	if (view_note_decode(checker->txn, key, value, &note) != JOURNAL_OK) {
		check_tell_last(checker);
		check_torn(checker, key);
		return;
	}
	struct check_session *session = check_session_at(checker, note.session);
	if (session == NULL) {
		if (!check_is_torn(checker, TABLE_SESSIONS))
			check_tell_record(
			    checker, TABLE_NOTES, key, "there is no session at its place");
		return;
	}
	session->notes++;
	session->gone += note.state == NOTE_GONE;
	session->late += note.state == NOTE_IS_LATE;
	if (!check_event_of(checker, key, session, note.number, &event))
		return;
	if (event.head.type != EVENT_NOTE_SUBMITTED)
		check_tell_record(checker, TABLE_NOTES, key, "its event submits no note");
	struct journal_event current = { .salt = NULL };
	if (!check_event_of(checker, key, session, note.current, &current))
		return;
	const char *fault = note_fault(&note, &current);
	if (fault != NULL)
		check_tell_record(checker, TABLE_NOTES, key, fault);
}

void check_notes(struct checker *checker)
{
	check_walk(checker, TABLE_NOTES, note_visit);
}

/* --- Commands --------------------------------------------------------------------------------- */

static void command_visit(struct checker *checker, struct span key, struct span value)
{
	struct view_command command;
	struct view_note note;
	struct body_facts facts;
	struct journal_event event = { .salt = NULL };
	if (view_command_decode(checker->txn, key, value, &command) != JOURNAL_OK) {
		check_tell_last(checker);
		return;
	}
	const struct check_session *session = check_session_at(checker, command.session);
	if (session == NULL && command.session > 0) {
		if (!check_is_torn(checker, TABLE_SESSIONS))
			check_tell_record(
			    checker, TABLE_COMMANDS, key, "there is no session at its place");
		return;
	}
	if (!check_event_of(checker, key, session, command.number, &event))
		return;
	if (event.salt != NULL && facts_read(&event, &facts) && facts.known &&
	    memcmp(facts.command, command.id, ID_BYTES) != 0)
		check_tell_record(checker, TABLE_COMMANDS, key, "another command made its event");
	if (event.head.type == EVENT_NOTE_SUBMITTED &&
	    view_note_find(checker->txn, command.session, command.objective, command.number,
		&note) == JOURNAL_ABSENT)
		check_tell_record(checker, TABLE_COMMANDS, key, "its note is not where it says");
}

void check_commands(struct checker *checker)
{
	check_walk(checker, TABLE_COMMANDS, command_visit);
}

/* --- Sessions --------------------------------------------------------------------------------- */

/* Whether the session names an event of the type (or of the other one). */
static bool names(struct checker *checker, const struct view_session *view, uint64_t number,
    uint64_t type, uint64_t other, struct journal_event *event)
{
	if (number == 0 || number > checker->check->newest.number)
		return false;
	if (event_head_get(checker->txn, number, event) != JOURNAL_OK) {
		event->head.part_count = 1;
		return true; /* damaged, and told */
	}
	return strcmp(event->head.session, view->key) == 0 &&
	    (event->head.type == type || event->head.type == other);
}

/* Of a session that was deleted nothing may be left but heads. */
static void tombstone(struct checker *checker, const struct check_session *session)
{
	struct journal_event event = { .salt = NULL };
	const struct view_session *view = &session->view;
	if (!names(checker, view, view->opened, EVENT_SESSION_OPENED, EVENT_SESSION_OPENED, &event))
		check_tell(checker, "session %s: event %llu does not open it", view->key,
		    (unsigned long long)view->opened);
	if (session->notes > 0 || session->bodies > 0)
		check_tell(checker,
		    "session %s was deleted, and %llu notes and %llu bodies are left", view->key,
		    (unsigned long long)session->notes, (unsigned long long)session->bodies);
}

static void session_events(struct checker *checker, const struct view_session *view)
{
	struct journal_event event = { .salt = NULL };
	if (!names(checker, view, view->opened, EVENT_SESSION_OPENED, EVENT_SESSION_OPENED, &event))
		check_tell(checker, "session %s: event %llu does not open it", view->key,
		    (unsigned long long)view->opened);
	if (!names(checker, view, view->programme, EVENT_SESSION_OPENED, EVENT_SESSION_UPDATED,
		&event))
		check_tell(checker, "session %s: event %llu does not give its programme", view->key,
		    (unsigned long long)view->programme);
	else if (event.head.part_count == 0)
		check_tell(checker, "session %s: event %llu has no programme", view->key,
		    (unsigned long long)view->programme);
	if (view->made != 0 &&
	    !names(checker, view, view->made, EVENT_MADE_WITH, EVENT_MADE_WITH, &event))
		check_tell(checker, "session %s: event %llu does not say what it is made with",
		    view->key, (unsigned long long)view->made);
	if ((view->closed != 0) != (view->state == SESSION_CLOSED))
		check_tell(checker, "session %s: open or closed, its state says both", view->key);
	else if (view->closed != 0 &&
	    !names(checker, view, view->closed, EVENT_SESSION_CLOSED, EVENT_SESSION_CLOSED, &event))
		check_tell(checker, "session %s: event %llu does not close it", view->key,
		    (unsigned long long)view->closed);
}

static void count_compare(struct checker *checker, const struct check_session *session,
    const char *what, uint64_t counted, uint64_t said)
{
	if (counted != said)
		check_tell(checker, "session %s: %s are %llu, its view says %llu",
		    session->view.key, what, (unsigned long long)counted, (unsigned long long)said);
}

static void session_counts(struct checker *checker, const struct check_session *session)
{
	const struct view_session *view = &session->view;
	if (!check_is_torn(checker, TABLE_HEADS)) {
		count_compare(checker, session, "events that submit notes", session->submitted,
		    view->received);
		count_compare(
		    checker, session, "events that retract", session->retracted, view->retracted);
	}
	if (check_is_torn(checker, TABLE_NOTES))
		return;
	count_compare(checker, session, "views of notes", session->notes, view->received);
	count_compare(checker, session, "views of notes that are gone", session->gone,
	    view->retracted + view->redacted);
	if (session->late > view->late)
		count_compare(checker, session, "late notes", session->late, view->late);
}

void check_sessions(struct checker *checker)
{
	uint32_t places = 0;
	uint32_t before = 0;
	for (size_t i = 0; i < checker->session_count; i++) {
		const struct check_session *session = &checker->sessions[checker->by_place[i]];
		const struct view_session *view = &session->view;
		if (view->place == before)
			check_tell(checker, "session %s: another has its place", view->key);
		before = view->place;
		if (view->state == SESSION_DELETED) {
			tombstone(checker, session);
			continue;
		}
		session_events(checker, view);
		session_counts(checker, session);
		check_grouping(checker, view);
	}
	if (view_session_count(checker->txn, &places) != JOURNAL_OK)
		check_tell_last(checker);
	else if (places != before && !check_is_torn(checker, TABLE_SESSIONS))
		check_tell(checker, "the last place of a session is %u, the meta table says %u",
		    before, places);
}
