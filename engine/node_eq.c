/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audio half of the EQ node. */
#include "engine/node_eq.h"

uint32_t
node_eq_process(struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE
{
	struct node_eq *e = (struct node_eq *)n;

	e->started = true;
	return eq_process(e->eq, in, out, nframes);
}

void
node_eq_target(struct node *n, const void *coefficients) RT_SAFE
{
	struct node_eq *e = (struct node_eq *)n;
	const struct node_eq_coefficients *c = coefficients;

	n->bypassed = c->bypass;
	if (e->started)
		eq_target(e->eq, &c->eq);
	else
		eq_set(e->eq, &c->eq);
}
