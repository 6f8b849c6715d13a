/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ring of lines under a plain mutex that is held for a copy and never across
 * a write.  stderr is opened afresh through /proc, so that O_NONBLOCK is ours
 * alone and not also the shell's.
 */
#include "config.h"

#include "control/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/cli/progress.h"
#include "rt/clock.h"

enum { TEXT_BYTES = 4096 };

struct log {
	pthread_mutex_t mutex;
	uint64_t start_ns, total;
	enum log_level level;
	struct log_line line[LOG_LINES_KEPT]; /* number n stands at n % LOG_LINES_KEPT */
	int out_fd;                           /* while no screen is up; -1: nowhere */
	const char *line_end;                 /* there; on a terminal it clears what stood there */
	char name[LOG_NAME_BYTES];            /* " left"; "": none */
	bool captured;
	int saved[2];                 /* what 1 and 2 were, while captured; else -1 */
	int pipe_fd;                  /* reading end */
	char partial[LOG_LINE_BYTES]; /* a line of the pipe without its end yet */
	size_t npartial;
};

/* A description of its own for the same file, so that its flags are ours alone.  Not for a regular
 * file: it never blocks, and a second offset would overwrite what the first has written. */
static int
reopen_nonblocking(int fd)
{
	struct stat st;
	char path[32];
	int own;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fcntl(fd, F_DUPFD_CLOEXEC, 3);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	own = open(path, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return own >= 0 ? own : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

/* Never blocks: what does not go at once is lost. */
static void
write_out(int fd, const char *text, size_t n)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	if (poll(&p, 1, 0) == 1 && (p.revents & POLLOUT) != 0)
		if (write(fd, text, n) < 0)
			return;
}

static void
add_line(struct log *l, const char *text, size_t n)
{
	struct log_line *line;
	char out[LOG_LINE_BYTES + LOG_NAME_BYTES + 16];
	int length, fd;

	if (n >= LOG_LINE_BYTES)
		n = LOG_LINE_BYTES - 1;
	pthread_mutex_lock(&l->mutex);
	line = &l->line[l->total++ % LOG_LINES_KEPT];
	line->at_s = (double)(clock_monotonic_ns() - l->start_ns) * 1e-9;
	for (size_t i = 0; i < n; i++) /* no control characters on a screen */
		line->text[i] = (unsigned char)text[i] < ' ' || text[i] == 127 ? ' ' : text[i];
	line->text[n] = '\0';
	fd = l->captured ? -1 : l->out_fd;
	length = snprintf(out, sizeof out, "audioengine%s: %s%s", l->name, line->text, l->line_end);
	pthread_mutex_unlock(&l->mutex);
	if (fd >= 0 && length > 0)
		write_out(fd, out, (size_t)length);
}

struct log *
log_create(uint64_t start_ns, int out_fd)
{
	struct log *l = calloc(1, sizeof *l);

	if (l == NULL)
		return NULL;
	if (pthread_mutex_init(&l->mutex, NULL) != 0) {
		free(l);
		return NULL;
	}
	l->start_ns = start_ns;
	l->level = LEVEL_USUAL;
	l->out_fd = out_fd >= 0 ? reopen_nonblocking(out_fd) : -1;
	l->line_end = out_fd >= 0 && progress_visible(out_fd) ? "\033[K\n" : "\n";
	l->saved[0] = l->saved[1] = l->pipe_fd = -1;
	return l;
}

void
log_set_name(struct log *l, const char *name)
{
	pthread_mutex_lock(&l->mutex);
	snprintf(l->name, sizeof l->name, "%s%s", *name != '\0' ? " " : "", name);
	pthread_mutex_unlock(&l->mutex);
}

void
log_destroy(struct log *l)
{
	if (l == NULL)
		return;
	if (l->captured)
		log_release(l);
	if (l->out_fd >= 0)
		close(l->out_fd);
	pthread_mutex_destroy(&l->mutex);
	free(l);
}

void
log_write(struct log *l, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_vwrite(l, format, ap);
	va_end(ap);
}

void
log_vwrite(struct log *l, const char *format, va_list ap)
{
	char text[TEXT_BYTES];
	const char *p = text;

	vsnprintf(text, sizeof text, format, ap);
	do {
		size_t n = strcspn(p, "\n");

		add_line(l, p, n);
		p += n + (p[n] == '\n');
	} while (*p != '\0');
}

void
log_vwrite_at(struct log *l, enum log_level level, const char *format, va_list ap)
{
	if (level <= log_level(l))
		log_vwrite(l, format, ap);
}

void
log_write_at(struct log *l, enum log_level level, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_vwrite_at(l, level, format, ap);
	va_end(ap);
}

void
log_set_level(struct log *l, enum log_level level)
{
	pthread_mutex_lock(&l->mutex);
	l->level = level;
	pthread_mutex_unlock(&l->mutex);
}

enum log_level
log_level(struct log *l)
{
	enum log_level level;

	pthread_mutex_lock(&l->mutex);
	level = l->level;
	pthread_mutex_unlock(&l->mutex);
	return level;
}

uint32_t
log_read(struct log *l, uint64_t *from, struct log_line *out, uint32_t max)
{
	uint64_t oldest, n;

	pthread_mutex_lock(&l->mutex);
	oldest = l->total > LOG_LINES_KEPT ? l->total - LOG_LINES_KEPT : 0;
	*from = *from < oldest ? oldest : *from > l->total ? l->total : *from;
	n = l->total - *from < max ? l->total - *from : max;
	for (uint64_t i = 0; i < n; i++)
		out[i] = l->line[(*from + i) % LOG_LINES_KEPT];
	pthread_mutex_unlock(&l->mutex);
	return (uint32_t)n;
}

uint32_t
log_tail(struct log *l, struct log_line *out, uint32_t max, uint64_t *total)
{
	uint32_t n;

	pthread_mutex_lock(&l->mutex);
	n = l->total < LOG_LINES_KEPT ? (uint32_t)l->total : LOG_LINES_KEPT;
	if (n > max)
		n = max;
	for (uint32_t i = 0; i < n; i++)
		out[i] = l->line[(l->total - n + i) % LOG_LINES_KEPT];
	*total = l->total;
	pthread_mutex_unlock(&l->mutex);
	return n;
}

int
log_capture(struct log *l)
{
	int fd[2];

	if (l->captured)
		return 0;
	if (pipe2(fd, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	l->saved[0] = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	l->saved[1] = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (l->saved[0] < 0 || l->saved[1] < 0) {
		int error = errno;

		for (int i = 0; i < 2; i++)
			if (l->saved[i] >= 0)
				close(l->saved[i]);
		close(fd[0]);
		close(fd[1]);
		l->saved[0] = l->saved[1] = -1;
		return -error;
	}
	fflush(stdout);
	dup2(fd[1], STDOUT_FILENO);
	dup2(fd[1], STDERR_FILENO);
	close(fd[1]);
	l->pipe_fd = fd[0];
	pthread_mutex_lock(&l->mutex);
	l->captured = true;
	pthread_mutex_unlock(&l->mutex);
	return 0;
}

int
log_capture_fd(const struct log *l)
{
	return l->pipe_fd;
}

int
log_terminal_fd(const struct log *l)
{
	return l->captured ? l->saved[0] : STDOUT_FILENO;
}

void
log_capture_read(struct log *l)
{
	char buffer[1024];
	ssize_t n;

	if (l->pipe_fd < 0)
		return;
	for (int turns = 0; turns < 16 && (n = read(l->pipe_fd, buffer, sizeof buffer)) > 0;
		turns++)
		for (ssize_t i = 0; i < n; i++) {
			if (buffer[i] != '\n')
				l->partial[l->npartial++] = buffer[i];
			if (buffer[i] != '\n' && l->npartial < sizeof l->partial - 1)
				continue;
			if (l->npartial > 0)
				add_line(l, l->partial, l->npartial);
			l->npartial = 0;
		}
}

void
log_release(struct log *l)
{
	struct log_line tail[LOG_LINES_AT_EXIT];
	uint64_t total;
	uint32_t n;

	if (!l->captured)
		return;
	fflush(stdout);
	fflush(stderr);
	log_capture_read(l);
	if (l->npartial > 0)
		add_line(l, l->partial, l->npartial);
	l->npartial = 0;
	dup2(l->saved[0], STDOUT_FILENO);
	dup2(l->saved[1], STDERR_FILENO);
	close(l->saved[0]);
	close(l->saved[1]);
	close(l->pipe_fd);
	l->saved[0] = l->saved[1] = l->pipe_fd = -1;
	pthread_mutex_lock(&l->mutex);
	l->captured = false;
	pthread_mutex_unlock(&l->mutex);
	n = log_tail(l, tail, LOG_LINES_AT_EXIT, &total);
	for (uint32_t i = 0; i < n && l->out_fd >= 0; i++) {
		char text[LOG_LINE_BYTES + 32];
		int length = snprintf(text, sizeof text, "%9.3f %s\n", tail[i].at_s, tail[i].text);

		write_out(l->out_fd, text, (size_t)length);
	}
}
