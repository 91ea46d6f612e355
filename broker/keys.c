/* broker/keys.c - see keys.h. */
#include "broker/keys.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static_assert(CURVE_KEY_BYTES == crypto_box_SECRETKEYBYTES, "X25519");

static bool path_make(char path[PATH_MAX], const char *data, const char *name)
{
	if (snprintf(path, PATH_MAX, "%s/%s", data, name) < PATH_MAX)
		return true;
	errno = ENAMETOOLONG;
	return false;
}

static bool secret_load(uint8_t *secret, size_t size, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t got = read(fd, secret, size);
	close(fd);
	if (got == (ssize_t)size)
		return true;
	errno = EINVAL;
	return false;
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
static bool secret_keep(const uint8_t *secret, size_t size, const char *data, const char *path)
{
	char fresh[PATH_MAX];
	if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh) {
		errno = ENAMETOOLONG;
		return false;
	}
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool kept = write(fd, secret, size) == (ssize_t)size && fsync(fd) == 0;
	kept = close(fd) == 0 && kept;
	return kept && rename(fresh, path) == 0 && folder_sync(data);
}

bool signing_key_read(struct signing_key *key, const char *data, bool make)
{
	char path[PATH_MAX];
	if (!path_make(path, data, "signing.key"))
		return false;
	if (!secret_load(key->secret, sizeof key->secret, path)) {
		if (!make || errno != ENOENT)
			return false;
		crypto_sign_keypair(key->public_key, key->secret);
		return secret_keep(key->secret, sizeof key->secret, data, path);
	}
	crypto_sign_ed25519_sk_to_pk(key->public_key, key->secret);
	return true;
}

bool curve_key_read(struct curve_key *key, const char *data, bool make)
{
	char path[PATH_MAX];
	if (!path_make(path, data, "curve.key"))
		return false;
	if (!secret_load(key->secret, sizeof key->secret, path)) {
		if (!make || errno != ENOENT)
			return false;
		crypto_box_keypair(key->public_key, key->secret);
		return secret_keep(key->secret, sizeof key->secret, data, path);
	}
	crypto_scalarmult_base(key->public_key, key->secret);
	return true;
}

bool feed_secret_read(struct feed_secret *secret, const char *data, bool make)
{
	char path[PATH_MAX];
	if (!path_make(path, data, "feed.key"))
		return false;
	if (secret_load(secret->bytes, sizeof secret->bytes, path))
		return true;
	if (!make || errno != ENOENT)
		return false;
	randombytes_buf(secret->bytes, sizeof secret->bytes);
	return secret_keep(secret->bytes, sizeof secret->bytes, data, path);
}

bool keys_copy(const char *data, const char *to)
{
	static const struct {
		const char *name;
		size_t size;
	} keys[] = { { "signing.key", SIGN_SECRET_BYTES }, { "curve.key", CURVE_KEY_BYTES },
		{ "feed.key", SECRET_BYTES } };
	uint8_t secret[SIGN_SECRET_BYTES];
	char from[PATH_MAX];
	char path[PATH_MAX];
	bool copied = true;
	for (size_t i = 0; copied && i < sizeof keys / sizeof *keys; i++) {
		if (!path_make(from, data, keys[i].name) || !path_make(path, to, keys[i].name))
			return false;
		if (secret_load(secret, keys[i].size, from))
			copied = secret_keep(secret, keys[i].size, to, path);
		else
			copied = errno == ENOENT;
	}
	sodium_memzero(secret, sizeof secret);
	return copied;
}
