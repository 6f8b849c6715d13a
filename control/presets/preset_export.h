/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A preset as other programs read it.  A pure function into a buffer.  What a
 * program would silently do otherwise is an error, and what it does a little
 * otherwise is said with the numbers.
 */
#ifndef AE_CONTROL_PRESET_EXPORT_H
#define AE_CONTROL_PRESET_EXPORT_H

#include <stddef.h>

#include "control/presets/preset.h"

enum preset_format {
	FORMAT_APO,         /* the strict form, see preset_write.h; also for AutoEq, LSP, REW */
	FORMAT_EASYEFFECTS, /* JSON of 7.x and 8.x, every band in mode APO (DR) */
	FORMAT_CAMILLADSP,  /* filters and pipeline, for all channels (3.0 and later) */
	FORMAT_PIPEWIRE,    /* the strict form, and as comments the stanza that loads it */
	PRESET_NFORMATS
};

enum { EXPORT_BYTES_MAX = 128 * 1024 };

/* "apo", "easyeffects", "camilladsp", "pipewire".  Return of the second: the format, or -1. */
const char *preset_format_name(enum preset_format f);
int preset_format_parse(const char *name);

/* path: where PipeWire will find the file; others do not look at it.  said: one line on what the
 * other program does otherwise, empty where nothing.
 * Return: bytes without the NUL; -EINVAL: it cannot be had there, *err says why; -ENOSPC.
 * Context: any. */
int preset_export(const struct preset *p, enum preset_format f, double rate_hz, const char *path,
	char *out, size_t size, char said[PRESET_TEXT_BYTES], struct preset_error *err);

#endif
