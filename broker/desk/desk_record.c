/*
 * broker/desk/desk_record.c - what the press made and is kept: what it makes a synthesis with, and the final
 * grouping of a closed session. A batch of its own, without commands: apply decides whether it is due.
 * A grouping that could not be written comes again by itself: the press waits for its event.
 */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "broker/desk/desk_internal.h"
#include "broker/log.h"

#define MADE_RETRY_MS 5000u

/* How many events came of it, or -1: it was not written, and the log says why. */
static int record(struct desk *desk, const struct record *record)
{
	struct batch batch = { .record = *record };
	randombytes_buf(batch.record.salt, SALT_BYTES);
	return desk_append(desk, &batch) ? (int)batch.record.kept : -1;
}

void desk_record_again(struct desk *desk)
{
	const struct record made = { .kind = RECORD_MADE_WITH };
	if (desk->failed)
		return;
	int kept = record(desk, &made);
	/* A full disk answers the same for a while: ask now and then, not at every turn. */
	desk->kept.made_due_ms = kept < 0 ? desk_now_ms() + MADE_RETRY_MS : 0;
	for (const char *line = desk->kept.text; *line != '\0';) {
		size_t size = strcspn(line, "\n");
		if (kept > 0)
			log_line(
			    "desk", "made_with sessions=%d part=\"%.*s\"", kept, (int)size, line);
		line += size + (line[size] == '\n');
	}
}

static void made_take(struct desk *desk, const struct channel_packet *packet)
{
	struct kept *kept = &desk->kept;
	if (packet->body_size == 0 || packet->body_size > MADE_WITH_BYTES_MAX)
		return;
	desk_land(desk); /* the committer reads what is said until now */
	memcpy(kept->text, packet->body, packet->body_size);
	kept->text[packet->body_size] = '\0';
	kept->made.text = kept->text;
	crypto_generichash(kept->made.digest, MADE_WITH_BYTES, (const uint8_t *)kept->text,
	    packet->body_size, NULL, 0);
	kept->made_known = true;
	desk_record_again(desk);
}

static void grouping_take(struct desk *desk, const struct channel_packet *packet)
{
	struct kept *kept = &desk->kept;
	if (packet->from == 0) {
		buffer_close(&kept->bytes); /* the one before may have been large */
		memcpy(kept->session, packet->session, sizeof kept->session);
		kept->at = packet->tag;
		kept->whole = packet->whole;
	}
	if (packet->tag != kept->at || packet->whole != kept->whole ||
	    packet->from != kept->bytes.size || strcmp(packet->session, kept->session) != 0)
		return; /* of another, whose beginning did not come: it comes again */
	buffer_add(&kept->bytes, packet->body, packet->body_size);
	if (kept->bytes.failed || kept->bytes.size != kept->whole)
		return;
	struct record whole = {
		.kind = RECORD_GROUPING,
		.at = kept->at,
		.bytes = kept->bytes.bytes,
		.size = kept->bytes.size,
	};
	memcpy(whole.session, kept->session, sizeof whole.session);
	if (record(desk, &whole) > 0)
		log_line("desk", "grouping_kept session=%s as_of=%" PRIu64 " bytes=%" PRIu64,
		    kept->session, kept->at, kept->whole);
	buffer_close(&kept->bytes);
	kept->at = 0;
}

void desk_record(struct desk *desk, const struct channel_packet *packet)
{
	if (packet->kind == CHANNEL_MADE)
		made_take(desk, packet);
	else
		grouping_take(desk, packet);
}
