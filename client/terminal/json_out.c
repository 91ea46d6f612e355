/* client/terminal/json_out.c - see json_out.h. */
#include "client/terminal/json_out.h"

#include <stdio.h>

static void keep(json_t **root, int rc)
{
	if (rc == 0)
		return;
	json_decref(*root);
	*root = NULL;
}

void json_set(json_t **root, const char *key, json_t *value)
{
	if (*root == NULL) {
		json_decref(value);
		return;
	}
	keep(root, json_object_set_new(*root, key, value));
}

void json_append(json_t **root, json_t *value)
{
	if (*root == NULL) {
		json_decref(value);
		return;
	}
	keep(root, json_array_append_new(*root, value));
}

void json_set_text(json_t **root, const char *key, const char *text)
{
	json_set(root, key, text == NULL ? json_null() : json_string(text));
}

void json_set_number(json_t **root, const char *key, uint64_t number)
{
	json_set(root, key, json_integer((json_int_t)number));
}

void json_set_flag(json_t **root, const char *key, bool flag)
{
	json_set(root, key, json_boolean(flag));
}

enum ending json_print(json_t *root)
{
	if (root == NULL)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	int rc = json_dumpf(root, stdout, JSON_COMPACT);
	json_decref(root);
	if (rc != 0 || fputc('\n', stdout) == EOF || fflush(stdout) != 0)
		return complain(ENDING_REFUSED, "standard output cannot be written");
	return ENDING_DONE;
}
