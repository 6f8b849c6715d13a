/* SPDX-License-Identifier: ISC */
/*
 * Whether single precision is exact enough, decided with the coefficients: the
 * noise that rounding makes in the single kernel, by the usual linear model
 * (L. B. Jackson, On the interaction of roundoff noise and dynamic range in
 * digital filters, 1970).  The input is white.  Each rounding adds white noise in
 * proportion to the power of what is rounded, which goes through the rest of its
 * band and the bands behind it; rounded coefficients make another filter, whose
 * difference counts too.  Powers are integrals over a grid of frequencies
 * which is dense where the poles are.
 */
#include <math.h>
#include <stdlib.h>

#include "dsp/eq.h"

enum { EVEN_POINTS = 40, POLE_POINTS = 7, POINTS = EVEN_POINTS + EQ_BANDS_MAX * POLE_POINTS };

/* Mean square of a float's rounding error over the square of the float: 2^-46 / 12 times the mean
 * of 1 / m^2 over mantissas m of 1 to 2, logarithmically even. */
static const double rounding = 0x1p-46 / 12.0 * 0.541;
static const double limit_energy = 0.4e-11; /* -110 dB, and 4 dB in hand: signals have their luck */
static const double young_frames = 4096.0;  /* a resonance that takes longer may not be there yet */
static const double lowest = 1e-6;          /* of the rate */

struct complex_number { /* C's own are slow: they look for infinities */
	double re, im;
};

struct form { /* dsp/eq_kernels.h */
	double b0, c1, c3, e, k;
	double damping, rest; /* 1 - d, and the rest of d that works a step late */
};

struct section {
	struct form exact, rounded;
};

/* Where on or outside the unit circle: z - 1, which near 0 Hz is not left to a difference, and
 * 1 / z. */
struct place {
	struct complex_number z1, back;
};

/* What white noise of power 1 at a band's input becomes at one frequency. */
struct response {
	struct complex_number h; /* of the band */
	double w, g;             /* |.|^2 */
	double after_w, after_g; /* |.|^2 from a disturbance of w, of g to the band's output */
};

struct powers {
	double x, y, w, g;
};

struct grid {
	uint32_t n;
	double at[POINTS];     /* of the rate, ascending */
	double weight[POINTS]; /* trapezoids; they add up to the whole power */
};

struct model {
	uint32_t n;
	struct section section[EQ_BANDS_MAX];
	struct grid grid;
	struct response response[POINTS][EQ_BANDS_MAX];
	struct powers power[EQ_BANDS_MAX];
};

static double
square(double x)
{
	return x * x;
}

static double
power_of(struct complex_number a)
{
	return square(a.re) + square(a.im);
}

static struct complex_number
sum(struct complex_number a, double re, double im)
{
	return (struct complex_number){ a.re + re, a.im + im };
}

static struct complex_number
product(struct complex_number a, struct complex_number b)
{
	return (struct complex_number){ a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re };
}

static struct complex_number
quotient(struct complex_number a, struct complex_number b)
{
	double per = 1.0 / power_of(b);

	return (struct complex_number){ (a.re * b.re + a.im * b.im) * per,
		(a.im * b.re - a.re * b.im) * per };
}

static struct section
section_of(const struct biquad *b)
{
	double c[EQ_COEFFICIENTS];
	struct form f, r;

	biquad_to_form(c, b);
	f = (struct form){ c[EQ_B0], c[EQ_C1], c[EQ_C3], c[EQ_E], -c[EQ_MINUS_K], 1.0 - c[EQ_D],
		0.0 };
	r = (struct form){ (float)f.b0, (float)f.c1, (float)f.c3, (float)f.e, (float)f.k,
		1.0 - (float)c[EQ_D], eq_rest(c[EQ_D]) };
	return (struct section){ f, r };
}

/* ---- Responses ---- */

/* On a circle that is larger than 1 by outside, what takes longer than 1 / outside to build up
 * counts less. */
static struct place
place_of(double at, double outside)
{
	double sine = sin(2.0 * M_PI * at), half = sin(M_PI * at), less = 2.0 * square(half);
	struct place p = { .z1 = { outside * (1.0 - less) - less, (1.0 + outside) * sine } };

	p.back = quotient((struct complex_number){ 1.0, 0.0 }, sum(p.z1, 1.0, 0.0));
	return p;
}

/* z - d, and the denominator (z - 1)(z - d) + k. */
static struct complex_number
form_zd(const struct form *f, const struct place *p)
{
	return sum(p->z1, f->damping - f->rest * p->back.re, -f->rest * p->back.im);
}

static struct complex_number
form_w(const struct form *f, struct complex_number zd, struct complex_number denominator)
{
	struct complex_number numerator = { f->c3 * zd.re + f->e, f->c3 * zd.im };

	return quotient(numerator, denominator);
}

static struct complex_number
form_response(const struct form *f, const struct place *p)
{
	struct complex_number zd = form_zd(f, p);
	struct complex_number w = form_w(f, zd, sum(product(p->z1, zd), f->k, 0.0));

	return sum(product(sum(w, f->c1, 0.0), p->back), f->b0, 0.0);
}

static struct response
section_response(const struct form *f, const struct place *p)
{
	struct complex_number zd = form_zd(f, p), a = sum(product(p->z1, zd), f->k, 0.0);
	struct complex_number w = form_w(f, zd, a);
	double per = 1.0 / power_of(a);

	return (struct response){
		.h = sum(product(sum(w, f->c1, 0.0), p->back), f->b0, 0.0),
		.w = power_of(w),
		.g = (square(f->e * p->z1.re - f->k * f->c3) + square(f->e * p->z1.im)) * per,
		.after_w = power_of(zd) * per,
		.after_g = per,
	};
}

/* ---- Grid ---- */

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
grid_add(struct grid *g, double at)
{
	if (at > lowest && at < 0.5)
		g->at[g->n++] = at;
}

/* About the frequency of a pole pair, in steps of its half width; real poles are wide. */
static void
grid_add_pole(struct grid *g, const struct biquad *b)
{
	static const double steps[POLE_POINTS] = { -6, -2, -0.7, 0, 0.7, 2, 6 };
	double radius = sqrt(fmax(b->a2, 0.0)),
	       cosine = radius > 0.0 ? -b->a1 / (2.0 * radius) : 2.0;
	double centre, width;

	if (!(fabs(cosine) < 1.0))
		return;
	centre = acos(cosine) / (2.0 * M_PI);
	width = fmax(-log(radius) / (2.0 * M_PI), centre * 1e-3);
	for (uint32_t i = 0; i < POLE_POINTS; i++)
		grid_add(g, centre + steps[i] * width);
}

static void
grid_make(struct grid *g, const struct eq_coefficients *c)
{
	g->n = 0;
	for (uint32_t i = 0; i < EVEN_POINTS; i++)
		grid_add(g, lowest * pow(0.4999 / lowest, (i + 1.0) / EVEN_POINTS));
	for (uint32_t i = 0; i < c->nbands; i++)
		if (!biquad_is_identity(&c->band[i]))
			grid_add_pole(g, &c->band[i]);
	qsort(g->at, g->n, sizeof *g->at, ascending);
	for (uint32_t i = 0; i < g->n; i++) {
		double below = i > 0 ? g->at[i - 1] : -g->at[0];
		double above = i + 1 < g->n ? g->at[i + 1] : 1.0 - g->at[i];

		g->weight[i] =
			above - below; /* twice a half of each side: both halves of the band */
	}
}

/* ---- Noise ---- */

/* Power of a band's noise at one frequency, at its output.  What is rounded: y, p and the product
 * for p; w twice and its product; g, its parts and their products. */
static double
section_noise(const struct form *f, const struct response *r, const struct powers *p)
{
	double at_output = p->y + p->w + square(f->c1) * p->x;
	double in_w = 2.0 * p->w + square(f->c3) * p->x;
	double in_g = 2.0 * p->g + 2.0 * square(f->e) * p->x + 2.0 * square(f->k) * p->w;

	return rounding * (at_output + in_w * r->after_w + in_g * r->after_g);
}

/* Fills responses and powers.  Return: the power of the output. */
static double
signal_measure(struct model *m)
{
	double whole = 0.0;

	for (uint32_t j = 0; j < m->grid.n; j++) {
		struct place place = place_of(m->grid.at[j], 0.0);
		double in = m->grid.weight[j];

		for (uint32_t i = 0; i < m->n; i++) {
			struct response *r = &m->response[j][i];

			*r = section_response(&m->section[i].exact, &place);
			m->power[i].x += in;
			m->power[i].w += r->w * in;
			m->power[i].g += r->g * in;
			in *= power_of(r->h);
			m->power[i].y += in;
		}
		whole += in;
	}
	return whole;
}

/* The power of the output while slow resonances are still building up. */
static double
young_signal_measure(const struct model *m)
{
	double whole = 0.0;

	for (uint32_t j = 0; j < m->grid.n; j++) {
		struct place place = place_of(m->grid.at[j], 1.0 / young_frames);
		double in = m->grid.weight[j];

		for (uint32_t i = 0; i < m->n; i++)
			in *= power_of(form_response(&m->section[i].exact, &place));
		whole += in;
	}
	return whole;
}

static double
noise_measure(const struct model *m)
{
	double whole = 0.0;

	for (uint32_t j = 0; j < m->grid.n; j++) {
		struct place place = place_of(m->grid.at[j], 0.0);
		struct complex_number x = { 1.0, 0.0 }, error = { 0.0, 0.0 };
		double noise = 0.0;

		for (uint32_t i = 0; i < m->n; i++) {
			const struct section *s = &m->section[i];
			const struct response *r = &m->response[j][i];
			struct complex_number h = form_response(&s->rounded, &place), own;

			noise = noise * power_of(r->h) + section_noise(&s->exact, r, &m->power[i]);
			/* errors of coefficients may add up over bands */
			own = product(x, sum(h, -r->h.re, -r->h.im));
			error = sum(product(error, h), own.re, own.im);
			x = product(x, r->h);
		}
		whole += (noise + power_of(error)) * m->grid.weight[j];
	}
	return whole;
}

bool
eq_single_suffices(const struct eq_coefficients *c)
{
	struct model m;
	double signal, noise;

	m.n = 0;
	for (uint32_t i = 0; i < c->nbands; i++)
		if (!biquad_is_identity(&c->band[i])) {
			m.power[m.n] = (struct powers){ 0 };
			m.section[m.n++] = section_of(&c->band[i]);
		}
	if (m.n == 0)
		return true;
	grid_make(&m.grid, c);
	signal = signal_measure(&m);
	noise = noise_measure(&m);
	return noise <= limit_energy * signal && noise <= limit_energy * young_signal_measure(&m);
}
