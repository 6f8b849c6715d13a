/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether snapshots are still of the same engine.  An attached screen goes on when
 * the engine is started anew, which counts its lines and incidents from the
 * beginning again: what was kept of the old one is then worth nothing.
 */
#ifndef AE_UI_TUI_ENGINE_AGE_H
#define AE_UI_TUI_ENGINE_AGE_H

#include <stdbool.h>

struct engine_age {
	bool known;
	double began_s; /* on the desk's clock, the earliest that snapshots spoke for */
};

struct desk;

/* Look at the snapshot shown.  A snapshot that was seconds on its way may be taken for another
 * engine's: what is kept is then asked for once more.  Context: any.
 * Return: true: it is of another engine than the one before. */
bool engine_age_changed(struct engine_age *a, const struct desk *d);

#endif
