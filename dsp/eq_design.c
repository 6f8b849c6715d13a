/* SPDX-License-Identifier: ISC */
/*
 * Coefficients: R. Bristow-Johnson, Cookbook formulae for audio EQ biquad
 * filter coefficients (w3.org/TR/audio-eq-cookbook); the corner frequency of LS
 * and HS as Equalizer APO understands it.
 */
#include <math.h>
#include <strings.h>

#include "dsp/eq_matched.h"

static const double freq_min_hz = 0.1;
static const double freq_max_of_rate = 0.49;
static const double q_min = 1e-3;
static const double response_floor = 1e-20; /* -400 dB: the bottom of an exact notch */

static const struct biquad biquad_identity = { 1.0, 0.0, 0.0, 0.0, 0.0 };
static const char *const type_name[EQ_NTYPES];

/* What all cookbook formulas share. */
struct prototype {
	double cos_w0, alpha, amp; /* amp: the cookbook's A */
};

static bool
type_is_shelf(enum eq_type t)
{
	return t == EQ_LSC || t == EQ_HSC || t == EQ_LS || t == EQ_HS;
}

static bool
type_has_gain(enum eq_type t)
{
	return t == EQ_PK || type_is_shelf(t);
}

static double
clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* Equalizer APO: the corner of LS and HS is where the slope S ends, |G| / 80 / S decades from the
 * centre; 1 / Q^2 = (A + 1/A)(1/S - 1) + 2. */
static double
centre_hz(const struct eq_band *band, double q, double amp)
{
	double inverse_slope = 1.0 + (1.0 / (q * q) - 2.0) / (amp + 1.0 / amp);
	double ratio = pow(10.0, fabs(band->gain_db) / 80.0 * inverse_slope);

	if (band->type == EQ_LS)
		return band->freq_hz * ratio;
	if (band->type == EQ_HS)
		return band->freq_hz / ratio;
	return band->freq_hz;
}

static struct biquad
normalised(double b0, double b1, double b2, double a0, double a1, double a2)
{
	return (struct biquad){ b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0 };
}

static struct biquad
design_peaking(const struct prototype *p)
{
	double up = p->alpha * p->amp, down = p->alpha / p->amp, c2 = -2.0 * p->cos_w0;

	return normalised(1.0 + up, c2, 1.0 - up, 1.0 + down, c2, 1.0 - down);
}

/* The high shelf is the low shelf with the frequency axis turned round: cos w0 -> -cos w0 and
 * odd coefficients negated. */
static struct biquad
design_shelf(const struct prototype *p, double sign)
{
	double amp = p->amp, c = sign * p->cos_w0, beta = 2.0 * sqrt(amp) * p->alpha;
	double above = amp + 1.0, below = amp - 1.0;

	return normalised(amp * (above - below * c + beta), sign * 2.0 * amp * (below - above * c),
		amp * (above - below * c - beta), above + below * c + beta,
		sign * -2.0 * (below + above * c), above + below * c - beta);
}

/* LP, HP, BP, NO and AP have the poles in common. */
static struct biquad
design_zeros(const struct prototype *p, double b0, double b1, double b2)
{
	return normalised(b0, b1, b2, 1.0 + p->alpha, -2.0 * p->cos_w0, 1.0 - p->alpha);
}

static struct biquad
design_type(enum eq_type type, const struct prototype *p)
{
	double c = p->cos_w0, alpha = p->alpha;

	switch (type) {
	case EQ_PK:
		return design_peaking(p);
	case EQ_LS:
	case EQ_LSC:
		return design_shelf(p, 1.0);
	case EQ_HS:
	case EQ_HSC:
		return design_shelf(p, -1.0);
	case EQ_LP:
		return design_zeros(p, (1.0 - c) / 2.0, 1.0 - c, (1.0 - c) / 2.0);
	case EQ_HP:
		return design_zeros(p, (1.0 + c) / 2.0, -(1.0 + c), (1.0 + c) / 2.0);
	case EQ_BP:
		return design_zeros(p, alpha, 0.0, -alpha);
	case EQ_NO:
		return design_zeros(p, 1.0, -2.0 * c, 1.0);
	case EQ_AP:
		return design_zeros(p, 1.0 - alpha, -2.0 * c, 1.0 + alpha);
	default:
		return biquad_identity;
	}
}

static bool
band_is_flat(const struct eq_band *b)
{
	return !isfinite(b->freq_hz) || !isfinite(b->gain_db) || !isfinite(b->q) ||
	       (type_has_gain(b->type) && b->gain_db == 0.0);
}

double
biquad_centre_hz(const struct eq_band *band, double rate_hz)
{
	double q = fmax(band->q, q_min), amp = pow(10.0, band->gain_db / 40.0);

	return clamp(centre_hz(band, q, amp), freq_min_hz, freq_max_of_rate * rate_hz);
}

/* Return: 0 when the band is to be the identity, else the centre in radians per sample. */
static double
band_centre(const struct eq_band *band, double rate_hz)
{
	return band_is_flat(band) ? 0.0 : 2.0 * M_PI * biquad_centre_hz(band, rate_hz) / rate_hz;
}

void
biquad_design(struct biquad *out, const struct eq_band *band, double rate_hz)
{
	double q = fmax(band->q, q_min), amp = pow(10.0, band->gain_db / 40.0);
	double w0 = band_centre(band, rate_hz);
	struct prototype p = { cos(w0), sin(w0) / (2.0 * q), amp };

	*out = w0 > 0.0 ? design_type(band->type, &p) : biquad_identity;
}

void
biquad_design_matched(struct biquad *out, const struct eq_band *band, double rate_hz)
{
	double q = fmax(band->q, q_min), amp = pow(10.0, band->gain_db / 40.0);
	double w0 = band_centre(band, rate_hz);
	enum eq_matched_kind kind = MATCHED_PEAK;

	if (band->type == EQ_LS || band->type == EQ_LSC)
		kind = MATCHED_LOW_SHELF;
	if (band->type == EQ_HS || band->type == EQ_HSC)
		kind = MATCHED_HIGH_SHELF;
	if (!type_has_gain(band->type) || w0 == 0.0 || !biquad_match(out, kind, w0, amp, q))
		biquad_design(out, band, rate_hz);
}

static struct biquad
design_of(const struct eq_settings *s, uint32_t i, double rate_hz)
{
	struct biquad b = biquad_identity;

	if (!eq_band_heard(s, i))
		return b;
	if (s->design == EQ_MATCHED)
		biquad_design_matched(&b, &s->band[i], rate_hz);
	else
		biquad_design(&b, &s->band[i], rate_hz);
	return b;
}

/* Indices of the bands of one type, or of all that are neither LP, BP nor HP; appended to order. */
static uint32_t
bands_of(uint32_t order[EQ_BANDS_MAX], uint32_t n, const struct eq_settings *s, uint32_t nbands,
	enum eq_type type)
{
	for (uint32_t i = 0; i < nbands; i++) {
		enum eq_type t = s->band[i].type;
		bool takes = t == EQ_LP || t == EQ_BP || t == EQ_HP;

		if (type == EQ_NTYPES ? !takes : t == type)
			order[n++] = i;
	}
	return n;
}

/*
 * What a section rounds stays below its own output; later sections may take that output away and
 * boost the rest.  So what takes away comes early, low-passes first, since a high-pass before them
 * would round the whole signal; and takes turns with the others, among which the boosts are.  By
 * type alone: nothing that is turned changes the order.
 */
static void
cascade_order(uint32_t order[EQ_BANDS_MAX], const struct eq_settings *s, uint32_t nbands)
{
	uint32_t takes[EQ_BANDS_MAX], others[EQ_BANDS_MAX], ntakes, nothers, t = 0, o = 0, n = 0;

	ntakes = bands_of(takes, 0, s, nbands, EQ_LP);
	ntakes = bands_of(takes, ntakes, s, nbands, EQ_BP);
	ntakes = bands_of(takes, ntakes, s, nbands, EQ_HP);
	nothers = bands_of(others, 0, s, nbands, EQ_NTYPES);
	while (n < nbands) {
		if (t < ntakes)
			order[n++] = takes[t++];
		if (o < nothers)
			order[n++] = others[o++];
	}
}

void
eq_design(struct eq_coefficients *out, const struct eq_settings *s, double rate_hz)
{
	uint32_t nbands = s->nbands < EQ_BANDS_MAX ? s->nbands : EQ_BANDS_MAX;
	uint32_t order[EQ_BANDS_MAX];

	out->nbands = nbands;
	out->gain = s->bypass || !isfinite(s->preamp_db) ? 1.0 : pow(10.0, s->preamp_db / 20.0);
	cascade_order(order, s, nbands);
	for (uint32_t i = 0; i < EQ_BANDS_MAX; i++)
		out->band[i] = i < nbands ? design_of(s, order[i], rate_hz) : biquad_identity;
	out->single = eq_single_suffices(out);
}

/* z^-1 and z^-2 on the unit circle: cosines and sines of w and 2w. */
struct circle {
	double cos1, sin1, cos2, sin2;
};

/* |n0 + n1 z^-1 + n2 z^-2|^2 */
static double
power_at(double n0, double n1, double n2, const struct circle *z)
{
	double re = n0 + n1 * z->cos1 + n2 * z->cos2, im = n1 * z->sin1 + n2 * z->sin2;

	return re * re + im * im;
}

double
eq_response_db(const struct eq_coefficients *c, double freq_hz, double rate_hz)
{
	double w = 2.0 * M_PI * freq_hz / rate_hz, h = c->gain * c->gain;
	const struct circle z = { cos(w), sin(w), cos(2.0 * w), sin(2.0 * w) };

	for (uint32_t i = 0; i < c->nbands && i < EQ_BANDS_MAX; i++) {
		const struct biquad *b = &c->band[i];

		h *= power_at(b->b0, b->b1, b->b2, &z) / power_at(1.0, b->a1, b->a2, &z);
	}
	return 10.0 * log10(fmax(h, response_floor * response_floor));
}

const char *
eq_type_name(enum eq_type t)
{
	return (unsigned)t < EQ_NTYPES ? type_name[t] : "?";
}

int
eq_type_parse(const char *name)
{
	for (int t = 0; t < EQ_NTYPES; t++)
		if (strcasecmp(name, type_name[t]) == 0)
			return t;
	return -1;
}

static const char *const type_name[EQ_NTYPES] = { [EQ_PK] = "PK",
	[EQ_LSC] = "LSC",
	[EQ_HSC] = "HSC",
	[EQ_LP] = "LP",
	[EQ_HP] = "HP",
	[EQ_BP] = "BP",
	[EQ_NO] = "NO",
	[EQ_AP] = "AP",
	[EQ_LS] = "LS",
	[EQ_HS] = "HS" };
