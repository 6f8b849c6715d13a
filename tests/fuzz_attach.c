/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: any bytes as packets of an engine, to a screen that is attached to
 * it.  Build: make fuzz.  The first byte chooses what the screen asked for; then
 * packets, each with its length in two bytes before it.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui-osc/attach/order.h"
#include "ui-osc/attach/pages.h"
#include "ui-osc/attach/picture.h"
#include "ui-osc/attach/round.h"
#include "ui-osc/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct viewer {
	struct picture picture;
	struct round round;
	struct orders orders;
	struct pages pages;
	struct ctl_link *link;
	double now_s;
};

static void
check(const struct snapshot *s)
{
	const struct profile *f = &s->profile;

	if (f->nnodes > NODES_MAX || f->nkept > INCIDENTS_KEPT || s->nthreads > THREADS_SHOWN ||
		s->nlog > LOG_LINES_SHOWN || s->info.nchannels > METER_CHANNELS_MAX ||
		s->loudness.nchannels > LOUDNESS_CHANNELS_MAX)
		abort();
	if (memchr(s->sentence, 0, sizeof s->sentence) == NULL ||
		memchr(s->preset, 0, sizeof s->preset) == NULL)
		abort();
	for (uint32_t i = 0; i < f->nkept; i++)
		if (f->incident[i].cause == NULL || f->incident[i].confidence == NULL ||
			(i > 0 && f->incident[i].id >= f->incident[i - 1].id))
			abort();
}

static void
check_answer(const struct answer *a)
{
	if (a->kind == ASK_HEAT && a->heat.n > HEAT_PAGE)
		abort();
	if (a->kind == ASK_LOG && a->log.n > LOG_PAGE)
		abort();
	if (a->kind == ASK_PRESETS && a->presets.n > PRESETS_PAGE)
		abort();
	if (a->kind == ASK_INCIDENT &&
		(a->incident.flight.n > FLIGHT_CYCLES || a->incident.flight.nnodes > NODES_MAX ||
			a->incident.account.n > ACCOUNT_LINES))
		abort();
}

static void
heed(struct viewer *v, const uint8_t *packet, size_t len)
{
	struct message m, again;
	struct order_news news;

	message_open(&m, packet, len);
	again = m;
	orders_pong(&v->orders, &again, v->now_s);
	again = m;
	orders_reply(&v->orders, &again, "", &news);
	again = m;
	if (pages_take(&v->pages, &again, v->link, v->now_s))
		check_answer(&v->pages.answer);
	again = m;
	if (strcmp(m.address, "/error") == 0) {
		const char *about = message_text(&again);
		int code = (int)message_whole(&again);

		orders_error(&v->orders, about, code, message_text(&again), &news);
		pages_error(&v->pages, about, code);
		picture_refused(&v->picture, about, code, v->now_s);
	} else if (strcmp(m.address, "/pong") == 0) {
		round_pong(&v->round, &v->picture, &again);
	} else {
		round_heard(&v->round, picture_take(&v->picture, &again, v->now_s), len);
	}
}

static void
begin(struct viewer *v, uint8_t choice)
{
	struct question q = { .kind = (enum question_kind)(1 + choice % (NQUESTIONS - 1)),
		.id = 3,
		.from = choice & 0x40 ? 100 : 0,
		.name = "eq" };
	struct request r = { .kind = REQUEST_SET, .path = "/eq/preamp" };

	v->round.generous = 1;
	v->now_s = 1;
	v->picture.s.uptime_s = 400;
	v->link->remote = (choice & 0x80) != 0;
	v->picture.asked_known = true;
	v->picture.s.log_total = 200;
	orders_put(&v->orders, &r, v->link, v->now_s);
	round_send(&v->round, &v->picture, v->link, true);
	pages_ask(&v->pages, &q, &v->picture, v->link, v->now_s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct viewer v;
	static struct ctl_link *link;
	static struct param_table params;
	char err[CTL_ERROR_BYTES];
	struct order_news news;

	if (link == NULL) {
		link = link_prepare("osc.udp://127.0.0.1:9/", err);
		if (link == NULL || picture_init(&v.picture) < 0)
			abort();
		close(link->fd); /* nothing is sent, which is quicker */
		link->fd = -1;
		params = v.picture.params;
	}
	if (len < 1)
		return 0;
	memset(&v, 0, sizeof v);
	v.picture.params = params;
	v.link = link;
	picture_begin(&v.picture);
	begin(&v, data[0]);
	for (size_t at = 1; at + 2 <= len;) {
		size_t n = (size_t)(data[at] << 8 | data[at + 1]);
		uint8_t *packet;

		at += 2;
		n = n < len - at ? n : len - at;
		packet = malloc(n + 1); /* of its own, so that a byte too far is seen */
		if (packet == NULL)
			abort();
		memcpy(packet, data + at, n);
		if (osc_ok(packet, n) && !packet_is_bundle(packet, n))
			heed(&v, packet, n);
		free(packet);
		at += n;
		v.now_s += 0.01;
		picture_settle(&v.picture, v.now_s);
		check(&v.picture.s);
	}
	round_send(&v.round, &v.picture, v.link, true);
	while (orders_turn(&v.orders, v.link, v.now_s + 2, &news))
		continue;
	pages_turn(&v.pages, v.link, v.now_s + 2);
	check_answer(&v.pages.answer);
	return 0;
}
