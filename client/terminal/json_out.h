/*
 * client/terminal/json_out.h - one JSON value a line on standard output, for --json.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_JSON_OUT_H
#define RAPPORTEUR_CLIENT_TERMINAL_JSON_OUT_H

#include <jansson.h>
#include <stdint.h>

#include "client/terminal/terminal.h"

/* Each takes the value. When memory runs out *root is freed and becomes NULL, the others do nothing from
 * then on, and json_print() says so. */
void json_set_text(json_t **root, const char *key, const char *text); /* NULL becomes null */
void json_set_number(json_t **root, const char *key, uint64_t number);
void json_set_flag(json_t **root, const char *key, bool flag);
void json_set(json_t **root, const char *key, json_t *value);
void json_append(json_t **root, json_t *value);

/* Prints it, a line feed, and flushes. Takes root. ENDING_DONE, or complains. */
enum ending json_print(json_t *root);

#endif
