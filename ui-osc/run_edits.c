/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Steps back and forth, and everything flat.  What they change is told like any
 * other change, to the sender as well: it cannot know it.
 */
#include "ui-osc/rows.h"

static int
step(struct call *c, int (*go)(struct control *), const char *refusal, const char *done)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	if (go(c->control) < 0)
		return call_refuse(c, OSC_NOT_NOW, "%s", refusal);
	answer_done(c, done);
	return OSC_FINE;
}

int
run_eq_undo(struct call *c)
{
	return step(c, control_undo, "nothing to undo", "undone");
}

int
run_eq_redo(struct call *c)
{
	return step(c, control_redo,
		"nothing to redo: nothing was undone, or something was set since", "done again");
}

int
run_eq_flat(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	control_flat(c->control);
	answer_done(c, "flat; /eq/undo brings it back");
	return OSC_FINE;
}
