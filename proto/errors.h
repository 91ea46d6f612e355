/*
 * proto/errors.h - every way a command can be refused: name, stable code, sentence for the person
 * who can act. A code is on the wire and in scripts: it is never reused and never renumbered.
 *
 * 1..19 the bytes, 20..39 the fields, 40..59 the session and the note, 60..79 the broker's state,
 * 80.. the session and the note again.
 */
#ifndef RAPPORTEUR_PROTO_ERRORS_H
#define RAPPORTEUR_PROTO_ERRORS_H

#define ERRORS(X) \
	X(ERROR_NONE, 0, "ok", "Done.") \
	X(ERROR_FRAMES, 1, "bad_frames", \
	    "A command is one frame. Send the envelope alone, without a delimiter.") \
	X(ERROR_BYTES, 2, "bad_bytes", \
	    "These bytes are not one well-formed msgpack map within the caps. Check the encoder.") \
	X(ERROR_TOO_BIG, 3, "too_big", "A message is at most 65,536 bytes. Send it in parts.") \
	X(ERROR_MAJOR, 4, "wrong_major", \
	    "This broker speaks protocol version 1. Install the matching version of the client.") \
	X(ERROR_TYPE, 5, "unknown_type", \
	    "This broker does not know that command. It may be older than the client: update it.") \
	X(ERROR_ENVELOPE, 6, "bad_envelope", \
	    "A field of the envelope is missing or out of range. The detail names it.") \
	X(ERROR_FIELD, 20, "bad_field", \
	    "A field is missing, of another type or out of range. The detail names it.") \
	X(ERROR_TEXT_EMPTY, 21, "text_empty", \
	    "The note has no text. Write at least one character.") \
	X(ERROR_TEXT_LONG, 22, "text_long", \
	    "A note is at most 4,000 characters. Split it into one note a point.") \
	X(ERROR_UTF8, 23, "bad_utf8", "The text is not UTF-8. Save or send it as UTF-8.") \
	X(ERROR_PROGRAMME, 24, "bad_programme", \
	    "The programme does not hold together. The detail names the place: correct it there.") \
	X(ERROR_PART, 25, "bad_part", \
	    "A part is out of order, or the whole has another digest. Send all parts again from 0.") \
	X(ERROR_NO_SESSION, 40, "no_session", \
	    "There is no session of that name. See `rapporteur session list`.") \
	X(ERROR_SESSION_EXISTS, 41, "session_exists", \
	    "A session of that name is open already. Update it, or choose another name.") \
	X(ERROR_SESSION_CLOSED, 42, "session_closed", \
	    "The session is closed. Ask its secretariat to admit late notes.") \
	X(ERROR_NO_ROOM, 43, "no_room", \
	    "The session has no room of that name. The detail lists them.") \
	X(ERROR_NO_OBJECTIVE, 44, "no_objective", \
	    "The session has no objective of that number. The detail lists them.") \
	X(ERROR_NO_CATEGORY, 45, "no_category", \
	    "The session has no category of that key. The detail lists them.") \
	X(ERROR_NO_LENS, 46, "no_lens", \
	    "The session has no lens of that key. The detail lists them.") \
	X(ERROR_NO_NOTE, 47, "no_note", "There is no such note in this session.") \
	X(ERROR_NOT_YOURS, 48, "not_yours", "Only its writer may change a note.") \
	X(ERROR_STALE, 49, "stale", \
	    "The note has changed since. Look at what stands now, then send the change again.") \
	X(ERROR_ID_TAKEN, 50, "id_taken", \
	    "That command id was used for something else. Keep the text and send it under a new id.") \
	X(ERROR_IN_USE, 51, "in_use", \
	    "Notes stand under something that the new programme leaves out. The detail names it.") \
	X(ERROR_NOT_ALLOWED, 52, "not_allowed", "Your role does not allow that.") \
	X(ERROR_TOO_MANY_SESSIONS, 53, "too_many_sessions", \
	    "This broker holds as many sessions as it may. Start another one with an empty journal.") \
	X(ERROR_NO_CURATION, 54, "no_curation", \
	    "There is no such act of curation in this session. See `rapporteur curation`.") \
	X(ERROR_REDACTED, 55, "redacted", \
	    "The note was redacted: its text is erased everywhere, and does not come back.") \
	X(ERROR_SESSION_OPEN, 56, "session_open", \
	    "The session is open: there is nothing to reopen.") \
	X(ERROR_NOT_MEMBER, 57, "not_member", \
	    "Your key belongs to nobody here. Ask the secretariat for an invitation, then join with it.") \
	X(ERROR_TOKEN, 58, "bad_token", \
	    "There is no such invitation, or its time is over. Ask the secretariat for another.") \
	X(ERROR_TOKEN_USED, 59, "token_used", \
	    "That invitation was used by somebody else. Tell the secretariat, and ask for another.") \
	X(ERROR_BUSY, 60, "busy", \
	    "The broker is busy. Send the same again after the time it says.") \
	X(ERROR_BEHIND, 61, "behind", \
	    "The broker lacks events you have seen: it was restored. Offer again what you keep.") \
	X(ERROR_FULL, 62, "disk_full", \
	    "The broker's disk is full: nothing was saved. Keep the text; the operator must make room.") \
	X(ERROR_DAMAGED, 63, "damaged", \
	    "A record on the broker's disk is damaged. The operator must run `rapporteurd check`.") \
	X(ERROR_STOPPING, 64, "stopping", \
	    "The broker is stopping. Send the same again in a moment.") \
	X(ERROR_SESSION_NOT_CLOSED, 80, "session_not_closed", \
	    "Only a closed session is deleted. Close it first: `rapporteur session close`.")

#define X(name, code, word, sentence) name = (code),
enum error { ERRORS(X) };
#undef X

/* The stable word ("stale") and the sentence of an error; for a code we do not know, "unknown" and a
 * sentence that says to update. Static strings. */
const char *error_word(enum error error);
const char *error_sentence(enum error error);

#define REFUSAL_DETAIL_MAX 240u /* bytes, terminator included */

/* Why a command was refused. A value: copy it freely. */
struct refusal {
	enum error error;
	char
	    detail[REFUSAL_DETAIL_MAX]; /* which field, which keys there are; never a note's text */
};

/* Sets both; the detail is cut at its cap on a character's edge. Returns error, so that a check can
 * end with `return refuse(...)`. */
enum error refuse(struct refusal *refusal, enum error error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
