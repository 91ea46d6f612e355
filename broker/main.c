/* broker/main.c - rapporteurd: reads the arguments, sets the process up, and hands over. */
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>

#include "broker/config.h"
#include "broker/desk/desk.h"
#include "broker/log.h"
#include "broker/members/init.h"
#include "broker/press/press.h"
#include "broker/tools.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* Blocked in every thread, libzmq's too; the desk reads them off a descriptor. */
static void signals_block(void)
{
	sigset_t watched;
	sigemptyset(&watched);
	sigaddset(&watched, SIGTERM);
	sigaddset(&watched, SIGINT);
	sigaddset(&watched, SIGCHLD);
	sigaddset(&watched, SIGUSR1);
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
	case CONFIG_INIT:
		return members_init(&config) ? EXIT_DONE : EXIT_FAILED;
	case CONFIG_CHECK:
	case CONFIG_BACKUP:
	case CONFIG_RESTORE:
	case CONFIG_COMPACT:
		return tools_run(&config) ? EXIT_DONE : EXIT_FAILED;
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
