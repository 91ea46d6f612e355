/* broker/notify.c - see notify.h. */
#include "broker/notify.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int socket_open(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t size = strlen(path);
	/* A path, or with '@' a name that is in no folder: there a NUL stands in its place. */
	if ((path[0] != '/' && path[0] != '@') || size < 2 || size >= sizeof address.sun_path)
		return -1;
	memcpy(address.sun_path, path, size);
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, length) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Half the time that the manager waits, as its manual advises. */
static uint64_t watchdog_read(void)
{
	const char *text = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");
	char ours[32];
	snprintf(ours, sizeof ours, "%jd", (intmax_t)getpid());
	if (text == NULL || (pid != NULL && strcmp(pid, ours) != 0))
		return 0;
	return strtoull(text, NULL, 10) / 2000;
}

void notify_open(struct notify *notify)
{
	const char *path = getenv("NOTIFY_SOCKET");
	*notify = (struct notify){ .socket = path == NULL ? -1 : socket_open(path) };
	if (notify->socket >= 0)
		notify->every_ms = watchdog_read();
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

void notify_close(struct notify *notify)
{
	if (notify->socket >= 0)
		close(notify->socket);
	notify->socket = -1;
}

void notify_say(const struct notify *notify, const char *state)
{
	if (notify->socket >= 0)
		(void)send(notify->socket, state, strlen(state), MSG_NOSIGNAL);
}

void notify_alive(struct notify *notify, uint64_t now_ms)
{
	if (notify->every_ms == 0 || now_ms - notify->pinged_ms < notify->every_ms)
		return;
	notify->pinged_ms = now_ms;
	notify_say(notify, "WATCHDOG=1");
}
