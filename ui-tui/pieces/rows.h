/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of the node table and its columns: one list for the Overview, the
 * Nodes screen and --batch, so that a number has one name and one place.
 * Wake-up, engine, nodes and profiler are what a cycle consists of; cycle is
 * wake to end; the worker stands apart since it is off the audio thread.
 *
 * A node is clean when, since clear, no sample that it let out had to be repaired (NaN,
 * infinity, denormal), it never had to throw its own state away, and it never took more
 * than the whole period alone.  Else it is dirty, and its badge says why.
 */
#ifndef AE_UI_TUI_ROWS_H
#define AE_UI_TUI_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "control/snapshot.h"
#include "ui-tui/pieces/format.h"
#include "ui-tui/since.h"

enum row_kind { ROW_WAKEUP, ROW_PART, ROW_NODE, ROW_CYCLE, ROW_WORKER };
enum { ROWS_MAX = NODES_MAX + 5 };

struct row {
	enum row_kind kind;              /* ROW_PART: engine, profiler */
	const char *name;                /* not owned */
	double now_us;                   /* < 0: not known */
	const struct stats *us;          /* of the window; not owned */
	const struct profile_node *node; /* NULL for wake-up and cycle; not owned */
	double max_us, max_at_s;         /* of us, or since c here; at < 0: not known */
	struct since_node dirt;
	uint64_t lost; /* profiler: records dropped; worker: hops skipped */
};

struct rows {
	uint32_t n;
	double period_us;
	struct row row[ROWS_MAX];
};

/* All rows in the order of the signal.  They point into s.  Context: any. */
void rows_fill(struct rows *out, const struct snapshot *s, enum window window);

/* Maxima and counts of this screen alone, see since.h; NULL: as they were. */
void rows_since(struct rows *rows, const struct snapshot *s, const struct since *since);

/* BADGE_NONE: nothing that could be dirty.  A node that is bypassed and dirty is dirty. */
enum badge { BADGE_NONE, BADGE_CLEAN, BADGE_BYPASSED, BADGE_DIRTY };

/* text: "clean", or the worst of it: "NaN 12", "cleared 1", "over 3", "denormal 40"; "" for
 * BADGE_NONE.  A count that is too long for BADGE_COLUMNS is left out. */
enum { BADGE_COLUMNS = 11 };
enum badge row_badge(const struct row *r, char text[FORMAT_BYTES]);

enum column_id {
	COLUMN_NAME,
	COLUMN_NOW,
	COLUMN_CALLS,
	COLUMN_TOTAL,
	COLUMN_MEAN,
	COLUMN_SD,
	COLUMN_MIN,
	COLUMN_P50,
	COLUMN_P90,
	COLUMN_P95,
	COLUMN_P99,
	COLUMN_P99_9,
	COLUMN_MAX,
	COLUMN_AT,
	COLUMN_SHARE,
	COLUMN_BADGE,
	NCOLUMNS
};

struct column {
	const char *title; /* "P99.9" */
	int width;         /* columns on the screen, one blank before included */
	int rank;          /* 0: shown first where there is little room */
	const char *text;  /* for the help */
};

extern const struct column column_info[NCOLUMNS];

/* The text of a cell, without padding; "-" where nothing was measured. */
const char *column_text(
	enum column_id id, const struct row *r, double period_us, char out[FORMAT_BYTES]);

/* What a column sorts by. */
double column_value(enum column_id id, const struct row *r);

/* Sort the nodes, engine and profiler by a column, largest first (smallest first when
 * inverted); COLUMN_NAME keeps the order of the signal.  Wake-up stays on top, cycle and
 * worker at the end. */
void rows_sort(struct rows *rows, enum column_id by, bool inverted);

/* Whether there is a period now of which to speak. */
bool snapshot_runs(const struct snapshot *s);

/* "1 s", "10 s", "since clear". */
const char *window_name(enum window w);

#endif
