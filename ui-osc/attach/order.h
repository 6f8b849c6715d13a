/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user does, on its way to the engine.  Values are sent until the
 * engine has them; what must not be done twice is sent once, and when it is not
 * known whether it was done, that is said.
 */
#ifndef AE_UI_OSC_ATTACH_ORDER_H
#define AE_UI_OSC_ATTACH_ORDER_H

#include "control/control.h"
#include "ui-osc/attach/message.h"
#include "ui-osc/attach/picture.h"
#include "ui-osc/ctl/ctl_link.h"

enum { ORDERS_MAX = 64, ORDER_TEXT_BYTES = 256 };

struct order {
	int32_t serial; /* 0: free */
	char path[PATH_BYTES];
	char tag; /* 'f', 'i', 's'; '\0': no argument */
	float value;
	char text[PRESET_NAME_BYTES];
	bool once, known; /* known: the engine has it; kept a while for what it says of it */
	uint32_t tries;
	double sent_s;
};

struct orders {
	struct order order[ORDERS_MAX];
	int32_t serial;
};

/* What is to be told to who asked. */
struct order_news {
	int error; /* 0; -errno */
	char text[ORDER_TEXT_BYTES];
};

/* Context: main, for all functions. */

/* What is to be sent for a request; REQUEST_QUIT and REQUEST_ASK are not for the engine.
 * Return: false: too much is on its way already. */
bool orders_put(struct orders *o, const struct request *r, struct ctl_link *l, double now_s);

/* /pong, /error, /reply.  Return: true: there is news. */
bool orders_pong(struct orders *o, struct message *m, double now_s);
bool orders_error(
	struct orders *o, const char *about, int code, const char *text, struct order_news *out);
bool orders_reply(struct orders *o, struct message *m, const char *prefix, struct order_news *out);

/* Time goes on: sends again, gives up.  Return: true: there is news, ask again. */
bool orders_turn(struct orders *o, struct ctl_link *l, double now_s, struct order_news *out);

/* Values that are on their way, into the picture: the next key goes on from them. */
void orders_show(const struct orders *o, struct picture *p);

/* The engine is gone: nothing is sent to the next. */
void orders_drop(struct orders *o);

#endif
