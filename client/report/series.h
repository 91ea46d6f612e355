/*
 * client/report/series.h - one paper over the sessions of a series: by cluster and objective, what was raised at
 * more than one of them said so, each point with the paragraphs of the single reports where it stands.
 *
 * A cluster is a set of objectives that sessions share; its title is that of the first session that has it. An objective
 * is told once, in the first cluster that lists it, with the points of all sessions.
 *
 * Promises: as report.h has them; and the order in which sessions are given is the order of all that follows.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_SERIES_H
#define RAPPORTEUR_CLIENT_REPORT_SERIES_H

#include "client/report/report.h"

#define SERIES_SESSIONS_MAX 64u

/* A session and its report as it was built; borrowed until the series' report is closed. */
struct series_session {
	const struct programme *programme;
	const struct synthesis_objective *objectives;
	size_t objective_count;
	const struct report *report;
	bool closed;
	uint64_t closed_ms;
};

/* count: 1 to SERIES_SESSIONS_MAX, by their first rounds. Sets *report on REPORT_OK only; else REPORT_MEMORY. */
enum report_result series_build(
    struct report *report, const char *key, const struct series_session *sessions, size_t count);

#endif
