/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See spectrum.h. */
#include "ui-tui/views/spectrum.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/axis.h"
#include "ui-tui/pieces/bar.h"
#include "ui-tui/pieces/format.h"
#include "ui-tui/view.h"

enum {
	LABEL = 5,
	LABEL_TITLED = 10,
	LINE_BYTES = 256,
	AXIS_FROM = 6,
	GAP_FROM = 3,
	NUMBER_COLUMNS = 4
};
enum { LINE = 0x2502 };

static const double hold_s = 2.0, fall_db_per_s = 20.0 / 1.7, silence_db = -120;

/* ---- Peaks ---- */

static void
hold_move(float *held, double *at_s, const float *now, int n, double now_s, double fall_db)
{
	for (int i = 0; i < n; i++) {
		if (now_s - at_s[i] > hold_s)
			held[i] -= (float)fall_db;
		if (!(held[i] > now[i])) {
			held[i] = now[i];
			at_s[i] = now_s;
		}
	}
}

void
spectrum_clear_peaks(struct desk *d)
{
	struct spectrum_desk *s = &d->spectrum;

	for (int i = 0; i < SPECTRUM_BINS_MAX; i++)
		s->hold.bin[i] = s->hold.band[i % SPECTRUM_BANDS] = (float)silence_db;
	s->holding = true;
}

void
spectrum_hold_peaks(struct desk *d, double seconds)
{
	struct spectrum_desk *s = &d->spectrum;
	const struct spectrum_frame *f = &d->live.spectrum;

	if (!s->holding)
		spectrum_clear_peaks(d);
	hold_move(s->hold.bin, s->hold_at_s, f->bin_db, SPECTRUM_BINS_MAX, d->now_s,
		seconds * fall_db_per_s);
	hold_move(s->hold.band, s->hold_at_s + SPECTRUM_BINS_MAX, f->band_db, SPECTRUM_BANDS,
		d->now_s, seconds * fall_db_per_s);
}

/* Of bins the engine's where it holds them; NULL: none. */
static const float *
held_values(const struct desk *d, const struct spectrum_frame *f)
{
	const struct spectrum_desk *s = &d->spectrum;

	if (f->holding && !s->bands)
		return f->held_db;
	if (s->bare && !f->holding)
		return NULL;
	return s->bands ? s->hold.band : s->hold.bin;
}

static const float *
present_values(const struct desk *d, const struct spectrum_frame *f)
{
	return d->spectrum.bands ? f->band_db : f->bin_db;
}

/* NULL: none, or one of another axis. */
static const float *
reference_values(const struct desk *d, const struct spectrum_frame *f)
{
	const struct spectrum_desk *s = &d->spectrum;

	if (!s->referring || s->reference_fmax_hz < f->fmax_hz || s->reference_fmax_hz > f->fmax_hz)
		return NULL;
	return s->bands ? s->reference.band : s->reference.bin;
}

/* ---- Title ---- */

const struct spectrum_controls *
spectrum_controls(const struct desk *d)
{
	return d->now_s < d->spectrum.told_until_s ? &d->spectrum.told : &d->live.spectrum_controls;
}

/* Pieces of a line, in the order of their worth: what does not fit is left out. */
struct line {
	char text[LINE_BYTES];
	int room; /* columns */
};

static void __attribute__((format(printf, 2, 3))) line_add(struct line *l, const char *format, ...)
{
	char piece[LINE_BYTES];
	const char *gap = l->text[0] != '\0' ? "  " : "";
	size_t used = strlen(l->text);
	va_list ap;

	va_start(ap, format);
	vsnprintf(piece, sizeof piece, format, ap);
	va_end(ap);
	if ((int)(used + strlen(gap) + strlen(piece)) <= l->room)
		snprintf(l->text + used, sizeof l->text - used, "%s%s", gap, piece);
}

static void
line_add_points(struct line *l, const struct desk *d)
{
	const struct spectrum_controls *k = spectrum_controls(d);
	const struct spectrum_frame *f = &d->live.spectrum;

	if (f->refused_points > 0)
		line_add(l, "no memory for %u points", f->refused_points);
	else if (k->points > 0 && k->points != f->points)
		line_add(l, "planning %u", k->points);
	else
		line_add(l, "FFT %u", f->points);
}

static void
line_add_hold(struct line *l, const struct desk *d)
{
	const struct spectrum_controls *k = spectrum_controls(d);

	if (!d->live.spectrum.holding)
		line_add(l, d->spectrum.bare ? "hold off" : "hold 2 s");
	else if (d->spectrum.bands || k->points == 0)
		line_add(l, d->spectrum.bands ? "hold 2 s" : "hold");
	else if (k->settings.hold == SPECTRUM_HOLD_FOREVER)
		line_add(l, "hold forever");
	else
		line_add(l, "hold %g s", (double)k->settings.hold_s);
}

static void
line_add_controls(struct line *l, const struct spectrum_controls *k)
{
	if (k->points == 0)
		return; /* not told */
	if (k->settings.average_s > 0)
		line_add(l, "avg %g s", (double)k->settings.average_s);
	else
		line_add(l, "avg off");
	if (k->settings.show < SPECTRUM_NSHOWS)
		line_add(l, "%s", spectrum_channel_name[k->settings.show]);
	if (k->settings.window < SPECTRUM_NWINDOWS)
		line_add(l, "%s", spectrum_window_name[k->settings.window]);
}

static void
draw_settings(const struct desk *d, struct canvas *c, int x, int y, int width)
{
	const struct spectrum_controls *k = spectrum_controls(d);
	const struct spectrum_place *p = &d->spectrum.place;
	double slope = (double)d->prefs.slope_db;
	const char *tap = k->pre ? "pre EQ" : "post EQ";
	struct line l = { .text = "" };
	char title[32];

	snprintf(title, sizeof title, "SPECTRUM%s%s", width >= FULL_WIDTH ? " dBFS " : " ",
		k->points > 0 ? tap : "");
	l.room = width - (int)strlen(title) - 3;
	if (p->bars.bands)
		line_add(&l, "1/3 oct bands");
	else
		line_add(&l, p->bars.per_octave == 1 ? "1 oct" : "1/%d oct", p->bars.per_octave);
	if (slope > 0)
		line_add(&l, width >= FULL_WIDTH ? "slope +%g dB/oct at 1k" : "+%g dB/oct", slope);
	line_add_points(&l, d);
	line_add_hold(&l, d);
	if (reference_values(d, &d->live.spectrum) != NULL)
		line_add(&l, c->charset == CHARSET_ASCII ? "o reference" : "dots: reference");
	if (!(slope > 0))
		line_add(&l, "slope 0");
	line_add_controls(&l, k);
	draw_title(c, x, y, width, title, l.text);
}

/* ---- Axes ---- */

/* Round numbers at their rows, as many as leave room between them. */
static void
draw_db_labels(struct canvas *c, int x, int y, int rows, const struct bar_range *range, bool unit)
{
	static const int step[] = { 6, 12, 24, 32, 48, 96 };
	int all = (int)(range->top_db - range->floor_db), top = (int)range->top_db;
	int apart = rows < 8 ? 1 : 3; /* rows from label to label */
	size_t i = 0;

	while (i + 1 < sizeof step / sizeof *step && rows * step[i] < all * apart)
		i++;
	for (int db = 0; rows > 0 && db < all; db += step[i])
		canvas_print(
			c, x, y + db * rows / all, INK_DIM, 0, unit ? "%4d dB" : "%4d", top - db);
}

static int
axis_column(const void *of, double hz)
{
	const struct spectrum_bars *b = of;
	int i = spectrum_bar_at(b, hz);

	if (i < 0)
		return -1;
	return (spectrum_bar_column(b, i) + spectrum_bar_column(b, i + 1) - 1) / 2;
}

static void
draw_hz_axis(struct canvas *c, const struct spectrum_place *p, int y, bool in_title)
{
	const struct axis axis = { .c = c,
		.x = p->x,
		.y = y,
		.width = p->bars.width,
		.ink = in_title ? INK_TITLE : INK_DIM,
		.style = in_title ? STYLE_REVERSE : 0,
		.column = axis_column,
		.of = &p->bars };

	canvas_text(c, p->x - (in_title ? LABEL_TITLED - 1 : 3), y, LABEL_TITLED, axis.ink,
		axis.style, in_title ? "SPECTRUM" : "Hz");
	axis_draw(&axis);
}

/* ---- Bars ---- */

static struct bar_range
chart_range(const struct desk *d)
{
	static const double range_db[SPECTRUM_ZOOMS] = { 120, 96, 72, 48 };
	double top = d->spectrum.top_db;

	return (struct bar_range){ top, top - range_db[1 + d->spectrum.zoom] };
}

static double
tilted(const struct spectrum_bars *b, const float *value, int bar, double slope)
{
	int v;

	if (value == NULL)
		return -INFINITY;
	v = spectrum_bar_peak(b, value, bar, slope);
	if (!((double)value[v] > silence_db))
		return -INFINITY;
	return (double)value[v] + spectrum_tilt_db(slope, spectrum_value_hz(b, v));
}

static void
draw_bars(const struct desk *d, struct canvas *c, const struct spectrum_place *p)
{
	const struct spectrum_frame *f = &d->live.spectrum;
	const struct spectrum_bars *b = &p->bars;
	struct bar_range range = chart_range(d);
	double slope = (double)d->prefs.slope_db;

	for (int i = 0; i < b->n; i++) {
		int at = spectrum_bar_column(b, i), end = spectrum_bar_column(b, i + 1);
		struct bar_column column = {
			.db = tilted(b, present_values(d, f), i, slope),
			.hold_db = tilted(b, held_values(d, f), i, slope),
			.reference_db = tilted(b, reference_values(d, f), i, slope),
			.tilt_db = spectrum_tilt_db(slope, spectrum_bar_hz(b, i)),
		};

		if (b->width >= GAP_FROM * b->n)
			end--;
		for (; at < end; at++)
			bar_chart(c, p->x + at, p->y, 1, p->height, &column, &range);
	}
}

/* Levels of third octaves as numbers, each over its bar. */
static void
draw_numbers(const struct desk *d, struct canvas *c, const struct spectrum_place *p, int y)
{
	const struct spectrum_bars *b = &p->bars;

	for (int i = 0; i < b->n && i < SPECTRUM_BANDS; i++) {
		double db = (double)d->shown.spectrum.band_db[i];

		if (db > silence_db)
			canvas_print(
				c, p->x + spectrum_bar_column(b, i), y, INK_PLAIN, 0, "%3.0f", db);
		else
			canvas_text(c, p->x + spectrum_bar_column(b, i) + 2, y, 1, INK_DIM, 0, "-");
	}
}

/* ---- Cursor ---- */

int
spectrum_cursor_bar(const struct desk *d)
{
	const struct spectrum_bars *b = &d->spectrum.place.bars;
	const float *value = present_values(d, &d->shown.spectrum);
	double slope = (double)d->prefs.slope_db;
	int best = 0;

	if (d->spectrum.cursor_hz > 0) {
		best = spectrum_bar_at(b, d->spectrum.cursor_hz);
		return best >= 0                                       ? best
		       : d->spectrum.cursor_hz < spectrum_bar_hz(b, 0) ? 0
								       : b->n - 1;
	}
	for (int i = 1; i < b->n; i++)
		if (tilted(b, value, i, slope) > tilted(b, value, best, slope))
			best = i;
	return best;
}

/* A line where nothing else is, and a mark under it. */
static void
draw_cursor(const struct desk *d, struct canvas *c, const struct spectrum_place *p, int axis_y)
{
	const struct spectrum_bars *b = &p->bars;
	int x;

	if (d->spectrum.cursor_hz <= 0)
		return;
	x = p->x + axis_column(b, spectrum_bar_hz(b, spectrum_cursor_bar(d)));
	for (int y = p->y; y < p->y + p->height; y++)
		if (y >= 0 && y < c->height && x < c->width &&
			c->cell[y * c->width + x].glyph == ' ')
			canvas_put(c, x, y, c->charset == CHARSET_UTF8 ? LINE : '|', INK_MARK, 0);
	canvas_put(c, x, axis_y, '^', INK_MARK, STYLE_BOLD);
}

static const char *
hz_text(char out[FORMAT_BYTES], double hz)
{
	snprintf(out, FORMAT_BYTES, hz < 1000 ? "%.1f Hz" : "%.0f Hz", hz);
	return out;
}

/* As the bar shows it, without the slope. */
static double
bar_db(const struct spectrum_bars *b, const float *value, int bar, double slope)
{
	return (double)value[spectrum_bar_peak(b, value, bar, slope)];
}

static void
line_add_cursor(struct line *l, const struct desk *d, const struct spectrum_bars *b, int bar)
{
	const struct spectrum_frame *f = &d->shown.spectrum;
	const float *value = present_values(d, f), *held = held_values(d, f),
		    *reference = reference_values(d, f);
	double slope = (double)d->prefs.slope_db;
	int v = spectrum_bar_peak(b, value, bar, slope);
	bool sound = (double)value[v] > silence_db;
	double hz = sound ? spectrum_value_hz(b, v) : spectrum_bar_hz(b, bar);
	double within = spectrum_value_within_hz(b, f, v);
	const char *what = d->spectrum.cursor_hz > 0 ? "cursor" : "peak";
	char text[FORMAT_BYTES], note[FORMAT_BYTES];

	if (b->bands)
		line_add(l, "%s %s Hz band", what, band_name(v));
	else
		line_add(l, "%s %s", what, hz_text(text, hz));
	line_add(l, "%s dBFS", format_db(text, (double)value[v]));
	if (!b->bands)
		line_add(l, "%s", format_note(note, hz, false));
	if (!b->bands && sound)
		line_add(l, within < 10 ? "within %.1f Hz" : "within %.0f Hz", within);
	if (reference != NULL && sound)
		line_add(l, "%+.1f dB to the reference",
			(double)value[v] - bar_db(b, reference, bar, slope));
	if (held != NULL && bar_db(b, held, bar, slope) > silence_db)
		line_add(l, "held %s", format_db(text, bar_db(b, held, bar, slope)));
}

static void
draw_cursor_line(const struct desk *d, struct canvas *c, int x, int y, int width)
{
	const struct spectrum_bars *b = &d->spectrum.place.bars;
	struct line l = { .room = width - 2 };
	int bar = spectrum_cursor_bar(d);
	const float *value = present_values(d, &d->shown.spectrum);

	if (d->spectrum.cursor_hz <= 0 &&
		!isfinite(tilted(b, value, bar, (double)d->prefs.slope_db)))
		line_add(&l, "no sound: all below -120 dBFS");
	else
		line_add_cursor(&l, d, b, bar);
	canvas_text(c, x + 1, y, width - 1, INK_PLAIN, 0, l.text);
}

/* ---- All of it ---- */

void
spectrum_picture(
	struct desk *d, struct canvas *c, int x, int y, int width, int height, int cursor_rows)
{
	struct spectrum_place *p = &d->spectrum.place;
	struct bar_range range = chart_range(d);
	int axis_rows = height >= AXIS_FROM ? 1 : 0, bottom = y + height - cursor_rows;
	int label = axis_rows > 0 ? LABEL : LABEL_TITLED;
	bool numbers;

	p->x = x + label;
	p->y = y + 1;
	p->any = spectrum_bars_fit(&p->bars, &d->live.spectrum, width - label, d->spectrum.bands);
	numbers = p->any && p->bars.bands && p->bars.width >= NUMBER_COLUMNS * p->bars.n &&
		  axis_rows > 0;
	if (numbers)
		p->y++;
	p->height = bottom - axis_rows - p->y;
	if (axis_rows > 0 && p->any)
		draw_settings(d, c, x, y, width);
	else
		draw_title(c, x, y, width, p->any ? "" : "SPECTRUM", "");
	if (!p->any) {
		if (height > 1)
			canvas_text(c, x + 1, y + 1, width - 1, INK_DIM, 0,
				d->live.spectrum.seq == 0 ? "no spectrum yet" : "too narrow");
		return;
	}
	if (p->height > 0) {
		draw_db_labels(c, x, p->y, p->height, &range, axis_rows == 0);
		draw_bars(d, c, p);
	}
	draw_hz_axis(c, p, axis_rows > 0 ? bottom - 1 : y, axis_rows == 0);
	if (numbers)
		draw_numbers(d, c, p, y + 1);
	if (cursor_rows > 0) {
		draw_cursor(d, c, p, bottom - 1);
		draw_cursor_line(d, c, x, bottom, width);
	}
}

void
draw_spectrum(struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	spectrum_picture(d, c, x, y, width, height, 0);
}

const char *const spectrum_window_name[SPECTRUM_NWINDOWS] = { "Hann", "Blackman-Harris",
	"flat-top" };
const char *const spectrum_channel_name[SPECTRUM_NSHOWS] = { "mean", "left", "right" };
