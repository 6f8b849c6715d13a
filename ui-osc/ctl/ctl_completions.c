/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verb completions: the table of rows lends its addresses. */
#include <errno.h>
#include <stdio.h>

#include "control/cli/completions.h"
#include "engine/backend.h"
#include "ui-osc/ctl/ctl.h"
#include "ui-osc/space.h"

enum { ROWS_MAX = 512 };

int
ctl_completions(const struct options *o)
{
	const char *address[ROWS_MAX];
	uint32_t n = 0;
	int error;

	for (const struct row *row = rows_fixed; row->run != NULL && n < ROWS_MAX; row++)
		address[n++] = row->path;
	error = completions_print(stdout, o->word[0], address, n);
	if (error == 0)
		return EXIT_FINE;
	fprintf(stderr, "audioengine: %s\n",
		error == -EINVAL ? "there are completions for bash, zsh and fish"
				 : "out of memory");
	return error == -EINVAL ? EXIT_USAGE : EXIT_OTHER;
}
