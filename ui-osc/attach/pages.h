/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer to a screen's question, put together from the pages that OSC has:
 * each says where the next begins.  A page that is lost is asked for again; when
 * none comes for a while the answer says so, and the screen asks anew.
 */
#ifndef AE_UI_OSC_ATTACH_PAGES_H
#define AE_UI_OSC_ATTACH_PAGES_H

#include "control/question.h"
#include "ui-osc/attach/picture.h"
#include "ui-osc/ctl/ctl_link.h"

enum { PAGES_PARTS = 3 };

struct pages_part {
	bool used, done;
	int64_t next; /* where its next page begins */
};

struct pages {
	bool busy;
	struct question question;
	struct answer answer; /* being put together */
	struct pages_part part[PAGES_PARTS];
	uint64_t last;      /* HEAT: the running second; LOG: lines ever logged */
	uint64_t first_seq; /* INCIDENT */
	double sent_s, progress_s;
};

/* Context: main, for all functions. */

/* Begin; one that is not finished is forgotten. */
void pages_ask(struct pages *g, const struct question *q, const struct picture *p,
	struct ctl_link *l, double now_s);

/* Any message.  Return: true: the answer is whole. */
bool pages_take(struct pages *g, struct message *m, struct ctl_link *l, double now_s);

/* /error about an address.  Return: true: the answer is whole. */
bool pages_error(struct pages *g, const char *about, int code);

/* Time goes on.  Return: true: there is an answer, which says that there is none. */
bool pages_turn(struct pages *g, struct ctl_link *l, double now_s);

#endif
