/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers to what a screen asks for, which fit to the made-up snapshots. */
#include <math.h>
#include <string.h>

#include "tests/synth.h"

/* Of 375 periods in a second most take 28 %; for eleven seconds, and in every seventh, many take
 * 47 %, as when the FFT falls into them; single ones are late.  Nodes likewise, on their scale. */
static void
heat_column(uint16_t count[HEAT_BINS], uint64_t s, uint64_t last_s, bool node)
{
	uint64_t back = last_s - s;
	uint16_t heavy = (back > 30 && back < 42) || back % 7 == 0 ? 160 : 4;
	uint32_t middle = node ? 23 : (uint32_t)lround(5.3 + 0.9 * sin((double)s / 9));

	count[middle] = (uint16_t)(200 + 40 * sin((double)s / 5));
	count[middle + 1] = (uint16_t)(60 + 30 * sin((double)s / 4));
	count[middle - 1] = 14;
	count[middle + (node ? 2 : 4)] = heavy;
	count[middle + (node ? 3 : 5)] = heavy / 8;
	count[middle + (node ? 5 : 7)] = s % 13 == 0;
	if (s == 2530 || back == 20)
		count[node ? 30 : 23] = 1;
	if (back == 5)
		count[31] = 2;
}

static void
heat_fill(struct answer *a, const struct question *q, enum scene scene, double t)
{
	uint64_t last = (uint64_t)t, oldest = last >= HEAT_SECONDS ? last - HEAT_SECONDS + 1 : 0;

	memcpy(a->heat.name, q->name, sizeof a->heat.name);
	a->heat.first_s = q->from > oldest ? q->from : oldest;
	a->heat.last_s = last;
	for (uint32_t i = 0; i < HEAT_PAGE && a->heat.first_s + i <= last; i++) {
		if (scene != SCENE_EMPTY)
			heat_column(a->heat.count[i], a->heat.first_s + i, last,
				strcmp(q->name, "cycle") != 0);
		a->heat.n = i + 1;
	}
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
