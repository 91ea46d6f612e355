/*
 * tests/soak/trouble.c - what goes wrong, and when. Each world has some of the troubles, so that
 * some of them are also seen alone: what always comes together hides each other's faults.
 */
#include "tests/soak/world.h"

#define STRIKE_MS_MAX  1500u
#define FUSE_MAX       30u /* effects until a part dies in the middle of its work */
#define SILENCE_MS_MAX 15000u
#define OFFLINE_MS_MAX 20000u
#define CLOCK_STEP_MS  (5 * 3600 * 1000) /* either way */
#define RESTORES_MAX   3u
#define ROOM_AGAIN     60u /* per mille and strike: somebody has made room */

static uint32_t some(uint32_t per_mille_max)
{
	struct random *plan = &stage()->plan;
	return random_chance(plan, 500) ? 1 + random_below(plan, per_mille_max) : 0;
}

void trouble_plan(struct world *world)
{
	struct random *plan = &stage()->plan;
	world->weather = (struct weather){ .loss = some(50),
		.doubling = some(100),
		.straggling = some(30),
		.delay_ms_max = random_between(plan, 1, 200) };
	world->failing = some(5);
	world->broker.slow_ms = 2 + some(150);
	world->troubles = (struct troubles){ .desk_kill = some(40),
		.press_kill = some(40),
		.person_kill = some(150),
		.cut = some(150),
		.silence = some(50),
		.offline = some(50),
		.desk_full = some(25),
		.person_full = some(100),
		.clock = some(60),
		.copy = 10 + some(80),
		.restore = some(60),
		.update = some(20) };
	world->network.weather = world->weather;
	world->disk.failing = world->failing;
	world->trouble_ms = stage()->now_ms + 1;
}

static struct person *somebody(struct world *world)
{
	return &world->people[random_below(&stage()->plan, (uint32_t)world->person_count)];
}

static void restore(struct world *world)
{
	if (world->closing || world->restores >= RESTORES_MAX || world->disk.copy_count == 0)
		return;
	broker_desk_kill(&world->broker);
	if (disk_restore(&world->disk, random_chance(&stage()->plan, 500)))
		world->restores++;
}

/* At once, or in the middle of what it does next. */
static void kill_desk(struct world *world)
{
	struct random *plan = &stage()->plan;
	if (random_chance(plan, 300))
		broker_desk_kill(&world->broker);
	else
		world->broker.desk_machine.effects_left = random_between(plan, 1, FUSE_MAX);
}

static void kill_press(struct world *world)
{
	struct random *plan = &stage()->plan;
	if (random_chance(plan, 300))
		broker_press_kill(&world->broker);
	else
		world->broker.press_machine.effects_left = random_between(plan, 1, FUSE_MAX);
}

static void kill_person(struct person *person)
{
	struct random *plan = &stage()->plan;
	if (random_chance(plan, 300))
		person_kill(person);
	else
		person->machine.effects_left = random_between(plan, 1, FUSE_MAX);
}

static void strike_lines(struct world *world)
{
	struct random *plan = &stage()->plan;
	const struct troubles *troubles = &world->troubles;
	size_t link = random_below(plan, LINKS_MAX);
	if (random_chance(plan, troubles->cut))
		network_cut(&world->network, link);
	if (random_chance(plan, troubles->silence))
		world->network.links[link].silent_until_ms =
		    stage()->now_ms + random_below(plan, SILENCE_MS_MAX);
	if (random_chance(plan, troubles->offline))
		somebody(world)->machine.offline_until_ms =
		    stage()->now_ms + random_below(plan, OFFLINE_MS_MAX);
}

static void strike_disks(struct world *world)
{
	struct random *plan = &stage()->plan;
	const struct troubles *troubles = &world->troubles;
	struct machine *desk = &world->broker.desk_machine;
	if (desk->disk_full)
		desk->disk_full = !random_chance(plan, ROOM_AGAIN);
	else
		desk->disk_full = random_chance(plan, troubles->desk_full);
	if (random_chance(plan, troubles->person_full))
		somebody(world)->machine.disk_full = true;
	for (size_t i = 0; i < world->person_count; i++)
		if (random_chance(plan, ROOM_AGAIN))
			world->people[i].machine.disk_full = false;
	if (random_chance(plan, troubles->copy))
		disk_copy(&world->disk);
	if (random_chance(plan, troubles->restore))
		restore(world);
}

static int64_t step_draw(void)
{
	return (int64_t)random_below(&stage()->plan, 2 * CLOCK_STEP_MS) - CLOCK_STEP_MS;
}

void trouble_strike(struct world *world)
{
	struct random *plan = &stage()->plan;
	const struct troubles *troubles = &world->troubles;
	world->trouble_ms = stage()->now_ms + 1 + random_below(plan, STRIKE_MS_MAX);
	strike_lines(world);
	strike_disks(world);
	if (random_chance(plan, troubles->clock))
		world->broker.desk_machine.wall_offset_ms = step_draw();
	if (random_chance(plan, troubles->clock))
		somebody(world)->machine.wall_offset_ms = step_draw();
	if (random_chance(plan, troubles->desk_kill))
		kill_desk(world);
	if (random_chance(plan, troubles->press_kill) && world->broker.press_machine.up)
		kill_press(world);
	if (random_chance(plan, troubles->person_kill))
		kill_person(somebody(world));
	if (random_chance(plan, troubles->update) && !world->closing)
		person_session(&world->people[0], MESSAGE_SESSION_UPDATE, 0);
}

void trouble_end(struct world *world)
{
	world->calm = true;
	world->trouble_ms = UINT64_MAX;
	world->network.weather = (struct weather){ .delay_ms_max = 5 };
	world->disk.failing = 0;
	world->broker.desk_machine.disk_full = false;
	world->broker.desk_machine.effects_left = 0;
	world->broker.press_machine.effects_left = 0;
	for (size_t i = 0; i < LINKS_MAX; i++)
		world->network.links[i].silent_until_ms = 0;
	for (size_t i = 0; i < world->person_count; i++) {
		struct person *person = &world->people[i];
		person->machine.disk_full = false;
		person->machine.effects_left = 0;
		person->machine.offline_until_ms = 0;
		person->acts_ms = UINT64_MAX;
	}
}
