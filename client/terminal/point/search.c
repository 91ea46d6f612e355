/* client/terminal/point/search.c - `search`: the notes and points where some words stand. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/point/ground.h"

static void hit_show(const struct search_hit *hit)
{
	const char *id = hit->is_point ? hit->point : hit->note;
	printf("%" PRIu32 "%%  %" PRIu32 "  %s %.*s", hit->likeness, hit->objective,
	    hit->is_point ? "point" : "note ", (int)SHORT_ID_CHARS, id);
	if (!hit->is_point && hit->place != NOTE_IN_POINT)
		printf("  %s", note_place_word(hit->place));
	else if (!hit->is_point)
		printf("  in %.*s", (int)SHORT_ID_CHARS, hit->point);
	if (hit->reason != NULL)
		printf(" (%s)", hit->reason);
	printf("  %s\n", hit->text == NULL ? "" : hit->text);
}

static json_t *hit_json(const struct search_hit *hit)
{
	json_t *item = json_object();
	json_set_text(&item, "kind", hit->is_point ? "point" : "note");
	json_set_number(&item, "likeness", hit->likeness);
	json_set_number(&item, "objective", hit->objective);
	json_set_text(&item, "point", hit->point[0] == '\0' ? NULL : hit->point);
	json_set_text(&item, "note", hit->note[0] == '\0' ? NULL : hit->note);
	json_set_text(&item, "place", hit->is_point ? NULL : note_place_word(hit->place));
	json_set_text(&item, "reason", hit->reason);
	json_set_text(&item, "text", hit->text);
	return item;
}

static enum ending hits_show(
    const struct ground *ground, const struct search_hit *hits, size_t count)
{
	bool is_json = option_given(ground->invocation, OPTION_JSON);
	json_t *root = is_json ? json_array() : NULL;
	for (size_t i = 0; i < count; i++) {
		if (is_json)
			json_append(&root, hit_json(&hits[i]));
		else
			hit_show(&hits[i]);
	}
	return is_json ? json_print(root) : ENDING_DONE;
}

static enum ending search(struct ground *ground, struct inquiry *inquiry)
{
	const struct invocation *invocation = ground->invocation;
	struct session_answer answer;
	struct refusal refusal = { .error = ERROR_NONE };
	struct search_hit *hits = NULL;
	size_t count = 0;
	enum rapporteur_result result = session_ask(
	    ground->rapporteur, ground->session, invocation->wait_ms, &answer, &refusal);
	inquiry->at_least = answer.newest;
	if (result == RAPPORTEUR_OK)
		result = rapporteur_search(ground->rapporteur, ground->session, inquiry,
		    invocation->wait_ms, &ground->arena, &hits, &count, &refusal);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	return hits_show(ground, hits, count);
}

enum ending search_run(const struct invocation *invocation)
{
	const char *most = invocation->values[OPTION_MOST];
	struct inquiry inquiry = { .most = SEARCH_HITS_USUAL };
	uint64_t number = SEARCH_HITS_USUAL;
	if (!only_objective(invocation, &inquiry.objective))
		return ENDING_USAGE;
	if (most != NULL && !number_parse(most, 1, SEARCH_HITS_MAX, &number))
		return complain(
		    ENDING_USAGE, "--most %s: a number, 1 to %u", most, SEARCH_HITS_MAX);
	inquiry.most = (uint32_t)number;
	struct buffer words;
	struct ground ground;
	buffer_init(&words, SEARCH_WORDS_BYTES_MAX);
	for (size_t i = 1; i < invocation->word_count; i++) {
		buffer_add_text(&words, i == 1 ? "" : " ");
		buffer_add_text(&words, invocation->words[i]);
	}
	inquiry.words = buffer_text(&words);
	enum ending ending = ground_connect(&ground, invocation);
	if (ending == ENDING_DONE && inquiry.words == NULL)
		ending = complain(
		    ENDING_USAGE, "the words are more than %u characters", SEARCH_WORDS_CHARS_MAX);
	if (ending == ENDING_DONE)
		ending = search(&ground, &inquiry);
	ground_close(&ground);
	buffer_close(&words);
	return ending;
}
