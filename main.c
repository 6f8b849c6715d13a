/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the options, opens control and the front ends that were asked for, and leaves. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "control/cli/options.h"
#include "control/cli/verbs.h"
#include "control/control.h"
#include "ui-osc/attach/attach.h"
#include "ui-osc/ctl/ctl.h"
#include "ui-osc/nsm/nsm.h"
#include "ui-osc/osc.h"
#include "ui-tui/batch.h"
#include "ui-tui/tui.h"

/* Which front ends there are, and when each one is wanted. */
static uint32_t
choose_frontends(const struct options *o, struct nsm *nsm, bool screen, struct frontend *out)
{
	const struct {
		struct frontend frontend;
		bool wanted;
	} all[] = {
		{ { &frontend_nsm, nsm }, nsm != NULL },
		{ { &frontend_osc, NULL }, !o->no_osc },
		{ { &frontend_tui, NULL }, screen },
		{ { &frontend_batch, NULL }, !screen },
	};
	uint32_t n = 0;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].wanted)
			out[n++] = all[i].frontend;
	return n;
}

static int
run(struct options *o, char **argv)
{
	struct frontend frontend[4];
	struct control *control = NULL;
	struct nsm *nsm;
	bool screen = tui_wanted(o);
	int status = nsm_join(&nsm, o, argv[0]); /* gives the JACK client its name */

	if (status == 0)
		status = control_create(&control, o, argv);
	if (status == 0)
		status = control_run(
			control, frontend, choose_frontends(o, nsm, screen, frontend), screen);
	nsm_leave(nsm, control_end_text(control));
	if (!control_destroy(control)) {
		fflush(stdout);
		_exit(status); /* something hangs for ever; exit's handlers might too */
	}
	return status;
}

/* The same screens on an engine that runs. */
static int
attach(const struct options *o)
{
	bool screen = tui_wanted(o);

	return attach_run(o, screen ? &viewer_tui : &viewer_batch, screen);
}

/* The verb that was asked for; all but ctl and completions need no front end. */
static int
dispatch(struct options *o, char **argv)
{
	if (o->list_presets)
		return verb_run(o);
	switch (o->verb) {
	case VERB_RUN:
		if (o->attach)
			return attach(o);
		return run(o, argv);
	case VERB_CTL:
		return ctl_run(o);
	case VERB_COMPLETIONS:
		return ctl_completions(o);
	default:
		return verb_run(o);
	}
}

int
main(int argc, char **argv)
{
	struct options o;
	int status;

	setlocale(LC_CTYPE, ""); /* and no more: numbers keep their points */
	if (options_read(&o, argc, argv, stdout, stderr, &status) == OPTIONS_GO)
		status = dispatch(&o, argv);
	options_finish(&o);
	return status;
}
