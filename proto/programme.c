/* proto/programme.c - the value: making, finding, checking. Its msgpack form is programme_codec.c. */
#include "proto/programme.h"

#include <string.h>

#include "proto/wire/text.h"

void programme_init(struct programme *programme)
{
	*programme = (struct programme){ 0 };
	arena_init(&programme->arena, PROGRAMME_MEMORY_MAX);
}

void programme_close(struct programme *programme)
{
	arena_close(&programme->arena);
	programme_init(programme);
}

const struct programme_room *programme_room_find(const struct programme *programme, const char *key)
{
	for (size_t i = 0; i < programme->room_count; i++)
		if (strcmp(programme->rooms[i].key, key) == 0)
			return &programme->rooms[i];
	return NULL;
}

const struct programme_objective *programme_objective_find(
    const struct programme *programme, uint32_t number)
{
	for (size_t i = 0; i < programme->objective_count; i++)
		if (programme->objectives[i].number == number)
			return &programme->objectives[i];
	return NULL;
}

const struct programme_category *programme_category_find(
    const struct programme *programme, const char *key)
{
	for (size_t i = 0; i < programme->category_count; i++)
		if (strcmp(programme->categories[i].key, key) == 0)
			return &programme->categories[i];
	return NULL;
}

const struct programme_round *programme_round_find(
    const struct programme *programme, uint32_t number)
{
	for (size_t i = 0; i < programme->round_count; i++)
		if (programme->rounds[i].number == number)
			return &programme->rounds[i];
	return NULL;
}

bool programme_lens_known(const struct programme *programme, const char *key)
{
	for (size_t i = 0; i < programme->lens_count; i++)
		if (strcmp(programme->lenses[i], key) == 0)
			return true;
	return false;
}

const char *programme_heading(
    const struct programme *programme, const char *category, uint32_t objective)
{
	const struct programme_category *found = programme_category_find(programme, category);
	if (found == NULL)
		return category;
	for (size_t i = 0; i < found->heading_count; i++)
		if (found->headings[i].objective == objective)
			return found->headings[i].heading;
	return found->heading;
}

/* --- Checking: each helper answers whether all was well, and refuses otherwise. ------------------ */

static bool bad(struct refusal *refusal, const char *list, size_t index, const char *what)
{
	if (index == SIZE_MAX)
		refuse(refusal, ERROR_PROGRAMME, "%s: %s", list, what);
	else
		refuse(refusal, ERROR_PROGRAMME, "%s[%zu]: %s", list, index, what);
	return false;
}

static bool title_ok(const char *text)
{
	return text != NULL && text[0] != '\0' && text_line_valid(text) &&
	    text_chars(text, strlen(text)) <= TITLE_CHARS_MAX;
}

static bool title_ok_or_absent(const char *text)
{
	return text == NULL || title_ok(text);
}

static bool titles_ok(const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!title_ok(texts[i]))
			return false;
	return true;
}

/* YYYY-MM-DDTHH:MM; whether the day exists was the business of whoever worked out the ms. */
static bool time_ok(const char *text)
{
	static const char shape[] = "dddd-dd-ddTdd:dd";
	if (text == NULL || strlen(text) != PROGRAMME_TIME_CHARS)
		return false;
	for (size_t i = 0; i < PROGRAMME_TIME_CHARS; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';
		if (shape[i] == 'd' ? !digit : text[i] != shape[i])
			return false;
	}
	return true;
}

static bool rounds_ok(const struct programme *programme, struct refusal *refusal)
{
	for (size_t i = 0; i < programme->round_count; i++) {
		const struct programme_round *round = &programme->rounds[i];
		if (round->number < 1 || round->number > ROUND_MAX)
			return bad(refusal, "rounds", i, "number must be from 1 to 99");
		if (programme_round_find(programme, round->number) != round)
			return bad(refusal, "rounds", i, "number stands twice");
		if (!time_ok(round->start) || !time_ok(round->end))
			return bad(refusal, "rounds", i, "start and end are YYYY-MM-DDTHH:MM");
		if (round->start_ms >= round->end_ms || round->end_ms > TIME_MS_MAX)
			return bad(refusal, "rounds", i, "end must be after start");
	}
	return programme->round_count >= 1 && programme->round_count <= ROUNDS_MAX
	    ? true
	    : bad(refusal, "rounds", SIZE_MAX, "from 1 to 20 of them are needed");
}

static bool agenda_ok(const struct programme *programme, struct refusal *refusal)
{
	if (programme->agenda_count > AGENDA_MAX)
		return bad(refusal, "agenda", SIZE_MAX, "at most 200 items");
	for (size_t i = 0; i < programme->agenda_count; i++) {
		const struct programme_agenda *item = &programme->agenda[i];
		if (!time_ok(item->start) || (item->end != NULL && !time_ok(item->end)))
			return bad(refusal, "agenda", i, "start and end are YYYY-MM-DDTHH:MM");
		if (!title_ok(item->title) || !title_ok_or_absent(item->moderator) ||
		    item->speaker_count > SPEAKERS_MAX ||
		    !titles_ok(item->speakers, item->speaker_count))
			return bad(refusal, "agenda", i,
			    "title, moderator and up to 32 speakers are texts of 1 to 500 characters");
	}
	return true;
}

static bool headings_ok(const struct programme *programme, size_t index, struct refusal *refusal)
{
	const struct programme_category *category = &programme->categories[index];
	if (category->heading_count > CATEGORY_HEADINGS_MAX)
		return bad(refusal, "categories", index, "too many headings");
	for (size_t i = 0; i < category->heading_count; i++) {
		const struct programme_heading *heading = &category->headings[i];
		if (programme_objective_find(programme, heading->objective) == NULL)
			return bad(refusal, "categories", index,
			    "headings name an objective that is not there");
		if (!title_ok(heading->heading))
			return bad(
			    refusal, "categories", index, "a heading is 1 to 500 characters");
	}
	return true;
}

static bool categories_ok(const struct programme *programme, struct refusal *refusal)
{
	for (size_t i = 0; i < programme->category_count; i++) {
		const struct programme_category *category = &programme->categories[i];
		if (category->key == NULL || !text_key_valid(category->key, CATEGORY_KEY_MAX))
			return bad(
			    refusal, "categories", i, "key must be 1 to 32 letters, digits, - _ .");
		if (programme_category_find(programme, category->key) != category)
			return bad(refusal, "categories", i, "key stands twice");
		if (!title_ok(category->heading))
			return bad(refusal, "categories", i, "heading is 1 to 500 characters");
		if (!headings_ok(programme, i, refusal))
			return false;
	}
	return programme->category_count >= 1 && programme->category_count <= CATEGORIES_MAX
	    ? true
	    : bad(refusal, "categories", SIZE_MAX, "from 1 to 20 of them are needed");
}

static bool lenses_ok(const struct programme *programme, struct refusal *refusal)
{
	if (programme->lens_count > LENSES_MAX)
		return bad(refusal, "lenses", SIZE_MAX, "at most 32");
	for (size_t i = 0; i < programme->lens_count; i++) {
		if (programme->lenses[i] == NULL ||
		    !text_key_valid(programme->lenses[i], LENS_KEY_MAX))
			return bad(refusal, "lenses", i, "must be 1 to 32 letters, digits, - _ .");
		for (size_t k = 0; k < i; k++)
			if (strcmp(programme->lenses[i], programme->lenses[k]) == 0)
				return bad(refusal, "lenses", i, "stands twice");
	}
	return true;
}

static bool objectives_ok(const struct programme *programme, struct refusal *refusal)
{
	for (size_t i = 0; i < programme->objective_count; i++) {
		const struct programme_objective *objective = &programme->objectives[i];
		if (objective->number < 1 || objective->number > OBJECTIVE_MAX)
			return bad(refusal, "objectives", i, "number must be from 1 to 999");
		if (programme_objective_find(programme, objective->number) != objective)
			return bad(refusal, "objectives", i, "number stands twice");
		if (!title_ok(objective->title))
			return bad(refusal, "objectives", i, "title is 1 to 500 characters");
		if (objective->question_count > QUESTIONS_MAX ||
		    !titles_ok(objective->questions, objective->question_count))
			return bad(refusal, "objectives", i,
			    "up to 32 questions, each of 1 to 500 characters");
	}
	return programme->objective_count >= 1 && programme->objective_count <= OBJECTIVES_MAX
	    ? true
	    : bad(refusal, "objectives", SIZE_MAX, "from 1 to 64 of them are needed");
}

static bool room_ok(const struct programme *programme, size_t index, struct refusal *refusal)
{
	const struct programme_room *room = &programme->rooms[index];
	if (room->key == NULL || !text_key_valid(room->key, ROOM_KEY_MAX))
		return bad(refusal, "rooms", index, "key must be 1 to 32 letters, digits, - _ .");
	if (programme_room_find(programme, room->key) != room)
		return bad(refusal, "rooms", index, "key stands twice");
	if (programme_round_find(programme, room->round) == NULL)
		return bad(refusal, "rooms", index, "there is no such round");
	if (room->objective_count < 1 || room->objective_count > ROOM_OBJECTIVES_MAX)
		return bad(refusal, "rooms", index, "from 1 to 16 objectives are needed");
	for (size_t i = 0; i < room->objective_count; i++)
		if (programme_objective_find(programme, room->objectives[i]) == NULL)
			return bad(refusal, "rooms", index, "names an objective that is not there");
	if (room->cohost_count > COHOSTS_MAX || !titles_ok(room->cohosts, room->cohost_count))
		return bad(refusal, "rooms", index, "up to 16 cohosts of 1 to 500 characters");
	return true;
}

static bool rooms_ok(const struct programme *programme, struct refusal *refusal)
{
	for (size_t i = 0; i < programme->room_count; i++)
		if (!room_ok(programme, i, refusal))
			return false;
	return programme->room_count >= 1 && programme->room_count <= ROOMS_MAX
	    ? true
	    : bad(refusal, "rooms", SIZE_MAX, "from 1 to 200 of them are needed");
}

static bool top_ok(const struct programme *programme, struct refusal *refusal)
{
	if (programme->session == NULL || !text_key_valid(programme->session, SESSION_KEY_MAX))
		return bad(refusal, "session", SIZE_MAX, "must be 1 to 64 letters, digits, - _ .");
	if (programme->series != NULL && !text_key_valid(programme->series, SESSION_KEY_MAX))
		return bad(refusal, "series", SIZE_MAX, "must be 1 to 64 letters, digits, - _ .");
	if (!title_ok(programme->title))
		return bad(refusal, "title", SIZE_MAX, "is 1 to 500 characters");
	if (programme->timezone == NULL || programme->timezone[0] == '\0' ||
	    strlen(programme->timezone) > TIMEZONE_MAX || !text_line_valid(programme->timezone))
		return bad(refusal, "timezone", SIZE_MAX, "is a name such as Asia/Bangkok");
	if (programme->language != NULL && !text_key_valid(programme->language, LANG_MAX))
		return bad(refusal, "language", SIZE_MAX, "is a tag such as en");
	return true;
}

enum error programme_check(const struct programme *programme, struct refusal *refusal)
{
	*refusal = (struct refusal){ .error = ERROR_NONE };
	if (top_ok(programme, refusal) && rounds_ok(programme, refusal) &&
	    agenda_ok(programme, refusal) && objectives_ok(programme, refusal) &&
	    categories_ok(programme, refusal) && lenses_ok(programme, refusal) &&
	    rooms_ok(programme, refusal))
		programme_report_check(&programme->report, refusal);
	return refusal->error;
}
