/* broker/desk/desk_people.c - invite, people, whoami, rekey: what is told and kept of who belongs. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "broker/desk/desk_internal.h"
#include "broker/log.h"
#include "proto/wire/id.h"

#define PAGE_MAX 100u /* with their names and rooms they fit one reply */

/* --- Invite ----------------------------------------------------------------------------------- */

/* Whether the session has the rooms that the invitation names. */
static bool rooms_there(struct desk *desk, struct journal_txn *txn, struct request *request,
    const struct view_session *session, const struct invite *invite)
{
	struct programme programme;
	struct buffer bytes;
	struct journal_event event;
	struct refusal malformed;
	if (invite->room_count == 0)
		return true;
	programme_init(&programme);
	buffer_init(&bytes, PROGRAMME_BYTES_MAX);
	enum journal_result result = journal_event_get(txn, session->programme, &event);
	if (result == JOURNAL_OK)
		result = journal_blob_get(txn, &event, &bytes);
	if (result == JOURNAL_OK &&
	    programme_decode(&programme, bytes.bytes, bytes.size, &malformed) != ERROR_NONE)
		result = JOURNAL_DAMAGED;
	bool well = desk_read_well(desk, request, result);
	for (size_t i = 0; well && i < invite->room_count; i++)
		if (programme_room_find(&programme, invite->rooms[i]) == NULL) {
			refuse(&request->refusal, ERROR_NO_ROOM, "%s", invite->rooms[i]);
			well = false;
		}
	programme_close(&programme);
	buffer_close(&bytes);
	return well;
}

static bool invite_makes_sense(struct request *request, const struct invite *invite)
{
	bool house = request->envelope.session[0] == '\0';
	if (house && invite->role != ROLE_SECRETARIAT)
		refuse(
		    &request->refusal, ERROR_FIELD, "r: to the house belongs a secretariat alone");
	else if (!house && invite->series[0] != '\0')
		refuse(&request->refusal, ERROR_FIELD, "y: a session's invitation is for it alone");
	else if (invite->room_count > 0 && invite->role != ROLE_RAPPORTEUR)
		refuse(&request->refusal, ERROR_FIELD, "o: rooms are a rapporteur's");
	return request->refusal.error == ERROR_NONE;
}

static void invite_answer(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct invite invite;
	struct view_session session = { .key = "" };
	struct invitation kept = { .session = "" };
	if (invite_decode(&invite, &desk->round->batch.arena, request->envelope.body,
		request->envelope.body_size, &request->refusal) != ERROR_NONE ||
	    !invite_makes_sense(request, &invite))
		return;
	if (request->envelope.session[0] != '\0') {
		enum journal_result result =
		    view_session_find(txn, request->envelope.session, &session);
		if (result == JOURNAL_ABSENT) {
			refuse(
			    &request->refusal, ERROR_NO_SESSION, "%s", request->envelope.session);
			return;
		}
		if (!desk_read_well(desk, request, result) ||
		    !rooms_there(desk, txn, request, &session, &invite))
			return;
	}
	memcpy(kept.session, session.key, sizeof kept.session);
	memcpy(kept.series, invite.series, sizeof kept.series);
	kept.role = invite.role;
	kept.count = invite.count;
	kept.expires_ms = invite.expires_ms;
	kept.room_count = invite.room_count;
	for (size_t i = 0; i < invite.room_count; i++)
		strncpy(kept.rooms[i], invite.rooms[i], ROOM_KEY_MAX);
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	enum identities_result result =
	    identities_invite(desk->identities, invite.hash, &kept, (uint64_t)now.tv_sec * 1000);
	if (result != IDENTITIES_OK)
		refuse(&request->refusal,
		    result == IDENTITIES_FULL ? ERROR_NOT_ALLOWED : ERROR_FULL, "%s",
		    identities_result_sentence(result));
	else
		empty_encode(&desk->body);
}

/* --- People ----------------------------------------------------------------------------------- */

struct page {
	struct identities *identities;
	const struct view_session *session;
	struct arena *arena;
	struct person_facts *people; /* in the order of their pseudonyms */
	size_t count;
};

static int pseudonym_compare(const void *key, const void *item)
{
	return memcmp(key, ((const struct person_facts *)item)->member, WRITER_BYTES);
}

static void name_set(
    const struct page *page, const struct person *person, struct person_facts *found)
{
	struct tried tried;
	if (person->name[0] != '\0')
		found->name = arena_text(page->arena, person->name, strlen(person->name));
	if (identities_news(page->identities, person->id, &tried) == IDENTITIES_OK)
		found->tried = tried.count;
}

/* A person's name goes to the members on the page who are that person, if there are any. */
static bool name_place(void *context, const struct person *person)
{
	const struct page *page = context;
	uint8_t pseudonym[WRITER_BYTES];
	pseudonym_make(page->session->secret, person->id, pseudonym);
	struct person_facts *found =
	    bsearch(pseudonym, page->people, page->count, sizeof *page->people, pseudonym_compare);
	if (found != NULL)
		name_set(page, person, found);
	/* Those of a series have a pseudonym of it; there are few. */
	for (size_t i = 0; i < page->count; i++) {
		struct view_member member = { .number = 0 };
		memcpy(member.series, page->people[i].series, sizeof member.series);
		memcpy(member.member, page->people[i].member, WRITER_BYTES);
		if (member.series[0] != '\0' && access_is(&member, person->id))
			name_set(page, person, &page->people[i]);
	}
	return true;
}

static void facts_set(struct person_facts *facts, struct arena *arena,
    const struct view_session *session, const struct view_member *member)
{
	*facts = (struct person_facts){ .role = member->role,
		.revoked = member->revoked,
		.rooms = arena_take(arena, member->room_count, sizeof *facts->rooms),
		.room_count = member->room_count };
	memcpy(facts->member, member->member, WRITER_BYTES);
	memcpy(facts->session, session->key, sizeof facts->session);
	memcpy(facts->series, member->series, sizeof facts->series);
	for (size_t i = 0; facts->rooms != NULL && i < member->room_count; i++)
		facts->rooms[i] = arena_text(arena, member->rooms[i], strlen(member->rooms[i]));
}

static void people_answer(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct people people;
	struct view_session session = access_house;
	struct view_member member;
	struct arena *arena = &desk->round->batch.arena;
	if (people_decode(&people, request->envelope.body, request->envelope.body_size,
		&request->refusal) != ERROR_NONE)
		return;
	enum journal_result result = JOURNAL_OK;
	if (request->envelope.session[0] != '\0')
		result = view_session_find(txn, request->envelope.session, &session);
	if (result == JOURNAL_ABSENT) {
		refuse(&request->refusal, ERROR_NO_SESSION, "%s", request->envelope.session);
		return;
	}
	struct page page = { .identities = desk->identities,
		.session = &session,
		.arena = arena,
		.people = arena_take(arena, PAGE_MAX, sizeof *page.people) };
	struct people_reply reply = { .people = page.people };
	const uint8_t *after = people.after_given ? people.after : NULL;
	while (result == JOURNAL_OK && page.people != NULL) {
		result = view_member_next(txn, session.place, after, &member);
		if (result != JOURNAL_OK)
			break;
		reply.more = page.count == PAGE_MAX;
		if (reply.more)
			break;
		facts_set(&page.people[page.count], arena, &session, &member);
		after = page.people[page.count++].member;
	}
	if (result == JOURNAL_ABSENT)
		result = JOURNAL_OK;
	if (page.people == NULL || arena->failed)
		result = JOURNAL_MEMORY;
	if (!desk_read_well(desk, request, result))
		return;
	if (identities_walk(desk->identities, name_place, &page) != IDENTITIES_OK)
		log_line("desk", "identities_not_read");
	reply.count = page.count;
	people_reply_encode(&reply, &desk->body);
}

/* --- Who am I --------------------------------------------------------------------------------- */

static enum journal_result membership_add(struct journal_txn *txn, const struct request *request,
    const struct view_session *session, struct arena *arena, struct people_reply *reply)
{
	uint8_t pseudonym[WRITER_BYTES];
	struct view_member member;
	pseudonym_make(session->secret, request->actor.person, pseudonym);
	enum journal_result result = view_member_find(txn, session->place, pseudonym, &member);
	if (result == JOURNAL_ABSENT)
		return JOURNAL_OK;
	if (result != JOURNAL_OK)
		return result;
	reply->more = reply->count == PAGE_MAX;
	if (!reply->more)
		facts_set(&reply->people[reply->count++], arena, session, &member);
	return JOURNAL_OK;
}

static enum journal_result series_add(struct journal_txn *txn, const struct request *request,
    struct arena *arena, struct people_reply *reply)
{
	struct view_member member = { .number = 0 };
	enum journal_result result = JOURNAL_OK;
	while (!reply->more &&
	    (result = access_series_next(txn, request->actor.person, &member)) == JOURNAL_OK) {
		reply->more = reply->count == PAGE_MAX;
		if (!reply->more)
			facts_set(&reply->people[reply->count++], arena, &access_house, &member);
	}
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

static void whoami_answer(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct arena *arena = &desk->round->batch.arena;
	struct people_reply reply = { .people = arena_take(arena, PAGE_MAX, sizeof *reply.people) };
	struct view_session session = { .key = "" };
	struct person person;
	if (request->stranger) {
		people_reply_encode(&reply, &desk->body);
		return;
	}
	enum journal_result result = JOURNAL_MEMORY;
	if (reply.people != NULL)
		result = membership_add(txn, request, &access_house, arena, &reply);
	if (result == JOURNAL_OK)
		result = series_add(txn, request, arena, &reply);
	while (result == JOURNAL_OK && !reply.more) {
		result = view_session_next(txn, session.key, &session);
		if (result == JOURNAL_OK)
			result = membership_add(txn, request, &session, arena, &reply);
	}
	if (result == JOURNAL_ABSENT)
		result = JOURNAL_OK;
	if (!desk_read_well(desk, request, result))
		return;
	if (identities_person(desk->identities, request->actor.person, &person) == IDENTITIES_OK &&
	    person.name[0] != '\0')
		reply.name = person.name;
	struct tried tried;
	if (identities_news(desk->identities, request->actor.person, &tried) == IDENTITIES_OK &&
	    tried.count > 0) {
		reply.tried = tried.count;
		reply.tried_ms = tried.last_ms;
		desk_told(desk, request);
	}
	people_reply_encode(&reply, &desk->body);
}

/* --- Rekey ------------------------------------------------------------------------------------ */

static void rekey_answer(struct desk *desk, struct request *request)
{
	struct rekey rekey;
	struct person person;
	if (rekey_decode(&rekey, request->envelope.body, request->envelope.body_size,
		&request->refusal) != ERROR_NONE)
		return;
	enum identities_result result =
	    identities_rekey(desk->identities, request->actor.person, rekey.key, &person);
	if (result == IDENTITIES_USED)
		refuse(&request->refusal, ERROR_NOT_ALLOWED, "that key is somebody else's");
	else if (result != IDENTITIES_OK)
		refuse(&request->refusal, ERROR_FULL, "%s", identities_result_sentence(result));
	if (result != IDENTITIES_OK)
		return;
	struct keyring *ring = &desk->supervisor.shared->ring;
	uint32_t slot = keyring_add(ring, rekey.key);
	if (slot == KEYRING_NONE) {
		refuse(&request->refusal, ERROR_BUSY, "it counts after the broker's next start");
		return;
	}
	memcpy(desk->people[slot], person.id, WRITER_BYTES);
	if (memcmp(request->key, rekey.key, CURVE_KEY_BYTES) != 0)
		keyring_drop(ring, request->key);
	empty_encode(&desk->body);
}

void desk_person(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	uint64_t message = request->envelope.message;
	if (message == MESSAGE_INVITE)
		invite_answer(desk, txn, request);
	else if (message == MESSAGE_PEOPLE)
		people_answer(desk, txn, request);
	else if (message == MESSAGE_WHOAMI)
		whoami_answer(desk, txn, request);
	else
		rekey_answer(desk, request);
}
