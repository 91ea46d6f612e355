/*
 * tests/unit/outbox_fixture.h - an outbox in a folder of its own, and the sentences that its tests
 * are made of. cmocka is included before it.
 */
#ifndef RAPPORTEUR_TESTS_OUTBOX_FIXTURE_H
#define RAPPORTEUR_TESTS_OUTBOX_FIXTURE_H

#include <sodium.h>

#include "client/lib/outbox/outbox_internal.h"
#include "proto/wire/id.h"
#include "tests/unit/state_fixture.h"

static const char broker[] = "tcp://127.0.0.1:7000";
static const struct place nowhere;

static inline int set_up(void **context)
{
	assert_true(sodium_init() >= 0);
	struct state_folder *state = calloc(1, sizeof *state);
	assert_non_null(state);
	state_make(state);
	*context = state;
	return 0;
}

static inline int tear_down(void **context)
{
	state_remove(*context);
	free(*context);
	return 0;
}

static inline void open_outbox(struct outbox *outbox, const struct state_folder *state)
{
	struct rapporteur_fault fault = { "" };
	enum rapporteur_result result = outbox_open(outbox, state->path, OUTBOX_MAP_BYTES, &fault);
	if (result != RAPPORTEUR_OK)
		print_error("%s\n", fault.what);
	assert_int_equal(result, RAPPORTEUR_OK);
}

/* A note whose id tells its number. */
static inline enum rapporteur_result add(
    struct outbox *outbox, uint32_t number, const char *session, uint64_t *sequence)
{
	uint8_t random[ID_RANDOM_BYTES] = { 0 };
	memcpy(random + 4, &number, sizeof number);
	uint8_t id[ID_BYTES];
	id_make(id, 1, random);
	static const uint8_t body[] = "\x81\xa1x\xa5seven";
	struct outbox_draft draft = { .message = MESSAGE_NOTE_SUBMIT,
		.id = id,
		.writer = outbox->writer,
		.session = session,
		.body = body,
		.body_size = sizeof body - 1 };
	return outbox_add(outbox, &draft, 1, sequence);
}

static inline void keep(struct outbox *outbox, uint32_t number, uint64_t *sequence)
{
	assert_int_equal(add(outbox, number, "gcm-1", sequence), RAPPORTEUR_OK);
}

static inline void look(struct outbox *outbox, uint64_t sequence, struct entry *entry)
{
	struct buffer bytes;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	assert_int_equal(outbox_get(outbox, sequence, &bytes, entry), RAPPORTEUR_OK);
	entry->body = NULL; /* goes with bytes */
	buffer_close(&bytes);
}

static inline void settle(struct outbox *outbox, uint64_t sequence, enum entry_state state)
{
	struct entry entry;
	look(outbox, sequence, &entry);
	struct outbox_outcome outcome = { .sequence = sequence, .state = state };
	memcpy(outcome.id, entry.id, ID_BYTES);
	if (state == ENTRY_BROKER) {
		outcome.number = 100 + sequence;
		memcpy(outcome.public_id, "0123456789ab", sizeof outcome.public_id);
	} else {
		outcome.error = ERROR_NO_ROOM;
		memcpy(outcome.detail, "WG-1, WG-2", 11);
	}
	assert_int_equal(outbox_settle(outbox, &outcome, 1, broker, &nowhere), RAPPORTEUR_OK);
}

static inline void expect_counts(
    struct outbox *outbox, uint64_t here, uint64_t at_broker, uint64_t refused)
{
	struct rapporteur_counts counts;
	assert_int_equal(outbox_counts(outbox, &counts), RAPPORTEUR_OK);
	assert_int_equal(counts.here, here);
	assert_int_equal(counts.broker, at_broker);
	assert_int_equal(counts.refused, refused);
}

#endif
