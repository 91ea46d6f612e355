/* tests/unit/messages_test.c - the tables of messages and of errors hold together. */
#include "tests/unit/proto_fixture.h"

#include "proto/messages.h"

static void codes_and_titles_are_unique(void **state)
{
	(void)state;
	const struct message_info *a = NULL;
	for (size_t i = 0; (a = message_at(i)) != NULL; i++) {
		const struct message_info *b = NULL;
		assert_ptr_equal(message_find((uint64_t)a->message), a);
		for (size_t k = 0; k < i && (b = message_at(k)) != NULL; k++) {
			assert_int_not_equal(a->message, b->message);
			assert_string_not_equal(a->title, b->title);
		}
	}
	assert_null(message_find(0));
	assert_null(message_find(9999));
	assert_null(message_find((UINT64_C(1) << 32) + MESSAGE_HELLO));
	assert_null(message_at(SIZE_MAX));
}

static void every_body_fits_its_envelope(void **state)
{
	(void)state;
	const struct message_info *info = NULL;
	for (size_t i = 0; (info = message_at(i)) != NULL; i++) {
		assert_in_range(info->body_bytes_max, 1, MESSAGE_BYTES_MAX - 1024);
		assert_int_equal(strspn(info->roles, "SMRrO?"), strlen(info->roles));
		assert_int_equal(info->kind == MESSAGE_KIND_FEED, (int)info->message >= 100);
		assert_int_equal(info->kind == MESSAGE_KIND_FEED, info->roles[0] == '\0');
	}
}

#define X(name, code, word, sentence) { code, word, sentence },
static const struct {
	int code;
	const char *word;
	const char *sentence;
} ALL[] = { ERRORS(X) };
#undef X

static void errors_are_unique_and_say_what_to_do(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ALL); i++) {
		assert_string_equal(error_word((enum error)ALL[i].code), ALL[i].word);
		assert_string_equal(error_sentence((enum error)ALL[i].code), ALL[i].sentence);
		assert_int_equal(ALL[i].sentence[strlen(ALL[i].sentence) - 1], '.');
		for (size_t k = 0; k < i; k++) {
			assert_int_not_equal(ALL[i].code, ALL[k].code);
			assert_string_not_equal(ALL[i].word, ALL[k].word);
		}
	}
	assert_string_equal(error_word((enum error)999), "unknown");
	assert_non_null(strstr(error_sentence((enum error)999), "Update"));
}

static void a_detail_is_cut_at_a_character(void **state)
{
	(void)state;
	struct refusal refusal;
	assert_int_equal(refuse(&refusal, ERROR_FIELD, "%s %d", "room", 7), ERROR_FIELD);
	assert_string_equal(refusal.detail, "room 7");
	char text[2 * REFUSAL_DETAIL_MAX];
	for (size_t shift = 0; shift < 4; shift++) {
		size_t at = 0;
		for (; at < shift; at++)
			text[at] = 'a';
		for (; at + 4 < sizeof text; at += 4)
			memcpy(text + at, "\U0001f30a", 4);
		text[at] = '\0';
		refuse(&refusal, ERROR_FIELD, "%s", text);
		size_t size = strlen(refusal.detail);
		assert_in_range(size, REFUSAL_DETAIL_MAX - 5, REFUSAL_DETAIL_MAX - 1);
		assert_int_equal((size - shift) % 4, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_and_titles_are_unique),
		cmocka_unit_test(every_body_fits_its_envelope),
		cmocka_unit_test(errors_are_unique_and_say_what_to_do),
		cmocka_unit_test(a_detail_is_cut_at_a_character),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
