/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The OSC front end: a UDP socket on loopback (7723 and the 19 after it by
 * default), one that others reach besides (--osc-listen), or one in the file
 * system (--osc-unix), read in control's own loop, a bounded number of packets
 * at a time.  What can be asked and set stands in rows.c.
 */
#ifndef AE_UI_OSC_OSC_H
#define AE_UI_OSC_OSC_H

#include "control/control.h"

enum { OSC_PACKETS_PER_TURN = 64, OSC_TURN_NS_MAX = 5000000, OSC_REFUSALS_PER_TURN = 256 };

/* open: reads what control_options say of OSC.  What cannot be opened is logged with its reason and
 * returned: -EADDRINUSE, -EADDRNOTAVAIL, ...  A URL file that cannot be written is logged and done
 * without.  Context: control. */
extern const struct frontend_ops frontend_osc;

#endif
