/* client/terminal/report/verify.c - `verify`: whether a file is what the journal gave, and where it was changed. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "client/report/read/reading.h"
#include "client/report/read/zip_read.h"
#include "client/terminal/file_in.h"
#include "client/terminal/json_out.h"
#include "client/terminal/report/versions.h"

#define KEY_TOLD_CHARS 16u /* of a key, for people */

struct verify {
	const char *path;
	struct reading reading;
	struct report_seal seal;
	struct seal_blocks sealed;
	struct seal_blocks found;
	json_t *changes; /* with --json */
	const char *since;
};

/* "paragraph 12 (point-...)". */
static void block_name(const struct seal_block *block, char name[128])
{
	switch (block->kind) {
	case SEAL_MASTHEAD:
		(void)snprintf(name, 128, "the masthead");
		return;
	case SEAL_HEADING:
		(void)snprintf(name, 128, "the heading \"%.80s\"", block->heading);
		return;
	case SEAL_PARAGRAPH:
		if (block->number != 0)
			(void)snprintf(name, 128, "paragraph %" PRIu32, block->number);
		else
			(void)snprintf(name, 128, "the paragraph %s", block->id);
		return;
	case SEAL_TABLE:
		(void)snprintf(name, 128, "a table");
		return;
	case SEAL_ANNEX:
		(void)snprintf(name, 128, "the annex \"%.80s\"", block->heading);
		return;
	case SEAL_FOOTNOTE:
		(void)snprintf(name, 128, "footnote %" PRIu32, block->number);
		return;
	}
}

static void tell(void *context, enum seal_change change, const struct seal_block *block)
{
	static const char *const words[] = {
		[SEAL_CHANGED] = "changed", [SEAL_ADDED] = "added", [SEAL_REMOVED] = "removed"
	};
	struct verify *verify = context;
	char name[128];
	block_name(block, name);
	if (verify->changes == NULL) {
		printf("%s: %s was %s %s\n", verify->path, name, words[change], verify->since);
		return;
	}
	json_t *item = json_object();
	json_set_text(&item, "change", words[change]);
	json_set_text(&item, "what", name);
	json_set_text(&item, "paragraph", block->kind == SEAL_PARAGRAPH ? block->id : NULL);
	json_set_number(&item, "number", block->number);
	json_set_text(&item, "since", verify->since);
	json_append(&verify->changes, item);
}

static enum ending read_file(struct verify *verify)
{
	struct buffer bytes;
	char fault[READING_FAULT_MAX];
	buffer_init(&bytes, ZIP_PART_MAX + 8192);
	enum ending ending = file_read(verify->path, ZIP_PART_MAX, &bytes);
	if (ending == ENDING_DONE &&
	    !reading_open(&verify->reading, bytes.bytes, bytes.size, fault))
		ending = complain(ENDING_REFUSED, "%s: %s", verify->path, fault);
	buffer_close(&bytes);
	if (ending != ENDING_DONE)
		return ending;
	struct reading *reading = &verify->reading;
	if (reading->seal_head == NULL || reading->seal_lines == NULL ||
	    !seal_read(&verify->seal, reading->seal_head, reading->seal_lines) ||
	    !seal_lines_parse(&verify->sealed, &reading->arena, reading->seal_lines))
		return complain(ENDING_REFUSED,
		    "%s: it carries no seal. Only what `export` writes as docx, html or json does",
		    verify->path);
	if (!seal_blocks_make(&verify->found, &reading->arena, &reading->document,
		reading->masthead, reading->masthead_count))
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	return ENDING_DONE;
}

/* Who vouches for what the file was. */
static enum ending check_seal(const struct verify *verify, const struct invocation *invocation)
{
	const struct report_seal *seal = &verify->seal;
	char address[ENDPOINT_TEXT_BYTES];
	char key[2 * SIGN_KEY_BYTES + 1];
	if (!seal_lines_hold(seal))
		return complain(ENDING_REFUSED,
		    "%s: its seal is not whole: somebody has changed what it says the file was",
		    verify->path);
	if (!seal->is_signed)
		return complain(ENDING_REFUSED,
		    "%s: no broker has signed it, so that nobody vouches for it: only the "
		    "secretariat's exports are signed",
		    verify->path);
	if (!seal_signature_holds(seal))
		return complain(ENDING_REFUSED, "%s: the signature is not its key's", verify->path);
	if (signer_find(invocation->state, seal->key, address))
		return ENDING_DONE;
	sodium_bin2hex(key, sizeof key, seal->key, SIGN_KEY_BYTES);
	return complain(ENDING_REFUSED,
	    "%s: it is signed with the key %.16s..., which no broker has that this machine has spoken "
	    "to: ask its broker (--broker ADDRESS)",
	    verify->path, key);
}

/* What the journal gives today, by the broker that was named. */
static enum ending compare_journal(
    struct verify *verify, const struct invocation *invocation, size_t *changes)
{
	struct rapporteur *rapporteur = NULL;
	struct made made;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	made_init(&made);
	ending = made_build(&made, rapporteur, verify->seal.session, invocation->wait_ms, NULL);
	if (ending == ENDING_DONE)
		ending = version_take_frozen(
		    &made, rapporteur, verify->seal.session, invocation->wait_ms);
	if (ending == ENDING_DONE)
		ending = made_seal(&made, rapporteur, invocation);
	if (ending == ENDING_DONE) {
		verify->since = "in the journal, or with options of the export";
		*changes = seal_compare(&verify->found, &made.blocks, tell, verify);
	}
	made_close(&made);
	rapporteur_close(rapporteur);
	return ending;
}

static void told_well(const struct verify *verify)
{
	char key[2 * SIGN_KEY_BYTES + 1];
	sodium_bin2hex(key, sizeof key, verify->seal.key, SIGN_KEY_BYTES);
	printf("%s: as it was exported: session %s as of event %" PRIu64
	       ", signed by the broker %.16s\n",
	    verify->path, verify->seal.session, verify->seal.event, key);
}

static enum ending finish(struct verify *verify, size_t changes)
{
	if (verify->changes != NULL) {
		json_t *root = json_object();
		json_set_text(&root, "session", verify->seal.session);
		json_set_number(&root, "event", verify->seal.event);
		json_set_number(&root, "misnumbered", verify->reading.misnumbered);
		json_set(&root, "changes", verify->changes);
		verify->changes = NULL;
		enum ending ending = json_print(root);
		if (ending != ENDING_DONE)
			return ending;
	} else if (verify->reading.misnumbered != 0) {
		printf("%s: paragraph %" PRIu32 " is not the number that it shows\n", verify->path,
		    verify->reading.misnumbered);
	} else if (changes == 0) {
		told_well(verify);
	}
	if (fflush(stdout) != 0)
		return complain(ENDING_REFUSED, "standard output: %s", system_fault());
	return changes > 0 || verify->reading.misnumbered != 0 ? ENDING_REFUSED : ENDING_DONE;
}

enum ending verify_run(const struct invocation *invocation)
{
	struct verify verify = { .path = invocation->words[0],
		.since = "since it was exported",
		.changes = option_given(invocation, OPTION_JSON) ? json_array() : NULL };
	size_t changes = 0;
	bool asks = option_given(invocation, OPTION_BROKER);
	enum ending ending = read_file(&verify);
	if (ending == ENDING_DONE)
		changes = seal_compare(&verify.sealed, &verify.found, tell, &verify);
	/* The broker first: by it its key is met. */
	if (ending == ENDING_DONE && changes == 0 && asks)
		ending = compare_journal(&verify, invocation, &changes);
	if (ending == ENDING_DONE)
		ending = check_seal(&verify, invocation);
	if (ending == ENDING_DONE)
		ending = finish(&verify, changes);
	if (verify.changes != NULL)
		json_decref(verify.changes);
	reading_close(&verify.reading);
	return ending;
}
