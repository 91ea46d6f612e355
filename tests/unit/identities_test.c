/* tests/unit/identities_test.c - the promises of store/identities.h. */
#include <sodium.h>

#include "tests/unit/journal_fixture.h"

#include "store/identities.h"

#define NOW 1603857600000u

struct desk {
	char dir[128];
	struct identities *identities;
};

static int open_desk(void **state)
{
	struct desk *desk = calloc(1, sizeof *desk);
	assert_non_null(desk);
	folder_make(desk->dir, sizeof desk->dir);
	assert_int_equal(identities_open(&desk->identities, desk->dir, false), IDENTITIES_ABSENT);
	assert_int_equal(identities_open(&desk->identities, desk->dir, true), IDENTITIES_OK);
	*state = desk;
	return 0;
}

static int close_desk(void **state)
{
	struct desk *desk = *state;
	identities_close(desk->identities);
	folder_remove(desk->dir);
	free(desk);
	return 0;
}

static void reopen(struct desk *desk)
{
	identities_close(desk->identities);
	assert_int_equal(identities_open(&desk->identities, desk->dir, false), IDENTITIES_OK);
}

static void hash_of(unsigned number, uint8_t hash[HASH_BYTES])
{
	uint8_t token[TOKEN_BYTES] = { (uint8_t)number };
	invitation_hash(token, hash);
}

static void invite(struct desk *desk, unsigned token, uint32_t count, uint64_t expires_ms)
{
	uint8_t hash[HASH_BYTES];
	struct invitation invitation = { .session = FIXTURE_SESSION,
		.role = ROLE_RAPPORTEUR,
		.room_count = 1,
		.count = count,
		.expires_ms = expires_ms };
	strncpy(invitation.rooms[0], "WG-2", ROOM_KEY_MAX);
	hash_of(token, hash);
	assert_int_equal(
	    identities_invite(desk->identities, hash, &invitation, NOW), IDENTITIES_OK);
}

/* key and the id it would get are small numbers. */
static enum identities_result take(
    struct desk *desk, unsigned token, unsigned key, uint64_t now_ms, struct person *person)
{
	uint8_t hash[HASH_BYTES];
	uint8_t bytes[CURVE_KEY_BYTES] = { (uint8_t)key };
	uint8_t fresh[WRITER_BYTES];
	struct invitation invitation;
	randombytes_buf(fresh, sizeof fresh);
	hash_of(token, hash);
	const struct taking taking = {
		.hash = hash, .key = bytes, .fresh = fresh, .name = "Amina", .now_ms = now_ms
	};
	enum identities_result result =
	    identities_take(desk->identities, &taking, person, &invitation);
	if (result == IDENTITIES_OK) {
		assert_string_equal(invitation.session, FIXTURE_SESSION);
		assert_string_equal(invitation.rooms[0], "WG-2");
		assert_int_equal(invitation.role, ROLE_RAPPORTEUR);
	}
	return result;
}

static void an_invitation_lets_in_as_many_as_it_says(void **state)
{
	struct desk *desk = *state;
	struct person first;
	struct person again;
	struct person second;
	invite(desk, 1, 2, NOW + 1000);
	assert_int_equal(take(desk, 1, 1, NOW, &first), IDENTITIES_OK);
	/* the same key again, also after a restart: the same person, and it counts once */
	reopen(desk);
	assert_int_equal(take(desk, 1, 1, NOW + 5000, &again), IDENTITIES_OK);
	assert_memory_equal(first.id, again.id, WRITER_BYTES);
	assert_int_equal(take(desk, 1, 2, NOW, &second), IDENTITIES_OK);
	assert_memory_not_equal(first.id, second.id, WRITER_BYTES);
	assert_int_equal(take(desk, 1, 3, NOW, &second), IDENTITIES_USED);
	assert_int_equal(take(desk, 9, 3, NOW, &second), IDENTITIES_ABSENT);
}

static void it_is_over_when_its_time_is(void **state)
{
	struct desk *desk = *state;
	struct person person;
	invite(desk, 1, 1, NOW - 1);
	invite(desk, 2, 1, NOW);
	assert_int_equal(take(desk, 1, 1, NOW, &person), IDENTITIES_OVER);
	assert_int_equal(take(desk, 2, 1, NOW, &person), IDENTITIES_OK);
	invite(desk, 2, 5, NOW + 9000); /* the same hash again changes nothing */
	assert_int_equal(take(desk, 2, 2, NOW, &person), IDENTITIES_USED);
	invite(desk, 3, 1, NOW - 90000000);
	invite(desk, 4, 1, NOW); /* sweeps what has been over for a day */
	assert_int_equal(take(desk, 3, 3, NOW, &person), IDENTITIES_ABSENT);
	assert_int_equal(take(desk, 1, 3, NOW, &person), IDENTITIES_OVER);
}

static void one_key_is_one_person_in_all_sessions(void **state)
{
	struct desk *desk = *state;
	struct person first;
	struct person second;
	invite(desk, 1, 1, NOW);
	invite(desk, 2, 1, NOW);
	assert_int_equal(take(desk, 1, 7, NOW, &first), IDENTITIES_OK);
	assert_int_equal(take(desk, 2, 7, NOW, &second), IDENTITIES_OK);
	assert_memory_equal(first.id, second.id, WRITER_BYTES);
	assert_int_equal(identities_person(desk->identities, first.id, &second), IDENTITIES_OK);
	assert_string_equal(second.name, "Amina");
	memset(second.id, 0xee, WRITER_BYTES);
	assert_int_equal(identities_person(desk->identities, second.id, &first), IDENTITIES_ABSENT);
}

static void another_key_for_the_same_person(void **state)
{
	struct desk *desk = *state;
	struct person person;
	struct person other;
	uint8_t next[CURVE_KEY_BYTES] = { 9 };
	invite(desk, 1, 2, NOW);
	assert_int_equal(take(desk, 1, 1, NOW, &person), IDENTITIES_OK);
	assert_int_equal(take(desk, 1, 2, NOW, &other), IDENTITIES_OK);
	for (size_t twice = 0; twice < 2; twice++) {
		struct person same;
		assert_int_equal(
		    identities_rekey(desk->identities, person.id, next, &same), IDENTITIES_OK);
		assert_memory_equal(same.id, person.id, WRITER_BYTES);
		assert_memory_equal(same.key, next, CURVE_KEY_BYTES);
	}
	assert_int_equal(
	    identities_rekey(desk->identities, other.id, next, &other), IDENTITIES_USED);
	assert_int_equal(take(desk, 1, 1, NOW, &other), IDENTITIES_USED); /* the old key */
}

static bool count_up(void *context, const struct person *person)
{
	(void)person;
	return ++*(size_t *)context < 3;
}

static void everybody_is_told_once(void **state)
{
	struct desk *desk = *state;
	struct person person;
	size_t count = 0;
	assert_int_equal(identities_walk(desk->identities, count_up, &count), IDENTITIES_OK);
	assert_int_equal(count, 0);
	invite(desk, 1, 9, NOW);
	for (unsigned i = 1; i <= 5; i++)
		assert_int_equal(take(desk, 1, i, NOW, &person), IDENTITIES_OK);
	assert_int_equal(identities_walk(desk->identities, count_up, &count), IDENTITIES_OK);
	assert_int_equal(count, 3); /* it said stop */
}

static void a_flipped_bit_is_found(void **state)
{
	struct desk *desk = *state;
	struct person person;
	char path[160];
	static uint8_t bytes[1 << 20];
	invite(desk, 1, 9, NOW);
	assert_int_equal(take(desk, 1, 1, NOW, &person), IDENTITIES_OK);
	identities_close(desk->identities);
	(void)snprintf(path, sizeof path, "%s/identities/data.mdb", desk->dir);
	FILE *file = fopen(path, "r+b");
	assert_non_null(file);
	size_t size = fread(bytes, 1, sizeof bytes, file);
	for (uint8_t *at = bytes;
	     (at = memmem(at, size - (size_t)(at - bytes), "Amina", 5)) != NULL; at++)
		at[1] ^= 4;
	rewind(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	(void)fclose(file);
	assert_int_equal(identities_open(&desk->identities, desk->dir, false), IDENTITIES_OK);
	assert_int_equal(
	    identities_person(desk->identities, person.id, &person), IDENTITIES_DAMAGED);
}

static enum identities_result tried(
    struct desk *desk, unsigned token, uint64_t now_ms, uint8_t person[WRITER_BYTES])
{
	uint8_t hash[HASH_BYTES];
	hash_of(token, hash);
	return identities_tried(desk->identities, hash, now_ms, person);
}

static struct tried news(struct desk *desk, const uint8_t person[WRITER_BYTES])
{
	struct tried found;
	assert_int_equal(identities_news(desk->identities, person, &found), IDENTITIES_OK);
	return found;
}

static void who_alone_used_an_invitation_is_told_that_another_tried(void **state)
{
	struct desk *desk = *state;
	struct person amina;
	struct person bela;
	uint8_t person[WRITER_BYTES];
	invite(desk, 1, 1, NOW + 1000);
	invite(desk, 2, 2, NOW + 1000);
	assert_int_equal(tried(desk, 1, NOW, person), IDENTITIES_ABSENT); /* nobody has used it */
	assert_int_equal(tried(desk, 9, NOW, person), IDENTITIES_ABSENT);
	assert_int_equal(take(desk, 1, 1, NOW, &amina), IDENTITIES_OK);
	assert_int_equal(news(desk, amina.id).count, 0);
	assert_int_equal(take(desk, 1, 2, NOW, &bela), IDENTITIES_USED);
	assert_int_equal(tried(desk, 1, NOW, person), IDENTITIES_OK);
	assert_memory_equal(person, amina.id, WRITER_BYTES);
	assert_int_equal(tried(desk, 1, NOW + 59999, person), IDENTITIES_OK); /* within a minute */
	assert_int_equal(news(desk, amina.id).count, 1);
	assert_int_equal(tried(desk, 1, NOW + 60000, person), IDENTITIES_OK);
	reopen(desk);
	assert_int_equal(news(desk, amina.id).count, 2);
	assert_int_equal(news(desk, amina.id).told, 0);
	assert_int_equal(news(desk, amina.id).last_ms, NOW + 60000);
	assert_int_equal(identities_told(desk->identities, amina.id), IDENTITIES_OK);
	assert_int_equal(news(desk, amina.id).told, 2);
	/* A sheet that several used says of none of them that another has theirs. */
	assert_int_equal(take(desk, 2, 2, NOW, &bela), IDENTITIES_OK);
	assert_int_equal(take(desk, 2, 3, NOW, &bela), IDENTITIES_OK);
	assert_int_equal(tried(desk, 2, NOW, person), IDENTITIES_ABSENT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
	const struct CMUnitTest tests[] = {
		TEST(an_invitation_lets_in_as_many_as_it_says),
		TEST(it_is_over_when_its_time_is),
		TEST(one_key_is_one_person_in_all_sessions),
		TEST(another_key_for_the_same_person),
		TEST(everybody_is_told_once),
		TEST(who_alone_used_an_invitation_is_told_that_another_tried),
		TEST(a_flipped_bit_is_found),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
