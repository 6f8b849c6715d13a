/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first line of every surface: how things are, in one plain sentence. */
#ifndef AE_CONTROL_HEALTH_H
#define AE_CONTROL_HEALTH_H

#include "control/snapshot.h"

enum { HEALTH_WINDOW_S = 60 }; /* an incident is news for that long */

/* Fill s->sentence and s->health from everything else in s.  Pure.  Context: any. */
void health_judge(struct snapshot *s);

#endif
