/* SPDX-License-Identifier: ISC */
/*
 * The running equaliser against the cookbook and against a long-double cascade,
 * for every kernel table that this processor has, in double precision and,
 * where eq_design allows it, in single.
 */
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/eq_reference.h"
#include "tests/numbers.h"

enum { RAMP = 960, NFREQS = 32, BLOCK = 2048 };

static const struct kernels *tables[EQ_TABLES_MAX];
static uint32_t ntables;

/* ---- Response ---- */

static const double tolerance = 0.00115;       /* 0.01 dB */
static const double tolerance_absolute = 2e-7; /* what rounding to float may add */

static const struct eq_band response_rows[] = {
	{ true, EQ_PK, 1000, 6, 1.41 },
	{ true, EQ_PK, 1000, -18, 4 },
	{ true, EQ_PK, 100, 30, 0.3 },
	{ true, EQ_PK, 18000, 12, 0.5 },
	{ true, EQ_LSC, 105, 7.1, 0.7 },
	{ true, EQ_LSC, 3000, -12, 1.2 },
	{ true, EQ_HSC, 10000, -6, 0.7 },
	{ true, EQ_HSC, 300, 9, 0.4 },
	{ true, EQ_LS, 200, 6, 0.8 },
	{ true, EQ_LS, 200, -9, 0.5 },
	{ true, EQ_HS, 4000, 6, 0.8 },
	{ true, EQ_HS, 4000, -4.5, 1.1 },
	{ true, EQ_LP, 8000, 0, 0.7071 },
	{ true, EQ_LP, 200, 0, 2 },
	{ true, EQ_HP, 80, 0, 1.5 },
	{ true, EQ_HP, 15000, 0, 0.5 },
	{ true, EQ_BP, 1000, 0, 2 },
	{ true, EQ_NO, 1000, 0, 3 },
	{ true, EQ_AP, 700, 0, 0.8 },
};
static const double rates[] = { 44100, 48000, 96000, 192000 };

/* Low and narrow, where coefficients in single precision fail. */
static const struct eq_band low_row = { true, EQ_PK, 20, 12, 10 };

/* ns time constants of the slower pole. */
static uint32_t
response_frames(const struct eq_band *b, double rate_hz, double ns)
{
	double a = pow(10, fabs(b->gain_db) / 40), q = fmax(b->q, 0.5 / b->q);

	return (uint32_t)(ns * 2 * q * a * rate_hz / (2 * M_PI * b->freq_hz)) + 2048;
}

static void
impulse_response(
	const struct eq_coefficients *c, const struct kernels *kernels, float *h, uint32_t n)
{
	struct eq *eq = eq_create(1, RAMP, kernels);

	assert_non_null(eq);
	memset(h, 0, n * sizeof *h);
	h[0] = 1;
	eq_set(eq, c);
	for (uint32_t at = 0, m; at < n; at += m) {
		float *block = h + at;
		const float *in = block;

		m = n - at < BLOCK ? n - at : BLOCK;
		assert_int_equal(eq_process(eq, &in, &block, m), 0);
	}
	eq_destroy(eq);
}

static double complex
transform_at(const float *h, uint32_t n, double w)
{
	double complex turn = cexp(-I * w), sum = 0;

	for (uint32_t at = 0; at < n; at += 1024) {
		double complex z = cexp(-I * w * at);

		for (uint32_t i = at; i < n && i < at + 1024; i++) {
			sum += h[i] * z;
			z *= turn;
		}
	}
	return sum;
}

static void
check_response(const struct eq_band *band, double rate_hz, const struct kernels *kernels,
	bool single, uint32_t n)
{
	struct eq_settings s = { .nbands = 1, .band = { *band } };
	float *h = malloc(n * sizeof *h);
	struct eq_coefficients c;

	assert_non_null(h);
	eq_design(&c, &s, rate_hz);
	if (single && !c.single) {
		free(h);
		return;
	}
	c.single = single;
	impulse_response(&c, kernels, h, n);
	for (int i = 0; i < NFREQS; i++) {
		double f = 10 * pow(0.045 * rate_hz, (double)i / (NFREQS - 1));
		double wanted = (double)eq_reference_digital(band, f, rate_hz);
		double got = cabs(transform_at(h, n, 2 * M_PI * f / rate_hz));

		if (!(fabs(got - wanted) <= tolerance * wanted + tolerance_absolute))
			fail_msg("%s, %s: %s %g Hz %g dB Q %g at %g Hz, rate %g: %g, wanted %g",
				kernels->name, single ? "single" : "double",
				eq_type_name(band->type), band->freq_hz, band->gain_db, band->q, f,
				rate_hz, got, wanted);
	}
	free(h);
}

static void
test_response_is_the_cookbooks(void **state)
{
	(void)state;
	for (uint32_t t = 0; t < 2 * ntables; t++)
		for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
			for (size_t i = 0; i < sizeof response_rows / sizeof *response_rows; i++)
				check_response(&response_rows[i], rates[r], tables[t / 2], t % 2,
					response_frames(&response_rows[i], rates[r], 12));
}

static void
test_response_of_a_low_narrow_band_at_192_khz_is_the_cookbooks(void **state)
{
	(void)state;
	for (uint32_t t = 0; t < 2 * ntables; t++)
		check_response(&low_row, 192000, tables[t / 2], t % 2,
			response_frames(&low_row, 192000, 9));
}

static void
test_response_db_is_the_cookbooks(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
		for (size_t i = 0; i < sizeof response_rows / sizeof *response_rows; i++) {
			const struct eq_band *band = &response_rows[i];
			struct eq_settings s = {
				.preamp_db = -3.5, .nbands = 1, .band = { *band }
			};
			struct eq_coefficients c;

			eq_design(&c, &s, rates[r]);
			for (double f = 10; f < 0.45 * rates[r]; f *= 1.2) {
				long double wanted = eq_reference_digital(band, f, rates[r]);

				assert_true(fabs(eq_response_db(&c, f, rates[r]) + 3.5 -
						    (double)(20 * log10l(wanted))) < 1e-5);
			}
		}
}

/* ---- Exactness ---- */

enum { DRAWS = 200, DRAW_FRAMES = 4096, LONG_DRAWS = 3, LONG_FRAMES = 100000 };

static const double limit_db = -110, limit_double_db = -145;

static void
check_exactness(const struct eq_settings *s, double rate_hz, uint32_t n, uint64_t *seed)
{
	float *in = malloc(n * sizeof *in);
	long double *reference = malloc(n * sizeof *reference);
	struct eq_coefficients c;

	assert_true(in != NULL && reference != NULL);
	eq_design(&c, s, rate_hz);
	eq_noise(in, n, seed);
	eq_reference_run(&c, in, reference, n);
	for (uint32_t t = 0; t < 2 * ntables; t++) {
		struct eq_coefficients as = c;
		double limit = t % 2 ? limit_db : limit_double_db;
		struct eq_error e;

		if (t % 2 && !c.single)
			continue;
		as.single = t % 2;
		e = eq_error_measure(&as, tables[t / 2], in, reference, n);
		if (!(e.db <= limit) || e.cleared > 0) {
			eq_settings_print(s, rate_hz);
			fail_msg("%s, %s: error %.1f dB, limit %g, cleared %u", tables[t / 2]->name,
				as.single ? "single" : "double", e.db, limit, e.cleared);
		}
	}
	free(in);
	free(reference);
}

static void
test_random_settings_are_exact(void **state)
{
	uint64_t seed = 20;

	(void)state;
	for (int d = 0; d < DRAWS; d++) {
		double rate_hz;
		struct eq_settings s = eq_settings_draw(&seed, &rate_hz);

		check_exactness(&s, rate_hz, DRAW_FRAMES, &seed);
	}
}

/* Rounding that adds up shows late: bands that ring for a second. */
static void
test_long_runs_of_low_narrow_bands_are_exact(void **state)
{
	static const double rate[LONG_DRAWS] = { 48000, 96000, 384000 };
	uint64_t seed = 9;

	(void)state;
	for (int d = 0; d < LONG_DRAWS; d++) {
		struct eq_settings s = { .nbands = EQ_BANDS };

		for (uint32_t i = 0; i < EQ_BANDS; i++)
			s.band[i] = (struct eq_band){ true, i % 2 ? EQ_LSC : EQ_PK, 12 + 7 * i,
				i % 3 ? 12 : -9, 6 + 5 * d };
		check_exactness(&s, rate[d], LONG_FRAMES, &seed);
	}
}

static void
test_equal_bands_are_exact(void **state)
{
	static const struct eq_band bands[] = { { true, EQ_PK, 1000, 3, 1 },
		{ true, EQ_LP, 15000, 0, 0.7 }, { true, EQ_HP, 20, 0, 0.7 },
		{ true, EQ_LP, 30, 0, 0.7 }, { true, EQ_PK, 40, -30, 20 },
		{ true, EQ_NO, 50, 0, 30 }, { true, EQ_AP, 10, 0, 50 } };
	static const uint32_t counts[] = { 2, 3, 8, 16 };
	uint64_t seed = 3;

	(void)state;
	for (size_t i = 0; i < sizeof bands / sizeof *bands; i++)
		for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
			struct eq_settings s = { .nbands = counts[k] };

			for (uint32_t b = 0; b < counts[k]; b++)
				s.band[b] = bands[i];
			check_exactness(&s, 48000, DRAW_FRAMES, &seed);
		}
}

/* ---- Shapes ---- */

enum { SONG = 3000, EVENTS = 4, CHANNELS_SOME = 5, MISALIGNED = 3 };

struct song {
	uint32_t nchannels, nbands, nframes; /* of a block */
	uint32_t first;                      /* which signal channel 0 has */
	bool in_place, single;
	const struct kernels *kernels;
};

static struct eq_settings
song_settings(const struct song *song, int event)
{
	struct eq_settings s = { .preamp_db = -6, .nbands = song->nbands };

	for (uint32_t i = 0; i < s.nbands; i++)
		s.band[i] = (struct eq_band){ (i + (uint32_t)event) % 5 != 4,
			(enum eq_type)(i % EQ_NTYPES), 150 * pow(1.3, i) + 10 * event,
			event % 2 ? 6 : -4, 0.5 + 0.1 * i };
	s.bypass = event == EVENTS - 1;
	return s;
}

/* out: nchannels times SONG samples.  The input, changes and their frames are always the same. */
static void
song_play(const struct song *song, float *out)
{
	static const uint32_t event_at[EVENTS + 1] = { 130, 400, 437, 1700, SONG };
	struct eq *eq = eq_create(song->nchannels, 400, song->kernels);
	const float *from[EQ_CHANNELS_MAX];
	float *in = out, *to[EQ_CHANNELS_MAX];

	assert_non_null(eq);
	if (!song->in_place)
		in = malloc(song->nchannels * SONG * sizeof *in);
	assert_non_null(in);
	for (uint32_t ch = 0; ch < song->nchannels; ch++) {
		uint64_t seed = song->first + ch + 1;

		eq_noise(in + (size_t)ch * SONG, SONG, &seed);
	}
	for (uint32_t at = 0, e = 0, n; at < SONG; at += n) {
		if (at == event_at[e]) {
			struct eq_settings s = song_settings(song, (int)e++);
			struct eq_coefficients c;

			eq_design(&c, &s, 48000);
			c.single = song->single;
			eq_target(eq, &c);
		}
		n = event_at[e] - at < song->nframes ? event_at[e] - at : song->nframes;
		for (uint32_t ch = 0; ch < song->nchannels; ch++) {
			from[ch] = in + (size_t)ch * SONG + at;
			to[ch] = out + (size_t)ch * SONG + at;
		}
		assert_int_equal(eq_process(eq, from, to, n), 0);
	}
	if (!song->in_place)
		free(in);
	eq_destroy(eq);
}

/* Whatever the block, and whether in place or not.  Blocks of 7 begin at any alignment. */
static void
check_cuts(struct song song)
{
	static const uint32_t cuts[] = { 1, 7, 37, 64, 100, 129, 1000 };
	size_t n = (size_t)song.nchannels * SONG;
	float *whole = malloc(n * sizeof *whole),
	      *memory = malloc((n + MISALIGNED) * sizeof *memory);
	float *cut = memory + MISALIGNED;

	assert_true(whole != NULL && memory != NULL);
	song.nframes = SONG;
	song_play(&song, whole);
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		song.nframes = cuts[i];
		song.in_place = i % 2;
		song_play(&song, cut);
		if (memcmp(cut, whole, n * sizeof *cut) != 0)
			fail_msg("%s, %s, %u channels, %u bands: blocks of %u differ%s",
				song.kernels->name, song.single ? "single" : "double",
				song.nchannels, song.nbands, cuts[i],
				song.in_place ? " in place" : "");
	}
	free(memory);
	free(whole);
}

static void
test_result_does_not_depend_on_the_blocks(void **state)
{
	static const uint32_t bands[] = { 1, 3, 8, 16 };

	(void)state;
	for (uint32_t t = 0; t < 2 * ntables; t++)
		for (size_t b = 0; b < sizeof bands / sizeof *bands; b++)
			check_cuts((struct song){ .nchannels = b % 2 ? CHANNELS_SOME : 2,
				.nbands = bands[b],
				.single = t % 2,
				.kernels = tables[t / 2] });
}

/* The first and the last channel are what they would be alone. */
static void
test_channels_do_not_disturb_each_other(void **state)
{
	static const uint32_t counts[] = { 2, 3, 7, 8, 15, 16, 17, 31, 33, 64 };
	float *all = malloc(EQ_CHANNELS_MAX * SONG * sizeof *all), alone[SONG];

	(void)state;
	assert_non_null(all);
	for (uint32_t t = 0; t < 2 * ntables; t++) {
		struct song song = { .nbands = EQ_BANDS,
			.nframes = 256,
			.single = t % 2,
			.kernels = tables[t / 2] };

		for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
			song.nchannels = counts[i];
			song.first = 0;
			song_play(&song, all);
			for (uint32_t ch = 0; ch < counts[i]; ch += counts[i] - 1) {
				song.nchannels = 1;
				song.first = ch;
				song_play(&song, alone);
				for (int k = 0; k < SONG; k++)
					assert_true(fabsf(all[(size_t)ch * SONG + k] - alone[k]) <
						    2e-5f);
			}
		}
	}
	free(all);
}

static void
test_bypass_is_exact(void **state)
{
	struct eq_settings s = { .preamp_db = -6, .nbands = EQ_BANDS_MAX };
	float in[RAMP], out[RAMP];
	const float *from = in;
	float *to = out;
	uint64_t seed = 5;

	(void)state;
	for (uint32_t i = 0; i < s.nbands; i++)
		s.band[i] = (struct eq_band){ true, EQ_PK, 100.0 * (i + 1), 9, 1 };
	for (uint32_t t = 0; t < 2 * ntables; t++) {
		struct eq *eq = eq_create(1, RAMP, tables[t / 2]);
		struct eq_coefficients c;

		assert_non_null(eq);
		s.bypass = false;
		eq_design(&c, &s, 48000);
		c.single = t % 2;
		eq_set(eq, &c);
		eq_noise(in, RAMP, &seed);
		eq_process(eq, &from, &to, RAMP);
		assert_memory_not_equal(in, out, sizeof in);
		s.bypass = true;
		eq_design(&c, &s, 48000);
		eq_target(eq, &c);
		for (int k = 0; k < 2; k++)
			eq_process(eq, &from, &to, RAMP);
		assert_memory_equal(in, out, sizeof in);
		eq_destroy(eq);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_response_is_the_cookbooks),
		cmocka_unit_test(test_response_of_a_low_narrow_band_at_192_khz_is_the_cookbooks),
		cmocka_unit_test(test_response_db_is_the_cookbooks),
		cmocka_unit_test(test_random_settings_are_exact),
		cmocka_unit_test(test_long_runs_of_low_narrow_bands_are_exact),
		cmocka_unit_test(test_equal_bands_are_exact),
		cmocka_unit_test(test_result_does_not_depend_on_the_blocks),
		cmocka_unit_test(test_channels_do_not_disturb_each_other),
		cmocka_unit_test(test_bypass_is_exact),
	};

	ntables = eq_tables(tables);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
