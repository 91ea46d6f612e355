/*
 * client/lib/outbox/offer.c - the outbox's entries on their way: at most OFFER_WINDOW_MAX sent and not
 * answered, in the order of their writing. An entry leaves the window when its answer is in the
 * outbox on disk, not when it comes: if that fails it is sent again, which the broker answers as it
 * did before. A change waits, outside the window, until what was written of its note before it has its
 * answer (change.c).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "client/lib/rapporteur_internal.h"

#define AGAIN_SPREAD_MS 1000u
#define FULL_PAUSE_MS   5000u /* the broker's disk is full or damaged: a person must act */
#define PAUSE_MS_MIN    50u
#define PAUSE_MS_MAX    60000u

/* --- what this process wrote -------------------------------------------------------------- */

/* Where the sequence is or belongs. */
static size_t own_find(const struct offer *offer, uint64_t sequence)
{
	size_t low = 0;
	size_t high = offer->own_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (offer->own[middle] < sequence)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void own_add(struct offer *offer, uint64_t sequence)
{
	size_t at = own_find(offer, sequence);
	if (at < offer->own_count && offer->own[at] == sequence)
		return;
	if (offer->own_count == offer->own_capacity) {
		size_t capacity = offer->own_capacity == 0 ? 64 : offer->own_capacity * 2;
		if (capacity > OWN_MAX)
			return; /* then only the answers that come here are told */
		uint64_t *own = realloc(offer->own, capacity * sizeof *own);
		if (own == NULL)
			return;
		offer->own = own;
		offer->own_capacity = capacity;
	}
	memmove(&offer->own[at + 1], &offer->own[at], (offer->own_count - at) * sizeof *offer->own);
	offer->own[at] = sequence;
	offer->own_count++;
}

static void own_remove(struct offer *offer, uint64_t sequence)
{
	size_t at = own_find(offer, sequence);
	if (at == offer->own_count || offer->own[at] != sequence)
		return;
	offer->own_count--;
	memmove(&offer->own[at], &offer->own[at + 1], (offer->own_count - at) * sizeof *offer->own);
}

void offer_written(struct rapporteur *rapporteur, const uint64_t *sequences, size_t count)
{
	for (size_t i = 0; i < count; i++)
		own_add(&rapporteur->offer, sequences[i]);
	offer_from_start(rapporteur);
	rapporteur_wake(rapporteur);
}

/* The entry has reached its end: told once. */
static void tell(struct rapporteur *rapporteur, uint64_t sequence)
{
	own_remove(&rapporteur->offer, sequence);
	rapporteur_tell(rapporteur, sequence);
}

/* Own entries that another process has brought to their end. */
static void own_look(struct rapporteur *rapporteur)
{
	struct offer *offer = &rapporteur->offer;
	for (size_t i = 0; i < offer->own_count;) {
		uint64_t sequence = offer->own[i];
		struct entry entry;
		enum rapporteur_result result =
		    outbox_get(&rapporteur->outbox, sequence, &rapporteur->working, &entry);
		if (result == RAPPORTEUR_ABSENT)
			own_remove(offer, sequence);
		else if (result == RAPPORTEUR_OK && entry.state != ENTRY_HERE)
			tell(rapporteur, sequence);
		/* A callback may have written or taken some: go on after this one. */
		i = own_find(offer, sequence + 1);
	}
}

/* --- the window --------------------------------------------------------------------------- */

static void window_remove(struct offer *offer, size_t index)
{
	assert(index < offer->count);
	offer->bytes -= offer->window[index].bytes;
	offer->count--;
	memmove(&offer->window[index], &offer->window[index + 1],
	    (offer->count - index) * sizeof offer->window[0]);
}

static struct offered *window_find(struct offer *offer, uint64_t sequence)
{
	for (size_t i = 0; i < offer->count; i++)
		if (offer->window[i].sequence == sequence)
			return &offer->window[i];
	return NULL;
}

static struct offered *window_find_id(struct offer *offer, const uint8_t id[ID_BYTES])
{
	for (size_t i = 0; i < offer->count; i++)
		if (memcmp(offer->window[i].id, id, ID_BYTES) == 0)
			return &offer->window[i];
	return NULL;
}

void offer_from_start(struct rapporteur *rapporteur)
{
	/* Those in the window are passed over; what is before is few, or back to be offered. */
	rapporteur->offer.cursor = 0;
	rapporteur->offer.more = true;
}

void offer_link_up(struct rapporteur *rapporteur)
{
	struct offer *offer = &rapporteur->offer;
	for (size_t i = 0; i < offer->count; i++)
		offer->window[i].again_ms = 0;
	offer_from_start(rapporteur);
}

void offer_close(struct rapporteur *rapporteur)
{
	free(rapporteur->offer.own);
	rapporteur->offer = (struct offer){ 0 };
}

static uint64_t again_after(uint64_t now, uint64_t pause_ms, uint64_t spread_ms)
{
	if (pause_ms < PAUSE_MS_MIN)
		pause_ms = PAUSE_MS_MIN;
	if (pause_ms > PAUSE_MS_MAX)
		pause_ms = PAUSE_MS_MAX;
	return now + pause_ms + jitter_ms(spread_ms);
}

/* Sends an entry with its age as of now. */
static enum send_result entry_send(
    struct rapporteur *rapporteur, const struct entry *entry, uint64_t now)
{
	struct envelope envelope = { .major = PROTOCOL_MAJOR,
		.minor = PROTOCOL_MINOR,
		.message = entry->message,
		.age_ms = entry->age_ms,
		.body = entry->body,
		.body_size = entry->body_size };
	memcpy(envelope.id, entry->id, ID_BYTES);
	memcpy(envelope.writer, entry->writer, WRITER_BYTES);
	memcpy(envelope.session, entry->session, sizeof envelope.session);
	return connection_send(rapporteur, &envelope, now);
}

/* Sends again what is due. False when the line takes no more now. */
static bool window_resend(struct rapporteur *rapporteur, uint64_t now)
{
	struct offer *offer = &rapporteur->offer;
	for (size_t i = 0; i < offer->count;) {
		struct offered *offered = &offer->window[i];
		if (offered->answered || offered->again_ms > now) {
			i++;
			continue;
		}
		struct entry entry;
		uint64_t sequence = offered->sequence;
		enum rapporteur_result result =
		    outbox_get(&rapporteur->outbox, sequence, &rapporteur->working, &entry);
		if (result == RAPPORTEUR_ABSENT ||
		    (result == RAPPORTEUR_OK && entry.state != ENTRY_HERE)) {
			window_remove(offer, i); /* another process got its answer */
			if (result == RAPPORTEUR_OK)
				tell(rapporteur, sequence);
			continue;
		}
		if (result == RAPPORTEUR_OK &&
		    !outbox_change_ready(&rapporteur->outbox, &rapporteur->working, &entry)) {
			window_remove(offer, i); /* its note is offered again, and goes first */
			offer->held = true;
			continue;
		}
		if (result != RAPPORTEUR_OK || entry_send(rapporteur, &entry, now) != SEND_DONE)
			return false;
		offered->greeting = rapporteur->connection.greeting;
		offered->again_ms = again_after(now, OFFER_AGAIN_MS, AGAIN_SPREAD_MS);
		i++;
	}
	return true;
}

/* Sets a damaged entry aside, so that it is told and the others go on. */
static void set_aside(struct rapporteur *rapporteur, uint64_t sequence)
{
	struct outbox_outcome outcome = { .sequence = sequence, .state = ENTRY_REFUSED };
	if (outbox_settle(&rapporteur->outbox, &outcome, 1, rapporteur->broker,
		&rapporteur->place) == RAPPORTEUR_OK)
		tell(rapporteur, sequence);
}

static void window_fill(struct rapporteur *rapporteur, uint64_t now)
{
	struct offer *offer = &rapporteur->offer;
	while (offer->more && offer->count < OFFER_WINDOW_MAX && offer->bytes < OFFER_BYTES_MAX) {
		struct entry entry;
		enum rapporteur_result result = outbox_next(
		    &rapporteur->outbox, OUTBOX_HERE, offer->cursor, &rapporteur->working, &entry);
		if (result != RAPPORTEUR_OK) {
			offer->more = false;
			return;
		}
		if (entry.state == ENTRY_HERE && window_find(offer, entry.sequence) == NULL) {
			if (!outbox_change_ready(
				&rapporteur->outbox, &rapporteur->working, &entry)) {
				offer->held = true;
				offer->cursor = entry.sequence;
				continue;
			}
			if (entry_send(rapporteur, &entry, now) != SEND_DONE)
				return;
			struct offered *offered = &offer->window[offer->count++];
			*offered = (struct offered){ .sequence = entry.sequence,
				.bytes = entry.body_size,
				.again_ms = again_after(now, OFFER_AGAIN_MS, AGAIN_SPREAD_MS) };
			memcpy(offered->id, entry.id, ID_BYTES);
			offered->greeting = rapporteur->connection.greeting;
			offer->bytes += entry.body_size;
		}
		offer->cursor = entry.sequence;
		if (entry.state != ENTRY_HERE)
			set_aside(rapporteur, entry.sequence);
	}
}

/* --- answers ------------------------------------------------------------------------------ */

static bool is_for_later(enum error error)
{
	return error == ERROR_BUSY || error == ERROR_STOPPING || error == ERROR_FULL ||
	    error == ERROR_DAMAGED;
}

static bool outcome_of(
    struct rapporteur *rapporteur, const struct reply *reply, struct outbox_outcome *outcome)
{
	if (reply->error != ERROR_NONE) {
		outcome->state = ENTRY_REFUSED;
		outcome->error = reply->error;
		struct refusal refusal;
		refuse(&refusal, reply->error, "%s", reply->detail);
		memcpy(outcome->detail, refusal.detail, sizeof outcome->detail);
		return true;
	}
	struct note_reply note;
	struct refusal refusal;
	if (reply->body == NULL ||
	    note_reply_decode(&note, &rapporteur->reply_arena, reply->body, reply->body_size,
		&refusal) != ERROR_NONE)
		return false;
	outcome->state = ENTRY_BROKER;
	outcome->number = reply->number;
	outcome->late = note.late;
	memcpy(outcome->public_id, note.id, sizeof outcome->public_id);
	return true;
}

/* A change that was sent before the broker said that it has all we have seen: what it changes may not be
 * there yet, or be another event. That is no answer to what was written; it goes again, after its note. */
static bool met_another_past(
    const struct rapporteur *rapporteur, const struct offered *offered, const struct reply *reply)
{
	return (reply->error == ERROR_NO_NOTE || reply->error == ERROR_STALE) &&
	    offered->greeting != rapporteur->connection.greeting;
}

bool offer_answer(struct rapporteur *rapporteur, const struct reply *reply, uint64_t now)
{
	struct offer *offer = &rapporteur->offer;
	struct offered *offered = window_find_id(offer, reply->id);
	if (offered == NULL)
		return false;
	/* Who has not said that all we have seen is there may be a broker that was set back: what it
	 * says counts when it has. All is sent again then. */
	if (offered->answered || !connection_ready(rapporteur))
		return true;
	if (is_for_later(reply->error)) {
		uint64_t pause = reply->retry_ms;
		if (reply->error == ERROR_FULL || reply->error == ERROR_DAMAGED)
			pause = pause > FULL_PAUSE_MS ? pause : FULL_PAUSE_MS;
		offered->again_ms = again_after(now, pause, pause / 2 + PAUSE_MS_MIN);
		return true;
	}
	if (met_another_past(rapporteur, offered, reply)) {
		offered->again_ms = again_after(now, 0, PAUSE_MS_MIN);
		return true;
	}
	struct outbox_outcome outcome = { .sequence = offered->sequence };
	memcpy(outcome.id, offered->id, ID_BYTES);
	if (!outcome_of(rapporteur, reply, &outcome)) {
		rapporteur->connection.malformed++;
		return true;
	}
	assert(offer->outcome_count < OFFER_WINDOW_MAX); /* one a place in the window */
	offer->outcomes[offer->outcome_count++] = outcome;
	offered->answered = true;
	return true;
}

/* With a change that is refused as redacted goes the note that it changes: its sequence, or 0. */
static uint64_t redacted_with(struct rapporteur *rapporteur, const struct outbox_outcome *outcome)
{
	struct entry entry;
	uint8_t note[ID_BYTES];
	if (outcome->error != ERROR_REDACTED ||
	    outbox_get(&rapporteur->outbox, outcome->sequence, &rapporteur->working, &entry) !=
		RAPPORTEUR_OK ||
	    !change_note(&entry, note))
		return 0;
	return outbox_sequence_find(&rapporteur->outbox, note);
}

/* Writes down what has come, with one sync, and tells it. */
static void outcomes_settle(struct rapporteur *rapporteur, uint64_t now)
{
	struct offer *offer = &rapporteur->offer;
	size_t count = offer->outcome_count;
	uint64_t notes[OFFER_WINDOW_MAX];
	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++)
		notes[i] = redacted_with(rapporteur, &offer->outcomes[i]);
	bool kept = outbox_settle(&rapporteur->outbox, offer->outcomes, count, rapporteur->broker,
			&rapporteur->place) == RAPPORTEUR_OK;
	offer->outcome_count = 0;
	outbox_clean(&rapporteur->outbox); /* one may have been redacted */
	for (size_t i = 0; i < offer->count;) {
		struct offered *offered = &offer->window[i];
		if (offered->answered && kept) {
			window_remove(offer, i);
			continue;
		}
		if (offered->answered)
			offered->again_ms = again_after(now, FULL_PAUSE_MS, AGAIN_SPREAD_MS);
		offered->answered = false;
		i++;
	}
	if (kept && offer->held) {
		offer->held = false;
		offer_from_start(rapporteur);
	}
	for (size_t i = 0; kept && i < count; i++) {
		tell(rapporteur, offer->outcomes[i].sequence);
		if (notes[i] != 0)
			tell(rapporteur, notes[i]);
	}
}

void offer_step(struct rapporteur *rapporteur, uint64_t now)
{
	struct offer *offer = &rapporteur->offer;
	if (!rapporteur->offering)
		return;
	outcomes_settle(rapporteur, now);
	if (now >= offer->look_ms) {
		offer->look_ms = now + OUTBOX_LOOK_MS + jitter_ms(OUTBOX_LOOK_MS / 4);
		if (outbox_changed_elsewhere(&rapporteur->outbox)) {
			offer_from_start(rapporteur);
			own_look(rapporteur);
		}
	}
	if (connection_ready(rapporteur) && window_resend(rapporteur, now))
		window_fill(rapporteur, now);
}

uint64_t offer_due(const struct rapporteur *rapporteur)
{
	const struct offer *offer = &rapporteur->offer;
	if (!rapporteur->offering)
		return NEVER;
	uint64_t due = offer->look_ms;
	if (!connection_ready(rapporteur))
		return due;
	/* What the line did not take is connection_due()'s. */
	for (size_t i = 0; rapporteur->connection.blocked_ms == NEVER && i < offer->count; i++)
		if (!offer->window[i].answered && offer->window[i].again_ms < due)
			due = offer->window[i].again_ms;
	return due;
}
