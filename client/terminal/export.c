/*
 * client/terminal/export.c - `export`: a session's report, from what the broker has on its disk now.
 *
 * The report says how many notes were received and where each of them is. The two come from two answers, of
 * the desk and of the press; while notes arrive between them they would not balance. So the facts are
 * asked for before and after, until both say the same.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/report/check/check.h"
#include "client/report/report.h"
#include "client/report/writer.h"
#include "client/terminal/file_in.h"
#include "client/terminal/file_out.h"
#include "client/terminal/json_out.h"
#include "client/terminal/terminal.h"

#define SYNTHESIS_WAIT_MS 60000u /* the press may be reading a large journal anew */
#define TRIES_MAX         20u
#define PEOPLE_MEMORY_MAX (1u << 20) /* names of countries and sectors, and how often */

struct export
{
	const char *session;
	uint64_t wait_ms;
	bool check; /* writes what there is to mend, no report; then there may be no format */
	bool json;
	const struct report_format *format;
	const char *path;
	struct arena arena; /* the synthesis */
	struct programme programme;
	struct rapporteur_synthesis synthesis;
	struct session_facts facts;
	struct arena people_arena;
	struct attendance people;
	bool has_people;
};

static enum ending formats_complain(const char *asked)
{
	char names[256] = "";
	size_t size = 0;
	const struct report_format *format = NULL;
	for (size_t i = 0; (format = report_format_at(i)) != NULL; i++)
		size +=
		    (size_t)snprintf(names + size, size < sizeof names ? sizeof names - size : 0,
			"%s%s", i == 0 ? "" : ", ", format->name);
	if (asked == NULL)
		return complain(ENDING_USAGE, "say --format FORMAT, one of %s", names);
	return complain(ENDING_USAGE, "--format %s: there are %s", asked, names);
}

/* One try: facts, synthesis, facts. *same: nothing came between. */
static enum rapporteur_result export_get(
    struct export *export, struct rapporteur *rapporteur, bool *same, struct refusal *refusal)
{
	struct session_answer before;
	struct session_answer after;
	enum rapporteur_result result =
	    session_ask(rapporteur, export->session, export->wait_ms, &before, refusal);
	if (result == RAPPORTEUR_OK) {
		arena_clear(&export->arena);
		result = rapporteur_synthesis_get(rapporteur, export->session, before.newest,
		    SYNTHESIS_WAIT_MS, &export->arena, &export->synthesis, refusal);
	}
	if (result == RAPPORTEUR_OK)
		result = session_ask(rapporteur, export->session, export->wait_ms, &after, refusal);
	if (result != RAPPORTEUR_OK)
		return result;
	export->facts = after.facts;
	*same = before.facts.received == after.facts.received &&
	    before.facts.programme == after.facts.programme;
	return RAPPORTEUR_OK;
}

/* An observer is given points without their notes, and the report says of each sentence on which notes it rests. */
static bool is_without_notes(const struct rapporteur_synthesis *synthesis)
{
	for (size_t i = 0; i < synthesis->objective_count; i++)
		if (synthesis->objectives[i].point_count > 0 &&
		    synthesis->objectives[i].note_count == 0)
			return true;
	return false;
}

static enum ending export_ask(struct export *export, struct rapporteur *rapporteur)
{
	struct session_facts facts;
	struct refusal refusal = { .error = ERROR_NONE };
	bool same = false;
	enum rapporteur_result result = RAPPORTEUR_OK;
	for (unsigned i = 0; result == RAPPORTEUR_OK && !same && i < TRIES_MAX; i++)
		result = export_get(export, rapporteur, &same, &refusal);
	if (result == RAPPORTEUR_OK && !same)
		return complain(ENDING_REFUSED,
		    "notes keep arriving, so that their number cannot be told: try again, or close "
		    "the session first");
	if (result == RAPPORTEUR_OK && is_without_notes(&export->synthesis))
		return complain(ENDING_REFUSED,
		    "an observer is shown the points without their notes, which a report rests on: "
		    "ask a moderator or the secretariat for it");
	if (result == RAPPORTEUR_OK)
		result = rapporteur_session_get(rapporteur, export->session, export->wait_ms,
		    &facts, &export->programme, &refusal);
	return complain_result(result, &refusal);
}

static int sink_write(void *context, const void *bytes, size_t size)
{
	FILE *file = context;
	return fwrite(bytes, 1, size, file) == size ? 0 : -1;
}

static enum ending export_write(const struct export *export, const struct report *report)
{
	struct file_out out;
	/* A report is for others: its mode is the person's umask. */
	enum ending ending = file_out_open(&out, export->path, 0666);
	if (ending != ENDING_DONE)
		return ending;
	struct report_sink sink = { .write = sink_write, .context = out.file };
	switch (export->format->write(report, &sink)) {
	case REPORT_OK:
		return file_out_commit(&out);
	case REPORT_SINK:
		ending = complain(ENDING_REFUSED, "%s: %s", export->path, system_fault());
		break;
	case REPORT_FONTS:
		ending = complain(ENDING_REFUSED,
		    "pages need the fonts of Debian's fonts-liberation: install it (and "
		    "fonts-noto-core for other scripts than Latin)");
		break;
	case REPORT_UNBALANCED:
	case REPORT_MEMORY:
		ending = complain_result(RAPPORTEUR_MEMORY, NULL);
		break;
	}
	file_out_abort(&out);
	return ending;
}

static enum ending findings_print(const struct check_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct check_finding *finding = &findings->items[i];
		char place[32] = "";
		if (finding->paragraph != 0)
			snprintf(
			    place, sizeof place, "paragraph %" PRIu32 ": ", finding->paragraph);
		printf("%s%s: %s: %s\n", place, check_kind_word(finding->kind),
		    check_kind_sentence(finding->kind), finding->text);
	}
	if (fflush(stdout) != 0)
		return complain(ENDING_REFUSED, "standard output: %s", system_fault());
	return ENDING_DONE;
}

static enum ending findings_print_json(const struct check_findings *findings)
{
	json_t *list = json_array();
	for (size_t i = 0; i < findings->count; i++) {
		const struct check_finding *finding = &findings->items[i];
		json_t *item = json_object();
		json_set_text(&item, "kind", check_kind_word(finding->kind));
		json_set_number(&item, "paragraph", finding->paragraph);
		json_set_text(&item, "text", finding->text);
		json_append(&list, item);
	}
	return json_print(list);
}

/* What there is to mend is an answer for scripts too: 1, as for all that is not as it should be. */
static enum ending export_check(const struct export *export, const struct report *report)
{
	struct check_findings findings;
	if (!report_check(&report->document, &findings))
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	if (!report_check_names(report, &findings)) {
		report_check_close(&findings);
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	}
	enum ending ending =
	    export->json ? findings_print_json(&findings) : findings_print(&findings);
	if (ending == ENDING_DONE && findings.more)
		ending = complain(ENDING_REFUSED, "there is more to mend than is listed");
	else if (ending == ENDING_DONE && findings.count > 0)
		ending = ENDING_REFUSED;
	report_check_close(&findings);
	return ending;
}

static enum ending export_build(const struct export *export)
{
	struct report report;
	char detail[REPORT_DETAIL_MAX] = "";
	struct report_session session = {
		.closed = export->facts.closed,
		.opened_ms = export->facts.opened_ms,
		.closed_ms = export->facts.closed_ms,
		.last_number = export->synthesis.event,
		.received = export->facts.received,
		.attendance = export->has_people ? &export->people : NULL,
	};
	enum ending ending = ENDING_DONE;
	switch (report_build(&report, &export->programme, export->synthesis.objectives,
	    export->synthesis.objective_count, &session, detail)) {
	case REPORT_OK:
		ending =
		    export->check ? export_check(export, &report) : export_write(export, &report);
		report_close(&report);
		return ending;
	case REPORT_UNBALANCED:
		return complain(
		    ENDING_REFUSED, "the notes do not balance, so there is no report. %s", detail);
	case REPORT_MEMORY:
	case REPORT_SINK:
	case REPORT_FONTS:
		break;
	}
	return complain_result(RAPPORTEUR_MEMORY, NULL);
}

/* Only what is counted is kept of the file. */
static enum ending people_read(struct export *export, const char *path)
{
	struct buffer bytes;
	char fault[ATTENDANCE_FAULT_MAX];
	buffer_init(&bytes, ATTENDANCE_BYTES_MAX + 8192);
	enum ending ending = file_read(path, ATTENDANCE_BYTES_MAX, &bytes);
	if (ending == ENDING_DONE &&
	    !attendance_read(&export->people, &export->people_arena,
		bytes.bytes == NULL ? "" : (const char *)bytes.bytes, bytes.size, fault))
		ending = complain(ENDING_REFUSED, "%s: %s", path, fault);
	export->has_people = ending == ENDING_DONE;
	buffer_close(&bytes);
	return ending;
}

static enum ending export_ask_and_build(struct export *export, const struct invocation *invocation)
{
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	ending = export_ask(export, rapporteur);
	rapporteur_close(rapporteur);
	return ending == ENDING_DONE ? export_build(export) : ending;
}

enum ending export_run(const struct invocation *invocation)
{
	const char *format = invocation->values[OPTION_FORMAT];
	struct export export = {
		.session = invocation->words[0],
		.wait_ms = invocation->wait_ms,
		.check = option_given(invocation, OPTION_CHECK),
		.json = option_given(invocation, OPTION_JSON),
		.format = format == NULL ? NULL : report_format_find(format),
		.path = option_given(invocation, OPTION_OUTPUT) ? invocation->values[OPTION_OUTPUT]
								: "-",
	};
	if (export.format == NULL && !export.check)
		return formats_complain(format);
	if (!session_key_check(export.session))
		return ENDING_USAGE;
	arena_init(&export.arena, REPORT_MEMORY_MAX);
	arena_init(&export.people_arena, PEOPLE_MEMORY_MAX);
	programme_init(&export.programme);
	enum ending ending = ENDING_DONE;
	if (option_given(invocation, OPTION_ATTENDANCE))
		ending = people_read(&export, invocation->values[OPTION_ATTENDANCE]);
	if (ending == ENDING_DONE)
		ending = export_ask_and_build(&export, invocation);
	programme_close(&export.programme);
	arena_close(&export.people_arena);
	arena_close(&export.arena);
	return ending;
}
