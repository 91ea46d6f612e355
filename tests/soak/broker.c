/* tests/soak/broker.c - see broker.h. */
#include "tests/soak/broker.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker/desk/desk_internal.h"
#include "broker/log.h"

#define DOWN_MS_MAX   3000u /* until somebody has started the desk again */
#define PRESS_DOWN_MS 300u
#define TICK_MS       1000u
#define FEED_PORT     7401u
#define STEPPED       500u /* desks that commit beside the gathering, per mille */
#define COMMITTED     600u /* turns in which a batch in hand is committed, per mille */

/* What the parts log is nobody's here. */
void log_line(const char *part, const char *format, ...)
{
	(void)part;
	(void)format;
}

void broker_open(struct broker *broker, struct disk *disk)
{
	*broker = (struct broker){ .disk = disk, .desk = calloc(1, sizeof *broker->desk) };
	assert(broker->desk != NULL);
	broker->desk_machine.name = "desk";
	broker->press_machine.name = "press";
	broker->config.data = ""; /* there is no folder */
	broker->config.feed_port = FEED_PORT;
	broker->config.press_bytes = UINT64_C(1) << 30;
	crypto_sign_keypair(broker->signing.public_key, broker->signing.secret);
}

static uint64_t soon(uint32_t below_ms)
{
	return stage()->now_ms + random_below(&stage()->plan, below_ms);
}

/* --- the press -------------------------------------------------------------------------------- */

static void press_start(struct broker *broker)
{
	struct press *press = &broker->press;
	int ends[2];
	int rc = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends);
	assert(rc == 0);
	stage()->running = &broker->press_machine;
	bool prepared = press_prepare(press, &broker->config);
	assert(prepared);
	press->shared = &broker->shared;
	press->journal = broker->disk->journal;
	press->signing = broker->signing;
	press->channel = ends[1];
	press->zmq = zmq_ctx_new();
	press->feed = zmq_socket(press->zmq, ZMQ_XPUB);
	zmq_bind(press->feed, "tcp://broker:7401");
	stage()->running = NULL;
	broker->desk->supervisor.channel = ends[0];
	broker->desk->supervisor.pid = 1;
	broker->desk->supervisor.starts++;
	broker->shared = (struct press_shared){ .skip_count = 0 };
	broker->press_machine.up = true;
	broker->press_machine.dying = false;
	broker->press_machine.effects_left = 0;
	broker->press_machine.wake_ms = stage()->now_ms;
}

static void press_end(struct broker *broker)
{
	struct press *press = &broker->press;
	if (!broker->press_machine.up)
		return;
	zmq_close(press->feed);
	zmq_ctx_term(press->zmq);
	press_release(press);
	close(press->channel);
	broker->press_machine.up = false;
	broker->press_machine.wake_ms = UINT64_MAX;
	broker->press_due_ms = soon(PRESS_DOWN_MS);
}

void broker_press_kill(struct broker *broker)
{
	if (!broker->press_machine.up)
		return;
	broker->press_deaths++;
	press_end(broker);
	/* As the desk does when it is told of the death. */
	close(broker->desk->supervisor.channel);
	broker->desk->supervisor.channel = -1;
	broker->desk->supervisor.pid = 0;
	stage()->running = &broker->desk_machine;
	desk_questions_drop(broker->desk);
	stage()->running = NULL;
}

void broker_press_turn(struct broker *broker)
{
	struct machine *machine = &broker->press_machine;
	int due_ms = 0;
	stage()->running = machine;
	enum press_turn turn = press_turn(&broker->press, &due_ms);
	stage()->running = NULL;
	assert(turn == PRESS_WAITS || turn == PRESS_GOES_ON);
	if (machine->dying) {
		broker_press_kill(broker);
		return;
	}
	if (due_ms < 1)
		due_ms = 1;
	if (due_ms > (int)TICK_MS)
		due_ms = (int)TICK_MS;
	machine->wake_ms = stage()->now_ms + (turn == PRESS_WAITS ? (uint64_t)due_ms : 1u);
	if (broker->desk_machine.busy_until_ms <= stage()->now_ms)
		machine_wake(&broker->desk_machine, soon(3)); /* it may have answered */
}

/* --- the desk --------------------------------------------------------------------------------- */

static void desk_start(struct broker *broker)
{
	struct desk *desk = broker->desk;
	disk_reopen(broker->disk);
	stage()->running = &broker->desk_machine;
	bool prepared = desk_prepare(desk, &broker->config);
	assert(prepared);
	desk->supervisor.shared = &broker->shared;
	desk->journal = broker->disk->journal;
	desk->newest = journal_newest(desk->journal);
	if (random_chance(&stage()->plan, STEPPED)) {
		committer_open_stepped(&desk->committer);
		desk->given_min = 2;
	}
	desk->signing = broker->signing;
	desk->zmq = zmq_ctx_new();
	desk->router = zmq_socket(desk->zmq, ZMQ_ROUTER);
	zmq_bind(desk->router, "tcp://broker:7400");
	stage()->running = NULL;
	broker->desk_machine.up = true;
	broker->desk_machine.dying = false;
	broker->desk_machine.effects_left = 0;
	broker->desk_machine.busy_until_ms = 0;
	broker->desk_machine.wake_ms = stage()->now_ms;
	broker->told = 0;
	press_start(broker);
}

static void desk_end(struct broker *broker)
{
	struct desk *desk = broker->desk;
	if (!broker->desk_machine.up)
		return;
	press_end(broker);
	broker->desk_machine.dying = true;
	stage()->running = &broker->desk_machine;
	zmq_close(desk->router);
	desk->failed = true; /* those who asked are not answered */
	desk_questions_drop(desk);
	zmq_ctx_term(desk->zmq);
	desk_release(desk);
	stage()->running = NULL;
	if (desk->supervisor.channel >= 0)
		close(desk->supervisor.channel);
	broker->desk_machine.up = false;
	broker->desk_machine.wake_ms = UINT64_MAX;
	broker->desk_due_ms = soon(DOWN_MS_MAX);
}

void broker_desk_kill(struct broker *broker)
{
	if (!broker->desk_machine.up)
		return;
	broker->desk_deaths++;
	desk_end(broker);
}

void broker_desk_turn(struct broker *broker)
{
	struct desk *desk = broker->desk;
	struct machine *machine = &broker->desk_machine;
	uint64_t questions = desk->counters[COUNTER_QUESTIONS];
	stage()->running = machine;
	if (desk->supervisor.channel >= 0)
		desk_answers(desk);
	/* A batch in the committer's hand is committed before, between or after what else happens. */
	bool committed = desk->committer.in_hand && random_chance(&stage()->plan, COMMITTED);
	if (committed)
		committer_step(&desk->committer);
	bool received = desk_round(desk);
	if (!machine->dying && !desk->failed)
		desk_erase(desk);
	stage()->running = NULL;
	if (machine->dying || desk->failed) {
		broker_desk_kill(broker);
		return;
	}
	bool commits = received && !desk->committer.in_hand;
	machine->busy_until_ms = commits ? soon(broker->slow_ms) + 1 : 0;
	machine->wake_ms = commits ? machine->busy_until_ms : stage()->now_ms + TICK_MS;
	if (desk->committer.in_hand)
		machine->wake_ms = soon(broker->slow_ms) + 1;
	uint64_t newest = journal_newest(broker->disk->journal).number;
	if (newest != broker->told || questions != desk->counters[COUNTER_QUESTIONS]) {
		broker->told = newest;
		if (broker->press_machine.up)
			machine_wake(&broker->press_machine, soon(3));
	}
}

void broker_start(struct broker *broker)
{
	uint64_t now = stage()->now_ms;
	if (!broker->desk_machine.up && now >= broker->desk_due_ms)
		desk_start(broker);
	else if (broker->desk_machine.up && !broker->press_machine.up &&
	    now >= broker->press_due_ms)
		press_start(broker);
}

void broker_close(struct broker *broker)
{
	desk_end(broker);
	free(broker->desk);
	broker->desk = NULL;
}

void broker_replay(struct broker *broker, struct press *fresh, struct press_shared *shared)
{
	*shared = (struct press_shared){ .skip_count = 0 };
	bool prepared = press_prepare(fresh, &broker->config);
	assert(prepared);
	fresh->shared = shared;
	fresh->journal = broker->disk->journal;
	enum journal_result result = JOURNAL_OK;
	while (result == JOURNAL_OK)
		result = press_fold(fresh, 1024);
	assert(result == JOURNAL_ABSENT);
}
