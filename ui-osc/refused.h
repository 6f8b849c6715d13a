/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose port refused a packet.  A UDP socket that talks to many is told of it
 * by the kernel's queue of errors alone (Linux: IP_RECVERR, ip(7)).
 */
#ifndef AE_UI_OSC_REFUSED_H
#define AE_UI_OSC_REFUSED_H

#include "ui-osc/call.h"

/* Have the errors of this socket kept.  From then on sending and receiving fail once for each, with
 * nothing sent or received, unless they are read first.  Return: 0 or -errno.  Context: control. */
int refused_watch(int fd);

/* The next error.  Return: 1: a packet to *to was refused; 0: some other error; -EAGAIN: none. */
int refused_next(int fd, struct origin *to);

#endif
