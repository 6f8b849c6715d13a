/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Spectrum: what is heard, by frequency, with a cursor; and what its keys do. */
#include <string.h>

#include "ui-tui/view.h"
#include "ui-tui/views/spectrum.h"

enum { CURSOR_FROM = 8, SENTENCE_FROM = 12, TOLD_S = 1, POINTS_MIN = 1024 };
enum { TOP_MAX_DB = 24, TOP_MIN_DB = -72, TOP_STEP_DB = 6 };

static void
spectrum_pane(struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	if (width > 0 && height > 0)
		spectrum_picture(d, c, x, y, width, height, height >= CURSOR_FROM ? 1 : 0);
}

static void
spectrum_draw(struct desk *d, struct canvas *c)
{
	int y = c->height >= SENTENCE_FROM ? draw_sentence(d, c, 0, 1) : 0;

	spectrum_picture(d, c, 0, y, c->width, c->height - 1 - y, 1);
}

/* ---- Keys ---- */

static void
control_choice(struct desk *d, const char *name, uint32_t value)
{
	desk_set(d, (float)value, "/spectrum/%s", name);
}

/* A snapshot that is on its way knows nothing of it yet. */
static void
controls_tell(struct desk *d, const struct spectrum_controls *k)
{
	d->spectrum.told = *k;
	d->spectrum.told_until_s = d->now_s + TOLD_S;
}

static void
key_average(struct desk *d)
{
	static const float seconds[] = { 0, 0.125f, 0.5f, 2 };
	struct spectrum_controls k = *spectrum_controls(d);
	float next = 0;

	for (size_t i = sizeof seconds / sizeof *seconds; i-- > 0;)
		if (seconds[i] > k.settings.average_s)
			next = seconds[i];
	k.settings.average_s = next;
	if (next > 0)
		desk_say(d, "average of %g s", (double)next);
	else
		desk_say(d, "no average: each analysis as it is");
	desk_set(d, next, "/spectrum/average");
	controls_tell(d, &k);
}

/* Held a while by the screen or the engine, for ever, not at all. */
static void
key_hold(struct desk *d)
{
	struct spectrum_controls k = *spectrum_controls(d);
	struct spectrum_desk *s = &d->spectrum;

	if (k.settings.hold == SPECTRUM_HOLD_FOREVER) {
		k.settings.hold = SPECTRUM_HOLD_OFF;
		s->bare = true;
		desk_say(d, "peaks are not held");
	} else if (k.settings.hold == SPECTRUM_HOLD_OFF && s->bare) {
		k.settings.hold = SPECTRUM_HOLD_DECAY;
		s->bare = false;
		desk_say(d, "peaks are held a while, then fall");
	} else {
		k.settings.hold = SPECTRUM_HOLD_FOREVER;
		desk_say(d, "peaks are held until k is pressed again");
	}
	control_choice(d, "hold", k.settings.hold);
	controls_tell(d, &k);
}

static void
key_tap(struct desk *d)
{
	struct spectrum_controls k = *spectrum_controls(d);

	k.pre = !k.pre;
	desk_say(d, k.pre ? "before the EQ" : "after the EQ");
	control_choice(d, "tap", k.pre ? 1 : 0);
	controls_tell(d, &k);
}

static void
key_channel(struct desk *d)
{
	struct spectrum_controls k = *spectrum_controls(d);

	k.settings.show = (enum spectrum_show)((k.settings.show + 1) % SPECTRUM_NSHOWS);
	desk_say(d, "channel: %s", spectrum_channel_name[k.settings.show]);
	control_choice(d, "channel", k.settings.show);
	controls_tell(d, &k);
}

static void
key_window(struct desk *d)
{
	static const char *const good_for[SPECTRUM_NWINDOWS] = { "for all there is",
		"for what is quiet beside what is loud", "for exact levels" };
	struct spectrum_controls k = *spectrum_controls(d);

	k.settings.window = (enum spectrum_window)((k.settings.window + 1) % SPECTRUM_NWINDOWS);
	desk_say(d, "window: %s, %s", spectrum_window_name[k.settings.window],
		good_for[k.settings.window]);
	control_choice(d, "window", k.settings.window);
	controls_tell(d, &k);
}

/* The choices of /spectrum/points are the powers of two from 1024 to 32768. */
static void
key_points(struct desk *d, bool more)
{
	struct spectrum_controls k = *spectrum_controls(d);
	uint32_t points = k.points > 0 ? k.points : d->live.spectrum.points, choice = 0;
	double rate_hz = d->live.spectrum.rate_hz;

	if (more)
		points = points >= SPECTRUM_POINTS_MAX || points == 0 ? POINTS_MIN : 2 * points;
	else
		points = points <= POINTS_MIN ? SPECTRUM_POINTS_MAX : points / 2;
	while ((uint32_t)POINTS_MIN << choice < points)
		choice++;
	k.points = points;
	if (rate_hz > 0)
		desk_say(d, "FFT of %u points: a bin each %.1f Hz, %.0f ms of sound; planning it",
			points, rate_hz / points, points / rate_hz * 1000);
	control_choice(d, "points", choice);
	controls_tell(d, &k);
}

static void
key_slope(struct desk *d)
{
	float *slope = &d->prefs.slope_db;

	*slope = *slope < 3 ? 3 : *slope < 4.5f ? 4.5f : 0;
	if (*slope > 0)
		desk_say(d, "the picture rises %g dB per octave round 1 kHz%s", (double)*slope,
			*slope > 3 || d->spectrum.bands ? "" : ": pink noise is level");
	else
		desk_say(d, "no slope: the picture is as measured");
}

static void
key_reference(struct desk *d)
{
	struct spectrum_desk *s = &d->spectrum;
	const struct spectrum_frame *f = &d->live.spectrum;

	if (s->referring || f->seq == 0) {
		desk_say(d, s->referring ? "reference gone" : "nothing to refer to yet");
		s->referring = false;
		return;
	}
	memcpy(s->reference.bin, f->bin_db, sizeof s->reference.bin);
	memcpy(s->reference.band, f->band_db, sizeof s->reference.band);
	s->reference_fmax_hz = f->fmax_hz;
	s->referring = true;
	desk_say(d, "this curve is the reference now; R again clears it");
}

static void
key_zoom(struct desk *d, int step)
{
	int zoom = d->spectrum.zoom + step;

	if (zoom >= -1 && zoom + 1 < SPECTRUM_ZOOMS)
		d->spectrum.zoom = zoom;
}

static void
key_top(struct desk *d, int step_db)
{
	double top = d->spectrum.top_db + step_db;

	if (top <= TOP_MAX_DB && top >= TOP_MIN_DB)
		d->spectrum.top_db = top;
}

static void
cursor_set(struct desk *d, int bar)
{
	const struct spectrum_bars *b = &d->spectrum.place.bars;

	if (!d->spectrum.place.any)
		return;
	bar = bar < 0 ? 0 : bar >= b->n ? b->n - 1 : bar;
	d->spectrum.cursor_hz = spectrum_bar_hz(b, bar);
}

/* From the bar where it is; one that follows the highest stops there. */
static void
cursor_move(struct desk *d, int bars)
{
	if (d->spectrum.place.any)
		cursor_set(d, spectrum_cursor_bar(d) + bars);
}

static bool
key_cursor(struct desk *d, uint32_t key)
{
	const struct spectrum_bars *b = &d->spectrum.place.bars;
	int octave = d->spectrum.place.any ? b->per_octave : 0;

	switch (key) {
	case KEYS_LEFT:
		cursor_move(d, -1);
		return true;
	case KEYS_RIGHT:
		cursor_move(d, 1);
		return true;
	case KEYS_LEFT | KEYS_SHIFT:
		cursor_move(d, -octave);
		return true;
	case KEYS_RIGHT | KEYS_SHIFT:
		cursor_move(d, octave);
		return true;
	case KEYS_HOME:
		cursor_set(d, 0);
		return true;
	case KEYS_END:
		cursor_set(d, b->n);
		return true;
	case KEYS_ENTER:
		d->spectrum.cursor_hz = 0;
		cursor_move(d, 0);
		return true;
	case KEYS_ESCAPE:
		d->spectrum.cursor_hz = 0;
		return true;
	default:
		return false;
	}
}

static bool
key_picture(struct desk *d, uint32_t key)
{
	switch (key) {
	case '+':
	case '=':
		key_zoom(d, 1);
		return true;
	case '-':
		key_zoom(d, -1);
		return true;
	case KEYS_UP:
		key_top(d, TOP_STEP_DB);
		return true;
	case KEYS_DOWN:
		key_top(d, -TOP_STEP_DB);
		return true;
	case '0':
		d->spectrum.zoom = 0;
		d->spectrum.top_db = 0;
		return true;
	case 'w':
		key_slope(d);
		return true;
	case 'R':
		key_reference(d);
		return true;
	case 'B':
		d->spectrum.bands = !d->spectrum.bands;
		desk_say(d, d->spectrum.bands ? "31 third octaves: the power in each"
					      : "bars: the highest bin in each");
		return true;
	default:
		return key_cursor(d, key);
	}
}

static bool
spectrum_key(struct desk *d, uint32_t key)
{
	switch (key) {
	case 'a':
		key_average(d);
		return true;
	case 'k':
		key_hold(d);
		return true;
	case 't':
		key_tap(d);
		return true;
	case 'n':
		key_channel(d);
		return true;
	case 'v':
		key_window(d);
		return true;
	case 'f':
	case 'F':
		key_points(d, key == 'f');
		return true;
	default:
		return key_picture(d, key);
	}
}

static bool
spectrum_mouse(struct desk *d, const struct mouse *m)
{
	const struct spectrum_place *p = &d->spectrum.place;
	int column = m->x - p->x;

	if (!p->any || column < 0 || column >= p->bars.width || m->y < p->y ||
		m->y > p->y + p->height)
		return false;
	if (m->what == MOUSE_PRESS || m->what == MOUSE_DRAG)
		cursor_set(d, spectrum_bar_of_column(&p->bars, column));
	else if (m->what != MOUSE_RELEASE)
		key_zoom(d, m->what == MOUSE_WHEEL_UP ? 1 : -1);
	return true;
}

static const struct foot_key spectrum_foot[] = {
	{ 'w', "w", "Slope", 1 },
	{ 'a', "a", "Avg", 1 },
	{ 'k', "k", "Hold", 1 },
	{ 't', "t", "Pre/post", 2 },
	{ 'R', "R", "Reference", 2 },
	{ 'B', "B", "Bands", 3 },
	{ 'f', "f", "FFT", 3 },
	{ KEYS_NONE, NULL, NULL, 0 },
};

static const struct help_line spectrum_help[] = {
	{ "Left Right", "cursor by a bar; with Shift an octave; Home, End; a click" },
	{ "Enter  Esc", "cursor to the highest bar; none, and the line follows it" },
	{ "within", "so far from there the tone may be: less with a larger FFT" },
	{ "+ -  Up Down", "range of 48 to 120 dB (wheel too), its top; 0: 0 to -96" },
	{ "w", "slope of the picture: 0, 3, 4.5 dB per octave, round 1 kHz" },
	{ "a  k", "average over 0 to 2 s; peaks held a while, for ever, never" },
	{ "R", "this curve as a reference to compare with; again: no more" },
	{ "t  n", "before or after the EQ; mean of the channels, left, right" },
	{ "f F  v", "FFT of more points, of fewer; its window" },
	{ "B", "bars of bins, or the 31 third octaves of IEC 61260" },
	{ "1/6 oct", "of an octave to a bar: the highest bin in each" },
	{ NULL, NULL },
};

const struct view view_spectrum = {
	.name = "Spectrum",
	.hint = "Spec",
	.draw = spectrum_draw,
	.pane = spectrum_pane,
	.key = spectrum_key,
	.mouse = spectrum_mouse,
	.clear = spectrum_clear_peaks,
	.foot = spectrum_foot,
	.help = spectrum_help,
};
