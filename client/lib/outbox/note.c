/*
 * client/lib/outbox/note.c - writing: checked as the broker checks it, by the broker's own decoder, then
 * kept. What is wrong in itself is told at once, to the person who still has the text before her.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/lib/rapporteur_internal.h"
#include "proto/wire/id.h"
#include "proto/wire/text.h"

/* A text that is no UTF-8 would only be "bad bytes" to the decoder. */
static enum error utf8_check(const struct note_put *put, struct refusal *refusal)
{
	const struct {
		const char *field;
		const char *text;
	} texts[] = { { "room", put->room }, { "category", put->category }, { "lens", put->lens },
		{ "language", put->language }, { "ref", put->ref }, { "text", put->text },
		{ "speaker", put->speaker }, { "body", put->body } };
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		const char *text = texts[i].text;
		if (text == NULL)
			continue;
		size_t size = strnlen(text, NOTE_INPUT_BYTES_MAX + 1);
		if (size > NOTE_INPUT_BYTES_MAX)
			return refuse(refusal, ERROR_TEXT_LONG, "field %s", texts[i].field);
		if (!text_utf8_valid((const uint8_t *)text, size))
			return refuse(refusal, ERROR_UTF8, "field %s", texts[i].field);
	}
	return ERROR_NONE;
}

static enum error session_check(const char *session, struct refusal *refusal)
{
	if (session != NULL && text_key_valid(session, SESSION_KEY_MAX))
		return ERROR_NONE;
	return refuse(refusal, ERROR_FIELD,
	    "session: must be 1 to 64 letters, digits, - _ . and begin with a letter or digit");
}

/* Encodes put's normal form to out. */
static enum error note_check(bool amend, const struct rapporteur_note *note, struct arena *arena,
    struct buffer *out, struct refusal *refusal)
{
	struct note_put given = note->put;
	enum error error = session_check(note->session, refusal);
	if (error == ERROR_NONE)
		error = utf8_check(&given, refusal);
	if (error != ERROR_NONE)
		return error;
	if (given.room == NULL)
		given.room = "";
	if (given.text == NULL)
		given.text = "";
	struct buffer raw;
	buffer_init(&raw, MESSAGE_BYTES_MAX * 2);
	note_put_encode(amend, &given, &raw);
	struct note_put put;
	if (raw.failed)
		error = refuse(refusal, ERROR_TOO_BIG, "the note");
	else
		error = note_put_decode(amend, &put, arena, raw.bytes, raw.size, refusal);
	if (error == ERROR_NONE)
		note_put_encode(amend, &put, out);
	if (error == ERROR_NONE && (out->failed || out->size > EVENT_BODY_BYTES_MAX))
		error = refuse(refusal, ERROR_TOO_BIG, "the note");
	buffer_close(&raw);
	return error;
}

static void own_id(uint8_t id[ID_BYTES])
{
	uint8_t random[ID_RANDOM_BYTES];
	randombytes_buf(random, sizeof random);
	id_make(id, clock_wall_ms(), random);
}

struct drafts {
	struct outbox_draft *items;
	uint8_t (*ids)[ID_BYTES];
	struct buffer *bodies;
	size_t count;
};

static void drafts_close(struct drafts *drafts)
{
	for (size_t i = 0; i < drafts->count; i++)
		buffer_close(&drafts->bodies[i]);
	free(drafts->items);
	free(drafts->ids);
	free(drafts->bodies);
	*drafts = (struct drafts){ 0 };
}

static bool drafts_open(struct drafts *drafts, size_t count)
{
	*drafts = (struct drafts){ .items = calloc(count, sizeof *drafts->items),
		.ids = calloc(count, sizeof *drafts->ids),
		.bodies = calloc(count, sizeof *drafts->bodies) };
	if (drafts->items == NULL || drafts->ids == NULL || drafts->bodies == NULL) {
		drafts_close(drafts);
		return false;
	}
	for (size_t i = 0; i < count; i++)
		buffer_init(&drafts->bodies[i], OUTBOX_BODY_BYTES_MAX);
	drafts->count = count;
	return true;
}

static enum error draft_make(struct rapporteur *rapporteur, bool amend,
    const struct rapporteur_note *note, struct drafts *drafts, size_t index,
    struct refusal *refusal)
{
	struct arena arena;
	arena_init(&arena, MESSAGE_BYTES_MAX * 2);
	enum error error = note_check(amend, note, &arena, &drafts->bodies[index], refusal);
	arena_close(&arena);
	if (error != ERROR_NONE)
		return error;
	if (note->id_given && !id_valid(note->id))
		return refuse(refusal, ERROR_FIELD, "id: must be a UUIDv7");
	if (note->id_given)
		memcpy(drafts->ids[index], note->id, ID_BYTES);
	else
		own_id(drafts->ids[index]);
	drafts->items[index] = (struct outbox_draft){
		.message = amend ? MESSAGE_NOTE_AMEND : MESSAGE_NOTE_SUBMIT,
		.id = drafts->ids[index],
		.writer = note->id_given ? note->writer : rapporteur->outbox.writer,
		.session = note->session,
		.body = drafts->bodies[index].bytes,
		.body_size = drafts->bodies[index].size,
	};
	return ERROR_NONE;
}

static enum rapporteur_result write_notes(struct rapporteur *rapporteur, bool amend,
    const struct rapporteur_note *notes, size_t count, uint64_t *sequences, size_t *wrong,
    struct refusal *refusal)
{
	struct refusal unused;
	if (refusal == NULL)
		refusal = &unused;
	*refusal = (struct refusal){ .error = ERROR_NONE };
	if (rapporteur->passing)
		return RAPPORTEUR_STATE;
	if (count == 0 || count > RAPPORTEUR_NOTES_MAX) {
		refuse(refusal, ERROR_FIELD, "from 1 to %u notes at once", RAPPORTEUR_NOTES_MAX);
		return RAPPORTEUR_ARGUMENT;
	}
	struct drafts drafts;
	if (!drafts_open(&drafts, count))
		return RAPPORTEUR_MEMORY;
	enum rapporteur_result result = RAPPORTEUR_OK;
	for (size_t i = 0; result == RAPPORTEUR_OK && i < count; i++) {
		if (draft_make(rapporteur, amend, &notes[i], &drafts, i, refusal) == ERROR_NONE)
			continue;
		result = RAPPORTEUR_ARGUMENT;
		if (wrong != NULL)
			*wrong = i;
	}
	if (result == RAPPORTEUR_OK)
		result = outbox_add(&rapporteur->outbox, drafts.items, count, sequences);
	drafts_close(&drafts);
	if (result == RAPPORTEUR_OK)
		offer_written(rapporteur, sequences, count);
	return result;
}

enum rapporteur_result rapporteur_note(struct rapporteur *rapporteur,
    const struct rapporteur_note *note, uint64_t *sequence, struct refusal *refusal)
{
	return write_notes(rapporteur, false, note, 1, sequence, NULL, refusal);
}

enum rapporteur_result rapporteur_notes(struct rapporteur *rapporteur,
    const struct rapporteur_note *notes, size_t count, uint64_t *sequences, size_t *wrong,
    struct refusal *refusal)
{
	return write_notes(rapporteur, false, notes, count, sequences, wrong, refusal);
}

enum rapporteur_result rapporteur_amend(struct rapporteur *rapporteur,
    const struct rapporteur_note *note, uint64_t *sequence, struct refusal *refusal)
{
	return write_notes(rapporteur, true, note, 1, sequence, NULL, refusal);
}

enum rapporteur_result rapporteur_retract(struct rapporteur *rapporteur, const char *session,
    const struct note_retract *retract, uint64_t *sequence)
{
	struct refusal refusal;
	if (rapporteur->passing)
		return RAPPORTEUR_STATE;
	if (session_check(session, &refusal) != ERROR_NONE || !id_valid(retract->note) ||
	    retract->replaces == 0)
		return RAPPORTEUR_ARGUMENT;
	struct buffer body;
	buffer_init(&body, 256);
	note_retract_encode(retract, &body);
	uint8_t id[ID_BYTES];
	own_id(id);
	struct outbox_draft draft = { .message = MESSAGE_NOTE_RETRACT,
		.id = id,
		.writer = rapporteur->outbox.writer,
		.session = session,
		.body = body.bytes,
		.body_size = body.size };
	enum rapporteur_result result = RAPPORTEUR_MEMORY;
	if (!body.failed)
		result = outbox_add(&rapporteur->outbox, &draft, 1, sequence);
	buffer_close(&body);
	if (result == RAPPORTEUR_OK)
		offer_written(rapporteur, sequence, 1);
	return result;
}

enum rapporteur_result rapporteur_entry_next(
    struct rapporteur *rapporteur, uint64_t sequence, struct entry *entry)
{
	if (rapporteur->passing)
		return RAPPORTEUR_ABSENT;
	return outbox_next(&rapporteur->outbox, OUTBOX_ALL, sequence, &rapporteur->shown, entry);
}

enum rapporteur_result rapporteur_entry_forget(struct rapporteur *rapporteur, uint64_t sequence)
{
	return rapporteur->passing ? RAPPORTEUR_ABSENT
				   : outbox_forget(&rapporteur->outbox, sequence);
}

struct rapporteur_counts rapporteur_counts(const struct rapporteur *rapporteur)
{
	struct rapporteur_counts counts = { 0 };
	/* The outbox is not changed; LMDB only has no const form of asking. */
	if (!rapporteur->passing)
		outbox_counts(&((struct rapporteur *)rapporteur)->outbox, &counts);
	return counts;
}
