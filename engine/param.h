/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only description of a parameter.  OSC addresses, --set, the screen's
 * labels, clamping and help texts are all read from here.
 */
#ifndef AE_ENGINE_PARAM_H
#define AE_ENGINE_PARAM_H

enum param_scale { SCALE_LIN, SCALE_LOG, SCALE_INTEGER, SCALE_SWITCH, SCALE_CHOICE };

/* What a change of it means. */
enum param_keep {
	KEEP_EDIT,   /* work of the user: saved, can be undone, belongs to presets and slots */
	KEEP_STATE,  /* a setting of this engine: saved, nothing else */
	KEEP_NOTHING /* of the moment: gone with the program */
};

struct param_info {
	const char *name; /* below the node: "preamp", "band/3/gain"; address "/eq/band/3/gain" */
	const char *unit; /* "dB", "Hz", "" */
	float min, max, def;
	enum param_scale scale; /* INTEGER: whole numbers; SWITCH: 0 or 1; CHOICE: 0 .. max, names
				   in choice */
	const char *const *choice; /* NULL-terminated; CHOICE only */
	const char *text;          /* one line for --help, /describe, man page */
	enum param_keep keep;
};

#endif
