/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One sentence, the worst news first: lost, late, bad samples, silent, not
 * real-time, nearly late, healthy.  A pure function, tested from a table.
 */
#include "control/health.h"

#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const double LOAD_CAUTION = 0.85; /* of the period */

__attribute__((format(printf, 3, 4))) static void
say(struct snapshot *s, enum health health, const char *format, ...)
{
	va_list ap;

	s->health = health;
	va_start(ap, format);
	vsnprintf(s->sentence, sizeof s->sentence, format, ap);
	va_end(ap);
}

/* Incidents of the last minute; *worst: the one that was latest. */
static uint32_t
recent_incidents(const struct snapshot *s, const struct incident **worst)
{
	const struct profile *p = &s->profile;
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->nkept && i < INCIDENTS_KEPT; i++) {
		const struct incident *incident = &p->incident[i];

		if (!incident->open && p->uptime_s - incident->at_s > HEALTH_WINDOW_S)
			continue;
		if (n++ == 0 || incident->late_us > (*worst)->late_us)
			*worst = incident;
	}
	return n;
}

static void
say_late(struct snapshot *s, uint32_t n, const struct incident *worst)
{
	const char *node = worst->node[0] != '\0' ? ", node " : "";
	const char *more = n == INCIDENTS_KEPT ? " or more" : "";
	const char *s_ = n == 1 ? "" : "s";

	if (worst->late_us <= 0) /* nothing was late by our own clock */
		say(s, HEALTH_CAUTION,
			"In time, but the server reported %u%s incident%s in a minute", n, more,
			s_);
	else
		say(s, HEALTH_BAD, "Late: %u%s incident%s in the last minute, worst +%.1f ms%s%s",
			n, more, s_, worst->late_us / 1000, node, worst->node);
}

static const char *
lost_name(const struct snapshot *s)
{
	if (strcmp(s->backend, "jack") == 0)
		return "the JACK server";
	return strcmp(s->backend, "file") == 0 ? "the file" : "the device";
}

/* The node that let out NaN or infinity last, within the last minute; NULL. */
static const struct profile_node *
recent_nonfinite(const struct snapshot *s)
{
	const struct profile *p = &s->profile;
	const struct profile_node *newest = NULL;

	for (uint32_t i = 0; i < p->nnodes && i < NODES_MAX; i++) {
		const struct profile_node *n = &p->node[i];

		if (n->nonfinite == 0 || p->uptime_s - n->nonfinite_at_s > HEALTH_WINDOW_S)
			continue;
		if (newest == NULL || n->nonfinite_at_s > newest->nonfinite_at_s)
			newest = n;
	}
	return newest;
}

static void
say_nonfinite(struct snapshot *s, const struct profile_node *n)
{
	bool source = strcmp(n->type, "input") == 0;

	say(s, HEALTH_CAUTION, "NaN or infinity %s %.0f s ago, replaced: %s",
		source ? "from outside" : "made by a node", s->profile.uptime_s - n->nonfinite_at_s,
		n->name);
}

static void
judge_running(struct snapshot *s)
{
	const struct stats *load = &s->profile.load[WINDOW_10S];
	const struct incident *worst = NULL;
	const struct profile_node *bad = recent_nonfinite(s);
	uint32_t n = recent_incidents(s, &worst);
	int policy = s->info.audio.policy;

	if (n > 0)
		say_late(s, n, worst);
	else if (bad != NULL)
		say_nonfinite(s, bad);
	else if (s->info.has_server && s->info.connected_in == 0 && s->info.connected_out == 0)
		say(s, HEALTH_CAUTION, "Silent: nothing is connected, press o");
	else if (s->info.has_server && s->info.connected_out == 0)
		say(s, HEALTH_CAUTION, "Silent: no output is connected");
	else if (s->info.has_server && s->info.connected_in == 0)
		say(s, HEALTH_CAUTION, "Silent: nothing is connected to the input");
	else if (!s->profile.on)
		say(s, HEALTH_CAUTION, "Measuring is off");
	else if (load->count == 0)
		say(s, HEALTH_GOOD, "Running");
	else if (load->max > LOAD_CAUTION)
		say(s, HEALTH_CAUTION, "At risk: worst %.0f %% of the period in 10 s",
			load->max * 100);
	else if (s->info.audio.tid != 0 && policy != SCHED_FIFO && policy != SCHED_RR &&
		 !s->unpaced)
		say(s, HEALTH_CAUTION, "At risk: not real-time (SCHED_%s)",
			thread_policy_name(policy));
	else
		say(s, HEALTH_GOOD, "Healthy: worst %.0f %% of the period in 10 s",
			load->max * 100);
}

void
health_judge(struct snapshot *s)
{
	switch (s->state) {
	case STATE_STARTING:
		if (s->attempts > 0)
			say(s, HEALTH_CAUTION, "Waiting for %s, trying again", lost_name(s));
		else
			say(s, HEALTH_CAUTION, "Starting...");
		break;
	case STATE_LOST:
		say(s, HEALTH_BAD, "Lost: %s went away %.0f s ago, trying again", lost_name(s),
			s->uptime_s - s->state_since_s);
		break;
	case STATE_FREEWHEEL:
		say(s, HEALTH_GOOD, "Freewheeling: the server renders without a deadline");
		break;
	case STATE_RUNNING:
		judge_running(s);
		break;
	default:
		say(s, HEALTH_CAUTION, "Stopped");
	}
}
