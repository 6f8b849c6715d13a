/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a session lets the opener do: one struct that belongs to one side at a time. */
#ifndef AE_CONTROL_SESSION_JOB_H
#define AE_CONTROL_SESSION_JOB_H

#include <stdbool.h>

#include "engine/engine.h"

enum job_kind {
	JOB_OPEN,
	JOB_START,
	JOB_STOP,
	JOB_CLOSE,
	JOB_REBUILD,
	JOB_CONNECT,
	JOB_AUTOCONNECT,
	JOB_DISCONNECT,
	JOB_LIST
};

struct session_job {
	enum job_kind kind;
	struct engine *engine;       /* to work on; OPEN: the result */
	struct engine_config config; /* OPEN */
	const char *pattern;         /* AUTOCONNECT; outlives the job */
	bool with_inputs;            /* AUTOCONNECT */
	struct connections list;     /* CONNECT: wanted; LIST: the result */
	uint32_t missing;            /* CONNECT: the result */
	int result;
	struct backend_error err;
};

/* Freed with free.  Return: NULL when out of memory. */
struct session_job *session_job_create(enum job_kind kind, struct engine *engine);

/* Context: opener.  late: the job came back after it was abandoned. */
void session_job_run(void *job);
void session_job_late(void *job);

bool connections_have(const struct connections *list, const struct connection *c);

/* What of more is not in list yet, as far as there is room. */
void connections_add(struct connections *list, const struct connections *more);

/* Our own ports may have got another client name than last time. */
void connections_rename(struct connections *list, const char *old_client, const char *new_client);

#endif
