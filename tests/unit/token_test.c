/* tests/unit/token_test.c - invitations as words and as links. */
#include <sodium.h>

#include "tests/unit/proto_fixture.h"

#include "proto/wire/token.h"

#define WORDS "babad-bamag-bibaj-bimal-boban-motil" /* as PROTOCOL.md has it */
#define KEY   "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define LINK  "rapporteur://192.0.2.1:7400/" KEY "/" WORDS

static void words_are_as_the_page_says(void **state)
{
	uint8_t token[TOKEN_BYTES];
	char text[TOKEN_TEXT_BYTES];
	(void)state;
	bytes_fill(token, sizeof token, 0);
	token_text(token, text);
	assert_string_equal(text, WORDS);
}

static void every_token_comes_back_from_its_words(void **state)
{
	uint64_t seed = 7;
	(void)state;
	for (size_t round = 0; round < 1000; round++) {
		uint8_t token[TOKEN_BYTES];
		uint8_t back[TOKEN_BYTES];
		char text[TOKEN_TEXT_BYTES];
		for (size_t i = 0; i < sizeof token; i++)
			token[i] = (uint8_t)(random_next(&seed) >> 32);
		token_text(token, text);
		assert_int_equal(strlen(text), TOKEN_TEXT_BYTES - 1);
		assert_int_equal(token_parse(text, back), TOKEN_OK);
		assert_memory_equal(back, token, sizeof token);
	}
}

static void what_is_heard_and_typed_is_judged(void **state)
{
	static const struct {
		const char *text;
		enum token_result result;
	} cases[] = {
		{ WORDS, TOKEN_OK },
		{ "BABAD bamag, bibaj. BiMaL boban-motil ", TOKEN_OK },
		{ "babad-bamag-bibaj-bimal-boban-motin", TOKEN_WRONG_WORD },
		{ "babad-bamag-bibaj-bimol-boban-motil", TOKEN_WRONG_WORD },
		{ "bamag-babad-bibaj-bimal-boban-motil", TOKEN_WRONG_WORD },
		{ "babad-bamag-bibaj-bimal-boban", TOKEN_MALFORMED },
		{ WORDS "-babad", TOKEN_MALFORMED },
		{ "babadbamag-bibaj-bimal-boban-motil", TOKEN_MALFORMED },
		{ "babed-bamag-bibaj-bimal-boban-motil", TOKEN_MALFORMED },
		{ "baba", TOKEN_MALFORMED },
		{ "", TOKEN_MALFORMED },
		{ "\xff", TOKEN_MALFORMED },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint8_t token[TOKEN_BYTES];
		if (token_parse(cases[i].text, token) != cases[i].result)
			fail_msg("'%s'", cases[i].text);
	}
}

static void a_link_names_broker_key_and_token(void **state)
{
	struct invitation_link link = { .address = "192.0.2.1:7400" };
	struct invitation_link back;
	char text[LINK_BYTES];
	(void)state;
	bytes_fill(link.broker_key, sizeof link.broker_key, 0);
	bytes_fill(link.token, sizeof link.token, 0);
	assert_true(link_text(&link, text));
	assert_string_equal(text, LINK);
	assert_int_equal(link_parse(text, &back), TOKEN_OK);
	assert_string_equal(back.address, link.address);
	assert_memory_equal(back.broker_key, link.broker_key, CURVE_KEY_BYTES);
	assert_memory_equal(back.token, link.token, TOKEN_BYTES);
	memset(link.address, 'a', sizeof link.address - 1);
	link.address[sizeof link.address - 1] = '\0';
	assert_true(link_text(&link, text)); /* the longest fits */
}

static void what_is_no_link_is_refused(void **state)
{
	static const char *const cases[] = { "", "rapporteur://",
		"http://192.0.2.1:7400/" KEY "/" WORDS, "rapporteur:///" KEY "/" WORDS,
		"rapporteur://a b:1/" KEY "/" WORDS, "rapporteur://192.0.2.1:7400/" KEY,
		"rapporteur://192.0.2.1:7400/" KEY "A/" WORDS,
		"rapporteur://192.0.2.1:7400/*" KEY "/" WORDS,
		"rapporteur://192.0.2.1:7400//" WORDS, LINK "/x" };
	struct invitation_link link;
	char text[1024];
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (link_parse(cases[i], &link) != TOKEN_MALFORMED)
			fail_msg("'%s'", cases[i]);
	assert_int_equal(
	    link_parse(
		"rapporteur://192.0.2.1:7400/" KEY "/babad-bamag-bibaj-bimal-boban-motin", &link),
	    TOKEN_WRONG_WORD);
	for (size_t size = 0; size < strlen(LINK); size++) { /* cut short anywhere */
		snprintf(text, sizeof text, "%.*s", (int)size, LINK);
		assert_int_not_equal(link_parse(text, &link), TOKEN_OK);
	}
	memset(text, 'a', sizeof text - 1);
	memcpy(text, "rapporteur://", 13);
	text[sizeof text - 1] = '\0';
	assert_int_equal(link_parse(text, &link), TOKEN_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_as_the_page_says),
		cmocka_unit_test(every_token_comes_back_from_its_words),
		cmocka_unit_test(what_is_heard_and_typed_is_judged),
		cmocka_unit_test(a_link_names_broker_key_and_token),
		cmocka_unit_test(what_is_no_link_is_refused),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
