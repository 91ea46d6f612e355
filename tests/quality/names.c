/*
 * tests/quality/names.c - how well names in texts are found.
 *
 *   names [--vectors FILE] [--show] [--floor N] [--ceiling N] FIELD FILE.jsonl...
 *
 * FIELD is the key that says whether a note names somebody. For each file a line of JSON: notes, those that name
 * somebody, how many of them were found, how many of the rest were marked, and microseconds (of a processor) a note. --show prints the misses
 * and the false alarms. It fails when fewer than --floor thousandths were found, or more than --ceiling
 * thousandths of the rest were marked.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "broker/names/names.h"

#define LINE_BYTES 65536u

struct count {
	unsigned notes, named, found, marked;
	double us;
};

static void show(const char *what, const char *text, const struct name_mark *marks, size_t count)
{
	printf("%s: %s", what, text);
	for (size_t i = 0; i < count; i++)
		printf(" [%.*s: %s]", (int)marks[i].size, text + marks[i].start,
		    name_kind_reason(marks[i].kind));
	printf("\n");
}

static double now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void look(
    struct names *names, const json_t *note, const char *field, bool shown, struct count *count)
{
	struct name_mark marks[NAME_MARKS_MAX];
	const char *text = json_string_value(json_object_get(note, "text"));
	bool named = json_is_true(json_object_get(note, field));
	if (text == NULL)
		return;
	double began_us = now_us();
	size_t found = names_find(names, NULL, text, marks);
	count->us += now_us() - began_us;
	count->notes++;
	count->named += named;
	count->found += named && found > 0;
	count->marked += !named && found > 0;
	if (shown && named && found == 0)
		show("missed", text, marks, found);
	if (shown && !named && found > 0)
		show("marked", text, marks, found);
}

struct bounds {
	unsigned floor, ceiling;
	bool shown;
};

static bool play(
    struct names *names, const char *field, const char *path, const struct bounds *bounds)
{
	char line[LINE_BYTES];
	struct count count = { 0 };
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return false;
	while (fgets(line, sizeof line, file) != NULL) {
		json_t *note = json_loads(line, 0, NULL);
		look(names, note, field, bounds->shown, &count);
		json_decref(note);
	}
	(void)fclose(file); /* only read */
	const char *name = strrchr(path, '/');
	printf(
	    "{\"set\": \"%s\", \"notes\": %u, \"named\": %u, \"found\": %u, \"marked\": %u, \"us\": %.1f}\n",
	    name == NULL ? path : name + 1, count.notes, count.named, count.found, count.marked,
	    count.notes == 0 ? 0 : count.us / count.notes);
	unsigned rest = count.notes - count.named;
	return count.notes > 0 && count.found * 1000 >= bounds->floor * count.named &&
	    count.marked * 1000 <= bounds->ceiling * rest;
}

int main(int argc, char **argv)
{
	struct lexicon_options options = { 0 };
	struct lexicon *lexicon = NULL;
	struct bounds bounds = { .ceiling = 1000 };
	int at = 1;
	for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
		if (strcmp(argv[at], "--vectors") == 0 && at + 1 < argc)
			options.vectors = argv[++at];
		else if (strcmp(argv[at], "--show") == 0)
			bounds.shown = true;
		else if (strcmp(argv[at], "--floor") == 0 && at + 1 < argc)
			bounds.floor = (unsigned)strtoul(argv[++at], NULL, 10);
		else if (strcmp(argv[at], "--ceiling") == 0 && at + 1 < argc)
			bounds.ceiling = (unsigned)strtoul(argv[++at], NULL, 10);
		else
			return 2;
	}
	if (argc - at < 2 || lexicon_open(&lexicon, &options) != LEXICON_OK)
		return 2;
	struct names *names = names_open(lexicon);
	bool ok = names != NULL;
	for (int i = at + 1; names != NULL && i < argc; i++)
		ok = play(names, argv[at], argv[i], &bounds) && ok;
	names_close(names);
	lexicon_close(lexicon);
	return ok ? 0 : 1;
}
