/*
 * client/terminal/report/made.h - a session's report, made from what the broker has on its disk now.
 *
 * The report says how many notes were received and where each of them is. The two come from two answers, of
 * the desk and of the press; while notes arrive between them they would not balance. So the facts are
 * asked for before and after, until both say the same.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_REPORT_MADE_H
#define RAPPORTEUR_CLIENT_TERMINAL_REPORT_MADE_H

#include "client/report/report.h"
#include "client/report/seal/seal.h"
#include "client/terminal/terminal.h"

struct made {
	struct arena arena; /* the synthesis, and the seal's lines */
	struct programme programme;
	struct rapporteur_synthesis synthesis;
	struct session_facts facts;
	struct report report;
	struct report_seal seal;
	struct seal_blocks blocks;
	bool is_built;
};

/* Cannot fail. */
void made_init(struct made *made);
/* Asks and builds; attendance may be NULL, and is borrowed. Complains unless ENDING_DONE. */
enum ending made_build(struct made *made, struct rapporteur *rapporteur, const char *session,
    uint64_t wait_ms, const struct attendance *attendance);
/* Seals it: signed by the broker where it does that for us, and keeps the broker's key among those that this machine has met. */
enum ending made_seal(
    struct made *made, struct rapporteur *rapporteur, const struct invocation *invocation);
/* Adds the log of what moderators did; none when the person may not read it. */
enum ending made_log(struct made *made, struct rapporteur *rapporteur, uint64_t wait_ms);
/* Twice is harmless. */
void made_close(struct made *made);

/*
 * The keys that brokers sign with, of those that this machine has spoken to: a line each in the file `signers` of the
 * state folder, "KEY ADDRESS", the key in hex.
 */
#define SIGNERS_BYTES_MAX (256u << 10)
/* True: it was met; address says where, first. */
bool signer_find(
    const char *state, const uint8_t key[SIGN_KEY_BYTES], char address[ENDPOINT_TEXT_BYTES]);
/* Adds it unless it is there. What goes wrong is not told: it is then met another time. */
void signer_keep(const char *state, const uint8_t key[SIGN_KEY_BYTES], const char *address);

#endif
