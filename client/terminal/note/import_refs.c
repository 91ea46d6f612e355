/* client/terminal/note/import_refs.c - see import_refs.h. */
#include "client/terminal/note/import_refs.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS (2u * IMPORT_REFS_MAX)

void import_refs_init(struct import_refs *refs)
{
	*refs = (struct import_refs){ .seen = NULL };
}

void import_refs_close(struct import_refs *refs)
{
	free(refs->seen);
	*refs = (struct import_refs){ .seen = NULL };
}

static uint64_t hash_of(const struct import_line *note, uint32_t which)
{
	uint8_t bytes[crypto_generichash_BYTES_MIN];
	char numbers[48];
	crypto_generichash_state state;
	(void)snprintf(numbers, sizeof numbers, "%" PRIu32 " %" PRIu32 " %" PRIu32, note->round,
	    note->objective, which);
	const char *const texts[] = { "import what it says", numbers, note->room, note->category,
		note->lens, note->language, note->rapporteur, note->speaker, note->body,
		note->text };
	crypto_generichash_init(&state, NULL, 0, sizeof bytes);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		const char *text = texts[i] == NULL ? "" : texts[i];
		crypto_generichash_update(&state, (const unsigned char *)text, strlen(text) + 1);
	}
	crypto_generichash_final(&state, bytes, sizeof bytes);
	uint64_t hash = 0;
	for (size_t i = 0; i < sizeof hash; i++)
		hash = hash << 8 | bytes[i];
	return hash == 0 ? 1 : hash; /* 0 is an empty place */
}

/* True when it is new: then it is in. */
static bool put(struct import_refs *refs, uint64_t hash)
{
	size_t at = (size_t)(hash % SLOTS);
	while (refs->seen[at] != 0 && refs->seen[at] != hash)
		at = (at + 1) % SLOTS;
	bool is_new = refs->seen[at] == 0;
	refs->seen[at] = hash;
	refs->count += is_new ? 1 : 0;
	return is_new;
}

bool import_refs_next(
    struct import_refs *refs, const struct import_line *note, char ref[IMPORT_REF_BYTES])
{
	if (refs->seen == NULL)
		refs->seen = calloc(SLOTS, sizeof *refs->seen);
	if (refs->seen == NULL || refs->count == IMPORT_REFS_MAX)
		return false;
	uint32_t which = 1;
	uint64_t hash = hash_of(note, which);
	while (!put(refs, hash))
		hash = hash_of(note, ++which);
	(void)snprintf(ref, IMPORT_REF_BYTES, "t-%016" PRIx64, hash);
	return true;
}
