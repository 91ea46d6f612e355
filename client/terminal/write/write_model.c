/* client/terminal/write/write_model.c - see write_model.h. */
#include "client/terminal/write/write_model.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void write_model_init(struct write_model *model, const char *session, const char *room)
{
	memset(model, 0, sizeof *model);
	write_notes_init(&model->notes, session, room);
}

void write_model_close(struct write_model *model)
{
	write_notes_close(&model->notes);
}

static void say(struct write_model *model, bool alarm, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void say(struct write_model *model, bool alarm, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(model->message, sizeof model->message, format, arguments);
	va_end(arguments);
	model->alarm = alarm;
}

static struct own_note *amended_note(struct write_model *model)
{
	for (size_t i = 0; i < model->notes.own_count; i++)
		if (memcmp(model->notes.own[i].id, model->amended, ID_BYTES) == 0)
			return &model->notes.own[i];
	return NULL;
}

/* The newest that can be changed before index, or NULL. */
static struct own_note *changeable_before(struct write_model *model, size_t index)
{
	while (index-- > 0)
		if (!model->notes.own[index].retracted)
			return &model->notes.own[index];
	return NULL;
}

/* --- which note is amended --------------------------------------------------------------------------- */

static void amend_leave(struct write_model *model)
{
	if (!model->amending)
		return;
	model->amending = false;
	model->retract_asked = false;
	model->line = model->aside;
	line_clear(&model->aside);
}

static void amend_enter(struct write_model *model, const struct own_note *note)
{
	if (!model->amending)
		model->aside = model->line;
	model->amending = true;
	model->retract_asked = false;
	memcpy(model->amended, note->id, ID_BYTES);
	line_set(&model->line, note->text == NULL ? "" : note->text,
	    note->text == NULL ? 0 : strlen(note->text));
}

static void amend_up(struct write_model *model)
{
	size_t index = model->notes.own_count;
	const struct own_note *now = model->amending ? amended_note(model) : NULL;
	if (now != NULL)
		index = (size_t)(now - model->notes.own);
	const struct own_note *note = changeable_before(model, index);
	if (note == NULL)
		say(model, false, "There is no note of yours before that.");
	else
		amend_enter(model, note);
}

static void amend_down(struct write_model *model)
{
	const struct own_note *now = model->amending ? amended_note(model) : NULL;
	size_t index = now == NULL ? model->notes.own_count : (size_t)(now - model->notes.own) + 1;
	while (index < model->notes.own_count && model->notes.own[index].retracted)
		index++;
	if (index >= model->notes.own_count)
		amend_leave(model);
	else
		amend_enter(model, &model->notes.own[index]);
}

/* --- Enter ------------------------------------------------------------------------------------------- */

/* Of a change: whichever of the two knows the event. */
static uint64_t replaces_of(const struct own_note *note)
{
	return note->state == ENTRY_BROKER && note->changes == 0 ? note->event
								 : RAPPORTEUR_REPLACES_NEWEST;
}

static const char *given_or_null(const char *given)
{
	return given == NULL || given[0] == '\0' ? NULL : given;
}

static enum write_act note_act(struct write_model *model)
{
	const struct words *words = &model->words;
	model->refused = 0;
	model->put = (struct note_put){ .room = model->notes.room,
		.objective = words->objective > 0 ? words->objective : model->objective,
		.category =
		    words->category != NULL ? words->category : given_or_null(model->category),
		.lens = words->no_lens    ? NULL
		    : words->lens != NULL ? words->lens
					  : given_or_null(model->lens),
		.text = words->text };
	return WRITE_NOTE;
}

/* What the words leave out stays as it is in the note. A note that was refused is written anew. */
static enum write_act amend_act(struct write_model *model, struct own_note *note, const char *text)
{
	const struct words *words = &model->words;
	if (note->retracted) {
		say(model, true, "That note was taken back.");
		return WRITE_NOTHING;
	}
	model->put = (struct note_put){ .room = note->room,
		.objective = words->objective > 0 ? words->objective : note->objective,
		.category =
		    words->category != NULL ? words->category : given_or_null(note->category),
		.lens = words->no_lens    ? NULL
		    : words->lens != NULL ? words->lens
					  : given_or_null(note->lens),
		.language = given_or_null(note->language),
		.ref = given_or_null(note->ref),
		.text = text };
	model->refused = note->state == ENTRY_REFUSED ? note->sequence : 0;
	if (model->refused != 0)
		return WRITE_NOTE;
	memcpy(model->put.note, note->id, ID_BYTES);
	model->put.replaces = replaces_of(note);
	return WRITE_AMEND;
}

static enum write_act retract_act(struct write_model *model, const struct own_note *note)
{
	if (!model->retract_asked) {
		model->retract_asked = true;
		say(model, true, "Enter once more takes the note back: %.120s",
		    note->text == NULL ? "" : note->text);
		return WRITE_NOTHING;
	}
	model->refused = note->state == ENTRY_REFUSED ? note->sequence : 0;
	model->put = (struct note_put){ .replaces = replaces_of(note) };
	memcpy(model->put.note, note->id, ID_BYTES);
	return WRITE_RETRACT;
}

/* Category, objective, lens without a text. */
static void standing_take(struct write_model *model)
{
	const struct words *words = &model->words;
	char filing[WRITE_MESSAGE_BYTES];
	if (words->objective > 0)
		model->objective = words->objective;
	if (words->category != NULL)
		(void)snprintf(model->category, sizeof model->category, "%s", words->category);
	if (words->lens != NULL || words->no_lens)
		(void)snprintf(
		    model->lens, sizeof model->lens, "%s", words->lens == NULL ? "" : words->lens);
	line_clear(&model->line);
	write_model_filing(model, filing);
	say(model, false, "From now on: %.200s", filing);
}

static enum write_act replace_act(struct write_model *model, struct own_note *note)
{
	char text[LINE_BYTES_MAX + 1];
	if (note->text == NULL ||
	    !words_replace(note->text, model->words.text, model->words.with, text)) {
		say(model, true, "Your last note does not hold these words: %.120s",
		    model->words.text);
		return WRITE_NOTHING;
	}
	memcpy(model->words.text, text, strlen(text) + 1);
	return amend_act(model, note, model->words.text);
}

/* A line about the last note of one's own. */
static enum write_act last_act(struct write_model *model)
{
	struct own_note *note = model->amending ? amended_note(model)
						: changeable_before(model, model->notes.own_count);
	if (note == NULL) {
		say(model, true, "There is no note of yours to change yet.");
		return WRITE_NOTHING;
	}
	if (model->words.kind == WORDS_REPLACE)
		return replace_act(model, note);
	return model->words.kind == WORDS_RETRACT ? retract_act(model, note)
						  : amend_act(model, note, model->words.text);
}

static enum write_act enter(struct write_model *model)
{
	words_read(model->programme, model->line.text, &model->words);
	if (model->words.kind != WORDS_RETRACT && model->words.kind != WORDS_EMPTY)
		model->retract_asked = false;
	switch (model->words.kind) {
	case WORDS_EMPTY:
		if (model->amending && amended_note(model) != NULL)
			return retract_act(model, amended_note(model));
		return WRITE_NOTHING;
	case WORDS_NOTE:
		if (model->amending && amended_note(model) != NULL)
			return amend_act(model, amended_note(model), model->words.text);
		return note_act(model);
	case WORDS_STANDING:
		standing_take(model);
		return WRITE_NOTHING;
	case WORDS_HELP:
		line_clear(&model->line);
		model->help = true;
		return WRITE_HELP;
	case WORDS_REPLACE:
	case WORDS_AMEND:
	case WORDS_RETRACT:
		return last_act(model);
	case WORDS_LIST:
		line_clear(&model->line);
		return WRITE_LIST;
	case WORDS_QUIT:
		line_clear(&model->line);
		return WRITE_QUIT;
	case WORDS_WRONG:
		say(model, true, "%s", model->words.wrong);
		return WRITE_NOTHING;
	}
	return WRITE_NOTHING;
}

/* --- strokes ----------------------------------------------------------------------------------------- */

enum write_act write_model_stroke(struct write_model *model, const struct stroke *stroke)
{
	bool was_help = model->help;
	model->help = false;
	if (stroke->kind != STROKE_REDRAW && stroke->kind != STROKE_ENTER) {
		model->message[0] = '\0';
		model->alarm = false;
	}
	switch ((int)stroke->kind) {
	case STROKE_ENTER:
		return was_help && model->line.size == 0 ? WRITE_NOTHING : enter(model);
	case STROKE_INTERRUPT:
		return WRITE_QUIT;
	case STROKE_NO_MORE:
		if (model->line.size == 0 && !model->amending)
			return WRITE_QUIT;
		(void)line_stroke(&model->line, &(struct stroke){ .kind = STROKE_ERASE_AFTER });
		return WRITE_NOTHING;
	case STROKE_SUSPEND:
		return WRITE_SUSPEND;
	case STROKE_ESCAPE:
		amend_leave(model);
		return WRITE_NOTHING;
	case STROKE_UP:
		amend_up(model);
		return WRITE_NOTHING;
	case STROKE_DOWN:
		amend_down(model);
		return WRITE_NOTHING;
	case STROKE_REDRAW:
		model->help = was_help;
		return WRITE_NOTHING;
	case STROKE_TEXT:
		model->retract_asked = false;
		if (!line_stroke(&model->line, stroke))
			say(model, true,
			    "A note is at most %u characters: split it, a note a point.",
			    NOTE_TEXT_CHARS_MAX);
		return WRITE_NOTHING;
	default:
		(void)line_stroke(&model->line, stroke);
		return WRITE_NOTHING;
	}
}

void write_model_kept(struct write_model *model)
{
	if (model->refused != 0)
		write_notes_forget(&model->notes, model->refused);
	model->refused = 0;
	line_clear(&model->line);
	amend_leave(model);
	model->retract_asked = false;
	model->message[0] = '\0';
	model->alarm = false;
}

void write_model_failed(struct write_model *model, const char *sentence)
{
	say(model, true, "%s", sentence);
}

/* --- words ------------------------------------------------------------------------------------------- */

uint32_t write_model_objective(const struct write_model *model)
{
	const struct programme_room *room = model->programme == NULL
	    ? NULL
	    : programme_room_find(model->programme, model->notes.room);
	if (model->objective > 0)
		return model->objective;
	return room == NULL ? 0 : room->objectives[0];
}

void write_model_filing(struct write_model *model, char text[WRITE_MESSAGE_BYTES])
{
	struct own_note as = { .objective = write_model_objective(model) };
	struct words *words = &model->words;
	const struct own_note *note = model->amending ? amended_note(model) : NULL;
	words_read(model->programme, model->line.text, words);
	(void)snprintf(as.category, sizeof as.category, "%s", model->category);
	(void)snprintf(as.lens, sizeof as.lens, "%s", model->lens);
	if (note != NULL) {
		as = *note;
		as.point = 0;
	}
	memcpy(as.room, model->notes.room, sizeof as.room);
	if (words->objective > 0)
		as.objective = words->objective;
	if (words->category != NULL)
		(void)snprintf(as.category, sizeof as.category, "%s", words->category);
	if (words->lens != NULL || words->no_lens)
		(void)snprintf(
		    as.lens, sizeof as.lens, "%s", words->lens == NULL ? "" : words->lens);
	char cell[OWN_CELL_BYTES];
	own_note_cell(&as, model->programme, cell);
	if (words->kind == WORDS_WRONG)
		(void)snprintf(text, WRITE_MESSAGE_BYTES, "%s", words->wrong);
	else if (model->programme == NULL)
		(void)snprintf(text, WRITE_MESSAGE_BYTES,
		    "the programme is not known yet: all that is typed is text");
	else
		(void)snprintf(text, WRITE_MESSAGE_BYTES, "%s", cell);
}

bool write_model_unsent(const struct write_model *model, uint64_t now_ms, char text[96])
{
	bool away = model->away_ms > 0 && now_ms - model->away_ms >= WRITE_AWAY_MS;
	char refused[40] = "";
	if (model->counts.refused > 0)
		(void)snprintf(
		    refused, sizeof refused, ", %" PRIu64 " refused", model->counts.refused);
	if (model->counts.here == 0)
		(void)snprintf(text, 96, "all sent%s%s", refused,
		    away                ? ", the broker is away"
			: model->closed ? ", closed"
					: "");
	else
		(void)snprintf(text, 96, "%" PRIu64 " unsent%s%s", model->counts.here, refused,
		    away ? ", the broker is away" : "");
	return away;
}

/* --- the draft --------------------------------------------------------------------------------------- */

/* The new note's line; and, while amending, the note's place in the outbox and its line. The lines hold no line
 * feed. */
void write_model_draft(const struct write_model *model, struct buffer *out)
{
	const struct line_edit *fresh = model->amending ? &model->aside : &model->line;
	if (fresh->size == 0 && !model->amending)
		return;
	buffer_add(out, fresh->text, fresh->size);
	buffer_add_text(out, "\n");
	if (!model->amending)
		return;
	uint64_t sequence = 0;
	for (size_t i = 0; i < model->notes.own_count; i++)
		if (memcmp(model->notes.own[i].id, model->amended, ID_BYTES) == 0)
			sequence = model->notes.own[i].sequence;
	buffer_format(out, "%" PRIu64 " ", sequence);
	buffer_add(out, model->line.text, model->line.size);
	buffer_add_text(out, "\n");
}

/* The line of an amendment: its note, or, should that be gone, a new one. */
static void take_up_amended(struct write_model *model, const char *line, size_t size)
{
	uint64_t sequence = 0;
	size_t at = 0;
	for (; at < size && line[at] >= '0' && line[at] <= '9'; at++)
		sequence = sequence * 10 + (uint64_t)(line[at] - '0');
	if (at == 0 || at == size || line[at] != ' ')
		return;
	at++;
	for (size_t i = 0; i < model->notes.own_count; i++)
		if (model->notes.own[i].sequence == sequence && !model->notes.own[i].retracted)
			amend_enter(model, &model->notes.own[i]);
	if (model->amending || model->line.size == 0)
		line_set(&model->line, line + at, size - at);
}

void write_model_take_up(struct write_model *model, const uint8_t *draft, size_t size)
{
	const char *text = (const char *)draft;
	const char *end = size == 0 ? NULL : memchr(text, '\n', size);
	if (end == NULL)
		return;
	line_set(&model->line, text, (size_t)(end - text));
	const char *second = end + 1;
	size_t left = size - (size_t)(second - text);
	const char *second_end = left > 0 ? memchr(second, '\n', left) : NULL;
	if (second_end != NULL)
		take_up_amended(model, second, (size_t)(second_end - second));
	if (model->line.size > 0 || model->amending)
		say(model, false, "This was typed last time, and not sent.");
}

const char *write_help_line(size_t index)
{
	static const char *const LINES[] = {
		"Enter keeps the note on this device, then sends it; it waits for nothing.",
		"r: text           the beginning of a category, a colon, a blank; r: alone: from now on",
		"5: text           another objective; 5: alone: from now on",
		"text #gender      a lens, anywhere; #- is none",
		"s/old/new/        puts new words for old ones into your last note",
		"Up, Down          your last notes, to amend; empty and Enter twice takes one back",
		"Escape            leaves a note as it was",
		"Ctrl-A E W U K    begin, end, erase a word, to the begin, to the end",
		"Ctrl-C, /quit     ends; what is typed is kept for the next start",
		"/amend /retract   the same as Up, for who has no such key; /list tells your notes",
	};
	return index < sizeof LINES / sizeof LINES[0] ? LINES[index] : NULL;
}
