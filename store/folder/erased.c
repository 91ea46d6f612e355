/* store/folder/erased.c - see erased_internal.h. */
#include "store/folder/erased_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ERASED_NAME "erased"
#define LINE_BYTES  (2u * ID_BYTES + 1u)

static enum journal_result fails(struct journal_fault *fault)
{
	enum journal_result result =
	    errno == ENOSPC || errno == EDQUOT ? JOURNAL_FULL : JOURNAL_DISK;
	return journal_fault_set(fault, result, ERASED_NAME ": %s", strerror(errno));
}

/* Sets *at to where the id is, or where it would go. */
static bool find(const struct erased *erased, const uint8_t id[ID_BYTES], size_t *at)
{
	size_t low = 0;
	size_t high = erased->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(erased->ids[middle], id, ID_BYTES);
		if (order == 0) {
			*at = middle;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*at = low;
	return false;
}

enum journal_result erased_add(struct erased *erased, const uint8_t id[ID_BYTES])
{
	size_t at = 0;
	if (find(erased, id, &at))
		return JOURNAL_OK;
	if (erased->count == ERASED_MAX)
		return JOURNAL_FULL;
	if (erased->count == erased->capacity) {
		size_t larger = erased->capacity == 0 ? 64 : erased->capacity * 2;
		void *moved = reallocarray(erased->ids, larger, ID_BYTES);
		if (moved == NULL)
			return JOURNAL_MEMORY;
		erased->ids = moved;
		erased->capacity = larger;
	}
	memmove(erased->ids + at + 1, erased->ids + at, (erased->count - at) * ID_BYTES);
	memcpy(erased->ids[at], id, ID_BYTES);
	erased->count++;
	return JOURNAL_OK;
}

enum journal_result erased_merge(struct erased *into, const struct erased *from)
{
	enum journal_result result = JOURNAL_OK;
	for (size_t i = 0; i < from->count && result == JOURNAL_OK; i++)
		result = erased_add(into, from->ids[i]);
	return result;
}

static enum journal_result lines_take(
    struct erased *erased, const struct buffer *text, struct journal_fault *fault)
{
	for (size_t at = 0; at < text->size; at += LINE_BYTES) {
		uint8_t id[ID_BYTES];
		size_t size = 0;
		const char *line = (const char *)text->bytes + at;
		bool whole = text->size - at >= LINE_BYTES && line[LINE_BYTES - 1] == '\n';
		if (!whole ||
		    sodium_hex2bin(id, sizeof id, line, LINE_BYTES - 1, NULL, &size, NULL) != 0 ||
		    size != sizeof id)
			return journal_fault_set(fault, JOURNAL_DAMAGED,
			    ERASED_NAME ": line %zu is no id of 32 hex digits",
			    at / LINE_BYTES + 1);
		enum journal_result result = erased_add(erased, id);
		if (result != JOURNAL_OK)
			return journal_fault_set(
			    fault, result, ERASED_NAME ": there are too many lines");
	}
	return JOURNAL_OK;
}

static enum journal_result file_read(int fd, struct buffer *text, struct journal_fault *fault)
{
	struct stat file;
	if (fstat(fd, &file) != 0)
		return fails(fault);
	if (file.st_size < 0 || (uint64_t)file.st_size > ERASED_MAX * LINE_BYTES)
		return journal_fault_set(fault, JOURNAL_DAMAGED, ERASED_NAME ": it is too long");
	size_t size = (size_t)file.st_size;
	uint8_t *room = size == 0 ? NULL : buffer_room(text, size);
	if (size > 0 && room == NULL)
		return journal_fault_set(fault, JOURNAL_MEMORY, "memory is exhausted");
	for (size_t at = 0; at < size;) {
		ssize_t got = read(fd, room + at, size - at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return fails(fault);
		at += (size_t)got;
	}
	return JOURNAL_OK;
}

enum journal_result erased_read(
    struct erased *erased, const struct folder *folder, struct journal_fault *fault)
{
	int fd = openat(folder->dir_fd, ERASED_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? JOURNAL_OK : fails(fault);
	struct buffer text;
	buffer_init(&text, ERASED_MAX * LINE_BYTES);
	enum journal_result result = file_read(fd, &text, fault);
	if (result == JOURNAL_OK)
		result = lines_take(erased, &text, fault);
	buffer_close(&text);
	(void)close(fd);
	return result;
}

enum journal_result erased_write(
    const struct erased *erased, const struct folder *folder, struct journal_fault *fault)
{
	struct buffer text;
	buffer_init(&text, ERASED_MAX * LINE_BYTES + 1);
	for (size_t i = 0; i < erased->count; i++) {
		char hex[LINE_BYTES];
		buffer_add_text(&text, sodium_bin2hex(hex, sizeof hex, erased->ids[i], ID_BYTES));
		buffer_add_text(&text, "\n");
	}
	enum journal_result result = JOURNAL_OK;
	if (text.failed)
		result = journal_fault_set(fault, JOURNAL_MEMORY, "memory is exhausted");
	else if (!folder_file_write(folder, ERASED_NAME, text.bytes, text.size, NULL))
		result = fails(fault);
	buffer_close(&text);
	return result;
}

bool erased_has(const struct erased *erased, const uint8_t id[ID_BYTES])
{
	size_t at = 0;
	return find(erased, id, &at);
}

void erased_close(struct erased *erased)
{
	free(erased->ids);
	*erased = (struct erased){ .ids = NULL };
}
