/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See describe.h. */
#include "ui-osc/describe.h"

#include <stdio.h>
#include <string.h>

#include "control/norm.h"
#include "ui-osc/unit.h"

static const char *
access_word(const struct row *row)
{
	if (row->kind == ROW_ACTION)
		return "x";
	return row->kind == ROW_PARAMETER || (row->kind == ROW_VALUE && row->tier != TIER_NONE)
		       ? "rw"
		       : "r";
}

/* "kind of filter: PK|LSC|...". */
static void
write_choices(const struct param_info *info, char out[DESCRIPTION_BYTES])
{
	size_t n = (size_t)snprintf(
		out, DESCRIPTION_BYTES, "%s", info->text != NULL ? info->text : "");

	for (uint32_t i = 0;
		info->choice != NULL && info->choice[i] != NULL && n < DESCRIPTION_BYTES; i++)
		n += (size_t)snprintf(out + n, DESCRIPTION_BYTES - n, "%s%s",
			i > 0   ? "|"
			: n > 0 ? ": "
				: "",
			info->choice[i]);
}

static void
describe_norm(const struct param_info *info, float highest, struct description *out)
{
	const char *unit = info->unit[0] != '\0' ? " " : "";

	out->max = 1;
	out->def = norm_place(info->scale, info->min, highest, info->def);
	out->unit = "";
	snprintf(out->buffer, sizeof out->buffer, "%s%s0 to 1 for %g to %g%s%s%s",
		info->text != NULL ? info->text : "", info->text != NULL ? ": " : "",
		(double)info->min, (double)highest, unit, info->unit,
		info->scale == SCALE_LOG ? ", equal ways are equal ratios" : "");
	out->text = out->buffer;
}

static void
describe_parameter(const struct param_info *info, float highest, struct description *out)
{
	out->min = info->min;
	out->max = highest;
	out->def = info->def;
	out->unit = info->unit;
	out->choice = info->scale == SCALE_CHOICE ? info->choice : NULL;
	write_choices(info, out->buffer);
	out->text = out->buffer;
}

void
describe(struct control *c, const struct address *at, struct description *out)
{
	const struct row *row = at->row;

	*out = (struct description){ .tags = row->tags,
		.access = access_word(row),
		.min = row->min,
		.max = row->max,
		.def = row->def,
		.unit = row->unit,
		.text = row->text };
	if (row == &row_norm)
		describe_norm(at->info, control_highest(c, at->info), out);
	else if (at->info != NULL)
		describe_parameter(at->info, control_highest(c, at->info), out);
	units_to_names(out->unit, out->osc_unit);
}
