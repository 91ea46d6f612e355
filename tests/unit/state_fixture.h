/*
 * tests/unit/state_fixture.h - a state folder for one test, and drafts to put into it.
 */
#ifndef RAPPORTEUR_TESTS_STATE_FIXTURE_H
#define RAPPORTEUR_TESTS_STATE_FIXTURE_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct state_folder {
	char path[256];
};

static inline void state_make(struct state_folder *state)
{
	const char *above = getenv("TMPDIR");
	int size = snprintf(state->path, sizeof state->path, "%s/rapporteur-test-XXXXXX",
	    above != NULL ? above : "/tmp");
	assert(size > 0 && (size_t)size < sizeof state->path);
	const char *made = mkdtemp(state->path);
	assert(made != NULL);
}

static inline void state_file(
    const struct state_folder *state, const char *name, char *path, size_t size)
{
	int written = snprintf(path, size, "%s%s", state->path, name);
	assert(written > 0 && (size_t)written < size);
}

static inline void state_remove(const struct state_folder *state)
{
	const char *files[] = { "/outbox/data.mdb", "/outbox/lock.mdb" };
	char path[512];
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		state_file(state, files[i], path, sizeof path);
		unlink(path);
	}
	state_file(state, "/outbox", path, sizeof path);
	rmdir(path);
	rmdir(state->path);
}

#endif
