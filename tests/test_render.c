/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "engine/render.h"
#include "tests/backend_hand.h"
#include "tests/eq_help.h"
#include "tests/wav_help.h"

enum { NFRAMES = 12345, NCHANNELS = HAND_CHANNELS, RATE = 48000 };

static float samples[NFRAMES * NCHANNELS];

struct fixture {
	char in[WAV_PATH_BYTES], out[WAV_PATH_BYTES];
	struct wav reference; /* rendered at 256 frames */
};

/* Every kind of band, so that every path of the EQ is in it. */
static void
set_eq(struct engine *e, void *arg)
{
	float values[EQ_VALUES_MAX];

	(void)arg;
	eq_defaults(values);
	eq_value(values, "preamp", -6.5f);
	eq_value(values, "band/1/gain", 5.5f);
	eq_value(values, "band/2/gain", -3.2f);
	eq_value(values, "band/3/type", EQ_HP);
	eq_value(values, "band/3/freq", 25);
	eq_value(values, "band/5/gain", 7);
	eq_value(values, "band/5/q", 4.3f);
	eq_value(values, "band/7/type", EQ_NO);
	eq_value(values, "band/8/gain", 3);
	assert_true(eq_send(e, values));
}

static int
setup(void **state)
{
	static struct fixture f;
	struct render_job job = { .in = f.in, .out = f.out, .nframes = 256, .setup = set_eq };
	struct backend_error err;
	uint32_t random = 1;

	for (int i = 0; i < NFRAMES * NCHANNELS; i++) {
		random = random * 1664525 + 1013904223;
		samples[i] = (float)random / 4294967296.0f - 0.5f;
	}
	wav_path(f.in);
	wav_path(f.out);
	*state = &f;
	if (!wav_write(f.in, samples, NFRAMES, NCHANNELS, RATE) || render_file(&job, &err) ||
		!wav_read(f.out, &f.reference))
		return -1;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	free(f->reference.bytes);
	unlink(f->in);
	unlink(f->out);
	return 0;
}

static void
assert_equals_reference(const struct fixture *f)
{
	struct wav w;

	assert_true(wav_read(f->out, &w));
	assert_int_equal(w.nbytes, f->reference.nbytes);
	assert_memory_equal(w.bytes, f->reference.bytes, w.nbytes);
	free(w.bytes);
}

static void
test_the_eq_is_in_the_result(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(f->reference.nframes, NFRAMES);
	assert_int_equal(f->reference.nchannels, NCHANNELS);
	assert_memory_not_equal(f->reference.interleaved, samples, sizeof samples);
}

static void
test_the_period_changes_no_bit(void **state)
{
	static const uint32_t sizes[] = { 1, 16, 64, 441, 1024, 8192, 20000 };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct render_job job = {
			.in = f->in, .out = f->out, .nframes = sizes[i], .setup = set_eq
		};
		struct backend_error err;

		assert_int_equal(render_file(&job, &err), 0);
		assert_equals_reference(f);
	}
}

static void
test_the_paced_path_gives_the_same_bits(void **state)
{
	struct fixture *f = *state;
	struct engine_config config = { .backend = &backend_file, .wake_fd = -1 };
	struct timespec nap = { 0, 1000000 };
	struct backend_error err;
	struct engine *e;
	struct cycle c;

	snprintf(config.device.device, DEVICE_BYTES, "%s", f->in);
	snprintf(config.device.out_path, DEVICE_BYTES, "%s", f->out);
	config.device.nframes = 128;
	assert_int_equal(engine_open(&e, &config, &err), 0);
	set_eq(e, NULL);
	assert_int_equal(engine_start(e, &err), 0);
	while (!(engine_changes(e) & BACKEND_FINISHED)) {
		while (engine_next_cycle(e, &c))
			;
		nanosleep(&nap, NULL);
	}
	engine_stop(e);
	engine_close(e);
	assert_equals_reference(f);
}

/* Period after period by hand, the size changing live: what a server would do. */
static void
test_the_live_path_gives_the_same_bits_across_period_changes(void **state)
{
	static const uint32_t sizes[] = { 64, 256, 1024, 333 };
	struct fixture *f = *state;
	struct engine_config config = { .backend = &backend_hand, .wake_fd = -1 };
	struct backend_error err;
	struct engine *e;
	struct cycle c;

	config.device.rate_hz = RATE;
	assert_int_equal(engine_open(&e, &config, &err), 0);
	set_eq(e, NULL);
	assert_int_equal(engine_start(e, &err), 0);
	for (uint32_t at = 0, k = 0, n; at < NFRAMES; at += n, k++) {
		n = sizes[k / 5 % 4];
		n = n < NFRAMES - at ? n : NFRAMES - at;
		for (uint32_t i = 0; i < n * NCHANNELS; i++)
			hand->in[i % NCHANNELS][i / NCHANNELS] = samples[at * NCHANNELS + i];
		hand_turn(hand, n);
		assert_true(engine_next_cycle(e, &c));
		for (uint32_t i = 0; i < n * NCHANNELS; i++)
			assert_memory_equal(&hand->out[i % NCHANNELS][i / NCHANNELS],
				&f->reference.interleaved[at * NCHANNELS + i], sizeof(float));
	}
	engine_stop(e);
	engine_close(e);
}

static void
test_errors_are_told(void **state)
{
	struct fixture *f = *state;
	struct render_job missing = { .in = "/no/such/file.wav", .out = f->out };
	struct render_job full = { .in = f->in, .out = "/dev/full" };
	struct render_job too_long = { .in = f->in };
	struct backend_error err;
	char path[DEVICE_BYTES + 10];

	assert_int_equal(render_file(&missing, &err), -ENODEV);
	assert_int_equal(err.status, EXIT_NO_DEVICE);
	assert_true(render_file(&full, &err) < 0);
	assert_non_null(strstr(err.text, "/dev/full"));
	memset(path, 'a', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	too_long.out = path;
	assert_int_equal(render_file(&too_long, &err), -ENAMETOOLONG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_eq_is_in_the_result),
		cmocka_unit_test(test_the_period_changes_no_bit),
		cmocka_unit_test(test_the_paced_path_gives_the_same_bits),
		cmocka_unit_test(test_the_live_path_gives_the_same_bits_across_period_changes),
		cmocka_unit_test(test_errors_are_told),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
