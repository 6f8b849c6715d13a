/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Presets in the strict form: what is written, read again, and read by others. */
#include <errno.h>
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

static void
assert_parse(const char *text, struct preset *out)
{
	struct preset_error err;

	if (preset_parse(text, strlen(text), out, &err) < 0)
		fail_msg("line %u: %s in:\n%s", err.line, err.text, text);
}

static void
assert_write(const struct preset *p, char text[PRESET_WRITE_BYTES])
{
	int n = preset_write(p, 48000, text, PRESET_WRITE_BYTES);

	assert_true(n > 0);
	assert_int_equal(strlen(text), n);
}

/* One line read, and the line written: the strict form, to the byte. */
static const struct line_row {
	const char *line, *strict;
} line_rows[] = {
	{ "ON PK Fc 105 Hz Gain 7.1 dB Q 0.70", "ON PK Fc 105.00 Hz Gain 7.10 dB Q 0.7000" },
	{ "OFF PK Fc 53 Hz Gain -0.6 dB Q 2.78", "OFF PK Fc 53.00 Hz Gain -0.60 dB Q 2.7800" },
	{ "ON LSC Fc 1.000 Hz Gain -0.001 dB Q 9.99996",
		"ON LSC Fc 1000.00 Hz Gain 0.00 dB Q 10.000" },
	{ "ON HSC Fc 99999.99 Hz Gain -99.99 dB Q 10",
		"ON HSC Fc 99999.99 Hz Gain -99.99 dB Q 10.000" },
	{ "ON PK Fc 99999.9961 Hz Gain 100 dB Q 1",
		"ON PK Fc 100000.0 Hz Gain 100.00 dB Q 1.0000" },
	{ "ON PK Fc 1e6 Hz Gain -200 dB Q 999.99", "ON PK Fc 1000000 Hz Gain -200.0 dB Q 999.99" },
	{ "ON PK Fc 123456.78 Hz Gain -99.996 dB Q 1000",
		"ON PK Fc 123456.8 Hz Gain -100.0 dB Q 1000.0" },
	{ "ON PK Fc 0.01 Hz Gain 1 dB Q 0.00001", "ON PK Fc 0.10 Hz Gain 1.00 dB Q 0.0010" },
	{ "ON HP Fc 30 Hz", "ON HPQ Fc 30.00 Hz Gain 0.00 dB Q 0.7071" },
	{ "ON LPQ Fc 8000 Hz Q 2", "ON LPQ Fc 8000.00 Hz Gain 0.00 dB Q 2.0000" },
	{ "ON NO Fc 50 Hz", "ON NO Fc 50.00 Hz Gain 0.00 dB Q 30.000" },
	{ "ON BP Fc 300 Hz", "ON BP Fc 300.00 Hz Gain 0.00 dB Q 0.7071" },
	{ "ON AP Fc 900 Hz Q 0.7", "ON AP Fc 900.00 Hz Gain 0.00 dB Q 0.7000" },
	/* 300 Hz 10^(6/80) and 300 Hz / 10^(12/80/0.5) */
	{ "ON LS 12dB Fc 300 Hz Gain 6 dB", "ON LSC Fc 356.55 Hz Gain 6.00 dB Q 0.7071" },
	{ "ON HS 6dB Fc 300 Hz Gain -12 dB", "ON HSC Fc 150.36 Hz Gain -12.00 dB Q 0.4716" },
	{ "ON LS Fc 300 Hz Gain 6 dB Q 0.7071067812", "ON LSC Fc 356.55 Hz Gain 6.00 dB Q 0.7071" },
	{ "ON PK Fc 20 Hz Gain 3 dB BW Oct 1", "ON PK Fc 20.00 Hz Gain 3.00 dB Q 1.4142" },
};

static void
test_preset_write_has_the_strict_form_to_the_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof line_rows / sizeof *line_rows; i++) {
		char text[PRESET_WRITE_BYTES], wanted[PRESET_WRITE_BYTES];
		struct preset p;

		snprintf(text, sizeof text, "Filter: %s\n", line_rows[i].line);
		assert_parse(text, &p);
		snprintf(wanted, sizeof wanted,
			"Preamp: 0.00 dB\n# audioengine preset 1\nFilter 1: %s\n",
			line_rows[i].strict);
		assert_write(&p, text);
		assert_string_equal(text, wanted);
	}
}

static void
test_preset_write_begins_with_preamp_and_comments(void **state)
{
	static const char wanted[] = "Preamp: -6.30 dB\n"
				     "# audioengine preset 1\n"
				     "# Title: AKG K702\n"
				     "# Source: AutoEq\n"
				     "# Design: matched\n"
				     "Filter 1: ON LSC Fc 105.00 Hz Gain 7.10 dB Q 0.7000\n"
				     "Filter 2: OFF PK Fc 53.00 Hz Gain -0.60 dB Q 2.7800\n";
	char text[PRESET_WRITE_BYTES];
	struct preset p;

	(void)state;
	assert_parse("Filter: ON LSC Fc 105 Hz Gain 7.1 dB Q 0.7\nPreamp: -6 dB\n#Title: AKG K702\n"
		     "# source: AutoEq\nFilter: OFF PK Fc 53 Hz Gain -0.6 dB Q 2.78\n"
		     "# Design: Matched\nPreamp: -0,3 dB\n",
		&p);
	assert_write(&p, text);
	assert_string_equal(text, wanted);
	snprintf(p.title, sizeof p.title, " a\nFilter 9: ON\tb ");
	assert_write(&p, text);
	assert_non_null(strstr(text, "\n# Title: a?Filter 9: ON b\n"));
}

static void
test_preset_write_says_when_it_cannot(void **state)
{
	char text[PRESET_WRITE_BYTES];
	struct preset p;
	int n;

	(void)state;
	assert_parse("Filter: ON PK Fc 100 Hz Gain 1 dB Q 1\n", &p);
	n = preset_write(&p, 48000, text, sizeof text);
	assert_int_equal(preset_write(&p, 48000, text, (size_t)n), -ENOSPC);
	assert_int_equal(preset_write(&p, 48000, text, (size_t)n + 1), n);
	assert_int_equal(preset_write(&p, 48000, text, 1), -ENOSPC);
	p.preamp_db = (double)NAN;
	assert_int_equal(preset_write(&p, 48000, text, sizeof text), -EINVAL);
	p.preamp_db = 0;
	p.filter[0].band.gain_db = (double)INFINITY;
	assert_int_equal(preset_write(&p, 48000, text, sizeof text), -EINVAL);
}

/* ---- Random presets ---- */

static double
random_between(double low, double high)
{
	return low + (high - low) * (rand() / (RAND_MAX + 1.0));
}

static void
random_preset(struct preset *p, uint32_t nfilters)
{
	memset(p, 0, sizeof *p);
	p->preamp_db = random_between(-30, 12);
	p->design = rand() % 4 == 0 ? EQ_MATCHED : EQ_RBJ;
	snprintf(p->title, sizeof p->title, "%d", rand());
	p->nfilters = nfilters;
	for (uint32_t i = 0; i < nfilters; i++) {
		struct preset_filter *f = &p->filter[i];

		f->band.on = rand() % 5 > 0;
		f->band.type = (enum eq_type)(rand() % EQ_NTYPES);
		f->band.freq_hz = 10 * pow(2000, random_between(0, 1));
		f->band.gain_db = random_between(-30, 30);
		f->band.q = 0.05 * pow(1000, random_between(0, 1));
		if (rand() % 4 == 0 && f->band.type != EQ_LS && f->band.type != EQ_HS &&
			f->band.type != EQ_LSC && f->band.type != EQ_HSC)
			f->bandwidth_oct = 0.05 * pow(100, random_between(0, 1));
	}
}

static void
test_preset_written_read_and_written_is_the_same(void **state)
{
	(void)state;
	srand(1);
	for (int i = 0; i < 2000; i++) {
		char once[PRESET_WRITE_BYTES], twice[PRESET_WRITE_BYTES];
		uint32_t nfilters = (uint32_t)rand() % (i % 4 ? 17 : PRESET_FILTERS_MAX + 1);
		struct preset p, back;
		uint32_t written;

		random_preset(&p, nfilters);
		written = nfilters;
		for (uint32_t k = 0; k < nfilters && nfilters > EQ_BANDS_MAX; k++)
			written -= !p.filter[k].band.on;
		assert_write(&p, once);
		assert_parse(once, &back);
		assert_int_equal(back.nwarnings, 0);
		assert_int_equal(back.nfilters, written);
		assert_int_equal(back.design, p.design);
		assert_string_equal(back.title, p.title);
		assert_write(&back, twice);
		assert_string_equal(once, twice);
	}
}

static void
assert_fits(const char *text, const char *what, char end, size_t width, size_t decimals)
{
	const char *p = strstr(text, what);
	size_t n, point;

	assert_non_null(p);
	p += strlen(what);
	n = strcspn(p, " \n");
	point = strcspn(p, ".");
	if (n == 0 || n > width || p[n] != end || (point < n && n - point - 1 > decimals) ||
		strspn(p, "-.0123456789") != n)
		fail_msg("\"%.*s\" behind %s", (int)n, p, what);
}

static void
test_preset_fields_keep_to_their_widths(void **state)
{
	(void)state;
	srand(2);
	for (int i = 0; i < 20000; i++) {
		char text[PRESET_WRITE_BYTES];
		struct preset p;

		random_preset(&p, 1);
		p.preamp_db = random_between(-250, 250);
		p.filter[0].bandwidth_oct = 0;
		p.filter[0].band.type = EQ_PK;
		p.filter[0].band.freq_hz = pow(10, random_between(-3, 8));
		p.filter[0].band.gain_db = random_between(-1, 1) * pow(10, random_between(-4, 3));
		p.filter[0].band.q = pow(10, random_between(-6, 6));
		assert_write(&p, text);
		assert_fits(text, "Preamp: ", ' ', 6, 2);
		assert_fits(text, "Fc ", ' ', 8, 2);
		assert_fits(text, "Gain ", ' ', 6, 2);
		assert_fits(text, "Q ", '\n', 6, 4);
	}
}

/* ---- The curve of what is read back ---- */

static bool
has_gain(enum eq_type t)
{
	return t == EQ_PK || t == EQ_LS || t == EQ_HS || t == EQ_LSC || t == EQ_HSC;
}

/* As preset_write.h has it. */
static double
rounding_bound_db(const struct preset *p)
{
	struct eq_settings s;
	double bound = 0.005;

	preset_settings(p, 48000, &s);
	for (uint32_t i = 0; i < s.nbands; i++) {
		const struct eq_band *b = &s.band[i];
		double m = b->type == EQ_PK ? 1 : fmax(1, b->q);
		double fc = biquad_centre_hz(b, 48000), step = b->q < 9.9999 ? 0.00004 : 0.0004;

		if (b->on)
			bound += m * (0.006 + fabs(b->gain_db) *
						      (0.045 * fmax(0.5, b->q) / fc + step / b->q));
	}
	return bound;
}

static double
largest_difference_db(const struct preset *a, const struct preset *b)
{
	struct eq_coefficients ca, cb;
	struct eq_settings sa, sb;
	double largest = 0;

	preset_settings(a, 48000, &sa);
	preset_settings(b, 48000, &sb);
	eq_design(&ca, &sa, 48000);
	eq_design(&cb, &sb, 48000);
	for (double f = 10; f < 23500; f *= 1.01)
		largest = fmax(largest,
			fabs(eq_response_db(&ca, f, 48000) - eq_response_db(&cb, f, 48000)));
	return largest;
}

static void
test_preset_written_sounds_the_same_within_its_bound(void **state)
{
	double worst = 0;

	(void)state;
	srand(3);
	for (int i = 0; i < 1500; i++) {
		char text[PRESET_WRITE_BYTES];
		struct preset p, back;
		double bound, d;

		random_preset(&p, 1 + (uint32_t)rand() % 16);
		p.design = EQ_RBJ;
		for (uint32_t k = 0; k < p.nfilters; k++)
			if (!has_gain(p.filter[k].band.type))
				p.filter[k].band.type = EQ_PK;
		assert_write(&p, text);
		assert_parse(text, &back);
		bound = rounding_bound_db(&p);
		d = largest_difference_db(&p, &back);
		worst = fmax(worst, d / bound);
		if (d > bound)
			fail_msg("%g dB, at most %g dB:\n%s", d, bound, text);
	}
	print_message("at worst %.2f of the bound\n", worst);
}

/* What has no more digits than the fields is not changed at all. */
static void
test_preset_of_autoeq_is_written_exactly(void **state)
{
	static const char text[] =
		"Preamp: -6.3 dB\nFilter 1: ON LSC Fc 105 Hz Gain 7.1 dB Q 0.70\n"
		"Filter 2: ON PK Fc 9328 Hz Gain 4.0 dB Q 3.19\n"
		"Filter 3: ON HSC Fc 10000 Hz Gain -1.2 dB Q 0.70\n";
	char strict[PRESET_WRITE_BYTES];
	struct preset p, back;

	(void)state;
	assert_parse(text, &p);
	assert_write(&p, strict);
	assert_parse(strict, &back);
	assert_true(largest_difference_db(&p, &back) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_preset_write_has_the_strict_form_to_the_byte),
		cmocka_unit_test(test_preset_write_begins_with_preamp_and_comments),
		cmocka_unit_test(test_preset_write_says_when_it_cannot),
		cmocka_unit_test(test_preset_written_read_and_written_is_the_same),
		cmocka_unit_test(test_preset_fields_keep_to_their_widths),
		cmocka_unit_test(test_preset_written_sounds_the_same_within_its_bound),
		cmocka_unit_test(test_preset_of_autoeq_is_written_exactly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
