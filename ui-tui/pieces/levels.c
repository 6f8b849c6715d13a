/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kind of meter is a line of a table: its scale, which reading it shows, and
 * what is written beside it.  Loudness is another matter: the output as a whole
 * instead of channels, two bars and three numbers.
 */
#include "ui-tui/pieces/levels.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/bar.h"
#include "ui-tui/view.h"

/* BAR_MIN: columns of a row from which on it has a bar. */
enum { NAME_COLUMNS = 6, LEVEL_NUMBER = 8, BAR_MIN = 20, LONG_TITLE = 64, LUFS_ROWS = 3 };

static const double hold_s = 2.0;
static const float floor_db = -120.0f;

#define KNOTS(k) .knot = (k), .nknots = sizeof(k) / sizeof *(k)
#define TICKS(t) .tick = (t), .nticks = sizeof(t) / sizeof *(t)

/* DIN 45406: -50 to +5 dB; its 0 is the permitted maximum, -9 dBFS (EBU R 68).  The upper 20 dB
 * have more than half of it. */
static const struct bar_knot ppm1_knots[] = {
	{ -59, 0 },
	{ -49, 0.08 },
	{ -39, 0.20 },
	{ -29, 0.37 },
	{ -19, 0.61 },
	{ -9, 0.87 },
	{ -4, 1 },
};
static const struct bar_tick ppm1_ticks[] = { { -4, "+5" }, { -9, "0" }, { -14, "-5" },
	{ -19, "-10" }, { -29, "-20" }, { -39, "-30" }, { -49, "-40" }, { -59, "-50" } };

/* BBC (IEC 60268-10, IIa): marks equally far apart, of 4 dB each but the lowest, 6 dB; 4 is the
 * alignment level, -18 dBFS. */
static const struct bar_knot ppm2_knots[] = {
	{ -40, 0 },
	{ -32, 1 / 7.5 },
	{ -26, 2 / 7.5 },
	{ -4, 1 },
};
static const struct bar_tick ppm2_ticks[] = { { -6, "7" }, { -10, "6" }, { -14, "5" }, { -18, "4" },
	{ -22, "3" }, { -26, "2" }, { -32, "1" } };

/* IEC 60268-17: the needle's angle is the voltage, +3 at its end. */
static const struct bar_knot vu_knots[] = {
	{ -48, 0 },
	{ -38, 0.071 },
	{ -28, 0.224 },
	{ -25, 0.316 },
	{ -23, 0.398 },
	{ -21, 0.501 },
	{ -20, 0.562 },
	{ -19, 0.631 },
	{ -18, 0.708 },
	{ -17, 0.794 },
	{ -16, 0.891 },
	{ -15, 1 },
};
static const struct bar_tick vu_ticks[] = { { -15, "+3" }, { -18, "0" }, { -21, "-3" },
	{ -23, "-5" }, { -25, "-7" }, { -28, "-10" }, { -38, "-20" } };

/* B. Katz: 0 is -20 dBFS, straight in dB. */
static const struct bar_knot k20_knots[] = { { -60, 0 }, { 0, 1 } };
static const struct bar_tick k20_ticks[] = { { 0, "+20" }, { -10, "+10" }, { -20, "0" },
	{ -30, "-10" }, { -40, "-20" }, { -50, "-30" } };

/* EBU Tech 3341, scale +18: -36 to +18 LU, 0 LU = -23 LUFS. */
static const struct bar_knot lufs_knots[] = { { -59, 0 }, { -5, 1 } };
static const struct bar_tick lufs_ticks[] = { { -5, "+18" }, { -14, "+9" }, { -23, "0" },
	{ -32, "-9" }, { -41, "-18" }, { -50, "-27" } };

static const struct bar_scale scales[NMETERS] = {
	[METER_PPM1] = { KNOTS(ppm1_knots), TICKS(ppm1_ticks), -18, -9, -9 },
	[METER_PPM2] = { KNOTS(ppm2_knots), TICKS(ppm2_ticks), -18, -10, -10 },
	[METER_K20] = { KNOTS(k20_knots), TICKS(k20_ticks), -20, -16, -0.1 },
	[METER_VU] = { KNOTS(vu_knots), TICKS(vu_ticks), -18, -18, -18 },
	[METER_LUFS] = { KNOTS(lufs_knots), TICKS(lufs_ticks), -22, -14, -14 },
};

/* ---- Kinds ---- */

static const struct meter_face {
	const char *name, *text; /* in a title, in a sentence */
	const char *number;      /* what the number beside the bar is */
	size_t reading;          /* in struct ballistic_reading; not of peak and LUFS */
	double zero_db;          /* of its unit */
} faces[NMETERS] = {
	[METER_PEAK] = { "dBFS", "digital peak, dBFS", "HOLD 2s", 0, 0 },
	[METER_PPM1] = { "PPM I", "PPM I, 0 = -9 dBFS", "HOLD 2s",
		offsetof(struct ballistic_reading, ppm1_db), -9 },
	[METER_PPM2] = { "PPM II", "PPM II, 4 = -18 dBFS", "HOLD 2s",
		offsetof(struct ballistic_reading, ppm2_db), -18 },
	[METER_K20] = { "K-20", "K-20 RMS and peak, 0 = -20 dBFS", "RMS dB",
		offsetof(struct ballistic_reading, k_rms_db), -20 },
	[METER_VU] = { "VU", "VU, 0 = -18 dBFS", "HOLD 2s",
		offsetof(struct ballistic_reading, vu_db), -18 },
	[METER_LUFS] = { "LUFS", "LUFS, 0 LU = -23", "LUFS", 0, 0 },
};

const char *
levels_meter_text(enum meter_kind kind)
{
	return faces[kind].text;
}

/* The input has no loudness: peaks. */
static enum meter_kind
kind_of(const struct desk *d, bool out)
{
	return d->prefs.meter == METER_LUFS && !out ? METER_PEAK : d->prefs.meter;
}

static const struct bar_scale *
scale_of(enum meter_kind kind)
{
	return kind == METER_PEAK ? &bar_scale_peak : &scales[kind];
}

static double
reading_of(const struct ballistic_reading *r, enum meter_kind kind)
{
	return (double)*(const float *)((const char *)r + faces[kind].reading);
}

static uint32_t
channels(const struct snapshot *s)
{
	return s->info.nchannels < METER_CHANNELS_MAX ? s->info.nchannels : METER_CHANNELS_MAX;
}

/* Where the bar ends now. */
static double
bar_db(const struct snapshot *s, enum meter_kind kind, bool out, uint32_t i)
{
	if (kind == METER_PEAK)
		return (double)meter_db(out ? s->out[i].peak : s->in[i].peak);
	return reading_of(out ? &s->out_ballistic[i] : &s->in_ballistic[i], kind);
}

/* K-20 has a peak with a hold and a fall of its own. */
static double
mark_db(const struct desk *d, enum meter_kind kind, bool out, uint32_t i)
{
	const struct snapshot *s = &d->live;

	if (kind == METER_PEAK)
		return (double)meter_db(out ? s->out[i].hold : s->in[i].hold);
	if (kind == METER_K20)
		return (double)(out ? s->out_ballistic[i].k_peak_db : s->in_ballistic[i].k_peak_db);
	return (double)d->levels.held_db[out][i];
}

/* What is written beside it, dBFS. */
static double
number_db(const struct desk *d, enum meter_kind kind, bool out, uint32_t i)
{
	const struct snapshot *s = &d->shown;

	if (kind == METER_PEAK)
		return (double)meter_db(out ? s->out[i].hold : s->in[i].hold);
	if (kind == METER_K20)
		return bar_db(s, kind, out, i);
	return (double)d->levels.number_db[out][i];
}

/* In the meter's own unit: "-12.1", "+3.4", of PPM II its marks "5.2". */
static const char *
format_level(char out[FORMAT_BYTES], enum meter_kind kind, double db)
{
	double unit = db - faces[kind].zero_db;

	if (kind == METER_PEAK || kind == METER_LUFS || db <= (double)floor_db)
		return format_db(out, db);
	if (kind == METER_PPM2) {
		double mark = db < -26 ? 2 + (db + 26) / 6 : 4 + unit / 4;

		if (mark < 1)
			return "<1";
		snprintf(out, FORMAT_BYTES, "%.1f", mark);
	} else
		snprintf(out, FORMAT_BYTES, "%+.1f", unit > -0.05 && unit < 0.05 ? 0 : unit);
	return out;
}

static bool
is_valid(const struct snapshot *s, enum meter_kind kind)
{
	return kind == METER_PEAK   ? s->meters_valid
	       : kind == METER_LUFS ? s->loudness_valid
				    : s->ballistics_valid;
}

/* ---- Time ---- */

static void
hold(struct levels_desk *l, bool out, uint32_t i, double db, double now_s)
{
	if (db < (double)l->held_db[out][i] && now_s - l->held_at_s[out][i] <= hold_s)
		return;
	l->held_db[out][i] = (float)db;
	l->held_at_s[out][i] = now_s;
}

static void
let_go(struct levels_desk *l, enum meter_kind kind)
{
	memset(l, 0, sizeof *l);
	l->kind = kind;
	for (int side = 0; side < LEVELS_SIDES; side++)
		for (int i = 0; i < METER_CHANNELS_MAX; i++)
			l->held_db[side][i] = l->number_db[side][i] = floor_db;
}

void
levels_clear(struct desk *d)
{
	let_go(&d->levels, d->prefs.meter);
}

void
levels_hold(struct desk *d)
{
	struct levels_desk *l = &d->levels;
	enum meter_kind kind = d->prefs.meter;
	bool fresh = l->kind != kind;

	if (fresh || !is_valid(&d->live, kind))
		let_go(l, kind);
	if (kind == METER_PEAK || kind == METER_K20 || !is_valid(&d->live, kind))
		return;
	for (int side = 0; side < LEVELS_SIDES && kind != METER_LUFS; side++)
		for (uint32_t i = 0; i < channels(&d->live); i++)
			hold(l, side, i, bar_db(&d->live, kind, side, i), d->now_s);
	if (kind == METER_LUFS) {
		hold(l, true, 0, (double)d->live.loudness.momentary_lufs, d->now_s);
		hold(l, true, 1, (double)d->live.loudness.shortterm_lufs, d->now_s);
	}
	if (fresh || d->numbers_at_s == d->now_s)
		memcpy(l->number_db, l->held_db, sizeof l->number_db);
}

void
levels_next_meter(struct desk *d)
{
	d->prefs.meter = (enum meter_kind)((d->prefs.meter + 1) % NMETERS);
	levels_hold(d);
	desk_say(d, "meter: %s", levels_meter_text(d->prefs.meter));
}

/* ---- A channel ---- */

/* Which channels to show where not all fit: the first ones, and in the last row the loudest
 * of the others. */
static uint32_t
level_channel(const struct desk *d, bool out, uint32_t n, uint32_t shown, uint32_t i)
{
	enum meter_kind kind = kind_of(d, out);
	uint32_t loudest = i;

	if (n <= shown || i + 1 < shown)
		return i;
	for (uint32_t j = i; j < n; j++)
		if (number_db(d, kind, out, j) > number_db(d, kind, out, loudest))
			loudest = j;
	return loudest;
}

/* Until it is cleared in the engine (C). */
static bool
has_clipped(const struct desk *d, bool out, uint32_t i)
{
	const struct meter_level *l = out ? &d->shown.out[i] : &d->shown.in[i];

	return l->clipped > 0 || l->hold >= 1.0f;
}

static void
channel_name(char *out, size_t size, const char *side, uint32_t i, uint32_t n)
{
	if (n == 2)
		snprintf(out, size, "%s %c", side, i == 0 ? 'L' : 'R');
	else
		snprintf(out, size, "%s%u", side, i + 1);
}

static void
draw_number(struct canvas *c, int x, int y, enum meter_kind kind, double db, bool clipped)
{
	char number[FORMAT_BYTES];

	canvas_print(c, x, y, clipped ? INK_BAD : INK_PLAIN, clipped ? STYLE_BOLD : 0, " %c%6s",
		clipped ? '!' : ' ', format_level(number, kind, db));
}

static void
draw_bar(const struct desk *d, struct canvas *c, int x, int y, int width, bool out, uint32_t i)
{
	enum meter_kind kind = kind_of(d, out);

	bar_level(c, x, y, width, scale_of(kind), bar_db(&d->live, kind, out, i),
		mark_db(d, kind, out, i));
}

static void
draw_level(const struct desk *d, struct canvas *c, int x, int y, int width, bool out, uint32_t i)
{
	char name[16];

	channel_name(name, sizeof name, out ? "OUT" : "IN", i, d->shown.info.nchannels);
	canvas_text(c, x, y, width < NAME_COLUMNS ? width : NAME_COLUMNS, INK_PLAIN, 0, name);
	if (width < BAR_MIN)
		return;
	draw_bar(d, c, x + NAME_COLUMNS, y, width - NAME_COLUMNS - LEVEL_NUMBER, out, i);
	draw_number(c, x + width - LEVEL_NUMBER, y, kind_of(d, out),
		number_db(d, kind_of(d, out), out, i), has_clipped(d, out, i));
}

/* Two channels in a row, with the number of the louder. */
static void
draw_pair(const struct desk *d, struct canvas *c, int x, int y, int width, bool out)
{
	enum meter_kind kind = kind_of(d, out);
	int bars = width - 4 - LEVEL_NUMBER, half = (bars - 1) / 2;
	double left = number_db(d, kind, out, 0), right = number_db(d, kind, out, 1);

	canvas_text(c, x, y, 4, INK_PLAIN, 0, out ? "OUT" : "IN");
	draw_bar(d, c, x + 4, y, half, out, 0);
	draw_bar(d, c, x + 4 + half + 1, y, bars - half - 1, out, 1);
	draw_number(c, x + width - LEVEL_NUMBER, y, kind, left > right ? left : right,
		has_clipped(d, out, 0) || has_clipped(d, out, 1));
}

/* ---- Loudness of the output ---- */

/* "I -23.0 LUFS  LRA 4.0  TP -1.5", with a ! where sound is missing in it.  Return: x after it. */
static int
draw_sums(const struct desk *d, struct canvas *c, int x, int y, int width, unsigned style)
{
	const struct loudness_reading *l = &d->shown.loudness;
	enum ink plain = style & STYLE_REVERSE ? INK_TITLE : INK_PLAIN;
	char i[FORMAT_BYTES], peak[FORMAT_BYTES], text[80];
	int end = x + width;

	snprintf(text, sizeof text, "I%s %s LUFS", l->lost_frames > 0 ? "!" : "",
		format_db(i, (double)l->integrated_lufs));
	x = canvas_text(c, x, y, end - x, l->lost_frames > 0 ? INK_CAUTION : plain, style, text);
	snprintf(text, sizeof text, "  LRA %.1f", (double)l->range_lu);
	x = canvas_text(c, x, y, end - x, plain, style, text);
	snprintf(text, sizeof text, "  TP %s", format_db(peak, (double)l->true_peak_dbtp));
	return canvas_text(c, x, y, end - x,
		l->true_peak_dbtp > -1 && !(style & STYLE_REVERSE) ? INK_BAD : plain,
		style | (l->true_peak_dbtp > -1 ? STYLE_BOLD : 0), text);
}

static void
draw_window(const struct desk *d, struct canvas *c, int x, int y, int width, bool shortterm)
{
	const struct loudness_reading *live = &d->live.loudness, *shown = &d->shown.loudness;

	canvas_text(c, x, y, width < NAME_COLUMNS ? width : NAME_COLUMNS, INK_PLAIN, 0,
		shortterm ? "S 3s" : "M 0.4s");
	if (width < BAR_MIN)
		return;
	bar_level(c, x + NAME_COLUMNS + 1, y, width - NAME_COLUMNS - 1 - LEVEL_NUMBER,
		&scales[METER_LUFS],
		(double)(shortterm ? live->shortterm_lufs : live->momentary_lufs),
		(double)d->levels.held_db[1][shortterm]);
	draw_number(c, x + width - LEVEL_NUMBER, y, METER_LUFS,
		(double)(shortterm ? shown->shortterm_lufs : shown->momentary_lufs), false);
}

/* "OUT M -21.0 S -22.0 I -23.0 TP -1.5". */
static void
draw_loudness_row(const struct desk *d, struct canvas *c, int x, int y, int width)
{
	const struct loudness_reading *l = &d->shown.loudness;
	char m[FORMAT_BYTES], s[FORMAT_BYTES], i[FORMAT_BYTES], peak[FORMAT_BYTES], text[160];

	snprintf(text, sizeof text, "LUFS M %s S %s I%s %s TP %s",
		format_db(m, (double)l->momentary_lufs), format_db(s, (double)l->shortterm_lufs),
		l->lost_frames > 0 ? "!" : "", format_db(i, (double)l->integrated_lufs),
		format_db(peak, (double)l->true_peak_dbtp));
	canvas_text(c, x, y, width, INK_PLAIN, 0, text);
}

/* What is missing in them, or of how much sound they are. */
static void
draw_completeness(const struct desk *d, struct canvas *c, int x, int y, int width)
{
	const struct loudness_reading *l = &d->shown.loudness;
	double rate = d->shown.info.rate_hz > 0 ? d->shown.info.rate_hz : 48000;
	char text[120], age[FORMAT_BYTES];

	if (l->lost_frames > 0)
		snprintf(text, sizeof text, "! incomplete: %.2f s of sound missing; C starts anew",
			(double)l->lost_frames / rate);
	else
		snprintf(text, sizeof text, "of %s of sound", format_age(age, l->seconds));
	canvas_text(c, x, y, width, l->lost_frames > 0 ? INK_CAUTION : INK_DIM, 0, text);
}

/* The sums have a row of their own where there is one, or stand in a title; below they are told
 * instead of short-term. */
static void
draw_loudness(const struct desk *d, struct canvas *c, int x, int y, int width, int rows, bool title)
{
	if (rows == 1) {
		draw_loudness_row(d, c, x, y, width);
		return;
	}
	draw_window(d, c, x, y, width, false);
	if (rows == 2 && !title) {
		draw_sums(d, c, x, y + 1, width, 0);
		return;
	}
	draw_window(d, c, x, y + 1, width, true);
	if (rows > 2)
		draw_sums(d, c, x, y + 2, width, 0);
	if (rows > LUFS_ROWS)
		draw_completeness(d, c, x, y + LUFS_ROWS, width);
}

/* ---- Sides ---- */

/* Why there is nothing to show. */
static void
draw_none(const struct desk *d, struct canvas *c, int x, int y, int width, bool out)
{
	enum meter_kind kind = kind_of(d, out);
	char text[80];

	if (kind == METER_PEAK || !d->shown.meters_valid)
		snprintf(text, sizeof text, "%-3s no sound yet", out ? "OUT" : "IN");
	else if (kind == METER_LUFS)
		snprintf(text, sizeof text, "OUT none yet, or /output/loudness is 0");
	else
		snprintf(text, sizeof text, "%-3s none yet, or /%sput/ballistics is 0",
			out ? "OUT" : "IN", out ? "out" : "in");
	canvas_text(c, x, y, width, INK_DIM, 0, text);
}

static void
draw_side(const struct desk *d, struct canvas *c, int x, int y, int width, int rows, bool out,
	bool title)
{
	uint32_t n = channels(&d->shown), shown = n < (uint32_t)rows ? n : (uint32_t)rows;

	if (rows < 1)
		return;
	if (!is_valid(&d->shown, kind_of(d, out)))
		draw_none(d, c, x, y, width, out);
	else if (kind_of(d, out) == METER_LUFS)
		draw_loudness(d, c, x, y, width, rows, title);
	else if (n == 2 && rows == 1 && width >= 2 * BAR_MIN)
		draw_pair(d, c, x, y, width, out);
	else
		for (uint32_t i = 0; i < shown; i++)
			draw_level(d, c, x, y + (int)i, width, out,
				level_channel(d, out, n, shown, i));
}

void
draw_levels_side(
	const struct desk *d, struct canvas *c, int x, int y, int width, int rows, bool out)
{
	draw_side(d, c, x, y, width, rows, out, false);
}

static void
title_levels(const struct desk *d, struct canvas *c, int x, int y, int width, bool out, int rows)
{
	uint32_t n = d->shown.info.nchannels;
	enum meter_kind kind = kind_of(d, out);
	const char *side = out ? "OUT" : "IN";
	char title[80];
	int at;

	draw_title(c, x, y, width, "", "");
	if (kind == METER_LUFS && rows == 2 && d->shown.loudness_valid) {
		at = canvas_text(c, x + 1, y, width - 1, INK_TITLE, STYLE_REVERSE, "OUT ");
		draw_sums(d, c, at, y, x + width - at, STYLE_REVERSE);
		return;
	}
	if (n > (uint32_t)rows && kind == METER_PEAK)
		snprintf(title, sizeof title, "%s %d of %u + loudest", side, rows - 1, n);
	else if (n > (uint32_t)rows && kind != METER_LUFS)
		snprintf(title, sizeof title, "%s %s %d of %u + loudest", side, faces[kind].name,
			rows - 1, n);
	else
		snprintf(title, sizeof title, "%s %s", side,
			width >= LONG_TITLE && kind != METER_PEAK ? faces[kind].text
								  : faces[kind].name);
	at = canvas_text(c, x + 1, y, width - 1, INK_TITLE, STYLE_REVERSE, title);
	if (width < BAR_MIN)
		return;
	width -= LEVEL_NUMBER;
	bar_ticks(c, x + NAME_COLUMNS, y, width - NAME_COLUMNS, scale_of(kind), at + 1, INK_TITLE,
		STYLE_REVERSE);
	canvas_text(c, x + width + 1, y, LEVEL_NUMBER - 1, INK_TITLE, STYLE_REVERSE,
		faces[kind].number);
}

int
draw_levels(const struct desk *d, struct canvas *c, int x, int y, int width, int rows)
{
	int half = (width - 1) / 2;

	title_levels(d, c, x, y, half, false, rows);
	canvas_put(c, x + half, y, ' ', INK_TITLE, STYLE_REVERSE);
	title_levels(d, c, x + half + 1, y, width - half - 1, true, rows);
	draw_side(d, c, x, y + 1, half, rows, false, true);
	draw_side(d, c, x + half + 1, y + 1, width - half - 1, rows, true, true);
	return 1 + rows;
}

int
draw_levels_rows(const struct desk *d, int most)
{
	int n = (int)d->shown.info.nchannels;

	if (d->prefs.meter == METER_LUFS && n < LUFS_ROWS + 1)
		n = LUFS_ROWS + 1;
	return n < 1 ? 1 : n > most ? most : n;
}
