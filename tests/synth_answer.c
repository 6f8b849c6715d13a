/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers to what a screen asks for, which fit to the made-up snapshots. */
#include <stdio.h>
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

/* As many as fill several pages in the scene of many. */
static void
presets_fill(struct answer *a, const struct question *q, enum scene scene, double t)
{
	static const char *const name[] = { "AKG K371", "AKG K702", "AKG K712 Pro",
		"Audeze LCD-2 (2021)", "Beyerdynamic DT 770 Pro", "Beyerdynamic DT 990",
		"Focal Clear", "Harman 2018 over-ear", "HiFiMAN Sundara", "Moondrop Aria",
		"Night, quiet", "Sennheiser HD 560S", "Sennheiser HD 600", "Sennheiser HD 650",
		"Sennheiser HD 800 S", "Sony WH-1000XM4", "Speech", "Sub +3", "bass-boost",
		"treble-cut", "warm" };
	const uint32_t known = sizeof name / sizeof *name;
	uint32_t from = (uint32_t)q->from;

	(void)t;
	a->presets.from = from;
	a->presets.total = scene == SCENE_EMPTY ? 0 : scene == SCENE_MANY ? 150 : known;
	for (uint32_t i = from; i < a->presets.total && a->presets.n < PRESETS_PAGE; i++)
		if (i < known)
			snprintf(a->presets.name[a->presets.n++], PRESET_NAME_BYTES, "%s", name[i]);
		else
			snprintf(a->presets.name[a->presets.n++], PRESET_NAME_BYTES, "zz %03u", i);
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
