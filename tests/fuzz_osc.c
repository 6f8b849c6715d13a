/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: any bytes, through the check, the address space and all rows, on a
 * control that is a stub, with some incidents behind it.  Build: make fuzz.  Each input is a packet; its last
 * byte also moves the clock, so that held bundles come due.
 */
#include <stdint.h>
#include <stdlib.h>

#include "tests/feed.h"
#include "tests/osc_wire.h"
#include "ui-osc/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
open_rig(struct rig *r)
{
	static struct feed feed;

	rig_init(r);
	feed_open(&feed);
	for (uint32_t i = 0; i < 3; i++) {
		feed_periods(&feed, 200);
		feed_period(&feed, 0, 7000000, FEED_OUT_NS);
	}
	r->control.collector = feed.c;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct rig r;

	if (r.server == NULL)
		open_rig(&r);
	server_packet(r.server, &r.client, data, len, &r.now);
	rig_advance(&r, (len > 0 ? data[len - 1] : 1u) * UINT64_C(1000000) + 1000000);
	server_run_due(r.server, &r.now);
	for (uint32_t i = 0; i < r.nanswers; i++)
		if (!osc_ok(r.answer[i].data, r.answer[i].len))
			abort(); /* we are never malformed ourselves */
	rig_forget(&r);
	return 0;
}
