/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last hour of one row of the heat map, as the screen has got it page by
 * page: the newest first, then backwards until the hour is there, then about once a
 * second what has come since.  A column may still grow while its second and the one
 * after it run (records come late), so it is asked for until then.
 *
 * Whatever says that these are the seconds of another engine (its clock went back,
 * it began later than we thought, another backend) empties the store: a column is
 * never of one engine beside a column of another.
 */
#ifndef AE_UI_TUI_HEAT_STORE_H
#define AE_UI_TUI_HEAT_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "control/question.h"

struct desk;

enum heat_known { HEAT_UNKNOWN, HEAT_GROWS, HEAT_COMPLETE };

struct heat_store {
	char name[PROFILE_NAME_BYTES]; /* "cycle" or a node; "": cycle */
	bool any;                      /* an answer has come: last_s holds */
	int error;                     /* of the last answer */
	uint64_t last_s;               /* running second of the newest answer */
	uint32_t page;                 /* columns that an answer brings; 0: not known yet */
	double newest_at_s;            /* when the newest columns were asked for */
	bool older;                    /* the last question was for what lies before */
	double quiet_until_s;          /* no older ones until then: there was nothing */
	uint32_t lowest;               /* bin in which anything was ever counted; HEAT_BINS: none */

	/* Of the engine whose seconds these are. */
	bool engine_known;
	uint32_t generation;
	double uptime_s, began_at_s; /* began: on the desk's clock, the earliest seen */

	/* Second s stands at s % HEAT_SECONDS; kept are those of last_s - HEAT_SECONDS + 1 on. */
	uint8_t known[HEAT_SECONDS]; /* enum heat_known */
	uint16_t count[HEAT_SECONDS][HEAT_BINS];
};

/* Context of all: any, one thread at a time. */

/* Another row: what was kept is forgotten.  The same one: nothing happens. */
void heat_store_choose(struct heat_store *h, const char *name);

/* "cycle" or the node that is kept. */
const char *heat_store_name(const struct heat_store *h);

/* Whether it is a node: bins are then logarithmic. */
bool heat_store_node(const struct heat_store *h);

enum heat_known heat_store_known(const struct heat_store *h, uint64_t second);

/* The sum of n seconds from first on.  Return: how many of them are known. */
uint32_t heat_store_sum(
	const struct heat_store *h, uint64_t first, uint32_t n, uint32_t out[HEAT_BINS]);

/* Where the scale begins: at 0 for the cycle; for a node an even number of bins below the lowest in
 * use, four octaves below the period at least. */
uint32_t heat_store_bottom(const struct heat_store *h);

/* Of the seconds that the engine has an account of, the share that is here, 0 .. 1. */
double heat_store_progress(const struct heat_store *h);

/* ---- Bins, see profiler/heat.h ---- */

/* Share of the period (1.0: all of it) at which a bin begins; of bin 0: 0.  Of HEAT_BINS: where
 * the last would end if it had an end. */
double heat_bin_share(bool node, uint32_t bin);

/* The first bin that is late, and the one from which on the map is cut off: 120 % of the period
 * for the cycle, 200 % for a node. */
uint32_t heat_bin_late(bool node);
uint32_t heat_bin_top(bool node);

/* The middle of the bin in which the quantile q (0 .. 1) of these counts lies; less exact by
 * half a bin.  *open: it is the last bin, which has no end; the value is then its beginning.
 * Return: a share of the period; 0 when nothing was counted. */
double heat_quantile(const uint32_t count[HEAT_BINS], bool node, double q, bool *open);

#endif
