/*
 * broker/synthesis/grouping/question.c - which guiding questions a note touches.
 *
 * A note touches a question when what it has of the question's words (each beside the most like word of the
 * note, by weight) and the likeness of their gists make .55 together. Played live with both example programmes, 3
 * of their 48 questions are touched by no note; by the rule before, equal words of .30 of the weight, it were 18,
 * most of them wrongly. Of 450 questions of the other programme, on which nobody spoke, 329 are seen to be
 * untouched (428 before). Where there is no table of word vectors, .20 of equal words must do (5 of 48; 319 of 450).
 */
#include "broker/synthesis/synthesis_internal.h"

#define TOUCH       2253 /* .55 */
#define TOUCH_ALONE 819  /* .20: there is no gist */

bool questions_read(const struct synthesis *synthesis, struct objective *objective)
{
	struct grouping *grouping = &objective->grouping;
	const struct programme_objective *plan = objective->plan;
	grouping->question_count = plan == NULL ? 0 : plan->question_count;
	grouping->questions =
	    arena_take(&grouping->arena, grouping->question_count, sizeof *grouping->questions);
	for (size_t i = 0; plan != NULL && grouping->questions != NULL && i < plan->question_count;
	     i++) {
		struct question *question = &grouping->questions[i];
		struct analysis analysis;
		if (!analyse(synthesis, grouping, plan->questions[i], plan->questions[i],
			synthesis->programme.language, &analysis) ||
		    !analyse_take(&analysis, grouping, &question->words))
			return false;
		question->word_count = analysis.count;
		if (!analyse_gist(synthesis, grouping, question->words, question->word_count,
			&question->gist))
			return false;
	}
	return grouping->questions != NULL;
}

/* What the note has of the question's words, of LIKE_ONE. */
static int32_t share(
    struct grouping *grouping, const struct question *question, const struct note *note)
{
	uint64_t had = 0;
	uint64_t all = 0;
	for (uint32_t i = 0; i < question->word_count; i++) {
		int32_t best = 0;
		for (uint32_t k = 0; k < note->word_count; k++) {
			int32_t likeness =
			    likeness_words(grouping, question->words[i], note->words[k]);
			best = likeness > best ? likeness : best;
		}
		uint64_t weight = likeness_weight(grouping, question->words[i]);
		had += weight * (uint64_t)best;
		all += weight;
	}
	return all == 0 ? 0 : (int32_t)(had / all);
}

void questions_count(struct grouping *grouping, const struct note *note)
{
	for (size_t i = 0; i < grouping->question_count; i++) {
		struct question *question = &grouping->questions[i];
		int32_t words = share(grouping, question, note);
		bool gists = question->gist != NULL && note->gist != NULL;
		int32_t gist = gists ? likeness_gists(question->gist, note->gist) : 0;
		if (gists ? words + gist >= TOUCH : words >= TOUCH_ALONE)
			question->notes++;
	}
}
