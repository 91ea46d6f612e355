/* client/report/build/build.c - the order of the parts. */
#include "client/report/build/build_internal.h"

static struct document_words words(void)
{
	return (struct document_words){ .contents = phrase_plain(PHRASE_WORD_CONTENTS),
		.skip = phrase_plain(PHRASE_WORD_SKIP),
		.footnotes = phrase_plain(PHRASE_WORD_FOOTNOTES),
		.footnote = phrase_plain(PHRASE_WORD_FOOTNOTE),
		.back = phrase_plain(PHRASE_WORD_BACK),
		.paragraph = phrase_plain(PHRASE_WORD_PARAGRAPH),
		.before_letter = phrase_plain(PHRASE_BEFORE_LETTER),
		.after_letter = phrase_plain(PHRASE_AFTER_LETTER) };
}

static enum report_result build(struct report_builder *builder, char detail[REPORT_DETAIL_MAX])
{
	struct report *report = builder->report;
	report->document.language =
	    builder->programme->language == NULL ? "en" : builder->programme->language;
	report->document.words = words();
	report->document.time_ms = builder->session->closed_ms != 0 ? builder->session->closed_ms
								    : builder->session->opened_ms;
	enum report_result result = report_balance_check(builder, detail);
	if (result != REPORT_OK)
		return result;
	if (!prose_learn(
		&builder->words, builder->arena, builder->objectives, builder->objective_count))
		return REPORT_MEMORY;
	report_build_masthead(builder);
	report_build_organization(builder);
	report_build_outcomes(builder);
	report_build_balance(builder);
	report_end_part(builder, &report->document.body);
	report_build_annex(builder);
	return builder->arena->failed ? REPORT_MEMORY : REPORT_OK;
}

enum report_result report_build(struct report *report, const struct programme *programme,
    const struct synthesis_objective *objectives, size_t objective_count,
    const struct report_session *session, char detail[REPORT_DETAIL_MAX])
{
	struct report made = { .received = session->received };
	struct report_builder builder = { .report = &made,
		.arena = &made.arena,
		.programme = programme,
		.objectives = objectives,
		.objective_count = objective_count,
		.session = session };
	detail[0] = '\0';
	arena_init(&made.arena, REPORT_MEMORY_MAX);
	enum report_result result = build(&builder, detail);
	if (result != REPORT_OK) {
		arena_close(&made.arena);
		return result;
	}
	*report = made;
	return REPORT_OK;
}

void report_close(struct report *report)
{
	arena_close(&report->arena);
	*report = (struct report){ 0 };
}
