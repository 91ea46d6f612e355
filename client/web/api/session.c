/* client/web/api/session.c - sessions: those that somebody belongs to, and one of them whole. */
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/web/api/api.h"

#define SESSIONS_LISTED_MAX 1000u
#define TITLES_ASKED_MAX    50u /* in one answer; the next one knows more */

/* --- GET sessions/S -------------------------------------------------------------------------------- */

static void session_got(struct exchange *exchange)
{
	struct fetch *fetch = &exchange->fetch;
	struct programme programme;
	struct refusal refusal;
	programme_init(&programme);
	if (programme_decode(&programme, fetch->whole.bytes, fetch->whole.size, &refusal) !=
	    ERROR_NONE) {
		answer_refusal(exchange, ERROR_DAMAGED, refusal.detail, 0);
		return;
	}
	titles_note(
	    exchange->gateway->titles, programme.session, fetch->facts.programme, programme.title);
	json_t *root = json_object();
	json_set_text(&root, "session", programme.session);
	json_set_text(&root, "title", programme.title);
	json_set_text(&root, "series", programme.series);
	json_set_text(&root, "timezone", programme.timezone);
	json_set_text(&root, "language", programme.language == NULL ? "en" : programme.language);
	json_set_text(&root, "role", role_word(exchange->role));
	json_set(&root, "rooms_own", texts_json(exchange->rooms, exchange->room_count));
	json_set_id(&root, "pseudonym", exchange->pseudonym);
	facts_json(&root, &fetch->facts);
	json_set(&root, "programme", programme_json(&programme, fetch->facts.programme));
	gateway_place_json(exchange->gateway, &root);
	programme_close(&programme);
	answer_json(exchange, MHD_HTTP_OK, root);
}

static void session_member(struct exchange *exchange)
{
	exchange_fetch(exchange, MESSAGE_SESSION_GET, session_got);
}

void api_session(struct exchange *exchange)
{
	exchange_member(exchange, session_member);
}

/* --- lists: GET sessions, GET me -------------------------------------------------------------------- */

/* Sessions are listed page by page, then those without a title are asked for it, one after the other. */
struct listing {
	struct session_facts *facts;
	size_t count;
	struct people_reply who;
	size_t titled; /* up to here titles were looked for */
	size_t asked;
	bool me;
};

static enum role role_in(const struct exchange *exchange, const char *session)
{
	const struct listing *listing = exchange->work;
	enum role role = exchange->gateway->open ? ROLE_SECRETARIAT : ROLE_NONE;
	for (size_t i = 0; i < listing->who.count; i++) {
		const struct person_facts *person = &listing->who.people[i];
		bool there = person->session[0] == '\0' || strcmp(person->session, session) == 0;
		if (there && !person->revoked && (role == ROLE_NONE || person->role < role))
			role = person->role;
	}
	return role;
}

static const char *title_of(const struct exchange *exchange, const char *session)
{
	const struct listing *listing = exchange->work;
	for (size_t i = 0; i < listing->count; i++)
		if (strcmp(listing->facts[i].key, session) == 0)
			return titles_find(
			    exchange->gateway->titles, session, listing->facts[i].programme);
	return NULL;
}

static json_t *sessions_json(const struct exchange *exchange)
{
	const struct listing *listing = exchange->work;
	json_t *list = json_array();
	for (size_t i = 0; i < listing->count; i++) {
		const struct session_facts *facts = &listing->facts[i];
		json_t *item = json_object();
		json_set_text(&item, "session", facts->key);
		json_set_text(&item, "title", title_of(exchange, facts->key));
		json_set_text(&item, "state", facts->closed ? "closed" : "open");
		json_set_text(&item, "role", role_word(role_in(exchange, facts->key)));
		json_set_number(&item, "received", facts->received);
		json_append(&list, item);
	}
	return list;
}

/* Where there are no keys everybody is the secretariat of all that is there. */
static json_t *open_members_json(const struct exchange *exchange)
{
	const struct listing *listing = exchange->work;
	json_t *list = json_array();
	for (size_t i = 0; i < listing->count; i++) {
		json_t *item = json_object();
		json_set_text(&item, "session", listing->facts[i].key);
		json_set_text(&item, "title", title_of(exchange, listing->facts[i].key));
		json_set_text(&item, "role", role_word(ROLE_SECRETARIAT));
		json_set(&item, "rooms", json_array());
		json_set(&item, "pseudonym", json_null());
		json_set_flag(&item, "revoked", false);
		json_append(&list, item);
	}
	return list;
}

json_t *member_json(const struct exchange *exchange, const struct person_facts *person)
{
	char id[PUBLIC_ID_CHARS + 1];
	json_t *item = json_object();
	member_id_text(person->member, id);
	json_set_id(&item, "session", person->session);
	json_set_text(
	    &item, "title", exchange->work == NULL ? NULL : title_of(exchange, person->session));
	json_set_text(&item, "role", role_word(person->role));
	json_set(&item, "rooms", texts_json(person->rooms, person->room_count));
	json_set_text(&item, "pseudonym", id);
	json_set_flag(&item, "revoked", person->revoked);
	return item;
}

static void me_answer(struct exchange *exchange)
{
	const struct listing *listing = exchange->work;
	const struct gateway *gateway = exchange->gateway;
	json_t *root = json_object();
	json_t *members = json_array();
	if (gateway->open)
		json_set(&root, "members", open_members_json(exchange));
	for (size_t i = 0; !gateway->open && listing != NULL && i < listing->who.count; i++)
		json_append(&members, member_json(exchange, &listing->who.people[i]));
	if (gateway->open)
		json_decref(members);
	else
		json_set(&root, "members", members);
	json_set_flag(&root, "open", gateway->open);
	json_set_flag(&root, "insecure", gateway->settings->insecure);
	json_set_text(&root, "name", listing == NULL ? NULL : listing->who.name);
	json_set_number(&root, "tried", listing == NULL ? 0 : listing->who.tried);
	json_set_text(&root, "version", SETTINGS_VERSION);
	answer_json(exchange, MHD_HTTP_OK, root);
}

static void listing_answer(struct exchange *exchange)
{
	const struct listing *listing = exchange->work;
	if (listing->me)
		me_answer(exchange);
	else
		answer_json(exchange, MHD_HTTP_OK, sessions_json(exchange));
}

static void title_next(struct exchange *exchange);

static void title_got(struct exchange *exchange)
{
	const struct fetch *fetch = &exchange->fetch;
	struct programme programme;
	struct refusal refusal;
	programme_init(&programme);
	if (programme_decode(&programme, fetch->whole.bytes, fetch->whole.size, &refusal) ==
	    ERROR_NONE) {
		titles_note(exchange->gateway->titles, programme.session, fetch->facts.programme,
		    programme.title);
		programme_close(&programme);
	}
	title_next(exchange);
}

static void title_next(struct exchange *exchange)
{
	struct listing *listing = exchange->work;
	while (listing->titled < listing->count && listing->asked < TITLES_ASKED_MAX) {
		const struct session_facts *facts = &listing->facts[listing->titled++];
		if (titles_find(exchange->gateway->titles, facts->key, facts->programme) != NULL)
			continue;
		listing->asked++;
		memcpy(exchange->routed.session, facts->key, sizeof facts->key);
		exchange_fetch(exchange, MESSAGE_SESSION_GET, title_got);
		return;
	}
	listing_answer(exchange);
}

static void list_ask(struct exchange *exchange, const char *after);

static void list_replied(struct exchange *exchange, const struct reply *reply)
{
	struct listing *listing = exchange->work;
	struct session_list_reply page;
	struct refusal refusal;
	if (reply->body == NULL ||
	    session_list_reply_decode(
		&page, &exchange->arena, reply->body, reply->body_size, &refusal) != ERROR_NONE) {
		answer_refusal(exchange, ERROR_DAMAGED, "session list", 0);
		return;
	}
	for (size_t i = 0; i < page.count && listing->count < SESSIONS_LISTED_MAX; i++)
		listing->facts[listing->count++] = page.sessions[i];
	if (page.more && page.count > 0 && listing->count < SESSIONS_LISTED_MAX)
		list_ask(exchange, page.sessions[page.count - 1].key);
	else
		title_next(exchange);
}

static void list_ask(struct exchange *exchange, const char *after)
{
	struct session_list list = { .after = "" };
	struct buffer body;
	memcpy(list.after, after, strlen(after) + 1);
	buffer_init(&body, 1024);
	session_list_encode(&list, &body);
	exchange_ask(exchange,
	    &(struct asking){
		.message = MESSAGE_SESSION_LIST, .body = &body, .replied = list_replied });
	buffer_close(&body);
}

static void who_replied(struct exchange *exchange, const struct reply *reply)
{
	struct listing *listing = exchange->work;
	struct refusal refusal;
	if (reply->body == NULL ||
	    people_reply_decode(&listing->who, &exchange->arena, reply->body, reply->body_size,
		&refusal) != ERROR_NONE) {
		answer_refusal(exchange, ERROR_DAMAGED, "whoami", 0);
		return;
	}
	bool anywhere = false;
	for (size_t i = 0; i < listing->who.count; i++)
		anywhere = anywhere || !listing->who.people[i].revoked;
	if (anywhere)
		list_ask(exchange, "");
	else
		listing_answer(exchange); /* nobody may not even ask for a list */
}

static void listing_begin(struct exchange *exchange, bool me)
{
	struct listing *listing = arena_take(&exchange->arena, 1, sizeof *listing);
	if (listing != NULL)
		listing->facts =
		    arena_take(&exchange->arena, SESSIONS_LISTED_MAX, sizeof *listing->facts);
	if (listing == NULL || listing->facts == NULL) {
		answer_refusal(exchange, ERROR_BUSY, "no memory", 1000);
		return;
	}
	listing->me = me;
	exchange->work = listing;
	if (exchange->gateway->open)
		list_ask(exchange, "");
	else
		exchange_ask(exchange,
		    &(struct asking){ .message = MESSAGE_WHOAMI, .replied = who_replied });
}

void api_sessions(struct exchange *exchange)
{
	listing_begin(exchange, false);
}

/* Never refused, but when the broker is away: by it a page learns where it stands. */
void api_me(struct exchange *exchange)
{
	if (exchange->gateway->open && !exchange->identified)
		cookie_draw(exchange);
	if (exchange->identified)
		listing_begin(exchange, true);
	else
		me_answer(exchange);
}
