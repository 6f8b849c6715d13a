/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The middle of the program: one thread, one poll() loop.  It owns parameters,
 * collector, snapshot and log, sends the only commands that the audio thread
 * ever gets, and drives the session (open, lost, come back).  Front ends hang
 * on it through frontend_ops; those with a thread of their own ask through
 * control_request.
 */
#ifndef AE_CONTROL_CONTROL_H
#define AE_CONTROL_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "control/options.h"
#include "control/param_table.h"
#include "control/snapshot.h"
#include "engine/param.h"

struct control;

struct frontend_ops {
	const char *name;                                    /* "tui", "osc", "batch" */
	int (*open)(void **self, struct control *);          /* 0 or -errno, having logged why */
	int (*pollfd)(void *self);                           /* -1 or NULL op: none */
	void (*readable)(void *self);                        /* its descriptor has input */
	void (*update)(void *self, const struct snapshot *); /* read only; valid for the call */
	void (*close)(void *self); /* bounded: never waits for a terminal or a network */
};

/* ---- Context: main ---- */

/* Everything but the front ends; takes a copy of the options.  argv: to start again under
 * pw-jack.  Threads start in control_run only.  Return: 0 or an exit status; *out is to be
 * destroyed in both cases (it may be NULL), and control_destroy prints what went wrong. */
int control_create(struct control **out, const struct options *o, char **argv);

/* Open the backend and the front ends, run until the end, write the report.  screen: one of
 * the front ends owns the terminal, so descriptors 1 and 2 are captured meanwhile.
 * Return: the exit status. */
int control_run(
	struct control *c, const struct frontend_ops *const *frontend, uint32_t n, bool screen);

/* Return: false when something hangs for ever, so that only _exit is safe.  Accepts NULL. */
bool control_destroy(struct control *c);

/* ---- Context: control thread (a front end's readable and update run there) ---- */

/* A parameter by its address "/eq/band/3/gain".  Return: 0 or -ENOENT. */
struct param_ref {
	const struct param_info *info;
	uint32_t index;
	float value;
};
int control_get(struct control *c, const char *path, struct param_ref *out);

/* Address of parameter number index, "" above the last: the address space, enumerated. */
void control_path(struct control *c, uint32_t index, char out[PATH_BYTES]);

/* Clamp and remember; takes effect at one period boundary together with everything else set
 * before the next control_apply (the loop calls that after each front end's turn).
 * *after (may be NULL): what it is now.  Return: 0; -ENOENT; -EINVAL for NaN or Inf. */
int control_set(struct control *c, const char *path, float value, struct param_ref *after);
void control_apply(struct control *c);

void control_measure(struct control *c, bool on);
int control_clear(struct control *c, const char *node); /* NULL: everything; -ENOENT */
void control_connect(struct control *c); /* toggle the usual connections; result in the log */
void control_quit(struct control *c, int status);

/* What the user asked for; front ends read their own options here.  Context: any. */
const struct options *control_options(const struct control *c);

/* The real terminal (or what stdout was) while descriptors 1 and 2 are captured for a screen;
 * 1 otherwise.  The capture stands before the tui is opened and ends after it is closed. */
int control_terminal_fd(const struct control *c);

/* For the OSC front end: what the snapshot says of it.  url "" : not listening.  Copied. */
void control_set_osc(struct control *c, const char *url, uint64_t received, uint64_t malformed,
	uint64_t refused);

/* The newest snapshot; statistics in it are at most 40 ms old. */
const struct snapshot *control_snapshot(struct control *c);

/* ---- Context: any thread ---- */

/* One line for the log (screen, end of program, stderr without a screen). */
void control_log(struct control *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What a front end on a thread of its own asks for. */
enum request_kind { REQUEST_SET, REQUEST_CLEAR, REQUEST_CONNECT, REQUEST_MEASURE, REQUEST_QUIT };
struct request {
	enum request_kind kind;
	char path[PATH_BYTES];
	float value;
}; /* CLEAR: node in path or "" */

/* One asking thread only (the tui).  Return: false when the ring is full. */
bool control_request(struct control *c, const struct request *r);

#endif
