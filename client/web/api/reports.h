/*
 * client/web/api/reports.h - reports are made beside the gateway's turn, on a thread of their own, one after the other: a large
 * one takes seconds. What it works on is bytes that were got before; what comes out is bytes. It touches nothing else.
 *
 *   BUILD -> the report, and what is to be signed of it -> [the turn asks the broker] -> WRITE -> the file
 */
#ifndef RAPPORTEUR_CLIENT_WEB_API_REPORTS_H
#define RAPPORTEUR_CLIENT_WEB_API_REPORTS_H

#include "client/report/seal/seal.h"
#include "client/report/writer.h"
#include "client/web/http/exchange.h"

#define REPORTS_WAITING_MAX   8u
#define REPORT_FILE_BYTES_MAX (128u << 20)

enum report_step { REPORT_STEP_BUILD, REPORT_STEP_WRITE };

struct report_job {
	struct report_job *next;
	enum report_step step;
	struct exchange *exchange; /* whose it is; looked at by the turn only */
	const struct report_format *format;
	struct report_session session;
	char session_key[SESSION_KEY_MAX + 1];
	struct programme parsed; /* owned, like all of the next four lines */
	struct arena arena;
	struct report report;
	bool is_built;
	struct report_seal seal; /* of formats that carry one */
	struct buffer programme; /* owned, like the next two */
	struct buffer synthesis;
	struct buffer log; /* of curation; empty: not asked for, or not for this person */
	struct buffer file;
	enum report_result result;
	bool read; /* programme and synthesis could be */
	char detail[REPORT_DETAIL_MAX];
};

struct reports;
/* NULL: no memory, or no thread. */
struct reports *reports_open(void);
/* Waits for the one that is being made, and hands over what is left, made or not. */
struct report_job *reports_close(struct reports *reports);
/* Readable when one is done. */
int reports_fd(const struct reports *reports);
/* Takes job; false: too many wait, it is still the caller's. */
bool reports_ask(struct reports *reports, struct report_job *job);
/* One that is done, or NULL; the caller closes it. */
struct report_job *reports_take(struct reports *reports);
struct report_job *report_job_open(const struct report_format *format, const char *session);
bool report_job_carries_seal(const struct report_job *job);
bool report_job_has_log(const struct report_job *job);
void report_job_close(struct report_job *job); /* NULL is harmless */
/* Those that are done are answered. */
void reports_turn(struct gateway *gateway);
/* Whoever waits is told to come again. */
void reports_stop(struct gateway *gateway);

#endif
