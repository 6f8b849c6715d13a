/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Presets by name.  Saving is answered when the file is on the disk, not
 * before; until then /sync of the same client waits as well.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-osc/rows.h"
#include "ui-osc/server.h"
#include "ui-osc/space.h"
#include "ui-osc/tickets.h"

enum { PAGE_NAMES = 64, PAGE_BYTES = 1000 };

int
run_preset_list(struct call *c)
{
	char name[PAGE_NAMES][PRESET_NAME_BYTES], cut[PRESET_NAME_BYTES];
	const char *text[PAGE_NAMES];
	uint32_t total, n = 0;
	size_t bytes = 0;
	int32_t offset;
	int error = call_optional_index(c, 0, INT32_MAX, 0, &offset);

	if (error != OSC_FINE)
		return error;
	do {
		total = control_preset_name(c->control, (uint32_t)offset + n, name[n]);
		text[n] = name[n];
		bytes += strlen(name[n]) + 4;
	} while (name[n][0] != '\0' && bytes < PAGE_BYTES && ++n < PAGE_NAMES);
	n = answer_fit(c, 2, 8, text, n, cut, sizeof cut);
	answer_int(c, total);
	answer_int(c, (uint32_t)offset + n < total ? (int64_t)offset + n : -1);
	for (uint32_t i = 0; i < n; i++)
		answer_string(c, text[i]);
	answer_send(c, ".reply");
	return OSC_FINE;
}

int
run_preset_current(struct call *c)
{
	bool modified;
	const char *name;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	name = control_preset_current(c->control, &modified);
	answer_string(c, name);
	answer_int(c, modified);
	answer_send(c, "");
	return OSC_FINE;
}

/* ---- Loading ---- */

/* The code for a preset that was not loaded. */
static int
refuse_preset(struct call *c, int error, const char *name, const char *text)
{
	if (error == -ENOENT)
		return call_refuse(c, OSC_NO_FILE, "%s", text);
	return call_refuse(
		c, name == NULL || preset_name_ok(name) ? OSC_BAD_FILE : OSC_RANGE, "%s", text);
}

static int
finish_load(struct call *c, int error, const char *name, const char *text)
{
	bool modified;

	if (error < 0)
		return refuse_preset(c, error, name, text);
	answer_done(c, control_preset_current(c->control, &modified));
	return OSC_FINE;
}

/* By its place in /preset/list. */
static int
name_numbered(struct call *c, char name[PRESET_NAME_BYTES])
{
	uint32_t total;
	double v;
	int error = call_number(c, 0, &v);

	if (error != OSC_FINE)
		return error;
	if (v < 0 || v > INT32_MAX || v != floor(v))
		return call_refuse(c, OSC_RANGE, "a name, or its place in /preset/list from 0 on");
	total = control_preset_name(c->control, (uint32_t)v, name);
	if (name[0] == '\0')
		return call_refuse(c, OSC_NO_FILE,
			"there is no preset %.0f: there are %u, numbered from 0; /preset/list "
			"names "
			"them",
			v, total);
	return OSC_FINE;
}

int
run_preset_load(struct call *c)
{
	const char *name = call_string(c, 0);
	char found[PRESET_NAME_BYTES], text[ERROR_BYTES] = "";
	int error = OSC_FINE;

	if (c->argc != 1)
		return call_refuse(
			c, OSC_TYPE, "one argument, a name or its place in /preset/list");
	if (name == NULL) {
		error = name_numbered(c, found);
		name = found;
	}
	if (error != OSC_FINE)
		return error;
	error = control_preset_load(c->control, name, text);
	return finish_load(c, error, name, text);
}

static int
step(struct call *c, int by)
{
	char text[ERROR_BYTES] = "";
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	error = control_preset_step(c->control, by, text);
	return finish_load(c, error, NULL, text);
}

int
run_preset_next(struct call *c)
{
	return step(c, 1);
}

int
run_preset_prev(struct call *c)
{
	return step(c, -1);
}

/* ---- Saving ---- */

int
run_preset_save(struct call *c)
{
	struct tickets *t = server_tickets(c->server);
	struct ticket ticket = { .from = *c->from, .path = c->at->row->path };
	const char *name = call_string(c, 0);
	char text[ERROR_BYTES] = "";

	if (c->argc != 1 || name == NULL)
		return call_refuse(c, OSC_TYPE, "one argument, the name");
	if (tickets_full(t))
		return call_refuse(c, OSC_NOT_NOW, "too many are being saved; try again");
	errno = 0;
	ticket.number = control_preset_save(c->control, name, text);
	if (ticket.number == 0)
		return call_refuse(c,
			errno == EINVAL  ? OSC_RANGE
			: errno == EBUSY ? OSC_NOT_NOW
					 : OSC_CREATE_FAILED,
			"%s", text);
	ticket.room = server_room(c->server);
	snprintf(ticket.text, sizeof ticket.text, "%s", name);
	tickets_put(t, &ticket);
	return OSC_FINE;
}
