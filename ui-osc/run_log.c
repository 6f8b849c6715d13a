/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log: its lines, page by page, and what gets into it. */
#include <string.h>

#include "ui-osc/rows.h"

enum { PAGE_LINES = 16, PAGE_BYTES = 1000 };

/* Lines are numbered from 0 since the program began; the oldest that are kept come first. */
int
run_log_list(struct call *c)
{
	struct log_line line[PAGE_LINES];
	const char *text[PAGE_LINES];
	char cut[LOG_LINE_BYTES];
	uint64_t first;
	uint32_t kept, n = 0;
	size_t bytes = 0;
	int32_t from;
	int error = call_optional_index(c, 0, INT32_MAX, 0, &from);

	if (error != OSC_FINE)
		return error;
	first = (uint64_t)from;
	kept = control_log_read(c->control, &first, line, PAGE_LINES);
	while (n < kept && bytes + strlen(line[n].text) < PAGE_BYTES) {
		text[n] = line[n].text;
		bytes += strlen(line[n++].text) + 4;
	}
	n = answer_fit(c, 2, 8, text, n, cut, sizeof cut);
	answer_int(c, (int64_t)(first + n));
	answer_int(c, n);
	for (uint32_t i = 0; i < n; i++)
		answer_string(c, text[i]);
	answer_send(c, ".reply");
	return OSC_FINE;
}

/* The same numbers as of /log/list. */
int
run_log_times(struct call *c)
{
	struct log_line line[PAGE_LINES];
	uint64_t total = c->snap->log_total, first;
	uint32_t n;
	int32_t from;
	int error = call_optional_index(c, 0, INT32_MAX, -1, &from);

	if (error != OSC_FINE)
		return error;
	first = from >= 0 ? (uint64_t)from : total > LOG_LINES_SHOWN ? total - LOG_LINES_SHOWN : 0;
	n = control_log_read(c->control, &first, line, PAGE_LINES);
	while (n > 1 && !answer_has_room(c, PAGE_BYTES, 3 + n, 12 + n * sizeof(double)))
		n--;
	answer_int(c, (int64_t)(first + n > total ? first + n : total));
	answer_int(c, (int64_t)(first + n));
	answer_int(c, n);
	for (uint32_t i = 0; i < n; i++)
		answer_double(c, line[i].at_s);
	answer_send(c, ".reply");
	return OSC_FINE;
}

int
run_loglevel(struct call *c)
{
	int32_t level;
	int error;

	if (c->argc > 1)
		return call_refuse(c, OSC_TYPE, "one argument to set it, none to read it");
	error = call_index(c, 0, 0, LOG_LEVELS - 1, 0, &level);
	if (error != OSC_FINE)
		return error;
	if (c->argc == 1) {
		control_set_log_level(c->control, (enum log_level)level);
		return OSC_FINE;
	}
	answer_int(c, control_log_level(c->control));
	answer_send(c, "");
	return OSC_FINE;
}

int
run_dump_osc(struct call *c)
{
	int32_t on;
	int error = call_optional_index(c, 0, 1, 1, &on);

	if (error != OSC_FINE)
		return error;
	control_set_log_level(c->control, on ? LEVEL_DEBUG : LEVEL_USUAL);
	answer_done(c, on ? "incoming messages are logged" : "incoming messages are not logged");
	return OSC_FINE;
}
