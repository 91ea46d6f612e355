/* proto/wire/token.c - see token.h. */
#include "proto/wire/token.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define SCHEME     "rapporteur://"
#define WORD_CHARS 5u
#define BASE64     sodium_base64_VARIANT_URLSAFE_NO_PADDING

static const char consonants[] = "bdfghjklmnprstvz";
static const char vowels[] = "aiou";

static void word_text(const uint8_t bytes[2], char *out)
{
	unsigned value = (unsigned)bytes[0] << 8 | bytes[1];
	out[0] = consonants[value >> 12 & 15u];
	out[1] = vowels[value >> 10 & 3u];
	out[2] = consonants[value >> 6 & 15u];
	out[3] = vowels[value >> 4 & 3u];
	out[4] = consonants[value & 15u];
}

static void check_make(const uint8_t token[TOKEN_BYTES], uint8_t check[2])
{
	uint8_t hash[HASH_BYTES];
	crypto_generichash(hash, sizeof hash, token, TOKEN_BYTES, NULL, 0);
	memcpy(check, hash, 2);
}

void token_text(const uint8_t token[TOKEN_BYTES], char text[TOKEN_TEXT_BYTES])
{
	uint8_t bytes[TOKEN_BYTES + 2];
	memcpy(bytes, token, TOKEN_BYTES);
	check_make(token, bytes + TOKEN_BYTES);
	for (size_t i = 0; i < TOKEN_WORDS; i++) {
		word_text(bytes + 2 * i, text + i * (WORD_CHARS + 1));
		text[i * (WORD_CHARS + 1) + WORD_CHARS] = i + 1 < TOKEN_WORDS ? '-' : '\0';
	}
}

/* The place of a letter in letters, capital or small; -1: it is none of them. */
static int letter_find(const char *letters, char c)
{
	int small = c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
	const char *at = small == '\0' ? NULL : strchr(letters, small);
	return at == NULL ? -1 : (int)(at - letters);
}

static bool word_parse(const char *text, uint8_t bytes[2])
{
	unsigned value = 0;
	for (size_t i = 0; i < WORD_CHARS; i++) {
		int place = letter_find(i % 2 == 0 ? consonants : vowels, text[i]);
		if (place < 0)
			return false;
		value = value << (i % 2 == 0 ? 4 : 2) | (unsigned)place;
	}
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
	return true;
}

enum token_result token_parse(const char *text, uint8_t token[TOKEN_BYTES])
{
	static const char between[] = "- ,.\t\n";
	uint8_t bytes[TOKEN_BYTES + 2];
	uint8_t check[2];
	for (size_t i = 0; i < TOKEN_WORDS; i++) {
		text += strspn(text, between);
		if (!word_parse(text, bytes + 2 * i))
			return TOKEN_MALFORMED;
		text += WORD_CHARS;
		if (*text != '\0' && strchr(between, *text) == NULL)
			return TOKEN_MALFORMED;
	}
	if (text[strspn(text, between)] != '\0')
		return TOKEN_MALFORMED;
	check_make(bytes, check);
	if (memcmp(check, bytes + TOKEN_BYTES, sizeof check) != 0)
		return TOKEN_WRONG_WORD;
	memcpy(token, bytes, TOKEN_BYTES);
	return TOKEN_OK;
}

void key_text(const uint8_t key[CURVE_KEY_BYTES], char text[LINK_KEY_BYTES])
{
	sodium_bin2base64(text, LINK_KEY_BYTES, key, CURVE_KEY_BYTES, BASE64);
}

bool key_parse(const char *text, uint8_t key[CURVE_KEY_BYTES])
{
	size_t size = 0;
	return strlen(text) == LINK_KEY_BYTES - 1 &&
	    sodium_base642bin(
		key, CURVE_KEY_BYTES, text, LINK_KEY_BYTES - 1, NULL, &size, NULL, BASE64) == 0 &&
	    size == CURVE_KEY_BYTES;
}

void key_fingerprint(const uint8_t key[CURVE_KEY_BYTES], char text[FINGERPRINT_BYTES])
{
	uint8_t hash[HASH_BYTES];
	crypto_generichash(hash, sizeof hash, key, CURVE_KEY_BYTES, NULL, 0);
	for (size_t i = 0; i < 8; i++)
		snprintf(text + 5 * i, FINGERPRINT_BYTES - 5 * i, "%02x%02x%s", hash[2 * i],
		    hash[2 * i + 1], i < 7 ? " " : "");
}

bool link_text(const struct invitation_link *link, char text[LINK_BYTES])
{
	char key[LINK_KEY_BYTES];
	char words[TOKEN_TEXT_BYTES];
	key_text(link->broker_key, key);
	token_text(link->token, words);
	return snprintf(text, LINK_BYTES, SCHEME "%s/%s/%s", link->address, key, words) <
	    (int)LINK_BYTES;
}

enum token_result link_parse(const char *text, struct invitation_link *link)
{
	char key[LINK_KEY_BYTES];
	if (strncmp(text, SCHEME, sizeof SCHEME - 1) != 0)
		return TOKEN_MALFORMED;
	text += sizeof SCHEME - 1;
	size_t size = strcspn(text, "/");
	if (size == 0 || size >= sizeof link->address || text[size] != '/')
		return TOKEN_MALFORMED;
	for (size_t i = 0; i < size; i++)
		if (text[i] <= ' ' || text[i] >= 0x7f)
			return TOKEN_MALFORMED;
	memcpy(link->address, text, size);
	link->address[size] = '\0';
	text += size + 1;
	if (strcspn(text, "/") != LINK_KEY_BYTES - 1 || text[LINK_KEY_BYTES - 1] != '/')
		return TOKEN_MALFORMED;
	memcpy(key, text, LINK_KEY_BYTES - 1);
	key[LINK_KEY_BYTES - 1] = '\0';
	if (!key_parse(key, link->broker_key))
		return TOKEN_MALFORMED;
	return token_parse(text + LINK_KEY_BYTES, link->token);
}
