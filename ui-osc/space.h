/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The address space: every address there is, sorted, each with its row.  Rows
 * come from one const table (rows.c); control's parameters, the bands and the
 * graph's nodes add theirs.  Looking up an exact address is a binary search;
 * only patterns walk the whole list.
 */
#ifndef AE_UI_OSC_SPACE_H
#define AE_UI_OSC_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "ui-osc/call.h"

/* Rows of /node/NAME for what is measured but is no node of the graph. */
enum { NODE_ENGINE = NODES_MAX, NODE_PROFILER, NODE_WORKER, NODE_ROWS_MAX };

struct address {
	char path[PATH_BYTES];
	const struct row *row;
	const struct param_info *info; /* PARAMETER rows, else NULL */
	uint32_t index;                /* node rows: of the node; band rows: number of the band */
};

struct space {
	struct address *address; /* sorted by path; owned */
	uint32_t n, capacity;
	uint32_t nnodes; /* nodes that it knows, by name */
	char node[NODES_MAX][PROFILE_NAME_BYTES];
};

/* Every address of the moment.  Context: control.  Return: 0 or -ENOMEM, then it is empty. */
int space_build(struct space *s, struct control *c, const struct snapshot *snap);
void space_finish(struct space *s); /* accepts a zeroed one */

/* Have nodes come, gone or changed their names since? */
bool space_is_stale(const struct space *s, const struct snapshot *snap);

/* Return: NULL: no such address. */
const struct address *space_find(const struct space *s, const char *path);

/* The first address that begins with prefix, or n: those that do follow each other. */
uint32_t space_first(const struct space *s, const char *prefix);

/* Statistics of a node row. */
const struct profile_node *space_node(const struct snapshot *snap, uint32_t index);

/* The tables of rows.c, each ended by a row without run. */
extern const struct row rows_fixed[];
extern const struct row rows_node[];     /* path "/node/%s/..." */
extern const struct row row_node_bypass; /* "/node/NAME/bypass", of nodes that have one */
extern const struct row row_band;        /* "/eq/band/N" */
extern const struct row row_number, row_switch, row_choice, row_choice_index; /* parameters */
extern const struct row row_norm; /* "/norm/ADDRESS", of parameters that are numbers */

#endif
