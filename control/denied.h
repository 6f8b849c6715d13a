/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this machine denied us, and what to type.  Context: control. */
#ifndef AE_CONTROL_DENIED_H
#define AE_CONTROL_DENIED_H

#include <stdbool.h>
#include <stddef.h>

#include "control/snapshot.h"

/* The running audio thread is not scheduled in real time although it has a deadline.
 * Return: whether there is something to say, in out. */
bool denied_priority(const struct snapshot *s, char *out, size_t size);

/* The process's memory is not locked as a whole.  Return: likewise. */
bool denied_memory(const struct memory_lock *m, char *out, size_t size);

#endif
