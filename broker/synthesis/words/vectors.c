/* broker/synthesis/words/vectors.c - the table of word vectors; vectors/make_vectors.py tells its form. */
#include "broker/synthesis/words/lexicon_internal.h"

#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_BYTES  64u
#define VERSION     1u
#define WORDS_MAX   200000u
#define LETTERS_MAX (16u << 20)

static uint32_t number_at(const uint8_t *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	    (uint32_t)bytes[3] << 24;
}

static bool checksum_holds(const uint8_t *bytes, size_t size)
{
	uint8_t sum[CHECKSUM_BYTES];
	crypto_generichash(sum, sizeof sum, bytes + HEAD_BYTES, size - HEAD_BYTES, NULL, 0);
	return memcmp(sum, bytes + 32, sizeof sum) == 0;
}

/* Sets the parts; false when they are not what the head says. The checksum holds. */
static bool parts_set(struct vectors *vectors, const uint8_t *bytes, size_t size)
{
	uint32_t words = number_at(bytes + 16);
	uint32_t text = number_at(bytes + 20);
	uint32_t letters = number_at(bytes + 24);
	if (words == 0 || words > WORDS_MAX || letters > LETTERS_MAX || text > LETTERS_MAX ||
	    text % 8 != 0 || letters % 8 != 0)
		return false;
	size_t numbers = ((size_t)words * 4 + 1) * sizeof(uint32_t);
	numbers += -numbers % 8;
	if (size != HEAD_BYTES + text + numbers + letters + (size_t)words * VECTOR_DIMENSIONS)
		return false;
	/* A map begins on a page, and all parts before the rows are multiples of 8. */
	const uint32_t *first = (const void *)(bytes + HEAD_BYTES + text);
	vectors->words = words;
	vectors->scales = first;
	vectors->weights = first + words;
	vectors->starts = first + 2 * (size_t)words;
	vectors->order = first + 3 * (size_t)words + 1;
	vectors->letters = (const char *)(bytes + HEAD_BYTES + text + numbers);
	vectors->rows = (const void *)(vectors->letters + letters);
	for (uint32_t i = 0; i < words; i++) {
		if (vectors->starts[i] > vectors->starts[i + 1] || vectors->order[i] >= words)
			return false;
	}
	return vectors->starts[words] <= letters;
}

static bool table_holds(struct vectors *vectors)
{
	const uint8_t *bytes = vectors->map;
	if (memcmp(bytes, "RAPWORDS", 8) != 0 || number_at(bytes + 8) != VERSION ||
	    number_at(bytes + 12) != VECTOR_DIMENSIONS || !checksum_holds(bytes, vectors->map_size))
		return false;
	memcpy(vectors->checksum, bytes + 32, sizeof vectors->checksum);
	return parts_set(vectors, bytes, vectors->map_size);
}

enum lexicon_result vectors_open(struct vectors *vectors, const char *path)
{
	*vectors = (struct vectors){ 0 };
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return LEXICON_ABSENT;
	enum lexicon_result result = LEXICON_ABSENT;
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		goto out;
	result = LEXICON_DAMAGED;
	if (status.st_size < (off_t)HEAD_BYTES)
		goto out;
	void *map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		goto out;
	vectors->map = map;
	vectors->map_size = (size_t)status.st_size;
	if (table_holds(vectors))
		result = LEXICON_OK;
	else
		vectors_close(vectors);
out:
	close(fd);
	return result;
}

void vectors_close(struct vectors *vectors)
{
	if (vectors->map != NULL)
		munmap(vectors->map, vectors->map_size);
	*vectors = (struct vectors){ 0 };
}

static int compare(const struct vectors *vectors, uint32_t rank, const char *word, size_t size)
{
	size_t length = vectors->starts[rank + 1] - vectors->starts[rank];
	int order =
	    memcmp(vectors->letters + vectors->starts[rank], word, length < size ? length : size);
	if (order != 0 || length == size)
		return order;
	return length < size ? -1 : 1;
}

uint32_t vectors_find(const struct vectors *vectors, const char *word, size_t size)
{
	uint32_t low = 0;
	uint32_t high = vectors->words;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = compare(vectors, vectors->order[middle], word, size);
		if (order == 0)
			return vectors->order[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return RANK_NONE;
}
