/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One function per verb, looked up in a table. */
#include "control/verbs.h"

#include <errno.h>
#include <stdio.h>

#include "engine/backend.h"
#include "profiler/report.h"

static int
verb_report(const struct options *o)
{
	char err[REPORT_ERROR_BYTES];

	if (report_print(stdout, o->report, o->sort, o->top, err, sizeof err) == 0)
		return EXIT_FINE;
	fprintf(stderr, "audioengine: %s\n", err);
	return EXIT_CONFIG;
}

int
verb_run(const struct options *o)
{
	static int (*const run[])(const struct options *) = { [VERB_REPORT] = verb_report };

	return run[o->verb](o);
}
