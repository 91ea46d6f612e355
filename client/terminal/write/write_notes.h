/*
 * client/terminal/write/write_notes.h - what `write` shows above its line: one's own last notes of the room with where
 * each of them is, and what others wrote there. It takes what the outbox and the feed say, and asks nobody.
 *
 * The feed has no names, and neither has this: another's note is one that the room has and this outbox has not.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_WRITE_WRITE_NOTES_H
#define RAPPORTEUR_CLIENT_TERMINAL_WRITE_WRITE_NOTES_H

#include "client/terminal/terminal.h"

#define OWN_NOTES_MAX   200u
#define OTHER_NOTES_MAX 50u
#define OWN_STATE_BYTES 64u

struct own_note {
	uint8_t id[ID_BYTES];
	uint64_t sequence;
	char public_id[PUBLIC_ID_CHARS + 1]; /* "": it has none yet */
	uint64_t event;                      /* that stands, as the outbox knows; 0: none yet */
	enum entry_state state;              /* of the note itself */
	bool late;
	enum error error; /* refused */
	uint64_t changes; /* of it, that are on this device only */
	bool retracted;
	char *text; /* as its author last left it; owned */
	uint32_t objective;
	char room[ROOM_KEY_MAX + 1];
	char category[CATEGORY_KEY_MAX + 1]; /* "": the programme's first */
	char lens[LENS_KEY_MAX + 1];         /* "": none */
	char language[LANG_MAX + 1];
	char ref[REF_MAX + 1];
	/* As the feed has it: */
	bool seen;
	enum note_place place;
	uint32_t point;      /* place in its cell, as `2.challenge.3`; 0: in none */
	uint32_t point_told; /* --plain: the one that was told */
	char point_category[CATEGORY_KEY_MAX + 1]; /* of the point: a moderator may have moved it */
};

struct other_note {
	uint64_t number;
	uint32_t objective;
	char category[CATEGORY_KEY_MAX + 1];
	char *text; /* owned */
};

struct write_notes {
	char session[SESSION_KEY_MAX + 1];
	char room[ROOM_KEY_MAX + 1];
	struct own_note own[OWN_NOTES_MAX]; /* the oldest first */
	size_t own_count;
	struct other_note others[OTHER_NOTES_MAX]; /* the oldest first */
	size_t other_count;
	uint64_t others_newest; /* number of the newest that was ever there */
	uint64_t others_new;    /* that came with the last update */
	bool full;              /* memory ran out: something is shown as it was */
};

void write_notes_init(struct write_notes *notes, const char *session, const char *room);
void write_notes_close(struct write_notes *notes);
/* An entry of the outbox, new or changed. */
void write_notes_entry(struct write_notes *notes, const struct entry *entry);
/* Forgets a refused note of its sequence. */
void write_notes_forget(struct write_notes *notes, uint64_t sequence);
/* The feed; programme may be NULL. */
void write_notes_feed(struct write_notes *notes, const struct programme *programme,
    const struct watch_update *update);

/* Where the note is, in words: "on this device", "in point 3", "refused: text_long". */
void own_note_state(const struct own_note *note, char text[OWN_STATE_BYTES]);
/* "2.challenge", "2.challenge #gender"; what the note leaves out is the programme's first. */
#define OWN_CELL_BYTES 96u
void own_note_cell(
    const struct own_note *note, const struct programme *programme, char text[OWN_CELL_BYTES]);

#endif
