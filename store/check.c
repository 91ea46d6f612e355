/* store/check.c - walks every record: checksums, the chain, bodies and the parts of blobs. What the
 * views say is compared in check_views.c. */
#include "store/check_internal.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void check_tell(struct checker *checker, const char *format, ...)
{
	struct journal_fault fault;
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(fault.what, sizeof fault.what, format, arguments);
	va_end(arguments);
	checker->check->faults++;
	if (checker->told == NULL || size < 0 || checker->check->faults > CHECK_FAULTS_TOLD_MAX)
		return;
	checker->told(checker->context, fault.what);
	if (checker->check->faults == CHECK_FAULTS_TOLD_MAX)
		checker->told(checker->context, "further faults are counted, not told");
}

void check_tell_last(struct checker *checker)
{
	check_tell(checker, "%s", journal_last_fault(checker->txn->journal)->what);
}

void check_tell_record(struct checker *checker, enum table table, struct span key, const char *what)
{
	struct journal_fault fault;
	record_describe(&fault, table, key, what);
	check_tell(checker, "%s", fault.what);
}

/* --- One table -------------------------------------------------------------------------------- */

struct walk {
	struct checker *checker;
	check_visit *visit;
};

static void count_up(struct journal_check *check, enum table table)
{
	switch (table) {
	case TABLE_META:
		break;
	case TABLE_HEADS:
		check->events++;
		break;
	case TABLE_BODIES:
		check->bodies++;
		break;
	case TABLE_BLOBS:
		check->parts++;
		break;
	case TABLE_NOTES:
		check->notes++;
		break;
	case TABLE_COMMANDS:
		check->commands++;
		break;
	case TABLE_SESSIONS:
		check->sessions++;
		break;
	case TABLE_MEMBERS:
		break;
	}
}

void check_torn(struct checker *checker, struct span key)
{
	checker->torn[checker->table - 1] = true;
	if (checker->table != TABLE_HEADS)
		return;
	checker->linked = false;
	if (key.size == 8 && number_get(key.bytes, 8) == checker->expected)
		checker->expected++;
}

bool check_is_torn(const struct checker *checker, enum table table)
{
	return checker->torn[table - 1];
}

static bool walk_record(void *context, struct span key, struct span raw)
{
	const struct walk *walk = context;
	struct checker *checker = walk->checker;
	count_up(checker->check, checker->table);
	struct span value;
	if (!record_verify(checker->txn, checker->table, key, raw, &value)) {
		check_tell_record(checker, checker->table, key, "the checksum is wrong");
		check_torn(checker, key);
		return true;
	}
	/* the pages above it may be damaged: it lies there, and whoever asks for it is sent elsewhere */
	struct span found;
	struct engine_txn *txn = checker->txn->txn;
	if (txn->engine->calls->get(txn, checker->table, key, &found) != JOURNAL_OK ||
	    found.bytes != raw.bytes)
		check_tell_record(checker, checker->table, key, "it is not found by its key");
	struct span before = { .bytes = checker->before, .size = checker->before_size };
	if (before.size > 0 && span_compare(before, key) >= 0)
		check_tell_record(checker, checker->table, key, "it lies out of order");
	memcpy(checker->before, key.bytes, key.size);
	checker->before_size = key.size;
	walk->visit(checker, key, value);
	return true;
}

void check_walk(struct checker *checker, enum table table, check_visit *visit)
{
	struct walk walk = { .checker = checker, .visit = visit };
	const struct engine *engine = checker->txn->journal->engine;
	checker->table = table;
	checker->before_size = 0;
	if (engine->calls->walk(checker->txn->txn, table, walk_record, &walk) != JOURNAL_OK) {
		check_tell_last(checker);
		checker->torn[table - 1] = true;
	}
}

/* --- Heads and the chain ---------------------------------------------------------------------- */

static void head_follows(struct checker *checker, const struct journal_event *event)
{
	unsigned long long number = event->head.number;
	uint8_t hash[HASH_BYTES];
	if (event->head.number != checker->expected) {
		check_tell(checker, "table heads: events %llu to %llu are missing or damaged",
		    (unsigned long long)checker->expected, number - 1);
		checker->linked = false;
	}
	if (checker->linked) {
		event_chain(checker->chain, event->head_bytes, event->head_size, hash);
		if (memcmp(hash, event->hash, HASH_BYTES) != 0)
			check_tell(checker, "event %llu: the chain is broken", number);
		if (event->head.time_ms < checker->time_ms)
			check_tell(checker, "event %llu: its time runs backwards", number);
	}
	checker->expected = event->head.number + 1;
	checker->linked = true;
	checker->time_ms = event->head.time_ms;
	memcpy(checker->chain, event->hash, HASH_BYTES);
}

static void head_visit(struct checker *checker, struct span key, struct span value)
{
	(void)value; /* read again by its number */
	struct journal_event event = { .salt = NULL };
	struct span body;
	uint64_t number = key.size == 8 ? number_get(key.bytes, 8) : 0;
	if (number == 0) {
		check_tell_record(checker, TABLE_HEADS, key, "its key is no number");
		return;
	}
	if (event_head_get(checker->txn, number, &event) != JOURNAL_OK) {
		check_tell_last(checker);
		check_torn(checker, key);
		return;
	}
	head_follows(checker, &event);
	struct engine *engine = checker->txn->journal->engine;
	if (engine->calls->get(checker->txn->txn, TABLE_BODIES, key, &body) == JOURNAL_ABSENT)
		checker->check->erased++;
	if (check_is_house(&event.head))
		return;
	struct check_session *session = check_session_find(checker, event.head.session);
	if (session == NULL) {
		if (!check_is_torn(checker, TABLE_SESSIONS))
			check_tell(checker, "event %llu: its session is in no view",
			    (unsigned long long)number);
		return;
	}
	session->submitted += event.head.type == EVENT_NOTE_SUBMITTED;
	session->retracted += event.head.type == EVENT_NOTE_RETRACTED;
}

static void check_heads(struct checker *checker)
{
	const struct journal_place *newest = &checker->check->newest;
	checker->expected = 1;
	checker->linked = true;
	check_walk(checker, TABLE_HEADS, head_visit);
	if (checker->expected != newest->number + 1)
		check_tell(checker, "table heads ends with event %llu, the newest is %llu",
		    (unsigned long long)checker->expected - 1, (unsigned long long)newest->number);
	else if (!checker->linked)
		return; /* the last head is damaged, and that was told */
	else if (memcmp(checker->chain, newest->hash, HASH_BYTES) != 0)
		check_tell(checker, "the newest place has another hash than event %llu",
		    (unsigned long long)newest->number);
	else if (checker->time_ms != newest->time_ms)
		check_tell(checker, "the newest place has another time than event %llu",
		    (unsigned long long)newest->number);
}

/* --- Bodies and blobs ------------------------------------------------------------------------- */

/* Sets *event to the head that a body or part belongs to. False: there is none, and that is told,
 * or it is damaged, and that was told. */
static bool owner_find(struct checker *checker, struct span key, struct journal_event *event)
{
	uint64_t number = key.size >= 8 ? number_get(key.bytes, 8) : 0;
	if (number == 0 || number > checker->check->newest.number) {
		check_tell_record(checker, checker->table, key, "there is no such event");
		return false;
	}
	return event_head_get(checker->txn, number, event) == JOURNAL_OK;
}

static void blob_check(struct checker *checker, const struct journal_event *event)
{
	struct engine *engine = checker->txn->journal->engine;
	crypto_generichash_state state;
	uint8_t hash[HASH_BYTES];
	uint8_t key[12];
	crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
	crypto_generichash_update(&state, event->salt, SALT_BYTES);
	number_put(key, event->head.number, 8);
	for (uint32_t part = 0; part < event->head.part_count; part++) {
		struct span raw;
		struct span value;
		number_put(key + 8, part, 4);
		if (engine->calls->get(checker->txn->txn, TABLE_BLOBS, SPAN(key), &raw) !=
		    JOURNAL_OK) {
			check_tell_record(checker, TABLE_BLOBS, SPAN(key), "it is missing");
			return;
		}
		if (!record_verify(checker->txn, TABLE_BLOBS, SPAN(key), raw, &value))
			return; /* told by the walk over the parts */
		crypto_generichash_update(&state, value.bytes, value.size);
	}
	crypto_generichash_final(&state, hash, HASH_BYTES);
	if (memcmp(hash, event->head.blob_hash, HASH_BYTES) != 0)
		check_tell(checker, "event %llu: its parts are not what its head says",
		    (unsigned long long)event->head.number);
}

static void body_visit(struct checker *checker, struct span key, struct span value)
{
	struct journal_event event = { .salt = NULL };
	if (!owner_find(checker, key, &event))
		return;
	if (event_body_set(checker->txn, &event, value) != JOURNAL_OK) {
		check_tell_last(checker);
		return;
	}
	struct check_session *session = check_session_find(checker, event.head.session);
	if (session != NULL && event.head.type != EVENT_SESSION_DELETED)
		session->bodies++;
	if (event.head.part_count > 0)
		blob_check(checker, &event);
	check_body(checker, &event);
}

static void part_visit(struct checker *checker, struct span key, struct span value)
{
	(void)value; /* hashed with the event's body */
	struct journal_event event = { .salt = NULL };
	struct span body;
	if (!owner_find(checker, key, &event))
		return;
	if (key.size != 12 || number_get(key.bytes + 8, 4) >= event.head.part_count) {
		check_tell_record(checker, TABLE_BLOBS, key, "its event has no such part");
		return;
	}
	struct engine *engine = checker->txn->journal->engine;
	struct span number = { .bytes = key.bytes, .size = 8 };
	if (engine->calls->get(checker->txn->txn, TABLE_BODIES, number, &body) == JOURNAL_ABSENT)
		check_tell_record(
		    checker, TABLE_BLOBS, key, "it is left of an event without a body");
}

static void meta_visit(struct checker *checker, struct span key, struct span value)
{
	/* ours were read when the journal was opened; a newer version's are its own */
	(void)checker;
	(void)key;
	(void)value;
}

enum journal_result journal_check(
    struct journal *journal, struct journal_check *check, journal_check_fault *fault, void *context)
{
	*check = (struct journal_check){ .faults = 0 };
	struct journal_txn *txn = NULL;
	enum journal_result result = journal_begin(journal, &txn);
	if (result != JOURNAL_OK) {
		check->faults = 1;
		if (fault != NULL)
			fault(context, journal_last_fault(journal)->what);
		return result;
	}
	struct checker checker = {
		.txn = txn,
		.check = check,
		.told = fault,
		.context = context,
	};
	check->newest = journal_txn_newest(txn);
	check_walk(&checker, TABLE_META, meta_visit);
	check_sessions_read(&checker);
	check_heads(&checker);
	check_walk(&checker, TABLE_BODIES, body_visit);
	check_walk(&checker, TABLE_BLOBS, part_visit);
	check_notes(&checker);
	check_commands(&checker);
	check_members(&checker);
	check_sessions(&checker);
	journal_end(txn);
	free(checker.sessions);
	free(checker.by_place);
	if (checker.exhausted)
		return JOURNAL_MEMORY;
	return check->faults > 0 ? JOURNAL_DAMAGED : JOURNAL_OK;
}
