/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In announce.c's place where there is no Avahi. */
#include <errno.h>
#include <stddef.h>

#include "ui-osc/query/announce.h"

int
announce_start(struct announce **out, struct control *c, const struct announcement *what)
{
	(void)c, (void)what;
	*out = NULL;
	return -ENOSYS;
}

void
announce_stop(struct announce *a)
{
	(void)a;
}
