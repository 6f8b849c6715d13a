/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the program is, what it has said, and what can be asked of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui-osc/describe.h"
#include "ui-osc/rows.h"
#include "ui-osc/server.h"
#include "ui-osc/space.h"

enum { PROTOCOL = 1, LIST_NAMES_MAX = 16 };

int
run_info(struct call *c)
{
	char url[HTTP_URL_BYTES];
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	server_http_url(c->server, c->from, url);
	answer_string(c, c->snap->name);
	answer_string(c, c->snap->version);
	answer_string(c, c->snap->backend);
	answer_int(c, PROTOCOL);
	answer_string(c, url);
	answer_send(c, ".reply");
	return OSC_FINE;
}

/* "1.2.3-4-gabcdef": numbers, then what git adds. */
int
run_version(struct call *c)
{
	const char *p = c->snap->version;
	long number[3] = { 0 };
	char patch[16], *end;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	for (int i = 0; i < 3; i++) {
		number[i] = strtol(p, &end, 10);
		p = end + (i < 2 && *end == '.');
	}
	snprintf(patch, sizeof patch, "%ld", number[2]);
	answer_string(c, "audioengine");
	answer_int(c, number[0]);
	answer_int(c, number[1]);
	answer_string(c, patch);
	answer_string(c, *p == '-' || *p == '+' ? p + 1 : p);
	answer_send(c, ".reply");
	return OSC_FINE;
}

int
run_ping(struct call *c)
{
	server_send_raw(c->server, c->from, "/pong", c->raw, c->raw_bytes);
	return OSC_FINE;
}

int
run_sync(struct call *c)
{
	double id;
	int error;

	if (c->argc != 1)
		return call_refuse(c, OSC_TYPE, "one argument, a number to know the answer by");
	error = call_number(c, 0, &id);
	if (error != OSC_FINE)
		return error;
	if (id < INT32_MIN || id > INT32_MAX)
		return call_refuse(c, OSC_RANGE, "a number of 32 bits");
	server_sync(c->server, c->from, (int32_t)id);
	return OSC_FINE;
}

int
run_quit(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_done(c, "ends");
	control_quit(c->control, EXIT_FINE);
	return OSC_FINE;
}

/* ---- /list ---- */

struct names {
	const char *name[LIST_NAMES_MAX];
	int len[LIST_NAMES_MAX];
	uint32_t n, total, offset;
};

static void
names_add(struct names *names, const char *name, int len)
{
	if (names->total >= names->offset && names->n < LIST_NAMES_MAX) {
		names->name[names->n] = name;
		names->len[names->n++] = len;
	}
	names->total++;
}

/* The next part of every address below prefix, each once: addresses are sorted. */
static void
collect_children(const struct space *s, const char *prefix, struct names *names)
{
	size_t skip = strlen(prefix);
	const char *last = NULL;
	int last_len = 0;

	for (uint32_t i = space_first(s, prefix); i < s->n; i++) {
		const char *path = s->address[i].path, *name = path + skip;
		int len;

		if (strncmp(path, prefix, skip) != 0)
			break;
		len = (int)strcspn(name, "/");
		if (last != NULL && len == last_len && strncmp(name, last, (size_t)len) == 0)
			continue;
		names_add(names, name, len);
		last = name;
		last_len = len;
	}
}

static int
list_arguments(struct call *c, const char **prefix, uint32_t *offset)
{
	int32_t from;
	int error;

	*prefix = c->argc > 0 ? call_string(c, 0) : "/";
	if (c->argc > 2 || *prefix == NULL)
		return call_refuse(c, OSC_TYPE, "[prefix] [offset]");
	error = call_index(c, 1, 0, INT32_MAX, 0, &from);
	*offset = (uint32_t)from;
	return error;
}

int
run_list(struct call *c)
{
	struct names names = { .n = 0 };
	char below[PATH_BYTES], name[LIST_NAMES_MAX][PATH_BYTES], cut[PATH_BYTES];
	const char *asked, *prefix, *text[LIST_NAMES_MAX];
	size_t len;
	int error = list_arguments(c, &asked, &names.offset);

	if (error != OSC_FINE)
		return error;
	prefix = server_local_path(c->server, asked);
	len = strlen(prefix);
	while (len > 0 && prefix[len - 1] == '/')
		len--;
	if (len + 2 > sizeof below)
		return call_refuse(c, OSC_RANGE, "no address is as long as that");
	snprintf(below, sizeof below, "%.*s/", (int)len, prefix);
	collect_children(server_space(c->server), below, &names);
	for (uint32_t i = 0; i < names.n; i++) {
		snprintf(name[i], sizeof name[i], "%.*s", names.len[i], names.name[i]);
		text[i] = name[i];
	}
	names.n =
		answer_fit(c, 3, (strlen(asked) + 12) & ~(size_t)3, text, names.n, cut, sizeof cut);
	answer_string(c, asked);
	answer_int(c, names.total);
	answer_int(c, names.offset + names.n < names.total && names.n > 0
			      ? (int64_t)names.offset + names.n
			      : -1);
	for (uint32_t i = 0; i < names.n; i++)
		answer_string(c, text[i]);
	answer_send(c, ".reply");
	return OSC_FINE;
}

/* ---- /describe ---- */

int
run_describe(struct call *c)
{
	const char *path = call_string(c, 0), *text;
	const struct address *at;
	char cut[DESCRIPTION_BYTES];
	struct description d;

	if (c->argc != 1 || path == NULL)
		return call_refuse(c, OSC_TYPE, "one argument, the address");
	at = space_find(server_space(c->server), server_local_path(c->server, path));
	if (at == NULL)
		return call_refuse(c, OSC_UNKNOWN, "no such address; /list shows what there is");
	describe(c->control, at, &d);
	answer_path(c, at->path);
	answer_string(c, d.tags);
	answer_string(c, d.access);
	answer_float(c, (double)d.min);
	answer_float(c, (double)d.max);
	answer_float(c, (double)d.def);
	answer_string(c, d.osc_unit);
	text = d.text;
	answer_fit(c, 0, 0, &text, 1, cut, sizeof cut);
	answer_string(c, text);
	answer_send(c, ".reply");
	return OSC_FINE;
}
