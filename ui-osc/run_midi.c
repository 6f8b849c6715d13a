/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MIDI control seen from outside: the map, what was heard last, learning and forgetting. */
#include <errno.h>

#include "control/midi/midi.h"
#include "ui-osc/rows.h"

enum { PAGE_LINES = 16 };

int
run_midi_map(struct call *c)
{
	char line[PAGE_LINES][MIDI_LINE_BYTES], cut[MIDI_LINE_BYTES];
	const char *text[PAGE_LINES];
	uint32_t total, from, n = 0;
	int32_t offset;
	int error = call_optional_index(c, 0, INT32_MAX, 0, &offset);

	if (error != OSC_FINE)
		return error;
	from = (uint32_t)offset;
	total = control_midi_line(c->control, from, line[0]);
	for (; n < PAGE_LINES && from + n < total; n++) {
		control_midi_line(c->control, from + n, line[n]);
		text[n] = line[n];
	}
	n = answer_fit(c, 2, 8, text, n, cut, sizeof cut);
	answer_int(c, total);
	answer_int(c, from + n < total ? (int64_t)from + n : -1);
	for (uint32_t i = 0; i < n; i++)
		answer_string(c, text[i]);
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
