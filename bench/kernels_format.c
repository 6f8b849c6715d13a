/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sample formats beside a loop with lrintf, and with the same dither: two channels, and eight. */
#include <math.h>
#include <string.h>

#include "bench/kernels.h"
#include "dsp/format.h"

enum { NFRAMES = 64, NCHANNELS_MAX = 8 };

struct conversion {
	struct format format;
	struct dither dither;
	struct bench_blocks planes;
	uint8_t *samples;
	uint32_t nchannels;
	bool reads, dithers;
	double scale; /* of the integer */
};

static void
run_ours(void *arg)
{
	struct conversion *c = arg;

	if (c->reads)
		format_read(&c->format, c->planes.block, 0, c->samples, c->nchannels, NFRAMES);
	else
		format_write(&c->format, c->samples, (const float *const *)c->planes.block, 0,
			c->nchannels, NFRAMES, c->dithers ? &c->dither : NULL);
	bench_keep(c->samples);
}

static inline void
store(uint8_t *to, long value, uint32_t nbytes)
{
	int32_t whole = (int32_t)value;
	int16_t half = (int16_t)value;

	if (nbytes == 4)
		memcpy(to, &whole, 4);
	else if (nbytes == 2)
		memcpy(to, &half, 2);
	else
		for (uint32_t i = 0; i < nbytes; i++)
			to[i] = (uint8_t)(value >> 8 * i);
}

static inline int32_t
load(const uint8_t *from, uint32_t nbytes)
{
	int32_t whole;
	int16_t half;

	if (nbytes == 4)
		return memcpy(&whole, from, 4), whole;
	if (nbytes == 2)
		return memcpy(&half, from, 2), half;
	return (int32_t)((uint32_t)from[0] << 8 | (uint32_t)from[1] << 16 |
			 (uint32_t)from[2] << 24) >>
	       8;
}

/* The noise of dsp/format.h, x as there. */
static inline float
noise(uint32_t x)
{
	x ^= x >> 16;
	x *= 0x7feb352du;
	x ^= x >> 15;
	x *= 0x846ca68bu;
	x ^= x >> 16;
	return (float)((int32_t)(x >> 16) - (int32_t)(x & 0xffff)) * 0x1p-16f;
}

/* Clip, scale, dither, lrintf. */
static inline void
dither_loop(struct conversion *c, uint32_t nbytes)
{
	float scale = (float)c->scale;

	for (uint32_t i = 0; i < NFRAMES; i++)
		for (uint32_t ch = 0; ch < c->nchannels; ch++) {
			float x = c->planes.block[ch][i] * scale;
			uint32_t at = c->dither.frame + i + ch * 0x9e3779b9u;

			x = x > scale - 2.0f ? scale - 2.0f : x < 1.0f - scale ? 1.0f - scale : x;
			store(c->samples + (i * c->nchannels + ch) * nbytes, lrintf(x + noise(at)),
				nbytes);
		}
	c->dither.frame += NFRAMES;
}

/* Clip, scale, lrintf; the sizes are constants where it is used, so that a store is one. */
static inline void
write_loop(const struct conversion *c, uint32_t nbytes)
{
	float scale = (float)c->scale;

	for (uint32_t i = 0; i < NFRAMES; i++)
		for (uint32_t ch = 0; ch < c->nchannels; ch++) {
			float x = c->planes.block[ch][i] * scale;

			x = x > scale - 1.0f ? scale - 1.0f : x < -scale ? -scale : x;
			store(c->samples + (i * c->nchannels + ch) * nbytes, lrintf(x), nbytes);
		}
}

static inline void
read_loop(const struct conversion *c, uint32_t nbytes)
{
	float scale = (float)(1.0 / c->scale);

	for (uint32_t i = 0; i < NFRAMES; i++)
		for (uint32_t ch = 0; ch < c->nchannels; ch++)
			c->planes.block[ch][i] =
				(float)load(c->samples + (i * c->nchannels + ch) * nbytes, nbytes) *
				scale;
}

static void
run_loop(void *arg)
{
	const struct conversion *c = arg;

	switch (c->format.sample_bytes) {
	case 2:
		c->reads ? read_loop(c, 2) : write_loop(c, 2);
		break;
	case 3:
		c->reads ? read_loop(c, 3) : write_loop(c, 3);
		break;
	default:
		c->reads ? read_loop(c, 4) : write_loop(c, 4);
		break;
	}
	bench_keep(c->samples);
}

static void
run_dither_loop(void *arg)
{
	struct conversion *c = arg;

	switch (c->format.sample_bytes) {
	case 2:
		dither_loop(c, 2);
		break;
	case 3:
		dither_loop(c, 3);
		break;
	default:
		dither_loop(c, 4);
		break;
	}
	bench_keep(c->samples);
}

static struct bench_cell
cell(void (*run)(void *), const struct kernels *k, const struct conversion *what,
	enum sample_format which)
{
	struct conversion *c = bench_new(1, sizeof *c);

	*c = *what;
	format_init(&c->format, which, k);
	c->scale = ldexp(1.0, (int)c->format.bits - 1);
	c->samples = bench_new((size_t)NFRAMES * c->nchannels, sizeof(float));
	bench_blocks(&c->planes, c->nchannels, NFRAMES, 0);
	for (uint32_t ch = 0; ch < c->nchannels; ch++)
		bench_noise(c->planes.block[ch], NFRAMES, ch + 1);
	bench_noise((float *)(void *)c->samples, NFRAMES * c->nchannels / 2, 9);
	return (struct bench_cell){ run, c };
}

static void
add_column(struct bench_table *t, const struct conversion *what, enum sample_format which)
{
	uint32_t c, r = 0;
	struct format f;

	format_init(&f, which, kernels_best());
	c = bench_column(t, (double)NFRAMES * what->nchannels, "%s %s%s, %u", f.name,
		what->reads ? "read" : "written", what->dithers ? ", dither" : "", what->nchannels);
	t->cell[r++][c] = cell(run_loop, kernels_best(), what, which);
	if (what->dithers)
		t->cell[r][c] = cell(run_dither_loop, kernels_best(), what, which);
	r++;
	EACH_TABLE(k, isa)
	t->cell[r++][c] = cell(run_ours, k, what, which);
}

void
bench_formats(struct bench *b)
{
	struct bench_table *t;

	if (!bench_wants(b, "format"))
		return;
	t = bench_new(1, sizeof *t);
	t->id = "format";
	t->title = "Sample formats, 64 frames, by format and channels";
	t->unit = "sample";
	t->reference = bench_row(t, "a loop with lrintf, without dither");
	bench_row(t, "a loop with lrintf and the same dither");
	EACH_TABLE(k, isa)
	bench_row(t, "%s", k->name);
	for (int f = 0; f < SAMPLE_FLOAT; f++) {
		struct conversion what = { .nchannels = 2 };

		add_column(t, &what, (enum sample_format)f);
		what.dithers = true;
		if (f != SAMPLE_S32)
			add_column(t, &what, (enum sample_format)f);
		what.dithers = false;
		what.reads = true;
		add_column(t, &what, (enum sample_format)f);
		what.nchannels = NCHANNELS_MAX;
		what.reads = false;
		add_column(t, &what, (enum sample_format)f);
	}
	bench_run(b, t);
}
