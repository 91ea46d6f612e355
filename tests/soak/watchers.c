/*
 * tests/soak/watchers.c - many who watch. The program of load.sh:
 *
 *   watchers ENDPOINT COUNT
 *
 * So many connections to a feed, each to all of it; what comes is counted and thrown away. On the signal
 * USR1 it prints `told LEAST MOST`: what the one that was told least has got, and the one that was told
 * most.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <zmq.h>

#define COUNT_MAX 1000u

struct watchers {
	void *subs[COUNT_MAX];
	uint64_t told[COUNT_MAX];
	size_t count;
};

static void take(struct watchers *watchers, size_t index)
{
	char part[64];
	int more = 1;
	size_t more_size = sizeof more;
	void *sub = watchers->subs[index];
	while (zmq_recv(sub, part, sizeof part, ZMQ_DONTWAIT) >= 0) {
		zmq_getsockopt(sub, ZMQ_RCVMORE, &more, &more_size);
		watchers->told[index] += more == 0 ? 1 : 0;
	}
}

static void tell(const struct watchers *watchers)
{
	uint64_t least = UINT64_MAX;
	uint64_t most = 0;
	for (size_t i = 0; i < watchers->count; i++) {
		least = watchers->told[i] < least ? watchers->told[i] : least;
		most = watchers->told[i] > most ? watchers->told[i] : most;
	}
	printf("told %" PRIu64 " %" PRIu64 "\n", least, most);
	(void)fflush(stdout);
}

static bool follow(void *zmq, struct watchers *watchers, const char *endpoint)
{
	int zero = 0;
	for (size_t i = 0; i < watchers->count; i++) {
		watchers->subs[i] = zmq_socket(zmq, ZMQ_SUB);
		if (watchers->subs[i] == NULL)
			return false;
		zmq_setsockopt(watchers->subs[i], ZMQ_LINGER, &zero, sizeof zero);
		zmq_setsockopt(watchers->subs[i], ZMQ_SUBSCRIBE, "", 0);
		if (zmq_connect(watchers->subs[i], endpoint) != 0)
			return false;
	}
	return true;
}

int main(int count, char **arguments)
{
	static struct watchers watchers;
	static zmq_pollitem_t items[COUNT_MAX + 1];
	struct signalfd_siginfo told;
	sigset_t asked;
	if (count == 3)
		watchers.count = strtoul(arguments[2], NULL, 10);
	if (watchers.count == 0 || watchers.count > COUNT_MAX) {
		fprintf(stderr, "usage: watchers ENDPOINT COUNT\n");
		return 2;
	}
	sigemptyset(&asked);
	sigaddset(&asked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &asked, NULL); /* libzmq's threads inherit it */
	void *zmq = zmq_ctx_new();
	zmq_ctx_set(zmq, ZMQ_MAX_SOCKETS, (int)COUNT_MAX + 1);
	if (!follow(zmq, &watchers, arguments[1])) {
		fprintf(stderr, "watchers: %s\n", zmq_strerror(zmq_errno()));
		return 1;
	}
	for (size_t i = 0; i < watchers.count; i++)
		items[i] = (zmq_pollitem_t){ .socket = watchers.subs[i], .events = ZMQ_POLLIN };
	zmq_pollitem_t *signals = &items[watchers.count];
	*signals =
	    (zmq_pollitem_t){ .fd = signalfd(-1, &asked, SFD_CLOEXEC), .events = ZMQ_POLLIN };
	while (zmq_poll(items, (int)watchers.count + 1, -1) >= 0) {
		for (size_t i = 0; i < watchers.count; i++)
			if (items[i].revents != 0)
				take(&watchers, i);
		if (signals->revents != 0 && read(signals->fd, &told, sizeof told) > 0)
			tell(&watchers);
	}
	return 1;
}
