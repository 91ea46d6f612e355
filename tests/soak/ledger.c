/* tests/soak/ledger.c - see ledger.h. */
#include "tests/soak/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PLACES_FIRST 4096u

void ledger_open(struct ledger *ledger)
{
	*ledger = (struct ledger){ .place_count = PLACES_FIRST };
	ledger->places = calloc(PLACES_FIRST, sizeof *ledger->places);
	assert(ledger->places != NULL);
}

void ledger_close(struct ledger *ledger)
{
	for (size_t i = 0; i < ledger->count; i++)
		free(ledger->records[i].text);
	free(ledger->records);
	free(ledger->places);
	*ledger = (struct ledger){ 0 };
}

/* Where the id is or belongs. Its last bytes are random. */
static size_t place_of(const struct ledger *ledger, const uint8_t id[ID_BYTES])
{
	uint64_t hash = 0;
	memcpy(&hash, &id[ID_BYTES / 2], sizeof hash);
	size_t at = hash % ledger->place_count;
	while (ledger->places[at] != 0 &&
	    memcmp(ledger->records[ledger->places[at] - 1].id, id, ID_BYTES) != 0)
		at = (at + 1) % ledger->place_count;
	return at;
}

struct record *ledger_find(const struct ledger *ledger, const uint8_t id[ID_BYTES])
{
	size_t place = ledger->places[place_of(ledger, id)];
	return place == 0 ? NULL : &ledger->records[place - 1];
}

static void places_grow(struct ledger *ledger)
{
	assert(ledger->place_count > 0);
	assert(ledger->records != NULL);
	free(ledger->places);
	ledger->place_count *= 2;
	ledger->places = calloc(ledger->place_count, sizeof *ledger->places);
	assert(ledger->places != NULL);
	for (size_t i = 0; i < ledger->count; i++)
		ledger->places[place_of(ledger, ledger->records[i].id)] = i + 1;
}

struct record *ledger_add(
    struct ledger *ledger, size_t person, const struct entry *entry, size_t note, const char *text)
{
	assert(ledger_find(ledger, entry->id) == NULL);
	if (ledger->count == ledger->capacity) {
		ledger->capacity = ledger->capacity == 0 ? 1024 : ledger->capacity * 2;
		ledger->records =
		    realloc(ledger->records, ledger->capacity * sizeof *ledger->records);
		assert(ledger->records != NULL);
	}
	if (2 * ledger->count >= ledger->place_count)
		places_grow(ledger);
	size_t index = ledger->count;
	struct record *record = &ledger->records[index];
	*record = (struct record){ .message = entry->message,
		.person = person,
		.note = note == SIZE_MAX ? index : note,
		.text = text == NULL ? NULL : strdup(text) };
	memcpy(record->id, entry->id, ID_BYTES);
	ledger->places[place_of(ledger, entry->id)] = index + 1;
	ledger->count++;
	return record;
}

bool ledger_is_forgotten(const struct ledger *ledger, const struct record *record)
{
	const struct record *note = &ledger->records[record->note];
	return note != record && note->state == RECORD_REFUSED && note->error == ERROR_REDACTED;
}

void ledger_told(
    struct ledger *ledger, struct record *record, const struct entry *entry, uint64_t restores)
{
	if (entry->state == ENTRY_HERE) {
		record->state = RECORD_KEPT; /* offered again */
		return;
	}
	record->restores = restores;
	record->error = entry->error;
	if (entry->state == ENTRY_REFUSED) {
		record->state = RECORD_REFUSED;
		return;
	}
	ledger->saved += record->was_saved ? 0 : 1;
	record->state = RECORD_SAVED;
	record->was_saved = true;
	record->number = entry->number;
	memcpy(record->public_id, entry->public_id, sizeof record->public_id);
	struct record *note = &ledger->records[record->note];
	if (entry->number > note->current || restores != note->current_restores) {
		note->current = entry->number;
		note->current_restores = restores;
	}
}
