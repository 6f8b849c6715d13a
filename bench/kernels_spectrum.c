/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decibels beside log10f; the analysis of two channels beside its transform alone. */
#include <math.h>
#include <string.h>

#include <fftw3.h>

#include "bench/kernels.h"
#include "dsp/spectrum.h"

enum { RATE_HZ = 48000, NCHANNELS = 2, PLAN_LIMIT_S = 2 };

struct decibels {
	const struct kernels *kernels;
	float *power, *db;
	uint32_t n;
};

static void
run_db(void *arg)
{
	const struct decibels *d = arg;

	d->kernels->power_db(d->db, d->power, d->n);
	bench_keep(d->db);
}

static void
run_log10f(void *arg)
{
	const struct decibels *d = arg;

	for (uint32_t i = 0; i < d->n; i++)
		d->db[i] = 10.0f * log10f(d->power[i]);
	bench_keep(d->db);
}

static struct bench_cell
cell_db(void (*run)(void *), const struct kernels *k, uint32_t n)
{
	struct decibels *d = bench_new(1, sizeof *d);

	*d = (struct decibels){ k, bench_new(n, sizeof(float)), bench_new(n, sizeof(float)), n };
	bench_noise(d->power, n, 1);
	for (uint32_t i = 0; i < n; i++)
		d->power[i] = d->power[i] * d->power[i] + 1e-10f;
	return (struct bench_cell){ run, d };
}

static void
bench_decibels(struct bench *b)
{
	static const uint32_t bins[] = { 129, 256, 1025, 2049, 16385 };
	struct bench_table *t;

	if (!bench_wants(b, "decibel"))
		return;
	t = bench_new(1, sizeof *t);
	t->id = "decibel";
	t->title = "Decibels of powers, by how many";
	t->unit = "number";
	t->reference = bench_row(t, "10 log10f in a loop");
	EACH_TABLE(k, isa)
	bench_row(t, "%s", k->name);
	for (uint32_t c = 0; c < sizeof bins / sizeof *bins; c++) {
		uint32_t r = 0;

		bench_column(t, bins[c], "%u", bins[c]);
		t->cell[r++][c] = cell_db(run_log10f, NULL, bins[c]);
		EACH_TABLE(k, isa)
		t->cell[r++][c] = cell_db(run_db, k, bins[c]);
	}
	bench_run(b, t);
}

struct analysis {
	struct spectrum *spectrum;
	struct spectrum_frame frame;
	bool whole;         /* read as for the screen as well */
	float *interleaved; /* a hop of both channels */
	fftwf_plan plan;
	fftwf_complex *time, *freq;
};

static void
run_transform(void *arg)
{
	const struct analysis *a = arg;

	fftwf_execute(a->plan);
	bench_keep(a->freq);
}

static void
run_analysis(void *arg)
{
	struct analysis *a = arg;

	spectrum_push(a->spectrum, a->interleaved, spectrum_wants(a->spectrum));
	spectrum_analyse(a->spectrum);
	if (a->whole)
		spectrum_read(a->spectrum, &a->frame);
	bench_keep(&a->frame);
}

/* As spectrum_plan.c plans it. */
static struct bench_cell
cell_transform(uint32_t points)
{
	struct analysis *a = bench_new(1, sizeof *a);
	size_t bytes = points * sizeof(fftwf_complex);

	a->time = fftwf_malloc(bytes);
	a->freq = fftwf_malloc(bytes);
	if (!a->time || !a->freq)
		return (struct bench_cell){ 0 };
	fftwf_set_timelimit(PLAN_LIMIT_S);
	a->plan = fftwf_plan_dft_1d(
		(int)points, a->time, a->freq, FFTW_FORWARD, FFTW_MEASURE | FFTW_DESTROY_INPUT);
	memset(a->time, 0, bytes);
	return a->plan ? (struct bench_cell){ run_transform, a } : (struct bench_cell){ 0 };
}

static struct bench_cell
cell_analysis(const struct kernels *k, uint32_t points, bool whole)
{
	struct spectrum_settings settings = spectrum_defaults;
	struct analysis *a = bench_new(1, sizeof *a);

	a->whole = whole;
	a->interleaved = bench_new((size_t)points * NCHANNELS, sizeof(float));
	bench_noise(a->interleaved, points * NCHANNELS, 1);
	a->spectrum = spectrum_create(k, NCHANNELS, RATE_HZ, points, PLAN_LIMIT_S);
	if (!a->spectrum)
		return (struct bench_cell){ 0 };
	settings.hold = SPECTRUM_HOLD_DECAY;
	spectrum_set(a->spectrum, &settings);
	return (struct bench_cell){ run_analysis, a };
}

static void
bench_analysis(struct bench *b)
{
	static const uint32_t points[] = { 1024, 2048, 4096, 8192, 16384, 32768 };
	struct bench_table *t;

	if (!bench_wants(b, "spectrum"))
		return;
	t = bench_new(1, sizeof *t);
	t->id = "spectrum";
	t->title = "Spectrum of two channels, the whole chain: history, window, transform, "
		   "separation, average, displayed bins, bands, decibels, hold; by points";
	t->unit = "point";
	t->dearer = true;
	t->reference = bench_row(t, "FFTW's complex transform alone");
	EACH_TABLE(k, isa)
	bench_row(t, "%s", k->name);
	bench_row(t, "%s, up to the average", kernels_best()->name);
	for (uint32_t c = 0; c < sizeof points / sizeof *points; c++) {
		uint32_t r = 0;

		bench_column(t, points[c], "%u", points[c]);
		t->cell[r++][c] = cell_transform(points[c]);
		EACH_TABLE(k, isa)
		t->cell[r++][c] = cell_analysis(k, points[c], true);
		t->cell[r++][c] = cell_analysis(kernels_best(), points[c], false);
	}
	bench_run(b, t);
}

void
bench_spectrum(struct bench *b)
{
	bench_decibels(b);
	bench_analysis(b);
}
