/* broker/tools.c - see tools.h. */
#include "broker/tools.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker/keys.h"
#include "store/folder/backup.h"
#include "store/identities.h"

static void fault_print(void *context, const char *what)
{
	(void)context;
	printf("fault: %s\n", what);
}

static void check_print(const struct journal_check *found)
{
	printf("events %" PRIu64 "  bodies %" PRIu64 "  erased %" PRIu64 "  parts %" PRIu64 "\n",
	    found->events, found->bodies, found->erased, found->parts);
	printf("sessions %" PRIu64 "  notes %" PRIu64 "  commands %" PRIu64 "\n", found->sessions,
	    found->notes, found->commands);
	printf("faults %" PRIu64 "%s\n", found->faults, found->faults == 0 ? ": all is well" : "");
}

static bool failed(
    const char *folder, enum journal_result result, const struct journal_fault *fault)
{
	fprintf(stderr, "rapporteurd: %s: %s %s\n", folder, journal_result_sentence(result),
	    fault->what);
	return false;
}

static bool check(const struct config *config)
{
	const struct journal_options options = { .dir = config->data, .read_only = true };
	struct journal_fault fault = { "" };
	struct journal_check found;
	struct journal *journal = NULL;
	enum journal_result result = journal_open(&journal, &options, &fault);
	if (result != JOURNAL_OK)
		return failed(config->data, result, &fault);
	result = journal_check(journal, &found, fault_print, NULL);
	check_print(&found);
	journal_close(journal);
	return result == JOURNAL_OK || failed(config->data, result, &fault);
}

static bool backup(const struct config *config)
{
	struct journal_fault fault = { "" };
	struct journal_check found = { .faults = 0 };
	enum journal_result result =
	    journal_backup(config->data, config->to, &found, fault_print, NULL, &fault);
	if (result != JOURNAL_OK)
		return failed(result == JOURNAL_THERE ? config->to : config->data, result, &fault);
	check_print(&found);
	printf("kept in %s\n", config->to);
	return true;
}

/* What the other backup leaves out. It is for who may know who wrote what: keep the two apart. */
static bool backup_private(const struct config *config)
{
	if (mkdir(config->to, 0700) != 0) {
		fprintf(stderr, "rapporteurd: %s: %s\n", config->to, strerror(errno));
		return false;
	}
	enum identities_result result = identities_copy(config->data, config->to);
	if (result != IDENTITIES_OK) {
		fprintf(stderr, "rapporteurd: %s: %s\n", config->data,
		    identities_result_sentence(result));
		return false;
	}
	if (!keys_copy(config->data, config->to)) {
		fprintf(stderr, "rapporteurd: %s: %s\n", config->to, strerror(errno));
		return false;
	}
	printf("keys and identities kept in %s\n", config->to);
	return true;
}

static bool restore(const struct config *config)
{
	struct journal_fault fault = { "" };
	struct journal_check found = { .faults = 0 };
	enum journal_result result =
	    journal_restore(config->from, config->data, &found, fault_print, NULL, &fault);
	if (result != JOURNAL_OK) {
		bool theirs = result == JOURNAL_THERE || result == JOURNAL_LOCKED;
		return failed(theirs ? config->data : config->from, result, &fault);
	}
	check_print(&found);
	printf("restored to %s, as another journal: clients offer again what it lacks\n",
	    config->data);
	return true;
}

static bool compact(const struct config *config)
{
	const struct journal_options options = {
		.dir = config->data,
		.quota_bytes = config->quota_bytes,
		.reserve_bytes = config->reserve_bytes,
	};
	struct journal_fault fault = { "" };
	struct journal *journal = NULL;
	enum journal_result result = journal_open(&journal, &options, &fault);
	if (result == JOURNAL_LOCKED)
		fprintf(stderr, "rapporteurd: send the signal USR1 to the one that runs\n");
	if (result != JOURNAL_OK)
		return failed(config->data, result, &fault);
	result = journal_compact(journal);
	if (result != JOURNAL_OK)
		(void)failed(config->data, result, journal_last_fault(journal));
	journal_close(journal);
	return result == JOURNAL_OK;
}

static bool act(const struct config *config)
{
	switch (config->action) {
	case CONFIG_CHECK:
		return check(config);
	case CONFIG_BACKUP:
		return config->private_part ? backup_private(config) : backup(config);
	case CONFIG_RESTORE:
		return restore(config);
	case CONFIG_COMPACT:
		return compact(config);
	case CONFIG_SERVE:
	case CONFIG_INIT:
	case CONFIG_PRESS:
	case CONFIG_HELP:
	case CONFIG_VERSION:
		break;
	}
	return false;
}

bool tools_run(const struct config *config)
{
	int how = 0;
	pid_t child = fork();
	if (child < 0) {
		fprintf(stderr, "rapporteurd: no second process: %s\n", strerror(errno));
		return false;
	}
	if (child == 0) {
		bool well = act(config);
		_exit(fflush(stdout) == 0 && well ? 0 : 1);
	}
	while (waitpid(child, &how, 0) < 0)
		if (errno != EINTR)
			return false;
	if (WIFEXITED(how) && WEXITSTATUS(how) <= 1)
		return WEXITSTATUS(how) == 0;
	printf("fault: the file's own pages are damaged: reading them ended the process (%s %d)\n",
	    WIFSIGNALED(how) ? "signal" : "code",
	    WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
	fprintf(stderr, "rapporteurd: %s: %s\n", config->data,
	    journal_result_sentence(JOURNAL_DAMAGED));
	return false;
}
