/*
 * client/terminal/point/point_name.c - what a person types for a note or a point: the beginning of its id, or the
 * point's place as it is shown. Several that begin so are listed by their ids and kinds, never by their texts.
 */
#include "client/terminal/point/ground.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TOLD_MAX 8u

struct finding {
	const char *name;
	struct named named;
	size_t count;
	char told[512]; /* the candidates */
	size_t told_size;
};

static void found(
    struct finding *finding, const char *kind, const char *id, const struct named *named)
{
	if (finding->count++ == 0)
		finding->named = *named;
	if (finding->count > TOLD_MAX)
		return;
	int size =
	    snprintf(finding->told + finding->told_size, sizeof finding->told - finding->told_size,
		"%s%s %s", finding->count == 1 ? "" : ", ", kind, id);
	if (size > 0 && (size_t)size < sizeof finding->told - finding->told_size)
		finding->told_size += (size_t)size;
}

static void find_in(struct finding *finding, const struct synthesis_objective *objective)
{
	size_t size = strlen(finding->name);
	for (size_t i = 0; i < objective->point_count; i++) {
		const struct synthesis_point *point = &objective->points[i];
		struct named named = { .objective = objective, .point = point };
		if (strncmp(point->id, finding->name, size) == 0)
			found(finding, "point", point->id, &named);
	}
	for (size_t i = 0; i < objective->note_count; i++) {
		const struct synthesis_note *note = &objective->notes[i];
		struct named named = { .objective = objective, .note = note };
		if (strncmp(note->id, finding->name, size) == 0)
			found(finding, "note", note->id, &named);
	}
}

static const struct synthesis_objective *objective_find(
    const struct ground *ground, uint64_t number)
{
	for (size_t i = 0; i < ground->synthesis.objective_count; i++)
		if (ground->synthesis.objectives[i].number == number)
			return &ground->synthesis.objectives[i];
	return NULL;
}

/* Cuts "2.challenge.3" at its first and its last dot; a category may have some of its own. */
static bool place_cut(const char *name, bool with_place, uint64_t *objective,
    char category[CATEGORY_KEY_MAX + 1], uint64_t *place)
{
	char number[8];
	const char *first = strchr(name, '.');
	const char *last = with_place ? strrchr(name, '.') : name + strlen(name);
	if (first == NULL || first >= last)
		return false;
	size_t number_size = (size_t)(first - name);
	size_t category_size = (size_t)(last - first) - 1;
	if (number_size >= sizeof number || category_size > CATEGORY_KEY_MAX)
		return false;
	memcpy(number, name, number_size);
	number[number_size] = '\0';
	memcpy(category, first + 1, category_size);
	category[category_size] = '\0';
	return number_parse(number, 1, OBJECTIVE_MAX, objective) && category_size > 0 &&
	    (!with_place || number_parse(last + 1, 1, UINT32_MAX, place));
}

static enum ending by_place(const struct ground *ground, const char *name, struct named *named)
{
	char category[CATEGORY_KEY_MAX + 1];
	uint64_t number = 0;
	uint64_t place = 0;
	if (!place_cut(name, true, &number, category, &place))
		return complain(ENDING_USAGE,
		    "%s: say objective, category and place, such as 2.challenge.3", name);
	const struct synthesis_objective *objective = objective_find(ground, number);
	for (size_t i = 0; objective != NULL && i < objective->point_count; i++) {
		const struct synthesis_point *point = &objective->points[i];
		if (strcmp(point->category, category) != 0 || --place > 0)
			continue;
		*named = (struct named){ .objective = objective, .point = point };
		return ENDING_DONE;
	}
	return complain(
	    ENDING_REFUSED, "%s: there is no such point; see rapporteur point list", name);
}

enum ending point_name_find(const struct ground *ground, const char *name, struct named *named)
{
	struct finding finding = { .name = name };
	if (strchr(name, '.') != NULL)
		return by_place(ground, name, named);
	if (strlen(name) < PREFIX_CHARS_MIN)
		return complain(ENDING_USAGE, "%s: type at least %u characters of an id", name,
		    PREFIX_CHARS_MIN);
	for (size_t i = 0; i < ground->synthesis.objective_count; i++)
		find_in(&finding, &ground->synthesis.objectives[i]);
	if (finding.count == 0)
		return complain(
		    ENDING_REFUSED, "%s: no note and no point has an id that begins so", name);
	if (finding.count > 1)
		return complain(ENDING_REFUSED, "%s: %zu begin so: %s%s", name, finding.count,
		    finding.told, finding.count > TOLD_MAX ? ", ..." : "");
	*named = finding.named;
	if (named->note != NULL)
		named->point = ground_holder(named->objective, named->note);
	return ENDING_DONE;
}

enum ending point_name_point(const struct ground *ground, const char *name, struct named *named)
{
	enum ending ending = point_name_find(ground, name, named);
	if (ending == ENDING_DONE && named->point == NULL)
		return complain(ENDING_REFUSED, "note %s is in no point: it is %s", named->note->id,
		    note_place_word(named->note->place));
	return ending;
}

enum ending point_name_cell(
    const struct ground *ground, const char *name, uint32_t *objective, const char **category)
{
	char key[CATEGORY_KEY_MAX + 1];
	uint64_t number = 0;
	if (!place_cut(name, false, &number, key, NULL))
		return complain(
		    ENDING_USAGE, "%s: say objective and category, such as 2.challenge", name);
	const struct programme_category *found = programme_category_find(&ground->programme, key);
	if (found == NULL)
		return complain_refusal(name, ERROR_NO_CATEGORY, "");
	*objective = (uint32_t)number;
	*category = found->key;
	return ENDING_DONE;
}
