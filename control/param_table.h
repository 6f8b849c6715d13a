/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The address space: every parameter of every node under one path, made from
 * the nodes' own param_info tables.  Values are what was asked for last; nodes
 * whose values changed since they were last sent are marked.
 */
#ifndef AE_CONTROL_PARAM_TABLE_H
#define AE_CONTROL_PARAM_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/param.h"
#include "profiler/cycle.h"

enum { PATH_BYTES = 64 };

/* Parameters under one name: those of a node of that type, or, type NULL, of a table that control
 * has itself.  Two sources may have one name; param_table_node finds the first. */
struct param_source {
	const char *name, *type; /* "eq", "eq8" */
	const struct param_info *params;
	uint32_t nparams;
};

struct param_node {
	const char *name, *type;
	const struct param_info *params;
	uint32_t nparams, first; /* its values: value[first .. first + nparams) */
	bool changed;            /* not sent yet */
};

struct param_entry {
	char path[PATH_BYTES];
	const struct param_info *info;
	uint32_t node;
};

struct param_table {
	uint32_t n, nnodes;
	struct param_node node[NODES_MAX];
	struct param_entry *entry; /* n, in the order of nodes and their tables; owned */
	float *value;              /* n; owned */
	uint32_t *sorted;          /* n indices by path; owned */
};

/* Nodes of unknown type or without parameters add nothing.  All values at their defaults.
 * Return: 0; -ENOMEM; -ENOSPC for more than NODES_MAX nodes. */
int param_table_init(struct param_table *t, const struct param_source *node, uint32_t nnodes);
/* The same with all that there is: of the graph's nodes, and control's own.  In values.c. */
int param_table_all(struct param_table *t);
void param_table_finish(struct param_table *t); /* accepts a zeroed table */

/* Index of a path; -ENOENT. */
int param_table_find(const struct param_table *t, const char *path);
const struct param_node *param_table_node(const struct param_table *t, const char *name); /* NULL */

/* A finite value as this parameter can have it: clamped, and whole where only whole ones are. */
float param_fit(const struct param_info *info, float value);

/* Clamp and remember.  Return: 0; -ENOENT above the last; -EINVAL for NaN or Inf. */
int param_table_set(struct param_table *t, uint32_t index, float value);

void param_table_touch(struct param_table *t); /* everything is to be sent (again) */

/* "-4.5", "on", "off", "PK": as this parameter is written.  Return: 0 or -EINVAL. */
int param_read(const struct param_info *info, const char *text, float *value);

/* The existing path most like this one, NULL when none is near. */
const char *param_table_nearest(const struct param_table *t, const char *path);

#endif
