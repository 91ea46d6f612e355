/* proto/command_erase.c - the bodies of note redact, session delete and redacted; see command.h. */
#include <string.h>

#include "proto/command_internal.h"
#include "proto/wire/id.h"

void note_redact_encode(const struct note_redact *redact, struct buffer *out)
{
	pack_map(out, redact->own ? 2 : 4);
	if (redact->own) {
		pack_key_bin(out, "c", redact->note, ID_BYTES);
	} else {
		pack_key_uint(out, "o", redact->objective);
		pack_key_uint(out, "n", redact->number);
		pack_key_text(out, "i", redact->id);
	}
	pack_key_text(out, "y", redact->reason);
}

enum error note_redact_decode(struct note_redact *redact, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*redact = (struct note_redact){ .own = wire_has(&wire, "c") };
	if (redact->own) {
		wire_bytes(&wire, "c", redact->note, ID_BYTES);
	} else {
		redact->objective = (uint32_t)wire_uint(&wire, "o", 1, OBJECTIVE_MAX);
		redact->number = wire_uint(&wire, "n", 1, UINT64_MAX);
		wire_text_copy(&wire, "i", PUBLIC_ID_CHARS, redact->id, sizeof redact->id);
		if (!public_id_valid(redact->id))
			wire_fail(&wire, "i", "must be a note's public id");
	}
	redact->reason = reason_decode(&wire, arena);
	return wire_close(&wire);
}

void session_delete_encode(const struct session_delete *order, struct buffer *out)
{
	pack_map(out, 1);
	pack_key_text(out, "y", order->reason);
}

enum error session_delete_decode(struct session_delete *order, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	order->reason = reason_decode(&wire, arena);
	return wire_close(&wire);
}

void redacted_encode(const struct redacted *redacted, struct buffer *out)
{
	pack_map(out, 1);
	pack_key_bin(out, "l", (const uint8_t *)redacted->notes, redacted->count * ID_BYTES);
}

enum error redacted_decode(struct redacted *redacted, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal)
{
	struct wire wire;
	size_t bytes = 0;
	*redacted = (struct redacted){ .count = 0 };
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	const uint8_t *list =
	    wire_bin_or_null(&wire, "l", (size_t)REDACTED_ASK_MAX * ID_BYTES, &bytes);
	if (list == NULL || bytes % ID_BYTES != 0)
		wire_fail(&wire, "l", "must be ids of 16 bytes, one after the other");
	else
		redacted->notes = arena_take(arena, bytes / ID_BYTES, ID_BYTES);
	if (list != NULL && redacted->notes != NULL && bytes > 0)
		memcpy(redacted->notes, list, bytes);
	if (list != NULL && redacted->notes == NULL && bytes > 0)
		wire_fail(&wire, "l", "is more than there is memory for");
	redacted->count = redacted->notes == NULL ? 0 : bytes / ID_BYTES;
	return wire_close(&wire);
}
