/*
 * tests/unit/folder_bytes.h - whether bytes are anywhere in a folder, whatever the files say that holds them. cmocka is
 * included before it.
 */
#ifndef RAPPORTEUR_TESTS_FOLDER_BYTES_H
#define RAPPORTEUR_TESTS_FOLDER_BYTES_H

#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline bool file_holds(const char *path, const char *text)
{
	struct stat file;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(fstat(fd, &file), 0);
	size_t size = (size_t)file.st_size;
	uint8_t *bytes = malloc(size + 1);
	assert_non_null(bytes);
	assert_int_equal(read(fd, bytes, size), size);
	(void)close(fd);
	bool held = memmem(bytes, size, text, strlen(text)) != NULL;
	free(bytes);
	return held;
}

/* Whether some file of the folder, all of its bytes taken, holds the text. */
static inline bool folder_holds(const char *dir, const char *text)
{
	char *roots[] = { (char *)dir, NULL }; /* only read */
	bool held = false;
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	assert_non_null(walk);
	const FTSENT *item;
	while ((item = fts_read(walk)) != NULL)
		held = held || (item->fts_info == FTS_F && file_holds(item->fts_path, text));
	(void)fts_close(walk);
	return held;
}

#endif
