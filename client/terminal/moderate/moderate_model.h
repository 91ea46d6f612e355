/*
 * client/terminal/moderate/moderate_model.h - `moderate` without a terminal and without a broker: strokes and updates go
 * in, what is shown and what is to be done come out. The screen and --plain are two faces of it.
 *
 * Promises:
 *   (1) An update moves neither the cursor from its point nor that point on the screen. Where the point is gone, the
 *       cursor is on the one that holds its first note.
 *   (2) An act names the notes of what was under the cursor when its key was hit, whatever comes meanwhile.
 *   (3) One act is under way at a time, and what became of it is told.
 *
 *   POINTS <-> NOTES [right, left]      where the cursor is
 *   either -> PROMPT [r h t c x / l]    a line is asked for; Enter or Escape goes back
 *   either -> LIST   [? w / f v]        a list lies over the notes; Enter goes where its line points, Escape back
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_MODERATE_MODERATE_MODEL_H
#define RAPPORTEUR_CLIENT_TERMINAL_MODERATE_MODERATE_MODEL_H

#include "client/terminal/moderate/board.h"
#include "client/terminal/screen/canvas.h"
#include "client/terminal/screen/line_edit.h"

#define MODERATE_MESSAGE_BYTES 400u
#define MODERATE_MARKS_MAX     100u /* points or notes that are chosen for one act */
#define MODERATE_LINES_MAX     400u
#define MODERATE_DONE_MAX      100u /* acts that `u` remembers */

enum moderate_act {
	MODERATE_NOTHING,
	MODERATE_CURATE, /* send model->act */
	MODERATE_WHY,    /* ask about model->asked */
	MODERATE_SEARCH, /* for model->line's words */
	MODERATE_QUIT,
	MODERATE_SUSPEND,
};

enum moderate_pane { PANE_POINTS, PANE_NOTES };
enum moderate_prompt {
	PROMPT_NONE,
	PROMPT_RESTATE,
	PROMPT_HIDE,
	PROMPT_THEME,
	PROMPT_CATEGORY,
	PROMPT_LENS,
	PROMPT_SEARCH,
};
enum moderate_list { LIST_NONE, LIST_HELP, LIST_WHY, LIST_SEARCH, LIST_FLAGGED, LIST_OUT };

/* A line of a list; where it leads, when id is not "". */
struct list_line {
	char *text; /* owned */
	uint32_t objective;
	char id[PUBLIC_ID_CHARS + 1]; /* of a note or a point */
	enum note_place place;        /* LIST_OUT */
};

struct moderate_model {
	const char *session;
	struct board board;
	const struct programme *programme; /* borrowed; NULL until it is known */
	int64_t offset_minutes;            /* of the session's clocks, at its first round */
	size_t objective;                  /* index of the one that is shown */
	enum moderate_pane pane;
	char point_id[PUBLIC_ID_CHARS + 1];    /* under the cursor; "": there is none */
	char point_first[PUBLIC_ID_CHARS + 1]; /* its first note: by it it is found again */
	size_t point_row; /* on the screen, of the points' rows: kept while updates come */
	bool settle;      /* the person moved: rows may be pushed back into the screen */
	size_t note;      /* index of the point's notes, in the pane of notes */
	size_t note_top;
	char marks[MODERATE_MARKS_MAX][PUBLIC_ID_CHARS + 1];
	size_t mark_count;
	enum moderate_pane marks_of;
	enum moderate_prompt prompt;
	struct line_edit line;
	enum moderate_list list;
	struct list_line lines[MODERATE_LINES_MAX];
	size_t line_count;
	size_t line_at;
	char message[MODERATE_MESSAGE_BYTES];
	bool alarm;
	enum connection_state connection;
	bool closed;
	/* The act, under way or to be sent: */
	bool sending;
	struct curation act;
	struct curation_note notes[CURATION_NOTES_MAX];
	size_t note_count;
	struct curation_note others[CURATION_NOTES_MAX];
	size_t other_count;
	char text[STATEMENT_BYTES_MAX + 1];
	char key[THEME_KEY_MAX + 1];
	bool move_next; /* a theme was made: the point is moved into it then */
	char asked[PUBLIC_ID_CHARS + 1];
	uint64_t done[MODERATE_DONE_MAX]; /* events of acts, the newest last */
	size_t done_count;
	uint64_t acted; /* the newest event of an act of ours, undos among them */
};

void moderate_model_init(struct moderate_model *model, const char *session, uint64_t looked);
void moderate_model_close(struct moderate_model *model);

void moderate_model_update(struct moderate_model *model, const struct watch_update *update);
void moderate_model_programme(struct moderate_model *model, const struct programme *programme);
enum moderate_act moderate_model_stroke(struct moderate_model *model, const struct stroke *stroke);
/* What became of the act: an event, or a sentence that says why not. Answers what is to be done next. */
enum moderate_act moderate_model_answered(
    struct moderate_model *model, uint64_t event, const char *sentence);
/* What was asked for has come. */
void moderate_model_why(struct moderate_model *model, const struct why *why);
void moderate_model_found(
    struct moderate_model *model, const struct search_hit *hits, size_t count);
void moderate_model_say(struct moderate_model *model, bool alarm, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* NULL: there is none. */
const struct board_objective *moderate_objective(const struct moderate_model *model);
const struct board_point *moderate_point(const struct moderate_model *model);
const struct synthesis_note *moderate_note(
    const struct moderate_model *model); /* in the pane of notes */
size_t moderate_point_index(const struct moderate_model *model);
void moderate_point_choose(struct moderate_model *model, size_t index);
bool moderate_is_marked(
    const struct moderate_model *model, enum moderate_pane pane, const char *id);
/* How many points have changed, over all objectives. */
size_t moderate_changed(const struct moderate_model *model);
/* How many hold a note that waits for a decision about names. */
size_t moderate_flagged(const struct moderate_model *model);
const char *moderate_prompt_words(enum moderate_prompt prompt);
const char *moderate_list_title(enum moderate_list list);

void moderate_draw(struct moderate_model *model, struct canvas *canvas);

#endif
