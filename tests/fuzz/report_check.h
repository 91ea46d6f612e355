/*
 * tests/fuzz/report_check.h - what people bring back: an edited report, a template, a version. Whatever the bytes are, there is an
 * answer; and what was read is kept as a version and comes back with the same words on the same notes.
 *
 * An input is a file, told by what it begins with; one that begins with "V" is a version.
 */
#ifndef RAPPORTEUR_TESTS_REPORT_CHECK_H
#define RAPPORTEUR_TESTS_REPORT_CHECK_H

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "client/report/read/reading.h"
#include "client/report/template.h"
#include "client/report/version/version.h"
#include "proto/command_version.h"

static inline void report_check_tell(
    void *context, enum seal_change change, const struct seal_block *block)
{
	(void)context;
	(void)change;
	(void)block;
}

/* Settled, kept, read again: not a word is another. */
static inline void report_check_kept(struct document *document, struct arena *arena)
{
	const struct document_words words = { .before_letter = "(", .after_letter = ")" };
	struct seal_blocks before;
	struct seal_blocks after;
	struct document again = { .language = "en" };
	struct refusal refusal;
	struct buffer version;
	buffer_init(&version, REPORT_VERSION_BYTES_MAX);
	bool well = version_settle(document, &words, arena) &&
	    seal_blocks_make(&before, arena, document, NULL, 0);
	version_encode(document, &version);
	if (well && !version.failed && version.size > 0 &&
	    report_version_check(version.bytes, version.size, &refusal) == ERROR_NONE &&
	    version_decode(&again, arena, version.bytes, version.size) &&
	    version_settle(&again, &words, arena) &&
	    seal_blocks_make(&after, arena, &again, NULL, 0))
		assert(seal_compare(&before, &after, report_check_tell, NULL) == 0);
	buffer_close(&version);
}

/* Whether it was taken. */
static inline bool report_check_file(const uint8_t *input, size_t size)
{
	struct reading reading;
	struct report_template template;
	char fault[READING_FAULT_MAX];
	if (size > 0 && input[0] == 'V') {
		struct document document = { .language = "en" };
		struct arena arena;
		arena_init(&arena, READING_MEMORY_MAX);
		bool taken = version_decode(&document, &arena, input + 1, size - 1);
		if (taken)
			report_check_kept(&document, &arena);
		arena_close(&arena);
		return taken;
	}
	bool taken = reading_open(&reading, input, size, fault);
	if (taken)
		report_check_kept(&reading.document, &reading.arena);
	reading_close(&reading);
	(void)report_template_open(&template, input, size, fault);
	report_template_close(&template);
	return taken;
}

#endif
