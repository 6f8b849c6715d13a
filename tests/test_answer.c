/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a screen asks for beyond the snapshot, and the snapshot's fields for it,
 * in a whole control on the paced dummy, from within a front end.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "control/control_private.h"
#include "tests/hand.h"

static struct answer answer;

static const struct answer *
asked(struct hand *h, const struct question *q)
{
	memset(&answer, 0x55, sizeof answer); /* nothing of it is to stay */
	control_answer(h->control, q, &answer);
	assert_int_equal(answer.kind, q->kind);
	assert_int_equal(answer.serial, q->serial);
	return &answer;
}

static const struct answer *
asked_heat(struct hand *h, const char *name, uint64_t from)
{
	struct question q = { .kind = ASK_HEAT, .serial = 7, .from = from };

	snprintf(q.name, sizeof q.name, "%s", name);
	return asked(h, &q);
}

/* ---- Heat ---- */

static uint64_t
periods_in(const struct answer *a, uint32_t column)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < HEAT_BINS; i++)
		n += a->heat.count[column][i];
	return n;
}

static bool
act_heat(struct hand *h, const struct snapshot *s)
{
	static const uint64_t beyond[] = { 100, UINT64_MAX };
	const struct answer *a;
	uint64_t total = 0;

	if (s->profile.cycles_total < 20)
		return true;
	a = asked_heat(h, "cycle", 0);
	assert_int_equal(a->error, 0);
	assert_string_equal(a->heat.name, "cycle");
	assert_int_equal(a->heat.first_s, 0);
	assert_int_equal(a->heat.n, a->heat.last_s + 1);
	assert_true(a->heat.last_s <= (uint64_t)s->uptime_s + 1);
	for (uint32_t i = 0; i < a->heat.n; i++)
		total += periods_in(a, i);
	assert_true(total >= s->profile.load[WINDOW_CLEAR].count);

	a = asked_heat(h, "eq", 0);
	assert_int_equal(a->error, 0);
	assert_string_equal(a->heat.name, "eq");
	assert_true(a->heat.n > 0);
	for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
		a = asked_heat(h, "cycle", beyond[i]); /* from the running second on */
		assert_int_equal(a->error, 0);
		assert_int_equal(a->heat.n, 1);
		assert_int_equal(a->heat.first_s, a->heat.last_s);
	}
	a = asked_heat(h, "nothing", 0);
	assert_int_equal(a->error, -ENOENT);
	assert_int_equal(a->heat.n, 0);
	a = asked_heat(h, "", 0);
	assert_int_equal(a->error, -ENOENT);
	return false;
}

static void
test_answer_heat(void **state)
{
	(void)state;
	HAND_RUN(act_heat, );
}

/* A name without an end is none. */
static bool
act_unended(struct hand *h, const struct snapshot *s)
{
	struct question q = { .kind = ASK_HEAT };

	(void)s;
	memset(q.name, 'x', sizeof q.name);
	assert_int_equal(asked(h, &q)->error, -ENOENT);
	assert_int_equal(strlen(answer.heat.name), sizeof q.name - 1);
	return false;
}

static void
test_answer_a_name_without_an_end(void **state)
{
	(void)state;
	HAND_RUN(act_unended, );
}

/* ---- Incidents ---- */

static const struct answer *
asked_incident(struct hand *h, uint32_t id)
{
	const struct question q = { .kind = ASK_INCIDENT, .serial = 9, .id = id };

	return asked(h, &q);
}

static bool
act_incident(struct hand *h, const struct snapshot *s)
{
	const struct profile *p = &s->profile;
	const struct answer *a;
	uint32_t id;

	if (p->nkept == 0 || p->incident[0].open)
		return true;
	id = p->incident[0].id;
	a = asked_incident(h, id);
	assert_int_equal(a->error, 0);
	assert_int_equal(a->incident.id, id);
	assert_true(a->incident.flown);
	assert_int_equal(a->incident.flight.id, id);
	assert_true(a->incident.flight.n > a->incident.flight.before);
	assert_true(a->incident.account.n > 0);
	assert_true(a->incident.account.line[0][0] != '\0');

	a = asked_incident(h, id + 1000);
	assert_int_equal(a->error, -ENOENT);
	assert_false(a->incident.flown);
	assert_int_equal(a->incident.account.n, 0);
	control_clear_xruns(h->control); /* it is gone */
	a = asked_incident(h, id);
	assert_int_equal(a->error, -ENOENT);
	assert_false(a->incident.flown);
	assert_int_equal(asked_incident(h, 0)->error, -ENOENT);
	return false;
}

static void
test_answer_incident(void **state)
{
	(void)state;
	HAND_RUN(act_incident, WORD("--lab-burn=eq:9000@30"), );
}

/* ---- Log ---- */

static const struct answer *
asked_log(struct hand *h, uint64_t from)
{
	const struct question q = { .kind = ASK_LOG, .from = from };

	return asked(h, &q);
}

static bool
act_log(struct hand *h, const struct snapshot *s)
{
	const struct answer *a;
	uint64_t next = 0, total = s->log_total;
	uint32_t lines = 0;

	for (int i = 0; i < 250; i++)
		control_log(h->control, "line %d of the test", i);
	total += 250;
	a = asked_log(h, 0);
	assert_int_equal(a->error, 0);
	assert_int_equal(a->log.from, total - LOG_LINES_KEPT); /* older ones are gone */
	assert_int_equal(a->log.n, LOG_PAGE);
	for (next = a->log.from; a->log.n > 0; next += a->log.n, a = asked_log(h, next)) {
		assert_int_equal(a->log.from, next);
		lines += a->log.n;
		assert_true(a->log.total >= next + a->log.n);
	}
	assert_int_equal(lines, LOG_LINES_KEPT);
	assert_int_equal(next, total);
	a = asked_log(h, total - 1);
	assert_int_equal(a->log.n, 1);
	assert_int_equal(a->log.total, total);
	assert_non_null(strstr(a->log.line[0].text, "line 249 of the test"));
	a = asked_log(h, UINT64_MAX); /* beyond the end */
	assert_int_equal(a->log.n, 0);
	assert_int_equal(a->log.from, total);
	return false;
}

static void
test_answer_log(void **state)
{
	(void)state;
	HAND_RUN(act_log, );
}

/* ---- Presets ---- */

static const struct answer *
asked_presets(struct hand *h, uint64_t from)
{
	const struct question q = { .kind = ASK_PRESETS, .from = from };

	return asked(h, &q);
}

static bool
act_presets(struct hand *h, const struct snapshot *s)
{
	const struct answer *a = asked_presets(h, 0);
	uint32_t total = a->presets.total, seen = 0;
	char before[PRESET_NAME_BYTES] = "";

	(void)s;
	assert_true(total >= 150);
	assert_int_equal(a->presets.n, PRESETS_PAGE);
	while (a->presets.n > 0) {
		assert_int_equal(a->presets.from, seen);
		assert_int_equal(a->presets.total, total);
		for (uint32_t i = 0; i < a->presets.n; i++) {
			assert_true(strcasecmp(before, a->presets.name[i]) < 0);
			memcpy(before, a->presets.name[i], sizeof before);
		}
		seen += a->presets.n;
		a = asked_presets(h, seen);
	}
	assert_int_equal(seen, total);
	a = asked_presets(h, UINT64_C(1) << 32); /* not the first ones */
	assert_int_equal(a->presets.n, 0);
	assert_int_equal(a->presets.total, total);
	return false;
}

static void
test_answer_presets(void **state)
{
	char name[32];

	(void)state;
	for (int i = 0; i < 150; i++) {
		snprintf(name, sizeof name, "Many %03d", i);
		hand_write_preset(name, "Preamp: -1 dB\n");
	}
	HAND_RUN(act_presets, );
}

static bool
act_unknown(struct hand *h, const struct snapshot *s)
{
	const struct question q[] = { { .kind = ASK_NOTHING, .serial = 3 },
		{ .kind = NQUESTIONS, .serial = 4 } };

	(void)s;
	for (size_t i = 0; i < sizeof q / sizeof *q; i++)
		assert_int_equal(asked(h, &q[i])->error, -EINVAL);
	return false;
}

static void
test_answer_to_no_question(void **state)
{
	(void)state;
	HAND_RUN(act_unknown, );
}

/* ---- The snapshot's fields ---- */

static bool
act_spectrum(struct hand *h, const struct snapshot *s)
{
	const struct spectrum_controls *k = &s->spectrum_controls;

	if (h->step == 0) {
		assert_int_equal(k->points, SPECTRUM_POINTS);
		assert_int_equal(k->settings.window, SPECTRUM_HANN);
		assert_int_equal(k->settings.overlap, 4);
		assert_true(k->settings.average_s == 0.125f);
		assert_int_equal(k->settings.hold, SPECTRUM_HOLD_OFF);
		assert_int_equal(k->settings.show, SPECTRUM_SHOW_MEAN);
		assert_false(k->pre);
		hand_set(h, "/spectrum/points", 3);
		hand_set(h, "/spectrum/window", SPECTRUM_FLAT_TOP);
		hand_set(h, "/spectrum/overlap", 0);
		hand_set(h, "/spectrum/average", 2);
		hand_set(h, "/spectrum/hold", SPECTRUM_HOLD_DECAY);
		hand_set(h, "/spectrum/hold/time", 5);
		hand_set(h, "/spectrum/channel", SPECTRUM_SHOW_RIGHT);
		hand_set(h, "/spectrum/tap", 1);
		return true;
	}
	assert_int_equal(k->points, 8192);
	assert_int_equal(k->settings.window, SPECTRUM_FLAT_TOP);
	assert_int_equal(k->settings.overlap, 1);
	assert_true(k->settings.average_s == 2 && k->settings.hold_s == 5);
	assert_int_equal(k->settings.hold, SPECTRUM_HOLD_DECAY);
	assert_int_equal(k->settings.show, SPECTRUM_SHOW_RIGHT);
	assert_true(k->pre);
	return false;
}

static void
test_snapshot_spectrum_controls_are_as_set(void **state)
{
	(void)state;
	HAND_RUN(act_spectrum, );
}

/* It is told while it lasts, and no longer. */
static bool
act_planning(struct hand *h, const struct snapshot *s)
{
	static bool told;

	if (h->step == 0)
		hand_set(h, "/spectrum/points", 5);
	if (h->step == 0)
		told = false;
	if (strcmp(s->work, "planning an FFT of 32768 points") == 0)
		told = true;
	if (s->spectrum.points == 32768 && s->work[0] == '\0') {
		assert_true(told);
		return false;
	}
	return true;
}

static void
test_snapshot_tells_of_planning_while_it_lasts(void **state)
{
	(void)state;
	HAND_RUN(act_planning, );
}

static bool
act_saving(struct hand *h, const struct snapshot *s)
{
	char err[ERROR_BYTES], text[WORK_BYTES];

	if (h->step == 0) {
		assert_string_equal(s->work, "");
		h->ticket = control_preset_save(h->control, "Slow one", err);
		assert_true(h->ticket != 0);
		work_text(h->control, 0, text); /* the next update may find it done */
		assert_string_equal(text, "saving preset Slow one");
		return true;
	}
	if (h->done != h->ticket) {
		assert_string_equal(s->work, "saving preset Slow one");
		return true;
	}
	assert_string_equal(s->work, "");
	return false;
}

static void
test_snapshot_tells_of_saving_until_it_is_done(void **state)
{
	(void)state;
	HAND_RUN(act_saving, );
}

static bool
act_threads(struct hand *h, const struct snapshot *s)
{
	const struct thread_use *audio = &s->thread[0];
	bool worker = false;

	(void)h;
	if (s->nthreads == 0 || s->info.audio.tid == 0 || audio->tid != s->info.audio.tid)
		return true;
	assert_true(audio->audio);
	assert_int_equal(audio->policy, s->info.audio.policy);
	for (uint32_t i = 1; i < s->nthreads; i++) {
		assert_false(s->thread[i].audio);
		worker |= strcmp(s->thread[i].name, "ae-worker") == 0;
	}
	assert_true(worker);
	return false;
}

static void
test_snapshot_has_the_threads(void **state)
{
	(void)state;
	HAND_RUN(act_threads, );
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer_heat),
		cmocka_unit_test(test_answer_a_name_without_an_end),
		cmocka_unit_test(test_answer_incident),
		cmocka_unit_test(test_answer_log),
		cmocka_unit_test(test_answer_presets),
		cmocka_unit_test(test_answer_to_no_question),
		cmocka_unit_test(test_snapshot_spectrum_controls_are_as_set),
		cmocka_unit_test(test_snapshot_tells_of_planning_while_it_lasts),
		cmocka_unit_test(test_snapshot_tells_of_saving_until_it_is_done),
		cmocka_unit_test(test_snapshot_has_the_threads),
	};

	return cmocka_run_group_tests(tests, hand_folder_create, hand_folder_remove);
}
