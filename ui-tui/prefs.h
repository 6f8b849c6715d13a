/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a person likes the screen to be, kept in $XDG_CONFIG_HOME/audioengine/screen
 * as lines "name = value"; the command line wins over it.
 */
#ifndef AE_UI_TUI_PREFS_H
#define AE_UI_TUI_PREFS_H

#include <stdbool.h>
#include <stdint.h>

/* What the level meters show.  METER_LUFS: loudness in place of channels at the output. */
enum meter_kind { METER_PEAK, METER_PPM1, METER_PPM2, METER_K20, METER_VU, METER_LUFS, NMETERS };

/* Green, yellow, red; or blue, orange, white for eyes that cannot tell red from green. */
enum palette { PALETTE_USUAL, PALETTE_BLUE_ORANGE, NPALETTES };

struct prefs {
	uint32_t view;   /* enum view_id: at the start */
	uint32_t window; /* enum window */
	enum meter_kind meter;
	enum palette palette;
	float slope_db;   /* of the spectrum's picture, dB per octave: 0, 3 or 4.5 */
	uint32_t fps;     /* 1 .. 30 */
	float numbers_hz; /* how often numbers change: 1, 2, 4, 8 */
	bool ascii, mouse;
};

extern const struct prefs prefs_defaults;

#endif
