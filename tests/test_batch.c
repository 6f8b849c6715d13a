/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --batch: what is written is what the snapshot says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/status_line.h"
#include "tests/synth.h"
#include "ui-tui/batch.h"

static struct snapshot *
snapshot_of(enum scene scene)
{
	struct snapshot *s = malloc(sizeof *s);

	assert_non_null(s);
	synth_fill(s, scene, 4353);
	return s;
}

static json_t *
json_of(const struct snapshot *s)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&bytes, &size);
	json_t *o;

	assert_non_null(f);
	assert_int_equal(batch_json(f, s), 0);
	fclose(f);
	assert_int_equal(bytes[size - 1], '\n');
	assert_ptr_equal(memchr(bytes, '\n', size), bytes + size - 1); /* one line */
	o = json_loads(bytes, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(o);
	free(bytes);
	return o;
}

static void
test_batch_json_has_the_snapshots_numbers(void **state)
{
	struct snapshot *s = snapshot_of(SCENE_RUNNING);
	json_t *o = json_of(s), *nodes = json_object_get(o, "nodes"),
	       *eq = json_array_get(nodes, 3);
	json_t *us = json_object_get(eq, "us");

	(void)state;
	assert_string_equal(json_string_value(json_object_get(o, "state")), "running");
	assert_string_equal(json_string_value(json_object_get(o, "sentence")), s->sentence);
	assert_int_equal(json_array_size(nodes), s->profile.nnodes + 5);
	assert_string_equal(json_string_value(json_object_get(eq, "name")), "eq");
	assert_true(fabs(json_real_value(json_object_get(us, "p99_9")) -
			    s->profile.node[1].us[WINDOW_10S].p99_9) < 1e-3);
	assert_int_equal(json_integer_value(json_object_get(us, "count")), 3750);
	assert_int_equal(json_array_size(json_object_get(o, "out")), 2);
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(o, "since_clear"), "xruns")), 3);
	json_decref(o);
	free(s);
}

static void
test_batch_tells_the_loudness_and_what_it_lacks(void **state)
{
	struct snapshot *s = snapshot_of(SCENE_RUNNING);
	char *bytes = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&bytes, &size);
	json_t *o, *l;

	(void)state;
	s->loudness_valid = false;
	o = json_of(s);
	assert_true(json_is_null(json_object_get(o, "loudness")));
	json_decref(o);
	s->loudness = (struct loudness_reading){ .seconds = 60,
		.momentary_lufs = -21,
		.shortterm_lufs = -22,
		.integrated_lufs = -23,
		.range_lu = 4,
		.true_peak_dbtp = -1.5f,
		.nchannels = 2,
		.lost_frames = 64 };
	s->loudness_valid = true;
	o = json_of(s);
	l = json_object_get(o, "loudness");
	assert_true(json_real_value(json_object_get(l, "momentary_lufs")) == -21);
	assert_true(json_real_value(json_object_get(l, "shortterm_lufs")) == -22);
	assert_true(json_real_value(json_object_get(l, "integrated_lufs")) == -23);
	assert_true(json_real_value(json_object_get(l, "range_lu")) == 4);
	assert_true(json_real_value(json_object_get(l, "true_peak_dbtp")) == -1.5);
	assert_true(json_real_value(json_object_get(l, "seconds")) == 60);
	assert_int_equal(json_integer_value(json_object_get(l, "lost_frames")), 64);
	json_decref(o);
	batch_text(f, s);
	fclose(f);
	assert_non_null(strstr(bytes, "\nloudness M -21.0  S -22.0  I -23.0 LUFS  range 4.0 LU  "
				      "true peak -1.5 dBTP  incomplete: 64 frames missing  since "
				      "clear (60 s)\n"));
	free(bytes);
	free(s);
}

static void
test_batch_json_of_every_scene_is_one_valid_line(void **state)
{
	(void)state;
	for (enum scene scene = 0; scene < NSCENES; scene++) {
		struct snapshot *s = snapshot_of(scene);

		json_decref(json_of(s));
		free(s);
	}
}

static void
test_batch_json_writes_null_for_what_is_not_a_number(void **state)
{
	struct snapshot *s = snapshot_of(SCENE_RUNNING);
	json_t *o;

	(void)state;
	s->profile.load[WINDOW_10S].stddev = NAN;
	s->profile.load_now = INFINITY;
	o = json_of(s);
	assert_true(json_is_null(json_object_get(json_object_get(o, "load"), "stddev")));
	assert_true(json_is_null(json_object_get(o, "load_now")));
	json_decref(o);
	free(s);
}

static void
test_batch_text_has_a_line_for_each_row_and_columns_in_line(void **state)
{
	struct snapshot *s = snapshot_of(SCENE_RUNNING);
	char *bytes = NULL, *line, *title = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&bytes, &size);
	int rows = 0;

	(void)state;
	assert_non_null(f);
	batch_text(f, s);
	fclose(f);
	assert_non_null(strstr(bytes, s->sentence));
	assert_non_null(strstr(bytes, "xruns 3"));
	for (line = strtok(bytes, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		if (strncmp(line, "NODE", 4) == 0)
			title = line;
		else if (title != NULL) {
			assert_int_equal(strlen(line), strlen(title) - strlen("   us"));
			rows++;
		}
	}
	assert_int_equal(rows, (int)s->profile.nnodes + 5);
	free(bytes);
	free(s);
}

/* For a status bar: short, one line, no wider than a bar has room for. */
static void
test_status_line_is_load_incidents_and_peak(void **state)
{
	static const struct {
		enum engine_state state;
		double load;
		uint32_t incidents;
		float left, right;
		const char *line;
	} cases[] = {
		{ STATE_RUNNING, 0.2904, 0, 0.2483f, 0.1f, "DSP 29% x0 -12.1dB" },
		{ STATE_RUNNING, 0.2904, 3, 0.1f, 1.0f, "DSP 29% x3 0.0dB" },
		{ STATE_RUNNING, 1.253, 4000000000, 0, 0, "DSP 125% x4000000000 -120.0dB" },
		{ STATE_FREEWHEEL, 0.004, 1, 2.0f, 0, "DSP 0% x1 6.0dB" },
		{ STATE_STARTING, 0.29, 0, 0.5f, 0, "DSP starting x0 -" },
		{ STATE_LOST, 0.29, 2, 0.5f, 0, "DSP lost x2 -" },
	};
	struct snapshot *s = snapshot_of(SCENE_RUNNING);
	char line[80];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		s->state = cases[i].state;
		s->info.nchannels = 2;
		s->profile.load[WINDOW_1S].mean = cases[i].load;
		s->profile.nincidents = cases[i].incidents;
		s->out[0].peak = cases[i].left;
		s->out[1].peak = cases[i].right;
		status_line_text(s, line, sizeof line);
		assert_string_equal(line, cases[i].line);
	}
	free(s);
}

static void
test_batch_says_what_is_waited_for_and_how_long(void **state)
{
	static const struct {
		enum engine_state state;
		uint32_t attempts;
		const char *sentence, *work, *text;
	} cases[] = {
		{ STATE_STARTING, 0, "Starting...", "opening jack, for 1 s",
			"opening jack, for 1 s ..." },
		{ STATE_STARTING, 0, "Starting...", "", "Starting..., 12 s" },
		{ STATE_STARTING, 3, "Waiting for the JACK server, trying again", "",
			"Waiting for the JACK server, trying again, 12 s" },
		{ STATE_STARTING, 3, "Waiting for the JACK server, trying again",
			"trying jack again in 3 s",
			"Waiting for the JACK server, 12 s: trying jack again in 3 s" },
		{ STATE_LOST, 3, "Lost: the JACK server went away 12 s ago, trying again",
			"trying jack again in 3 s",
			"Lost: the JACK server went away 12 s ago: trying jack again in 3 s" },
	};
	struct snapshot *s = snapshot_of(SCENE_RUNNING);
	char text[256];

	(void)state;
	s->uptime_s = 20;
	s->state_since_s = 8;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		s->state = cases[i].state;
		s->attempts = cases[i].attempts;
		snprintf(s->sentence, sizeof s->sentence, "%s", cases[i].sentence);
		snprintf(s->work, sizeof s->work, "%s", cases[i].work);
		batch_waiting(text, sizeof text, s);
		assert_string_equal(text, cases[i].text);
	}
	free(s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batch_json_has_the_snapshots_numbers),
		cmocka_unit_test(test_batch_tells_the_loudness_and_what_it_lacks),
		cmocka_unit_test(test_batch_json_of_every_scene_is_one_valid_line),
		cmocka_unit_test(test_batch_json_writes_null_for_what_is_not_a_number),
		cmocka_unit_test(test_batch_text_has_a_line_for_each_row_and_columns_in_line),
		cmocka_unit_test(test_status_line_is_load_incidents_and_peak),
		cmocka_unit_test(test_batch_says_what_is_waited_for_and_how_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
