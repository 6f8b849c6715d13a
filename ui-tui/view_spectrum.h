/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view spectrum keeps between two frames. */
#ifndef AE_UI_TUI_VIEW_SPECTRUM_H
#define AE_UI_TUI_VIEW_SPECTRUM_H

#include <stdbool.h>
#include <stdint.h>

#include "dsp/spectrum.h"

struct spectrum_desk {
	float hold_db[SPECTRUM_BINS_MAX]; /* spectrum's peaks, dBFS */
	double hold_at_s[SPECTRUM_BINS_MAX];
};

struct desk;

/* Called with each frame: peaks are held 2 s and fall. */
void spectrum_hold_peaks(struct desk *d, double seconds);

#endif
