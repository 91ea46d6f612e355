/*
 * tests/unit/write_fixture.h - a programme, an outbox's entries and a feed for the models of the screens, without an
 * outbox and a feed. cmocka is included before it.
 */
#ifndef RAPPORTEUR_TESTS_WRITE_FIXTURE_H
#define RAPPORTEUR_TESTS_WRITE_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "client/terminal/terminal.h"

static inline struct programme small_programme(void)
{
	static struct programme_category categories[] = { { .key = "challenge", .heading = "C" },
		{ .key = "covid", .heading = "V" }, { .key = "practice", .heading = "P" },
		{ .key = "recommendation", .heading = "R" } };
	static const char *lenses[] = { "gender", "youth", "young-men" };
	static struct programme_objective objectives[] = { { .number = 2, .title = "Drivers" },
		{ .number = 5, .title = "Pathways" } };
	static uint32_t of_room[] = { 2, 5 };
	static struct programme_room rooms[] = {
		{ .key = "WG-2", .round = 1, .objectives = of_room, .objective_count = 2 }
	};
	static struct programme_round rounds[] = {
		{ .number = 1, .start = "2020-10-28T11:30", .end = "2020-10-28T12:20" }
	};
	struct programme programme;
	programme_init(&programme);
	programme.session = "gcm-1";
	programme.title = "A first try";
	programme.categories = categories;
	programme.category_count = 4;
	programme.lenses = lenses;
	programme.lens_count = 3;
	programme.objectives = objectives;
	programme.objective_count = 2;
	programme.rooms = rooms;
	programme.room_count = 1;
	programme.rounds = rounds;
	programme.round_count = 1;
	return programme;
}

/* An entry whose id tells `note`; body is the caller's to close. */
static inline struct entry entry_of(enum message message, uint64_t sequence, uint8_t note,
    enum entry_state state, const struct note_put *put, struct buffer *body)
{
	struct entry entry = { .sequence = sequence,
		.message = message,
		.session = "gcm-1",
		.state = state,
		.number = 100 + sequence };
	entry.id[0] = message == MESSAGE_NOTE_SUBMIT ? note : (uint8_t)(100 + sequence);
	memcpy(entry.public_id, "note00000000", sizeof entry.public_id);
	entry.public_id[4] = (char)('a' + note);
	buffer_init(body, MESSAGE_BYTES_MAX);
	if (message == MESSAGE_NOTE_RETRACT) {
		struct note_retract retract = { .replaces = 1, .note = { note } };
		note_retract_encode(&retract, body);
	} else {
		struct note_put as = *put;
		memset(as.note, 0, sizeof as.note);
		as.note[0] = note;
		note_put_encode(message == MESSAGE_NOTE_AMEND, &as, body);
	}
	entry.body = body->bytes;
	entry.body_size = body->size;
	return entry;
}

#endif
