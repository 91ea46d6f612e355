/* client/terminal/moderate/moderate_internal.h - between the files of the model. */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_MODERATE_MODERATE_INTERNAL_H
#define RAPPORTEUR_CLIENT_TERMINAL_MODERATE_MODERATE_INTERNAL_H

#include "client/terminal/moderate/moderate_model.h"

/* --- moderate_acts.c: a key, or a key and a line, become an act ------------------------------------------ */
enum moderate_act act_merge(struct moderate_model *model);
enum moderate_act act_split(struct moderate_model *model);
enum moderate_act act_pin(struct moderate_model *model);
enum moderate_act act_order(struct moderate_model *model, bool up);
enum moderate_act act_undo(struct moderate_model *model);
enum moderate_act act_release(struct moderate_model *model);
/* Takes back what keeps the note of the list's line out. */
enum moderate_act act_place(struct moderate_model *model, const struct list_line *line);
/* The line that a prompt asked for. */
enum moderate_act act_prompted(struct moderate_model *model);
/* After a theme was made. */
enum moderate_act act_move_next(struct moderate_model *model);

/* --- moderate_lists.c --------------------------------------------------------------------------------------- */
void list_leave(struct moderate_model *model);
void list_help(struct moderate_model *model);
void list_flagged(struct moderate_model *model);
void list_out(struct moderate_model *model);
/* Goes where the line points. */
void list_follow(struct moderate_model *model);

/* --- moderate_model.c ---------------------------------------------------------------------------------------- */
void marks_clear(struct moderate_model *model);
/* Shows that objective, cursor on the point with that id or that holds that note. False: there is none. */
bool moderate_go(struct moderate_model *model, uint32_t objective, const char *id);

#endif
