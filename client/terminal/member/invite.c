/*
 * client/terminal/member/invite.c - `rapporteur invite`: the token is drawn here, and only its hash goes to the broker.
 * What is printed is all there is of it.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <limits.h>
#include <time.h>
#include <unistd.h>

#include "client/terminal/json_out.h"
#include "client/terminal/file_out.h"
#include "client/terminal/local_time.h"
#include "client/terminal/member/member.h"
#include "client/terminal/member/sheet.h"
#include "client/terminal/session/zone.h"
#include "proto/wire/text.h"
#include "proto/wire/token.h"

#define EXPIRES_MS_DEFAULT (24ull * 3600 * 1000)
#define SHEET_BYTES_MAX    (256u * 1024u)
#define SHOWN_BYTES        (LINK_BYTES + 256u)
#define EXPIRES_MS_MAX     (366ull * 24 * 3600 * 1000)

struct invitation {
	const char *session; /* "": the house */
	const char *series;  /* of the house's; "": all */
	enum role role;
	char rooms_bytes[ROOMS_TEXT_BYTES];
	const char *rooms[MEMBER_ROOMS_MAX]; /* in rooms_bytes */
	size_t room_count;                   /* 0: every room */
	uint64_t count;
	uint64_t expires_ms;
	bool local;      /* the time is one of the session's clocks: */
	int64_t local_s; /* see local_time_parse() */
	struct invitation_link link;
};

/* "WG-2,WG-5" */
static bool rooms_take(const char *text, struct invitation *invitation)
{
	char *at = invitation->rooms_bytes;
	if (snprintf(at, sizeof invitation->rooms_bytes, "%s", text) >=
	    (int)sizeof invitation->rooms_bytes)
		return false;
	while (at != NULL) {
		char *comma = strchr(at, ',');
		if (comma != NULL)
			*comma = '\0';
		if (invitation->room_count == MEMBER_ROOMS_MAX || !text_key_valid(at, ROOM_KEY_MAX))
			return false;
		invitation->rooms[invitation->room_count++] = at;
		at = comma == NULL ? NULL : comma + 1;
	}
	return true;
}

static uint64_t now_ms(void)
{
	struct timespec now = { 0 };
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000;
}

/* "3d", "2026-03-04T18:00", or "2026-03-04", which is to the end of that day. */
static bool expires_take(const char *text, struct invitation *invitation)
{
	char minute[sizeof "YYYY-MM-DDTHH:MM"];
	uint64_t good_ms = EXPIRES_MS_DEFAULT;
	if (text == NULL || duration_parse(text, false, EXPIRES_MS_MAX, &good_ms)) {
		invitation->expires_ms = now_ms() + good_ms;
		return true;
	}
	invitation->local = true;
	if (strlen(text) == sizeof "YYYY-MM-DD" - 1 &&
	    snprintf(minute, sizeof minute, "%sT23:59", text) < (int)sizeof minute)
		text = minute;
	return local_time_parse(text, &invitation->local_s);
}

/* The clocks' time becomes a moment. */
static enum ending expires_place(struct invitation *invitation, const char *clocks)
{
	struct zone zone;
	int64_t utc_s = 0;
	uint64_t now = now_ms();
	if (!invitation->local)
		return ENDING_DONE;
	enum zone_result result = zone_open(&zone, ZONE_FOLDER, clocks);
	if (result == ZONE_OK) {
		result = zone_from_local(&zone, invitation->local_s, &utc_s);
		zone_close(&zone);
	}
	if (result != ZONE_OK)
		return complain(ENDING_USAGE, "--expires: %s", zone_sentence(result));
	invitation->expires_ms = utc_s < 0 ? 0 : (uint64_t)utc_s * 1000;
	if (invitation->expires_ms <= now)
		return complain(ENDING_USAGE, "--expires: that is past, in %s", clocks);
	if (invitation->expires_ms - now > EXPIRES_MS_MAX)
		return complain(
		    ENDING_USAGE, "--expires: an invitation is good for a year at most");
	invitation->local = false;
	return ENDING_DONE;
}

static enum ending options_take(const struct invocation *invocation, struct invitation *invitation)
{
	const char *role = invocation->values[OPTION_ROLE];
	const char *count = invocation->values[OPTION_COUNT_OF];
	const char *expires = invocation->values[OPTION_EXPIRES];
	invitation->session = invocation->word_count > 0 ? invocation->words[0] : "";
	const char *room = invocation->values[OPTION_ROOM];
	const char *series = invocation->values[OPTION_SERIES];
	invitation->series = series == NULL ? "" : series;
	invitation->count = 1;
	if (series != NULL &&
	    (invitation->session[0] != '\0' || !text_key_valid(series, SESSION_KEY_MAX)))
		return complain(ENDING_USAGE, "--series: say the name of a series, and no session");
	if (role == NULL && invitation->session[0] == '\0')
		role = role_word(ROLE_SECRETARIAT);
	invitation->role = role == NULL ? ROLE_NONE : role_find(role);
	if (invitation->role == ROLE_NONE)
		return complain(
		    ENDING_USAGE, "--role: there are secretariat, moderator, rapporteur, observer");
	if (count != NULL && !number_parse(count, 1, INVITATION_COUNT_MAX, &invitation->count))
		return complain(
		    ENDING_USAGE, "--count: how many people, 1 to %u", INVITATION_COUNT_MAX);
	if (!expires_take(expires, invitation))
		return complain(ENDING_USAGE,
		    "--expires %s: say how long it is good for, such as 2h or 3d, or until when, such as "
		    "2026-03-04 or 2026-03-04T18:00",
		    expires);
	if (room != NULL && !rooms_take(room, invitation))
		return complain(ENDING_USAGE, "--room: say names of rooms, with commas between");
	const char *page = invocation->values[OPTION_PAGE];
	if (page != NULL && strncmp(page, "http://", 7) != 0 && strncmp(page, "https://", 8) != 0)
		return complain(ENDING_USAGE,
		    "--page %s: say how browsers reach the page, such as https://notes.example.org",
		    page);
	if (invitation->session[0] != '\0' && !session_key_check(invitation->session))
		return ENDING_USAGE;
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
	struct invite invite = { .role = invitation->role,
		.room_count = invitation->room_count,
		.count = (uint32_t)invitation->count,
		.expires_ms = invitation->expires_ms };
	struct buffer body;
	struct arena arena;
	struct reply reply = { .error = ERROR_NONE };
	struct refusal refusal = { .error = ERROR_NONE };
	buffer_init(&body, 2048);
	arena_init(&arena, MEMBER_MEMORY_MAX);
	const char *rooms[MEMBER_ROOMS_MAX];
	memcpy(rooms, invitation->rooms, sizeof rooms);
	snprintf(invite.series, sizeof invite.series, "%s", invitation->series);
	invite.rooms = rooms;
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

/* What the invited is handed: the page where there is one, or the link that the terminal takes. False: too long. */
static bool shown_link(const struct invocation *invocation, const struct invitation *invitation,
    char shown[SHOWN_BYTES])
{
	const char *page = invocation->values[OPTION_PAGE];
	char words[TOKEN_TEXT_BYTES];
	char link[LINK_BYTES];
	if (page == NULL && !link_text(&invitation->link, link))
		return false;
	token_text(invitation->link.token, words);
	int size = page == NULL ? snprintf(shown, SHOWN_BYTES, "%s", link)
				: snprintf(shown, SHOWN_BYTES, "%s%sj/%s", page,
				      page[strlen(page) - 1] == '/' ? "" : "/", words);
	return size > 0 && (size_t)size < SHOWN_BYTES;
}

static enum ending invitation_say(
    const struct invocation *invocation, const struct invitation *invitation)
{
	char link[SHOWN_BYTES];
	char words[TOKEN_TEXT_BYTES];
	char until[TIME_TEXT_BYTES];
	token_text(invitation->link.token, words);
	if (!shown_link(invocation, invitation, link))
		return complain(ENDING_USAGE, "--address or --page is too long");
	if (!option_given(invocation, OPTION_JSON)) {
		time_text(invitation->expires_ms, until);
		printf("%s\n%s\n", link, words);
		bool drawn = isatty(STDOUT_FILENO) == 1 || option_given(invocation, OPTION_QR);
		if (drawn && !qr_draw(stdout, link))
			return complain_result(RAPPORTEUR_MEMORY, NULL);
		fprintf(stderr, "for %llu %s%s, until %s UTC\n",
		    (unsigned long long)invitation->count, role_word(invitation->role),
		    invitation->count > 1 ? " people" : "", until);
		return ENDING_DONE;
	}
	json_t *root = json_object();
	json_t *rooms = json_array();
	for (size_t i = 0; i < invitation->room_count; i++)
		json_append(&rooms, json_string(invitation->rooms[i]));
	json_set_text(&root, "link", link);
	json_set_text(&root, "words", words);
	json_set_text(
	    &root, "session", invitation->session[0] == '\0' ? NULL : invitation->session);
	json_set_text(&root, "series", invitation->series[0] == '\0' ? NULL : invitation->series);
	json_set_text(&root, "role", role_word(invitation->role));
	json_set(&root, "rooms", rooms);
	json_set_number(&root, "count", invitation->count);
	json_set_number(&root, "expires_ms", invitation->expires_ms);
	return json_print(root);
}

/* Whoever reads the sheet is in: it is for its maker alone until it is on the wall. */
static enum ending page_write(const struct invocation *invocation, const struct sheet *sheet,
    bool (*made)(const struct sheet *sheet, struct buffer *out), const char *path)
{
	struct file_out out;
	struct buffer page;
	buffer_init(&page, SHEET_BYTES_MAX);
	enum ending ending = ENDING_DONE;
	if (!made(sheet, &page))
		ending = complain_result(RAPPORTEUR_MEMORY, NULL);
	if (ending == ENDING_DONE)
		ending = file_out_open(&out, path, 0600);
	if (ending == ENDING_DONE) {
		(void)fwrite(
		    page.bytes, 1, page.size, out.file); /* the commit says whether it went */
		ending = file_out_commit(&out);
	}
	buffer_close(&page);
	if (ending == ENDING_DONE && !option_given(invocation, OPTION_JSON))
		fprintf(stderr, "%s\n", path);
	return ending;
}

/* DIR/SESSION-ROOM.svg and .png, or the role's word where it is for no room. */
static enum ending sheet_write(
    const struct invocation *invocation, const struct invitation *invitation)
{
	static const struct {
		const char *ending;
		bool (*made)(const struct sheet *sheet, struct buffer *out);
	} forms[] = { { "svg", sheet_svg }, { "png", sheet_png } };
	char link[SHOWN_BYTES];
	char words[TOKEN_TEXT_BYTES];
	char until[TIME_TEXT_BYTES];
	char title[SESSION_KEY_MAX + ROOM_KEY_MAX + 4];
	char path[PATH_MAX];
	const char *role = role_word(invitation->role);
	const char *room = invitation->room_count > 0 ? invitation->rooms[0] : role;
	const char *of = invitation->session[0] == '\0' ? "house" : invitation->session;
	if (invitation->series[0] != '\0')
		of = invitation->series;
	token_text(invitation->link.token, words);
	time_text(invitation->expires_ms, until);
	snprintf(title, sizeof title, "%s %s", of, room);
	if (!shown_link(invocation, invitation, link))
		return complain(ENDING_USAGE, "--address or --page is too long");
	const struct sheet sheet = { .title = title,
		.role = role,
		.until = until,
		.before = option_given(invocation, OPTION_PAGE) ? "" : "rapporteur join ",
		.link = link,
		.words = words };
	enum ending ending = ENDING_DONE;
	for (size_t i = 0; ending == ENDING_DONE && i < sizeof forms / sizeof *forms; i++) {
		int size = snprintf(path, sizeof path, "%s/%s-%s.%s",
		    invocation->values[OPTION_SHEET], of, room, forms[i].ending);
		if (size >= (int)sizeof path)
			return complain(ENDING_USAGE, "--sheet is too long");
		ending = page_write(invocation, &sheet, forms[i].made, path);
	}
	return ending;
}

static enum ending invite_once(const struct invocation *invocation, struct invitation *invitation)
{
	enum ending ending = link_fill(invocation, invitation);
	if (ending == ENDING_DONE)
		ending = invitation_keep(invocation, invitation);
	if (ending == ENDING_DONE && option_given(invocation, OPTION_SHEET))
		ending = sheet_write(invocation, invitation);
	return ending == ENDING_DONE ? invitation_say(invocation, invitation) : ending;
}

/* What only the session's programme says: its clocks and, for each_room, its rooms, each of which gets an invitation and a page. */
static enum ending invite_by_programme(
    const struct invocation *invocation, struct invitation *invitation, bool each_room)
{
	struct rapporteur *rapporteur = NULL;
	struct session_facts facts;
	struct programme programme;
	struct refusal refusal = { .error = ERROR_NONE };
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	enum rapporteur_result result = rapporteur_session_get(
	    rapporteur, invitation->session, invocation->wait_ms, &facts, &programme, &refusal);
	if (result != RAPPORTEUR_OK)
		ending = terminal_unreached(rapporteur, result, &refusal);
	rapporteur_close(rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	ending = expires_place(invitation, programme.timezone);
	if (ending == ENDING_DONE && !each_room)
		ending = invite_once(invocation, invitation);
	for (size_t i = 0; each_room && ending == ENDING_DONE && i < programme.room_count; i++) {
		invitation->rooms[0] = programme.rooms[i].key;
		invitation->room_count = 1;
		ending = invite_once(invocation, invitation);
	}
	programme_close(&programme);
	return ending;
}

enum ending invite_run(const struct invocation *invocation)
{
	struct invitation invitation = { .session = "" };
	enum ending ending = options_take(invocation, &invitation);
	if (ending != ENDING_DONE)
		return ending;
	bool each_room = option_given(invocation, OPTION_SHEET) && invitation.room_count == 0 &&
	    invitation.role == ROLE_RAPPORTEUR && invitation.session[0] != '\0';
	if (invitation.session[0] == '\0')
		ending = expires_place(&invitation, "UTC");
	if (ending != ENDING_DONE)
		return ending;
	return each_room || invitation.local
	    ? invite_by_programme(invocation, &invitation, each_room)
	    : invite_once(invocation, &invitation);
}
