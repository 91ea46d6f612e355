/* client/web/api/reports.c - see reports.h. */
#include "client/web/api/reports.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "proto/command_moderator.h"
#include "proto/wire/wire.h"

struct reports {
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t wanted;
	struct report_job *waiting; /* oldest first */
	struct report_job *done;
	size_t count; /* waiting, and the one that is being made */
	bool stopping;
	int ready; /* eventfd */
};

struct report_job *report_job_open(const struct report_format *format, const char *session)
{
	struct report_job *job = calloc(1, sizeof *job);
	if (job == NULL)
		return NULL;
	job->format = format;
	snprintf(job->session_key, sizeof job->session_key, "%s", session);
	programme_init(&job->parsed);
	arena_init(&job->arena, REPORT_MEMORY_MAX);
	buffer_init(&job->file, REPORT_FILE_BYTES_MAX);
	return job;
}

bool report_job_carries_seal(const struct report_job *job)
{
	static const char *const formats[] = { "json", "html", "docx" };
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(job->format->name, formats[i]) == 0)
			return true;
	return false;
}

bool report_job_has_log(const struct report_job *job)
{
	return strcmp(job->format->name, "xlsx") == 0;
}

void report_job_close(struct report_job *job)
{
	if (job == NULL)
		return;
	if (job->is_built)
		report_close(&job->report);
	programme_close(&job->parsed);
	arena_close(&job->arena);
	buffer_close(&job->programme);
	buffer_close(&job->synthesis);
	buffer_close(&job->log);
	buffer_close(&job->file);
	free(job);
}

static int file_write(void *context, const void *bytes, size_t size)
{
	struct buffer *file = context;
	return buffer_add(file, bytes, size) ? 0 : -1;
}

/* Maps in a row. */
static bool objectives_read(struct arena *arena, const struct buffer *bytes,
    struct synthesis_objective *objectives, size_t *count)
{
	size_t at = 0;
	*count = 0;
	while (at < bytes->size) {
		struct refusal refusal;
		size_t used = 0;
		if (*count == OBJECTIVES_MAX ||
		    synthesis_objective_decode(&objectives[*count], arena, bytes->bytes + at,
			bytes->size - at, &used, &refusal) != ERROR_NONE)
			return false;
		(*count)++;
		at += used;
	}
	return true;
}

/* What the report says, as digests that the file carries with it. */
static bool job_seal(struct report_job *job)
{
	const struct document *document = &job->report.document;
	const char *masthead[SEAL_MASTHEAD_MAX];
	size_t count = seal_masthead(&document->masthead, masthead);
	struct seal_blocks blocks;
	job->seal = (struct report_seal){ .event = job->session.last_number };
	snprintf(job->seal.session, sizeof job->seal.session, "%s", job->session_key);
	if (!seal_blocks_make(&blocks, &job->report.arena, document, masthead, count))
		return false;
	job->seal.lines = seal_lines(&blocks, &job->report.arena, job->seal.digest);
	job->report.seal = &job->seal;
	return job->seal.lines != NULL;
}

/* The workbook's sheet of what moderators did. False: malformed, or no memory. */
static bool job_log(struct report_job *job)
{
	struct report_act *acts = NULL;
	size_t count = 0;
	size_t used = 0;
	for (size_t at = 0; at < job->log.size; at += used, count++)
		if (!wire_walk(job->log.bytes + at, job->log.size - at, job->log.size - at, &used))
			return false;
	acts = arena_take(&job->report.arena, count, sizeof *acts);
	if (acts == NULL)
		return false;
	size_t at = 0;
	for (size_t i = 0; i < count; i++, at += used) {
		struct curation_entry entry;
		struct refusal refusal;
		if (curation_entry_decode(&entry, &job->report.arena, job->log.bytes + at,
			job->log.size - at, &used, &refusal) != ERROR_NONE)
			return false;
		acts[i] = (struct report_act){ .event = entry.number,
			.minute = entry.minute,
			.role = entry.role,
			.act = entry.act,
			.objective = entry.objective,
			.what = entry.what,
			.reason = entry.reason,
			.undone_by = entry.undone_by };
	}
	job->report.acts = acts;
	job->report.act_count = count;
	return true;
}

static void job_build(struct report_job *job)
{
	struct synthesis_objective *objectives =
	    arena_take(&job->arena, OBJECTIVES_MAX, sizeof *objectives);
	struct refusal refusal;
	size_t count = 0;
	job->read = objectives != NULL &&
	    programme_decode(&job->parsed, job->programme.bytes, job->programme.size, &refusal) ==
		ERROR_NONE &&
	    objectives_read(&job->arena, &job->synthesis, objectives, &count);
	if (!job->read)
		return;
	job->result =
	    report_build(&job->report, &job->parsed, objectives, count, &job->session, job->detail);
	job->is_built = job->result == REPORT_OK;
	if (job->is_built &&
	    ((report_job_carries_seal(job) && !job_seal(job)) ||
		(job->log.size > 0 && !job_log(job))))
		job->result = REPORT_MEMORY;
}

static void job_write(struct report_job *job)
{
	const struct report_sink sink = { .write = file_write, .context = &job->file };
	job->result = job->format->write(&job->report, &sink);
}

static void job_make(struct report_job *job)
{
	switch (job->step) {
	case REPORT_STEP_BUILD:
		job_build(job);
		return;
	case REPORT_STEP_WRITE:
		job_write(job);
		return;
	}
}

static void job_done(struct reports *reports, struct report_job *job)
{
	uint64_t one = 1;
	job->next = reports->done;
	reports->done = job;
	reports->count--;
	/* Full means it is readable already. */
	if (write(reports->ready, &one, sizeof one) < 0)
		return;
}

static void *reports_run(void *context)
{
	struct reports *reports = context;
	pthread_mutex_lock(&reports->lock);
	while (!reports->stopping) {
		struct report_job *job = reports->waiting;
		if (job == NULL) {
			pthread_cond_wait(&reports->wanted, &reports->lock);
			continue;
		}
		reports->waiting = job->next;
		pthread_mutex_unlock(&reports->lock);
		job_make(job);
		pthread_mutex_lock(&reports->lock);
		job_done(reports, job);
	}
	pthread_mutex_unlock(&reports->lock);
	return NULL;
}

struct reports *reports_open(void)
{
	struct reports *reports = calloc(1, sizeof *reports);
	if (reports == NULL)
		return NULL;
	pthread_mutex_init(&reports->lock, NULL);
	pthread_cond_init(&reports->wanted, NULL);
	reports->ready = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (reports->ready >= 0 &&
	    pthread_create(&reports->thread, NULL, reports_run, reports) == 0)
		return reports;
	if (reports->ready >= 0)
		close(reports->ready);
	free(reports);
	return NULL;
}

struct report_job *reports_close(struct reports *reports)
{
	if (reports == NULL)
		return NULL;
	pthread_mutex_lock(&reports->lock);
	reports->stopping = true;
	pthread_cond_signal(&reports->wanted);
	pthread_mutex_unlock(&reports->lock);
	pthread_join(reports->thread, NULL);
	struct report_job *left = reports->done;
	struct report_job **end = &left;
	while (*end != NULL)
		end = &(*end)->next;
	*end = reports->waiting;
	close(reports->ready);
	pthread_cond_destroy(&reports->wanted);
	pthread_mutex_destroy(&reports->lock);
	free(reports);
	return left;
}

int reports_fd(const struct reports *reports)
{
	return reports->ready;
}

bool reports_ask(struct reports *reports, struct report_job *job)
{
	pthread_mutex_lock(&reports->lock);
	bool room = reports->count < REPORTS_WAITING_MAX;
	if (room) {
		struct report_job **at = &reports->waiting;
		while (*at != NULL)
			at = &(*at)->next;
		*at = job;
		job->next = NULL;
		reports->count++;
		pthread_cond_signal(&reports->wanted);
	}
	pthread_mutex_unlock(&reports->lock);
	return room;
}

struct report_job *reports_take(struct reports *reports)
{
	uint64_t count = 0;
	pthread_mutex_lock(&reports->lock);
	struct report_job *job = reports->done;
	if (job != NULL)
		reports->done = job->next;
	else if (read(reports->ready, &count, sizeof count) < 0)
		count = 0; /* nothing had been written */
	pthread_mutex_unlock(&reports->lock);
	return job;
}
