/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The spectrum's picture beside what it is of: tones stand where the axis says,
 * levels are as high as they are, and the cursor's words are those of a table
 * that another program computed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/spectrum_tool.h"
#include "ui-tui/view.h"
#include "ui-tui/views/spectrum_bars.h"

static const double hz_low = 20, hz_high = 20000;

static const struct golden golden[] = {
	{ "spectrum-40x8-ascii", SCENE_RUNNING, "4", 40, 8, CHARSET_ASCII },
	{ "spectrum-40x12-utf8", SCENE_RUNNING, "4", 40, 12, CHARSET_UTF8 },
	{ "spectrum-80x24-ascii", SCENE_RUNNING, "4", 80, 24, CHARSET_ASCII },
	{ "spectrum-80x24-utf8", SCENE_RUNNING, "4", 80, 24, CHARSET_UTF8 },
	{ "spectrum-120x40-utf8", SCENE_RUNNING, "4ww+", 120, 40, CHARSET_UTF8 },
	{ "spectrum-200x60-utf8", SCENE_RUNNING, "4", 200, 60, CHARSET_UTF8 },
	{ "spectrum-bands-80x24-ascii", SCENE_RUNNING, "4B", 80, 24, CHARSET_ASCII },
	{ "spectrum-bands-160x45-utf8", SCENE_RUNNING, "4B", 160, 45, CHARSET_UTF8 },
	{ "spectrum-silent-80x24-ascii", SCENE_SILENT, "4", 80, 24, CHARSET_ASCII },
	{ "spectrum-empty-40x12-ascii", SCENE_EMPTY, "4", 40, 12, CHARSET_ASCII },
	{ "help-spectrum-80x24-ascii", SCENE_RUNNING, "4?", 80, 24, CHARSET_ASCII },
};

static void
test_view_spectrum_is_as_it_was_drawn_once(void **state)
{
	(void)state;
	golden_check(golden, sizeof golden / sizeof *golden);
}

/* Eighths of cells that are filled in a column of the chart. */
static int
column_eighths(const struct canvas *c, const struct spectrum_place *p, int x)
{
	int n = 0;

	for (int y = p->y; y < p->y + p->height; y++) {
		uint32_t glyph = c->cell[y * c->width + x].glyph;

		if (glyph > 0x2580 && glyph <= 0x2588)
			n += (int)(glyph - 0x2580);
	}
	return n;
}

/* First and last column that are filled highest. */
static void
highest_columns(const struct canvas *c, const struct spectrum_place *p, int *first, int *last)
{
	int most = 1;

	*first = *last = -1;
	for (int x = 0; x < c->width; x++) {
		int n = column_eighths(c, p, x);

		if (n > most)
			*first = x;
		if (n > most || n == most)
			*last = x;
		most = n > most ? n : most;
	}
}

/* ---- Where tones are ---- */

/* Notes, cents and ranges by another program from equal temperament, A4 = 440 Hz; FFT bins are
 * 11.72 Hz apart. */
static const struct {
	int bin;
	const char *hz, *note, *within;
} tones[] = {
	{ 3, "21.7 Hz", "F0 -11 ct", "within 6.2 Hz" },
	{ 16, "30.9 Hz", "B0 -1 ct", "within 6.3 Hz" },
	{ 40, "59.1 Hz", "A#1 +25 ct", "within 6.7 Hz" },
	{ 79, "170.0 Hz", "F3 -46 ct", "within 8.2 Hz" },
	{ 103, "325.7 Hz", "E4 -21 ct", "within 10 Hz" },
	{ 120, "516.2 Hz", "C5 -24 ct", "within 13 Hz" },
	{ 145, "1016 Hz", "B5 +49 ct", "within 20 Hz" },
	{ 167, "1844 Hz", "A#6 -19 ct", "within 31 Hz" },
	{ 179, "2552 Hz", "D#7 +43 ct", "within 41 Hz" },
	{ 200, "4508 Hz", "C#8 +28 ct", "within 68 Hz" },
	{ 230, "10160 Hz", "D#9 +35 ct", "within 145 Hz" },
	{ 252, "18439 Hz", "D10 -33 ct", "within 259 Hz" },
};

static void
test_spectrum_tones_have_their_level_note_and_uncertainty_at_the_cursor(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof tones / sizeof *tones; i++) {
		const struct tone tone[] = { { 4, -60 }, { tones[i].bin, -31.4f }, { -1, 0 } };
		struct desk *d = desk_with(tone_make, tone);
		char line[120];

		snprintf(line, sizeof line, " peak %s  -31.4 dBFS  %s  %s  held -31.4\n",
			tones[i].hz, tones[i].note, tones[i].within);
		assert_shows(d, line);
		desk_key(d, KEYS_ENTER);
		snprintf(line, sizeof line, " cursor %s  -31.4 dBFS  %s  %s", tones[i].hz,
			tones[i].note, tones[i].within);
		assert_shows(d, line);
		free(d);
	}
}

/* The bar of a tone is where a log axis over the chart has its frequency, half a bar aside at
 * most; the ends stand for half a bar more than 20 Hz to 20 kHz. */
static void
test_spectrum_highest_bar_stands_at_the_frequency_of_the_tone(void **state)
{
	static const int width[] = { 40, 57, 80, 120, 160, 233, 300 };

	(void)state;
	for (size_t i = 0; i < sizeof tones / sizeof *tones; i++) {
		const struct tone tone[] = { { tones[i].bin, -3 }, { -1, 0 } };
		struct desk *d = desk_with(tone_make, tone);

		for (size_t w = 0; w < sizeof width / sizeof *width; w++) {
			struct canvas c = { .charset = CHARSET_UTF8 };
			const struct spectrum_place *p = &d->spectrum.place;
			double share = log(bin_hz(tones[i].bin) / hz_low) / log(hz_high / hz_low);
			double bar, at;
			int first, last;

			desk_picture(d, &c, width[w], 24);
			highest_columns(&c, p, &first, &last);
			bar = (double)p->bars.width / p->bars.n;
			at = p->x + bar / 2 + share * (p->bars.width - bar);
			assert_true(first >= 0);
			assert_true(last - first + 1 <= ceil(bar));
			assert_true(fabs((first + last + 1) / 2.0 - at) <= bar / 2 + 1);
			canvas_finish(&c);
		}
		free(d);
	}
}

/* And it stands over the tick with its name. */
static void
test_spectrum_tones_stand_over_their_ticks(void **state)
{
	static const struct {
		double hz;
		const char *tick;
	} row[] = { { 20, " 20 " }, { 100, " 100 " }, { 1000, " 1k " }, { 10000, " 10k " },
		{ 20000, " 20k" } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const struct tone tone[] = { { bin_near(row[i].hz), -3 }, { -1, 0 } };
		struct desk *d = desk_with(tone_make, tone);
		char *screen = dump(d, 80, 24, CHARSET_ASCII);
		char *line = strstr(screen, "\n  Hz") + 1, *tick = strstr(line, row[i].tick);
		struct canvas c = { .charset = CHARSET_UTF8 };
		int first, last, from;

		assert_non_null(tick);
		from = (int)(tick + 1 - line);
		desk_picture(d, &c, 80, 24);
		highest_columns(&c, &d->spectrum.place, &first, &last);
		assert_true(first >= from - 1 && last <= from + (int)strlen(row[i].tick) - 2);
		canvas_finish(&c);
		free(screen);
		free(d);
	}
}

/* At every width and rate each displayed bin is in one bar, each bar has a column of its own, and
 * one is round 1 kHz. */
static void
test_spectrum_bars_share_out_all_bins_and_all_columns(void **state)
{
	static const uint32_t rate_hz[] = { 8000, 44100, 48000, 192000 };

	(void)state;
	for (size_t r = 0; r < sizeof rate_hz / sizeof *rate_hz; r++) {
		struct spectrum_frame f = { .seq = 1,
			.rate_hz = rate_hz[r],
			.points = 4096,
			.fmin_hz = 20,
			.fmax_hz = rate_hz[r] < 40000 ? (float)rate_hz[r] / 2 : 20000 };

		for (int width = 11; width < 300; width++) {
			struct spectrum_bars b;
			float value[SPECTRUM_BINS_MAX];
			int middle;

			assert_true(spectrum_bars_fit(&b, &f, width, false));
			middle = spectrum_bar_at(&b, 1000);
			assert_float_equal(spectrum_bar_hz(&b, middle), 1000, 1e-6);
			assert_int_equal(spectrum_bar_column(&b, 0), 0);
			assert_int_equal(spectrum_bar_column(&b, b.n), width);
			for (int i = 0; i < b.n; i++)
				assert_true(spectrum_bar_column(&b, i) <
					    spectrum_bar_column(&b, i + 1));
			for (int x = 0; x < width; x++) {
				int i = spectrum_bar_of_column(&b, x);

				assert_true(spectrum_bar_column(&b, i) <= x &&
					    x < spectrum_bar_column(&b, i + 1));
			}
			for (int bin = 0; bin < SPECTRUM_BINS_MAX; bin += width % 7 + 1) {
				int seen = 0;

				for (int i = 0; i < SPECTRUM_BINS_MAX; i++)
					value[i] = i == bin ? -1 : -120;
				for (int i = 0; i < b.n; i++)
					seen += spectrum_bar_peak(&b, value, i, 0) == bin;
				assert_int_equal(seen, 1);
			}
		}
		assert_false(spectrum_bars_fit(&(struct spectrum_bars){ 0 }, &f, 5, false));
	}
}

/* ---- How high they are ---- */

/* What column x says, dB, as its eighths are. */
static double
column_db(const struct canvas *c, const struct spectrum_place *p, int x, double range_db)
{
	return column_eighths(c, p, x) * range_db / (8 * p->height) - range_db;
}

static void
test_spectrum_slope_tilts_levels_by_what_it_says(void **state)
{
	const struct tone tone[] = { { bin_near(100), -30 }, { bin_near(10000), -40 }, { -1, 0 } };
	const double slope_db[] = { 0, 3, 4.5 };
	static const char *const title[] = { "slope 0", "slope +3 dB/oct at 1k",
		"slope +4.5 dB/oct at 1k" };
	struct desk *d = desk_with(tone_make, tone);
	const struct spectrum_place *p = &d->spectrum.place;

	(void)state;
	desk_press(d, "+"); /* 72 dB */
	for (int i = 0; i < 3; i++) {
		struct canvas c = { .charset = CHARSET_UTF8 };

		assert_shows(d, title[i]);
		desk_picture(d, &c, 120, 60);
		for (int t = 0; t < 2; t++) {
			double hz = bin_hz(tone[t].bin), eighth_db = 72.0 / (8 * p->height);
			int bar = spectrum_bar_at(&p->bars, hz);
			double drawn =
				column_db(&c, p, p->x + spectrum_bar_column(&p->bars, bar), 72);

			assert_float_equal(drawn,
				(double)tone[t].db + slope_db[i] * log2(hz / 1000), eighth_db);
		}
		canvas_finish(&c);
		desk_press(d, "w");
	}
	assert_float_equal(d->prefs.slope_db, 0, 0);
	assert_float_equal(spectrum_tilt_db(3, 100), -9.96578, 1e-4);
	assert_float_equal(spectrum_tilt_db(4.5, 10000), 14.94868, 1e-4);
	free(d);
}

/* The cursor tells the level as it was measured, whatever the slope. */
static void
test_spectrum_cursor_says_the_level_without_the_slope(void **state)
{
	const struct tone tone[] = { { bin_near(100), -30 }, { bin_near(10000), -40 }, { -1, 0 } };
	struct desk *d = desk_with(tone_make, tone);

	(void)state;
	assert_shows(d, "peak 98.9 Hz  -30.0 dBFS");
	desk_press(d, "w");
	assert_shows(d, "peak 9889 Hz  -40.0 dBFS");
	free(d);
}

static void
test_spectrum_range_and_top_move_the_picture(void **state)
{
	static const struct {
		const char *keys;
		uint32_t key;
		double range_db, top_db;
	} row[] = { { "", KEYS_NONE, 96, 0 }, { "+", KEYS_NONE, 72, 0 },
		{ "++++", KEYS_NONE, 48, 0 }, { "--", KEYS_NONE, 120, 0 },
		{ "", KEYS_DOWN, 96, -6 }, { "", KEYS_UP, 96, 6 }, { "++0", KEYS_NONE, 96, 0 } };
	const struct tone tone[] = { { bin_near(1000), -24 }, { -1, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct desk *d = desk_with(tone_make, tone);
		const struct spectrum_place *p = &d->spectrum.place;
		struct canvas c = { .charset = CHARSET_UTF8 };
		int first, last;

		desk_press(d, row[i].keys);
		desk_key(d, row[i].key);
		desk_picture(d, &c, 80, 40);
		highest_columns(&c, p, &first, &last);
		assert_float_equal(column_db(&c, p, first, row[i].range_db) + row[i].top_db, -24,
			row[i].range_db / (8 * p->height));
		canvas_finish(&c);
		free(d);
	}
}

/* ---- Time ---- */

static void
test_spectrum_peaks_are_held_2_s_and_fall_20_db_in_1_7_s(void **state)
{
	static const struct {
		double after_s, held_db;
	} row[] = { { 0, -10 }, { 1.0, -10 }, { 1.96, -10 }, { 2.0 + 1.7, -30 }, { 2.0 + 3.4, -50 },
		{ 2.0 + 5.1, -70 } };
	const double frame_s = 1 / 30.0;
	const struct tone tone[] = { { 100, -10 }, { -1, 0 } };
	struct desk *d = desk_with(tone_make, tone);
	struct snapshot *s = malloc(sizeof *s);
	double loud_s = d->now_s;
	size_t i = 0;

	(void)state;
	assert_non_null(s);
	*s = d->live;
	silence(s);
	d->spectrum.hold_at_s[100] = loud_s;
	while (i < sizeof row / sizeof *row) {
		double after_s = d->now_s - loud_s;

		if (after_s >= row[i].after_s - frame_s / 2) {
			assert_float_equal(d->spectrum.hold.bin[100], row[i].held_db,
				1.5 * frame_s * 20 / 1.7);
			i++;
		}
		desk_show(d, s, d->now_s + frame_s);
	}
	free(s);
	free(d);
}

/* ---- Third octaves ---- */

static void
band_make(struct snapshot *s, const void *of)
{
	const struct tone *t = of;

	for (; t->bin >= 0; t++)
		s->spectrum.band_db[t->bin] = t->db;
}

/* Band i of 31 is round 1000 * 10^((i - 17) / 10) Hz. */
static void
test_spectrum_third_octaves_have_the_place_of_their_frequency(void **state)
{
	static const struct {
		int band;
		const char *text;
	} row[] = { { 0, "peak 20 Hz band  -12.0 dBFS" }, { 2, "peak 31.5 Hz band" },
		{ 7, "peak 100 Hz band" }, { 17, "peak 1k Hz band" }, { 30, "peak 20k Hz band" } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const struct tone tone[] = { { row[i].band, -12 }, { -1, 0 } };
		struct desk *d = desk_with(band_make, tone);
		const struct spectrum_place *p = &d->spectrum.place;
		struct canvas c = { .charset = CHARSET_UTF8 };
		int first, last;

		desk_press(d, "B");
		assert_shows(d, row[i].text);
		assert_shows(d, "1/3 oct bands");
		desk_picture(d, &c, 160, 45);
		highest_columns(&c, p, &first, &last);
		assert_int_equal(first, p->x + p->bars.width * row[i].band / 31.0 + 0.5);
		canvas_finish(&c);
		free(d);
	}
}

/* ---- Panes ---- */

static void
test_spectrum_pane_stays_in_its_place_at_any_size(void **state)
{
	static const enum scene scene[] = { SCENE_RUNNING, SCENE_EMPTY, SCENE_SILENT };

	(void)state;
	for (size_t s = 0; s < sizeof scene / sizeof *scene; s++) {
		struct desk *d = desk_of(scene[s]);

		desk_press(d, "4R\r");
		for (int width = 0; width < 130; width += 1 + width / 20) {
			for (int height = 0; height < 20; height++) {
				struct canvas c = { .charset = CHARSET_UTF8 };

				assert_int_equal(canvas_resize(&c, 134, 24), 0);
				view_spectrum.pane(d, &c, 2, 2, width, height);
				for (int y = 0; y < 24; y++)
					for (int x = 0; x < 134; x++)
						if (x < 2 || x >= 2 + width || y < 2 ||
							y >= 2 + height)
							assert_int_equal(
								c.cell[y * 134 + x].glyph, ' ');
				if (height == 12 && width % 2)
					desk_press(d, "B");
				canvas_finish(&c);
			}
		}
		free(d);
	}
}

static void
pane_check(const char *name, int width, int height, const char *keys)
{
	const char *top = getenv("top_srcdir");
	struct desk *d = desk_of(SCENE_RUNNING);
	struct canvas c = { .charset = CHARSET_UTF8 };
	char *text = malloc(DUMP_BYTES), *expected = calloc(1, DUMP_BYTES), path[512];
	FILE *f;

	assert_true(text && expected);
	desk_press(d, keys);
	assert_int_equal(canvas_resize(&c, width, height), 0);
	view_spectrum.pane(d, &c, 0, 0, width, height);
	assert_true(canvas_dump(&c, text, DUMP_BYTES) < DUMP_BYTES);
	snprintf(path, sizeof path, "%s/tests/golden/%s.txt", top != NULL ? top : "..", name);
	if (getenv("GOLDEN_WRITE") != NULL) {
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(text, f);
		fclose(f);
	}
	f = fopen(path, "r");
	assert_non_null(f);
	assert_true(fread(expected, 1, DUMP_BYTES - 1, f) > 0);
	fclose(f);
	if (strcmp(expected, text) != 0)
		fail_msg("%s differs; the pane is now:\n%s", name, text);
	free(expected);
	free(text);
	canvas_finish(&c);
	free(d);
}

static void
test_spectrum_panes_are_as_they_were_drawn_once(void **state)
{
	(void)state;
	pane_check("pane-spectrum-101x24-utf8", 101, 24, "");
	pane_check("pane-spectrum-60x7-utf8", 60, 7, "");
	pane_check("pane-spectrum-44x5-utf8", 44, 5, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_view_spectrum_is_as_it_was_drawn_once),
		cmocka_unit_test(
			test_spectrum_tones_have_their_level_note_and_uncertainty_at_the_cursor),
		cmocka_unit_test(test_spectrum_highest_bar_stands_at_the_frequency_of_the_tone),
		cmocka_unit_test(test_spectrum_tones_stand_over_their_ticks),
		cmocka_unit_test(test_spectrum_bars_share_out_all_bins_and_all_columns),
		cmocka_unit_test(test_spectrum_slope_tilts_levels_by_what_it_says),
		cmocka_unit_test(test_spectrum_cursor_says_the_level_without_the_slope),
		cmocka_unit_test(test_spectrum_range_and_top_move_the_picture),
		cmocka_unit_test(test_spectrum_peaks_are_held_2_s_and_fall_20_db_in_1_7_s),
		cmocka_unit_test(test_spectrum_third_octaves_have_the_place_of_their_frequency),
		cmocka_unit_test(test_spectrum_pane_stays_in_its_place_at_any_size),
		cmocka_unit_test(test_spectrum_panes_are_as_they_were_drawn_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
