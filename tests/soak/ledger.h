/*
 * tests/soak/ledger.h - what was promised to whom: every command that a person was told is kept,
 * and what she was told of it since. Nothing of the system is asked for it; the world's end is held
 * against it.
 */
#ifndef RAPPORTEUR_TESTS_SOAK_LEDGER_H
#define RAPPORTEUR_TESTS_SOAK_LEDGER_H

#include "client/lib/rapporteur.h"

enum record_state { RECORD_KEPT, RECORD_SAVED, RECORD_REFUSED };

struct record {
	uint8_t id[ID_BYTES];
	enum message message;
	size_t person;
	size_t note; /* of the record that submitted it: for a submit its own place */
	enum record_state state;
	bool was_saved;    /* told so once, whatever came later */
	uint64_t number;   /* of its event, when SAVED */
	uint64_t restores; /* of the broker before it was told last */
	enum error error;
	char public_id[PUBLIC_ID_CHARS + 1];
	char *text; /* owned; NULL: a retraction */
	/* Of a submit: */
	uint64_t current; /* the newest event known that says what stands */
	uint64_t current_restores;
	bool retracted; /* asked for */
	bool redacted;  /* told so */
};

struct ledger {
	struct record *records; /* owned */
	size_t count;
	size_t capacity;
	size_t *places; /* owned; by id: 1 + index, 0 is free */
	size_t place_count;
	uint64_t saved;   /* times somebody was told so for the first time */
	uint64_t unheard; /* kept, though who wrote it died before hearing so */
};

void ledger_open(struct ledger *ledger);
void ledger_close(struct ledger *ledger);
/* NULL: never promised. Borrowed until the next one is added. */
struct record *ledger_find(const struct ledger *ledger, const uint8_t id[ID_BYTES]);
/* Copies text. note SIZE_MAX: it is a submit. */
struct record *ledger_add(
    struct ledger *ledger, size_t person, const struct entry *entry, size_t note, const char *text);
/* A change of a note that is known to be redacted: nobody keeps it. */
bool ledger_is_forgotten(const struct ledger *ledger, const struct record *record);
/* The person was told of the entry. */
void ledger_told(
    struct ledger *ledger, struct record *record, const struct entry *entry, uint64_t restores);

#endif
