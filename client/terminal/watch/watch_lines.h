/*
 * client/terminal/watch/watch_lines.h - the model's last change as lines: for people without a terminal, and as
 * JSON for programs.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_WATCH_WATCH_LINES_H
#define RAPPORTEUR_CLIENT_TERMINAL_WATCH_WATCH_LINES_H

#include "client/terminal/watch/watch_model.h"

/* A line for each point that the last update changed or removed. */
void watch_lines_plain(const struct watch_model *model);
/* An object for each objective that the last update touched; if none, one that tells the state when it is
 * not `before`. */
void watch_lines_json(const struct watch_model *model, enum watch_state before);

#endif
