/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edits, slots and presets of a whole control on the virtual clock, from within a front end. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/control.h"

/* A front end whose updates are the steps of a test. */
struct hand {
	struct control *control;
	uint32_t step;
	struct snapshot last;
};

static struct hand hand;

/* What a test does at each update; it returns whether it goes on.  It sees the values of before. */
static bool (*act)(struct hand *h, const struct snapshot *s);

static int
hand_open(void **self, struct control *c)
{
	memset(&hand, 0, sizeof hand);
	hand.control = c;
	*self = &hand;
	return 0;
}

static void
hand_update(void *self, const struct snapshot *s)
{
	struct hand *h = self;

	h->last = *s;
	if (s->state != STATE_RUNNING || act == NULL)
		return;
	if (!act(h, s)) {
		act = NULL;
		control_quit(h->control, 0);
		return;
	}
	h->step++;
}

static void
hand_close(void *self)
{
	(void)self;
}

static const struct frontend_ops frontend_hand = {
	.name = "hand", .open = hand_open, .update = hand_update, .close = hand_close
};

static void
run(int argc, char **argv, bool (*acting)(struct hand *h, const struct snapshot *s))
{
	const struct frontend_ops *const frontend[] = { &frontend_hand };
	struct options o;
	struct control *c;
	int status;

	assert_int_equal(options_parse(&o, argc, argv, stdout, stderr, &status), OPTIONS_GO);
	act = acting;
	assert_int_equal(control_create(&c, &o, argv), 0);
	assert_int_equal(control_run(c, frontend, 1, false), 0);
	assert_true(control_destroy(c));
	assert_null(act); /* it came to its end */
}

#define RUN(acting, ...)                                                                           \
	do {                                                                                       \
		char *words_[] = { (char[]){ "audioengine" }, (char[]){ "--dummy=virtual" },       \
			(char[]){ "--duration=100000" }, __VA_ARGS__ NULL };                       \
		run((int)(sizeof words_ / sizeof *words_) - 1, words_, acting);                    \
	} while (0)
#define WORD(text) ((char[]){ text })

static float
get(struct hand *h, const char *path)
{
	struct param_ref ref;

	assert_int_equal(control_get(h->control, path, &ref), 0);
	return ref.value;
}

static void
set(struct hand *h, const char *path, float value)
{
	assert_int_equal(control_set(h->control, path, value, NULL), 0);
}

static bool
act_undo(struct hand *h, const struct snapshot *s)
{
	struct control *c = h->control;

	switch (h->step) {
	case 0: /* what was set at the start is no step */
		assert_int_equal(s->undo_steps, 0);
		assert_int_equal(control_undo(c), -ENOENT);
		assert_int_equal(control_redo(c), -ENOENT);
		set(h, "/eq/band/3/gain", 4);
		set(h, "/eq/band/4/gain", 5);
		set(h, "/eq/bypass", 1); /* a setting, no edit */
		return true;
	case 1: /* all of a turn is one step */
		assert_int_equal(s->undo_steps, 1);
		set(h, "/eq/band/12/gain", 1); /* makes it 16 bands: still one parameter */
		control_apply(c);
		set(h, "/eq/band/12/gain", 2);
		return true;
	case 2:
		assert_int_equal(s->undo_steps, 2);
		assert_int_equal(s->eq.nbands, 16);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/bands") == 8);
		assert_true(get(h, "/eq/band/12/gain") == 0);
		assert_true(get(h, "/eq/band/3/gain") == 4);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/band/3/gain") == 0);
		assert_true(get(h, "/eq/band/4/gain") == 0);
		assert_true(get(h, "/eq/band/2/gain") == 3); /* of --set */
		assert_true(get(h, "/eq/bypass") == 1);
		assert_int_equal(control_undo(c), -ENOENT);
		return true;
	case 3:
		assert_int_equal(s->undo_steps, 0);
		assert_int_equal(s->redo_steps, 2);
		assert_int_equal(control_redo(c), 0);
		assert_true(get(h, "/eq/band/3/gain") == 4);
		control_flat(c);
		control_apply(c);
		assert_true(get(h, "/eq/band/3/gain") == 0);
		assert_true(get(h, "/eq/band/2/gain") == 0);
		assert_true(get(h, "/eq/bypass") == 1);
		return true;
	default:
		assert_int_equal(s->undo_steps, 2);
		assert_int_equal(s->redo_steps, 0);
		assert_true(s->eq_curve.rate_hz == 48000);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/band/3/gain") == 4);
		assert_true(get(h, "/eq/band/2/gain") == 3);
		return false;
	}
}

static void
test_edits_can_be_undone_and_redone_and_settings_are_none(void **state)
{
	(void)state;
	RUN(act_undo, WORD("--set=/eq/band/2/gain=3"), );
}

/* An edit that has not been applied when undo comes is the one that is undone. */
static bool
act_undo_at_once(struct hand *h, const struct snapshot *s)
{
	(void)s;
	set(h, "/eq/preamp", -5);
	assert_int_equal(control_undo(h->control), 0);
	assert_true(get(h, "/eq/preamp") == 0);
	assert_int_equal(control_redo(h->control), 0);
	assert_true(get(h, "/eq/preamp") == -5);
	return false;
}

static void
test_undo_counts_what_was_set_in_the_same_turn(void **state)
{
	(void)state;
	RUN(act_undo_at_once, );
}

static bool
act_slots(struct hand *h, const struct snapshot *s)
{
	struct control *c = h->control;

	switch (h->step) {
	case 0:
		assert_false(s->slot_b);
		set(h, "/eq/preamp", -3);
		set(h, "/eq/solo", 2);
		control_apply(c);
		set(h, "/eq/slot", 1);
		assert_true(get(h, "/eq/preamp") == -3); /* B begins as a copy */
		set(h, "/eq/preamp", -9);
		return true;
	case 1:
		assert_true(s->slot_b);
		assert_true(s->eq.preamp_db == -9);
		assert_int_equal(s->undo_steps, 2); /* to switch is none */
		set(h, "/eq/slot", 1);              /* is so already */
		assert_true(get(h, "/eq/preamp") == -9);
		set(h, "/eq/slot", 0);
		assert_true(get(h, "/eq/preamp") == -3);
		set(h, "/eq/band/1/gain", 2);
		set(h, "/eq/slot", 1);
		assert_true(get(h, "/eq/band/1/gain") == 0);
		assert_true(get(h, "/eq/preamp") == -9);
		set(h, "/eq/slot", 0);
		assert_true(get(h, "/eq/band/1/gain") == 2);
		return true;
	case 2: /* undo goes to the slot where the edit was made */
		assert_int_equal(s->undo_steps, 3);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/slot") == 0 && get(h, "/eq/band/1/gain") == 0);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/slot") == 1 && get(h, "/eq/preamp") == -3);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/slot") == 0 && get(h, "/eq/preamp") == 0);
		for (int i = 0; i < 3; i++)
			assert_int_equal(control_redo(c), 0);
		assert_true(get(h, "/eq/slot") == 0 && get(h, "/eq/band/1/gain") == 2);
		set(h, "/eq/slot", 1);
		assert_true(get(h, "/eq/preamp") == -9);
		assert_true(get(h, "/eq/solo") == 2); /* of no slot */
		return true;
	default:
		assert_true(s->slot_b);
		assert_int_equal(s->eq.solo, 2);
		return false;
	}
}

static void
test_slots_keep_their_values_and_undo_knows_them(void **state)
{
	(void)state;
	RUN(act_slots, );
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edits_can_be_undone_and_redone_and_settings_are_none),
		cmocka_unit_test(test_undo_counts_what_was_set_in_the_same_turn),
		cmocka_unit_test(test_slots_keep_their_values_and_undo_knows_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
