/* tests/unit/command_member_test.c - the bodies about people, there and back and at their bounds. */
#include "tests/unit/proto_fixture.h"

#include "proto/command.h"

#define REFUSED(decode, raw, ...) \
	decode(__VA_ARGS__, (const uint8_t *)(raw), sizeof(raw) - 1, &refusal)

static void an_invitation_comes_back(void **state)
{
	const char *rooms[] = { "WG-2", "WG-5" };
	struct invite invite = { .role = ROLE_RAPPORTEUR,
		.rooms = rooms,
		.room_count = 2,
		.count = INVITATION_COUNT_MAX,
		.expires_ms = TIME_MS_MAX };
	struct invite back;
	struct buffer bytes;
	struct arena arena;
	struct refusal refusal;
	(void)state;
	buffer_init(&bytes, 2048);
	arena_init(&arena, 4096);
	bytes_fill(invite.hash, sizeof invite.hash, 3);
	invite_encode(&invite, &bytes);
	assert_int_equal(
	    invite_decode(&back, &arena, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
	assert_memory_equal(back.hash, invite.hash, sizeof back.hash);
	assert_int_equal(back.role, ROLE_RAPPORTEUR);
	assert_int_equal(back.room_count, 2);
	assert_string_equal(back.rooms[1], "WG-5");
	assert_int_equal(back.count, INVITATION_COUNT_MAX);
	assert_int_equal(back.expires_ms, TIME_MS_MAX);
	buffer_close(&bytes);
	arena_close(&arena);
}

static void people_come_back(void **state)
{
	const char *rooms[] = { "WG-2" };
	struct person_facts people[2] = { { .session = "gcm-1",
					      .name = "Amina",
					      .role = ROLE_RAPPORTEUR,
					      .rooms = rooms,
					      .room_count = 1 },
		{ .session = "", .role = ROLE_SECRETARIAT, .revoked = true, .tried = 3 } };
	struct people_reply reply = {
		.people = people, .count = 2, .more = true, .tried = 2, .tried_ms = 1603857600000
	};
	struct people_reply back;
	struct buffer bytes;
	struct arena arena;
	struct refusal refusal;
	(void)state;
	buffer_init(&bytes, 2048);
	arena_init(&arena, 16384);
	people_reply_encode(&reply, &bytes);
	assert_int_equal(
	    people_reply_decode(&back, &arena, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
	assert_int_equal(back.count, 2);
	assert_true(back.more);
	assert_null(back.name);
	assert_string_equal(back.people[0].name, "Amina");
	assert_string_equal(back.people[0].rooms[0], "WG-2");
	assert_true(back.people[1].revoked);
	assert_int_equal(back.people[1].room_count, 0);
	assert_int_equal(back.people[0].tried, 0);
	assert_int_equal(back.people[1].tried, 3);
	assert_int_equal(back.tried, 2);
	assert_int_equal(back.tried_ms, 1603857600000);
	buffer_close(&bytes);
	arena_close(&arena);
}

static void what_is_out_of_range_is_refused(void **state)
{
	struct arena arena;
	struct refusal refusal;
	struct redeem redeem;
	struct invite invite;
	struct revoke revoke;
	struct rekey rekey;
	(void)state;
	arena_init(&arena, 16384);
	assert_int_equal(REFUSED(redeem_decode,
			     "\x81\xa1t\xc4\x09"
			     "123456789",
			     &redeem, &arena),
	    ERROR_FIELD);
	assert_int_equal(REFUSED(redeem_decode,
			     "\x82\xa1t\xc4\x0a"
			     "1234567890"
			     "\xa1n\xa3"
			     "a\nb",
			     &redeem, &arena),
	    ERROR_FIELD);
	assert_int_equal(REFUSED(redeem_decode, "\x80", &redeem, &arena), ERROR_FIELD);
	assert_int_equal(
	    REFUSED(invite_decode, "\x82\xa1r\x05\xa1x\x01", &invite, &arena), ERROR_FIELD);
	assert_int_equal(
	    REFUSED(invite_decode, "\x82\xa1r\x00\xa1x\x01", &invite, &arena), ERROR_FIELD);
	assert_int_equal(REFUSED(revoke_decode, "\x81\xa1p\xa1p", &revoke), ERROR_FIELD);
	assert_int_equal(REFUSED(rekey_decode, "\x80", &rekey), ERROR_FIELD);
	arena_close(&arena);
}

static void the_table_of_access_is_as_it_is_written(void **state)
{
	static const struct {
		enum message message;
		enum role role;
		enum access access;
	} cases[] = {
		{ MESSAGE_HELLO, ROLE_NONE, ACCESS_YES },
		{ MESSAGE_STATUS, ROLE_NONE, ACCESS_NO },
		{ MESSAGE_REDEEM, ROLE_NONE, ACCESS_YES },
		{ MESSAGE_NOTE_SUBMIT, ROLE_RAPPORTEUR, ACCESS_OWN_ROOM },
		{ MESSAGE_NOTE_SUBMIT, ROLE_MODERATOR, ACCESS_YES },
		{ MESSAGE_NOTE_SUBMIT, ROLE_OBSERVER, ACCESS_NO },
		{ MESSAGE_SESSION_CLOSE, ROLE_MODERATOR, ACCESS_NO },
		{ MESSAGE_SESSION_CLOSE, ROLE_SECRETARIAT, ACCESS_YES },
		{ MESSAGE_FEED_UPDATE, ROLE_SECRETARIAT, ACCESS_NO },
		{ MESSAGE_STATUS, (enum role)99, ACCESS_NO },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
		    message_access(message_find(cases[i].message), cases[i].role), cases[i].access);
	for (int role = ROLE_SECRETARIAT; role <= ROLE_OBSERVER; role++)
		assert_int_equal(role_find(role_word((enum role)role)), role);
	assert_int_equal(role_find("nobody"), ROLE_NONE);
	assert_int_equal(role_find(""), ROLE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_invitation_comes_back),
		cmocka_unit_test(people_come_back),
		cmocka_unit_test(what_is_out_of_range_is_refused),
		cmocka_unit_test(the_table_of_access_is_as_it_is_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
