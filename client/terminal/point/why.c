/* client/terminal/point/why.c - `why`: for which reasons a point is one, or a note where it is. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/point/ground.h"

static void link_show(const struct why_link *link)
{
	printf("  %.*s beside %.*s, words .%02" PRIu32 ", gist .%02" PRIu32 ": ",
	    (int)SHORT_ID_CHARS, link->note, (int)SHORT_ID_CHARS, link->other, link->words,
	    link->gist);
	for (size_t i = 0; i < link->aligned_count; i++) {
		const struct why_words *words = &link->aligned[i];
		printf("%s%s", i == 0 ? "" : ", ", words->here);
		if (strcmp(words->here, words->there) != 0)
			printf(" ~ %s", words->there);
		printf(" .%02" PRIu32, words->part);
	}
	printf("%s%s\n", link->aligned_count == 0 ? "" : "; ", link->circumstance);
}

static void rounds_show(const struct why *why)
{
	printf("  %" PRIu32 " %s", why->notes, why->notes == 1 ? "note" : "notes");
	for (size_t i = 0; i < why->round_count; i++)
		printf("%s %" PRIu32 " of round %" PRIu32, i == 0 ? ":" : ",", why->rounds[i].notes,
		    why->rounds[i].round);
	printf("\n");
}

/* Nothing where the machine alone would have the same. */
static void origins_show(const struct why *why)
{
	if (why->origin_count == 1 && why->origins[0].outside == 0 &&
	    why->origins[0].notes == why->notes)
		return;
	for (size_t i = 0; i < why->origin_count; i++) {
		const struct why_origin *origin = &why->origins[i];
		printf("  the machine alone: %" PRIu32 " of its notes in point %.*s", origin->notes,
		    (int)SHORT_ID_CHARS, origin->point);
		if (origin->outside > 0)
			printf(", with %" PRIu32 " that are elsewhere now", origin->outside);
		printf("\n");
	}
}

static void decisions_show(const struct why *why)
{
	for (size_t i = 0; i < why->decision_count; i++) {
		const struct curation_entry *entry = &why->decisions[i];
		char time[TIME_TEXT_BYTES];
		time_text((uint64_t)entry->minute * MINUTE_MS, time);
		printf("  event %" PRIu64 ", %s UTC, %s: %s - %s", entry->number, time, entry->role,
		    entry->act, entry->what);
		if (entry->reason != NULL)
			printf(" (%s)", entry->reason);
		if (entry->undone_by > 0)
			printf("; undone by event %" PRIu64, entry->undone_by);
		printf("\n");
	}
}

static void apart_show(const struct why *why)
{
	for (size_t i = 0; i < why->apart_count; i++)
		printf("  apart from %.*s in point %.*s: %s\n", (int)SHORT_ID_CHARS,
		    why->apart[i].other, (int)SHORT_ID_CHARS, why->apart[i].point,
		    why->apart[i].what);
}

static void why_show(const struct why *why)
{
	if (why->note[0] != '\0') {
		printf(
		    "note %.*s: %s", (int)SHORT_ID_CHARS, why->note, note_place_word(why->place));
		if (why->reason != NULL)
			printf(" (%s)", why->reason);
		printf("\n");
	}
	if (why->point[0] != '\0') {
		printf("point %.*s, objective %" PRIu32 ": %s\n", (int)SHORT_ID_CHARS, why->point,
		    why->objective, why->statement == NULL ? "" : why->statement);
		rounds_show(why);
	}
	for (size_t i = 0; i < why->link_count; i++)
		link_show(&why->links[i]);
	apart_show(why);
	origins_show(why);
	decisions_show(why);
}

static json_t *link_json(const struct why_link *link)
{
	json_t *item = json_object();
	json_t *aligned = json_array();
	for (size_t i = 0; i < link->aligned_count; i++) {
		json_t *words = json_object();
		json_set_text(&words, "word", link->aligned[i].here);
		json_set_text(&words, "beside", link->aligned[i].there);
		json_set_number(&words, "hundredths", link->aligned[i].part);
		json_append(&aligned, words);
	}
	json_set_text(&item, "note", link->note);
	json_set_text(&item, "other", link->other);
	json_set_number(&item, "words", link->words);
	json_set_number(&item, "gist", link->gist);
	json_set(&item, "aligned", aligned);
	json_set_text(&item, "circumstance", link->circumstance);
	return item;
}

static json_t *lists_json(const struct why *why, json_t *root)
{
	json_t *links = json_array();
	json_t *origins = json_array();
	json_t *rounds = json_array();
	json_t *decisions = json_array();
	json_t *apart = json_array();
	for (size_t i = 0; i < why->link_count; i++)
		json_append(&links, link_json(&why->links[i]));
	for (size_t i = 0; i < why->origin_count; i++) {
		json_t *origin = json_object();
		json_set_text(&origin, "point", why->origins[i].point);
		json_set_number(&origin, "notes", why->origins[i].notes);
		json_set_number(&origin, "elsewhere", why->origins[i].outside);
		json_append(&origins, origin);
	}
	for (size_t i = 0; i < why->round_count; i++) {
		json_t *round = json_object();
		json_set_number(&round, "round", why->rounds[i].round);
		json_set_number(&round, "notes", why->rounds[i].notes);
		json_append(&rounds, round);
	}
	for (size_t i = 0; i < why->decision_count; i++)
		json_append(&decisions, curation_json(&why->decisions[i]));
	for (size_t i = 0; i < why->apart_count; i++) {
		json_t *item = json_object();
		json_set_text(&item, "note", why->apart[i].note);
		json_set_text(&item, "other", why->apart[i].other);
		json_set_text(&item, "point", why->apart[i].point);
		json_set_text(&item, "what", why->apart[i].what);
		json_append(&apart, item);
	}
	json_set(&root, "apart", apart);
	json_set(&root, "links", links);
	json_set(&root, "machine", origins);
	json_set(&root, "rounds", rounds);
	json_set(&root, "decisions", decisions);
	return root;
}

static enum ending why_json(const struct why *why)
{
	json_t *root = json_object();
	bool note = why->note[0] != '\0';
	json_set_number(&root, "objective", why->objective);
	json_set_text(&root, "note", note ? why->note : NULL);
	json_set_text(&root, "place", note ? note_place_word(why->place) : NULL);
	json_set_text(&root, "point", why->point[0] == '\0' ? NULL : why->point);
	json_set_text(&root, "statement", why->statement);
	json_set_text(
	    &root, "statement_note", why->statement_note[0] == '\0' ? NULL : why->statement_note);
	json_set_text(&root, "reason", why->reason);
	json_set_number(&root, "notes", why->notes);
	return json_print(lists_json(why, root));
}

static enum ending ask(struct ground *ground)
{
	const struct invocation *invocation = ground->invocation;
	struct named named;
	enum ending ending = point_name_find(ground, invocation->words[1], &named);
	if (ending != ENDING_DONE)
		return ending;
	struct refusal refusal = { .error = ERROR_NONE };
	struct why why;
	struct inquiry inquiry = { .at_least = ground->newest };
	memcpy(
	    inquiry.id, named.note != NULL ? named.note->id : named.point->id, sizeof inquiry.id);
	enum rapporteur_result result = rapporteur_why(ground->rapporteur, ground->session,
	    &inquiry, invocation->wait_ms, &ground->arena, &why, &refusal);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	if (option_given(invocation, OPTION_JSON))
		return why_json(&why);
	why_show(&why);
	return ENDING_DONE;
}

enum ending why_run(const struct invocation *invocation)
{
	struct ground ground;
	enum ending ending = ground_open(&ground, invocation);
	if (ending == ENDING_DONE)
		ending = ask(&ground);
	ground_close(&ground);
	return ending;
}
