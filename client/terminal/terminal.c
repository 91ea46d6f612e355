/* client/terminal/terminal.c - see terminal.h. */
#include "client/terminal/terminal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "proto/wire/text.h"

#define CLOSE_WAIT_MS 1000u /* a broker that answers does so at once */

enum ending complain(enum ending ending, const char *format, ...)
{
	char line[2048];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	/* One write, so that the lines of several processes do not mix. */
	fprintf(stderr, "rapporteur: %s\n", line);
	return ending;
}

enum ending complain_refusal(const char *about, enum error error, const char *detail)
{
	return complain(ENDING_REFUSED, "%s%s%s%s%s", about, about[0] == '\0' ? "" : ": ",
	    error_sentence(error), detail[0] == '\0' ? "" : " - ", detail);
}

enum ending complain_result(enum rapporteur_result result, const struct refusal *refusal)
{
	switch (result) {
	case RAPPORTEUR_OK:
		return ENDING_DONE;
	case RAPPORTEUR_REFUSED:
	case RAPPORTEUR_ARGUMENT:
		if (refusal != NULL && refusal->error != ERROR_NONE)
			return complain_refusal("", refusal->error, refusal->detail);
		break;
	case RAPPORTEUR_NOT_REACHABLE:
		return complain(ENDING_NOT_REACHABLE, "The broker does not answer.");
	case RAPPORTEUR_STATE:
	case RAPPORTEUR_DISK:
	case RAPPORTEUR_BUSY:
	case RAPPORTEUR_MEMORY:
	case RAPPORTEUR_ABSENT:
	case RAPPORTEUR_MALFORMED:
		break;
	}
	return complain(ENDING_REFUSED, "%s", rapporteur_result_sentence(result));
}

enum ending terminal_unreached(const struct rapporteur *rapporteur, enum rapporteur_result result,
    const struct refusal *refusal)
{
	if (result == RAPPORTEUR_NOT_REACHABLE && rapporteur_locked(rapporteur))
		return complain(ENDING_NOT_REACHABLE,
		    "The broker wants a key that you have not: join with an invitation, or look "
		    "whether it is the right broker.");
	return complain_result(result, refusal);
}

const char *system_fault(void)
{
	const char *words = strerrordesc_np(errno);
	return words == NULL ? "unknown error" : words;
}

static void news_tell(void *context)
{
	(void)context;
	complain(ENDING_DONE,
	    "Somebody else tried to take up your invitation, and was refused. `rapporteur whoami` says when; tell "
	    "the secretariat if it was not you.");
}

enum ending terminal_open(const struct invocation *invocation, bool offer,
    const struct rapporteur_callbacks *callbacks, void *context, struct rapporteur **rapporteur)
{
	struct rapporteur_options options = {
		.broker = invocation->broker,
		.state = invocation->state,
		.client = TERMINAL_VERSION,
		.offer = offer,
		.context = context,
	};
	if (callbacks != NULL)
		options.callbacks = *callbacks;
	if (options.callbacks.news == NULL)
		options.callbacks.news = news_tell;
	struct rapporteur_fault fault = { .what = "" };
	enum rapporteur_result result = rapporteur_open(rapporteur, &options, &fault);
	if (result == RAPPORTEUR_OK)
		return ENDING_DONE;
	return complain(result == RAPPORTEUR_ARGUMENT ? ENDING_USAGE : ENDING_REFUSED, "%s%s%s",
	    rapporteur_result_sentence(result), fault.what[0] == '\0' ? "" : " - ", fault.what);
}

uint64_t terminal_now_ms(void)
{
	struct timespec now = { 0 };
	if (clock_gettime(CLOCK_BOOTTIME, &now) != 0)
		return 0;
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

bool terminal_step(struct rapporteur *rapporteur, uint64_t until_ms, uint64_t wait_ms)
{
	uint64_t now = terminal_now_ms();
	if (now >= until_ms)
		return false;
	uint64_t left = until_ms - now;
	rapporteur_wait_and_step(rapporteur, (int)(left < wait_ms ? left : wait_ms));
	return true;
}

void terminal_close(struct rapporteur *rapporteur)
{
	uint64_t until_ms = terminal_now_ms() + CLOSE_WAIT_MS;
	while (rapporteur != NULL && rapporteur_sweeping(rapporteur) &&
	    terminal_step(rapporteur, until_ms, CLOSE_WAIT_MS))
		;
	rapporteur_close(rapporteur);
}

enum rapporteur_result session_ask(struct rapporteur *rapporteur, const char *session,
    uint64_t deadline_ms, struct session_answer *answer, struct refusal *refusal)
{
	struct buffer body;
	struct arena arena;
	struct reply reply = { .error = ERROR_NONE };
	struct session_get_reply got;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
	session_get_encode(&(struct session_get){ .want = { .part = 0 } }, &body);
	enum rapporteur_result result = RAPPORTEUR_MEMORY;
	if (!body.failed)
		result = rapporteur_request_wait(rapporteur, MESSAGE_SESSION_GET, session,
		    body.bytes, body.size, deadline_ms, &arena, &reply);
	if (result == RAPPORTEUR_REFUSED)
		refuse(refusal, reply.error, "%s", reply.detail);
	if (result == RAPPORTEUR_OK &&
	    session_get_reply_decode(&got, reply.body, reply.body_size, refusal) != ERROR_NONE)
		result = RAPPORTEUR_MALFORMED;
	if (result == RAPPORTEUR_OK)
		*answer = (struct session_answer){ .facts = got.facts, .newest = reply.number };
	arena_close(&arena);
	buffer_close(&body);
	return result;
}

bool session_key_check(const char *key)
{
	if (text_key_valid(key, SESSION_KEY_MAX))
		return true;
	complain(ENDING_USAGE,
	    "a session's name has letters, digits, '-', '_' and '.', at most %u of them",
	    SESSION_KEY_MAX);
	return false;
}

void time_text(uint64_t ms, char text[TIME_TEXT_BYTES])
{
	struct tm tm;
	time_t seconds = (time_t)(ms / 1000);
	if (gmtime_r(&seconds, &tm) == NULL ||
	    strftime(text, TIME_TEXT_BYTES, "%Y-%m-%d %H:%M", &tm) == 0)
		snprintf(text, TIME_TEXT_BYTES, "-");
}

void age_text(uint64_t ms, char text[TIME_TEXT_BYTES])
{
	static const struct {
		uint64_t ms;
		const char *unit;
	} UNITS[] = { { 86400000, "d" }, { 3600000, "h" }, { 60000, "m" }, { 1000, "s" } };
	size_t i = 0;
	while (i + 1 < sizeof UNITS / sizeof UNITS[0] && ms < 2 * UNITS[i].ms)
		i++;
	snprintf(text, TIME_TEXT_BYTES, "%" PRIu64 " %s", ms / UNITS[i].ms, UNITS[i].unit);
}
