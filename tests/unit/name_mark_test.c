/* tests/unit/name_mark_test.c - what stands in place of a name. */
#include "tests/unit/proto_fixture.h"

#include "proto/name_mark.h"

#include <string.h>

static const struct {
	const char *name;
	const char *text;
	const char *language;
	struct name_mark marks[2];
	size_t count;
	const char *shown;
} cases[] = {
	{ "none", "fees rose", "en", { { 0 } }, 0, "fees rose" },
	{ "at the beginning", "Mr Tan said no", "en", { { NAME_TITLE, 0, 6 } }, 1,
	    "[a name] said no" },
	{ "at the end", "no, said Tan", "en", { { NAME_PERSON, 9, 3 } }, 1, "no, said [a name]" },
	{ "all", "Tan", "en", { { NAME_PERSON, 0, 3 } }, 1, "[a name]" },
	{ "two side by side", "Tan@x", "en", { { NAME_PERSON, 0, 3 }, { NAME_CONTACT, 3, 2 } }, 2,
	    "[a name][an address]" },
	{ "a body", "we at Harbour House ask", "en", { { NAME_WE, 0, 19 } }, 1, "[a body] ask" },
	{ "no language", "Tan", NULL, { { NAME_PERSON, 0, 3 } }, 1, "[a name]" },
	{ "another language", "Tan", "tlh", { { NAME_PERSON, 0, 3 } }, 1, "[a name]" },
	{ "a region", "Tan a dit", "fr-CA", { { NAME_PERSON, 0, 3 } }, 1, "[un nom] a dit" },
	{ "in capitals", "Tan", "ES", { { NAME_PERSON, 0, 3 } }, 1, "[un nombre]" },
	{ "a longer tag that begins so", "Tan", "thx", { { NAME_PERSON, 0, 3 } }, 1, "[a name]" },
	{ "many bytes a letter", "คุณสมชาย บอกว่า", "th", { { NAME_TITLE, 0, 24 } }, 1,
	    "[ชื่อ] บอกว่า" },
	{ "a newer kind", "Tan", "en", { { 99, 0, 3 } }, 1, "[a name]" },
};

static void a_mark_is_covered_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer out;
		buffer_init(&out, 1024);
		name_mask(cases[i].text, cases[i].marks, cases[i].count, cases[i].language, &out);
		if (strcmp(buffer_text(&out), cases[i].shown) != 0)
			fail_msg("%s: %s", cases[i].name, buffer_text(&out));
		buffer_close(&out);
	}
}

static void a_kind_of_a_newer_version_has_a_word(void **state)
{
	(void)state;
	assert_string_equal(name_kind_word(NAME_CONTACT), "contact");
	assert_string_equal(name_kind_word(99), "name");
	assert_non_null(strstr(name_kind_reason(99), "newer"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mark_is_covered_and_nothing_else),
		cmocka_unit_test(a_kind_of_a_newer_version_has_a_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
