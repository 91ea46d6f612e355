/*
 * client/web/api/metrics.c - counters for Prometheus: the gateway's own, and the broker's as whoever asks may see them. A broker
 * with keys tells them to its people only: Prometheus brings the secret of one, as its bearer token.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/web/api/api.h"

#define METRICS_BYTES_MAX (256u * 1024u)

static void own_add(const struct gateway *gateway, struct buffer *out)
{
	static const struct {
		const char *name;
		const char *kind;
		const char *sentence;
	} counters[] = {
#define X(name, text, kind, sentence) { text, kind, sentence },
		WEB_COUNTERS(X)
#undef X
	};
	for (size_t i = 0; i < WEB_COUNTER_COUNT; i++)
		buffer_format(out,
		    "# HELP rapporteur_web_%s %s\n# TYPE rapporteur_web_%s %s\n"
		    "rapporteur_web_%s %llu\n",
		    counters[i].name, counters[i].sentence, counters[i].name, counters[i].kind,
		    counters[i].name, (unsigned long long)gateway->counters[i]);
	buffer_format(out,
	    "# HELP rapporteur_web_broker_here whether the broker is reached\n"
	    "# TYPE rapporteur_web_broker_here gauge\nrapporteur_web_broker_here %d\n",
	    gateway->away ? 0 : 1);
}

static void metrics_answer(struct exchange *exchange, const struct status_reply *status)
{
	struct buffer text;
	buffer_init(&text, METRICS_BYTES_MAX);
	own_add(exchange->gateway, &text);
	for (size_t i = 0; status != NULL && i < status->value_count; i++)
		buffer_format(&text, "# TYPE rapporteurd_%s untyped\nrapporteurd_%s %llu\n",
		    status->values[i].name, status->values[i].name,
		    (unsigned long long)status->values[i].value);
	if (status != NULL)
		buffer_format(&text,
		    "# HELP rapporteurd_press_live whether the synthesis is live\n"
		    "# TYPE rapporteurd_press_live gauge\nrapporteurd_press_live %d\n",
		    strcmp(status->press, "live") == 0 ? 1 : 0);
	answer_file(
	    exchange, "text/plain; version=0.0.4; charset=utf-8", NULL, text.bytes, text.size);
}

static void status_replied(struct exchange *exchange, const struct reply *reply)
{
	struct status_reply status;
	struct refusal refusal;
	bool read = reply->body != NULL &&
	    status_reply_decode(
		&status, &exchange->arena, reply->body, reply->body_size, &refusal) == ERROR_NONE;
	metrics_answer(exchange, read ? &status : NULL);
}

static bool status_refused(struct exchange *exchange, const struct reply *reply)
{
	(void)reply;
	metrics_answer(exchange, NULL);
	return true;
}

/* Authorization: Bearer SECRET, where there is no cookie. */
static void bearer_take(struct exchange *exchange)
{
	static const char bearer[] = "Bearer ";
	const char *given = MHD_lookup_connection_value(
	    exchange->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
	size_t size = 0;
	if (given == NULL || strncmp(given, bearer, sizeof bearer - 1) != 0)
		return;
	given += sizeof bearer - 1;
	exchange->identified =
	    sodium_base642bin(exchange->secret, CURVE_KEY_BYTES, given, strlen(given), NULL, &size,
		NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
	    size == CURVE_KEY_BYTES;
}

void api_metrics(struct exchange *exchange)
{
	if (!exchange->identified)
		bearer_take(exchange);
	if (exchange->gateway->away || !(exchange->identified || exchange->gateway->open))
		metrics_answer(exchange, NULL);
	else
		exchange_ask(exchange,
		    &(struct asking){ .message = MESSAGE_STATUS,
			.replied = status_replied,
			.refused = status_refused });
}
