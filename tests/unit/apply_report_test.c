/* tests/unit/apply_report_test.c - versions of a report are adopted, frozen, and blanked where a note of theirs is redacted. */
#include "tests/unit/apply_fixture.h"

#include "proto/wire/id.h"
#include "proto/wire/wire.h"

#define NOTE_ID 2u /* of the step that submits the note; its event is 2 */

static void public_id(struct scene *scene, unsigned int step, char id[PUBLIC_ID_CHARS + 1])
{
	uint8_t note[ID_BYTES];
	step_id(step, note);
	public_id_make(session_of(scene, "s1").secret, note, ID_BYTES, id);
}

/* A block that rests on a note, one that rests on none. */
static void version_make(struct buffer *version, const char *note)
{
	buffer_init(version, REPORT_VERSION_BYTES_MAX);
	pack_map(version, 4);
	pack_key_uint(version, "k", 2);
	pack_key_text(version, "i", "point-1");
	pack_key_texts(version, "n", &note, 1);
	pack_key_text(version, "x", "Flood funds come too late");
	pack_map(version, 2);
	pack_key_uint(version, "k", 1);
	pack_key_text(version, "x", "A heading");
}

static struct command *adopt(struct scene *scene, unsigned int id, const struct buffer *version)
{
	return ask(
	    scene, &(struct step){ .id = id, .message = MESSAGE_REPORT_ADOPT, .version = version });
}

/* Whether the blob of an event holds the words; absent: it has none. */
static bool blob_has(struct scene *scene, uint64_t number, const char *words, bool *absent)
{
	struct journal_txn *txn = reading(scene->ground->journal);
	struct journal_event event;
	struct buffer blob;
	buffer_init(&blob, REPORT_VERSION_BYTES_MAX);
	assert_int_equal(journal_event_get(txn, number, &event), JOURNAL_OK);
	*absent = event.body == NULL || journal_blob_get(txn, &event, &blob) != JOURNAL_OK;
	bool found = !*absent && memmem(blob.bytes, blob.size, words, strlen(words)) != NULL;
	journal_end(txn);
	buffer_close(&blob);
	return found;
}

static void a_version_is_adopted_and_frozen(void **state)
{
	struct scene *scene = *state;
	struct buffer version;
	char note[PUBLIC_ID_CHARS + 1];
	bool absent = false;
	expect("a note", ask(scene, &(struct step){ .id = NOTE_ID }), ERROR_NONE, NULL);
	public_id(scene, NOTE_ID, note);
	version_make(&version, note);
	const struct command *command = adopt(scene, 3, &version);
	expect("adopt", command, ERROR_NONE, NULL);
	uint64_t number = command->place.number;
	assert_true(blob_has(scene, number, "Flood funds", &absent));
	command = adopt(scene, 3, &version);
	expect("again", command, ERROR_NONE, NULL);
	assert_true(command->repeated);
	assert_int_equal(session_of(scene, "s1").version_count, 1);
	assert_int_equal(session_of(scene, "s1").versions[0], number);
	struct step freeze = { .id = 4, .message = MESSAGE_REPORT_FREEZE, .frozen = number + 1 };
	expect("another", ask(scene, &freeze), ERROR_FIELD, NULL);
	freeze.frozen = number;
	expect("freeze", ask(scene, &freeze), ERROR_NONE, NULL);
	assert_int_equal(session_of(scene, "s1").frozen, number);
	freeze = (struct step){ .id = 5, .message = MESSAGE_REPORT_FREEZE };
	expect("none", ask(scene, &freeze), ERROR_NONE, NULL);
	assert_int_equal(session_of(scene, "s1").frozen, 0);
	buffer_close(&version);
}

static void what_is_redacted_is_in_no_version(void **state)
{
	struct scene *scene = *state;
	struct buffer with;
	struct buffer without;
	char note[PUBLIC_ID_CHARS + 1];
	char other[PUBLIC_ID_CHARS + 1];
	bool absent = false;
	expect("a note", ask(scene, &(struct step){ .id = NOTE_ID }), ERROR_NONE, NULL);
	expect("another", ask(scene, &(struct step){ .id = 3 }), ERROR_NONE, NULL);
	public_id(scene, NOTE_ID, note);
	public_id(scene, 3, other);
	version_make(&with, note);
	version_make(&without, other);
	uint64_t first = adopt(scene, 4, &with)->place.number;
	uint64_t second = adopt(scene, 5, &without)->place.number;
	struct step freeze = { .id = 6, .message = MESSAGE_REPORT_FREEZE, .frozen = first };
	expect("freeze", ask(scene, &freeze), ERROR_NONE, NULL);
	struct step redact = { .id = 7,
		.message = MESSAGE_NOTE_REDACT,
		.redact = { .objective = 2, .number = 2, .reason = "asked for" } };
	memcpy(redact.redact.id, note, sizeof note);
	expect("redact", ask(scene, &redact), ERROR_NONE, NULL);
	struct view_session view = session_of(scene, "s1");
	assert_int_equal(view.version_count, 2);
	assert_int_not_equal(view.versions[0], first);
	assert_int_equal(view.versions[1], second);
	assert_int_equal(view.frozen, view.versions[0]);
	assert_false(blob_has(scene, first, "Flood", &absent));
	assert_true(absent);
	assert_false(blob_has(scene, view.versions[0], "Flood", &absent));
	assert_false(absent);
	assert_true(blob_has(scene, view.versions[0], "A heading", &absent));
	assert_true(blob_has(scene, second, "Flood", &absent));
	/* And the next generation has not one byte of it, and is whole. */
	assert_int_equal(journal_erase_finish(scene->ground->journal), JOURNAL_OK);
	assert_true(blob_has(scene, view.versions[0], "A heading", &absent));
	buffer_close(&with);
	buffer_close(&without);
}

static void there_are_so_many_versions(void **state)
{
	struct scene *scene = *state;
	struct buffer version;
	version_make(&version, "0123456789ab");
	for (unsigned int i = 0; i < REPORT_VERSIONS_MAX; i++)
		expect("a version", adopt(scene, 10 + i, &version), ERROR_NONE, NULL);
	expect("one more", adopt(scene, 99, &version), ERROR_FIELD,
	    "s1 has 32 versions, as many as it may");
	buffer_close(&version);
}

static void what_is_no_version_is_refused(void **state)
{
	static const struct {
		const char *name;
		const char *bytes;
		size_t size;
	} cases[] = {
		{ "nothing", "", 0 },
		{ "no map", "\x01", 1 },
		{ "half a map", "\x81\xa1k", 3 },
		{ "no kind", "\x80", 1 },
		{ "kind 0", "\x81\xa1k\x00", 4 },
		{ "another's note",
		    "\x82\xa1k\x02\xa1n\x91\xa3"
		    "abc",
		    11 },
		{ "an id too long",
		    "\x82\xa1k\x02\xa1i\xd9\x25"
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		    45 },
		{ "something behind", "\x81\xa1k\x02\xc1", 5 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct refusal refusal = { .error = ERROR_NONE };
		if (report_version_check(
			(const uint8_t *)cases[i].bytes, cases[i].size, &refusal) == ERROR_NONE)
			fail_msg("%s was taken for a version", cases[i].name);
	}
}

#define WITH_SESSION(test) cmocka_unit_test_setup_teardown(test, open_session, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SESSION(a_version_is_adopted_and_frozen),
		WITH_SESSION(what_is_redacted_is_in_no_version),
		WITH_SESSION(there_are_so_many_versions),
		cmocka_unit_test(what_is_no_version_is_refused),
	};
	return cmocka_run_group_tests_name("apply_report", tests, NULL, NULL);
}
