/*
 * broker/press/press_lexicon.c - what the press knows of words, and that it says what it lacks.
 *
 * The table of vectors is the one that --vectors names; else the one beside the program, as it is built,
 * or in ../share/rapporteur, as it is installed. Without one the synthesis is poorer, and the log says so.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "broker/log.h"
#include "broker/press/press_internal.h"

/* The first of the usual places where a table is; false: none. */
static bool find_table(char *path, size_t room)
{
	static const char *const places[] = { "vectors.bin", "../share/rapporteur/vectors.bin" };
	char program[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
	if (size <= 0)
		return false;
	program[size] = '\0';
	char *slash = strrchr(program, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		int length = snprintf(path, room, "%s/%s", program, places[i]);
		if (length > 0 && (size_t)length < room && access(path, R_OK) == 0)
			return true;
	}
	return false;
}

/* A line of the log for each part. */
static void tell(struct press *press)
{
	struct buffer *text = &press->made;
	const char *at = lexicon_describe(press->lexicon, text) ? buffer_text(text) : NULL;
	while (at != NULL && *at != '\0') {
		size_t size = strcspn(at, "\n");
		log_line("press", "made_with part=\"%.*s\"", (int)size, at);
		at += size + (at[size] == '\n');
	}
}

bool press_lexicon_open(struct press *press)
{
	char path[PATH_MAX + 64];
	struct lexicon_options options = { .vectors = press->config->vectors,
		.dictionaries = press->config->dictionaries };
	if (options.vectors == NULL && find_table(path, sizeof path))
		options.vectors = path;
	if (options.vectors == NULL)
		log_line(
		    "press", "without_vectors what=\"no table beside the program: see --vectors\"");
	enum lexicon_result result = lexicon_open(&press->lexicon, &options);
	if (result == LEXICON_ABSENT || result == LEXICON_DAMAGED) {
		log_line("press", "without_vectors file=\"%s\" what=\"%s\"", options.vectors,
		    lexicon_result_sentence(result));
		options.vectors = NULL;
		result = lexicon_open(&press->lexicon, &options);
	}
	if (result == LEXICON_OK)
		tell(press);
	return result == LEXICON_OK;
}
