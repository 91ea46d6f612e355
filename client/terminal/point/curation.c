/* client/terminal/point/curation.c - `curation`: the log of what moderators decided: when, what, why, by whom as a role. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/file_out.h"
#include "client/terminal/json_out.h"
#include "client/terminal/point/ground.h"

enum log_form { LOG_TABLE, LOG_CSV, LOG_JSON };

json_t *curation_json(const struct curation_entry *entry)
{
	char time[TIME_TEXT_BYTES];
	json_t *item = json_object();
	time_text((uint64_t)entry->minute * MINUTE_MS, time);
	json_set_number(&item, "event", entry->number);
	json_set_text(&item, "time", time);
	json_set_text(&item, "role", entry->role);
	json_set_text(&item, "act", entry->act);
	json_set_number(&item, "objective", entry->objective);
	json_set_text(&item, "what", entry->what);
	json_set_text(&item, "reason", entry->reason);
	json_set(&item, "undone_by",
	    entry->undone_by == 0 ? json_null() : json_integer((json_int_t)entry->undone_by));
	return item;
}

static void table_write(FILE *out, const struct curation_entry *entry)
{
	char time[TIME_TEXT_BYTES];
	time_text((uint64_t)entry->minute * MINUTE_MS, time);
	fprintf(out, "%" PRIu64 "  %s  %s  %s  objective %" PRIu32 "  %s", entry->number, time,
	    entry->role, entry->act, entry->objective, entry->what);
	if (entry->reason != NULL)
		fprintf(out, " (%s)", entry->reason);
	if (entry->undone_by > 0)
		fprintf(out, " - undone by event %" PRIu64, entry->undone_by);
	fputc('\n', out);
}

/* A text that a spreadsheet would compute begins with an apostrophe, as in the report's csv. */
static void cell_write(FILE *out, const char *text)
{
	fputs(strchr("=+-@", text[0]) != NULL && text[0] != '\0' ? "\"'" : "\"", out);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void csv_write(FILE *out, const struct curation_entry *entry)
{
	char time[TIME_TEXT_BYTES];
	time_text((uint64_t)entry->minute * MINUTE_MS, time);
	fprintf(out, "%" PRIu64 ",%s,%s,%s,%" PRIu32 ",", entry->number, time, entry->role,
	    entry->act, entry->objective);
	cell_write(out, entry->what);
	fputc(',', out);
	cell_write(out, entry->reason == NULL ? "" : entry->reason);
	if (entry->undone_by > 0)
		fprintf(out, ",%" PRIu64 "\r\n", entry->undone_by);
	else
		fputs(",\r\n", out);
}

static enum ending log_write(
    FILE *out, enum log_form form, const struct curation_entry *entries, size_t count)
{
	json_t *root = form == LOG_JSON ? json_array() : NULL;
	if (form == LOG_CSV)
		fputs("event,time,role,act,objective,what,reason,undone_by\r\n", out);
	for (size_t i = 0; i < count; i++) {
		if (form == LOG_JSON)
			json_append(&root, curation_json(&entries[i]));
		else if (form == LOG_CSV)
			csv_write(out, &entries[i]);
		else
			table_write(out, &entries[i]);
	}
	if (form == LOG_JSON && root == NULL)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	int rc = form == LOG_JSON ? json_dumpf(root, out, JSON_INDENT(1)) : 0;
	if (form == LOG_JSON)
		fputc('\n', out);
	json_decref(root);
	return rc == 0 ? ENDING_DONE : complain(ENDING_REFUSED, "%s", system_fault());
}

static enum ending log_get(struct ground *ground, struct curation_entry **entries, size_t *count)
{
	const struct invocation *invocation = ground->invocation;
	struct session_answer answer;
	struct refusal refusal = { .error = ERROR_NONE };
	struct inquiry inquiry = { .objective = 0 };
	if (!only_objective(invocation, &inquiry.objective))
		return ENDING_USAGE;
	enum rapporteur_result result = session_ask(
	    ground->rapporteur, ground->session, invocation->wait_ms, &answer, &refusal);
	inquiry.at_least = answer.newest;
	if (result == RAPPORTEUR_OK)
		result = rapporteur_curations(ground->rapporteur, ground->session, &inquiry,
		    invocation->wait_ms, &ground->arena, entries, count, &refusal);
	return complain_result(result, &refusal);
}

static enum ending log_put(const struct invocation *invocation, enum log_form form,
    const struct curation_entry *entries, size_t count)
{
	struct file_out out;
	const char *path =
	    option_given(invocation, OPTION_OUTPUT) ? invocation->values[OPTION_OUTPUT] : "-";
	enum ending ending = file_out_open(&out, path, 0666);
	if (ending != ENDING_DONE)
		return ending;
	ending = log_write(out.file, form, entries, count);
	if (ending == ENDING_DONE)
		return file_out_commit(&out);
	file_out_abort(&out);
	return ending;
}

enum ending curation_run(const struct invocation *invocation)
{
	const char *asked = invocation->values[OPTION_LOG_FORMAT];
	enum log_form form = option_given(invocation, OPTION_JSON) ? LOG_JSON : LOG_TABLE;
	if (asked != NULL && strcmp(asked, "csv") == 0)
		form = LOG_CSV;
	else if (asked != NULL && strcmp(asked, "json") == 0)
		form = LOG_JSON;
	else if (asked != NULL)
		return complain(ENDING_USAGE, "--format %s: there are csv, json", asked);
	struct ground ground;
	struct curation_entry *entries = NULL;
	size_t count = 0;
	enum ending ending = ground_connect(&ground, invocation);
	if (ending == ENDING_DONE)
		ending = log_get(&ground, &entries, &count);
	if (ending == ENDING_DONE)
		ending = log_put(invocation, form, entries, count);
	ground_close(&ground);
	return ending;
}
