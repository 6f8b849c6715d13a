/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MIDI control seen from outside: the map, what was heard last, learning and forgetting. */
#include <errno.h>

#include "control/midi/midi.h"
#include "ui-osc/rows.h"

enum { PAGE_LINES = 16 };

int
run_midi_map(struct call *c)
{
	char line[MIDI_LINE_BYTES];
	uint32_t total, end;
	int32_t offset;
	int error = call_optional_index(c, 0, INT32_MAX, 0, &offset);

	if (error != OSC_FINE)
		return error;
	total = control_midi_line(c->control, (uint32_t)offset, line);
	end = (uint32_t)offset < total ? (uint32_t)offset + PAGE_LINES : total;
	answer_int(c, total);
	answer_int(c, end < total ? (int64_t)end : -1);
	for (uint32_t i = (uint32_t)offset; i < end && i < total; i++) {
		control_midi_line(c->control, i, line);
		answer_string(c, line);
	}
	answer_send(c, ".reply");
	return OSC_FINE;
}

int
run_midi_last(struct call *c)
{
	struct midi_last last;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	control_midi_last(c->control, &last);
	answer_int(c, last.channel);
	answer_int(c, last.number);
	answer_int(c, last.value);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_midi_learn(struct call *c)
{
	const char *address = call_string(c, 0);
	char err[ERROR_BYTES];
	int r;

	if (c->argc > 1 || (c->argc == 1 && address == NULL))
		return call_refuse(c, OSC_TYPE, "one argument, an address or \"\"");
	if (c->argc == 0) {
		answer_string(c, control_midi_learning(c->control));
		answer_send(c, "");
		return OSC_FINE;
	}
	r = control_midi_learn(c->control, address, err);
	if (r < 0)
		return call_refuse(c, r == -ENOTSUP ? OSC_NOT_NOW : OSC_RANGE, "%s", err);
	return OSC_FINE;
}

int
run_midi_forget(struct call *c)
{
	const char *address = call_string(c, 0);
	char err[ERROR_BYTES];

	if (c->argc != 1 || address == NULL)
		return call_refuse(c, OSC_TYPE, "one argument, an address or \"\" for all");
	if (control_midi_forget(c->control, address, err) < 0)
		return call_refuse(c, OSC_RANGE, "%s", err);
	answer_done(c, *address != '\0' ? address : "everything");
	return OSC_FINE;
}
