/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which engine is meant: that of --url, of --name, or what runs. */
#ifndef AE_UI_OSC_CTL_FIND_H
#define AE_UI_OSC_CTL_FIND_H

#include "control/cli/options.h"
#include "ui-osc/url.h"

enum { CTL_ERROR_BYTES = 1024 };

struct ctl_engine {
	char name[URL_NAME_BYTES]; /* "": known by its URL alone */
	char url[URL_BYTES];
};

/* err: what happened, why probably, what to type.  Return: 0; -ENOENT with err.  Context: main. */
int ctl_find(const struct options *o, struct ctl_engine *out, char err[CTL_ERROR_BYTES]);

#endif
