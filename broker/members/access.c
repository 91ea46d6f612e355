/* broker/members/access.c - see access.h. */
#include "broker/members/access.h"

#include <sodium.h>
#include <string.h>

#include "proto/wire/id.h"

const struct view_session access_house = { .place = 0 };

void access_series(const char *series, struct view_session *scope)
{
	static const uint8_t purpose[] = "rapporteur series";
	*scope = access_house;
	size_t size = strnlen(series, SESSION_KEY_MAX);
	if (size == 0)
		return;
	memcpy(scope->series, series, size);
	crypto_generichash(scope->secret, SECRET_BYTES, (const uint8_t *)series, size, purpose,
	    sizeof purpose - 1);
}

/* Lower codes reach further. */
static void stronger(struct standing *standing, const struct view_member *member)
{
	if (member->revoked) {
		standing->was = true;
		return;
	}
	if (standing->role != ROLE_NONE && standing->role <= member->role)
		return;
	standing->role = member->role;
	standing->room_count = member->room_count;
	memcpy(standing->rooms, member->rooms, sizeof standing->rooms);
}

static enum journal_result look(struct journal_txn *txn, const struct view_session *session,
    const uint8_t person[WRITER_BYTES], struct standing *standing)
{
	uint8_t pseudonym[WRITER_BYTES];
	struct view_member member;
	pseudonym_make(session->secret, person, pseudonym);
	enum journal_result result = view_member_find(txn, session->place, pseudonym, &member);
	if (result == JOURNAL_OK)
		stronger(standing, &member);
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

enum journal_result access_standing(struct journal_txn *txn, const struct view_session *session,
    const uint8_t person[WRITER_BYTES], struct standing *standing)
{
	struct view_session series;
	*standing = (struct standing){ .role = ROLE_NONE };
	enum journal_result result = look(txn, &access_house, person, standing);
	access_series(session->series, &series);
	if (result == JOURNAL_OK && series.series[0] != '\0')
		result = look(txn, &series, person, standing);
	if (result == JOURNAL_OK && session->place > 0)
		result = look(txn, session, person, standing);
	return result;
}

bool access_is(const struct view_member *member, const uint8_t person[WRITER_BYTES])
{
	struct view_session series;
	uint8_t pseudonym[WRITER_BYTES];
	access_series(member->series, &series);
	pseudonym_make(series.secret, person, pseudonym);
	return memcmp(pseudonym, member->member, WRITER_BYTES) == 0;
}

enum journal_result access_series_next(
    struct journal_txn *txn, const uint8_t person[WRITER_BYTES], struct view_member *member)
{
	uint8_t after[WRITER_BYTES];
	enum journal_result result = JOURNAL_OK;
	bool begun = member->number > 0;
	do {
		memcpy(after, member->member, WRITER_BYTES);
		result = view_member_next(txn, access_house.place, begun ? after : NULL, member);
		begun = true;
	} while (result == JOURNAL_OK && (member->series[0] == '\0' || !access_is(member, person)));
	return result;
}

/* What the person is in any series. */
static enum journal_result look_series(
    struct journal_txn *txn, const uint8_t person[WRITER_BYTES], struct standing *standing)
{
	struct view_member member = { .number = 0 };
	enum journal_result result = JOURNAL_OK;
	while ((result = access_series_next(txn, person, &member)) == JOURNAL_OK)
		stronger(standing, &member);
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

enum journal_result access_anywhere(
    struct journal_txn *txn, const uint8_t person[WRITER_BYTES], enum role *role)
{
	struct standing standing = { .role = ROLE_NONE };
	struct view_session session = { .key = "" };
	enum journal_result result = look(txn, &access_house, person, &standing);
	if (result == JOURNAL_OK && standing.role == ROLE_NONE)
		result = look_series(txn, person, &standing);
	while (result == JOURNAL_OK && standing.role != ROLE_SECRETARIAT) {
		result = view_session_next(txn, session.key, &session);
		if (result == JOURNAL_OK)
			result = look(txn, &session, person, &standing);
	}
	*role = standing.role;
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

enum journal_result access_known(
    struct journal_txn *txn, const uint8_t person[WRITER_BYTES], bool *known)
{
	struct view_session session = access_house;
	struct standing series = { .role = ROLE_NONE };
	enum journal_result result = look_series(txn, person, &series);
	*known = series.was || series.role != ROLE_NONE;
	while (result == JOURNAL_OK && !*known) {
		struct standing standing = { .role = ROLE_NONE };
		result = look(txn, &session, person, &standing);
		*known = standing.was || standing.role != ROLE_NONE;
		if (result == JOURNAL_OK && !*known)
			result = view_session_next(txn, session.key, &session);
	}
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

bool access_room(const struct standing *standing, const char *room)
{
	for (size_t i = 0; i < standing->room_count; i++)
		if (strcmp(standing->rooms[i], room) == 0)
			return true;
	return standing->room_count == 0;
}
