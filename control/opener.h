/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A place for calls that may hang for ever in somebody's library.  Each job
 * has a thread of its own; one job runs at a time.  A job that does not return
 * is abandoned: its thread and what it works on are left behind, and the next
 * job gets a fresh thread.  Who of the two, job or owner, comes second knows it
 * from one atomic exchange, and disposes of what the job made.
 */
#ifndef AE_CONTROL_OPENER_H
#define AE_CONTROL_OPENER_H

#include <stdbool.h>
#include <stdint.h>

enum { OPENERS_ABANDONED_MAX = 8 };

struct opener;

/* Context of all functions: control.  Return: NULL when out of memory or descriptors. */
struct opener *opener_create(void);

/* The running job, if any, must have been finished or abandoned.  Accepts NULL. */
void opener_destroy(struct opener *o);

/* Readable when a job has finished.  Not owned by the caller. */
int opener_fd(const struct opener *o);

/* Run run(arg) on a thread of its own.  If the job is abandoned and returns after all,
 * late(arg) runs on that thread and disposes of arg; otherwise arg stays the caller's.
 * Return: 0; -EBUSY while a job runs; -errno of the thread. */
int opener_submit(struct opener *o, void (*run)(void *arg), void (*late)(void *arg), void *arg);

/* Take the end of the running job.  Return: true once for each job that has finished. */
bool opener_finished(struct opener *o);

/* Whether a job runs or waits to be taken. */
bool opener_busy(const struct opener *o);

/* Leave the running job behind.  Return: 0: it is late()'s now; -EALREADY: it has finished
 * meanwhile, take it; -EAGAIN: OPENERS_ABANDONED_MAX hang already, go on waiting. */
int opener_abandon(struct opener *o);

/* Jobs that were left behind and hang still. */
uint32_t opener_abandoned(const struct opener *o);

#endif
