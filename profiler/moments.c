/* SPDX-License-Identifier: ISC */
/* See moments.h: nothing but the two recurrences. */
#include "profiler/moments.h"

#include <math.h>

void
moments_add(struct moments *m, double value, double at)
{
	double distance = value - m->mean;

	if (m->n == 0 || value < m->min) {
		m->min = value;
		m->min_at = at;
	}
	if (m->n == 0 || value > m->max) {
		m->max = value;
		m->max_at = at;
	}
	m->n++;
	m->mean += distance / (double)m->n;
	m->m2 += distance * (value - m->mean);
}

void
moments_merge(struct moments *into, const struct moments *from)
{
	double n, distance;

	if (from->n == 0)
		return;
	if (into->n == 0) {
		*into = *from;
		return;
	}
	n = (double)into->n + (double)from->n;
	distance = from->mean - into->mean;
	into->m2 += from->m2 + distance * distance * ((double)into->n / n) * (double)from->n;
	into->mean += distance * ((double)from->n / n);
	into->n += from->n;
	if (from->min < into->min) {
		into->min = from->min;
		into->min_at = from->min_at;
	}
	if (from->max > into->max) {
		into->max = from->max;
		into->max_at = from->max_at;
	}
}

double
moments_stddev(const struct moments *m)
{
	return m->n < 2 ? 0 : sqrt(m->m2 / (double)m->n);
}
