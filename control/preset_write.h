/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A preset as text in the strict form that Equalizer APO, PipeWire, EasyEffects
 * and AutoEq's tools all read: the preamp in line 1, every field in one order,
 * never three decimals in a frequency.  A pure function over a buffer.
 */
#ifndef AE_CONTROL_PRESET_WRITE_H
#define AE_CONTROL_PRESET_WRITE_H

#include <stddef.h>

#include "control/preset.h"

/* Bands that are off are written as OFF, up to the last that is not as without a preset; title and
 * comments of the preset come after line 1.  LS and HS become LSC and HSC of the same curve.
 * Return: bytes written without the NUL; -ENOSPC.  Context: any. */
int preset_write(const struct preset *p, double rate_hz, char *out, size_t size);

#endif
