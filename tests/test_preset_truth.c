/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a line of text sounds like, beside what Equalizer APO makes of it.  The
 * reference is computed here, in long double, from the formulas that its
 * source has (those of the Audio EQ Cookbook, its rules for slope, corner and
 * defaults, its gainAt) and shares nothing with control/ and dsp/: each row
 * says in plain numbers what the line means.
 */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/presets/preset_write.h"

static const long double PI = 3.14159265358979323846264338327950288L;
static const long double LN2 = 0.69314718055994530941723212145817657L;
static const double TOLERANCE_DB = 0.01;
static const double FLOOR_DB = -120; /* below, both are only to be below */

/* ---- The reference ---- */

enum shape { PEAK, LOW, HIGH, LOW_PASS, HIGH_PASS, BAND_PASS, NOTCH, ALL_PASS, NONE };
enum width { Q, BW, S }; /* what width_value is */

struct truth {
	enum shape shape;
	double fc_hz, gain_db;
	enum width width;
	double width_value;
	int corner; /* a shelf by its corner */
};

struct section {
	long double b0, b1, b2, a1, a2;
};

/* Equalizer APO: the corner of a shelf is |G| / 80 / S decades from its centre. */
static long double
truth_centre(const struct truth *t, long double a)
{
	long double q = t->width_value, s = t->width_value, decades;

	if (!t->corner)
		return t->fc_hz;
	if (t->width == Q)
		s = 1 / ((1 / (q * q) - 2) / (a + 1 / a) + 1);
	decades = fabsl((long double)t->gain_db) / 80 / s;
	return t->shape == LOW ? t->fc_hz * powl(10, decades) : t->fc_hz / powl(10, decades);
}

static long double
truth_alpha(const struct truth *t, long double a, long double w)
{
	long double v = t->width_value;

	if (t->width == S)
		return sinl(w) / 2 * sqrtl((a + 1 / a) * (1 / v - 1) + 2);
	if (t->width == BW)
		return sinl(w) * sinhl(LN2 / 2 * v * w / sinl(w));
	return sinl(w) / (2 * v);
}

static struct section
over(long double b0, long double b1, long double b2, long double a0, long double a1, long double a2)
{
	return (struct section){ b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0 };
}

static struct section
truth_section(const struct truth *t, double rate_hz)
{
	long double a = powl(10, (long double)t->gain_db / 40);
	long double w = 2 * PI * truth_centre(t, a) / rate_hz, c = cosl(w);
	long double alpha = truth_alpha(t, a, w), beta = 2 * sqrtl(a) * alpha;

	switch (t->shape) {
	case PEAK:
		return over(
			1 + alpha * a, -2 * c, 1 - alpha * a, 1 + alpha / a, -2 * c, 1 - alpha / a);
	case LOW:
		return over(a * ((a + 1) - (a - 1) * c + beta), 2 * a * ((a - 1) - (a + 1) * c),
			a * ((a + 1) - (a - 1) * c - beta), (a + 1) + (a - 1) * c + beta,
			-2 * ((a - 1) + (a + 1) * c), (a + 1) + (a - 1) * c - beta);
	case HIGH:
		return over(a * ((a + 1) + (a - 1) * c + beta), -2 * a * ((a - 1) + (a + 1) * c),
			a * ((a + 1) + (a - 1) * c - beta), (a + 1) - (a - 1) * c + beta,
			2 * ((a - 1) - (a + 1) * c), (a + 1) - (a - 1) * c - beta);
	case LOW_PASS:
		return over((1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha);
	case HIGH_PASS:
		return over((1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha);
	case BAND_PASS:
		return over(alpha, 0, -alpha, 1 + alpha, -2 * c, 1 - alpha);
	case NOTCH:
		return over(1, -2 * c, 1, 1 + alpha, -2 * c, 1 - alpha);
	case ALL_PASS:
		return over(1 - alpha, -2 * c, 1 + alpha, 1 + alpha, -2 * c, 1 - alpha);
	default:
		return (struct section){ 1, 0, 0, 0, 0 };
	}
}

/* Equalizer APO's gainAt: with phi = sin^2(w / 2). */
static long double
truth_power(long double c0, long double c1, long double c2, long double phi)
{
	return (c0 + c1 + c2) * (c0 + c1 + c2) - 4 * (c0 * c1 + 4 * c0 * c2 + c1 * c2) * phi +
	       16 * c0 * c2 * phi * phi;
}

static double
truth_db(const struct section *s, double freq_hz, double rate_hz)
{
	long double phi = sinl(PI * freq_hz / rate_hz);
	long double above = truth_power(s->b0, s->b1, s->b2, phi * phi);
	long double below = truth_power(1, s->a1, s->a2, phi * phi);

	return (double)(10 * log10l(fmaxl(above, 1e-40L)) - 10 * log10l(below));
}

/* ---- The table ---- */

static const double ROOT_HALF = 0.70710678118654752;

static const struct truth_row {
	const char *line;
	double rate_hz;
	struct truth truth;
} rows[] = {
	/* Peaks */
	{ "ON PK Fc 1000 Hz Gain 6 dB Q 1.41", 48000, { PEAK, 1000, 6, Q, 1.41, 0 } },
	{ "ON PK Fc 1000 Hz Gain -6 dB Q 1.41", 48000, { PEAK, 1000, -6, Q, 1.41, 0 } },
	{ "ON PK Fc 115 Hz Gain -2.8 dB Q 0.23", 44100, { PEAK, 115, -2.8, Q, 0.23, 0 } },
	{ "ON PK Fc 9328 Hz Gain 4.0 dB Q 3.19", 44100, { PEAK, 9328, 4, Q, 3.19, 0 } },
	{ "ON PK Fc 18000 Hz Gain -15 dB Q 0.7", 44100, { PEAK, 18000, -15, Q, 0.7, 0 } },
	{ "ON PK Fc 20 Hz Gain 12 dB Q 6", 96000, { PEAK, 20, 12, Q, 6, 0 } },
	{ "ON PEQ Fc 250 Hz Gain 3.5 dB Q 2", 48000, { PEAK, 250, 3.5, Q, 2, 0 } },
	{ "ON Modal Fc 43,1 Hz Gain -9,4 dB Q 12,5", 48000, { PEAK, 43.1, -9.4, Q, 12.5, 0 } },
	{ "ON PK Fc 1.000 Hz Gain 6 dB Q 1", 48000, { PEAK, 1000, 6, Q, 1, 0 } },
	{ "ON PK Fc 1,000 Hz Gain 6 dB Q 1", 48000, { PEAK, 1000, 6, Q, 1, 0 } },
	{ "ON PK Fc 12.500 Hz Gain 6 dB Q 1", 48000, { PEAK, 12500, 6, Q, 1, 0 } },
	{ "ON PK Fc 20.125 Hz Gain 6 dB Q 1", 96000, { PEAK, 20125, 6, Q, 1, 0 } },
	{ "ON PK Fc 20,12 Hz Gain 6,0 dB Q 1,000", 48000, { PEAK, 20.12, 6, Q, 1, 0 } },
	{ "ON PK Fc 1\xc2\xa0"
	  "250,0 Hz Gain 2 dB Q 1",
		48000, { PEAK, 1250, 2, Q, 1, 0 } },
	{ "ON PK Fc 1\xa0"
	  "250,00 Hz Gain 2 dB Q 1",
		48000, { PEAK, 1250, 2, Q, 1, 0 } },
	{ "ON PK Fc 2.5e3 Hz Gain 2 dB Q 1", 48000, { PEAK, 2500, 2, Q, 1, 0 } },
	{ "ON PK Fc105Hz Gain-3dB Q0.5", 48000, { PEAK, 105, -3, Q, 0.5, 0 } },
	{ "ON PK Fc 100 Hz Gain 6 dB BW Oct 1", 48000, { PEAK, 100, 6, BW, 1, 0 } },
	{ "ON PK Fc 12000 Hz Gain 6 dB BW Oct 0.5", 44100, { PEAK, 12000, 6, BW, 0.5, 0 } },
	{ "ON PK Fc 16000 Hz Gain -12 dB BW Oct 2", 48000, { PEAK, 16000, -12, BW, 2, 0 } },
	{ "ON PK Fc 63 Hz Gain -4 dB BW Oct 0,333", 96000, { PEAK, 63, -4, BW, 0.333, 0 } },
	{ "ON PK Fc 63 Hz Gain -4 dB Q 9 BW Oct 1", 48000, { PEAK, 63, -4, BW, 1, 0 } },
	{ "ON PK Fc 500 Hz Gain 0 dB Q 1", 48000, { NONE, 0, 0, Q, 1, 0 } },
	/* Shelves by their centre */
	{ "ON LSC Fc 105 Hz Gain 7.1 dB Q 0.70", 48000, { LOW, 105, 7.1, Q, 0.7, 0 } },
	{ "ON LSC Fc 105 Hz Gain -7.1 dB Q 0.70", 44100, { LOW, 105, -7.1, Q, 0.7, 0 } },
	{ "ON LSC Fc 105 Hz Gain 6 dB Q 1.2", 96000, { LOW, 105, 6, Q, 1.2, 0 } },
	{ "ON LSC 6 dB Fc 300 Hz Gain 6 dB", 48000, { LOW, 300, 6, S, 6 / 12.0, 0 } },
	{ "ON LSC 12 dB Fc 300 Hz Gain 6 dB", 48000, { LOW, 300, 6, S, 1, 0 } },
	{ "ON LSC 10.8 dB Fc 300 Hz Gain -9 dB", 48000, { LOW, 300, -9, S, 0.9, 0 } },
	{ "ON LSC 12,4dB Fc 300 Hz Gain 9 dB", 48000, { LOW, 300, 9, S, 12.4 / 12, 0 } },
	{ "ON LSC Fc 300 Hz Gain 6 dB", 48000, { LOW, 300, 6, S, 0.9, 0 } },
	{ "ON LSC Fc 2000 Hz Gain -20 dB", 44100, { LOW, 2000, -20, S, 0.9, 0 } },
	{ "ON HSC Fc 10000 Hz Gain -1.2 dB Q 0.70", 48000, { HIGH, 10000, -1.2, Q, 0.7, 0 } },
	{ "ON HSC Fc 10000 Hz Gain 12 dB Q 0.70", 44100, { HIGH, 10000, 12, Q, 0.7, 0 } },
	{ "ON HSC Fc 6000 Hz Gain 6 dB Q 0.4", 96000, { HIGH, 6000, 6, Q, 0.4, 0 } },
	{ "ON HSC 6dB Fc 3000 Hz Gain 6 dB", 48000, { HIGH, 3000, 6, S, 0.5, 0 } },
	{ "ON HSC 10.8 dB Fc 3000 Hz Gain 6 dB", 44100, { HIGH, 3000, 6, S, 0.9, 0 } },
	{ "ON HSC 12 dB Fc 3000 Hz Gain -6 dB", 96000, { HIGH, 3000, -6, S, 1, 0 } },
	{ "ON HSC Fc 3000 Hz Gain 6 dB", 48000, { HIGH, 3000, 6, S, 0.9, 0 } },
	{ "ON HSC 6 dB Fc 3000 Hz Gain 6 dB Q 4", 48000, { HIGH, 3000, 6, S, 0.5, 0 } },
	/* Shelves by their corner, where it is said how steep they are */
	{ "ON LS Fc 300 Hz Gain 6 dB Q 0.7", 48000, { LOW, 300, 6, Q, 0.7, 1 } },
	{ "ON LS Fc 300 Hz Gain -12 dB Q 0.5", 44100, { LOW, 300, -12, Q, 0.5, 1 } },
	{ "ON LS Fc 80 Hz Gain 9 dB Q 1.2", 96000, { LOW, 80, 9, Q, 1.2, 1 } },
	{ "ON LS 6dB Fc 300 Hz Gain 6 dB", 48000, { LOW, 300, 6, S, 0.5, 1 } },
	{ "ON LS 12dB Fc 300 Hz Gain 6 dB", 48000, { LOW, 300, 6, S, 1, 1 } },
	{ "ON LS 6 dB Fc 300 Hz Gain -6 dB", 44100, { LOW, 300, -6, S, 0.5, 1 } },
	{ "ON LS 10.8 dB Fc 300 Hz Gain 6 dB", 48000, { LOW, 300, 6, S, 0.9, 1 } },
	{ "ON LS 12dB Fc 1.000 Hz Gain 3,5 dB", 96000, { LOW, 1000, 3.5, S, 1, 1 } },
	{ "ON LS Fc 300 Hz Gain 6 dB", 48000, { LOW, 300, 6, S, 0.9, 0 } },
	{ "ON LS Fc 300 Hz Gain 6 dB Q 0", 48000, { LOW, 300, 6, S, 0.9, 0 } },
	{ "ON LS Fc 300 Hz Gain 6 dB BW Oct 2", 48000, { LOW, 300, 6, S, 0.9, 0 } },
	{ "ON HS Fc 3000 Hz Gain 6 dB Q 0.7", 48000, { HIGH, 3000, 6, Q, 0.7, 1 } },
	{ "ON HS Fc 3000 Hz Gain -12 dB Q 0.5", 44100, { HIGH, 3000, -12, Q, 0.5, 1 } },
	{ "ON HS 6dB Fc 3000 Hz Gain 6 dB", 48000, { HIGH, 3000, 6, S, 0.5, 1 } },
	{ "ON HS 12dB Fc 3000 Hz Gain 6 dB", 48000, { HIGH, 3000, 6, S, 1, 1 } },
	{ "ON HS 12dB Fc 8000 Hz Gain -10 dB", 96000, { HIGH, 8000, -10, S, 1, 1 } },
	{ "ON HS 10.8 dB Fc 3000 Hz Gain 6 dB", 48000, { HIGH, 3000, 6, S, 0.9, 1 } },
	{ "ON HS Fc 3000 Hz Gain -6 dB", 48000, { HIGH, 3000, -6, S, 0.9, 0 } },
	/* Without gain */
	{ "ON LP Fc 8000 Hz", 48000, { LOW_PASS, 8000, 0, Q, ROOT_HALF, 0 } },
	{ "ON LPQ Fc 8000 Hz Q 2", 44100, { LOW_PASS, 8000, 0, Q, 2, 0 } },
	{ "ON LP Fc 2000 Hz BW Oct 1", 48000, { LOW_PASS, 2000, 0, BW, 1, 0 } },
	{ "ON LP Fc 200 Hz Gain 6 dB Q 0.5", 96000, { LOW_PASS, 200, 0, Q, 0.5, 0 } },
	{ "ON HP Fc 30 Hz", 48000, { HIGH_PASS, 30, 0, Q, ROOT_HALF, 0 } },
	{ "ON HPQ Fc 30 Hz Q 0.5", 44100, { HIGH_PASS, 30, 0, Q, 0.5, 0 } },
	{ "ON HP Fc 4000 Hz Q 3", 96000, { HIGH_PASS, 4000, 0, Q, 3, 0 } },
	{ "ON BP Fc 300 Hz", 48000, { BAND_PASS, 300, 0, Q, ROOT_HALF, 0 } },
	{ "ON BP Fc 1200 Hz Gain 6 dB Q 4", 44100, { BAND_PASS, 1200, 0, Q, 4, 0 } },
	{ "ON BP Fc 5000 Hz BW Oct 2", 96000, { BAND_PASS, 5000, 0, BW, 2, 0 } },
	{ "ON NO Fc 50 Hz", 48000, { NOTCH, 50, 0, Q, 30, 0 } },
	{ "ON NO Fc 7000 Hz Q 2", 44100, { NOTCH, 7000, 0, Q, 2, 0 } },
	{ "ON NO Fc 7000 Hz BW Oct 1", 96000, { NOTCH, 7000, 0, BW, 1, 0 } },
	{ "ON AP Fc 900 Hz Q 0.7", 48000, { ALL_PASS, 900, 0, Q, 0.7, 0 } },
	{ "ON AP Fc 900 Hz BW Oct 0.5", 44100, { ALL_PASS, 900, 0, BW, 0.5, 0 } },
	/* Not there */
	{ "OFF PK Fc 1000 Hz Gain 6 dB Q 1.41", 48000, { NONE, 0, 0, Q, 1, 0 } },
	{ "OFF None", 48000, { NONE, 0, 0, Q, 1, 0 } },
	{ "ON None", 48000, { NONE, 0, 0, Q, 1, 0 } },
};

/* ---- Text as it sounds ---- */

static void
parse(const char *text, struct preset *p)
{
	struct preset_error err;

	if (preset_parse(text, strlen(text), p, &err) < 0)
		fail_msg("%s: %s", text, err.text);
}

static void
assert_db(const char *what, double freq_hz, double db, double truth)
{
	if (truth < FLOOR_DB ? db > FLOOR_DB + 10 : !(fabs(db - truth) <= TOLERANCE_DB))
		fail_msg("%s: %g dB at %g Hz, should be %g dB", what, db, freq_hz, truth);
}

/* Everywhere from 10 Hz to 0.45 of the rate, and at the frequencies themselves. */
static void
assert_sounds(const char *what, const struct preset *p, double rate_hz,
	const struct section *section, uint32_t n, double preamp_db)
{
	struct eq_settings settings;
	struct eq_coefficients c;

	preset_settings(p, rate_hz, &settings);
	eq_design(&c, &settings, rate_hz);
	for (double f = 10; f <= 0.45 * rate_hz; f *= 1.012) {
		double truth = preamp_db;

		for (uint32_t i = 0; i < n; i++)
			truth += truth_db(&section[i], f, rate_hz);
		assert_db(what, f, eq_response_db(&c, f, rate_hz), truth);
	}
}

static void
test_preset_lines_sound_as_in_equalizer_apo(void **state)
{
	(void)state;
	assert_true(sizeof rows / sizeof *rows >= 60);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct truth_row *row = &rows[i];
		struct section section = truth_section(&row->truth, row->rate_hz);
		char text[256], strict[PRESET_WRITE_BYTES];
		struct preset p;

		snprintf(text, sizeof text, "Filter 1: %s\r\n", row->line);
		parse(text, &p);
		assert_sounds(row->line, &p, row->rate_hz, &section, 1, 0);
		if (p.nfilters == 0 || row->truth.gain_db * row->truth.width_value > 60)
			continue;
		/* And so does what we write of it, since these have no more digits than it. */
		assert_true(preset_write(&p, row->rate_hz, strict, sizeof strict) > 0);
		parse(strict, &p);
		assert_int_equal(p.nwarnings, 0);
		assert_sounds(strict, &p, row->rate_hz, &section, 1, 0);
	}
}

/* All of them in one text, sixteen at a time, with preamps in between that add up. */
static void
test_preset_texts_sound_as_in_equalizer_apo(void **state)
{
	enum { N = sizeof rows / sizeof *rows, EACH = EQ_BANDS_MAX };

	(void)state;
	for (size_t first = 0; first + EACH <= N; first += EACH) {
		struct section section[EACH];
		char text[8192] = "Preamp: -6.5 dB\n";
		size_t n = strlen(text);
		struct preset p;

		for (size_t i = 0; i < EACH; i++) {
			const struct truth_row *row = &rows[first + i];

			section[i] = truth_section(&row->truth, 48000);
			n += (size_t)snprintf(text + n, sizeof text - n,
				"Filter %zu: %s\nPreamp: -0,25 dB\n", i + 1, row->line);
		}
		parse(text, &p);
		assert_sounds("all together", &p, 48000, section, EACH, -6.5 - 0.25 * EACH);
	}
}

/* The published file itself: numbers by scanf, whose fields are what AutoEq writes. */
static void
assert_published(const char *path)
{
	struct section section[EQ_BANDS_MAX];
	struct preset_error err;
	uint32_t n = 0;
	double preamp = 0;
	char line[256];
	struct preset p;
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL) {
		struct truth t = { .width = Q };
		char type[8];

		if (sscanf(line, "Preamp: %lf dB", &preamp) == 1)
			continue;
		assert_true(n < EQ_BANDS_MAX);
		assert_int_equal(sscanf(line, "Filter %*d: ON %7s Fc %lf Hz Gain %lf dB Q %lf",
					 type, &t.fc_hz, &t.gain_db, &t.width_value),
			4);
		t.shape = *type == 'L' ? LOW : *type == 'H' ? HIGH : PEAK;
		section[n++] = truth_section(&t, 48000);
	}
	fclose(f);
	assert_true(n > 8);
	assert_int_equal(preset_load(path, &p, &err), 0);
	assert_int_equal(p.nwarnings, 0);
	assert_int_equal(p.nfilters, n);
	assert_sounds(path, &p, 48000, section, n, preamp);
}

/* Files that AutoEq has published, where there are any: in the folder AE_PRESET_FILES, or beside
 * the source. */
static DIR *
open_published(char folder[2048])
{
	const char *files = getenv("AE_PRESET_FILES"), *source = getenv("top_srcdir");

	if (files != NULL)
		snprintf(folder, 2048, "%s", files);
	else
		snprintf(folder, 2048, "%s/../shared/data/presets", source != NULL ? source : ".");
	return opendir(folder);
}

static void
test_preset_files_of_autoeq_sound_as_published(void **state)
{
	char folder[2048], path[4096];
	const struct dirent *entry;
	DIR *dir = open_published(folder);

	(void)state;
	if (dir == NULL)
		skip();
	while ((entry = readdir(dir)) != NULL) {
		if (strstr(entry->d_name, "ParametricEQ.txt") == NULL)
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		assert_published(path);
		print_message("%s sounds as published\n", entry->d_name);
	}
	closedir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_preset_lines_sound_as_in_equalizer_apo),
		cmocka_unit_test(test_preset_texts_sound_as_in_equalizer_apo),
		cmocka_unit_test(test_preset_files_of_autoeq_sound_as_published),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
