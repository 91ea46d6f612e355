/*
 * client/web/api/export.c - a report to download. Facts, synthesis, facts: while notes come between, the two answers do not
 * belong together, and it is asked again.
 */
#include <stdio.h>
#include <string.h>

#include "client/lib/rapporteur_internal.h"
#include "client/terminal/json_out.h"
#include "client/web/api/api.h"
#include "client/web/api/reports.h"
#include "proto/command_report.h"

#define TRIES_MAX 20u

struct exporting {
	struct report_job *job; /* owned until it is asked for */
	struct session_facts facts;
	bool preview;
	unsigned tries;
};

static void exporting_close(void *work)
{
	struct exporting *exporting = work;
	report_job_close(exporting->job);
}

static const char *type_of(const char *format)
{
	static const char *const types[][2] = {
		{ "md", "text/markdown; charset=utf-8" },
		{ "html", "text/html; charset=utf-8" },
		{ "docx",
		    "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ "odt", "application/vnd.oasis.opendocument.text" },
		{ "pdf", "application/pdf" },
		{ "json", "application/json; charset=utf-8" },
		{ "csv", "text/csv; charset=utf-8" },
		{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
		{ "akn", "application/akn+xml; charset=utf-8" },
		{ "jsonl", "application/x-ndjson; charset=utf-8" },
	};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i][0], format) == 0)
			return types[i][1];
	return "application/octet-stream";
}

static void report_answer(struct exchange *exchange, struct report_job *job)
{
	const struct exporting *exporting = exchange->work;
	char name[SESSION_KEY_MAX + 16];
	if (!job->read) {
		answer_refusal(exchange, ERROR_DAMAGED, "the synthesis", 0);
		return;
	}
	switch (job->result) {
	case REPORT_OK:
		snprintf(name, sizeof name, "%s.%s", exchange->routed.session, job->format->name);
		exchange->gateway->counters[WEB_REPORTS]++;
		exchange->sandbox = exporting->preview;
		answer_file(exchange, type_of(job->format->name), exporting->preview ? NULL : name,
		    job->file.bytes, job->file.size);
		job->file = (struct buffer){ .bytes = NULL };
		return;
	case REPORT_UNBALANCED:
		answer_error(exchange, WEB_UNBALANCED, job->detail);
		return;
	case REPORT_FONTS:
		answer_refusal(exchange, ERROR_DAMAGED,
		    "pages need the fonts of Debian's fonts-liberation on the gateway's machine",
		    0);
		return;
	case REPORT_MEMORY:
	case REPORT_SINK:
		break;
	}
	answer_refusal(exchange, ERROR_BUSY, "the report takes more memory than there is", 30000);
}

static void job_ask(struct exchange *exchange, struct report_job *job)
{
	struct exporting *exporting = exchange->work;
	exporting->job = NULL;
	if (reports_ask(exchange->gateway->reports, job))
		return;
	exporting->job = job;
	answer_refusal(exchange, ERROR_BUSY, "other reports are being made", 5000);
}

static void write_ask(struct exchange *exchange)
{
	struct exporting *exporting = exchange->work;
	exporting->job->step = REPORT_STEP_WRITE;
	job_ask(exchange, exporting->job);
}

static void sign_replied(struct exchange *exchange, const struct reply *reply)
{
	const struct exporting *exporting = exchange->work;
	struct report_seal *seal = &exporting->job->seal;
	struct report_sign_reply answer;
	struct refusal refusal;
	if (reply->body != NULL &&
	    report_sign_reply_decode(&answer, reply->body, reply->body_size, &refusal) ==
		ERROR_NONE) {
		memcpy(seal->journal, reply->journal, ID_BYTES);
		memcpy(seal->chain, answer.chain, HASH_BYTES);
		memcpy(seal->key, answer.key, SIGN_KEY_BYTES);
		memcpy(seal->signature, answer.signature, SEAL_SIGNATURE_BYTES);
		seal->is_signed = true;
	}
	write_ask(exchange);
}

/* The broker signs for the secretariat only: for others the seal tells of changes, and nobody vouches for it. */
static bool sign_refused(struct exchange *exchange, const struct reply *reply)
{
	(void)reply;
	write_ask(exchange);
	return true;
}

static void sign_ask(struct exchange *exchange, struct report_job *job)
{
	struct report_sign sign = { .event = job->seal.event };
	struct buffer body;
	memcpy(sign.digest, job->seal.digest, HASH_BYTES);
	buffer_init(&body, 1024);
	report_sign_encode(&sign, &body);
	exchange_ask(exchange,
	    &(struct asking){ .message = MESSAGE_REPORT_SIGN,
		.session = exchange->routed.session,
		.body = &body,
		.replied = sign_replied,
		.refused = sign_refused });
	buffer_close(&body);
}

/* A report that is built is signed, if its format carries that, and written. */
static void job_turn(struct report_job *job)
{
	struct exchange *exchange = job->exchange;
	struct exporting *exporting = exchange->work;
	bool goes_on = job->step == REPORT_STEP_BUILD && job->read && job->result == REPORT_OK;
	exporting->job = job;
	if (!goes_on) {
		report_answer(exchange, job);
		exporting->job = NULL; /* its memory is large, and a slow line may take long */
		report_job_close(job);
	} else if (report_job_carries_seal(job) && job->seal.event > 0)
		sign_ask(exchange, job);
	else
		write_ask(exchange);
}

void reports_turn(struct gateway *gateway)
{
	struct report_job *job = NULL;
	while ((job = reports_take(gateway->reports)) != NULL)
		job_turn(job);
}

void reports_stop(struct gateway *gateway)
{
	struct report_job *job = reports_close(gateway->reports);
	gateway->reports = NULL;
	while (job != NULL) {
		struct report_job *next = job->next;
		answer_refusal(job->exchange, ERROR_STOPPING, "the gateway stops", 2000);
		report_job_close(job);
		job = next;
	}
}

static void synthesis_ask(struct exchange *exchange);

static void log_got(struct exchange *exchange)
{
	struct exporting *exporting = exchange->work;
	buffer_close(&exporting->job->log);
	exporting->job->log = exchange->fetch.whole;
	exchange->fetch.whole = (struct buffer){ .bytes = NULL };
	job_ask(exchange, exporting->job);
}

static void after_got(struct exchange *exchange)
{
	struct exporting *exporting = exchange->work;
	struct report_job *job = exporting->job;
	const struct session_facts *facts = &exchange->fetch.facts;
	bool same = exporting->facts.received == facts->received &&
	    exporting->facts.programme == facts->programme;
	exporting->facts = *facts;
	if (!same && exporting->tries++ < TRIES_MAX) {
		synthesis_ask(exchange);
		return;
	}
	if (!same) {
		answer_refusal(exchange, ERROR_BUSY,
		    "notes keep arriving, so that their number cannot be told", 5000);
		return;
	}
	job->session = (struct report_session){ .closed = facts->closed,
		.opened_ms = facts->opened_ms,
		.closed_ms = facts->closed_ms,
		.last_number = job->session.last_number,
		.received = facts->received };
	buffer_close(&job->programme);
	job->programme = exchange->fetch.whole;
	exchange->fetch.whole = (struct buffer){ .bytes = NULL };
	/* Who may not read the log has a workbook without it. */
	bool log = report_job_has_log(job) &&
	    (exchange->role == ROLE_SECRETARIAT || exchange->role == ROLE_MODERATOR);
	exchange->inquiry = (struct inquiry){ .at_least = job->session.last_number };
	if (log)
		exchange_fetch(exchange, MESSAGE_CURATION_LIST, log_got);
	else
		job_ask(exchange, job);
}

static void synthesis_got(struct exchange *exchange)
{
	struct exporting *exporting = exchange->work;
	struct report_job *job = exporting->job;
	buffer_close(&job->synthesis);
	job->synthesis = exchange->fetch.whole;
	job->session.last_number = exchange->fetch.event;
	exchange->fetch.whole = (struct buffer){ .bytes = NULL };
	exchange_fetch(exchange, MESSAGE_SESSION_GET, after_got);
}

static void synthesis_ask(struct exchange *exchange)
{
	exchange->fetch.at_least = exchange->gateway->broker->place.number;
	exchange_fetch(exchange, MESSAGE_SYNTHESIS_GET, synthesis_got);
}

static void before_got(struct exchange *exchange)
{
	struct exporting *exporting = exchange->work;
	exporting->facts = exchange->fetch.facts;
	synthesis_ask(exchange);
}

/* A report says of each sentence on which notes it rests: who is shown no notes cannot have one. */
static void export_member(struct exchange *exchange)
{
	if (exchange->role == ROLE_OBSERVER)
		answer_refusal(exchange, ERROR_NOT_ALLOWED,
		    "an observer is shown the points without their notes, which a report rests on",
		    0);
	else
		exchange_fetch(exchange, MESSAGE_SESSION_GET, before_got);
}

void api_export(struct exchange *exchange)
{
	const struct report_format *format = report_format_find(exchange->routed.part);
	if (format == NULL) {
		answer_error(exchange, WEB_NOT_FOUND, "there is no such format");
		return;
	}
	struct exporting *exporting = arena_take(&exchange->arena, 1, sizeof *exporting);
	struct report_job *job = report_job_open(format, exchange->routed.session);
	if (exporting == NULL || job == NULL) {
		report_job_close(job);
		answer_json(exchange, MHD_HTTP_OK, NULL);
		return;
	}
	const char *preview = query_text(exchange, "preview");
	job->exchange = exchange;
	exporting->job = job;
	exporting->preview = preview != NULL && strcmp(preview, "1") == 0;
	exchange->work = exporting;
	exchange->work_close = exporting_close;
	exchange_member(exchange, export_member);
}
