/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A control for the tests of ui-osc, linked in place of the real one: the EQ's
 * parameters, a snapshot with a different number in every field, and a record
 * of what was asked of it.  The system tests run the real program.
 */
#ifndef AE_TESTS_OSC_STUB_H
#define AE_TESTS_OSC_STUB_H

#include "control/control.h"
#include "control/midi/midi.h"
#include "profiler/collector.h"

enum { STUB_PARAMS = 6 + 5 * EQ_BANDS, STUB_LOG_LINES = 16 };

struct control {
	struct snapshot snap;
	struct options options;
	struct param_info info[STUB_PARAMS];
	char name[STUB_PARAMS][PATH_BYTES];
	float value[STUB_PARAMS];   /* remembered */
	float applied[STUB_PARAMS]; /* as of the last control_apply */
	uint32_t found;             /* the parameter that was asked for last */
	uint32_t nsets, napplies, nclears, nmeasures, nxrun_clears, nbars, nconnects;
	char cleared[PATH_BYTES]; /* node of the last control_clear, "*": everything */
	bool measuring;
	char osc_url[128];
	uint64_t osc_received, osc_malformed, osc_refused;
	char midi_learning[PATH_BYTES], midi_forgotten[PATH_BYTES];
	uint32_t nmidi; /* lines of the map */
	uint32_t undo_steps, redo_steps, nflats;
	uint32_t npresets; /* "Preset 0" ... */
	uint64_t tickets;  /* given for saving, counted from 1 */
	char saving[PRESET_NAME_BYTES];
	int save_error; /* errno of the next control_preset_save, 0: it takes it */
	uint32_t nquits;
	int quit_status;
	char log[STUB_LOG_LINES][256];
	uint32_t nlog;
	enum log_level level;
	struct collector *collector; /* evidence; NULL: there is none.  Of the test */
};

void stub_init(struct control *c);

#endif
