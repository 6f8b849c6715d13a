/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The worker's half of the spectrum node. */
#include "engine/node_spectrum.h"
#include "engine/wisdom.h"
#include "profiler/cycle.h"
#include "rt/thread.h"

/* FFTW has one planner for the whole process, so its lock is the process's too. */
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

static const double plan_limit_s = 0.5;

/* Likewise: what the planner works on, for those who wait. */
static _Atomic uint32_t planned_points;

uint32_t
node_spectrum_planned(void)
{
	return atomic_load_explicit(&planned_points, memory_order_relaxed);
}

/* ---- Analysers ---- */

struct spectrum *
node_spectrum_make(const struct kernels *k, uint32_t ntaken, uint32_t rate_hz, uint32_t points)
{
	struct spectrum *made;
	uint64_t state;

	pthread_mutex_lock(&planner);
	atomic_store_explicit(&planned_points, points, memory_order_relaxed);
	wisdom_load(&state);
	made = spectrum_create(k, ntaken, rate_hz, points, plan_limit_s);
	if (made)
		wisdom_save(state);
	atomic_store_explicit(&planned_points, 0, memory_order_relaxed);
	pthread_mutex_unlock(&planner);
	return made;
}

static void
spectrum_unmake(struct spectrum *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&planner);
	spectrum_destroy(s);
	pthread_mutex_unlock(&planner);
}

static void *
plan_run_thread(void *arg)
{
	struct node_spectrum_plan *p = arg;

	p->made = node_spectrum_make(p->kernels, p->ntaken, p->rate_hz, p->points);
	atomic_store_explicit(&p->done, true, memory_order_release);
	return NULL;
}

static void
plan_start(struct node_spectrum *s, uint32_t points)
{
	struct node_spectrum_plan *p = &s->plan;

	p->kernels = s->kernels;
	p->ntaken = s->ntaken;
	p->rate_hz = s->rate_hz;
	p->points = points;
	atomic_store_explicit(&p->done, false, memory_order_relaxed);
	p->running = thread_start(&p->thread, "ae-planner", 0, plan_run_thread, p) == 0;
	s->refused_points = p->running ? 0 : points;
	atomic_store_explicit(&s->planning, p->running ? points : 0, memory_order_relaxed);
}

/* The new analyser, unless something else is wanted by now. */
static void
plan_take(struct node_spectrum *s)
{
	struct node_spectrum_plan *p = &s->plan;

	pthread_join(p->thread, NULL);
	p->running = false;
	atomic_store_explicit(&s->planning, 0, memory_order_relaxed);
	if (!p->made) {
		s->refused_points = p->points;
		return;
	}
	if (p->points == s->last.points) {
		struct spectrum *old = s->spectrum;

		spectrum_set(p->made, &s->last.settings);
		spectrum_continue(p->made, old);
		s->spectrum = p->made;
		p->made = old;
	}
	spectrum_unmake(p->made);
	p->made = NULL;
}

uint32_t
node_spectrum_planning(const struct node *n)
{
	const struct node_spectrum *s = (const struct node_spectrum *)n;

	return atomic_load_explicit(&s->planning, memory_order_relaxed);
}

void
node_spectrum_unmake(struct node_spectrum *s)
{
	if (s->plan.running)
		pthread_join(s->plan.thread, NULL);
	spectrum_unmake(s->plan.made);
	spectrum_unmake(s->spectrum);
}

/* ---- Work ---- */

static void
wanted_heed(struct node_spectrum *s)
{
	bool fresh;
	const struct node_spectrum_coefficients *c = mailbox_latest(&s->wanted, &fresh);

	if (fresh) {
		s->last = *c;
		s->refused_points = 0;
		spectrum_set(s->spectrum, &c->settings);
	}
	if (s->plan.running && atomic_load_explicit(&s->plan.done, memory_order_acquire))
		plan_take(s);
	if (s->last.points && !s->plan.running && s->last.points != s->refused_points &&
		s->last.points != spectrum_points(s->spectrum))
		plan_start(s, s->last.points);
}

/* Return: whether an analysis is due. */
static bool
frames_take(struct node_spectrum *s)
{
	uint32_t wants = spectrum_wants(s->spectrum), n = 1;

	while (wants > 0 && n > 0) {
		n = wants < NODE_SPECTRUM_PIECE ? wants : NODE_SPECTRUM_PIECE;
		n = ring_pop_n(&s->frames, s->popped, n);
		spectrum_push(s->spectrum, s->popped, n);
		wants -= n;
	}
	return wants == 0;
}

/* Hops of the size in force when they were lost, a broken one as a whole: a running total, which
 * another hop must not shrink. */
static uint32_t
skipped_count(struct node_spectrum *s, uint32_t hop)
{
	uint32_t lost = atomic_load_explicit(&s->lost_frames, memory_order_relaxed);
	uint32_t fresh = lost - s->lost_seen;
	uint32_t covered = fresh < s->skipped_ahead ? fresh : s->skipped_ahead;
	uint32_t hops = (fresh - covered + hop - 1) / hop;

	s->lost_seen = lost;
	s->skipped += hops;
	s->skipped_ahead += hops * hop - fresh;
	return s->skipped;
}

bool
node_spectrum_work(struct node *n, struct work *out)
{
	struct node_spectrum *s = (struct node_spectrum *)n;
	struct spectrum_frame *frame;

	wanted_heed(s);
	if (!frames_take(s))
		return false;
	frame = mailbox_back(&s->result);
	spectrum_analyse(s->spectrum);
	spectrum_read(s->spectrum, frame);
	frame->refused_points = s->refused_points;
	mailbox_publish(&s->result);
	out->skipped = skipped_count(s, spectrum_hop(s->spectrum));
	return true;
}
