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

#include "dsp/format.h"
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

static const struct check checks[] = {
	{ "s16", format_differs, SAMPLE_S16, 0.0, "bytes" },
	{ "s16 with dither", format_differs, SAMPLE_S16 | FORMAT_DITHERED, 0.0, "bytes" },
	{ "s24", format_differs, SAMPLE_S24, 0.0, "bytes" },
	{ "s24 with dither", format_differs, SAMPLE_S24 | FORMAT_DITHERED, 0.0, "bytes" },
	{ "s24_3", format_differs, SAMPLE_S24_3, 0.0, "bytes" },
	{ "s24_3 with dither", format_differs, SAMPLE_S24_3 | FORMAT_DITHERED, 0.0, "bytes" },
	{ "s32", format_differs, SAMPLE_S32, 0.0, "bytes" },
	{ "float", format_differs, SAMPLE_FLOAT, 0.0, "bytes" },
};

/* Return: how many claims do not hold. */
static int
check_tables(const char *mode)
{
	int failed = 0;

	FOR_EACH_TABLE(k)
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
		const struct check *c = &checks[i];
		double worst;

		if (isa == ISA_PLAIN)
			continue;
		worst = c->worst(k, c->arg);
		if (worst <= c->tolerance) /* a NaN is not */
			printf("ok - %s%s: %s\n", k->name, mode, c->claim);
		else
			printf("not ok - %s%s: %s differs by %g %s, allowed %g\n", k->name, mode,
				c->claim, worst, c->unit, c->tolerance);
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
