/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In http.c's place where there is no libmicrohttpd: nothing is opened. */
#include <errno.h>
#include <stddef.h>

#include "ui-osc/query/http.h"

int
http_open(struct http **out, struct control *c, struct server *server, const struct access *access,
	const char *name)
{
	(void)server, (void)access, (void)name;
	*out = NULL;
	if (control_options(c)->oscquery_port > 0)
		control_log(c, "no OSCQuery: this program was built without libmicrohttpd");
	return control_options(c)->oscquery_port > 0 ? -ENOSYS : 0;
}

void
http_close(struct http *h)
{
	(void)h;
}

uint16_t
http_port(const struct http *h)
{
	(void)h;
	return 0;
}

int
http_fd(const struct http *h)
{
	(void)h;
	return -1;
}

void
http_turn(struct http *h, const struct moment *now)
{
	(void)h, (void)now;
}

uint64_t
http_due(const struct http *h)
{
	(void)h;
	return UINT64_MAX;
}
