/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking a server one thing and expecting one answer, byte for byte.  A failed
 * expectation fails the test that runs.
 */
#ifndef AE_TESTS_ASK_OSC_H
#define AE_TESTS_ASK_OSC_H

#include "tests/osc_wire.h"

static const uint64_t MS = 1000000;

extern struct rig r; /* made for each test */
int ask_setup(void **state);
int ask_teardown(void **state);

/* One message to the server; answers from before are forgotten. */
void ask(const char *address, const char *tags, ...);

void expect_silence(void);
void expect(const char *address, const char *tags, ...); /* the one answer there is */
void expect_error(const char *address, int code);        /* "/error address code text" */

bool answer_says(const char *text); /* the first answer holds it */

float value_of(const char *path);

#endif
