/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Putting the list of addresses together.  It is made anew when the graph's
 * nodes change, which is rare; in between nothing is allocated for a look-up.
 */
#include "ui-osc/space.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
add(struct space *s, const char *path, const struct row *row, const struct param_info *info,
	uint32_t index)
{
	struct address *at;

	if (s->n == s->capacity) {
		uint32_t wanted = s->capacity > 0 ? 2 * s->capacity : 128;

		at = realloc(s->address, wanted * sizeof *at);
		if (at == NULL)
			return false;
		s->address = at;
		s->capacity = wanted;
	}
	at = &s->address[s->n];
	*at = (struct address){ .row = row, .info = info, .index = index };
	if (snprintf(at->path, sizeof at->path, "%s", path) < PATH_BYTES)
		s->n++;
	return true;
}

static const struct row *
parameter_row(const struct param_info *info)
{
	if (info->scale == SCALE_CHOICE)
		return &row_choice;
	return info->scale == SCALE_SWITCH || info->scale == SCALE_INTEGER ? &row_switch
									   : &row_number;
}

/* Number of the band whose type the path is; 0: something else. */
static uint32_t
band_of_type(const char *path)
{
	unsigned band;
	int end = 0;

	if (sscanf(path, "/eq/band/%2u/type%n", &band, &end) != 1 || end == 0 || path[end] != '\0')
		return 0;
	return band;
}

/* Does the table say something of its own about a parameter? */
static bool
is_fixed(const char *path)
{
	for (const struct row *row = rows_fixed; row->run != NULL; row++)
		if (strcmp(row->path, path) == 0)
			return true;
	return false;
}

/* A parameter, the number beside a choice, and the whole band beside its type. */
static bool
add_parameter(struct space *s, struct control *c, const char *path)
{
	char other[PATH_BYTES + 8];
	struct param_ref ref;
	uint32_t band;

	if (is_fixed(path) || control_get(c, path, &ref) != 0)
		return true;
	if (!add(s, path, parameter_row(ref.info), ref.info, 0))
		return false;
	if (ref.info->scale != SCALE_CHOICE)
		return true;
	snprintf(other, sizeof other, "%s/index", path);
	if (!add(s, other, &row_choice_index, ref.info, 0))
		return false;
	band = band_of_type(path);
	snprintf(other, sizeof other, "/eq/band/%u", band);
	return band == 0 || add(s, other, &row_band, NULL, band);
}

/* Where the node has such a parameter. */
static bool
add_bypass(struct space *s, struct control *c, const char *name)
{
	char path[PATH_BYTES + 32];
	struct param_ref ref;

	snprintf(path, sizeof path, "/node/%s/bypass", name);
	return control_get(c, path + strlen("/node"), &ref) != 0 ||
	       add(s, path, &row_node_bypass, ref.info, 0);
}

static bool
add_node(struct space *s, const char *name, uint32_t index)
{
	char path[PATH_BYTES + 32];

	for (const struct row *row = rows_node; row->run != NULL; row++) {
		const char *rest = strchr(row->path, '%') + 2;

		snprintf(path, sizeof path, "/node/%s%s", name, rest);
		if (!add(s, path, row, NULL, index))
			return false;
	}
	return true;
}

static bool
add_nodes(struct space *s, struct control *c, const struct profile *p)
{
	for (s->nnodes = 0; s->nnodes < p->nnodes && s->nnodes < NODES_MAX; s->nnodes++) {
		memcpy(s->node[s->nnodes], p->node[s->nnodes].name, PROFILE_NAME_BYTES);
		if (!add_node(s, p->node[s->nnodes].name, s->nnodes) ||
			!add_bypass(s, c, p->node[s->nnodes].name))
			return false;
	}
	return add_node(s, "engine", NODE_ENGINE) && add_node(s, "profiler", NODE_PROFILER) &&
	       add_node(s, "worker", NODE_WORKER);
}

static bool
has_norm(const struct row *row)
{
	return row == &row_number || row == &row_switch || row == &row_choice_index ||
	       row == &row_node_bypass;
}

/* Every number beside itself as a place in its range. */
static bool
add_norms(struct space *s)
{
	for (uint32_t i = 0, n = s->n; i < n; i++) {
		char path[PATH_BYTES + 8];

		snprintf(path, sizeof path, "/norm%s", s->address[i].path);
		if (has_norm(s->address[i].row) && !add(s, path, &row_norm, s->address[i].info, 0))
			return false;
	}
	return true;
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct address *)a)->path, ((const struct address *)b)->path);
}

static bool
add_all(struct space *s, struct control *c, const struct snapshot *snap)
{
	char path[PATH_BYTES];

	for (const struct row *row = rows_fixed; row->run != NULL; row++)
		if (!add(s, row->path, row, NULL, 0))
			return false;
	for (uint32_t i = 0; control_path(c, i, path), path[0] != '\0'; i++)
		if (!add_parameter(s, c, path))
			return false;
	return add_nodes(s, c, &snap->profile) && add_norms(s);
}

int
space_build(struct space *s, struct control *c, const struct snapshot *snap)
{
	s->n = 0;
	if (!add_all(s, c, snap)) {
		space_finish(s);
		return -ENOMEM;
	}
	qsort(s->address, s->n, sizeof *s->address, by_path);
	return 0;
}

void
space_finish(struct space *s)
{
	free(s->address);
	*s = (struct space){ 0 };
}

bool
space_is_stale(const struct space *s, const struct snapshot *snap)
{
	const struct profile *p = &snap->profile;

	if (s->nnodes != p->nnodes)
		return true;
	for (uint32_t i = 0; i < s->nnodes; i++)
		if (strncmp(s->node[i], p->node[i].name, PROFILE_NAME_BYTES) != 0)
			return true;
	return false;
}

uint32_t
space_first(const struct space *s, const char *prefix)
{
	uint32_t low = 0, high = s->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (strcmp(s->address[middle].path, prefix) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct address *
space_find(const struct space *s, const char *path)
{
	uint32_t i = space_first(s, path);

	return i < s->n && strcmp(s->address[i].path, path) == 0 ? &s->address[i] : NULL;
}

const struct profile_node *
space_node(const struct snapshot *snap, uint32_t index)
{
	if (index == NODE_ENGINE)
		return &snap->profile.frame;
	if (index == NODE_PROFILER)
		return &snap->profile.profiler;
	return index == NODE_WORKER ? &snap->profile.worker : &snap->profile.node[index];
}
