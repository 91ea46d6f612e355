/* tests/unit/confine_test.c - what a confined process can still do, and what it cannot, seen by doing it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker/confine.h"

/* What a child reports as its exit status. */
enum verdict { AS_IT_SHOULD = 0, NOT_CONFINED = 77 };

struct place {
	char data[64];
	char beside[80];
	char inside[80];
};

static void place_make(struct place *place)
{
	snprintf(place->data, sizeof place->data, "build/confine-XXXXXX");
	assert_non_null(mkdtemp(place->data));
	snprintf(place->beside, sizeof place->beside, "%s.beside", place->data);
	snprintf(place->inside, sizeof place->inside, "%s/inside", place->data);
}

static void place_remove(const struct place *place)
{
	unlink(place->inside);
	unlink(place->beside);
	rmdir(place->data);
}

static int opens(const char *path, int flags)
{
	int fd = open(path, flags, 0600);
	int error = fd < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	return error;
}

/* Each answers 0, or the number of the line that was wrong. */
#define EXPECT(condition) \
	do { \
		if (!(condition)) \
			return __LINE__; \
	} while (0)

static int files_hold(const struct place *place, enum confine_role role)
{
	EXPECT(opens(place->inside, O_CREAT | O_WRONLY) == 0);
	EXPECT(opens(place->inside, O_RDONLY) == 0);
	EXPECT(opens(place->beside, O_CREAT | O_WRONLY) == EACCES);
	EXPECT(opens("/etc/passwd", O_RDONLY) == EACCES);
	EXPECT(opens("/usr/bin/env", O_RDONLY) == (role == CONFINE_DESK ? 0 : EACCES));
	return 0;
}

/* 0, or why there is no such socket. */
static int sockets(int family, int type)
{
	int fd = socket(family, type, 0);
	int error = fd < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	return error;
}

static int connects(void)
{
	const struct sockaddr_in nobody = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int error = connect(fd, (const void *)&nobody, sizeof nobody) == 0 ? 0 : errno;
	close(fd);
	return error;
}

static int calls_hold(enum confine_role role)
{
	EXPECT(sockets(AF_INET, SOCK_STREAM) == 0 && sockets(AF_UNIX, SOCK_SEQPACKET) == 0);
	EXPECT(sockets(AF_PACKET, SOCK_RAW) == EPERM);
	EXPECT(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) < 0 && errno == EPERM);
	EXPECT(chroot("/") < 0 && errno == EPERM);
	EXPECT(setuid(getuid()) < 0 && errno == EPERM);
	if (role == CONFINE_PRESS) {
		char name[] = "env";
		char *arguments[] = { name, NULL };
		execv("/usr/bin/env", arguments);
		EXPECT(errno == EPERM || errno == EACCES);
	}
	EXPECT((connects() == EPERM) == (role == CONFINE_PRESS));
	return 0;
}

static int as_role(const struct place *place, enum confine_role role)
{
	struct rlimit limit;
	struct confined confined = confine(role, place->data, NULL, 0);
	if (!confined.files || !confined.calls)
		return NOT_CONFINED;
	EXPECT(confined.dumps && getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur <= 1);
	int wrong = files_hold(place, role);
	return wrong != 0 ? wrong : calls_hold(role);
}

/* In a child: there is no way back. Its answer comes through a pipe, since a line may be over 255. */
static int in_a_child(const struct place *place, enum confine_role role)
{
	int ends[2];
	int wrong = -1;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		wrong = as_role(place, role);
		_exit(write(ends[1], &wrong, sizeof wrong) == (ssize_t)sizeof wrong ? 0 : 1);
	}
	assert_int_equal(read(ends[0], &wrong, sizeof wrong), sizeof wrong);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	return wrong;
}

static void holds_for(enum confine_role role)
{
	struct place place;
	place_make(&place);
	int wrong = in_a_child(&place, role);
	place_remove(&place);
	if (wrong == NOT_CONFINED) /* a kernel without Landlock or seccomp, or a sanitizer */
		print_message("# this build or kernel does not confine\n");
	else if (wrong != AS_IT_SHOULD)
		fail_msg("line %d", wrong);
}

static void the_desk_writes_its_folder_only(void **state)
{
	(void)state;
	holds_for(CONFINE_DESK);
}

static void the_press_reads_its_folder_and_starts_nothing(void **state)
{
	(void)state;
	holds_for(CONFINE_PRESS);
}

/* Of the folder of data the press may open what is in press/ (store/LAYOUT.md): no key, and not who people are. */
static int private_part_holds(const char *base)
{
	static const struct {
		const char *name;
		int error;
	} cases[] = { { "identities/data.mdb", EACCES }, { "curve.key", EACCES },
		{ "CURRENT", EACCES }, { "press/../curve.key", EACCES }, { "press/CURRENT", 0 } };
	char path[160];
	snprintf(path, sizeof path, "%s/press", base);
	struct confined confined = confine(CONFINE_PRESS, path, NULL, 0);
	if (!confined.files)
		return NOT_CONFINED;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(path, sizeof path, "%s/%s", base, cases[i].name);
		EXPECT(opens(path, O_RDONLY) == cases[i].error);
		EXPECT(opens(path, O_RDWR) == cases[i].error);
	}
	snprintf(path, sizeof path, "%s/identities", base);
	EXPECT(opens(path, O_RDONLY | O_DIRECTORY) == EACCES);
	snprintf(path, sizeof path, "%s/identities/new", base);
	EXPECT(opens(path, O_WRONLY | O_CREAT) == EACCES);
	return 0;
}

static void the_press_opens_no_key_and_no_identities(void **state)
{
	static const char *const folders[] = { "press", "identities" };
	static const char *const files[] = { "identities/data.mdb", "curve.key", "CURRENT",
		"press/CURRENT" };
	char base[64] = "build/confine-XXXXXX";
	char path[160];
	int how = 0;
	(void)state;
	assert_non_null(mkdtemp(base));
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		snprintf(path, sizeof path, "%s/%s", base, folders[i]);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", base, files[i]);
		assert_int_equal(opens(path, O_CREAT | O_WRONLY), 0);
	}
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(private_part_holds(base)); /* a line of this file is under 255 */
	assert_int_equal(waitpid(child, &how, 0), child);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", base, files[i]);
		unlink(path);
	}
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		snprintf(path, sizeof path, "%s/%s", base, folders[i]);
		rmdir(path);
	}
	rmdir(base);
	if (WEXITSTATUS(how) == NOT_CONFINED)
		print_message("# this build or kernel does not confine\n");
	else if (how != 0)
		fail_msg("line %d", WEXITSTATUS(how));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_desk_writes_its_folder_only),
		cmocka_unit_test(the_press_reads_its_folder_and_starts_nothing),
		cmocka_unit_test(the_press_opens_no_key_and_no_identities),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
