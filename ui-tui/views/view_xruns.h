/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view xruns keeps between two frames. */
#ifndef AE_UI_TUI_VIEW_XRUNS_H
#define AE_UI_TUI_VIEW_XRUNS_H

#include <stdbool.h>
#include <stdint.h>

#include "control/question.h"
#include "ui-tui/pieces/filter.h"
#include "ui-tui/views/engine_age.h"
#include "ui-tui/views/flight_picture.h"

/* What is known of an incident beyond the snapshot.  An id alone does not name it: an engine that
 * was started anew counts from 1 again. */
struct incident_page {
	uint32_t id; /* 0: unused */
	double incident_at_s;
	double answered_s; /* of the desk's clock */
	bool whole;        /* nothing will be added to it */
	int error;         /* in place of the rest */
	bool flown;
	struct flight_incident flight;
	struct account account;
};

enum { INCIDENT_PAGES = 8, XRUNS_COPY_BYTES = 8192 };

/* All; the picture alone; the account alone. */
enum xruns_layout { XRUNS_ALL, XRUNS_PICTURE, XRUNS_ACCOUNT, XRUNS_LAYOUTS };

/* Rows of the sheet that something was last drawn in; none: n 0. */
struct drawn_rows {
	int x, y, width, n;
};

struct xruns_desk {
	uint32_t selected; /* id; 0: none yet, the newest will be */
	int scroll, account_scroll;
	enum xruns_layout layout;
	struct filter filter;
	struct flight_look look;

	struct incident_page page[INCIDENT_PAGES];
	uint32_t next_page;
	struct {
		uint32_t id;
		double at_s;
		bool closed;
	} asked;
	double wanted_until_s; /* somebody draws an incident */
	struct engine_age age;

	struct drawn_rows list, account, picture;
	uint32_t listed[INCIDENTS_KEPT]; /* ids in the rows of list */
	char copy[XRUNS_COPY_BYTES];
};

struct desk;

/* The selected incident and its account, as lines.  Return: NULL: there is none. */
const char *xruns_copy_text(struct desk *d);

#endif
