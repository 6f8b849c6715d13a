/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The knobs of --dummy=KNOB,KNOB,...: what the simulated device captures, and
 * what goes wrong in which cycle.
 */
#ifndef AE_ENGINE_DUMMY_KNOBS_H
#define AE_ENGINE_DUMMY_KNOBS_H

#include "engine/backend.h"
#include "engine/lab.h"

enum dummy_fault_kind {
	FAULT_LATE, /* value: us */
	FAULT_NAN,
	FAULT_INF,
	FAULT_DENORMAL,
	FAULT_PERIOD, /* value: frames */
	FAULT_RATE,   /* value: Hz */
	FAULT_LOST,   /* value: ms until it is back, UINT32_MAX: never */
};

enum signal_kind { SIGNAL_SILENCE, SIGNAL_SINE, SIGNAL_NOISE, SIGNAL_MUSIC };

enum {
	DUMMY_FAULTS_MAX = 64,
	DUMMY_FRAMES_MAX = 4 * PERIOD_FRAMES_MAX,
	DUMMY_RATE_MIN = 1000,
	DUMMY_RATE_MAX = 768000
};

struct dummy_fault {
	enum dummy_fault_kind kind;
	uint32_t value;
	struct cycle_range range;
};

struct dummy_knobs {
	bool virtual_clock;
	enum signal_kind signal;
	double signal_hz, signal_dbfs; /* level: peak */
	uint32_t nfaults;
	struct dummy_fault fault[DUMMY_FAULTS_MAX];
	struct lab lab;
};

/* "" is a silent device without faults.
 * Return: 0; -EINVAL, -ENOSPC: *err names the knob and what is valid. */
int dummy_knobs_parse(const char *text, struct dummy_knobs *out, struct backend_error *err);

/* The fault of this kind that is due in this cycle, NULL: none. */
const struct dummy_fault *dummy_knobs_fault(
	const struct dummy_knobs *k, enum dummy_fault_kind kind, uint64_t cycle);

#endif
