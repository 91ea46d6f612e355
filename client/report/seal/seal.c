/* client/report/seal/seal.c - a seal as text, and what has changed since; see seal.h. */
#include "client/report/seal/seal.h"

#include "proto/command_report.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define HEX_MAX (2 * SEAL_SIGNATURE_BYTES + 1)

static void hex(char text[HEX_MAX], const uint8_t *bytes, size_t size)
{
	sodium_bin2hex(text, HEX_MAX, bytes, size);
}

const char *seal_lines(
    const struct seal_blocks *blocks, struct arena *arena, uint8_t digest[HASH_BYTES])
{
	struct buffer text;
	const char *lines = NULL;
	buffer_init(&text, SEAL_TEXT_MAX);
	for (size_t i = 0; i < blocks->count; i++) {
		const struct seal_block *block = &blocks->items[i];
		char hash[HEX_MAX];
		hex(hash, block->hash, SEAL_HASH_BYTES);
		buffer_format(&text, "%c %s %s\n", (char)block->kind, block->id, hash);
	}
	if (!text.failed) {
		crypto_generichash(digest, HASH_BYTES, text.bytes, text.size, NULL, 0);
		lines = arena_text(arena, text.bytes, text.size);
	}
	buffer_close(&text);
	return lines;
}

void seal_head_text(const struct report_seal *seal, char text[SEAL_HEAD_TEXT])
{
	char journal[HEX_MAX];
	char chain[HEX_MAX];
	char digest[HEX_MAX];
	char key[HEX_MAX] = "-";
	char signature[HEX_MAX] = "-";
	hex(journal, seal->journal, ID_BYTES);
	hex(chain, seal->chain, HASH_BYTES);
	hex(digest, seal->digest, HASH_BYTES);
	if (seal->is_signed) {
		hex(key, seal->key, SIGN_KEY_BYTES);
		hex(signature, seal->signature, SEAL_SIGNATURE_BYTES);
	}
	(void)snprintf(text, SEAL_HEAD_TEXT, "1 %s %s %" PRIu64 " %s %s %s %s", journal,
	    seal->session, seal->event, chain, digest, key, signature);
}

/* The next word of a line; false when it is longer than size - 1, or there is none. */
static bool word_next(const char **at, char *word, size_t size)
{
	size_t length = strcspn(*at, " \n");
	if (length == 0 || length >= size)
		return false;
	memcpy(word, *at, length);
	word[length] = '\0';
	*at += length;
	*at += **at == ' ' ? 1 : 0;
	return true;
}

static bool hex_next(const char **at, uint8_t *bytes, size_t size)
{
	char word[HEX_MAX];
	size_t read = 0;
	return word_next(at, word, sizeof word) &&
	    sodium_hex2bin(bytes, size, word, strlen(word), NULL, &read, NULL) == 0 && read == size;
}

static bool number_next(const char **at, uint64_t *number)
{
	char word[24];
	if (!word_next(at, word, sizeof word))
		return false;
	*number = 0;
	for (const char *digit = word; *digit != '\0'; digit++) {
		if (*digit < '0' || *digit > '9' || *number > (UINT64_MAX - 9) / 10)
			return false;
		*number = *number * 10 + (uint64_t)(*digit - '0');
	}
	return true;
}

bool seal_read(struct report_seal *seal, const char *head, const char *lines)
{
	char form[4];
	*seal = (struct report_seal){ .lines = lines };
	if (!word_next(&head, form, sizeof form) || strcmp(form, "1") != 0 ||
	    !hex_next(&head, seal->journal, ID_BYTES) ||
	    !word_next(&head, seal->session, sizeof seal->session) ||
	    !number_next(&head, &seal->event) || !hex_next(&head, seal->chain, HASH_BYTES) ||
	    !hex_next(&head, seal->digest, HASH_BYTES))
		return false;
	if (strncmp(head, "- -", 3) == 0)
		return true;
	seal->is_signed = true;
	return hex_next(&head, seal->key, SIGN_KEY_BYTES) &&
	    hex_next(&head, seal->signature, SEAL_SIGNATURE_BYTES);
}

bool seal_lines_hold(const struct report_seal *seal)
{
	uint8_t digest[HASH_BYTES];
	crypto_generichash(
	    digest, HASH_BYTES, (const uint8_t *)seal->lines, strlen(seal->lines), NULL, 0);
	return memcmp(digest, seal->digest, HASH_BYTES) == 0;
}

bool seal_signature_holds(const struct report_seal *seal)
{
	char statement[REPORT_STATEMENT_BYTES];
	const struct report_statement said = { .journal = seal->journal,
		.session = seal->session,
		.event = seal->event,
		.chain = seal->chain,
		.digest = seal->digest };
	size_t size = report_statement(&said, statement);
	return seal->is_signed &&
	    crypto_sign_verify_detached(
		seal->signature, (const uint8_t *)statement, size, seal->key) == 0;
}

bool seal_lines_parse(struct seal_blocks *blocks, struct arena *arena, const char *lines)
{
	size_t room = 0;
	for (const char *at = lines; *at != '\0'; at++)
		room += *at == '\n';
	uint32_t footnote = 0;
	*blocks = (struct seal_blocks){ .items = arena_take(arena, room, sizeof *blocks->items) };
	for (; blocks->items != NULL && *lines != '\0'; blocks->count++) {
		struct seal_block *block = &blocks->items[blocks->count];
		char kind[2];
		char id[DOCUMENT_ID_MAX + 1];
		if (blocks->count == room || !word_next(&lines, kind, sizeof kind) ||
		    strchr("mhptaf", kind[0]) == NULL || !word_next(&lines, id, sizeof id) ||
		    !hex_next(&lines, block->hash, SEAL_HASH_BYTES) || *lines++ != '\n')
			return false;
		block->kind = (enum seal_kind)kind[0];
		block->heading = "";
		block->number = block->kind == SEAL_FOOTNOTE ? ++footnote : 0;
		block->id = arena_text(arena, id, strlen(id));
		if (block->id == NULL)
			return false;
	}
	return blocks->items != NULL;
}

static bool same(const struct seal_block *a, const struct seal_block *b)
{
	return a->kind == b->kind && memcmp(a->hash, b->hash, SEAL_HASH_BYTES) == 0;
}

/* The same block with other words: a paragraph by its id, all else by where it stands. */
static bool same_place(const struct seal_block *a, const struct seal_block *b)
{
	return a->kind == b->kind && strcmp(a->id, b->id) == 0;
}

/* How many blocks after at are passed until one is block; SEAL_LINES_TRIES: it is not near. */
static size_t distance(
    const struct seal_blocks *blocks, size_t at, const struct seal_block *block, bool by_words)
{
	size_t away = 0;
	for (; away < SEAL_LINES_TRIES && at + away < blocks->count; away++) {
		const struct seal_block *other = &blocks->items[at + away];
		if (by_words ? same(other, block) : same_place(other, block))
			return away;
	}
	return SEAL_LINES_TRIES;
}

/* What to say of two blocks that stand side by side and differ. */
static enum seal_change change_of(
    const struct seal_blocks *before, size_t i, const struct seal_blocks *now, size_t k)
{
	if (k == now->count)
		return SEAL_REMOVED;
	if (i == before->count)
		return SEAL_ADDED;
	const struct seal_block *was = &before->items[i];
	const struct seal_block *is = &now->items[k];
	/* Whichever of the two is found again sooner on the other side stays. */
	size_t was_away = distance(now, k, was, true);
	size_t is_away = distance(before, i, is, true);
	if (same_place(was, is) && was_away > 1 && is_away > 1)
		return SEAL_CHANGED;
	if (is_away < was_away)
		return SEAL_REMOVED;
	bool stays = was_away < SEAL_LINES_TRIES || distance(now, k, was, false) < SEAL_LINES_TRIES;
	return stays ? SEAL_ADDED : SEAL_REMOVED;
}

size_t seal_compare(
    const struct seal_blocks *before, const struct seal_blocks *now, seal_tell *tell, void *context)
{
	size_t i = 0;
	size_t k = 0;
	size_t changes = 0;
	while (i < before->count || k < now->count) {
		bool both = i < before->count && k < now->count;
		if (both && same(&before->items[i], &now->items[k])) {
			i++;
			k++;
			continue;
		}
		enum seal_change change = change_of(before, i, now, k);
		tell(context, change, change == SEAL_REMOVED ? &before->items[i] : &now->items[k]);
		i += change != SEAL_ADDED;
		k += change != SEAL_REMOVED;
		changes++;
	}
	return changes;
}
