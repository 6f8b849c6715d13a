/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other half of input and output: memory, results, tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/node_levels.h"

static struct node *
levels_create(const struct node_ops *ops, const char *name)
{
	struct node_levels *l = calloc(1, sizeof *l);

	if (!l)
		return NULL;
	l->node.ops = ops;
	snprintf(l->node.name, sizeof l->node.name, "%s", name);
	return &l->node;
}

static int
levels_prepare(struct node *n, const struct stream *s)
{
	struct node_levels *l = (struct node_levels *)n;

	meter_init(&l->meter, s->nchannels, s->rate_hz);
	return mailbox_init(&l->published, sizeof l->meter);
}

static void
levels_release(struct node *n)
{
	struct node_levels *l = (struct node_levels *)n;

	mailbox_finish(&l->published);
	free(l);
}

static bool
levels_result(struct node *n, void *out, size_t size)
{
	struct node_levels *l = (struct node_levels *)n;
	const struct meter *m = mailbox_latest(&l->published, NULL);

	if (m->nchannels == 0 || size < sizeof *m)
		return false;
	memcpy(out, m, sizeof *m);
	return true;
}

static const struct node_ops input_ops = {
	.type = "input",
	.nout = 1,
	.transparent = true,
	.prepare = levels_prepare,
	.process = input_process,
	.result = levels_result,
	.release = levels_release,
};

static const struct node_ops output_ops = {
	.type = "output",
	.nin = 1,
	.transparent = true,
	.prepare = levels_prepare,
	.process = output_process,
	.result = levels_result,
	.release = levels_release,
};

struct node *
node_input_create(const char *name)
{
	return levels_create(&input_ops, name);
}

struct node *
node_output_create(const char *name)
{
	return levels_create(&output_ops, name);
}
