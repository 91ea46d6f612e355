/*
 * broker/confine.h - a process gives up what it does not need any more, so that whoever takes it over by a
 * message has little: no file but those of the journal, no program to start, no other process to look into.
 *
 *   files   Landlock: writes beneath the data folder only; reads there and where programs and words lie. The
 *           press, which has opened what it needs, has DIR/press only (the journal, neither keys nor who people are) and
 *           starts nothing.
 *   calls   seccomp: mounts, modules, tracing, other processes' memory, namespaces, keys, clocks, io_uring and
 *           sockets of unusual families answer EPERM; in the press also starting programs and connecting.
 *   dumps   no core file of a process that has texts in its memory; the press's memory is for nobody else of its user.
 *
 * A kernel that lacks one is said in the log and goes on: the service unit holds the same walls outside.
 * Call it before the first thread: those that exist already would stay free. Irrevocable, and inherited.
 */
#ifndef RAPPORTEUR_BROKER_CONFINE_H
#define RAPPORTEUR_BROKER_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

enum confine_role { CONFINE_DESK, CONFINE_PRESS };

struct confined {
	bool files;
	bool calls;
	bool dumps;
};

/* data is the folder of the journal, which is there, of the press its part of it. readable are further files or folders that the press
 * reads when it starts; NULL in it is passed over. Under a sanitizer nothing is done: they need
 * what is taken away. */
struct confined confine(
    enum confine_role role, const char *data, const char *const *readable, size_t readable_count);

#endif
