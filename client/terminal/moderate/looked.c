/* client/terminal/moderate/looked.c - see looked.h. */
#include "client/terminal/moderate/looked.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "client/terminal/file_out.h"

#define PATH_BYTES (STATE_FOLDER_MAX + SESSION_KEY_MAX + 32)

uint64_t looked_read(const char *state, const char *session)
{
	char path[PATH_BYTES];
	char digits[32] = "";
	uint64_t event = 0;
	(void)snprintf(path, sizeof path, "%s/looked/%s", state, session);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return 0;
	if (fgets(digits, sizeof digits, file) != NULL)
		digits[strcspn(digits, "\n")] = '\0';
	(void)fclose(file);
	return number_parse(digits, 1, UINT64_MAX, &event) ? event : 0;
}

void looked_write(const char *state, const char *session, uint64_t event)
{
	char path[PATH_BYTES];
	struct file_out out;
	(void)snprintf(path, sizeof path, "%s/looked", state);
	if (event == 0 || (mkdir(path, 0700) != 0 && errno != EEXIST))
		return;
	(void)snprintf(path, sizeof path, "%s/looked/%s", state, session);
	if (file_out_open(&out, path, 0600) != ENDING_DONE)
		return;
	(void)fprintf(out.file, "%" PRIu64 "\n", event);
	(void)file_out_commit(&out);
}
