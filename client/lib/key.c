/*
 * client/lib/key.c - a person's keys, one a broker, in the state folder:
 *
 *   keys/NAME   three lines: broker-key, public, secret, each key in base64 for URLs. NAME is of the broker's
 *               address, which may hold what a file's name may not: 16 hex digits of its BLAKE2b
 *   broker      one line: the address of the broker whose key was kept last
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/lib/rapporteur_internal.h"
#include "proto/wire/token.h"

#define FILE_BYTES_MAX 512u

void rapporteur_key_make(struct rapporteur_key *key)
{
	crypto_box_keypair(key->public_key, key->secret);
}

static bool path_make(char path[PATH_MAX], const char *state, const char *broker)
{
	uint8_t hash[16];
	char name[17];
	crypto_generichash(hash, sizeof hash, (const uint8_t *)broker, strlen(broker), NULL, 0);
	sodium_bin2hex(name, sizeof name, hash, 8);
	return snprintf(path, PATH_MAX, "%s/keys/%s", state, name) < PATH_MAX;
}

/* All of a small file, terminated; false with errno. */
static bool file_read(const char *path, char text[FILE_BYTES_MAX])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t size = read(fd, text, FILE_BYTES_MAX - 1);
	int error = errno;
	close(fd);
	errno = error;
	text[size < 0 ? 0 : size] = '\0';
	return size >= 0;
}

static bool dir_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool synced = fsync(fd) == 0;
	close(fd);
	return synced;
}

/* Written under another name first: a cut in between leaves the old one. */
static bool file_keep(const char *dir, const char *path, const char *text)
{
	char fresh[PATH_MAX];
	if (snprintf(fresh, sizeof fresh, "%s.new", path) >= PATH_MAX)
		return false;
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool kept = write(fd, text, strlen(text)) == (ssize_t)strlen(text) && fsync(fd) == 0;
	kept = close(fd) == 0 && kept;
	return kept && rename(fresh, path) == 0 && dir_sync(dir);
}

/* The line "NAME KEY". */
static bool line_read(const char *text, const char *name, uint8_t key[CURVE_KEY_BYTES])
{
	char word[LINK_KEY_BYTES];
	size_t size = strlen(name);
	const char *at = text;
	while (at != NULL && (strncmp(at, name, size) != 0 || at[size] != ' ')) {
		at = strchr(at, '\n');
		at = at == NULL ? NULL : at + 1;
	}
	if (at == NULL || strcspn(at + size + 1, "\n") != LINK_KEY_BYTES - 1)
		return false;
	memcpy(word, at + size + 1, LINK_KEY_BYTES - 1);
	word[LINK_KEY_BYTES - 1] = '\0';
	return key_parse(word, key);
}

enum rapporteur_result rapporteur_key_read(
    const char *state, const char *broker, struct rapporteur_key *key)
{
	char path[PATH_MAX];
	char text[FILE_BYTES_MAX];
	if (sodium_init() < 0 || !path_make(path, state, broker))
		return RAPPORTEUR_STATE;
	if (!file_read(path, text))
		return errno == ENOENT ? RAPPORTEUR_ABSENT : RAPPORTEUR_STATE;
	bool well = line_read(text, "broker-key", key->broker_key) &&
	    line_read(text, "public", key->public_key) && line_read(text, "secret", key->secret);
	sodium_memzero(text, sizeof text);
	return well ? RAPPORTEUR_OK : RAPPORTEUR_STATE;
}

enum rapporteur_result rapporteur_key_keep(
    const char *state, const char *broker, const struct rapporteur_key *key)
{
	char path[PATH_MAX];
	char dir[PATH_MAX];
	char text[FILE_BYTES_MAX];
	char words[3][LINK_KEY_BYTES];
	if (sodium_init() < 0 || !path_make(path, state, broker) ||
	    snprintf(dir, sizeof dir, "%s/keys", state) >= PATH_MAX)
		return RAPPORTEUR_STATE;
	if ((mkdir(state, 0700) != 0 && errno != EEXIST) ||
	    (mkdir(dir, 0700) != 0 && errno != EEXIST))
		return RAPPORTEUR_STATE;
	key_text(key->broker_key, words[0]);
	key_text(key->public_key, words[1]);
	key_text(key->secret, words[2]);
	snprintf(text, sizeof text, "broker-key %s\npublic %s\nsecret %s\n", words[0], words[1],
	    words[2]);
	bool kept = file_keep(dir, path, text);
	if (kept && snprintf(text, sizeof text, "%s\n", broker) < (int)sizeof text &&
	    snprintf(path, sizeof path, "%s/broker", state) < PATH_MAX)
		kept = file_keep(state, path, text);
	sodium_memzero(text, sizeof text);
	return kept ? RAPPORTEUR_OK : RAPPORTEUR_STATE;
}

void rapporteur_key_forget(const char *state, const char *broker)
{
	char path[PATH_MAX];
	if (path_make(path, state, broker))
		(void)unlink(path);
}

bool rapporteur_broker_last(const char *state, char *broker, size_t size)
{
	char path[PATH_MAX];
	char text[FILE_BYTES_MAX];
	if (snprintf(path, sizeof path, "%s/broker", state) >= PATH_MAX || !file_read(path, text))
		return false;
	text[strcspn(text, "\n")] = '\0';
	return text[0] != '\0' && snprintf(broker, size, "%s", text) < (int)size;
}
