/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the program does without running the engine: render, report, list presets. */
#ifndef AE_CONTROL_VERBS_H
#define AE_CONTROL_VERBS_H

#include "control/cli/options.h"

/* o->verb is not VERB_RUN, or o->list_presets.  Context: main.  Return: exit status. */
int verb_run(const struct options *o);

#endif
