/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Equalisations of other programs: each kind seen from its content, its semantics, its mistakes. */
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

#include "config.h"
#include "control/presets/preset_import.h"

static const double RATE = 48000;

static struct preset_import *
read_text(const char *text, struct preset_error *err, int *result)
{
	struct preset_import *in = calloc(1, sizeof *in);

	assert_non_null(in);
	*result = preset_import(text, strlen(text), in, err);
	return in;
}

static struct preset_import *
read_fine(const char *text)
{
	struct preset_error err;
	int r;
	struct preset_import *in = read_text(text, &err, &r);

	if (r != 0)
		fail_msg("%s (%d)\n%s", err.text, r, text);
	return in;
}

/* Refused, with that in the text. */
static void
refused(const char *text, uint32_t line, const char *why)
{
	struct preset_error err;
	int r;
	struct preset_import *in = read_text(text, &err, &r);

	if (r != -EINVAL || strstr(err.text, why) == NULL || err.line != line)
		fail_msg("%d, line %u: \"%s\", not \"%s\" for\n%s", r, err.line, err.text, why,
			text);
	free(in);
}

static bool
warned(const struct preset_import *in, const char *what)
{
	for (uint32_t i = 0; i < in->preset.nwarnings_kept; i++)
		if (strstr(in->preset.warning[i].text, what) != NULL)
			return true;
	return false;
}

static bool
near(double a, double b)
{
	return fabs(a - b) <= 1e-6 * fmax(1, fabs(b));
}

static void
test_import_sees_the_kind_from_the_content(void **state)
{
	static const struct {
		const char *text;
		enum preset_kind kind;
	} rows[] = {
		{ "Preamp: -6 dB\nFilter 1: ON PK Fc 100 Hz Gain 3 dB Q 1\n", PRESET_APO },
		{ "", PRESET_APO },
		{ "Room EQ V5.01\nDated: 2011\n\nFilter  1: ON PK Fc 20 Hz Gain 1 dB Q 1",
			PRESET_APO },
		{ "GraphicEQ: 20 -0.5; 21 -0.6", PRESET_GRAPHICEQ },
		{ "Preamp: -3 dB\r\ngraphiceq : 20 0; 100 1\r\n", PRESET_GRAPHICEQ },
		{ "\xef\xbb\xbfGraphicEQ: 20 0", PRESET_GRAPHICEQ },
		{ "# mine\n20 -0.5; 100 2; 1000 0\n", PRESET_GRAPHICEQ },
		{ "20\t-0.5\n100\t2\n", PRESET_GRAPHICEQ },
		{ "  \n{ \"output\": {} }", PRESET_EASYEFFECTS },
		{ "---\ndevices:\n  samplerate: 44100\n", PRESET_CAMILLADSP },
		{ "# REW\nfilters:\n  a:\n", PRESET_CAMILLADSP },
		{ "title: x\nfilters: {}\n", PRESET_CAMILLADSP },
		{ "Notes: pipeline: none\n", PRESET_APO },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (preset_sniff(rows[i].text, strlen(rows[i].text)) != rows[i].kind)
			fail_msg("%s", rows[i].text);
}

static void
test_import_reads_equalizer_apo_as_before(void **state)
{
	struct preset_import *in =
		read_fine("Preamp: -6.0 dB\nFilter 1: ON PK Fc 100 Hz Gain 3 dB Q 1.5\n");

	(void)state;
	assert_int_equal(in->kind, PRESET_APO);
	assert_int_equal(in->preset.nfilters, 1);
	assert_true(near(in->preset.preamp_db, -6));
	free(in);
}

/* ---- GraphicEQ ---- */

static void
test_import_reads_points(void **state)
{
	static const char *const text[] = { "GraphicEQ: 20 -0.5; 100 2.25;1000 0 ; 20000 -6",
		"# c\nGraphicEQ: 20 -0,5; 100 2,25; 1000 0; 20000 -6;\n",
		"20 -0.5\n100 2.25\n1000 0\n20000 -6\n", "20 -0.5; 100 2.25\n1000\t0; 2e4 -6\r\n",
		"GraphicEQ: 1000 0; 20 -0.5; 20000 -6; 100 7; 100 2.25" };
	static const double want[4][2] = { { 20, -0.5 }, { 100, 2.25 }, { 1000, 0 },
		{ 20000, -6 } };

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct preset_import *in = read_fine(text[i]);

		assert_int_equal(in->curve.n, 4);
		for (int k = 0; k < 4; k++)
			if (!near(in->curve.freq_hz[k], want[k][0]) ||
				!near(in->curve.gain_db[k], want[k][1]))
				fail_msg("point %d of %s", k, text[i]);
		assert_int_equal(warned(in, "sorted"), i == 4);
		free(in);
	}
}

static void
test_import_adds_the_preamps_beside_a_curve(void **state)
{
	struct preset_import *in =
		read_fine("Preamp: -3 dB\nPreamp: -1,5 dB\nChannel: all\nGraphicEQ: 20 0; 100 1");

	(void)state;
	assert_true(near(in->preset.preamp_db, -4.5));
	free(in);
}

static void
test_import_says_where_points_are_wrong(void **state)
{
	char many[8192] = "GraphicEQ:";

	(void)state;
	refused("GraphicEQ: 20 0; 100", 1, "point 2");
	refused("\nGraphicEQ: 20 x", 2, "point 1");
	refused("GraphicEQ: 20 0 3; 100 1", 1, "more than two");
	refused("GraphicEQ: 0 1", 1, "no point");
	refused("GraphicEQ: -5 1", 1, "no point");
	refused("GraphicEQ: 20 1e999", 1, "point 1");
	refused("GraphicEQ: 20 nan", 1, "point 1");
	refused("GraphicEQ: 20 500", 1, "no point");
	refused("GraphicEQ:", 0, "no point");
	refused("GraphicEQ: 20 0\nGraphicEQ: 20 0", 2, "second");
	refused("GraphicEQ: 20 0\nFilter 1: ON PK Fc 100 Hz Gain 1 dB Q 1", 2, "two");
	refused("GraphicEQ: 20 0\nConvolution: a.wav", 2, "Convolution");
	for (int i = 0; i <= FIT_POINTS_MAX; i++)
		snprintf(many + strlen(many), sizeof many - strlen(many), "%d 0;", 20 + i);
	refused(many, 1, "more than 512");
}

/* ---- EasyEffects ---- */

/* One equalizer with these bands on both sides. */
static const char *
easyeffects(const char *members, const char *left, const char *right)
{
	static char text[16384];

	snprintf(text, sizeof text,
		"{\"output\":{\"plugins_order\":[\"equalizer#0\"],\"equalizer#0\":{%s\"left\":{%s},"
		"\"right\":{%s}}}}",
		members, left, right);
	return text;
}

static const char *
one_band(const char *type, const char *mode, const char *slope, double gain, double hz, double q)
{
	static char band[512];

	snprintf(band, sizeof band,
		"\"band0\":{\"type\":\"%s\",\"mode\":\"%s\",\"slope\":\"%s\",\"solo\":false,"
		"\"mute\":false,\"gain\":%g,\"frequency\":%g,\"q\":%g,\"width\":4}",
		type, mode, slope, gain, hz, q);
	return easyeffects("\"num-bands\":1,", band, band);
}

static void
test_import_takes_apo_bands_as_they_are(void **state)
{
	static const struct {
		const char *name;
		enum eq_type type;
		double gain;
	} rows[] = { { "Bell", EQ_PK, 3 }, { "Lo-shelf", EQ_LSC, 3 }, { "Hi-shelf", EQ_HSC, 3 },
		{ "Lo-pass", EQ_LP, 0 }, { "Hi-pass", EQ_HP, 0 }, { "Notch", EQ_NO, 0 },
		{ "Bandpass", EQ_BP, 0 }, { "Allpass", EQ_AP, 0 }, { "Resonance", EQ_PK, 3 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct preset_import *in =
			read_fine(one_band(rows[i].name, "APO (DR)", "x4", 3, 440, 1.25));
		const struct eq_band *b = &in->preset.filter[0].band;

		if (in->preset.nfilters != 1 || b->type != rows[i].type ||
			!near(b->gain_db, rows[i].gain) || !near(b->q, 1.25) ||
			!near(b->freq_hz, 440) || !b->on || in->preset.nwarnings != 0)
			fail_msg("%s", rows[i].name);
		free(in);
	}
}

/*
 * What LSP's RLC (BT) bands are: polynomials of s, with 1 at the band's frequency and the bilinear
 * transform (lsp-dsp-units, Filter.cpp, calc_rlc_filter, written anew).
 */
static double
lsp_rlc_db(const char *type, uint32_t n, double gain_db, double f0, double q, double hz)
{
	double gain = pow(10, gain_db / 20), x = tan(M_PI * hz / RATE) / tan(M_PI * f0 / RATE), db;
	double t[3] = { 1, 0, 1 }, b[3] = { 1, 2 / (1 + q), 1 };
	uint32_t times = n;

	if (strcmp(type, "Bell") == 0 || strcmp(type, "Resonance") == 0) {
		double fg = pow(gain, 1.0 / n), angle = atan(fg);
		double k = *type == 'B' ? 2 * (1 / fg + fg) / (1 + 2 * q / n) : 2 / (1 + q);

		t[1] = k * sin(angle);
		b[1] = k * cos(angle);
	} else if (strcmp(type, "Lo-shelf") == 0 || strcmp(type, "Hi-shelf") == 0) {
		double fg = pow(gain, 0.25 / n), whole = pow(gain, 0.5 / n);
		bool low = *type == 'L';

		t[0] = (low ? fg : 1 / fg) * whole;
		t[1] = 2 / (1 + q) * whole;
		t[2] = (low ? 1 / fg : fg) * whole;
		b[0] = low ? 1 / fg : fg;
		b[2] = low ? fg : 1 / fg;
	} else if (strcmp(type, "Notch") == 0) {
		times = 1;
	} else {
		t[0] = *type == 'L';
		t[2] = *type == 'H';
	}
	db = 10 * log10((pow(t[0] - t[2] * x * x, 2) + pow(t[1] * x, 2)) /
			  (pow(b[0] - b[2] * x * x, 2) + pow(b[1] * x, 2)));
	return times * db;
}

static void
test_import_converts_rlc_bands_to_the_same_curve(void **state)
{
	static const char *const types[] = { "Bell", "Resonance", "Lo-shelf", "Hi-shelf", "Lo-pass",
		"Hi-pass", "Notch" };
	static const char *const slopes[] = { "x1", "x2", "x3", "x4" };
	static const double gains[] = { 6, -9, 0.5 }, qs[] = { 0.2, 1, 4 };

	(void)state;
	for (size_t i = 0; i < 7 * 4 * 3 * 3; i++) {
		const char *type = types[i % 7], *slope = slopes[i / 7 % 4];
		double gain = gains[i / 28 % 3], q = qs[i / 84];
		struct preset_import *in =
			read_fine(one_band(type, "RLC (BT)", slope, gain, 1200, q));

		assert_int_equal(in->preset.nwarnings, 0);
		for (double hz = 25; hz < 20000; hz *= 1.31) {
			double want = lsp_rlc_db(type, (uint32_t)slope[1] - '0', gain, 1200, q, hz);
			double got;

			preset_response(&in->preset, RATE, &hz, &got, 1);
			if (want > -100 && fabs(got - want) > 1e-4)
				fail_msg("%s %s %g dB q %g at %g Hz: %g, not %g", type, slope, gain,
					q, hz, got, want);
		}
		free(in);
	}
}

static void
test_import_names_what_a_band_of_another_mode_does_otherwise(void **state)
{
	struct preset_import *in;

	(void)state;
	in = read_fine(one_band("Bell", "RLC (MT)", "x1", 3, 100, 1));
	assert_true(warned(in, "half the rate"));
	free(in);
	in = read_fine(one_band("Bell", "BWC (BT)", "x1", 3, 100, 1));
	assert_true(warned(in, "BWC (BT)"));
	free(in);
	refused(one_band("Allpass", "RLC (BT)", "x1", 3, 100, 1), 0, "APO (DR)");
	refused(one_band("Ladder-pass", "APO (DR)", "x1", 3, 100, 1), 0, "Ladder-pass");
	refused(one_band("Bell", "RLC (BT)", "x99", 3, 100, 1), 0, "x99");
}

#define EE_BAND(N, EXTRA)                                                                          \
	"\"band" N "\":{\"type\":\"Bell\",\"mode\":\"APO (DR)\",\"gain\":1,\"frequency\":1" N      \
	"00,\"q\":1" EXTRA "}"

static void
test_import_heeds_mute_solo_off_and_gains(void **state)
{
	static const char off[] = "\"band0\":{\"type\":\"Off\"}";
	struct preset_import *in;

	(void)state;
	in = read_fine(easyeffects("\"num-bands\":2,\"input-gain\":-4.5,\"output-gain\":1,",
		EE_BAND("0", ",\"mute\":true") "," EE_BAND("1", ""), ""));
	assert_int_equal(in->preset.nfilters, 1);
	assert_true(near(in->preset.filter[0].band.freq_hz, 1100));
	assert_true(near(in->preset.preamp_db, -3.5));
	free(in);
	in = read_fine(easyeffects(
		"\"num-bands\":2,", EE_BAND("0", "") "," EE_BAND("1", ",\"solo\":true"), ""));
	assert_int_equal(in->preset.nfilters, 1);
	assert_true(warned(in, "solo"));
	free(in);
	in = read_fine(easyeffects("\"num-bands\":1,", off, off));
	assert_int_equal(in->preset.nfilters, 0);
	free(in);
	in = read_fine(easyeffects("\"num-bands\":1,", EE_BAND("0", "") "," EE_BAND("1", ""), ""));
	assert_int_equal(in->preset.nfilters, 1); /* what is behind num-bands sleeps */
	free(in);
	in = read_fine(easyeffects("\"bypass\":true,", EE_BAND("0", ""), ""));
	assert_int_equal(in->preset.nfilters, 0);
	assert_true(warned(in, "bypassed"));
	free(in);
}

static void
test_import_takes_two_sides_only_when_they_are_equal(void **state)
{
	static const char split[] = "\"num-bands\":1,\"split-channels\":true,";
	struct preset_import *in;

	(void)state;
	in = read_fine(easyeffects(split, EE_BAND("0", ""), EE_BAND("0", "")));
	assert_int_equal(in->preset.nfilters, 1);
	free(in);
	refused(easyeffects(split, EE_BAND("0", ""), EE_BAND("0", ",\"mute\":true")), 0,
		"left and right");
	in = read_fine(easyeffects("\"num-bands\":1,", EE_BAND("0", ""), ""));
	assert_int_equal(in->preset.nfilters, 1);
	free(in);
}

static void
test_import_names_other_plugins_and_what_is_missing(void **state)
{
	struct preset_import *in =
		read_fine("{\"output\":{\"plugins_order\":[\"bass_enhancer#0\",\"equalizer#0\"],"
			  "\"equalizer#0\":{\"num-bands\":1,\"balance\":3,\"mode\":\"FFT\","
			  "\"left\":{" EE_BAND("0", "") "}}}}");

	(void)state;
	assert_true(warned(in, "bass_enhancer#0"));
	assert_true(warned(in, "balance"));
	assert_true(warned(in, "FFT"));
	free(in);
	in = read_fine("{\"output\":{\"equalizer\":{\"left\":{" EE_BAND("0", "") "}}}}");
	assert_int_equal(in->preset.nfilters, 1); /* as version 4 wrote it */
	free(in);
	refused("{\"output\":{\"plugins_order\":[\"limiter#0\"]}}", 0, "no equalizer");
	refused("{\"x\":1}", 0, "not from EasyEffects");
	refused("{\"output\":{\n\"equalizer#0\":{]}}", 2, "JSON");
	refused(easyeffects("\"num-bands\":2,", EE_BAND("0", ""), ""), 0, "band1 is missing");
	refused(easyeffects("\"num-bands\":99,", EE_BAND("0", ""), ""), 0, "num-bands");
	refused(easyeffects("", "\"band0\":{\"type\":\"Bell\",\"q\":1}", ""), 0, "frequency");
	refused(easyeffects("\"input-gain\":1e300,", EE_BAND("0", ""), ""), 0, "gain");
	refused(one_band("Bell", "APO (DR)", "x1", 1e30, 100, 1), 0, "dB");
	refused(one_band("Bell", "APO (DR)", "x1", 1, -100, 1), 0, "Hz");
}

#ifdef HAVE_YAML

/* ---- CamillaDSP ---- */

static void
test_import_follows_the_pipeline(void **state)
{
	struct preset_import *in = read_fine(
		"devices:\n  capture: {type: Stdin, channels: 2}\n  playback: {type: Stdout, "
		"channels: 2}\n"
		"filters:\n"
		"  gain: {type: Gain, parameters: {gain: -6.5, inverted: false}}\n"
		"  half: {type: Gain, parameters: {gain: 0.5, scale: linear}}\n"
		"  unused: {type: Conv, parameters: {type: Dummy}}\n"
		"  b: {type: Biquad, parameters: {type: Lowshelf, freq: 105, gain: 6, q: 0.7}}\n"
		"  a: {type: Biquad, parameters: {type: Peaking, freq: 1e3, gain: -3, bandwidth: "
		"2.0}}\n"
		"  s: {type: Biquad, parameters: {type: Highshelf, freq: 9000, gain: 6, slope: "
		"6}}\n"
		"  l: {type: Biquad, parameters: {type: Lowpass, freq: 18000, q: 0.5}}\n"
		"pipeline:\n"
		"  - {type: Filter, channel: 0, names: [gain, a]}\n"
		"  - {type: Filter, channel: 1, names: [gain, a]}\n"
		"  - {type: Filter, channels: [0, 1], names: [half, b]}\n"
		"  - {type: Filter, names: [s]}\n"
		"  - {type: Filter, channels: null, names: [l]}\n");
	const struct preset *p = &in->preset;
	double a = pow(10, 6 / 40.0);

	(void)state;
	assert_int_equal(p->nfilters, 4);
	assert_true(near(p->preamp_db, -6.5 + 20 * log10(0.5)));
	assert_int_equal(p->filter[0].band.type, EQ_PK);
	assert_true(near(p->filter[0].bandwidth_oct, 2));
	assert_int_equal(p->filter[1].band.type, EQ_LSC);
	assert_true(near(p->filter[1].band.q, 0.7));
	/* slope 6 dB is S = 0.5 */
	assert_true(near(p->filter[2].band.q, 1 / sqrt((a + 1 / a) * (1 / 0.5 - 1) + 2)));
	assert_int_equal(p->filter[3].band.type, EQ_LP);
	free(in);
}

#define CAMILLA(PARAMETERS, PIPELINE)                                                              \
	"filters:\n  x: {type: Biquad, parameters: {" PARAMETERS "}}\n"                            \
	"  y: {type: Biquad, parameters: {type: Peaking, freq: 50, gain: 1, q: 1}}\n"              \
	"  d: {type: Delay, parameters: {delay: 1}}\n  c: {type: Conv}\n"                          \
	"  m: {type: Gain, parameters: {gain: 0, mute: true}}\npipeline:\n" PIPELINE
#define PEAK "type: Peaking, freq: 100, gain: 3, q: 1"

static void
test_import_refuses_a_pipeline_that_the_eq_is_not(void **state)
{
	struct preset_import *in;

	(void)state;
	refused(CAMILLA(PEAK, "  - {type: Filter, channel: 0, names: [x]}\n"
			      "  - {type: Filter, channel: 1, names: [y]}\n"),
		8, "channels 0 and 1");
	refused("devices: {playback: {channels: 2}}\n" CAMILLA(
			PEAK, "  - {type: Filter, channels: [0], names: [x]}\n"),
		9, "channels 0 and 1");
	refused(CAMILLA(PEAK, "  - {type: Filter, names: [z]}\n"), 8, "\"z\"");
	refused(CAMILLA(PEAK, "  - {type: Filter, names: [c]}\n"), 5, "Conv");
	refused(CAMILLA(PEAK, "  - {type: Filter, names: [m]}\n"), 6, "mutes");
	refused(CAMILLA(PEAK, "  - {type: Filter, channels: [-1], names: [x]}\n"), 8, "channel");
	refused(CAMILLA("type: Free, a1: 1", "  - {type: Filter, names: [x]}\n"), 2, "Free");
	refused(CAMILLA("type: Peaking, freq: 100, gain: 3", "  - {type: Filter, names: [x]}\n"), 2,
		"needs");
	refused(CAMILLA("type: Peaking, freq: .inf, gain: 3, q: 1",
			"  - {type: Filter, names: [x]}\n"),
		2, "needs");
	refused(CAMILLA("type: Peaking, freq: 0x10, gain: 3, q: 1",
			"  - {type: Filter, names: [x]}\n"),
		2, "needs");
	refused("---\nfilters: 3\n", 0, "not from CamillaDSP");
	refused("---\nfilters: [\n", 3, "YAML");
	in = read_fine(CAMILLA(PEAK, "  - {type: Mixer, name: mono}\n"
				     "  - {type: Filter, bypassed: true, names: [y]}\n"
				     "  - {type: Filter, names: [x, d]}\n"));
	assert_int_equal(in->preset.nfilters, 1);
	assert_true(warned(in, "mono"));
	assert_true(warned(in, "bypassed"));
	assert_true(warned(in, "Delay"));
	free(in);
}

static void
test_import_takes_filters_without_a_pipeline_in_their_order(void **state)
{
	struct preset_import *in =
		read_fine("filters:\n  b:\n    type: Biquad\n    parameters: {" PEAK
			  "}\n  a:\n    type: Gain\n"
			  "    parameters: {gain: -2}\n");

	(void)state;
	assert_int_equal(in->preset.nfilters, 1);
	assert_true(near(in->preset.preamp_db, -2));
	assert_true(warned(in, "no pipeline"));
	free(in);
}

/* Nine aliases of nine of nine ...: a tree that would be 9^12 nodes when copied. */
static void
test_import_is_not_blown_up_by_aliases(void **state)
{
	char text[8192] = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
	struct preset_error err;
	struct preset_import *in;
	int r;

	(void)state;
	for (int i = 1; i < 12; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
			"a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i, i - 1,
			i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	strcat(text, "filters: {x: {type: Gain, parameters: {gain: 1}}}\n"
		     "pipeline: [{type: Filter, names: *a11}]\n");
	in = read_text(text, &err, &r);
	assert_int_equal(r, -EINVAL); /* a name that is a list */
	free(in);
}

#endif

static void
test_import_keeps_its_bounds(void **state)
{
	char *big = malloc(IMPORT_BYTES_MAX + 2);
	struct preset_import *in = calloc(1, sizeof *in);
	struct preset_error err;

	(void)state;
	assert_true(big != NULL && in != NULL);
	memset(big, '[', IMPORT_BYTES_MAX + 2);
	big[0] = '{';
	assert_int_equal(preset_import(big, IMPORT_BYTES_MAX + 1, in, &err), -EINVAL);
	assert_non_null(strstr(err.text, "256 kB"));
	assert_int_equal(preset_import(big, IMPORT_BYTES_MAX, in, &err), -EINVAL);
	memcpy(big, "---\n", 4);
	assert_true(preset_import(big, IMPORT_BYTES_MAX, in, &err) < 0);
	memcpy(big, "a\0b", 3);
	assert_int_equal(preset_import(big, 3, in, &err), -EINVAL);
	assert_non_null(strstr(err.text, "plain text"));
	free(in);
	free(big);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_import_sees_the_kind_from_the_content),
		cmocka_unit_test(test_import_reads_equalizer_apo_as_before),
		cmocka_unit_test(test_import_reads_points),
		cmocka_unit_test(test_import_adds_the_preamps_beside_a_curve),
		cmocka_unit_test(test_import_says_where_points_are_wrong),
		cmocka_unit_test(test_import_takes_apo_bands_as_they_are),
		cmocka_unit_test(test_import_converts_rlc_bands_to_the_same_curve),
		cmocka_unit_test(test_import_names_what_a_band_of_another_mode_does_otherwise),
		cmocka_unit_test(test_import_heeds_mute_solo_off_and_gains),
		cmocka_unit_test(test_import_takes_two_sides_only_when_they_are_equal),
		cmocka_unit_test(test_import_names_other_plugins_and_what_is_missing),
#ifdef HAVE_YAML
		cmocka_unit_test(test_import_follows_the_pipeline),
		cmocka_unit_test(test_import_refuses_a_pipeline_that_the_eq_is_not),
		cmocka_unit_test(test_import_takes_filters_without_a_pipeline_in_their_order),
		cmocka_unit_test(test_import_is_not_blown_up_by_aliases),
#endif
		cmocka_unit_test(test_import_keeps_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
