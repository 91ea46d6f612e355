/* client/report/build/build.c - the order of the parts: the programme's, or the usual one. */
#include "client/report/build/build_internal.h"

static void build_background(struct report_builder *builder)
{
	report_build_passage(builder, REPORT_TEXT_BACKGROUND);
}

static void build_closing(struct report_builder *builder)
{
	report_build_passage(builder, REPORT_TEXT_CLOSING);
}

static const struct {
	void (*build)(struct report_builder *builder);
	enum phrase heading;
} PARTS[REPORT_PART_COUNT] = {
	[REPORT_BACKGROUND] = { build_background, PHRASE_BACKGROUND },
	[REPORT_ORGANIZATION] = { report_build_organization, PHRASE_ORGANIZATION },
	[REPORT_OUTCOMES] = { report_build_outcomes, PHRASE_OUTCOMES },
	[REPORT_CLOSING] = { build_closing, PHRASE_CLOSING },
	[REPORT_PROGRAMME] = { report_build_programme, PHRASE_PROGRAMME },
	[REPORT_QUESTIONS] = { report_build_questions, PHRASE_QUESTIONS },
	[REPORT_BALANCE] = { report_build_balance, PHRASE_BALANCE },
};

/* Whether the part has anything to say: an empty chapter would be a heading alone. */
static bool has_part(const struct report_builder *builder, enum report_part part)
{
	const struct programme *programme = builder->programme;
	if (part == REPORT_BACKGROUND)
		return report_has_passage(builder, REPORT_TEXT_BACKGROUND);
	if (part == REPORT_CLOSING)
		return report_has_passage(builder, REPORT_TEXT_CLOSING);
	for (size_t i = 0; part == REPORT_QUESTIONS && i < programme->objective_count; i++) {
		if (programme->objectives[i].question_count > 0)
			return true;
	}
	return part != REPORT_QUESTIONS;
}

/* Those of the programme, or all, that have something to say. */
static void choose_parts(struct report_builder *builder)
{
	const struct programme_report *report = &builder->programme->report;
	size_t count = report->part_count == 0 ? REPORT_PART_COUNT : report->part_count;
	struct programme_part *parts = arena_take(builder->arena, count, sizeof *parts);
	if (parts == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		struct programme_part part = { .part = (enum report_part)i };
		if (report->part_count > 0)
			part = report->parts[i];
		if (!has_part(builder, part.part))
			continue;
		parts[builder->part_count++] = part;
		builder->annex_count += report_part_is_annex(part.part);
	}
	builder->parts = parts;
}

struct document_words report_format_words(const struct wording *wording)
{
	return (struct document_words){ .contents = phrase_plain(wording, PHRASE_WORD_CONTENTS),
		.skip = phrase_plain(wording, PHRASE_WORD_SKIP),
		.footnotes = phrase_plain(wording, PHRASE_WORD_FOOTNOTES),
		.footnote = phrase_plain(wording, PHRASE_WORD_FOOTNOTE),
		.back = phrase_plain(wording, PHRASE_WORD_BACK),
		.paragraph = phrase_plain(wording, PHRASE_WORD_PARAGRAPH),
		.before_letter = phrase_plain(wording, PHRASE_BEFORE_LETTER),
		.after_letter = phrase_plain(wording, PHRASE_AFTER_LETTER) };
}

static void build_annex(struct report_builder *builder, const struct programme_part *part,
    const char *heading, struct document_part *annex)
{
	struct arena *arena = builder->arena;
	struct document *document = &builder->report->document;
	const char *number = phrase_roman(arena, (uint32_t)document->annex_count + 1, true);
	builder->annex = true;
	report_add_chapter(builder, report_part_key(part->part), heading);
	PARTS[part->part].build(builder);
	report_end_part(builder, annex);
	if (arena->failed)
		return;
	annex->id = report_joined(arena, "annex-", report_part_key(part->part), "");
	annex->title = heading;
	annex->label = builder->annex_count == 1
	    ? phrase_plain(&builder->wording, PHRASE_ANNEX)
	    : PHRASE(&builder->wording, PHRASE_ANNEX_NUMBER, number);
	document->annex_count++;
}

static void build_parts(struct report_builder *builder)
{
	struct document *document = &builder->report->document;
	struct document_part *annexes =
	    arena_take(builder->arena, builder->annex_count, sizeof *annexes);
	for (size_t i = 0; annexes != NULL && i < builder->part_count; i++) {
		const struct programme_part *part = &builder->parts[i];
		const char *heading = part->heading != NULL
		    ? part->heading
		    : phrase_plain(&builder->wording, PARTS[part->part].heading);
		if (report_part_is_annex(part->part)) {
			if (!builder->annex)
				report_end_part(builder, &document->body);
			build_annex(builder, part, heading, &annexes[document->annex_count]);
			continue;
		}
		report_add_chapter(builder, report_part_key(part->part), heading);
		PARTS[part->part].build(builder);
	}
	if (!builder->annex)
		report_end_part(builder, &document->body);
	document->annexes = annexes;
}

static enum report_result build(struct report_builder *builder, char detail[REPORT_DETAIL_MAX])
{
	struct document *document = &builder->report->document;
	const struct report_session *session = builder->session;
	size_t footnotes = builder->programme->report.footnote_count;
	wording_init(&builder->wording, builder->arena, builder->programme->language);
	document->language = wording_tag(&builder->wording);
	document->words = report_format_words(&builder->wording);
	document->time_ms = session->closed_ms != 0 ? session->closed_ms : session->opened_ms;
	document->time_ms -=
	    document->time_ms % 60000; /* nothing in a report is finer than the minute */
	builder->footnotes = arena_take(builder->arena, footnotes, sizeof *builder->footnotes);
	enum report_result result = report_balance_check(builder, detail);
	if (result != REPORT_OK)
		return result;
	if (!prose_learn(
		&builder->words, builder->arena, builder->objectives, builder->objective_count))
		return REPORT_MEMORY;
	choose_parts(builder);
	report_build_masthead(builder);
	build_parts(builder);
	report_build_footnotes(builder);
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
