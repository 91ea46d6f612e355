/*
 * client/terminal/member/join.c - `rapporteur join`, `whoami`, `rekey`: a person's own key. It is made here and kept
 * before anything is sent, so that an answer that got lost is asked for again with the same key.
 */
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/member/member.h"
#include "proto/wire/token.h"

/* What was typed after `join`: a link, or the words of one, as one word or as several. */
static bool token_read(
    const struct invocation *invocation, struct invitation_link *link, bool *words)
{
	char text[LINK_BYTES] = "";
	size_t size = 0;
	for (size_t i = 0; i < invocation->word_count; i++) {
		int more = snprintf(text + size, sizeof text - size, "%s%s", i > 0 ? " " : "",
		    invocation->words[i]);
		if (more < 0 || (size_t)more >= sizeof text - size)
			break; /* too long for either: it is told below */
		size += (size_t)more;
	}
	enum token_result result = link_parse(text, link);
	/* A link to a page has the words alone: which broker is behind it only the page knows. */
	const char *page = strstr(text, "/j/");
	*words = result == TOKEN_MALFORMED;
	if (*words)
		result = token_parse(page == NULL ? text : page + 3, link->token);
	if (result == TOKEN_OK)
		return true;
	complain(ENDING_USAGE,
	    result == TOKEN_WRONG_WORD
		? "one of the words is not as it was printed: compare them"
		: "that is no invitation: it begins with rapporteur://, or is six words");
	return false;
}

/* The key for the link's broker: the one that is kept, or a fresh one, kept now. */
static enum ending key_ready(const struct invocation *invocation,
    const struct invitation_link *link, bool words, bool *fresh)
{
	struct rapporteur_key key;
	enum rapporteur_result result =
	    rapporteur_key_read(invocation->state, invocation->broker, &key);
	*fresh = result == RAPPORTEUR_ABSENT;
	if (result == RAPPORTEUR_OK && !words &&
	    memcmp(key.broker_key, link->broker_key, CURVE_KEY_BYTES) != 0)
		return complain(ENDING_REFUSED,
		    "the broker at %s has another key than before. If its operator says so, remove "
		    "the folder keys in %s",
		    invocation->broker, invocation->state);
	if (*fresh && words)
		return complain(ENDING_REFUSED,
		    "the words alone do not say which broker it is: join with the link first");
	if (*fresh) {
		rapporteur_key_make(&key);
		memcpy(key.broker_key, link->broker_key, CURVE_KEY_BYTES);
		result = rapporteur_key_keep(invocation->state, invocation->broker, &key);
	}
	return result == RAPPORTEUR_OK ? ENDING_DONE : complain_result(result, NULL);
}

static enum ending joined_say(
    const struct invocation *invocation, const struct redeem_reply *joined)
{
	char rooms[ROOMS_TEXT_BYTES];
	rooms_text(joined->rooms, joined->room_count, rooms);
	if (!option_given(invocation, OPTION_JSON)) {
		if (joined->series[0] != '\0')
			printf("joined %s as %s of the series %s\n", invocation->broker,
			    role_word(joined->role), joined->series);
		else if (joined->session[0] == '\0')
			printf("joined %s as %s\n", invocation->broker, role_word(joined->role));
		else
			printf("joined session %s as %s, %s\n", joined->session,
			    role_word(joined->role), rooms);
		return ENDING_DONE;
	}
	json_t *root = json_object();
	json_t *list = json_array();
	for (size_t i = 0; i < joined->room_count; i++)
		json_append(&list, json_string(joined->rooms[i]));
	json_set_text(&root, "broker", invocation->broker);
	json_set_text(&root, "session", joined->session[0] == '\0' ? NULL : joined->session);
	json_set_text(&root, "series", joined->series[0] == '\0' ? NULL : joined->series);
	json_set_text(&root, "role", role_word(joined->role));
	json_set_text(&root, "id", joined->member);
	json_set(&root, "rooms", list);
	return json_print(root);
}

static enum ending redeem(const struct invocation *invocation, const struct invitation_link *link,
    enum rapporteur_result *result)
{
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	struct redeem redeem = { .name = invocation->values[OPTION_NAME] };
	struct redeem_reply joined;
	struct buffer body;
	struct arena arena;
	struct reply reply = { .error = ERROR_NONE };
	struct refusal refusal = { .error = ERROR_NONE };
	buffer_init(&body, 1024);
	arena_init(&arena, MEMBER_MEMORY_MAX);
	memcpy(redeem.token, link->token, TOKEN_BYTES);
	redeem_encode(&redeem, &body);
	*result =
	    member_ask(invocation, rapporteur, MESSAGE_REDEEM, "", &body, &arena, &reply, &refusal);
	if (*result == RAPPORTEUR_OK &&
	    redeem_reply_decode(&joined, &arena, reply.body, reply.body_size, &refusal) !=
		ERROR_NONE)
		*result = RAPPORTEUR_MALFORMED;
	if (*result == RAPPORTEUR_OK)
		ending = joined_say(invocation, &joined);
	else
		ending = terminal_unreached(rapporteur, *result, &refusal);
	rapporteur_close(rapporteur);
	arena_close(&arena);
	buffer_close(&body);
	return ending;
}

enum ending join_run(const struct invocation *invocation)
{
	struct invocation there = *invocation; /* with the broker that the link names */
	struct invitation_link link;
	char broker[LINK_HOST_BYTES + 8];
	bool words = false;
	bool fresh = false;
	const char *name = invocation->values[OPTION_NAME];
	if (!token_read(invocation, &link, &words))
		return ENDING_USAGE;
	if (name != NULL && strlen(name) > PERSON_NAME_BYTES_MAX)
		return complain(ENDING_USAGE, "--name is at most %u bytes", PERSON_NAME_BYTES_MAX);
	snprintf(broker, sizeof broker, "tcp://%s", words ? "" : link.address);
	if (!words)
		there.broker = broker;
	enum ending ending = key_ready(&there, &link, words, &fresh);
	if (ending != ENDING_DONE)
		return ending;
	enum rapporteur_result result = RAPPORTEUR_OK;
	ending = redeem(&there, &link, &result);
	/* Refused, the key is nobody's. Not reached, it may be somebody's already: it is kept for the next try. */
	if (fresh && result == RAPPORTEUR_REFUSED)
		rapporteur_key_forget(there.state, there.broker);
	return ending;
}

/* --- whoami ----------------------------------------------------------------------------------- */

static enum ending whoami_json(const struct invocation *invocation, const struct people_reply *me,
    const char *own, const char *broker)
{
	json_t *root = json_object();
	json_t *list = json_array();
	for (size_t i = 0; i < me->count; i++)
		json_append(&list, person_json(&me->people[i]));
	json_set_text(&root, "broker", invocation->broker);
	json_set_text(&root, "broker_fingerprint", broker);
	json_set_text(&root, "fingerprint", own);
	json_set_text(&root, "name", me->name);
	json_set_flag(&root, "invitation_tried", me->tried > 0);
	json_set(&root, "memberships", list);
	return json_print(root);
}

static enum ending whoami_say(const struct invocation *invocation, const struct people_reply *me)
{
	struct rapporteur_key key;
	char own[FINGERPRINT_BYTES];
	char broker[FINGERPRINT_BYTES];
	enum rapporteur_result result =
	    rapporteur_key_read(invocation->state, invocation->broker, &key);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, NULL);
	key_fingerprint(key.public_key, own);
	key_fingerprint(key.broker_key, broker);
	if (option_given(invocation, OPTION_JSON))
		return whoami_json(invocation, me, own, broker);
	printf("broker  %s\n        %s\n", invocation->broker, broker);
	printf("key     %s\n", own);
	if (me->name != NULL)
		printf("name    %s\n", me->name);
	for (size_t i = 0; i < me->count; i++) {
		const struct person_facts *person = &me->people[i];
		char rooms[ROOMS_TEXT_BYTES];
		rooms_text(person->rooms, person->room_count, rooms);
		if (person->series[0] != '\0')
			snprintf(rooms, sizeof rooms, "the series %s", person->series);
		printf("%-8s%s %s, %s%s\n", i == 0 ? "is" : "",
		    person->series[0] != '\0'        ? "every session of a series:"
			: person->session[0] == '\0' ? "every session:"
						     : person->session,
		    role_word(person->role), rooms, person->revoked ? " (revoked)" : "");
	}
	if (me->count == 0)
		printf("is      nobody there\n");
	char when[TIME_TEXT_BYTES];
	time_text(me->tried_ms, when);
	if (me->tried > 0)
		printf("tried   somebody else tried your invitation, last on %s UTC\n", when);
	return ENDING_DONE;
}

enum ending whoami_run(const struct invocation *invocation)
{
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	struct buffer body;
	struct arena arena;
	struct people_reply me;
	struct reply reply = { .error = ERROR_NONE };
	struct refusal refusal = { .error = ERROR_NONE };
	buffer_init(&body, 16);
	arena_init(&arena, MEMBER_MEMORY_MAX);
	empty_encode(&body);
	enum rapporteur_result result =
	    member_ask(invocation, rapporteur, MESSAGE_WHOAMI, "", &body, &arena, &reply, &refusal);
	if (result == RAPPORTEUR_OK &&
	    people_reply_decode(&me, &arena, reply.body, reply.body_size, &refusal) != ERROR_NONE)
		result = RAPPORTEUR_MALFORMED;
	ending = result == RAPPORTEUR_OK ? whoami_say(invocation, &me)
					 : terminal_unreached(rapporteur, result, &refusal);
	rapporteur_close(rapporteur);
	arena_close(&arena);
	buffer_close(&body);
	return ending;
}

/* --- rekey ------------------------------------------------------------------------------------ */

/* The name under which the next key is kept until the broker has it. */
static bool next_name(const struct invocation *invocation, char name[ENDPOINT_TEXT_BYTES])
{
	return snprintf(name, ENDPOINT_TEXT_BYTES, "%s next", invocation->broker) <
	    (int)ENDPOINT_TEXT_BYTES;
}

static enum rapporteur_result next_ready(
    const struct invocation *invocation, const char *name, struct rapporteur_key *next)
{
	struct rapporteur_key key;
	enum rapporteur_result result =
	    rapporteur_key_read(invocation->state, invocation->broker, &key);
	if (result != RAPPORTEUR_OK)
		return result;
	result = rapporteur_key_read(invocation->state, name, next);
	if (result != RAPPORTEUR_ABSENT)
		return result; /* of a try that was cut off: the broker may have it */
	rapporteur_key_make(next);
	memcpy(next->broker_key, key.broker_key, CURVE_KEY_BYTES);
	result = rapporteur_key_keep(invocation->state, name, next);
	/* The broker of the last key stays this one. */
	return result == RAPPORTEUR_OK
	    ? rapporteur_key_keep(invocation->state, invocation->broker, &key)
	    : result;
}

enum ending rekey_run(const struct invocation *invocation)
{
	char name[ENDPOINT_TEXT_BYTES];
	struct rapporteur_key next;
	if (!next_name(invocation, name))
		return complain(ENDING_USAGE, "the broker's address is too long");
	enum rapporteur_result result = next_ready(invocation, name, &next);
	if (result == RAPPORTEUR_ABSENT)
		return complain(ENDING_REFUSED, "there is no key for %s", invocation->broker);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, NULL);
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	struct rekey rekey;
	struct buffer body;
	struct arena arena;
	struct reply reply = { .error = ERROR_NONE };
	struct refusal refusal = { .error = ERROR_NONE };
	buffer_init(&body, 1024);
	arena_init(&arena, MEMBER_MEMORY_MAX);
	memcpy(rekey.key, next.public_key, CURVE_KEY_BYTES);
	rekey_encode(&rekey, &body);
	result =
	    member_ask(invocation, rapporteur, MESSAGE_REKEY, "", &body, &arena, &reply, &refusal);
	/* The old key is nobody's any more: the answer to an earlier try was lost. */
	if (result == RAPPORTEUR_REFUSED && refusal.error == ERROR_NOT_MEMBER)
		result = RAPPORTEUR_OK;
	ending = result == RAPPORTEUR_OK ? ENDING_DONE
					 : terminal_unreached(rapporteur, result, &refusal);
	rapporteur_close(rapporteur);
	arena_close(&arena);
	buffer_close(&body);
	if (ending != ENDING_DONE)
		return ending;
	result = rapporteur_key_keep(invocation->state, invocation->broker, &next);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, NULL);
	rapporteur_key_forget(invocation->state, name);
	printf("your key is another one from now on\n");
	return ENDING_DONE;
}
