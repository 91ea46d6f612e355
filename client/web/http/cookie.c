/*
 * client/web/http/cookie.c - the one thing by which a browser is somebody: the person's own secret key. It is made here
 * and handed over at once; the gateway does not keep it. Where TLS is, the name says so, and browsers then take
 * it from nobody else of the same domain.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "client/web/http/exchange.h"

#define COOKIE_DAYS  400 /* as long as browsers keep any */
#define COOKIE_BYTES (SECRET_TEXT_BYTES + 160u)

static const char *cookie_name(const struct exchange *exchange)
{
	return exchange->tls ? "__Host-rapporteur" : "rapporteur";
}

/* Where there are no keys: what tells one writer from another, from which nobody learns the secret. */
static void writer_derive(struct exchange *exchange)
{
	static const uint8_t purpose[] = "rapporteur-web writer";
	crypto_generichash(exchange->writer, WRITER_BYTES, exchange->secret, CURVE_KEY_BYTES,
	    purpose, sizeof purpose - 1);
}

void cookie_read(struct exchange *exchange)
{
	const char *text = MHD_lookup_connection_value(
	    exchange->connection, MHD_COOKIE_KIND, cookie_name(exchange));
	size_t size = 0;
	if (text == NULL || strlen(text) != SECRET_TEXT_BYTES - 1 ||
	    sodium_base642bin(exchange->secret, CURVE_KEY_BYTES, text, SECRET_TEXT_BYTES - 1, NULL,
		&size, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    size != CURVE_KEY_BYTES)
		return;
	exchange->identified = true;
	writer_derive(exchange);
}

void cookie_draw(struct exchange *exchange)
{
	randombytes_buf(exchange->secret, CURVE_KEY_BYTES);
	exchange->identified = true;
	exchange->cookie_set = true;
	writer_derive(exchange);
}

void cookie_write(const struct exchange *exchange, struct MHD_Response *response)
{
	char line[COOKIE_BYTES];
	char text[SECRET_TEXT_BYTES] = "";
	if (!exchange->cookie_set && !exchange->cookie_drop)
		return;
	if (exchange->cookie_set)
		sodium_bin2base64(text, sizeof text, exchange->secret, CURVE_KEY_BYTES,
		    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	snprintf(line, sizeof line, "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s",
	    cookie_name(exchange), text, exchange->cookie_set ? COOKIE_DAYS * 24 * 3600 : 0,
	    exchange->tls ? "; Secure" : "");
	MHD_add_response_header(response, MHD_HTTP_HEADER_SET_COOKIE, line);
	sodium_memzero(text, sizeof text);
	sodium_memzero(line, sizeof line);
}
