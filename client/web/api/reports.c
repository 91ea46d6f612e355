/* client/web/api/reports.c - see reports.h. */
#include "client/web/api/reports.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

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

void report_job_close(struct report_job *job)
{
	if (job == NULL)
		return;
	buffer_close(&job->programme);
	buffer_close(&job->synthesis);
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

static void job_build(struct report_job *job, const struct programme *programme,
    const struct synthesis_objective *objectives, size_t count)
{
	struct report report;
	job->result =
	    report_build(&report, programme, objectives, count, &job->session, job->detail);
	if (job->result != REPORT_OK)
		return;
	const struct report_sink sink = { .write = file_write, .context = &job->file };
	job->result = job->format->write(&report, &sink);
	report_close(&report);
}

static void job_make(struct report_job *job)
{
	struct synthesis_objective *objectives = calloc(OBJECTIVES_MAX, sizeof *objectives);
	struct programme programme;
	struct refusal refusal;
	struct arena arena;
	size_t count = 0;
	arena_init(&arena, REPORT_MEMORY_MAX);
	programme_init(&programme);
	job->read = objectives != NULL &&
	    programme_decode(&programme, job->programme.bytes, job->programme.size, &refusal) ==
		ERROR_NONE &&
	    objectives_read(&arena, &job->synthesis, objectives, &count);
	if (job->read)
		job_build(job, &programme, objectives, count);
	programme_close(&programme);
	arena_close(&arena);
	free(objectives);
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
