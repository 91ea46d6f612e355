/* client/lib/get.c - rapporteur_get(): what comes in parts, for a program that waits for nothing. */
#include <string.h>

#include "client/lib/rapporteur_internal.h"
#include "proto/wire/text.h"

static void done(void *context, enum rapporteur_result result, const struct refusal *refusal)
{
	struct rapporteur *rapporteur = context;
	/* The answer may ask for the next thing: what was got is out of its way by then. */
	struct get got = rapporteur->get;
	rapporteur->get.fetch.whole = (struct buffer){ .max = 0 };
	get_close(rapporteur);
	got.answer(got.context,
	    &(struct rapporteur_got){ .result = result,
		.refusal = refusal,
		.whole = got.fetch.whole.bytes,
		.size = got.fetch.whole.size,
		.facts = &got.fetch.facts,
		.event = got.fetch.event });
	buffer_close(&got.fetch.whole);
}

enum rapporteur_result rapporteur_get(
    struct rapporteur *rapporteur, const struct rapporteur_get *wanted)
{
	struct get *get = &rapporteur->get;
	const struct inquiry *inquiry = wanted->inquiry;
	bool session = wanted->message == MESSAGE_SESSION_GET;
	if (!text_key_valid(wanted->session, SESSION_KEY_MAX) || session != (inquiry == NULL) ||
	    wanted->message == MESSAGE_SYNTHESIS_GET)
		return RAPPORTEUR_ARGUMENT;
	if (inquiry != NULL && inquiry->words != NULL &&
	    strlen(inquiry->words) > SEARCH_WORDS_BYTES_MAX)
		return RAPPORTEUR_ARGUMENT;
	if (get->fetch.rapporteur != NULL)
		return RAPPORTEUR_BUSY;
	fetch_init(&get->fetch);
	if (inquiry != NULL)
		get->inquiry = *inquiry;
	if (inquiry != NULL && inquiry->words != NULL) {
		memcpy(get->words, inquiry->words, strlen(inquiry->words) + 1);
		get->inquiry.words = get->words;
	}
	get->answer = wanted->answer;
	get->context = wanted->context;
	get->fetch.rapporteur = rapporteur;
	get->fetch.message = wanted->message;
	get->fetch.inquiry = &get->inquiry;
	get->fetch.deadline_ms = clock_boot_ms() + wanted->deadline_ms;
	get->fetch.done = done;
	get->fetch.context = rapporteur;
	memcpy(get->fetch.session, wanted->session, strlen(wanted->session) + 1);
	enum rapporteur_result result = fetch_begin(&get->fetch);
	if (result != RAPPORTEUR_OK)
		get_close(rapporteur);
	return result;
}

void get_close(struct rapporteur *rapporteur)
{
	fetch_close(&rapporteur->get.fetch);
}
