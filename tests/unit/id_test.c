/* tests/unit/id_test.c - names for things. Hashes were computed with another implementation of BLAKE2b. */
#include "tests/unit/proto_fixture.h"

#include "proto/wire/id.h"

static void an_id_carries_its_time_and_version(void **state)
{
	(void)state;
	uint8_t random[ID_RANDOM_BYTES];
	memset(random, 0xff, sizeof random);
	uint8_t id[ID_BYTES];
	char text[ID_TEXT_CHARS + 1];
	id_make(id, 0x017F22E279B0, random); /* the example of RFC 9562, A.6 has this time */
	id_text(id, text);
	assert_string_equal(text, "017f22e2-79b0-7fff-bfff-ffffffffffff");
	assert_true(id_valid(id));
	memset(random, 0, sizeof random);
	id_make(id, 1, random);
	id_text(id, text);
	assert_string_equal(text, "00000000-0001-7000-8000-000000000000");
	assert_true(id_valid(id));
}

static void other_versions_are_not_valid(void **state)
{
	(void)state;
	uint8_t id[ID_BYTES];
	for (unsigned high = 0; high < 16; high++) {
		id_fill(id, 1);
		id[6] = (uint8_t)(high << 4);
		assert_int_equal(id_valid(id), high == 7);
		id_fill(id, 1);
		id[8] = (uint8_t)(high << 4);
		assert_int_equal(id_valid(id), high >= 8 && high <= 11);
	}
	memset(id, 0, sizeof id);
	assert_false(id_valid(id));
}

static void public_ids_depend_on_secret_and_bytes(void **state)
{
	(void)state;
	uint8_t secret[SECRET_BYTES];
	uint8_t id[ID_BYTES];
	char name[PUBLIC_ID_CHARS + 1];
	char other[PUBLIC_ID_CHARS + 1];
	bytes_fill(secret, sizeof secret, 0);
	bytes_fill(id, sizeof id, 0);
	public_id_make(secret, id, sizeof id, name);
	assert_string_equal(name, "srsxphssn073");
	assert_true(public_id_valid(name));
	id[15] ^= 1;
	public_id_make(secret, id, sizeof id, other);
	assert_string_not_equal(name, other);
	id[15] ^= 1;
	secret[0] ^= 1;
	public_id_make(secret, id, sizeof id, other);
	assert_string_not_equal(name, other);
}

static void public_ids_are_twelve_of_thirty_two_characters(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool valid;
	} cases[] = { { "0123456789ab", true }, { "zyxwvtsrqpnm", true }, { "0123456789a", false },
		{ "0123456789abc", false }, { "0123456789aB", false }, { "0123456789ai", false },
		{ "0123456789al", false }, { "0123456789ao", false }, { "0123456789au", false },
		{ "", false } };
	for (size_t i = 0; i < COUNT(cases); i++)
		if (public_id_valid(cases[i].text) != cases[i].valid)
			fail_msg("%s", cases[i].text);
}

static void a_pseudonym_tells_neither_writer_nor_session(void **state)
{
	(void)state;
	uint8_t secret[SECRET_BYTES];
	uint8_t writer[WRITER_BYTES];
	uint8_t here[WRITER_BYTES];
	uint8_t there[WRITER_BYTES];
	bytes_fill(secret, sizeof secret, 0);
	bytes_fill(writer, sizeof writer, 0);
	pseudonym_make(secret, writer, here);
	static const uint8_t wanted[WRITER_BYTES] = { 0x7e, 0x8d, 0xf1, 0x15, 0x1d, 0x92, 0x9e,
		0x73, 0x3a, 0x80, 0x38, 0x56, 0x04, 0x2e, 0x47, 0x98 };
	assert_memory_equal(here, wanted, sizeof here);
	secret[31] ^= 1;
	pseudonym_make(secret, writer, there);
	assert_memory_not_equal(here, there, sizeof here);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_carries_its_time_and_version),
		cmocka_unit_test(other_versions_are_not_valid),
		cmocka_unit_test(public_ids_depend_on_secret_and_bytes),
		cmocka_unit_test(public_ids_are_twelve_of_thirty_two_characters),
		cmocka_unit_test(a_pseudonym_tells_neither_writer_nor_session),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
