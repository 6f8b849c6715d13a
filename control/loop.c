/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loop: one poll() over everything that may wake control, then the session,
 * the cycles, the snapshot and the front ends in that order.  Nothing in it
 * blocks, and its end is bounded.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "control/cli/progress.h"
#include "control/control_private.h"

#define MS(n) ((n)*UINT64_C(1000000))

static const uint64_t TICK_NS = MS(20);        /* far below what the ring of cycles holds */
static const uint64_t VIRTUAL_TICK_NS = MS(1); /* a virtual clock fills it faster */
static const uint64_t SNAPSHOT_NS = MS(40);
static const uint64_t SECOND_NS = MS(1000);
static const uint64_t FIRST_OPEN_NS = MS(1000); /* the screen waits so long for the first open */
enum { SAVER_MS = 1000 };                       /* to leave, when nothing waits any more */
static const double LAST_CYCLES_NS = 100e6;     /* after --duration, for cycles on their way */
enum { POLL_FIXED = 9 };

/* ---- Waking up ---- */

static int
open_signals(struct control *c)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaction(SIGPIPE, &ignore, NULL);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	c->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return c->signal_fd < 0 ? -errno : 0;
}

static int
open_timer(struct control *c)
{
	uint64_t ns = c->virtual_time ? VIRTUAL_TICK_NS : TICK_NS;
	struct itimerspec every = { .it_interval.tv_nsec = (long)ns, .it_value.tv_nsec = (long)ns };

	c->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (c->timer_fd < 0 || timerfd_settime(c->timer_fd, 0, &every, NULL) < 0)
		return -errno;
	return 0;
}

/* The first asks, the second is obeyed at once; a terminal that is gone ends a program with a
 * screen. */
static void
heed_signals(struct control *c)
{
	struct signalfd_siginfo info;

	while (read(c->signal_fd, &info, sizeof info) == sizeof info) {
		int number = (int)info.ssi_signo;

		if (number == SIGHUP && !c->screen) {
			preset_live_reload(c);
			continue;
		}
		if (c->quitting && number != SIGHUP) {
			for (uint32_t i = 0; i < c->nfrontends; i++)
				c->frontend[i].ops->close(c->frontend[i].self);
			log_release(c->log);
			_exit(128 + number);
		}
		control_quit(c, number == SIGTERM ? EXIT_FINE : 128 + number);
	}
}

static void
drain_counter(int fd)
{
	uint64_t count;

	if (read(fd, &count, sizeof count) < 0)
		return; /* nothing there: fine */
}

static int
frontend_fd(const struct frontend *f)
{
	return f->ops->pollfd != NULL && f->ops->readable != NULL ? f->ops->pollfd(f->self) : -1;
}

static void
wait_and_serve(struct control *c)
{
	struct pollfd p[POLL_FIXED + FRONTENDS_MAX];
	const int fixed[POLL_FIXED] = { c->timer_fd, c->wake_fd, c->request_fd, c->signal_fd,
		session_fd(c->session), log_capture_fd(c->log), preset_store_fd(c->live.store),
		c->live.file_fd, saver_fd(c->saver) };
	uint32_t n = c->nfrontends;

	for (uint32_t i = 0; i < POLL_FIXED; i++)
		p[i] = (struct pollfd){ .fd = fixed[i], .events = POLLIN };
	for (uint32_t i = 0; i < n; i++)
		p[POLL_FIXED + i] =
			(struct pollfd){ .fd = frontend_fd(&c->frontend[i]), .events = POLLIN };
	if (poll(p, POLL_FIXED + n, 1000) <= 0)
		return;
	if (p[0].revents != 0)
		drain_counter(c->timer_fd);
	if (p[1].revents != 0)
		drain_counter(c->wake_fd);
	if (p[2].revents != 0)
		control_drain_requests(c);
	if (p[3].revents != 0)
		heed_signals(c);
	if (p[5].revents != 0)
		log_capture_read(c->log);
	if ((p[6].revents | p[7].revents) != 0)
		preset_live_changed(c, clock_monotonic_ns());
	for (uint32_t i = 0; i < n; i++)
		if (p[POLL_FIXED + i].revents != 0) {
			c->frontend[i].ops->readable(c->frontend[i].self);
			control_apply(c);
		}
}

static void
publish(struct control *c, uint64_t now)
{
	c->snapshot_ns = now;
	snapshot_fill(c, now);
	for (uint32_t i = 0; i < c->nfrontends; i++)
		if (c->frontend[i].ops->update != NULL)
			c->frontend[i].ops->update(c->frontend[i].self, &c->snapshot);
}

static void
turn(struct control *c)
{
	uint64_t now;

	wait_and_serve(c);
	now = clock_monotonic_ns();
	session_tick(c->session, now);
	midi_turn(c, now);
	preset_live_tick(c, now);
	control_apply(c);
	autosave_tick(c, now);
	if (c->options.duration_s > 0 && c->first_seen && !c->virtual_time &&
		now > c->first_ns && /* the first cycle may have begun since */
		(double)(now - c->first_ns) >= c->options.duration_s * 1e9 + LAST_CYCLES_NS)
		control_quit(c, EXIT_FINE); /* also when no cycle comes any more to say so */
	if (now - c->sample_ns >= SECOND_NS) {
		c->sample_ns = now;
		snapshot_sample(c, now);
	}
	if (now - c->snapshot_ns < SNAPSHOT_NS)
		return;
	publish(c, now);
	control_apply(c);
}

/* ---- From start to end ---- */

/* The first open decides about error texts and pw-jack, so it comes before any front end, unless
 * it takes long or may fail (--wait). */
static void
first_open(struct control *c)
{
	struct progress progress;
	char work[WORK_BYTES];

	progress_begin(&progress, STDERR_FILENO);
	while (!c->quitting && !session_stopped(c->session) &&
		session_state(c->session) == STATE_STARTING && session_attempts(c->session) == 0 &&
		clock_monotonic_ns() - c->start_ns < FIRST_OPEN_NS) {
		turn(c);
		work_text(c, clock_monotonic_ns(), work);
		if (work[0] != '\0')
			progress_say(&progress, "%s ...", work);
	}
	progress_clear(&progress);
}

static void
open_frontends(struct control *c, const struct frontend *frontend, uint32_t n, bool screen)
{
	if (screen && log_capture(c->log) == 0)
		c->screen = true;
	for (uint32_t i = 0; i < n && c->nfrontends < FRONTENDS_MAX; i++) {
		struct frontend *f = &c->frontend[c->nfrontends];

		*f = frontend[i];
		if (f->ops->open(&f->self, c) == 0)
			c->nfrontends++;
	}
}

static void
close_frontends(struct control *c)
{
	while (c->nfrontends > 0) {
		c->nfrontends--;
		c->frontend[c->nfrontends].ops->close(c->frontend[c->nfrontends].self);
	}
	log_release(c->log);
	c->screen = false;
}

/* What was measured, while the facts of the backend are still those of the run. */
static void
write_results(struct control *c)
{
	char err[ERROR_BYTES];

	if (cycles_csv_close(c->csv, err, sizeof err) < 0) {
		memcpy(c->end_text, err, sizeof err);
		c->status = EXIT_OTHER;
	}
	c->csv = NULL;
	if (*c->options.report != '\0' && c->status != EXIT_NO_DEVICE &&
		control_write_report(c) < 0)
		c->status = EXIT_OTHER;
}

int
control_run(struct control *c, const struct frontend *frontend, uint32_t n, bool screen)
{
	if (open_signals(c) < 0 || open_timer(c) < 0) {
		snprintf(c->end_text, sizeof c->end_text, "no signal or timer descriptor: %s",
			strerror(errno));
		return EXIT_OTHER;
	}
	first_open(c);
	/* A run on the virtual clock may be over by now; its figures are wanted all the same. */
	if (!c->quitting || c->first_seen)
		open_frontends(c, frontend, n, screen);
	while (!c->quitting)
		turn(c);
	/* The end: the sum before the backend goes, then the backend. */
	snapshot_sample(c, clock_monotonic_ns());
	publish(c, clock_monotonic_ns());
	while (!session_stopped(c->session))
		turn(c);
	snapshot_log_scrub(c, true);
	autosave_end(c);
	close_frontends(c);
	write_results(c);
	return c->status;
}

const char *
control_end_text(const struct control *c)
{
	return c != NULL ? c->end_text : "";
}

bool
control_destroy(struct control *c)
{
	bool clean;

	if (c == NULL)
		return true;
	clean = c->session == NULL || !session_leaked(c->session);
	if (!saver_destroy(c->saver, SAVER_MS))
		clean = false;
	if (c->log != NULL)
		log_release(c->log);
	if (c->end_text[0] != '\0')
		fprintf(stderr, "audioengine: %s\n", c->end_text);
	session_destroy(c->session);
	collector_destroy(c->collector);
	values_finish(c);
	midi_destroy(c->midi);
	ring_finish(&c->requests);
	if (!clean)
		return false; /* what hangs may still write its log and wake us */
	log_destroy(c->log);
	for (int i = 0; i < 4; i++) {
		int fd = (const int[]){ c->wake_fd, c->request_fd, c->signal_fd, c->timer_fd }[i];

		if (fd >= 0)
			close(fd);
	}
	free(c);
	return clean;
}
