/* broker/desk/supervisor.c - see supervisor.h. The press is this program again: after a fork the child of a
 * process with ZeroMQ's threads and an open LMDB could do nothing safely but exec. */
#include "broker/desk/supervisor.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "broker/channel.h"
#include "broker/log.h"

#define YOUNG_MS           10000u /* who dies younger waits longer for the next life */
#define BACKOFF_FIRST_MS   50u
#define BACKOFF_MAX_MS     5000u
#define CHANNEL_SOCK_BYTES (1 << 20)
#define PRESS_NICE         10 /* acknowledgements go first: a tenth of a processor that both want */

bool supervisor_open(struct supervisor *supervisor, const struct config *config)
{
	*supervisor = (struct supervisor){
		.config = config, .shared_fd = -1, .channel = -1, .backoff_ms = BACKOFF_FIRST_MS
	};
	supervisor->shared_fd = memfd_create("rapporteur-press", MFD_CLOEXEC);
	if (supervisor->shared_fd < 0)
		return false;
	if (ftruncate(supervisor->shared_fd, sizeof *supervisor->shared) != 0)
		return false;
	void *page = mmap(NULL, sizeof *supervisor->shared, PROT_READ | PROT_WRITE, MAP_SHARED,
	    supervisor->shared_fd, 0);
	if (page == MAP_FAILED)
		return false;
	supervisor->shared = page;
	return true;
}

static void channel_close(struct supervisor *supervisor)
{
	if (supervisor->channel >= 0)
		close(supervisor->channel);
	supervisor->channel = -1;
}

void supervisor_close(struct supervisor *supervisor)
{
	channel_close(supervisor);
	if (supervisor->shared != NULL)
		munmap(supervisor->shared, sizeof *supervisor->shared);
	if (supervisor->shared_fd >= 0)
		close(supervisor->shared_fd);
	supervisor->shared = NULL;
	supervisor->shared_fd = -1;
}

static int spawn(struct supervisor *supervisor, int their_end)
{
	char memory[32];
	snprintf(memory, sizeof memory, "%" PRIu64, supervisor->config->press_bytes >> 20);
	const struct config *config = supervisor->config;
	const char *arguments[13] = { "rapporteurd", "press", "--data", config->data, "--bind",
		config->commands, "--press-memory", memory };
	size_t count = 8; /* what follows is NULL until it is set: the end of the list */
	if (config->dictionaries[0] != '\0') {
		arguments[count++] = "--dictionaries";
		arguments[count++] = config->dictionaries;
	}
	if (config->vectors != NULL) {
		arguments[count++] = "--vectors";
		arguments[count++] = config->vectors;
	}
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	sigset_t all;
	sigemptyset(&none);
	sigfillset(&all);
	int rc = posix_spawn_file_actions_init(&actions);
	if (rc != 0)
		return rc;
	rc = posix_spawnattr_init(&attributes);
	if (rc != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return rc;
	}
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	/* Their ends are far above 3 and 4 (see supervisor_start), so neither is overwritten. */
	posix_spawn_file_actions_adddup2(&actions, their_end, PRESS_CHANNEL_FD);
	posix_spawn_file_actions_adddup2(&actions, supervisor->shared_fd, PRESS_SHARED_FD);
	rc = posix_spawn(&supervisor->pid, "/proc/self/exe", &actions, &attributes,
	    (char *const *)arguments, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static void schedule(struct supervisor *supervisor, uint64_t now_ms)
{
	supervisor->restart_ms = now_ms + supervisor->backoff_ms;
	supervisor->backoff_ms *= 2;
	if (supervisor->backoff_ms > BACKOFF_MAX_MS)
		supervisor->backoff_ms = BACKOFF_MAX_MS;
}

bool supervisor_start(struct supervisor *supervisor, uint64_t now_ms)
{
	assert(supervisor->pid == 0);
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
		schedule(supervisor, now_ms);
		return false;
	}
	for (size_t i = 0; i < 2; i++) {
		int bytes = CHANNEL_SOCK_BYTES;
		setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
	}
	assert(ends[1] > PRESS_SHARED_FD); /* the journal is open before, with more descriptors */
	atomic_store(&supervisor->shared->folding, 0);
	atomic_store(&supervisor->shared->state, PRESS_STARTING);
	int rc = spawn(supervisor, ends[1]);
	close(ends[1]);
	if (rc != 0) {
		close(ends[0]);
		supervisor->pid = 0;
		log_line("desk", "press_not_started error=\"%s\"", strerror(rc));
		schedule(supervisor, now_ms);
		return false;
	}
	setpriority(PRIO_PROCESS, (id_t)supervisor->pid, PRESS_NICE);
	supervisor->channel = ends[0];
	supervisor->started_ms = now_ms;
	supervisor->restart_ms = 0;
	supervisor->starts++;
	log_line("desk", "press_started pid=%d starts=%" PRIu64, (int)supervisor->pid,
	    supervisor->starts);
	return true;
}

static void learn_from_death(struct supervisor *supervisor)
{
	struct press_shared *shared = supervisor->shared;
	uint64_t event = atomic_load(&shared->folding);
	bool twice = event != 0 && event == supervisor->died_on;
	supervisor->died_on = event;
	if (!twice || shared->skip_count >= PRESS_SKIP_MAX)
		return;
	shared->skip[shared->skip_count++] = event;
	log_line("desk", "press_skips event=%" PRIu64, event);
}

bool supervisor_died(struct supervisor *supervisor, uint64_t now_ms)
{
	int how = 0;
	if (supervisor->pid == 0 || waitpid(supervisor->pid, &how, WNOHANG) != supervisor->pid)
		return false;
	log_line("desk", "press_died pid=%d signal=%d status=%d event=%" PRIu64,
	    (int)supervisor->pid, WIFSIGNALED(how) ? WTERMSIG(how) : 0,
	    WIFEXITED(how) ? WEXITSTATUS(how) : 0, (uint64_t)supervisor->shared->folding);
	supervisor->pid = 0;
	channel_close(supervisor);
	learn_from_death(supervisor);
	if (now_ms - supervisor->started_ms >= YOUNG_MS)
		supervisor->backoff_ms = BACKOFF_FIRST_MS;
	atomic_store(&supervisor->shared->state, PRESS_STARTING);
	schedule(supervisor, now_ms);
	return true;
}

int supervisor_tick(struct supervisor *supervisor, uint64_t now_ms)
{
	if (supervisor->pid != 0)
		return -1;
	if (now_ms >= supervisor->restart_ms)
		supervisor_start(supervisor, now_ms);
	if (supervisor->pid != 0)
		return -1;
	return (int)(supervisor->restart_ms - now_ms) + 1;
}

void supervisor_stop(struct supervisor *supervisor, uint64_t wait_ms)
{
	if (supervisor->pid == 0)
		return;
	struct channel_packet stop = { .kind = CHANNEL_STOP };
	channel_send(supervisor->channel, &stop);
	channel_close(supervisor); /* its end reads the rest, then that we are gone */
	sigset_t child;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD); /* blocked since main began */
	const struct timespec step = { .tv_nsec = 50 * 1000 * 1000 };
	for (uint64_t waited_ms = 0; waited_ms < wait_ms; waited_ms += 50) {
		if (waitpid(supervisor->pid, NULL, WNOHANG) == supervisor->pid) {
			supervisor->pid = 0;
			return;
		}
		sigtimedwait(&child, NULL, &step);
	}
	log_line("desk", "press_killed pid=%d", (int)supervisor->pid);
	kill(supervisor->pid, SIGKILL);
	waitpid(supervisor->pid, NULL, 0);
	supervisor->pid = 0;
}
