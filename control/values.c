/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where parameter values come from at the start (defaults, settings of the last
 * run, --preset, --set, in this order) and how they go to an engine, live or rendering.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/control_private.h"

/* ---- To the audio thread ---- */

static void *
coefficients_of(struct control *c, uint32_t i, size_t bytes)
{
	if (c->coefficients[i] == NULL)
		c->coefficients[i] = aligned_alloc(64, (bytes + 63) / 64 * 64);
	return c->coefficients[i];
}

/* Number in the address space of node k of the instance; -1: it has no parameters. */
static int
params_of(const struct control *c, const struct engine *e, uint32_t k)
{
	const struct param_node *node = param_table_node(&c->params, engine_node_name(e, k));

	return node != NULL && node->nparams > 0 ? (int)(node - c->params.node) : -1;
}

/* One change with everything that is not sent yet; what finds the ring full waits for the next
 * turn. */
void
values_send(struct control *c, struct engine *e, bool even_if_none)
{
	struct engine_target target[NODES_MAX];
	uint32_t n = 0, nnodes = engine_nnodes(e);

	for (uint32_t k = 0; k < nnodes && k < NODES_MAX; k++) {
		const struct node_ops *ops = engine_node_ops(e, k);
		int i = params_of(c, e, k);
		void *coefficients;

		if (i < 0 || !c->params.node[i].changed || ops->coefficients_size == 0)
			continue;
		coefficients = coefficients_of(c, (uint32_t)i, ops->coefficients_size);
		if (coefficients == NULL)
			return; /* tried again next turn */
		ops->derive(c->params.node[i].params, c->params.value + c->params.node[i].first,
			engine_stream(e), coefficients);
		target[n++] = (struct engine_target){ .node = k, .coefficients = coefficients };
	}
	if ((n == 0 && !even_if_none) || !engine_send(e, target, n))
		return;
	for (uint32_t i = 0; i < c->params.nnodes; i++)
		c->params.node[i].changed = false;
}

/* ---- Into the address space ---- */

int
values_set(struct control *c, uint32_t index, float value)
{
	int r = param_table_set(&c->params, index, value);

	if (r < 0)
		return r;
	eq_edit_touch(c, index);
	eq_heed_band(c, c->params.entry[index].path);
	return 0;
}

/* ---- At the start ---- */

static int
apply_set(struct control *c, const char *text)
{
	char path[PATH_BYTES];
	const char *equals = strchr(text, '='), *hint;
	size_t n = (size_t)(equals - text);
	float value;
	int index;

	snprintf(path, sizeof path, "%s%.*s", *text == '/' ? "" : "/",
		(int)(n < PATH_BYTES ? n : PATH_BYTES), text);
	index = param_table_find(&c->params, path);
	if (index < 0) {
		hint = param_table_nearest(&c->params, path);
		snprintf(c->end_text, sizeof c->end_text,
			"--set=%s: there is no parameter %s%s%s%s", text, path,
			hint != NULL ? "; did you mean " : "", hint != NULL ? hint : "",
			hint != NULL ? "?" : "");
		return -ENOENT;
	}
	if (param_read(c->params.entry[index].info, equals + 1, &value) < 0) {
		snprintf(c->end_text, sizeof c->end_text,
			"--set=%s: \"%s\" is no value for %s (%s)", text, equals + 1, path,
			c->params.entry[index].info->text);
		return -EINVAL;
	}
	values_set(c, (uint32_t)index, value);
	if (c->params.value[index] != value)
		control_log(c, "--set=%s: out of range, %g is used", text,
			(double)c->params.value[index]);
	return 0;
}

int
param_table_all(struct param_table *t)
{
	const struct param_source nodes[] = { { .name = "input", .type = "input" },
		{ .name = "eq", .type = "eq8" },
		{ .name = "eq", .params = &eq_slot_info, .nparams = 1 },
		{ .name = "spectrum", .type = "spectrum" },
		{ .name = "output", .type = "output" } };

	return param_table_init(t, nodes, sizeof nodes / sizeof *nodes);
}

int
values_create(struct control *c)
{
	int r = param_table_all(&c->params);

	if (r == 0)
		r = eq_edit_create(c);
	if (r < 0)
		return r;
	r = autosave_open(c);
	if (r == 0)
		r = preset_live_create(c);
	if (r < 0)
		return r;
	for (uint32_t i = 0; i < c->options.nsets; i++)
		if (apply_set(c, c->options.set[i]) < 0)
			return -EINVAL;
	eq_edit_rebase(c);
	if (c->options.project == NULL)
		autosave_mark_clean(c); /* else: as it was saved */
	autosave_rebase(c);
	return 0;
}

void
values_finish(struct control *c)
{
	for (uint32_t i = 0; i < NODES_MAX; i++)
		free(c->coefficients[i]);
	history_destroy(c->edits.history);
	preset_live_finish(c);
	autosave_close(c);
	param_table_finish(&c->params);
}
