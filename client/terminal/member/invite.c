/*
 * client/terminal/member/invite.c - `rapporteur invite`: the token is drawn here, and only its hash goes to the broker.
 * What is printed is all there is of it.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "client/terminal/json_out.h"
#include "client/terminal/member/member.h"
#include "proto/wire/text.h"
#include "proto/wire/token.h"

#define EXPIRES_MS_DEFAULT (24ull * 3600 * 1000)
#define EXPIRES_MS_MAX     (366ull * 24 * 3600 * 1000)

struct invitation {
	const char *session; /* "": the house */
	enum role role;
	const char *room; /* NULL: every room */
	uint64_t count;
	uint64_t expires_ms;
	struct invitation_link link;
};

static enum ending options_take(const struct invocation *invocation, struct invitation *invitation)
{
	const char *role = invocation->values[OPTION_ROLE];
	const char *count = invocation->values[OPTION_COUNT_OF];
	const char *expires = invocation->values[OPTION_EXPIRES];
	uint64_t good_ms = EXPIRES_MS_DEFAULT;
	invitation->session = invocation->word_count > 0 ? invocation->words[0] : "";
	invitation->room = invocation->values[OPTION_ROOM];
	invitation->count = 1;
	if (role == NULL && invitation->session[0] == '\0')
		role = role_word(ROLE_SECRETARIAT);
	invitation->role = role == NULL ? ROLE_NONE : role_find(role);
	if (invitation->role == ROLE_NONE)
		return complain(
		    ENDING_USAGE, "--role: there are secretariat, moderator, rapporteur, observer");
	if (count != NULL && !number_parse(count, 1, INVITATION_COUNT_MAX, &invitation->count))
		return complain(
		    ENDING_USAGE, "--count: how many people, 1 to %u", INVITATION_COUNT_MAX);
	if (expires != NULL && !duration_parse(expires, false, EXPIRES_MS_MAX, &good_ms))
		return complain(ENDING_USAGE,
		    "--expires %s: say how long it is good for, such as 2h or 3d", expires);
	if (invitation->room != NULL && !text_key_valid(invitation->room, ROOM_KEY_MAX))
		return complain(ENDING_USAGE, "--room: that is no room's name");
	if (invitation->session[0] != '\0' && !session_key_check(invitation->session))
		return ENDING_USAGE;
	struct timespec now = { 0 };
	(void)clock_gettime(CLOCK_REALTIME, &now);
	invitation->expires_ms = (uint64_t)now.tv_sec * 1000 + good_ms;
	return ENDING_DONE;
}

/* Where the invited will connect to, and the key that they are to find there: ours. */
static enum ending link_fill(const struct invocation *invocation, struct invitation *invitation)
{
	static const char scheme[] = "tcp://";
	struct rapporteur_key key;
	const char *address = invocation->values[OPTION_ADDRESS];
	enum rapporteur_result result =
	    rapporteur_key_read(invocation->state, invocation->broker, &key);
	if (result == RAPPORTEUR_ABSENT)
		return complain(ENDING_REFUSED,
		    "you have no key for %s: join with an invitation of your own first",
		    invocation->broker);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, NULL);
	if (address == NULL)
		address = invocation->broker;
	if (strncmp(address, scheme, sizeof scheme - 1) == 0)
		address += sizeof scheme - 1;
	if (strchr(address, ':') == NULL || strchr(address, '/') != NULL ||
	    strlen(address) >= LINK_HOST_BYTES)
		return complain(ENDING_USAGE, "--address: say HOST:PORT");
	snprintf(invitation->link.address, LINK_HOST_BYTES, "%s", address);
	memcpy(invitation->link.broker_key, key.broker_key, CURVE_KEY_BYTES);
	randombytes_buf(invitation->link.token, TOKEN_BYTES);
	return ENDING_DONE;
}

static enum ending invitation_keep(
    const struct invocation *invocation, const struct invitation *invitation)
{
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	const char *rooms[1] = { invitation->room };
	struct invite invite = { .role = invitation->role,
		.rooms = rooms,
		.room_count = invitation->room == NULL ? 0 : 1,
		.count = (uint32_t)invitation->count,
		.expires_ms = invitation->expires_ms };
	struct buffer body;
	struct arena arena;
	struct reply reply = { .error = ERROR_NONE };
	struct refusal refusal = { .error = ERROR_NONE };
	buffer_init(&body, 2048);
	arena_init(&arena, MEMBER_MEMORY_MAX);
	invitation_hash(invitation->link.token, invite.hash);
	invite_encode(&invite, &body);
	enum rapporteur_result result = member_ask(invocation, rapporteur, MESSAGE_INVITE,
	    invitation->session, &body, &arena, &reply, &refusal);
	if (result != RAPPORTEUR_OK)
		ending = terminal_unreached(rapporteur, result, &refusal);
	rapporteur_close(rapporteur);
	arena_close(&arena);
	buffer_close(&body);
	return ending;
}

static enum ending invitation_say(
    const struct invocation *invocation, const struct invitation *invitation)
{
	char link[LINK_BYTES];
	char words[TOKEN_TEXT_BYTES];
	char until[TIME_TEXT_BYTES];
	token_text(invitation->link.token, words);
	if (!link_text(&invitation->link, link))
		return complain(ENDING_USAGE, "--address is too long");
	if (!option_given(invocation, OPTION_JSON)) {
		time_text(invitation->expires_ms, until);
		printf("%s\n%s\n", link, words);
		fprintf(stderr, "for %llu %s%s, until %s UTC\n",
		    (unsigned long long)invitation->count, role_word(invitation->role),
		    invitation->count > 1 ? " people" : "", until);
		return ENDING_DONE;
	}
	json_t *root = json_object();
	json_set_text(&root, "link", link);
	json_set_text(&root, "words", words);
	json_set_text(
	    &root, "session", invitation->session[0] == '\0' ? NULL : invitation->session);
	json_set_text(&root, "role", role_word(invitation->role));
	json_set_text(&root, "room", invitation->room);
	json_set_number(&root, "count", invitation->count);
	json_set_number(&root, "expires_ms", invitation->expires_ms);
	return json_print(root);
}

enum ending invite_run(const struct invocation *invocation)
{
	struct invitation invitation = { .session = "" };
	enum ending ending = options_take(invocation, &invitation);
	if (ending == ENDING_DONE)
		ending = link_fill(invocation, &invitation);
	if (ending == ENDING_DONE)
		ending = invitation_keep(invocation, &invitation);
	if (ending == ENDING_DONE)
		ending = invitation_say(invocation, &invitation);
	return ending;
}
