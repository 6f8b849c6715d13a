/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures of the load, as blobs of counts: periods by load over a window, and
 * the last hour second by second.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "ui-osc/rows.h"

/* So many columns make about a thousand bytes, as a page is to fit any network. */
enum { COLUMNS_PER_PAGE = 1000 / (HEAT_BINS * sizeof(uint16_t)) };

int
run_cycle_histogram(struct call *c)
{
	uint64_t count[LOAD_BARS];
	uint32_t word[LOAD_BARS];
	enum window w;
	int error = window_argument(c, &w);

	if (error != OSC_FINE)
		return error;
	control_bars(c->control, w, count);
	for (uint32_t i = 0; i < LOAD_BARS; i++)
		word[i] = htonl(count[i] < UINT32_MAX ? (uint32_t)count[i] : UINT32_MAX);
	answer_int(c, LOAD_BARS);
	answer_float(c, 0);
	answer_float(c, LOAD_BARS_TOP_PERCENT);
	answer_blob(c, word, sizeof word);
	answer_send(c, ".reply");
	return OSC_FINE;
}

/* Without an age: the page that ends with the running second. */
int
run_heat_list(struct call *c)
{
	uint16_t column[COLUMNS_PER_PAGE][HEAT_BINS];
	const char *name = call_string(c, 0);
	uint64_t first_s;
	uint32_t most;
	int32_t back_s;
	int error, n;

	if (name == NULL || c->argc > 2)
		return call_refuse(c, OSC_TYPE, "the name of a node or \"cycle\", [seconds back]");
	most = answer_fit_blob(
		c, 3, (strlen(name) + 12) & ~(size_t)3, COLUMNS_PER_PAGE, sizeof *column);
	error = call_index(c, 1, 0, HEAT_SECONDS - 1, (int32_t)most - 1, &back_s);
	if (error != OSC_FINE)
		return error;
	n = control_heat(c->control, name, (uint32_t)back_s, most, &first_s, column);
	if (n == -ENOENT)
		return call_refuse(c, OSC_RANGE,
			"there is no node \"%.24s\": /node/list names them; or \"cycle\"", name);
	for (int i = 0; i < n; i++)
		for (uint32_t bin = 0; bin < HEAT_BINS; bin++)
			column[i][bin] = htons(column[i][bin]);
	answer_string(c, name);
	answer_int(c, (int64_t)first_s);
	answer_int(c, n);
	answer_blob(c, column, (uint32_t)n * sizeof *column);
	answer_send(c, ".reply");
	return OSC_FINE;
}
