/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See pacer.h, where the rules are. */
#include "engine/pacer.h"

#include <errno.h>
#include <time.h>

enum { SLICE_NS = 50 * 1000 * 1000 }; /* quit is looked at so often */

static const uint64_t second_ns = 1000000000;

static uint64_t
pacer_now(const struct pacer *p)
{
	return p->virtual_ns ? *p->virtual_ns : clock_monotonic_ns();
}

static uint64_t
pacer_at(const struct pacer *p, uint64_t frames)
{
	return p->base_ns + frames * second_ns / p->rate_hz;
}

static void
pacer_advance(struct pacer *p)
{
	p->frames += p->nframes;
	while (p->frames >= p->rate_hz) { /* whole seconds are exact in ns */
		p->frames -= p->rate_hz;
		p->base_ns += second_ns;
	}
}

void
pacer_init(struct pacer *p, const struct clock *clock, uint64_t *virtual_ns, uint32_t rate_hz,
	uint32_t nframes)
{
	p->clock = clock;
	p->virtual_ns = virtual_ns;
	p->rate_hz = rate_hz;
	p->nframes = nframes;
	p->base_ns = pacer_now(p);
	p->frames = 0;
}

void
pacer_set(struct pacer *p, uint32_t rate_hz, uint32_t nframes)
{
	p->base_ns = pacer_at(p, p->frames);
	p->frames = 0;
	p->rate_hz = rate_hz;
	p->nframes = nframes;
}

/* Return: false when quit was set. */
static bool
pacer_sleep(struct pacer *p, uint64_t until_ns, const atomic_bool *quit)
{
	uint64_t now;

	if (p->virtual_ns) {
		if (*p->virtual_ns < until_ns)
			__atomic_store_n(p->virtual_ns, until_ns, __ATOMIC_RELAXED);
		return !atomic_load_explicit(quit, memory_order_relaxed);
	}
	while (!atomic_load_explicit(quit, memory_order_relaxed)) {
		uint64_t to = until_ns;
		struct timespec t;

		now = clock_monotonic_ns();
		if (now >= until_ns)
			return true;
		if (until_ns - now > SLICE_NS)
			to = now + SLICE_NS;
		t.tv_sec = (time_t)(to / second_ns);
		t.tv_nsec = (long)(to % second_ns);
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
	}
	return false;
}

bool
pacer_wait(struct pacer *p, uint64_t late_ns, const atomic_bool *quit, struct period *out)
{
	uint64_t due_ns = pacer_at(p, p->frames), deadline_ns = pacer_at(p, p->frames + p->nframes);
	uint64_t since_due_ns;

	if (!pacer_sleep(p, due_ns + late_ns, quit))
		return false;
	/* Only short spans are turned into ticks: a rate measured at start drifts over minutes. */
	out->wake = clock_ticks(p->clock);
	since_due_ns = pacer_now(p) - due_ns;
	out->due = out->wake - clock_ns_to_ticks(p->clock, since_due_ns);
	out->deadline = out->due + clock_ns_to_ticks(p->clock, deadline_ns - due_ns);
	out->nframes = p->nframes;
	out->rate_hz = p->rate_hz;
	out->xruns = p->xruns;
	out->skipped = p->skipped;
	out->lost_frames = p->lost_frames;
	out->flags = 0;
	return true;
}

void
pacer_done(struct pacer *p)
{
	uint64_t now = pacer_now(p);

	pacer_advance(p);
	if (now > pacer_at(p, p->frames))
		p->xruns++;
	while (pacer_at(p, p->frames + p->nframes) <= now) {
		p->skipped++;
		p->lost_frames += p->nframes;
		pacer_advance(p);
	}
}
