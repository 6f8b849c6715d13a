/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the laboratory's orders, see lab.h.  Carrying them out is plan_run's. */
#include "engine/lab.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Digits only: strtoull would take signs and blanks. */
static int
number_read(const char **text, uint64_t *out)
{
	char *end;

	if (**text < '0' || **text > '9')
		return -EINVAL;
	errno = 0;
	*out = strtoull(*text, &end, 10);
	*text = end;
	return errno ? -EINVAL : 0;
}

static int
range_read_last(const char **text, struct cycle_range *r)
{
	r->last = r->first;
	if (**text != '-')
		return 0;
	++*text;
	if (**text == '\0' || **text == '/') {
		r->last = UINT64_MAX;
		return 0;
	}
	return number_read(text, &r->last);
}

int
lab_parse_range(const char *text, struct cycle_range *out)
{
	struct cycle_range r = { .step = 1 };

	if (number_read(&text, &r.first) || range_read_last(&text, &r))
		return -EINVAL;
	if (*text == '/') {
		text++;
		if (number_read(&text, &r.step))
			return -EINVAL;
	}
	if (*text != '\0' || r.step == 0 || r.last < r.first)
		return -EINVAL;
	*out = r;
	return 0;
}

int
lab_parse_burn(const char *text, struct lab *lab)
{
	const char *colon = strchr(text, ':'), *at = strchr(text, '@');
	struct burn b = { .us = 0 };
	uint64_t us;

	if (!colon || !at || colon == text || (size_t)(colon - text) >= sizeof b.node)
		return -EINVAL;
	memcpy(b.node, text, (size_t)(colon - text));
	text = colon + 1;
	if (number_read(&text, &us) || text != at || us > LAB_BURN_US_MAX)
		return -EINVAL;
	b.us = (uint32_t)us;
	if (lab_parse_range(at + 1, &b.range))
		return -EINVAL;
	if (lab->nburns == LAB_BURNS_MAX)
		return -ENOSPC;
	lab->burn[lab->nburns++] = b;
	return 0;
}
