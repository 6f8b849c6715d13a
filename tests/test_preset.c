/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Presets as AutoEq, Equalizer APO and REW write them. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/presets/preset.h"

static int
parse(const char *text, struct preset *out, struct preset_error *err)
{
	return preset_parse(text, strlen(text), out, err);
}

static void
assert_near(double value, double expected)
{
	assert_true(fabs(value - expected) <= 1e-6 * fabs(expected) + 1e-9);
}

static void
test_preset_reads_autoeq_text_whole(void **state)
{
	static const char text[] = "Preamp: -6.3 dB\r\n"
				   "Filter 1: ON LSC Fc 105 Hz Gain 7.1 dB Q 0.70\r\n"
				   "Filter 2: ON PK Fc 115 Hz Gain -2.8 dB Q 0.23\r\n"
				   "Filter 3: OFF PK Fc 53 Hz Gain -0.6 dB Q 2.78\r\n"
				   "Filter 4: ON HSC Fc 10000 Hz Gain 1.8 dB Q 0.70\r\n";
	struct preset p;
	struct preset_error err;

	(void)state;
	assert_int_equal(parse(text, &p, &err), 0);
	assert_near(p.preamp_db, -6.3);
	assert_int_equal(p.nfilters, 4);
	assert_int_equal(p.nwarnings, 0);
	assert_int_equal(p.filter[0].band.type, EQ_LSC);
	assert_near(p.filter[0].band.freq_hz, 105);
	assert_near(p.filter[1].band.gain_db, -2.8);
	assert_near(p.filter[1].band.q, 0.23);
	assert_false(p.filter[2].band.on);
	assert_near(p.filter[2].band.q, 2.78);
	assert_int_equal(p.filter[2].line, 4);
	assert_int_equal(p.filter[3].band.type, EQ_HSC);
	assert_true(p.filter[3].band.on);
}

/* One filter line and what it must become.  q of shelves: 1/Q^2 = (A+1/A)(1/S-1)+2. */
static const struct filter_row {
	const char *line;
	enum eq_type type;
	double freq_hz, gain_db, q;
	uint32_t nwarnings;
} filter_rows[] = {
	{ "Filter: ON PK Fc 1000 Hz Gain 3 dB Q 1.41", EQ_PK, 1000, 3, 1.41, 0 },
	{ "Filter 12: ON PEQ Fc 63,5 Hz Gain -4,25 dB Q 2,000", EQ_PK, 63.5, -4.25, 2, 0 },
	{ "Filter  1: ON Modal Fc 50 Hz Gain 1 dB Q 8", EQ_PK, 50, 1, 8, 0 },
	{ "Filter: ON PK Fc 1.000 Hz Gain 0 dB Q 1", EQ_PK, 1000, 0, 1, 1 },
	{ "Filter: ON PK Fc 20.125 Hz Gain 0 dB Q 1", EQ_PK, 20125, 0, 1, 1 },
	{ "Filter: ON PK Fc 1,000 Hz Gain 0 dB Q 1", EQ_PK, 1000, 0, 1, 1 },
	{ "Filter: ON PK Fc .125 Hz Gain 0 dB Q 1", EQ_PK, 0.125, 0, 1, 0 },
	{ "Filter: ON PK Fc 1.250e3 Hz Gain 0 dB Q 1", EQ_PK, 1250, 0, 1, 0 },
	{ "Filter: ON PK Fc 20,125.000 Hz Gain 0 dB Q 1", EQ_PK, 20125, 0, 1, 0 },
	{ "Filter: ON PK Fc 1.000.000 Hz Gain 0 dB Q 1", EQ_PK, 1e6, 0, 1, 0 },
	{ "Filter1:ON PK Fc100Hz Gain-3dB Q0.5", EQ_PK, 100, -3, 0.5, 0 },
	{ "Filters of mine: ON PK Fc 100 Hz Gain 3 dB BW Oct 1", EQ_PK, 100, 3, 0.7071067811865,
		0 },
	{ "Filter: ON PK Fc 100 Hz Gain 3 dB Q 1 BW Oct 1", EQ_PK, 100, 3, 0.7071067811865, 1 },
	{ "Filter: ON PK Fc 100 Hz Gain 3 dB Q 1 Q 2", EQ_PK, 100, 3, 1, 1 },
	{ "Filter: ON PK 6 dB Fc 100 Hz Gain 3 dB Q 1", EQ_PK, 100, 3, 1, 1 },
	{ "Filter: ON LSC Fc 300 Hz Gain 0 dB BW Oct 2", EQ_LSC, 300, 0, 0.67082039324993691, 1 },
	{ "Filter: ON LS 12dB Fc 300 Hz Gain 6 dB Q 2", EQ_LS, 300, 6, 0.70710678118654752, 1 },
	{ "Filter: ON LS 200 dB Fc 300 Hz Gain 12 dB", EQ_LS, 300, 12, 50, 1 },
	{ "Filter: ON PK Fc 1.00 Hz Gain 0 dB Q 1", EQ_PK, 1, 0, 1, 0 },
	{ "Filter: ON PK Fc 20,0 Hz Gain 0 dB Q 1", EQ_PK, 20, 0, 1, 0 },
	{ "Filter: ON PK Fc 1,234.5 Hz Gain 0 dB Q 1", EQ_PK, 1234.5, 0, 1, 0 },
	{ "Filter: ON PK Fc 1.5e3 Hz Gain 0 dB Q 1", EQ_PK, 1500, 0, 1, 0 },
	{ "Filter: ON PK Fc 1\xc2\xa0"
	  "250,0\xc2\xa0Hz Gain 2,0\xc2\xa0"
	  "dB Q 1,00",
		EQ_PK, 1250, 2, 1, 0 },
	{ "Filter: ON LP Fc 8000 Hz", EQ_LP, 8000, 0, 0.70710678118654752, 0 },
	{ "Filter: ON HPQ Fc 30 Hz Q 0.5", EQ_HP, 30, 0, 0.5, 0 },
	{ "Filter: ON BP Fc 300 Hz", EQ_BP, 300, 0, 0.70710678118654752, 0 },
	{ "Filter: ON NO Fc 50 Hz", EQ_NO, 50, 0, 30, 0 },
	{ "Filter: ON AP Fc 900 Hz Q 0.7", EQ_AP, 900, 0, 0.7, 0 },
	{ "Filter: ON LS 12dB Fc 300 Hz Gain 6 dB", EQ_LS, 300, 6, 0.70710678118654752, 0 },
	{ "Filter: ON HSC 12 dB Fc 300 Hz Gain 6 dB", EQ_HSC, 300, 6, 0.70710678118654752, 0 },
	{ "Filter: ON HS 6dB Fc 300 Hz Gain 0 dB", EQ_HS, 300, 0, 0.5, 0 },
	{ "Filter: ON LS Fc 300 Hz Gain 0 dB", EQ_LSC, 300, 0, 0.67082039324993691, 0 },
	{ "Filter: ON HS Fc 300 Hz Gain 0 dB", EQ_HSC, 300, 0, 0.67082039324993691, 0 },
	{ "Filter: ON LS Fc 300 Hz Gain 3 dB Q 0.7", EQ_LS, 300, 3, 0.7, 0 },
	{ "Filter: ON PK Gain 3 dB Q 1 Fc 100 Hz", EQ_PK, 100, 3, 1, 0 },
	{ "filter 1: on pk fc 100 hz gain 3 db q 1", EQ_PK, 100, 3, 1, 6 },
	{ "Filter: ON PK Fc 100 Gain 3 dB Q 1", EQ_PK, 100, 3, 1, 1 },
	{ "Filter: ON PK Fc 100 Hz Gain 3 dB Q 0.00", EQ_PK, 100, 3, 0.70710678118654752, 1 },
	{ "Filter: ON LP Fc 100 Hz Gain 3 dB", EQ_LP, 100, 0, 0.70710678118654752, 1 },
};

static void
test_preset_reads_every_form_of_a_filter(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof filter_rows / sizeof *filter_rows; i++) {
		const struct filter_row *row = &filter_rows[i];
		struct preset p;
		struct preset_error err;

		if (parse(row->line, &p, &err) < 0)
			fail_msg("%s: %s", row->line, err.text);
		assert_int_equal(p.nfilters, 1);
		if (p.filter[0].band.type != row->type || p.nwarnings != row->nwarnings)
			fail_msg("%s: type %d, %u warnings", row->line, p.filter[0].band.type,
				p.nwarnings);
		assert_near(p.filter[0].band.freq_hz, row->freq_hz);
		assert_near(p.filter[0].band.gain_db, row->gain_db);
		assert_near(p.filter[0].band.q, row->q);
	}
}

static void
test_preset_names_line_and_word_of_an_error(void **state)
{
	static const struct {
		const char *text;
		uint32_t line;
		const char *says;
	} rows[] = {
		{ "Preamp: -6 dB\n\n# x\n\n\n\nFilter 1: ON PK Fc 100 Hz Gian 3 dB Q 1\n", 7,
			"\"Gian\" is not understood; expected: Gain <dB> dB" },
		{ "Filter: ON XX Fc 100 Hz", 1, "\"XX\" is not a filter type" },
		{ "Filter: ON PK Fc abc Hz Gain 1 dB Q 1", 1,
			"\"abc\" is not a number; expected: Fc <number> Hz" },
		{ "Filter: ON PK Fc 100 Hz Q 1", 1, "PK needs Gain" },
		{ "Filter: ON PK Fc 100 Hz Gain 1 dB", 1, "PK needs Q" },
		{ "Filter: ON PK Gain 1 dB Q 1", 1, "PK needs Fc" },
		{ "Filter: ON PK Fc -100 Hz Gain 1 dB Q 1", 1, "Fc is a positive number" },
		{ "Filter: ON PK Fc nan Hz Gain 1 dB Q 1", 1, "is not a number" },
		{ "Filter: ON PK Fc 1e999 Hz Gain 1 dB Q 1", 1, "is not a number" },
		{ "Filter: ON PK Fc 100 kHz Gain 1 dB Q 1", 1, "kHz" },
		{ "Filter: ON PK Fc 100 Hz Gain 999 dB Q 1", 1, "Gain is at most 200" },
		{ "Filter: ON IIR Order 2 Coefficients 1 2 3 4 5 6", 1,
			"IIR coefficients are not supported" },
		{ "Filter: O", 1, "expected: ON or OFF" },
		{ "Filter: NO PK", 1, "expected: ON or OFF" },
		{ "Filter 1:", 1, "expected: ON or OFF" },
		{ "Filter 1: ON", 1, "expected: a filter type or None" },
		{ "Filter: ON PK Fc 1.000.0 Hz Gain 1 dB Q 1", 1, "is not a number" },
		{ "Filter: ON PK Fc 12,34,567.0 Hz Gain 1 dB Q 1", 1, "is not a number" },
		{ "Filter: ON PK Fc inf Hz Gain 1 dB Q 1", 1, "is not a number" },
		{ "Filter: ON PK Fc 100 Hz Gain -nan dB Q 1", 1, "is not a number" },
		{ "Preamp: -150 dB\nPreamp: -150 dB", 2, "all Preamps together are -300 dB" },
		{ "Include: other.txt", 1, "\"Include\" is not supported" },
		{ "Device: all", 1, "\"Device\" is not supported" },
		{ "\nChannel: L", 2, "only \"Channel: all\" can be loaded" },
		{ "Channel: all L", 1, "only \"Channel: all\" can be loaded" },
		{ "\xff\xfeP", 0, "iconv -f UTF-16 -t UTF-8" },
		{ "GraphicEQ: 20 0; 30 1", 1, "audioengine preset fit" },
		{ "Preamb: -6 dB", 1, "\"Preamb\" is not understood" },
		{ "Preamp -6 dB", 1, "a colon is missing" },
		{ "Preamp: loud", 1, "\"loud\" is not a number" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct preset p;
		struct preset_error err;

		assert_int_equal(parse(rows[i].text, &p, &err), -EINVAL);
		if (err.line != rows[i].line || strstr(err.text, rows[i].says) == NULL)
			fail_msg("%s -> %u: %s", rows[i].text, err.line, err.text);
	}
}

static void
test_preset_passes_over_rew_header_comments_and_none(void **state)
{
	static const char text[] =
		"\xef\xbb\xbf"
		"Filter Settings file\n\nRoom EQ V5,01\nDated: 4-May-2020\n"
		"Notes: my room\n\nEqualiser: Generic\nAverage 1\n# comment\nChannel: all\n"
		"Filter  1: ON  None\nFilter  2: OFF None\nPreamp: -1 dB\nPreamp: -2,5 dB\n";
	struct preset p;
	struct preset_error err;

	(void)state;
	if (parse(text, &p, &err) < 0)
		fail_msg("%u: %s", err.line, err.text);
	assert_int_equal(p.nfilters, 0);
	assert_int_equal(p.nwarnings, 0);
	assert_near(p.preamp_db, -3.5);
}

static void
test_preset_warns_of_unknown_commands(void **state)
{
	struct preset p;
	struct preset_error err;

	(void)state;
	assert_int_equal(parse("Preamp: 0 dB\nBalance: 3\nFilter: MAYBE PK\n", &p, &err), 0);
	assert_int_equal(p.nwarnings, 2);
	assert_int_equal(p.warning[0].line, 2);
	assert_non_null(strstr(p.warning[0].text, "Balance"));
}

static int
parse_many(int active, int off, struct preset *p, struct preset_error *err)
{
	static char text[PRESET_BYTES_MAX];
	size_t n = 0;

	for (int i = 0; i < active + off; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
			"Filter %d: %s PK Fc 100 Hz Gain 1 dB Q 1\n", i + 1,
			i < active ? "ON" : "OFF");
	return preset_parse(text, n, p, err);
}

static void
test_preset_keeps_sixty_four_filters_for_fit(void **state)
{
	struct preset p;
	struct preset_error err;
	char text[PRESET_TEXT_BYTES] = "";

	(void)state;
	assert_int_equal(parse_many(16, 0, &p, &err), 0);
	assert_int_equal(p.nfilters, 16);
	assert_true(preset_loadable(&p, "X.txt", text));
	assert_int_equal(parse_many(20, 0, &p, &err), 0);
	assert_int_equal(p.nfilters, 20);
	assert_false(preset_loadable(&p, "X.txt", text));
	assert_string_equal(text, "20 active filters, at most 16 can be loaded; reduce them with  "
				  "audioengine preset fit X.txt");
	assert_int_equal(parse_many(64, 0, &p, &err), 0);
	assert_int_equal(p.nfilters, 64);
	assert_int_equal(parse_many(65, 0, &p, &err), -EINVAL);
	assert_string_equal(err.text, "more than 64 filters");
}

static void
test_preset_keeps_off_filters_while_they_fit(void **state)
{
	static const char text[] = "Filter 1: OFF PK Fc 100 Hz Gain 1 dB Q 1\n"
				   "Filter 2: OFF None\n"
				   "Filter 3: OFF PK Fc 100 Hz Gain 1 dB\n"
				   "Filter 4: OFF\n"
				   "Filter 5: OFF whatever Fc 1.000 Hz stands here\n"
				   "Filter 6: ON LP Fc 100 Hz\n";
	static const struct {
		int active, off;
		uint32_t nfilters;
	} rows[] = { { 1, 15, 16 }, { 16, 0, 16 }, { 1, 16, 1 }, { 16, 4, 16 }, { 1, 200, 1 },
		{ 0, 17, 0 }, { 20, 44, 20 }, { 64, 5, 64 } };
	struct preset p;
	struct preset_error err;

	(void)state;
	assert_int_equal(preset_parse(text, strlen(text), &p, &err), 0);
	assert_int_equal(p.nfilters, 2);
	assert_int_equal(p.nwarnings, 0);
	assert_false(p.filter[0].band.on);
	assert_int_equal(p.filter[1].band.type, EQ_LP);
	assert_true(p.filter[1].band.on);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(parse_many(rows[i].active, rows[i].off, &p, &err), 0);
		assert_int_equal(p.nfilters, rows[i].nfilters);
	}
}

static void
test_preset_reads_title_and_source_as_clean_text(void **state)
{
	static const struct {
		const char *text, *title, *source;
	} rows[] = {
		{ "Preamp: 0 dB\n# Title: AKG K702 to Harman\n#Source:  AutoEq, 10 filters  \r\n",
			"AKG K702 to Harman", "AutoEq, 10 filters" },
		{ "# title: S\xc3\xb6nke\xe4\x01\tx\n", "S\xc3\xb6nke?? x", "" },
		{ "# Title:\xc2\x85\xe2\x80\xa8 \xed\xa0\x80 \xc0\x80\n", "\?\? \?\?\? \?\?", "" },
		{ "# The Title: no\n# Title:\n", "", "" },
		{ "# Title: first\n# Title: second\n", "second", "" },
	};
	struct preset p;
	struct preset_error err;
	char longer[400] = "# Title: ";

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(parse(rows[i].text, &p, &err), 0);
		assert_string_equal(p.title, rows[i].title);
		assert_string_equal(p.source, rows[i].source);
	}
	memset(longer + 9, 'x', 126);
	strcpy(longer + 9 + 126, "\xc3\xb6"); /* is not cut in two */
	assert_int_equal(parse(longer, &p, &err), 0);
	assert_int_equal(strlen(p.title), 126);
}

static void
test_preset_warns_of_what_the_rate_is_too_low_for(void **state)
{
	static const char text[] = "Filter: ON PK Fc 20000 Hz Gain 1 dB Q 1\n"
				   "Filter: OFF PK Fc 30000 Hz Gain 1 dB Q 1\n"
				   "\nFilter: ON PK Fc 22000 Hz Gain 1 dB Q 1\n";
	struct eq_settings s;
	struct preset p;
	struct preset_error err;

	(void)state;
	assert_int_equal(parse(text, &p, &err), 0);
	assert_int_equal(preset_check_rate(&p, 48000), 0);
	assert_int_equal(preset_check_rate(&p, 44100), 1);
	assert_int_equal(p.warning[0].line, 4);
	assert_non_null(
		strstr(p.warning[0].text, "above 0.49 of the sample rate, 21609 Hz is used"));
	preset_settings(&p, 44100, &s);
	assert_near(s.band[2].freq_hz, 21609);
	assert_false(s.band[1].on);
	assert_int_equal(s.nbands, 3);
}

static void
test_preset_keeps_to_its_limits(void **state)
{
	static char big[PRESET_BYTES_MAX + 1];
	char *end = malloc(7);
	struct preset p;
	struct preset_error err;

	(void)state;
	assert_non_null(end);
	memset(big, '\n', sizeof big);
	assert_int_equal(preset_parse(big, sizeof big, &p, &err), -EINVAL);
	assert_int_equal(preset_parse(big, PRESET_LINES_MAX, &p, &err), 0);
	assert_int_equal(preset_parse(big, PRESET_LINES_MAX + 1, &p, &err), -EINVAL);
	assert_int_equal(preset_parse("a\0b", 3, &p, &err), -EINVAL);
	assert_int_equal(preset_parse("", 0, &p, &err), 0);
	memcpy(end, "Filter ", 7); /* found by fuzzing: no byte beyond the end is read */
	assert_int_equal(preset_parse(end, 7, &p, &err), -EINVAL);
	free(end);
	for (size_t i = 0; i < 200; i++) /* one word without end */
		big[i] = 'x';
	assert_int_equal(preset_parse(big, 200, &p, &err), 0);
}

/* RBJ: alpha = sin w sinh(ln 2 / 2 BW w / sin w); at low frequencies Q of one octave is sqrt 2. */
static void
test_preset_turns_bandwidth_into_q_at_the_rate(void **state)
{
	struct preset p;
	struct preset_error err;
	double w = 2 * M_PI * 10000 / 48000;

	(void)state;
	assert_int_equal(parse("Filter: ON PK Fc 20 Hz Gain 1 dB BW Oct 1\n"
			       "Filter: ON AP Fc 10000 Hz BW Oct 0.5\n",
				 &p, &err),
		0);
	assert_true(fabs(preset_q(&p.filter[0], 48000) - sqrt(2)) < 1e-4);
	assert_near(sin(w) / (2 * preset_q(&p.filter[1], 48000)),
		sin(w) * sinh(M_LN2 / 2 * 0.5 * w / sin(w)));
}

static void
test_preset_load_says_why_a_file_cannot_be_read(void **state)
{
	struct preset p;
	struct preset_error err;

	(void)state;
	assert_int_equal(preset_load("no-such-preset.txt", &p, &err), -ENOENT);
	assert_true(err.text[0] != '\0');
	assert_int_equal(preset_load("/", &p, &err), -EISDIR);
}

/* A comment to all others. */
static void
test_preset_design_stands_in_a_comment(void **state)
{
	static const struct {
		const char *text;
		enum eq_formulas design;
		uint32_t nwarnings;
	} rows[] = {
		{ "Preamp: 0 dB\n", EQ_RBJ, 0 },
		{ "Preamp: 0 dB\n# Design: matched\n", EQ_MATCHED, 0 },
		{ "Preamp: 0 dB\r\n  #design:  Matched  \r\n", EQ_MATCHED, 0 },
		{ "Preamp: 0 dB\n# Design: matched\n# Design: rbj\n", EQ_RBJ, 0 },
		{ "Preamp: 0 dB\n# Design: analogue\n", EQ_RBJ, 1 },
		{ "Preamp: 0 dB\n# Design:\n", EQ_RBJ, 0 },
		{ "Preamp: 0 dB\n# The Design: matched it well\n", EQ_RBJ, 0 },
		{ "Preamp: 0 dB\n#", EQ_RBJ, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct preset p;
		struct preset_error err;

		assert_int_equal(parse(rows[i].text, &p, &err), 0);
		assert_int_equal(p.design, rows[i].design);
		assert_int_equal(p.nwarnings, rows[i].nwarnings);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_preset_reads_autoeq_text_whole),
		cmocka_unit_test(test_preset_reads_every_form_of_a_filter),
		cmocka_unit_test(test_preset_names_line_and_word_of_an_error),
		cmocka_unit_test(test_preset_passes_over_rew_header_comments_and_none),
		cmocka_unit_test(test_preset_warns_of_unknown_commands),
		cmocka_unit_test(test_preset_keeps_sixty_four_filters_for_fit),
		cmocka_unit_test(test_preset_keeps_off_filters_while_they_fit),
		cmocka_unit_test(test_preset_reads_title_and_source_as_clean_text),
		cmocka_unit_test(test_preset_warns_of_what_the_rate_is_too_low_for),
		cmocka_unit_test(test_preset_keeps_to_its_limits),
		cmocka_unit_test(test_preset_turns_bandwidth_into_q_at_the_rate),
		cmocka_unit_test(test_preset_load_says_why_a_file_cannot_be_read),
		cmocka_unit_test(test_preset_design_stands_in_a_comment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
