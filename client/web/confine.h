/*
 * client/web/confine.h - the gateway gives up what it does not need, so that whoever takes it over by a request has little:
 *
 *   files   Landlock: it writes none, makes none and starts none, wherever they are
 *   calls   seccomp: starting programs, looking into other processes, mounts, modules, namespaces, keys and io_uring answer EPERM
 *   dumps   no core file, since secrets of those who watch are in its memory
 *
 * A kernel that lacks one is said in the log; the service unit holds the same walls outside. Call it before the first thread. Under a
 * sanitizer nothing is done: it needs what is taken away.
 */
#ifndef RAPPORTEUR_CLIENT_WEB_CONFINE_H
#define RAPPORTEUR_CLIENT_WEB_CONFINE_H

void gateway_confine(void);

#endif
