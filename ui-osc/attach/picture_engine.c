/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The engine, its server, its process. */
#include <sched.h>
#include <string.h>

#include "control/clean_text.h"
#include "ui-osc/attach/picture.h"

static const double UPTIME_MAX_S = 1e9; /* 31 years */
static const double BACK_S = 0.5;       /* clocks of one process do not go back; another's may */

void
take_text(struct message *m, char *to, size_t size)
{
	const char *text = message_text(m);

	clean_text(to, size, text, strlen(text));
}

static int
policy_of(const char *name)
{
	static const int policy[] = { SCHED_OTHER, SCHED_FIFO, SCHED_RR };

	for (size_t i = 0; i < sizeof policy / sizeof *policy; i++)
		if (strcmp(thread_policy_name(policy[i]), name) == 0)
			return policy[i];
	for (int other = 0; other < 8; other++)
		if (strcmp(thread_policy_name(other), name) == 0)
			return other;
	return SCHED_OTHER;
}

static uint32_t
take_u32(struct message *m)
{
	uint64_t v = message_count(m);

	return v < UINT32_MAX ? (uint32_t)v : UINT32_MAX;
}

static int
take_int(struct message *m)
{
	int64_t v = message_whole(m);

	return v > INT32_MAX ? INT32_MAX : v < INT32_MIN ? INT32_MIN : (int)v;
}

void
take_info(struct picture *p, struct message *m)
{
	take_text(m, p->s.name, sizeof p->s.name);
	take_text(m, p->s.version, sizeof p->s.version);
	take_text(m, p->s.backend, sizeof p->s.backend);
}

void
take_state(struct picture *p, struct message *m)
{
	const char *word = message_text(m);

	for (int i = 0; i < NSTATES; i++)
		if (strcmp(state_name((enum engine_state)i), word) == 0)
			p->s.state = (enum engine_state)i;
}

void
take_health(struct picture *p, struct message *m)
{
	const char *word = message_text(m);

	p->s.health = strcmp(word, "good") == 0  ? HEALTH_GOOD
		      : strcmp(word, "bad") == 0 ? HEALTH_BAD
						 : HEALTH_CAUTION;
	take_text(m, p->s.sentence, sizeof p->s.sentence);
}

void
take_times(struct picture *p, struct message *m)
{
	struct profile *f = &p->s.profile;
	double uptime_s = message_number(m);

	if (m->bad || !(uptime_s >= 0 && uptime_s < UPTIME_MAX_S))
		return;
	p->restarted |= uptime_s < p->s.uptime_s - BACK_S;
	p->s.uptime_s = f->uptime_s = uptime_s;
	p->s.state_since_s = message_number(m);
	f->clear_age_s = message_number(m);
	f->xruns_age_s = message_number(m);
	f->last_xrun_s = message_number(m);
}

void
take_opening(struct picture *p, struct message *m)
{
	p->s.attempts = take_u32(m);
	p->s.unpaced = message_whole(m) != 0;
}

void
take_server(struct picture *p, struct message *m)
{
	struct backend_info *info = &p->s.info;

	take_text(m, p->s.backend, sizeof p->s.backend);
	take_text(m, info->server, sizeof info->server);
	take_text(m, info->client_name, sizeof info->client_name);
	info->has_server = message_whole(m) != 0;
	info->connected_in = take_u32(m);
	info->connected_out = take_u32(m);
}

void
take_samplerate(struct picture *p, struct message *m)
{
	double hz = message_number(m);

	p->s.info.rate_hz = hz > 0 && hz < 1e7 ? (uint32_t)(hz + 0.5) : 0;
}

void
take_period(struct picture *p, struct message *m)
{
	p->s.info.nframes = take_u32(m);
}

void
take_channels(struct picture *p, struct message *m)
{
	uint32_t n = take_u32(m);

	p->s.info.nchannels = n <= METER_CHANNELS_MAX ? n : METER_CHANNELS_MAX;
}

void
take_latency(struct picture *p, struct message *m)
{
	p->s.info.latency_in_frames = take_u32(m);
	p->s.info.latency_out_frames = take_u32(m);
}

void
take_audio(struct picture *p, struct message *m)
{
	struct thread_status *t = &p->s.info.audio;

	t->policy = policy_of(message_text(m));
	t->priority = take_int(m);
	t->cpu = take_int(m);
	t->tid = take_int(m);
	t->error = take_int(m);
	t->flush_denormals = message_whole(m) != 0;
}

void
take_memory(struct picture *p, struct message *m)
{
	struct snapshot *s = &p->s;
	int64_t limit;

	s->memory_lock.all = message_whole(m) != 0;
	limit = message_whole(m);
	s->memory_lock.limit_bytes = limit < 0 ? UINT64_MAX : (uint64_t)limit;
	s->rss_bytes = message_count(m);
	s->locked_bytes = message_count(m);
	s->pool.bytes = message_count(m);
	s->pool.in_use_bytes = message_count(m);
	s->pool.high_water_bytes = message_count(m);
	s->pool.locked = message_whole(m) != 0;
}

void
take_faults(struct picture *p, struct message *m)
{
	p->s.audio_minor_faults = message_count(m);
	p->s.audio_major_faults = message_count(m);
	p->s.audio_voluntary_switches = message_count(m);
	p->s.audio_involuntary_switches = message_count(m);
}

void
take_clock(struct picture *p, struct message *m)
{
	take_text(m, p->s.clock, sizeof p->s.clock);
}

void
take_work(struct picture *p, struct message *m)
{
	take_text(m, p->s.work, sizeof p->s.work);
}

void
take_load(struct picture *p, struct message *m)
{
	p->s.info.server_load = (float)message_number(m);
}

void
take_cpu(struct picture *p, struct message *m)
{
	p->s.cpu_audio = message_number(m);
	p->s.cpu_others = message_number(m);
	p->s.cpu_process = message_number(m);
}

void
take_packets(struct picture *p, struct message *m)
{
	p->s.osc_received = message_count(m);
	p->s.osc_malformed = message_count(m);
	p->s.osc_refused = message_count(m);
}

void
take_measuring(struct picture *p, struct message *m)
{
	p->s.profile.on = message_whole(m) != 0;
}

/* ---- Threads ---- */

int
args_threads(const struct picture *p, int32_t out[PICTURE_ARGS])
{
	out[0] = (int32_t)p->next.thread;
	return 1;
}

static void
take_thread(struct message *m, struct thread_use *t)
{
	memset(t, 0, sizeof *t);
	take_text(m, t->name, sizeof t->name);
	t->tid = take_int(m);
	t->audio = message_whole(m) != 0;
	t->policy = policy_of(message_text(m));
	t->priority = take_int(m);
	t->cpu = take_int(m);
	t->state = message_text(m)[0];
	t->cpu_percent = message_number(m);
	t->minor_faults = message_count(m);
	t->major_faults = message_count(m);
	t->voluntary = message_count(m);
	t->involuntary = message_count(m);
}

void
take_threads(struct picture *p, struct message *m)
{
	uint32_t total = take_u32(m), i = p->asked.thread;
	int64_t next = message_whole(m);
	struct thread_use one;

	if (m->bad || !p->asked_known)
		return;
	for (; message_more(m) && i < THREADS_SHOWN; i++) {
		take_thread(m, &one);
		if (!m->bad)
			p->thread[i] = one;
	}
	total = total < THREADS_SHOWN ? total : THREADS_SHOWN;
	p->next.thread = next > p->asked.thread && next < total ? (uint32_t)next : 0;
	if (p->next.thread > 0)
		return;
	p->threads_known = 1;
	p->s.nthreads = i < total ? i : total;
	memcpy(p->s.thread, p->thread, sizeof p->s.thread);
}
