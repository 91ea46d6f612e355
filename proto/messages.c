/* proto/messages.c - looks rows of messages.h up. */
#include "proto/messages.h"

#include <string.h>

#define KIND_READ   MESSAGE_KIND_READ
#define KIND_CHANGE MESSAGE_KIND_CHANGE
#define KIND_KEEP   MESSAGE_KIND_KEEP
#define KIND_FEED   MESSAGE_KIND_FEED
static const struct message_info table[] = {
#define X(name, code, kind, roles, cap, title) { name, KIND_##kind, roles, cap, title },
	MESSAGES(X)
#undef X
};
#define TABLE_COUNT (sizeof table / sizeof table[0])

const struct message_info *message_find(uint64_t code)
{
	for (size_t i = 0; i < TABLE_COUNT; i++)
		if ((uint64_t)table[i].message == code)
			return &table[i];
	return NULL;
}

const struct message_info *message_at(size_t index)
{
	return index < TABLE_COUNT ? &table[index] : NULL;
}

static const char *const role_words[] = { "nobody", "secretariat", "moderator", "rapporteur",
	"observer" };
#define ROLE_COUNT (sizeof role_words / sizeof role_words[0])

const char *role_word(enum role role)
{
	return (size_t)role < ROLE_COUNT ? role_words[role] : role_words[ROLE_NONE];
}

enum role role_find(const char *word)
{
	for (size_t i = ROLE_SECRETARIAT; i < ROLE_COUNT; i++)
		if (strcmp(word, role_words[i]) == 0)
			return (enum role)i;
	return ROLE_NONE;
}

enum access message_access(const struct message_info *info, enum role role)
{
	static const char letters[] = "?SMRO";
	if ((size_t)role >= ROLE_COUNT)
		return ACCESS_NO;
	if (strchr(info->roles, letters[role]) != NULL)
		return ACCESS_YES;
	bool own = role == ROLE_RAPPORTEUR && strchr(info->roles, 'r') != NULL;
	return own ? ACCESS_OWN_ROOM : ACCESS_NO;
}
