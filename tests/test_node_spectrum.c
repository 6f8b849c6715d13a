/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The spectrum node, its three threads played by one: process, then work, as
 * often as it takes.  Planning is real, in the node's own thread, and so is the
 * wisdom file, in a directory of the test's.
 */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/node_spectrum.h"

enum { RATE = 48000, FRAMES = 256, VALUES = 16, TRIES = 20000 };

static const struct stream stereo = { RATE, FRAMES, 2 };

/* ---- Failures on demand ---- */

static atomic_bool memory_fails, threads_fail;

void *__real_aligned_alloc(size_t align, size_t bytes);
void *__wrap_aligned_alloc(size_t align, size_t bytes);
int __real_thread_start(
	pthread_t *t, const char *name, int priority, void *(*run)(void *), void *arg);
int __wrap_thread_start(
	pthread_t *t, const char *name, int priority, void *(*run)(void *), void *arg);

void *
__wrap_aligned_alloc(size_t align, size_t bytes)
{
	return atomic_load(&memory_fails) ? NULL : __real_aligned_alloc(align, bytes);
}

int
__wrap_thread_start(pthread_t *t, const char *name, int priority, void *(*run)(void *), void *arg)
{
	return atomic_load(&threads_fail) ? -11 : __real_thread_start(t, name, priority, run, arg);
}

/* ---- The node ---- */

struct fixture {
	struct node *node;
	float value[VALUES];
	double phase[2]; /* of the sines at port 0 and 1, in turns */
	struct spectrum_frame frame;
};

static void
fixture_open(struct fixture *f, const struct stream *stream)
{
	memset(f, 0, sizeof *f);
	f->node = node_spectrum_create("spectrum");
	assert_non_null(f->node);
	assert_true(f->node->ops->nparams <= VALUES);
	for (uint32_t i = 0; i < f->node->ops->nparams; i++)
		f->value[i] = f->node->ops->params[i].def;
	assert_int_equal(f->node->ops->prepare(f->node, stream), 0);
}

static void
set(struct fixture *f, const char *name, float value)
{
	const struct node_ops *ops = f->node->ops;
	struct node_spectrum_coefficients c;
	uint32_t i = 0;

	while (i < ops->nparams && strcmp(ops->params[i].name, name) != 0)
		i++;
	assert_true(i < ops->nparams);
	f->value[i] = value;
	assert_int_equal(sizeof c, ops->coefficients_size);
	ops->derive(ops->params, f->value, &stereo, &c);
	ops->target(f->node, &c);
}

/* One period: 1 kHz at half of full scale into port 0, 8 kHz at full scale into port 1, both
 * channels alike; then the worker's turn. */
static void
turn(struct fixture *f)
{
	static const double freq_hz[] = { 1000, 8000 }, amplitude[] = { 0.5, 1.0 };
	float in[2][FRAMES];
	const float *ins[] = { in[0], in[0], in[1], in[1] };
	float *outs[] = { in[0], in[0] };
	struct work work;

	for (int port = 0; port < 2; port++)
		for (int i = 0; i < FRAMES; i++) {
			in[port][i] = (float)(amplitude[port] * sin(2 * M_PI * f->phase[port]));
			f->phase[port] = fmod(f->phase[port] + freq_hz[port] / RATE, 1.0);
		}
	assert_int_equal(f->node->ops->process(f->node, ins, outs, FRAMES), 0);
	while (f->node->ops->work(f->node, &work))
		;
	f->node->ops->result(f->node, &f->frame, sizeof f->frame);
}

static void
turns(struct fixture *f, int n)
{
	for (int i = 0; i < n; i++)
		turn(f);
}

/* Until the planner thread is done: periods of a millisecond. */
static void
turn_until_points(struct fixture *f, uint32_t points)
{
	struct timespec nap = { 0, 1000000 };

	for (int i = 0; i < TRIES && f->frame.points != points; i++) {
		turn(f);
		nanosleep(&nap, NULL);
	}
	assert_int_equal(f->frame.points, points);
}

static float
highest(const struct spectrum_frame *f, double *freq_hz)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < SPECTRUM_BINS_MAX; i++)
		best = f->bin_db[i] > f->bin_db[best] ? i : best;
	*freq_hz = (double)f->fmin_hz *
		   pow((double)(f->fmax_hz / f->fmin_hz), best / (SPECTRUM_BINS_MAX - 1.0));
	return f->bin_db[best];
}

static void
assert_peak(const struct fixture *f, double freq_hz, double db)
{
	double at_hz, tolerance_db = 0.3; /* flat-top, between two bins */

	assert_true(fabs((double)highest(&f->frame, &at_hz) - db) < tolerance_db);
	assert_true(fabs(log2(at_hz / freq_hz)) < 0.15);
}

/* ---- Sound passes ---- */

static void
test_sound_passes_unchanged_in_place_or_not(void **state)
{
	float in[3][FRAMES], out[3][FRAMES], copy[FRAMES];
	const float *ins[6];
	float *outs[3];

	(void)state;
	for (uint32_t nchannels = 1; nchannels <= 3; nchannels++) {
		struct stream stream = { RATE, FRAMES, nchannels };
		struct fixture f;

		fixture_open(&f, &stream);
		for (uint32_t ch = 0; ch < nchannels; ch++) {
			for (int i = 0; i < FRAMES; i++)
				in[ch][i] = (float)(i * 3 + (int)ch);
			ins[ch] = ins[nchannels + ch] = in[ch];
			outs[ch] = out[ch];
		}
		f.node->ops->process(f.node, ins, outs, FRAMES);
		for (uint32_t ch = 0; ch < nchannels; ch++)
			assert_memory_equal(out[ch], in[ch], sizeof in[ch]);
		memcpy(copy, in[0], sizeof copy);
		outs[0] = in[0];
		f.node->ops->process(f.node, ins, outs, 37);
		assert_memory_equal(in[0], copy, sizeof copy);
		node_destroy(f.node);
	}
}

/* ---- Parameters ---- */

static void
test_settings_take_effect_while_it_runs(void **state)
{
	static const struct {
		const char *name;
		float value, freq_hz, db;
	} row[] = { { "window", 2, 1000, -6.02f }, { "tap", 1, 8000, 0.0f },
		{ "average", 0, 8000, 0.0f }, { "channel", 1, 8000, 0.0f },
		{ "overlap", 3, 8000, 0.0f }, { "tap", 0, 1000, -6.02f },
		{ "overlap", 0, 1000, -6.02f }, { "hold", 2, 1000, -6.02f } };
	struct fixture f;

	(void)state;
	fixture_open(&f, &stereo);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		set(&f, row[i].name, row[i].value);
		turns(&f, 200);
		assert_peak(&f, (double)row[i].freq_hz, (double)row[i].db);
	}
	assert_true(f.frame.holding);
	node_destroy(f.node);
}

/* The old analyser goes on until the new one is there, and no analysis shows less sound. */
static void
test_points_change_while_it_runs(void **state)
{
	static const struct {
		float choice;
		uint32_t points;
	} row[] = { { 0, 1024 }, { 1, 2048 }, { 3, 8192 }, { 2, 4096 } };
	struct fixture f;

	(void)state;
	fixture_open(&f, &stereo);
	set(&f, "window", 2);
	turns(&f, 100);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		uint64_t seq = f.frame.seq;

		set(&f, "points", row[i].choice);
		turn_until_points(&f, row[i].points);
		assert_true(f.frame.seq > seq);
		assert_int_equal(f.frame.refused_points, 0);
		turns(&f, 200);
		assert_peak(&f, 1000, -6.02);
	}
	node_destroy(f.node);
}

static void
test_a_size_that_cannot_be_had_is_reported_and_the_old_goes_on(void **state)
{
	static atomic_bool *const failure[] = { &memory_fails, &threads_fail };
	struct timespec nap = { 0, 1000000 };
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < sizeof failure / sizeof *failure; i++) {
		uint64_t seq;

		fixture_open(&f, &stereo);
		turns(&f, 100);
		atomic_store(failure[i], true);
		set(&f, "points", 1);
		for (int k = 0; k < TRIES && f.frame.refused_points == 0; k++) {
			turn(&f);
			nanosleep(&nap, NULL);
		}
		assert_int_equal(f.frame.refused_points, 2048);
		assert_int_equal(f.frame.points, 4096);
		seq = f.frame.seq;
		atomic_store(failure[i], false);
		turns(&f, 100);
		assert_true(f.frame.seq > seq + 10);
		assert_int_equal(f.frame.points, 4096); /* not tried again by itself */
		set(&f, "average", 1);                  /* any change is another try */
		turn_until_points(&f, 2048);
		assert_int_equal(f.frame.refused_points, 0);
		node_destroy(f.node);
	}
}

/* 0.68 s fit the ring; what comes on top is lost and counted, in hops of any size. */
static void
test_hops_skipped_are_a_total_that_never_falls(void **state)
{
	static const struct {
		int periods;      /* without work */
		float choice;     /* of points, before that */
		uint32_t skipped; /* in all, after it */
	} row[] = { { 100, 2, 0 }, { 128 + 1, 2, 1 }, { 128 + 3, 2, 1 }, { 128 + 1, 2, 2 },
		{ 128 + 32, 0, 31 }, { 128 + 1, 0, 32 }, { 64, 1, 32 } };
	static float in[FRAMES];
	const float *ins[] = { in, in, in, in };
	float *outs[] = { in, in };
	struct fixture f;

	(void)state;
	fixture_open(&f, &stereo);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct work work = { 0 };

		set(&f, "points", row[i].choice);
		turn_until_points(&f, 1024u << (int)row[i].choice);
		for (int k = 0; k < row[i].periods; k++)
			f.node->ops->process(f.node, ins, outs, FRAMES);
		while (f.node->ops->work(f.node, &work))
			;
		assert_int_equal(work.skipped, row[i].skipped);
	}
	node_destroy(f.node);
}

static void
test_a_node_may_go_while_it_plans(void **state)
{
	struct fixture f;

	(void)state;
	for (int i = 0; i < 3; i++) {
		fixture_open(&f, &stereo);
		set(&f, "points", 0);
		turns(&f, i);
		node_destroy(f.node);
	}
}

/* Changed again before the first plan is ready: the last one counts. */
static void
test_the_last_of_many_sizes_counts(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f, &stereo);
	for (int i = 0; i < 9; i++) {
		set(&f, "points", (float)(i % 2));
		turns(&f, 3);
	}
	set(&f, "points", 1);
	turn_until_points(&f, 2048);
	turns(&f, 300);
	assert_int_equal(f.frame.points, 2048);
	node_destroy(f.node);
}

/* ---- Wisdom: each start is a process of its own ---- */

static char cache[64], file[128];

static pid_t
start(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct spectrum *s = node_spectrum_make(kernels_best(), 2, RATE, 256);

		_exit(s ? 0 : 1);
	}
	return pid;
}

static void
await(pid_t pid)
{
	int status = -1;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static ino_t
file_inode(void)
{
	struct stat st;

	return stat(file, &st) == 0 ? st.st_ino : 0;
}

static void
file_write(const char *text, long n)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, (size_t)n, f), n);
	assert_int_equal(fclose(f), 0);
}

static long
file_read(char *text, size_t size)
{
	FILE *f = fopen(file, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, size, f);
	fclose(f);
	return (long)n;
}

static int
wisdom_setup(void **state)
{
	(void)state;
	snprintf(cache, sizeof cache, "/tmp/ae-cache.XXXXXX");
	if (!mkdtemp(cache))
		return -1;
	snprintf(file, sizeof file, "%s/sub/audioengine/fftw-wisdom", cache);
	strcat(cache, "/sub"); /* not there yet */
	return setenv("XDG_CACHE_HOME", cache, 1);
}

static int
wisdom_teardown(void **state)
{
	char path[192];

	(void)state;
	setenv("XDG_CACHE_HOME", "/dev/null", 1);
	unlink(file);
	snprintf(path, sizeof path, "%s/audioengine", cache);
	rmdir(path);
	rmdir(cache);
	*strrchr(cache, '/') = '\0';
	return rmdir(cache); /* fails if anything else was left there */
}

static void
test_wisdom_is_kept_and_a_second_start_learns_nothing(void **state)
{
	ino_t inode;

	(void)state;
	await(start());
	inode = file_inode();
	assert_true(inode != 0);
	await(start());
	assert_true(file_inode() == inode);
}

static void
test_wisdom_that_is_none_is_ignored_and_replaced(void **state)
{
	static char good[1 << 16], now[1 << 16];
	long n;

	(void)state;
	await(start());
	n = file_read(good, sizeof good);
	for (int i = 0; i < 4; i++) {
		static const char *const nonsense[] = { "", "no wisdom", "(fftw-1.0 x #1)" };

		file_write(i < 3 ? nonsense[i] : good, i < 3 ? (long)strlen(nonsense[i]) : n / 2);
		await(start());
		assert_true(file_read(now, sizeof now) > 20);
		assert_memory_equal(now, good, 20); /* its first word names version and code */
		assert_memory_equal(now + file_read(now, sizeof now) - 2, good + n - 2, 2);
	}
	unlink(file);
	assert_int_equal(mkfifo(file, 0600), 0); /* nobody writes to it: not waited for */
	await(start());
	assert_memory_equal(now, good, file_read(now, 20));
}

static void
test_many_starts_at_once_leave_one_whole_file(void **state)
{
	pid_t pid[4];
	ino_t inode;

	(void)state;
	for (int i = 0; i < 4; i++)
		pid[i] = start();
	for (int i = 0; i < 4; i++)
		await(pid[i]);
	inode = file_inode();
	assert_true(inode != 0);
	await(start());
	assert_true(file_inode() == inode); /* it was good */
}

static void
test_without_a_place_for_it_there_is_no_cache_and_no_error(void **state)
{
	static const struct {
		const char *cache, *home;
	} row[] = { { NULL, NULL }, { "/dev/null", NULL }, { "relative", NULL }, { "", "" },
		{ NULL, "/dev/null" } };
	char *home = getenv("HOME"), *old = home ? strdup(home) : NULL;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		unsetenv("XDG_CACHE_HOME");
		unsetenv("HOME");
		if (row[i].cache)
			setenv("XDG_CACHE_HOME", row[i].cache, 1);
		if (row[i].home)
			setenv("HOME", row[i].home, 1);
		await(start());
	}
	assert_int_equal(access("relative", F_OK), -1);
	setenv("XDG_CACHE_HOME", "/dev/null", 1);
	if (old)
		setenv("HOME", old, 1);
	free(old);
}

#define WISDOM(test) cmocka_unit_test_setup_teardown(test, wisdom_setup, wisdom_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WISDOM(test_wisdom_is_kept_and_a_second_start_learns_nothing),
		WISDOM(test_wisdom_that_is_none_is_ignored_and_replaced),
		WISDOM(test_many_starts_at_once_leave_one_whole_file),
		cmocka_unit_test(test_without_a_place_for_it_there_is_no_cache_and_no_error),
		cmocka_unit_test(test_sound_passes_unchanged_in_place_or_not),
		cmocka_unit_test(test_settings_take_effect_while_it_runs),
		cmocka_unit_test(test_points_change_while_it_runs),
		cmocka_unit_test(test_a_size_that_cannot_be_had_is_reported_and_the_old_goes_on),
		cmocka_unit_test(test_hops_skipped_are_a_total_that_never_falls),
		cmocka_unit_test(test_a_node_may_go_while_it_plans),
		cmocka_unit_test(test_the_last_of_many_sizes_counts),
	};

	setenv("XDG_CACHE_HOME", "/dev/null", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
