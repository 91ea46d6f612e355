/*
 * client/terminal/report/adopt.c - `adopt`: an edited Word file becomes a version of the report.
 *
 * It is compared with what was exported: by the seal that the file carries, else with what the notes give now. Paragraphs
 * nobody touched are what they were, with all their notes; changed ones keep what their bookmarks still enclose; new ones are
 * the secretariat's own. Then the balance: which notes of the report stand nowhere any more.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/report/read/reading.h"
#include "client/report/read/zip_read.h"
#include "client/report/version/version.h"
#include "client/terminal/file_in.h"
#include "client/terminal/report/versions.h"

struct adopt {
	const char *session;
	const char *path;
	struct made made;
	struct reading reading;
	size_t paragraphs;
	size_t changes[3];  /* of paragraphs, by enum seal_change */
	const char **bound; /* notes that stand in the version, sorted */
	size_t bound_count;
	size_t nowhere;
	size_t gone; /* notes that it names and that are no more */
};

static void tell(void *context, enum seal_change change, const struct seal_block *block)
{
	static const char *const words[] = { [SEAL_CHANGED] = "changed",
		[SEAL_ADDED] = "new, the secretariat's own",
		[SEAL_REMOVED] = "removed" };
	struct adopt *adopt = context;
	if (block->kind != SEAL_PARAGRAPH)
		return;
	adopt->changes[change]++;
	if (block->number != 0)
		printf("paragraph %" PRIu32 ": %s\n", block->number, words[change]);
	else
		printf("paragraph %s: %s\n", block->id, words[change]);
}

static enum ending file_open(struct adopt *adopt)
{
	struct buffer bytes;
	char fault[READING_FAULT_MAX];
	buffer_init(&bytes, ZIP_FILE_MAX + 8192);
	enum ending ending = file_read(adopt->path, ZIP_FILE_MAX, &bytes);
	if (ending == ENDING_DONE && (bytes.size < 2 || memcmp(bytes.bytes, "PK", 2) != 0))
		ending = complain(ENDING_REFUSED, "%s: it is no Word file", adopt->path);
	if (ending == ENDING_DONE && !reading_open(&adopt->reading, bytes.bytes, bytes.size, fault))
		ending = complain(ENDING_REFUSED, "%s: %s", adopt->path, fault);
	buffer_close(&bytes);
	return ending;
}

static enum ending compare(struct adopt *adopt)
{
	struct reading *reading = &adopt->reading;
	struct report_seal seal;
	struct seal_blocks before = adopt->made.blocks;
	struct seal_blocks found;
	if (reading->seal_head != NULL && reading->seal_lines != NULL &&
	    seal_read(&seal, reading->seal_head, reading->seal_lines)) {
		if (strcmp(seal.session, adopt->session) != 0)
			return complain(ENDING_REFUSED, "%s: it is the report of session %s",
			    adopt->path, seal.session);
		if (!seal_lines_parse(&before, &reading->arena, reading->seal_lines))
			return complain(ENDING_REFUSED, "%s: its seal is damaged", adopt->path);
	}
	if (!seal_blocks_make(&found, &reading->arena, &reading->document, reading->masthead,
		reading->masthead_count))
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	for (size_t i = 0; i < found.count; i++)
		adopt->paragraphs += found.items[i].kind == SEAL_PARAGRAPH;
	(void)seal_compare(&before, &found, tell, adopt);
	return ENDING_DONE;
}

/* ---- which notes stand where ---- */

static int compare_words(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool has(const char *const *sorted, size_t count, const char *word)
{
	return count > 0 && bsearch(&word, sorted, count, sizeof *sorted, compare_words) != NULL;
}

static void count_notes(void *context, const struct document_paragraph *paragraph,
    const struct document_sentence *sentence)
{
	(void)paragraph;
	*(size_t *)context += sentence->note_count;
}

static void add_notes(void *context, const struct document_paragraph *paragraph,
    const struct document_sentence *sentence)
{
	struct adopt *adopt = context;
	(void)paragraph;
	for (size_t i = 0; i < sentence->note_count; i++)
		adopt->bound[adopt->bound_count++] = sentence->notes[i];
}

struct known {
	struct adopt *adopt;
	const char **notes; /* of the session now, with a text; sorted */
	size_t count;
};

/* A sentence keeps the notes that there are. */
static void drop_gone(void *context, const struct document_paragraph *paragraph,
    const struct document_sentence *sentence)
{
	struct known *known = context;
	struct document_sentence *own = (struct document_sentence *)sentence; /* settled by us */
	char(*notes)[PUBLIC_ID_CHARS + 1] = (char(*)[PUBLIC_ID_CHARS + 1]) own->notes;
	size_t kept = 0;
	for (size_t i = 0; i < own->note_count; i++) {
		if (has(known->notes, known->count, notes[i])) {
			memmove(notes[kept++], notes[i], sizeof *notes);
			continue;
		}
		known->adopt->gone++;
		printf("paragraph %" PRIu32
		       ": its note %s was retracted or redacted since: look whether "
		       "its words may stay\n",
		    paragraph->number, notes[i]);
	}
	own->note_count = kept;
}

static enum ending settle_notes(struct adopt *adopt)
{
	const struct report *report = &adopt->made.report;
	struct arena *arena = &adopt->reading.arena;
	struct known known = { .adopt = adopt };
	size_t count = 0;
	known.notes = arena_take(arena, report->note_count, sizeof *known.notes);
	version_sentences(&adopt->reading.document, count_notes, &count);
	adopt->bound = arena_take(arena, count, sizeof *adopt->bound);
	if (known.notes == NULL || adopt->bound == NULL)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	for (size_t i = 0; i < report->note_count; i++)
		known.notes[known.count++] = report->notes[i].note->id;
	if (known.count > 0)
		qsort(known.notes, known.count, sizeof *known.notes, compare_words);
	version_sentences(&adopt->reading.document, drop_gone, &known);
	version_sentences(&adopt->reading.document, add_notes, adopt);
	if (adopt->bound_count > 0)
		qsort(adopt->bound, adopt->bound_count, sizeof *adopt->bound, compare_words);
	return ENDING_DONE;
}

static void tell_nowhere(struct adopt *adopt)
{
	const struct report *report = &adopt->made.report;
	size_t in_points = 0;
	for (size_t i = 0; i < report->note_count; i++) {
		const struct report_note *listed = &report->notes[i];
		if (listed->point == NULL)
			continue;
		in_points++;
		if (has(adopt->bound, adopt->bound_count, listed->note->id))
			continue;
		adopt->nowhere++;
		printf("note %s of point %s stands nowhere: %s\n", listed->note->id,
		    listed->point->id, listed->point->statement);
	}
	printf("%zu paragraphs: %zu as they were, %zu changed, %zu new; %zu removed\n",
	    adopt->paragraphs,
	    adopt->paragraphs - adopt->changes[SEAL_CHANGED] - adopt->changes[SEAL_ADDED],
	    adopt->changes[SEAL_CHANGED], adopt->changes[SEAL_ADDED], adopt->changes[SEAL_REMOVED]);
	printf("%zu notes in points: %zu stand in this version, %zu nowhere\n", in_points,
	    in_points - adopt->nowhere, adopt->nowhere);
}

static enum ending keep(
    struct adopt *adopt, struct rapporteur *rapporteur, const struct invocation *invocation)
{
	struct buffer version;
	uint64_t number = 0;
	buffer_init(&version, REPORT_VERSION_BYTES_MAX);
	version_encode(&adopt->reading.document, &version);
	enum ending ending = version.failed
	    ? complain(ENDING_REFUSED, "%s: a version has at most %u KiB", adopt->path,
		  REPORT_VERSION_BYTES_MAX / 1024)
	    : version_put(rapporteur, adopt->session, invocation->wait_ms, &version, &number);
	if (ending == ENDING_DONE)
		printf("version %" PRIu64
		       " of session %s: `report freeze` makes it the one that is exported\n",
		    number, adopt->session);
	buffer_close(&version);
	return ending;
}

enum ending adopt_run(const struct invocation *invocation)
{
	struct adopt adopt = { .session = invocation->words[0], .path = invocation->words[1] };
	struct rapporteur *rapporteur = NULL;
	if (!session_key_check(adopt.session))
		return ENDING_USAGE;
	made_init(&adopt.made);
	enum ending ending = file_open(&adopt);
	if (ending == ENDING_DONE)
		ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending == ENDING_DONE)
		ending =
		    made_build(&adopt.made, rapporteur, adopt.session, invocation->wait_ms, NULL);
	if (ending == ENDING_DONE)
		ending = made_seal(&adopt.made, rapporteur, invocation);
	if (ending == ENDING_DONE)
		ending = compare(&adopt);
	if (ending == ENDING_DONE &&
	    !version_settle(
		&adopt.reading.document, &adopt.made.report.document.words, &adopt.reading.arena))
		ending = complain_result(RAPPORTEUR_MEMORY, NULL);
	if (ending == ENDING_DONE)
		ending = settle_notes(&adopt);
	if (ending == ENDING_DONE) {
		tell_nowhere(&adopt);
		ending = keep(&adopt, rapporteur, invocation);
	}
	if (rapporteur != NULL)
		rapporteur_close(rapporteur);
	made_close(&adopt.made);
	reading_close(&adopt.reading);
	return ending;
}
