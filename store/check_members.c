/* store/check_members.c - what the views of members say against what the events say. */
#include "store/check_internal.h"

#include <string.h>

#define ROOMS_MEMORY_MAX 8192u

static const char *member_fault(
    const struct view_member *view, const struct journal_event *event, struct arena *arena)
{
	struct event_member member;
	struct refusal refusal;
	bool revoked = event->head.type == EVENT_MEMBER_REVOKED;
	if (!revoked && event->head.type != EVENT_MEMBER_JOINED)
		return "its event is about no member";
	if (revoked != view->revoked)
		return "its state is not what its event says";
	if (event->salt == NULL)
		return NULL;
	if (event_member_decode(&member, arena, event->body, event->body_size, &refusal) !=
	    ERROR_NONE)
		return NULL; /* told by the walk over the bodies */
	if (memcmp(member.member, view->member, WRITER_BYTES) != 0)
		return "its event is about somebody else";
	if (member.role != view->role || member.epoch != view->epoch ||
	    member.room_count != view->room_count || strcmp(member.series, view->series) != 0)
		return "its role is not what its event says";
	for (size_t i = 0; i < member.room_count; i++)
		if (strcmp(member.rooms[i], view->rooms[i]) != 0)
			return "its rooms are not what its event says";
	return NULL;
}

static void member_visit(struct checker *checker, struct span key, struct span value)
{
	struct view_member view;
	struct journal_event event = { .salt = NULL };
	if (view_member_decode(checker->txn, key, value, &view) != JOURNAL_OK) {
		check_tell_last(checker);
		return;
	}
	const struct check_session *session = check_session_at(checker, view.session);
	if (session == NULL && view.session > 0) {
		if (!check_is_torn(checker, TABLE_SESSIONS))
			check_tell_record(
			    checker, TABLE_MEMBERS, key, "there is no session at its place");
		return;
	}
	if (!check_event_of(checker, key, session, view.number, &event))
		return;
	struct arena arena;
	arena_init(&arena, ROOMS_MEMORY_MAX);
	const char *fault = member_fault(&view, &event, &arena);
	if (fault != NULL)
		check_tell_record(checker, TABLE_MEMBERS, key, fault);
	arena_close(&arena);
}

void check_members(struct checker *checker)
{
	check_walk(checker, TABLE_MEMBERS, member_visit);
}
