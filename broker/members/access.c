/* broker/members/access.c - see access.h. */
#include "broker/members/access.h"

#include <string.h>

#include "proto/wire/id.h"

const struct view_session access_house = { .place = 0 };

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
	*standing = (struct standing){ .role = ROLE_NONE };
	enum journal_result result = look(txn, &access_house, person, standing);
	if (result == JOURNAL_OK && session->place > 0)
		result = look(txn, session, person, standing);
	return result;
}

enum journal_result access_anywhere(
    struct journal_txn *txn, const uint8_t person[WRITER_BYTES], enum role *role)
{
	struct standing standing = { .role = ROLE_NONE };
	struct view_session session = { .key = "" };
	enum journal_result result = look(txn, &access_house, person, &standing);
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
	enum journal_result result = JOURNAL_OK;
	*known = false;
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
