/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A backend made for the session's tests: its calls hang as long as they are told to. */
#ifndef AE_TESTS_SESSION_MOCK_H
#define AE_TESTS_SESSION_MOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/backend.h"

struct world {
	atomic_bool hang_open, hang_stop, hang_close, silent, fail_open;
	atomic_int opens, opening, opening_most, closes, connects;
	atomic_uint connections, wanted, connectable;
	atomic_uintptr_t newest; /* struct backend *, for change_world */
};

extern struct world world; /* what the servers of all tests are: there is one at a time */

extern const struct backend_ops mock_ops;

void pause_ms(long ms);
void tell_world(uint32_t what); /* enum backend_change, to the newest instance */

#endif
