/* client/terminal/member/people.c - `rapporteur people` and `revoke`: who belongs to a session, and who no more. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/member/member.h"

#define PEOPLE_MEMORY_MAX (64u * MESSAGE_BYTES_MAX)

enum rapporteur_result member_ask(const struct invocation *invocation,
    struct rapporteur *rapporteur, enum message message, const char *session,
    const struct buffer *body, struct arena *arena, struct reply *reply, struct refusal *refusal)
{
	if (body->failed)
		return RAPPORTEUR_MEMORY;
	enum rapporteur_result result = rapporteur_request_wait(rapporteur, message, session,
	    body->bytes, body->size, invocation->wait_ms, arena, reply);
	if (result == RAPPORTEUR_REFUSED)
		refuse(refusal, reply->error, "%s", reply->detail);
	return result;
}

void member_id_text(const uint8_t member[WRITER_BYTES], char text[MEMBER_ID_BYTES])
{
	sodium_bin2hex(text, MEMBER_ID_BYTES, member, PUBLIC_ID_CHARS / 2);
}

void rooms_text(const char **rooms, size_t count, char text[ROOMS_TEXT_BYTES])
{
	size_t size = 0;
	snprintf(text, ROOMS_TEXT_BYTES, "every room");
	for (size_t i = 0; i < count && size < ROOMS_TEXT_BYTES; i++)
		size += (size_t)snprintf(
		    text + size, ROOMS_TEXT_BYTES - size, "%s%s", i > 0 ? ", " : "", rooms[i]);
}

json_t *person_json(const struct person_facts *person)
{
	char id[MEMBER_ID_BYTES];
	json_t *item = json_object();
	json_t *rooms = json_array();
	for (size_t i = 0; i < person->room_count; i++)
		json_append(&rooms, json_string(person->rooms[i]));
	member_id_text(person->member, id);
	json_set_text(&item, "id", id);
	json_set_text(&item, "session", person->session[0] == '\0' ? NULL : person->session);
	json_set_text(&item, "series", person->series[0] == '\0' ? NULL : person->series);
	json_set_text(&item, "role", role_word(person->role));
	json_set_text(&item, "name", person->name);
	json_set_flag(&item, "revoked", person->revoked);
	json_set_flag(&item, "invitation_tried", person->tried > 0);
	json_set(&item, "rooms", rooms);
	return item;
}

static enum rapporteur_result people_page(const struct invocation *invocation,
    struct rapporteur *rapporteur, const char *session, const struct people *ask,
    struct arena *arena, struct people_reply *page, struct refusal *refusal)
{
	struct buffer body;
	struct reply reply = { .error = ERROR_NONE };
	buffer_init(&body, 1024);
	people_encode(ask, &body);
	enum rapporteur_result result = member_ask(
	    invocation, rapporteur, MESSAGE_PEOPLE, session, &body, arena, &reply, refusal);
	if (result == RAPPORTEUR_OK &&
	    people_reply_decode(page, arena, reply.body, reply.body_size, refusal) != ERROR_NONE)
		result = RAPPORTEUR_MALFORMED;
	buffer_close(&body);
	return result;
}

enum rapporteur_result people_all(const struct invocation *invocation,
    struct rapporteur *rapporteur, const char *session, struct arena *arena,
    struct person_facts **people, size_t *count, struct refusal *refusal)
{
	struct people ask = { .after_given = false };
	struct people_reply page = { .more = true };
	*people = arena_take(arena, PERSONS_MAX, sizeof **people);
	*count = 0;
	while (page.more && *people != NULL) {
		enum rapporteur_result result =
		    people_page(invocation, rapporteur, session, &ask, arena, &page, refusal);
		if (result != RAPPORTEUR_OK)
			return result;
		for (size_t i = 0; i < page.count && *count < PERSONS_MAX; i++)
			(*people)[(*count)++] = page.people[i];
		page.more = page.more && page.count > 0 && *count < PERSONS_MAX;
		ask.after_given = true;
		if (page.count > 0)
			memcpy(ask.after, page.people[page.count - 1].member, WRITER_BYTES);
	}
	return *people == NULL || arena->failed ? RAPPORTEUR_MEMORY : RAPPORTEUR_OK;
}

static enum ending people_say(
    const struct invocation *invocation, const struct person_facts *people, size_t count)
{
	json_t *all = json_array();
	if (option_given(invocation, OPTION_JSON)) {
		for (size_t i = 0; i < count; i++)
			json_append(&all, person_json(&people[i]));
		return json_print(all);
	}
	json_decref(all);
	printf("%-12s  %-11s  %-8s  %-24s  %s\n", "ID", "ROLE", "", "ROOMS", "NAME");
	for (size_t i = 0; i < count; i++) {
		char id[MEMBER_ID_BYTES];
		char rooms[ROOMS_TEXT_BYTES];
		member_id_text(people[i].member, id);
		rooms_text(people[i].rooms, people[i].room_count, rooms);
		if (people[i].series[0] != '\0')
			snprintf(rooms, sizeof rooms, "series %s", people[i].series);
		printf("%-12s  %-11s  %-8s  %-24s  %s%s\n", id, role_word(people[i].role),
		    people[i].revoked ? "revoked" : "", rooms,
		    people[i].name == NULL ? "" : people[i].name,
		    people[i].tried > 0 ? " (invitation tried by another)" : "");
	}
	return ENDING_DONE;
}

enum ending people_run(const struct invocation *invocation)
{
	const char *session = invocation->word_count > 0 ? invocation->words[0] : "";
	struct rapporteur *rapporteur = NULL;
	struct arena arena;
	struct person_facts *people = NULL;
	struct refusal refusal = { .error = ERROR_NONE };
	size_t count = 0;
	if (session[0] != '\0' && !session_key_check(session))
		return ENDING_USAGE;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	arena_init(&arena, PEOPLE_MEMORY_MAX);
	enum rapporteur_result result =
	    people_all(invocation, rapporteur, session, &arena, &people, &count, &refusal);
	ending = result == RAPPORTEUR_OK ? people_say(invocation, people, count)
					 : terminal_unreached(rapporteur, result, &refusal);
	rapporteur_close(rapporteur);
	arena_close(&arena);
	return ending;
}

/* --- revoke ----------------------------------------------------------------------------------- */

/* The one person of that id or name. NULL: none or several, which was told. */
static const struct person_facts *person_find(
    const struct person_facts *people, size_t count, const char *word)
{
	const struct person_facts *found = NULL;
	for (size_t i = 0; i < count; i++) {
		char id[MEMBER_ID_BYTES];
		member_id_text(people[i].member, id);
		bool named = people[i].name != NULL && strcmp(people[i].name, word) == 0;
		if (people[i].revoked || (!named && strcmp(id, word) != 0))
			continue;
		if (found != NULL) {
			complain(ENDING_REFUSED, "there are several %s: say which by its id", word);
			return NULL;
		}
		found = &people[i];
	}
	if (found == NULL)
		complain(ENDING_REFUSED, "nobody there is %s: rapporteur people lists them", word);
	return found;
}

static enum ending revoke_one(const struct invocation *invocation, struct rapporteur *rapporteur,
    const char *session, const struct person_facts *person, struct arena *arena)
{
	struct revoke revoke;
	struct buffer body;
	struct reply reply = { .error = ERROR_NONE };
	struct refusal refusal = { .error = ERROR_NONE };
	buffer_init(&body, 1024);
	memcpy(revoke.member, person->member, WRITER_BYTES);
	revoke_encode(&revoke, &body);
	enum rapporteur_result result = member_ask(
	    invocation, rapporteur, MESSAGE_REVOKE, session, &body, arena, &reply, &refusal);
	buffer_close(&body);
	if (result != RAPPORTEUR_OK)
		return terminal_unreached(rapporteur, result, &refusal);
	if (option_given(invocation, OPTION_JSON)) {
		struct person_facts revoked = *person;
		revoked.revoked = true;
		return json_print(person_json(&revoked));
	}
	printf("revoked\n");
	return ENDING_DONE;
}

enum ending revoke_run(const struct invocation *invocation)
{
	bool house = invocation->word_count == 1;
	const char *session = house ? "" : invocation->words[0];
	const char *word = invocation->words[invocation->word_count - 1];
	struct rapporteur *rapporteur = NULL;
	struct arena arena;
	struct person_facts *people = NULL;
	struct refusal refusal = { .error = ERROR_NONE };
	size_t count = 0;
	if (!house && !session_key_check(session))
		return ENDING_USAGE;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	arena_init(&arena, PEOPLE_MEMORY_MAX);
	enum rapporteur_result result =
	    people_all(invocation, rapporteur, session, &arena, &people, &count, &refusal);
	const struct person_facts *person = NULL;
	if (result != RAPPORTEUR_OK)
		ending = terminal_unreached(rapporteur, result, &refusal);
	else if ((person = person_find(people, count, word)) == NULL)
		ending = ENDING_REFUSED;
	else
		ending = revoke_one(invocation, rapporteur, session, person, &arena);
	rapporteur_close(rapporteur);
	arena_close(&arena);
	return ending;
}
