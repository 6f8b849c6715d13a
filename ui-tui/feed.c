/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A thread with a mailbox. */
#include "config.h"

#include "ui-tui/feed.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "rt/thread.h"

int
feed_start(struct feed *f, const char *name, void *(*run)(void *), void *arg)
{
	int err = mailbox_init(&f->box, sizeof(struct snapshot));

	if (err < 0)
		return err;
	f->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (f->stop_fd < 0) {
		err = -errno;
		goto no_fd;
	}
	err = thread_start(&f->thread, name, 0, run, arg);
	if (err == 0)
		return 0;
	close(f->stop_fd);
no_fd:
	mailbox_finish(&f->box);
	return err;
}

void
feed_put(struct feed *f, const struct snapshot *s)
{
	memcpy(mailbox_back(&f->box), s, sizeof *s);
	mailbox_publish(&f->box);
}

const struct snapshot *
feed_take(struct feed *f)
{
	bool fresh;
	const struct snapshot *s = mailbox_latest(&f->box, &fresh);

	return fresh ? s : NULL;
}

bool
feed_wait(struct feed *f, int fd, int ms, short *events)
{
	struct pollfd p[2] = { { f->stop_fd, POLLIN, 0 }, { fd, POLLIN, 0 } };

	*events = 0;
	if (poll(p, 2, ms) > 0)
		*events = p[1].revents;
	return (p[0].revents & POLLIN) != 0;
}

void
feed_stop(struct feed *f)
{
	eventfd_write(f->stop_fd, 1);
}

bool
feed_join(struct feed *f, int ms)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += (long)ms * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	return pthread_timedjoin_np(f->thread, NULL, &until) == 0;
}

void
feed_finish(struct feed *f)
{
	close(f->stop_fd);
	mailbox_finish(&f->box);
}
