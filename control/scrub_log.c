/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When to say it is one rule for all; what to say depends on the count and on where it rose. */
#include "control/scrub_log.h"

#include <stdio.h>
#include <string.h>

enum { KIND_NONFINITE, KIND_CLEARED, KIND_DENORMAL, NKINDS };

static const double BURST_OVER_S = 1;    /* without another */
static const double BURST_LONGEST_S = 5; /* then it is told although it goes on */
static const double EVERY_S = 60;        /* a line at most for one that goes on */

static uint64_t
count_of(const struct profile_node *n, int kind)
{
	return kind == KIND_NONFINITE ? n->nonfinite
	       : kind == KIND_CLEARED ? n->cleared
				      : n->denormal;
}

static void
scrub_watch(struct scrub_seen *s, uint64_t count, double now_s)
{
	if (count < s->seen) /* cleared by the user */
		s->told = 0;
	if (count > s->seen || (count < s->seen && count > 0)) {
		s->first_s = s->seen > s->told ? s->first_s : now_s;
		s->last_s = now_s;
	}
	s->seen = count;
}

static bool
scrub_is_due(const struct scrub_seen *s, int kind, double now_s, bool end)
{
	if (s->seen == s->told || (kind == KIND_DENORMAL && s->told_any))
		return false;
	if (end)
		return true;
	if (now_s - s->last_s >= BURST_OVER_S)
		return true;
	return now_s - s->first_s >= BURST_LONGEST_S &&
	       (!s->told_any || now_s - s->told_s >= EVERY_S);
}

static void
scrub_say(const struct profile_node *n, int kind, uint64_t count, char *out, size_t size)
{
	bool source = strcmp(n->type, "input") == 0;
	unsigned long long k = count;

	if (kind == KIND_CLEARED)
		snprintf(out, size,
			"%s: its own state was no number any more and was cleared, %llu time%s: "
			"what it gets, or its gain, is far beyond full scale",
			n->name, k, k == 1 ? "" : "s");
	else if (kind == KIND_DENORMAL)
		snprintf(out, size,
			"%s: %llu denormal sample%s so far %s, set to 0: not to be heard, but slow "
			"to compute with for %s",
			n->name, k, k == 1 ? "" : "s", source ? "from outside" : "made by it",
			source ? "the program that sends them" : "it");
	else
		snprintf(out, size,
			"%s: %llu sample%s NaN or infinity, %s; replaced with a fade, back 6 ms "
			"after the last: %s",
			n->name, k, k == 1 ? " was" : "s were",
			source ? "from outside" : "made by it",
			source ? "look at what plays into it" : "look at its settings");
}

bool
scrub_log_line(struct scrub_log *l, const struct profile *p, double now_s, bool end, char *out,
	size_t size)
{
	for (uint32_t i = 0; i < p->nnodes && i < NODES_MAX; i++)
		for (int kind = 0; kind < NKINDS; kind++) {
			struct scrub_seen *s = &l->of[i][kind];

			scrub_watch(s, count_of(&p->node[i], kind), now_s);
			if (!scrub_is_due(s, kind, now_s, end))
				continue;
			scrub_say(&p->node[i], kind, s->seen - s->told, out, size);
			s->told = s->seen;
			s->told_s = now_s;
			s->told_any = true;
			return true;
		}
	return false;
}
