/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The node types there are, for those who only know a name. */
#include <string.h>

#include "engine/node.h"
#include "engine/node_eq.h"
#include "engine/node_levels.h"
#include "engine/node_spectrum.h"

/* Types that have parameters. */
static const struct node_ops *const with_params[] = { &node_input_ops, &node_eq_ops,
	&node_spectrum_ops, &node_output_ops };

void
node_destroy(struct node *n)
{
	if (n)
		n->ops->release(n);
}

const struct param_info *
node_params(const char *type, uint32_t *n)
{
	for (size_t i = 0; i < sizeof with_params / sizeof *with_params; i++) {
		if (strcmp(with_params[i]->type, type) != 0)
			continue;
		*n = with_params[i]->nparams;
		return with_params[i]->params;
	}
	return NULL;
}
