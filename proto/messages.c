/* proto/messages.c - looks rows of messages.h up. */
#include "proto/messages.h"

#define KIND_READ   MESSAGE_KIND_READ
#define KIND_CHANGE MESSAGE_KIND_CHANGE
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
