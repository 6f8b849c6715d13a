/* SPDX-License-Identifier: ISC */
/* See series.h. */
#include "profiler/series.h"

#include <math.h>
#include <string.h>

static const uint64_t slice_ns[SERIES_WINDOWS] = { 100000000u, 1000000000u };

size_t
series_bytes(uint32_t nbuckets)
{
	size_t sums = (size_t)(SERIES_WINDOWS + 1) * nbuckets * sizeof(uint64_t);

	return sums + (size_t)SERIES_WINDOWS * SERIES_SLICES * nbuckets * sizeof(uint32_t);
}

void
series_init(struct series *s, void *memory, uint32_t nbuckets, double scale)
{
	uint64_t *sum = memory;
	uint32_t *slice = (uint32_t *)(sum + (SERIES_WINDOWS + 1) * nbuckets);
	uint32_t w;

	memset(s, 0, sizeof(*s));
	for (w = 0; w < SERIES_WINDOWS; w++) {
		histogram_init(&s->window[w].sum, sum + w * nbuckets, nbuckets);
		s->window[w].slice = slice + w * SERIES_SLICES * nbuckets;
	}
	histogram_init(&s->all, sum + SERIES_WINDOWS * nbuckets, nbuckets);
	s->nbuckets = nbuckets;
	s->scale = scale;
}

void
series_clear(struct series *s)
{
	uint32_t w;

	if (s->all.n == 0)
		return; /* empty already: some 200 kB that need not be written again */
	for (w = 0; w < SERIES_WINDOWS; w++) {
		struct series_window *win = &s->window[w];

		histogram_clear(&win->sum);
		memset(win->part, 0, sizeof(win->part));
		memset(win->slice, 0, (size_t)SERIES_SLICES * s->nbuckets * sizeof(*win->slice));
	}
	histogram_clear(&s->all);
	memset(&s->all_moments, 0, sizeof(s->all_moments));
	s->now = 0;
}

void
series_add(struct series *s, const struct timeline *t, double value, double at_s)
{
	uint32_t w, bucket = histogram_bucket(s->nbuckets, llround(value));

	for (w = 0; w < SERIES_WINDOWS; w++) {
		struct series_window *win = &s->window[w];

		win->slice[t->slice[w] * s->nbuckets + bucket]++;
		win->sum.count[bucket]++;
		win->sum.n++;
		moments_add(&win->part[t->slice[w]], value, at_s);
	}
	s->all.count[bucket]++;
	s->all.n++;
	moments_add(&s->all_moments, value, at_s);
	s->now = value;
}

void
series_reuse(struct series *s, uint32_t window, uint32_t slice)
{
	struct series_window *win = &s->window[window];

	if (win->part[slice].n == 0)
		return;
	histogram_take(&win->sum, win->slice + slice * s->nbuckets, win->part[slice].n);
	memset(&win->part[slice], 0, sizeof(win->part[slice]));
}

static struct moments
series_moments(const struct series *s, enum window w)
{
	struct moments m = { 0 };
	uint32_t i;

	if (w == WINDOW_CLEAR)
		return s->all_moments;
	for (i = 0; i < SERIES_SLICES; i++)
		moments_merge(&m, &s->window[w].part[i]);
	return m;
}

static void
quantiles_within(const struct series *s, enum window w, const struct moments *m, const double *q,
	uint32_t nq, double *out)
{
	uint32_t i;

	histogram_quantiles(w == WINDOW_CLEAR ? &s->all : &s->window[w].sum, q, nq, out);
	for (i = 0; i < nq; i++)
		out[i] = fmin(fmax(out[i], m->min), m->max) * s->scale;
}

void
series_quantiles(const struct series *s, enum window w, const double *q, uint32_t nq, double *out)
{
	struct moments m = series_moments(s, w);

	quantiles_within(s, w, &m, q, nq, out);
}

double
series_stats(const struct series *s, enum window w, struct stats *out)
{
	static const double q[] = { 0.5, 0.9, 0.95, 0.99, 0.999 };
	struct moments m = series_moments(s, w);
	double p[5];

	quantiles_within(s, w, &m, q, 5, p);
	out->count = m.n;
	out->mean = m.mean * s->scale;
	out->total = m.mean * (double)m.n * s->scale;
	out->stddev = moments_stddev(&m) * s->scale;
	out->min = m.min * s->scale;
	out->p50 = p[0];
	out->p90 = p[1];
	out->p95 = p[2];
	out->p99 = p[3];
	out->p99_9 = p[4];
	out->max = m.max * s->scale;
	out->max_at_s = m.max_at;
	return m.min_at;
}

uint32_t
timeline_move(struct timeline *t, uint32_t window, uint64_t now_ns)
{
	uint64_t number = now_ns / slice_ns[window], old = t->number[window];

	if (number == old || (number < old && old - number < SERIES_SLICES))
		return 0; /* a stamp from the slice before belongs to the running one */
	t->number[window] = number;
	t->slice[window] = (uint32_t)(number % SERIES_SLICES);
	return number > old && number - old < SERIES_SLICES ? (uint32_t)(number - old)
							    : SERIES_SLICES;
}
