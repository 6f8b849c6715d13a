/* SPDX-License-Identifier: ISC */
/*
 * A quasi-peak meter is a capacitor that is charged through a resistor while the
 * rectified sound is above it, and discharged slowly.  One resistor cannot be
 * right for bursts of 10 ms and of 0.5 ms; the sum of two such integrators, one
 * slower and one faster, is.  How fast they are was fitted to the standard's
 * table of bursts; what a steady sine charges them to follows from that, and
 * with it their gain.
 *
 * The VU meter's needle is a damped oscillator, here one complex pole, which is
 * exact at every rate.
 */
#include "dsp/ballistics.h"

#include <math.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

/* Charging, 1/s; falling, dB/s. */
static const double ppm1_charge[2] = { 444, 1138 }, ppm1_fall = 20 / 1.7;
static const double ppm2_charge[2] = { 160, 973 }, ppm2_fall = 24 / 2.8;

/* A step through a second order of damping D overshoots by exp(-pi D / sqrt(1 - D^2)): 1.25 %. */
static const double vu_damping = 0.8126;
static const double vu_rise_s = 0.3, k_rise_s = 0.6, rise = 0.99;
static const double k_fall_db_per_s = 15, k_hold_s = 0.5;

static const double loudest = 1e6; /* +120 dBFS */
static const double hiss = 1e-15;  /* -300 dB: below it states would become denormal */
static const double floor_db = -120;

/* ---- What follows from the rate ---- */

/* What a sine of 1 charges an integrator to: where the mean of what is above it, charge *
 * mean(|sin| - z)+, is what it loses, fall * z. */
static double
ppm_steady(double charge, double fall)
{
	double low = 0, high = 1;

	for (int i = 0; i < 60; i++) {
		double z = (low + high) / 2, a = asin(z);

		if (charge * 2 / pi * (cos(a) - z * (pi / 2 - a)) > fall * z)
			low = z;
		else
			high = z;
	}
	return low;
}

static void
ppm_init(struct ballistic_ppm *p, const double charge[2], double fall_db_per_s, double rate)
{
	double fall = fall_db_per_s * log(10) / 20; /* 1/s */

	p->fall = exp(-fall / rate);
	for (int i = 0; i < 2; i++) {
		p->charge[i] = -expm1(-charge[i] / rate);
		p->both[i] = p->fall * (1 - p->charge[i]);
	}
	p->gain = 1 / (ppm_steady(charge[0], fall) + ppm_steady(charge[1], fall));
}

/* The real pole that makes a step through two of it, in a mean square, read 99 % of its root
 * after the time: (1 + a) exp(-a) = 1 - 0.99^2.  Return: a. */
static double
k_steps(void)
{
	double low = 1, high = 20;

	for (int i = 0; i < 60; i++) {
		double a = (low + high) / 2;

		if ((1 + a) * exp(-a) > 1 - rise * rise)
			low = a;
		else
			high = a;
	}
	return low;
}

/* When the step of a second order of frequency 1 first reads 99 %: before its peak, at pi / w. */
static double
vu_steps(double w, double skew)
{
	double low = 0, high = pi / w;

	for (int i = 0; i < 60; i++) {
		double t = (low + high) / 2;

		if (1 - exp(-vu_damping * t) * (cos(w * t) + skew * sin(w * t)) < rise)
			low = t;
		else
			high = t;
	}
	return low;
}

/* Its poles are -damping +- j w, in units of its frequency; of a conjugate pair one is enough,
 * whose states v = 1 - exp(s t) after a step give Re v + skew Im v. */
static void
vu_init(struct ballistics *b, double rate)
{
	double w = sqrt(1 - vu_damping * vu_damping), skew = vu_damping / w;
	double step = vu_steps(w, skew) / vu_rise_s / rate;

	b->vu_re = exp(-vu_damping * step) * cos(w * step);
	b->vu_im = exp(-vu_damping * step) * sin(w * step);
	b->vu_x_re = 1 - b->vu_re;
	b->vu_x_im = -b->vu_im;
	b->vu_skew = skew;
}

void
ballistics_init(struct ballistics *b, uint32_t rate_hz)
{
	memset(b, 0, sizeof *b);
	ppm_init(&b->ppm1, ppm1_charge, ppm1_fall, rate_hz);
	ppm_init(&b->ppm2, ppm2_charge, ppm2_fall, rate_hz);
	vu_init(b, rate_hz);
	b->k_rise = -expm1(-k_steps() / k_rise_s / rate_hz);
	b->k_keep = 1 - b->k_rise;
	b->k_fall = pow(10, -k_fall_db_per_s / 20 / rate_hz);
	b->k_hold_frames = (uint32_t)(k_hold_s * rate_hz);
}

/* ---- Sample by sample ---- */

static inline double
higher(double a, double b)
{
	return a > b ? a : b;
}

/* One sample that cannot be must not stay in the filters for ever. */
static inline double
sample(float x)
{
	double y = fabs((double)x);

	return !isfinite(x) ? 0 : y > loudest ? loudest : y;
}

/* z falls to fall * z; if the sound is above that, it is charged by charge * (x - fall * z) too:
 * whichever is more. */
static inline void
ppm_step(const struct ballistic_ppm *p, double z[2], double *highest, double x)
{
	for (int i = 0; i < 2; i++)
		z[i] = higher(p->fall * z[i], p->both[i] * z[i] + p->charge[i] * x);
	*highest = higher(*highest, z[0] + z[1]);
}

static inline void
vu_step(const struct ballistics *b, struct ballistic_state *s, double x)
{
	double re = s->vu_re;

	s->vu_re = b->vu_re * re - b->vu_im * s->vu_im + b->vu_x_re * x;
	s->vu_im = b->vu_re * s->vu_im + b->vu_im * re + b->vu_x_im * x;
}

static inline void
k_step(const struct ballistics *b, struct ballistic_state *s, double x)
{
	s->k_square[0] = b->k_keep * s->k_square[0] + b->k_rise * (x * x);
	s->k_square[1] = b->k_keep * s->k_square[1] + b->k_rise * s->k_square[0];
	if (x >= s->k_peak) {
		s->k_peak = x;
		s->k_held_frames = b->k_hold_frames;
	} else if (s->k_held_frames > 0)
		s->k_held_frames--;
	else
		s->k_peak *= b->k_fall;
}

void
ballistics_feed(
	const struct ballistics *b, struct ballistic_state *s, const float *in, uint32_t nframes)
{
	struct ballistic_state now = *s; /* in registers */

	for (uint32_t i = 0; i < nframes; i++) {
		double x = sample(in[i]) + hiss;

		ppm_step(&b->ppm1, now.ppm1, &now.ppm1_highest, x);
		ppm_step(&b->ppm2, now.ppm2, &now.ppm2_highest, x);
		vu_step(b, &now, x);
		k_step(b, &now, x);
	}
	*s = now;
}

/* ---- Readings ---- */

static float
decibel(double linear)
{
	return linear > 1e-6 ? (float)(20 * log10(linear)) : (float)floor_db;
}

void
ballistics_read(
	const struct ballistics *b, struct ballistic_state *s, struct ballistic_reading *out)
{
	*out = (struct ballistic_reading){
		.ppm1_db = decibel(s->ppm1_highest * b->ppm1.gain),
		.ppm2_db = decibel(s->ppm2_highest * b->ppm2.gain),
		.vu_db = decibel((s->vu_re + b->vu_skew * s->vu_im) * pi / 2),
		.k_rms_db = decibel(sqrt(2 * s->k_square[1])),
		.k_peak_db = decibel(s->k_peak),
	};
	s->ppm1_highest = s->ppm1[0] + s->ppm1[1];
	s->ppm2_highest = s->ppm2[0] + s->ppm2[1];
}
