/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A round of questions: bundles between two /ping each.  All answers of a bundle
 * are of one moment; the first /pong says which bundle the next answers belong
 * to, the second that there are no more.  What was lost is asked again with the
 * next round.  Off loopback an engine answers at most three times what it was
 * sent, so questions are as long as a third of the answers that are expected.
 */
#ifndef AE_UI_OSC_ATTACH_ROUND_H
#define AE_UI_OSC_ATTACH_ROUND_H

#include "ui-osc/attach/picture.h"
#include "ui-osc/ctl/ctl_link.h"

enum { ROUND_BUNDLES = 16, ROUND_TICKS = 20 /* of PACE_SECOND */, ROUND_QUARTER = 5 };

struct bundle {
	int32_t serial;
	bool ended;     /* its last answer is here */
	bool incidents; /* it asks for the newest of them */
	bool left;      /* its time was up, once: it gets more room */
	struct picture_asked asked;
};

struct round {
	struct bundle bundle[ROUND_BUNDLES];
	uint32_t n;      /* 0: none is on its way */
	int32_t serial;  /* of the last /ping */
	uint32_t tick;   /* of the next round */
	double generous; /* times what is expected off loopback; 1 .. GENEROUS_MAX */
	uint32_t heard[PICTURE_ROWS_MAX]; /* longest answer to each row */
	uint64_t sent_bytes, packets;
};

/* Context: main, for all functions. */

/* Ask what is due; everything: whatever its pace. */
void round_send(struct round *r, struct picture *p, struct ctl_link *l, bool everything);

/* A /pong that is ours.  Return: true when the round is over. */
bool round_pong(struct round *r, struct picture *p, struct message *m);

/* An answer to row of so many bytes. */
void round_heard(struct round *r, int row, size_t bytes);

/* Its time is up: what has not come is left out. */
void round_leave(struct round *r, struct picture *p);

/* One message with whole numbers for arguments. */
void round_add(struct ctl_link *l, const char *path, const int32_t *args, int nargs);

/* Padding for answers of so many bytes to the question as it stands. */
void round_pad(struct ctl_link *l, size_t answer_bytes);

#endif
