/*
 * tests/quality/quality.c - plays notes into the synthesis, live, and prints where each ended.
 *
 *   quality [--vectors FILE] [--dictionaries FOLDER] [--text-only] [--permute-times] [--one-rapporteur]
 *           [--wrong-categories PERCENT] [--one-category] [--no-times] [--whole]
 *           [--programme FILE.yaml] NOTES.jsonl
 *
 * A line a note: {"id", "point", "place", "statement": whether it speaks for its point}. Then one line
 * {"moves", "late_moves"}: how often a note that was shown went to another point, in all, and of these
 * those of notes older than five minutes. --whole: the points as a regrouping of all notes makes them.
 * --one-category and --no-times take away what those tell: all notes in one, each an hour after the last.
 * --programme: the session's; without one it has the categories and objectives that the notes name, and no
 * words of its own. Chance is a seeded generator, so that each run is the same.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/names/names.h"
#include "broker/synthesis/synthesis.h"
#include "client/terminal/session/programme_yaml.h"

#define NOTES_MAX     20000u
#define LINE_BYTES    65536u
#define ROUND_MS      UINT64_C(100000000)
#define LATE_MS       UINT64_C(300000)
#define HOUR_MS       UINT64_C(3600000)
#define READING_BYTES (64u << 20)
#define PLAN_BYTES    65536u

struct options {
	struct lexicon_options lexicon;
	bool text_only;
	bool permute_times;
	bool one_rapporteur;
	bool one_category;
	bool no_times;
	bool whole;
	unsigned wrong_categories; /* percent */
	const char *programme;
	const char *path;
};

struct played {
	json_t *line;
	uint64_t time_ms;
	uint32_t objective;
	const char *category;
	char id[PUBLIC_ID_CHARS + 1];
	char point[PUBLIC_ID_CHARS + 1]; /* where it stands; empty: nowhere */
	bool speaks;
};

struct play {
	struct played *notes;
	size_t count;
	struct programme programme;
	uint64_t moves;
	uint64_t late_moves;
	uint64_t seed;
};

static uint32_t draw(struct play *play, uint32_t below)
{
	play->seed = play->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(play->seed >> 33) % below;
}

static const char *text_of(const struct played *note, const char *key)
{
	return json_string_value(json_object_get(note->line, key));
}

static int compare_times(const void *left, const void *right)
{
	const struct played *a = left;
	const struct played *b = right;
	if (a->time_ms != b->time_ms)
		return a->time_ms < b->time_ms ? -1 : 1;
	return strcmp(text_of(a, "id"), text_of(b, "id"));
}

static bool read_note(struct play *play, const char *line)
{
	struct played *note = &play->notes[play->count];
	note->line = json_loads(line, 0, NULL);
	if (note->line == NULL)
		return false;
	json_int_t round = json_integer_value(json_object_get(note->line, "round"));
	json_int_t seconds = json_integer_value(json_object_get(note->line, "t_offset_s"));
	note->time_ms = (uint64_t)round * ROUND_MS + (uint64_t)seconds * 1000;
	note->objective = (uint32_t)json_integer_value(json_object_get(note->line, "objective"));
	note->category = text_of(note, "category");
	play->count++;
	return true;
}

/* play->notes has room for NOTES_MAX. */
static bool read_notes(struct play *play, const char *path)
{
	char line[LINE_BYTES];
	bool all = true;
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return false;
	while (all && play->count < NOTES_MAX && fgets(line, sizeof line, file) != NULL)
		all = read_note(play, line);
	(void)fclose(file); /* only read */
	qsort(play->notes, play->count, sizeof *play->notes, compare_times);
	return all;
}

/* The categories, objectives and rooms that the notes name. */
static void plan(struct play *play)
{
	struct programme *programme = &play->programme;
	programme_init(programme);
	struct arena *arena = &programme->arena;
	programme->session = "quality";
	programme->title = "Quality";
	programme->timezone = "UTC";
	programme->language = "en";
	programme->categories = arena_take(arena, CATEGORIES_MAX, sizeof *programme->categories);
	programme->objectives = arena_take(arena, OBJECTIVES_MAX, sizeof *programme->objectives);
	for (size_t i = 0; i < play->count; i++) {
		const struct played *note = &play->notes[i];
		size_t k = 0;
		while (k < programme->category_count &&
		    strcmp(programme->categories[k].key, note->category) != 0)
			k++;
		if (k == programme->category_count && k < CATEGORIES_MAX)
			programme->categories[programme->category_count++] =
			    (struct programme_category){ .key = note->category };
		for (k = 0; k < programme->objective_count; k++) {
			if (programme->objectives[k].number == note->objective)
				break;
		}
		if (k == programme->objective_count && k < OBJECTIVES_MAX)
			programme->objectives[programme->objective_count++] =
			    (struct programme_objective){ .number = note->objective };
	}
}

/* The programme of a file. */
static bool plan_read(struct play *play, const char *path)
{
	char *bytes = malloc(PLAN_BYTES);
	FILE *file = bytes == NULL ? NULL : fopen(path, "r");
	struct yaml_fault fault = { .line = 0 };
	enum programme_yaml_result result = PROGRAMME_YAML_SYNTAX;
	if (file != NULL) {
		size_t size = fread(bytes, 1, PLAN_BYTES, file);
		result = programme_yaml_read(bytes, size, &play->programme, &fault);
		(void)fclose(file); /* only read */
	}
	free(bytes);
	return result == PROGRAMME_YAML_OK;
}

/* What chance does to the notes. */
static void disturb(struct play *play, const struct options *options)
{
	for (size_t i = play->count; options->permute_times && i-- > 1;) {
		size_t k = draw(play, (uint32_t)i + 1);
		if (play->notes[i].objective != play->notes[k].objective)
			continue;
		uint64_t time_ms = play->notes[i].time_ms;
		play->notes[i].time_ms = play->notes[k].time_ms;
		play->notes[k].time_ms = time_ms;
	}
	if (options->permute_times)
		qsort(play->notes, play->count, sizeof *play->notes, compare_times);
	for (size_t i = 0; i < play->count; i++) {
		if (draw(play, 100) < options->wrong_categories)
			play->notes[i].category =
			    play->programme
				.categories[draw(play, (uint32_t)play->programme.category_count)]
				.key;
	}
}

static void stands_at(struct play *play, const char *id, const char *point, uint64_t now_ms)
{
	for (size_t i = 0; i < play->count; i++) {
		struct played *note = &play->notes[i];
		if (strcmp(note->id, id) != 0)
			continue;
		if (note->point[0] != '\0' && strcmp(note->point, point) != 0) {
			play->moves++;
			play->late_moves += now_ms > note->time_ms + LATE_MS;
		}
		memcpy(note->point, point, sizeof note->point);
		return;
	}
}

/* Notes where everything of one objective stands now. */
static void look(
    struct play *play, const struct synthesis *synthesis, uint32_t objective, uint64_t now_ms)
{
	struct arena arena;
	arena_init(&arena, READING_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective out;
		if (synthesis_objective_number(synthesis, i) != objective ||
		    synthesis_read(synthesis, i, true, &arena, &out) != SYNTHESIS_OK)
			continue;
		for (size_t k = 0; k < out.point_count; k++) {
			for (size_t n = 0; n < out.points[k].note_count; n++)
				stands_at(play, out.points[k].notes[n], out.points[k].id, now_ms);
		}
	}
	arena_close(&arena);
}

static void print_note(const struct play *play, const struct synthesis_point *point, size_t n)
{
	json_t *line = json_pack("{s:s, s:b, s:s*}", "point", point->id, "speaks",
	    strcmp(point->notes[n], point->statement_note) == 0, "reason", point->reason);
	for (size_t i = 0; i < play->count; i++) {
		if (strcmp(play->notes[i].id, point->notes[n]) == 0)
			json_object_set(line, "id", json_object_get(play->notes[i].line, "id"));
	}
	char *text = json_dumps(line, JSON_SORT_KEYS);
	puts(text);
	free(text);
	json_decref(line);
}

static void print_objective(const struct play *play, const struct synthesis_objective *objective)
{
	for (size_t i = 0; i < objective->note_count; i++) {
		const struct synthesis_note *note = &objective->notes[i];
		if (note->place != NOTE_IN_POINT)
			printf("{\"id\": \"%s\", \"point\": null, \"place\": %d}\n", note->ref,
			    (int)note->place);
	}
	for (size_t i = 0; i < objective->point_count; i++) {
		for (size_t n = 0; n < objective->points[i].note_count; n++)
			print_note(play, &objective->points[i], n);
	}
}

static void print_all(const struct play *play, const struct synthesis *synthesis)
{
	struct arena arena;
	arena_init(&arena, READING_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective out;
		if (synthesis_read(synthesis, i, true, &arena, &out) == SYNTHESIS_OK)
			print_objective(play, &out);
	}
	printf("{\"moves\": %llu, \"late_moves\": %llu}\n", (unsigned long long)play->moves,
	    (unsigned long long)play->late_moves);
	arena_close(&arena);
}

static enum synthesis_result give(
    struct play *play, struct synthesis *synthesis, const struct options *options, size_t i)
{
	struct played *note = &play->notes[i];
	char room[ROOM_KEY_MAX + 16];
	const char *rapporteur =
	    options->one_rapporteur ? text_of(note, "room") : text_of(note, "rapporteur");
	snprintf(room, sizeof room, "%s", text_of(note, "room"));
	struct synthesis_input input = { .number = i + 1,
		.objective = note->objective,
		.time_ms = options->no_times ? i * HOUR_MS : note->time_ms,
		.text = text_of(note, "text"),
		.category =
		    options->one_category ? play->programme.categories[0].key : note->category,
		.lens = text_of(note, "lens"),
		.room = room,
		.language = text_of(note, "lang"),
		.ref = text_of(note, "id") };
	snprintf(note->id, sizeof note->id, "n%011u", (unsigned)(i + 1) % 100000u);
	memcpy(input.id, note->id, sizeof input.id);
	snprintf((char *)input.writer, WRITER_BYTES, "%s", rapporteur);
	if (options->text_only) {
		snprintf(room, sizeof room, "%u", (unsigned)i);
		snprintf((char *)input.writer, WRITER_BYTES, "%u", (unsigned)i);
	}
	return synthesis_note(synthesis, &input);
}

/* Names are masked, as in the press. */
struct guarding {
	struct names *names;
	struct names_vocabulary *vocabulary;
};

static size_t find(void *context, const char *text, struct name_mark marks[NAME_MARKS_MAX])
{
	const struct guarding *guarding = context;
	return names_find(guarding->names, guarding->vocabulary, text, marks);
}

static bool guard(struct guarding *guarding, struct synthesis *synthesis,
    const struct lexicon *lexicon, const struct programme *programme)
{
	guarding->names = names_open(lexicon);
	if (guarding->names == NULL)
		return false;
	guarding->vocabulary = names_learn(guarding->names, programme);
	synthesis_guard(synthesis, &(struct synthesis_guard){ .find = find, .context = guarding });
	return guarding->vocabulary != NULL;
}

static bool play_all(struct play *play, const struct options *options)
{
	static const uint8_t key[SECRET_BYTES] = { 1 };
	struct lexicon *lexicon = NULL;
	struct synthesis *synthesis = NULL;
	struct guarding guarding = { .names = NULL };
	enum lexicon_result opened = lexicon_open(&lexicon, &options->lexicon);
	if (opened != LEXICON_OK) {
		fprintf(stderr, "quality: %s\n", lexicon_result_sentence(opened));
		return false;
	}
	if (synthesis_create(&synthesis, &play->programme, key, lexicon) != SYNTHESIS_OK)
		return false;
	bool given = guard(&guarding, synthesis, lexicon, &play->programme);
	for (size_t i = 0; given && i < play->count; i++) {
		given = give(play, synthesis, options, i) == SYNTHESIS_OK;
		look(play, synthesis, play->notes[i].objective, play->notes[i].time_ms);
	}
	if (options->whole)
		given = given && synthesis_programme(synthesis, &play->programme) == SYNTHESIS_OK;
	if (given)
		print_all(play, synthesis);
	synthesis_close(synthesis);
	names_forget(guarding.vocabulary);
	names_close(guarding.names);
	lexicon_close(lexicon);
	return given;
}

static bool read_options(struct options *options, int count, char **arguments)
{
	for (int i = 1; i < count; i++) {
		const char *word = arguments[i];
		const char *value = i + 1 < count ? arguments[i + 1] : "";
		if (strcmp(word, "--vectors") == 0) {
			options->lexicon.vectors = value;
			i++;
		} else if (strcmp(word, "--dictionaries") == 0) {
			options->lexicon.dictionaries = value;
			i++;
		} else if (strcmp(word, "--wrong-categories") == 0) {
			options->wrong_categories = (unsigned)strtoul(value, NULL, 10);
			i++;
		} else if (strcmp(word, "--programme") == 0) {
			options->programme = value;
			i++;
		} else if (strcmp(word, "--text-only") == 0) {
			options->text_only = true;
		} else if (strcmp(word, "--permute-times") == 0) {
			options->permute_times = true;
		} else if (strcmp(word, "--one-rapporteur") == 0) {
			options->one_rapporteur = true;
		} else if (strcmp(word, "--one-category") == 0) {
			options->one_category = true;
		} else if (strcmp(word, "--no-times") == 0) {
			options->no_times = true;
		} else if (strcmp(word, "--whole") == 0) {
			options->whole = true;
		} else if (word[0] != '-' && options->path == NULL) {
			options->path = word;
		} else {
			return false;
		}
	}
	return options->path != NULL;
}

int main(int count, char **arguments)
{
	struct options options = { .path = NULL };
	struct play play = { .seed = 42 };
	if (!read_options(&options, count, arguments)) {
		fprintf(stderr, "quality: see the head of tests/quality/quality.c\n");
		return 2;
	}
	play.notes = calloc(NOTES_MAX, sizeof *play.notes);
	bool read = play.notes != NULL && read_notes(&play, options.path);
	bool played = false;
	if (read) {
		if (options.programme == NULL)
			plan(&play);
		else
			read = plan_read(&play, options.programme);
	}
	if (read) {
		disturb(&play, &options);
		played = play_all(&play, &options);
	} else {
		fprintf(stderr, "quality: cannot read %s\n", options.path);
	}
	for (size_t i = 0; i < play.count; i++)
		json_decref(play.notes[i].line);
	free(play.notes);
	programme_close(&play.programme);
	return played ? 0 : 1;
}
