/*
 * client/terminal/note/import_refs.h - references for notes that have none in their source: by what they say, and of
 * several that say the same by which of them it is. So the same file gives the same references, also when something was
 * put in before.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_NOTE_IMPORT_REFS_H
#define RAPPORTEUR_CLIENT_TERMINAL_NOTE_IMPORT_REFS_H

#include "client/terminal/note/import_line.h"

#define IMPORT_REFS_MAX  262144u /* notes without a reference in one file */
#define IMPORT_REF_BYTES 32u

struct import_refs {
	uint64_t *seen; /* owned: hashes, 0 is empty; twice as many as there may be */
	size_t count;
};

void import_refs_init(struct import_refs *refs);
void import_refs_close(struct import_refs *refs);
/* False: there are too many, or no memory. */
bool import_refs_next(
    struct import_refs *refs, const struct import_line *note, char ref[IMPORT_REF_BYTES]);

#endif
