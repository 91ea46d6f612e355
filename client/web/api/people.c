/*
 * client/web/api/people.c - who belongs to a session, and inviting. A token is drawn here, its hash goes to the broker, the
 * rest to who asked: nobody has it afterwards but the one who holds the sheet.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/member/sheet.h"
#include "client/web/api/api.h"
#include "client/web/stream/channel.h"
#include "proto/wire/text.h"
#include "proto/wire/token.h"

#define EXPIRES_MS_DEFAULT (24ull * 3600 * 1000)
#define EXPIRES_MS_MAX     (366ull * 24 * 3600 * 1000)
#define PEOPLE_LISTED_MAX  PERSONS_MAX
#define URL_BYTES          (SETTINGS_URL_MAX + TOKEN_TEXT_BYTES + 64u)
#define SHEET_BYTES_MAX    (512u * 1024u)

/* --- people ----------------------------------------------------------------------------------------- */

static void people_ask(struct exchange *exchange, const struct people *people);

static json_t *person_of(const struct person_facts *person)
{
	char member[2 * WRITER_BYTES + 1];
	char id[PUBLIC_ID_CHARS + 1];
	json_t *item = json_object();
	sodium_bin2hex(member, sizeof member, person->member, WRITER_BYTES);
	member_id_text(person->member, id);
	json_set_text(&item, "pseudonym", member);
	json_set_text(&item, "id", id);
	json_set_text(&item, "role", role_word(person->role));
	json_set(&item, "rooms", texts_json(person->rooms, person->room_count));
	json_set_text(&item, "name", person->name);
	json_set_flag(&item, "revoked", person->revoked);
	json_set_number(&item, "tried", person->tried);
	return item;
}

static void people_answer(struct exchange *exchange)
{
	const struct gateway *gateway = exchange->gateway;
	const char *session = exchange->routed.session;
	json_t *root = json_object();
	json_t *watching = json_object();
	json_set_number(&watching, "work", channel_watchers(gateway, session, FEED_WORK));
	json_set_number(&watching, "room", channel_watchers(gateway, session, FEED_ROOM));
	json_set_number(&watching, "plenary", channel_watchers(gateway, session, FEED_PLENARY));
	json_set(&root, "people", json_incref(exchange->work));
	json_set(&root, "watching", watching);
	answer_json(exchange, MHD_HTTP_OK, root);
}

static void list_close(void *work)
{
	json_decref(work);
}

static void people_replied(struct exchange *exchange, const struct reply *reply)
{
	struct people_reply page;
	struct refusal refusal;
	arena_clear(&exchange->arena);
	if (reply->body == NULL ||
	    people_reply_decode(&page, &exchange->arena, reply->body, reply->body_size, &refusal) !=
		ERROR_NONE) {
		answer_refusal(exchange, ERROR_DAMAGED, "people", 0);
		return;
	}
	for (size_t i = 0; i < page.count; i++)
		json_array_append_new(exchange->work, person_of(&page.people[i]));
	if (!page.more || page.count == 0 || json_array_size(exchange->work) > PEOPLE_LISTED_MAX) {
		people_answer(exchange);
		return;
	}
	struct people next = { .after_given = true };
	memcpy(next.after, page.people[page.count - 1].member, WRITER_BYTES);
	people_ask(exchange, &next);
}

static void people_ask(struct exchange *exchange, const struct people *people)
{
	struct buffer body;
	buffer_init(&body, 1024);
	people_encode(people, &body);
	exchange_ask(exchange,
	    &(struct asking){ .message = MESSAGE_PEOPLE,
		.session = exchange->routed.session,
		.body = &body,
		.replied = people_replied });
	buffer_close(&body);
}

void api_people(struct exchange *exchange)
{
	exchange->work = json_array();
	exchange->work_close = list_close;
	if (exchange->gateway->open)
		people_answer(exchange); /* without keys nobody is known */
	else
		people_ask(exchange, &(struct people){ .after_given = false });
}

/* --- invitations ------------------------------------------------------------------------------------ */

struct inviting {
	enum role role;
	const char *rooms[MEMBER_ROOMS_MAX];
	size_t room_count;
	uint32_t count;
	uint64_t expires_ms;
	bool each_room;
	struct programme programme; /* each_room */
	size_t done;                /* rooms of it */
	uint8_t token[TOKEN_BYTES];
	char page[URL_BYTES]; /* how the page is reached, up to the token */
	json_t *made;
};

static void inviting_close(void *work)
{
	struct inviting *inviting = work;
	programme_close(&inviting->programme);
	sodium_memzero(inviting->token, TOKEN_BYTES);
	json_decref(inviting->made);
}

/* Where browsers reach us: as the operator says, or as this one did. */
static bool page_take(const struct exchange *exchange, char page[URL_BYTES])
{
	const char *url = exchange->gateway->settings->url;
	const char *host = MHD_lookup_connection_value(
	    exchange->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST);
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
	int size = -1;
	if (url != NULL)
		size = snprintf(page, URL_BYTES, "%s/j/", url);
	else if (host != NULL && host[0] != '\0' && host[strspn(host, plain)] == '\0')
		size =
		    snprintf(page, URL_BYTES, "%s://%s/j/", exchange->tls ? "https" : "http", host);
	return size > 0 && (size_t)size < URL_BYTES - TOKEN_TEXT_BYTES;
}

static bool rooms_take(struct exchange *exchange, struct inviting *inviting)
{
	const char *room = NULL;
	json_t *rooms = json_object_get(exchange->input, "rooms");
	if (!input_text(exchange, "room", &room) || json_array_size(rooms) > MEMBER_ROOMS_MAX)
		return false;
	if (room != NULL && room[0] != '\0')
		inviting->rooms[inviting->room_count++] = room;
	for (size_t i = 0; room == NULL && i < json_array_size(rooms); i++)
		inviting->rooms[inviting->room_count++] =
		    json_string_value(json_array_get(rooms, i));
	for (size_t i = 0; i < inviting->room_count; i++)
		if (inviting->rooms[i] == NULL || !text_key_valid(inviting->rooms[i], ROOM_KEY_MAX))
			return false;
	return true;
}

/* The name of a field that is wrong; NULL: none is. */
static const char *inviting_take(struct exchange *exchange, struct inviting *inviting)
{
	const char *role = NULL;
	uint64_t count = 1;
	uint64_t good_ms = EXPIRES_MS_DEFAULT;
	if (!input_text(exchange, "role", &role) || role == NULL)
		return "role";
	inviting->role = role_find(role);
	if (inviting->role == ROLE_NONE)
		return "role";
	if (!rooms_take(exchange, inviting))
		return "room";
	if (!input_number(exchange, "count", INVITATION_COUNT_MAX, &count) || count == 0)
		return "count";
	if (!input_number(exchange, "expires", EXPIRES_MS_MAX, &good_ms) || good_ms == 0)
		return "expires";
	if (!input_flag(exchange, "each_room", false, &inviting->each_room))
		return "each_room";
	if (!page_take(exchange, inviting->page))
		return "Host";
	inviting->count = (uint32_t)count;
	inviting->expires_ms = clock_wall_ms() + good_ms;
	return NULL;
}

static json_t *svg_json(struct exchange *exchange, const struct sheet *sheet, bool code_only)
{
	struct buffer svg;
	(void)exchange;
	buffer_init(&svg, SHEET_BYTES_MAX);
	bool drawn = code_only ? qr_svg(sheet->link, &svg) : sheet_svg(sheet, &svg);
	const char *text = drawn ? buffer_text(&svg) : NULL;
	json_t *value = text == NULL ? json_null() : json_string(text);
	buffer_close(&svg);
	return value;
}

static json_t *broker_link_json(const struct gateway *gateway, const uint8_t token[TOKEN_BYTES])
{
	static const char scheme[] = "tcp://";
	struct invitation_link link;
	char text[LINK_BYTES];
	const char *address = gateway->settings->broker + sizeof scheme - 1;
	if (!gateway->settings->keyed || strlen(address) >= LINK_HOST_BYTES)
		return json_null();
	snprintf(link.address, sizeof link.address, "%s", address);
	memcpy(link.broker_key, gateway->settings->broker_key, CURVE_KEY_BYTES);
	memcpy(link.token, token, TOKEN_BYTES);
	return link_text(&link, text) ? json_string(text) : json_null();
}

static json_t *invitation_json(struct exchange *exchange, const struct inviting *inviting)
{
	char words[TOKEN_TEXT_BYTES];
	char link[URL_BYTES + TOKEN_TEXT_BYTES];
	char until[TIME_TEXT_BYTES];
	char title[SESSION_KEY_MAX + ROOM_KEY_MAX + 4];
	token_text(inviting->token, words);
	time_text(inviting->expires_ms, until);
	snprintf(link, sizeof link, "%s%s", inviting->page, words);
	snprintf(title, sizeof title, "%s %s", exchange->routed.session,
	    inviting->room_count > 0 ? inviting->rooms[0] : "");
	const struct sheet sheet = { .title = title,
		.role = role_word(inviting->role),
		.until = until,
		.before = "",
		.link = link,
		.words = words };
	json_t *item = json_object();
	json_set_text(&item, "link", link);
	json_set(&item, "broker_link", broker_link_json(exchange->gateway, inviting->token));
	json_set_text(&item, "words", words);
	json_set_text(&item, "role", role_word(inviting->role));
	json_set(&item, "rooms", texts_json(inviting->rooms, inviting->room_count));
	json_set_number(&item, "count", inviting->count);
	json_set_number(&item, "expires", inviting->expires_ms);
	json_set(&item, "svg", svg_json(exchange, &sheet, true));
	json_set(&item, "sheet", svg_json(exchange, &sheet, false));
	return item;
}

static void invite_next(struct exchange *exchange);

static void invite_replied(struct exchange *exchange, const struct reply *reply)
{
	struct inviting *inviting = exchange->work;
	(void)reply;
	json_append(&inviting->made, invitation_json(exchange, inviting));
	if (inviting->each_room && inviting->done < inviting->programme.room_count)
		invite_next(exchange);
	else
		answer_json(exchange, MHD_HTTP_OK, json_incref(inviting->made));
}

static void invite_next(struct exchange *exchange)
{
	struct inviting *inviting = exchange->work;
	if (inviting->each_room) {
		inviting->rooms[0] = inviting->programme.rooms[inviting->done++].key;
		inviting->room_count = 1;
	}
	struct invite invite = { .role = inviting->role,
		.rooms = inviting->rooms,
		.room_count = inviting->room_count,
		.count = inviting->count,
		.expires_ms = inviting->expires_ms };
	struct buffer body;
	randombytes_buf(inviting->token, TOKEN_BYTES);
	invitation_hash(inviting->token, invite.hash);
	buffer_init(&body, 4096);
	invite_encode(&invite, &body);
	exchange_ask(exchange,
	    &(struct asking){ .message = MESSAGE_INVITE,
		.session = exchange->routed.session,
		.body = &body,
		.replied = invite_replied });
	buffer_close(&body);
}

static void rooms_got(struct exchange *exchange)
{
	struct inviting *inviting = exchange->work;
	const struct buffer *whole = &exchange->fetch.whole;
	struct refusal refusal;
	if (programme_decode(&inviting->programme, whole->bytes, whole->size, &refusal) ==
	    ERROR_NONE)
		invite_next(exchange);
	else
		answer_refusal(exchange, ERROR_DAMAGED, refusal.detail, 0);
}

void api_invitations(struct exchange *exchange)
{
	struct inviting *inviting = arena_take(&exchange->arena, 1, sizeof *inviting);
	if (inviting == NULL) {
		answer_json(exchange, MHD_HTTP_OK, NULL);
		return;
	}
	programme_init(&inviting->programme);
	inviting->made = json_array();
	exchange->work = inviting;
	exchange->work_close = inviting_close;
	const char *wrong = inviting_take(exchange, inviting);
	if (wrong != NULL)
		input_refuse(exchange, wrong);
	else if (inviting->each_room)
		exchange_fetch(exchange, MESSAGE_SESSION_GET, rooms_got);
	else
		invite_next(exchange);
}
