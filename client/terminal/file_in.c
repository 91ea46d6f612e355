/* client/terminal/file_in.c - see file_in.h. */
#include "client/terminal/file_in.h"

#include <stdio.h>
#include <string.h>

#include "client/terminal/terminal.h"

enum ending file_read(const char *path, size_t most, struct buffer *bytes)
{
	bool is_input = strcmp(path, "-") == 0;
	FILE *file = is_input ? stdin : fopen(path, "re");
	if (file == NULL)
		return complain(ENDING_REFUSED, "%s: %s", path, system_fault());
	char chunk[4096];
	size_t size = 1;
	while (size > 0 && bytes->size <= most && !bytes->failed) {
		size = fread(chunk, 1, sizeof chunk, file);
		buffer_add(bytes, chunk, size);
	}
	bool failed = ferror(file) != 0;
	if (!is_input)
		fclose(file);
	if (failed || bytes->failed)
		return complain(ENDING_REFUSED, "%s: cannot be read", path);
	return ENDING_DONE;
}
