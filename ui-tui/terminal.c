/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one mutable object at file scope: a signal handler has no other way to
 * find the terminal.  It is written before the handlers are installed.
 */
#include "ui-tui/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int fatal[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
enum { NFATAL = sizeof fatal / sizeof *fatal };

static struct {
	bool on;
	int fd; /* of our own open file description: non-blocking, ours alone */
	bool owns_fd;
	struct termios before;
	char reset[TERMINAL_RESET_BYTES];
	size_t reset_bytes;
	struct sigaction previous[NFATAL];
} guard;

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

	if (!guard.on)
		return;
	terminal_loosen();
	/* Without our own descriptor a full terminal could block us: then only its modes. */
	if (guard.owns_fd) {
		n = write(guard.fd, guard.reset, guard.reset_bytes);
		(void)n;
	}
	tcsetattr(guard.fd, TCSANOW, &guard.before);
}

void
terminal_unguard(void)
{
	if (!guard.on)
		return;
	for (int i = 0; i < NFATAL; i++)
		sigaction(fatal[i], &guard.previous[i], NULL);
	guard.on = false;
	if (guard.owns_fd)
		close(guard.fd);
}
