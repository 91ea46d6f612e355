/* tests/unit/screen_text_test.c - any text in so many columns of a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client/terminal/screen/screen_text.h"

static void a_text_is_cut_to_its_columns(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *text;
		size_t columns;
		const char *shown;
		size_t used;
	} CASES[] = {
		{ "fits", "flood", 9, "flood", 5 },
		{ "fits exactly", "flood", 5, "flood", 5 },
		{ "one too long", "floods", 5, "floo\xe2\x80\xa6", 5 },
		{ "one column", "flood", 1, "\xe2\x80\xa6", 1 },
		{ "no column", "flood", 0, "", 0 },
		{ "empty", "", 5, "", 0 },
		{ "accents", "\xc3\xa9t\xc3\xa9", 3, "\xc3\xa9t\xc3\xa9", 3 },
		{ "wide", "\xe7\xa7\xbb\xe6\xb0\x91", 4, "\xe7\xa7\xbb\xe6\xb0\x91", 4 },
		{ "wide, cut", "\xe7\xa7\xbb\xe6\xb0\x91", 3, "\xe7\xa7\xbb\xe2\x80\xa6", 3 },
		{ "wide, half a column left", "\xe7\xa7\xbb\xe6\xb0\x91", 2, "\xe2\x80\xa6", 1 },
		{ "combining marks take none", "e\xcc\x81te\xcc\x81", 3, "e\xcc\x81te\xcc\x81", 3 },
		{ "a mark stays with its letter", "abe\xcc\x81", 3, "abe\xcc\x81", 3 },
		{ "escape sequences do nothing", "a\x1b[2Jb", 9, "a [2Jb", 6 },
		{ "C1 control characters neither",
		    "a\xc2\x9b"
		    "b",
		    9, "a b", 3 },
		{ "nor line separators",
		    "a\xe2\x80\xa8"
		    "b",
		    9, "a b", 3 },
		{ "what is not UTF-8 is replaced",
		    "a\xff"
		    "b",
		    9,
		    "a\xef\xbf\xbd"
		    "b",
		    3 },
		{ "half a character", "a\xe7\xa7", 9, "a\xef\xbf\xbd\xef\xbf\xbd", 3 },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct buffer out;
		print_message("%s\n", CASES[i].name);
		buffer_init(&out, 256);
		size_t used = screen_text_add(&out, CASES[i].text, CASES[i].columns);
		assert_string_equal(buffer_text(&out), CASES[i].shown);
		assert_int_equal(used, CASES[i].used);
		buffer_close(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_text_is_cut_to_its_columns) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
