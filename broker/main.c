/* broker/main.c - rapporteurd: reads the arguments, sets the process up, and hands over. */
#include <inttypes.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>

#include "broker/config.h"
#include "broker/desk.h"
#include "broker/log.h"
#include "broker/press.h"
#include "store/journal.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* Blocked in every thread, libzmq's too; the desk reads them off a descriptor. */
static void signals_block(void)
{
	sigset_t watched;
	sigemptyset(&watched);
	sigaddset(&watched, SIGTERM);
	sigaddset(&watched, SIGINT);
	sigaddset(&watched, SIGCHLD);
	sigprocmask(SIG_BLOCK, &watched, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int serve(const struct config *config)
{
	switch (desk_run(config)) {
	case DESK_STOPPED:
		return EXIT_DONE;
	case DESK_NOT_OPENED:
	case DESK_DISK:
		break;
	}
	return EXIT_FAILED;
}

static void fault_print(void *context, const char *what)
{
	(void)context;
	printf("fault: %s\n", what);
}

static int check(const struct config *config)
{
	const struct journal_options options = { .dir = config->data, .read_only = true };
	struct journal_fault fault;
	struct journal *journal = NULL;
	enum journal_result result = journal_open(&journal, &options, &fault);
	if (result != JOURNAL_OK) {
		fprintf(stderr, "rapporteurd: %s: %s %s\n", config->data,
		    journal_result_sentence(result), fault.what);
		return EXIT_FAILED;
	}
	struct journal_check found;
	result = journal_check(journal, &found, fault_print, NULL);
	printf("events %" PRIu64 "  bodies %" PRIu64 "  erased %" PRIu64 "  parts %" PRIu64 "\n",
	    found.events, found.bodies, found.erased, found.parts);
	printf("sessions %" PRIu64 "  notes %" PRIu64 "  commands %" PRIu64 "\n", found.sessions,
	    found.notes, found.commands);
	printf("faults %" PRIu64 "%s\n", found.faults, found.faults == 0 ? ": all is well" : "");
	journal_close(journal);
	if (result == JOURNAL_OK)
		return EXIT_DONE;
	fprintf(stderr, "rapporteurd: %s: %s\n", config->data, journal_result_sentence(result));
	return EXIT_FAILED;
}

int main(int count, char **arguments)
{
	struct config config;
	struct config_fault fault;
	if (!config_read(&config, count, arguments, &fault)) {
		fprintf(stderr, "rapporteurd: %s\nTry `rapporteurd --help`.\n", fault.what);
		return EXIT_USAGE;
	}
	if (sodium_init() < 0) {
		fprintf(stderr, "rapporteurd: libsodium finds no randomness\n");
		return EXIT_FAILED;
	}
	umask(077); /* what is kept is for this user alone */
	signals_block();
	switch (config.action) {
	case CONFIG_SERVE:
		return serve(&config);
	case CONFIG_CHECK:
		return check(&config);
	case CONFIG_PRESS:
		return press_run(&config);
	case CONFIG_HELP:
		fputs(config_usage(), stdout);
		return EXIT_DONE;
	case CONFIG_VERSION:
		puts("rapporteurd 0.1.0, protocol 1.0, journal format 1");
		return EXIT_DONE;
	}
	return EXIT_USAGE;
}
