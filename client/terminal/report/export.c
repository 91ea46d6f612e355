/* client/terminal/report/export.c - `export`: a session's report in the form that was asked for. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/report/check/check.h"
#include "client/report/read/zip_read.h"
#include "client/report/template.h"
#include "client/report/writer.h"
#include "client/terminal/file_in.h"
#include "client/terminal/file_out.h"
#include "client/terminal/json_out.h"
#include "client/terminal/report/series_made.h"
#include "client/terminal/report/versions.h"

#define PEOPLE_MEMORY_MAX (1u << 20) /* names of countries and sectors, and how often */

struct export
{
	const char *session;
	bool check; /* writes what there is to mend, no report; then there may be no format */
	bool json;
	const struct report_format *format;
	const char *path;
	struct made made;
	struct arena people_arena;
	struct attendance people;
	bool has_people;
	struct report_template template;
	bool has_template;
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

static int sink_write(void *context, const void *bytes, size_t size)
{
	FILE *file = context;
	return fwrite(bytes, 1, size, file) == size ? 0 : -1;
}

static enum ending export_write(const struct export *export, const struct report *report)
{
	assert(export->format != NULL); /* only a check may have none */
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

/* Formats that can be read back carry what they are. */
static bool carries_seal(const struct export *export)
{
	static const char *const names[] = { "json", "html", "docx" };
	for (size_t i = 0; export->format != NULL && i < sizeof names / sizeof *names; i++) {
		if (strcmp(export->format->name, names[i]) == 0)
			return true;
	}
	return false;
}

static enum ending export_make(struct export *export, const struct invocation *invocation)
{
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	ending = made_build(&export->made, rapporteur, export->session, invocation->wait_ms,
	    export->has_people ? &export->people : NULL);
	if (ending == ENDING_DONE && !option_given(invocation, OPTION_MACHINE))
		ending = version_take_frozen(
		    &export->made, rapporteur, export->session, invocation->wait_ms);
	if (ending == ENDING_DONE && export->format != NULL &&
	    strcmp(export->format->name, "xlsx") == 0)
		ending = made_log(&export->made, rapporteur, invocation->wait_ms);
	if (ending == ENDING_DONE && !export->check && carries_seal(export))
		ending = made_seal(&export->made, rapporteur, invocation);
	rapporteur_close(rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	if (export->has_template)
		export->made.report.template = &export->template;
	return export->check ? export_check(export, &export->made.report)
			     : export_write(export, &export->made.report);
}

static enum ending template_read(struct export *export, const char *path)
{
	struct buffer bytes;
	char fault[TEMPLATE_FAULT_MAX];
	if (export->format == NULL || strcmp(export->format->name, "docx") != 0)
		return complain(ENDING_USAGE, "--template is of --format docx");
	buffer_init(&bytes, ZIP_FILE_MAX + 8192);
	enum ending ending = file_read(path, ZIP_FILE_MAX, &bytes);
	if (ending == ENDING_DONE) {
		export->has_template = true; /* to be closed, whatever comes */
		if (!report_template_open(&export->template, bytes.bytes, bytes.size, fault))
			ending = complain(ENDING_REFUSED, "%s: %s", path, fault);
	}
	buffer_close(&bytes);
	return ending;
}

/* One paper over a series: it has no attendance of its own, and no seal, since no one journal's event stands for it. */
static enum ending series_export(
    const struct invocation *invocation, const struct export *export, const char *series)
{
	struct rapporteur *rapporteur = NULL;
	struct series_made made = { .sessions = NULL };
	if (invocation->word_count > 0)
		return complain(ENDING_USAGE, "say a SESSION or --series KEY, not both");
	if (export->check || option_given(invocation, OPTION_ATTENDANCE) ||
	    option_given(invocation, OPTION_TEMPLATE))
		return complain(
		    ENDING_USAGE, "--check, --attendance and --template are of a session");
	if (!session_key_check(series))
		return ENDING_USAGE;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	ending = series_made_build(&made, rapporteur, series, invocation->wait_ms);
	if (ending == ENDING_DONE)
		ending = export_write(export, &made.report);
	series_made_close(&made);
	rapporteur_close(rapporteur);
	return ending;
}

enum ending export_run(const struct invocation *invocation)
{
	const char *format = invocation->values[OPTION_FORMAT];
	struct export export = {
		.session = invocation->word_count > 0 ? invocation->words[0] : "",
		.check = option_given(invocation, OPTION_CHECK),
		.json = option_given(invocation, OPTION_JSON),
		.format = format == NULL ? NULL : report_format_find(format),
		.path = option_given(invocation, OPTION_OUTPUT) ? invocation->values[OPTION_OUTPUT]
								: "-",
	};
	if (export.format == NULL && !export.check)
		return formats_complain(format);
	if (option_given(invocation, OPTION_OF_SERIES))
		return series_export(invocation, &export, invocation->values[OPTION_OF_SERIES]);
	if (invocation->word_count == 0)
		return complain(ENDING_USAGE, "say a SESSION, or --series KEY");
	if (!session_key_check(export.session))
		return ENDING_USAGE;
	made_init(&export.made);
	arena_init(&export.people_arena, PEOPLE_MEMORY_MAX);
	enum ending ending = ENDING_DONE;
	if (option_given(invocation, OPTION_ATTENDANCE))
		ending = people_read(&export, invocation->values[OPTION_ATTENDANCE]);
	if (ending == ENDING_DONE && option_given(invocation, OPTION_TEMPLATE))
		ending = template_read(&export, invocation->values[OPTION_TEMPLATE]);
	if (ending == ENDING_DONE)
		ending = export_make(&export, invocation);
	if (export.has_template)
		report_template_close(&export.template);
	made_close(&export.made);
	arena_close(&export.people_arena);
	return ending;
}
