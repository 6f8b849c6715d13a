/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Equalisations of other programs: the kind is seen from the content, never
 * from a file's name.  Pure functions over a buffer of foreign bytes, within
 * bounds of size and depth.  What is converted with a difference, or left out,
 * is a warning by name; what would sound otherwise is an error, and then
 * nothing is used.
 */
#ifndef AE_CONTROL_PRESET_IMPORT_H
#define AE_CONTROL_PRESET_IMPORT_H

#include <stdbool.h>

#include "control/presets/preset.h"
#include "control/presets/preset_fit.h"

enum preset_kind {
	PRESET_APO,       /* Equalizer APO, AutoEq, REW: preset_parse */
	PRESET_GRAPHICEQ, /* points of a curve: "GraphicEQ: 20 -0.5; 21 ...", or only the points */
	PRESET_EASYEFFECTS, /* its JSON, 6.x to 8.x, and as saved by 4.x */
	PRESET_CAMILLADSP,  /* YAML: a whole configuration, or filters and pipeline alone */
	PRESET_NKINDS
};

enum { IMPORT_BYTES_MAX = 256 * 1024 };

struct preset_import {
	enum preset_kind kind;
	struct preset preset;      /* of a curve only preamp and warnings */
	struct preset_curve curve; /* PRESET_GRAPHICEQ */
};

/* "Equalizer APO", "GraphicEQ", "EasyEffects", "CamillaDSP".  Context: any. */
const char *preset_kind_name(enum preset_kind k);

enum preset_kind preset_sniff(const char *text, size_t len);

/* text need not end in a NUL.  Return: 0; -EINVAL with *err filled, *out is then undefined;
 * -ENOMEM; -ENOTSUP: built without what reads this kind.  Context: any. */
int preset_import(
	const char *text, size_t len, struct preset_import *out, struct preset_error *err);

/* A name for the store from a file's: without folder and suffix, and without what AutoEq puts
 * behind it; what a name may not have becomes "_".  name: of PRESET_NAME_BYTES.
 * Return: false when nothing is left.  Context: any. */
bool preset_name_from_file(const char *file, char *name);

#endif
