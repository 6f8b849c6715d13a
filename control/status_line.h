/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state in a few characters, for status bars and for running without a screen. */
#ifndef AE_CONTROL_STATUS_LINE_H
#define AE_CONTROL_STATUS_LINE_H

#include <stddef.h>

#include "control/snapshot.h"

/* "DSP 29% x0 -12.1dB": mean load of the last second, incidents since clear, highest output
 * peak; "DSP lost x3 -" while there is none.  Context: any. */
void status_line_text(const struct snapshot *s, char *out, size_t bytes);

#endif
