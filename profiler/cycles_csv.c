/* SPDX-License-Identifier: ISC */
/* See cycles_csv.h.  The thread polls, so that handing over a record wakes nobody. */
#include "profiler/cycles_csv.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rt/ring.h"
#include "rt/thread.h"

enum { RING_RECORDS = 8192, POLL_MS = 20, CLOSE_MS = 5000 };

struct cycles_csv {
	struct ring ring; /* of struct cycle, ticks already turned into ns */
	FILE *file;       /* the writer's, once it runs */
	pthread_t thread;
	uint32_t nnodes;
	uint64_t left_out; /* control's until quit is set */
	atomic_int error;  /* errno of the first failed write */
	atomic_bool quit, done;
};

static void
pause_ms(long ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static void
write_row(FILE *f, const struct cycle *cy, uint32_t nnodes)
{
	uint32_t i;

	fprintf(f, "%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64, cy->seq,
		cy->due, cy->wake, cy->begin, cy->end, cy->deadline);
	fprintf(f, ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32, cy->nframes, cy->rate_hz,
		cy->epoch, cy->generation);
	fprintf(f, ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32, cy->skipped, cy->lost_frames,
		cy->xruns, cy->flags);
	for (i = 0; i < nnodes; i++) {
		if (i < cy->nnodes)
			fprintf(f, ",%" PRIu32, cy->node[i].ticks);
		else
			fputc(',', f);
	}
	fputc('\n', f);
}

static void
flush(struct cycles_csv *c)
{
	if (atomic_load(&c->error) == 0 && (fflush(c->file) != 0 || ferror(c->file)))
		atomic_store(&c->error, errno ? errno : EIO);
}

static void
drain(struct cycles_csv *c)
{
	struct cycle cy;
	bool any = false;

	while (atomic_load(&c->error) == 0 && ring_pop(&c->ring, &cy)) {
		write_row(c->file, &cy, c->nnodes);
		any = true;
		if (ferror(c->file))
			break;
	}
	if (any)
		flush(c);
}

static void *
run(void *arg)
{
	struct cycles_csv *c = arg;

	while (!atomic_load(&c->quit)) {
		drain(c);
		pause_ms(POLL_MS);
	}
	drain(c);
	if (c->left_out > 0)
		fprintf(c->file, "# %" PRIu64 " cycles left out: the disk was too slow\n",
			c->left_out);
	flush(c);
	if (fclose(c->file) != 0 && atomic_load(&c->error) == 0)
		atomic_store(&c->error, errno);
	atomic_store(&c->done, true);
	return NULL;
}

static int
fail(int error, char *err, size_t err_bytes, const char *what)
{
	snprintf(err, err_bytes, "%s: %s; choose another place with --cycles=FILE", what,
		strerror(error));
	return -error;
}

static int
write_header(FILE *f, uint32_t n, const char *const *names)
{
	uint32_t i;

	fputs("seq,due_ns,wake_ns,begin_ns,end_ns,deadline_ns,nframes,rate_hz,epoch,generation,"
	      "skipped,lost_frames,xruns,flags",
		f);
	for (i = 0; i < n; i++)
		fprintf(f, ",node:%s", names[i]);
	fputc('\n', f);
	return fflush(f) == 0 ? 0 : errno;
}

int
cycles_csv_open(struct cycles_csv **out, const char *path, uint32_t n, const char *const *names,
	char *err, size_t err_bytes)
{
	struct cycles_csv *c = calloc(1, sizeof(*c));
	int error = ENOMEM;

	if (!c)
		return fail(error, err, err_bytes, "cannot write the cycles");
	error = -ring_init(&c->ring, RING_RECORDS, sizeof(struct cycle));
	if (error)
		goto free_all;
	c->nnodes = n;
	c->file = fopen(path, "we");
	if (!c->file) {
		error = errno;
		goto free_ring;
	}
	error = write_header(c->file, n, names);
	if (error)
		goto close_file;
	error = -thread_start(&c->thread, "ae-cycles", 0, run, c);
	if (error)
		goto close_file;
	*out = c;
	return 0;
close_file:
	fclose(c->file);
free_ring:
	ring_finish(&c->ring);
free_all:
	free(c);
	snprintf(err, err_bytes,
		"cannot write the cycles to \"%s\": %s; choose another place with "
		"--cycles=FILE",
		path, strerror(error));
	return -error;
}

bool
cycles_csv_add(struct cycles_csv *c, const struct cycle *cycle, const struct clock *clock)
{
	struct cycle ns = *cycle;
	uint32_t i;

	ns.due = clock_to_ns(clock, cycle->due);
	ns.wake = clock_to_ns(clock, cycle->wake);
	ns.begin = clock_to_ns(clock, cycle->begin);
	ns.end = clock_to_ns(clock, cycle->end);
	ns.deadline = clock_to_ns(clock, cycle->deadline);
	for (i = 0; i < cycle->nnodes; i++) {
		double span = clock_span_ns(clock, cycle->node[i].ticks) + 0.5;

		ns.node[i].ticks = span < UINT32_MAX ? (uint32_t)span : UINT32_MAX;
	}
	if (atomic_load(&c->error) == 0 && ring_push(&c->ring, &ns))
		return true;
	c->left_out++;
	return false;
}

int
cycles_csv_error(const struct cycles_csv *c)
{
	return -atomic_load(&c->error);
}

int
cycles_csv_close(struct cycles_csv *c, char *err, size_t err_bytes)
{
	int waited, error;

	if (!c)
		return 0;
	atomic_store(&c->quit, true);
	for (waited = 0; !atomic_load(&c->done) && waited < CLOSE_MS; waited += POLL_MS / 4)
		pause_ms(POLL_MS / 4);
	if (!atomic_load(&c->done)) {
		pthread_detach(c->thread);
		return fail(ETIMEDOUT, err, err_bytes, "the cycles file is not complete");
	}
	pthread_join(c->thread, NULL);
	error = atomic_load(&c->error);
	ring_finish(&c->ring);
	free(c);
	return error ? fail(error, err, err_bytes, "the cycles file is not complete") : 0;
}
