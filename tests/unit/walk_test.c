/* tests/unit/walk_test.c - what the walk lets through, and the getters that read after it. */
#include "tests/unit/proto_fixture.h"

/* Bytes with their length: a NUL among them counts. */
#define B(text) (const uint8_t *)(text), sizeof(text) - 1

static const struct {
	const char *name;
	const uint8_t *bytes;
	size_t size;
	bool whole; /* walks, and fills its bytes */
} CASES[] = {
	{ "an empty map", B("\x80"), true },
	{ "nil", B("\xc0"), true },
	{ "false", B("\xc2"), true },
	{ "true", B("\xc3"), true },
	{ "0", B("\x00"), true },
	{ "-1", B("\xff"), true },
	{ "127", B("\x7f"), true },
	{ "5 as uint8", B("\xcc\x05"), true },
	{ "5 as uint16", B("\xcd\x00\x05"), true },
	{ "5 as uint32", B("\xce\x00\x00\x00\x05"), true },
	{ "5 as uint64", B("\xcf\x00\x00\x00\x00\x00\x00\x00\x05"), true },
	{ "5 as int8", B("\xd0\x05"), true },
	{ "-5 as int16", B("\xd1\xff\xfb"), true },
	{ "-5 as int32", B("\xd2\xff\xff\xff\xfb"), true },
	{ "-5 as int64", B("\xd3\xff\xff\xff\xff\xff\xff\xff\xfb"), true },
	{ "a str8 of one",
	    B("\xd9\x01"
	      "a"),
	    true },
	{ "a str32 of one",
	    B("\xdb\x00\x00\x00\x01"
	      "a"),
	    true },
	{ "an empty bin", B("\xc4\x00"), true },
	{ "a bin of any bytes", B("\xc4\x02\x00\xff"), true },
	{ "an array16 of none", B("\xdc\x00\x00"), true },
	{ "a map32 of none", B("\xdf\x00\x00\x00\x00"), true },
	{ "two keys",
	    B("\x82\xa1"
	      "a\x01\xa1"
	      "b\x02"),
	    true },
	{ "the same key in two maps",
	    B("\x82\xa1"
	      "a\x81\xa1"
	      "a\x01\xa1"
	      "b\x02"),
	    true },
	{ "an array in a map in an array",
	    B("\x91\x81\xa1"
	      "a\x91\x01"),
	    true },

	{ "nothing", B(""), false },
	{ "one byte after the value", B("\x80\x00"), false },
	{ "two values", B("\x01\x02"), false },
	{ "0xc1", B("\xc1"), false },
	{ "0xc1 in a map",
	    B("\x81\xa1"
	      "a\xc1"),
	    false },
	{ "float32", B("\xca\x40\xa0\x00\x00"), false },
	{ "float64", B("\xcb\x40\x14\x00\x00\x00\x00\x00\x00"), false },
	{ "NaN", B("\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00"), false },
	{ "fixext1", B("\xd4\x01\x00"), false },
	{ "fixext16",
	    B("\xd8\x01"
	      "0123456789abcdef"),
	    false },
	{ "ext8", B("\xc7\x01\x01\x00"), false },
	{ "ext16", B("\xc8\x00\x01\x01\x00"), false },
	{ "ext32", B("\xc9\x00\x00\x00\x01\x01\x00"), false },
	{ "an array32 that claims 134 million", B("\xdd\x08\x00\x00\x00"), false },
	{ "an array32 that claims all there are", B("\xdd\xff\xff\xff\xff\x01"), false },
	{ "a map32 that claims 134 million", B("\xdf\x08\x00\x00\x00"), false },
	{ "a map32 that claims all there are",
	    B("\xdf\xff\xff\xff\xff\xa1"
	      "a\x01"),
	    false },
	{ "a str32 that claims 4 GB",
	    B("\xdb\xff\xff\xff\xff"
	      "a"),
	    false },
	{ "a bin32 that claims 1 GB", B("\xc6\x40\x00\x00\x00\x00"), false },
	{ "an array of two with one", B("\x92\x01"), false },
	{ "a key without its value",
	    B("\x81\xa1"
	      "a"),
	    false },
	{ "a str cut short",
	    B("\xa2"
	      "a"),
	    false },
	{ "a str8 without its length", B("\xd9"), false },
	{ "a str16 with half its length", B("\xda\x00"), false },
	{ "a uint64 cut short", B("\xcf\x00\x00\x00\x00\x00\x00\x00"), false },
	{ "a key twice",
	    B("\x82\xa1"
	      "a\x01\xa1"
	      "a\x02"),
	    false },
	{ "a key twice, once as a str8",
	    B("\x82\xa1"
	      "a\x01\xd9\x01"
	      "a\x02"),
	    false },
	{ "an empty key twice", B("\x82\xa0\x01\xa0\x02"), false },
	{ "a key twice in an inner map",
	    B("\x91\x82\xa1"
	      "a\x01\xa1"
	      "a\x02"),
	    false },
	{ "a number as key", B("\x81\x01\x01"), false },
	{ "nil as key", B("\x81\xc0\x01"), false },
	{ "bin as key",
	    B("\x81\xc4\x01"
	      "a\x01"),
	    false },
	{ "an array as key", B("\x81\x91\x01\x01"), false },
	{ "a map as key", B("\x81\x80\x01"), false },
	{ "a NUL in a str",
	    B("\xa2"
	      "a\x00"),
	    false },
	{ "a NUL in a key", B("\x81\xa1\x00\x01"), false },
	{ "a lone continuation", B("\xa1\x80"), false },
	{ "a character cut short", B("\xa1\xc3"), false },
	{ "an overlong slash", B("\xa2\xc0\xaf"), false },
	{ "an overlong in three", B("\xa3\xe0\x80\xaf"), false },
	{ "a surrogate", B("\xa3\xed\xa0\x80"), false },
	{ "over U+10FFFF", B("\xa4\xf4\x90\x80\x80"), false },
	{ "0xff in a str", B("\xa1\xff"), false },
};

static bool walks_whole(const uint8_t *bytes, size_t size, size_t items_max)
{
	size_t used = 0;
	return wire_walk(bytes, size, items_max, &used) && used == size;
}

static void only_well_formed_bytes_walk(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(CASES); i++)
		if (walks_whole(CASES[i].bytes, CASES[i].size, WALK_ITEMS_MAX) != CASES[i].whole)
			fail_msg("%s", CASES[i].name);
}

static void a_value_is_measured_before_what_follows(void **state)
{
	(void)state;
	size_t used = 0;
	assert_true(wire_walk(B("\x81\xa1"
				"a\x01\xc1\xff"),
	    WALK_ITEMS_MAX, &used));
	assert_int_equal(used, 4);
}

static void every_cut_of_a_message_is_refused(void **state)
{
	(void)state;
	static const uint8_t whole[] = "\x83\xa1"
				       "a\x93\xcd\x01\x02\xc4\x02xy\x81\xa1k\xd9\x02\xc3\xa9\xa1"
				       "b\xc0\xa1"
				       "c\xcf\x01\x02\x03\x04\x05\x06\x07\x08";
	size_t size = sizeof whole - 1;
	assert_true(walks_whole(whole, size, WALK_ITEMS_MAX));
	for (size_t cut = 0; cut < size; cut++)
		assert_false(walks_whole(whole, cut, WALK_ITEMS_MAX));
}

/* depth arrays, each in the one before. */
static bool nested_walks(size_t depth)
{
	uint8_t bytes[64];
	memset(bytes, 0x91, sizeof bytes);
	bytes[depth - 1] = 0x90;
	return walks_whole(bytes, depth, WALK_ITEMS_MAX);
}

static void depth_is_capped(void **state)
{
	(void)state;
	assert_true(nested_walks(WALK_DEPTH_MAX));
	assert_false(nested_walks(WALK_DEPTH_MAX + 1));
	assert_false(nested_walks(40));
}

/* An array of count nils is count + 1 values. */
static bool nils_walk(uint32_t count, size_t items_max)
{
	struct buffer out;
	buffer_init(&out, MESSAGE_BYTES_MAX);
	pack_array(&out, count);
	for (uint32_t i = 0; i < count; i++)
		pack_nil(&out);
	bool walked = walks_whole(out.bytes, out.size, items_max);
	buffer_close(&out);
	return walked;
}

static void items_are_capped(void **state)
{
	(void)state;
	assert_true(nils_walk(WALK_ITEMS_MAX - 1, WALK_ITEMS_MAX));
	assert_false(nils_walk(WALK_ITEMS_MAX, WALK_ITEMS_MAX));
	assert_true(nils_walk(0, 1));
	assert_false(nils_walk(1, 1));
}

static bool keys_walk(uint32_t count)
{
	struct buffer out;
	buffer_init(&out, MESSAGE_BYTES_MAX);
	pack_map(&out, count);
	for (uint32_t i = 0; i < count; i++) {
		char key[16];
		snprintf(key, sizeof key, "k%u", i);
		pack_key_uint(&out, key, i);
	}
	bool walked = walks_whole(out.bytes, out.size, WALK_ITEMS_MAX);
	buffer_close(&out);
	return walked;
}

static void keys_of_a_map_are_capped(void **state)
{
	(void)state;
	assert_true(keys_walk(WIRE_KEYS_MAX));
	assert_false(keys_walk(WIRE_KEYS_MAX + 1));
}

static bool long_walks(bool bin, size_t size)
{
	static uint8_t filler[MESSAGE_BYTES_MAX + 1];
	memset(filler, 'a', sizeof filler);
	filler[size] = '\0';
	struct buffer out;
	buffer_init(&out, 2 * MESSAGE_BYTES_MAX);
	if (bin)
		pack_bin(&out, filler, size);
	else
		pack_text(&out, (const char *)filler);
	bool walked = walks_whole(out.bytes, out.size, WALK_ITEMS_MAX);
	buffer_close(&out);
	return walked;
}

static void strings_are_capped(void **state)
{
	(void)state;
	assert_true(long_walks(false, WALK_STRING_MAX));
	assert_false(long_walks(false, WALK_STRING_MAX + 1));
	assert_true(long_walks(true, PART_BYTES_MAX + 100)); /* a body that holds a part */
}

static void random_bytes_never_walk_past_their_end(void **state)
{
	(void)state;
	uint64_t seed = 20201028;
	uint8_t bytes[64];
	for (size_t round = 0; round < 200000; round++) {
		size_t size = random_next(&seed) % sizeof bytes;
		for (size_t i = 0; i < size; i++)
			bytes[i] = (uint8_t)random_next(&seed);
		size_t used = 0;
		if (wire_walk(bytes, size, WALK_ITEMS_MAX, &used))
			assert_in_range(used, 1, size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_well_formed_bytes_walk),
		cmocka_unit_test(a_value_is_measured_before_what_follows),
		cmocka_unit_test(every_cut_of_a_message_is_refused),
		cmocka_unit_test(depth_is_capped),
		cmocka_unit_test(items_are_capped),
		cmocka_unit_test(keys_of_a_map_are_capped),
		cmocka_unit_test(strings_are_capped),
		cmocka_unit_test(random_bytes_never_walk_past_their_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
