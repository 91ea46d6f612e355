/* broker/committer.c - see committer.h. */
#include "broker/committer.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <unistd.h>

void committer_init(struct committer *committer)
{
	*committer = (struct committer){ .done_fd = -1 };
}

static void done_tell(struct committer *committer)
{
	const uint64_t one = 1;
	ssize_t written = write(committer->done_fd, &one, sizeof one);
	assert(written == (ssize_t)sizeof one); /* its count is taken with every task */
}

static void *run(void *context)
{
	struct committer *committer = context;
	pthread_mutex_lock(&committer->mutex);
	while (committer->state != COMMITTER_STOPPING) {
		if (committer->state != COMMITTER_GIVEN) {
			pthread_cond_wait(&committer->changed, &committer->mutex);
			continue;
		}
		pthread_mutex_unlock(&committer->mutex);
		committer->task(committer->context);
		pthread_mutex_lock(&committer->mutex);
		committer->state = COMMITTER_DONE;
		pthread_cond_broadcast(&committer->changed);
		done_tell(committer);
	}
	pthread_mutex_unlock(&committer->mutex);
	return NULL;
}

bool committer_open(struct committer *committer)
{
	assert(!committer->running);
	committer->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (committer->done_fd < 0)
		return false;
	pthread_mutex_init(&committer->mutex, NULL);
	pthread_cond_init(&committer->changed, NULL);
	int rc = pthread_create(&committer->thread, NULL, run, committer);
	committer->running = rc == 0;
	if (committer->running)
		return true;
	pthread_cond_destroy(&committer->changed);
	pthread_mutex_destroy(&committer->mutex);
	errno = rc;
	return false;
}

void committer_close(struct committer *committer)
{
	if (committer->running) {
		committer_take(committer, true);
		pthread_mutex_lock(&committer->mutex);
		committer->state = COMMITTER_STOPPING;
		pthread_cond_broadcast(&committer->changed);
		pthread_mutex_unlock(&committer->mutex);
		pthread_join(committer->thread, NULL);
		pthread_cond_destroy(&committer->changed);
		pthread_mutex_destroy(&committer->mutex);
	}
	if (committer->done_fd >= 0)
		close(committer->done_fd);
	committer_init(committer);
}

void committer_give(struct committer *committer, committer_task *task, void *context)
{
	pthread_mutex_lock(&committer->mutex);
	assert(committer->state == COMMITTER_IDLE);
	committer->task = task;
	committer->context = context;
	committer->state = COMMITTER_GIVEN;
	pthread_cond_broadcast(&committer->changed);
	pthread_mutex_unlock(&committer->mutex);
}

void *committer_context(struct committer *committer)
{
	return committer->context; /* set and cleared by the giver's own calls */
}

bool committer_take(struct committer *committer, bool wait)
{
	pthread_mutex_lock(&committer->mutex);
	while (wait && committer->state == COMMITTER_GIVEN)
		pthread_cond_wait(&committer->changed, &committer->mutex);
	bool done = committer->state == COMMITTER_DONE;
	bool idle = done || committer->state == COMMITTER_IDLE;
	if (done) {
		uint64_t count = 0;
		committer->state = COMMITTER_IDLE;
		committer->context = NULL;
		ssize_t taken = read(committer->done_fd, &count, sizeof count);
		assert(taken == (ssize_t)sizeof count);
	}
	pthread_mutex_unlock(&committer->mutex);
	return idle;
}
