/*
 * tests/bench/streams.c - how long an update takes to many browsers, through the gateway and through the least that any such
 * gateway must be: an event loop that writes the same bytes to each.
 *
 *   streams PORT SESSION WATCHERS SECONDS RATE    the gateway on PORT, without keys; notes are sent over HTTP
 *   streams bare PORT WATCHERS SECONDS RATE BYTES serves that loop on PORT itself, until its watchers have gone
 *   streams to PORT WATCHERS                      watches that one
 *
 * Each note and each bare event carries the time it was sent at (the monotonic clock, one machine); a watcher that sees a later
 * one than before has waited that long. Prints `name value` lines.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/rig.h"

#define WATCHERS_MAX 20000u
#define WAITS_MAX    (8u << 20)
#define MARK         "zt="
#define MARK_BYTES   (sizeof MARK - 1 + 16)
#define READ_BYTES   65536
#define EVENTS       256
#define TEXTS_MAX    512u
#define TEXT_BYTES   1024u
#define BEGIN_S      60u /* until all watch */

struct watcher {
	int fd;
	bool begun; /* it has the whole */
	uint64_t seen_ns;
	char tail[MARK_BYTES]; /* what was read last, where a mark may be cut */
	size_t tail_size;
};
struct crowd {
	int epoll;
	struct watcher *watchers;
	size_t count;
	size_t begun;
	size_t gone;
	uint32_t *waits_us;
	size_t wait_count;
	uint64_t bytes;
};

static void die(const char *what)
{
	fprintf(stderr, "streams: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int line_open(uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
		die("connect");
	return fd;
}

static void text_send(int fd, const char *text)
{
	size_t size = strlen(text);
	if (send(fd, text, size, MSG_NOSIGNAL) != (ssize_t)size)
		die("send");
}

/* --- watching --------------------------------------------------------------------------------------- */

static void crowd_open(struct crowd *crowd, uint16_t port, const char *session, size_t count)
{
	char request[256];
	snprintf(request, sizeof request,
	    "GET /api/1/sessions/%s/stream HTTP/1.1\r\nHost: x\r\n\r\n", session);
	*crowd = (struct crowd){ .epoll = epoll_create1(EPOLL_CLOEXEC), .count = count };
	crowd->watchers = calloc(count, sizeof *crowd->watchers);
	crowd->waits_us = calloc(WAITS_MAX, sizeof *crowd->waits_us);
	if (crowd->epoll < 0 || crowd->watchers == NULL || crowd->waits_us == NULL)
		die("memory");
	for (size_t i = 0; i < count; i++) {
		struct watcher *watcher = &crowd->watchers[i];
		struct epoll_event event = { .events = EPOLLIN, .data.ptr = watcher };
		watcher->fd = line_open(port);
		text_send(watcher->fd, request);
		if (fcntl(watcher->fd, F_SETFL, O_NONBLOCK) != 0 ||
		    epoll_ctl(crowd->epoll, EPOLL_CTL_ADD, watcher->fd, &event) != 0)
			die("epoll");
	}
}

/* The newest time among marks that are whole in it. */
static uint64_t newest_mark(const char *bytes, size_t size)
{
	uint64_t newest = 0;
	const char *at = bytes;
	while ((at = memmem(at, size - (size_t)(at - bytes), MARK, sizeof MARK - 1)) != NULL) {
		char digits[17] = "";
		if ((size_t)(at - bytes) + MARK_BYTES > size)
			break;
		memcpy(digits, at + sizeof MARK - 1, 16);
		uint64_t sent = strtoull(digits, NULL, 16);
		newest = sent > newest ? sent : newest;
		at += MARK_BYTES;
	}
	return newest;
}

static void watcher_saw(
    struct crowd *crowd, struct watcher *watcher, const char *bytes, size_t size)
{
	uint64_t now = rig_now_ns();
	uint64_t sent = newest_mark(bytes, size);
	if (!watcher->begun && memmem(bytes, size, "event: whole", 12) != NULL) {
		watcher->begun = true;
		crowd->begun++;
	}
	if (sent <= watcher->seen_ns || sent > now)
		return;
	watcher->seen_ns = sent;
	if (crowd->wait_count < WAITS_MAX)
		crowd->waits_us[crowd->wait_count++] = (uint32_t)((now - sent) / 1000);
}

static void watcher_read(struct crowd *crowd, struct watcher *watcher)
{
	static char bytes[MARK_BYTES + READ_BYTES];
	memcpy(bytes, watcher->tail, watcher->tail_size);
	ssize_t got = recv(watcher->fd, bytes + watcher->tail_size, READ_BYTES, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		close(watcher->fd);
		crowd->gone++;
		return;
	}
	crowd->bytes += (uint64_t)got;
	size_t size = watcher->tail_size + (size_t)got;
	watcher_saw(crowd, watcher, bytes, size);
	watcher->tail_size = size < MARK_BYTES - 1 ? size : MARK_BYTES - 1;
	memcpy(watcher->tail, bytes + size - watcher->tail_size, watcher->tail_size);
}

static void crowd_turn(struct crowd *crowd, int wait_ms)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(crowd->epoll, events, EVENTS, wait_ms);
	for (int i = 0; i < count; i++)
		watcher_read(crowd, events[i].data.ptr);
}

static void crowd_wait(struct crowd *crowd)
{
	uint64_t begin = rig_now_ns();
	while (crowd->begun < crowd->count && crowd->gone == 0 &&
	    rig_now_ns() - begin < BEGIN_S * UINT64_C(1000000000))
		crowd_turn(crowd, 100);
	if (crowd->begun < crowd->count) {
		fprintf(stderr, "streams: only %zu of %zu watch\n", crowd->begun, crowd->count);
		exit(1);
	}
	printf("begin_milliseconds %" PRIu64 "\n", (rig_now_ns() - begin) / 1000000);
	crowd->bytes = 0;
}

static void crowd_tell(struct crowd *crowd, size_t sent)
{
	if (crowd->wait_count == 0) {
		fputs("streams: nothing came\n", stderr);
		exit(1);
	}
	printf("update_p50 %" PRIu64 "\n", rig_quantile(crowd->waits_us, crowd->wait_count, 500));
	printf("update_p99 %" PRIu64 "\n", rig_quantile(crowd->waits_us, crowd->wait_count, 990));
	printf("bytes_per_update %" PRIu64 "\n", crowd->bytes / crowd->wait_count);
	if (sent > 0)
		printf("missed %zu\n",
		    sent * crowd->count > crowd->wait_count
			? sent * crowd->count - crowd->wait_count
			: 0);
	printf("cut %zu\n", crowd->gone);
}

/* --- the gateway ------------------------------------------------------------------------------------ */

/* What was really written, so that points and updates are of the size that they are on a day: as it stands in JSON. */
struct texts {
	char lines[TEXTS_MAX][TEXT_BYTES];
	size_t count;
};

static void texts_read(struct texts *texts)
{
	static const char key[] = "\"text\": \"";
	char line[8192];
	FILE *file = fopen("tests/example/notes.jsonl", "re");
	while (file != NULL && texts->count < TEXTS_MAX && fgets(line, sizeof line, file) != NULL) {
		const char *begin = strstr(line, key);
		size_t size = 0;
		if (begin == NULL)
			continue;
		begin += sizeof key - 1;
		while (begin[size] != '\0' && begin[size] != '"')
			size += begin[size] == '\\' && begin[size + 1] != '\0' ? 2 : 1;
		if (size > 0 && size < TEXT_BYTES)
			memcpy(texts->lines[texts->count++], begin, size);
	}
	if (file != NULL)
		fclose(file);
	if (texts->count == 0)
		die("tests/example/notes.jsonl");
}

/* All of one writer, and the mark no part of the text: or the synthesis would hold all that comes for one point. */
static void note_send(int fd, const char *session, const struct texts *texts, size_t number)
{
	char body[TEXT_BYTES + 256];
	char request[TEXT_BYTES + 512];
	snprintf(body, sizeof body,
	    "{\"id\":\"%012" PRIx64 "7%03x8%015zx\",\"room\":\"WG-2\",\"text\":\"%s\","
	    "\"speaker\":\"" MARK "%016" PRIx64 "\"}",
	    (uint64_t)1603859400000 + number, (unsigned)(getpid() & 0xfff), number,
	    texts->lines[number % texts->count], rig_now_ns());
	snprintf(request, sizeof request,
	    "POST /api/1/sessions/%s/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	    "X-Rapporteur: 1\r\nCookie: rapporteur=%043d\r\nContent-Length: %zu\r\n\r\n%s",
	    session, 0, strlen(body), body);
	text_send(fd, request);
}

static void answers_drop(int fd)
{
	char bytes[4096];
	while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
		continue;
}

static int gateway(char **words)
{
	static struct texts texts;
	struct crowd crowd;
	uint16_t port = (uint16_t)strtoul(words[0], NULL, 10);
	texts_read(&texts);
	size_t rate = strtoul(words[4], NULL, 10);
	size_t total = rate * strtoul(words[3], NULL, 10);
	crowd_open(&crowd, port, words[1], strtoul(words[2], NULL, 10));
	crowd_wait(&crowd);
	int line = line_open(port);
	uint64_t begin = rig_now_ns();
	for (size_t sent = 0; sent < total;) {
		crowd_turn(&crowd, 1);
		answers_drop(line);
		if (rig_now_ns() - begin < sent * UINT64_C(1000000000) / rate)
			continue;
		note_send(line, words[1], &texts, sent++);
	}
	uint64_t end = rig_now_ns() + UINT64_C(3000000000);
	while (rig_now_ns() < end && crowd.wait_count < total * crowd.count)
		crowd_turn(&crowd, 10);
	crowd_tell(&crowd, total);
	return 0;
}

/* --- the least -------------------------------------------------------------------------------------- */

static int listen_open(uint16_t port)
{
	int one = 1;
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
	    bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
	    listen(fd, 1024) != 0)
		die("listen");
	return fd;
}

static int bare(char **words)
{
	static int lines[WATCHERS_MAX];
	static char event[READ_BYTES];
	size_t count = strtoul(words[1], NULL, 10);
	size_t rate = strtoul(words[3], NULL, 10);
	size_t total = rate * strtoul(words[2], NULL, 10);
	size_t size = strtoul(words[4], NULL, 10);
	int listener = listen_open((uint16_t)strtoul(words[0], NULL, 10));
	if (count > WATCHERS_MAX || size > sizeof event || size < MARK_BYTES)
		die("too many");
	for (size_t i = 0; i < count; i++) {
		lines[i] = accept(listener, NULL, NULL);
		if (lines[i] < 0)
			die("accept");
		text_send(lines[i], "event: whole\n\n");
	}
	memset(event, 'x', sizeof event);
	uint64_t begin = rig_now_ns() + UINT64_C(500000000);
	for (size_t sent = 0; sent < total;) {
		uint64_t now = rig_now_ns();
		if (now < begin + sent * UINT64_C(1000000000) / rate) {
			epoll_wait(-1, NULL, 0, 0);
			continue;
		}
		char mark[MARK_BYTES + 1];
		snprintf(mark, sizeof mark, MARK "%016" PRIx64, now);
		memcpy(event, mark, MARK_BYTES);
		for (size_t i = 0; i < count; i++)
			(void)send(lines[i], event, size, MSG_DONTWAIT | MSG_NOSIGNAL);
		sent++;
	}
	return 0;
}

static int to(char **words)
{
	struct crowd crowd;
	crowd_open(&crowd, (uint16_t)strtoul(words[0], NULL, 10), "x", strtoul(words[1], NULL, 10));
	crowd_wait(&crowd);
	while (crowd.gone < crowd.count)
		crowd_turn(&crowd, 100);
	crowd.gone = 0;
	crowd_tell(&crowd, 0);
	return 0;
}

int main(int argc, char **argv)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	if (argc == 7 && strcmp(argv[1], "bare") == 0)
		return bare(argv + 2);
	if (argc == 4 && strcmp(argv[1], "to") == 0)
		return to(argv + 2);
	if (argc == 6)
		return gateway(argv + 1);
	fputs("usage: streams PORT SESSION WATCHERS SECONDS RATE\n", stderr);
	return 2;
}
