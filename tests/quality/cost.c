/*
 * tests/quality/cost.c - what a note costs the synthesis.
 *
 *   cost [--vectors FILE] NOTES OBJECTIVES EXAMPLE.jsonl
 *
 * The notes are made of halves of the example's, under a seed, in rooms of three who write. Prints a line
 * of JSON: milliseconds (of a processor) a note over the last tenth, the longest one, milliseconds of a retraction with
 * the reading after it, of a search and of the slowest one, and megabytes.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "broker/synthesis/synthesis.h"

#define TEXTS_MAX     2000u
#define LINE_BYTES    65536u
#define TEXT_BYTES    600u
#define ROOMS         20u
#define SEARCHES      50u
#define READING_BYTES ((size_t)512 << 20)

struct bench {
	char *texts[TEXTS_MAX];
	size_t text_count;
	uint64_t seed;
	uint64_t notes;
	uint32_t objectives;
};

static uint32_t draw(struct bench *bench, uint32_t below)
{
	bench->seed = bench->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(bench->seed >> 33) % below;
}

static double now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool read_texts(struct bench *bench, const char *path)
{
	char line[LINE_BYTES];
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return false;
	while (fgets(line, sizeof line, file) != NULL && bench->text_count < TEXTS_MAX) {
		json_t *note = json_loads(line, 0, NULL);
		const char *text = json_string_value(json_object_get(note, "text"));
		if (text != NULL)
			bench->texts[bench->text_count++] = strdup(text);
		json_decref(note);
	}
	(void)fclose(file); /* only read */
	return bench->text_count > 0;
}

/* The first half of one note's words and the second of another's. */
static void make_text(struct bench *bench, char text[TEXT_BYTES])
{
	const char *first = bench->texts[draw(bench, (uint32_t)bench->text_count)];
	const char *second = bench->texts[draw(bench, (uint32_t)bench->text_count)];
	const char *rest = strchr(second + strlen(second) / 2, ' ');
	const char *end = strchr(first + strlen(first) / 2, ' ');
	int half = (int)(end == NULL ? strlen(first) : (size_t)(end - first));
	snprintf(text, TEXT_BYTES, "%.*s%s", half, first, rest == NULL ? "" : rest);
}

static bool give(struct bench *bench, struct synthesis *synthesis, uint64_t number)
{
	char text[TEXT_BYTES];
	char room[ROOM_KEY_MAX];
	uint32_t place = draw(bench, ROOMS);
	struct synthesis_input input = { .number = number,
		.objective = 1 + draw(bench, bench->objectives),
		.time_ms = number * 1000,
		.text = text,
		.category = draw(bench, 3) == 0 ? "practice" : "challenge",
		.room = room };
	make_text(bench, text);
	snprintf(room, sizeof room, "R-%u", (unsigned)place);
	snprintf(input.id, sizeof input.id, "n%011u", (unsigned)(number % 1000000));
	input.writer[0] = (uint8_t)draw(bench, 3);
	input.writer[1] = (uint8_t)place;
	return synthesis_note(synthesis, &input) == SYNTHESIS_OK;
}

static double read_all(struct synthesis *synthesis)
{
	struct arena arena;
	double before = now_ms();
	arena_init(&arena, READING_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective out;
		if (synthesis_changed(synthesis, i) &&
		    synthesis_read(synthesis, i, false, &arena, &out) == SYNTHESIS_OK)
			synthesis_changes_taken(synthesis, i);
	}
	arena_close(&arena);
	return now_ms() - before;
}

/* What moderators may look for: the words of the first texts. */
static double search_all(struct bench *bench, struct synthesis *synthesis, double *slowest)
{
	double all = 0;
	*slowest = 0;
	for (size_t i = 0; i < SEARCHES; i++) {
		struct arena arena;
		struct search_hit *hits = NULL;
		size_t count = 0;
		char words[SEARCH_WORDS_CHARS_MAX / 4];
		snprintf(words, sizeof words, "%s", bench->texts[i % bench->text_count]);
		arena_init(&arena, READING_BYTES);
		double before = now_ms();
		(void)synthesis_search(
		    synthesis, words, 0, SEARCH_HITS_USUAL, &arena, &hits, &count);
		double took = now_ms() - before;
		*slowest = took > *slowest ? took : *slowest;
		all += took;
		arena_close(&arena);
	}
	return all / SEARCHES;
}

static void run(struct bench *bench, struct synthesis *synthesis)
{
	double longest = 0;
	double last = 0;
	double start = now_ms();
	for (uint64_t i = 1; i <= bench->notes; i++) {
		double before = now_ms();
		if (!give(bench, synthesis, i))
			return;
		double took = now_ms() - before;
		longest = took > longest ? took : longest;
		last += i > bench->notes - bench->notes / 10 ? took : 0;
	}
	double all = now_ms() - start;
	(void)read_all(synthesis);
	(void)synthesis_drop(synthesis, bench->notes / 2, NOTE_RETRACTED);
	double retraction = read_all(synthesis);
	double slowest = 0;
	double search = search_all(bench, synthesis, &slowest);
	printf("{\"notes\": %llu, \"objectives\": %u, \"ms_a_note\": %.3f, \"longest_ms\": %.1f, "
	       "\"retraction_ms\": %.1f, \"search_ms\": %.1f, \"slowest_search_ms\": %.1f, "
	       "\"all_s\": %.1f, \"megabytes\": %.1f}\n",
	    (unsigned long long)bench->notes, (unsigned)bench->objectives,
	    last * 10 / (double)bench->notes, longest, retraction, search, slowest, all / 1e3,
	    (double)synthesis_memory(synthesis) / (1 << 20));
}

int main(int count, char **arguments)
{
	static const uint8_t key[SECRET_BYTES] = { 1 };
	struct programme_category categories[] = { { .key = "practice" }, { .key = "challenge" } };
	const struct programme programme = {
		.language = "en", .categories = categories, .category_count = 2
	};
	struct bench bench = { .seed = 7 };
	struct lexicon_options options = { .vectors = NULL };
	if (count == 6 && strcmp(arguments[1], "--vectors") == 0) {
		options.vectors = arguments[2];
		arguments += 2;
		count -= 2;
	}
	if (count != 4 || !read_texts(&bench, arguments[3])) {
		fprintf(stderr, "cost: see the head of tests/quality/cost.c\n");
		return 2;
	}
	bench.notes = strtoul(arguments[1], NULL, 10);
	bench.objectives = (uint32_t)strtoul(arguments[2], NULL, 10);
	struct lexicon *lexicon = NULL;
	struct synthesis *synthesis = NULL;
	bool ready = lexicon_open(&lexicon, &options) == LEXICON_OK &&
	    synthesis_create(&synthesis, &programme, key, lexicon) == SYNTHESIS_OK;
	if (ready)
		run(&bench, synthesis);
	synthesis_close(synthesis);
	lexicon_close(lexicon);
	for (size_t i = 0; i < bench.text_count; i++)
		free(bench.texts[i]);
	return ready ? 0 : 1;
}
