/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of a session, shared by session.c (what to do next) and session_ends.c (what a job
 * that has finished means). */
#ifndef AE_CONTROL_SESSION_PRIVATE_H
#define AE_CONTROL_SESSION_PRIVATE_H

#include "control/opener.h"
#include "control/session.h"
#include "control/session_job.h"

#define BACKOFF_MIN_NS UINT64_C(250000000)

enum phase {
	PHASE_IDLE,
	PHASE_OPENING,
	PHASE_STARTING,
	PHASE_LIVE,
	PHASE_STOPPING,
	PHASE_CLOSING,
	PHASE_ENDED
};

struct session {
	struct session_config config;
	struct session_client client;
	struct opener *opener;
	struct session_job *job; /* running; ours once it has finished */
	uint64_t job_ns;         /* when it was submitted */
	struct engine *engine;   /* NULL: none, or it belongs to the running job */
	enum phase phase;
	enum engine_state state;
	uint64_t now_ns, since_ns, lost_ns, last_cycle_ns, started_ns, open_at_ns, backoff_ns,
		stop_ns;
	uint32_t attempts, generation, hung_opens;
	struct cycle last; /* newest record, carried to the next instance */
	struct backend_info info;
	char last_error[ERROR_BYTES];
	bool was_live;    /* some instance ran before */
	bool cycles_seen; /* of this instance */
	bool closing_wanted, stop_wanted, toggle_wanted, rebuild_wanted, autoconnect_wanted;
	bool reopen_wanted; /* the client has another name since it was opened */
	bool count_wanted;  /* what connecting or disconnecting has changed, for the log */
	uint64_t list_at_ns, retry_at_ns;      /* 0: not wanted */
	struct connections *current, *missing; /* ours, and ours that could not be made again */
};

void session_set_state(struct session *s, enum engine_state state);
void session_end(struct session *s, int status, const char *text);
/* No instance: open one after the back-off, or at once. */
void session_wait_and_open(struct session *s);
/* The backend is not there any more. */
void session_lose(struct session *s, const char *why, bool at_once);
/* The running job has finished. */
void session_job_done(struct session *s);

#endif
