/*
 * tests/soak/machine.c - see machine.h. It stands in for two functions of the system's libraries:
 * the clocks, and the commit of a client's outbox. The program's own definitions win over those of
 * shared libraries.
 */
#include "tests/soak/machine.h"

#include <dlfcn.h>
#include <errno.h>
#include <lmdb.h>
#include <string.h>
#include <time.h>

#define WORLD_BEGAN_MS UINT64_C(1603857600000) /* the day of the example consultation */

static struct stage the_stage;

struct stage *stage(void)
{
	return &the_stage;
}

bool machine_effect(void)
{
	struct machine *machine = the_stage.running;
	if (machine == NULL)
		return true;
	bool lives = !machine->dying;
	if (machine->effects_left > 0 && --machine->effects_left == 0) {
		machine->dying = true;
		lives = random_chance(&the_stage.plan, 500); /* this one still gets out, or not */
	}
	return lives;
}

void machine_wake(struct machine *machine, uint64_t due_ms)
{
	if (due_ms < machine->wake_ms)
		machine->wake_ms = due_ms;
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): theirs are reserved */
int clock_gettime(clockid_t clock, struct timespec *now)
{
	const struct machine *machine = the_stage.running;
	int64_t ms = (int64_t)the_stage.now_ms;
	if (clock == CLOCK_REALTIME)
		ms += (int64_t)WORLD_BEGAN_MS + (machine == NULL ? 0 : machine->wall_offset_ms);
	now->tv_sec = ms / 1000;
	now->tv_nsec = ms % 1000 * 1000000;
	return 0;
}

int mdb_txn_commit(MDB_txn *txn)
{
	int (*commit)(MDB_txn *) = NULL;
	void *symbol = dlsym(RTLD_NEXT, "mdb_txn_commit");
	memcpy(&commit, &symbol, sizeof commit);
	bool full = the_stage.running != NULL && the_stage.running->disk_full;
	if (machine_effect() && !full)
		return commit(txn);
	mdb_txn_abort(txn);
	return full ? ENOSPC : EIO;
}
