/*
 * client/terminal/point/ground.h - what a moderator's commands stand on: the connection, the programme and the
 * synthesis as it is at the broker's newest event, its points in the order in which they are shown.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_POINT_GROUND_H
#define RAPPORTEUR_CLIENT_TERMINAL_POINT_GROUND_H

#include <jansson.h>

#include "client/terminal/terminal.h"

#define PREFIX_CHARS_MIN 3u /* that a person must type of one */
#define MINUTE_MS        60000u

struct ground {
	const struct invocation *invocation;
	const char *session;
	struct rapporteur *rapporteur;
	struct arena arena; /* the synthesis, and what else lives as long */
	struct programme programme;
	uint64_t newest; /* event that all of it has seen */
	struct rapporteur_synthesis synthesis;
};

/* Connects only. ENDING_DONE, or has complained; close it in any case. */
enum ending ground_connect(struct ground *ground, const struct invocation *invocation);
/* The same, and gets all. */
enum ending ground_open(struct ground *ground, const struct invocation *invocation);
void ground_close(struct ground *ground);

/* What a person named. */
struct named {
	const struct synthesis_objective *objective;
	const struct synthesis_point
	    *point;                        /* that was named, or that holds the note; NULL: none */
	const struct synthesis_note *note; /* NULL: a point was named */
};
/*
 * Finds what NAME names: the beginning of an id of a note or a point, or a point by its place as it is shown
 * (2.challenge.3). ENDING_DONE, or has complained: when there is none, or several, which are listed.
 */
enum ending point_name_find(const struct ground *ground, const char *name, struct named *named);
/* The same where only a point will do: that of a note stands for it. */
enum ending point_name_point(const struct ground *ground, const char *name, struct named *named);
/* "2.challenge": an objective and a category. */
enum ending point_name_cell(
    const struct ground *ground, const char *name, uint32_t *objective, const char **category);

const struct synthesis_note *ground_note(
    const struct synthesis_objective *objective, const char id[PUBLIC_ID_CHARS + 1]);
/* The point that holds the note, or NULL. */
const struct synthesis_point *ground_holder(
    const struct synthesis_objective *objective, const struct synthesis_note *note);
/* The point's place among those of its category, from 1. */
size_t ground_place(
    const struct synthesis_objective *objective, const struct synthesis_point *point);

/* What became of a note that names somebody: waits, released, restated, hidden; NULL: it names nobody. point: that
 * holds it, or NULL. Static. */
const char *flagged_state(const struct synthesis_note *note, const struct synthesis_point *point);

/* An entry of the log of curation. */
json_t *curation_json(const struct curation_entry *entry);

/* --objective N of the command line; 0 when it is not given. False: has complained. */
bool only_objective(const struct invocation *invocation, uint32_t *objective);

#endif
