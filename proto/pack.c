/* proto/pack.c - the writing half of wire.h, on msgpack-c's packer. */
#include <msgpack.h>
#include <string.h>

#include "proto/wire.h"

static int add_bytes(void *data, const char *bytes, size_t size)
{
	buffer_add(data, bytes, size); /* the buffer remembers a failure */
	return 0;
}

static msgpack_packer packer_of(struct buffer *out)
{
	return (msgpack_packer){ .data = out, .callback = add_bytes };
}

void pack_map(struct buffer *out, size_t pairs)
{
	msgpack_packer packer = packer_of(out);
	msgpack_pack_map(&packer, pairs);
}

void pack_array(struct buffer *out, size_t items)
{
	msgpack_packer packer = packer_of(out);
	msgpack_pack_array(&packer, items);
}

void pack_uint(struct buffer *out, uint64_t value)
{
	msgpack_packer packer = packer_of(out);
	msgpack_pack_uint64(&packer, value);
}

void pack_bool(struct buffer *out, bool value)
{
	msgpack_packer packer = packer_of(out);
	if (value)
		msgpack_pack_true(&packer);
	else
		msgpack_pack_false(&packer);
}

void pack_nil(struct buffer *out)
{
	msgpack_packer packer = packer_of(out);
	msgpack_pack_nil(&packer);
}

void pack_text(struct buffer *out, const char *text)
{
	msgpack_packer packer = packer_of(out);
	msgpack_pack_str_with_body(&packer, text, strlen(text));
}

void pack_bin(struct buffer *out, const void *bytes, size_t size)
{
	msgpack_packer packer = packer_of(out);
	msgpack_pack_bin_with_body(&packer, bytes, size);
}

void pack_key_uint(struct buffer *out, const char *key, uint64_t value)
{
	pack_text(out, key);
	pack_uint(out, value);
}

void pack_key_bool(struct buffer *out, const char *key, bool value)
{
	pack_text(out, key);
	pack_bool(out, value);
}

void pack_key_text(struct buffer *out, const char *key, const char *text)
{
	pack_text(out, key);
	pack_text(out, text);
}

void pack_key_bin(struct buffer *out, const char *key, const void *bytes, size_t size)
{
	pack_text(out, key);
	pack_bin(out, bytes, size);
}

void pack_key_array(struct buffer *out, const char *key, size_t items)
{
	pack_text(out, key);
	pack_array(out, items);
}

void pack_key_texts(struct buffer *out, const char *key, const char *const *texts, size_t count)
{
	pack_key_array(out, key, count);
	for (size_t i = 0; i < count; i++)
		pack_text(out, texts[i]);
}
