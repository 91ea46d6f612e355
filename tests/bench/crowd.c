/*
 * tests/bench/crowd.c - many writers at once, each with few notes under way, or all at an even pace:
 *
 *   crowd ENDPOINT NOTES WRITERS OUTSTANDING SESSIONS NOTES_PER_SECOND       0: as fast as they are answered
 *
 * A writer is a TCP connection that speaks ZMTP 3.0 itself: a thousand sockets of libzmq would cost more
 * than the broker that is measured. One thread serves them all. The notes go to so many sessions, of
 * equal size, one after the other. Every acknowledgement is compared: the id of that writer's next
 * note, and accepted. Prints what load.c prints.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include "proto/messages.h"
#include "proto/wire/id.h"
#include "tests/bench/rig.h"

#define WRITERS_MAX  4096u
#define POOL_MAX     20000u /* notes made beforehand; under new ids they are sent again and again */
#define WRITER_AT    34u    /* of the writer in an envelope: RIG_ID_AT, the id, its key */
#define FRAME_MAX    4096u
#define INPUT_BYTES  16384u
#define STALL_MS     20000
#define IDS_PER_MS   64u
#define WARM_UP_PART 20u /* a twentieth of the notes comes before the clock starts */
#define EVENTS_MAX   256
#define NS_PER_S     UINT64_C(1000000000)

struct writer {
	int fd;
	size_t next;  /* index of the note to send: its own number, then every WRITERS-th */
	size_t acked; /* index of the note whose acknowledgement is due */
	size_t held;
	uint8_t input[INPUT_BYTES];
};

struct crowd {
	struct rig_notes pool;
	struct writer *writers;
	size_t writer_count;
	size_t outstanding;
	size_t sessions;
	size_t note_count;
	size_t end; /* notes before this index may be sent */
	size_t acked;
	size_t paced; /* notes before this index have been due */
	uint64_t per_second;
	uint64_t start_ns;
	uint64_t *sent_ns;
	uint32_t *took_us;
	uint64_t first_ms; /* of the first id */
	char session[SESSION_KEY_MAX + 1];
	int epoll;
};

/* --- ZMTP ----------------------------------------------------------------------------------------- */

static bool put(int fd, const void *bytes, size_t size)
{
	return send(fd, bytes, size, MSG_NOSIGNAL) == (ssize_t)size;
}

static bool take(int fd, void *bytes, size_t size)
{
	return recv(fd, bytes, size, MSG_WAITALL) == (ssize_t)size;
}

static bool greet(int fd)
{
	static const uint8_t ready[] = "\x04\x1c\x05READY\x0bSocket-Type\x00\x00\x00\x06"
				       "DEALER";
	uint8_t greeting[64] = { 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, 'N', 'U', 'L', 'L' };
	uint8_t head[2];
	uint8_t answer[256];
	return put(fd, greeting, sizeof greeting) && take(fd, greeting, sizeof greeting) &&
	    put(fd, ready, sizeof ready - 1) && take(fd, head, sizeof head) && head[0] == 4 &&
	    take(fd, answer, head[1]);
}

static int connect_to(const char *endpoint)
{
	const char *port = strrchr(endpoint, ':');
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(port + 1, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) == 0 && greet(fd))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* --- notes ---------------------------------------------------------------------------------------- */

static void id_of(const struct crowd *crowd, size_t index, uint8_t id[ID_BYTES])
{
	uint8_t random[ID_RANDOM_BYTES] = { 0 };
	uint64_t unlike = index * UINT64_C(0x9e3779b97f4a7c15);
	memcpy(random, &unlike, sizeof unlike);
	id_make(id, crowd->first_ms + index / IDS_PER_MS, random);
}

/* Session 0 is the example's; the others end in their number. */
static void session_name(const struct crowd *crowd, size_t number, char *name)
{
	size_t size = strlen(crowd->session);
	memcpy(name, crowd->session, size + 1);
	for (size_t i = 1; i <= 4 && number > 0; i++, number /= 10)
		name[size - i] = (char)('a' + (int)(number % 10));
}

static bool note_send(struct crowd *crowd, struct writer *writer, size_t number)
{
	size_t index = writer->next;
	size_t from = index % crowd->pool.count;
	size_t size = crowd->pool.starts[from + 1] - crowd->pool.starts[from];
	uint8_t bytes[9 + FRAME_MAX] = { 0 };
	uint8_t *frame = bytes + 9;
	bytes[0] = 2; /* a long frame: eight bytes of size follow */
	for (size_t i = 0; i < 8; i++)
		bytes[8 - i] = (uint8_t)(size >> (8 * i));
	if (size > FRAME_MAX)
		return false;
	memcpy(frame, crowd->pool.bytes.bytes + crowd->pool.starts[from], size);
	id_of(crowd, index, frame + RIG_ID_AT);
	memcpy(frame + WRITER_AT, &number, sizeof number);
	char name[SESSION_KEY_MAX + 1];
	session_name(crowd, index * crowd->sessions / crowd->note_count, name);
	size_t name_size = strlen(crowd->session);
	uint8_t *named = memmem(frame, size, crowd->session, name_size);
	memcpy(named, name, name_size);
	crowd->sent_ns[index] = rig_now_ns();
	writer->next += crowd->writer_count;
	return put(writer->fd, bytes, 9 + size);
}

static bool may_send(const struct crowd *crowd, const struct writer *writer, size_t end)
{
	return writer->next < end &&
	    writer->next - writer->acked < crowd->outstanding * crowd->writer_count;
}

static bool ack_take(struct crowd *crowd, struct writer *writer, const uint8_t *reply, size_t size)
{
	uint8_t id[ID_BYTES];
	size_t index = writer->acked;
	id_of(crowd, index, id);
	if (index >= writer->next || size < RIG_ERROR_AT + 3 ||
	    memcmp(reply + RIG_ID_AT, id, ID_BYTES) != 0 ||
	    memcmp(reply + RIG_ERROR_AT, RIG_ACCEPTED, 3) != 0)
		return false;
	crowd->took_us[index] = (uint32_t)((rig_now_ns() - crowd->sent_ns[index]) / 1000);
	writer->acked += crowd->writer_count;
	crowd->acked++;
	return true;
}

/* The size of a frame's head and body, or false: there is not enough of it yet. */
static bool frame_read(const uint8_t *bytes, size_t size, size_t *head, size_t *body)
{
	if (size < 9) /* no reply is so short */
		return false;
	*head = (bytes[0] & 2) != 0 ? 9 : 2;
	*body = bytes[1];
	for (size_t i = 2; i < *head; i++)
		*body = *body << 8 | bytes[i];
	return *head + *body <= size;
}

static bool replies_take(struct crowd *crowd, struct writer *writer)
{
	ssize_t got = recv(
	    writer->fd, writer->input + writer->held, INPUT_BYTES - writer->held, MSG_DONTWAIT);
	if (got <= 0)
		return got < 0 && errno == EAGAIN;
	writer->held += (size_t)got;
	size_t at = 0;
	size_t head = 0;
	size_t body = 0;
	while (frame_read(writer->input + at, writer->held - at, &head, &body)) {
		if (!ack_take(crowd, writer, writer->input + at + head, body))
			return false;
		at += head + body;
	}
	writer->held -= at;
	memmove(writer->input, writer->input + at, writer->held);
	return true;
}

/* --- the run -------------------------------------------------------------------------------------- */

static bool writer_serve(struct crowd *crowd, size_t number)
{
	struct writer *writer = &crowd->writers[number];
	if (!replies_take(crowd, writer))
		return false;
	while (crowd->per_second == 0 && may_send(crowd, writer, crowd->end))
		if (!note_send(crowd, writer, number))
			return false;
	return true;
}

/* Sends what is due; a writer whose answers are late holds back the others, and is seen in the times. */
static bool pace(struct crowd *crowd)
{
	if (crowd->per_second == 0)
		return true;
	uint64_t due = (rig_now_ns() - crowd->start_ns) * crowd->per_second / NS_PER_S;
	while (crowd->paced < due && crowd->paced < crowd->end) {
		size_t number = crowd->paced % crowd->writer_count;
		if (!may_send(crowd, &crowd->writers[number], crowd->end))
			break;
		if (!note_send(crowd, &crowd->writers[number], number))
			return false;
		crowd->paced++;
	}
	return true;
}

/* Until all before end are acknowledged. */
static bool run(struct crowd *crowd, size_t end)
{
	struct epoll_event events[EVENTS_MAX];
	uint64_t heard_ns = rig_now_ns();
	crowd->end = end;
	for (size_t i = 0; i < crowd->writer_count; i++)
		if (!writer_serve(crowd, i))
			return false;
	while (crowd->acked < end) {
		int wait_ms = crowd->per_second > 0 ? 1 : STALL_MS;
		int count = epoll_wait(crowd->epoll, events, EVENTS_MAX, wait_ms);
		if (count > 0)
			heard_ns = rig_now_ns();
		else if (rig_now_ns() - heard_ns > STALL_MS * UINT64_C(1000000))
			return false;
		for (int i = 0; i < count; i++)
			if (!writer_serve(crowd, events[i].data.u64))
				return false;
		if (!pace(crowd))
			return false;
	}
	return true;
}

static bool measure(struct crowd *crowd)
{
	size_t warm = crowd->note_count / WARM_UP_PART;
	crowd->start_ns = rig_now_ns();
	if (!run(crowd, warm))
		return false;
	uint64_t start_ns = rig_now_ns();
	if (!run(crowd, crowd->note_count))
		return false;
	uint64_t took_us = (rig_now_ns() - start_ns) / 1000;
	size_t count = crowd->note_count - warm;
	printf("notes_per_second %" PRIu64 "\n", count * 1000000 / (took_us + 1));
	printf("ack_p50 %" PRIu64 "\n", rig_quantile(crowd->took_us + warm, count, 500));
	printf("ack_p99 %" PRIu64 "\n", rig_quantile(crowd->took_us + warm, count, 990));
	printf("note_bytes %zu\n", crowd->pool.bytes.size / crowd->pool.count);
	return true;
}

static bool sessions_open(struct crowd *crowd, const char *endpoint)
{
	void *zmq = zmq_ctx_new();
	void *dealer = rig_connect(zmq, endpoint);
	bool opened = dealer != NULL && rig_session_open(dealer, NULL, crowd->session);
	for (size_t i = 1; opened && i < crowd->sessions; i++) {
		char name[SESSION_KEY_MAX + 1];
		char opened_as[SESSION_KEY_MAX + 1];
		session_name(crowd, i, name);
		opened = rig_session_open(dealer, name, opened_as);
	}
	if (dealer != NULL)
		zmq_close(dealer);
	zmq_ctx_term(zmq);
	return opened;
}

static bool crowd_open(struct crowd *crowd, const char *endpoint)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	size_t pool = crowd->note_count < POOL_MAX ? crowd->note_count : POOL_MAX;
	crowd->first_ms = rig_now_ns() / 1000000;
	crowd->epoll = epoll_create1(EPOLL_CLOEXEC);
	crowd->sent_ns = calloc(crowd->note_count, sizeof *crowd->sent_ns);
	crowd->took_us = calloc(crowd->note_count, sizeof *crowd->took_us);
	crowd->writers = calloc(crowd->writer_count, sizeof *crowd->writers);
	if (crowd->epoll < 0 || crowd->sent_ns == NULL || crowd->took_us == NULL ||
	    crowd->writers == NULL || !rig_notes_make(&crowd->pool, pool, 1) ||
	    !sessions_open(crowd, endpoint))
		return false;
	for (size_t i = 0; i < crowd->writer_count; i++) {
		struct writer *writer = &crowd->writers[i];
		struct epoll_event event = { .events = EPOLLIN, .data.u64 = i };
		writer->fd = connect_to(endpoint);
		writer->next = i;
		writer->acked = i;
		if (writer->fd < 0 ||
		    epoll_ctl(crowd->epoll, EPOLL_CTL_ADD, writer->fd, &event) != 0)
			return false;
	}
	return true;
}

static bool arguments_read(struct crowd *crowd, int count, char **arguments)
{
	if (count != 7)
		return false;
	crowd->note_count = strtoul(arguments[2], NULL, 10);
	crowd->writer_count = strtoul(arguments[3], NULL, 10);
	crowd->outstanding = strtoul(arguments[4], NULL, 10);
	crowd->sessions = strtoul(arguments[5], NULL, 10);
	crowd->per_second = strtoul(arguments[6], NULL, 10);
	return crowd->note_count >= WARM_UP_PART && crowd->writer_count > 0 &&
	    crowd->writer_count <= WRITERS_MAX && crowd->outstanding > 0 && crowd->sessions > 0 &&
	    crowd->sessions <= crowd->note_count;
}

int main(int count, char **arguments)
{
	static struct crowd crowd;
	if (!arguments_read(&crowd, count, arguments)) {
		fprintf(stderr,
		    "usage: crowd ENDPOINT NOTES WRITERS OUTSTANDING SESSIONS NOTES_PER_SECOND\n");
		return 2;
	}
	bool measured = crowd_open(&crowd, arguments[1]) && measure(&crowd);
	if (!measured)
		fprintf(stderr, "crowd: %zu of %zu notes were acknowledged\n", crowd.acked,
		    crowd.note_count);
	for (size_t i = 0; crowd.writers != NULL && i < crowd.writer_count; i++)
		if (crowd.writers[i].fd > 0)
			close(crowd.writers[i].fd);
	rig_notes_close(&crowd.pool);
	free(crowd.writers);
	free(crowd.sent_ns);
	free(crowd.took_us);
	return measured ? 0 : 1;
}
