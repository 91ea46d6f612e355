/* tests/unit/report_test.c - the report model and its balance, and the lines of JSONL. */
#include "tests/unit/report_fixture.h"

#include <jansson.h>

static const char golden[] =
    "# Safe &amp; orderly\n\n"
    "Summary report\\\n"
    "Session meet-1 of the series meet\\\n"
    "28 October 2020\\\n"
    "11:00-12:20 hrs. (Bangkok time)\\\n"
    "Objectives 2 and 5\\\n"
    "Final. The session was closed on 28 October 2020, 08:00 (UTC).\n\n"
    "## I. Objectives, organization and attendance\n\n"
    "1\\. The consultation was held on 28 October 2020, 11:00-12:20 hrs. (Bangkok time), "
    "and focused on the following two objectives:\n\n"
    "&emsp;2\\. Minimize drivers\n\n"
    "&emsp;5\\. Open pathways\n\n"
    "2\\. The discussion took place in two working groups. A set of guiding questions "
    "was prepared for it. The programme is in annex I. The guiding questions are in "
    "annex II.\n\n"
    "3\\. This report summarizes the points that were raised, objective by objective. It "
    "is based on 10 notes taken in the working groups. How each of them was used is in "
    "annex III. The meeting was conducted under the Chatham House rule.\n\n"
    "## II. Outcomes of the consultation\n\n"
    "### A. Objective 2: Minimize drivers\n\n"
    "#### i. Key challenges\n\n"
    "4\\. Participants noted that low wages drive people abroad. <!-- notes: "
    "n00000000001 n00000000003 -->\n\n"
    "5\\. One participant observed that consulates lack staff \"everywhere\". <!-- "
    "notes: n00000000002 -->\n\n"
    "#### ii. Recommendations\n\n"
    "6\\. States should ratify the treaties. <!-- notes: n00000000004 -->\n\n"
    "### B. Objective 5: Open pathways\n\n"
    "7\\. No points were recorded under this objective.\n\n"
    "## Annex I. Programme\n\n"
    "| Time | Details |\n"
    "| --- | --- |\n"
    "| 11:00-11:10 hrs. | <strong>Welcome</strong><br>Moderator: D. Chair<br>• A. "
    "Speaker<br>• B. Speaker |\n"
    "| 11:30-12:20 hrs. | <strong>Working groups, round 1</strong><br>• Objective 2: "
    "Minimize drivers (co-hosts: C. Host)<br>• Objective 5: Open pathways |\n\n"
    "## Annex II. Guiding questions\n\n"
    "Objective 2: Minimize drivers\n\n"
    "(a) What has changed?\n\n"
    "(b) Who is left behind?\n\n"
    "## Annex III. Balance and method\n\n"
    "Notes received: 10. Each is counted once in the table below, under the objective it "
    "was written for.\n\n"
    "| Objective | Received | In points | Hidden | Unplaced | Retracted | Redacted | "
    "Late | Points |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    "| 2 | 9 | 4 | 1 | 1 | 1 | 1 | 1 | 3 |\n"
    "| 5 | 1 | 0 | 0 | 0 | 1 | 0 | 0 | 0 |\n"
    "| **Total** | **10** | **4** | **1** | **1** | **2** | **1** | **1** | **3** |\n\n"
    "Notes that say the same are one point. A point is worded after the note that speaks "
    "best for it, or by a moderator. “A participant” stands for a point that one note "
    "taker recorded, “participants” for one that two or more recorded, “it was widely” "
    "for one in at least five notes of at least three note takers. Within a theme or "
    "category stronger points come first, unless a moderator ordered them. What stands "
    "in quotation marks is a note as it was written.\n\n"
    "The following notes were hidden:\n\n"
    "(a) Objective 2: note n00000000005 (names a person) <!-- notes: n00000000005 -->\n\n"
    "The following notes are in no point:\n\n"
    "(a) Objective 2: note n00000000006 (it has no words) <!-- notes: n00000000006 -->\n\n"
    "The following notes came after the session was closed:\n\n"
    "(a) Objective 2: “Visas cost too much” <!-- notes: n00000000009 -->\n\n"
    "No note touched the following guiding questions:\n\n"
    "(a) Objective 2: Who is left behind?\n\n"
    "No note came from the following rooms: WG-5.\n\n";

static void the_report_reads_as_it_should(void **state)
{
	(void)state;
	struct session_fixture made;
	struct buffer out;
	fixture_make(&made);
	const char *text = fixture_write(&made, "md", &out);
	assert_string_equal(text, golden);
	assert_null(strstr(text, "Jane Doe")); /* a hidden note's text stays hidden */
	buffer_close(&out);
}

static void the_same_twice_is_the_same_bytes(void **state)
{
	(void)state;
	static const char *const formats[] = { "md", "json", "jsonl", "csv", "html" };
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct session_fixture first;
		struct session_fixture second;
		struct buffer left;
		struct buffer right;
		fixture_make(&first);
		fixture_make(&second);
		/* Another order of what is given changes nothing. */
		struct synthesis_point moved = second.points[0];
		second.points[0] = second.points[2];
		second.points[2] = moved;
		assert_string_equal(fixture_write(&first, formats[i], &left),
		    fixture_write(&second, formats[i], &right));
		buffer_close(&left);
		buffer_close(&right);
	}
}

static void a_session_still_open_says_so(void **state)
{
	(void)state;
	struct session_fixture made;
	struct buffer out;
	fixture_make(&made);
	made.session.closed = false;
	made.session.last_number = 17;
	const char *text = fixture_write(&made, "md", &out);
	assert_non_null(
	    strstr(text, "\nInterim. The session is still open; this is its state at event 17.\n"));
	buffer_close(&out);
}

static void an_empty_session_has_a_report(void **state)
{
	(void)state;
	struct session_fixture made;
	struct buffer out;
	fixture_make(&made);
	made.objectives[0] = (struct synthesis_objective){ .number = 2 };
	made.objectives[1] = (struct synthesis_objective){ .number = 5 };
	made.session.received = 0;
	const char *text = fixture_write(&made, "md", &out);
	assert_non_null(strstr(text, "No notes were received."));
	assert_non_null(strstr(text, "No points were recorded under this objective."));
	buffer_close(&out);
	assert_string_equal(fixture_write(&made, "jsonl", &out), "");
	buffer_close(&out);
}

/* Every paragraph and heading can be pointed at; none is there twice. */
static void ids_are_plain_and_there_once(void **state)
{
	(void)state;
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	struct session_fixture made;
	struct report report;
	char detail[REPORT_DETAIL_MAX];
	const char *ids[64];
	size_t count = 0;
	fixture_make(&made);
	assert_int_equal(fixture_build(&made, &report, detail), REPORT_OK);
	for (size_t i = 0; i < report.document.body.block_count; i++) {
		const struct document_block *block = &report.document.body.blocks[i];
		if (block->kind == DOCUMENT_TABLE)
			continue;
		const char *id =
		    block->kind == DOCUMENT_HEADING ? block->heading.id : block->paragraph.id;
		assert_non_null(id);
		assert_true(strlen(id) <= DOCUMENT_ID_MAX);
		assert_int_equal(strspn(id, plain), strlen(id));
		assert_true(id[0] > '9');
		for (size_t k = 0; k < count; k++)
			assert_string_not_equal(ids[k], id);
		assert_true(count < sizeof ids / sizeof *ids);
		ids[count++] = id;
	}
	assert_true(count > 10);
	report_close(&report);
}

/* ---- the balance ---- */

static void break_received(struct session_fixture *made)
{
	made->session.received = 11;
}
static void break_count(struct session_fixture *made)
{
	made->objectives[0].counts[NOTE_LATE] = 2;
}
static void break_lost(struct session_fixture *made)
{
	made->objectives[0].note_count = 8;
}
static void break_points(struct session_fixture *made)
{
	made->objectives[0].point_count = 2;
}
static void break_twice(struct session_fixture *made)
{
	static const char ids[2][PUBLIC_ID_CHARS + 1] = { "n00000000002", "n00000000003" };
	made->points[2].notes = ids;
}
static void break_stranger(struct session_fixture *made)
{
	static const char ids[1][PUBLIC_ID_CHARS + 1] = { "n00000000099" };
	made->points[0].notes = ids;
}
static void break_place(struct session_fixture *made)
{
	static const char ids[1][PUBLIC_ID_CHARS + 1] = { "n00000000009" };
	made->points[0].notes = ids;
}

static const struct {
	const char *name;
	void (*change)(struct session_fixture *made);
	const char *detail;
} broken[] = {
	{ "one more was received", break_received,
	    "11 notes were received, but in points 4 + hidden 1 + unplaced 1 + retracted 2 + redacted "
	    "1 + late 1 = 10." },
	{ "one more is counted", break_count,
	    "Objective 2: 2 notes are counted as late, but 1 are listed so." },
	{ "one is not listed", break_lost,
	    "Objective 2: 1 notes are counted as late, but 0 are listed so." },
	{ "a point is missing", break_points,
	    "Objective 2: 4 notes are counted as in points, but the points hold 2." },
	{ "a note is in two points", break_twice,
	    "Objective 2: note n00000000002 of point p00000000002 is in two points." },
	{ "a point has a note that is not there", break_stranger,
	    "Objective 2: note n00000000099 of point p00000000002 is not among its notes." },
	{ "a point has a late note", break_place,
	    "Objective 2: note n00000000009 of point p00000000002 is late." },
};

static void what_does_not_balance_is_no_report(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		struct session_fixture made;
		struct report report;
		char detail[REPORT_DETAIL_MAX];
		fixture_make(&made);
		broken[i].change(&made);
		enum report_result result = fixture_build(&made, &report, detail);
		if (result != REPORT_UNBALANCED || strcmp(detail, broken[i].detail) != 0)
			fail_msg("%s: %d %s", broken[i].name, (int)result, detail);
	}
}

/* ---- a line a note ---- */

static const struct {
	const char *note;
	const char *place;
	const char *point; /* NULL: none, and no rank and statement */
	json_int_t rank;
	bool has_text;
} lines[] = {
	{ "n00000000001", "in points", "p00000000001", 1, true },
	{ "n00000000002", "in points", "p00000000002", 2, true },
	{ "n00000000003", "in points", "p00000000001", 1, true },
	{ "n00000000004", "in points", "p00000000004", 1, true },
	{ "n00000000005", "hidden", NULL, 0, false },
	{ "n00000000006", "unplaced", NULL, 0, true },
	{ "n00000000009", "late", NULL, 0, true },
};

static void check_line(json_t *line, size_t i)
{
	assert_non_null(line);
	assert_int_equal(json_object_size(line), 14);
	assert_string_equal(json_string_value(json_object_get(line, "note")), lines[i].note);
	assert_int_equal(json_integer_value(json_object_get(line, "objective")), 2);
	assert_string_equal(json_string_value(json_object_get(line, "place")), lines[i].place);
	assert_string_equal(json_string_value(json_object_get(line, "room")), "WG-2");
	assert_int_equal(json_is_string(json_object_get(line, "text")), lines[i].has_text);
	if (lines[i].point == NULL) {
		assert_true(json_is_null(json_object_get(line, "point")));
		assert_true(json_is_null(json_object_get(line, "rank")));
		assert_true(json_is_null(json_object_get(line, "statement")));
		return;
	}
	assert_string_equal(json_string_value(json_object_get(line, "point")), lines[i].point);
	assert_int_equal(json_integer_value(json_object_get(line, "rank")), lines[i].rank);
	assert_true(json_is_string(json_object_get(line, "statement")));
}

static void every_note_that_has_a_text_is_a_line(void **state)
{
	(void)state;
	struct session_fixture made;
	struct buffer out;
	size_t count = 0;
	fixture_make(&made);
	const char *at = fixture_write(&made, "jsonl", &out);
	while (*at != '\0') {
		const char *end = strchr(at, '\n');
		assert_non_null(end);
		assert_true(count < sizeof lines / sizeof *lines);
		json_t *line = json_loadb(at, (size_t)(end - at), JSON_REJECT_DUPLICATES, NULL);
		check_line(line, count);
		if (count == 0) {
			assert_string_equal(json_string_value(json_object_get(line, "ref")), "r-1");
			assert_string_equal(
			    json_string_value(json_object_get(line, "lens")), "youth");
			assert_string_equal(json_string_value(json_object_get(line, "lang")), "en");
		}
		json_decref(line);
		count++;
		at = end + 1;
	}
	assert_int_equal(count, sizeof lines / sizeof *lines);
	buffer_close(&out);
}

static void any_text_survives_a_line(void **state)
{
	(void)state;
	struct session_fixture made;
	struct buffer out;
	char text[300] = "\xc3\xa9 \xe2\x80\xa8 \xf0\x9f\x98\x80 ";
	size_t size = strlen(text);
	for (int byte = 1; byte < 0x80; byte++)
		text[size++] = (char)byte;
	text[size] = '\0';
	fixture_make(&made);
	made.two[1].text = text;
	const char *at = fixture_write(&made, "jsonl", &out);
	json_t *line = json_loadb(at, (size_t)(strchr(at, '\n') - at), 0, NULL);
	assert_non_null(line);
	assert_string_equal(json_string_value(json_object_get(line, "text")), text);
	json_decref(line);
	buffer_close(&out);
}

/* ---- many, and a sink that will not ---- */

struct counting_sink {
	size_t calls;
	size_t largest;
	size_t refuse_from; /* the call that is refused; 0: none */
};

static int sink_count(void *context, const void *bytes, size_t size)
{
	struct counting_sink *counting = context;
	(void)bytes;
	counting->calls++;
	if (size > counting->largest)
		counting->largest = size;
	return counting->refuse_from != 0 && counting->calls >= counting->refuse_from;
}

enum { MANY = 10000, MODEL_BYTES_A_NOTE = 1200 };

/* As many notes, every second one a point of its own, the others in one point. */
static void many_make(struct session_fixture *made, struct arena *arena)
{
	struct synthesis_objective *objective = &made->objectives[0];
	char(*ids)[PUBLIC_ID_CHARS + 1] = arena_take(arena, MANY, sizeof *ids);
	objective->notes = arena_take(arena, MANY, sizeof *objective->notes);
	objective->points = arena_take(arena, MANY / 2 + 1, sizeof *objective->points);
	if (ids == NULL || objective->notes == NULL || objective->points == NULL)
		abort();
	for (unsigned i = 0; i < MANY; i++) {
		objective->notes[i] =
		    fixture_note(i + 1, NOTE_IN_POINT, "Wages are low and the rents go up again");
		/* ids of the first half are the points of one note, those of the second the big one */
		unsigned place = i % 2 == 0 ? i / 2 : MANY / 2 + i / 2;
		memcpy(ids[place], objective->notes[i].id, sizeof *ids);
	}
	for (unsigned i = 0; i <= MANY / 2; i++) {
		struct synthesis_point *point = &objective->points[i];
		*point = (struct synthesis_point){ .number = 2 * i + 1,
			.category = "challenge",
			.statement = "Wages are low and the rents go up again",
			.writers = 1,
			.notes = (const char(*)[PUBLIC_ID_CHARS + 1]) & ids[i],
			.note_count = i == MANY / 2 ? MANY / 2 : 1 };
		snprintf(point->id, sizeof point->id, "p%011u", i);
	}
	memset(objective->counts, 0, sizeof objective->counts);
	objective->counts[NOTE_IN_POINT] = MANY;
	objective->note_count = MANY;
	objective->point_count = MANY / 2 + 1;
	made->session.received = MANY + 1;
}

static void ten_thousand_notes_stay_within_bounds(void **state)
{
	(void)state;
	struct session_fixture made;
	struct arena arena;
	struct report report;
	char detail[REPORT_DETAIL_MAX];
	fixture_make(&made);
	arena_init(&arena, 64u << 20);
	many_make(&made, &arena);
	if (fixture_build(&made, &report, detail) != REPORT_OK)
		fail_msg("%s", detail);
	assert_true(report.arena.used < (size_t)MANY * MODEL_BYTES_A_NOTE);
	const struct report_format *format = NULL;
	for (size_t i = 0; (format = report_format_at(i)) != NULL; i++) {
		struct counting_sink counting = { 0 };
		struct report_sink sink = { .write = sink_count, .context = &counting };
		assert_int_equal(format->write(&report, &sink), REPORT_OK);
		assert_true(counting.calls >= 3);       /* packed ones are small */
		assert_true(counting.largest <= 16384); /* it streams */
		counting = (struct counting_sink){ .refuse_from = 3 };
		assert_int_equal(format->write(&report, &sink), REPORT_SINK);
		assert_int_equal(counting.calls, 3); /* and is asked no more */
	}
	report_close(&report);
	report_close(&report);
	arena_close(&arena);
}

static void formats_are_found_by_name(void **state)
{
	(void)state;
	assert_ptr_equal(report_format_find("md")->write, report_markdown);
	assert_ptr_equal(report_format_find("jsonl")->write, report_jsonl);
	assert_ptr_equal(report_format_find("json")->write, report_json);
	assert_ptr_equal(report_format_find("csv")->write, report_csv);
	assert_null(report_format_find("odt?"));
	assert_null(report_format_at(1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_report_reads_as_it_should),
		cmocka_unit_test(the_same_twice_is_the_same_bytes),
		cmocka_unit_test(a_session_still_open_says_so),
		cmocka_unit_test(an_empty_session_has_a_report),
		cmocka_unit_test(ids_are_plain_and_there_once),
		cmocka_unit_test(what_does_not_balance_is_no_report),
		cmocka_unit_test(every_note_that_has_a_text_is_a_line),
		cmocka_unit_test(any_text_survives_a_line),
		cmocka_unit_test(ten_thousand_notes_stay_within_bounds),
		cmocka_unit_test(formats_are_found_by_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
