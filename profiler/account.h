/* SPDX-License-Identifier: ISC */
/*
 * The account of an incident in words: when, how late, how that lateness adds
 * up, what the server said, and what nobody knows.  Every number is of the
 * incident's own recorded periods.
 */
#ifndef AE_PROFILER_ACCOUNT_H
#define AE_PROFILER_ACCOUNT_H

#include "profiler/evidence.h"

/* i and f are the same incident's.  Times in us; seconds are since the program started.
 * Context: any. */
void account_write(const struct incident *i, const struct flight_incident *f, struct account *out);

#endif
