/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Meters, and the look for samples that are no sound: two channels. */
#include <math.h>

#include "bench/kernels.h"
#include "dsp/meter.h"
#include "dsp/scrub.h"

enum { RATE_HZ = 48000, NCHANNELS = 2 };

static const uint32_t frames[] = { 16, 37, 64, 256, 1024, 4096 };
enum { NCOLUMNS = sizeof frames / sizeof *frames };

struct levels {
	const struct kernels *kernels; /* NULL: plain C */
	struct meter meter;
	struct plain_level {
		float peak;
		double square;
	} plain[NCHANNELS];
	struct bench_blocks in;
	uint32_t nframes, seen;
};

static void
run_meter(void *arg)
{
	struct levels *l = arg;

	l->seen += meter_process(&l->meter, (const float *const *)l->in.block, NULL, l->nframes);
	bench_keep(&l->meter);
}

/* Peak with fall-off and mean square with decay, sample by sample. */
static void
run_meter_plain(void *arg)
{
	struct levels *l = arg;
	const float fall = 0.99997f;
	const double decay = 0.99993;

	for (uint32_t ch = 0; ch < NCHANNELS; ch++) {
		float peak = l->plain[ch].peak;
		double square = l->plain[ch].square;

		for (uint32_t i = 0; i < l->nframes; i++) {
			float x = fabsf(l->in.block[ch][i]);

			peak = x > peak * fall ? x : peak * fall;
			square = square * decay + (1.0 - decay) * ((double)x * x);
		}
		l->plain[ch] = (struct plain_level){ peak, square };
	}
	bench_keep(l);
}

static void
run_scan(void *arg)
{
	struct levels *l = arg;

	l->seen |= l->kernels->scrub_scan((const float *const *)l->in.block, NCHANNELS, l->nframes);
	bench_keep(l);
}

static void
run_scan_plain(void *arg)
{
	struct levels *l = arg;

	for (uint32_t ch = 0; ch < NCHANNELS; ch++)
		for (uint32_t i = 0; i < l->nframes; i++) {
			int class = fpclassify(l->in.block[ch][i]);

			l->seen += class == FP_NAN || class == FP_INFINITE || class == FP_SUBNORMAL;
		}
	bench_keep(l);
}

static struct bench_cell
cell(void (*run)(void *), const struct kernels *k, uint32_t nframes)
{
	struct levels *l = bench_new(1, sizeof *l);

	l->kernels = k;
	l->nframes = nframes;
	meter_init(&l->meter, NCHANNELS, RATE_HZ, k ? k : kernels_best());
	bench_blocks(&l->in, NCHANNELS, nframes, 0);
	for (uint32_t ch = 0; ch < NCHANNELS; ch++)
		bench_noise(l->in.block[ch], nframes, ch + 1);
	return (struct bench_cell){ run, l };
}

static void
add_row(struct bench_table *t, uint32_t row, void (*run)(void *), const struct kernels *k)
{
	for (uint32_t c = 0; c < NCOLUMNS; c++)
		t->cell[row][c] = cell(run, k, frames[c]);
}

static void
bench_one(struct bench *b, const char *id, const char *title, const char *plain,
	void (*run_plain)(void *), void (*run)(void *))
{
	struct bench_table *t;

	if (!bench_wants(b, id))
		return;
	t = bench_new(1, sizeof *t);
	t->id = id;
	t->title = title;
	t->unit = "stereo frame";
	for (uint32_t c = 0; c < NCOLUMNS; c++)
		bench_column(t, frames[c], "%u", frames[c]);
	t->reference = bench_row(t, "%s", plain);
	add_row(t, t->reference, run_plain, NULL);
	EACH_TABLE(k, isa)
	add_row(t, bench_row(t, "%s", k->name), run, k);
	bench_run(b, t);
}

void
bench_levels(struct bench *b)
{
	bench_one(b, "meter", "Meters: peak, RMS, hold, clipped; by frames a block",
		"plain C, peak and RMS only", run_meter_plain, run_meter);
	bench_one(b, "scrub", "The look for NaN, infinity and denormals, by frames a block",
		"plain C, fpclassify", run_scan_plain, run_scan);
}
