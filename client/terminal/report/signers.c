/* client/terminal/report/signers.c - which brokers' signing keys this machine has met; see made.h. */
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/terminal/file_in.h"
#include "client/terminal/report/made.h"

#define KEY_HEX        (2 * SIGN_KEY_BYTES)
#define PATH_MAX_BYTES (STATE_FOLDER_MAX + 16u)

static bool path_make(char path[PATH_MAX_BYTES], const char *state)
{
	int size = snprintf(path, PATH_MAX_BYTES, "%s/signers", state);
	return size > 0 && (size_t)size < PATH_MAX_BYTES;
}

bool signer_find(
    const char *state, const uint8_t key[SIGN_KEY_BYTES], char address[ENDPOINT_TEXT_BYTES])
{
	char path[PATH_MAX_BYTES];
	char hex[KEY_HEX + 1];
	struct buffer file;
	bool found = false;
	sodium_bin2hex(hex, sizeof hex, key, SIGN_KEY_BYTES);
	buffer_init(&file, SIGNERS_BYTES_MAX);
	if (path_make(path, state) && access(path, R_OK) == 0 &&
	    file_read(path, SIGNERS_BYTES_MAX, &file) == ENDING_DONE) {
		const char *text = buffer_text(&file);
		for (; text != NULL && *text != '\0' && !found;
		     text += strcspn(text, "\n"), text += *text == '\n' ? 1 : 0) {
			size_t size = strcspn(text, "\n");
			found = size > KEY_HEX + 1 && memcmp(text, hex, KEY_HEX) == 0 &&
			    size - KEY_HEX - 1 < ENDPOINT_TEXT_BYTES;
			if (found)
				(void)snprintf(address, ENDPOINT_TEXT_BYTES, "%.*s",
				    (int)(size - KEY_HEX - 1), text + KEY_HEX + 1);
		}
	}
	buffer_close(&file);
	return found;
}

void signer_keep(const char *state, const uint8_t key[SIGN_KEY_BYTES], const char *address)
{
	char path[PATH_MAX_BYTES];
	char line[KEY_HEX + ENDPOINT_TEXT_BYTES + 4];
	char hex[KEY_HEX + 1];
	char known[ENDPOINT_TEXT_BYTES];
	if (signer_find(state, key, known) || !path_make(path, state))
		return;
	sodium_bin2hex(hex, sizeof hex, key, SIGN_KEY_BYTES);
	int size = snprintf(line, sizeof line, "%s %s\n", hex, address);
	int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (file < 0)
		return;
	/* One write: two exports at once add two whole lines. */
	if (size > 0 && (size_t)size < sizeof line)
		(void)!write(file, line, (size_t)size);
	(void)close(file);
}
