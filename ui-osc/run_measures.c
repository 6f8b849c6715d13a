/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The profile: loads in percent of the period, times in microseconds, counts
 * since clear, exactly as the snapshot has them.
 */
#include <errno.h>
#include <math.h>

#include "ui-osc/notify.h"
#include "ui-osc/rows.h"
#include "ui-osc/server.h"
#include "ui-osc/space.h"

enum { NODE_VALUES = 6 };

int
window_at(struct call *c, uint32_t i, enum window *out)
{
	double seconds = 0;
	int error = OSC_FINE;

	*out = WINDOW_CLEAR;
	if (c->argc > i)
		error = call_number(c, i, &seconds);
	if (error == OSC_FINE && seconds < 0)
		return call_refuse(c, OSC_RANGE, "a window of 1 or 10 seconds, 0: since clear");
	if (seconds > 0 && seconds <= 10)
		*out = seconds <= 1 ? WINDOW_1S : WINDOW_10S;
	return error;
}

int
window_argument(struct call *c, enum window *out)
{
	*out = WINDOW_CLEAR;
	if (c->argc > 1)
		return call_refuse(c, OSC_TYPE, "at most one argument, the window in seconds");
	return window_at(c, 0, out);
}

static void
answer_stats(struct call *c, const struct stats *s)
{
	const double v[] = { s->mean, s->stddev, s->p50, s->p90, s->p95, s->p99, s->p99_9, s->max };

	answer_int(c, s->count > INT32_MAX ? INT32_MAX : (int64_t)s->count);
	for (size_t i = 0; i < sizeof v / sizeof *v; i++)
		answer_float(c, v[i]);
}

static int
run_stats(struct call *c, const struct stats by_window[NWINDOWS])
{
	enum window w;
	int error = window_argument(c, &w);

	if (error != OSC_FINE)
		return error;
	answer_stats(c, &by_window[w]);
	answer_send(c, ".reply");
	return OSC_FINE;
}

static double
percent_of_period(const struct call *c, double us)
{
	double period_us = c->snap->profile.period_us;

	return period_us > 0 ? 100 * us / period_us : 0;
}

int
run_status(struct call *c)
{
	const struct snapshot *s = c->snap;
	const struct profile *p = &s->profile;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_string(c, state_name(s->state));
	answer_int(c, (int64_t)s->uptime_s);
	answer_float(c, 100 * p->load[WINDOW_1S].mean);
	answer_float(c, 100 * p->load[WINDOW_10S].max);
	answer_float(c, p->margin_us[WINDOW_10S].min);
	answer_float(c, s->info.rate_hz);
	answer_float(c, s->period_us);
	answer_int(c, p->xruns > INT32_MAX ? INT32_MAX : (int64_t)p->xruns);
	answer_int(c, clients_count(server_subscribers(c->server)));
	answer_string(c, s->preset);
	answer_send(c, ".reply");
	return OSC_FINE;
}

int
run_load(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_float(c, 100 * p->load_now);
	answer_float(c, 100 * p->load[WINDOW_1S].mean);
	answer_float(c, 100 * p->load[WINDOW_CLEAR].max);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_margin(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_float(c, p->margin_now_us);
	answer_float(c, p->margin_us[WINDOW_10S].min);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_cycle_stats(struct call *c)
{
	return run_stats(c, c->snap->profile.busy_us);
}

int
run_wakeup_stats(struct call *c)
{
	return run_stats(c, c->snap->profile.wakeup_us);
}

int
run_node_list(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	for (uint32_t i = 0; i < p->nnodes; i++)
		answer_string(c, p->node[i].name);
	answer_send(c, ".reply");
	return OSC_FINE;
}

/* Six times of each node of /node/list, in its order, all in microseconds. */
int
run_node_all(struct call *c)
{
	const struct profile *p = &c->snap->profile;
	float value[NODES_MAX * NODE_VALUES];
	enum window w;
	uint32_t n = 0;
	int error = window_argument(c, &w);

	if (error != OSC_FINE)
		return error;
	for (uint32_t i = 0; i < p->nnodes; i++) {
		const struct stats *s = &p->node[i].us[w];

		value[n++] = (float)p->node[i].now_us;
		value[n++] = (float)s->mean;
		value[n++] = (float)s->p50;
		value[n++] = (float)s->p99;
		value[n++] = (float)s->p99_9;
		value[n++] = (float)s->max;
	}
	answer_int(c, p->nnodes);
	answer_int(c, NODE_VALUES);
	answer_blob_floats(c, value, n);
	answer_send(c, ".reply");
	return OSC_FINE;
}

int
run_node_load(struct call *c)
{
	const struct profile_node *node = space_node(c->snap, c->at->index);
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_float(c, percent_of_period(c, node->now_us));
	answer_float(c, percent_of_period(c, node->us[WINDOW_1S].mean));
	answer_send(c, "");
	return OSC_FINE;
}

int
run_node_stats(struct call *c)
{
	const struct profile_node *node = space_node(c->snap, c->at->index);
	enum window w;
	int error = window_argument(c, &w);

	if (error != OSC_FINE)
		return error;
	answer_string(c, node->name);
	answer_stats(c, &node->us[w]);
	answer_int(c, node->overruns > INT32_MAX ? INT32_MAX : (int64_t)node->overruns);
	answer_send(c, ".reply");
	return OSC_FINE;
}

static void
answer_count(struct call *c, uint64_t n)
{
	answer_int(c, n > INT32_MAX ? INT32_MAX : (int64_t)n);
}

int
run_node_nonfinite(struct call *c)
{
	const struct profile_node *node = space_node(c->snap, c->at->index);
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_count(c, node->nonfinite);
	answer_count(c, node->denormal);
	answer_count(c, node->cleared);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_xruns(struct call *c)
{
	uint64_t n = c->snap->profile.xruns;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_int(c, n > INT32_MAX ? INT32_MAX : (int64_t)n);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_profiler_on(struct call *c)
{
	double v;
	int error;

	if (c->argc > 1)
		return call_refuse(c, OSC_TYPE, "one argument to set it, none to read it");
	if (c->argc == 0) {
		answer_int(c, server_measuring(c->server));
		answer_send(c, "");
		return OSC_FINE;
	}
	error = call_number(c, 0, &v);
	if (error != OSC_FINE)
		return error;
	server_measure(c->server, v >= 0.5);
	notify_measure(c, v >= 0.5, v == 0 || v == 1);
	if (v != 0 && v != 1) {
		answer_int(c, v >= 0.5);
		answer_send(c, "");
	}
	return OSC_FINE;
}

int
run_stats_reset(struct call *c)
{
	const char *node = call_string(c, 0);

	if (c->argc > 1 || (c->argc == 1 && node == NULL))
		return call_refuse(c, OSC_TYPE, "at most one argument, the name of a node");
	if (control_clear(c->control, node) == -ENOENT)
		return call_refuse(c, OSC_RANGE, "there is no node \"%.24s\"", node);
	answer_done(c, node != NULL ? node : "everything");
	return OSC_FINE;
}
