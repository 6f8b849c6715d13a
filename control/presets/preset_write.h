/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A preset as text in the strict form that Equalizer APO, PipeWire, EasyEffects
 * and AutoEq's tools all read: the preamp in line 1, every field in one order,
 * never three decimals in a frequency.  A pure function over a buffer.
 */
#ifndef AE_CONTROL_PRESET_WRITE_H
#define AE_CONTROL_PRESET_WRITE_H

#include <stddef.h>

#include "control/presets/preset.h"

/* More than a preset of PRESET_FILTERS_MAX filters can need. */
enum { PRESET_WRITE_BYTES = 8192 };

/*
 * Every filter of p on its line, those that are off as OFF with all their values (who wants bands
 * left out leaves them out of p); marker, title, source and design come after line 1.  LS and HS
 * become LSC and HSC of the same curve, a bandwidth its Q at rate_hz.  Numbers are rounded to what
 * the fields hold: Fc %.2f in 8 characters, Gain %.2f in 6, Q %.4f, from 10 up %.3f, in 6 (fewer
 * decimals where they do not fit, for Fc never three), and held to what preset_parse takes and
 * dsp/ distinguishes (Fc from 0.1 Hz, Q from 0.001).  What is written is read again without a
 * warning, and written again to the same bytes.  Rounding moves the curve by at most 0.005 dB for
 * the preamp and, for each peak and each shelf, by M (0.006 dB + |Gain| (0.045 max(0.5, Q) / Fc +
 * 0.00004 / Q)); 0.0004 in place of 0.00004 from Q 10 up; M is 1, for shelves of Q above 1 it is Q.
 * Return: bytes written without the NUL; -ENOSPC; -EINVAL: a number that is not finite.
 * Context: any. */
int preset_write(const struct preset *p, double rate_hz, char *out, size_t size);

#endif
