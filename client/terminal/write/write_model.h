/*
 * client/terminal/write/write_model.h - `write` without a terminal and without a broker: strokes and what is told go
 * in, what is shown and what is to be done come out. The screen and --plain are two faces of it.
 *
 * Promises:
 *   (1) The line is cleared only by write_model_kept(): when what it said is in the outbox.
 *   (2) What is typed is never replaced without being put aside: who amends finds the line as it was afterwards.
 *   (3) write_model_draft() is all that is typed and not kept; write_model_take_up() brings it back.
 *
 *   NEW   -> AMEND [up]        the line is put aside, the note's words stand in it
 *   AMEND -> AMEND [up, down]  another note
 *   AMEND -> NEW   [escape, down past the last, kept]   what was put aside is back
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_WRITE_WRITE_MODEL_H
#define RAPPORTEUR_CLIENT_TERMINAL_WRITE_WRITE_MODEL_H

#include "client/terminal/screen/canvas.h"
#include "client/terminal/write/write_notes.h"
#include "client/terminal/write/write_words.h"

#define WRITE_AWAY_MS       3000u /* an alarm comes after so long without a broker, not at once */
#define WRITE_MESSAGE_BYTES 320u

enum write_act {
	WRITE_NOTHING,
	WRITE_NOTE,    /* put is a new note; refused, when not 0, is the one that it stands for */
	WRITE_AMEND,   /* put amends */
	WRITE_RETRACT, /* put.note and put.replaces */
	WRITE_LIST,    /* tell the last notes (of --plain; the screen has them) */
	WRITE_HELP,    /* tell the help (of --plain) */
	WRITE_QUIT,
	WRITE_SUSPEND,
};

struct write_model {
	struct write_notes notes;
	const struct programme *programme; /* borrowed; NULL until it is known */
	/* What holds for a note that says nothing else; "" and 0: the programme's, the room's first. */
	uint32_t objective;
	char category[CATEGORY_KEY_MAX + 1];
	char lens[LENS_KEY_MAX + 1];
	struct line_edit line;
	struct line_edit aside; /* while amending */
	bool amending;
	uint8_t amended[ID_BYTES];
	bool retract_asked; /* one more Enter takes the amended note back */
	bool help;
	char message[WRITE_MESSAGE_BYTES]; /* the last line; "": what the keys do */
	bool alarm;                        /* of the message: something was refused */
	struct rapporteur_counts counts;
	enum connection_state connection;
	uint64_t away_ms; /* since when; 0: the broker is here */
	bool closed;
	/* The act's: */
	struct words words;
	struct note_put put;
	uint64_t refused; /* sequence of a refused note that is written anew */
};

void write_model_init(struct write_model *model, const char *session, const char *room);
void write_model_close(struct write_model *model);

/* What is to be done; put and its strings hold until the next stroke. */
enum write_act write_model_stroke(struct write_model *model, const struct stroke *stroke);
/* What was asked is in the outbox. */
void write_model_kept(struct write_model *model);
/* It is not; the line stays. */
void write_model_failed(struct write_model *model, const char *sentence);

/* The room's first objective, or the one that stands; 0: not known. */
uint32_t write_model_objective(const struct write_model *model);
/* How the line would be filed, in words: "recommendation #gender, objective 5". */
void write_model_filing(struct write_model *model, char text[WRITE_MESSAGE_BYTES]);
/* "2 unsent, the broker is away"; true: it has been so for too long. */
bool write_model_unsent(const struct write_model *model, uint64_t now_ms, char text[96]);

/* All that is typed and not kept. */
void write_model_draft(const struct write_model *model, struct buffer *out);
void write_model_take_up(struct write_model *model, const uint8_t *draft, size_t size);

/* The help, a line each; NULL past the end. */
const char *write_help_line(size_t index);

/* Draws all of it: at least 8 rows and 40 columns are of use, less is cut. */
void write_draw(struct write_model *model, uint64_t now_ms, struct canvas *canvas);

#endif
