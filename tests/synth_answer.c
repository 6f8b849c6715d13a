/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers to what a screen asks for, which fit to the made-up snapshots. */
#include <string.h>

#include "tests/synth.h"

static void
heat_fill(struct answer *a, const struct question *q, enum scene scene, double t)
{
	(void)scene;
	a->heat.first_s = q->from;
	a->heat.last_s = (uint64_t)t;
	memcpy(a->heat.name, q->name, sizeof a->heat.name);
}

static void
incident_fill(struct answer *a, const struct question *q, enum scene scene, double t)
{
	(void)scene;
	(void)t;
	a->incident.id = q->id;
}

static void
log_fill(struct answer *a, const struct question *q, enum scene scene, double t)
{
	(void)scene;
	(void)t;
	a->log.from = a->log.total = q->from;
}

static void
presets_fill(struct answer *a, const struct question *q, enum scene scene, double t)
{
	(void)scene;
	(void)t;
	a->presets.from = (uint32_t)q->from;
}

void
synth_answer(struct answer *a, const struct question *q, enum scene scene, double t)
{
	static void (*const fill[NQUESTIONS])(
		struct answer *, const struct question *, enum scene, double) = {
		[ASK_HEAT] = heat_fill,
		[ASK_INCIDENT] = incident_fill,
		[ASK_LOG] = log_fill,
		[ASK_PRESETS] = presets_fill,
	};

	memset(a, 0, sizeof *a);
	a->kind = q->kind;
	a->serial = q->serial;
	fill[q->kind](a, q, scene, t);
}
