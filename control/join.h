/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Joining PipeWire when there is no JACK server: by way of pw-jack, which puts its libjack first.
 */
#ifndef AE_CONTROL_JOIN_H
#define AE_CONTROL_JOIN_H

#include <stdbool.h>

/* Whether PipeWire's socket is there.  Context: any. */
bool pipewire_present(void);

/* Replace this program by itself under pw-jack, once.  Returns only when that cannot be:
 * no socket, no pw-jack, or we come from there already.  keep_fd: stays open; 0: none.
 * Context: main. */
void join_pipewire(char **argv, int keep_fd);

#endif
