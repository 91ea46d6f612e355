/* client/terminal/report/report_versions.c - `report list|show|diff|freeze`: the versions of a session's report. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/report/writer.h"
#include "client/terminal/json_out.h"
#include "client/terminal/report/versions.h"

/* "0", and `notes`, are what the notes make. */
static bool version_parse(const char *word, uint64_t *number)
{
	*number = 0;
	return strcmp(word, "notes") == 0 || number_parse(word, 0, UINT64_MAX, number);
}

static enum ending list_print(const struct report_list_reply *list, bool json)
{
	json_t *root = json_array();
	for (size_t i = 0; i < list->count; i++) {
		const struct report_listed *listed = &list->versions[i];
		char time[TIME_TEXT_BYTES];
		time_text(listed->time_ms, time);
		json_t *item = json_object();
		json_set_number(&item, "version", listed->version);
		json_set_text(&item, "time", time);
		json_set_flag(&item, "frozen", listed->version == list->frozen);
		json_set_flag(&item, "blanked", listed->blanked);
		json_append(&root, item);
		if (!json)
			printf("%" PRIu64 "  %s%s%s\n", listed->version, time,
			    listed->version == list->frozen ? "  frozen" : "",
			    listed->blanked ? "  without what was redacted since" : "");
	}
	if (json)
		return json_print(root);
	json_decref(root);
	return fflush(stdout) == 0
	    ? ENDING_DONE
	    : complain(ENDING_REFUSED, "standard output: %s", system_fault());
}

enum ending report_list_run(const struct invocation *invocation)
{
	struct rapporteur *rapporteur = NULL;
	struct report_list_reply list = { .count = 0 };
	if (!session_key_check(invocation->words[0]))
		return ENDING_USAGE;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	ending = versions_list(rapporteur, invocation->words[0], invocation->wait_ms, &list);
	rapporteur_close(rapporteur);
	return ending == ENDING_DONE ? list_print(&list, option_given(invocation, OPTION_JSON))
				     : ending;
}

/* The report of the notes, or a version in its place; sealed, for its blocks. */
static enum ending get(struct made *made, struct rapporteur *rapporteur,
    const struct invocation *invocation, uint64_t number)
{
	const char *session = invocation->words[0];
	made_init(made);
	enum ending ending = made_build(made, rapporteur, session, invocation->wait_ms, NULL);
	if (ending == ENDING_DONE && number != 0)
		ending = version_take(made, rapporteur, session, invocation->wait_ms, number);
	if (ending == ENDING_DONE)
		ending = made_seal(made, rapporteur, invocation);
	return ending;
}

static int sink_write(void *context, const void *bytes, size_t size)
{
	return fwrite(bytes, 1, size, context) == size ? 0 : -1;
}

/* The number that was asked for, or the newest; complains when there is none. */
static enum ending version_choose(
    const struct invocation *invocation, struct rapporteur *rapporteur, uint64_t *number)
{
	struct report_list_reply list = { .count = 0 };
	if (invocation->word_count > 1)
		return version_parse(invocation->words[1], number)
		    ? ENDING_DONE
		    : complain(ENDING_USAGE, "a version is a number: see `report list`");
	enum ending ending =
	    versions_list(rapporteur, invocation->words[0], invocation->wait_ms, &list);
	if (ending == ENDING_DONE && list.count == 0)
		return complain(ENDING_REFUSED, "no version was adopted yet");
	if (ending == ENDING_DONE)
		*number = list.versions[list.count - 1].version;
	return ending;
}

enum ending report_show_run(const struct invocation *invocation)
{
	struct rapporteur *rapporteur = NULL;
	struct made made;
	uint64_t number = 0;
	if (!session_key_check(invocation->words[0]))
		return ENDING_USAGE;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	ending = version_choose(invocation, rapporteur, &number);
	if (ending == ENDING_DONE) {
		const struct report_sink sink = { .write = sink_write, .context = stdout };
		ending = get(&made, rapporteur, invocation, number);
		if (ending == ENDING_DONE &&
		    (report_markdown(&made.report, &sink) != REPORT_OK || fflush(stdout) != 0))
			ending = complain(ENDING_REFUSED, "standard output: %s", system_fault());
		made_close(&made);
	}
	rapporteur_close(rapporteur);
	return ending;
}

static void tell(void *context, enum seal_change change, const struct seal_block *block)
{
	static const char *const words[] = {
		[SEAL_CHANGED] = "changed", [SEAL_ADDED] = "added", [SEAL_REMOVED] = "removed"
	};
	static const char *const kinds[] = { "masthead", "heading", "paragraph", "table", "annex",
		"footnote" };
	static const char letters[] = "mhptaf";
	const char *letter = strchr(letters, (char)block->kind);
	(void)context;
	printf("%s: %s", words[change], kinds[letter == NULL ? 0 : letter - letters]);
	if (block->number != 0)
		printf(" %" PRIu32, block->number);
	if (block->kind == SEAL_PARAGRAPH)
		printf(" (%s)", block->id);
	else if (block->heading[0] != '\0')
		printf(" \"%s\"", block->heading);
	putchar('\n');
}

enum ending report_diff_run(const struct invocation *invocation)
{
	struct rapporteur *rapporteur = NULL;
	struct made before;
	struct made now;
	uint64_t first = 0;
	uint64_t second = 0;
	if (!session_key_check(invocation->words[0]))
		return ENDING_USAGE;
	if (!version_parse(invocation->words[1], &first) ||
	    !version_parse(invocation->words[2], &second))
		return complain(
		    ENDING_USAGE, "a version is a number (see `report list`), or `notes`");
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	ending = get(&before, rapporteur, invocation, first);
	if (ending == ENDING_DONE) {
		ending = get(&now, rapporteur, invocation, second);
		if (ending == ENDING_DONE)
			(void)seal_compare(&before.blocks, &now.blocks, tell, NULL);
		made_close(&now);
	}
	made_close(&before);
	rapporteur_close(rapporteur);
	if (ending == ENDING_DONE && fflush(stdout) != 0)
		return complain(ENDING_REFUSED, "standard output: %s", system_fault());
	return ending;
}

enum ending report_freeze_run(const struct invocation *invocation)
{
	struct rapporteur *rapporteur = NULL;
	uint64_t number = 0;
	const char *session = invocation->words[0];
	if (!session_key_check(session))
		return ENDING_USAGE;
	if (!version_parse(invocation->words[1], &number))
		return complain(
		    ENDING_USAGE, "a version is a number (see `report list`), or `notes`");
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	ending = version_freeze(rapporteur, session, invocation->wait_ms, number);
	rapporteur_close(rapporteur);
	if (ending == ENDING_DONE && number != 0)
		printf("session %s: version %" PRIu64 " is what `export` gives\n", session, number);
	else if (ending == ENDING_DONE)
		printf("session %s: `export` makes the report of the notes again\n", session);
	return ending;
}
