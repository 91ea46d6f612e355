/* tests/unit/identities_forget_test.c - who belongs nowhere any more is in no byte of the identities. */
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/unit/journal_fixture.h"
#include "tests/unit/folder_bytes.h"

#include "store/identities.h"

#define NOW 1603857600000u

static void open_in(struct identities **identities, const char *dir, bool make)
{
	assert_int_equal(identities_open(identities, dir, make), IDENTITIES_OK);
}

/* Everybody is invited to the session alone, under a token and a key of that number. */
static struct person join(
    struct identities *identities, uint8_t number, const char *session, const char *name)
{
	uint8_t hash[HASH_BYTES];
	uint8_t token[TOKEN_BYTES] = { number };
	uint8_t key[CURVE_KEY_BYTES] = { number };
	uint8_t fresh[WRITER_BYTES];
	struct person person;
	struct invitation got;
	struct invitation invitation = {
		.role = ROLE_RAPPORTEUR, .count = 1, .expires_ms = NOW + 1000
	};
	strncpy(invitation.session, session, SESSION_KEY_MAX);
	randombytes_buf(fresh, sizeof fresh);
	invitation_hash(token, hash);
	const struct taking taking = {
		.hash = hash, .key = key, .fresh = fresh, .name = name, .now_ms = NOW
	};
	assert_int_equal(identities_invite(identities, hash, &invitation, NOW), IDENTITIES_OK);
	assert_int_equal(identities_take(identities, &taking, &person, &got), IDENTITIES_OK);
	return person;
}

struct staying {
	struct person member; /* of something that is there, though her invitation is not */
	size_t keys_gone;
};

static bool session_stays(void *context, const char *session)
{
	(void)context;
	return strcmp(session, "stays") == 0;
}

static bool person_stays(void *context, const uint8_t id[WRITER_BYTES])
{
	const struct staying *staying = context;
	return memcmp(id, staying->member.id, WRITER_BYTES) == 0;
}

static void key_gone(void *context, const uint8_t key[CURVE_KEY_BYTES])
{
	struct staying *staying = context;
	assert_int_equal(key[0], 1);
	staying->keys_gone++;
}

static void who_belongs_nowhere_is_forgotten(void **state)
{
	(void)state;
	char dir[128];
	struct identities *identities = NULL;
	struct staying staying = { .keys_gone = 0 };
	struct person found;
	const struct identities_sweep sweep = { session_stays, person_stays, key_gone, &staying };
	folder_make(dir, sizeof dir);
	open_in(&identities, dir, true);
	struct person gone = join(identities, 1, "goes", "Wilhelmina");
	struct person invited = join(identities, 2, "stays", "Bartholomew");
	staying.member = join(identities, 3, "goes", "Margarethe");
	assert_false(identities_marked(identities));
	assert_true(identities_mark(identities));
	assert_true(folder_holds(dir, "Wilhelmina"));
	assert_int_equal(identities_sweep(identities, &sweep), IDENTITIES_OK);
	assert_false(identities_marked(identities));
	assert_int_equal(staying.keys_gone, 1);
	assert_int_equal(identities_person(identities, gone.id, &found), IDENTITIES_ABSENT);
	assert_int_equal(identities_person(identities, invited.id, &found), IDENTITIES_OK);
	assert_int_equal(identities_person(identities, staying.member.id, &found), IDENTITIES_OK);
	assert_false(folder_holds(dir, "Wilhelmina"));
	assert_true(folder_holds(dir, "Margarethe"));
	/* it goes on as before, also opened anew and copied */
	(void)join(identities, 4, "stays", "Another");
	identities_close(identities);
	open_in(&identities, dir, false);
	assert_int_equal(identities_person(identities, invited.id, &found), IDENTITIES_OK);
	assert_string_equal(found.name, "Bartholomew");
	identities_close(identities);
	folder_remove(dir);
}

/* Another opening of the file, as of another program: the people go, their bytes wait. */
static void who_is_not_alone_leaves_the_bytes_to_the_next(void **state)
{
	(void)state;
	char dir[128];
	struct identities *identities = NULL;
	struct staying staying = { .keys_gone = 0 };
	const struct identities_sweep sweep = { session_stays, person_stays, key_gone, &staying };
	folder_make(dir, sizeof dir);
	open_in(&identities, dir, true);
	(void)join(identities, 1, "goes", "Wilhelmina");
	assert_true(identities_mark(identities));
	char path[160];
	(void)snprintf(path, sizeof path, "%s/identities/use", dir);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1 };
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_OFD_SETLK, &lock), 0);
	assert_int_equal(identities_sweep(identities, &sweep), IDENTITIES_BUSY);
	assert_true(identities_marked(identities));
	assert_int_equal(staying.keys_gone, 1);
	(void)close(fd);
	identities_close(identities);
	open_in(&identities, dir, false);
	assert_true(identities_marked(identities));
	assert_int_equal(identities_sweep(identities, &sweep), IDENTITIES_OK);
	assert_false(folder_holds(dir, "Wilhelmina"));
	identities_close(identities);
	folder_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_belongs_nowhere_is_forgotten),
		cmocka_unit_test(who_is_not_alone_leaves_the_bytes_to_the_next),
	};
	return cmocka_run_group_tests_name("identities_forget", tests, NULL, NULL);
}
