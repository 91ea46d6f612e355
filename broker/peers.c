/*
 * broker/peers.c - see peers.h. A connection is told from the one that had its descriptor before by the peer's address and
 * port. Whoever holds more than half of all descriptors is the majority of what is connected, so one candidate,
 * found by letting addresses cancel each other out (Boyer and Moore), is all that has to be counted.
 */
#include "broker/peers.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define GAP_MAX     256 /* numbers in a row that are no descriptor: there are no more */
#define FIRST       3
#define ESTABLISHED 1 /* TCP_ESTABLISHED of the kernel, whose name two headers fight over */

struct peer {
	uint64_t address; /* 0: no connection */
	uint32_t port;
	uint64_t received; /* bytes, as the kernel counts them */
	uint64_t base;     /* ... of which so many are not looked at */
	uint64_t taken;
	uint32_t blame;
	uint64_t heard_ms; /* when it was seen that it had said something */
};

bool peers_open(struct peers *peers, uint64_t unread_bytes_max, uint32_t descriptors)
{
	*peers = (struct peers){ .unread_bytes_max = unread_bytes_max,
		.descriptors = descriptors < PEERS_MAX ? descriptors : PEERS_MAX,
		.table = calloc(PEERS_MAX, sizeof *peers->table) };
	return peers->table != NULL;
}

void peers_close(struct peers *peers)
{
	free(peers->table);
	peers->table = NULL;
}

void peers_took(struct peers *peers, int fd, size_t bytes)
{
	if (peers->table != NULL && fd >= FIRST && (uint32_t)fd < PEERS_MAX)
		peers->table[fd].taken += bytes + PEERS_FRAME;
}

/* Never 0. */
static uint64_t address_of(const struct sockaddr_storage *from, uint32_t *port)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	uint64_t address = 0;
	if (from->ss_family == AF_INET) {
		const struct sockaddr_in *four = (const void *)from;
		address = four->sin_addr.s_addr;
		*port = four->sin_port;
	} else {
		const struct sockaddr_in6 *six = (const void *)from;
		const uint8_t *bytes = six->sin6_addr.s6_addr;
		bool four = memcmp(bytes, mapped, sizeof mapped) == 0;
		memcpy(&address, four ? bytes + sizeof mapped : bytes, four ? 4 : 8);
		*port = six->sin6_port;
	}
	return address + 1 == 0 ? 1 : address + 1;
}

enum found { NO_DESCRIPTOR, NO_CONNECTION, CONNECTION };

static bool established(int fd, struct tcp_info *info, struct sockaddr_storage *from)
{
	socklen_t info_size = sizeof *info;
	socklen_t from_size = sizeof *from;
	memset(info, 0, sizeof *info);
	memset(from, 0, sizeof *from);
	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &info_size) == 0 &&
	    info->tcpi_state == ESTABLISHED && getpeername(fd, (void *)from, &from_size) == 0 &&
	    (from->ss_family == AF_INET || from->ss_family == AF_INET6);
}

/* Brings the record of a descriptor up to what is there now. */
static enum found look_at(struct peers *peers, int fd)
{
	struct tcp_info info;
	struct sockaddr_storage from;
	struct peer *peer = &peers->table[fd];
	uint32_t port = 0;
	int domain = 0;
	socklen_t size = sizeof domain;
	int rc = getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size);
	if (rc != 0 && errno == EBADF)
		return NO_DESCRIPTOR;
	/* Of a socket of another kind TCP_INFO would be read as something else. */
	bool tcp = rc == 0 && (domain == AF_INET || domain == AF_INET6);
	if (!tcp || !established(fd, &info, &from)) {
		*peer = (struct peer){ 0 };
		return NO_CONNECTION;
	}
	uint64_t address = address_of(&from, &port);
	if (peer->address != address || peer->port != port)
		/* What was taken before the first look may have been another connection's: nothing of
		 * before is held against this one. */
		*peer = (struct peer){ .address = address,
			.port = port,
			.base = peer->taken > 0 ? info.tcpi_bytes_received : 0 };
	if (peer->received != info.tcpi_bytes_received || peer->heard_ms == 0)
		peer->heard_ms = peers->looked_ms;
	peer->received = info.tcpi_bytes_received;
	return CONNECTION;
}

static void cut(struct peers *peers, int fd)
{
	shutdown(fd, SHUT_RDWR);
	peers->table[fd] = (struct peer){ 0 };
	peers->connected -= peers->connected > 0 ? 1 : 0;
	peers->cut++;
}

static bool silent(const struct peers *peers, const struct peer *peer)
{
	return peers->idle_ms_max > 0 && peers->looked_ms - peer->heard_ms > peers->idle_ms_max;
}

static bool unread_too_much(const struct peers *peers, const struct peer *peer)
{
	uint64_t known = peer->base + peer->taken;
	return peer->received > known && peer->received - known > peers->unread_bytes_max;
}

bool peers_blame(struct peers *peers, int fd, uint32_t weight)
{
	if (peers->table == NULL || fd < FIRST || (uint32_t)fd >= PEERS_MAX)
		return false;
	struct peer *peer = &peers->table[fd];
	peer->blame += weight;
	/* Those of a connection that had this descriptor before are not this one's: a look forgets them. */
	if (peer->blame < PEERS_BLAME_MAX || look_at(peers, fd) != CONNECTION ||
	    peer->blame < PEERS_BLAME_MAX)
		return false;
	cut(peers, fd);
	return true;
}

/* The newest go first, as far as their numbers tell. */
static void cut_down(struct peers *peers, uint64_t address, int end)
{
	uint64_t count = 0;
	for (int fd = FIRST; fd < end; fd++)
		count += peers->table[fd].address == address ? 1 : 0;
	for (int fd = end - 1; fd >= FIRST && count > peers->descriptors / 2; fd--) {
		if (peers->table[fd].address != address)
			continue;
		cut(peers, fd);
		count--;
	}
}

void peers_look(struct peers *peers, uint64_t now_ms)
{
	uint64_t candidate = 0;
	uint64_t votes = 0;
	int fd = FIRST;
	if (peers->table == NULL || now_ms - peers->looked_ms < PEERS_LOOK_MS)
		return;
	peers->looked_ms = now_ms;
	peers->connected = 0;
	for (int gap = 0; fd < (int)PEERS_MAX && gap < GAP_MAX; fd++) {
		struct peer *peer = &peers->table[fd];
		enum found found = look_at(peers, fd);
		gap = found == NO_DESCRIPTOR ? gap + 1 : 0;
		if (found != CONNECTION)
			continue;
		peers->connected++;
		peer->blame -= peer->blame < PEERS_FORGIVEN ? peer->blame : PEERS_FORGIVEN;
		if (unread_too_much(peers, peer) || silent(peers, peer)) {
			cut(peers, fd);
			continue;
		}
		if (votes == 0)
			candidate = peer->address;
		votes = peer->address == candidate ? votes + 1 : votes - 1;
	}
	if (peers->connected > peers->descriptors / 2)
		cut_down(peers, candidate, fd);
}
