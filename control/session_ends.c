/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a job of the opener that has finished, or a backend that has gone, means
 * for the session.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "control/session_private.h"

static const uint64_t BACKOFF_MAX_NS = UINT64_C(5000000000);

void
session_set_state(struct session *s, enum engine_state state)
{
	if (state == s->state)
		return;
	s->state = state;
	s->since_ns = s->now_ns;
}

void
session_end(struct session *s, int status, const char *text)
{
	s->client.ended(s->client.arg, status, text);
}

void
session_wait_and_open(struct session *s)
{
	s->phase = PHASE_IDLE;
	if (s->reopen_wanted) {
		s->open_at_ns = s->now_ns;
		return;
	}
	s->open_at_ns = s->now_ns + s->backoff_ns;
	s->backoff_ns = s->backoff_ns * 2 < BACKOFF_MAX_NS ? s->backoff_ns * 2 : BACKOFF_MAX_NS;
}

void
session_lose(struct session *s, const char *why, bool at_once)
{
	if (s->state != STATE_LOST) {
		s->lost_ns = s->now_ns;
		log_write(s->client.log, "%s: %s", s->config.engine.backend->name, why);
	}
	session_set_state(s, STATE_LOST);
	s->info.audio.tid = 0;
	s->info.connected_in = s->info.connected_out = 0;
	s->closing_wanted |= at_once;
	if (s->config.exit_on_lost)
		session_end(s, EXIT_LOST, "the backend went away (--exit-on-lost)");
}

static void
opened(struct session *s, struct session_job *job)
{
	if (job->result < 0) {
		s->attempts++;
		s->client.failed(s->client.arg, &job->err);
		if (strcmp(s->last_error, job->err.text) != 0 && (s->was_live || s->config.wait))
			log_write(s->client.log, "%s", job->err.text);
		memcpy(s->last_error, job->err.text, sizeof s->last_error);
		session_wait_and_open(s);
		if (!s->was_live && (!s->config.wait || (job->err.status != EXIT_NO_DEVICE &&
								job->err.status != EXIT_BUSY)))
			session_end(s, job->err.status, job->err.text);
		return;
	}
	s->engine = job->engine;
	s->generation++;
	s->phase = PHASE_STARTING;
	s->cycles_seen = s->closing_wanted = s->rebuild_wanted = false;
	s->hung_opens = 0;
	s->last_error[0] = '\0';
	session_set_state(s, STATE_STARTING);
	s->client.ready(s->client.arg, s->engine);
}

static void
started(struct session *s, struct session_job *job)
{
	char old_client[sizeof s->info.client_name];

	if (job->result < 0) {
		s->attempts++;
		s->client.failed(s->client.arg, &job->err);
		s->phase = PHASE_CLOSING;
		if (s->was_live)
			session_set_state(s, STATE_LOST);
		if (s->was_live || s->config.wait)
			log_write(s->client.log, "%s", job->err.text);
		else
			session_end(s, job->err.status, job->err.text);
		return;
	}
	memcpy(old_client, s->info.client_name, sizeof old_client);
	engine_describe(s->engine, &s->info);
	s->phase = PHASE_LIVE;
	s->started_ns = s->last_cycle_ns = s->now_ns;
	connections_add(s->missing, s->current); /* and what was missing before goes on to be */
	s->current->n = 0;
	s->list_at_ns = 0;
	connections_rename(s->missing, old_client, s->info.client_name);
	if (s->missing->n > 0)
		s->retry_at_ns = s->now_ns;
	else
		s->autoconnect_wanted = strcmp(s->config.connect, "none") != 0;
	s->attempts = 0;
	s->was_live = true;
}

/* The outcome of a key, in numbers: those from before are those that were listed last. */
static void
tell_count(struct session *s, const struct session_job *job)
{
	uint32_t before = s->current->n, now = job->list.n;

	if (job->result < 0)
		log_write_at(s->client.log, LEVEL_USUAL, "done, but connections cannot be read: %s",
			strerror(-job->result));
	else if (now > before)
		log_write_at(s->client.log, LEVEL_USUAL, "connected: %u connection%s made",
			now - before, now - before == 1 ? "" : "s");
	else if (now < before)
		log_write_at(s->client.log, LEVEL_USUAL, "disconnected: %u connection%s cut",
			before - now, before - now == 1 ? "" : "s");
	else
		log_write_at(s->client.log, LEVEL_USUAL,
			"no connection changed: %u as before; is there a device that we could "
			"join?",
			now);
}

/* Connections as they are now; those that were missing and are there are missing no more. */
static void
listed(struct session *s, struct session_job *job)
{
	uint32_t left = 0;

	if (s->count_wanted)
		tell_count(s, job);
	s->count_wanted = false;
	if (job->result < 0)
		return;
	*s->current = job->list;
	for (uint32_t i = 0; i < s->missing->n; i++)
		if (!connections_have(s->current, &s->missing->c[i]))
			s->missing->c[left++] = s->missing->c[i];
	s->missing->n = left;
}

static void
connected(struct session *s, struct session_job *job)
{
	const char *did = job->kind == JOB_DISCONNECT ? "disconnected" : "connected";

	if (job->result == -ENOTSUP) {
		log_write(s->client.log, "%s has no ports to connect",
			s->config.engine.backend->name);
	} else if (job->result < 0) {
		log_write(s->client.log, "not %s: %s", did, strerror(-job->result));
	} else if (job->kind == JOB_CONNECT) {
		log_write_at(s->client.log, LEVEL_USUAL, "connections restored: %u of %u",
			job->list.n - job->missing, job->list.n);
	} else {
		s->count_wanted = true; /* once they have been listed */
	}
	s->list_at_ns = s->now_ns;
}

void
session_job_done(struct session *s)
{
	struct session_job *job = s->job;

	s->job = NULL;
	switch (job->kind) {
	case JOB_OPEN:
		opened(s, job);
		break;
	case JOB_START:
		started(s, job);
		break;
	case JOB_STOP:
		s->phase = PHASE_CLOSING;
		break;
	case JOB_CLOSE:
		s->engine = NULL;
		session_wait_and_open(s);
		break;
	case JOB_REBUILD:
		if (job->result < 0)
			session_lose(s, "no memory for the new sample rate", true);
		else
			s->client.ready(s->client.arg, s->engine);
		s->last_cycle_ns = s->now_ns;
		break;
	case JOB_LIST:
		listed(s, job);
		break;
	default:
		connected(s, job);
	}
	free(job);
}
