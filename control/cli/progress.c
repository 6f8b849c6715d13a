/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One write for a line, so that it never arrives in halves. */
#include "control/cli/progress.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "rt/clock.h"

static const uint64_t FIRST_NS = 300000000, AGAIN_NS = 100000000;
static const double TELL_FROM_S = 0.5, TELL_FROM_SHARE = 0.02;

bool
progress_visible(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) && term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}

void
progress_begin(struct progress *p, int fd)
{
	*p = (struct progress){ .fd = progress_visible(fd) ? fd : -1,
		.begun_ns = clock_monotonic_ns() };
}

bool
progress_due(const struct progress *p)
{
	uint64_t now = clock_monotonic_ns();

	return p->fd >= 0 && now - p->begun_ns >= FIRST_NS && now - p->said_ns >= AGAIN_NS;
}

/* A terminal that was stopped (Ctrl-S) shall stop nothing else. */
static void
put(const struct progress *p, const char *text, size_t n)
{
	struct pollfd room = { .fd = p->fd, .events = POLLOUT };

	if (poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0)
		if (write(p->fd, text, n) < 0)
			return;
}

/* A line that wraps could not be written over. */
static size_t
columns(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col < 2)
		return 79;
	return size.ws_col - 1U;
}

/* At most so many characters, none of them cut. */
static void
shorten(char *text, size_t most)
{
	for (size_t n = 0; *text != '\0'; text++)
		if (((unsigned char)*text & 0xc0) != 0x80 && n++ == most) {
			*text = '\0';
			return;
		}
}

void
progress_say(struct progress *p, const char *format, ...)
{
	char text[PROGRESS_BYTES], line[PROGRESS_BYTES + 8];
	va_list ap;

	if (!progress_due(p))
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	shorten(text, columns(p->fd));
	snprintf(line, sizeof line, "\r%s\033[K\r", text);
	put(p, line, strlen(line));
	p->said_ns = clock_monotonic_ns();
	p->shown = true;
}

void
progress_clear(struct progress *p)
{
	static const char clear[] = "\r\033[K";

	if (p->shown)
		put(p, clear, sizeof clear - 1);
	p->shown = false;
	p->said_ns = 0;
}

double
progress_seconds(const struct progress *p)
{
	return (double)(clock_monotonic_ns() - p->begun_ns) * 1e-9;
}

const char *
progress_left(char out[PROGRESS_LEFT_BYTES], double done, double all, double took_s)
{
	double left_s = done > 0 ? took_s * (all - done) / done : 0;

	out[0] = '\0';
	if (took_s < TELL_FROM_S || done < TELL_FROM_SHARE * all || done > all)
		return out;
	if (left_s < 99.5)
		snprintf(out, PROGRESS_LEFT_BYTES, ", %.0f s left", left_s);
	else if (left_s < 5970)
		snprintf(out, PROGRESS_LEFT_BYTES, ", %.0f min left", left_s / 60);
	else
		snprintf(out, PROGRESS_LEFT_BYTES, ", %.1f h left", left_s / 3600);
	return out;
}
