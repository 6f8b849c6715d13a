/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The EQ, as the engine calls it: eq_process().  "Gliding" has its next target
 * as soon as it has arrived, every 20 ms; "1000 a second" before every block,
 * which for 64 frames is a bit less than that many.  More than 16 bands are
 * several EQs, one after the other.
 */
#include <math.h>
#include <string.h>

#include "bench/eq_plain.h"
#include "bench/kernels.h"
#include "bench/setting.h"

enum { RAMP_FRAMES = SETTING_RATE_HZ / 50, CHAIN_MAX = 4, FRAMES = 64, DRAWS = 10000 };

enum motion { STEADY, GLIDING, RESTLESS, NMOTIONS };

static const char *const motion_names[NMOTIONS] = { "", ", one move after another", ", target before each block" };

struct shape {
	uint32_t nchannels, nbands, nframes, offset;
};

/* What all candidates of a column work on. */
struct work {
	struct shape shape;
	struct bench_blocks in, out;
};

struct theirs {
	const struct work *work;
	struct eq_plain eq;
};

struct ours {
	const struct work *work;
	struct eq *eq[CHAIN_MAX];
	struct eq_coefficients to[2];     /* there and back */
	uint32_t neqs, turn, every, left; /* frames until the next target */
};

static void
run_samples(void *arg)
{
	struct theirs *t = arg;

	eq_plain_samples(&t->eq, (const float *const *)t->work->in.block, t->work->out.block,
		t->work->shape.nframes);
	bench_keep(t->work->out.block[0]);
}

static void
run_passes(void *arg)
{
	struct theirs *t = arg;

	eq_plain_passes(&t->eq, (const float *const *)t->work->in.block, t->work->out.block,
		t->work->shape.nframes);
	bench_keep(t->work->out.block[0]);
}

static void
run_ours(void *arg)
{
	struct ours *o = arg;
	float *const *out = o->work->out.block;
	uint32_t nframes = o->work->shape.nframes;

	if (o->every && o->left == 0) { /* the move before is over */
		o->turn = !o->turn;
		for (uint32_t i = 0; i < o->neqs; i++)
			eq_target(o->eq[i], &o->to[o->turn]);
		o->left = o->every;
	}
	o->left -= o->left < nframes ? o->left : nframes;
	for (uint32_t i = 0; i < o->neqs; i++)
		eq_process(o->eq[i],
			(const float *const *)(i == 0 ? o->work->in.block : o->work->out.block),
			out, nframes);
	bench_keep(out[0]);
}

/* Setting A, over and over for more bands; other gains when shifted. */
static void
design(struct eq_coefficients *c, uint32_t nbands, double shift_db)
{
	struct eq_settings s = setting_a;

	s.nbands = nbands;
	for (uint32_t i = 0; i < nbands; i++) {
		s.band[i] = setting_a.band[i % SETTING_BANDS];
		s.band[i].gain_db += shift_db;
	}
	eq_design(c, &s, SETTING_RATE_HZ);
}

static struct work *
work_new(const struct shape *shape)
{
	struct work *w = bench_new(1, sizeof *w);

	w->shape = *shape;
	bench_blocks(&w->in, shape->nchannels, shape->nframes, shape->offset);
	bench_blocks(&w->out, shape->nchannels, shape->nframes, shape->offset);
	for (uint32_t ch = 0; ch < shape->nchannels; ch++)
		bench_noise(w->in.block[ch], shape->nframes, ch + 1);
	return w;
}

static struct bench_cell
cell_theirs(const struct work *w, void (*run)(void *))
{
	struct theirs *t = bench_new(1, sizeof *t);
	struct eq_coefficients c;

	design(&c, SETTING_BANDS, 0);
	t->work = w;
	eq_plain_init(&t->eq, &c, w->shape.nchannels, w->shape.nbands);
	return (struct bench_cell){ run, t };
}

static struct bench_cell
cell_ours(const struct work *w, const struct kernels *k, bool single, enum motion motion)
{
	struct ours *o = bench_new(1, sizeof *o);
	uint32_t nbands = w->shape.nbands < EQ_BANDS_MAX ? w->shape.nbands : EQ_BANDS_MAX;

	o->work = w;
	o->neqs = w->shape.nbands / nbands;
	o->every = motion == STEADY ? 0 : motion == GLIDING ? RAMP_FRAMES : 1;
	design(&o->to[0], nbands, 0);
	design(&o->to[1], nbands, 1);
	o->to[0].single = o->to[1].single = single;
	for (uint32_t i = 0; i < o->neqs; i++) {
		o->eq[i] = eq_create(w->shape.nchannels, RAMP_FRAMES, k);
		if (!o->eq[i])
			return (struct bench_cell){ 0 };
		eq_set(o->eq[i], &o->to[0]);
	}
	return (struct bench_cell){ run_ours, o };
}

/* The references, and every table in both precisions, in a column of its own. */
static void
add_column(struct bench_table *t, const struct shape *shape, uint32_t nmotions)
{
	const struct work *w = work_new(shape);
	uint32_t c = t->ncolumns - 1, r = 0;

	t->cell[r++][c] = cell_theirs(w, run_samples);
	t->cell[r++][c] = cell_theirs(w, run_passes);
	EACH_TABLE(k, isa)
	for (int single = 1; single >= 0; single--)
		for (uint32_t m = 0; m < nmotions; m++)
			t->cell[r++][c] = cell_ours(w, k, single, (enum motion)m);
}

static void
add_rows(struct bench_table *t, uint32_t nmotions)
{
	t->reference = bench_row(t, "plain C f32, 8 bands per sample");
	bench_row(t, "plain C f32, one pass per band");
	EACH_TABLE(k, isa)
	for (int single = 1; single >= 0; single--)
		for (uint32_t m = 0; m < nmotions; m++)
			bench_row(t, "%s %s%s", k->name, single ? "single" : "double",
				motion_names[m]);
}

struct frames_table {
	const char *id, *title;
	uint32_t nbands;
	uint32_t offset; /* of all blocks, in floats */
	uint32_t frames[8];
};

static const struct frames_table frames_tables[] = {
	{ "eq", "EQ, 8 bands, two channels, by frames a block", 8, 0,
		{ 16, 32, 64, 128, 256, 512, 1024, 4096 } },
	{ "eq-odd", "EQ, 8 bands, two channels, odd blocks that begin anywhere", 8, 1,
		{ 1, 7, 37, 64, 100, 129, 1000 } },
	{ "eq-16", "EQ, 16 bands, two channels, by frames a block", 16, 0, { 32, 64, 256, 1024 } },
};

static void
bench_eq_frames(struct bench *b, const struct frames_table *f)
{
	struct bench_table *t;

	if (!bench_wants(b, f->id))
		return;
	t = bench_new(1, sizeof *t);
	t->id = f->id;
	t->title = f->title;
	t->unit = "stereo frame";
	add_rows(t, NMOTIONS);
	for (uint32_t i = 0; i < sizeof f->frames / sizeof *f->frames && f->frames[i]; i++) {
		struct shape shape = { 2, f->nbands, f->frames[i], f->offset };

		bench_column(t, f->frames[i], "%u", f->frames[i]);
		add_column(t, &shape, NMOTIONS);
	}
	bench_run(b, t);
}

static void
bench_eq_channels(struct bench *b)
{
	static const uint32_t channels[] = { 1, 2, 4, 8, 16, 32, 64 }, bands[] = { 8, 16, 32, 64 };
	struct bench_table *t;

	if (!bench_wants(b, "eq-channels"))
		return;
	t = bench_new(1, sizeof *t);
	t->id = "eq-channels";
	t->title = "EQ, 64 frames a block, by channels x bands";
	t->unit = "channel, band and frame";
	add_rows(t, 1);
	for (uint32_t i = 0; i < sizeof channels / sizeof *channels; i++)
		for (uint32_t k = 0; k < sizeof bands / sizeof *bands; k++) {
			struct shape shape = { channels[i], bands[k], FRAMES, 0 };

			bench_column(t, (double)channels[i] * bands[k] * FRAMES, "%ux%u",
				channels[i], bands[k]);
			add_column(t, &shape, 1);
		}
	bench_run(b, t);
}

/* Uniform in [0, 1). */
static double
draw(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (double)(*state >> 11) / (double)(UINT64_C(1) << 53);
}

static double
draw_log(uint64_t *state, double low, double high)
{
	return low * pow(high / low, draw(state));
}

struct range {
	const char *name;
	double freq_low_hz, freq_high_hz, gain_db, q_low, q_high;
};

static void
draw_settings(struct eq_settings *s, uint64_t *state, const struct range *r, double rate_hz)
{
	double high = fmin(r->freq_high_hz, 0.49 * rate_hz);

	*s = (struct eq_settings){ .nbands = SETTING_BANDS };
	for (uint32_t i = 0; i < SETTING_BANDS; i++)
		s->band[i] = (struct eq_band){ true, (enum eq_type)(int)(draw(state) * EQ_NTYPES),
			draw_log(state, r->freq_low_hz, high), r->gain_db * (2 * draw(state) - 1),
			draw_log(state, r->q_low, r->q_high) };
}

/* Not a matter of speed, but what of it one gets. */
static void
bench_eq_precision(struct bench *b)
{
	static const double rates_hz[] = { 44100, 48000, 88200, 96000, 176400, 192000, 384000 };
	static const struct range ranges[] = { { "whole ranges", 10, 1e9, 30, 0.05, 50 },
		{ "20 Hz to 18 kHz, 12 dB, Q 0.3 to 9", 20, 18000, 12, 0.3, 9 } };

	if (!bench_wants(b, "eq-precision"))
		return;
	printf("\n### EQ, share of %d random settings of 8 bands that need double precision\n\n|",
		DRAWS);
	for (uint32_t i = 0; i < sizeof rates_hz / sizeof *rates_hz; i++)
		printf(" | %.0f", rates_hz[i]);
	printf(" |\n|---|---|---|---|---|---|---|---|\n");
	for (uint32_t k = 0; k < sizeof ranges / sizeof *ranges; k++) {
		printf("| %s", ranges[k].name);
		for (uint32_t i = 0; i < sizeof rates_hz / sizeof *rates_hz; i++) {
			uint64_t state = 1;
			uint32_t on_double = 0;

			for (uint32_t n = 0; n < DRAWS; n++) {
				struct eq_settings s;
				struct eq_coefficients c;

				draw_settings(&s, &state, &ranges[k], rates_hz[i]);
				eq_design(&c, &s, rates_hz[i]);
				on_double += !c.single;
			}
			printf(" | %.1f %%", 100.0 * on_double / DRAWS);
		}
		printf(" |\n");
	}
	fflush(stdout);
}

void
bench_eq(struct bench *b)
{
	for (size_t i = 0; i < sizeof frames_tables / sizeof *frames_tables; i++)
		bench_eq_frames(b, &frames_tables[i]);
	bench_eq_channels(b);
	bench_eq_precision(b);
}
