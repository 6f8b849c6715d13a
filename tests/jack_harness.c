/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The JACK backend alone, driven by lines on stdin, for the system tests on
 * real servers: copies in to out and keeps count of what the backend says.
 *
 *   jack_harness [-s SERVER] [-n NAME] [-c CHANNELS] [-b BURN_US]
 *
 * Commands: auto PATTERN 0|1, connect OURS THEIRS, disconnect, list, describe,
 * totals, clear, quit; end of input quits.  Changes are printed as they come.
 * Exit status: that of the failed open, 6 when the server was lost, 7 when stop
 * or close did not return within 3 s, else 0.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "engine/backend.h"
#include "rt/clock.h"

enum { LATE_MAX = 1 << 16, END_SECONDS = 3, EXIT_HUNG = 7 };

struct harness {
	struct clock clock;
	struct backend *backend;
	int wake_fd;
	uint64_t burn_ticks;
	atomic_uint changes;
	/* since clear */
	atomic_uint cycles, negative, no_due, freewheel, resized;
	atomic_uint nframes, rate_hz, xruns, skipped, lost;
	atomic_uint committed;
	_Atomic double done, due; /* frames processed, frames that time says were due */
	uint64_t wake;            /* audio thread: of the period before, 0: none */
	uint32_t nchannels, xruns0, skipped0, lost0;
	_Atomic float late_us[LATE_MAX];
	atomic_bool clear;
};

static void
process(void *arg, const struct period *p) RT_SAFE
{
	struct harness *h = arg;
	unsigned k;
	double late_us;

	if (atomic_exchange(&h->clear, false)) {
		atomic_store(&h->cycles, 0);
		atomic_store(&h->negative, 0);
		atomic_store(&h->no_due, 0);
		atomic_store(&h->freewheel, 0);
		atomic_store(&h->resized, 0);
		atomic_store(&h->done, 0);
		atomic_store(&h->due, 0);
		h->wake = 0;
	}
	if (h->wake) {
		double ns = clock_span_ns(&h->clock, (int64_t)(p->wake - h->wake));

		atomic_store(&h->done, atomic_load(&h->done) + atomic_load(&h->nframes));
		atomic_store(&h->due, atomic_load(&h->due) + ns * p->rate_hz / 1e9);
	}
	h->wake = p->wake;
	k = atomic_load(&h->cycles);
	for (uint32_t i = 0; i < h->nchannels; i++)
		memcpy(p->out[i], p->in[i], p->nframes * sizeof(float));
	late_us = clock_span_ns(&h->clock, (int64_t)(p->wake - p->due)) / 1e3;
	atomic_store(&h->late_us[k % LATE_MAX], (float)late_us);
	if (p->wake < p->due || p->deadline <= p->due)
		atomic_fetch_add(&h->negative, 1);
	if (p->flags & CYCLE_NO_DUE)
		atomic_fetch_add(&h->no_due, 1);
	if (p->flags & CYCLE_FREEWHEEL)
		atomic_fetch_add(&h->freewheel, 1);
	if (k && p->nframes != atomic_load(&h->nframes))
		atomic_fetch_add(&h->resized, 1);
	atomic_store(&h->nframes, p->nframes);
	atomic_store(&h->rate_hz, p->rate_hz);
	atomic_store(&h->xruns, p->xruns);
	atomic_store(&h->skipped, p->skipped);
	atomic_store(&h->lost, p->lost_frames);
	while (clock_ticks(&h->clock) - p->wake < h->burn_ticks)
		;
	atomic_store(&h->cycles, k + 1);
}

static void
committed(void *arg) RT_SAFE
{
	struct harness *h = arg;

	atomic_fetch_add(&h->committed, 1);
}

static void
on_changed(void *arg, uint32_t what)
{
	struct harness *h = arg;
	uint64_t one = 1;

	atomic_fetch_or(&h->changes, what);
	if (write(h->wake_fd, &one, sizeof one) < 0)
		abort();
}

static int
float_order(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static void
say_totals(struct harness *h)
{
	static float late[LATE_MAX];
	unsigned cycles = atomic_load(&h->cycles), n = cycles < LATE_MAX ? cycles : LATE_MAX;

	for (unsigned i = 0; i < n; i++)
		late[i] = atomic_load(&h->late_us[i]);
	qsort(late, n, sizeof *late, float_order);
	printf("totals cycles=%u nframes=%u rate=%u xruns=%u skipped=%u lost=%u negative=%u "
	       "done=%.0f due=%.0f "
	       "no_due=%u freewheel=%u resized=%u late_min=%.1f late_p50=%.1f late_p99=%.1f "
	       "late_max=%.1f\n",
		cycles, atomic_load(&h->nframes), atomic_load(&h->rate_hz),
		atomic_load(&h->xruns) - h->xruns0, atomic_load(&h->skipped) - h->skipped0,
		atomic_load(&h->lost) - h->lost0, atomic_load(&h->negative), atomic_load(&h->done),
		atomic_load(&h->due), atomic_load(&h->no_due), atomic_load(&h->freewheel),
		atomic_load(&h->resized), n ? late[0] : 0, n ? late[n / 2] : 0,
		n ? late[(size_t)(n * 0.99)] : 0, n ? late[n - 1] : 0);
}

static void
say_description(struct harness *h)
{
	struct backend_info info;

	backend_jack.describe(h->backend, &info);
	printf("describe server=%s client=%s rate=%u nframes=%u channels=%u latency_in=%u "
	       "latency_out=%u freewheel=%d connected_in=%u connected_out=%u load=%.1f policy=%s "
	       "priority=%d tid=%d ftz=%d\n",
		info.server, info.client_name, info.rate_hz, info.nframes, info.nchannels,
		info.latency_in_frames, info.latency_out_frames, info.freewheel, info.connected_in,
		info.connected_out, (double)info.server_load, thread_policy_name(info.audio.policy),
		info.audio.priority, info.audio.tid, info.audio.flush_denormals);
}

static void
say_connections(struct harness *h)
{
	static struct connections all;

	backend_jack.connections(h->backend, &all);
	for (uint32_t i = 0; i < all.n; i++)
		printf("connection %s %s\n", all.c[i].ours, all.c[i].theirs);
	printf("connections %u\n", all.n);
}

static void
say_changes(struct harness *h)
{
	static const char *const name[] = { "lost", "rate", "period", "connections", "ports",
		"latency", "finished" };
	unsigned what = atomic_exchange(&h->changes, 0);

	for (unsigned i = 0; i < sizeof name / sizeof *name; i++)
		if (what >> i & 1)
			printf("changed %s\n", name[i]);
}

static void
connect_one(struct harness *h, char *ours, char *theirs)
{
	static struct connections want;
	uint32_t missing;

	want.n = 1;
	snprintf(want.c[0].ours, PORT_BYTES, "%s", ours);
	snprintf(want.c[0].theirs, PORT_BYTES, "%s", theirs);
	backend_jack.connect(h->backend, &want, &missing);
	printf("connected missing=%u\n", missing);
}

/* Return: false for quit. */
static bool
command(struct harness *h, char *line)
{
	char *save, *verb = strtok_r(line, " \n", &save), *a = strtok_r(NULL, " \n", &save),
		    *b = strtok_r(NULL, " \n", &save);

	if (!verb)
		return true;
	if (strcmp(verb, "quit") == 0)
		return false;
	if (strcmp(verb, "totals") == 0) {
		say_totals(h);
	} else if (strcmp(verb, "clear") == 0) {
		h->xruns0 = atomic_load(&h->xruns);
		h->skipped0 = atomic_load(&h->skipped);
		h->lost0 = atomic_load(&h->lost);
		atomic_store(&h->clear, true);
		printf("cleared\n");
	} else if (strcmp(verb, "describe") == 0) {
		say_description(h);
	} else if (strcmp(verb, "list") == 0) {
		say_connections(h);
	} else if (strcmp(verb, "disconnect") == 0) {
		printf("disconnected %d\n", backend_jack.disconnect(h->backend));
	} else if (strcmp(verb, "auto") == 0 && b) {
		printf("auto %d\n", backend_jack.autoconnect(h->backend, a, *b == '1'));
	} else if (strcmp(verb, "connect") == 0 && b) {
		connect_one(h, a, b);
	} else {
		printf("unknown command\n");
	}
	return true;
}

/* Until quit, end of input or loss.  Return: true when lost. */
static bool
serve(struct harness *h)
{
	struct pollfd fd[] = { { .fd = 0, .events = POLLIN },
		{ .fd = h->wake_fd, .events = POLLIN } };
	char line[1024];
	uint64_t n;

	for (;;) {
		if (poll(fd, 2, -1) < 0 && errno != EINTR)
			return false;
		if (fd[1].revents && read(h->wake_fd, &n, sizeof n) == sizeof n) {
			bool lost = atomic_load(&h->changes) & BACKEND_LOST;

			say_changes(h);
			if (lost)
				return true;
		}
		if (fd[0].revents && (!fgets(line, sizeof line, stdin) || !command(h, line)))
			return false;
	}
}

static void *
end_run(void *arg)
{
	struct harness *h = arg;

	backend_jack.stop(h->backend);
	printf("stopped\n");
	backend_jack.close(h->backend);
	printf("closed\n");
	return NULL;
}

static bool
end(struct harness *h)
{
	struct timespec until;
	pthread_t thread;

	if (pthread_create(&thread, NULL, end_run, h))
		return false;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += END_SECONDS;
	return pthread_timedjoin_np(thread, NULL, &until) == 0;
}

int
main(int argc, char **argv)
{
	static struct harness h;
	struct backend_config config = { .client_name = "harness" };
	struct backend_client client = {
		.process = process,
		.committed = committed,
		.changed = on_changed,
		.clock = &h.clock,
		.arg = &h,
	};
	struct backend_error err = { 0 };
	struct stream got;
	bool lost;
	int o;

	setvbuf(stdin, NULL, _IONBF, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	clock_init(&h.clock);
	while ((o = getopt(argc, argv, "s:n:c:b:")) != -1)
		switch (o) {
		case 's':
			snprintf(config.device, sizeof config.device, "%s", optarg);
			break;
		case 'n':
			snprintf(config.client_name, sizeof config.client_name, "%s", optarg);
			break;
		case 'c':
			config.nchannels = (uint32_t)atoi(optarg);
			break;
		case 'b':
			h.burn_ticks =
				clock_ns_to_ticks(&h.clock, strtoull(optarg, NULL, 10) * 1000);
			break;
		default:
			return EXIT_USAGE;
		}
	h.wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (h.wake_fd < 0 || backend_jack.open(&h.backend, &config, &client, &got, &err)) {
		printf("error %d %s\n", err.status, err.text);
		return err.status;
	}
	h.nchannels = got.nchannels;
	if (backend_jack.start(h.backend, &err)) {
		printf("error %d %s\n", err.status, err.text);
		return err.status;
	}
	printf("ready rate=%u channels=%u\n", got.rate_hz, got.nchannels);
	lost = serve(&h);
	say_totals(&h);
	if (!end(&h)) {
		printf("hung\n");
		_exit(EXIT_HUNG);
	}
	return lost ? EXIT_LOST : 0;
}
