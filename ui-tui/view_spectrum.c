/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Spectrum: what is heard, by frequency, as large as the sheet. */
#include "ui-tui/view.h"

static const double hold_s = 2.0, fall_db_per_s = 20.0 / 1.7;

void
spectrum_hold_peaks(struct desk *d, double seconds)
{
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++) {
		float db = d->live.spectrum.bin_db[i];

		if (d->now_s - d->spectrum.hold_at_s[i] > hold_s)
			d->spectrum.hold_db[i] -= (float)(fall_db_per_s * seconds);
		if (!(d->spectrum.hold_db[i] > db)) {
			d->spectrum.hold_db[i] = db;
			d->spectrum.hold_at_s[i] = d->now_s;
		}
	}
}

static void
spectrum_pane(struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	draw_spectrum(d, c, x, y, width, height);
}

static void
spectrum_draw(struct desk *d, struct canvas *c)
{
	draw_sentence(d, c, 0, 1);
	spectrum_pane(d, c, 0, 1, c->width, c->height - 2);
}

static const struct help_line spectrum_help[] = {
	{ NULL, NULL },
};

const struct view view_spectrum = {
	.name = "Spectrum",
	.hint = "Spec",
	.draw = spectrum_draw,
	.pane = spectrum_pane,
	.help = spectrum_help,
};
