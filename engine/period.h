/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a backend hands over, once a period. */
#ifndef AE_ENGINE_PERIOD_H
#define AE_ENGINE_PERIOD_H

#include <stdint.h>

struct period {
	const float *const *in; /* nchannels read-only blocks of nframes */
	float *const *out;      /* nchannels blocks of nframes, to be filled whole */
	uint32_t nframes, rate_hz;
	uint64_t due, wake, deadline;         /* ticks of the engine's clock */
	uint32_t xruns, skipped, lost_frames; /* running totals of this backend instance */
	uint32_t flags;                       /* enum cycle_flag */
};

#endif
