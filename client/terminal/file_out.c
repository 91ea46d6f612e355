/* client/terminal/file_out.c - see file_out.h. */
#include "client/terminal/file_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum ending fail(const struct file_out *out)
{
	return complain(ENDING_REFUSED, "%s: %s", out->path, system_fault());
}

/* Something that is no file would be replaced by one. */
static bool is_straight(const char *path)
{
	struct stat stat_;
	return stat(path, &stat_) == 0 && !S_ISREG(stat_.st_mode) && !S_ISDIR(stat_.st_mode);
}

enum ending file_out_open(struct file_out *out, const char *path, mode_t mode)
{
	*out = (struct file_out){ .path = path };
	if (strcmp(path, "-") == 0) {
		out->file = stdout;
		return ENDING_DONE;
	}
	if (is_straight(path)) {
		out->file = fopen(path, "we");
		return out->file != NULL ? ENDING_DONE : fail(out);
	}
	if (asprintf(&out->beside, "%s.%ld.new", path, (long)getpid()) < 0) {
		out->beside = NULL;
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	}
	int fd = open(out->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd >= 0)
		out->file = fdopen(fd, "w");
	if (out->file != NULL)
		return ENDING_DONE;
	enum ending ending = fail(out);
	if (fd >= 0)
		close(fd);
	file_out_abort(out);
	return ending;
}

static void folder_sync(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t size = slash == NULL ? 1 : (size_t)(slash - path) + 1;
	char *folder = slash == NULL ? strdup(".") : strndup(path, size);
	if (folder == NULL)
		return;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd); /* the name is of no use without it, but the file is whole */
		close(fd);
	}
	free(folder);
}

enum ending file_out_commit(struct file_out *out)
{
	enum ending ending = ENDING_DONE;
	bool is_file = out->beside != NULL;
	if (fflush(out->file) != 0 || ferror(out->file) != 0 ||
	    (is_file && fsync(fileno(out->file)) != 0))
		ending = fail(out);
	if (out->file != stdout && fclose(out->file) != 0 && ending == ENDING_DONE)
		ending = fail(out);
	out->file = NULL;
	if (is_file && ending == ENDING_DONE && rename(out->beside, out->path) != 0)
		ending = fail(out);
	if (is_file && ending == ENDING_DONE) {
		folder_sync(out->path);
		free(out->beside);
		out->beside = NULL;
	}
	file_out_abort(out);
	return ending;
}

void file_out_abort(struct file_out *out)
{
	if (out->file != NULL && out->file != stdout)
		fclose(out->file);
	out->file = NULL;
	if (out->beside != NULL)
		unlink(out->beside);
	free(out->beside);
	out->beside = NULL;
}
