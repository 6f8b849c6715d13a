/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first line: what is said when, row by row. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/health.h"

struct row {
	const char *backend;
	enum engine_state state;
	bool off, has_server;
	uint32_t in, out, attempts;
	int policy;
	double load, incident_age_s, late_us; /* age < 0: no incident */
	enum health health;
	const char *sentence;
};

static const struct row rows[] = {
	{ "jack", STATE_STARTING, false, false, 0, 0, 0, 0, 0, -1, 0, HEALTH_CAUTION,
		"Starting..." },
	{ "jack", STATE_STARTING, false, false, 0, 0, 3, 0, 0, -1, 0, HEALTH_CAUTION,
		"Waiting for the JACK server, trying again" },
	{ "jack", STATE_LOST, false, true, 2, 2, 0, SCHED_FIFO, 0.3, 5, 100, HEALTH_BAD,
		"Lost: the JACK server went away 3 s ago, trying again" },
	{ "dummy", STATE_LOST, false, false, 0, 0, 0, SCHED_FIFO, 0.3, -1, 0, HEALTH_BAD,
		"Lost: the device went away 3 s ago, trying again" },
	{ "jack", STATE_RUNNING, false, true, 2, 2, 0, SCHED_FIFO, 0.71, -1, 0, HEALTH_GOOD,
		"Healthy: worst 71 % of the period in 10 s" },
	{ "jack", STATE_RUNNING, false, true, 2, 2, 0, SCHED_RR, 0.90, -1, 0, HEALTH_CAUTION,
		"At risk: worst 90 % of the period in 10 s" },
	{ "dummy", STATE_RUNNING, false, false, 0, 0, 0, SCHED_OTHER, 0.2, -1, 0, HEALTH_CAUTION,
		"At risk: not real-time (SCHED_OTHER)" },
	{ "jack", STATE_RUNNING, false, true, 0, 0, 0, SCHED_OTHER, 0.2, -1, 0, HEALTH_CAUTION,
		"Silent: nothing is connected, press o" },
	{ "jack", STATE_RUNNING, false, true, 2, 0, 0, SCHED_FIFO, 0.2, -1, 0, HEALTH_CAUTION,
		"Silent: no output is connected" },
	{ "jack", STATE_RUNNING, false, true, 0, 2, 0, SCHED_FIFO, 0.2, -1, 0, HEALTH_CAUTION,
		"Silent: nothing is connected to the input" },
	{ "jack", STATE_RUNNING, true, true, 2, 2, 0, SCHED_FIFO, 0.2, -1, 0, HEALTH_CAUTION,
		"Measuring is off" },
	{ "jack", STATE_RUNNING, false, true, 0, 0, 0, SCHED_FIFO, 0.2, 59, 1900, HEALTH_BAD,
		"Late: 1 incident in the last minute, worst +1.9 ms, node eq" },
	{ "jack", STATE_RUNNING, false, true, 2, 2, 0, SCHED_FIFO, 0.2, 59, 0, HEALTH_CAUTION,
		"In time, but the server reported 1 incident in a minute" },
	{ "jack", STATE_RUNNING, false, true, 2, 2, 0, SCHED_FIFO, 0.2, 61, 1900, HEALTH_GOOD,
		"Healthy: worst 20 % of the period in 10 s" },
	{ "jack", STATE_RUNNING, false, true, 2, 2, 0, SCHED_FIFO, -1, -1, 0, HEALTH_GOOD,
		"Running" },
	{ "jack", STATE_FREEWHEEL, false, true, 2, 2, 0, SCHED_FIFO, 3, -1, 0, HEALTH_GOOD,
		"Freewheeling: the server renders without a deadline" },
	{ "jack", STATE_STOPPED, false, true, 0, 0, 0, 0, 0, -1, 0, HEALTH_CAUTION, "Stopped" },
};

static void
fill(struct snapshot *s, const struct row *row)
{
	memset(s, 0, sizeof *s);
	strcpy(s->backend, row->backend);
	s->uptime_s = s->profile.uptime_s = 1000;
	s->state = row->state;
	s->state_since_s = 997;
	s->attempts = row->attempts;
	s->profile.on = !row->off;
	s->info.has_server = row->has_server;
	s->info.connected_in = row->in;
	s->info.connected_out = row->out;
	s->info.audio.policy = row->policy;
	s->info.audio.tid = 1;
	s->profile.load[WINDOW_10S].count = row->load >= 0 ? 100 : 0;
	s->profile.load[WINDOW_10S].max = row->load;
	if (row->incident_age_s < 0)
		return;
	s->profile.nkept = 1;
	s->profile.incident[0].at_s = 1000 - row->incident_age_s;
	s->profile.incident[0].late_us = row->late_us;
	strcpy(s->profile.incident[0].node, "eq");
}

static void
test_health_says_the_worst_news_first(void **state)
{
	struct snapshot *s = malloc(sizeof *s);

	(void)state;
	assert_non_null(s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		fill(s, &rows[i]);
		health_judge(s);
		assert_string_equal(s->sentence, rows[i].sentence);
		assert_int_equal(s->health, rows[i].health);
	}
	free(s);
}

static void
test_health_counts_incidents_and_names_the_latest(void **state)
{
	struct snapshot *s = malloc(sizeof *s);

	(void)state;
	assert_non_null(s);
	fill(s, &rows[4]);
	s->profile.nkept = 3;
	s->profile.incident[0].at_s = 990;
	s->profile.incident[0].late_us = 100;
	s->profile.incident[1].at_s = 980;
	s->profile.incident[1].late_us = 2600;
	strcpy(s->profile.incident[1].node, "spectrum");
	s->profile.incident[2].at_s = 900; /* old news */
	s->profile.incident[2].late_us = 9000;
	health_judge(s);
	assert_string_equal(
		s->sentence, "Late: 2 incidents in the last minute, worst +2.6 ms, node spectrum");
	free(s);
}

static void
test_health_tells_of_bad_samples_for_a_minute(void **state)
{
	static const struct {
		const char *type;
		double age_s;
		enum health health;
		const char *sentence;
	} row[] = {
		{ "input", 4, HEALTH_CAUTION, "NaN or infinity from outside 4 s ago, replaced: x" },
		{ "eq8", 59, HEALTH_CAUTION,
			"NaN or infinity made by a node 59 s ago, replaced: x" },
		{ "input", 61, HEALTH_GOOD, "Healthy: worst 71 % of the period in 10 s" },
	};
	struct snapshot *s = malloc(sizeof *s);

	(void)state;
	assert_non_null(s);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		fill(s, &rows[4]);
		s->profile.nnodes = 2;
		strcpy(s->profile.node[1].name, "x");
		strcpy(s->profile.node[1].type, row[i].type);
		s->profile.node[1].nonfinite = 1;
		s->profile.node[1].nonfinite_at_s = 1000 - row[i].age_s;
		health_judge(s);
		assert_string_equal(s->sentence, row[i].sentence);
		assert_int_equal(s->health, row[i].health);
	}
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_health_says_the_worst_news_first),
		cmocka_unit_test(test_health_counts_incidents_and_names_the_latest),
		cmocka_unit_test(test_health_tells_of_bad_samples_for_a_minute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
