/*
 * client/terminal/terminal.h - what the commands of `rapporteur` share: how they end, how they complain,
 * how they reach the broker.
 *
 * What is for people goes to stderr, prefixed `rapporteur: `; stdout has the answer and nothing else. A
 * note's text is on stdout only where it was asked for, and never in a complaint.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_TERMINAL_H
#define RAPPORTEUR_CLIENT_TERMINAL_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/lib/rapporteur.h"
#include "client/terminal/options.h"

#define SHORT_ID_CHARS   6u /* of an id, for people: mostly enough to be the only one */
#define TERMINAL_VERSION "rapporteur 0.1.0"

/* The commands. */
enum ending status_run(const struct invocation *invocation);
enum ending session_open_run(const struct invocation *invocation);
enum ending session_close_run(const struct invocation *invocation);
enum ending session_admit_run(const struct invocation *invocation);
enum ending session_reopen_run(const struct invocation *invocation);
enum ending session_delete_run(const struct invocation *invocation);
enum ending session_list_run(const struct invocation *invocation);
enum ending note_run(const struct invocation *invocation);
enum ending write_run(const struct invocation *invocation);
enum ending moderate_run(const struct invocation *invocation);
enum ending amend_run(const struct invocation *invocation);
enum ending retract_run(const struct invocation *invocation);
enum ending redact_run(const struct invocation *invocation);
enum ending outbox_run(const struct invocation *invocation);
enum ending import_run(const struct invocation *invocation);
enum ending watch_run(const struct invocation *invocation);
enum ending export_run(const struct invocation *invocation);
enum ending adopt_run(const struct invocation *invocation);
enum ending report_list_run(const struct invocation *invocation);
enum ending report_show_run(const struct invocation *invocation);
enum ending report_diff_run(const struct invocation *invocation);
enum ending report_freeze_run(const struct invocation *invocation);
enum ending verify_run(const struct invocation *invocation);
enum ending point_list_run(const struct invocation *invocation);
enum ending point_show_run(const struct invocation *invocation);
enum ending point_act_run(const struct invocation *invocation); /* all that change something */
enum ending why_run(const struct invocation *invocation);
enum ending search_run(const struct invocation *invocation);
enum ending missing_run(const struct invocation *invocation);
enum ending flagged_run(const struct invocation *invocation);
enum ending curation_run(const struct invocation *invocation);
enum ending room_list_run(const struct invocation *invocation);
enum ending room_confirm_run(const struct invocation *invocation);
enum ending invite_run(const struct invocation *invocation);
enum ending join_run(const struct invocation *invocation);
enum ending whoami_run(const struct invocation *invocation);
enum ending people_run(const struct invocation *invocation);
enum ending revoke_run(const struct invocation *invocation);
enum ending rekey_run(const struct invocation *invocation);

/* A line on stderr. Answers `ending`, so that a command can end with `return complain(...)`. */
enum ending complain(enum ending ending, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The sentence of what the broker, or the check before it, refused, and its detail. `about` may be "". */
enum ending complain_refusal(const char *about, enum error error, const char *detail);
/* Of a result that is not RAPPORTEUR_OK; refusal is looked at with RAPPORTEUR_REFUSED and _ARGUMENT. */
enum ending complain_result(enum rapporteur_result result, const struct refusal *refusal);

/* The same of a request; says why a broker that wants keys was not reached. */
enum ending terminal_unreached(const struct rapporteur *rapporteur, enum rapporteur_result result,
    const struct refusal *refusal);

/* What errno says, in words. Static. */
const char *system_fault(void);

/* Opens the library as the person asked. Sets *rapporteur on ENDING_DONE, else has complained. */
enum ending terminal_open(const struct invocation *invocation, bool offer,
    const struct rapporteur_callbacks *callbacks, void *context, struct rapporteur **rapporteur);

/* Closes it, and waits a moment for what it still asks about the notes that it keeps. NULL is harmless. */
void terminal_close(struct rapporteur *rapporteur);

/* Steps once, waiting at most wait_ms. True while a clock that never steps has not reached until_ms. */
bool terminal_step(struct rapporteur *rapporteur, uint64_t until_ms, uint64_t wait_ms);
/* Ms by that clock. */
uint64_t terminal_now_ms(void);

/* What a session is at the broker's newest event; one request. */
struct session_answer {
	struct session_facts facts;
	uint64_t newest; /* number of the broker's newest event, at the time of the facts */
};
enum rapporteur_result session_ask(struct rapporteur *rapporteur, const char *session,
    uint64_t deadline_ms, struct session_answer *answer, struct refusal *refusal);

/* Whether the key could be a session's: else says so. */
bool session_key_check(const char *key);

/* "2020-10-28 11:30" of ms since 1970, UTC. */
#define TIME_TEXT_BYTES 32u
void time_text(uint64_t ms, char text[TIME_TEXT_BYTES]);
/* "3 s", "12 m", "5 h", "2 d". */
void age_text(uint64_t ms, char text[TIME_TEXT_BYTES]);

#endif
