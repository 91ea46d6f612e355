/*
 * store/folder/erased_internal.h - what was erased and must not come back: DIR/erased, beside the journal.
 *
 *   01756d5cce0216170000000000000002\n      the command that made the event, in hex; a line each,
 *   01756d5cce0716170000000000000007\n      in the order of ids, none twice
 *
 * Command ids and not event numbers: after a restore numbers are given anew, to other events; an id
 * stands for one event for ever. The file is replaced as a whole, synced, before anything is erased.
 */
#ifndef RAPPORTEUR_STORE_FOLDER_ERASED_INTERNAL_H
#define RAPPORTEUR_STORE_FOLDER_ERASED_INTERNAL_H

#include "store/engine_internal.h"
#include "store/folder/folder_internal.h"

#define ERASED_MAX 1000000u /* 33 MB; a consultation has some hundred thousand notes */

struct erased {
	uint8_t (*ids)[ID_BYTES]; /* owned; sorted, none twice */
	size_t count;
	size_t capacity;
};

/* A list is begun as zeros. Adds what DIR/erased holds; nothing when it is not there. JOURNAL_DAMAGED
 * names the line that is no id: nothing is opened for writing then, or something could come back. */
enum journal_result erased_read(
    struct erased *erased, const struct folder *folder, struct journal_fault *fault);
/* Replaces DIR/erased. */
enum journal_result erased_write(
    const struct erased *erased, const struct folder *folder, struct journal_fault *fault);
/* JOURNAL_OK, also when it is there already; JOURNAL_MEMORY; JOURNAL_FULL past ERASED_MAX. */
enum journal_result erased_add(struct erased *erased, const uint8_t id[ID_BYTES]);
enum journal_result erased_merge(struct erased *into, const struct erased *from);
bool erased_has(const struct erased *erased, const uint8_t id[ID_BYTES]);
/* Twice is harmless. */
void erased_close(struct erased *erased);

#endif
