/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a person likes the screen to be, kept in $XDG_CONFIG_HOME/audioengine/screen
 * as lines "name = value"; the command line wins over it.  Each preference is a row
 * of one table, which the file and the pop-up Setup read alike.
 */
#ifndef AE_UI_TUI_PREFS_H
#define AE_UI_TUI_PREFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/cli/options.h"

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

/* The preferences by number, in the order of the file and of Setup.  Each has a few values, by
 * number as well; a value that stands between two of them counts as the lower one. */
enum pref {
	PREF_VIEW,
	PREF_WINDOW,
	PREF_METER,
	PREF_PALETTE,
	PREF_SLOPE,
	PREF_NUMBERS,
	PREF_FPS,
	PREF_GLYPHS,
	PREF_MOUSE,
	NPREFS
};

/* Context of all below: any, but prefs_load and prefs_save, which wait for the disk. */
const char *prefs_title(enum pref p); /* "Numbers change": in Setup */
uint32_t prefs_choices(enum pref p);
const char *prefs_label(enum pref p, uint32_t choice); /* "PPM type I": on the screen */
uint32_t prefs_get(const struct prefs *prefs, enum pref p);
void prefs_set(struct prefs *prefs, enum pref p, uint32_t choice); /* clamped */

/* The values of a text that is known; others of *prefs stay.  complain(self, line): one line for
 * each that is not understood, "line 3: ..."; it is left as it is. */
void prefs_parse(struct prefs *prefs, const char *text, size_t len,
	void (*complain)(void *self, const char *line), void *self);

/* The text that keeps now, made of the old one: comments, what is not known and the order stay,
 * and of values that stand at what they were at the start (the command line may have set them
 * for this run) what the old text says.  size: at least 3 * old_len + PREFS_BYTES.
 * Return: bytes written, without the closing NUL. */
enum { PREFS_BYTES = 1024, PREFS_FILE_MAX = 65536 };
size_t prefs_text(const char *old, size_t old_len, const struct prefs *start,
	const struct prefs *now, char *out, size_t size);

/* Where they are kept.  Return: 0; -ENOENT: nowhere (--config=none, or no folder is known). */
enum { PREFS_PATH_BYTES = 4096 };
int prefs_path(const struct options *o, char path[PREFS_PATH_BYTES]);

/* Defaults, the file, the command line.  Complaints go to the log, none is fatal. */
void prefs_load(struct prefs *prefs, const struct options *o,
	void (*log)(void *self, const char *line), void *self);

/* See prefs_text.  Return: 0; -ENOENT: see prefs_path; -errno, having logged why. */
int prefs_save(const struct prefs *start, const struct prefs *now, const struct options *o,
	void (*log)(void *self, const char *line), void *self);

#endif
