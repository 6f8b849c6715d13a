/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A client of the New Session Manager (API 1.1, nsmd, RaySession, ...).  NSM_URL
 * says where it is.  It is asked before there is a JACK client, since it gives
 * that its name, and the folder that everything is kept in; see
 * control/settings/project.h.  After that it is a front end like others: it saves when
 * told, switches to another session, tells what is unsaved, and xruns.
 */
#ifndef AE_UI_OSC_NSM_H
#define AE_UI_OSC_NSM_H

#include "control/control.h"

struct nsm;

/* Announce ourselves, wait for the session, and put what it says into *o.  Waits until it comes; a
 * signal ends the program as usual.  program: argv[0].  What there is to say goes to stderr.
 * Return: 0; *out NULL: no NSM_URL, nobody there, or not for such a run; an exit status: it
 * refused.  Context: main, before threads. */
int nsm_join(struct nsm **out, struct options *o, const char *program);

/* Its front end; self: what nsm_join made. */
extern const struct frontend_ops frontend_nsm;

/* An answer that is still due says why: "": it ends.  Accepts NULL.  Context: main. */
void nsm_leave(struct nsm *n, const char *why);

#endif
