/*
 * broker/desk/desk_erase.c - the journal goes on in a new generation: to give back room, or because something was
 * erased, whose bytes lie in the old one. That takes a moment in which nobody is answered: erasures that come one
 * after the other share one, which begins when there is a pause, and within half a minute in any case.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "broker/desk/desk_internal.h"
#include "broker/log.h"

#define PAUSE_MS       1000u  /* after the last erasure */
#define LATEST_MS      30000u /* after the first: all of it is done within a minute */
#define EXPIRY_LOOK_MS 60000u /* retentions are days */
#define AGAIN_MS       10000u /* a full disk: an operator needs a moment */

/* Before a session is deleted: whoever belonged to it alone is to be forgotten, whatever dies. */
static void people_mark(struct desk *desk)
{
	if (desk->identities != NULL && !identities_mark(desk->identities))
		log_line("desk", "people_not_marked error=\"%s\"", strerror(errno));
}

void desk_erasure_ready(struct desk *desk, struct command *command)
{
	command->erased = journal_is_erased(desk->journal, command->envelope.id);
	if (command->envelope.message == MESSAGE_SESSION_DELETE)
		people_mark(desk);
}

/* --- People ----------------------------------------------------------------------------------- */

struct forgetting {
	struct desk *desk;
	struct journal_txn *txn;
	uint64_t keys;
};

static bool session_stays(void *context, const char *session)
{
	const struct forgetting *forgetting = context;
	struct view_session found;
	return view_session_tombstone(forgetting->txn, session, &found) != JOURNAL_OK;
}

/* Whoever cannot be looked for stays. */
static bool person_stays(void *context, const uint8_t id[WRITER_BYTES])
{
	const struct forgetting *forgetting = context;
	bool known = true;
	return access_known(forgetting->txn, id, &known) != JOURNAL_OK || known;
}

static void key_gone(void *context, const uint8_t key[CURVE_KEY_BYTES])
{
	struct forgetting *forgetting = context;
	keyring_drop(&forgetting->desk->supervisor.shared->ring, key);
	forgetting->keys++;
}

void desk_people_forget(struct desk *desk)
{
	struct forgetting forgetting = { .desk = desk };
	if (desk->identities == NULL || !identities_marked(desk->identities) ||
	    journal_begin(desk->journal, &forgetting.txn) != JOURNAL_OK)
		return;
	const struct identities_sweep sweep = {
		.session_stays = session_stays,
		.person_stays = person_stays,
		.key_gone = key_gone,
		.context = &forgetting,
	};
	enum identities_result result = identities_sweep(desk->identities, &sweep);
	journal_end(forgetting.txn);
	log_line("desk", "people_forgotten keys=%" PRIu64 " result=\"%s\"", forgetting.keys,
	    identities_result_sentence(result));
}

/* --- The journal ------------------------------------------------------------------------------ */

void desk_erasure_due(struct desk *desk)
{
	uint64_t now_ms = desk_now_ms();
	if (!journal_erasing(desk->journal))
		return;
	if (desk->erase_due_ms == 0)
		desk->erase_until_ms = now_ms + LATEST_MS;
	desk->erase_due_ms = now_ms + PAUSE_MS;
}

/* It holds no text, but numbers that were made of what is erased now. */
static void checkpoint_remove(const struct desk *desk)
{
	static const char *const names[] = { JOURNAL_SHARE "/checkpoint",
		JOURNAL_SHARE "/checkpoint.new", "checkpoint", "checkpoint.new" };
	int fd = open(desk->config->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		(void)unlinkat(fd, names[i], 0);
	(void)close(fd);
}

/* Between two rounds: nothing is being read or written. Whoever sends meanwhile waits for an answer. */
static bool rewrite(struct desk *desk, const char *begins, const char *done,
    enum journal_result (*rewritten)(struct journal *journal))
{
	uint64_t began_ms = desk_now_ms();
	log_line("desk", "%s events=%" PRIu64, begins, desk->newest.number);
	enum journal_result result = rewritten(desk->journal);
	if (result != JOURNAL_OK) {
		log_line("desk", "not_%s reason=\"%s\" what=\"%s\"", done,
		    journal_result_sentence(result), journal_last_fault(desk->journal)->what);
		desk->failed = result == JOURNAL_DISK;
		return false;
	}
	log_line("desk", "%s ms=%" PRIu64, done, desk_now_ms() - began_ms);
	const struct channel_packet bell = { .kind = CHANNEL_BELL };
	if (desk->supervisor.channel >= 0)
		channel_send(desk->supervisor.channel, &bell);
	return true;
}

void desk_compact(struct desk *desk)
{
	if (!desk->failed)
		rewrite(desk, "compacting", "compacted", journal_compact);
}

static uint64_t erase_at_ms(const struct desk *desk)
{
	return desk->erase_due_ms < desk->erase_until_ms ? desk->erase_due_ms
							 : desk->erase_until_ms;
}

int desk_erase_wait(const struct desk *desk, int wait_ms)
{
	uint64_t now_ms = desk_now_ms();
	uint64_t at_ms = erase_at_ms(desk);
	if (desk->erase_due_ms == 0 || at_ms >= now_ms + (uint64_t)wait_ms)
		return wait_ms;
	return at_ms <= now_ms ? 0 : (int)(at_ms - now_ms);
}

void desk_erase(struct desk *desk)
{
	uint64_t now_ms = desk_now_ms();
	if (desk->erase_due_ms == 0 || now_ms < erase_at_ms(desk))
		return;
	desk_land(desk);
	if (desk->failed)
		return;
	bool done = rewrite(desk, "erasing", "erased", journal_erase_finish);
	if (done) {
		checkpoint_remove(desk);
		desk_people_forget(desk);
	}
	desk->erase_due_ms = done ? 0 : now_ms + AGAIN_MS;
	desk->erase_until_ms = desk->erase_due_ms;
}

/* The next session whose time is over. False: none. */
static bool expired_next(struct desk *desk, uint64_t now_ms, struct view_session *session)
{
	struct journal_txn *txn = NULL;
	bool found = false;
	if (journal_begin(desk->journal, &txn) != JOURNAL_OK)
		return false;
	while (!found && view_session_next(txn, session->key, session) == JOURNAL_OK) {
		uint64_t expires_ms = session_expires_ms(session);
		found = expires_ms != 0 && expires_ms <= now_ms;
	}
	journal_end(txn);
	return found;
}

void desk_expire(struct desk *desk)
{
	uint64_t now_ms = desk_now_ms();
	struct view_session session = { .key = "" };
	if (now_ms < desk->expiry_ms)
		return;
	desk->expiry_ms = now_ms + EXPIRY_LOOK_MS;
	desk_land(desk);
	uint64_t wall_ms = desk_wall_ms();
	while (!desk->failed && expired_next(desk, wall_ms, &session)) {
		struct batch batch = { .record = { .kind = RECORD_EXPIRY } };
		memcpy(batch.record.session, session.key, sizeof batch.record.session);
		randombytes_buf(batch.record.salt, SALT_BYTES);
		if (session.retention == RETENTION_SESSION)
			people_mark(desk);
		if (desk_append(desk, &batch) && batch.record.kept > 0)
			log_line("desk", "kept_long_enough session=%s days=%" PRIu32, session.key,
			    session.retention_days);
	}
}

/* Whether a note that was here has nothing left, by the id of its command. */
static enum journal_result look(struct desk *desk, struct journal_txn *txn,
    const struct view_session *session, const uint8_t id[ID_BYTES], bool *redacted)
{
	struct view_command made;
	struct journal_event event;
	*redacted = journal_is_erased(desk->journal, id);
	if (*redacted)
		return JOURNAL_OK;
	enum journal_result result = view_command_find(txn, id, &made);
	if (result == JOURNAL_OK && made.session == session->place)
		result = journal_event_get(txn, made.number, &event);
	else
		return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
	*redacted = result == JOURNAL_OK && event.body == NULL;
	return result;
}

void desk_redacted(struct desk *desk, struct journal_txn *txn, struct request *request,
    const struct view_session *session)
{
	struct redacted asked;
	struct redacted reply = { .count = 0 };
	struct arena *arena = &desk->round->batch.arena;
	enum journal_result result = JOURNAL_OK;
	if (redacted_decode(&asked, arena, request->envelope.body, request->envelope.body_size,
		&request->refusal) != ERROR_NONE)
		return;
	reply.notes = asked.notes; /* those that were stay, in their order */
	for (size_t i = 0; i < asked.count && result == JOURNAL_OK; i++) {
		bool redacted = false;
		result = look(desk, txn, session, asked.notes[i], &redacted);
		if (redacted)
			memmove(reply.notes[reply.count++], asked.notes[i], ID_BYTES);
	}
	if (desk_read_well(desk, request, result))
		redacted_encode(&reply, &desk->body);
}
