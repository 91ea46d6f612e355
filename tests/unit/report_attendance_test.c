/* tests/unit/report_attendance_test.c - a list of registrations becomes a few sums, and nothing else of it. */
#include "tests/unit/report_fixture.h"

static const char list[] = "\xef\xbb\xbfName,Country , sector,Gender,\"E-mail\r\n\"\r\n"
			   "Jane Doe,Fiji,Civil society,F,jane@e.org\r\n"
			   "\"Doe, John\",\"Fiji\",Civil society,m,\r\n"
			   "A,nepal,Civil society,female,\n"
			   "B,Nepal,\"Trade unions, regional\",Male,x\r\n"
			   "\r\n"
			   "C,Nepal,Civil society,,\"say \"\"hello\"\"\"\r\n"
			   "D,Fiji,Civil society,woman,\r\n"
			   "E,Chile,,non-binary,";

static void only_sums_are_kept(void **state)
{
	(void)state;
	struct attendance attendance;
	struct arena arena;
	char fault[ATTENDANCE_FAULT_MAX];
	arena_init(&arena, 1u << 20);
	if (!attendance_read(&attendance, &arena, list, sizeof list - 1, fault))
		fail_msg("%s", fault);
	assert_int_equal(attendance.participants, 7);
	assert_int_equal(attendance.country_count, 3);
	assert_string_equal(attendance.countries[0].name, "Fiji");
	assert_int_equal(attendance.countries[0].people, 3);
	assert_string_equal(attendance.countries[1].name, "nepal");
	assert_int_equal(attendance.sector_count, 2);
	assert_string_equal(attendance.sectors[1].name, "Trade unions, regional");
	assert_int_equal(attendance.women, 3);
	assert_int_equal(attendance.men, 2);
	assert_int_equal(attendance.others, 1);
	arena_close(&arena);
}

static void the_report_tells_them_in_sentences(void **state)
{
	(void)state;
	static const char *pacific[] = { "Fiji", "Tonga" };
	static const char *south[] = { "Nepal" };
	static const char *north[] = { "Mongolia" };
	struct programme_subregion subregions[] = { { "Pacific", pacific, 2 },
		{ "South", south, 1 }, { "North", north, 1 } };
	struct session_fixture made;
	struct attendance attendance;
	struct arena arena;
	struct buffer out;
	char fault[ATTENDANCE_FAULT_MAX];
	arena_init(&arena, 1u << 20);
	fixture_make(&made);
	assert_true(attendance_read(&attendance, &arena, list, sizeof list - 1, fault));
	made.session.attendance = &attendance;
	made.programme.report = (struct programme_report){
		.given = true, .subregions = subregions, .subregion_count = 3
	};
	const char *text = fixture_write(&made, "md", &out);
	assert_non_null(strstr(text,
	    "2\\. In all, 7 stakeholders from three countries attended the consultation. They came "
	    "from the following sectors: Civil society (83 per cent) and Trade unions, regional. All "
	    "subregions were represented, except North. There was a balanced gender representation "
	    "among participants.\n"));
	assert_null(strstr(text, "Doe"));
	assert_null(strstr(text, "e.org"));
	buffer_close(&out);
	arena_close(&arena);
}

static const struct {
	const char *name;
	const char *text;
	const char *fault;
} bad[] = {
	{ "nothing", "", "line 1: it must name the columns" },
	{ "no country", "name,sector\nA,B", "line 1: it must name the columns" },
	{ "a row without one", "country\nFiji\n\"\"\n", "line 3: it has no country" },
	{ "an open quote", "country\n\"Fiji", "line 2: a quotation mark is never closed" },
	{ "a NUL", "country\nFi\0ji", "line 2: a cell is longer than 255 bytes, or no text" },
};

static void what_is_no_list_is_refused_with_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct attendance attendance;
		struct arena arena;
		char fault[ATTENDANCE_FAULT_MAX];
		size_t size = strlen(bad[i].text);
		if (strcmp(bad[i].name, "a NUL") == 0)
			size += 3; /* goes on behind it */
		arena_init(&arena, 1u << 20);
		if (attendance_read(&attendance, &arena, bad[i].text, size, fault) ||
		    strncmp(fault, bad[i].fault, strlen(bad[i].fault)) != 0)
			fail_msg("%s: %s", bad[i].name, fault);
		arena_close(&arena);
	}
}

/* From memory of exactly that size, so that a sanitizer sees one byte read too many. */
static void every_beginning_is_refused_or_whole(void **state)
{
	(void)state;
	for (size_t size = 0; size < sizeof list; size++) {
		struct attendance attendance;
		struct arena arena;
		char fault[ATTENDANCE_FAULT_MAX];
		char *copy = malloc(size > 0 ? size : 1);
		assert_non_null(copy);
		memcpy(copy, list, size);
		arena_init(&arena, 1u << 20);
		if (attendance_read(&attendance, &arena, copy, size, fault))
			assert_true(attendance.participants <= 8);
		else
			assert_int_not_equal(fault[0], '\0');
		arena_close(&arena);
		free(copy);
	}
}

static void names_are_capped(void **state)
{
	(void)state;
	struct buffer text;
	struct attendance attendance;
	struct arena arena;
	char fault[ATTENDANCE_FAULT_MAX];
	buffer_init(&text, 1u << 20);
	buffer_add_text(&text, "country\n");
	for (unsigned i = 0; i < ATTENDANCE_NAMES_MAX; i++)
		buffer_format(&text, "c%u\n", i);
	arena_init(&arena, 1u << 20);
	assert_true(
	    attendance_read(&attendance, &arena, (const char *)text.bytes, text.size, fault));
	buffer_add_text(&text, "one more\n");
	assert_false(
	    attendance_read(&attendance, &arena, (const char *)text.bytes, text.size, fault));
	assert_non_null(strstr(fault, "more than 300"));
	arena_close(&arena);
	buffer_close(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_sums_are_kept),
		cmocka_unit_test(the_report_tells_them_in_sentences),
		cmocka_unit_test(what_is_no_list_is_refused_with_its_line),
		cmocka_unit_test(every_beginning_is_refused_or_whole),
		cmocka_unit_test(names_are_capped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
