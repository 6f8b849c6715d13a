/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See tickets.h. */
#include "ui-osc/tickets.h"

#include "ui-osc/origin.h"

static int
find(const struct tickets *t, uint64_t number)
{
	for (int i = 0; i < TICKETS_MAX; i++)
		if (t->ticket[i].number == number)
			return i;
	return -1;
}

bool
tickets_full(const struct tickets *t)
{
	return find(t, 0) < 0;
}

bool
tickets_put(struct tickets *t, const struct ticket *ticket)
{
	int i = find(t, 0);

	if (i >= 0)
		t->ticket[i] = *ticket;
	return i >= 0;
}

bool
tickets_take(struct tickets *t, uint64_t number, struct ticket *out)
{
	int i = number != 0 ? find(t, number) : -1;

	if (i < 0)
		return false;
	*out = t->ticket[i];
	t->ticket[i].number = 0;
	return true;
}

bool
tickets_wait(const struct tickets *t, const struct origin *from)
{
	for (int i = 0; i < TICKETS_MAX; i++)
		if (t->ticket[i].number != 0 && origin_same(&t->ticket[i].from, from))
			return true;
	return false;
}
