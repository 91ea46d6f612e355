/* client/terminal/write/programme_kept.c - see programme_kept.h. */
#include "client/terminal/write/programme_kept.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "client/terminal/file_out.h"

#define PATH_BYTES (STATE_FOLDER_MAX + SESSION_KEY_MAX + 32)

static void path_of(const char *state, const char *session, char path[PATH_BYTES])
{
	(void)snprintf(path, PATH_BYTES, "%s/programmes/%s", state, session);
}

static bool bytes_read(const char *state, const char *session, struct buffer *bytes)
{
	char path[PATH_BYTES];
	char block[4096];
	size_t size = 0;
	path_of(state, session, path);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return false;
	while ((size = fread(block, 1, sizeof block, file)) > 0)
		buffer_add(bytes, block, size);
	bool is_whole = ferror(file) == 0 && !bytes->failed;
	(void)fclose(file);
	return is_whole;
}

bool programme_kept_read(const char *state, const char *session, struct programme *programme)
{
	struct buffer bytes;
	struct refusal refusal;
	buffer_init(&bytes, PROGRAMME_BYTES_MAX);
	bool is_there = bytes_read(state, session, &bytes) &&
	    programme_decode(programme, bytes.bytes, bytes.size, &refusal) == ERROR_NONE;
	if (is_there && strcmp(programme->session, session) != 0) {
		programme_close(programme);
		is_there = false;
	}
	buffer_close(&bytes);
	return is_there;
}

void programme_kept_write(const char *state, const char *session, const uint8_t *bytes, size_t size)
{
	char path[PATH_BYTES];
	struct buffer before;
	buffer_init(&before, PROGRAMME_BYTES_MAX);
	bool same = bytes_read(state, session, &before) && before.size == size &&
	    memcmp(before.bytes, bytes, size) == 0;
	buffer_close(&before);
	if (same)
		return;
	(void)snprintf(path, sizeof path, "%s/programmes", state);
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return;
	struct file_out out;
	path_of(state, session, path);
	if (file_out_open(&out, path, 0600) != ENDING_DONE)
		return;
	(void)fwrite(bytes, 1, size, out.file);
	(void)file_out_commit(&out);
}
