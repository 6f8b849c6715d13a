/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The real screen without an engine: a host that feeds it with made-up snapshots,
 * for trying and photographing it, and for component tests of the terminal.
 *
 *   tui_demo [SCENE] [--ascii] [--color=WHEN] [--fps=N] [--die] [--noise]
 *
 * --noise writes to stdout and stderr behind the screen's back, as libraries do;
 * --die crashes after two seconds.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "rt/clock.h"
#include "tests/synth.h"
#include "ui-tui/tui.h"

struct demo {
	struct options options;
	struct viewer_host host;
	enum scene scene;
	bool noise, die;
	atomic_bool quit, bypass, asked;
	struct question question; /* the screen's while asked, else this thread's */
};

static void
log_line(void *self, const char *line)
{
	(void)self;
	fprintf(stderr, "%s\n", line);
}

/* In the screen's thread, which asks one thing at a time. */
static bool
request(void *self, const struct request *r)
{
	struct demo *d = self;

	if (r->kind == REQUEST_QUIT)
		atomic_store(&d->quit, true);
	if (r->kind == REQUEST_SET)
		atomic_store(&d->bypass, r->value != 0);
	if (r->kind != REQUEST_ASK)
		return true;
	if (atomic_load(&d->asked))
		return false;
	d->question = r->question;
	atomic_store(&d->asked, true);
	return true;
}

static void
read_arguments(struct demo *d, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--ascii") == 0)
			d->options.ascii = true;
		else if (strcmp(argv[i], "--color=always") == 0)
			d->options.color = COLOR_ALWAYS;
		else if (strcmp(argv[i], "--color=never") == 0)
			d->options.color = COLOR_NEVER;
		else if (strncmp(argv[i], "--fps=", 6) == 0)
			d->options.fps = (uint32_t)atoi(argv[i] + 6);
		else if (strcmp(argv[i], "--noise") == 0)
			d->noise = true;
		else if (strcmp(argv[i], "--die") == 0)
			d->die = true;
		for (enum scene s = 0; s < NSCENES; s++)
			if (strcmp(argv[i], scene_name(s)) == 0)
				d->scene = s;
	}
}

/* What control does with descriptors 1 and 2 while a screen is up. */
static void
capture(struct demo *d)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	d->host.terminal_fd = dup(STDOUT_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	close(null);
}

static void
answer(struct demo *d, void *tui, double t)
{
	static struct answer a;

	if (!atomic_load(&d->asked))
		return;
	synth_answer(&a, &d->question, d->scene, t);
	atomic_store(&d->asked, false);
	viewer_tui.answer(tui, &a);
}

static void
run(struct demo *d, void *tui)
{
	static struct snapshot s;
	const struct timespec tick = { 0, 40000000 };
	uint64_t start = clock_monotonic_ns();

	while (!atomic_load(&d->quit)) {
		double t = (double)(clock_monotonic_ns() - start) / 1e9;

		synth_fill(&s, d->scene, 4353 + t);
		s.eq.bypass = s.eq.bypass != atomic_load(&d->bypass);
		eq_curve_update(&s.eq_curve, &s.eq, s.info.rate_hz);
		viewer_tui.update(tui, &s);
		answer(d, tui, 4353 + t);
		if (d->noise)
			fprintf(stderr, "a library complains\n");
		if (d->die && t > 2)
			raise(SIGSEGV);
		nanosleep(&tick, NULL);
	}
}

static void *
wait_term(void *arg)
{
	struct demo *d = arg;
	sigset_t set;
	int signal;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigwait(&set, &signal);
	atomic_store(&d->quit, true);
	return NULL;
}

int
main(int argc, char **argv)
{
	static struct demo d = { .options = { .fps = 25 }, .scene = SCENE_RUNNING };
	pthread_t waiter;
	sigset_t set;
	void *tui;

	d.host = (struct viewer_host){ .self = &d,
		.options = &d.options,
		.terminal_fd = STDOUT_FILENO,
		.request = request,
		.log = log_line };
	read_arguments(&d, argc, argv);
	if (!tui_wanted(&d.options))
		return 2;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_create(&waiter, NULL, wait_term, &d);
	capture(&d);
	if (viewer_tui.open(&tui, &d.host) < 0)
		return 1;
	run(&d, tui);
	viewer_tui.close(tui);
	return 0;
}
