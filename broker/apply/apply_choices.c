/* broker/apply/apply_choices.c - refusals that tell a person what there is to choose from. */
#include <string.h>

#include "broker/apply/apply_internal.h"

/* The keys that there are, for a detail: the person sees what to choose from. */
struct choices {
	char text[REFUSAL_DETAIL_MAX];
	size_t size;
};

static void choice_add(struct choices *choices, const char *key)
{
	size_t key_size = strlen(key);
	if (choices->size + key_size + 3 > sizeof choices->text)
		return;
	if (choices->size > 0) {
		memcpy(choices->text + choices->size, ", ", 2);
		choices->size += 2;
	}
	memcpy(choices->text + choices->size, key, key_size + 1);
	choices->size += key_size;
}

void apply_refuse_room(const struct programme *programme, struct refusal *refusal)
{
	struct choices choices = { .size = 0 };
	for (size_t i = 0; i < programme->room_count; i++)
		choice_add(&choices, programme->rooms[i].key);
	refuse(refusal, ERROR_NO_ROOM, "rooms: %s", choices.text);
}

void apply_refuse_objective(const struct programme *programme, struct refusal *refusal)
{
	struct choices choices = { .size = 0 };
	for (size_t i = 0; i < programme->objective_count; i++) {
		char number[12] = { 0 };
		uint32_t left = programme->objectives[i].number;
		size_t at = sizeof number - 1;
		do {
			number[--at] = (char)('0' + left % 10);
			left /= 10;
		} while (left > 0);
		choice_add(&choices, number + at);
	}
	refuse(refusal, ERROR_NO_OBJECTIVE, "objectives: %s", choices.text);
}

void apply_refuse_category(const struct programme *programme, struct refusal *refusal)
{
	struct choices choices = { .size = 0 };
	for (size_t i = 0; i < programme->category_count; i++)
		choice_add(&choices, programme->categories[i].key);
	refuse(refusal, ERROR_NO_CATEGORY, "categories: %s", choices.text);
}

void apply_refuse_lens(const struct programme *programme, struct refusal *refusal)
{
	struct choices choices = { .size = 0 };
	for (size_t i = 0; i < programme->lens_count; i++)
		choice_add(&choices, programme->lenses[i]);
	refuse(refusal, ERROR_NO_LENS, "lenses: %s", choices.text);
}
