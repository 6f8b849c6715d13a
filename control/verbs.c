/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One function per verb, looked up in a table. */
#include "control/verbs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "control/control_private.h"
#include "engine/render.h"
#include "profiler/report.h"

static int
verb_report(const struct options *o)
{
	char err[REPORT_ERROR_BYTES];

	if (report_print(stdout, o->word[0], o->sort, o->top, err, sizeof err) == 0)
		return EXIT_FINE;
	fprintf(stderr, "audioengine: %s\n", err);
	return EXIT_CONFIG;
}

static void
render_setup(struct engine *e, void *arg)
{
	struct control *c = arg;

	eq_edit_rate(c, engine_stream(e)->rate_hz);
	values_send(c, e, true);
}

/* The values as a live run has them; of control nothing else is needed. */
static int
verb_render(const struct options *o)
{
	struct control *c = calloc(1, sizeof *c);
	struct render_job job = { o->word[0], o->word[1], o->period_frames, render_setup, c };
	struct backend_error err = { 0 };
	int status = EXIT_FINE;

	if (c == NULL)
		return EXIT_OTHER;
	c->options = *o;
	c->log = log_create(clock_monotonic_ns(), STDERR_FILENO);
	if (c->log == NULL || values_create(c) < 0)
		status = c->end_text[0] != '\0' ? EXIT_CONFIG : EXIT_OTHER;
	else if (render_file(&job, &err) < 0)
		status = err.status;
	if (status != EXIT_FINE)
		fprintf(stderr, "audioengine: %s\n",
			c->end_text[0] != '\0' ? c->end_text
			: err.text[0] != '\0'  ? err.text
					       : "out of memory");
	values_finish(c);
	log_destroy(c->log);
	free(c);
	return status;
}

int
verb_run(const struct options *o)
{
	static int (*const run[])(const struct options *) = {
		[VERB_RENDER] = verb_render, [VERB_REPORT] = verb_report
	};

	return run[o->verb](o);
}
