/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: any bytes, through the check, the address space and all rows, on a
 * control that is a stub, with some incidents behind it.  Build: make fuzz.
 * Each input is a packet.  Its
 * length says which of twelve clients sends it, two of them on another machine;
 * its last byte moves the clock, so that held bundles and subscriptions come
 * due and leases end, and changes what the next snapshot shows.
 */
#include <stdint.h>
#include <stdlib.h>

#include "tests/feed.h"
#include "tests/osc_wire.h"
#include "ui-osc/notify.h"
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

static void
change_snapshot(struct snapshot *s, uint8_t by)
{
	struct profile *p = &s->profile;

	if (by % 8 == 0) {
		p->nkept += p->nkept < INCIDENTS_KEPT;
		for (uint32_t i = p->nkept; i-- > 1;)
			p->incident[i] = p->incident[i - 1];
		p->incident[0].id++;
	}
	p->incident[0].open = by % 16 == 0;
	s->out[by % METER_CHANNELS_MAX].clipped++;
	s->state = (enum engine_state)(by % NSTATES);
	s->preset_modified = by % 32 == 0;
	p->nnodes = by == 77 ? 3 : 4;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct rig r;
	uint8_t last = len > 0 ? data[len - 1] : 0;

	if (r.server == NULL)
		open_rig(&r);
	rig_client(
		&r, len / 4 % 6 == 5 ? "192.0.2.1" : "127.0.0.1", (uint16_t)(9000 + len / 4 % 12));
	server_packet(r.server, &r.client, data, len, &r.now);
	server_settle(r.server, &r.now);
	rig_advance(&r, (last + 1u) * (last % 64 == 63 ? 100u : 1u) * UINT64_C(1000000));
	if (last % 64 == 1)
		server_refused(r.server, &r.client);
	server_run_due(r.server, &r.now);
	if (last % 4 == 0) {
		change_snapshot(&r.control.snap, last);
		server_update(r.server, &r.now);
	}
	server_settle(r.server, &r.now);
	if (last % 8 == 5) /* one of the last files is written, or not */
		server_done(r.server, r.control.tickets - last / 8 % 4, last % 16 == 5 ? 0 : -1,
			"no", &r.now);
	r.control.undo_steps += last % 2;
	for (uint32_t i = 0; i < r.nanswers; i++)
		if (!osc_ok(r.answer[i].data, r.answer[i].len))
			abort(); /* we are never malformed ourselves */
	if (server_due(r.server) < r.now.monotonic_ns)
		abort(); /* what is due has been done */
	if (clients_count(server_subscribers(r.server)) > CLIENTS_MAX)
		abort();
	rig_forget(&r);
	return 0;
}
