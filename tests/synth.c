/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshots out of sines: nothing random, so that dumps of the screen can be compared. */
#include "tests/synth.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

static const double period_us = 2666.667;

/* A distribution round a middle, with a long tail. */
static void
stats_fill(struct stats *s, double middle, double tail, uint64_t count, double at_s)
{
	*s = (struct stats){ .count = count,
		.mean = middle * 1.02,
		.stddev = middle * 0.08,
		.min = middle * 0.8,
		.p50 = middle,
		.p90 = middle * 1.05,
		.p95 = middle * 1.1,
		.p99 = middle * (1 + tail * 0.2),
		.p99_9 = middle * (1 + tail * 0.6),
		.max = middle * (1 + tail),
		.max_at_s = at_s };
	s->total = s->mean * (double)count;
}

static void
windows_fill(struct stats s[NWINDOWS], double middle, double tail, double t)
{
	stats_fill(&s[WINDOW_1S], middle, tail * 0.3, 375, t - 0.4);
	stats_fill(&s[WINDOW_10S], middle, tail, 3750, t - 4);
	stats_fill(&s[WINDOW_CLEAR], middle, tail * 1.5, (uint64_t)(t * 375), 3621);
}

static void
node_fill(struct profile_node *n, const char *name, const char *type, double us, double tail,
	double t)
{
	snprintf(n->name, sizeof n->name, "%s", name);
	snprintf(n->type, sizeof n->type, "%s", type);
	n->now_us = us * (1 + 0.05 * sin(3 * t + us));
	windows_fill(n->us, us, tail, t);
}

static void
profile_fill(struct profile *p, double t)
{
	double busy = 771.5;

	p->on = true;
	p->rate_hz = 48000;
	p->nframes = 128;
	p->period_us = period_us;
	p->uptime_s = t;
	p->clear_age_s = p->xruns_age_s = t;
	p->cycles = p->cycles_total = (uint64_t)(t * 375);
	p->misses = p->misses_total = 1;
	p->xruns = p->xruns_total = 3;
	p->last_xrun_s = t - 734;
	p->load_now = busy / period_us * (1 + 0.1 * sin(2 * t));
	p->wakeup_now_us = 12.4;
	p->margin_now_us = period_us - p->load_now * period_us - 12;
	windows_fill(p->busy_us, busy, 1.45, t);
	windows_fill(p->load, busy / period_us, 1.45, t);
	windows_fill(p->wakeup_us, 11.0, 16.0, t);
	windows_fill(p->margin_us, 1880, 0.02, t);
	for (int w = 0; w < NWINDOWS; w++)
		p->margin_us[w].min = 770.4 - 100 * w;
	node_fill(&p->frame, "engine", "", 0.8, 3, t);
	node_fill(&p->profiler, "profiler", "", 0.2, 6, t);
	node_fill(&p->worker, "worker", "", 349.8, 1.8, t);
	node_fill(&p->node[0], "input", "input", 2.0, 9, t);
	node_fill(&p->node[1], "eq", "eq8", 398.2, 1, t);
	node_fill(&p->node[2], "spectrum", "spectrum", 341.5, 1.8, t);
	node_fill(&p->node[3], "output", "output", 2.9, 9, t);
	p->nnodes = 4;
}

/* Loads and wake-ups that add up to the lateness: tests/synth_answer.c draws them. */
static void
incidents_fill(struct profile *p)
{
	static const struct incident kept[] = {
		{ .id = 3,
			.at_s = 3621,
			.late_us = 1900,
			.load = 0.4375,
			.wakeup_us = 3400,
			.misses = 1,
			.xruns = 1,
			.cause = "cpu-busy",
			.confidence = "hint" },
		{ .id = 2,
			.at_s = 2530,
			.late_us = 400,
			.load = 1.1455,
			.wakeup_us = 12,
			.misses = 1,
			.xruns = 1,
			.node = "spectrum",
			.cause = "own-dsp",
			.confidence = "inference",
			.share = 1 },
		{ .id = 1,
			.at_s = 1315,
			.load = 0.279,
			.wakeup_us = 11,
			.xruns = 1,
			.cause = "other-client",
			.confidence = "hint" },
	};

	p->nincidents = p->nkept = 3;
	memcpy(p->incident, kept, sizeof kept);
	for (uint32_t i = 0; i < p->nkept; i++)
		p->incident[i].first_seq = p->incident[i].last_seq = (uint64_t)(kept[i].at_s * 375);
	p->by_cause[CAUSE_CPU_BUSY] = p->by_cause[CAUSE_OWN_DSP] = p->by_cause[CAUSE_OTHER_CLIENT] =
		1;
}

/* More than are kept; the newest goes on. */
static void
many_incidents_fill(struct profile *p, double t)
{
	static const enum cause cause[] = { CAUSE_OWN_DSP, CAUSE_UNKNOWN, CAUSE_BACKLOG,
		CAUSE_OTHER_CLIENT, CAUSE_OWN_DSP, CAUSE_RECONFIGURED };
	static const char *const confidence[] = { "inference", "unknown", "proof", "hint", "hint",
		"hint" };

	p->nincidents = 1247;
	p->nkept = INCIDENTS_KEPT;
	memset(p->by_cause, 0, sizeof p->by_cause);
	for (uint32_t id = 1; id <= p->nincidents; id++)
		p->by_cause[cause[id % 6]]++;
	for (uint32_t k = 0; k < p->nkept; k++) {
		struct incident *i = &p->incident[k];
		uint32_t id = p->nincidents - k;
		double over = (double)(id % 7) * 350;

		*i = (struct incident){ .id = id,
			.at_s = t - 0.5 - 21.25 * k,
			.late_us = cause[id % 6] == CAUSE_OTHER_CLIENT ? 0 : 120 + over,
			.load = cause[id % 6] == CAUSE_OWN_DSP
					? (period_us + 108 + over) / period_us
					: 0.4375,
			.misses = cause[id % 6] == CAUSE_OTHER_CLIENT ? 0 : 1 + id % 3,
			.skipped = id % 4 == 0,
			.xruns = id % 3,
			.lost_frames = id % 5 == 0 ? 128 : 0,
			.cause = cause_word(cause[id % 6]),
			.confidence = confidence[id % 6],
			.share = cause[id % 6] == CAUSE_OWN_DSP ? 0.93 : 0,
			.open = k == 0 };
		i->wakeup_us = i->late_us > 0 ? period_us + i->late_us - i->load * period_us : 11;
		i->first_seq = i->last_seq = (uint64_t)(i->at_s * 375);
		if (cause[id % 6] == CAUSE_OWN_DSP)
			memcpy(i->node, p->node[2 + id % 9].name, sizeof i->node);
	}
}

/* The audio thread first, then by CPU time, as control has them. */
static void
threads_fill(struct snapshot *s, double t)
{
	static const struct thread_use thread[] = {
		{ "audioengine", 4711, SCHED_FIFO, 65, 3, 'S', true, 28.9, 212, 0, 1632375, 41 },
		{ "ae-worker", 4712, SCHED_OTHER, 0, 1, 'S', false, 1.4, 118, 0, 435300, 960 },
		{ "ae-tui", 4715, SCHED_OTHER, 0, 0, 'R', false, 0.8, 402, 1, 130590, 377 },
		{ "audioengine", 4709, SCHED_OTHER, 0, 2, 'S', false, 0.7, 3911, 12, 108825, 214 },
		{ "audioengine", 4710, SCHED_FIFO, 75, 0, 'S', false, 0.2, 31, 0, 4353, 3 },
		{ "ae-announce", 4716, SCHED_OTHER, 0, 1, 'S', false, 0, 44, 0, 870, 2 },
		{ "ae-saver", 4714, SCHED_OTHER, 19, 1, 'D', false, 0, 20, 2, 61, 0 },
	};

	s->nthreads = sizeof thread / sizeof *thread;
	memcpy(s->thread, thread, sizeof thread);
	s->thread[1].cpu_percent += 0.3 * sin(t);
	s->cpu_process = 32.0;
}

static float
level(double db)
{
	return (float)pow(10, db / 20);
}

static void
levels_fill(struct snapshot *s, double t)
{
	for (uint32_t i = 0; i < s->info.nchannels; i++) {
		double move = 2 * sin(5 * t + i), in = -18 - 7 * fabs(sin(0.4 * i)), out = in + 5;

		s->in[i] = (struct meter_level){ level(in + move - 2), level(in - 6), level(in + 1),
			0, 0 };
		s->out[i] = (struct meter_level){ level(out + move - 2), level(out - 6),
			level(out + 1), 0, 0 };
	}
	s->meters_valid = true;
}

/* Music between them: quasi-peaks below the peaks, means below those. */
static struct ballistic_reading
needles_of(double peak_db, double move)
{
	if (peak_db <= -120)
		return (struct ballistic_reading){ -120, -120, -120, -120, -120 };
	return (struct ballistic_reading){ .ppm1_db = (float)(peak_db - 1.5 + move),
		.ppm2_db = (float)(peak_db - 2.5 + move),
		.vu_db = (float)(peak_db - 6 + 0.5 * move),
		.k_rms_db = (float)(peak_db - 9 + 0.3 * move),
		.k_peak_db = (float)peak_db };
}

static void
ballistics_fill(struct snapshot *s, double t)
{
	for (uint32_t i = 0; i < s->info.nchannels; i++) {
		double move = 1.5 * sin(2 * t + i);

		s->in_ballistic[i] = needles_of((double)meter_db(s->in[i].hold), move);
		s->out_ballistic[i] = needles_of((double)meter_db(s->out[i].hold), move);
	}
	s->ballistics_valid = true;
	s->loudness = (struct loudness_reading){ .seconds = t,
		.momentary_lufs = (float)(-21.4 + 2 * sin(2 * t)),
		.shortterm_lufs = (float)(-22.3 + sin(0.4 * t)),
		.integrated_lufs = -22.8f,
		.range_lu = 6.4f,
		.true_peak_dbtp = -1.6f,
		.nchannels = 2,
		.true_peak_dbtp_of = { -1.6f, -2.1f } };
	s->loudness_valid = true;
}

static void
spectrum_fill(struct spectrum_frame *f, double t)
{
	f->seq = 1 + (uint64_t)(t * 20);
	f->rate_hz = 48000;
	f->points = SPECTRUM_POINTS;
	f->fmin_hz = 20;
	f->fmax_hz = 20000;
	for (int i = 0; i < SPECTRUM_BINS_MAX; i++) {
		double octave = i * log2(1000.0) / (SPECTRUM_BINS_MAX - 1);

		f->bin_db[i] =
			(float)(-22 - 3.2 * octave +
				7 * sin(octave * 3 + 0.8 * t) * sin(octave * 11) +
				3 * sin(i * 0.9 + 4 * t) - (octave < 1 ? 14 * (1 - octave) : 0));
	}
	for (int i = 0; i < SPECTRUM_BANDS; i++)
		f->band_db[i] = f->bin_db[i * (SPECTRUM_BINS_MAX - 1) / (SPECTRUM_BANDS - 1)] + 2;
}

static void
log_add(struct snapshot *s, double at_s, const char *text)
{
	struct log_line *line = &s->log[s->nlog++];

	line->at_s = at_s;
	snprintf(line->text, sizeof line->text, "%s", text);
	s->log_total = s->nlog;
}

/* A headphone's correction, as AutoEq writes them; from band 9 on small repairs. */
static void
eq_fill(struct snapshot *s, uint32_t nbands, enum eq_formulas design)
{
	static const struct eq_band band[EQ_BANDS_MAX] = {
		{ true, EQ_HP, 25, 0, 0.71 },
		{ true, EQ_LSC, 105, 5.5, 0.7 },
		{ true, EQ_PK, 190, -3.2, 0.9 },
		{ true, EQ_PK, 700, 2.1, 1.3 },
		{ true, EQ_PK, 2200, -4.5, 2.8 },
		{ true, EQ_PK, 4200, 3.8, 3 },
		{ false, EQ_PK, 6400, -2.3, 2.6 },
		{ true, EQ_HSC, 10000, 1.8, 0.7 },
		{ true, EQ_PK, 60, -2, 4 },
		{ true, EQ_PK, 330, 1.5, 6 },
		{ true, EQ_NO, 50, 0, 30 },
		{ true, EQ_PK, 1200, -14, 40 },
		{ true, EQ_PK, 8200, 6, 9 },
		{ true, EQ_PK, 8400, -5, 9 },
		{ true, EQ_PK, 15000, 9, 2 },
		{ true, EQ_PK, 26000, 3, 2 },
	};

	s->eq.bypass = false;
	s->eq.design = design;
	s->eq.preamp_db = -6;
	s->eq.nbands = nbands;
	for (uint32_t i = 0; i < nbands; i++)
		s->eq.band[i] = band[i];
}

static void
running_fill(struct snapshot *s, double t)
{
	memset(s, 0, sizeof *s);
	s->seq = (uint64_t)(t * 25);
	s->uptime_s = t;
	snprintf(s->version, sizeof s->version, "0.1.0");
	snprintf(s->name, sizeof s->name, "default");
	s->state = STATE_RUNNING;
	snprintf(s->sentence, sizeof s->sentence, "Healthy: worst 71 %% of the period in 10 s");
	snprintf(s->backend, sizeof s->backend, "jack");
	snprintf(s->info.server, sizeof s->info.server, "default");
	s->info.rate_hz = 48000;
	s->info.nframes = 128;
	s->info.nchannels = 2;
	s->info.latency_in_frames = 384;
	s->info.latency_out_frames = 256;
	s->info.has_server = true;
	s->info.connected_in = s->info.connected_out = 2;
	s->info.audio = (struct thread_status){ SCHED_FIFO, 65, 0, 3, 4711, true };
	s->period_us = period_us;
	s->memory_lock.all = true;
	s->pool.bytes = 1200000;
	snprintf(s->clock, sizeof s->clock, "tsc");
	s->rss_bytes = 24600000;
	s->cpu_audio = 28.9;
	s->cpu_others = 3.1;
	threads_fill(s, t);
	profile_fill(&s->profile, t);
	incidents_fill(&s->profile);
	levels_fill(s, t);
	ballistics_fill(s, t);
	spectrum_fill(&s->spectrum, t);
	s->spectrum_controls = (struct spectrum_controls){ .settings = spectrum_defaults,
		.points = SPECTRUM_POINTS };
	eq_fill(s, EQ_BANDS, EQ_RBJ);
	snprintf(s->preset, sizeof s->preset, "AKG K702");
	snprintf(s->osc_url, sizeof s->osc_url, "osc.udp://127.0.0.1:7723/");
	log_add(s, 0.1, "joined JACK server \"default\" as audioengine");
	log_add(s, 0.4, "connected audioengine:out_1 to system:playback_1");
	log_add(s, 3621, "incident 3: cpu-busy, 1.90 ms late, 1 xrun");
}

static void
many_fill(struct snapshot *s, double t)
{
	struct profile *p = &s->profile;

	p->nnodes = NODES_MAX;
	for (uint32_t i = 1; i + 1 < p->nnodes; i++) {
		char name[PROFILE_NAME_BYTES];

		snprintf(name, sizeof name, i % 5 == 0 ? "a-very-long-name-%02u" : "node%02u", i);
		node_fill(&p->node[i], name, "eq8", 20.0 + 3 * i, 1, t);
	}
	node_fill(&p->node[p->nnodes - 1], "output", "output", 2.9, 9, t);
	many_incidents_fill(p, t);
	s->log_total = 150;
	p->node[3].overruns = 4;
	p->node[4].bypassed = true;
	s->info.nchannels = METER_CHANNELS_MAX;
	levels_fill(s, t);
	ballistics_fill(s, t);
	s->out[40].hold = s->out[40].peak = 1.0f;
	s->out[40].clipped = 12;
	s->loudness.lost_frames = 4800;
	s->health = HEALTH_CAUTION;
	snprintf(s->sentence, sizeof s->sentence,
		"At risk: not real-time (RLIMIT_RTPRIO 0): expect xruns");
	s->info.audio.policy = SCHED_OTHER;
	s->thread[0].policy = SCHED_OTHER;
	s->thread[0].priority = 0;
	s->audio_minor_faults = 212;
	s->memory_lock.all = false;
	snprintf(s->info.server, sizeof s->info.server, "PipeWire-on-a-machine-with-a-long-name");
	snprintf(s->preset, sizeof s->preset,
		"Sennheiser HD 650 with 2 mm gr\xc3\xb6\xc3\x9f"
		"eren Polstern");
	s->preset_modified = true;
	eq_fill(s, EQ_BANDS_MAX, EQ_MATCHED);
}

static void
lost_fill(struct snapshot *s)
{
	s->state = STATE_LOST;
	s->health = HEALTH_BAD;
	snprintf(s->sentence, sizeof s->sentence,
		"Lost: the JACK server is gone, trying again in 4 s");
	s->info.connected_in = s->info.connected_out = 0;
	s->info.audio.tid = 0;
	s->thread[0].audio = false;
}

static void
silent_fill(struct snapshot *s)
{
	s->health = HEALTH_CAUTION;
	snprintf(s->sentence, sizeof s->sentence, "Silent: nothing is connected, press o");
	s->info.connected_in = s->info.connected_out = 0;
	s->eq.bypass = true;
	s->profile.node[1].bypassed = true;
	memset(s->in, 0, sizeof s->in);
	memset(s->out, 0, sizeof s->out);
	ballistics_fill(s, 0);
	s->loudness =
		(struct loudness_reading){ 61, -120, -120, -120, 0, -120, 2, { -120, -120 }, 0 };
	for (int i = 0; i < SPECTRUM_BINS_MAX; i++)
		s->spectrum.bin_db[i] = s->spectrum.band_db[i % SPECTRUM_BANDS] = -120;
}

static void
empty_fill(struct snapshot *s)
{
	memset(s, 0, sizeof *s);
	s->state = STATE_STARTING;
	snprintf(s->sentence, sizeof s->sentence, "Starting: opening jack");
	snprintf(s->backend, sizeof s->backend, "jack");
	s->profile.last_xrun_s = -1;
}

const char *
scene_name(enum scene scene)
{
	static const char *const name[NSCENES] = { "running", "lost", "silent", "many", "empty" };

	return name[scene];
}

void
synth_fill(struct snapshot *s, enum scene scene, double t)
{
	running_fill(s, t);
	switch (scene) {
	case SCENE_LOST:
		lost_fill(s);
		break;
	case SCENE_SILENT:
		silent_fill(s);
		break;
	case SCENE_MANY:
		many_fill(s, t);
		break;
	case SCENE_EMPTY:
		empty_fill(s);
		break;
	case SCENE_RUNNING:
	case NSCENES:
		break;
	}
	eq_curve_update(&s->eq_curve, &s->eq, s->info.rate_hz);
}
