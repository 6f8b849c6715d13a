/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers as people type them, and notes; see number.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "ui-tui/pieces/format.h"
#include "ui-tui/popups/number.h"

static void
test_number_reads_what_people_type(void **state)
{
	static const struct {
		const char *text;
		enum number_kind kind;
		double value;
	} row[] = {
		{ "440", NUMBER_HZ, 440 },
		{ " 440 Hz ", NUMBER_HZ, 440 },
		{ "1k", NUMBER_HZ, 1000 },
		{ "1.5k", NUMBER_HZ, 1500 },
		{ "1,5 kHz", NUMBER_HZ, 1500 },
		{ "4k7", NUMBER_HZ, 4700 },
		{ "2.25 KHZ", NUMBER_HZ, 2250 },
		{ "A4", NUMBER_HZ, 440 },
		{ "a3", NUMBER_HZ, 220 },
		{ "C4", NUMBER_HZ, 261.6256 },
		{ "C#5", NUMBER_HZ, 554.3653 },
		{ "Bb3", NUMBER_HZ, 233.0819 },
		{ "b3", NUMBER_HZ, 246.9417 },
		{ "A4+50", NUMBER_HZ, 452.8930 },
		{ "A4 -50 ct", NUMBER_HZ, 427.4741 },
		{ "C-1", NUMBER_HZ, 8.175799 },
		{ "-3", NUMBER_DB, -3 },
		{ "+3.5 dB", NUMBER_DB, 3.5 },
		{ "\xe2\x88\x92"
		  "4db",
			NUMBER_DB, -4 },
		{ "2,5", NUMBER_DB, 2.5 },
		{ ".5", NUMBER_DB, 0.5 },
		{ "0", NUMBER_DB, 0 },
		{ "0.71", NUMBER_Q, 0.71 },
		{ "1 oct", NUMBER_Q, 1.414214 },
		{ "2oct", NUMBER_Q, 0.6666667 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char err[NUMBER_ERROR_BYTES];
		double v = NAN;

		if (number_parse(row[i].text, row[i].kind, &v, err) != 0)
			fail_msg("%s: %s", row[i].text, err);
		if (!(fabs(v - row[i].value) <= 1e-6 * fabs(row[i].value)))
			fail_msg("%s: %.8g, not %.8g", row[i].text, v, row[i].value);
	}
}

static void
test_number_says_what_is_wrong(void **state)
{
	static const struct {
		const char *text;
		enum number_kind kind;
		const char *err;
	} row[] = {
		{ "", NUMBER_HZ, "nothing" },
		{ "  ", NUMBER_DB, "nothing" },
		{ "abc", NUMBER_HZ, "a letter and an octave" },
		{ "H4", NUMBER_HZ, "a letter and an octave" },
		{ "A", NUMBER_HZ, "a letter and an octave" },
		{ "A44", NUMBER_HZ, "octaves" },
		{ "A4 dB", NUMBER_HZ, "only cents" },
		{ "inf", NUMBER_DB, "no number" },
		{ "nan", NUMBER_Q, "no number" },
		{ "--3", NUMBER_DB, "no number" },
		{ "1.2.3", NUMBER_DB, "more than one point" },
		{ "1,234.5", NUMBER_HZ, "more than one point" },
		{ "1,000", NUMBER_HZ, "thousands" },
		{ "0x10", NUMBER_HZ, "\"x10\" is unknown" },
		{ "1e3", NUMBER_HZ, "\"e3\" is unknown" },
		{ "3 Hz", NUMBER_DB, "\"Hz\" is unknown here; it may be dB" },
		{ "3 dB", NUMBER_HZ, "it may be Hz" },
		{ "1k", NUMBER_Q, "it may be oct" },
		{ "0", NUMBER_HZ, "more than 0" },
		{ "-1", NUMBER_Q, "more than 0" },
		{ "1111111111111111111111111111111111111111", NUMBER_DB, "too many digits" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char err[NUMBER_ERROR_BYTES] = "";
		double v = 1;

		if (number_parse(row[i].text, row[i].kind, &v, err) != -EINVAL)
			fail_msg("\"%s\" is taken as %g", row[i].text, v);
		if (strstr(err, row[i].err) == NULL)
			fail_msg("%s: \"%s\"", row[i].text, err);
	}
}

/* Any bytes: a finite number or a reason. */
static void
test_number_takes_any_text(void **state)
{
	static const char some[] = "0123456789+-., kKHzdBoctAbCG#\xe2\x88\x92x";
	uint32_t random = 3;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[48], err[NUMBER_ERROR_BYTES];
		double v = 0;
		int n = i % 40;

		for (int k = 0; k < n; k++) {
			random = random * 1664525u + 1013904223u;
			text[k] = some[(random >> 16) % (sizeof some - 1)];
		}
		text[n] = '\0';
		if (number_parse(text, (enum number_kind)(i % 3), &v, err) == 0)
			assert_true(isfinite(v));
		else
			assert_true(err[0] != '\0' && strlen(err) < sizeof err);
	}
}

static void
test_number_q_and_bandwidth_are_inverse(void **state)
{
	(void)state;
	assert_true(fabs(bandwidth_of_q(0.71) - 1.8932) < 1e-3);
	assert_true(fabs(bandwidth_of_q(sqrt(2)) - 1) < 1e-9);
	for (double q = 0.05; q < 50; q *= 1.7)
		assert_true(fabs(q_of_bandwidth(bandwidth_of_q(q)) / q - 1) < 1e-9);
}

static void
test_format_note_is_the_nearest(void **state)
{
	static const struct {
		double hz;
		const char *text;
	} row[] = { { 440, "A4" }, { 261.6256, "C4" }, { 2200, "C#7-14" }, { 105, "G#2+19" },
		{ 27.5, "A0" }, { 10000, "D#9+8" }, { 16, "C0-38" }, { 25000, "G10-6" },
		{ 15, "B-1-49" }, { 10, "D#-1+49" }, { 0, "" }, { -1, "" }, { NAN, "" } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char text[FORMAT_BYTES];

		assert_string_equal(format_note(text, row[i].hz, true), row[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_number_reads_what_people_type),
		cmocka_unit_test(test_number_says_what_is_wrong),
		cmocka_unit_test(test_number_takes_any_text),
		cmocka_unit_test(test_number_q_and_bandwidth_are_inverse),
		cmocka_unit_test(test_format_note_is_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
