/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values as they come, until somebody has seen enough. */
#ifndef AE_UI_OSC_CTL_WATCH_H
#define AE_UI_OSC_CTL_WATCH_H

#include "ui-osc/ctl/ctl_link.h"

/* Subscribe to the addresses o->word[1] .. and print each value, until SIGINT, SIGTERM or o's -n.
 * An engine that goes away is waited for.  *l may be replaced.  Return: exit status; context: main.
 */
int ctl_watch(const struct options *o, struct ctl_link **l);

#endif
