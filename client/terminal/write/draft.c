/* client/terminal/write/draft.c - see draft.h. */
#include "client/terminal/write/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE_DIGITS 8u

/* What the file holds, when it is whole. */
static void read_in(struct draft *draft)
{
	char digits[SIZE_DIGITS + 1] = "";
	uint64_t size = 0;
	draft->size = 0;
	if (pread(draft->fd, digits, SIZE_DIGITS, 0) == (ssize_t)SIZE_DIGITS &&
	    number_parse(digits, 0, DRAFT_BYTES_MAX, &size) && size > 0 &&
	    pread(draft->fd, draft->bytes, (size_t)size, SIZE_DIGITS) == (ssize_t)size)
		draft->size = (size_t)size;
}

/* True when the file of that number is ours now. */
static bool take(struct draft *draft, const char *folder, const char *session, const char *room,
    unsigned number, int create)
{
	char path[STATE_FOLDER_MAX + SESSION_KEY_MAX + ROOM_KEY_MAX + 32];
	char suffix[16] = "";
	if (number > 1)
		(void)snprintf(suffix, sizeof suffix, ".%u", number);
	(void)snprintf(path, sizeof path, "%s/%s.%s%s", folder, session, room, suffix);
	draft->fd = open(path, O_RDWR | create | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (draft->fd < 0)
		return false;
	if (flock(draft->fd, LOCK_EX | LOCK_NB) == 0) {
		read_in(draft);
		return true;
	}
	draft_close(draft);
	errno = EWOULDBLOCK;
	return false;
}

bool draft_open(struct draft *draft, const char *state, const char *session, const char *room)
{
	char folder[STATE_FOLDER_MAX + 16];
	draft->fd = -1;
	(void)snprintf(folder, sizeof folder, "%s/drafts", state);
	if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		complain(ENDING_DONE, "%s: %s; what is typed is not kept as a draft", folder,
		    system_fault());
		return false;
	}
	for (unsigned number = 1; number <= DRAFTS_MAX; number++) {
		if (!take(draft, folder, session, room, number, 0))
			continue;
		if (draft->size > 0)
			return true;
		draft_close(draft);
	}
	for (unsigned number = 1; number <= DRAFTS_MAX; number++)
		if (take(draft, folder, session, room, number, O_CREAT))
			return true;
	complain(ENDING_DONE, "%s: %s; what is typed is not kept as a draft", folder,
	    errno == EWOULDBLOCK ? "all drafts of the room are in use" : system_fault());
	return false;
}

void draft_put(struct draft *draft, const uint8_t *bytes, size_t size, bool sync)
{
	uint8_t whole[SIZE_DIGITS + DRAFT_BYTES_MAX];
	char digits[SIZE_DIGITS + 1];
	if (draft->fd < 0 || size > DRAFT_BYTES_MAX)
		return;
	if (size != draft->size || (size > 0 && memcmp(bytes, draft->bytes, size) != 0)) {
		(void)snprintf(digits, sizeof digits, "%08zu", size);
		memcpy(whole, digits, SIZE_DIGITS);
		if (size > 0) {
			memcpy(whole + SIZE_DIGITS, bytes, size);
			memcpy(draft->bytes, bytes, size);
		}
		draft->size = size;
		/* A full disk is told by Enter, of the outbox. What is behind the size is of no account. */
		if (pwrite(draft->fd, whole, SIZE_DIGITS + size, 0) < 0 ||
		    ftruncate(draft->fd, (off_t)(SIZE_DIGITS + size)) != 0)
			return;
	}
	if (sync)
		(void)fdatasync(draft->fd);
}

void draft_close(struct draft *draft)
{
	if (draft->fd >= 0)
		close(draft->fd);
	draft->fd = -1;
}
