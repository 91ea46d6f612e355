/* proto/report_version.c - versions of a report: what they are made of, and the events about them; see command_version.h. */
#include <string.h>

#include "proto/command_internal.h"
#include "proto/command_version.h"
#include "proto/wire/id.h"

#define KIND_MAX         99u /* newer kinds of blocks are kept as they are */
#define BLOCK_NOTES_MAX  16384u
#define BLOCK_MEMORY_MAX (4u * REPORT_VERSION_BYTES_MAX)
#define BLOCK_ID_BYTES   36u

struct block {
	uint32_t kind;
	const char *id; /* may be NULL */
	const char **notes;
	size_t note_count;
};

/* The block that bytes begin with, and how many they are. */
static enum error block_read(struct block *block, struct arena *arena, const uint8_t *bytes,
    size_t size, size_t *used, struct refusal *refusal)
{
	struct wire wire;
	*block = (struct block){ .kind = 0 };
	if (!wire_walk(bytes, size, WALK_ITEMS_LARGE_MAX, used))
		return refuse(refusal, ERROR_FIELD, "a block is no map within the caps");
	wire_open(&wire, bytes, *used, WALK_ITEMS_LARGE_MAX, refusal);
	block->kind = (uint32_t)wire_uint(&wire, "k", 1, KIND_MAX);
	block->id = wire_text_or_null(&wire, "i", BLOCK_ID_BYTES, arena);
	block->notes =
	    wire_texts(&wire, "n", BLOCK_NOTES_MAX, PUBLIC_ID_CHARS, arena, &block->note_count);
	for (size_t i = 0; block->notes != NULL && i < block->note_count; i++) {
		if (!public_id_valid(block->notes[i]))
			wire_fail(&wire, "n", "must be notes' public ids");
	}
	return wire_close(&wire);
}

enum error report_version_check(const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct arena arena;
	enum error error = ERROR_NONE;
	if (size == 0)
		return refuse(refusal, ERROR_FIELD, "the version is empty");
	arena_init(&arena, BLOCK_MEMORY_MAX);
	for (size_t at = 0, used = 0; at < size && error == ERROR_NONE; at += used) {
		struct block block;
		arena_clear(&arena);
		error = block_read(&block, &arena, bytes + at, size - at, &used, refusal);
	}
	arena_close(&arena);
	return error;
}

static bool rests_on(const struct block *block, const char *note)
{
	for (size_t i = 0; i < block->note_count; i++) {
		if (strcmp(block->notes[i], note) == 0)
			return true;
	}
	return false;
}

bool report_version_blank(const uint8_t *bytes, size_t size, const char *note, struct buffer *out)
{
	struct arena arena;
	struct refusal refusal;
	bool found = false;
	arena_init(&arena, BLOCK_MEMORY_MAX);
	for (size_t at = 0, used = 0; at < size; at += used) {
		struct block block;
		arena_clear(&arena);
		if (block_read(&block, &arena, bytes + at, size - at, &used, &refusal) !=
		    ERROR_NONE)
			break;
		if (!rests_on(&block, note)) {
			buffer_add(out, bytes + at, used);
			continue;
		}
		found = true;
		pack_map(out, block.id == NULL ? 2 : 3);
		pack_key_uint(out, "k", block.kind);
		if (block.id != NULL)
			pack_key_text(out, "i", block.id);
		pack_key_bool(out, "z", true);
	}
	arena_close(&arena);
	return found;
}

void event_report_encode(const struct event_report *report, struct buffer *out)
{
	pack_map(out, 2 + (report->role != ROLE_NONE ? 1u : 0u) + (report->version > 0 ? 1u : 0u));
	pack_key_bin(out, "i", report->command, ID_BYTES);
	pack_key_bin(out, "w", report->writer, WRITER_BYTES);
	if (report->role != ROLE_NONE)
		pack_key_uint(out, "r", report->role);
	if (report->version > 0)
		pack_key_uint(out, "n", report->version);
}

enum error event_report_decode(
    struct event_report *report, const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	*report = (struct event_report){
		.role = (enum role)wire_uint_or(&wire, "r", ROLE_NONE, ROLE_OBSERVER, ROLE_NONE),
		.version = wire_uint_or(&wire, "n", 1, UINT64_MAX, 0),
	};
	wire_bytes(&wire, "i", report->command, ID_BYTES);
	wire_bytes(&wire, "w", report->writer, WRITER_BYTES);
	return wire_close(&wire);
}
