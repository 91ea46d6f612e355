/*
 * client/lib/outbox/outbox_record.c - an entry's bytes: map {m, i, w, s, z, b, u, t, x}, of a change where
 * they are known {a, r}, of one that the broker has also {n, p, l}, of one that was refused {e, d};
 * then eight bytes of SipHash-2-4 with a key of zeros over sequence | map: a checksum, not a secret.
 * LMDB has none, and a flipped bit must not become a note.
 */
#include <sodium.h>
#include <string.h>

#include "client/lib/outbox/outbox_internal.h"
#include "proto/wire/text.h"
#include "proto/wire/wire.h"

#define CHECKSUM_BYTES   crypto_shorthash_BYTES
#define RECORD_BYTES_MAX (OUTBOX_BODY_BYTES_MAX + 2048u)
#define RECORD_ITEMS_MAX 64u

static bool checksum(
    const uint8_t key[8], const uint8_t *bytes, size_t size, uint8_t sum[CHECKSUM_BYTES])
{
	static const uint8_t zeros[crypto_shorthash_KEYBYTES];
	struct buffer whole;
	buffer_init(&whole, 8 + RECORD_BYTES_MAX);
	buffer_add(&whole, key, 8);
	bool added = buffer_add(&whole, bytes, size);
	if (added)
		crypto_shorthash(sum, whole.bytes, whole.size, zeros);
	buffer_close(&whole);
	return added;
}

void outbox_record_encode(
    const struct outbox_record *record, const uint8_t key[8], struct buffer *out)
{
	const struct entry *entry = &record->entry;
	size_t start = out->size;
	size_t more = entry->state == ENTRY_BROKER ? 3u : entry->state == ENTRY_REFUSED ? 2u : 0u;
	more += (record->after > 0 ? 1u : 0u) + (record->replaces > 0 ? 1u : 0u);
	pack_map(out, 9 + more);
	pack_key_uint(out, "m", entry->message);
	pack_key_bin(out, "i", entry->id, ID_BYTES);
	pack_key_bin(out, "w", entry->writer, WRITER_BYTES);
	pack_key_text(out, "s", entry->session);
	pack_key_uint(out, "z", entry->state);
	pack_key_bin(out, "b", record->written.boot, BOOT_BYTES);
	pack_key_uint(out, "u", record->written.boot_ms);
	pack_key_uint(out, "t", record->written.wall_ms);
	pack_key_bin(out, "x", entry->body, entry->body_size);
	if (record->after > 0)
		pack_key_uint(out, "a", record->after);
	if (record->replaces > 0)
		pack_key_uint(out, "r", record->replaces);
	if (entry->state == ENTRY_BROKER) {
		pack_key_uint(out, "n", entry->number);
		pack_key_text(out, "p", entry->public_id);
		pack_key_bool(out, "l", entry->late);
	}
	if (entry->state == ENTRY_REFUSED) {
		pack_key_uint(out, "e", entry->error);
		pack_key_text(out, "d", entry->detail);
	}
	uint8_t sum[CHECKSUM_BYTES];
	if (out->failed || !checksum(key, out->bytes + start, out->size - start, sum))
		out->failed = true;
	else
		buffer_add(out, sum, sizeof sum);
}

static void state_decode(struct entry *entry, struct wire *wire)
{
	entry->state = (enum entry_state)wire_uint(wire, "z", ENTRY_HERE, ENTRY_REFUSED);
	if (entry->state == ENTRY_BROKER) {
		entry->number = wire_uint(wire, "n", 0, UINT64_MAX);
		wire_text_copy(wire, "p", 0, entry->public_id, sizeof entry->public_id);
		entry->late = wire_bool_or(wire, "l", false);
	}
	if (entry->state == ENTRY_REFUSED) {
		entry->error = (enum error)wire_uint(wire, "e", 0, INT32_MAX);
		wire_text_copy(wire, "d", 0, entry->detail, sizeof entry->detail);
	}
}

bool outbox_record_decode(
    struct outbox_record *record, const uint8_t key[8], const uint8_t *bytes, size_t size)
{
	*record = (struct outbox_record){ 0 };
	uint8_t sum[CHECKSUM_BYTES];
	if (size <= CHECKSUM_BYTES || size > RECORD_BYTES_MAX)
		return false;
	size -= CHECKSUM_BYTES;
	if (!checksum(key, bytes, size, sum) || memcmp(sum, bytes + size, sizeof sum) != 0)
		return false;
	struct entry *entry = &record->entry;
	struct refusal refusal;
	struct wire wire;
	wire_open(&wire, bytes, size, RECORD_ITEMS_MAX, &refusal);
	entry->message =
	    (enum message)wire_uint(&wire, "m", MESSAGE_NOTE_SUBMIT, MESSAGE_NOTE_RETRACT);
	wire_bytes(&wire, "i", entry->id, ID_BYTES);
	wire_bytes(&wire, "w", entry->writer, WRITER_BYTES);
	wire_text_copy(&wire, "s", 1, entry->session, sizeof entry->session);
	wire_bytes(&wire, "b", record->written.boot, BOOT_BYTES);
	record->written.boot_ms = wire_uint(&wire, "u", 0, UINT64_MAX);
	record->written.wall_ms = wire_uint(&wire, "t", 0, UINT64_MAX);
	entry->written_ms = record->written.wall_ms;
	entry->body = wire_bin_or_null(&wire, "x", OUTBOX_BODY_BYTES_MAX, &entry->body_size);
	record->after = wire_uint_or(&wire, "a", 1, UINT64_MAX, 0);
	record->replaces = wire_uint_or(&wire, "r", 1, UINT64_MAX, 0);
	state_decode(entry, &wire);
	return wire_close(&wire) == ERROR_NONE && entry->body != NULL;
}
