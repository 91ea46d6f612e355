/* tests/unit/line_edit_test.c - a line is moved in and erased by what a reader takes for one character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/terminal/screen/canvas.h"
#include "client/terminal/screen/line_edit.h"

#define WOMAN \
	"\xe0\xb8\xab\xe0\xb8\x8d\xe0\xb8\xb4\xe0\xb8\x87" /* Thai: three graphemes, four points */
#define PEOPLE "\xe0\xa4\xb2\xe0\xa5\x8b\xe0\xa4\x97"      /* Hindi: two graphemes */
#define FEMALE "\xe5\xa5\xb3\xe6\x80\xa7"                  /* Chinese: two, of two columns each */

static void type(struct line_edit *line, const char *text)
{
	/* As a terminal gives it: a code point a stroke. */
	for (size_t at = 0; text[at] != '\0';) {
		struct stroke stroke = { .kind = STROKE_TEXT };
		size_t size = 1;
		while (((unsigned char)text[at + size] & 0xc0u) == 0x80u)
			size++;
		memcpy(stroke.text, text + at, size);
		assert_true(line_stroke(line, &stroke));
		at += size;
	}
}

static void press(struct line_edit *line, enum stroke_kind kind, size_t times)
{
	for (size_t i = 0; i < times; i++)
		assert_true(line_stroke(line, &(struct stroke){ .kind = kind }));
}

static void a_grapheme_is_erased_whole(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *text;
		size_t left;
		enum stroke_kind stroke;
		const char *expected;
	} CASES[] = {
		{ "ascii", "abc", 0, STROKE_ERASE_BEFORE, "ab" },
		{ "thai, its vowel goes with its letter", WOMAN, 1, STROKE_ERASE_BEFORE,
		    "\xe0\xb8\xab\xe0\xb8\x87" },
		{ "thai, forward", WOMAN, 2, STROKE_ERASE_AFTER, "\xe0\xb8\xab\xe0\xb8\x87" },
		{ "hindi", PEOPLE, 1, STROKE_ERASE_BEFORE, "\xe0\xa4\x97" },
		{ "chinese", FEMALE, 0, STROKE_ERASE_BEFORE, "\xe5\xa5\xb3" },
		{ "a letter with its mark apart", "xe\xcc\x81", 0, STROKE_ERASE_BEFORE, "x" },
		{ "at the beginning nothing", "a", 1, STROKE_ERASE_BEFORE, "a" },
		{ "at the end nothing", "a", 0, STROKE_ERASE_AFTER, "a" },
		{ "a word", "one two ", 0, STROKE_ERASE_WORD, "one " },
		{ "to the beginning", "one two", 3, STROKE_ERASE_START, "two" },
		{ "to the end", "one two", 3, STROKE_ERASE_END, "one " },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct line_edit line;
		line_clear(&line);
		type(&line, CASES[i].text);
		press(&line, STROKE_LEFT, CASES[i].left);
		press(&line, CASES[i].stroke, 1);
		if (strcmp(line.text, CASES[i].expected) != 0)
			print_error("%s\n", CASES[i].name);
		assert_string_equal(line.text, CASES[i].expected);
		assert_int_equal(line.size, strlen(line.text));
	}
}

static void what_is_typed_in_between_stands_there(void **state)
{
	(void)state;
	struct line_edit line;
	line_clear(&line);
	type(&line, "Roads cut");
	press(&line, STROKE_WORD_LEFT, 1);
	type(&line, "are ");
	assert_string_equal(line.text, "Roads are cut");
	press(&line, STROKE_HOME, 1);
	press(&line, STROKE_WORD_RIGHT, 1);
	assert_int_equal(line.cursor, 5);
	press(&line, STROKE_END, 1);
	assert_int_equal(line.cursor, line.size);
}

static void what_does_not_fit_is_not_taken(void **state)
{
	(void)state;
	static struct line_edit line;
	line_clear(&line);
	struct stroke stroke = { .kind = STROKE_TEXT, .text = "\xe5\xa5\xb3" };
	size_t taken = 0;
	while (line_stroke(&line, &stroke))
		taken++;
	assert_int_equal(taken, LINE_BYTES_MAX / 3);
	assert_int_equal(line.size, taken * 3);
	stroke = (struct stroke){ .kind = STROKE_ENTER };
	assert_false(line_stroke(&line, &stroke));
}

static void a_line_taken_up_holds_no_control_character(void **state)
{
	(void)state;
	struct line_edit line;
	static const char given[] = "a\tb\x1b[31m\xff\xe5\xa5\xb3";
	line_set(&line, given, sizeof given - 1);
	assert_string_equal(line.text, "a b [31m\xe5\xa5\xb3");
}

static void the_cursor_is_always_in_what_is_shown(void **state)
{
	(void)state;
	struct line_edit line;
	line_clear(&line);
	for (size_t i = 0; i < 40; i++)
		type(&line, FEMALE "a");
	for (size_t i = 0; i <= 120; i++) {
		struct line_view view = line_view_of(&line, 20);
		assert_true(view.from <= line.cursor && line.cursor <= view.to);
		assert_true(view.cursor_column < 20);
		press(&line, STROKE_LEFT, 1);
	}
	struct line_view view = line_view_of(&line, 20);
	assert_int_equal(view.from, 0);
	assert_int_equal(view.cursor_column, 0);
}

static void text_is_broken_at_blanks(void **state)
{
	(void)state;
	struct canvas *canvas = calloc(1, sizeof *canvas);
	struct buffer row;
	static const char *const ROWS[] = { "Pay before", "the", ("flood," FEMALE), "notafterthe",
		"flood" };
	canvas_init(canvas);
	canvas_clear(canvas, 6, 14);
	buffer_init(&row, 4096);
	assert_int_equal(canvas_wrap(canvas, 0, 6, 0, 13, STYLE_PLAIN,
			     "Pay before the flood," FEMALE " notafterthe flood"),
	    5);
	for (size_t i = 0; i < 5; i++) {
		buffer_clear(&row);
		canvas_row(canvas, i, &row);
		assert_string_equal(buffer_text(&row), ROWS[i]);
	}
	canvas_clear(canvas, 2, 14);
	canvas_sides(canvas, 0, STYLE_BAR, "a long left side", "right");
	buffer_clear(&row);
	canvas_row(canvas, 0, &row);
	assert_string_equal(buffer_text(&row), "a long \xe2\x80\xa6 right");
	buffer_close(&row);
	canvas_close(canvas);
	free(canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_grapheme_is_erased_whole),
		cmocka_unit_test(what_is_typed_in_between_stands_there),
		cmocka_unit_test(what_does_not_fit_is_not_taken),
		cmocka_unit_test(a_line_taken_up_holds_no_control_character),
		cmocka_unit_test(the_cursor_is_always_in_what_is_shown),
		cmocka_unit_test(text_is_broken_at_blanks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
