/* tests/unit/text_test.c - one form of every text; what is refused, and the caps. */
#include <stdlib.h>
#include <utf8proc.h>

#include "tests/unit/proto_fixture.h"

#include "proto/wire/text.h"

/* Escapes end where a string does: "\u00e9" is é in UTF-8. */
static const struct {
	const char *name;
	const char *given;
	const char *kept;
} NORMAL[] = {
	{ "plain", "Flood funds come too late", "Flood funds come too late" },
	{ "one letter", "a", "a" },
	{ "spaces at the ends", "  a b ", "a b" },
	{ "many spaces", "a   b", "a b" },
	{ "tab, line feed, carriage return", "a\tb\nc\r\nd", "a b c d" },
	{ "vertical tab, form feed", "a\vb\fc", "a b c" },
	{ "next line",
	    "a\xc2\x85"
	    "b",
	    "a b" },
	{ "no-break space", "a\u00a0b", "a b" },
	{ "ogham, en quad, em space, thin, hair", "a\u1680b\u2000c\u2003d\u2009e\u200af",
	    "a b c d e f" },
	{ "line and paragraph separator", "a\u2028b\u2029c", "a b c" },
	{ "narrow no-break, mathematical, ideographic", "a\u202fb\u205fc\u3000d", "a b c d" },
	{ "spaces of several kinds are one", "a \u00a0\t\u3000b", "a b" },
	{ "a space beside a control", "a \x01 b", "a b" },
	{ "composed", "caf\u00e9", "caf\u00e9" },
	{ "e and acute", "cafe\u0301", "caf\u00e9" },
	{ "marks in another order", "a\u0323\u0302 a\u0302\u0323", "\u1ead \u1ead" },
	{ "Hangul in pieces", "\u1112\u1161\u11ab", "\ud55c" },
	{ "a composition that is excluded", "\u0958", "\u0915\u093c" },
	{ "angstrom sign", "\u212b", "\u00c5" },
	{ "compatibility forms stay", "\ufb01 \u00b2", "\ufb01 \u00b2" },
	{ "control characters",
	    "a\x01"
	    "b\x1f"
	    "c\x7f"
	    "d\xc2\x9f"
	    "e",
	    "abcde" },
	{ "escape sequence", "\x1b[31mred", "[31mred" },
	{ "bidi embeddings and overrides", "a\u202ab\u202bc\u202cd\u202de\u202ef\u202c\u202c\u202c",
	    "abcdef" },
	{ "bidi isolates", "a\u2066b\u2067c\u2068d\u2069e\u2069\u2069", "abcde" },
	{ "bidi marks", "a\u200eb\u200fc\u061cd", "abcd" },
	{ "byte order mark",
	    "\ufeff"
	    "a\ufeff"
	    "b",
	    "ab" },
	{ "noncharacters",
	    "a\ufffe"
	    "b\uffff"
	    "c\ufdd0"
	    "d\U0001ffff"
	    "e\U0010fffe"
	    "f",
	    "abcdef" },
	{ "joiners", "\u0915\u094d\u200d\u0937 \u0646\u200c\u0645",
	    "\u0915\u094d\u200d\u0937 \u0646\u200c\u0645" },
	{ "family of four code points", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
	    "\U0001f468\u200d\U0001f469\u200d\U0001f467" },
	{ "a mark takes a letter over an override", "e\u202e\u0301\u202c", "\u00e9" },
	{ "scripts", "\u0e44\u0e17\u0e22 \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u4e2d\u6587",
	    "\u0e44\u0e17\u0e22 \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u4e2d\u6587" },
};

/* Every character that is told to be normal between two letters, against the whole work. */
static void what_is_told_to_be_normal_is(void **state)
{
	(void)state;
	size_t told = 0;
	for (utf8proc_int32_t point = 1; point < 0x110000; point++) {
		uint8_t given[8] = "a";
		utf8proc_ssize_t used = utf8proc_encode_char(point, given + 1);
		size_t size = (size_t)used + 2;
		given[size - 1] = 'b';
		if (used <= 0 || !text_is_normal(given, size))
			continue;
		told++;
		utf8proc_uint8_t *composed = NULL;
		assert_int_equal(utf8proc_map(given, (utf8proc_ssize_t)size, &composed,
				     UTF8PROC_STABLE | UTF8PROC_COMPOSE),
		    size);
		assert_memory_equal(composed, given, size);
		free(composed);
		utf8proc_category_t category = utf8proc_category(point);
		assert_int_not_equal(category, UTF8PROC_CATEGORY_CC);
		assert_true(point == ' ' || category != UTF8PROC_CATEGORY_ZS);
	}
	assert_true(told > 700); /* ASCII, Latin, dashes and quotation marks */
	static const char *const others[] = { "", " a", "a ", "a  b", "a\tb", "e\u0301", "a\u00a0b",
		"a\u2028b", "0123456789abcdef\x01", "0123456789abcde  f" };
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_false(text_is_normal((const uint8_t *)others[i], strlen(others[i])));
}

static const struct {
	const char *name;
	const char *given;
	enum error error;
} REFUSED[] = {
	{ "nothing", "", ERROR_TEXT_EMPTY },
	{ "spaces", " \t\n ", ERROR_TEXT_EMPTY },
	{ "other spaces", "\u00a0\u3000", ERROR_TEXT_EMPTY },
	{ "only controls", "\x01\x02", ERROR_TEXT_EMPTY },
	{ "only overrides", "\u202e\ufeff\u202c", ERROR_TEXT_EMPTY },
	{ "lone continuation", "a\x80", ERROR_UTF8 },
	{ "cut short", "a\xc3", ERROR_UTF8 },
	{ "three of four bytes", "a\xf0\x9f\x91", ERROR_UTF8 },
	{ "overlong in two", "\xc0\xaf", ERROR_UTF8 },
	{ "overlong in three", "\xe0\x80\xaf", ERROR_UTF8 },
	{ "overlong in four", "\xf0\x80\x80\xaf", ERROR_UTF8 },
	{ "low surrogate", "\xed\xb0\x80", ERROR_UTF8 },
	{ "surrogate pair", "\xed\xa0\xbd\xed\xb1\xa8", ERROR_UTF8 },
	{ "over U+10FFFF", "\xf4\x90\x80\x80", ERROR_UTF8 },
	{ "five bytes", "\xf8\x88\x80\x80\x80", ERROR_UTF8 },
	{ "0xfe and 0xff", "\xfe\xff", ERROR_UTF8 },
	{ "Latin-1", "caf\xe9 noir", ERROR_UTF8 },
};

static enum error normalise(const void *bytes, size_t size, struct buffer *out)
{
	buffer_init(out, NOTE_TEXT_BYTES_MAX);
	return text_normalise(bytes, size, NOTE_TEXT_CHARS_MAX, out);
}

static void texts_have_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(NORMAL); i++) {
		struct buffer out;
		if (normalise(NORMAL[i].given, strlen(NORMAL[i].given), &out) != ERROR_NONE)
			fail_msg("%s: refused", NORMAL[i].name);
		if (strcmp(buffer_text(&out), NORMAL[i].kept) != 0)
			fail_msg("%s: '%s'", NORMAL[i].name, buffer_text(&out));
		buffer_close(&out);
	}
}

static void wrong_texts_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(REFUSED); i++) {
		struct buffer out;
		if (normalise(REFUSED[i].given, strlen(REFUSED[i].given), &out) != REFUSED[i].error)
			fail_msg("%s", REFUSED[i].name);
		assert_int_equal(out.size, 0);
		buffer_close(&out);
	}
	struct buffer out;
	assert_int_equal(normalise("a\0b", 3, &out), ERROR_UTF8);
	buffer_close(&out);
}

static enum error normalise_repeated(const char *unit, size_t count, size_t *kept)
{
	struct buffer given;
	struct buffer out;
	buffer_init(&given, 64 * NOTE_TEXT_CHARS_MAX);
	for (size_t i = 0; i < count; i++)
		buffer_add_text(&given, unit);
	assert_false(given.failed);
	enum error error = normalise(given.bytes, given.size, &out);
	*kept = out.size;
	buffer_close(&out);
	buffer_close(&given);
	return error;
}

static void characters_are_counted_as_people_do(void **state)
{
	(void)state;
	static const struct {
		const char *unit;
		size_t kept; /* bytes of one */
	} cases[] = {
		{ "a", 1 },
		{ "\u00e9", 2 },
		{ "\u4e2d", 3 },
		{ "\U0001f30a", 4 }, /* NOTE_TEXT_BYTES_MAX holds 4,000 of them */
		{ "e\u0301", 2 },    /* counted after composing */
		{ "a\x01", 1 },
		{ "\u1112\u1161\u11ab", 3 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t kept = 0;
		assert_int_equal(
		    normalise_repeated(cases[i].unit, NOTE_TEXT_CHARS_MAX, &kept), ERROR_NONE);
		assert_int_equal(kept, cases[i].kept * NOTE_TEXT_CHARS_MAX);
		assert_int_equal(normalise_repeated(cases[i].unit, NOTE_TEXT_CHARS_MAX + 1, &kept),
		    ERROR_TEXT_LONG);
		assert_int_equal(kept, 0);
	}
}

/* Bytes of one code point, composed. */
static size_t composed_size(utf8proc_int32_t point, size_t *given)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t size = utf8proc_encode_char(point, bytes);
	assert_in_range(size, 1, 4);
	*given = (size_t)size;
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t after =
	    utf8proc_map(bytes, size, &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	assert_true(after > 0);
	free(composed);
	return (size_t)after;
}

/* What limits.h says of growth, asked of the tables that we link with. */
static void no_character_grows_more_than_threefold(void **state)
{
	(void)state;
	for (utf8proc_int32_t point = 1; point <= 0x10ffff; point++) {
		if (point >= 0xd800 && point <= 0xdfff)
			continue;
		size_t given = 0;
		size_t kept = composed_size(point, &given);
		if (kept > 3 * given)
			fail_msg(
			    "U+%04X grows from %zu to %zu bytes", (unsigned)point, given, kept);
	}
	/* So the largest input composes within what an int or a buffer holds, and one that is full of
	 * the worst character is refused by its count, not cut. */
	size_t kept = 0;
	assert_int_equal(
	    normalise_repeated("\u0958", NOTE_INPUT_BYTES_MAX / 3, &kept), ERROR_TEXT_LONG);
	assert_int_equal(normalise_repeated("\u0958", NOTE_TEXT_CHARS_MAX / 2, &kept), ERROR_NONE);
	assert_int_equal(kept, 6 * NOTE_TEXT_CHARS_MAX / 2);
}

/* A text of code points that meet each other: letters, marks, spaces, joiners, controls. */
static void random_text(uint64_t *seed, struct buffer *out)
{
	static const utf8proc_int32_t marked[] = { ' ', 'e', 'a', 0x0301, 0x0323, 0x0302, 0x1112,
		0x1161, 0x11ab, 0x200d, 0x202e, 0xfeff, 0x0958, 0x212b, 0x3000, 1, 0x0345, 0x1f80 };
	size_t count = random_next(seed) % 40;
	for (size_t i = 0; i < count; i++) {
		utf8proc_int32_t point = marked[random_next(seed) % COUNT(marked)];
		if (random_next(seed) % 4 == 0)
			point = (utf8proc_int32_t)(random_next(seed) % 0x110000);
		if (point == 0 || (point >= 0xd800 && point <= 0xdfff))
			point = 'x';
		utf8proc_uint8_t bytes[4];
		buffer_add(out, bytes, (size_t)utf8proc_encode_char(point, bytes));
	}
}

static void normalising_twice_changes_nothing(void **state)
{
	(void)state;
	uint64_t seed = 1865;
	for (size_t round = 0; round < 20000; round++) {
		struct buffer given;
		struct buffer once;
		struct buffer twice;
		buffer_init(&given, 1024);
		random_text(&seed, &given);
		enum error error = normalise(given.bytes, given.size, &once);
		assert_true(error == ERROR_NONE || error == ERROR_TEXT_EMPTY);
		assert_int_equal(normalise(once.bytes, once.size, &twice), error);
		assert_int_equal(once.size, twice.size);
		if (once.size > 0)
			assert_memory_equal(once.bytes, twice.bytes, once.size);
		buffer_close(&given);
		buffer_close(&once);
		buffer_close(&twice);
	}
}

static void random_bytes_are_text_only_when_well_formed(void **state)
{
	(void)state;
	uint64_t seed = 7;
	size_t valid = 0;
	for (size_t round = 0; round < 100000; round++) {
		uint8_t bytes[8];
		size_t size = random_next(&seed) % sizeof bytes;
		for (size_t i = 0; i < size; i++)
			bytes[i] = (uint8_t)random_next(&seed);
		struct buffer out;
		enum error error = normalise(bytes, size, &out);
		assert_int_equal(text_utf8_valid(bytes, size), error != ERROR_UTF8);
		valid += error == ERROR_NONE ? 1 : 0;
		buffer_close(&out);
	}
	assert_true(valid > 1000);
}

static void lines_have_no_control_characters(void **state)
{
	(void)state;
	assert_true(text_line_valid(""));
	assert_true(text_line_valid("rapporteur 1.0"));
	assert_true(text_line_valid("caf\u00e9 \u00a0 \u4e2d"));
	assert_false(text_line_valid("a\nb"));
	assert_false(text_line_valid("\x1b[2J"));
	assert_false(text_line_valid("a\x7f"));
	assert_false(text_line_valid("a\xc2\x9b"));
	assert_false(text_line_valid("\xff"));
}

static void keys_are_of_a_few_characters(void **state)
{
	(void)state;
	static const struct {
		const char *key;
		bool valid;
	} cases[] = { { "a", true }, { "WG-2", true }, { "gcm-ap-2020-10-28", true },
		{ "1.b_c", true }, { "12345678", true }, { "123456789", false }, { "", false },
		{ "-a", false }, { ".a", false }, { "_a", false }, { "a b", false },
		{ "a/b", false }, { "caf\u00e9", false }, { "a\n", false } };
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t max = strlen(cases[i].key) > 9 ? SESSION_KEY_MAX : 8;
		if (text_key_valid(cases[i].key, max) != cases[i].valid)
			fail_msg("%s", cases[i].key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_told_to_be_normal_is),
		cmocka_unit_test(texts_have_one_form),
		cmocka_unit_test(wrong_texts_are_refused),
		cmocka_unit_test(characters_are_counted_as_people_do),
		cmocka_unit_test(no_character_grows_more_than_threefold),
		cmocka_unit_test(normalising_twice_changes_nothing),
		cmocka_unit_test(random_bytes_are_text_only_when_well_formed),
		cmocka_unit_test(lines_have_no_control_characters),
		cmocka_unit_test(keys_are_of_a_few_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
