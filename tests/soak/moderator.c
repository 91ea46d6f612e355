/* tests/soak/moderator.c - see moderator.h. */
#include "tests/soak/moderator.h"

#include <string.h>

#include "proto/curation.h"
#include "tests/soak/text.h"
#include "tests/soak/world.h"

#define PICKS_MAX 6u
#define ASK_MS    20000u

/* What she did may be refused for good: what it names is gone with a broker's lost tail, or stands elsewhere
 * by now. */
static bool is_for_good(enum error error)
{
	return error == ERROR_NO_NOTE || error == ERROR_NO_CURATION || error == ERROR_NO_OBJECTIVE;
}

/* It passes; she does not ask again. */
static bool is_for_now(enum error error)
{
	return error == ERROR_FULL || error == ERROR_BUSY || error == ERROR_STOPPING;
}

static void answered(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct person *person = context;
	person->curating = false;
	if (result == RAPPORTEUR_OK)
		person->curated[person->curated_count++ % CURATED_MAX] = reply->number;
	else if (result != RAPPORTEUR_NOT_REACHABLE && !is_for_good(reply->error) &&
	    !is_for_now(reply->error))
		world_wrong(person->world, "%s: an act was refused: %s, %s", person->machine.name,
		    error_word(reply->error), reply->detail);
}

static size_t pick(const struct synthesis_objective *seen, struct curation_note picked[PICKS_MAX])
{
	struct random *plan = &stage()->plan;
	size_t count = 1 + random_below(plan, PICKS_MAX);
	uint32_t start = random_below(plan, (uint32_t)seen->note_count);
	for (size_t i = 0; i < count; i++) {
		const struct synthesis_note *note =
		    &seen->notes[(start + random_below(plan, 2 * PICKS_MAX)) % seen->note_count];
		picked[i].number = note->number;
		memcpy(picked[i].id, note->id, sizeof picked[i].id);
	}
	return count;
}

static void send(struct person *person, const struct curation *curation)
{
	struct buffer body;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	curation_encode(curation, &body);
	person->curating = rapporteur_request(person->rapporteur, MESSAGE_CURATE, SESSION_KEY,
			       body.bytes, body.size, ASK_MS, answered, person) == RAPPORTEUR_OK;
	buffer_close(&body);
}

/* What the act says besides its notes. */
static void fill(struct person *person, const char *category, struct curation *curation)
{
	static const char *const themes[] = { "money", "law" };
	struct random *plan = &stage()->plan;
	switch (curation->act) {
	case CURATION_RESTATE:
		curation->text = "What was agreed";
		return;
	case CURATION_THEME:
		curation->text = random_below(plan, 4) > 0 ? "A heading" : "";
		curation->category = category;
		curation->theme = themes[random_below(plan, 2)];
		return;
	case CURATION_MOVE:
		curation->category = category;
		curation->theme = themes[random_below(plan, 2)];
		return;
	case CURATION_LENS:
		curation->lens = random_below(plan, 2) > 0 ? "youth" : "gender";
		curation->value = random_below(plan, 2);
		return;
	case CURATION_RELEASE:
		curation->seen = 1 + random_below(plan, 1000);
		return;
	case CURATION_UNDO:
		curation->undone = person->curated[random_below(plan, CURATED_MAX)];
		return;
	default: /* notes are all that it needs */
		return;
	}
}

void moderator_act(struct person *person)
{
	struct random *plan = &stage()->plan;
	const struct copy *copy = &person->rapporteur->watch.copy;
	struct curation_note notes[PICKS_MAX] = { 0 };
	struct curation_note others[PICKS_MAX] = { 0 };
	if (person->curating || copy->count == 0)
		return;
	const struct synthesis_objective *seen =
	    &copy->view[random_below(plan, (uint32_t)copy->count)];
	if (seen->note_count == 0 || seen->notes[0].category == NULL)
		return;
	struct curation curation = { .objective = seen->number,
		.act = 1 + random_below(plan, CURATION_RELEASE),
		.notes = notes,
		.note_count = pick(seen, notes),
		.reason = "so it was agreed" };
	fill(person, seen->notes[0].category, &curation);
	if (curation.act == CURATION_UNDO && curation.undone == 0)
		return; /* she has done nothing yet */
	if (curation.act == CURATION_SPLIT || curation.act == CURATION_ORDER) {
		curation.others = others;
		curation.other_count = pick(seen, others);
	}
	send(person, &curation);
}
