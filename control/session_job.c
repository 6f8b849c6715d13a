/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The only calls of control/ that may hang. */
#include "control/session_job.h"

#include <stdlib.h>
#include <string.h>

struct session_job *
session_job_create(enum job_kind kind, struct engine *engine)
{
	struct session_job *job = calloc(1, sizeof *job);

	if (job == NULL)
		return NULL;
	job->kind = kind;
	job->engine = engine;
	return job;
}

void
session_job_run(void *arg)
{
	struct session_job *job = arg;

	switch (job->kind) {
	case JOB_OPEN:
		job->result = engine_open(&job->engine, &job->config, &job->err);
		break;
	case JOB_START:
		job->result = engine_start(job->engine, &job->err);
		break;
	case JOB_STOP:
		engine_stop(job->engine);
		break;
	case JOB_CLOSE:
		engine_close(job->engine);
		break;
	case JOB_REBUILD:
		job->result = engine_rebuild(job->engine);
		break;
	case JOB_CONNECT:
		job->result = engine_connect(job->engine, &job->list, &job->missing);
		break;
	case JOB_AUTOCONNECT:
		job->result = engine_autoconnect(job->engine, job->pattern, job->with_inputs);
		break;
	case JOB_DISCONNECT:
		job->result = engine_disconnect(job->engine);
		break;
	case JOB_LIST:
		job->result = engine_connections(job->engine, &job->list);
		break;
	}
}

/* Nobody else knows of the instance any more: whatever hung has let go, so it is closed and
 * its ports vanish from the server. */
void
session_job_late(void *arg)
{
	struct session_job *job = arg;

	if (job->kind == JOB_OPEN) {
		if (job->result == 0)
			engine_close(job->engine);
	} else if (job->kind != JOB_CLOSE) {
		if (job->kind != JOB_STOP)
			engine_stop(job->engine);
		engine_close(job->engine);
	}
	free(job);
}

bool
connections_have(const struct connections *list, const struct connection *c)
{
	for (uint32_t i = 0; i < list->n; i++)
		if (strcmp(list->c[i].ours, c->ours) == 0 &&
			strcmp(list->c[i].theirs, c->theirs) == 0)
			return true;
	return false;
}

void
connections_add(struct connections *list, const struct connections *more)
{
	for (uint32_t i = 0; i < more->n && list->n < CONNECTIONS_MAX; i++)
		if (!connections_have(list, &more->c[i]))
			list->c[list->n++] = more->c[i];
}

void
connections_rename(struct connections *list, const char *old_client, const char *new_client)
{
	size_t n = strlen(old_client), m = strlen(new_client);

	for (uint32_t i = 0; i < list->n; i++) {
		char *ours = list->c[i].ours;
		size_t rest = strlen(ours) + 1;

		if (strncmp(ours, old_client, n) != 0 || ours[n] != ':' ||
			m + rest - n > PORT_BYTES)
			continue;
		memmove(ours + m, ours + n, rest - n);
		memcpy(ours, new_client, m);
	}
}
