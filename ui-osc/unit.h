/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Units for people ("dB", "Hz") and for programs, by the names of OSCQuery's
 * units.md ("gain.db", "time.hz").  What has no name there keeps its own.
 */
#ifndef AE_UI_OSC_UNIT_H
#define AE_UI_OSC_UNIT_H

#include <stddef.h>

enum { UNITS_BYTES = 96 };

/* Context: any, for all functions. */

/* One unit of n characters, not ended there by a NUL; valid for ever.  Return: NULL: no name. */
const char *unit_name(const char *unit, size_t n);

/* All of a list with blanks between them, to names and back: "dB Hz", "gain.db time.hz". */
void units_to_names(const char *units, char out[UNITS_BYTES]);
void units_from_names(const char *names, char out[UNITS_BYTES]);

#endif
