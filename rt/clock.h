/* SPDX-License-Identifier: ISC */
/*
 * One clock for every stamp.  The audio thread reads raw ticks, which cost as
 * little as the machine allows (an invariant TSC where there is one,
 * CLOCK_MONOTONIC nanoseconds elsewhere, or the virtual time of a test); the
 * control thread turns them into CLOCK_MONOTONIC nanoseconds and re-anchors
 * once a second, so that a slow drift of the TSC never shows.
 */
#ifndef AE_RT_CLOCK_H
#define AE_RT_CLOCK_H

#include <stdint.h>
#include <time.h>

#if defined(__x86_64__) || defined(__i386__)
#include <x86intrin.h>
#endif

#include "rt/attributes.h"

enum clock_kind {
	CLOCK_KIND_MONOTONIC, /* a tick is 1 ns of CLOCK_MONOTONIC */
	CLOCK_KIND_TSC,       /* a tick is one count of an invariant TSC */
	CLOCK_KIND_VIRTUAL    /* a tick is 1 ns of *virtual_ns */
};

struct clock {
	enum clock_kind kind;
	double ns_per_tick;
	uint64_t anchor_ticks, anchor_ns; /* one instant on both scales */
	uint64_t first_ticks, first_ns;   /* an older anchor: base line of the rate */
	const uint64_t *virtual_ns;       /* not owned; CLOCK_KIND_VIRTUAL only */
};

/* Choose the best clock of this machine and measure its rate (blocks some 20 ms).
 * Context: control, opener.  Never fails. */
void clock_init(struct clock *c);

/* Read *now_ns instead of any hardware.  now_ns outlives the clock.
 * Context: any. */
void clock_init_virtual(struct clock *c, const uint64_t *now_ns);

/* Take a new anchor and refine ns_per_tick; call about once a second.
 * Context: control, on control's own copy. */
void clock_reanchor(struct clock *c);

/* Name of the kind: "tsc", "monotonic", "virtual".  Context: any. */
const char *clock_name(const struct clock *c);

/* CLOCK_MONOTONIC now, ns.  Context: any. */
static inline uint64_t clock_monotonic_ns(void) RT_SAFE;
static inline uint64_t
clock_monotonic_ns(void) RT_SAFE
{
	struct timespec t;

	RT_UNCHECKED_BEGIN /* answered by the vDSO, without entering the kernel */
		clock_gettime(CLOCK_MONOTONIC, &t);
	RT_UNCHECKED_END
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Ticks now.  Context: any, above all audio: some 10 ns. */
static inline uint64_t clock_ticks(const struct clock *c) RT_SAFE;
static inline uint64_t
clock_ticks(const struct clock *c) RT_SAFE
{
#if defined(__x86_64__) || defined(__i386__)
	if (__builtin_expect(c->kind == CLOCK_KIND_TSC, 1))
		return __rdtsc();
#endif
	return c->kind == CLOCK_KIND_VIRTUAL ? *c->virtual_ns : clock_monotonic_ns();
}

/* An instant in ticks as CLOCK_MONOTONIC (or virtual) ns.  Context: any. */
uint64_t clock_to_ns(const struct clock *c, uint64_t ticks);

/* A length of time, ns, as ticks.  Context: any. */
static inline uint64_t clock_ns_to_ticks(const struct clock *c, uint64_t ns) RT_SAFE;
static inline uint64_t
clock_ns_to_ticks(const struct clock *c, uint64_t ns) RT_SAFE
{
	return c->kind == CLOCK_KIND_TSC ? (uint64_t)((double)ns / c->ns_per_tick) : ns;
}

/* A length of time, ticks, as ns.  Context: any. */
static inline double clock_span_ns(const struct clock *c, int64_t ticks) RT_SAFE;
static inline double
clock_span_ns(const struct clock *c, int64_t ticks) RT_SAFE
{
	return (double)ticks * c->ns_per_tick;
}

#endif
