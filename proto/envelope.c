/* proto/envelope.c - see envelope.h. */
#include "proto/envelope.h"

#include "proto/wire/id.h"
#include "proto/wire/text.h"
#include "proto/wire/wire.h"

void envelope_encode(const struct envelope *envelope, struct buffer *out)
{
	pack_map(out, 9);
	pack_key_uint(out, "v", envelope->major);
	pack_key_uint(out, "m", envelope->minor);
	pack_key_uint(out, "t", envelope->message);
	pack_key_bin(out, "i", envelope->id, ID_BYTES);
	pack_key_bin(out, "w", envelope->writer, WRITER_BYTES);
	pack_key_bin(out, "p", envelope->proof, envelope->proof_size);
	pack_key_text(out, "s", envelope->session);
	pack_key_uint(out, "a", envelope->age_ms);
	pack_key_bin(out, "b", envelope->body, envelope->body_size);
}

/* A field's failure in the envelope has a code of its own. */
static enum error envelope_error(struct refusal *refusal)
{
	if (refusal->error == ERROR_FIELD)
		refusal->error = ERROR_ENVELOPE;
	return refusal->error;
}

enum error envelope_decode(
    struct envelope *envelope, const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	*envelope = (struct envelope){ 0 };
	if (size > MESSAGE_BYTES_MAX)
		return refuse(refusal, ERROR_TOO_BIG, "%zu bytes", size);
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	envelope->major = (uint32_t)wire_uint(&wire, "v", 0, UINT32_MAX);
	/* Before all else: another major may mean other things by the other keys. */
	if (refusal->error == ERROR_NONE && envelope->major != PROTOCOL_MAJOR)
		refuse(refusal, ERROR_MAJOR, "the client speaks %u", envelope->major);
	envelope->message = wire_uint(&wire, "t", 0, UINT32_MAX);
	wire_bytes(&wire, "i", envelope->id, ID_BYTES);
	envelope->minor = (uint32_t)wire_uint_or(&wire, "m", 0, UINT32_MAX, 0);
	if (!id_valid(envelope->id))
		wire_fail(&wire, "i", "must be a UUIDv7");
	wire_bytes(&wire, "w", envelope->writer, WRITER_BYTES);
	envelope->proof = wire_bin_or_null(&wire, "p", PROOF_BYTES_MAX, &envelope->proof_size);
	wire_text_copy(&wire, "s", 0, envelope->session, sizeof envelope->session);
	if (envelope->session[0] != '\0' && !text_key_valid(envelope->session, SESSION_KEY_MAX))
		wire_fail(&wire, "s", "must be 1 to 64 letters, digits, - _ .");
	envelope->age_ms = wire_uint_or(&wire, "a", 0, UINT64_MAX, 0);
	if (envelope->age_ms > AGE_MS_MAX)
		envelope->age_ms = AGE_MS_MAX; /* a very old note is still welcome */
	envelope->body = wire_bin_or_null(&wire, "b", MESSAGE_BYTES_MAX, &envelope->body_size);
	if (envelope->body == NULL)
		wire_fail(&wire, "b", "is missing");
	wire_close(&wire);
	return envelope_error(refusal);
}

static size_t reply_pairs(const struct reply *reply)
{
	return 8u + (reply->error != ERROR_NONE ? 2u : 0u) + (reply->retry_ms > 0 ? 1u : 0u) +
	    (reply->news ? 1u : 0u) + (reply->body != NULL ? 1u : 0u);
}

void reply_encode(const struct reply *reply, struct buffer *out)
{
	pack_map(out, reply_pairs(reply));
	pack_key_uint(out, "v", reply->major);
	pack_key_uint(out, "m", reply->minor);
	pack_key_uint(out, "t", reply->message);
	pack_key_bin(out, "i", reply->id, ID_BYTES);
	pack_key_uint(out, "e", (uint64_t)reply->error);
	pack_key_bin(out, "j", reply->journal, ID_BYTES);
	pack_key_uint(out, "n", reply->number);
	pack_key_bin(out, "h", reply->hash, HASH_BYTES);
	if (reply->error != ERROR_NONE) {
		pack_key_text(out, "y", reply->sentence);
		pack_key_text(out, "x", reply->detail);
	}
	if (reply->retry_ms > 0)
		pack_key_uint(out, "u", reply->retry_ms);
	if (reply->news)
		pack_key_bool(out, "z", true);
	if (reply->body != NULL)
		pack_key_bin(out, "b", reply->body, reply->body_size);
}

enum error reply_decode(struct reply *reply, struct arena *arena, const uint8_t *bytes, size_t size,
    struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct reply){ .major = (uint32_t)wire_uint(&wire, "v", 0, UINT32_MAX) };
	reply->minor = (uint32_t)wire_uint_or(&wire, "m", 0, UINT32_MAX, 0);
	reply->message = wire_uint(&wire, "t", 0, UINT32_MAX);
	wire_bytes(&wire, "i", reply->id, ID_BYTES);
	reply->error = (enum error)wire_uint(&wire, "e", 0, INT32_MAX);
	wire_bytes(&wire, "j", reply->journal, ID_BYTES);
	reply->number = wire_uint(&wire, "n", 0, UINT64_MAX);
	wire_bytes(&wire, "h", reply->hash, HASH_BYTES);
	reply->sentence = wire_text_or_null(&wire, "y", 2000, arena);
	reply->detail = wire_text_or_null(&wire, "x", 2000, arena);
	if (reply->sentence == NULL)
		reply->sentence = "";
	if (reply->detail == NULL)
		reply->detail = "";
	reply->retry_ms = wire_uint_or(&wire, "u", 0, UINT64_MAX, 0);
	reply->news = wire_bool_or(&wire, "z", false);
	reply->body = wire_bin_or_null(&wire, "b", MESSAGE_BYTES_MAX, &reply->body_size);
	return wire_close(&wire);
}
