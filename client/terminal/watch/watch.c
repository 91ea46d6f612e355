/*
 * client/terminal/watch/watch.c - `watch`: follows a session until interrupted.
 *
 * Signals come through a descriptor, so that nothing happens but between two steps; they are blocked
 * before libzmq starts its threads, which inherit that. The library heals the feed by itself; beside it we
 * ask every other second for the session's facts: whether it is closed, whether its programme is another.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "client/terminal/terminal.h"
#include "client/terminal/watch/watch_draw.h"
#include "client/terminal/watch/watch_lines.h"
#include "client/terminal/watch/watch_model.h"

#define DRAW_MS          100u  /* at most so often: eyes see no more */
#define FACTS_MS         2000u /* between two looks at the session */
#define FACTS_WAIT_MS    2000u
#define CLOSED_MS        3000u /* the last update may still be on its way */
#define WAIT_MS_MAX_STEP 1000

enum watch_form { WATCH_DRAWN, WATCH_PLAIN, WATCH_JSON };

struct watch {
	const struct invocation *invocation;
	enum watch_form form;
	struct rapporteur *rapporteur;
	int signals;
	struct watch_model model;
	struct programme programme;
	struct buffer frame;
	bool until_closed;
	bool facts_asked; /* and not answered yet */
	uint64_t facts_ms;
	struct session_facts facts;
	uint64_t newest;          /* the broker's newest event when it answered */
	uint64_t programme_event; /* of the programme that we have */
	uint64_t closed_ms;       /* when we learned that it is closed; 0: it is not */
	uint64_t began_ms;
	bool complained; /* that the broker does not answer */
	bool dirty;
	uint64_t drawn_ms;
	bool ended;
	enum ending ending;
};

static void state_tell(struct watch *watch, enum watch_state before)
{
	if (watch->form != WATCH_PLAIN || watch->model.state == before)
		return;
	if (watch->model.state == WATCH_STALE)
		complain(ENDING_DONE, "stale: the broker is silent; what is shown may be old");
	else if (before == WATCH_STALE)
		complain(ENDING_DONE, "%s again", watch_state_word(watch->model.state));
}

static void on_update(void *context, const struct watch_update *update)
{
	struct watch *watch = context;
	enum watch_state before = watch->model.state;
	watch_model_take(&watch->model, update);
	watch->dirty = true;
	state_tell(watch, before);
	if (watch->form == WATCH_PLAIN)
		watch_lines_plain(&watch->model);
	if (watch->form == WATCH_JSON)
		watch_lines_json(&watch->model, before);
	/* Whoever read us has gone. */
	if (ferror(stdout) != 0)
		watch->ended = true;
}

static void on_refused(void *context, enum error error, const char *detail)
{
	struct watch *watch = context;
	if (watch->form == WATCH_DRAWN)
		fputs(WATCH_SCREEN_LEAVE, stdout);
	(void)fflush(stdout);
	watch->ending = complain_refusal("", error, detail);
	watch->ended = true;
}

static void on_facts(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct watch *watch = context;
	struct session_get_reply got;
	struct refusal refusal;
	watch->facts_asked = false;
	if (result != RAPPORTEUR_OK ||
	    session_get_reply_decode(&got, reply->body, reply->body_size, &refusal) != ERROR_NONE)
		return;
	watch->dirty = watch->dirty || got.facts.closed != watch->facts.closed;
	watch->facts = got.facts;
	watch->newest = reply->number;
	if (!got.facts.closed)
		watch->closed_ms = 0;
	else if (watch->closed_ms == 0)
		watch->closed_ms = terminal_now_ms();
}

static void facts_ask(struct watch *watch, uint64_t now)
{
	if (watch->facts_asked || watch->model.state != WATCH_LIVE ||
	    (watch->facts_ms > 0 && now - watch->facts_ms < FACTS_MS))
		return;
	struct buffer body;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	session_get_encode(&(struct session_get){ .want = { .part = 0 } }, &body);
	watch->facts_ms = now;
	watch->facts_asked = !body.failed &&
	    rapporteur_request(watch->rapporteur, MESSAGE_SESSION_GET, watch->invocation->words[0],
		body.bytes, body.size, FACTS_WAIT_MS, on_facts, watch) == RAPPORTEUR_OK;
	buffer_close(&body);
}

/* Titles and the order of categories; waits, but only for a broker that has just answered. */
static void programme_get(struct watch *watch)
{
	if (watch->facts.programme == watch->programme_event)
		return;
	struct session_facts facts;
	struct programme programme;
	struct refusal refusal;
	if (rapporteur_session_get(watch->rapporteur, watch->invocation->words[0], FACTS_WAIT_MS,
		&facts, &programme, &refusal) != RAPPORTEUR_OK)
		return;
	programme_close(&watch->programme);
	watch->programme = programme;
	watch->model.programme = &watch->programme;
	watch->programme_event = facts.programme;
	watch->facts.programme = facts.programme;
	watch->dirty = true;
	uint32_t only = watch->model.only;
	if (only > 0 && programme_objective_find(&watch->programme, only) == NULL)
		on_refused(watch, ERROR_NO_OBJECTIVE, "see the programme");
}

static void screen_draw(struct watch *watch, uint64_t now)
{
	struct winsize size = { 0 };
	struct watch_screen screen = { .session = watch->invocation->words[0],
		.closed = watch->facts.closed,
		.rows = 24,
		.columns = 80 };
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		screen.rows = size.ws_row < WATCH_ROWS_MAX ? size.ws_row : WATCH_ROWS_MAX;
		screen.columns = size.ws_col < WATCH_COLUMNS_MAX ? size.ws_col : WATCH_COLUMNS_MAX;
	}
	buffer_clear(&watch->frame);
	watch_draw(&watch->model, &screen, &watch->frame);
	if (!watch->frame.failed)
		(void)fwrite(watch->frame.bytes, 1, watch->frame.size, stdout);
	(void)fflush(stdout);
	watch->dirty = false;
	watch->drawn_ms = now;
}

static void screen_say(const struct watch *watch, const char *sequence)
{
	if (watch->form != WATCH_DRAWN)
		return;
	fputs(sequence, stdout);
	(void)fflush(stdout);
}

static void signal_take(struct watch *watch)
{
	struct signalfd_siginfo info;
	if (read(watch->signals, &info, sizeof info) != (ssize_t)sizeof info)
		return;
	if (info.ssi_signo == SIGTSTP) {
		/* The shell gets its screen back; we go on here when it lets us. */
		screen_say(watch, WATCH_SCREEN_LEAVE);
		raise(SIGSTOP);
		screen_say(watch, WATCH_SCREEN_ENTER);
	}
	if (info.ssi_signo == SIGINT || info.ssi_signo == SIGTERM || info.ssi_signo == SIGHUP)
		watch->ended = true;
	watch->dirty = true;
}

static void once(struct watch *watch)
{
	struct pollfd polled[2] = { { .fd = watch->signals, .events = POLLIN },
		{ .fd = rapporteur_fd(watch->rapporteur), .events = POLLIN } };
	int wait_ms = rapporteur_wait_ms(watch->rapporteur);
	if (wait_ms < 0 || wait_ms > WAIT_MS_MAX_STEP)
		wait_ms = WAIT_MS_MAX_STEP;
	if (watch->dirty && watch->form == WATCH_DRAWN && wait_ms > (int)DRAW_MS)
		wait_ms = (int)DRAW_MS;
	int ready = poll(polled, 2, wait_ms);
	if (ready > 0 && polled[0].revents != 0)
		signal_take(watch);
	rapporteur_step(watch->rapporteur);
	uint64_t now = terminal_now_ms();
	facts_ask(watch, now);
	programme_get(watch);
	if (watch->form == WATCH_DRAWN && watch->dirty && !watch->ended &&
	    now - watch->drawn_ms >= DRAW_MS)
		screen_draw(watch, now);
	if (watch->form != WATCH_DRAWN && !watch->complained &&
	    watch->model.state == WATCH_STARTING &&
	    now - watch->began_ms > watch->invocation->wait_ms) {
		watch->complained = true;
		complain(ENDING_DONE, "The broker at %s does not answer yet: still trying.",
		    watch->invocation->broker);
	}
	if (watch->until_closed && watch->closed_ms > 0 &&
	    (watch->model.event >= watch->newest || now - watch->closed_ms > CLOSED_MS))
		watch->ended = true;
}

static int signals_open(void)
{
	sigset_t set;
	static const int TAKEN[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP };
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof TAKEN / sizeof TAKEN[0]; i++)
		sigaddset(&set, TAKEN[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static enum ending watch_do(struct watch *watch)
{
	struct rapporteur_watch follow = {
		.session = watch->invocation->words[0],
		.update = on_update,
		.refused = on_refused,
		.context = watch,
	};
	enum ending ending =
	    terminal_open(watch->invocation, false, NULL, NULL, &watch->rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	watch->began_ms = terminal_now_ms();
	watch->dirty = true;
	screen_say(watch, WATCH_SCREEN_ENTER);
	enum rapporteur_result result = rapporteur_watch(watch->rapporteur, &follow);
	while (result == RAPPORTEUR_OK && !watch->ended)
		once(watch);
	screen_say(watch, WATCH_SCREEN_LEAVE);
	rapporteur_close(watch->rapporteur);
	return result == RAPPORTEUR_OK ? watch->ending : complain_result(result, NULL);
}

enum ending watch_run(const struct invocation *invocation)
{
	const char *only = invocation->values[OPTION_ONLY];
	uint64_t objective = 0;
	if (only != NULL && !number_parse(only, 1, OBJECTIVE_MAX, &objective))
		return complain(
		    ENDING_USAGE, "--objective %s: a number, 1 to %u", only, OBJECTIVE_MAX);
	if (!session_key_check(invocation->words[0]))
		return ENDING_USAGE;
	struct watch *watch = calloc(1, sizeof *watch);
	if (watch == NULL)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	watch->invocation = invocation;
	watch->form = option_given(invocation, OPTION_JSON)                        ? WATCH_JSON
	    : option_given(invocation, OPTION_PLAIN) || isatty(STDOUT_FILENO) != 1 ? WATCH_PLAIN
										   : WATCH_DRAWN;
	watch->until_closed = option_given(invocation, OPTION_UNTIL_CLOSED);
	watch->signals = signals_open();
	watch_model_init(&watch->model, (uint32_t)objective);
	programme_init(&watch->programme);
	buffer_init(&watch->frame, WATCH_FRAME_BYTES_MAX);
	enum ending ending = watch->signals < 0
	    ? complain(ENDING_REFUSED, "signals: %s", system_fault())
	    : watch_do(watch);
	if (watch->signals >= 0)
		close(watch->signals);
	watch_model_close(&watch->model);
	programme_close(&watch->programme);
	buffer_close(&watch->frame);
	free(watch);
	return ending;
}
