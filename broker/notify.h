/*
 * broker/notify.h - tells the service manager how we are: the protocol of sd_notify(3), one datagram to the
 * socket that NOTIFY_SOCKET names. Spoken here rather than by libsystemd: it is these few lines. Where
 * nobody listens, every call does nothing.
 */
#ifndef RAPPORTEUR_BROKER_NOTIFY_H
#define RAPPORTEUR_BROKER_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

struct notify {
	int socket;        /* -1: nobody listens */
	uint64_t every_ms; /* between two pings of the watchdog; 0: there is none */
	uint64_t pinged_ms;
};

/* Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and takes them out of the environment: what we
 * start is not to speak for us. */
void notify_open(struct notify *notify);
void notify_close(struct notify *notify);

/* state: lines such as "READY=1". Never waits. */
void notify_say(const struct notify *notify, const char *state);
/* Called at least every second while all is well; pings when it is time to. */
void notify_alive(struct notify *notify, uint64_t now_ms);

#endif
