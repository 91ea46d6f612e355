/* client/web/confine.c - see confine.h. */
#include "client/web/confine.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "client/web/gateway.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif

#ifndef UNDER_SANITIZER
/* What is handled and given by no rule is refused everywhere. Reading stays: pages, zones, fonts. */
#define REFUSED \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | \
	    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | \
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | \
	    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
	    LANDLOCK_ACCESS_FS_MAKE_SYM)

static bool files_confine(void)
{
	struct landlock_ruleset_attr attributes = { .handled_access_fs = REFUSED };
	int ruleset =
	    (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, (uint32_t)0);
	if (ruleset < 0)
		return false;
	bool done = syscall(SYS_landlock_restrict_self, ruleset, (uint32_t)0) == 0;
	close(ruleset);
	return done;
}

static bool calls_confine(void)
{
	static const char *const forbidden[] = { "execve", "execveat", "ptrace", "process_vm_readv",
		"process_vm_writev", "pidfd_getfd", "mount", "umount2", "pivot_root", "chroot",
		"open_tree", "move_mount", "fsopen", "unshare", "setns", "init_module",
		"finit_module", "delete_module", "kexec_load", "kexec_file_load", "bpf",
		"perf_event_open", "userfaultfd", "io_uring_setup", "keyctl", "add_key",
		"request_key", "reboot", "swapon", "swapoff", "settimeofday", "clock_settime",
		"adjtimex" };
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	bool done = filter != NULL;
	for (size_t i = 0; done && i < sizeof forbidden / sizeof *forbidden; i++) {
		int call = seccomp_syscall_resolve_name(forbidden[i]);
		/* One that this machine has not, nobody can make. */
		if (call != __NR_SCMP_ERROR)
			done = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0) == 0;
	}
	done = done && seccomp_load(filter) == 0;
	if (filter != NULL)
		seccomp_release(filter);
	return done;
}

static const char *word(bool done)
{
	return done ? "yes" : "no";
}

void gateway_confine(void)
{
	const struct rlimit none = { .rlim_cur = 0, .rlim_max = 0 };
	bool dumps = setrlimit(RLIMIT_CORE, &none) == 0;
	bool fixed = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	bool files = fixed && files_confine();
	bool calls = fixed && calls_confine();
	gateway_log(
	    "web", "confined files=%s calls=%s dumps=%s", word(files), word(calls), word(dumps));
}
#else
void gateway_confine(void)
{
}
#endif
