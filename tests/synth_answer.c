/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers to what a screen asks for, which fit to the made-up snapshots. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/account.h"
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

/* A period as it usually is; woken late when the one before, which ended so long after its own
 * due, ran into it. */
static void
usual_cycle(struct flight_cycle *c, const struct snapshot *s, uint64_t seq, double before_us)
{
	double wakeup = 11 + 3 * sin((double)seq), busy = 0.8;

	for (uint32_t i = 0; i < s->profile.nnodes; i++) {
		c->node_us[i] = (float)(s->profile.node[i].us[WINDOW_10S].p50 *
					(1 + 0.04 * sin((double)(seq * (i + 1)))));
		busy += (double)c->node_us[i];
	}
	c->seq = seq;
	c->wakeup_us = (float)fmax(wakeup, before_us - s->period_us);
	c->busy_us = (float)busy;
	c->late_us = (float)((double)c->wakeup_us + busy - s->period_us);
}

/* As late as the incident says, by its wake-up and by the node that it names, or by all. */
static void
judged_cycle(struct flight_cycle *c, const struct snapshot *s, const struct incident *i)
{
	double busy = i->load * s->period_us, more = busy - (double)c->busy_us;
	uint32_t named = s->profile.nnodes;

	for (uint32_t k = 0; k < s->profile.nnodes; k++)
		if (strcmp(s->profile.node[k].name, i->node) == 0)
			named = k;
	for (uint32_t k = 0; k < s->profile.nnodes; k++)
		if (named == s->profile.nnodes)
			c->node_us[k] *= (float)((busy - 0.8) / ((double)c->busy_us - 0.8));
		else if (named == k)
			c->node_us[k] += (float)more;
	c->wakeup_us = (float)i->wakeup_us;
	c->busy_us = (float)busy;
	c->late_us = (float)(i->wakeup_us + busy - s->period_us);
}

static void
flight_fill(struct flight_incident *f, const struct snapshot *s, const struct incident *i)
{
	double before_us = 0;

	f->id = i->id;
	f->before = f->judged = FLIGHT_BEFORE;
	f->n = i->open ? FLIGHT_BEFORE + 20 : FLIGHT_CYCLES;
	f->nnodes = s->profile.nnodes;
	f->late = i->late_us > 0;
	f->due_s = i->at_s;
	f->allowed_us = s->period_us;
	f->frame_us = 0.8;
	for (uint32_t k = 0; k < f->nnodes; k++) {
		memcpy(f->node[k], s->profile.node[k].name, sizeof f->node[k]);
		f->median_us[k] = (float)s->profile.node[k].us[WINDOW_10S].p50;
	}
	for (uint32_t k = 0; k < f->n; k++) {
		struct flight_cycle *c = &f->cycle[k];

		usual_cycle(c, s, i->first_seq + k - f->judged, before_us);
		if (k == f->judged)
			judged_cycle(c, s, i);
		before_us = (double)c->wakeup_us + (double)c->busy_us;
	}
}

static void
incident_fill(struct answer *a, const struct question *q, enum scene scene, double t)
{
	struct snapshot *s = malloc(sizeof *s);

	a->incident.id = q->id;
	a->error = -ENOENT;
	if (s == NULL)
		return;
	synth_fill(s, scene, t);
	for (uint32_t i = 0; i < s->profile.nkept; i++) {
		if (s->profile.incident[i].id != q->id)
			continue;
		a->error = 0;
		a->incident.flown = true;
		flight_fill(&a->incident.flight, s, &s->profile.incident[i]);
		account_write(&s->profile.incident[i], &a->incident.flight, &a->incident.account);
	}
	free(s);
}

/* All lines: of a snapshot its own, at the end of many others. */
static void
log_line_fill(struct log_line *out, const struct snapshot *s, uint64_t number)
{
	static const char *const text[] = {
		"preset \"AKG K702\" loaded",
		"osc: 192.168.1.20:53211 subscribed to /meters, 20 a second, for 10 s",
		("jack: Cannot read socket fd = 24 err = Success, then the library went on to say "
		 "much "
		 "more about a request that it could not send to its server after all"),
		"worker: 1 hop of the spectrum skipped",
	};
	uint64_t first = s->log_total - s->nlog;

	if (number >= first) {
		*out = s->log[number - first];
		return;
	}
	out->at_s = (double)number * 20;
	snprintf(out->text, sizeof out->text, "%s", text[number % 4]);
}

static void
log_fill(struct answer *a, const struct question *q, enum scene scene, double t)
{
	struct snapshot *s = malloc(sizeof *s);

	if (s == NULL)
		return;
	synth_fill(s, scene, t);
	a->log.total = s->log_total;
	a->log.from = q->from > s->log_total ? s->log_total : q->from;
	while (a->log.n < LOG_PAGE && a->log.from + a->log.n < a->log.total) {
		log_line_fill(&a->log.line[a->log.n], s, a->log.from + a->log.n);
		a->log.n++;
	}
	free(s);
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
