/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of control, shared by control.c, eq.c, loop.c and snapshot.c. */
#ifndef AE_CONTROL_CONTROL_PRIVATE_H
#define AE_CONTROL_CONTROL_PRIVATE_H

#include "control/control.h"
#include "control/history.h"
#include "control/log.h"
#include "control/midi/midi.h"
#include "control/presets/preset.h"
#include "control/presets/preset_live.h"
#include "control/proc.h"
#include "control/scrub_log.h"
#include "control/session.h"
#include "control/settings/autosave.h"
#include "control/settings/saver.h"
#include "control/threads.h"
#include "profiler/collector.h"
#include "profiler/cycles_csv.h"
#include "rt/ring.h"

enum { FRONTENDS_MAX = 8, REQUESTS = 64 };

/* Counters of one channel's meter: as last read, and added up since clear. */
struct counted {
	uint32_t clipped, nonfinite;
	uint32_t clipped_total, nonfinite_total;
};

/* What eq_edit.c keeps. */
struct eq_edits {
	uint32_t n, index[EDITS_MAX]; /* the EQ's KEEP_EDIT values in params */
	uint32_t slot;                /* /eq/slot in params */
	struct eq_edit now;           /* its values: as last read */
	struct eq_edit left[2];       /* A and B as they were left */
	bool was_left[2];
	double rate_hz; /* that now's bandwidths are for */
	int touched;    /* set since the last step: one parameter, several of band n (TOUCHED_NONE -
			 * n), HISTORY_MANY, TOUCHED_NONE */
	struct history *history; /* owned */
};

enum { TOUCHED_NONE = HISTORY_MANY - 1 };

struct control {
	struct options options;
	char **argv;
	uint64_t start_ns; /* CLOCK_MONOTONIC */
	int64_t start_unix_s;
	struct memory_lock memory_lock;
	struct log *log;
	struct session *session;
	struct collector *collector;
	struct snapshot snapshot;

	/* Parameters and the EQ as one thing. */
	struct param_table params;
	void *coefficients[NODES_MAX]; /* by number in params.node; owned */
	struct eq_edits edits;
	struct preset_live live;
	bool measuring;
	struct midi *midi; /* owned */

	/* What is saved, and by whom. */
	struct autosave autosave;
	struct saver *saver;
	char project_name[CLIENT_NAME_BYTES]; /* options.name after control_rename */
	uint64_t tickets; /* the last that was given out; see frontend_ops.done */

	struct counted counted_in[METER_CHANNELS_MAX], counted_out[METER_CHANNELS_MAX];

	/* Time and cycles. */
	struct clock clock; /* our own copy, re-anchored; kind of the instance */
	bool virtual_time;
	uint64_t reanchor_ns, snapshot_ns, sample_ns;
	bool first_seen;
	uint64_t first_ns, newest_ns; /* wake of the first cycle, end of the newest; of clock */
	uint32_t epoch, epochs;
	bool memory_denial_told, priority_denial_told;
	uint32_t incident_logged; /* id of the newest that has its line in the log */
	struct scrub_log scrub_log;
	struct cycles_csv *csv;
	struct proc_sampler proc;
	struct threads threads;

	/* The loop. */
	int wake_fd, request_fd, signal_fd, timer_fd;
	struct ring requests;
	struct answer answer; /* to the last REQUEST_ASK */
	struct frontend frontend[FRONTENDS_MAX];
	uint32_t nfrontends;
	bool screen; /* the tui is up: 1 and 2 are captured */
	bool quitting;
	int status;
	uint64_t quit_ns;
	char end_text[ERROR_BYTES]; /* for stderr once the screen is gone */
};

/* control.c */
void control_drain_requests(struct control *c);

/* values.c */
int values_create(struct control *c); /* 0, -ENOMEM, -EINVAL with c->end_text */
int values_set(struct control *c, uint32_t index, float value); /* and what follows from it */
void values_send(struct control *c, struct engine *e, bool even_if_none);
void values_finish(struct control *c);

/* eq.c: the EQ's parameters as one thing. */
void eq_apply_preset(struct control *c, const struct preset *p, const char *name, bool of_file);
void eq_apply_bandwidths(struct control *c); /* q that follows from the rate */
/* Bandwidths that are in force: of bands whose q was not changed by hand; and the way back. */
void eq_drop_bandwidths(const struct control *c, const struct eq_edit *e, float out[EQ_BANDS_MAX]);
void eq_follow_bandwidths(const struct control *c, struct eq_edit *e);
void eq_warn_of_rate(struct control *c); /* of frequencies of the preset that are too high */
void eq_settings_read(const struct control *c, struct eq_settings *out);
void eq_heed_band(struct control *c, const char *path); /* a band above 8 makes it 16 bands */

/* eq_edit.c: its edits, slots and their history. */
extern const struct param_info eq_slot_info;
int eq_edit_create(struct control *c); /* 0; -ENOMEM; -ENOSPC for more than EDITS_MAX */
const struct eq_edit *eq_edit_read(struct control *c);
void eq_edit_show(struct control *c, const struct eq_edit *e); /* values, slot and all; no step */
void eq_edit_touch(struct control *c, uint32_t index);         /* this parameter has been set */
void eq_edit_note(struct control *c);                          /* what was touched is a step */
void eq_edit_rebase(struct control *c);                        /* what was touched is none */
void eq_edit_rate(struct control *c, double rate_hz);

/* snapshot.c */
void snapshot_sample(struct control *c, uint64_t now_ns); /* once a second */
void snapshot_fill(struct control *c, uint64_t now_ns);
void snapshot_clear_signal(struct control *c, const char *node); /* NULL: of both ends */
void snapshot_log_scrub(struct control *c, bool end);            /* of the snapshot filled last */
int control_write_report(struct control *c);

/* work.c: what takes a while right now, in words; "" : nothing. */
void work_text(struct control *c, uint64_t now_ns, char out[WORK_BYTES]);

#endif
