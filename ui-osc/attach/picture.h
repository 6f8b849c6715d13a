/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The snapshot of another engine, put together from what it says over OSC.  Each
 * address has a row: how often it is asked, with which arguments, and what
 * becomes of its answer.  An address that the engine does not know leaves its
 * fields at what means "not known"; nothing here trusts a packet.
 */
#ifndef AE_UI_OSC_ATTACH_PICTURE_H
#define AE_UI_OSC_ATTACH_PICTURE_H

#include "control/param_table.h"
#include "control/snapshot.h"
#include "control/viewer.h"
#include "ui-osc/attach/message.h"

/* How often: with every round, 4 times a second, once a second, not by itself. */
enum pace { PACE_FAST, PACE_QUARTER, PACE_SECOND, PACE_NEVER };

/* What is there or not there together: while it is not, only its first row is asked. */
enum group {
	GROUP_ALWAYS,
	GROUP_METERS,
	GROUP_BALLISTICS,
	GROUP_LOUDNESS,
	GROUP_SPECTRUM,
	NGROUPS
};

enum { PICTURE_ARGS = 2, PICTURE_ROWS_MAX = 128, CHANNELS_PER_ANSWER = 16 };

/* What was asked together: some answers do not say what they are of. */
struct picture_asked {
	uint32_t channel;      /* first, from 0 */
	uint32_t window, row;  /* of /profiler/all */
	uint32_t thread, node; /* offsets in /engine/threads, /node/samples */
	uint64_t incidents;    /* how many there were when the newest were asked for */
};

struct picture_group {
	bool away; /* the engine says that there is none now */
	double ask_again_s;
	double heard_s; /* the last answer; < 0: none yet */
};

struct picture {
	struct snapshot s;
	struct param_table params; /* values of the engine's */
	bool params_changed;
	unsigned wishes; /* enum viewer_wish */
	struct picture_group group[NGROUPS];
	uint64_t unknown[2]; /* rows that the engine does not know, a bit each */
	double now_s;
	bool restarted; /* it is another process than before */

	struct picture_asked next;  /* to be asked with the next round */
	struct picture_asked asked; /* what the answers that come now are of */
	bool asked_known;
	uint32_t slow_window;                  /* the last that was not the last second's */
	uint32_t windows_known;                /* a bit for each whole one */
	uint32_t channels_known;               /* whose meters have been read since the start */
	uint32_t threads_known, samples_known; /* wholly read since the start: 1 */

	struct thread_use thread[THREADS_SHOWN]; /* page by page, until the list is whole */

	uint32_t incident_from;  /* id to go on with; 0: nothing is missing */
	uint64_t incidents_told; /* asked.incidents when they were told */

	uint64_t
		log_told; /* lines ever logged; s.log_total: those up to the newest that is known */
	struct {
		uint64_t number; /* + 1; 0: none */
		struct log_line line;
	} log[LOG_LINES_SHOWN];
};

struct picture_row {
	const char *path;
	enum pace pace;
	enum group group;
	void (*take)(struct picture *p, struct message *m);
	/* Arguments, all int32.  Return: how many; -1: not now.  NULL: none. */
	int (*args)(const struct picture *p, int32_t out[PICTURE_ARGS]);
	uint32_t bytes; /* of the usual answer */
};
extern const struct picture_row picture_rows[];
extern const uint32_t npicture_rows;

/* Context: main, for all functions. */

/* Return: 0 or -ENOMEM.  Begin: another engine, or the same anew: nothing is known. */
int picture_init(struct picture *p);
void picture_begin(struct picture *p);
void picture_finish(struct picture *p); /* accepts a zeroed one */

/* What the viewer shows from now on. */
void picture_wish(struct picture *p, unsigned wishes);

/* Is row i to be asked at this pace or a slower one that is due?  args: what with. */
bool picture_wants(const struct picture *p, uint32_t i, int32_t args[PICTURE_ARGS], int *nargs);

/* A message of the engine, its prefix taken off.  Return: the row that it answers; -1: none. */
int picture_take(struct picture *p, struct message *m, double now_s);

/* A value that is on its way to the engine stands for the one that it has still. */
void picture_assume(struct picture *p, const char *path, float v);

/* What follows from those, between rounds. */
void picture_settle_edits(struct picture *p);

/* /error about that address. */
void picture_refused(struct picture *p, const char *about, int code, double now_s);

/* A round is over: what follows from the rest is worked out, and seq counts. */
void picture_settle(struct picture *p, double now_s);

/* Is everything there that a first look needs? */
bool picture_complete(const struct picture *p);

/* ---- Between the files of the picture ---- */

void take_text(struct message *m, char *to, size_t size);
uint32_t picture_channels(const struct picture *p);

/* picture_profile.c */
void take_counts(struct picture *p, struct message *m);
void take_epoch(struct picture *p, struct message *m);
void take_now(struct picture *p, struct message *m);
void take_all(struct picture *p, struct message *m);
void take_node_now(struct picture *p, struct message *m);
void take_node_list(struct picture *p, struct message *m);
void take_node_types(struct picture *p, struct message *m);
void take_node_flags(struct picture *p, struct message *m);
void take_node_samples(struct picture *p, struct message *m);
int args_all(const struct picture *p, int32_t out[PICTURE_ARGS]);
int args_samples(const struct picture *p, int32_t out[PICTURE_ARGS]);
void next_all(struct picture *p);

/* picture_xruns.c */
void take_causes(struct picture *p, struct message *m);
void take_item(struct picture *p, struct message *m);
void take_part(struct picture *p, struct message *m);
uint64_t picture_incidents(const struct picture *p); /* rises with each that is new or grows */
int args_incidents(const struct picture *p, int32_t out[PICTURE_ARGS]);
void settle_incidents(struct picture *p);

/* picture_signal.c */
void take_meters_in(struct picture *p, struct message *m);
void take_meters_out(struct picture *p, struct message *m);
void take_hold_in(struct picture *p, struct message *m);
void take_hold_out(struct picture *p, struct message *m);
void take_clipped_in(struct picture *p, struct message *m);
void take_clipped_out(struct picture *p, struct message *m);
void take_ballistic(struct picture *p, struct message *m);
void take_clip(struct picture *p, struct message *m);
void take_loudness(struct picture *p, struct message *m);
void take_loudness_peaks(struct picture *p, struct message *m);
void take_loudness_measured(struct picture *p, struct message *m);
void take_spectrum(struct picture *p, struct message *m);
void take_held(struct picture *p, struct message *m);
void take_bands(struct picture *p, struct message *m);
int args_channel(const struct picture *p, int32_t out[PICTURE_ARGS]);
int args_held(const struct picture *p, int32_t out[PICTURE_ARGS]);
void settle_signal(struct picture *p);

/* picture_engine.c */
void take_info(struct picture *p, struct message *m);
void take_state(struct picture *p, struct message *m);
void take_health(struct picture *p, struct message *m);
void take_times(struct picture *p, struct message *m);
void take_opening(struct picture *p, struct message *m);
void take_server(struct picture *p, struct message *m);
void take_samplerate(struct picture *p, struct message *m);
void take_period(struct picture *p, struct message *m);
void take_channels(struct picture *p, struct message *m);
void take_latency(struct picture *p, struct message *m);
void take_audio(struct picture *p, struct message *m);
void take_memory(struct picture *p, struct message *m);
void take_faults(struct picture *p, struct message *m);
void take_clock(struct picture *p, struct message *m);
void take_work(struct picture *p, struct message *m);
void take_load(struct picture *p, struct message *m);
void take_cpu(struct picture *p, struct message *m);
void take_threads(struct picture *p, struct message *m);
void take_packets(struct picture *p, struct message *m);
void take_measuring(struct picture *p, struct message *m);
int args_threads(const struct picture *p, int32_t out[PICTURE_ARGS]);

/* picture_edits.c */
void take_param(struct picture *p, struct message *m);
void take_band(struct picture *p, struct message *m);
void take_steps(struct picture *p, struct message *m);
void take_unsaved(struct picture *p, struct message *m);
void take_preset(struct picture *p, struct message *m);
void take_log_times(struct picture *p, struct message *m);
void take_log_lines(struct picture *p, struct message *m);
int args_log(const struct picture *p, int32_t out[PICTURE_ARGS]);
void settle_edits(struct picture *p);
void settle_log(struct picture *p);

#endif
