/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See osc_stub.h.  Clamps as control does: to the range of the parameter's param_info. */
#include "tests/osc_stub.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const type_name[] = { "PK", "LSC", "HSC", "LP", "HP", "BP", "NO", "AP", "LS",
	"HS", NULL };

static const struct param_info eq_info[] = {
	{ "bypass", "", 0, 1, 0, SCALE_SWITCH, NULL, "pass the sound through", KEEP_EDIT },
	{ "preamp", "dB", -30, 12, 0, SCALE_LIN, NULL, "gain before the bands", KEEP_EDIT },
	{ "bands", "", EQ_BANDS, EQ_BANDS_MAX, EQ_BANDS, SCALE_LIN, NULL, "bands in use",
		KEEP_EDIT },
};

static const char *const slot_name[] = { "A", "B", NULL };

static const struct param_info edit_info[] = {
	{ "solo", "", 0, 16, 0, SCALE_INTEGER, NULL, "band alone", KEEP_NOTHING },
	{ "slot", "", 0, 1, 0, SCALE_CHOICE, slot_name, "which is heard", KEEP_STATE },
};

static const struct param_info band_info[] = {
	{ "on", "", 0, 1, 1, SCALE_SWITCH, NULL, "band in use", KEEP_EDIT },
	{ "type", "", 0, 9, 0, SCALE_CHOICE, type_name, "kind of filter", KEEP_EDIT },
	{ "freq", "Hz", 10, 23520, 1000, SCALE_LOG, NULL, "centre or corner", KEEP_EDIT },
	{ "gain", "dB", -30, 30, 0, SCALE_LIN, NULL, "gain of peaks and shelves", KEEP_EDIT },
	{ "q", "", 0.05f, 50, 1, SCALE_LOG, NULL, "quality", KEEP_EDIT },
};

static const char *const points_name[] = { "1024", "2048", "4096", NULL };

static const struct param_info points_info = { "points", "", 0, 2, 2, SCALE_CHOICE, points_name,
	"frames in one transform", KEEP_EDIT };

static void
init_params(struct control *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < 3; i++, n++) {
		c->info[n] = eq_info[i];
		snprintf(c->name[n], PATH_BYTES, "/eq/%s", eq_info[i].name);
	}
	for (uint32_t b = 1; b <= EQ_BANDS; b++)
		for (uint32_t i = 0; i < 5; i++, n++) {
			c->info[n] = band_info[i];
			snprintf(c->name[n], PATH_BYTES, "/eq/band/%u/%s", b, band_info[i].name);
		}
	c->info[n] = points_info;
	snprintf(c->name[n++], PATH_BYTES, "/spectrum/points");
	for (uint32_t i = 0; i < 2; i++, n++) {
		c->info[n] = edit_info[i];
		snprintf(c->name[n], PATH_BYTES, "/eq/%s", edit_info[i].name);
	}
	for (uint32_t i = 0; i < n; i++)
		c->value[i] = c->applied[i] = c->info[i].def;
}

/* Different in every field: base + 0.25, + 0.5, ... */
static void
init_stats(struct stats *s, double base)
{
	double *field[] = { &s->total, &s->mean, &s->stddev, &s->min, &s->p50, &s->p90, &s->p95,
		&s->p99, &s->p99_9, &s->max, &s->max_at_s };

	s->count = (uint64_t)base;
	for (size_t i = 0; i < sizeof field / sizeof *field; i++)
		*field[i] = base + 0.25 * (double)(i + 1);
}

static void
init_node(struct profile_node *n, const char *name, double base)
{
	snprintf(n->name, sizeof n->name, "%s", name);
	n->now_us = base + 0.125;
	n->overruns = (uint64_t)base + 7;
	n->nonfinite = (uint64_t)base + 11;
	n->denormal = (uint64_t)base + 13;
	n->cleared = (uint64_t)base + 17;
	for (int w = 0; w < NWINDOWS; w++)
		init_stats(&n->us[w], base + 10 * w);
}

/* Newest first: ids 3 and 2. */
static void
init_incidents(struct profile *p)
{
	p->uptime_s = 77.5;
	p->nincidents = 3;
	p->by_cause[CAUSE_OWN_DSP] = 2;
	p->by_cause[CAUSE_OTHER_CLIENT] = 1;
	p->nkept = 2;
	p->incident[0] = (struct incident){ .id = 3,
		.at_s = 70.25,
		.late_us = 812.5,
		.load = 1.125,
		.misses = 1,
		.lost_frames = 256,
		.node = "eq",
		.cause = cause_word(CAUSE_OWN_DSP),
		.confidence = "inference",
		.share = 0.9375 };
	p->incident[1] = (struct incident){ .id = 2,
		.at_s = 60,
		.xruns = 1,
		.cause = cause_word(CAUSE_OTHER_CLIENT),
		.confidence = "hint" };
}

static void
init_profile(struct profile *p)
{
	static const char *const name[] = { "input", "eq", "spectrum", "output" };

	p->on = true;
	p->period_us = 5333.25;
	p->xruns = 31;
	init_incidents(p);
	p->load_now = 0.375;
	p->margin_now_us = 3333.5;
	p->nnodes = 4;
	for (uint32_t i = 0; i < 4; i++)
		init_node(&p->node[i], name[i], 100 * (i + 1));
	init_node(&p->frame, "engine", 500);
	init_node(&p->profiler, "profiler", 600);
	init_node(&p->worker, "worker", 700);
	for (int w = 0; w < NWINDOWS; w++) {
		init_stats(&p->load[w], 10 * w);
		init_stats(&p->busy_us[w], 1000 + 10 * w);
		init_stats(&p->wakeup_us[w], 2000 + 10 * w);
		init_stats(&p->margin_us[w], 3000 + 10 * w);
	}
}

static void
init_signals(struct snapshot *s)
{
	for (uint32_t i = 0; i < 2; i++) {
		s->in[i] = (struct meter_level){ .peak = 0.5f - 0.1f * (float)i,
			.rms = 0.25f - 0.1f * (float)i,
			.hold = 0.625f - 0.1f * (float)i,
			.clipped = 3 + i };
		s->out[i] = (struct meter_level){ .peak = 0.75f - 0.1f * (float)i,
			.rms = 0.3f - 0.1f * (float)i,
			.hold = 0.875f - 0.1f * (float)i,
			.clipped = 50 + i };
		s->in_ballistic[i] = (struct ballistic_reading){ -10.0f - i, -12.0f - i, -14.0f - i,
			-16.0f - i, -18.0f - i };
		s->out_ballistic[i] = (struct ballistic_reading){ -20.0f - i, -22.0f - i,
			-24.0f - i, -26.0f - i, -28.0f - i };
	}
	s->meters_valid = s->ballistics_valid = true;
	s->clip = (struct clip){ .any = true, .out = true, .channel = 1, .samples = 51 };
	s->loudness = (struct loudness_reading){ .seconds = 12.5,
		.momentary_lufs = -21,
		.shortterm_lufs = -22,
		.integrated_lufs = -23,
		.range_lu = 4,
		.true_peak_dbtp = -1.5f,
		.nchannels = 2,
		.true_peak_dbtp_of = { -2.5f, -1.5f },
		.lost_frames = 64 };
	s->loudness_valid = true;
	s->spectrum.seq = 9;
	s->spectrum.fmin_hz = 20;
	s->spectrum.fmax_hz = 20000;
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
		s->spectrum.bin_db[i] = -0.25f * (float)i;
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
		s->spectrum.held_db[i] = s->spectrum.bin_db[i] + 6;
	for (uint32_t i = 0; i < SPECTRUM_BANDS; i++)
		s->spectrum.band_db[i] = -1.5f * (float)i;
}

static void
init_snapshot(struct snapshot *s)
{
	s->uptime_s = 77.9;
	snprintf(s->version, sizeof s->version, "1.22.333-4-gabcdef");
	snprintf(s->name, sizeof s->name, "default");
	s->state = STATE_RUNNING;
	snprintf(s->backend, sizeof s->backend, "dummy");
	s->info.rate_hz = 48000;
	s->info.nframes = 256;
	s->info.nchannels = 2;
	s->info.latency_in_frames = 480;
	s->info.latency_out_frames = 960;
	s->info.audio =
		(struct thread_status){ .policy = 1, .priority = 70, .cpu = 3, .tid = 4711 };
	s->period_us = 5333.25;
	s->cpu_audio = 1.5;
	s->cpu_others = 2.5;
	s->cpu_process = 4;
	s->eq.nbands = EQ_BANDS;
	s->eq.preamp_db = -1.5;
	s->eq.band[2] = (struct eq_band){ true, EQ_PK, 250, 6, 2 };
	s->eq.band[7] = (struct eq_band){ true, EQ_NO, 50, 0, 8 };
	eq_curve_update(&s->eq_curve, &s->eq, s->info.rate_hz);
	snprintf(s->preset, sizeof s->preset, "K702");
	s->log_total = 12;
	s->nlog = 3;
	for (uint32_t i = 0; i < 3; i++)
		snprintf(s->log[i].text, LOG_LINE_BYTES, "line %u", 9 + i);
	init_profile(&s->profile);
	init_signals(s);
}

void
stub_init(struct control *c)
{
	memset(c, 0, sizeof *c);
	init_params(c);
	init_snapshot(&c->snap);
	snprintf(c->options.osc_host, sizeof c->options.osc_host, "127.0.0.1");
	c->options.osc_port_given = true;
	c->options.name = c->options.osc_prefix = "";
	c->measuring = true;
	c->npresets = 3;
	c->nmidi = 1;
	c->level = LEVEL_USUAL;
}

/* The one asked for last and those behind it first: who walks through all finds each at once. */
static int
find(struct control *c, const char *path)
{
	for (uint32_t i = 0; i < STUB_PARAMS; i++) {
		uint32_t k = (c->found + i) % STUB_PARAMS;

		if (strcmp(c->name[k], path) == 0)
			return (int)(c->found = k);
	}
	return -ENOENT;
}

int
control_get(struct control *c, const char *path, struct param_ref *out)
{
	int i = find(c, path);

	if (i < 0)
		return i;
	*out = (struct param_ref){ &c->info[i], (uint32_t)i, c->value[i] };
	return 0;
}

void
control_path(struct control *c, uint32_t index, char out[PATH_BYTES])
{
	snprintf(out, PATH_BYTES, "%s", index < STUB_PARAMS ? c->name[index] : "");
}

float
control_highest(struct control *c, const struct param_info *info)
{
	(void)c;
	return info->max;
}

int
control_set(struct control *c, const char *path, float value, struct param_ref *after)
{
	int i = find(c, path);

	if (i < 0)
		return i;
	if (!isfinite(value))
		return -EINVAL;
	c->nsets++;
	if (c->info[i].scale == SCALE_SWITCH)
		value = value >= 0.5f;
	if (c->info[i].scale >= SCALE_INTEGER)
		value = roundf(value);
	c->value[i] = fminf(fmaxf(value, c->info[i].min), c->info[i].max);
	return after != NULL ? control_get(c, path, after) : 0;
}

void
control_apply(struct control *c)
{
	c->napplies++;
	memcpy(c->applied, c->value, sizeof c->applied);
}

void
control_measure(struct control *c, bool on)
{
	c->nmeasures++;
	c->measuring = on;
}

int
control_clear(struct control *c, const char *node)
{
	c->nclears++;
	snprintf(c->cleared, sizeof c->cleared, "%s", node != NULL ? node : "*");
	if (node == NULL || strcmp(node, "profiler") == 0)
		return 0;
	for (uint32_t i = 0; i < c->snap.profile.nnodes; i++)
		if (strcmp(node, c->snap.profile.node[i].name) == 0)
			return 0;
	return -ENOENT;
}

const struct options *
control_options(const struct control *c)
{
	return &c->options;
}

void
control_set_osc(
	struct control *c, const char *url, uint64_t received, uint64_t malformed, uint64_t refused)
{
	snprintf(c->osc_url, sizeof c->osc_url, "%s", url);
	c->osc_received = received;
	c->osc_malformed = malformed;
	c->osc_refused = refused;
}

const struct snapshot *
control_snapshot(struct control *c)
{
	return &c->snap;
}

void
control_log(struct control *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(c->log[c->nlog % STUB_LOG_LINES], sizeof c->log[0], format, ap);
	va_end(ap);
	c->nlog++;
}

void
control_log_at(struct control *c, enum log_level level, const char *format, ...)
{
	va_list ap;

	if (level > c->level)
		return;
	va_start(ap, format);
	vsnprintf(c->log[c->nlog % STUB_LOG_LINES], sizeof c->log[0], format, ap);
	va_end(ap);
	c->nlog++;
}

void
control_set_log_level(struct control *c, enum log_level level)
{
	c->level = level;
}

enum log_level
control_log_level(struct control *c)
{
	return c->level;
}

/* The lines of the snapshot. */
uint32_t
control_log_read(struct control *c, uint64_t *from, struct log_line *out, uint32_t max)
{
	const struct snapshot *s = &c->snap;
	uint64_t oldest = s->log_total - s->nlog;
	uint32_t n = 0;

	*from = *from < oldest ? oldest : *from > s->log_total ? s->log_total : *from;
	while (n < max && *from + n < s->log_total) {
		out[n] = s->log[*from - oldest + n];
		n++;
	}
	return n;
}

const char *
state_name(enum engine_state s)
{
	static const char *const name[] = { "starting", "running", "freewheel", "lost", "stopped" };

	return name[s];
}

const char *
options_instance(const struct options *o)
{
	return o->name[0] != '\0' ? o->name : "default";
}

/* ---- Edits: a step is a decibel of preamp ---- */

int
control_undo(struct control *c)
{
	if (c->undo_steps == 0)
		return -ENOENT;
	c->undo_steps--;
	c->redo_steps++;
	return control_set(c, "/eq/preamp", c->value[1] - 1, NULL);
}

int
control_redo(struct control *c)
{
	if (c->redo_steps == 0)
		return -ENOENT;
	c->redo_steps--;
	c->undo_steps++;
	return control_set(c, "/eq/preamp", c->value[1] + 1, NULL);
}

void
control_flat(struct control *c)
{
	c->nflats++;
	control_set(c, "/eq/preamp", 0, NULL);
}

/* ---- Presets "Preset 0" ...; one of them is broken ---- */

uint32_t
control_preset_name(struct control *c, uint32_t index, char name[PRESET_NAME_BYTES])
{
	name[0] = '\0';
	if (index < c->npresets)
		snprintf(name, PRESET_NAME_BYTES, "Preset %u", index);
	return c->npresets;
}

const char *
control_preset_current(struct control *c, bool *modified)
{
	*modified = c->snap.preset_modified;
	return c->snap.preset;
}

static int
preset_number(const struct control *c, const char *name)
{
	unsigned i;

	return sscanf(name, "Preset %u", &i) == 1 && i < c->npresets ? (int)i : -ENOENT;
}

int
control_preset_load(struct control *c, const char *name, char err[ERROR_BYTES])
{
	int i = preset_number(c, name);

	if (!preset_name_ok(name) || i == 1) {
		snprintf(err, ERROR_BYTES, "%.60s is not what it should be", name);
		return -EINVAL;
	}
	if (i < 0) {
		snprintf(err, ERROR_BYTES, "there is no preset %.60s", name);
		return -ENOENT;
	}
	snprintf(c->snap.preset, sizeof c->snap.preset, "%s", name);
	return control_set(c, "/eq/preamp", (float)-i, NULL);
}

int
control_preset_step(struct control *c, int by, char err[ERROR_BYTES])
{
	char name[PRESET_NAME_BYTES];
	int n = (int)c->npresets, i = preset_number(c, c->snap.preset);

	if (n == 0) {
		snprintf(err, ERROR_BYTES, "there are no presets yet");
		return -ENOENT;
	}
	snprintf(name, sizeof name, "Preset %d", i < 0 ? 0 : (i + by + n) % n);
	return control_preset_load(c, name, err);
}

uint64_t
control_preset_save(struct control *c, const char *name, char err[ERROR_BYTES])
{
	errno = preset_name_ok(name) ? c->save_error : EINVAL;
	if (errno != 0) {
		snprintf(err, ERROR_BYTES, "preset %.60s: no", name);
		return 0;
	}
	snprintf(c->saving, sizeof c->saving, "%s", name);
	return ++c->tickets;
}

void
control_quit(struct control *c, int status)
{
	c->nquits++;
	c->quit_status = status;
}

/* MIDI: what begins with /eq/ can be learned and forgotten. */
int
control_midi_learn(struct control *c, const char *address, char err[ERROR_BYTES])
{
	if (*address != '\0' && strncmp(address, "/eq/", 4) != 0) {
		snprintf(err, ERROR_BYTES, "there is no %.60s to be moved", address);
		return -ENOENT;
	}
	snprintf(c->midi_learning, sizeof c->midi_learning, "%.63s", address);
	return 0;
}

const char *
control_midi_learning(struct control *c)
{
	return c->midi_learning;
}

int
control_midi_forget(struct control *c, const char *address, char err[ERROR_BYTES])
{
	if (*address != '\0' && strncmp(address, "/eq/", 4) != 0) {
		snprintf(err, ERROR_BYTES, "the map has no line for %.60s", address);
		return -ENOENT;
	}
	snprintf(c->midi_forgotten, sizeof c->midi_forgotten, "%.63s",
		*address != '\0' ? address : "*");
	return 0;
}

uint32_t
control_midi_line(struct control *c, uint32_t index, char out[MIDI_LINE_BYTES])
{
	snprintf(out, MIDI_LINE_BYTES, "%s", "");
	if (index < c->nmidi)
		snprintf(out, MIDI_LINE_BYTES, "cc 1 %u /eq/preamp", index);
	return c->nmidi;
}

void
control_midi_last(struct control *c, struct midi_last *out)
{
	(void)c;
	*out = (struct midi_last){ 3, 74, 127 };
}

void
control_connect(struct control *c)
{
	c->nconnects++;
}

void
control_clear_xruns(struct control *c)
{
	c->nxrun_clears++;
}

void
control_bars(struct control *c, enum window w, uint64_t out[LOAD_BARS])
{
	c->nbars++;
	memset(out, 0, LOAD_BARS * sizeof *out);
	if (c->collector != NULL)
		collector_bars(c->collector, w, out);
}

const struct flight_incident *
control_flight(struct control *c, uint32_t id)
{
	return c->collector != NULL ? collector_flight(c->collector, id) : NULL;
}

int
control_account(struct control *c, uint32_t id, struct account *out)
{
	return c->collector != NULL ? collector_account(c->collector, id, out) : -ENOENT;
}

int
control_heat(struct control *c, const char *name, uint32_t back_s, uint32_t n, uint64_t *first_s,
	uint16_t out[][HEAT_BINS])
{
	return c->collector != NULL ? collector_heat(c->collector, name, back_s, n, first_s, out)
				    : -ENOENT;
}
