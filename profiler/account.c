/* SPDX-License-Identifier: ISC */
/*
 * See account.h.  The sum that it prints is an identity of the stamps: from due
 * to the end is the wake-up lateness and the busy time, and what of that is
 * more than was allowed is the lateness.
 */
#include "profiler/account.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void say(struct account *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
say(struct account *a, const char *format, ...)
{
	va_list ap;

	if (a->n == ACCOUNT_LINES)
		return;
	va_start(ap, format);
	vsnprintf(a->line[a->n++], ACCOUNT_LINE_BYTES, format, ap);
	va_end(ap);
}

static void
say_verdict(struct account *a, const struct incident *i)
{
	const char *comma = i->node[0] ? ", " : "";

	if (i->share > 0)
		say(a, "incident %u: %s%s%s explains %.0f %% of the lateness (%s)", i->id, i->cause,
			comma, i->node, 100 * i->share, i->confidence);
	else if (strcmp(i->cause, cause_word(CAUSE_UNKNOWN)) == 0)
		say(a, "incident %u: the cause is unknown", i->id);
	else
		say(a, "incident %u: %s (%s)", i->id, i->cause, i->confidence);
	say(a, "from %.3f s after the start on, periods %llu to %llu%s", i->at_s,
		(unsigned long long)i->first_seq, (unsigned long long)i->last_seq,
		i->open ? ", still open" : "");
	say(a, "periods late: %u, worst by %.1f us, highest load %.1f %%; never seen: %u", i->misses,
		i->late_us, 100 * i->load, i->skipped);
	say(a, "xruns reported by the server: %u; frames lost: %u", i->xruns, i->lost_frames);
}

static void
say_node(struct account *a, const struct flight_incident *f, uint32_t node)
{
	double us = (double)f->cycle[f->judged].node_us[node];
	double median_us = (double)f->median_us[node];

	if (isnan(median_us))
		say(a, "  %s: %.1f us, no median of it yet", f->node[node], us);
	else
		say(a, "  %s: %.1f us, %.1f us %s its median of %.1f us", f->node[node], us,
			fabs(us - median_us), us < median_us ? "below" : "above", median_us);
}

/* Nodes by what they took above their medians, most first.  There are few. */
static void
say_nodes(struct account *a, const struct flight_incident *f)
{
	const float *us = f->cycle[f->judged].node_us;
	uint32_t left = (uint32_t)((UINT64_C(1) << f->nnodes) - 1), k, i;

	for (k = 0; k < f->nnodes; k++) {
		uint32_t most = NODES_MAX;

		for (i = 0; i < f->nnodes; i++) {
			float excess = us[i] - fmaxf(0, f->median_us[i]);

			if (left >> i & 1 &&
				(most == NODES_MAX ||
					excess > us[most] - fmaxf(0, f->median_us[most])))
				most = i;
		}
		left &= ~(UINT32_C(1) << most);
		say_node(a, f, most);
	}
}

static void
say_late_period(struct account *a, const struct flight_incident *f)
{
	const struct flight_cycle *c = &f->cycle[f->judged];
	double wakeup_us = isnan(c->wakeup_us) ? 0 : (double)c->wakeup_us;

	say(a, "the first late period, %llu, due at %.6f s:", (unsigned long long)c->seq, f->due_s);
	if (isnan(c->wakeup_us))
		say(a, "  woken: the backend cannot tell when it was due");
	else
		say(a, "  woken %.1f us after it was due, of which %.1f us the period before ran",
			wakeup_us, f->backlog_us);
	if (isnan(f->frame_us)) {
		say(a, "  the nodes were not measured: measuring was off");
	} else {
		say(a, "  before the first node: %.1f us", f->frame_us);
		say_nodes(a, f);
	}
	say(a, "  together: wake-up %.1f + busy %.1f - allowed %.1f = %.1f us late", wakeup_us,
		(double)c->busy_us, f->allowed_us, (double)c->late_us);
}

static void
say_what_is_not_known(struct account *a, const struct incident *i)
{
	static const char *const unknown[NCAUSES] = {
		[CAUSE_OWN_DSP] =
			"what the node did in that time: more work, a page fault, a lock, "
			"another task on its CPU",
		[CAUSE_BACKLOG] = "why the period before took so long",
		[CAUSE_OTHER_CLIENT] = "who was late: this engine was in time, and the server does "
				       "not name others",
		[CAUSE_RECONFIGURED] = "more than that the configuration changed at that time",
		[CAUSE_UNKNOWN] = "whether the driver was late, or another task had the CPU",
	};
	uint32_t cause;

	for (cause = 0; cause < NCAUSES; cause++)
		if (unknown[cause] && strcmp(i->cause, cause_word((enum cause)cause)) == 0)
			say(a, "not known: %s", unknown[cause]);
	say(a, "no kernel evidence was recorded");
}

void
account_write(const struct incident *i, const struct flight_incident *f, struct account *out)
{
	out->n = 0;
	say_verdict(out, i);
	if (f->late)
		say_late_period(out, f);
	else
		say(out, "no period of ours was late");
	say_what_is_not_known(out, i);
}
