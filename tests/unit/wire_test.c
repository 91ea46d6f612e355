/* tests/unit/wire_test.c - one getter a field: bounds, defaults, the first failure stays. */
#include "tests/unit/proto_fixture.h"

struct sample {
	struct buffer bytes;
	struct arena arena;
	struct wire wire;
	struct refusal refusal;
};

/* {n: 5, big: 2^64-1, minus: -1, t: "abc", e: "", b: bin 01 02, yes: true, nil: nil, l: ["x", "y"]} */
static void sample_open(struct sample *sample)
{
	struct buffer *out = &sample->bytes;
	buffer_init(out, 1024);
	arena_init(&sample->arena, 4096);
	pack_map(out, 9);
	pack_key_uint(out, "n", 5);
	pack_key_uint(out, "big", UINT64_MAX);
	pack_text(out, "minus");
	buffer_add(out, "\xff", 1);
	pack_key_text(out, "t", "abc");
	pack_key_text(out, "e", "");
	pack_key_bin(out, "b", "\1\2", 2);
	pack_key_bool(out, "yes", true);
	pack_text(out, "nil");
	pack_nil(out);
	pack_key_texts(out, "l", (const char *const[]){ "x", "y" }, 2);
	wire_open(&sample->wire, out->bytes, out->size, WALK_ITEMS_MAX, &sample->refusal);
	assert_int_equal(sample->refusal.error, ERROR_NONE);
}

static enum error sample_close(struct sample *sample)
{
	enum error error = wire_close(&sample->wire);
	assert_int_equal(wire_close(&sample->wire), error); /* twice is harmless */
	buffer_close(&sample->bytes);
	arena_close(&sample->arena);
	return error;
}

static void getters_answer_what_is_there(void **state)
{
	(void)state;
	struct sample sample;
	sample_open(&sample);
	struct wire *wire = &sample.wire;
	assert_int_equal(wire_uint(wire, "n", 5, 5), 5);
	assert_true(wire_uint(wire, "big", 0, UINT64_MAX) == UINT64_MAX);
	assert_int_equal(wire_uint_or(wire, "nil", 1, 9, 7), 7);
	assert_int_equal(wire_uint_or(wire, "absent", 1, 9, 0), 0);
	assert_true(wire_bool_or(wire, "yes", false));
	assert_true(wire_bool_or(wire, "absent", true));
	char copy[4];
	wire_text_copy(wire, "t", 3, copy, sizeof copy);
	assert_string_equal(copy, "abc");
	assert_string_equal(wire_text(wire, "t", 3, &sample.arena), "abc");
	assert_null(wire_text_or_null(wire, "e", 3, &sample.arena));
	assert_null(wire_text_or_null(wire, "nil", 3, &sample.arena));
	uint8_t bytes[2];
	wire_bytes(wire, "b", bytes, 2);
	assert_memory_equal(bytes, "\1\2", 2);
	size_t size = 9;
	assert_non_null(wire_bin_or_null(wire, "b", 2, &size));
	assert_int_equal(size, 2);
	assert_null(wire_bin_or_null(wire, "absent", 2, &size));
	assert_int_equal(size, 0);
	size_t count = 0;
	const char **texts = wire_texts(wire, "l", 2, 1, &sample.arena, &count);
	assert_int_equal(count, 2);
	assert_string_equal(texts[1], "y");
	assert_true(wire_has(wire, "n"));
	assert_false(wire_has(wire, "nil"));
	assert_int_equal(sample_close(&sample), ERROR_NONE);
}

/* What is read does not depend on how wide it was written. */
static void any_width_of_a_header_reads_the_same(void **state)
{
	(void)state;
	/* d0 05, d3 0..05, cf 0..05: five; ff, d1 fffb: below zero; str 32, bin 32; a map 32, an array 32 of
	 * maps whose number is an int 16 */
	static const uint8_t bytes[] = "\xdf\0\0\0\x09"
				       "\xa1"
				       "a\xd0\x05"
				       "\xa1"
				       "b\xd3\0\0\0\0\0\0\0\x05"
				       "\xd9\x01"
				       "c\xcf\0\0\0\0\0\0\0\x05"
				       "\xa1"
				       "d\xff"
				       "\xa1"
				       "e\xd1\xff\xfb"
				       "\xa1"
				       "f\xdb\0\0\0\x03"
				       "abc"
				       "\xa1"
				       "g\xc6\0\0\0\x02\1\2"
				       "\xda\0\x02"
				       "hh\xdd\0\0\0\x01\x81\xa1"
				       "i\xd1\0\x05"
				       "\xa1"
				       "h\x90";
	struct wire wire;
	struct wire child;
	struct refusal refusal;
	struct arena arena;
	size_t count = 0;
	uint8_t two[2];
	arena_init(&arena, 1024);
	wire_open(&wire, bytes, sizeof bytes - 1, WALK_ITEMS_MAX, &refusal);
	for (const char *key = "abc"; *key != '\0'; key++)
		assert_int_equal(wire_uint(&wire, (char[]){ *key, '\0' }, 5, 5), 5);
	assert_string_equal(wire_text(&wire, "f", 3, &arena), "abc");
	wire_bytes(&wire, "g", two, 2);
	assert_memory_equal(two, "\1\2", 2);
	const msgpack_object *items = wire_array_or_null(&wire, "hh", 1, &count);
	assert_int_equal(count, 1);
	wire_child(&child, &wire, &items[0], "hh", 0);
	assert_int_equal(wire_uint(&child, "i", 5, 5), 5);
	assert_non_null(wire_array_or_null(&wire, "h", 0, &count));
	assert_int_equal(refusal.error, ERROR_NONE);
	assert_int_equal(wire_uint(&wire, "e", 0, 9), 0);
	assert_int_equal(wire_close(&wire), ERROR_FIELD);
	arena_close(&arena);
}

typedef void getting(struct sample *sample);

static void get_under(struct sample *s)
{
	assert_int_equal(wire_uint(&s->wire, "n", 6, 9), 6);
}
static void get_over(struct sample *s)
{
	assert_int_equal(wire_uint(&s->wire, "n", 1, 4), 1);
}
static void get_minus(struct sample *s)
{
	wire_uint(&s->wire, "minus", 0, UINT64_MAX);
}
static void get_text_as_uint(struct sample *s)
{
	wire_uint_or(&s->wire, "t", 0, 9, 0);
}
static void get_absent(struct sample *s)
{
	wire_uint(&s->wire, "absent", 0, 9);
}
static void get_nil(struct sample *s)
{
	wire_uint(&s->wire, "nil", 0, 9);
}
static void get_uint_as_bool(struct sample *s)
{
	wire_bool_or(&s->wire, "n", false);
}
static void get_long_text(struct sample *s)
{
	assert_string_equal(wire_text(&s->wire, "t", 2, &s->arena), "");
}
static void get_empty_text(struct sample *s)
{
	wire_text(&s->wire, "e", 2, &s->arena);
}
static void get_bin_as_text(struct sample *s)
{
	wire_text_or_null(&s->wire, "b", 2, &s->arena);
}
static void get_long_copy(struct sample *s)
{
	char copy[3];
	wire_text_copy(&s->wire, "t", 0, copy, sizeof copy);
	assert_string_equal(copy, "");
}
static void get_short_copy(struct sample *s)
{
	char copy[8];
	wire_text_copy(&s->wire, "t", 4, copy, sizeof copy);
}
static void get_short_bytes(struct sample *s)
{
	uint8_t bytes[3] = { 9, 9, 9 };
	wire_bytes(&s->wire, "b", bytes, 3);
	assert_memory_equal(bytes, "\0\0\0", 3);
}
static void get_text_as_bytes(struct sample *s)
{
	uint8_t bytes[3];
	wire_bytes(&s->wire, "t", bytes, 3);
}
static void get_long_bin(struct sample *s)
{
	size_t size = 9;
	assert_null(wire_bin_or_null(&s->wire, "b", 1, &size));
	assert_int_equal(size, 0);
}
static void get_long_array(struct sample *s)
{
	size_t count = 9;
	assert_null(wire_array_or_null(&s->wire, "l", 1, &count));
	assert_int_equal(count, 0);
}
static void get_long_texts(struct sample *s)
{
	size_t count = 9;
	wire_texts(&s->wire, "l", 2, 0, &s->arena, &count);
	assert_int_equal(count, 0);
}
static void get_child_of_text(struct sample *s)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(&s->wire, "l", 2, &count);
	struct wire child;
	wire_child(&child, &s->wire, &items[1], "l", 1);
	assert_int_equal(wire_uint(&child, "n", 3, 9), 3);
}
static void get_without_memory(struct sample *s)
{
	arena_close(&s->arena);
	arena_init(&s->arena, 1);
	assert_string_equal(wire_text(&s->wire, "t", 3, &s->arena), "");
}

static void getters_refuse_and_name_the_field(void **state)
{
	(void)state;
	static const struct {
		getting *get;
		const char *detail;
	} cases[] = {
		{ get_under, "field n: must be a whole number from 6 to 9" },
		{ get_over, "field n: must be a whole number from 1 to 4" },
		{ get_minus, "field minus" },
		{ get_text_as_uint, "field t" },
		{ get_absent, "field absent: is missing" },
		{ get_nil, "field nil: is missing" },
		{ get_uint_as_bool, "field n: must be true or false" },
		{ get_long_text, "field t: must be a text of at most 2 bytes" },
		{ get_empty_text, "field e: is missing or empty" },
		{ get_bin_as_text, "field b" },
		{ get_long_copy, "field t" },
		{ get_short_copy, "field t" },
		{ get_short_bytes, "field b: must be 3 bytes" },
		{ get_text_as_bytes, "field t" },
		{ get_long_bin, "field b" },
		{ get_long_array, "field l: must be an array of at most 1" },
		{ get_long_texts, "field l" },
		{ get_child_of_text, "field l[1]" },
		{ get_without_memory, "field t: is more than there is memory for" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sample sample;
		sample_open(&sample);
		cases[i].get(&sample);
		assert_refused(&sample.refusal, ERROR_FIELD, cases[i].detail);
		wire_uint(&sample.wire, "later", 0, 1); /* the first failure stays */
		assert_refused(&sample.refusal, ERROR_FIELD, cases[i].detail);
		assert_int_equal(sample_close(&sample), ERROR_FIELD);
	}
}

static void only_one_whole_map_opens(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t size;
		enum error error;
	} cases[] = {
		{ "\x80", 1, ERROR_NONE },
		{ "\x80\x80", 2, ERROR_BYTES },
		{ "\x90", 1, ERROR_BYTES },
		{ "\x01", 1, ERROR_BYTES },
		{ "", 0, ERROR_BYTES },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct wire wire;
		struct refusal refusal;
		wire_open(&wire, (const uint8_t *)cases[i].bytes, cases[i].size, WALK_ITEMS_MAX,
		    &refusal);
		assert_int_equal(wire_uint_or(&wire, "n", 3, 9, 0), 0);
		assert_int_equal(wire_close(&wire), cases[i].error);
	}
}

static void keys_that_nobody_asked_for_are_kept(void **state)
{
	(void)state;
	struct sample sample;
	sample_open(&sample);
	static const char *const asked[] = { "big", "minus", "t", "e", "b", "yes", "nil" };
	for (size_t i = 0; i < COUNT(asked); i++)
		wire_has(&sample.wire, asked[i]);
	struct buffer extra;
	buffer_init(&extra, EXTRA_BYTES_MAX);
	wire_extra(&sample.wire, &extra);
	static const char kept[] = "\x82\xa1n\x05\xa1l\x92\xa1x\xa1y";
	assert_int_equal(extra.size, sizeof kept - 1);
	assert_memory_equal(extra.bytes, kept, extra.size);
	buffer_clear(&extra);
	wire_has(&sample.wire, "n");
	wire_has(&sample.wire, "l");
	wire_extra(&sample.wire, &extra);
	assert_int_equal(extra.size, 0);
	buffer_close(&extra);
	assert_int_equal(sample_close(&sample), ERROR_NONE);
}

static void numbers_are_written_in_their_shortest_form(void **state)
{
	(void)state;
	static const struct {
		uint64_t value;
		size_t size;
	} cases[] = { { 0, 1 }, { 127, 1 }, { 128, 2 }, { 255, 2 }, { 256, 3 }, { 65535, 3 },
		{ 65536, 5 }, { UINT32_MAX, 5 }, { UINT64_C(1) << 32, 9 }, { UINT64_MAX, 9 } };
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buffer out;
		buffer_init(&out, 16);
		pack_uint(&out, cases[i].value);
		assert_int_equal(out.size, cases[i].size);
		buffer_close(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(getters_answer_what_is_there),
		cmocka_unit_test(any_width_of_a_header_reads_the_same),
		cmocka_unit_test(getters_refuse_and_name_the_field),
		cmocka_unit_test(only_one_whole_map_opens),
		cmocka_unit_test(keys_that_nobody_asked_for_are_kept),
		cmocka_unit_test(numbers_are_written_in_their_shortest_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
