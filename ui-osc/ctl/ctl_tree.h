/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What addresses an engine has, found out by /list and /describe. */
#ifndef AE_UI_OSC_CTL_TREE_H
#define AE_UI_OSC_CTL_TREE_H

#include "ui-osc/ctl/ctl_link.h"
#include "ui-osc/ctl/ctl_value.h"

struct ctl_addresses {
	struct ctl_address *at;
	uint32_t n, capacity;
};

/* Adds every address that is prefix or below it ("/": all), sorted as the engine has them.
 * Return: 0 or as of link_ask.  Context: main, for all functions. */
int tree_walk(struct ctl_link *l, const char *prefix, struct ctl_addresses *out);

/* Adds what word stands for: the address, or all that a pattern matches.  It may be nothing: then
 * err says so.  Return: 0; -ENOENT with err; as of link_ask. */
int tree_find(
	struct ctl_link *l, const char *word, struct ctl_addresses *out, char err[CTL_ERROR_BYTES]);

void tree_finish(struct ctl_addresses *a);

#endif
