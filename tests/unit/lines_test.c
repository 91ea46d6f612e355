/* tests/unit/lines_test.c - lines out of a pipe, however they are cut into reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/terminal/note/lines.h"

#define LINE_MAX_BYTES 5u

/* Adds what lines_next() answers until it wants more: a line in brackets, ! for one that is too long. */
static enum lines_result take(struct lines *lines, char seen[256])
{
	const char *line = NULL;
	size_t size = 0;
	for (;;) {
		enum lines_result result = lines_next(lines, &line, &size);
		size_t used = strlen(seen);
		if (result == LINES_LINE)
			snprintf(seen + used, 256 - used, "%u[%.*s]", (unsigned)lines->number,
			    (int)size, line);
		else if (result == LINES_LONG)
			snprintf(seen + used, 256 - used, "%u!", (unsigned)lines->number);
		else
			return result;
	}
}

static void lines_are_the_same_however_they_come(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		const char *seen;
	} CASES[] = {
		{ "", "" },
		{ "a\nb\n", "1[a]2[b]" },
		{ "a\nb", "1[a]2[b]" },
		{ "\n\na", "1[]2[]3[a]" },
		{ "12345\n", "1[12345]" },
		{ "12345", "1[12345]" },
		{ "123456\n", "1!" },
		{ "123456", "1!" },
		{ "a\n123456789012345\nb\n", "1[a]2!3[b]" },
		{ "123456\n123456\nb", "1!2!3[b]" },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		for (size_t piece = 1; piece <= 20; piece++) {
			int ends[2];
			char seen[256] = "";
			struct lines lines;
			size_t size = strlen(CASES[i].bytes);
			print_message("case %zu in pieces of %zu\n", i, piece);
			assert_int_equal(pipe(ends), 0);
			assert_true(lines_open(&lines, ends[0], LINE_MAX_BYTES));
			for (size_t at = 0; at < size; at += piece) {
				size_t part = size - at < piece ? size - at : piece;
				assert_int_equal(
				    write(ends[1], CASES[i].bytes + at, part), (ssize_t)part);
				/* Twice is enough for a piece and what was left before it; none blocks. */
				if (part <= LINE_MAX_BYTES) {
					assert_int_equal(take(&lines, seen), LINES_NONE);
					assert_true(lines_fill(&lines));
				}
			}
			close(ends[1]);
			while (take(&lines, seen) != LINES_END)
				assert_true(lines_fill(&lines));
			assert_string_equal(seen, CASES[i].seen);
			lines_close(&lines);
			close(ends[0]);
		}
	}
}

static void a_descriptor_that_cannot_be_read_is_told(void **state)
{
	(void)state;
	int ends[2];
	struct lines lines;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	assert_true(lines_open(&lines, ends[1], LINE_MAX_BYTES));
	assert_false(lines_fill(&lines));
	lines_close(&lines);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_the_same_however_they_come),
		cmocka_unit_test(a_descriptor_that_cannot_be_read_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
