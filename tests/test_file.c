/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "tests/wav_help.h"

enum { NFRAMES = 5000, NCHANNELS = 3, RATE = 44100 };

static float samples[NFRAMES * NCHANNELS];

struct fixture {
	char in[WAV_PATH_BYTES], out[WAV_PATH_BYTES];
};

static int
setup(void **state)
{
	static struct fixture f;

	for (int i = 0; i < NFRAMES * NCHANNELS; i++)
		samples[i] = (float)sin(i * 0.01) * 0.5f;
	wav_path(f.in);
	wav_path(f.out);
	*state = &f;
	return wav_write(f.in, samples, NFRAMES, NCHANNELS, RATE) ? 0 : -1;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->in);
	unlink(f->out);
	return 0;
}

static struct engine_config
config_of(const char *in, const char *out, bool fast)
{
	struct engine_config c = { .backend = &backend_file, .wake_fd = -1 };

	snprintf(c.device.device, DEVICE_BYTES, "%s", in);
	snprintf(c.device.out_path, DEVICE_BYTES, "%s", out);
	c.device.fast = fast;
	return c;
}

/* Plays to the end.  Return: records, the last one in *last. */
static uint32_t
play(const struct engine_config *config, struct cycle *last, struct backend_info *info)
{
	struct timespec nap = { 0, 500000 };
	struct backend_error err;
	uint32_t n = 0, changes = 0;
	struct engine *e;

	assert_int_equal(engine_open(&e, config, &err), 0);
	assert_int_equal(engine_start(e, &err), 0);
	for (;;) {
		bool over = changes & (BACKEND_FINISHED | BACKEND_LOST);

		while (engine_next_cycle(e, last))
			n++;
		if (over)
			break;
		nanosleep(&nap, NULL);
		changes |= engine_changes(e);
	}
	assert_int_equal(changes, BACKEND_FINISHED);
	engine_describe(e, info);
	engine_stop(e);
	engine_close(e);
	return n;
}

static void
assert_same_as_input(const char *path)
{
	struct wav w;

	assert_true(wav_read(path, &w));
	assert_int_equal(w.format, 3);
	assert_int_equal(w.nchannels, NCHANNELS);
	assert_int_equal(w.rate_hz, RATE);
	assert_int_equal(w.nframes, NFRAMES);
	assert_memory_equal(w.interleaved, samples, sizeof samples);
	free(w.bytes);
}

static void
test_a_file_passes_bit_by_bit_at_its_exact_length(void **state)
{
	/* dividing the length, not dividing it, longer than the file */
	static const uint32_t sizes[] = { 0, 1, 64, 1000, 333, 8192, 30000 };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct engine_config c = config_of(f->in, f->out, true);
		uint32_t n = sizes[i] ? sizes[i] : 256;
		struct backend_info info;
		struct cycle last;

		c.device.nframes = sizes[i];
		assert_int_equal(play(&c, &last, &info), (NFRAMES + n - 1) / n);
		assert_int_equal(last.flags, CYCLE_UNPACED);
		assert_int_equal(last.nframes, n);
		assert_int_equal(last.rate_hz, RATE);
		assert_true(info.finished);
		assert_int_equal(info.nchannels, NCHANNELS);
		assert_same_as_input(f->out);
	}
}

static void
test_a_paced_file_takes_its_time(void **state)
{
	struct fixture *f = *state;
	struct engine_config c = config_of(f->in, f->out, false);
	struct backend_info info;
	struct cycle last;
	struct timespec t;
	double seconds;

	clock_gettime(CLOCK_MONOTONIC, &t);
	seconds = -(double)t.tv_sec - (double)t.tv_nsec * 1e-9;
	play(&c, &last, &info);
	clock_gettime(CLOCK_MONOTONIC, &t);
	seconds += (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
	assert_true(seconds > 0.9 * NFRAMES / RATE);
	assert_int_equal(last.flags, 0);
	assert_same_as_input(f->out);
}

static void
test_channels_can_be_fewer_or_more_than_the_file_has(void **state)
{
	static const uint32_t counts[] = { 1, 2, 5 };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct engine_config c = config_of(f->in, f->out, true);
		struct backend_info info;
		struct cycle last;
		struct wav w;

		c.device.nchannels = counts[i];
		play(&c, &last, &info);
		assert_true(wav_read(f->out, &w));
		assert_int_equal(w.nchannels, counts[i]);
		for (uint32_t n = 0; n < NFRAMES; n++)
			for (uint32_t ch = 0; ch < counts[i]; ch++)
				assert_true(w.interleaved[n * counts[i] + ch] ==
					    (ch < NCHANNELS ? samples[n * NCHANNELS + ch] : 0.0f));
		free(w.bytes);
	}
}

/* From file to file: what is written is finite, and only near the bad samples another; the records
 * name the input and have counted. */
static void
test_bad_samples_of_a_file_do_not_reach_the_other(void **state)
{
	enum { AT = 2000, NBAD = 3, OVER = AT + NBAD - 1 + RATE / 100, TINY = 4000, NTINY = 20 };
	static float bad[NFRAMES * NCHANNELS];
	struct fixture *f = *state;
	struct backend_info info;
	char in[WAV_PATH_BYTES];
	struct engine_config c;
	struct cycle last;
	struct wav w;

	memcpy(bad, samples, sizeof bad);
	for (int i = 0; i < NBAD; i++)
		bad[(AT + i) * NCHANNELS + 1] = i == 1 ? INFINITY : NAN;
	for (int i = 0; i < NTINY; i++)
		bad[(TINY + i) * NCHANNELS] = 1e-40f;
	wav_path(in);
	assert_true(wav_write(in, bad, NFRAMES, NCHANNELS, RATE));
	c = config_of(in, f->out, true);
	play(&c, &last, &info);
	unlink(in);
	assert_int_equal(last.scrub_node, 0);
	assert_int_equal(last.scrub.nonfinite, NBAD);
	assert_int_equal(last.scrub.denormal, NTINY);
	assert_true(wav_read(f->out, &w));
	for (int i = 0; i < NFRAMES * NCHANNELS; i++) {
		int n = i / NCHANNELS, ch = i % NCHANNELS;

		assert_true(isfinite(w.interleaved[i]));
		if (ch == 0 && n >= TINY && n < TINY + NTINY)
			assert_true(w.interleaved[i] == 0.0f);
		else if (ch != 1 || n < AT || n >= OVER)
			assert_true(w.interleaved[i] == samples[i]);
	}
	free(w.bytes);
}

static void
test_no_output_is_asked_for(void **state)
{
	struct fixture *f = *state;
	struct engine_config c = config_of(f->in, "", true);
	struct backend_info info;
	struct cycle last;

	assert_int_equal(play(&c, &last, &info), (NFRAMES + 255) / 256);
}

static void
test_stopping_halfway_leaves_a_valid_file(void **state)
{
	struct fixture *f = *state;
	struct engine_config c = config_of(f->in, f->out, false);
	struct timespec nap = { 0, 500000 };
	struct backend_error err;
	struct engine *e;
	struct cycle last;
	struct wav w;
	int n = 0;

	assert_int_equal(engine_open(&e, &c, &err), 0);
	assert_int_equal(engine_start(e, &err), 0);
	while (n < 3)
		if (engine_next_cycle(e, &last))
			n++;
		else
			nanosleep(&nap, NULL);
	engine_stop(e);
	engine_close(e);
	assert_true(wav_read(f->out, &w));
	assert_true(w.nframes >= 3 * 256);
	assert_memory_equal(w.interleaved, samples, 3 * 256 * NCHANNELS * sizeof(float));
	free(w.bytes);
}

static void
test_files_that_cannot_be_used_are_named(void **state)
{
	struct fixture *f = *state;
	char text[WAV_PATH_BYTES];
	FILE *file;

	wav_path(text);
	file = fopen(text, "w");
	assert_non_null(file);
	assert_true(fputs("this is no sound", file) >= 0);
	fclose(file);
	const struct {
		const char *in, *out;
		int status;
		const char *expected;
	} rows[] = {
		{ "/no/such/file.wav", "", EXIT_NO_DEVICE, "/no/such/file.wav" },
		{ "/no/such/file.wav", "", EXIT_NO_DEVICE, "No such file" },
		{ text, "", EXIT_NO_DEVICE, text },
		{ f->in, "/no/such/dir/out.wav", EXIT_NO_DEVICE, "/no/such/dir/out.wav" },
		{ f->in, f->in, EXIT_USAGE, "same file" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct engine_config c = config_of(rows[i].in, rows[i].out, true);
		struct backend_error err;
		struct engine *e;

		assert_true(engine_open(&e, &c, &err) < 0);
		assert_int_equal(err.status, rows[i].status);
		if (!strstr(err.text, rows[i].expected))
			fail_msg("%s", err.text);
	}
	unlink(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_file_passes_bit_by_bit_at_its_exact_length),
		cmocka_unit_test(test_a_paced_file_takes_its_time),
		cmocka_unit_test(test_channels_can_be_fewer_or_more_than_the_file_has),
		cmocka_unit_test(test_bad_samples_of_a_file_do_not_reach_the_other),
		cmocka_unit_test(test_no_output_is_asked_for),
		cmocka_unit_test(test_stopping_halfway_leaves_a_valid_file),
		cmocka_unit_test(test_files_that_cannot_be_used_are_named),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
