/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A screen that is attached draws what another process says, which may be
 * anything: no number and no text of a snapshot harms a view, or --batch.
 */
#include "tests/desk_tool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui-tui/batch.h"

static const double evil[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300, 1e18, -1, 1e-300 };
enum { EVILS = sizeof evil / sizeof *evil };

static void
spoil_stats(struct stats *s, double v)
{
	s->total = s->mean = s->stddev = s->min = s->p50 = s->p90 = v;
	s->p95 = s->p99 = s->p99_9 = s->max = s->max_at_s = v;
}

static void
spoil_node(struct profile_node *n, double v)
{
	n->now_us = n->nonfinite_at_s = v;
	for (int w = 0; w < NWINDOWS; w++)
		spoil_stats(&n->us[w], v);
}

static void
spoil_profile(struct profile *p, double v)
{
	p->load_now = p->wakeup_now_us = p->margin_now_us = p->period_us = v;
	p->margin_min_at_s = p->clear_age_s = p->xruns_age_s = p->last_xrun_s = p->probe_ns = v;
	for (int w = 0; w < NWINDOWS; w++) {
		spoil_stats(&p->load[w], v);
		spoil_stats(&p->busy_us[w], v);
		spoil_stats(&p->wakeup_us[w], v);
		spoil_stats(&p->margin_us[w], v);
		p->margin_p0_1_us[w] = v;
	}
	for (uint32_t i = 0; i < NODES_MAX; i++)
		spoil_node(&p->node[i], v);
	spoil_node(&p->frame, v);
	spoil_node(&p->profiler, v);
	spoil_node(&p->worker, v);
	for (uint32_t i = 0; i < INCIDENTS_KEPT; i++) {
		struct incident *x = &p->incident[i];

		x->at_s = x->late_us = x->load = x->wakeup_us = x->share = v;
	}
}

static void
spoil_signal(struct snapshot *s, double v)
{
	struct loudness_reading *l = &s->loudness;

	for (uint32_t i = 0; i < METER_CHANNELS_MAX; i++) {
		s->in[i].peak = s->in[i].rms = s->in[i].hold = (float)v;
		s->out[i] = s->in[i];
		s->in_ballistic[i].ppm1_db = s->in_ballistic[i].ppm2_db = (float)v;
		s->in_ballistic[i].vu_db = s->in_ballistic[i].k_rms_db = (float)v;
		s->in_ballistic[i].k_peak_db = (float)v;
		s->out_ballistic[i] = s->in_ballistic[i];
	}
	l->momentary_lufs = l->shortterm_lufs = l->integrated_lufs = l->range_lu = (float)v;
	l->true_peak_dbtp = (float)v;
	l->seconds = v;
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
		s->spectrum.bin_db[i] = s->spectrum.held_db[i] = (float)v;
	for (uint32_t i = 0; i < SPECTRUM_BANDS; i++)
		s->spectrum.band_db[i] = (float)v;
	if (v > 0) {
		s->spectrum.fmin_hz = (float)v;
		s->spectrum.fmax_hz = 2 * (float)v;
	}
}

static void
spoil(struct snapshot *s, double v)
{
	spoil_profile(&s->profile, v);
	spoil_signal(s, v);
	s->state_since_s = s->cpu_audio = s->cpu_others = s->cpu_process = v;
	s->info.server_load = (float)v;
	for (uint32_t i = 0; i < s->nthreads; i++)
		s->thread[i].cpu_percent = v;
	for (uint32_t i = 0; i < s->nlog; i++)
		s->log[i].at_s = v;
}

static void
spoil_answer(struct answer *a, double v)
{
	struct flight_incident *f = &a->incident.flight;

	if (a->kind != ASK_INCIDENT)
		return;
	f->due_s = f->allowed_us = f->frame_us = f->backlog_us = v;
	for (uint32_t i = 0; i < f->n; i++) {
		f->cycle[i].wakeup_us = f->cycle[i].late_us = f->cycle[i].busy_us = (float)v;
		for (uint32_t k = 0; k < NODES_MAX; k++)
			f->cycle[i].node_us[k] = (float)v;
	}
	for (uint32_t k = 0; k < NODES_MAX; k++)
		f->median_us[k] = (float)v;
}

/* All that is asked for, spoilt as well. */
static void
draw(struct desk *d, struct answer *a, enum scene scene, double v, int width, int height)
{
	struct question q;

	for (int i = 0; i < 4; i++) {
		struct canvas c = { .charset = CHARSET_UTF8 };

		desk_picture(d, &c, width, height);
		canvas_finish(&c);
		if (!desk_question(d, &q))
			break;
		synth_answer(a, &q, scene, desk_start_s);
		spoil_answer(a, v);
		desk_answer(d, a);
	}
}

static void
test_no_number_harms_a_view(void **state)
{
	static const int size[][2] = { { 80, 24 }, { 160, 45 }, { 40, 8 } };
	struct snapshot *s = malloc(sizeof *s);
	struct answer *a = malloc(sizeof *a);

	(void)state;
	assert_non_null(s);
	assert_non_null(a);
	for (size_t e = 0; e < EVILS; e++) {
		struct desk *d = desk_of(SCENE_MANY);

		synth_fill(s, SCENE_MANY, desk_start_s);
		spoil(s, evil[e]);
		desk_show(d, s, desk_now_s + 1);
		desk_show(d, s, desk_now_s + 2);
		for (int v = 0; v < NVIEWS; v++)
			for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
				desk_key(d, (uint32_t)('1' + v));
				assert_int_equal(d->view, v);
				draw(d, a, SCENE_MANY, evil[e], size[i][0], size[i][1]);
				desk_press(d, "\n\x81");
				draw(d, a, SCENE_MANY, evil[e], size[i][0], size[i][1]);
				desk_key(d, KEYS_ESCAPE);
			}
		free(d);
	}
	free(a);
	free(s);
}

static void
test_no_number_stops_batch(void **state)
{
	struct snapshot *s = malloc(sizeof *s);

	(void)state;
	assert_non_null(s);
	for (size_t e = 0; e < EVILS; e++) {
		char *bytes = NULL;
		size_t size = 0;
		FILE *f = open_memstream(&bytes, &size);

		assert_non_null(f);
		synth_fill(s, SCENE_MANY, desk_start_s);
		spoil(s, evil[e]);
		assert_int_equal(batch_json(f, s), 0);
		batch_text(f, s);
		fclose(f);
		assert_non_null(strstr(bytes, "\"schema\""));
		free(bytes);
	}
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_number_harms_a_view),
		cmocka_unit_test(test_no_number_stops_batch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
