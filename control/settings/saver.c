/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One mutex around three lists: what waits, what is being written, what is to
 * be taken.  It is never held during a call that may block.  A text that is
 * superseded keeps its ticket in the list of the newer one.  Whoever of the two,
 * thread and owner, leaves last frees everything.
 */
#include "control/settings/saver.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "control/settings/durable.h"
#include "rt/thread.h"

enum { FILE_MODE = 0666 };

struct job {
	struct job *next;
	struct job *older; /* superseded by this one, newest first */
	uint64_t ticket;
	int error;
	size_t len;
	char *text;  /* owned; NULL: superseded or written */
	char path[]; /* NUL-terminated */
};

struct saver {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	pthread_t thread;
	int fd;
	/* under the mutex */
	struct job *waiting, *ended; /* oldest first */
	struct job *running;
	uint32_t njobs; /* all of them */
	bool leaving;   /* the thread ends when nothing waits */
	bool gone;      /* and has ended */
	bool left;      /* nobody waits for it: it frees what there is */
};

/* ---- Lists ---- */

static void
append(struct job **list, struct job *job)
{
	while (*list != NULL)
		list = &(*list)->next;
	job->next = NULL;
	*list = job;
}

static void
free_jobs(struct job *job)
{
	while (job != NULL) {
		struct job *next = job->next;

		free_jobs(job->older);
		free(job->text);
		free(job);
		job = next;
	}
}

/* With those that it superseded, oldest first. */
static void
end_job(struct saver *s, struct job *job, int error)
{
	struct job *older = job->older, *reversed = NULL;

	job->older = NULL;
	while (older != NULL) {
		struct job *next = older->older;

		older->older = NULL;
		older->next = reversed;
		reversed = older;
		older = next;
	}
	while (reversed != NULL) {
		struct job *next = reversed->next;

		reversed->error = error;
		append(&s->ended, reversed);
		reversed = next;
	}
	job->error = error;
	free(job->text);
	job->text = NULL;
	append(&s->ended, job);
}

/* job takes the place of the one that waits for its path. */
static void
queue_job(struct saver *s, struct job *job)
{
	for (struct job **at = &s->waiting; *at != NULL; at = &(*at)->next) {
		struct job *old = *at;

		if (strcmp(old->path, job->path) != 0)
			continue;
		free(old->text);
		old->text = NULL;
		job->older = old;
		job->next = old->next;
		old->next = NULL;
		*at = job;
		return;
	}
	append(&s->waiting, job);
}

static void
saver_free(struct saver *s)
{
	free_jobs(s->waiting);
	free_jobs(s->ended);
	close(s->fd);
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->mutex);
	free(s);
}

/* ---- The thread ---- */

static int
write_job(const struct job *job)
{
	char folder[DURABLE_PATH_BYTES];
	char *slash;
	int r = durable_write(job->path, job->text, job->len, FILE_MODE);

	if (r != -ENOENT)
		return r;
	memcpy(folder, job->path, strlen(job->path) + 1);
	slash = strrchr(folder, '/');
	if (slash == NULL || slash == folder)
		return r;
	*slash = '\0';
	r = durable_make_folder(folder);
	return r < 0 ? r : durable_write(job->path, job->text, job->len, FILE_MODE);
}

static void *
saver_run(void *arg)
{
	struct saver *s = arg;
	bool left;

	pthread_mutex_lock(&s->mutex);
	for (;;) {
		struct job *job;
		int error;

		while (s->waiting == NULL && !s->leaving)
			pthread_cond_wait(&s->changed, &s->mutex);
		job = s->waiting;
		if (job == NULL)
			break;
		s->waiting = job->next;
		s->running = job;
		pthread_mutex_unlock(&s->mutex);
		error = write_job(job);
		pthread_mutex_lock(&s->mutex);
		s->running = NULL;
		end_job(s, job, error);
		eventfd_write(s->fd, 1);
	}
	s->gone = true;
	left = s->left;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->mutex);
	if (left)
		saver_free(s);
	return NULL;
}

/* ---- For control ---- */

static int
init_sync(struct saver *s)
{
	pthread_condattr_t attr;
	int error = pthread_mutex_init(&s->mutex, NULL);

	if (error != 0)
		return -error;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	error = pthread_cond_init(&s->changed, &attr);
	pthread_condattr_destroy(&attr);
	if (error != 0)
		pthread_mutex_destroy(&s->mutex);
	return -error;
}

struct saver *
saver_create(void)
{
	struct saver *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->fd < 0 || init_sync(s) < 0) {
		if (s->fd >= 0)
			close(s->fd);
		free(s);
		return NULL;
	}
	if (thread_start(&s->thread, "ae-saver", 0, saver_run, s) < 0) {
		saver_free(s);
		return NULL;
	}
	return s;
}

int
saver_put(struct saver *s, const char *path, const char *text, size_t len, uint64_t ticket)
{
	size_t n = strlen(path) + 1;
	struct job *job;
	int r = 0;

	if (n > sizeof((struct saved *)0)->path)
		return -ENAMETOOLONG;
	job = calloc(1, sizeof *job + n);
	if (job == NULL)
		return -ENOMEM;
	job->text = malloc(len + 1);
	if (job->text == NULL) {
		free(job);
		return -ENOMEM;
	}
	memcpy(job->path, path, n);
	memcpy(job->text, text, len);
	job->len = len;
	job->ticket = ticket;
	pthread_mutex_lock(&s->mutex);
	if (s->njobs >= SAVER_WAITING_MAX) {
		r = -ENOSPC;
	} else {
		s->njobs++;
		queue_job(s, job);
		pthread_cond_broadcast(&s->changed);
	}
	pthread_mutex_unlock(&s->mutex);
	if (r < 0)
		free_jobs(job);
	return r;
}

int
saver_fd(const struct saver *s)
{
	return s->fd;
}

bool
saver_take(struct saver *s, struct saved *out)
{
	eventfd_t count;
	struct job *job;

	pthread_mutex_lock(&s->mutex);
	job = s->ended;
	if (job != NULL) {
		s->ended = job->next;
		s->njobs--;
	}
	if (s->ended == NULL)
		eventfd_read(s->fd, &count);
	pthread_mutex_unlock(&s->mutex);
	if (job == NULL)
		return false;
	out->ticket = job->ticket;
	out->error = job->error;
	memcpy(out->path, job->path, strlen(job->path) + 1);
	free(job);
	return true;
}

bool
saver_busy(const struct saver *s)
{
	pthread_mutex_t *mutex = (pthread_mutex_t *)&s->mutex;
	bool busy;

	pthread_mutex_lock(mutex);
	busy = s->njobs > 0;
	pthread_mutex_unlock(mutex);
	return busy;
}

bool
saver_destroy(struct saver *s, uint32_t timeout_ms)
{
	pthread_t thread;
	struct timespec until;
	bool gone;
	int r = 0;

	if (s == NULL)
		return true;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += timeout_ms / 1000;
	until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	thread = s->thread;
	pthread_mutex_lock(&s->mutex);
	s->leaving = true;
	pthread_cond_broadcast(&s->changed);
	while (!s->gone && r == 0)
		r = pthread_cond_timedwait(&s->changed, &s->mutex, &until);
	gone = s->gone;
	s->left = !gone;
	pthread_mutex_unlock(&s->mutex);
	if (!gone) {
		pthread_detach(thread);
		return false;
	}
	pthread_join(thread, NULL);
	saver_free(s);
	return true;
}
