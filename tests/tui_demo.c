/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The real screen without an engine: feeds frontend_tui with made-up snapshots,
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
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "rt/clock.h"
#include "tests/synth.h"
#include "ui-tui/tui.h"

struct control {
	struct options options;
	int terminal_fd;
	atomic_bool quit, bypass;
};

const struct options *
control_options(const struct control *c)
{
	return &c->options;
}

int
control_terminal_fd(const struct control *c)
{
	return c->terminal_fd;
}

void
control_log(struct control *c, const char *format, ...)
{
	va_list ap;

	(void)c;
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}

bool
control_request(struct control *c, const struct request *r)
{
	if (r->kind == REQUEST_QUIT)
		atomic_store(&c->quit, true);
	if (r->kind == REQUEST_SET)
		atomic_store(&c->bypass, r->value != 0);
	return true;
}

static enum scene
read_arguments(struct control *c, int argc, char **argv, bool *noise, bool *die)
{
	enum scene scene = SCENE_RUNNING;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--ascii") == 0)
			c->options.ascii = true;
		else if (strcmp(argv[i], "--color=always") == 0)
			c->options.color = COLOR_ALWAYS;
		else if (strcmp(argv[i], "--color=never") == 0)
			c->options.color = COLOR_NEVER;
		else if (strncmp(argv[i], "--fps=", 6) == 0)
			c->options.fps = (uint32_t)atoi(argv[i] + 6);
		else if (strcmp(argv[i], "--noise") == 0)
			*noise = true;
		else if (strcmp(argv[i], "--die") == 0)
			*die = true;
		for (enum scene s = 0; s < NSCENES; s++)
			if (strcmp(argv[i], scene_name(s)) == 0)
				scene = s;
	}
	return scene;
}

/* What control does with descriptors 1 and 2 while a screen is up. */
static void
capture(struct control *c)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	c->terminal_fd = dup(STDOUT_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	close(null);
}

static void
run(struct control *c, void *tui, enum scene scene, bool noise, bool die)
{
	static struct snapshot s;
	const struct timespec tick = { 0, 40000000 };
	uint64_t start = clock_monotonic_ns();

	while (!atomic_load(&c->quit)) {
		double t = (double)(clock_monotonic_ns() - start) / 1e9;

		synth_fill(&s, scene, 4353 + t);
		s.eq.bypass = s.eq.bypass != atomic_load(&c->bypass);
		eq_curve_update(&s.eq_curve, &s.eq, s.info.rate_hz);
		frontend_tui.update(tui, &s);
		if (noise)
			fprintf(stderr, "a library complains\n");
		if (die && t > 2)
			raise(SIGSEGV);
		nanosleep(&tick, NULL);
	}
}

static void *
wait_term(void *arg)
{
	struct control *c = arg;
	sigset_t set;
	int signal;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigwait(&set, &signal);
	atomic_store(&c->quit, true);
	return NULL;
}

int
main(int argc, char **argv)
{
	struct control c = { .options = { .fps = 25 }, .terminal_fd = STDOUT_FILENO };
	bool noise = false, die = false;
	enum scene scene = read_arguments(&c, argc, argv, &noise, &die);
	pthread_t waiter;
	sigset_t set;
	void *tui;

	if (!tui_wanted(&c.options))
		return 2;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_create(&waiter, NULL, wait_term, &c);
	capture(&c);
	if (frontend_tui.open(&tui, &c) < 0)
		return 1;
	run(&c, tui, scene, noise, die);
	frontend_tui.close(tui);
	return 0;
}
