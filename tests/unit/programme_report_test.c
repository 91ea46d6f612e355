/* tests/unit/programme_report_test.c - what a programme says about its report survives its bytes, and what
 * does not hold together is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "proto/programme.h"

static const char *list[] = { "One;", "Two." };
static const char *countries[] = { "Fiji", "Tonga" };

struct sample {
	struct programme_round round;
	struct programme_category category;
	struct programme_objective objective;
	struct programme_room room;
	uint32_t numbers[1];
	struct programme_paragraph paragraphs[REPORT_PLACE_COUNT];
	struct programme_part parts[REPORT_PART_COUNT + 1];
	struct programme_footnote footnotes[2];
	struct programme_subregion subregions[1];
	struct programme programme;
};

static struct sample *sample_new(void)
{
	struct sample *sample = calloc(1, sizeof *sample);
	if (sample == NULL)
		abort();
	sample->round = (struct programme_round){ 1, "2020-10-28T11:30", "2020-10-28T12:20", 1, 2 };
	sample->category = (struct programme_category){ .key = "c", .heading = "C" };
	sample->objective = (struct programme_objective){ .number = 2, .title = "T" };
	sample->numbers[0] = 2;
	sample->room = (struct programme_room){
		.key = "A", .round = 1, .objectives = sample->numbers, .objective_count = 1
	};
	sample->parts[0] = (struct programme_part){ REPORT_OUTCOMES, "What was said" };
	sample->parts[1] = (struct programme_part){ REPORT_BALANCE, NULL };
	sample->footnotes[0] = (struct programme_footnote){ "a", "First." };
	sample->footnotes[1] = (struct programme_footnote){ "b", "Second." };
	sample->subregions[0] = (struct programme_subregion){ "Pacific", countries, 2 };
	sample->programme = (struct programme){ .session = "s",
		.title = "T",
		.timezone = "UTC",
		.rounds = &sample->round,
		.round_count = 1,
		.categories = &sample->category,
		.category_count = 1,
		.objectives = &sample->objective,
		.objective_count = 1,
		.rooms = &sample->room,
		.room_count = 1 };
	struct programme_report *report = &sample->programme.report;
	*report = (struct programme_report){ .given = true,
		.organ = "Organ",
		.symbol = "X/1",
		.distribution = "General",
		.submitted = "2020-11-16",
		.occasion = "Occasion",
		.place = "Virtual",
		.objective = "Goal",
		.parts = sample->parts,
		.part_count = 2,
		.footnotes = sample->footnotes,
		.footnote_count = 2,
		.subregions = sample->subregions,
		.subregion_count = 1 };
	for (size_t i = 0; i < REPORT_PLACE_COUNT; i++) {
		sample->paragraphs[i] =
		    (struct programme_paragraph){ report_place_key(i), list, i % 2 == 0 ? 2 : 0 };
		report->passages[i] = (struct programme_passage){ &sample->paragraphs[i], 1 };
	}
	return sample;
}

static void it_survives_its_bytes(void **state)
{
	(void)state;
	struct sample *sample = sample_new();
	struct buffer out;
	struct buffer again;
	struct programme read;
	struct refusal refusal;
	buffer_init(&out, PROGRAMME_BYTES_MAX);
	buffer_init(&again, PROGRAMME_BYTES_MAX);
	programme_encode(&sample->programme, &out);
	enum error error = programme_decode(&read, out.bytes, out.size, &refusal);
	if (error != ERROR_NONE)
		fail_msg("%s", refusal.detail);
	const struct programme_report *report = &read.report;
	assert_true(report->given);
	assert_string_equal(report->submitted, "2020-11-16");
	assert_int_equal(report->part_count, 2);
	assert_int_equal(report->parts[0].part, REPORT_OUTCOMES);
	assert_string_equal(report->parts[0].heading, "What was said");
	assert_null(report->parts[1].heading);
	for (size_t i = 0; i < REPORT_PLACE_COUNT; i++) {
		assert_int_equal(report->passages[i].paragraph_count, 1);
		assert_string_equal(report->passages[i].paragraphs[0].text, report_place_key(i));
	}
	assert_string_equal(report->passages[0].paragraphs[0].list[1], "Two.");
	assert_string_equal(report->footnotes[1].text, "Second.");
	assert_string_equal(report->subregions[0].countries[1], "Tonga");
	programme_encode(&read, &again);
	assert_int_equal(again.size, out.size);
	assert_memory_equal(again.bytes, out.bytes, out.size);
	programme_close(&read);
	buffer_close(&out);
	buffer_close(&again);
	free(sample);
}

static void a_programme_without_it_has_the_bytes_it_had(void **state)
{
	(void)state;
	struct sample *sample = sample_new();
	struct buffer out;
	struct programme read;
	struct refusal refusal;
	sample->programme.report = (struct programme_report){ 0 };
	buffer_init(&out, PROGRAMME_BYTES_MAX);
	programme_encode(&sample->programme, &out);
	assert_int_equal(out.bytes[0], 0x8b); /* a map of eleven, as before */
	assert_int_equal(programme_decode(&read, out.bytes, out.size, &refusal), ERROR_NONE);
	assert_false(read.report.given);
	programme_close(&read);
	buffer_close(&out);
	free(sample);
}

static void break_day(struct sample *sample)
{
	sample->programme.report.submitted = "16 November";
}
static void break_twice(struct sample *sample)
{
	sample->parts[1].part = REPORT_OUTCOMES;
}
static void break_order(struct sample *sample)
{
	sample->parts[0].part = REPORT_QUESTIONS;
	sample->parts[1].part = REPORT_CLOSING;
}
static void break_many(struct sample *sample)
{
	sample->programme.report.part_count = REPORT_PART_COUNT + 1;
}
static void break_text(struct sample *sample)
{
	sample->paragraphs[REPORT_TEXT_CLOSING].text = "a\nb";
}
static void break_empty(struct sample *sample)
{
	sample->paragraphs[REPORT_TEXT_BACKGROUND].text = "";
}
static void break_key(struct sample *sample)
{
	sample->footnotes[1].key = "a";
}
static void break_note(struct sample *sample)
{
	sample->footnotes[1].key = "a b";
}
static void break_organ(struct sample *sample)
{
	sample->programme.report.organ = "";
}
static void break_region(struct sample *sample)
{
	sample->subregions[0].name = NULL;
}

static const struct {
	const char *name;
	void (*change)(struct sample *sample);
	const char *detail;
} broken[] = {
	{ "a day in words", break_day, "report.submitted: is a day" },
	{ "a part twice", break_twice, "report.parts[1]: stands twice" },
	{ "a chapter after an annex", break_order, "report.parts[1]: annexes stand after" },
	{ "too many parts", break_many, "report.parts: a part stands twice" },
	{ "a line end", break_text, "report.closing[0]: a text is" },
	{ "an empty text", break_empty, "report.background[0]: a text is" },
	{ "a footnote's key twice", break_key, "report.footnotes[1]: key stands twice" },
	{ "a footnote's key", break_note, "report.footnotes[1]: key must be" },
	{ "an empty organ", break_organ, "report.organ: is a text" },
	{ "a subregion without a name", break_region, "report.subregions[0]: a name" },
};

static void what_does_not_hold_together_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		struct sample *sample = sample_new();
		struct refusal refusal;
		broken[i].change(sample);
		if (programme_check(&sample->programme, &refusal) != ERROR_PROGRAMME ||
		    strncmp(refusal.detail, broken[i].detail, strlen(broken[i].detail)) != 0)
			fail_msg("%s: %s", broken[i].name, refusal.detail);
		free(sample);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_survives_its_bytes),
		cmocka_unit_test(a_programme_without_it_has_the_bytes_it_had),
		cmocka_unit_test(what_does_not_hold_together_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
