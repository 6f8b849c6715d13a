/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes out unasked: values of subscriptions when they are due, and to
 * those who sent /notify every change, whoever made it.  A change is a
 * difference from what was told last; of several to one address only the
 * newest is sent.  What cannot be sent now stays to be sent.
 */
#ifndef AE_UI_OSC_NOTIFY_H
#define AE_UI_OSC_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "ui-osc/subscribe.h"

enum {
	PUSHES_PER_TURN = 256,    /* of changes, all clients together */
	PUSH_PAUSE_NS = 1000000,  /* between turns with something left to send */
	OWED_MAX = 8,             /* what one message sets, at most */
	XRUN_OPEN_NS = 150000000, /* an incident that lasts is told after that: 40 ms more at most
				      until the snapshot that shows it, so within 200 ms */
};

/* Things to be told beside the parameters, which are numbered from 0: those come after them. */
enum topic { TOPIC_PROFILER, TOPIC_STATE, TOPIC_PRESET, TOPIC_CLIP, NTOPICS = TOPIC_CLIP + 128 };

/* All zero: nothing is known yet. */
struct notify {
	uint32_t nparams;
	float *value;     /* of each parameter, as told last; owned */
	uint8_t *pending; /* nparams + NTOPICS: a bit for each client that is yet to be told; owned
			   */
	uint32_t next;    /* where the next turn goes on */
	uint64_t due_ns;  /* that turn; UINT64_MAX or 0: nothing is left */
	bool profiler;
	enum engine_state state;
	char preset[PRESET_NAME_BYTES];
	bool preset_modified;
	uint32_t clipped[2][METER_CHANNELS_MAX]; /* in, out */
	uint32_t xrun;                           /* id of the last that was told */
	uint32_t xrun_open;                      /* id of one that lasts, 0: none */
	uint64_t xrun_open_ns;                   /* when it became known */
	uint32_t nowed; /* of this call: what its answer is to tell the sender, who hears */
	struct {
		uint32_t index;
		uint8_t bit;
	} owed[OWED_MAX];
};

/* Context: control, for all functions. */

void notify_finish(struct notify *n); /* accepts a zeroed one */

/* A client starts to hear of changes: of those from now on.  Return: 0 or -ENOMEM. */
int notify_join(struct server *s, struct client *client);

/* The sender of a call has set a parameter: equal: to what it said, so that it need not be told. */
void notify_set(const struct call *c, const struct param_ref *after, bool equal);
void notify_measure(const struct call *c, bool on, bool equal);

/* Around a call: there is no answer yet; none could be sent, so that the sender, if it hears of
 * changes, is told of what is not what it said like all others. */
void notify_begin_call(struct server *s);
void notify_unanswered(struct server *s);

/* Look for what has changed by anybody's doing; snapshot: in a new one of these too. */
void notify_look(struct server *s, bool snapshot);

/* Send what is to be told; all: without a bound but that of what there is. */
void notify_send(struct server *s, bool all);

/* The last word: to those that hear of changes. */
void notify_end(struct server *s);

/* Send the values that are due. */
void notify_stream(struct server *s);

/* When there is something to do unasked; UINT64_MAX: nothing. */
uint64_t notify_due(struct server *s);

#endif
