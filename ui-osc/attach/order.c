/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See order.h. */
#include "ui-osc/attach/order.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/clean_text.h"
#include "ui-osc/attach/round.h"
#include "ui-osc/call.h"

/* Marks a /ping as ours. */
#define ORDER_WORD "order"

enum { ORDER_TRIES = 8, ORDER_ANSWER_BYTES = 360 };

static const double AGAIN_S = 0.15, GIVE_UP_S = 1, KEPT_S = 10;

/* ---- What a request is in OSC ---- */

static const struct {
	enum request_kind kind;
	const char *path;
	char tag;
	bool once;
} table[] = {
	{ REQUEST_CLEAR, "/stats/reset", 's', false },
	{ REQUEST_CONNECT, "/engine/connect", '\0', true },
	{ REQUEST_MEASURE, "/profiler/on", 'i', false },
	{ REQUEST_UNDO, "/eq/undo", '\0', true },
	{ REQUEST_REDO, "/eq/redo", '\0', true },
	{ REQUEST_FLAT, "/eq/flat", '\0', true },
	{ REQUEST_PRESET_LOAD, "/preset/load", 's', true },
	{ REQUEST_PRESET_SAVE, "/preset/save", 's', true },
	{ REQUEST_CLEAR_XRUNS, "/xruns/clear", '\0', false },
};

static bool
translate(const struct request *r, struct order *out)
{
	*out = (struct order){ .value = r->value };
	memcpy(out->text, r->path, sizeof out->text);
	out->text[sizeof out->text - 1] = '\0';
	if (r->kind == REQUEST_SET) {
		snprintf(out->path, sizeof out->path, "%.*s", PATH_BYTES - 1, r->path);
		out->tag = 'f';
		return true;
	}
	if (r->kind == REQUEST_PRESET_STEP) {
		strcpy(out->path, r->value < 0 ? "/preset/prev" : "/preset/next");
		out->once = true;
		return true;
	}
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].kind == r->kind) {
			strcpy(out->path, table[i].path);
			out->tag = table[i].tag == 's' && r->path[0] == '\0' ? '\0' : table[i].tag;
			out->once = table[i].once;
			return true;
		}
	return false;
}

/* ---- Sending ---- */

static bool
add_order(const struct order *order, struct ctl_link *l)
{
	lo_message m = lo_message_new();
	bool fine = m != NULL;

	if (fine && order->tag == 'f')
		fine = lo_message_add_float(m, order->value) == 0;
	else if (fine && order->tag == 'i')
		fine = lo_message_add_int32(m, (int32_t)order->value) == 0;
	else if (fine && order->tag == 's')
		fine = lo_message_add_string(m, order->text) == 0;
	if (fine)
		link_add(l, order->path, m);
	lo_message_free(m);
	return fine;
}

static bool
add_ping(const struct order *order, struct ctl_link *l)
{
	lo_message m = lo_message_new();
	bool fine = m != NULL && lo_message_add_string(m, ORDER_WORD) == 0 &&
		    lo_message_add_int32(m, order->serial) == 0;

	if (fine)
		link_add(l, "/ping", m);
	lo_message_free(m);
	return fine;
}

static void
send_order(struct order *order, struct ctl_link *l, double now_s)
{
	order->sent_s = now_s;
	order->tries++;
	link_begin(l);
	if (!add_order(order, l) || !add_ping(order, l))
		return;
	round_pad(l, ORDER_ANSWER_BYTES);
	(void)link_send(l);
}

static struct order *
free_place(struct orders *o)
{
	struct order *oldest = NULL;

	for (uint32_t i = 0; i < ORDERS_MAX; i++) {
		struct order *order = &o->order[i];

		if (order->serial == 0)
			return order;
		if (order->known && (oldest == NULL || order->sent_s < oldest->sent_s))
			oldest = order;
	}
	return oldest;
}

/* An older value of the same must not come after a newer one. */
static void
forget_older(struct orders *o, const struct order *newer)
{
	for (uint32_t i = 0; i < ORDERS_MAX && !newer->once; i++)
		if (o->order[i].serial != 0 && strcmp(o->order[i].path, newer->path) == 0)
			o->order[i].serial = 0;
}

bool
orders_put(struct orders *o, const struct request *r, struct ctl_link *l, double now_s)
{
	struct order order, *place;
	int times = r->kind == REQUEST_PRESET_STEP ? abs((int)fmaxf(-8, fminf(8, r->value))) : 1;

	if (!translate(r, &order))
		return true;
	forget_older(o, &order);
	for (int i = 0; i < times; i++) {
		place = free_place(o);
		if (place == NULL)
			return false;
		*place = order;
		place->serial = ++o->serial;
		send_order(place, l, now_s);
	}
	return true;
}

/* ---- What is said of it ---- */

bool
orders_pong(struct orders *o, struct message *m, double now_s)
{
	bool ours = strcmp(message_text(m), ORDER_WORD) == 0;
	int64_t serial = message_whole(m);

	for (uint32_t i = 0; i < ORDERS_MAX && ours && !m->bad; i++)
		if (o->order[i].serial != 0 && o->order[i].serial == serial) {
			o->order[i].known = true;
			o->order[i].sent_s = now_s;
			return true;
		}
	return false;
}

static struct order *
find(struct orders *o, const char *path)
{
	for (uint32_t i = 0; i < ORDERS_MAX; i++)
		if (o->order[i].serial != 0 && strcmp(o->order[i].path, path) == 0)
			return &o->order[i];
	return NULL;
}

bool
orders_error(
	struct orders *o, const char *about, int code, const char *text, struct order_news *out)
{
	struct order *order = find(o, about);

	if (order == NULL)
		return false;
	order->serial = 0;
	out->error = code == OSC_NOT_ALLOWED ? -EPERM : -EINVAL;
	if (clean_text(out->text, sizeof out->text, text, strlen(text)) == 0)
		strcpy(out->text, "refused");
	return true;
}

/* Only of what takes its time. */
bool
orders_reply(struct orders *o, struct message *m, const char *prefix, struct order_news *out)
{
	const char *about = message_text(m), *text = message_text(m);
	size_t n = strlen(prefix);
	char name[200];
	struct order *order;

	if (strncmp(about, prefix, n) == 0)
		about += n;
	order = m->bad ? NULL : find(o, about);
	if (order == NULL)
		return false;
	order->serial = 0;
	if (strcmp(about, "/preset/save") != 0)
		return false;
	out->error = 0;
	clean_text(name, sizeof name, text, strlen(text));
	snprintf(out->text, sizeof out->text, "saved as %s", name);
	return true;
}

/* ---- Time ---- */

void
orders_show(const struct orders *o, struct picture *p)
{
	for (uint32_t i = 0; i < ORDERS_MAX; i++)
		if (o->order[i].serial != 0 && !o->order[i].known && o->order[i].tag == 'f')
			picture_assume(p, o->order[i].path, o->order[i].value);
}

bool
orders_turn(struct orders *o, struct ctl_link *l, double now_s, struct order_news *out)
{
	for (uint32_t i = 0; i < ORDERS_MAX; i++) {
		struct order *order = &o->order[i];
		double age_s = now_s - order->sent_s;

		if (order->serial == 0)
			continue;
		if (order->known) {
			if (age_s > KEPT_S)
				order->serial = 0;
		} else if (order->once ? age_s > GIVE_UP_S
				       : age_s > AGAIN_S && order->tries == ORDER_TRIES) {
			order->serial = 0;
			out->error = -ETIMEDOUT;
			snprintf(out->text, sizeof out->text, "%s: no answer%s", order->path,
				order->once ? "; it may have been done or not, look before doing "
					      "it again"
					    : ", it is not set");
			return true;
		} else if (!order->once && age_s > AGAIN_S) {
			send_order(order, l, now_s);
		}
	}
	return false;
}

void
orders_drop(struct orders *o)
{
	for (uint32_t i = 0; i < ORDERS_MAX; i++)
		o->order[i].serial = 0;
}
