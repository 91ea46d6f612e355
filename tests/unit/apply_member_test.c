/* tests/unit/apply_member_test.c - who belongs and who may, decided in the order of events. */
#include <sodium.h>

#include "broker/members/access.h"
#include "proto/wire/id.h"
#include "tests/unit/apply_fixture.h"

enum { HOUSE = 101, SECRETARY, MODERATOR, RAPPORTEUR, OBSERVER, NOBODY };

static void person_fill(uint8_t person[WRITER_BYTES], unsigned who)
{
	bytes_fill(person, WRITER_BYTES, who);
}

/* A batch of one, as somebody with a key. */
static struct command *as(struct scene *scene, unsigned who, const struct step *step)
{
	arena_clear(&scene->batch.arena);
	command_fill(scene, step, 0);
	scene->commands[0].actor.kind = ACTOR_PERSON;
	person_fill(scene->commands[0].actor.person, who);
	scene->batch.time_ms = scene->now_ms;
	scene->batch.count = 1;
	assert_int_equal(append(scene->ground->journal, scene_apply, scene), JOURNAL_OK);
	for (size_t i = 0; i < STEPS_MAX; i++)
		programme_close(&scene->programmes[i]);
	return scene->commands;
}

static struct command *member_step(
    struct scene *scene, unsigned who, enum message message, unsigned id, const char *session)
{
	struct command *command = &scene->commands[0];
	*command = (struct command){ .actor = { .kind = ACTOR_PERSON } };
	person_fill(command->actor.person, who);
	buffer_clear(&scene->bodies[0]);
	empty_encode(&scene->bodies[0]);
	command->envelope.message = message;
	command->envelope.body = scene->bodies[0].bytes;
	command->envelope.body_size = scene->bodies[0].size;
	step_id(id, command->envelope.id);
	bytes_fill(command->salt, SALT_BYTES, id);
	(void)snprintf(command->envelope.session, sizeof command->envelope.session, "%s", session);
	scene->batch.time_ms = scene->now_ms;
	scene->batch.count = 1;
	return command;
}

static struct command *join(struct scene *scene, unsigned who, unsigned id, const char *session,
    enum role role, const char *room)
{
	static struct grant grant;
	static const char *granted[1];
	granted[0] = room;
	grant =
	    (struct grant){ .role = role, .rooms = granted, .room_count = room == NULL ? 0 : 1 };
	struct command *command = member_step(scene, who, MESSAGE_REDEEM, id, session);
	command->grant = &grant;
	assert_int_equal(append(scene->ground->journal, scene_apply, scene), JOURNAL_OK);
	return command;
}

static struct command *shut_out(
    struct scene *scene, unsigned by, unsigned who, unsigned id, const char *session)
{
	uint8_t person[WRITER_BYTES];
	struct command *command = member_step(scene, by, MESSAGE_REVOKE, id, session);
	struct view_session of = access_house;
	if (session[0] != '\0')
		of = session_of(scene, session);
	person_fill(person, who);
	pseudonym_make(of.secret, person, command->body.revoke.member);
	assert_int_equal(append(scene->ground->journal, scene_apply, scene), JOURNAL_OK);
	return command;
}

static int open_peopled(void **state)
{
	assert_int_equal(open_session(state), 0);
	struct scene *scene = *state;
	expect("other session",
	    ask(scene, &(struct step){ .message = MESSAGE_SESSION_OPEN, .id = 2, .session = "s2" }),
	    ERROR_NONE, NULL);
	expect("house", join(scene, HOUSE, 3, "", ROLE_SECRETARIAT, NULL), ERROR_NONE, NULL);
	expect(
	    "secretary", join(scene, SECRETARY, 4, "s1", ROLE_SECRETARIAT, NULL), ERROR_NONE, NULL);
	expect(
	    "moderator", join(scene, MODERATOR, 5, "s1", ROLE_MODERATOR, NULL), ERROR_NONE, NULL);
	expect("rapporteur", join(scene, RAPPORTEUR, 6, "s1", ROLE_RAPPORTEUR, "WG-2"), ERROR_NONE,
	    NULL);
	expect("observer", join(scene, OBSERVER, 7, "s1", ROLE_OBSERVER, NULL), ERROR_NONE, NULL);
	return 0;
}

static void each_may_what_the_table_says(void **state)
{
	struct scene *scene = *state;
	static const struct {
		const char *name;
		unsigned who;
		struct step step;
		enum error error;
	} cases[] = {
		{ "rapporteur, own room", RAPPORTEUR, { .id = 20 }, ERROR_NONE },
		{ "rapporteur, other room", RAPPORTEUR,
		    { .id = 21, .put = { .room = "WG-5", .text = "x" } }, ERROR_NOT_ALLOWED },
		{ "rapporteur, other session", RAPPORTEUR, { .id = 22, .session = "s2" },
		    ERROR_NOT_ALLOWED },
		{ "moderator, any room", MODERATOR,
		    { .id = 23, .put = { .room = "WG-5", .text = "x" } }, ERROR_NONE },
		{ "moderator, other session", MODERATOR, { .id = 24, .session = "s2" },
		    ERROR_NOT_ALLOWED },
		{ "observer", OBSERVER, { .id = 25 }, ERROR_NOT_ALLOWED },
		{ "nobody", NOBODY, { .id = 26 }, ERROR_NOT_ALLOWED },
		{ "secretary, other session", SECRETARY, { .id = 27, .session = "s2" },
		    ERROR_NOT_ALLOWED },
		{ "secretary opens", SECRETARY,
		    { .message = MESSAGE_SESSION_OPEN, .id = 28, .session = "s3" },
		    ERROR_NOT_ALLOWED },
		{ "house opens", HOUSE,
		    { .message = MESSAGE_SESSION_OPEN, .id = 29, .session = "s3" }, ERROR_NONE },
		{ "house, other session", HOUSE, { .id = 30, .session = "s2" }, ERROR_NONE },
		{ "moderator closes", MODERATOR, { .message = MESSAGE_SESSION_CLOSE, .id = 31 },
		    ERROR_NOT_ALLOWED },
		{ "no session, a member", MODERATOR, { .id = 32, .session = "none" },
		    ERROR_NOT_ALLOWED },
		{ "no session, the house", HOUSE, { .id = 33, .session = "none" },
		    ERROR_NO_SESSION },
		{ "secretary closes", SECRETARY, { .message = MESSAGE_SESSION_CLOSE, .id = 34 },
		    ERROR_NONE },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(
		    cases[i].name, as(scene, cases[i].who, &cases[i].step), cases[i].error, NULL);
}

static void a_person_is_one_writer_and_a_secretariat_brings_many(void **state)
{
	struct scene *scene = *state;
	uint64_t numbers[4];
	const struct step one = { .id = 40, .writer = 1 };
	const struct step two = { .id = 41, .writer = 2 };
	const struct step three = { .id = 42, .writer = 1 };
	const struct step four = { .id = 43, .writer = 2 };
	numbers[0] = as(scene, RAPPORTEUR, &one)->place.number;
	numbers[1] = as(scene, RAPPORTEUR, &two)->place.number;
	numbers[2] = as(scene, SECRETARY, &three)->place.number;
	numbers[3] = as(scene, SECRETARY, &four)->place.number;
	struct event_note notes[4];
	for (size_t i = 0; i < 4; i++)
		notes[i] = note_of(scene, numbers[i]);
	assert_memory_equal(notes[0].writer, notes[1].writer, WRITER_BYTES);
	assert_memory_not_equal(notes[2].writer, notes[3].writer, WRITER_BYTES);
	assert_memory_not_equal(notes[0].writer, notes[2].writer, WRITER_BYTES);
}

static void who_is_revoked_is_refused_in_the_order_of_events(void **state)
{
	struct scene *scene = *state;
	const struct step before = { .id = 50 };
	const struct step after = { .id = 51 };
	expect("a moderator cannot", shut_out(scene, MODERATOR, RAPPORTEUR, 52, "s1"),
	    ERROR_NOT_ALLOWED, NULL);
	expect("before", as(scene, RAPPORTEUR, &before), ERROR_NONE, NULL);
	expect("revoke", shut_out(scene, SECRETARY, RAPPORTEUR, 53, "s1"), ERROR_NONE, NULL);
	assert_int_equal(session_of(scene, "s1").feed_epoch, 2);
	assert_int_equal(session_of(scene, "s2").feed_epoch, 1);
	expect("after", as(scene, RAPPORTEUR, &after), ERROR_NOT_ALLOWED, "your key was revoked");
	expect("the first answer, too, is for members", as(scene, RAPPORTEUR, &before),
	    ERROR_NOT_ALLOWED, NULL);
	uint64_t number = newest(scene);
	expect("again", shut_out(scene, SECRETARY, RAPPORTEUR, 54, "s1"), ERROR_NONE, NULL);
	assert_int_equal(newest(scene), number);
	expect("nobody there", shut_out(scene, SECRETARY, NOBODY, 55, "s1"), ERROR_FIELD, NULL);
	expect("joined anew", join(scene, RAPPORTEUR, 56, "s1", ROLE_RAPPORTEUR, "WG-2"),
	    ERROR_NONE, NULL);
	expect("in again", as(scene, RAPPORTEUR, &after), ERROR_NONE, NULL);
}

static void out_of_the_house_is_out_of_every_session(void **state)
{
	struct scene *scene = *state;
	expect("a session's secretariat cannot", shut_out(scene, SECRETARY, HOUSE, 60, ""),
	    ERROR_NOT_ALLOWED, NULL);
	expect("another of the house", join(scene, NOBODY, 61, "", ROLE_SECRETARIAT, NULL),
	    ERROR_NONE, NULL);
	expect("revoke", shut_out(scene, NOBODY, HOUSE, 62, ""), ERROR_NONE, NULL);
	assert_int_equal(session_of(scene, "s1").feed_epoch, 2);
	assert_int_equal(session_of(scene, "s2").feed_epoch, 2);
	expect("after", as(scene, HOUSE, &(struct step){ .id = 63, .session = "s2" }),
	    ERROR_NOT_ALLOWED, NULL);
}

static void an_invitation_adds_rooms_and_changes_roles(void **state)
{
	struct scene *scene = *state;
	const struct step other = { .id = 70, .put = { .room = "WG-5", .text = "x" } };
	const struct step own = { .id = 72 };
	uint64_t number = newest(scene);
	expect("the same again", join(scene, RAPPORTEUR, 71, "s1", ROLE_RAPPORTEUR, "WG-2"),
	    ERROR_NONE, NULL);
	assert_int_equal(newest(scene), number);
	expect("one more room", join(scene, RAPPORTEUR, 73, "s1", ROLE_RAPPORTEUR, "WG-5"),
	    ERROR_NONE, NULL);
	assert_int_equal(newest(scene), number + 1);
	expect("in the new room", as(scene, RAPPORTEUR, &other), ERROR_NONE, NULL);
	expect("in the old one", as(scene, RAPPORTEUR, &own), ERROR_NONE, NULL);
	expect("an observer", join(scene, RAPPORTEUR, 74, "s1", ROLE_OBSERVER, NULL), ERROR_NONE,
	    NULL);
	expect("writes no more", as(scene, RAPPORTEUR, &(struct step){ .id = 75 }),
	    ERROR_NOT_ALLOWED, NULL);
	expect("the house's stays", join(scene, HOUSE, 76, "s1", ROLE_OBSERVER, NULL), ERROR_NONE,
	    NULL);
	expect("a secretariat", as(scene, HOUSE, &(struct step){ .id = 77 }), ERROR_NONE, NULL);
	expect("no such session", join(scene, NOBODY, 78, "none", ROLE_OBSERVER, NULL),
	    ERROR_NO_SESSION, NULL);
}

static enum role role_in(struct scene *scene, unsigned who, const char *series)
{
	uint8_t person[WRITER_BYTES];
	struct standing standing;
	struct view_session session = session_of(scene, "s1");
	(void)snprintf(session.series, sizeof session.series, "%s", series);
	struct journal_txn *txn = reading(scene->ground->journal);
	person_fill(person, who);
	assert_int_equal(access_standing(txn, &session, person, &standing), JOURNAL_OK);
	journal_end(txn);
	return standing.role;
}

static bool is_known(struct scene *scene, unsigned who)
{
	uint8_t person[WRITER_BYTES];
	bool known = false;
	enum role anywhere = ROLE_NONE;
	struct journal_txn *txn = reading(scene->ground->journal);
	person_fill(person, who);
	assert_int_equal(access_known(txn, person, &known), JOURNAL_OK);
	assert_int_equal(access_anywhere(txn, person, &anywhere), JOURNAL_OK);
	journal_end(txn);
	assert_int_equal(anywhere != ROLE_NONE, known);
	return known;
}

static struct command *join_series(
    struct scene *scene, unsigned who, unsigned id, const char *series)
{
	const struct grant grant = { .role = ROLE_SECRETARIAT, .series = series };
	struct command *command = member_step(scene, who, MESSAGE_REDEEM, id, "");
	command->grant = &grant;
	assert_int_equal(append(scene->ground->journal, scene_apply, scene), JOURNAL_OK);
	return command;
}

static void a_series_is_all_its_sessions_and_no_other(void **state)
{
	struct scene *scene = *state;
	assert_false(is_known(scene, NOBODY));
	struct command *joined = join_series(scene, NOBODY, 80, "alpha");
	expect("joins", joined, ERROR_NONE, NULL);
	uint8_t pseudonym[WRITER_BYTES];
	memcpy(pseudonym, joined->member, WRITER_BYTES);
	assert_true(is_known(scene, NOBODY));
	assert_int_equal(role_in(scene, NOBODY, "alpha"), ROLE_SECRETARIAT);
	assert_int_equal(role_in(scene, NOBODY, "alph"), ROLE_NONE);
	assert_int_equal(role_in(scene, NOBODY, "beta"), ROLE_NONE);
	assert_int_equal(role_in(scene, NOBODY, ""), ROLE_NONE);
	assert_int_equal(role_in(scene, HOUSE, "beta"), ROLE_SECRETARIAT);
	expect("the session is of none", as(scene, NOBODY, &(struct step){ .id = 81 }),
	    ERROR_NOT_ALLOWED, NULL);
	joined = join_series(scene, NOBODY, 82, "alpha");
	expect("again is the same", joined, ERROR_NONE, NULL);
	assert_true(joined->repeated);
	joined = join_series(scene, NOBODY, 83, "beta");
	expect("another series", joined, ERROR_NONE, NULL);
	assert_memory_not_equal(joined->member, pseudonym, WRITER_BYTES);
	struct command *command = member_step(scene, HOUSE, MESSAGE_REVOKE, 84, "");
	memcpy(command->body.revoke.member, pseudonym, WRITER_BYTES);
	assert_int_equal(append(scene->ground->journal, scene_apply, scene), JOURNAL_OK);
	expect("shut out of one", command, ERROR_NONE, NULL);
	assert_int_equal(role_in(scene, NOBODY, "alpha"), ROLE_NONE);
	assert_int_equal(role_in(scene, NOBODY, "beta"), ROLE_SECRETARIAT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_peopled, close_scene)
	const struct CMUnitTest tests[] = {
		TEST(each_may_what_the_table_says),
		TEST(a_person_is_one_writer_and_a_secretariat_brings_many),
		TEST(who_is_revoked_is_refused_in_the_order_of_events),
		TEST(out_of_the_house_is_out_of_every_session),
		TEST(an_invitation_adds_rooms_and_changes_roles),
		TEST(a_series_is_all_its_sessions_and_no_other),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
