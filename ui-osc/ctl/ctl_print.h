/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ctl prints: a line for each message. */
#ifndef AE_UI_OSC_CTL_PRINT_H
#define AE_UI_OSC_CTL_PRINT_H

#include "control/cli/options.h"
#include "ui-osc/ctl/ctl_tree.h"

/* "ADDRESS VALUE ...", plain "VALUE ...", json {"address", "types", "values"}; of a query, without
 * ".reply". */
void ctl_print_answer(const struct options *o, const struct ctl_answer *a);

/* "ADDRESS VALUE UNIT ACCESS TEXT", plain "ADDRESS", json all that is known.
 * a: its value; NULL: not told. */
void ctl_print_address(
	const struct options *o, const struct ctl_address *at, const struct ctl_answer *a);

/* "audioengine: ADDRESS: text" of an /error, to stderr. */
void ctl_print_error(const struct ctl_answer *a);

#endif
