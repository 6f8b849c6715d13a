/* SPDX-License-Identifier: ISC */
/*
 * Choosing a clock and turning its ticks into CLOCK_MONOTONIC.  A pair of
 * readings (ticks, ns) is taken as ns, ticks, ns; of several attempts the one
 * with the narrowest bracket counts, so that an interrupt in between does not.
 * Rates come from two pairs some time apart.
 */
#include "rt/clock.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

enum {
	PAIR_ATTEMPTS = 16,
	CALIBRATE_NS = 20 * 1000 * 1000,
	BASE_MIN_NS = 100 * 1000 * 1000, /* a shorter base line says less than the rate we have */
};

/* A base line longer than this starts anew: CLOCK_MONOTONIC is slewed by NTP, up to 500 ppm. */
static const uint64_t base_max_ns = UINT64_C(8000000000);

/* A rate further than this from the one before is a step of the counter (suspend, a migrated
 * virtual machine), not drift. */
static const double rate_step_max = 2e-3;

struct pair {
	uint64_t ticks, ns;
};

static struct pair
clock_pair(const struct clock *c)
{
	struct pair best = { 0, 0 };
	uint64_t narrowest = UINT64_MAX;

	for (int i = 0; i < PAIR_ATTEMPTS; i++) {
		uint64_t before = clock_monotonic_ns();
		uint64_t ticks = clock_ticks(c);
		uint64_t after = clock_monotonic_ns();

		if (after - before < narrowest) {
			narrowest = after - before;
			best = (struct pair){ ticks, before + (after - before) / 2 };
		}
	}
	return best;
}

static void
clock_anchor(struct clock *c, struct pair p)
{
	c->anchor_ticks = p.ticks;
	c->anchor_ns = p.ns;
}

static void
clock_start_base(struct clock *c, struct pair p)
{
	c->first_ticks = p.ticks;
	c->first_ns = p.ns;
}

#if defined(__x86_64__) || defined(__i386__)
/* The kernel watches the TSC against other clocks and withdraws it when it went wrong. */
static bool
tsc_trusted_by_kernel(void)
{
	char line[256] = "";
	FILE *f = fopen("/sys/devices/system/clocksource/clocksource0/available_clocksource", "re");
	bool read;

	if (!f)
		return true;
	read = fgets(line, sizeof line, f);
	fclose(f);
	return !read || strstr(line, "tsc");
}

static bool
tsc_invariant(void)
{
	unsigned a, b, c, d;

	return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & 1u << 8);
}

/* Measures the rate.  Return: false when the counter does not behave. */
static bool
clock_init_tsc(struct clock *c)
{
	struct timespec nap = { 0, CALIBRATE_NS };
	struct pair p, q;

	if (!tsc_invariant() || !tsc_trusted_by_kernel())
		return false;
	c->kind = CLOCK_KIND_TSC;
	p = clock_pair(c);
	nanosleep(&nap, NULL);
	q = clock_pair(c);
	if (q.ticks <= p.ticks || q.ns <= p.ns)
		return false;
	c->ns_per_tick = (double)(q.ns - p.ns) / (double)(q.ticks - p.ticks);
	clock_start_base(c, p);
	clock_anchor(c, q);
	return true;
}
#else
static bool
clock_init_tsc(struct clock *c)
{
	(void)c;
	return false;
}
#endif

void
clock_init(struct clock *c)
{
	memset(c, 0, sizeof *c);
	if (clock_init_tsc(c))
		return;
	memset(c, 0, sizeof *c);
	c->kind = CLOCK_KIND_MONOTONIC;
	c->ns_per_tick = 1.0;
}

void
clock_init_virtual(struct clock *c, const uint64_t *now_ns)
{
	memset(c, 0, sizeof *c);
	c->kind = CLOCK_KIND_VIRTUAL;
	c->ns_per_tick = 1.0;
	c->virtual_ns = now_ns;
}

void
clock_reanchor(struct clock *c)
{
	struct pair p, previous = { c->anchor_ticks, c->anchor_ns };
	double rate;

	if (c->kind != CLOCK_KIND_TSC) /* a tick is a ns: the anchor 0, 0 is exact for ever */
		return;
	p = clock_pair(c);
	clock_anchor(c, p);
	if (p.ticks <= previous.ticks || p.ns <= previous.ns) {
		clock_start_base(c, p);
		return;
	}
	if (p.ns - c->first_ns < BASE_MIN_NS)
		return;
	rate = (double)(p.ns - c->first_ns) / (double)(p.ticks - c->first_ticks);
	if (fabs(rate / c->ns_per_tick - 1.0) > rate_step_max) {
		/* Once is a step; twice running, on a base line of its own, is the truth. */
		if (c->first_ticks == previous.ticks)
			c->ns_per_tick = rate;
		clock_start_base(c, p);
		return;
	}
	c->ns_per_tick = rate;
	if (p.ns - c->first_ns > base_max_ns)
		clock_start_base(c, previous);
}

const char *
clock_name(const struct clock *c)
{
	static const char *const name[] = { "monotonic", "tsc", "virtual" };

	return name[c->kind];
}

uint64_t
clock_to_ns(const struct clock *c, uint64_t ticks)
{
	if (c->kind != CLOCK_KIND_TSC)
		return ticks;
	return c->anchor_ns +
	       (uint64_t)llrint(clock_span_ns(c, (int64_t)(ticks - c->anchor_ticks)));
}
