/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filling the one struct that everybody sees, and the report at the end, which shows the same. */
#include "control/snapshot.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "config.h"
#include "control/control_private.h"
#include "control/denied.h"
#include "control/health.h"
#include "engine/node_spectrum.h"
#include "profiler/report.h"

static const double NS = 1e-9;

/* ---- Once a second ---- */

void
snapshot_sample(struct control *c, uint64_t now_ns)
{
	struct engine *e = session_engine(c->session);
	struct snapshot *s = &c->snapshot;

	proc_sample(&c->proc, session_info(c->session)->audio.tid, now_ns);
	s->nthreads =
		threads_sample(&c->threads, session_info(c->session)->audio.tid, now_ns, s->thread);
	if (e != NULL)
		engine_pool(e, &s->pool);
	if (c->first_seen && !c->virtual_time) {
		clock_reanchor(&c->clock);
		collector_set_clock(c->collector, &c->clock);
	}
}

/* ---- Some 25 times a second ---- */

/* How far a counter went since it was last read; a new instance counts from 0. */
static uint32_t
rise(uint32_t now, uint32_t *last)
{
	uint32_t n = now >= *last ? now - *last : now;

	*last = now;
	return n;
}

static bool
fill_meters(struct control *c, struct engine *e, bool out)
{
	struct snapshot *s = &c->snapshot;
	struct meter_level *to = out ? s->out : s->in;
	struct counted *counted = out ? c->counted_out : c->counted_in;
	struct meter_levels now;

	if (!engine_meters(e, out, &now))
		return false;
	for (uint32_t ch = 0; ch < now.nchannels; ch++) {
		const struct meter_level *level = &now.level[ch];
		uint32_t clipped = rise(level->clipped, &counted[ch].clipped);

		counted[ch].clipped_total += clipped;
		counted[ch].nonfinite_total += rise(level->nonfinite, &counted[ch].nonfinite);
		to[ch] = *level;
		to[ch].clipped = counted[ch].clipped_total;
		to[ch].nonfinite = counted[ch].nonfinite_total;
		if (clipped > 0)
			s->clip = (struct clip){ true, out, ch, to[ch].clipped };
	}
	return true;
}

void
snapshot_clear_signal(struct control *c, const char *node)
{
	struct engine *e = session_engine(c->session);
	bool in = node == NULL || strcmp(node, "input") == 0;
	bool out = node == NULL || strcmp(node, "output") == 0;

	for (uint32_t ch = 0; ch < METER_CHANNELS_MAX; ch++) {
		if (in)
			c->counted_in[ch].clipped_total = c->counted_in[ch].nonfinite_total = 0;
		if (out)
			c->counted_out[ch].clipped_total = c->counted_out[ch].nonfinite_total = 0;
	}
	if (c->snapshot.clip.out ? out : in)
		c->snapshot.clip = (struct clip){ 0 };
	if (out && e != NULL)
		engine_clear_loudness(e);
}

static void
fill_spectrum(struct control *c, struct engine *e)
{
	struct spectrum_frame *f = &c->snapshot.spectrum;
	uint32_t refused = f->refused_points;

	engine_spectrum(e, f);
	if (f->refused_points != refused && f->refused_points > 0)
		control_log(c, "spectrum: no memory for %u points, it goes on with %u",
			f->refused_points, f->points);
}

/* Both or none: a needle that is switched off would look like silence. */
static void
fill_ballistics(struct snapshot *s, struct engine *e)
{
	s->ballistics_valid = engine_ballistics(e, false, s->in_ballistic) &&
			      engine_ballistics(e, true, s->out_ballistic);
}

/* As they are set; what is analysed by now is in the frame. */
static void
fill_spectrum_controls(struct control *c)
{
	const struct param_node *node = param_table_node(&c->params, "spectrum");
	struct node_spectrum_coefficients k;

	node_spectrum_ops.derive(node->params, c->params.value + node->first, NULL, &k);
	c->snapshot.spectrum_controls = (struct spectrum_controls){
		.settings = k.settings, .points = k.points, .pre = k.tap == NODE_SPECTRUM_PRE
	};
}

static void
fill_signal(struct control *c, struct engine *e)
{
	struct snapshot *s = &c->snapshot;

	if (fill_meters(c, e, false))
		s->meters_valid = true;
	fill_meters(c, e, true);
	s->loudness_valid = engine_loudness(e, &s->loudness);
	fill_ballistics(s, e);
	fill_spectrum(c, e);
	snprintf(s->clock, sizeof s->clock, "%s", clock_name(engine_clock(e)));
}

/* A signal that stood still would look like sound. */
static void
clear_signal(struct snapshot *s)
{
	memset(s->in, 0, sizeof s->in);
	memset(s->out, 0, sizeof s->out);
	memset(&s->spectrum, 0, sizeof s->spectrum);
	s->meters_valid = false;
	s->loudness_valid = false;
	s->ballistics_valid = false;
}

static void
fill_process(struct control *c)
{
	struct snapshot *s = &c->snapshot;
	const struct proc_sampler *p = &c->proc;

	s->memory_lock = c->memory_lock;
	s->rss_bytes = p->rss_bytes;
	s->locked_bytes = p->locked_bytes;
	s->audio_minor_faults = p->audio.minor_faults;
	s->audio_major_faults = p->audio.major_faults;
	s->audio_voluntary_switches = p->audio.voluntary;
	s->audio_involuntary_switches = p->audio.involuntary;
	s->cpu_audio = p->cpu_audio;
	s->cpu_others = p->cpu_others;
	s->cpu_process = p->cpu_process;
}

/* A line for each incident, once it is over and its figures are final.  A storm gets a line for
 * the newest only, with the number of those before it. */
static void
log_incidents(struct control *c)
{
	const struct profile *p = &c->snapshot.profile;
	const struct incident *i = p->incident;
	uint32_t silent;

	if (p->nkept > 0 && i->open)
		i = p->nkept > 1 ? i + 1 : NULL;
	if (p->nkept == 0 || i == NULL || i->id <= c->incident_logged)
		return;
	silent = i->id - c->incident_logged - 1;
	c->incident_logged = i->id;
	control_log_at(c, LEVEL_WARNING,
		"incident %u%s: %s, %+.2f ms%s%s, %u missed, %u skipped, %u xruns, %u frames lost",
		i->id, silent > 0 ? " (and those before it)" : "", i->cause, i->late_us / 1000,
		i->node[0] != '\0' ? ", node " : "", i->node, i->misses, i->skipped, i->xruns,
		i->lost_frames);
}

void
snapshot_log_scrub(struct control *c, bool end)
{
	const struct snapshot *s = &c->snapshot;
	char text[ERROR_BYTES];

	while (scrub_log_line(&c->scrub_log, &s->profile, s->uptime_s, end, text, sizeof text))
		control_log_at(c, LEVEL_WARNING, "%s", text);
}

/* Each once. */
static void
log_denials(struct control *c)
{
	char text[ERROR_BYTES];

	if (!c->memory_denial_told && denied_memory(&c->memory_lock, text, sizeof text))
		control_log_at(c, LEVEL_WARNING, "%s", text);
	c->memory_denial_told = true;
	if (!c->priority_denial_told && denied_priority(&c->snapshot, text, sizeof text)) {
		control_log_at(c, LEVEL_WARNING, "%s", text);
		c->priority_denial_told = true;
	}
}

static void
fill_edit(struct control *c)
{
	struct snapshot *s = &c->snapshot;
	const struct eq_edit *now = eq_edit_read(c);

	memcpy(s->preset, now->preset, sizeof s->preset);
	s->preset_modified = now->preset[0] != '\0' && eq_edit_modified(now);
	s->undo_steps = history_undo_steps(c->edits.history);
	s->redo_steps = history_redo_steps(c->edits.history);
	s->slot_b = now->slot_b;
}

void
snapshot_fill(struct control *c, uint64_t now_ns)
{
	struct snapshot *s = &c->snapshot;
	struct engine *e = session_engine(c->session);
	const struct backend_info *info = session_info(c->session);

	s->seq++;
	s->uptime_s = (double)(now_ns - c->start_ns) * NS;
	snprintf(s->version, sizeof s->version, "%s", PACKAGE_VERSION);
	snprintf(s->name, sizeof s->name, "%s", options_instance(&c->options));
	s->state = session_state(c->session);
	s->state_since_s = (double)(session_since_ns(c->session) - c->start_ns) * NS;
	s->attempts = session_attempts(c->session);
	s->unpaced = session_unpaced(c->session) || c->virtual_time;
	s->info = *info;
	s->period_us = info->rate_hz > 0 ? 1e6 * info->nframes / info->rate_hz : 0;
	fill_process(c);
	collector_tick(c->collector, c->virtual_time ? c->newest_ns : now_ns);
	collector_report(c->collector, &s->profile);
	log_incidents(c);
	snapshot_log_scrub(c, false);
	log_denials(c);
	if (e != NULL && s->state != STATE_LOST)
		fill_signal(c, e);
	else
		clear_signal(s);
	fill_spectrum_controls(c);
	work_text(c, now_ns, s->work);
	eq_settings_read(c, &s->eq);
	eq_curve_update(&s->eq_curve, &s->eq, info->rate_hz);
	s->unsaved = control_unsaved(c);
	fill_edit(c);
	s->nlog = log_tail(c->log, s->log, LOG_LINES_SHOWN, &s->log_total);
	health_judge(s);
}

/* ---- At the end ---- */

int
control_write_report(struct control *c)
{
	const struct snapshot *s = &c->snapshot;
	const struct proc_counts *audio = &c->proc.audio;
	bool measured = c->proc.measured;
	char started[32];
	struct report r = { .profile = &s->profile,
		.version = PACKAGE_VERSION,
		.started = started,
		.seconds = s->uptime_s,
		.backend = s->backend,
		.server = s->info.server,
		.client_name = s->info.client_name,
		.clock = s->clock,
		.nchannels = s->info.nchannels,
		.epochs = c->epochs > 0 ? c->epochs : 1,
		.policy = thread_policy_name(s->info.audio.policy),
		.priority = s->info.audio.priority,
		.memory_locked = c->memory_lock.all,
		.pool_bytes = s->pool.bytes,
		.pool_payload_bytes = s->pool.payload_bytes,
		.pool_high_water_bytes = s->pool.high_water_bytes,
		.locked_bytes = s->locked_bytes,
		.rss_bytes = s->rss_bytes,
		.collector_bytes = collector_bytes(c->collector),
		.allocations = -1,
		.syscalls = -1 };

	r.minor_faults = measured ? (int64_t)audio->minor_faults : -1;
	r.major_faults = measured ? (int64_t)audio->major_faults : -1;
	r.voluntary_switches = measured ? (int64_t)audio->voluntary : -1;
	r.involuntary_switches = measured ? (int64_t)audio->involuntary : -1;
	report_time(c->start_unix_s, started);
	report_host_read(&r.host);
	return report_write(c->options.report, &r, c->end_text, sizeof c->end_text);
}
