/* SPDX-License-Identifier: GPL-2.0-or-later */
/* audioengine preset list|show|check|import|export|fit */
#ifndef AE_CONTROL_VERB_PRESET_H
#define AE_CONTROL_VERB_PRESET_H

#include "control/cli/options.h"

/* Context: main.  Return: exit status. */
int verb_preset(const struct options *o);

#endif
