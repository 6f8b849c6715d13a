/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of an engine instance: opened, running, lost, opened again.  One
 * state machine that is driven by session_tick; every call that may hang runs
 * in the opener, and what hangs is left behind.  See docs/ARCHITECTURE.md.
 */
#ifndef AE_CONTROL_SESSION_H
#define AE_CONTROL_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "control/log.h"
#include "control/snapshot.h"
#include "engine/engine.h"

struct session;

struct session_config {
	struct engine_config engine; /* carry: zero */
	const char *connect;         /* "none", "auto", regular expression; outlives the session */
	bool wait;                   /* the first open may fail */
	bool exit_on_lost;
};

/* What a session calls back, all from session_tick.  The same arg for all. */
struct session_client {
	/* New nodes (opened or rebuilt): the values of all of them are to be sent now. */
	void (*ready)(void *arg, struct engine *e);
	void (*cycle)(void *arg, const struct cycle *c);
	void (*work)(void *arg, const struct work *w);
	void (*failed)(void *arg, const struct backend_error *err); /* an open failed */
	void (*ended)(void *arg, int status, const char *text);     /* text "": nothing to say */
	struct log *log;
	void *arg;
};

/* Context: control, for all.  Both structs are copied.  Return: NULL when out of memory. */
struct session *session_create(
	const struct session_config *config, const struct session_client *client);

/* After session_stopped.  What was abandoned stays.  Accepts NULL. */
void session_destroy(struct session *s);

int session_fd(const struct session *s); /* readable: call session_tick */
void session_tick(struct session *s, uint64_t now_ns);

/* The instance, or NULL while only the opener may touch it. */
struct engine *session_engine(struct session *s);

enum engine_state session_state(const struct session *s);
uint64_t session_since_ns(const struct session *s); /* of that state; lost: of the loss */
uint32_t session_attempts(const struct session *s); /* opens that failed in a row */
bool session_unpaced(const struct session *s);
const struct backend_info *session_info(const struct session *s); /* newest facts; zero at first */

/* What the opener does just now, "" : nothing that takes long enough to be told. */
void session_work(const struct session *s, char out[WORK_BYTES]);

/* Connect what is usual, or disconnect all when something is connected. */
void session_toggle(struct session *s);

/* Another name for the client: the instance is closed and opened again.  Return: 0; -EINVAL for a
 * name that is too long; -ESHUTDOWN once it ends. */
int session_rename(struct session *s, const char *client_name);

/* Begin the end; session_tick until session_stopped, at most some 2.5 s later. */
void session_stop(struct session *s);
bool session_stopped(const struct session *s);

/* Something hangs still: leave with _exit, exit's handlers may hang too. */
bool session_leaked(const struct session *s);

#endif
