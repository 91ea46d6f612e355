/* proto/wire/id.c - see id.h. */
#include "proto/wire/id.h"

#include <sodium.h>
#include <string.h>

/* Crockford's order: the letters that look like digits, and u, are left out. */
static const char base32[] = "0123456789abcdefghjkmnpqrstvwxyz";

void id_make(uint8_t id[ID_BYTES], uint64_t time_ms, const uint8_t random[ID_RANDOM_BYTES])
{
	for (size_t i = 0; i < 6; i++)
		id[i] = (uint8_t)(time_ms >> (40 - 8 * i));
	memcpy(id + 6, random, ID_RANDOM_BYTES);
	id[6] = (uint8_t)(0x70 | (id[6] & 0x0f));
	id[8] = (uint8_t)(0x80 | (id[8] & 0x3f));
}

bool id_valid(const uint8_t id[ID_BYTES])
{
	return (id[6] & 0xf0) == 0x70 && (id[8] & 0xc0) == 0x80;
}

void id_text(const uint8_t id[ID_BYTES], char text[ID_TEXT_CHARS + 1])
{
	static const char hex[] = "0123456789abcdef";
	size_t at = 0;
	for (size_t i = 0; i < ID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			text[at++] = '-';
		text[at++] = hex[id[i] >> 4];
		text[at++] = hex[id[i] & 15];
	}
	text[at] = '\0';
}

void public_id_make(const uint8_t secret[SECRET_BYTES], const void *bytes, size_t size,
    char out[PUBLIC_ID_CHARS + 1])
{
	uint8_t hash[HASH_BYTES];
	crypto_generichash(hash, sizeof hash, bytes, size, secret, SECRET_BYTES);
	uint64_t bits = 0;
	for (size_t i = 0; i < 8; i++)
		bits = bits << 8 | hash[i];
	for (size_t i = 0; i < PUBLIC_ID_CHARS; i++)
		out[i] = base32[bits >> (59 - 5 * i) & 31];
	out[PUBLIC_ID_CHARS] = '\0';
}

bool public_id_valid(const char *text)
{
	return strlen(text) == PUBLIC_ID_CHARS && strspn(text, base32) == PUBLIC_ID_CHARS;
}

void pseudonym_make(const uint8_t secret[SECRET_BYTES], const uint8_t writer[WRITER_BYTES],
    uint8_t out[WRITER_BYTES])
{
	crypto_generichash(out, WRITER_BYTES, writer, WRITER_BYTES, secret, SECRET_BYTES);
}
