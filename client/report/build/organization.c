/*
 * client/report/build/organization.c - chapter II: what the consultation was about, how it was held, who
 * came, and how this report was made. People's texts stand between what the programme tells by itself.
 */
#include "client/report/build/build_internal.h"

/* Sentences of one paragraph while it is built. */
struct sentences {
	struct document_sentence made[8];
	size_t count;
};

static void say(struct report_builder *builder, struct sentences *sentences, const char *text)
{
	if (text != NULL && sentences->count < sizeof sentences->made / sizeof *sentences->made)
		sentences->made[sentences->count++].text = report_text(builder->arena, text);
}

static void say_end(struct report_builder *builder, const struct sentences *sentences)
{
	struct document_sentence *made = arena_take(builder->arena, sentences->count, sizeof *made);
	for (size_t i = 0; made != NULL && i < sentences->count; i++)
		made[i] = sentences->made[i];
	if (made != NULL && sentences->count > 0)
		report_add_paragraph(builder, NULL, made, sentences->count, NULL);
}

const char *report_annex_name(struct report_builder *builder, enum report_part part)
{
	uint32_t number = 0;
	for (size_t i = 0; i < builder->part_count; i++) {
		number += report_part_is_annex(builder->parts[i].part);
		if (builder->parts[i].part != part)
			continue;
		if (builder->annex_count == 1)
			return phrase_plain(&builder->wording, PHRASE_ANNEX_IN_ONE);
		return PHRASE(
		    &builder->wording, PHRASE_ANNEX_IN, phrase_roman(builder->arena, number, true));
	}
	return NULL;
}

static void add_focus(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	const struct wording *wording = &builder->wording;
	const struct document_masthead *masthead = &builder->report->document.masthead;
	struct report_items items = report_items_for(builder, programme->objective_count);
	for (size_t i = 0; i < programme->objective_count; i++) {
		const char *number = phrase_number(builder->arena, programme->objectives[i].number);
		report_add_item(builder, &items, report_joined(builder->arena, number, ".", ""),
		    programme->objectives[i].title, NULL);
	}
	report_add_text(builder,
	    programme->objective_count == 1
		? PHRASE(wording, PHRASE_FOCUS_ONE, masthead->date, masthead->time)
		: PHRASE(wording, PHRASE_FOCUS_MANY, masthead->date, masthead->time,
		      phrase_count(wording, programme->objective_count)),
	    &items);
}

/* "{0} is in annex II." when there is such an annex. */
static const char *see(struct report_builder *builder, enum phrase phrase, enum report_part part)
{
	const char *name = report_annex_name(builder, part);
	return name == NULL ? NULL : PHRASE(&builder->wording, phrase, name);
}

static void add_groups(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	const struct wording *wording = &builder->wording;
	struct sentences sentences = { .count = 0 };
	bool guided = false;
	for (size_t i = 0; i < programme->objective_count; i++)
		guided = guided || programme->objectives[i].question_count > 0;
	if (programme->room_count == 1)
		say(builder, &sentences, phrase_plain(wording, PHRASE_GROUPS_ONE));
	else if (programme->round_count == 1)
		say(builder, &sentences,
		    PHRASE(
			wording, PHRASE_GROUPS_MANY, phrase_count(wording, programme->room_count)));
	else
		say(builder, &sentences,
		    PHRASE(wording, PHRASE_GROUPS_ROUNDS,
			phrase_count(wording, programme->room_count),
			phrase_count(wording, programme->round_count)));
	if (guided)
		say(builder, &sentences, phrase_plain(wording, PHRASE_GUIDED));
	say(builder, &sentences, see(builder, PHRASE_SEE_PROGRAMME, REPORT_PROGRAMME));
	if (guided)
		say(builder, &sentences, see(builder, PHRASE_SEE_QUESTIONS, REPORT_QUESTIONS));
	say_end(builder, &sentences);
}

static void add_structure(struct report_builder *builder)
{
	const struct wording *wording = &builder->wording;
	uint64_t received = builder->report->received;
	struct sentences sentences = { .count = 0 };
	say(builder, &sentences, phrase_plain(wording, PHRASE_STRUCTURE));
	if (received <= 1)
		say(builder, &sentences,
		    phrase_plain(wording, received == 0 ? PHRASE_NOTES_NONE : PHRASE_NOTES_ONE));
	else
		say(builder, &sentences,
		    PHRASE(wording, PHRASE_NOTES_MANY, phrase_number(builder->arena, received)));
	say(builder, &sentences, see(builder, PHRASE_SEE_BALANCE, REPORT_BALANCE));
	say(builder, &sentences, phrase_plain(wording, PHRASE_CHATHAM));
	say_end(builder, &sentences);
}

void report_build_organization(struct report_builder *builder)
{
	if (builder->arena->failed)
		return;
	report_build_passage(builder, REPORT_TEXT_CONTEXT);
	add_focus(builder);
	report_build_passage(builder, REPORT_TEXT_PURPOSE);
	report_build_attendance(builder);
	report_build_passage(builder, REPORT_TEXT_OPENING);
	report_build_statements(builder);
	add_groups(builder);
	add_structure(builder);
}
