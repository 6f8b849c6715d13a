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
#include <complex.h>
#include <math.h>
#include <stdlib.h>

#include "dsp/eq.h"

enum { EVEN_POINTS = 64, POLE_POINTS = 9, POINTS = EVEN_POINTS + EQ_BANDS_MAX * POLE_POINTS };

/* Mean square of a float's rounding error over the square of the float: 2^-46 / 12 times the mean
 * of 1 / m^2 over mantissas m of 1 to 2, logarithmically even. */
static const double rounding = 0x1p-46 / 12.0 * 0.541;
static const double limit_energy =
	0.33e-11; /* -110 dB, and 5 dB in hand: a short signal has its own luck */
static const double young_frames = 4096.0; /* a resonance that takes longer may not be there yet */
static const double lowest = 1e-6;         /* of the rate */

struct form { /* dsp/eq_kernels.h */
	double b0, c1, c3, e, k;
	double damping, rest; /* 1 - d, and the rest of d that works a step late */
};

struct section {
	struct form exact, rounded;
};

/* What white noise of power 1 at the input has become at one frequency. */
struct response {
	double band, w, g;             /* |.|^2 from the band's input */
	double complex exact, rounded; /* the band itself */
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

static struct section
section_of(const struct biquad *b)
{
	double c1 = b->b1 - b->a1 * b->b0, c2 = b->b2 - b->a2 * b->b0;
	struct form f = { .b0 = b->b0, .c1 = c1, .c3 = c2 - b->a1 * c1 }, r;

	f.k = 1.0 + b->a1 + b->a2;
	f.damping = 2.0 + b->a1;
	f.e = (1.0 - f.damping) * (f.c3 - c1) - f.k * c1;
	r = (struct form){ (float)f.b0, (float)f.c1, (float)f.c3, (float)f.e, (float)f.k,
		1.0 - (float)(1.0 - f.damping), eq_rest(1.0 - f.damping) };
	return (struct section){ f, r };
}

static bool
section_is_identity(const struct biquad *b)
{
	return b->b0 == 1.0 && b->b1 == b->a1 && b->b2 == b->a2;
}

static double
square(double x)
{
	return x * x;
}

static double
power_of(double complex x)
{
	return square(creal(x)) + square(cimag(x));
}

static double complex
form_response(const struct form *f, double complex z1)
{
	double complex zd = z1 + f->damping - f->rest / (1.0 + z1);

	return f->b0 + ((f->c3 * zd + f->e) / (z1 * zd + f->k) + f->c1) / (1.0 + z1);
}

/* z - 1 is computed as such: near 0 Hz the rest is a difference of small numbers.  On a circle that
 * is larger than 1 by outside, what takes longer than 1 / outside to build up counts less. */
static struct response
section_response(const struct section *s, double at, double outside)
{
	const struct form *f = &s->exact;
	double angle = 2.0 * M_PI * at;
	double complex z1 =
		-2.0 * square(sin(angle / 2.0)) + I * sin(angle) + outside * cexp(I * angle);
	double complex zd = z1 + f->damping, a = z1 * zd + f->k, h = form_response(f, z1);

	return (struct response){
		.band = power_of(h),
		.w = power_of((f->c3 * zd + f->e) / a),
		.g = power_of((f->e * z1 - f->k * f->c3) / a),
		.exact = h,
		.rounded = form_response(&s->rounded, z1),
		.after_w = power_of(zd / a),
		.after_g = power_of(1.0 / a),
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
	static const double steps[POLE_POINTS] = { -8, -3, -1.2, -0.5, 0, 0.5, 1.2, 3, 8 };
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
		if (!section_is_identity(&c->band[i]))
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

static double
powers_measure(
	struct powers *p, const struct grid *g, const struct section *s, uint32_t n, double outside)
{
	double whole = 0.0;

	for (uint32_t i = 0; i < n; i++)
		p[i] = (struct powers){ 0 };
	for (uint32_t j = 0; j < g->n; j++) {
		double in = g->weight[j];

		for (uint32_t i = 0; i < n; i++) {
			struct response r = section_response(&s[i], g->at[j], outside);

			p[i].x += in;
			p[i].w += r.w * in;
			p[i].g += r.g * in;
			in *= r.band;
			p[i].y += in;
		}
		whole += in;
	}
	return whole;
}

static double
noise_measure(const struct powers *p, const struct grid *g, const struct section *s, uint32_t n)
{
	double sum = 0.0;

	for (uint32_t j = 0; j < g->n; j++) {
		double complex x = 1.0, error = 0.0; /* of coefficients: may add up over bands */
		double noise = 0.0;

		for (uint32_t i = 0; i < n; i++) {
			struct response r = section_response(&s[i], g->at[j], 0.0);

			noise = noise * r.band + section_noise(&s[i].exact, &r, &p[i]);
			error = error * r.rounded + x * (r.rounded - r.exact);
			x *= r.exact;
		}
		sum += (noise + power_of(error)) * g->weight[j];
	}
	return sum;
}

bool
eq_single_suffices(const struct eq_coefficients *c)
{
	struct section section[EQ_BANDS_MAX];
	struct powers power[EQ_BANDS_MAX];
	struct grid grid;
	uint32_t n = 0;
	double signal;

	for (uint32_t i = 0; i < c->nbands; i++)
		if (!section_is_identity(&c->band[i]))
			section[n++] = section_of(&c->band[i]);
	if (n == 0)
		return true;
	grid_make(&grid, c);
	signal = powers_measure(power, &grid, section, n, 1.0 / young_frames);
	signal = fmin(signal, powers_measure(power, &grid, section, n, 0.0));
	return noise_measure(power, &grid, section, n) <= limit_energy * signal;
}
