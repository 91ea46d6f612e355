/* broker/desk/committer.c - see committer.h. */
#include "broker/desk/committer.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
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
	assert(!committer->open);
	committer->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (committer->done_fd < 0)
		return false;
	pthread_mutex_init(&committer->mutex, NULL);
	pthread_cond_init(&committer->changed, NULL);
	int rc = pthread_create(&committer->thread, NULL, run, committer);
	committer->threaded = rc == 0;
	committer->open = rc == 0;
	if (rc == 0)
		return true;
	pthread_cond_destroy(&committer->changed);
	pthread_mutex_destroy(&committer->mutex);
	errno = rc;
	return false;
}

void committer_open_stepped(struct committer *committer)
{
	assert(!committer->open);
	committer->open = true;
}

void committer_close(struct committer *committer)
{
	if (committer->threaded) {
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

static void lock(struct committer *committer)
{
	if (committer->threaded)
		pthread_mutex_lock(&committer->mutex);
}

static void unlock(struct committer *committer)
{
	if (committer->threaded)
		pthread_mutex_unlock(&committer->mutex);
}

void committer_give(struct committer *committer, committer_task *task, void *context)
{
	assert(committer->open);
	assert(!committer->in_hand);
	lock(committer);
	assert(committer->state == COMMITTER_IDLE);
	committer->task = task;
	committer->context = context;
	committer->state = COMMITTER_GIVEN;
	if (committer->threaded)
		pthread_cond_broadcast(&committer->changed);
	unlock(committer);
	committer->in_hand = true;
}

void committer_step(struct committer *committer)
{
	assert(!committer->threaded);
	if (committer->state != COMMITTER_GIVEN)
		return;
	committer->task(committer->context);
	committer->state = COMMITTER_DONE;
}

bool committer_take(struct committer *committer, bool wait)
{
	if (!committer->in_hand)
		return true;
	if (wait && !committer->threaded)
		committer_step(committer);
	lock(committer);
	while (wait && committer->state == COMMITTER_GIVEN)
		pthread_cond_wait(&committer->changed, &committer->mutex);
	bool done = committer->state == COMMITTER_DONE;
	if (done)
		committer->state = COMMITTER_IDLE;
	if (done && committer->threaded) {
		uint64_t count = 0;
		ssize_t taken = read(committer->done_fd, &count, sizeof count);
		assert(taken == (ssize_t)sizeof count);
	}
	unlock(committer);
	committer->in_hand = !done;
	return done;
}
