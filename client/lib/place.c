/*
 * client/lib/place.c - how far the broker's journal had come when we last heard of it. A broker
 * that was restored from a copy, or lost its end, does not reach it: then all that is kept is
 * offered again.
 */
#include <sodium.h>
#include <string.h>

#include "client/lib/rapporteur_internal.h"

static bool same_journal(const struct place *place, const uint8_t journal[ID_BYTES])
{
	return place->known && memcmp(place->journal, journal, ID_BYTES) == 0;
}

static struct place place_of(const struct reply *reply)
{
	struct place place = { .known = true, .number = reply->number };
	memcpy(place.journal, reply->journal, ID_BYTES);
	memcpy(place.hash, reply->hash, HASH_BYTES);
	return place;
}

void place_load(struct rapporteur *rapporteur)
{
	struct place stored;
	if (rapporteur->passing ||
	    outbox_place(&rapporteur->outbox, rapporteur->broker, &stored) != RAPPORTEUR_OK ||
	    !stored.known)
		return;
	/* Of another journal: another process has met the new one, and offered what is kept. */
	if (!same_journal(&rapporteur->place, stored.journal) ||
	    stored.number > rapporteur->place.number)
		rapporteur->place = stored;
}

void place_behind(struct rapporteur *rapporteur, const struct reply *reply)
{
	struct place place = place_of(reply);
	bool other = !same_journal(&rapporteur->place, reply->journal);
	struct place stored;
	rapporteur->connection.greeting++;
	if (rapporteur->passing) {
		rapporteur->place = place; /* nothing is kept here that could be offered again */
		if (rapporteur->callbacks.behind != NULL)
			rapporteur->callbacks.behind(
			    rapporteur->context, error_sentence(ERROR_BEHIND));
		return;
	}
	if (other &&
	    outbox_place(&rapporteur->outbox, rapporteur->broker, &stored) == RAPPORTEUR_OK &&
	    same_journal(&stored, reply->journal)) {
		rapporteur->place = stored; /* another process has done it */
		rapporteur->behind = false;
		offer_from_start(rapporteur);
		return;
	}
	/* On a full disk it is tried again with the next reply. Until then the old place stays: the
	 * broker may grow past its number meanwhile, and a place of that would hide what it lacks. */
	rapporteur->behind = true;
	if (outbox_offer_again(&rapporteur->outbox, rapporteur->broker, &place) != RAPPORTEUR_OK)
		return;
	rapporteur->behind = false;
	rapporteur->place = place;
	offer_from_start(rapporteur);
	if (rapporteur->callbacks.behind != NULL)
		rapporteur->callbacks.behind(rapporteur->context, error_sentence(ERROR_BEHIND));
}

void place_seen(struct rapporteur *rapporteur, const struct reply *reply)
{
	if (sodium_is_zero(reply->journal, ID_BYTES))
		return; /* it has none to tell of */
	bool other = rapporteur->place.known && !same_journal(&rapporteur->place, reply->journal);
	if (rapporteur->behind || other)
		place_behind(rapporteur, reply);
	else if (!rapporteur->place.known || reply->number > rapporteur->place.number)
		rapporteur->place = place_of(reply);
}
