/* store/folder/share.c - see share_internal.h. */
#include "store/folder/share_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHARE_NAME JOURNAL_SHARE
#define NEXT_NAME  "next"

static bool links_make(const struct folder *folder, const struct folder *share)
{
	static const char *const files[] = { "data.mdb", "lock.mdb" };
	char from[GENERATION_NAME_MAX + 16];
	char to[32];
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		(void)snprintf(from, sizeof from, "%s/%s", folder->generation, files[i]);
		(void)snprintf(to, sizeof to, NEXT_NAME "/%s", files[i]);
		if (linkat(folder->dir_fd, from, share->dir_fd, to, 0) != 0)
			return false;
	}
	return true;
}

static bool share_open(const struct folder *folder, struct folder *share)
{
	char path[FOLDER_PATH_MAX];
	*share = (struct folder){ .dir_fd = -1, .lock_fd = -1, .in_next = true };
	memcpy(share->generation, folder->generation, sizeof share->generation);
	if (!folder_path(folder, SHARE_NAME "/" NEXT_NAME, path, sizeof path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(share->path, path, sizeof path);
	if (mkdirat(folder->dir_fd, SHARE_NAME, 0700) != 0 && errno != EEXIST)
		return false;
	share->dir_fd =
	    openat(folder->dir_fd, SHARE_NAME, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	return share->dir_fd >= 0;
}

bool folder_share(const struct folder *folder)
{
	struct folder share;
	bool shared = share_open(folder, &share);
	if (shared) {
		folder_generation_remove(&share, NEXT_NAME);
		folder_generation_remove(&share, share.generation);
		shared = mkdirat(share.dir_fd, NEXT_NAME, 0700) == 0 &&
		    links_make(folder, &share) && folder_commit(&share, NULL) == JOURNAL_OK;
	}
	int error = errno;
	if (!shared && share.dir_fd >= 0) {
		/* Better nothing than what the folder holds no more: it may have been erased. */
		(void)unlinkat(share.dir_fd, "CURRENT", 0);
		share.generation[0] = '\0';
	}
	if (share.dir_fd >= 0)
		folder_leftovers_remove(&share);
	folder_close(&share);
	errno = error;
	return shared;
}
