/* tests/unit/command_note_test.c - what is particular to the bodies of notes. */
#include "tests/unit/proto_fixture.h"

#include "proto/command.h"

static enum error submit_decode(
    const char *bytes, size_t size, struct note_put *put, struct arena *arena, const char *detail)
{
	struct refusal refusal;
	arena_init(arena, 256u << 10);
	enum error error =
	    note_put_decode(false, put, arena, (const uint8_t *)bytes, size, &refusal);
	if (strstr(refusal.detail, detail) == NULL)
		fail_msg("detail '%s' lacks '%s'", refusal.detail, detail);
	return error;
}

#define SUBMIT(text, put, arena, detail) submit_decode(text, sizeof(text) - 1, put, arena, detail)

static void a_note_needs_a_room_and_a_text(void **state)
{
	(void)state;
	struct note_put put;
	struct arena arena;
	assert_int_equal(SUBMIT("\x82\xa1r\xa4WG-2\xa1x\xa5"
				"hello",
			     &put, &arena, ""),
	    ERROR_NONE);
	assert_string_equal(put.room, "WG-2");
	assert_string_equal(put.text, "hello");
	assert_int_equal(put.objective, 0);
	assert_null(put.category);
	assert_null(put.lens);
	assert_null(put.language);
	assert_null(put.ref);
	assert_int_equal(put.time_ms, 0);
	assert_int_equal(put.extra_size, 0);
	arena_close(&arena);
	assert_int_equal(SUBMIT("\x81\xa1r\xa4WG-2", &put, &arena, "field x"), ERROR_TEXT_EMPTY);
	arena_close(&arena);
	assert_int_equal(
	    SUBMIT("\x82\xa1r\xa4WG/2\xa1x\xa1y", &put, &arena, "field r"), ERROR_FIELD);
	arena_close(&arena);
	assert_int_equal(SUBMIT("\x83\xa1r\xa1w\xa1x\xa1y\xa1"
				"f\xa2\n1",
			     &put, &arena, "field f"),
	    ERROR_FIELD);
	arena_close(&arena);
}

static void the_text_is_kept_in_its_normal_form(void **state)
{
	(void)state;
	struct note_put put;
	struct arena arena;
	assert_int_equal(
	    SUBMIT("\x82\xa1r\xa1w\xa1x\xb4 \tcafe\u0301\u202e  noir\u202c", &put, &arena, ""),
	    ERROR_NONE);
	assert_string_equal(put.text, "caf\u00e9 noir");
	arena_close(&arena);
}

static void unknown_keys_of_a_note_are_kept_as_one_map(void **state)
{
	(void)state;
	struct note_put put;
	struct arena arena;
	static const char kept[] = "\x82\xa2yy\x93\x01\xff\xc2\xa2zz\x81\xa1q\xc4\x01\x00";
	assert_int_equal(
	    SUBMIT("\x84\xa2yy\x93\x01\xff\xc2\xa1r\xa1w\xa1x\xa1t\xa2zz\x81\xa1q\xc4\x01\x00",
		&put, &arena, ""),
	    ERROR_NONE);
	assert_int_equal(put.extra_size, sizeof kept - 1);
	assert_memory_equal(put.extra, kept, sizeof kept - 1);
	arena_close(&arena);
}

static void a_note_needs_no_more_memory_than_it_says(void **state)
{
	(void)state;
	struct buffer bytes;
	struct arena arena;
	struct note_put put;
	struct refusal refusal;
	buffer_init(&bytes, 1024);
	note_put_encode(false,
	    &(struct note_put){ .room = "WG-2", .lens = "youth", .ref = "17", .text = "too late" },
	    &bytes);
	for (size_t memory = 0; memory < 400; memory += 8) {
		arena_init(&arena, memory);
		enum error error =
		    note_put_decode(false, &put, &arena, bytes.bytes, bytes.size, &refusal);
		assert_int_equal(error == ERROR_NONE, !arena.failed);
		arena_close(&arena);
	}
	buffer_close(&bytes);
}

/* At the caps and one past them; a body speaks through somebody. */
static void who_speaks_on_the_record_is_one_line(void **state)
{
	char longest[SPEAKER_CHARS_MAX + 1];
	char longer[SPEAKER_CHARS_MAX + 2];
	memset(longest, 'z', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	memset(longer, 'z', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	const struct {
		const char *name;
		const char *speaker;
		const char *body;
		const char *detail; /* NULL: it is taken */
	} cases[] = {
		{ "both", "Ms. Zed", "Quay House", NULL },
		{ "nobody", NULL, NULL, NULL },
		{ "for no body", "Ms. Zed", NULL, NULL },
		{ "at the cap", longest, longest, NULL },
		{ "one past it", longer, NULL, "field s" },
		{ "a body one past it", "Ms. Zed", longer, "field d" },
		{ "nothing but white space", " \t", NULL, "field s" },
		{ "a body alone", NULL, "Quay House", "field s" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buffer bytes;
		struct arena arena;
		struct note_put put;
		struct refusal refusal = { .error = ERROR_NONE };
		buffer_init(&bytes, MESSAGE_BYTES_MAX);
		arena_init(&arena, 64u << 10);
		note_put_encode(false,
		    &(struct note_put){ .room = "WG-2",
			.text = "It is open",
			.speaker = cases[i].speaker,
			.body = cases[i].body },
		    &bytes);
		(void)note_put_decode(false, &put, &arena, bytes.bytes, bytes.size, &refusal);
		if ((refusal.error == ERROR_NONE) != (cases[i].detail == NULL))
			fail_msg("%s: %s", cases[i].name, refusal.detail);
		if (cases[i].detail != NULL)
			assert_refused(&refusal, ERROR_FIELD, cases[i].detail);
		else if (cases[i].speaker != NULL)
			assert_string_equal(put.speaker, cases[i].speaker);
		arena_close(&arena);
		buffer_close(&bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_needs_a_room_and_a_text),
		cmocka_unit_test(the_text_is_kept_in_its_normal_form),
		cmocka_unit_test(unknown_keys_of_a_note_are_kept_as_one_map),
		cmocka_unit_test(a_note_needs_no_more_memory_than_it_says),
		cmocka_unit_test(who_speaks_on_the_record_is_one_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
