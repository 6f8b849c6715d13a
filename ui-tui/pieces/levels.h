/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The level meters, each kind with its own scale and its own unit: what the view
 * functions of view.h (draw_levels...) show of it is d->prefs.meter.  Marks stay
 * for 2 s; those of the digital peak meter are the engine's own.
 */
#ifndef AE_UI_TUI_LEVELS_H
#define AE_UI_TUI_LEVELS_H

#include "dsp/meter.h"
#include "ui-tui/prefs.h"

struct desk;

enum { LEVELS_SIDES = 2 }; /* in, out */

/* Highest reading of each channel and when it was, of one kind of meter; of METER_LUFS those of
 * momentary and short-term, at the output. */
struct levels_desk {
	enum meter_kind kind; /* whose marks they are */
	float held_db[LEVELS_SIDES][METER_CHANNELS_MAX];
	double held_at_s[LEVELS_SIDES][METER_CHANNELS_MAX];
	float number_db[LEVELS_SIDES][METER_CHANNELS_MAX]; /* held_db when numbers changed last */
};

/* In a sentence, with what its zero is: "VU, 0 = -18 dBFS". */
const char *levels_meter_text(enum meter_kind kind);

/* The next kind of meter, and say which.  Context: as desk.h. */
void levels_next_meter(struct desk *d);

/* Forget the marks. */
void levels_clear(struct desk *d);

/* Marks go up at once, and let go after 2 s.  For desk_show. */
void levels_hold(struct desk *d);

#endif
