/*
 * client/lib/copy_internal.h - the synthesis as a watcher keeps it: the whole, and updates laid
 * over it.
 *
 * Each objective has an arena for its texts. An update leaves what it replaced behind there; when
 * that has come to as much as what is alive, the objective is written out and read into a fresh
 * one. So memory stays within about twice the synthesis.
 */
#ifndef RAPPORTEUR_CLIENT_COPY_H
#define RAPPORTEUR_CLIENT_COPY_H

#include "proto/synthesis.h"

/* One objective: a snapshot's worth of texts, doubled by what is not compacted yet. */
#define COPY_OBJECTIVE_BYTES_MAX (256u * 1024u * 1024u)

struct copy_objective {
	struct arena arena;
	size_t fresh;                     /* bytes of the arena when it was last fresh */
	struct synthesis_objective value; /* points and notes are malloc's, the rest the arena's */
	size_t point_capacity;
	size_t note_capacity;
};
struct copy {
	struct copy_objective *objectives;
	struct synthesis_objective *view; /* the same values in a row; borrows */
	size_t count;
};

void copy_init(struct copy *copy); /* empty */
void copy_close(struct copy *copy);
/* Replaces all by maps in a row. False: malformed or no memory, the copy is as it was. */
bool copy_load(struct copy *copy, const uint8_t *bytes, size_t size);
/* Lays an update over its objective; *changed is its number. False: malformed, of an unknown
 * objective, or no memory: the copy is not to be trusted any more, get it anew. */
bool copy_apply(struct copy *copy, const uint8_t *bytes, size_t size, uint32_t *changed);

#endif
