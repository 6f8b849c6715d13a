/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The timer of the backends that have no hardware.  What its numbers mean, on
 * the real and on the virtual clock alike:
 *
 *   due       nominal: a period after the one before, whatever happened; exact over any time
 *   wake      the later of due (plus an injected delay) and the end of the period before
 *   deadline  the next period's due
 *   miss      end after deadline.  The device has run dry once: xruns rises by one
 *   skipped   a period whose deadline had come before its predecessor ended: it is never run,
 *             skipped rises by one and lost_frames by its frames.  Any other period that starts
 *             late is backlog
 *
 * So a burn of 12 ms at periods of 5.33 ms is one miss, one xrun, one skipped period and one that
 * starts 1.33 ms late.  Totals show in the period after the one they speak of.
 */
#ifndef AE_ENGINE_PACER_H
#define AE_ENGINE_PACER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/period.h"
#include "rt/clock.h"

struct pacer {
	const struct clock *clock; /* not owned */
	uint64_t *virtual_ns;      /* not owned; NULL on a real clock */
	uint32_t rate_hz, nframes;
	uint64_t base_ns, frames; /* due is so many frames after base; less than a second */
	uint32_t xruns, skipped, lost_frames;
};

/* The first period is due now; the totals of an earlier run go on, zeroed memory has none.
 * Context: audio thread of a backend, as all here. */
void pacer_init(struct pacer *p, const struct clock *clock, uint64_t *virtual_ns, uint32_t rate_hz,
	uint32_t nframes);

/* From the period that comes next. */
void pacer_set(struct pacer *p, uint32_t rate_hz, uint32_t nframes);

/* Wait for the period and fill all of *out but in and out.  Return: false when quit was set. */
bool pacer_wait(struct pacer *p, uint64_t late_ns, const atomic_bool *quit, struct period *out);

/* The output is there; go on to the next period that can still be run. */
void pacer_done(struct pacer *p);

#endif
