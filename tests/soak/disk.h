/*
 * tests/soak/disk.h - the broker's disk: the journal over the memory engine, which survives the
 * death of everything else; it may be full, may fail, and copies of it can be taken and put back.
 */
#ifndef RAPPORTEUR_TESTS_SOAK_DISK_H
#define RAPPORTEUR_TESTS_SOAK_DISK_H

#include "store/folder/rewrite_internal.h"
#include "tests/soak/machine.h"

#define DISK_COPIES_MAX 3u

struct disk {
	struct journal *journal; /* owned */
	const struct engine_calls *memory;
	struct engine_calls calls;              /* memory's, with a commit that may fail */
	uint32_t failing;                       /* commits that end in JOURNAL_DISK, per mille */
	struct engine *copies[DISK_COPIES_MAX]; /* owned; of the journal as it once stood */
	size_t copy_count;
	uint64_t refused_full;
	uint64_t failed;
};

void disk_open(struct disk *disk);
void disk_close(struct disk *disk);
/* What a new desk finds: whatever the last commit left. */
void disk_reopen(struct disk *disk);
/* Takes a copy; the oldest makes room. */
void disk_copy(struct disk *disk);
/* Puts a copy of the seed's choosing in the journal's place. fresh_id: as `restore` does; otherwise
 * as an operator who copies the folder back. No part has it open. False: there is no copy. */
bool disk_restore(struct disk *disk, bool fresh_id);

#endif
