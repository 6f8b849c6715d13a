/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See dump.h. */
#include "ui-osc/dump.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>

static const uint64_t SECOND_NS = 1000000000;

/* May one more line be written? */
static bool
take_line(struct dump *d, struct control *c, enum log_level level, uint64_t now_ns)
{
	if (control_log_level(c) < level)
		return false;
	if (now_ns - d->second_ns >= SECOND_NS) {
		if (d->hidden > 0)
			control_log_at(c, level, "osc: %u more not shown", d->hidden);
		*d = (struct dump){ .second_ns = now_ns };
	}
	if (d->lines == DUMP_LINES_PER_SECOND) {
		d->hidden++;
		return false;
	}
	d->lines++;
	return true;
}

static void
name_origin(const struct origin *from, char *out, size_t bytes)
{
	char host[64], port[8];

	if (getnameinfo((const struct sockaddr *)&from->addr, from->len, host, sizeof host, port,
		    sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		snprintf(out, bytes, "somebody");
	else
		snprintf(out, bytes, "%s port %s", host, port);
}

/* " 1.5", " \"text\"", or the tag alone.  Return: its length. */
static size_t
print_argument(struct call *c, uint32_t i, char *out, size_t bytes)
{
	const char *s = call_string(c, i);
	double v;
	int n;

	if (s != NULL)
		n = snprintf(out, bytes, " \"%.32s\"", s);
	else if (call_number(c, i, &v) == OSC_FINE)
		n = snprintf(out, bytes, " %g", v);
	else
		n = snprintf(out, bytes, " (%c)", c->types[i]);
	return n < 0 ? 0 : (size_t)n < bytes ? (size_t)n : bytes - 1;
}

void
dump_message(struct dump *d, const struct call *c, const char *address, uint64_t now_ns)
{
	struct call copy = *c; /* reading an argument may leave a text of refusal */
	char who[80], line[DUMP_LINE_BYTES];
	size_t n = 0;

	if (!take_line(d, c->control, LEVEL_DEBUG, now_ns))
		return;
	line[0] = '\0';
	for (uint32_t i = 0; i < c->argc && n + 1 < sizeof line; i++)
		n += print_argument(&copy, i, line + n, sizeof line - n);
	name_origin(c->from, who, sizeof who);
	control_log_at(c->control, LEVEL_DEBUG, "osc from %s: %.64s%s", who, address, line);
}

void
dump_refused(struct dump *d, struct control *c, const struct origin *from, const char *why,
	size_t len, uint64_t now_ns)
{
	char who[80];

	if (!take_line(d, c, LEVEL_MORE, now_ns))
		return;
	name_origin(from, who, sizeof who);
	control_log_at(c, LEVEL_MORE, "osc from %s: %zu bytes %s", who, len, why);
}
