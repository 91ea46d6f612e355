/* broker/members/init.c - see init.h. */
#include "broker/members/init.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "broker/keys.h"
#include "proto/wire/token.h"
#include "store/identities.h"

#define GOOD_FOR_MS (24ull * 3600 * 1000)

static bool fail(const struct config *config, const char *what)
{
	fprintf(stderr, "rapporteurd: %s: %s\n", config->data, what);
	return false;
}

static enum identities_result invite(const struct config *config, const uint8_t token[TOKEN_BYTES])
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	uint64_t now_ms = (uint64_t)now.tv_sec * 1000;
	const struct invitation invitation = {
		.role = ROLE_SECRETARIAT, .count = 1, .expires_ms = now_ms + GOOD_FOR_MS
	};
	uint8_t hash[HASH_BYTES];
	struct identities *identities = NULL;
	invitation_hash(token, hash);
	enum identities_result result = identities_open(&identities, config->data, true);
	if (result == IDENTITIES_OK)
		result = identities_invite(identities, hash, &invitation, now_ms);
	identities_close(identities);
	return result;
}

/* Bound to every address, the broker is reached by whoever sits at it under loopback's. */
static void address_say(const struct config *config, char address[LINK_HOST_BYTES])
{
	static const char *const every[] = { "*:", "0.0.0.0:", "[::]:" };
	const char *bound = config->commands + strlen("tcp://");
	snprintf(address, LINK_HOST_BYTES, "%s", bound);
	for (size_t i = 0; i < sizeof every / sizeof *every; i++)
		if (strncmp(bound, every[i], strlen(every[i])) == 0)
			snprintf(
			    address, LINK_HOST_BYTES, "127.0.0.1:%s", bound + strlen(every[i]));
}

bool members_init(const struct config *config)
{
	struct curve_key key;
	struct invitation_link link = { .address = "" };
	char fingerprint[FINGERPRINT_BYTES];
	char words[TOKEN_TEXT_BYTES];
	char text[LINK_BYTES];
	if (mkdir(config->data, 0700) != 0 && errno != EEXIST)
		return fail(config, strerror(errno));
	randombytes_buf(link.token, sizeof link.token);
	/* The key last: where it is, all is there that a broker with keys needs. */
	enum identities_result result = invite(config, link.token);
	if (result != IDENTITIES_OK)
		return fail(config, identities_result_sentence(result));
	if (!curve_key_read(&key, config->data, true))
		return fail(config, strerror(errno));
	memcpy(link.broker_key, key.public_key, CURVE_KEY_BYTES);
	address_say(config, link.address);
	key_fingerprint(key.public_key, fingerprint);
	token_text(link.token, words);
	if (!link_text(&link, text))
		return fail(config, "the address does not fit an invitation");
	printf("key         %s\n", fingerprint);
	printf("invitation  %s\n", text);
	printf("in words    %s\n", words);
	printf("It is good for one secretariat, until tomorrow: rapporteur join INVITATION\n");
	return true;
}
