/*
 * client/web/stream/stream.c - one watcher: what libmicrohttpd asks for when its socket takes more. It sleeps (its connection
 * is suspended) while there is nothing to send.
 */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "client/terminal/json_out.h"
#include "client/web/api/api.h"
#include "client/web/stream/channel.h"

#define BLOCK_BYTES        1024u
#define RETRY_MS           500u /* when to come again after a cut: spread, so that not all come at once ... */
#define RETRY_SPREAD_MS    2500u /* ... over so much */
#define PREAMBLE_BYTES_MAX 4096u

void watcher_wake(struct watcher *watcher)
{
	if (!watcher->suspended)
		return;
	watcher->suspended = false;
	MHD_resume_connection(watcher->connection);
}

void watcher_cut(struct watcher *watcher)
{
	watcher->cut = true;
	/* Asleep it ends at once; awake it may stand in a socket that takes nothing. */
	if (!watcher->suspended && watcher->fd >= 0)
		shutdown(watcher->fd, SHUT_RDWR);
	watcher_wake(watcher);
}

static ssize_t give(struct watcher *watcher, char *out, size_t max)
{
	struct chunk *chunk = watcher->current;
	size_t size = chunk->size - watcher->offset;
	if (size > max)
		size = max;
	memcpy(out, chunk->bytes + watcher->offset, size);
	watcher->offset += size;
	watcher->written_ms = clock_boot_ms();
	if (watcher->offset == chunk->size) {
		chunk_release(chunk);
		watcher->current = NULL;
		watcher->offset = 0;
	}
	return (ssize_t)size;
}

static ssize_t stream_read(void *context, uint64_t position, char *out, size_t max)
{
	static const char comment[] = ":\n\n";
	struct watcher *watcher = context;
	(void)position;
	if (watcher->current == NULL && !watcher->cut) {
		watcher->current = channel_next(watcher);
		watcher->offset = 0;
	}
	if (watcher->cut || watcher->channel == NULL)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (watcher->current != NULL) {
		watcher->comment = false;
		return give(watcher, out, max);
	}
	if (watcher->comment && max >= sizeof comment - 1) {
		watcher->comment = false;
		watcher->written_ms = clock_boot_ms();
		memcpy(out, comment, sizeof comment - 1);
		return (ssize_t)sizeof comment - 1;
	}
	watcher->suspended = true;
	MHD_suspend_connection(watcher->connection);
	return 0;
}

static void stream_free(void *context)
{
	struct watcher *watcher = context;
	channel_remove(watcher);
	chunk_release(watcher->current);
	sodium_memzero(watcher->secret, sizeof watcher->secret);
	free(watcher);
}

/* RUN-NUMBER, 16 hex digits and a number. */
static void after_read(const struct exchange *exchange, struct watcher *watcher)
{
	const char *text =
	    MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, "Last-Event-ID");
	char *end = NULL;
	if (text == NULL)
		text = query_text(exchange, "after");
	if (text == NULL || strspn(text, "0123456789abcdef") != 16 || text[16] != '-' ||
	    strspn(text + 17, "0123456789") == 0 || strlen(text) > 40)
		return;
	watcher->after_run = strtoull(text, &end, 16);
	watcher->after_number = strtoull(text + 17, &end, 10);
}

static void event_text(struct buffer *out, const char *event, json_t *data)
{
	char *text = data == NULL ? NULL : json_dumps(data, JSON_COMPACT);
	json_decref(data);
	if (text == NULL) {
		out->failed = true;
		return;
	}
	buffer_format(out, "event: %s\ndata: %s\n\n", event, text);
	free(text);
}

/* What every stream begins with. */
static struct chunk *preamble(const struct exchange *exchange, const struct join_reply *join)
{
	static const char *const audiences[] = { "", "work", "room", "plenary" };
	const struct gateway *gateway = exchange->gateway;
	struct buffer text;
	buffer_init(&text, PREAMBLE_BYTES_MAX);
	buffer_format(&text, "retry: %" PRIu64 "\n\n", RETRY_MS + jitter_ms(RETRY_SPREAD_MS));
	json_t *hello = json_object();
	json_set_text(&hello, "session", exchange->routed.session);
	json_set_text(&hello, "audience", audiences[join->audience]);
	json_set_text(&hello, "role", role_word(exchange->role));
	event_text(&text, "hello", hello);
	json_t *state = json_object();
	json_set_text(&state, "broker", gateway->away ? "away" : "here");
	gateway_place_json(gateway, &state);
	event_text(&text, "state", state);
	json_t *session = json_object();
	json_set_text(&session, "state", join->closed ? "closed" : "open");
	json_set_number(&session, "programme", join->programme);
	event_text(&text, "session", session);
	struct chunk *chunk = text.failed ? NULL : calloc(1, sizeof *chunk + text.size);
	if (chunk != NULL) {
		chunk->holders = 1;
		chunk->size = text.size;
		memcpy(chunk->bytes, text.bytes, text.size);
	}
	buffer_close(&text);
	return chunk;
}

struct watcher *watcher_open(struct exchange *exchange, const struct join_reply *join)
{
	struct watcher *watcher = calloc(1, sizeof *watcher);
	if (watcher == NULL)
		return NULL;
	const union MHD_ConnectionInfo *fd =
	    MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	uint64_t now = clock_boot_ms();
	watcher->connection = exchange->connection;
	watcher->fd = fd == NULL ? -1 : fd->connect_fd;
	memcpy(watcher->secret, exchange->secret, CURVE_KEY_BYTES);
	watcher->written_ms = now;
	watcher->end_ms = now + STREAM_MS + jitter_ms(STREAM_MS / 4);
	after_read(exchange, watcher);
	watcher->current = preamble(exchange, join);
	struct channel *channel = watcher->current == NULL
	    ? NULL
	    : channel_of(
		  exchange->gateway, exchange->routed.session, join->audience, exchange->secret);
	if (channel != NULL) {
		channel_add(channel, watcher);
		return watcher;
	}
	stream_free(watcher);
	return NULL;
}

static void stream_joined(struct exchange *exchange, const struct reply *reply)
{
	struct join_reply join;
	struct refusal refusal;
	struct watcher *watcher = NULL;
	if (reply->body != NULL &&
	    join_reply_decode(&join, reply->body, reply->body_size, &refusal) == ERROR_NONE)
		watcher = watcher_open(exchange, &join);
	struct MHD_Response *response = watcher == NULL
	    ? NULL
	    : MHD_create_response_from_callback(
		  MHD_SIZE_UNKNOWN, BLOCK_BYTES, stream_read, watcher, stream_free);
	if (response == NULL) {
		if (watcher != NULL)
			stream_free(watcher);
		answer_refusal(exchange, ERROR_BUSY, "too many streams", 5000);
		return;
	}
	answer_headers(response);
	MHD_add_response_header(
	    response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/event-stream; charset=utf-8");
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	/* A proxy that gathers what it passes on would hold back what is live. */
	MHD_add_response_header(response, "X-Accel-Buffering", "no");
	/* The exchange lives as long as the stream: what it was made with does not. */
	arena_close(&exchange->arena);
	exchange->rooms = NULL;
	exchange->room_count = 0;
	answer_response(exchange, MHD_HTTP_OK, response, 0);
}

static void stream_member(struct exchange *exchange)
{
	exchange_ask(exchange,
	    &(struct asking){ .message = MESSAGE_JOIN,
		.session = exchange->routed.session,
		.replied = stream_joined });
}

void api_stream(struct exchange *exchange)
{
	exchange_member(exchange, stream_member);
}
