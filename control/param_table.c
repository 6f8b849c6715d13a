/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Look-up by binary search: a path is asked for by people, not by the audio thread. */
#include "config.h"

#include "control/param_table.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "control/words.h"
#include "engine/node.h"

enum { NEAR = 5 };

static int
compare_entries(const void *a, const void *b, void *arg)
{
	const struct param_entry *entry = arg;

	return strcmp(entry[*(const uint32_t *)a].path, entry[*(const uint32_t *)b].path);
}

static uint32_t
count_params(struct param_table *t, const struct param_source *source, uint32_t nnodes)
{
	for (uint32_t i = 0; i < nnodes; i++) {
		struct param_node *node = &t->node[i];

		node->name = source[i].name;
		node->type = source[i].type;
		if (source[i].type == NULL) {
			node->params = source[i].params;
			node->nparams = source[i].nparams;
		} else {
			node->params = node_params(source[i].type, &node->nparams);
		}
		if (node->params == NULL)
			node->nparams = 0;
		node->first = t->n;
		node->changed = true;
		t->n += node->nparams;
	}
	t->nnodes = nnodes;
	return t->n;
}

int
param_table_init(struct param_table *t, const struct param_source *node, uint32_t nnodes)
{
	uint32_t n;

	memset(t, 0, sizeof *t);
	if (nnodes > NODES_MAX)
		return -ENOSPC;
	n = count_params(t, node, nnodes);
	t->entry = calloc(n + 1, sizeof *t->entry);
	t->value = calloc(n + 1, sizeof *t->value);
	t->sorted = calloc(n + 1, sizeof *t->sorted);
	if (t->entry == NULL || t->value == NULL || t->sorted == NULL) {
		param_table_finish(t);
		return -ENOMEM;
	}
	for (uint32_t i = 0, e = 0; i < nnodes; i++)
		for (uint32_t k = 0; k < t->node[i].nparams; k++, e++) {
			t->entry[e].info = &t->node[i].params[k];
			t->entry[e].node = i;
			snprintf(t->entry[e].path, PATH_BYTES, "/%s/%s", t->node[i].name,
				t->entry[e].info->name);
			t->value[e] = t->entry[e].info->def;
			t->sorted[e] = e;
		}
	qsort_r(t->sorted, n, sizeof *t->sorted, compare_entries, t->entry);
	return 0;
}

void
param_table_finish(struct param_table *t)
{
	free(t->entry);
	free(t->value);
	free(t->sorted);
	memset(t, 0, sizeof *t);
}

int
param_table_find(const struct param_table *t, const char *path)
{
	uint32_t low = 0, high = t->n;

	while (low < high) {
		uint32_t middle = (low + high) / 2;
		int order = strcmp(path, t->entry[t->sorted[middle]].path);

		if (order == 0)
			return (int)t->sorted[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -ENOENT;
}

const struct param_node *
param_table_node(const struct param_table *t, const char *name)
{
	for (uint32_t i = 0; i < t->nnodes; i++)
		if (strcmp(t->node[i].name, name) == 0)
			return &t->node[i];
	return NULL;
}

float
param_fit(const struct param_info *info, float value)
{
	if (info->scale >= SCALE_INTEGER)
		value = roundf(value);
	return value < info->min ? info->min : value > info->max ? info->max : value;
}

int
param_table_set(struct param_table *t, uint32_t index, float value)
{
	if (index >= t->n)
		return -ENOENT;
	if (!isfinite(value))
		return -EINVAL;
	value = param_fit(t->entry[index].info, value);
	if (value == t->value[index])
		return 0;
	t->value[index] = value;
	t->node[t->entry[index].node].changed = true;
	return 0;
}

void
param_table_touch(struct param_table *t)
{
	for (uint32_t i = 0; i < t->nnodes; i++)
		t->node[i].changed = true;
}

int
param_read(const struct param_info *info, const char *text, float *value)
{
	static const struct {
		const char *word;
		float value;
	} words[] = { { "on", 1 }, { "off", 0 }, { "true", 1 }, { "false", 0 }, { "yes", 1 },
		{ "no", 0 } };
	char *end;

	for (uint32_t i = 0; info->scale == SCALE_CHOICE && info->choice[i] != NULL; i++)
		if (strcasecmp(text, info->choice[i]) == 0) {
			*value = (float)i;
			return 0;
		}
	for (size_t i = 0; info->scale == SCALE_SWITCH && i < sizeof words / sizeof *words; i++)
		if (strcasecmp(text, words[i].word) == 0) {
			*value = words[i].value;
			return 0;
		}
	*value = strtof(text, &end);
	if (end == text || *end != '\0' || !isfinite(*value))
		return -EINVAL;
	/* 5000 points are not the fifth of them. */
	return info->scale == SCALE_CHOICE && (*value < info->min || *value > info->max) ? -EINVAL
											 : 0;
}

const char *
param_table_nearest(const struct param_table *t, const char *path)
{
	const char *best = NULL;
	uint32_t best_distance = NEAR + 1;

	for (uint32_t i = 0; i < t->n && best_distance > 0; i++) {
		uint32_t d = edit_distance_within(path, t->entry[i].path, best_distance - 1);

		if (d < best_distance) {
			best_distance = d;
			best = t->entry[i].path;
		}
	}
	return best;
}
