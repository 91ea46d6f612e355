/* broker/channel.c - a packet is a fixed head and the body: both ends are one program, so the head goes as
 * it lies in memory. */
#include "broker/channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

struct head {
	uint64_t tag;
	uint64_t message;
	uint64_t retry_ms;
	uint64_t whole;
	uint64_t from;
	uint32_t kind;
	uint32_t error;
	uint32_t audience;
	char session[SESSION_KEY_MAX + 1];
	char detail[REFUSAL_DETAIL_MAX];
};

bool channel_send(int fd, const struct channel_packet *packet)
{
	struct head head = { .tag = packet->tag,
		.message = packet->message,
		.retry_ms = packet->retry_ms,
		.whole = packet->whole,
		.from = packet->from,
		.kind = packet->kind,
		.error = packet->error,
		.audience = packet->audience };
	memcpy(head.session, packet->session, sizeof head.session);
	memcpy(head.detail, packet->detail, sizeof head.detail);
	struct iovec pieces[2] = {
		{ .iov_base = &head, .iov_len = sizeof head },
		{ .iov_base = (void *)packet->body, .iov_len = packet->body_size },
	};
	struct msghdr message = { .msg_iov = pieces, .msg_iovlen = packet->body_size > 0 ? 2 : 1 };
	for (;;) {
		ssize_t sent = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent >= 0)
			return true;
		if (errno != EINTR)
			return false;
	}
}

enum channel_result channel_receive(
    int fd, struct channel_packet *packet, uint8_t bytes[CHANNEL_PACKET_BYTES_MAX])
{
	ssize_t size = -1;
	do {
		size = recv(fd, bytes, CHANNEL_PACKET_BYTES_MAX, MSG_DONTWAIT);
	} while (size < 0 && errno == EINTR);
	if (size < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK ? CHANNEL_NONE : CHANNEL_GONE;
	struct head head;
	if ((size_t)size < sizeof head)
		return CHANNEL_GONE; /* 0: closed; no other packet is shorter than its head */
	memcpy(&head, bytes, sizeof head);
	*packet = (struct channel_packet){
		.kind = (enum channel_kind)head.kind,
		.tag = head.tag,
		.message = head.message,
		.retry_ms = head.retry_ms,
		.whole = head.whole,
		.from = head.from,
		.error = (enum error)head.error,
		.audience = (enum feed_audience)head.audience,
		.body = bytes + sizeof head,
		.body_size = (size_t)size - sizeof head,
	};
	memcpy(packet->session, head.session, sizeof packet->session);
	memcpy(packet->detail, head.detail, sizeof packet->detail);
	return CHANNEL_OK;
}
