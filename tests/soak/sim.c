/*
 * tests/soak/sim.c - the whole system in one process under a seed: `make soak SEED=7
 * EVENTS=10000000`.
 *
 *   sim [--seed N] [--events N] [--world-events N] [--folder DIR] [--tap] [--twice]
 *
 * Worlds are played one after the other until so many events have happened; world k has the seed N
 * + k, so that a failing one is played alone by its own number. --twice plays each again and sees
 * that the same happened. The folder is for the clients' outboxes: one in memory, where a sync
 * costs nothing.
 */
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/soak/world.h"

#define WORLD_EVENTS 20000u /* as many as one world's journal is kept small by */
#define FOLDER       "/dev/shm"

struct arguments {
	uint64_t seed;
	uint64_t events;
	uint64_t world_events;
	const char *folder;
	bool tap;   /* a case a world, for tests/run.sh */
	bool twice; /* each world again, to see that its seed fixes it */
};

static bool number_read(const char *text, uint64_t *number)
{
	char *end = NULL;
	errno = 0;
	*number = strtoull(text, &end, 0);
	return errno == 0 && end != text && *end == '\0';
}

static bool arguments_read(struct arguments *arguments, int count, char **values)
{
	const struct {
		const char *name;
		uint64_t *number;
	} numbers[] = { { "--seed", &arguments->seed }, { "--events", &arguments->events },
		{ "--world-events", &arguments->world_events } };
	for (int i = 1; i < count; i++) {
		bool tap = strcmp(values[i], "--tap") == 0;
		bool twice = strcmp(values[i], "--twice") == 0;
		bool taken = tap || twice;
		arguments->tap = arguments->tap || tap;
		arguments->twice = arguments->twice || twice;
		if (!taken && i + 1 < count && strcmp(values[i], "--folder") == 0) {
			arguments->folder = values[++i];
			continue;
		}
		for (size_t j = 0; !taken && j < sizeof numbers / sizeof numbers[0]; j++)
			if (i + 1 < count && strcmp(values[i], numbers[j].name) == 0)
				taken = number_read(values[++i], numbers[j].number);
		if (!taken)
			return false;
	}
	return arguments->world_events >= 1000;
}

static void totals_add(struct tally *totals, const struct tally *tally)
{
	totals->worlds += tally->worlds;
	totals->events += tally->events;
	totals->saved += tally->saved;
	totals->unheard += tally->unheard;
	totals->redacted += tally->redacted;
	totals->desk_deaths += tally->desk_deaths;
	totals->press_deaths += tally->press_deaths;
	totals->people_deaths += tally->people_deaths;
	totals->restores += tally->restores;
	totals->full += tally->full;
	totals->failed += tally->failed;
	totals->lost += tally->lost;
	totals->doubled += tally->doubled;
}

static void world_tell(const struct arguments *arguments, const struct world *world, bool well)
{
	char hash[2 * 8 + 1];
	(void)sodium_bin2hex(hash, sizeof hash, world->hash, 8);
	if (!well)
		printf("%s: seed %" PRIu64 ", event %" PRIu64 ", at %" PRIu64 " ms: %s\n"
		       "# again: make soak-sim SEED=%" PRIu64 " EVENTS=%" PRIu64 "\n",
		    arguments->tap ? "not ok - simulation" : "FAILED", world->seed, world->events,
		    stage()->now_ms, world->wrong, world->seed, world->events_max);
	else if (arguments->tap)
		printf("ok - simulation: seed %" PRIu64 ", %" PRIu64 " events, journal %" PRIu64
		       " %s\n",
		    world->seed, world->events, world->journal_events, hash);
}

static void totals_tell(const struct tally *totals, double seconds)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	printf("# %" PRIu64 " events in %" PRIu64
	       " worlds, %.1f s, %.2f million a minute, %ld MiB\n"
	       "# %" PRIu64 " commands saved, %" PRIu64 " kept by who died before hearing so, "
	       "%" PRIu64 " notes redacted\n"
	       "# deaths: desk %" PRIu64 ", press %" PRIu64 ", clients %" PRIu64
	       "; restored %" PRIu64 " times\n"
	       "# commits: %" PRIu64 " without room, %" PRIu64
	       " with a failing disk; packets: %" PRIu64 " lost, %" PRIu64 " doubled\n",
	    totals->events, totals->worlds, seconds,
	    (double)totals->events * 60 / 1000000 / seconds, usage.ru_maxrss / 1024, totals->saved,
	    totals->unheard, totals->redacted, totals->desk_deaths, totals->press_deaths,
	    totals->people_deaths, totals->restores, totals->full, totals->failed, totals->lost,
	    totals->doubled);
}

/* The processor's time: the clocks are the world's. */
static double seconds_used(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000000;
}

static bool play_again(
    struct world *world, uint64_t seed, const struct arguments *arguments, const char *folder)
{
	uint64_t events = world->events;
	uint8_t hash[HASH_BYTES];
	memcpy(hash, world->hash, HASH_BYTES);
	if (!world_play(world, seed, arguments->world_events, folder))
		return false;
	if (world->events != events || memcmp(hash, world->hash, HASH_BYTES) != 0)
		world_wrong(world, "the same seed played another world");
	return world->wrong[0] == '\0';
}

int main(int count, char **values)
{
	struct arguments arguments = {
		.seed = 1, .events = WORLD_EVENTS, .world_events = WORLD_EVENTS, .folder = FOLDER
	};
	struct tally totals = { 0 };
	bool well = arguments_read(&arguments, count, values);
	if (!well) {
		(void)fprintf(stderr,
		    "sim [--seed N] [--events N] [--world-events N] [--folder DIR] [--tap] [--twice]\n");
		return 2;
	}
	char folder[128];
	(void)snprintf(folder, sizeof folder, "%.100s/soak-XXXXXX", arguments.folder);
	random_install(&stage()->library);
	struct world *world = calloc(1, sizeof *world);
	well = world != NULL && sodium_init() >= 0 && mkdtemp(folder) != NULL;
	if (!well)
		perror(folder);
	while (well && totals.events < arguments.events) {
		uint64_t seed = arguments.seed + totals.worlds;
		well = world_play(world, seed, arguments.world_events, folder);
		if (well && arguments.twice)
			well = play_again(world, seed, &arguments, folder);
		totals_add(&totals, &world->tally);
		world_tell(&arguments, world, well);
		(void)fflush(stdout);
	}
	totals_tell(&totals, seconds_used());
	(void)rmdir(folder);
	free(world);
	return well ? 0 : 1;
}
