/* tests/soak/world.c - see world.h. */
#include "tests/soak/world.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/soak/text.h"

#define QUIET_MS      12000u  /* three times the longest pause between two hellos */
#define HEAL_MS_MAX   900000u /* after so long a healed world must be at rest */
#define GLANCE_EVENTS 100u
#define LOOK_EVENTS   64u /* between two looks whether it is */
#define GRACE_LONGEST (4u * 3600u * 1000u)
#define CLOSING_SHARE 5u  /* one event in so many comes after the closing */
#define REOPEN_SHARE  15u /* and one in so many when it is open again */

void world_wrong(struct world *world, const char *format, ...)
{
	if (world->wrong[0] != '\0')
		return;
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(world->wrong, sizeof world->wrong, format, arguments);
	va_end(arguments);
}

/* --- one event -------------------------------------------------------------------------------- */

enum turn {
	TURN_NOTHING,
	TURN_NETWORK,
	TURN_DESK,
	TURN_PRESS,
	TURN_BROKER,
	TURN_PERSON,
	TURN_START,
	TURN_ACT,
	TURN_TROUBLE
};

struct next {
	enum turn turn;
	uint64_t due_ms;
	struct person *person;
};

static void consider(struct next *next, enum turn turn, uint64_t due_ms, struct person *person)
{
	if (due_ms < next->due_ms)
		*next = (struct next){ .turn = turn, .due_ms = due_ms, .person = person };
}

static struct next next_of(struct world *world)
{
	struct next next = { .turn = TURN_NOTHING, .due_ms = UINT64_MAX };
	const struct broker *broker = &world->broker;
	consider(&next, TURN_NETWORK, network_due(&world->network), NULL);
	if (!broker->desk_machine.up) {
		consider(&next, TURN_BROKER, broker->desk_due_ms, NULL);
	} else {
		consider(&next, TURN_DESK, broker->desk_machine.wake_ms, NULL);
		if (broker->press_machine.up)
			consider(&next, TURN_PRESS, broker->press_machine.wake_ms, NULL);
		else
			consider(&next, TURN_BROKER, broker->press_due_ms, NULL);
	}
	for (size_t i = 0; i < world->person_count; i++) {
		struct person *person = &world->people[i];
		if (person->rapporteur == NULL)
			consider(&next, TURN_START, person->start_ms, person);
		else
			consider(&next, TURN_PERSON, person->machine.wake_ms, person);
		consider(&next, TURN_ACT, person->acts_ms, person);
	}
	consider(&next, TURN_TROUBLE, world->trouble_ms, NULL);
	return next;
}

void world_step(struct world *world)
{
	struct next next = next_of(world);
	struct stage *shared = stage();
	if (next.due_ms > shared->now_ms)
		shared->now_ms = next.due_ms;
	world->events++;
	switch (next.turn) {
	case TURN_NOTHING:
		world_wrong(world, "nothing will ever happen again");
		return;
	case TURN_NETWORK:
		network_step(&world->network);
		return;
	case TURN_DESK:
		broker_desk_turn(&world->broker);
		return;
	case TURN_PRESS:
		broker_press_turn(&world->broker);
		return;
	case TURN_BROKER:
		broker_start(&world->broker);
		return;
	case TURN_PERSON:
		person_turn(next.person);
		return;
	case TURN_START:
		person_start(next.person);
		return;
	case TURN_ACT:
		person_act(next.person);
		return;
	case TURN_TROUBLE:
		trouble_strike(world);
		return;
	}
}

static bool well(const struct world *world)
{
	return world->wrong[0] == '\0';
}

/* --- acts of the play ------------------------------------------------------------------------- */

static void run_until(struct world *world, uint64_t events)
{
	while (well(world) && world->events < events) {
		world_step(world);
		if (world->events % GLANCE_EVENTS == 0)
			promises_glance(world);
	}
}

/* Until nothing is under way, and for a while after: a client may only learn with its next hello
 * that the broker lacks something. */
static void rest(struct world *world)
{
	char why[128] = "";
	uint64_t end_ms = stage()->now_ms + HEAL_MS_MAX;
	uint64_t quiet_ms = UINT64_MAX; /* since when it has been quiet */
	while (well(world)) {
		run_until(world, world->events + LOOK_EVENTS);
		uint64_t now = stage()->now_ms;
		if (!promises_quiet(world, why, sizeof why))
			quiet_ms = UINT64_MAX;
		else if (quiet_ms == UINT64_MAX)
			quiet_ms = now;
		else if (now - quiet_ms >= QUIET_MS)
			return;
		if (now > end_ms)
			world_wrong(world, "it does not come to rest: %s", why);
	}
}

/* Person 0 is the secretariat; she asks until it is done. */
static void session(struct world *world, enum message message, uint64_t grace_ms)
{
	struct person *secretariat = &world->people[0];
	secretariat->answered = false;
	while (well(world) && !secretariat->answered) {
		if (!secretariat->asked)
			person_session(secretariat, message, grace_ms);
		world_step(world);
	}
}

static void people_begin(struct world *world)
{
	for (size_t i = 0; i < world->person_count; i++) {
		struct person *person = &world->people[i];
		person->acts_ms =
		    stage()->now_ms + random_below(&stage()->plan, 1000 + person->pause_ms);
	}
}

static void open_world(struct world *world)
{
	struct stage *shared = stage();
	network_open(&world->network);
	disk_open(&world->disk);
	shared->network = &world->network;
	shared->disk = &world->disk;
	ledger_open(&world->ledger);
	broker_open(&world->broker, &world->disk);
	world->broker.slow_ms = 2;
	world->person_count = random_between(&shared->plan, 2, PEOPLE_MAX);
	for (size_t i = 0; i < world->person_count; i++) {
		person_open(&world->people[i], world, i, world->folder);
		world->people[i].start_ms = i == 0 ? 0 : UINT64_MAX;
	}
	world->trouble_ms = UINT64_MAX;
	world->network.weather = (struct weather){ .delay_ms_max = 5 };
	session(world, MESSAGE_SESSION_OPEN, 0);
	world->open = true;
	for (size_t i = 0; i < world->person_count; i++) {
		person_kill(&world->people[i]);
		world->people[i].start_ms = shared->now_ms;
	}
}

static void tally_take(struct world *world)
{
	world->tally = (struct tally){ .worlds = 1,
		.events = world->events,
		.saved = world->ledger.saved,
		.unheard = world->ledger.unheard,
		.desk_deaths = world->broker.desk_deaths,
		.press_deaths = world->broker.press_deaths,
		.restores = world->restores,
		.full = world->disk.refused_full,
		.failed = world->disk.failed,
		.lost = world->network.lost,
		.doubled = world->network.doubled };
	for (size_t i = 0; i < world->ledger.count; i++)
		world->tally.redacted += world->ledger.records[i].redacted ? 1 : 0;
	for (size_t i = 0; i < world->person_count; i++)
		world->tally.people_deaths += world->people[i].deaths;
}

static void close_world(struct world *world)
{
	tally_take(world);
	struct journal_place newest = journal_newest(world->disk.journal);
	world->journal_events = newest.number;
	memcpy(world->hash, newest.hash, HASH_BYTES);
	for (size_t i = 0; i < world->person_count; i++)
		person_close(&world->people[i]);
	broker_close(&world->broker);
	disk_close(&world->disk);
	network_close(&world->network);
	ledger_close(&world->ledger);
}

/* What came late is taken in, in some worlds; then it goes on. */
static void reopen(struct world *world)
{
	trouble_plan(world);
	world->calm = false;
	if (random_chance(&stage()->plan, 700))
		session(world, MESSAGE_SESSION_ADMIT, 0);
	session(world, MESSAGE_SESSION_REOPEN, 0);
	people_begin(world);
}

bool world_play(struct world *world, uint64_t seed, uint64_t events_max, const char *folder)
{
	struct stage *shared = stage();
	*world = (struct world){ .seed = seed, .events_max = events_max, .folder = folder };
	*shared = (struct stage){ .now_ms = 1000000, .plan.state = seed, .library.state = ~seed };
	random_install(&shared->library);
	open_world(world);
	people_begin(world);
	trouble_plan(world);
	run_until(world, events_max - events_max / CLOSING_SHARE);
	trouble_end(world);
	rest(world);
	if (well(world))
		promises_check(world);
	world->calm = false;
	world->closing = true;
	people_begin(world);
	trouble_plan(world);
	session(world, MESSAGE_SESSION_CLOSE, random_below(&shared->plan, GRACE_LONGEST));
	run_until(world, events_max - events_max / REOPEN_SHARE);
	trouble_end(world);
	rest(world);
	if (well(world))
		promises_check(world);
	reopen(world);
	run_until(world, events_max);
	trouble_end(world);
	rest(world);
	if (well(world))
		promises_check(world);
	close_world(world);
	return well(world);
}
