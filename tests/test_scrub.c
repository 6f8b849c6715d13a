/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/scrub.h"
#include "tests/tables.h"

enum { FRAMES_MAX = 129, MARGIN = 17, NKINDS = 3 };

static float
float_of(uint32_t bits)
{
	float x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

static uint32_t
bits_of(float x)
{
	uint32_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits;
}

/* Every class of floats at its ends, and some of its middle. */
static const struct pattern {
	uint32_t bits, kind;
} patterns[] = {
	{ 0x00000000, 0 },               /* zero */
	{ 0x80000000, 0 },               /* -0 */
	{ 0x00800000, 0 },               /* FLT_MIN */
	{ 0x80800000, 0 },               /* -FLT_MIN */
	{ 0x3f800000, 0 },               /* 1 */
	{ 0xbf000001, 0 },               /* about -0.5 */
	{ 0x7f7fffff, 0 },               /* FLT_MAX */
	{ 0xff7fffff, 0 },               /* -FLT_MAX */
	{ 0x00000001, SCRUB_DENORMAL },  /* smallest denormal */
	{ 0x80000001, SCRUB_DENORMAL },  /* and below zero */
	{ 0x00012345, SCRUB_DENORMAL },  /* some */
	{ 0x00400000, SCRUB_DENORMAL },  /* half of FLT_MIN */
	{ 0x007fffff, SCRUB_DENORMAL },  /* largest */
	{ 0x807fffff, SCRUB_DENORMAL },  /* and below zero */
	{ 0x7f800000, SCRUB_NONFINITE }, /* infinity */
	{ 0xff800000, SCRUB_NONFINITE }, /* -infinity */
	{ 0x7fc00000, SCRUB_NONFINITE }, /* quiet NaN */
	{ 0xffc00000, SCRUB_NONFINITE }, /* quiet NaN, as x86 makes it */
	{ 0x7f800001, SCRUB_NONFINITE }, /* signalling NaN */
	{ 0xff800001, SCRUB_NONFINITE }, /* and with a sign */
	{ 0x7fbfffff, SCRUB_NONFINITE }, /* signalling NaN */
	{ 0x7fffffff, SCRUB_NONFINITE }, /* NaN, all bits */
	{ 0xffffffff, SCRUB_NONFINITE }, /* likewise */
};
enum { NPATTERNS = sizeof patterns / sizeof *patterns };

static void
test_the_classes_are_those_of_the_c_library(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < NPATTERNS; i++) {
		int class = fpclassify(float_of(patterns[i].bits));
		uint32_t kind = class == FP_NAN || class == FP_INFINITE ? SCRUB_NONFINITE
				: class == FP_SUBNORMAL                 ? SCRUB_DENORMAL
									: 0;

		assert_int_equal(kind, patterns[i].kind);
	}
}

static void
test_scan_sees_each_pattern_at_each_place(void **state)
{
	float block[2][FRAMES_MAX + MARGIN];

	(void)state;
	FOR_EACH_TABLE (k) {
		for (uint32_t n = 1; n <= FRAMES_MAX; n++)
			for (uint32_t at = 0; at < n; at++) {
				const struct pattern *p = &patterns[(n * 7 + at) % NPATTERNS];
				const float *in[2] = { block[0] + at % MARGIN,
					block[1] + n % MARGIN };
				uint32_t ch = (at + n) % 2;

				/* what lies around the block must not be seen */
				memset(block, 0x7f, sizeof block);
				block[0][at % MARGIN + n] = NAN;
				for (uint32_t c = 0; c < 2; c++)
					for (uint32_t i = 0; i < n; i++)
						memcpy((float *)in[c] + i,
							&patterns[(i + c) % 8].bits, sizeof(float));
				assert_int_equal(k->scrub_scan(in, 2, n), 0);
				memcpy((float *)in[ch] + at, &p->bits, sizeof(float));
				assert_int_equal(k->scrub_scan(in, 2, n), p->kind);
				assert_int_equal(k->scrub_scan(in + 1 - ch, 1, n), 0);
			}
	}
}

/* Against the plain table, over mixtures of everything: what is seen, how many, and every bit. */
static void
test_kernels_agree_with_the_plain_one(void **state)
{
	const struct kernels *plain = kernels_of(ISA_PLAIN);
	float a[FRAMES_MAX + MARGIN], b[FRAMES_MAX + MARGIN];

	(void)state;
	srand(1);
	FOR_EACH_TABLE (k) {
		for (uint32_t n = 0; n <= FRAMES_MAX; n++)
			for (uint32_t offset = 0; offset < MARGIN; offset++) {
				const float *in = a + offset;
				uint32_t counted = 0;

				for (uint32_t i = 0; i < FRAMES_MAX + MARGIN; i++)
					a[i] = float_of(patterns[rand() % NPATTERNS].bits);
				memcpy(b, a, sizeof b);
				assert_int_equal(
					k->scrub_scan(&in, 1, n), plain->scrub_scan(&in, 1, n));
				for (uint32_t i = 0; i < n; i++)
					counted += fpclassify(in[i]) == FP_SUBNORMAL;
				assert_int_equal(plain->scrub_flush(b + offset, n), counted);
				assert_int_equal(k->scrub_flush(a + offset, n), counted);
				assert_memory_equal(a, b, sizeof a);
				for (uint32_t i = 0; i < n; i++)
					assert_int_not_equal(fpclassify(in[i]), FP_SUBNORMAL);
			}
	}
}

/* ---- The fade ---- */

enum { RATE = 48000, LENGTH = 3 * RATE, STEREO = 2 };

struct fixture {
	struct scrub scrub;
	struct scrub_state at;
	float clean[STEREO][LENGTH], out[STEREO][LENGTH];
	struct scrub_count found;
};

static struct fixture *
fixture_get(uint32_t rate_hz)
{
	static struct fixture f;

	memset(&f, 0, sizeof f);
	scrub_init(&f.scrub, kernels_best(), STEREO, rate_hz);
	for (uint32_t ch = 0; ch < STEREO; ch++)
		for (uint32_t i = 0; i < LENGTH; i++)
			f.clean[ch][i] = (float)sin((ch + 1) * 0.02 * i + 1) * 0.9f;
	memcpy(f.out, f.clean, sizeof f.out);
	return &f;
}

/* out in blocks of nframes. */
static void
fixture_run(struct fixture *f, uint32_t length, uint32_t nframes)
{
	for (uint32_t i = 0; i < length; i += nframes) {
		float *block[STEREO] = { f->out[0] + i, f->out[1] + i };
		struct scrub_count n = scrub_process(
			&f->scrub, &f->at, block, length - i < nframes ? length - i : nframes);

		f->found.nonfinite += n.nonfinite;
		f->found.denormal += n.denormal;
	}
}

static float
largest_step(const float *x, uint32_t from, uint32_t to)
{
	float largest = 0;

	for (uint32_t i = from; i < to; i++)
		largest = fmaxf(largest, fabsf(x[i + 1] - x[i]));
	return largest;
}

static void
test_a_bad_sample_fades_and_is_over_within_10_ms(void **state)
{
	static const uint32_t rates[] = { 8000, 44100, 48000, 88200, 96000, 176400, 192000 };
	static const uint32_t bad[] = { 0x7fc00000, 0x7f800000, 0xff800000, 0xffffffff,
		0x7f800001 };
	enum { AT = 1000 };

	(void)state;
	for (uint32_t r = 0; r < 7; r++)
		for (uint32_t k = 0; k < 5; k++) {
			struct fixture *f = fixture_get(rates[r]);
			uint32_t over = AT + f->scrub.nframes_out + f->scrub.nframes_in;
			float bound = 0.02f + 1.6f / (float)f->scrub.nframes_out;

			assert_in_range(over - AT, 1, rates[r] / 100);
			f->out[0][AT] = float_of(bad[k]);
			fixture_run(f, 8000, 64);
			assert_int_equal(f->found.nonfinite, 1);
			assert_int_equal(f->found.denormal, 0);
			assert_memory_equal(f->out[1], f->clean[1], 8000 * sizeof(float));
			assert_memory_equal(f->out[0], f->clean[0], AT * sizeof(float));
			assert_memory_equal(f->out[0] + over, f->clean[0] + over,
				(8000 - over) * sizeof(float));
			assert_true(f->out[0][over - 2] != f->clean[0][over - 2]);
			assert_true(fabsf(f->out[0][AT + f->scrub.nframes_out]) == 0.0f);
			assert_true(largest_step(f->out[0], AT - 1, over) < bound);
		}
}

/* Down once, silence until it ends, and back: also when it goes on for a second. */
static void
test_bad_samples_that_keep_coming_are_silence(void **state)
{
	static const struct {
		uint32_t length, every; /* frames; one of so many is bad */
	} row[] = { { 64, 1 }, { 256, 1 }, { RATE, 1 }, { RATE, 40 }, { 3, 2 } };
	enum { AT = 777 };

	(void)state;
	for (uint32_t r = 0; r < 5; r++) {
		struct fixture *f = fixture_get(RATE);
		uint32_t out = f->scrub.nframes_out, last = 0, over, n = 0;

		for (uint32_t i = 0; i < row[r].length; i += row[r].every, n++)
			f->out[1][last = AT + i] = i % 3 ? NAN : -INFINITY;
		over = last + out + f->scrub.nframes_in;
		fixture_run(f, over + 4000, 64);
		assert_int_equal(f->found.nonfinite, n);
		assert_memory_equal(f->out[0], f->clean[0], (over + 4000) * sizeof(float));
		assert_true(largest_step(f->out[1], 0, over + 3999) < 0.04f + 1.6f / (float)out);
		for (uint32_t i = AT + out; i <= last + out; i++)
			assert_true(f->out[1][i] == 0.0f);
		assert_memory_equal(f->out[1] + over, f->clean[1] + over, 4000 * sizeof(float));
	}
}

/* Bad again while it fades in: down from what is heard then. */
static void
test_a_bad_sample_in_the_fade_in_is_no_click(void **state)
{
	(void)state;
	for (uint32_t gap = 1; gap < 400; gap += 3) {
		struct fixture *f = fixture_get(RATE);
		uint32_t out = f->scrub.nframes_out;

		f->out[0][500] = NAN;
		f->out[0][500 + gap] = NAN;
		fixture_run(f, 2000, 100);
		assert_true(largest_step(f->out[0], 0, 1999) < 0.02f + 1.6f / (float)out);
	}
}

/* Also blocks of one frame, and sizes that change on the way. */
static void
test_the_result_does_not_depend_on_the_blocks(void **state)
{
	static const uint32_t sizes[] = { 1, 7, 37, 64, 129, 1000 };
	enum { N = 6000 };
	static float expected[STEREO][N];
	struct scrub_count found;

	(void)state;
	for (int run = -1; run < 7; run++) {
		struct fixture *f = fixture_get(RATE);

		srand(3);
		for (int i = 0; i < 12; i++)
			f->out[rand() % 2][rand() % N] = i % 2 ? NAN : 1e-40f;
		if (run == 6) { /* mixed */
			for (uint32_t i = 0, k = 0; i < N; k++) {
				uint32_t n = sizes[k % 6] < N - i ? sizes[k % 6] : N - i;
				float *block[] = { f->out[0] + i, f->out[1] + i };
				struct scrub_count c = scrub_process(&f->scrub, &f->at, block, n);

				f->found.nonfinite += c.nonfinite;
				f->found.denormal += c.denormal;
				i += n;
			}
		} else {
			fixture_run(f, N, run < 0 ? N : sizes[run]);
		}
		if (run < 0) {
			memcpy(expected[0], f->out[0], sizeof expected[0]);
			memcpy(expected[1], f->out[1], sizeof expected[1]);
			found = f->found;
			assert_int_equal(found.nonfinite + found.denormal, 12);
		}
		assert_memory_equal(f->out[0], expected[0], sizeof expected[0]);
		assert_memory_equal(f->out[1], expected[1], sizeof expected[1]);
		assert_int_equal(f->found.nonfinite, found.nonfinite);
		assert_int_equal(f->found.denormal, found.denormal);
	}
}

static void
test_denormals_become_zero_and_nothing_else_changes(void **state)
{
	struct fixture *f = fixture_get(RATE);

	(void)state;
	for (uint32_t i = 100; i < 200; i++)
		f->out[0][i] = i % 2 ? 1e-40f : -1e-44f;
	fixture_run(f, 1000, 64);
	assert_int_equal(f->found.denormal, 100);
	assert_int_equal(f->found.nonfinite, 0);
	for (uint32_t i = 100; i < 200; i++)
		assert_int_equal(bits_of(f->out[0][i]), 0);
	assert_memory_equal(f->out[0], f->clean[0], 100 * sizeof(float));
	assert_memory_equal(f->out[0] + 200, f->clean[0] + 200, 800 * sizeof(float));
	assert_memory_equal(f->out[1], f->clean[1], 1000 * sizeof(float));
}

/* A fade of what is barely normal makes no denormals. */
static void
test_a_fade_makes_no_denormals(void **state)
{
	struct fixture *f = fixture_get(RATE);

	(void)state;
	for (uint32_t i = 0; i < 1000; i++)
		f->out[0][i] = FLT_MIN * 3;
	f->out[0][200] = NAN;
	fixture_run(f, 1000, 64);
	assert_true(f->out[0][199] != 0.0f && f->out[0][999] != 0.0f);
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_not_equal(fpclassify(f->out[0][i]), FP_SUBNORMAL);
	assert_int_equal(f->found.denormal, 0);
}

static void
test_64_channels_each_for_itself(void **state)
{
	enum { N = 1024 };
	static float block[SCRUB_CHANNELS_MAX][N];
	struct scrub_state at = { .fading = 0 };
	float *out[SCRUB_CHANNELS_MAX];
	struct scrub_count found;
	struct scrub scrub;

	(void)state;
	scrub_init(&scrub, kernels_best(), SCRUB_CHANNELS_MAX, RATE);
	for (uint32_t ch = 0; ch < SCRUB_CHANNELS_MAX; ch++) {
		for (uint32_t i = 0; i < N; i++)
			block[ch][i] = 0.5f;
		if (ch % 9 == 0)
			block[ch][ch] = INFINITY;
		out[ch] = block[ch];
	}
	found = scrub_process(&scrub, &at, out, N);
	assert_int_equal(found.nonfinite, 8);
	assert_true(at.fading == 0);
	for (uint32_t ch = 0; ch < SCRUB_CHANNELS_MAX; ch++)
		for (uint32_t i = 0; i < N; i++) {
			bool whole =
				ch % 9 || i < ch || i >= ch + scrub.nframes_out + scrub.nframes_in;

			assert_true(isfinite(block[ch][i]));
			if (whole)
				assert_true(block[ch][i] == 0.5f);
		}
	assert_true(block[0][0] == 0.0f && block[63][100] < 0.1f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_classes_are_those_of_the_c_library),
		cmocka_unit_test(test_scan_sees_each_pattern_at_each_place),
		cmocka_unit_test(test_kernels_agree_with_the_plain_one),
		cmocka_unit_test(test_a_bad_sample_fades_and_is_over_within_10_ms),
		cmocka_unit_test(test_bad_samples_that_keep_coming_are_silence),
		cmocka_unit_test(test_a_bad_sample_in_the_fade_in_is_no_click),
		cmocka_unit_test(test_the_result_does_not_depend_on_the_blocks),
		cmocka_unit_test(test_denormals_become_zero_and_nothing_else_changes),
		cmocka_unit_test(test_a_fade_makes_no_denormals),
		cmocka_unit_test(test_64_channels_each_for_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
