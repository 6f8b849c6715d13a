/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of sockets, as far as the front end looks into them: whether two are
 * the same, whether one is on this machine, and its port.
 */
#ifndef AE_UI_OSC_ORIGIN_H
#define AE_UI_OSC_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "ui-osc/call.h"

/* Family, host and port; of other families, byte for byte.  Context: any, for all functions. */
bool origin_same(const struct origin *a, const struct origin *b);

/* On another machine, for all we know: IP, and not loopback. */
bool origin_is_remote(const struct origin *o);

/* The same host at another port.  Return: false: it has no ports. */
bool origin_set_port(struct origin *o, uint16_t port);

#endif
