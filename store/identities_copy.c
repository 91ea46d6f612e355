/* store/identities_copy.c - the private part of a backup; see identities.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <lmdb.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/identities.h"

static bool path_sync(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool synced = fsync(fd) == 0;
	close(fd);
	return synced;
}

static bool everybody(void *context, const struct person *person)
{
	(void)context;
	(void)person;
	return true;
}

/* As it is at one moment, beside whoever writes. */
static int env_copy(const char *from, const char *to)
{
	MDB_env *env = NULL;
	int rc = mdb_env_create(&env);
	if (rc == 0)
		rc = mdb_env_open(env, from, MDB_RDONLY | MDB_NOTLS, 0600);
	if (rc == 0)
		rc = mdb_env_copy2(env, to, MDB_CP_COMPACT);
	if (env != NULL)
		mdb_env_close(env);
	return rc;
}

enum identities_result identities_copy(const char *dir, const char *to)
{
	char from[PATH_MAX];
	char folder[PATH_MAX];
	char file[PATH_MAX];
	struct stat there;
	struct identities *copy = NULL;
	if (snprintf(from, sizeof from, "%s/identities", dir) >= PATH_MAX ||
	    snprintf(folder, sizeof folder, "%s/identities", to) >= PATH_MAX ||
	    snprintf(file, sizeof file, "%s/identities/data.mdb", to) >= PATH_MAX)
		return IDENTITIES_DISK;
	if (stat(from, &there) != 0)
		return errno == ENOENT ? IDENTITIES_ABSENT : IDENTITIES_DISK;
	if (mkdir(folder, 0700) != 0 || env_copy(from, folder) != 0 || chmod(file, 0600) != 0 ||
	    !path_sync(file, O_RDONLY) || !path_sync(folder, O_RDONLY | O_DIRECTORY))
		return IDENTITIES_DISK;
	enum identities_result result = identities_open(&copy, to, false);
	if (result == IDENTITIES_OK)
		result = identities_walk(copy, everybody, NULL);
	identities_close(copy);
	return result;
}
