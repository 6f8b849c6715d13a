/* SPDX-License-Identifier: ISC */
/*
 * Peaks and shelves that follow their analogue prototypes up to half the rate,
 * where the bilinear transform squeezes the frequency axis.
 *
 * Poles are those of the prototype, p = exp(s T).  Zeros follow from gains that
 * are prescribed at three frequencies, as in S. J. Orfanidis, "Digital
 * parametric equalizer design with prescribed Nyquist-frequency gain", J. Audio
 * Eng. Soc. 45(6), 1997, on poles as in M. Vicanek, "Matched second order
 * digital filters", 2016.  A polynomial c0 + c1 z^-1 + c2 z^-2 is written by
 *	dc = c0 + c1 + c2,  nyquist = c0 - c1 + c2,  spread = c0 - c2,
 * with which its magnitude on the unit circle is
 *	|P|^2 = (dc cos^2(w/2) - nyquist sin^2(w/2))^2 + (spread sin w)^2,
 * and all its roots are inside exactly when all three have one sign.  So every
 * pair of such polynomials is a stable filter with a stable inverse, and a cut
 * is the inverse of a boost.  Nothing cancels in these sums, however low the
 * frequency.
 *
 * A resonant shelf can have a dip that those zeros miss; they are then put at
 * its bottom instead.  Of all designs, the bilinear one included, the one that
 * deviates least is taken.
 */
#include <math.h>
#include <stddef.h>

#include "dsp/eq_matched.h"

enum { NGRID = 24, NNEAR = 5, NCANDIDATES = 2 };

struct polynomial {
	double dc, nyquist, spread;
};

struct pair {
	struct polynomial zeros, poles;
};

/* A peak, or a high shelf, that is: amp > 1 for the peak, amp < 1 for the shelf.  Then the poles
 * lie lower than the zeros, or are the sharper ones, and survive sampling best. */
struct analogue {
	bool shelf;
	double w0, amp, q;     /* w0: radians per sample */
	double w_pole, q_pole; /* the poles on their own */
	double w_zero;         /* of the zeros */
};

static double
square(double x)
{
	return x * x;
}

/* |H|^2 at w0 x (Audio EQ Cookbook, s = jx). */
static double
analogue_power(const struct analogue *h, double x)
{
	double a = h->amp, x2 = x * x;

	if (!h->shelf)
		return (square(1.0 - x2) + x2 * square(a / h->q)) /
		       (square(1.0 - x2) + x2 / square(a * h->q));
	return square(a) * (square(1.0 - a * x2) + x2 * a / square(h->q)) /
	       (square(a - x2) + x2 * a / square(h->q));
}

/* |P|^2 at w. */
static double
polynomial_power(const struct polynomial *p, double w)
{
	double s = square(sin(w / 2.0));

	return square(p->dc * (1.0 - s) - p->nyquist * s) + 4.0 * square(p->spread) * s * (1.0 - s);
}

/* The roots exp(s) of s^2 + s w/q + w^2; (1 - r)^2 and the like without cancellation. */
static struct polynomial
polynomial_of_roots(double w, double q)
{
	double damping = 0.5 / q, r, near, far, angle;

	if (damping < 1.0) {
		r = exp(-damping * w);
		angle = sqrt(1.0 - square(damping)) * w / 2.0;
		return (struct polynomial){
			square(expm1(-damping * w)) + 4.0 * r * square(sin(angle)),
			square(1.0 - r) + 4.0 * r * square(cos(angle)), -expm1(-2.0 * damping * w)
		};
	}
	far = w * (damping + sqrt(square(damping) - 1.0));
	near = w * w / far;
	return (struct polynomial){ expm1(-far) * expm1(-near),
		(1.0 + exp(-far)) * (1.0 + exp(-near)), -expm1(-far - near) };
}

/* The spread with which zeros give power at w, their other two values being there.
 * Return: not positive or NAN: there is none. */
static double
spread_for(const struct polynomial *zeros, double power, double w)
{
	double s = square(sin(w / 2.0));

	return sqrt((power - square(zeros->dc * (1.0 - s) - zeros->nyquist * s)) /
		    (4.0 * s * (1.0 - s)));
}

/* Candidate 0: the gains at 0, w0 and half the rate; 1: at 0 and at the zeros, whose dip stays
 * where it is. */
static struct pair
pair_of(const struct analogue *h, int candidate)
{
	struct pair p = { .poles = polynomial_of_roots(h->w_pole, h->q_pole) };
	double w = candidate == 0 ? h->w0 : h->w_zero, power;

	power = polynomial_power(&p.poles, w) * analogue_power(h, w / h->w0);
	p.zeros.dc = p.poles.dc;
	if (candidate == 0)
		p.zeros.nyquist = p.poles.nyquist * sqrt(analogue_power(h, M_PI / h->w0));
	else
		p.zeros.nyquist = p.zeros.dc / square(tan(w / 2.0));
	p.zeros.spread = spread_for(&p.zeros, power, w);
	return p;
}

static bool
pair_is_sound(const struct pair *p)
{
	return p->zeros.dc > 0.0 && p->zeros.nyquist > 0.0 && p->zeros.spread > 0.0 &&
	       p->poles.dc > 0.0 && p->poles.nyquist > 0.0 && p->poles.spread > 0.0;
}

/* | ln | of the ratio to the prototype, of power; pair NULL: the bilinear transform. */
static double
deviation_at(const struct analogue *h, const struct pair *p, double w)
{
	double power = p ? polynomial_power(&p->zeros, w) / polynomial_power(&p->poles, w)
			 : analogue_power(h, tan(w / 2.0) / tan(h->w0 / 2.0));

	return fabs(log(power / analogue_power(h, w / h->w0)));
}

/* The greatest one, over the whole band and round what is special. */
static double
deviation(const struct analogue *h, const struct pair *p)
{
	const double near[NNEAR] = { h->w0 / 2.0, h->w0, h->w0 * 2.0, h->w_pole, h->w_zero };
	double worst = 0.0;

	for (int i = 0; i < NGRID; i++)
		worst = fmax(worst, deviation_at(h, p, M_PI * (i + 0.5) / NGRID));
	for (int i = 0; i < NNEAR; i++)
		if (near[i] < M_PI)
			worst = fmax(worst, deviation_at(h, p, near[i]));
	return worst;
}

/* Return: false when the bilinear transform is as good. */
static bool
pair_choose(const struct analogue *h, struct pair *best)
{
	double least = deviation(h, NULL);
	bool found = false;

	for (int i = 0; i < (h->shelf && h->w_zero < M_PI ? NCANDIDATES : 1); i++) {
		struct pair p = pair_of(h, i);
		double d;

		if (!pair_is_sound(&p))
			continue;
		d = deviation(h, &p);
		if (d < least) {
			least = d;
			*best = p;
			found = true;
		}
	}
	return found;
}

static struct biquad
biquad_of(const struct polynomial *zeros, const struct polynomial *poles, double gain)
{
	double a0 = (poles->dc + poles->nyquist) / 4.0 + poles->spread / 2.0, g = gain / a0;
	double even = (zeros->dc + zeros->nyquist) / 4.0;

	return (struct biquad){ g * (even + zeros->spread / 2.0),
		g * (zeros->dc - zeros->nyquist) / 2.0, g * (even - zeros->spread / 2.0),
		(poles->dc - poles->nyquist) / 2.0 / a0,
		((poles->dc + poles->nyquist) / 4.0 - poles->spread / 2.0) / a0 };
}

bool
biquad_match(struct biquad *out, enum eq_matched_kind kind, double w0, double amp, double q)
{
	bool peak = kind == MATCHED_PEAK, invert = peak && amp < 1.0;
	struct analogue h = { .shelf = !peak, .w0 = w0, .q = q };
	struct pair p;
	double gain = 1.0;

	h.amp = peak ? fmax(amp, 1.0 / amp) : fmin(amp, 1.0 / amp);
	h.w_pole = peak ? w0 : w0 * sqrt(h.amp);
	h.q_pole = peak ? h.amp * q : q;
	h.w_zero = peak ? w0 : w0 / sqrt(h.amp);
	if (!pair_choose(&h, &p))
		return false;
	if (kind == MATCHED_HIGH_SHELF)
		invert = amp > 1.0;
	if (kind == MATCHED_LOW_SHELF) { /* amp^2 over the high shelf */
		invert = amp < 1.0;
		gain = amp * amp;
	}
	*out = invert ? biquad_of(&p.poles, &p.zeros, gain) : biquad_of(&p.zeros, &p.poles, gain);
	return true;
}
