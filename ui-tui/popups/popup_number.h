/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of a band, or the preamp, typed over the view. */
#ifndef AE_UI_TUI_POPUP_NUMBER_H
#define AE_UI_TUI_POPUP_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "ui-tui/pieces/entry.h"
#include "ui-tui/popups/number.h"

enum { NUMBER_FIELDS = 3 };

struct number_desk {
	int band;      /* from 0; -1: the preamp */
	uint32_t n;    /* of field[] */
	uint32_t here; /* the one that takes keys */
	struct number_field {
		enum number_kind kind;
		uint32_t value; /* see eq_values.h */
		struct entry entry;
		char was[ENTRY_BYTES]; /* what stood there first: not set again */
		bool fresh;            /* the first character takes its place */
	} field[NUMBER_FIELDS];
	char error[NUMBER_ERROR_BYTES];
};

struct popup;
struct desk;

extern const struct popup popup_number;

/* Open it for that band, from 0; -1: for the preamp. */
void number_open(struct desk *d, int band);

#endif
