/* tests/unit/point_name_test.c - what a person types for a note or a point finds it, or is refused with a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/terminal/point/ground.h"

#define MANY 12u

static struct synthesis_note notes_two[] = {
	{ .id = "n1aaaaaaaaaa", .number = 1, .place = NOTE_IN_POINT },
	{ .id = "n2bbbbbbbbbb", .number = 2, .place = NOTE_IN_POINT },
	{ .id = "hidhidhidhid", .number = 3, .place = NOTE_HIDDEN },
};
static const char in_first[][PUBLIC_ID_CHARS + 1] = { "n1aaaaaaaaaa" };
static const char in_second[][PUBLIC_ID_CHARS + 1] = { "n2bbbbbbbbbb" };
static struct synthesis_point points_two[] = {
	{ .id = "p1cccccccccc", .category = "challenge", .notes = in_first, .note_count = 1 },
	{ .id = "p2dddddddddd", .category = "challenge", .notes = in_second, .note_count = 1 },
	{ .id = "p3eeeeeeeeee", .category = "a.b", .notes = in_second, .note_count = 1 },
};
static struct synthesis_note notes_five[MANY];
static struct synthesis_objective objectives[] = {
	{ .number = 2,
	    .points = points_two,
	    .point_count = 3,
	    .notes = notes_two,
	    .note_count = 3 },
	{ .number = 5, .notes = notes_five, .note_count = MANY },
};
static struct programme_category categories[] = { { .key = "challenge" }, { .key = "a.b" } };
static const struct ground ground = {
	.programme = { .categories = categories, .category_count = 2 },
	.synthesis = { .objectives = objectives, .objective_count = 2 },
};

/* What is complained of, instead of the standard error. */
struct heard {
	int kept;
	FILE *file;
	char text[2048];
};

static void listen_begin(struct heard *heard)
{
	(void)fflush(stderr);
	heard->kept = dup(STDERR_FILENO);
	heard->file = tmpfile();
	assert_true(heard->kept >= 0);
	assert_non_null(heard->file);
	assert_true(dup2(fileno(heard->file), STDERR_FILENO) >= 0);
}

static void listen_end(struct heard *heard)
{
	(void)fflush(stderr);
	assert_true(dup2(heard->kept, STDERR_FILENO) >= 0);
	ssize_t size = pread(fileno(heard->file), heard->text, sizeof heard->text - 1, 0);
	assert_true(size >= 0);
	heard->text[size] = '\0';
	close(heard->kept);
	(void)fclose(heard->file);
}

static const struct {
	const char *what;
	const char *name;
	enum ending ending;
	const char *point; /* "": none */
	const char *note;
	const char *complaint;
} cases[] = {
	{ "a point by its id", "p1c", ENDING_DONE, "p1cccccccccc", "", NULL },
	{ "the whole id", "p2dddddddddd", ENDING_DONE, "p2dddddddddd", "", NULL },
	{ "a note, and the point that holds it", "n2b", ENDING_DONE, "p2dddddddddd", "n2bbbbbbbbbb",
	    NULL },
	{ "a note in no point", "hid", ENDING_DONE, "", "hidhidhidhid", NULL },
	{ "by place", "2.challenge.2", ENDING_DONE, "p2dddddddddd", "", NULL },
	{ "a category with a dot", "2.a.b.1", ENDING_DONE, "p3eeeeeeeeee", "", NULL },
	{ "too short", "p1", ENDING_USAGE, "", "", "at least 3 characters" },
	{ "nothing", "", ENDING_USAGE, "", "", "at least 3 characters" },
	{ "none begins so", "zzz", ENDING_REFUSED, "", "", "begins so" },
	{ "longer than an id", "p1ccccccccccc", ENDING_REFUSED, "", "", "begins so" },
	{ "several, listed by kind and id, not all", "man", ENDING_REFUSED, "", "",
	    "12 begin so: note manymanyma00" },
	{ "a place beyond the last", "2.challenge.3", ENDING_REFUSED, "", "", "no such point" },
	{ "an objective that is not there", "7.challenge.1", ENDING_REFUSED, "", "",
	    "no such point" },
	{ "place 0", "2.challenge.0", ENDING_USAGE, "", "", "such as 2.challenge.3" },
	{ "no place", "2.challenge", ENDING_USAGE, "", "", "such as 2.challenge.3" },
	{ "no number", "two.challenge.1", ENDING_USAGE, "", "", "such as 2.challenge.3" },
	{ "a number too large", "99999999.challenge.1", ENDING_USAGE, "", "",
	    "such as 2.challenge.3" },
	{ "no category", "2..1", ENDING_USAGE, "", "", "such as 2.challenge.3" },
	{ "only dots", "...", ENDING_USAGE, "", "", "such as 2.challenge.3" },
};

static int many_notes(void **state)
{
	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		notes_five[i] = (struct synthesis_note){ .number = 10 + i, .place = NOTE_UNPLACED };
		snprintf(notes_five[i].id, sizeof notes_five[i].id, "manymanyma%02u", (unsigned)i);
	}
	return 0;
}

static void a_name_is_found_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct named named = { .objective = NULL };
		struct heard heard;
		listen_begin(&heard);
		enum ending ending = point_name_find(&ground, cases[i].name, &named);
		listen_end(&heard);
		const char *point = named.point == NULL ? "" : named.point->id;
		const char *note = named.note == NULL ? "" : named.note->id;
		if (ending != cases[i].ending || strcmp(point, cases[i].point) != 0 ||
		    strcmp(note, cases[i].note) != 0 ||
		    (cases[i].complaint == NULL ? heard.text[0] != '\0'
						: strstr(heard.text, cases[i].complaint) == NULL))
			fail_msg("%s: %s %s %s", cases[i].what, point, note, heard.text);
	}
}

static void where_only_a_point_will_do_a_note_in_none_is_refused(void **state)
{
	(void)state;
	struct named named;
	struct heard heard;
	assert_int_equal(point_name_point(&ground, "n1a", &named), ENDING_DONE);
	assert_string_equal(named.point->id, "p1cccccccccc");
	listen_begin(&heard);
	enum ending ending = point_name_point(&ground, "hid", &named);
	listen_end(&heard);
	assert_int_equal(ending, ENDING_REFUSED);
	assert_non_null(strstr(heard.text, "note hidhidhidhid is in no point: it is hidden"));
}

static void a_cell_is_an_objective_and_a_category(void **state)
{
	(void)state;
	uint32_t objective = 0;
	const char *category = NULL;
	struct heard heard;
	assert_int_equal(
	    point_name_cell(&ground, "2.challenge", &objective, &category), ENDING_DONE);
	assert_int_equal(objective, 2);
	assert_string_equal(category, "challenge");
	assert_int_equal(point_name_cell(&ground, "5.a.b", &objective, &category), ENDING_DONE);
	assert_string_equal(category, "a.b");
	listen_begin(&heard);
	enum ending unknown = point_name_cell(&ground, "2.other", &objective, &category);
	enum ending wordless = point_name_cell(&ground, "challenge", &objective, &category);
	listen_end(&heard);
	assert_int_equal(unknown, ENDING_REFUSED);
	assert_int_equal(wordless, ENDING_USAGE);
	assert_non_null(strstr(heard.text, "such as 2.challenge"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_found_or_refused),
		cmocka_unit_test(where_only_a_point_will_do_a_note_in_none_is_refused),
		cmocka_unit_test(a_cell_is_an_objective_and_a_category),
	};
	return cmocka_run_group_tests(tests, many_notes, NULL);
}
