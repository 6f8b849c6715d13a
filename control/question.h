/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a screen asks for beyond the snapshot, page by page, because it is too
 * large to be sent unasked: the heat map's columns, the record and account of an
 * incident, the log, the names of presets.  Control answers in process; for a
 * screen that is attached to another engine ui-osc/attach asks over OSC.  An answer
 * says what it is of, so a page that was lost is simply asked for again.
 */
#ifndef AE_CONTROL_QUESTION_H
#define AE_CONTROL_QUESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "control/presets/preset_store.h"
#include "control/snapshot.h"
#include "profiler/evidence.h"

enum question_kind {
	ASK_NOTHING,
	ASK_HEAT,     /* name, from: columns from second `from` on */
	ASK_INCIDENT, /* id */
	ASK_LOG,      /* from: lines from number `from` on */
	ASK_PRESETS,  /* from: names from number `from` on; from 0: the folders are read anew */
	NQUESTIONS
};

struct question {
	enum question_kind kind;
	uint32_t serial; /* the answer's; the asker counts */
	uint32_t id;
	uint64_t from;
	char name[PROFILE_NAME_BYTES]; /* "cycle" or a node */
};

enum { HEAT_PAGE = 240, LOG_PAGE = 50, PRESETS_PAGE = 64 };

struct answer {
	enum question_kind kind;
	uint32_t serial;
	int error; /* 0; -ENOENT: no such node, no such incident (any more); -errno */
	union {
		/* n columns of one second each, from second first_s since the start on; last_s: the
		 * running second, which still grows.  What lies before HEAT_SECONDS is not kept:
		 * first_s is then later than was asked for. */
		struct {
			char name[PROFILE_NAME_BYTES];
			uint64_t first_s, last_s;
			uint32_t n;
			uint16_t count[HEAT_PAGE][HEAT_BINS];
		} heat;
		struct {
			uint32_t id;
			bool flown; /* flight holds its periods */
			struct flight_incident flight;
			struct account account;
		} incident;
		/* n lines from number from on; total: lines ever logged. */
		struct {
			uint64_t from, total;
			uint32_t n;
			struct log_line line[LOG_PAGE];
		} log;
		struct {
			uint32_t from, total, n;
			char name[PRESETS_PAGE][PRESET_NAME_BYTES];
		} presets;
	};
};

#endif
