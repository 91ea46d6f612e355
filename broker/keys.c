/* broker/keys.c - see keys.h. */
#include "broker/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool key_load(struct signing_key *key, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t size = read(fd, key->secret, sizeof key->secret);
	close(fd);
	if (size != (ssize_t)sizeof key->secret) {
		errno = EINVAL;
		return false;
	}
	crypto_sign_ed25519_sk_to_pk(key->public_key, key->secret);
	return true;
}

static bool folder_sync(const char *data)
{
	int fd = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool synced = fsync(fd) == 0;
	close(fd);
	return synced;
}

/* Written under another name first: a cut in between leaves no half key. */
static bool key_make(struct signing_key *key, const char *data, const char *path)
{
	char fresh[PATH_MAX];
	if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh) {
		errno = ENAMETOOLONG;
		return false;
	}
	crypto_sign_keypair(key->public_key, key->secret);
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool kept = write(fd, key->secret, sizeof key->secret) == (ssize_t)sizeof key->secret &&
	    fsync(fd) == 0;
	kept = close(fd) == 0 && kept;
	return kept && rename(fresh, path) == 0 && folder_sync(data);
}

bool signing_key_read(struct signing_key *key, const char *data, bool make)
{
	char path[PATH_MAX];
	if (snprintf(path, sizeof path, "%s/signing.key", data) >= (int)sizeof path) {
		errno = ENAMETOOLONG;
		return false;
	}
	if (key_load(key, path))
		return true;
	return make && errno == ENOENT && key_make(key, data, path);
}
