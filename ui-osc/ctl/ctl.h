/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * audioengine ctl: a client of a running engine, for shells and scripts.  It
 * knows no more than any other client: addresses and their types are asked for
 * with /list and /describe.
 */
#ifndef AE_UI_OSC_CTL_H
#define AE_UI_OSC_CTL_H

#include "control/cli/options.h"

/* get, set, do, watch, list, url.  Return: exit status: 0; EXIT_OTHER: the engine refused;
 * EXIT_USAGE; EXIT_NO_DEVICE: no engine, or no answer.  Context: main. */
int ctl_run(const struct options *o);

/* The verb completions.  Return: exit status.  Context: main. */
int ctl_completions(const struct options *o);

#endif
