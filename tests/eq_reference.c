/* SPDX-License-Identifier: ISC */
#include "tests/eq_reference.h"

#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/numbers.h"
#include "tests/tables.h"

enum { BLOCK = 512 };

static const long double FLOOR_POWER = 3.98e-15L, FLOOR_OWN_POWER = 1e-30L;
static const long double PI = 3.14159265358979323846264338327950288L;

uint32_t
eq_tables(const struct kernels *tables[EQ_TABLES_MAX])
{
	uint32_t n = 0;

	FOR_EACH_TABLE (k)
		tables[n++] = k;
	return n;
}

/* ---- Formulas ---- */

/* LS and HS: Equalizer APO's corner, |G| / 80 / S decades beside the centre. */
static long double
centre_of(const struct eq_band *b)
{
	long double a = powl(10, (long double)b->gain_db / 40), q = b->q, s, decades;

	if (b->type != EQ_LS && b->type != EQ_HS)
		return b->freq_hz;
	s = 1 / ((1 / (q * q) - 2) / (a + 1 / a) + 1);
	decades = fabsl((long double)b->gain_db) / 80 / s;
	return b->freq_hz * powl(10, b->type == EQ_LS ? decades : -decades);
}

/* As they stand in the cookbook. */
static void
cookbook(const struct eq_band *band, long double w0, long double b[3], long double a[3])
{
	long double A = powl(10, (long double)band->gain_db / 40), c = cosl(w0);
	long double alpha = sinl(w0) / (2 * (long double)band->q), r = 2 * sqrtl(A) * alpha;

	a[0] = 1 + alpha;
	a[1] = -2 * c;
	a[2] = 1 - alpha;
	switch (band->type) {
	case EQ_LP:
		b[0] = b[2] = (1 - c) / 2;
		b[1] = 1 - c;
		break;
	case EQ_HP:
		b[0] = b[2] = (1 + c) / 2;
		b[1] = -(1 + c);
		break;
	case EQ_BP:
		b[0] = alpha;
		b[1] = 0;
		b[2] = -alpha;
		break;
	case EQ_NO:
		b[0] = b[2] = 1;
		b[1] = -2 * c;
		break;
	case EQ_AP:
		b[0] = 1 - alpha;
		b[1] = -2 * c;
		b[2] = 1 + alpha;
		break;
	case EQ_PK:
		b[0] = 1 + alpha * A;
		b[1] = a[1] = -2 * c;
		b[2] = 1 - alpha * A;
		a[0] = 1 + alpha / A;
		a[2] = 1 - alpha / A;
		break;
	case EQ_LS:
	case EQ_LSC:
		b[0] = A * ((A + 1) - (A - 1) * c + r);
		b[1] = 2 * A * ((A - 1) - (A + 1) * c);
		b[2] = A * ((A + 1) - (A - 1) * c - r);
		a[0] = (A + 1) + (A - 1) * c + r;
		a[1] = -2 * ((A - 1) + (A + 1) * c);
		a[2] = (A + 1) + (A - 1) * c - r;
		break;
	default:
		b[0] = A * ((A + 1) + (A - 1) * c + r);
		b[1] = -2 * A * ((A - 1) + (A + 1) * c);
		b[2] = A * ((A + 1) + (A - 1) * c - r);
		a[0] = (A + 1) - (A - 1) * c + r;
		a[1] = 2 * ((A - 1) - (A + 1) * c);
		a[2] = (A + 1) - (A - 1) * c - r;
		break;
	}
}

static long double
magnitude(const long double p[3], long double w)
{
	return cabsl(p[0] + p[1] * cexpl(-I * w) + p[2] * cexpl(-2 * I * w));
}

long double
eq_reference_digital(const struct eq_band *band, double freq_hz, double rate_hz)
{
	long double f = fminl(centre_of(band), EQ_FREQ_MAX_OF_RATE * (long double)rate_hz);
	long double w = 2 * PI * freq_hz / rate_hz, b[3], a[3];

	cookbook(band, 2 * PI * f / rate_hz, b, a);
	return magnitude(b, w) / magnitude(a, w);
}

long double
eq_reference_analogue(const struct eq_band *band, double freq_hz)
{
	long double A = powl(10, (long double)band->gain_db / 40), q = band->q;
	long double complex s = I * (freq_hz / centre_of(band)), r = sqrtl(A) / q * s;

	switch (band->type) {
	case EQ_PK:
		return cabsl((s * s + s * (A / q) + 1) / (s * s + s / (A * q) + 1));
	case EQ_LS:
	case EQ_LSC:
		return cabsl(A * (s * s + r + A) / (A * s * s + r + 1));
	case EQ_HS:
	case EQ_HSC:
		return cabsl(A * (A * s * s + r + 1) / (s * s + r + A));
	case EQ_LP:
		return cabsl(1 / (s * s + s / q + 1));
	case EQ_HP:
		return cabsl(s * s / (s * s + s / q + 1));
	case EQ_BP:
		return cabsl(s / q / (s * s + s / q + 1));
	case EQ_NO:
		return cabsl((s * s + 1) / (s * s + s / q + 1));
	default:
		return 1;
	}
}

/* ---- Signals ---- */

void
eq_noise(float *x, uint32_t n, uint64_t *seed)
{
	for (uint32_t i = 0; i < n; i++)
		x[i] = (float)(2 * random_unit(seed) - 1);
}

void
eq_reference_run(const struct eq_coefficients *c, const float *in, long double *out, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		out[i] = (long double)in[i] * c->gain;
	for (uint32_t k = 0; k < c->nbands; k++) {
		long double b0 = c->band[k].b0, b1 = c->band[k].b1, b2 = c->band[k].b2;
		long double a1 = c->band[k].a1, a2 = c->band[k].a2, s1 = 0, s2 = 0;

		if (b0 == 1 && b1 == a1 && b2 == a2)
			continue;
		for (uint32_t i = 0; i < n; i++) {
			long double x = out[i], y = b0 * x + s1;

			s1 = b1 * x - a1 * y + s2;
			s2 = b2 * x - a2 * y;
			out[i] = y;
		}
	}
}

static double
ratio_db(long double error, long double energy)
{
	return (double)(10 * log10l((error + 1e-60L) / energy));
}

struct eq_error
eq_error_measure(const struct eq_coefficients *c, const struct kernels *kernels, const float *in,
	const long double *reference, uint32_t n)
{
	struct eq *eq = eq_create(1, 1, kernels);
	long double energy = 0, error = 0;
	struct eq_error e = { .cleared = 0 };
	float block[BLOCK], *out = block;

	if (eq == NULL)
		abort();
	eq_set(eq, c);
	for (uint32_t at = 0, m; at < n; at += m) {
		const float *from = in + at;

		m = n - at < BLOCK ? n - at : BLOCK;
		e.cleared += eq_process(eq, &from, &out, m);
		for (uint32_t i = 0; i < m; i++) {
			long double wanted = reference[at + i], d = out[i] - wanted;

			energy += wanted * wanted;
			error += d * d;
		}
	}
	eq_destroy(eq);
	e.db = ratio_db(error, fmaxl(energy, n * FLOOR_POWER));
	e.own_db = ratio_db(error, fmaxl(energy, n * FLOOR_OWN_POWER));
	return e;
}

/* ---- Settings ---- */

static double
draw_log(uint64_t *seed, double low, double high)
{
	return low * pow(high / low, random_unit(seed));
}

static uint32_t
draw_below(uint64_t *seed, uint32_t n)
{
	return (uint32_t)(random_unit(seed) * n);
}

static struct eq_band
draw_band(uint64_t *seed, double rate_hz)
{
	struct eq_band b = { .on = true, .type = (enum eq_type)draw_below(seed, EQ_NTYPES) };

	b.freq_hz = draw_log(seed, EQ_FREQ_MIN_HZ, EQ_FREQ_MAX_OF_RATE * rate_hz);
	b.gain_db = EQ_GAIN_MAX_DB * (2 * random_unit(seed) - 1);
	b.q = draw_log(seed, EQ_Q_MIN, EQ_Q_MAX);
	return b;
}

/* The bands from first on, every so many, become the first one, but for a difference. */
static void
draw_likeness(struct eq_settings *s, uint32_t first, uint32_t n, uint32_t every, double difference)
{
	for (uint32_t i = 1; i < n; i++) {
		struct eq_band *b = &s->band[first + i * every];

		*b = s->band[first];
		b->freq_hz *= 1 - i * difference;
		b->q *= 1 - i * difference;
	}
}

struct eq_settings
eq_settings_draw(uint64_t *seed, double *rate_hz)
{
	static const double rates[] = { 44100, 48000, 88200, 96000, 176400, 192000, 384000 };
	struct eq_settings s = { .nbands = draw_below(seed, 2) ? EQ_BANDS_MAX : EQ_BANDS };
	double difference = draw_below(seed, 2) ? 0 : draw_log(seed, 1e-7, 1e-2);

	*rate_hz = rates[draw_below(seed, sizeof rates / sizeof *rates)];
	s.preamp_db = -30 + 42 * random_unit(seed);
	s.design = draw_below(seed, 4) ? EQ_RBJ : EQ_MATCHED;
	for (uint32_t i = 0; i < s.nbands; i++)
		s.band[i] = draw_band(seed, *rate_hz);
	switch (draw_below(seed, 8)) {
	case 0: /* two pairs */
		draw_likeness(&s, 0, 2, 3, difference);
		draw_likeness(&s, 1, 2, 1, difference);
		break;
	case 1:
		draw_likeness(&s, 1, 3, 2, difference);
		break;
	case 2:
		draw_likeness(&s, 0, EQ_BANDS, 1, difference);
		break;
	default:
		break;
	}
	return s;
}

void
eq_settings_print(const struct eq_settings *s, double rate_hz)
{
	fprintf(stderr, "  %g Hz, preamp %.17g dB, %s\n", rate_hz, s->preamp_db,
		s->design == EQ_MATCHED ? "matched" : "rbj");
	for (uint32_t i = 0; i < s->nbands; i++)
		fprintf(stderr, "  %-3s %.17g Hz %.17g dB Q %.17g\n", eq_type_name(s->band[i].type),
			s->band[i].freq_hz, s->band[i].gain_db, s->band[i].q);
}
