/* broker/confine.c - see confine.h. */
#include "broker/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif

#define READING   (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define EXECUTING (READING | LANDLOCK_ACCESS_FS_EXECUTE)
/* What Landlock's first version knows; what later versions added is added where the kernel has it. */
#define WRITING \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | \
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK)
#define NEVER \
	(LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
	    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM)
#define REFER    (UINT64_C(1) << 13) /* version 2: a rename from folder to folder */
#define TRUNCATE (UINT64_C(1) << 14) /* version 3 */

/* ---- files ------------------------------------------------------------------------------------------ */

struct ruleset {
	int fd;
	uint64_t handled;
};

static bool ruleset_open(struct ruleset *ruleset)
{
	long version =
	    syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return false;
	ruleset->handled = EXECUTING | WRITING | NEVER | (version >= 2 ? REFER : 0) |
	    (version >= 3 ? TRUNCATE : 0);
	struct landlock_ruleset_attr attributes = { .handled_access_fs = ruleset->handled };
	ruleset->fd =
	    (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, (uint32_t)0);
	return ruleset->fd >= 0;
}

/* A place that is not there needs no right. False: the right could not be given. */
static bool allow(const struct ruleset *ruleset, const char *path, uint64_t access)
{
	struct stat facts;
	int place = path == NULL ? -1 : open(path, O_PATH | O_CLOEXEC);
	if (place < 0)
		return true;
	bool folder = fstat(place, &facts) == 0 && S_ISDIR(facts.st_mode);
	/* Rights about what is in a folder cannot be given on a file. */
	uint64_t of_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
	    LANDLOCK_ACCESS_FS_READ_FILE | TRUNCATE;
	struct landlock_path_beneath_attr rule = {
		.allowed_access = access & ruleset->handled & (folder ? UINT64_MAX : of_files),
		.parent_fd = place,
	};
	bool given = syscall(SYS_landlock_add_rule, ruleset->fd, LANDLOCK_RULE_PATH_BENEATH, &rule,
			 (uint32_t)0) == 0;
	close(place);
	return given;
}

/* Where our program lies, since the press is this program again, and its table of words beside it. */
static bool allow_program(const struct ruleset *ruleset)
{
	char path[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
	if (size <= 0)
		return true;
	path[size] = '\0';
	char share[PATH_MAX + 32];
	char *folder = dirname(path);
	snprintf(share, sizeof share, "%s/../share/rapporteur", folder);
	return allow(ruleset, folder, EXECUTING) && allow(ruleset, share, READING);
}

static bool files_confine(
    enum confine_role role, const char *data, const char *const *readable, size_t readable_count)
{
	static const char *const system[] = { "/usr", "/lib", "/lib64", "/etc/ld.so.cache",
		"/etc/ld.so.preload", "/etc/localtime" };
	struct ruleset ruleset;
	if (!ruleset_open(&ruleset))
		return false;
	bool ready = allow(&ruleset, data, READING | WRITING | REFER | TRUNCATE);
	if (role == CONFINE_DESK) {
		for (size_t i = 0; ready && i < sizeof system / sizeof *system; i++)
			ready = allow(&ruleset, system[i], EXECUTING);
		for (size_t i = 0; ready && i < readable_count; i++)
			ready = allow(&ruleset, readable[i], READING);
		ready = ready && allow_program(&ruleset);
	}
	ready = ready && syscall(SYS_landlock_restrict_self, ruleset.fd, (uint32_t)0) == 0;
	close(ruleset.fd);
	return ready;
}

/* ---- calls ------------------------------------------------------------------------------------------ */

/* By name: a kernel or an architecture that lacks one has nothing to forbid. */
static const char *const forbidden[] = { "ptrace", "process_vm_readv", "process_vm_writev", "kcmp",
	"pidfd_getfd", "perf_event_open", "bpf", "userfaultfd", "io_uring_setup", "io_uring_enter",
	"io_uring_register", "mount", "umount2", "pivot_root", "chroot", "fsopen", "fsmount",
	"fsconfig", "move_mount", "open_tree", "mount_setattr", "unshare", "setns", "init_module",
	"finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon",
	"swapoff", "acct", "quotactl", "add_key", "request_key", "keyctl", "clock_settime",
	"clock_adjtime", "settimeofday", "adjtimex", "personality", "iopl", "ioperm", "modify_ldt",
	"syslog", "name_to_handle_at", "open_by_handle_at", "setuid", "setgid", "setreuid",
	"setregid", "setresuid", "setresgid", "setgroups", "setfsuid", "setfsgid", "sethostname",
	"setdomainname", "mknod", "mknodat", "vhangup", "lookup_dcookie" };
static const char *const forbidden_to_press[] = { "execve", "execveat", "fork", "vfork",
	"connect" };

static bool forbid(scmp_filter_ctx filter, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int call = seccomp_syscall_resolve_name(names[i]);
		if (call >= 0 && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0) != 0)
			return false;
	}
	return true;
}

/* TCP, the channel between desk and press, and the list of interfaces; no packets, no other protocol. */
static bool forbid_families(scmp_filter_ctx filter)
{
	static const char allowed[AF_MAX] = {
		[AF_UNIX] = 1, [AF_INET] = 1, [AF_INET6] = 1, [AF_NETLINK] = 1
	};
	for (unsigned family = 0; family < AF_MAX; family++) {
		if (!allowed[family] &&
		    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
			SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family, 0)) != 0)
			return false;
	}
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
		   SCMP_A0(SCMP_CMP_GE, (scmp_datum_t)AF_MAX, 0)) == 0;
}

static bool calls_confine(enum confine_role role)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (filter == NULL)
		return false;
	bool ready = forbid(filter, forbidden, sizeof forbidden / sizeof *forbidden) &&
	    forbid_families(filter);
	if (role == CONFINE_PRESS)
		ready = ready &&
		    forbid(filter, forbidden_to_press,
			sizeof forbidden_to_press / sizeof *forbidden_to_press);
	ready = ready && seccomp_load(filter) == 0;
	seccomp_release(filter);
	return ready;
}

/* ---- dumps ------------------------------------------------------------------------------------------ */

/* A limit of one byte, not of none: a core that is piped to a program heeds only that. The desk stays
 * readable to its own user, or its child could not find /proc/self/exe to become the press. */
static bool dumps_confine(enum confine_role role)
{
	const struct rlimit one = { 1, 1 };
	return setrlimit(RLIMIT_CORE, &one) == 0 &&
	    (role == CONFINE_DESK || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
}

struct confined confine(
    enum confine_role role, const char *data, const char *const *readable, size_t readable_count)
{
	struct confined confined = { false, false, false };
#ifdef UNDER_SANITIZER
	(void)role, (void)data, (void)readable, (void)readable_count;
	(void)files_confine, (void)calls_confine, (void)dumps_confine;
#else
	confined.dumps = dumps_confine(role);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return confined;
	confined.files = files_confine(role, data, readable, readable_count);
	confined.calls = calls_confine(role);
#endif
	return confined;
}
