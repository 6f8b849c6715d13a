/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Input and output node, run period by period: what passes, what is measured, what is lost. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/node_levels.h"

enum { RATE = 48000, FRAMES_MAX = 1024, CHANNELS = 6 };

static float sound[CHANNELS][FRAMES_MAX], heard[CHANNELS][FRAMES_MAX];

static struct node *
prepared(struct node *n, uint32_t nchannels)
{
	struct stream s = { .rate_hz = RATE, .nframes_max = FRAMES_MAX, .nchannels = nchannels };

	assert_non_null(n);
	assert_int_equal(n->ops->prepare(n, &s), 0);
	return n;
}

/* A period of a sine of 1 kHz in all channels, into buffers of its own. */
static uint32_t
period(struct node *n, uint32_t nframes, double db, uint64_t *at)
{
	const float *in[CHANNELS];
	float *out[CHANNELS];

	for (uint32_t ch = 0; ch < CHANNELS; ch++) {
		in[ch] = sound[ch];
		out[ch] = heard[ch];
		for (uint32_t i = 0; i < nframes; i++)
			sound[ch][i] =
				(float)(pow(10.0, db / 20) *
					sin(2 * M_PI * 1000 * (double)((*at + i) % RATE) / RATE));
	}
	*at += nframes;
	return n->ops->process(n, in, out, nframes);
}

/* As the worker does it. */
static uint32_t
work(struct node *n)
{
	struct work w = { 0 };

	while (n->ops->work(n, &w))
		;
	return w.skipped;
}

static void
play(struct node *n, double seconds, uint32_t nframes, double db, uint64_t *at)
{
	for (uint64_t end = *at + (uint64_t)(seconds * RATE); *at < end;) {
		period(n, nframes, db, at);
		work(n);
	}
}

/* Its parameters; an input has only the first. */
static void
switch_to(struct node *n, bool ballistics, bool loudness)
{
	float value[] = { ballistics, loudness };
	struct levels_coefficients c;

	n->ops->derive(n->ops->params, value, NULL, &c);
	n->ops->target(n, &c);
}

static void
switch_loudness(struct node *n, bool on)
{
	switch_to(n, true, on);
}

static void
test_the_output_measures_loudness_at_every_period_size(void **state)
{
	static const struct {
		uint32_t nchannels, nframes;
		double lufs; /* of sines of -23 dBFS */
	} row[] = { { 2, 64, -23 }, { 2, 37, -23 }, { 2, 1024, -23 }, { 1, 256, -26.01 },
		{ 3, 256, -23 }, { 6, 256, -18.36 } }; /* 10 log10((3 + 2 * 1.41) / 2) */

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct node *n = prepared(node_output_create("output"), row[i].nchannels);
		struct loudness_reading r;
		uint64_t at = 0;

		assert_false(output_loudness(n, &r));
		play(n, 3.3, row[i].nframes, -23, &at);
		assert_true(output_loudness(n, &r));
		if (fabs((double)r.integrated_lufs - row[i].lufs) > 0.1 ||
			fabs((double)r.momentary_lufs - row[i].lufs) > 0.1 ||
			fabs((double)r.shortterm_lufs - row[i].lufs) > 0.1)
			fail_msg("%u channels, %u frames: %.2f %.2f %.2f", row[i].nchannels,
				row[i].nframes, (double)r.momentary_lufs, (double)r.shortterm_lufs,
				(double)r.integrated_lufs);
		assert_true(fabs((double)r.true_peak_dbtp + 23) < 0.2);
		assert_true(r.seconds > 3.1 && r.lost_frames == 0);
		node_destroy(n);
	}
}

static void
test_frames_that_the_worker_is_too_late_for_are_counted(void **state)
{
	struct node *n = prepared(node_output_create("output"), 2);
	struct loudness_reading r;
	uint64_t at = 0;
	uint32_t taken;

	(void)state;
	while (at < 4 * RATE)
		period(n, 1000, -23, &at);
	assert_true(work(n) > 0);
	taken = (uint32_t)(4 * RATE - ((struct node_levels *)n)->loudness->feed.lost_frames);
	assert_true(taken >= RATE / 2 && taken < 4 * RATE);
	assert_true(output_loudness(n, &r));
	assert_int_equal(r.lost_frames, 4 * RATE - taken);
	assert_true(r.seconds <= (double)taken / RATE);
	/* Channels stay in step: the sound goes on in both. */
	play(n, 3.5, 1000, -23, &at);
	assert_true(output_loudness(n, &r));
	assert_true(fabsf(r.shortterm_lufs + 23) < 0.1f);
	assert_int_equal(r.lost_frames, 4 * RATE - taken);
	output_clear(n); /* complete again */
	play(n, 1, 1000, -23, &at);
	assert_true(output_loudness(n, &r));
	assert_int_equal(r.lost_frames, 0);
	node_destroy(n);
}

static void
test_a_clear_starts_the_sums_afresh(void **state)
{
	struct node *n = prepared(node_output_create("output"), 2);
	struct loudness_reading r;
	uint64_t at = 0;

	(void)state;
	play(n, 4, 256, -10, &at);
	output_clear(n);
	work(n); /* also without new sound */
	assert_true(output_loudness(n, &r));
	assert_true(r.seconds == 0 && r.integrated_lufs == -120.0f);
	assert_true(fabsf(r.shortterm_lufs + 10) < 0.1f);
	play(n, 1, 256, -30, &at);
	assert_true(output_loudness(n, &r));
	assert_true(fabsf(r.integrated_lufs + 30) < 0.6f); /* what was under way in the ring */
	assert_true(r.seconds < 1.2);
	node_destroy(n);
}

static void
test_switched_off_there_is_no_reading_and_on_again_a_fresh_one(void **state)
{
	struct node *n = prepared(node_output_create("output"), 2);
	struct loudness_reading r;
	uint64_t at = 0;

	(void)state;
	play(n, 4, 256, -10, &at);
	switch_loudness(n, true); /* was on: nothing changes */
	play(n, 0.2, 256, -10, &at);
	assert_true(output_loudness(n, &r) && r.seconds > 4);
	switch_loudness(n, false);
	assert_false(output_loudness(n, &r));
	play(n, 1, 256, -10, &at);
	assert_false(output_loudness(n, &r));
	switch_loudness(n, true);
	play(n, 1, 256, -30, &at);
	assert_true(output_loudness(n, &r));
	assert_true(r.seconds <= 1.1 && r.lost_frames == 0);
	assert_true(fabsf(r.integrated_lufs + 30) < 0.1f && r.shortterm_lufs < -30);
	node_destroy(n);
}

static void
test_both_ends_move_their_needles_at_every_period_size(void **state)
{
	static const struct {
		uint32_t nchannels, nframes;
	} row[] = { { 2, 64 }, { 2, 37 }, { 1, 1024 }, { 6, 256 } };
	struct node *(*create[])(const char *) = { node_input_create, node_output_create };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof row / sizeof *row; i++) {
		struct node *n = prepared(create[i % 2]("end"), row[i / 2].nchannels);
		struct ballistic_reading r[METER_CHANNELS_MAX];
		uint64_t at = 0;

		assert_false(levels_read(n, r));
		play(n, 2, row[i / 2].nframes, -18, &at);
		assert_true(levels_read(n, r));
		for (uint32_t ch = 0; ch < row[i / 2].nchannels; ch++) {
			assert_true(fabsf(r[ch].ppm1_db + 18) < 0.1f);
			assert_true(fabsf(r[ch].ppm2_db + 18) < 0.1f);
			assert_true(fabsf(r[ch].vu_db + 18) < 0.05f);
			assert_true(fabsf(r[ch].k_rms_db + 18) < 0.05f);
			assert_true(fabsf(r[ch].k_peak_db + 18) < 0.01f);
		}
		node_destroy(n);
	}
}

static void
test_the_needles_go_on_when_the_worker_was_late(void **state)
{
	struct node *n = prepared(node_input_create("input"), 2);
	struct ballistic_reading r[METER_CHANNELS_MAX];
	uint64_t at = 0;
	uint32_t lost;

	(void)state;
	while (at < 4 * RATE)
		period(n, 1000, -23, &at);
	lost = ((struct node_levels *)n)->ballistics->feed.lost_frames;
	assert_true(lost > RATE && lost < 4 * RATE);
	assert_int_equal(work(n), (lost + RATE / 50 - 1) / (RATE / 50));
	play(n, 3, 1000, -10, &at);
	assert_true(levels_read(n, r));
	assert_true(fabsf(r[0].vu_db + 10) < 0.1f && fabsf(r[1].vu_db + 10) < 0.1f);
	assert_int_equal(((struct node_levels *)n)->ballistics->feed.lost_frames, lost);
	node_destroy(n);
}

static void
test_needles_that_are_switched_off_rest_and_start_from_silence(void **state)
{
	struct node *n = prepared(node_output_create("output"), 2);
	struct ballistic_reading r[METER_CHANNELS_MAX];
	struct loudness_reading loudness;
	uint64_t at = 0;

	(void)state;
	play(n, 1, 256, 0, &at);
	assert_true(levels_read(n, r));
	switch_to(n, false, true);
	assert_false(levels_read(n, r));
	play(n, 1, 256, 0, &at);
	assert_false(levels_read(n, r));
	assert_true(output_loudness(n, &loudness)); /* goes on without a gap */
	assert_true(loudness.seconds > 1.8 && loudness.lost_frames == 0);
	switch_to(n, true, true);
	assert_false(levels_read(n, r)); /* not the old one */
	play(n, 0.04, 256, -40, &at);
	assert_true(levels_read(n, r));
	assert_true(r[0].ppm2_db < -39.9f && r[0].k_rms_db < -40 && r[0].vu_db < -40);
	node_destroy(n);
}

static void
test_both_ends_copy_every_bit_and_count_what_is_not_finite(void **state)
{
	struct node *ends[] = { prepared(node_input_create("input"), 2),
		prepared(node_output_create("output"), 2) };
	float *in_place[] = { sound[0], sound[1] };
	const float *in[] = { sound[0], sound[1] };
	uint64_t at = 0;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct meter_levels levels;
		struct node *n = ends[i];

		assert_false(n->ops->result(n, &levels, sizeof levels));
		memset(heard, 0x55, sizeof heard);
		assert_int_equal(period(n, 129, 0, &at), 0);
		assert_memory_equal(heard[0], sound[0], 129 * sizeof(float));
		assert_memory_equal(heard[1], sound[1], 129 * sizeof(float));
		assert_memory_equal(&heard[1][129], "UUUU", 4);
		assert_memory_equal(heard[2], "UUUU", 4);
		sound[1][5] = NAN;
		sound[0][7] = 1.5f;
		assert_int_equal(n->ops->process(n, in, in_place, 129), 0);
		assert_true(isnan(sound[1][5])); /* the plan keeps it back */
		sound[1][5] = 0.0f;
		assert_int_equal(period(n, 129, 0, &at), 0); /* published every 5 ms */
		assert_true(n->ops->result(n, &levels, sizeof levels));
		assert_int_equal(levels.nchannels, 2);
		assert_int_equal(levels.level[1].nonfinite, 1);
		assert_true(levels.level[0].clipped > levels.level[1].clipped);
		assert_true(levels.level[0].hold == 1.5f);
		node_destroy(n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_output_measures_loudness_at_every_period_size),
		cmocka_unit_test(test_frames_that_the_worker_is_too_late_for_are_counted),
		cmocka_unit_test(test_a_clear_starts_the_sums_afresh),
		cmocka_unit_test(test_switched_off_there_is_no_reading_and_on_again_a_fresh_one),
		cmocka_unit_test(test_both_ends_move_their_needles_at_every_period_size),
		cmocka_unit_test(test_the_needles_go_on_when_the_worker_was_late),
		cmocka_unit_test(test_needles_that_are_switched_off_rest_and_start_from_silence),
		cmocka_unit_test(test_both_ends_copy_every_bit_and_count_what_is_not_finite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
