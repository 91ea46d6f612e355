/* tests/soak/quiet.c - whether a healed world has come to rest. */
#include <stdio.h>
#include <string.h>

#include "tests/soak/text.h"
#include "tests/soak/world.h"

static bool watcher_follows(struct world *world, const struct person *person, const char **why)
{
	struct press *press = &world->broker.press;
	const struct press_session *session = press_session_find(press, SESSION_KEY);
	const struct watch *watch = &person->rapporteur->watch;
	*why = "the press does not have the session";
	if (session == NULL)
		return false;
	*why = "updates wait to be published";
	for (size_t i = 0; i < synthesis_objective_count(session->synthesis); i++)
		if (synthesis_changed(session->synthesis, i))
			return false;
	*why = "a watcher does not follow";
	if (watch->stage != WATCH_FOLLOWING || watch->state != WATCH_LIVE)
		return false;
	*why = "a watcher is behind the press";
	return watch->run == press->run && watch->number == session->number;
}

/* Of what is redacted and still with her she has been told. */
static bool knows_what_is_redacted(const struct world *world, const struct person *person)
{
	for (size_t i = 0; i < world->ledger.count; i++) {
		const struct record *record = &world->ledger.records[i];
		if (record->person == person->index && record->note == i &&
		    journal_is_erased(world->disk.journal, record->id) &&
		    outbox_sequence_find(&person->rapporteur->outbox, record->id) != 0 &&
		    !(record->state == RECORD_REFUSED && record->error == ERROR_REDACTED))
			return false;
	}
	return true;
}

static bool person_rests(struct world *world, const struct person *person, const char **why)
{
	*why = "a client is down";
	if (person->rapporteur == NULL)
		return false;
	*why = "a client has not found the broker since it was restored";
	if (person->restores != world->restores ||
	    rapporteur_connection(person->rapporteur) != CONNECTION_LIVE)
		return false;
	*why = "an outbox is not empty";
	if (rapporteur_counts(person->rapporteur).here > 0)
		return false;
	*why = "a request is under way";
	if (person->asked || person->redacting != SIZE_MAX)
		return false;
	*why = "a redacted note is kept";
	if (!knows_what_is_redacted(world, person))
		return false;
	return !person->watches || watcher_follows(world, person, why);
}

bool promises_quiet(struct world *world, char *why, size_t why_size)
{
	const struct broker *broker = &world->broker;
	const char *reason = "the broker is down";
	const char *who = "";
	bool quiet = broker->desk_machine.up && broker->press_machine.up;
	if (quiet && journal_erasing(world->disk.journal)) {
		reason = "what is erased is on the disk yet";
		quiet = false;
	}
	if (quiet && broker->press.folded.number != journal_newest(world->disk.journal).number) {
		reason = "the press has not folded all";
		quiet = false;
	}
	for (size_t i = 0; quiet && i < world->person_count; i++) {
		who = world->people[i].machine.name;
		quiet = person_rests(world, &world->people[i], &reason);
	}
	(void)snprintf(why, why_size, "%s %s", reason, who);
	return quiet;
}
