/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view spectrum keeps between two frames. */
#ifndef AE_UI_TUI_VIEW_SPECTRUM_H
#define AE_UI_TUI_VIEW_SPECTRUM_H

#include <stdbool.h>

#include "control/snapshot.h"
#include "ui-tui/views/spectrum_bars.h"

/* Where the bars were drawn last. */
struct spectrum_place {
	bool any;
	int x, y, height;
	struct spectrum_bars bars;
};

struct spectrum_desk {
	/* Peaks of the screen's own: shown unless the engine holds them, or nobody wants any. */
	bool holding, bare;
	struct spectrum_curve hold;
	double hold_at_s[SPECTRUM_BINS_MAX + SPECTRUM_BANDS];

	bool referring;
	struct spectrum_curve reference;
	float reference_fmax_hz; /* it belongs to an axis that ends there */

	/* What keys have asked of the engine: it stands until its answer has had time to come. */
	struct spectrum_controls told;
	double told_until_s;

	bool bands;       /* third octaves in place of bins */
	double cursor_hz; /* 0: it follows the highest bar */
	int zoom;         /* steps in from a range of 96 dB */
	double top_db;
	struct spectrum_place place;
};

struct desk;

/* Peaks begin anew; those that the engine holds are its own. */
void spectrum_clear_peaks(struct desk *d);

/* Called with each frame: peaks are held 2 s and fall as a peak meter's (IEC 60268-18), 20 dB in
 * 1.7 s. */
void spectrum_hold_peaks(struct desk *d, double seconds);

#endif
