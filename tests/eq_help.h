/* SPDX-License-Identifier: GPL-2.0-or-later */
/* EQ settings for tests, set by parameter name as control does it. */
#ifndef AE_TESTS_EQ_HELP_H
#define AE_TESTS_EQ_HELP_H

#include <stdio.h>
#include <string.h>

#include "engine/engine.h"
#include "engine/node_eq.h"

enum { EQ_VALUES_MAX = 128, EQ_INDEX = 1 /* in the default plan */ };

static inline void
eq_defaults(float *values)
{
	uint32_t n = 0;
	const struct param_info *p = node_params("eq8", &n);

	for (uint32_t i = 0; i < n && i < EQ_VALUES_MAX; i++)
		values[i] = p[i].def;
}

/* Return: whether there is such a parameter. */
static inline bool
eq_value(float *values, const char *name, float value)
{
	uint32_t n = 0;
	const struct param_info *p = node_params("eq8", &n);

	for (uint32_t i = 0; i < n && i < EQ_VALUES_MAX; i++)
		if (strcmp(p[i].name, name) == 0) {
			values[i] = value;
			return true;
		}
	return false;
}

static inline bool
eq_send(struct engine *e, const float *values)
{
	const struct node_ops *ops = engine_node_ops(e, EQ_INDEX);
	struct node_eq_coefficients c;
	struct engine_target t = { EQ_INDEX, &c };

	ops->derive(ops->params, values, engine_stream(e), &c);
	return engine_send(e, &t, 1);
}

#endif
