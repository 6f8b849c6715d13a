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

#include "control/cli/options.h"
#include "control/log.h"
#include "control/param_table.h"
#include "control/presets/preset_store.h"
#include "control/question.h"
#include "control/snapshot.h"
#include "engine/param.h"
#include "profiler/evidence.h"

struct control;

struct frontend_ops {
	const char *name;                                    /* "tui", "osc", "batch" */
	int (*open)(void **self, struct control *);          /* 0 or -errno, having logged why */
	int (*pollfd)(void *self);                           /* -1 or NULL op: none */
	void (*readable)(void *self);                        /* its descriptor has input */
	void (*update)(void *self, const struct snapshot *); /* read only; valid for the call */
	/* What was asked for under this ticket is done (error 0) or failed (-errno, and in words
	 * what to do).  Every front end hears of every ticket.  NULL: does not care. */
	void (*done)(void *self, uint64_t ticket, int error, const char *text);
	/* To a REQUEST_ASK; every front end that has it hears it.  NULL: never asks. */
	void (*answer)(void *self, const struct answer *);
	void (*close)(void *self); /* bounded: never waits for a terminal or a network */
};

/* One of them, and what its open finds in *self: mostly NULL, it makes its own; something from
 * before there was a control, which then stays main's. */
struct frontend {
	const struct frontend_ops *ops;
	void *self;
};

/* ---- Context: main ---- */

/* Everything but the front ends; takes a copy of the options.  argv: to start again under
 * pw-jack.  Threads start in control_run only.  Return: 0 or an exit status; *out is to be
 * destroyed in both cases (it may be NULL), and control_destroy prints what went wrong. */
int control_create(struct control **out, const struct options *o, char **argv);

/* Open the backend and the front ends, run until the end, write the report.  screen: one of
 * the front ends owns the terminal, so descriptors 1 and 2 are captured meanwhile.
 * Return: the exit status. */
int control_run(struct control *c, const struct frontend *frontend, uint32_t n, bool screen);

/* Why the run ended, in words; "": nothing went wrong.  Accepts NULL. */
const char *control_end_text(const struct control *c);

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

/* The highest value that a parameter can have now: frequencies end at 0.49 of the sample rate. */
float control_highest(struct control *c, const struct param_info *info);

/* Clamp and remember; takes effect at one period boundary together with everything else set
 * before the next control_apply (the loop calls that after each front end's turn).
 * *after (may be NULL): what it is now.  Return: 0; -ENOENT; -EINVAL for NaN or Inf. */
int control_set(struct control *c, const char *path, float value, struct param_ref *after);
void control_apply(struct control *c);

/* ---- Control thread: edits.  Each is one change at one period boundary, and one step of undo.
 * /eq/slot (A, B) and /eq/solo are parameters, set by control_set like all others. ---- */

int control_undo(struct control *c); /* Return: 0; -ENOENT: nothing to undo */
int control_redo(struct control *c);
void control_flat(struct control *c); /* all bands and the preamp as without a preset */

/* ---- Control thread: presets by name, see control/presets/preset_store.h.
 * err: one line, what happened, why, what to type. ---- */

/* Return: 0; -ENOENT; -EINVAL for a name or a file that cannot be used: then nothing changes. */
int control_preset_load(struct control *c, const char *name, char err[ERROR_BYTES]);
/* The by-th after the current one in the list, round. */
int control_preset_step(struct control *c, int by, char err[ERROR_BYTES]);
/* Number index of the list as it is now, "" above the last.  Return: how many there are. */
uint32_t control_preset_name(struct control *c, uint32_t index, char name[PRESET_NAME_BYTES]);
/* "" : none; valid until the next call. */
const char *control_preset_current(struct control *c, bool *modified);
/* The EQ of this moment as the user's preset of that name, which becomes the current one.
 * Return: a ticket, see frontend_ops.done; 0 with err and errno: EINVAL: no name for a preset,
 * EBUSY: another is being saved, ENOENT: there is no folder for it, what the system says. */
uint64_t control_preset_save(struct control *c, const char *name, char err[ERROR_BYTES]);

/* ---- Control thread: all settings, see control/settings/settings.h; for session managers. ---- */

/* Whether the EQ is another than in the settings that were loaded or saved last, or than at the
 * start; presets, loaded or saved, have no say in it. */
bool control_unsaved(struct control *c);
/* To a file of that name.  Return: a ticket; 0 with err. */
uint64_t control_settings_save(struct control *c, const char *path, char err[ERROR_BYTES]);
/* Go on in another folder, see control/settings/project.h.  Return: -EAGAIN: the last changes are
 * on their way to the disk, ask again; -ENOMEM, -ENAMETOOLONG: nothing has changed; else it has, as
 * control_project_state says. */
int control_project_open(struct control *c, const char *folder, char err[ERROR_BYTES]);
/* What came of the folder that was opened last, also at the start.  Return: 0; -EINVAL: what is
 * kept there cannot be used, and the engine has defaults; -errno: nothing can be kept there. */
int control_project_state(const struct control *c, char err[ERROR_BYTES]);
/* Return: a ticket; 0 with err. */
uint64_t control_project_save(struct control *c, char err[ERROR_BYTES]);
/* Close the backend's client and open it again under that name; connections are made again.
 * Return: as session_rename. */
int control_rename(struct control *c, const char *client_name);

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

/* ---- Control thread: evidence, which is too large for the snapshot.  As the collector has it
 * at this moment, so up to 40 ms newer; see profiler/collector.h. ---- */

void control_clear_xruns(struct control *c); /* incidents and all that counts xruns */
void control_bars(struct control *c, enum window w, uint64_t out[LOAD_BARS]);
/* Valid for the call that asks.  Return: NULL: not kept. */
const struct flight_incident *control_flight(struct control *c, uint32_t id);
int control_account(struct control *c, uint32_t id, struct account *out); /* 0, -ENOENT */
int control_heat(struct control *c, const char *name, uint32_t back_s, uint32_t n,
	uint64_t *first_s, uint16_t out[][HEAT_BINS]);

/* Whole; see question.h. */
void control_answer(struct control *c, const struct question *q, struct answer *out);

/* The newest snapshot; statistics in it are at most 40 ms old. */
const struct snapshot *control_snapshot(struct control *c);

/* ---- Context: any thread ---- */

/* One line for the log (screen, end of program, stderr without a screen). */
void control_log(struct control *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, kept from that level on; control_log lines are kept at all of them. */
void control_log_at(struct control *c, enum log_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void control_set_log_level(struct control *c, enum log_level level);
enum log_level control_log_level(struct control *c);
/* See log_read. */
uint32_t control_log_read(struct control *c, uint64_t *from, struct log_line *out, uint32_t max);

/* What a front end on a thread of its own asks for. */
enum request_kind {
	REQUEST_SET,
	REQUEST_CLEAR,
	REQUEST_CONNECT,
	REQUEST_MEASURE,
	REQUEST_QUIT,
	REQUEST_UNDO,
	REQUEST_REDO,
	REQUEST_FLAT,
	REQUEST_PRESET_LOAD,
	REQUEST_PRESET_STEP, /* value: by how many */
	REQUEST_PRESET_SAVE,
	REQUEST_CLEAR_XRUNS,
	REQUEST_ASK
};
struct request {
	enum request_kind kind;
	char path[PRESET_NAME_BYTES]; /* address; CLEAR: node or ""; PRESET_: name */
	float value;
	struct question question; /* ASK */
};

/* One asking thread only (the tui).  Return: false when the ring is full. */
bool control_request(struct control *c, const struct request *r);

#endif
