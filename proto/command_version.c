/* proto/command_version.c - report freeze, list, get; see command_version.h. */
#include "proto/command_internal.h"
#include "proto/command_version.h"

void report_freeze_encode(const struct report_freeze *freeze, struct buffer *out)
{
	pack_map(out, 1);
	pack_key_uint(out, "n", freeze->version);
}

enum error report_freeze_decode(
    struct report_freeze *freeze, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	freeze->version = wire_uint(&wire, "n", 0, UINT64_MAX);
	return wire_close(&wire);
}

void report_list_reply_encode(const struct report_list_reply *reply, struct buffer *out)
{
	pack_map(out, 2);
	pack_key_uint(out, "f", reply->frozen);
	pack_key_array(out, "l", reply->count);
	for (size_t i = 0; i < reply->count; i++) {
		const struct report_listed *listed = &reply->versions[i];
		pack_map(out, listed->blanked ? 3 : 2);
		pack_key_uint(out, "n", listed->version);
		pack_key_uint(out, "w", listed->time_ms);
		if (listed->blanked)
			pack_key_bool(out, "z", true);
	}
}

enum error report_list_reply_decode(
    struct report_list_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct report_list_reply){ .frozen = wire_uint_or(&wire, "f", 0, UINT64_MAX, 0) };
	const msgpack_object *items =
	    wire_array_or_null(&wire, "l", REPORT_VERSIONS_MAX, &reply->count);
	for (size_t i = 0; items != NULL && i < reply->count; i++) {
		struct wire item;
		wire_child(&item, &wire, &items[i], "l", i);
		reply->versions[i] =
		    (struct report_listed){ .version = wire_uint(&item, "n", 1, UINT64_MAX),
			    .time_ms = wire_uint(&item, "w", 0, UINT64_MAX),
			    .blanked = wire_bool_or(&item, "z", false) };
	}
	return wire_close(&wire);
}

void report_get_encode(const struct report_get *get, struct buffer *out)
{
	pack_map(out, 1 + part_want_pairs(&get->want));
	pack_key_uint(out, "n", get->version);
	part_want_encode(&get->want, out);
}

enum error report_get_decode(
    struct report_get *get, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*get = (struct report_get){ .version = wire_uint(&wire, "n", 1, UINT64_MAX) };
	part_want_decode(&get->want, &wire);
	return wire_close(&wire);
}

void report_get_reply_encode(const struct report_get_reply *reply, struct buffer *out)
{
	pack_map(out, PART_GOT_PAIRS);
	part_got_encode(&reply->got, out);
}

enum error report_get_reply_decode(
    struct report_get_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct report_get_reply){ .got = { .part = 0 } };
	part_got_decode(&reply->got, &wire);
	return wire_close(&wire);
}
