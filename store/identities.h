/*
 * store/identities.h - who is behind a pseudonym, and who is invited: the private part of what a broker
 * keeps, an LMDB environment of its own in DIR/identities. The journal names nobody; this file does. The
 * press, the report and the exporters have no handle to it, and `make lint` sees to that.
 *
 *   person      16 random bytes, drawn when a key first joins; never told to anybody. A session's pseudonym
 *               is made of it with the session's secret, so that two sessions' cannot be linked.
 *   key         the person's CURVE key; rekeying moves the person to another
 *   invitation  by the hash of its token; what it grants, how many more it lets in, until when
 *
 * Promises:
 *   (1) Every change is synced when the function answers IDENTITIES_OK. It comes before the event that rests
 *       on it, so that no event names a pseudonym that nobody is behind; the other way round harms nobody.
 *   (2) Taking up an invitation again with the same key grants the same again and counts once.
 *   (3) Of a token only the hash is kept.
 * One thread. Another process may open the same folder (LMDB's locks).
 */
#ifndef RAPPORTEUR_STORE_IDENTITIES_H
#define RAPPORTEUR_STORE_IDENTITIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/command.h"

struct identities;

#define IDENTITIES_RESULTS(X) \
	X(IDENTITIES_OK, "Done.") \
	X(IDENTITIES_ABSENT, "There is no such person or invitation.") \
	X(IDENTITIES_OVER, "The invitation's time is over.") \
	X(IDENTITIES_USED, "The invitation was used up.") \
	X(IDENTITIES_FULL, "There are as many people or invitations as one broker may hold.") \
	X(IDENTITIES_DAMAGED, "A record of the identities is damaged: restore their backup.") \
	X(IDENTITIES_BUSY, "Another program uses the identities: it is tried again.") \
	X(IDENTITIES_DISK, "The identities cannot be read or written: check the disk.")
#define X(name, sentence) name,
enum identities_result { IDENTITIES_RESULTS(X) };
#undef X
const char *identities_result_sentence(enum identities_result result);

struct person {
	uint8_t id[WRITER_BYTES];
	uint8_t key[CURVE_KEY_BYTES];
	char name[PERSON_NAME_BYTES_MAX + 1]; /* "": not said */
};

struct invitation {
	char session[SESSION_KEY_MAX + 1]; /* "": the house */
	char series[SESSION_KEY_MAX + 1];  /* of the house: that series alone; "": all */
	enum role role;
	size_t room_count; /* 0: every room */
	char rooms[MEMBER_ROOMS_MAX][ROOM_KEY_MAX + 1];
	uint32_t count; /* how many more it lets in */
	uint64_t expires_ms;
};

/* Opens DIR/identities; makes it (0700, its file 0600) when `make` is set. Sets *identities on
 * IDENTITIES_OK; IDENTITIES_ABSENT: it is not there. */
enum identities_result identities_open(struct identities **identities, const char *dir, bool make);
void identities_close(struct identities *identities); /* NULL is harmless */

/* Copies the identities of the folder `dir`, also while a broker uses it, to the new folder `to`/identities (0700), compact
 * and synced, and reads the copy to its end. `to` is there. IDENTITIES_ABSENT: dir has none. */
enum identities_result identities_copy(const char *dir, const char *to);

/* Told everybody, once each, in the order of their ids; false ends the walk. */
typedef bool identities_visit(void *context, const struct person *person);
enum identities_result identities_walk(
    struct identities *identities, identities_visit *visit, void *context);
enum identities_result identities_person(
    struct identities *identities, const uint8_t id[WRITER_BYTES], struct person *person);

/* Keeps an invitation under its token's hash; the same hash again changes nothing. Those that are over at
 * now_ms go. */
enum identities_result identities_invite(struct identities *identities,
    const uint8_t hash[HASH_BYTES], const struct invitation *invitation, uint64_t now_ms);

/* A key takes an invitation up. fresh: the id of the person if the key is nobody's yet (random). name: "" keeps
 * what is there. Sets *person and *invitation on IDENTITIES_OK only. */
struct taking {
	const uint8_t *hash;  /* HASH_BYTES */
	const uint8_t *key;   /* CURVE_KEY_BYTES */
	const uint8_t *fresh; /* WRITER_BYTES */
	const char *name;
	uint64_t now_ms;
};
enum identities_result identities_take(struct identities *identities, const struct taking *taking,
    struct person *person, struct invitation *invitation);

/* Somebody else tried an invitation that is used up. If one person alone had taken it up, that is kept for that person to
 * be told, once a minute at most, and *person is set. IDENTITIES_ABSENT: there is nobody to tell. */
enum identities_result identities_tried(struct identities *identities,
    const uint8_t hash[HASH_BYTES], uint64_t now_ms, uint8_t person[WRITER_BYTES]);
struct tried {
	uint32_t count;
	uint32_t told; /* of them */
	uint64_t last_ms;
};
/* Zeros: nobody tried. */
enum identities_result identities_news(
    struct identities *identities, const uint8_t person[WRITER_BYTES], struct tried *tried);
/* The person knows. */
enum identities_result identities_told(
    struct identities *identities, const uint8_t person[WRITER_BYTES]);

/* Notes, synced, that somebody may have to be forgotten, and whether that was noted: before a session is deleted, so that
 * it is done whatever dies. */
bool identities_mark(struct identities *identities);
bool identities_marked(const struct identities *identities);
/* Forgets the invitations of sessions that do not stay, and everybody who neither stays nor was let in by an invitation that
 * is still there; no byte of them is left in the file. Takes the mark away. IDENTITIES_BUSY: they are forgotten, but
 * another process has the file open, and their bytes stay until the next call. */
struct identities_sweep {
	bool (*session_stays)(void *context, const char *session);
	bool (*person_stays)(void *context, const uint8_t id[WRITER_BYTES]);
	void (*key_gone)(void *context, const uint8_t key[CURVE_KEY_BYTES]);
	void *context;
};
enum identities_result identities_sweep(
    struct identities *identities, const struct identities_sweep *sweep);

/* The person has another key from now on; the same again changes nothing. IDENTITIES_USED: that key is
 * somebody else's. */
enum identities_result identities_rekey(struct identities *identities,
    const uint8_t id[WRITER_BYTES], const uint8_t key[CURVE_KEY_BYTES], struct person *person);

#endif
