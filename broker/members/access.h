/*
 * broker/members/access.h - who somebody is in a session, from the views: what the access table of
 * proto/messages.h is asked with. Apply decides by it, in the order of events; the desk refuses early by it, and
 * answers reads.
 *
 * There are three reaches: the house (all sessions), a series (all sessions whose programme names it, now and in future), a
 * session. Somebody may have several; what reaches further counts: a secretariat of the house stays one
 * where it is invited as rapporteur too.
 */
#ifndef RAPPORTEUR_BROKER_MEMBERS_ACCESS_H
#define RAPPORTEUR_BROKER_MEMBERS_ACCESS_H

#include "proto/messages.h"
#include "store/views.h"

struct standing {
	enum role role;    /* ROLE_NONE: does not belong there, or no more */
	bool was;          /* ... but did */
	size_t room_count; /* 0: every room */
	char rooms[MEMBER_ROOMS_MAX][ROOM_KEY_MAX + 1];
};

/* The house as a session: place 0, no name, a secret of zeros, since its pseudonyms are linked to nothing. */
extern const struct view_session access_house;

/* A series as a session: place 0, with a secret that only tells its pseudonyms from the house's and other series'. Of "" it
 * is the house. Also what a session of that series is before it is opened. */
void access_series(const char *series, struct view_session *scope);

/* What person is in the session (&access_house: in the house alone; a series: in it or the house). */
enum journal_result access_standing(struct journal_txn *txn, const struct view_session *session,
    const uint8_t person[WRITER_BYTES], struct standing *standing);
/* The furthest role that the person has anywhere. Looks through the sessions. */
enum journal_result access_anywhere(
    struct journal_txn *txn, const uint8_t person[WRITER_BYTES], enum role *role);

/* Whether the person is, or was, a member of anything that is there. Looks through the sessions. */
enum journal_result access_known(
    struct journal_txn *txn, const uint8_t person[WRITER_BYTES], bool *known);

/* Whether a member of the house or of a series is that person. */
bool access_is(const struct view_member *member, const uint8_t person[WRITER_BYTES]);
/* The person's next membership in a series after *member, whose number is 0 to begin with. JOURNAL_ABSENT at the end. */
enum journal_result access_series_next(
    struct journal_txn *txn, const uint8_t person[WRITER_BYTES], struct view_member *member);

/* Whether the standing has that room. */
bool access_room(const struct standing *standing, const char *room);

#endif
