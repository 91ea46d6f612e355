/*
 * tests/bench/timed.c - timed FILE COMMAND ARGUMENT...: runs the command and writes to FILE how long it
 * took and how much memory it held at most, a line each: milliseconds, kib.
 */
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/rig.h"

int main(int count, char **arguments)
{
	if (count < 3) {
		fprintf(stderr, "usage: timed FILE COMMAND ARGUMENT...\n");
		return 2;
	}
	uint64_t start_ns = rig_now_ns();
	pid_t child = fork();
	if (child == 0) {
		execvp(arguments[2], arguments + 2);
		perror(arguments[2]);
		_exit(127);
	}
	int how = 0;
	struct rusage used;
	if (child < 0 || wait4(child, &how, 0, &used) != child)
		return 1;
	uint64_t ms = (rig_now_ns() - start_ns) / 1000000;
	FILE *file = fopen(arguments[1], "w");
	if (file == NULL) {
		perror(arguments[1]);
		return 1;
	}
	fprintf(file, "milliseconds %" PRIu64 "\nkib %ld\n", ms, used.ru_maxrss);
	fclose(file);
	return WIFEXITED(how) ? WEXITSTATUS(how) : 1;
}
