/*
 * client/terminal/report/series_made.h - the paper of a series, made from the reports of its sessions as made.h makes them.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_REPORT_SERIES_MADE_H
#define RAPPORTEUR_CLIENT_TERMINAL_REPORT_SERIES_MADE_H

#include "client/report/series.h"
#include "client/terminal/report/made.h"

struct series_made {
	struct made *sessions; /* owned; by their first rounds */
	size_t count;
	struct report report;
	bool is_built;
};

/* Asks for all sessions of the series that whoever asks belongs to. Complains unless ENDING_DONE; close it in any case. */
enum ending series_made_build(
    struct series_made *made, struct rapporteur *rapporteur, const char *series, uint64_t wait_ms);
/* Twice is harmless. */
void series_made_close(struct series_made *made);

#endif
