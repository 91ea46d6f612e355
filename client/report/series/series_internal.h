/* client/report/series/series_internal.h - points of several sessions that say the same, as one. */
#ifndef RAPPORTEUR_CLIENT_REPORT_SERIES_SERIES_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_SERIES_SERIES_INTERNAL_H

#include "client/report/build/build_internal.h"
#include "client/report/series.h"
#include "client/report/series/alike.h"

/* A point of one session. */
struct series_point {
	size_t session;
	const struct synthesis_point *point;
	uint32_t paragraph; /* of the session's report; 0: it is in none */
	struct alike_words words;
	struct series_point *next; /* of the same group, in the order of the sessions */
};

/* Points that say the same, of different sessions; mostly one. */
struct series_group {
	struct series_point *points; /* the first one's statement speaks */
	struct series_point *last;
	size_t sessions;
	uint32_t writers;
	size_t notes;
	size_t order; /* as it came */
};

/*
 * The groups of an objective and category: those of more sessions first, then of more writers, then as they come. NULL
 * with *count 0: there are none. All is the builder's arena's.
 */
struct series_group *series_groups(struct report_builder *builder,
    const struct series_session *sessions, size_t session_count, uint32_t number,
    const char *category, size_t *count);

#endif
