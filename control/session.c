/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two things are told apart: the phase, which says what may be done with the
 * instance, and the state, which is what everybody sees.  A backend that has
 * fallen silent is `lost` at once, but its instance lives on for a moment: when
 * cycles come again, nothing was lost.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/session_private.h"

#define MS(n) ((n)*UINT64_C(1000000))

static const uint64_t SILENCE_NS = MS(800); /* no cycle for so long: lost */
static const uint64_t FREEWHEEL_SILENCE_NS = MS(10000);
static const uint64_t FIRST_CYCLE_NS = MS(5000); /* after start */
static const uint64_t GRACE_NS = MS(1000);       /* lost by silence, until it is closed */
static const uint64_t CLOSE_NS = MS(2000);       /* stop or close, then abandoned */
static const uint64_t OPEN_NS = MS(10000);       /* open, then a fresh opener tries */
static const uint64_t STOP_NS = MS(2500);        /* everything at the end of the program */
static const uint64_t SETTLE_NS = MS(200);   /* of connections and ports, before they are read */
static const uint64_t ALIVE_NS = MS(300);    /* a cycle within the last */
static const uint64_t TOLD_NS = MS(100);     /* a job, until it is worth a word */
static const uint64_t TICK_GAP_NS = MS(250); /* we did not run ourselves (SIGSTOP, suspend) */
enum { HUNG_OPENS_MAX = 3 };

/* ---- Jobs ---- */

static bool
submit(struct session *s, enum job_kind kind)
{
	struct session_job *job = session_job_create(kind, s->engine);
	int r;

	if (job == NULL)
		return false;
	if (kind == JOB_OPEN) {
		s->reopen_wanted = false;
		job->config = s->config.engine;
		job->config.generation = s->generation + 1;
		job->config.carry = s->last;
	} else if (kind == JOB_CONNECT) {
		job->list = *s->missing;
	} else if (kind == JOB_AUTOCONNECT) {
		job->pattern = strcmp(s->config.connect, "none") == 0 ? "auto" : s->config.connect;
		job->with_inputs = s->toggle_wanted;
	}
	r = opener_submit(s->opener, session_job_run, session_job_late, job);
	if (r < 0) {
		free(job);
		return false;
	}
	s->job = job;
	s->job_ns = s->now_ns;
	return true;
}

/* Leave the running job and its instance behind; when it has finished meanwhile, or when too many
 * hang already, only see to it that the instance is closed. */
static void
leave_behind(struct session *s)
{
	enum job_kind kind = s->job->kind;
	int r;

	if (s->engine != NULL && kind != JOB_CLOSE && kind != JOB_OPEN) /* those own it */
		engine_abandon(s->engine);
	s->closing_wanted = true;
	r = opener_abandon(s->opener);
	if (r == -EAGAIN && s->stop_wanted)
		s->phase = PHASE_ENDED;
	if (r < 0)
		return;
	log_write(s->client.log, "%s does not answer; it is left behind",
		s->config.engine.backend->name);
	s->hung_opens += kind == JOB_OPEN;
	s->job = NULL;
	s->engine = NULL;
	if (s->was_live)
		session_set_state(s, STATE_LOST);
	session_wait_and_open(s);
}

/* A job that takes too long. */
static void
job_check(struct session *s)
{
	uint64_t took;
	bool late, lost_long = s->state == STATE_LOST && s->closing_wanted &&
			       s->now_ns - s->lost_ns > CLOSE_NS;

	if (s->job == NULL)
		return;
	took = s->now_ns - s->job_ns;
	switch (s->job->kind) {
	case JOB_OPEN:
		late = took > OPEN_NS && s->hung_opens < HUNG_OPENS_MAX;
		break;
	case JOB_START:
		late = took > OPEN_NS;
		break;
	case JOB_STOP:
	case JOB_CLOSE:
		late = took > CLOSE_NS;
		break;
	default:
		late = lost_long;
	}
	late |= s->stop_wanted && s->now_ns - s->stop_ns > STOP_NS;
	if (!late)
		return;
	leave_behind(s);
}

/* ---- The living instance ---- */

static bool
usable(const struct session *s)
{
	if (s->engine == NULL || (s->phase != PHASE_LIVE && s->phase != PHASE_CLOSING))
		return false;
	return s->job == NULL || (s->job->kind != JOB_REBUILD && s->job->kind != JOB_START &&
					 s->job->kind != JOB_STOP && s->job->kind != JOB_CLOSE);
}

static void
drain(struct session *s)
{
	struct work work;
	struct cycle cycle;
	bool any = false;

	while (engine_next_cycle(s->engine, &cycle)) {
		s->last = cycle;
		s->client.cycle(s->client.arg, &cycle);
		any = true;
	}
	while (engine_next_work(s->engine, &work))
		s->client.work(s->client.arg, &work);
	if (any)
		s->last_cycle_ns = s->now_ns;
	s->cycles_seen |= any;
	if (!any || s->phase != PHASE_LIVE || s->closing_wanted)
		return;
	if (s->state == STATE_LOST)
		log_write(s->client.log, "%s: periods come again", s->config.engine.backend->name);
	else if (s->state == STATE_STARTING)
		s->backoff_ns = BACKOFF_MIN_NS;
	session_set_state(
		s, (s->last.flags & CYCLE_FREEWHEEL) != 0 ? STATE_FREEWHEEL : STATE_RUNNING);
}

static void
heed_changes(struct session *s)
{
	uint32_t what = engine_changes(s->engine);

	if (what & BACKEND_RATE)
		s->rebuild_wanted = true;
	if (what & BACKEND_CONNECTIONS)
		s->list_at_ns = s->now_ns + SETTLE_NS;
	if ((what & BACKEND_PORTS) != 0 && s->missing->n > 0)
		s->retry_at_ns = s->now_ns + SETTLE_NS;
	if (what & BACKEND_FINISHED)
		session_end(s, EXIT_FINE, "");
	if ((what & BACKEND_LOST) != 0 && !s->closing_wanted)
		session_lose(s, "the server or device went away", true);
}

static void
watch(struct session *s)
{
	uint64_t silence = s->now_ns - s->last_cycle_ns, allowed = SILENCE_NS;

	if (s->last.rate_hz > 0 &&
		allowed < UINT64_C(3000000000) * s->last.nframes / s->last.rate_hz)
		allowed = UINT64_C(3000000000) * s->last.nframes / s->last.rate_hz;
	if (s->state == STATE_FREEWHEEL || s->info.freewheel)
		allowed = FREEWHEEL_SILENCE_NS;
	if (!s->cycles_seen)
		allowed = FIRST_CYCLE_NS;
	if (s->info.finished || (s->cycles_seen && session_unpaced(s)))
		return;
	if (s->state != STATE_LOST && silence > allowed)
		session_lose(s, "no period for too long", false);
	if (s->state == STATE_LOST && silence > allowed + GRACE_NS)
		s->closing_wanted = true;
}

static void
live(struct session *s)
{
	if (s->state != STATE_LOST) {
		engine_describe(s->engine, &s->info);
		heed_changes(s);
	} else if ((engine_changes(s->engine) & BACKEND_LOST) != 0) {
		s->closing_wanted = true;
	}
	drain(s);
	if (!s->closing_wanted)
		watch(s);
}

/* What the idle opener does next for a living instance. */
static void
next_job(struct session *s)
{
	bool calm = s->state != STATE_LOST;
	/* What a dying server says of connections is not what is to be restored. */
	bool alive = s->now_ns - s->last_cycle_ns < ALIVE_NS;

	if (s->closing_wanted || s->stop_wanted || s->reopen_wanted) {
		if (!submit(s, JOB_STOP))
			return;
		s->phase = PHASE_STOPPING;
		if (s->reopen_wanted && !s->closing_wanted)
			session_set_state(s, STATE_STARTING);
	} else if (s->rebuild_wanted && calm) {
		s->rebuild_wanted = !submit(s, JOB_REBUILD);
	} else if (s->toggle_wanted && calm) {
		bool any = s->info.connected_in + s->info.connected_out > 0;

		submit(s, any ? JOB_DISCONNECT : JOB_AUTOCONNECT);
		s->toggle_wanted = false;
	} else if (s->autoconnect_wanted && calm) {
		s->autoconnect_wanted = !submit(s, JOB_AUTOCONNECT);
	} else if (s->retry_at_ns != 0 && s->now_ns >= s->retry_at_ns && calm) {
		s->retry_at_ns = 0;
		if (s->missing->n > 0)
			submit(s, JOB_CONNECT);
	} else if (s->list_at_ns != 0 && s->now_ns >= s->list_at_ns && calm && alive) {
		s->list_at_ns = 0;
		submit(s, JOB_LIST);
	}
}

static void
next_step(struct session *s)
{
	switch (s->phase) {
	case PHASE_IDLE:
		if (s->stop_wanted)
			s->phase = PHASE_ENDED;
		else if (s->now_ns >= s->open_at_ns && submit(s, JOB_OPEN))
			s->phase = PHASE_OPENING;
		break;
	case PHASE_STARTING:
		if (s->stop_wanted)
			s->phase = PHASE_CLOSING;
		else
			submit(s, JOB_START);
		break;
	case PHASE_LIVE:
		next_job(s);
		break;
	case PHASE_CLOSING:
		submit(s, JOB_CLOSE);
		break;
	default:
		break;
	}
}

/* ---- Exported ---- */

struct session *
session_create(const struct session_config *config, const struct session_client *client)
{
	struct session *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->config = *config;
	s->client = *client;
	s->current = calloc(1, sizeof *s->current);
	s->missing = calloc(1, sizeof *s->missing);
	s->opener = opener_create();
	s->backoff_ns = BACKOFF_MIN_NS;
	s->state = STATE_STARTING;
	s->now_ns = s->since_ns = clock_monotonic_ns();
	s->generation = config->engine.generation;
	s->last = config->engine.carry;
	if (s->current == NULL || s->missing == NULL || s->opener == NULL) {
		session_destroy(s);
		return NULL;
	}
	return s;
}

void
session_destroy(struct session *s)
{
	if (s == NULL)
		return;
	opener_destroy(s->opener);
	free(s->current);
	free(s->missing);
	free(s);
}

int
session_fd(const struct session *s)
{
	return opener_fd(s->opener);
}

void
session_tick(struct session *s, uint64_t now_ns)
{
	if (s->last_cycle_ns != 0 && now_ns - s->now_ns > TICK_GAP_NS)
		s->last_cycle_ns += now_ns - s->now_ns; /* it was us who slept */
	s->now_ns = now_ns;
	if (opener_finished(s->opener))
		session_job_done(s);
	if (usable(s)) {
		if (s->phase == PHASE_LIVE)
			live(s);
		else
			drain(s);
	}
	job_check(s);
	if (s->job == NULL)
		next_step(s);
	if (s->phase == PHASE_ENDED)
		session_set_state(s, STATE_STOPPED);
}

struct engine *
session_engine(struct session *s)
{
	return usable(s) && s->phase == PHASE_LIVE ? s->engine : NULL;
}

enum engine_state
session_state(const struct session *s)
{
	return s->state;
}

uint64_t
session_since_ns(const struct session *s)
{
	return s->state == STATE_LOST ? s->lost_ns : s->since_ns;
}

uint32_t
session_attempts(const struct session *s)
{
	return s->attempts;
}

bool
session_unpaced(const struct session *s)
{
	return (s->last.flags & CYCLE_UNPACED) != 0;
}

const struct backend_info *
session_info(const struct session *s)
{
	return &s->info;
}

void
session_work(const struct session *s, char out[WORK_BYTES])
{
	static const char *const what[] = { [JOB_OPEN] = "opening",
		[JOB_START] = "starting",
		[JOB_STOP] = "stopping",
		[JOB_CLOSE] = "closing",
		[JOB_REBUILD] = "preparing for another rate of",
		[JOB_CONNECT] = "restoring connections of",
		[JOB_AUTOCONNECT] = "connecting",
		[JOB_DISCONNECT] = "disconnecting",
		[JOB_LIST] = "reading connections of" };
	const char *name = s->config.engine.backend->name;
	uint64_t took;

	out[0] = '\0';
	if (s->job == NULL && s->phase == PHASE_IDLE && s->open_at_ns > s->now_ns)
		snprintf(out, WORK_BYTES, "trying %s again in %u s", name,
			(unsigned)((s->open_at_ns - s->now_ns) / UINT64_C(1000000000)) + 1);
	if (s->job == NULL || s->now_ns - s->job_ns < TOLD_NS)
		return;
	took = (s->now_ns - s->job_ns) / UINT64_C(1000000000);
	if (took == 0)
		snprintf(out, WORK_BYTES, "%s %s", what[s->job->kind], name);
	else
		snprintf(out, WORK_BYTES, "%s %s, for %u s", what[s->job->kind], name,
			(unsigned)took);
}

void
session_toggle(struct session *s)
{
	s->toggle_wanted = true;
}

int
session_rename(struct session *s, const char *client_name)
{
	char *name = s->config.engine.device.client_name;

	if (s->stop_wanted)
		return -ESHUTDOWN;
	if (*client_name == '\0' || strlen(client_name) >= CLIENT_NAME_BYTES)
		return -EINVAL;
	if (strcmp(name, client_name) == 0)
		return 0;
	memcpy(name, client_name, strlen(client_name) + 1);
	s->reopen_wanted = true;
	return 0;
}

void
session_stop(struct session *s)
{
	if (s->stop_wanted)
		return;
	s->stop_wanted = true;
	s->stop_ns = s->now_ns;
}

bool
session_stopped(const struct session *s)
{
	return s->phase == PHASE_ENDED;
}

bool
session_leaked(const struct session *s)
{
	return s->job != NULL || opener_abandoned(s->opener) > 0;
}
