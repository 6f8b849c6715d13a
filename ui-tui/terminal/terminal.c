/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one mutable object at file scope: a signal handler has no other way to
 * find the terminal.  It is written before the handlers are installed.
 */
#include "ui-tui/terminal/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const int fatal[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
enum { NFATAL = sizeof fatal / sizeof *fatal, STOP_POLLS = 20, STOP_POLL_NS = 10000000 };

static struct {
	bool on;
	int fd; /* of our own open file description: non-blocking, ours alone */
	bool owns_fd;
	struct termios before;
	char reset[TERMINAL_RESET_BYTES];
	size_t reset_bytes;
	struct sigaction previous[NFATAL], previous_cont;
	volatile sig_atomic_t continued;
} guard;

static void
terminal_went_on(int signal)
{
	(void)signal;
	guard.continued = 1;
}

static void
terminal_died(int signal)
{
	terminal_restore();
	for (int i = 0; i < NFATAL; i++)
		if (fatal[i] == signal)
			sigaction(signal, &guard.previous[i], NULL);
	/* Blocked in here, so it arrives when we return: with the core dump or the report that
	 * it would have had without us. */
	raise(signal);
}

/* A second open of the same terminal: O_NONBLOCK on fd itself would be the shell's as well. */
static int
open_again(int fd)
{
	char name[128];
	int again;

	if (ttyname_r(fd, name, sizeof name) != 0)
		return -1;
	again = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	return again;
}

int
terminal_guard(int fd)
{
	struct sigaction act = { .sa_handler = terminal_died, .sa_flags = SA_ONSTACK };
	struct sigaction went_on = { .sa_handler = terminal_went_on, .sa_flags = SA_RESTART };

	if (guard.on)
		return -EBUSY;
	if (tcgetattr(fd, &guard.before) < 0)
		return -errno;
	guard.fd = open_again(fd);
	guard.owns_fd = guard.fd >= 0;
	if (guard.fd < 0)
		guard.fd = fd;
	guard.reset_bytes = 0;
	guard.on = true;
	sigemptyset(&act.sa_mask);
	for (int i = 0; i < NFATAL; i++)
		sigaction(fatal[i], &act, &guard.previous[i]);
	guard.continued = 0;
	sigemptyset(&went_on.sa_mask);
	sigaction(SIGCONT, &went_on, &guard.previous_cont);
	return 0;
}

void
terminal_set_reset(const char *bytes, size_t size)
{
	if (size > sizeof guard.reset)
		return;
	memcpy(guard.reset, bytes, size);
	guard.reset_bytes = size;
}

void
terminal_loosen(void)
{
	struct termios now;

	if (!guard.on || tcgetattr(guard.fd, &now) < 0)
		return;
	now.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
	tcsetattr(guard.fd, TCSANOW, &now);
}

void
terminal_restore(void)
{
	ssize_t n;

	if (!guard.on || !terminal_is_ours(guard.fd))
		return;
	terminal_loosen();
	/* Without our own descriptor a full terminal could block us: then only its modes. */
	if (guard.owns_fd) {
		n = write(guard.fd, guard.reset, guard.reset_bytes);
		(void)n;
	}
	tcsetattr(guard.fd, TCSANOW, &guard.before);
}

bool
terminal_is_ours(int fd)
{
	pid_t owner = tcgetpgrp(fd);

	return owner <= 0 || owner == getpgrp();
}

bool
terminal_continued(void)
{
	bool did = guard.continued != 0;

	guard.continued = 0;
	return did;
}

/* The signal goes to all of the job, a wrapper's shell included, or the shell that waits for it
 * would not see it stopped.  The system discards it when nobody is there to go on with the job. */
bool
terminal_stop(void)
{
	const struct timespec wait = { 0, STOP_POLL_NS };
	struct sigaction stop = { .sa_handler = SIG_DFL }, before;

	guard.continued = 0;
	sigemptyset(&stop.sa_mask);
	sigaction(SIGTSTP, &stop, &before);
	kill(0, SIGTSTP);
	for (int i = 0; i < STOP_POLLS && guard.continued == 0; i++)
		nanosleep(&wait, NULL); /* in here we are stopped */
	sigaction(SIGTSTP, &before, NULL);
	return terminal_continued();
}

void
terminal_unguard(void)
{
	if (!guard.on)
		return;
	for (int i = 0; i < NFATAL; i++)
		sigaction(fatal[i], &guard.previous[i], NULL);
	sigaction(SIGCONT, &guard.previous_cont, NULL);
	guard.on = false;
	if (guard.owns_fd)
		close(guard.fd);
}
