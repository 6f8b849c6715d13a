/* SPDX-License-Identifier: ISC */
/*
 * Every kernel table of this processor against the plain one, on the same
 * inputs, in both ways a processor treats denormals.  One program with two
 * homes: make check runs it here, tests/test_neon.sh cross-compiles it and runs
 * it under an emulator; so it is plain C and needs no library.
 *
 * A new kernel is a row of checks[] and the function that it names: that gives
 * the worst difference from the plain table, in the unit of the row's tolerance.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/eq.h"
#include "dsp/format.h"
#include "dsp/meter.h"
#include "rt/thread.h"
#include "tests/numbers.h"
#include "tests/tables.h"

struct check {
	const char *claim;
	double (*worst)(const struct kernels *k, int arg);
	int arg;
	double tolerance; /* 0: the same bits */
	const char *unit;
};

/* Block lengths that meet every rest of every width, and none. */
static const uint32_t lengths[] = { 0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 37, 64, 65, 129, 1000 };

static void *
exact_block(size_t bytes)
{
	void *p = malloc(bytes ? bytes : 1);

	if (!p) {
		puts("not ok - out of memory");
		exit(1);
	}
	return p;
}

/* Any bits at all: NaN, infinities and denormals among them; and what audio looks like. */
static void
fill_floats(float *x, uint32_t n, uint64_t *seed)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t bits = (uint32_t)(random_unit(seed) * 0x1p32);

		if (random_unit(seed) < 0.2)
			memcpy(&x[i], &bits, sizeof bits);
		else
			x[i] = (float)(random_unit(seed) * 2.2 - 1.1);
	}
}

static double
count_different(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;
	double different = 0.0;

	for (size_t i = 0; i < n; i++)
		different += x[i] != y[i];
	return different;
}

enum { FORMAT_CHANNELS = 3, FORMAT_DITHERED = 0x100 };

/* Writes and reads one shape with both tables.  Return: how many bytes differ. */
static double
format_shape_differs(const struct format *f, const struct format *plain, uint32_t nchannels,
	uint32_t nframes, bool dithered)
{
	uint32_t first = nframes % 4;
	size_t offset = nframes % 5, plane_bytes = (first + nframes) * sizeof(float);
	size_t nbytes = offset + (size_t)nframes * nchannels * f->sample_bytes;
	unsigned char *a = exact_block(nbytes), *b = exact_block(nbytes);
	float *pa[FORMAT_CHANNELS], *pb[FORMAT_CHANNELS];
	struct dither da = { 3, 0xfffffff8u }, db = da;
	uint64_t seed = 1 + nframes;
	double different;

	for (uint32_t c = 0; c < nchannels; c++) {
		pa[c] = exact_block(plane_bytes);
		pb[c] = exact_block(plane_bytes);
		fill_floats(pa[c], first + nframes, &seed);
		memcpy(pb[c], pa[c], plane_bytes);
	}
	memset(a, 0, nbytes);
	memset(b, 0, nbytes);
	format_write(f, a + offset, (const float *const *)pa, first, nchannels, nframes,
		dithered ? &da : NULL);
	format_write(plain, b + offset, (const float *const *)pb, first, nchannels, nframes,
		dithered ? &db : NULL);
	different = count_different(a, b, nbytes);

	for (size_t i = 0; i < nbytes; i++)
		a[i] = b[i] = (unsigned char)(random_unit(&seed) * 256.0);
	format_read(f, pa, first, a + offset, nchannels, nframes);
	format_read(plain, pb, first, b + offset, nchannels, nframes);
	for (uint32_t c = 0; c < nchannels; c++) {
		different += count_different(pa[c], pb[c], plane_bytes);
		free(pa[c]);
		free(pb[c]);
	}
	free(a);
	free(b);
	return different;
}

static double
format_differs(const struct kernels *k, int arg)
{
	enum sample_format which = (enum sample_format)(arg & ~FORMAT_DITHERED);
	struct format f, plain;
	double different = 0.0;

	format_init(&f, which, k);
	format_init(&plain, which, kernels_of(ISA_PLAIN));
	for (uint32_t channels = 1; channels <= FORMAT_CHANNELS; channels++)
		for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
			different += format_shape_differs(
				&f, &plain, channels, lengths[i], arg & FORMAT_DITHERED);
	return different;
}

/* The larger difference; a NaN is the largest of all and stays. */
static double
worse(double worst, double difference)
{
	return isnan(worst) || difference <= worst ? worst : difference;
}

/* |x - wanted| / (|wanted| + floor); two NaN do not differ, one does from everything. */
static double
relative_difference(float x, float wanted, float floor)
{
	if (isnan(x) || isnan(wanted))
		return isnan(x) && isnan(wanted) ? 0.0 : INFINITY;
	if (x == wanted)
		return 0.0;
	return fabs((double)x - (double)wanted) / (fabs((double)wanted) + (double)floor);
}

static double
worst_relative(const float *x, const float *wanted, uint32_t n, float floor)
{
	double worst = 0.0;

	for (uint32_t i = 0; i < n; i++)
		worst = worse(worst, relative_difference(x[i], wanted[i], floor));
	return worst;
}

enum { BLOCK_MAX = 1001 };

/* Powers of every size, zero, negative, infinite and no number; dB. */
static double
decibel_worst(const struct kernels *k, int arg)
{
	static float power[BLOCK_MAX], a[BLOCK_MAX], b[BLOCK_MAX];
	uint64_t seed = 5;
	double worst = 0.0;

	(void)arg;
	for (int i = 0; i < BLOCK_MAX; i++)
		power[i] = (float)pow(10.0, 40.0 * random_unit(&seed) - 20.0);
	power[3] = NAN;
	power[4] = INFINITY;
	power[5] = 0.0f;
	power[6] = -1.0f;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		k->power_db(a + 1, power + 1, lengths[i]);
		kernels_of(ISA_PLAIN)->power_db(b + 1, power + 1, lengths[i]);
		for (uint32_t n = 1; n <= lengths[i]; n++)
			worst = worse(worst, isnan(a[n]) ? INFINITY : fabs((double)(a[n] - b[n])));
	}
	return worst;
}

/* The window of a spectrum over any bits at all, and what brings two channels together. */
static double
window_worst(const struct kernels *k, int arg)
{
	static float left[BLOCK_MAX], right[BLOCK_MAX], both[2][2 * BLOCK_MAX];
	static float windowed[2][2 * BLOCK_MAX];
	const struct kernels *plain = kernels_of(ISA_PLAIN);
	uint64_t seed = 6;
	double worst = 0.0;

	(void)arg;
	fill_floats(left, BLOCK_MAX, &seed);
	fill_floats(right, BLOCK_MAX, &seed);
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		uint32_t n = lengths[i];

		k->interleave(both[0] + 1, left + 1, right, n);
		plain->interleave(both[1] + 1, left + 1, right, n);
		worst += count_different(both[0] + 1, both[1] + 1, 2 * n * sizeof(float));
		for (uint32_t m = 0; m < n; m++)
			left[m] = (float)random_unit(&seed);
		k->spectrum_take(both[0] + 1, both[1] + 1, 2 * n);
		plain->spectrum_take(both[1] + 1, both[1] + 1, 2 * n);
		worst += count_different(both[0] + 1, both[1] + 1, 2 * n * sizeof(float));
		k->spectrum_window(windowed[0] + 1, both[1] + 1, left, n);
		plain->spectrum_window(windowed[1] + 1, both[1] + 1, left, n);
		worst += worst_relative(windowed[0] + 1, windowed[1] + 1, 2 * n, 0.0f);
		if (n > 0) {
			k->spectrum_window_back(windowed[0] + 1, both[1] + 1, left + n - 1, n);
			plain->spectrum_window_back(windowed[1] + 1, both[1] + 1, left + n - 1, n);
		}
		worst += worst_relative(windowed[0] + 1, windowed[1] + 1, 2 * n, 0.0f);
		fill_floats(left, BLOCK_MAX, &seed);
	}
	return worst;
}

/* Spans of every width up to n, with what is between their numbers and the peaks held of them. */
static double
spans_worst(const struct kernels *k, const float *x, uint32_t n)
{
	enum { COUNT = 37 };
	const struct kernels *plain = kernels_of(ISA_PLAIN);
	float out[2][COUNT], fraction[COUNT], held[2][COUNT] = { 0 }, since[2][COUNT] = { 0 };
	float padded[2][COUNT + KERNELS_BEYOND];
	struct kernel_span span[COUNT];
	uint32_t first[COUNT];
	double worst = 0.0;

	for (uint32_t i = 0; i < COUNT; i++) {
		first[i] = i / 3;
		fraction[i] = (float)i / COUNT;
		span[i] = (struct kernel_span){ i % n, i % n + i * (n - i % n) / COUNT };
	}
	k->sum(out[0], x, span, COUNT);
	plain->sum(out[1], x, span, COUNT);
	worst = worse(worst, worst_relative(out[0], out[1], COUNT, 1e-3f));
	k->highest(out[0], x, span, COUNT);
	plain->highest(out[1], x, span, COUNT);
	worst += count_different(out[0], out[1], sizeof out[0]);
	for (uint32_t i = 0; i < n && n <= COUNT; i++) {
		k->higher(padded[0], x, 1 + i % 8, n);
		plain->higher(padded[1], x, 1 + i % 8, n);
		worst += count_different(padded[0], padded[1], n * sizeof(float));
	}
	k->between(out[0], x, first, fraction, COUNT);
	plain->between(out[1], x, first, fraction, COUNT);
	worst = worse(worst, worst_relative(out[0], out[1], COUNT, 1e-3f));
	for (uint32_t at = 0; at < n; at++) {
		k->hold(held[0], since[0], padded[0], x + at % 16, n < COUNT ? n : COUNT, 0.5f,
			2.0f, 0.01f);
		plain->hold(held[1], since[1], padded[1], x + at % 16, n < COUNT ? n : COUNT, 0.5f,
			2.0f, 0.01f);
	}
	return worst + count_different(held[0], held[1], sizeof held[0]) +
	       count_different(since[0], since[1], sizeof since[0]);
}

/* One transform of 32 to 1024 points: its powers, averaged, their sum and the highest. */
static double
power_worst(const struct kernels *k, int arg)
{
	static float z[2 * 1024 + 2], power[2][SPECTRUM_POWERS][1024 / 2 + 1 + KERNELS_BEYOND];
	const struct kernels *plain = kernels_of(ISA_PLAIN);
	uint64_t seed = 7;
	double worst = 0.0;

	(void)arg;
	memset(power, 0, sizeof power);
	for (uint32_t points = 32; points <= 1024; points *= 2) {
		uint32_t n = points / 2 + 1;

		for (uint32_t i = 0; i < 2 * points; i++)
			z[i] = (float)(random_unit(&seed) - 0.5);
		z[2 * points] = z[0];
		z[2 * points + 1] = z[1];
		for (int round = 0; round < 3; round++)
			for (int i = 0; i < SPECTRUM_POWERS; i++) {
				k->spectrum_power[i](power[0][i], z, points, 0.3f);
				plain->spectrum_power[i](power[1][i], z, points, 0.3f);
			}
		for (int i = 0; i < SPECTRUM_POWERS; i++) {
			worst = worse(worst, worst_relative(power[0][i], power[1][i], n, 1e-3f));
			worst = worse(worst, spans_worst(k, power[1][i], n));
		}
	}
	return worst;
}

/* A meter over blocks of every length: its readings, relative; its counts and its copy, exactly. */
static double
meter_worst(const struct kernels *k, int arg)
{
	static struct meter a, b;
	static float in[BLOCK_MAX], copy[2][BLOCK_MAX];
	uint64_t seed = 8;
	double worst = 0.0;

	(void)arg;
	meter_init(&a, 1, 48000, k);
	meter_init(&b, 1, 48000, kernels_of(ISA_PLAIN));
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		uint32_t n = lengths[i];

		for (uint32_t m = 0; m < BLOCK_MAX; m++)
			in[m] = (float)(random_unit(&seed) * 2.2 - 1.1);
		in[7] = NAN;
		in[20] = -INFINITY;
		k->meter(&a.state[0], &a.ballistics, in + 1, copy[0] + 1, n);
		kernels_of(ISA_PLAIN)->meter(&b.state[0], &b.ballistics, in + 1, copy[1] + 1, n);
		if (n > 0) {
			worst = worse(worst, fabs(a.state[0].peak / b.state[0].peak - 1.0));
			worst = worse(worst, fabs(a.state[0].square / b.state[0].square - 1.0));
		}
		if (count_different(copy[0] + 1, copy[1] + 1, n * sizeof(float)) > 0.0 ||
			a.state[0].clipped != b.state[0].clipped ||
			a.state[0].nonfinite != b.state[0].nonfinite ||
			a.state[0].highest != b.state[0].highest)
			return INFINITY;
	}
	return worst;
}

/* One bad sample of each kind in each place, and none. */
static double
scrub_differs(const struct kernels *k, int arg)
{
	static const float bad[] = { 0.25f, NAN, -INFINITY, 0x1p-140f, -0x1p-127f, -0.0f };
	static float x[2][2][BLOCK_MAX];
	const struct kernels *plain = kernels_of(ISA_PLAIN);
	double different = 0.0;

	(void)arg;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		for (uint32_t at = 0; at < lengths[i]; at += 1 + at / 40)
			for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
				const float *a[] = { x[0][0] + 1, x[0][1] + 1 };

				for (uint32_t n = 0; n < 2 * BLOCK_MAX; n++)
					x[0][n / BLOCK_MAX][n % BLOCK_MAX] = 0.5f;
				x[0][1][1 + at] = bad[b];
				memcpy(x[1], x[0], sizeof x[0]);
				different += k->scrub_scan(a, 2, lengths[i]) !=
					     plain->scrub_scan(a, 2, lengths[i]);
				different += k->scrub_flush(x[0][1] + 1, lengths[i]) !=
					     plain->scrub_flush(x[1][1] + 1, lengths[i]);
				different += count_different(x[0], x[1], sizeof x[0]);
			}
	return different;
}

enum { EQ_CHANNELS = 5, EQ_EXACT = 0, EQ_SINGLE = 1, EQ_GLIDE = 2 };

/* Ten bands, so that there is a second group; later other ones. */
static void
eq_any(struct eq_coefficients *c, uint64_t *seed, bool single)
{
	struct eq_settings s = { .nbands = 10, .preamp_db = -3.0 };

	for (uint32_t b = 0; b < s.nbands; b++)
		s.band[b] = (struct eq_band){ .on = true,
			.type = EQ_PK,
			.freq_hz = 100.0 * pow(100.0, random_unit(seed)),
			.gain_db = 24.0 * random_unit(seed) - 12.0,
			.q = 0.5 + 3.0 * random_unit(seed) };
	eq_design(c, &s, 48000.0);
	c->single = single;
}

/* Noise through the EQ, blocks of every length: the rms of the difference over that of the output.
 */
static double
eq_worst(const struct kernels *k, int arg)
{
	static float in[EQ_CHANNELS][BLOCK_MAX], out[2][EQ_CHANNELS][BLOCK_MAX];
	struct eq *eq[] = { eq_create(EQ_CHANNELS, 480, k),
		eq_create(EQ_CHANNELS, 480, kernels_of(ISA_PLAIN)) };
	const float *ins[EQ_CHANNELS];
	struct eq_coefficients c;
	double error = 0.0, energy = 0.0;
	uint64_t seed = 9;

	if (!eq[0] || !eq[1])
		return INFINITY;
	eq_any(&c, &seed, arg & EQ_SINGLE);
	eq_set(eq[0], &c);
	eq_set(eq[1], &c);
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		uint32_t n = lengths[i];

		if (arg & EQ_GLIDE)
			eq_any(&c, &seed, arg & EQ_SINGLE);
		for (uint32_t ch = 0; ch < EQ_CHANNELS; ch++) {
			ins[ch] = in[ch] + 1;
			for (uint32_t m = 1; m <= n; m++)
				in[ch][m] = (float)(random_unit(&seed) - 0.5);
		}
		for (int which = 0; which < 2; which++) {
			float *outs[EQ_CHANNELS];

			for (uint32_t ch = 0; ch < EQ_CHANNELS; ch++)
				outs[ch] = out[which][ch] + 1;
			if (arg & EQ_GLIDE)
				eq_target(eq[which], &c);
			if (eq_process(eq[which], ins, outs, n) > 0)
				return INFINITY;
		}
		for (uint32_t ch = 0; ch < EQ_CHANNELS; ch++)
			for (uint32_t m = 1; m <= n; m++) {
				double wanted = out[1][ch][m], d = out[0][ch][m] - wanted;

				error += d * d;
				energy += wanted * wanted;
			}
	}
	eq_destroy(eq[0]);
	eq_destroy(eq[1]);
	return sqrt(error / energy);
}

static const struct check checks[] = {
	{ "s16", format_differs, SAMPLE_S16, 0.0, "bytes" },
	{ "s16 with dither", format_differs, SAMPLE_S16 | FORMAT_DITHERED, 0.0, "bytes" },
	{ "s24", format_differs, SAMPLE_S24, 0.0, "bytes" },
	{ "s24 with dither", format_differs, SAMPLE_S24 | FORMAT_DITHERED, 0.0, "bytes" },
	{ "s24_3", format_differs, SAMPLE_S24_3, 0.0, "bytes" },
	{ "s24_3 with dither", format_differs, SAMPLE_S24_3 | FORMAT_DITHERED, 0.0, "bytes" },
	{ "s32", format_differs, SAMPLE_S32, 0.0, "bytes" },
	{ "float", format_differs, SAMPLE_FLOAT, 0.0, "bytes" },
	{ "decibels", decibel_worst, 0, 1e-4, "dB" },
	{ "window of a spectrum", window_worst, 0, 0.0, "bytes or relative" },
	{ "power of a spectrum, sum and highest", power_worst, 0, 2e-6, "relative" },
	{ "meter", meter_worst, 0, 1e-5, "relative" },
	{ "EQ, double", eq_worst, EQ_EXACT, 6e-8, "relative rms" }, /* a rounding to float */
	{ "EQ, double, gliding", eq_worst, EQ_EXACT | EQ_GLIDE, 6e-8, "relative rms" },
	{ "EQ, single", eq_worst, EQ_SINGLE, 2e-6, "relative rms" },
	{ "EQ, single, gliding", eq_worst, EQ_SINGLE | EQ_GLIDE, 2e-6, "relative rms" },
	{ "scrubbing", scrub_differs, 0, 0.0, "results or bytes" },
};

/* Return: how many claims do not hold. */
static int
check_tables(const char *mode)
{
	int failed = 0;

	FOR_EACH_TABLE (k)
		for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
			const struct check *c = &checks[i];
			double worst;

			if (isa == ISA_PLAIN)
				continue;
			worst = c->worst(k, c->arg);
			if (worst <= c->tolerance) /* a NaN is not */
				printf("ok - %s%s: %s (%.2g)\n", k->name, mode, c->claim, worst);
			else
				printf("not ok - %s%s: %s differs by %g %s, allowed %g\n", k->name,
					mode, c->claim, worst, c->unit, c->tolerance);
			failed += !(worst <= c->tolerance);
		}
	return failed;
}

static bool
denormals_are_flushed(void)
{
	volatile float least = 0x1p-126f, half = 0.5f;

	return least * half == 0.0f;
}

int
main(void)
{
	int failed = check_tables("");

	thread_flush_denormals();
	if (!denormals_are_flushed()) {
		puts("not ok - thread_flush_denormals() makes denormals 0");
		return 1;
	}
	puts("ok - thread_flush_denormals() makes denormals 0");
	failed += check_tables(", denormals flushed");
	return failed > 0;
}
