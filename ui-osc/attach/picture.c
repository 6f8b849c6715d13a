/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See picture.h: which address becomes what. */
#include "ui-osc/attach/picture.h"

#include <stdio.h>
#include <string.h>

#include "ui-osc/call.h"

static const double AWAY_S = 1; /* until it is looked for again */

int
picture_init(struct picture *p)
{
	int error;

	memset(p, 0, sizeof *p);
	p->wishes = WISH_ALL;
	error = param_table_all(&p->params);
	if (error == 0)
		picture_begin(p);
	return error;
}

void
picture_begin(struct picture *p)
{
	struct param_table params = p->params;
	struct eq_curve curve = p->s.eq_curve; /* its version goes on, or nobody draws it anew */
	uint64_t seq = p->s.seq;
	unsigned wishes = p->wishes;
	char url[sizeof p->s.osc_url];

	memcpy(url, p->s.osc_url, sizeof url);
	memset(p, 0, sizeof *p);
	p->params = params;
	p->params_changed = true;
	p->wishes = wishes;
	p->s.seq = seq;
	p->s.eq_curve = curve;
	memcpy(p->s.osc_url, url, sizeof url);
	p->s.info.server_load = -1;
	p->s.profile.on = true;
	p->s.profile.last_xrun_s = -1;
	for (int i = 0; i < NGROUPS; i++)
		p->group[i].heard_s = -1;
}

void
picture_finish(struct picture *p)
{
	param_table_finish(&p->params);
}

/* ---- Asking ---- */

static bool
is_wished(const struct picture *p, uint32_t i)
{
	static const struct {
		const char *name;
		enum viewer_wish wish;
	} of[] = { { "ppm1", WISH_PPM1 }, { "ppm2", WISH_PPM2 }, { "vu", WISH_VU },
		{ "k20", WISH_K20 } };

	if (picture_rows[i].take != take_ballistic)
		return true;
	for (size_t k = 0; k < sizeof of / sizeof *of; k++)
		if (strcmp(strrchr(picture_rows[i].path, '/') + 1, of[k].name) == 0)
			return (p->wishes & (unsigned)of[k].wish) != 0;
	return true;
}

/* Of those that are asked at all. */
static bool
is_first_of_group(const struct picture *p, uint32_t i)
{
	for (uint32_t k = i; k > 0 && picture_rows[k - 1].group == picture_rows[i].group; k--)
		if (is_wished(p, k - 1))
			return false;
	return true;
}

/* What was not asked for a while is old: it is not there until it has been answered. */
void
picture_wish(struct picture *p, unsigned wishes)
{
	if (wishes != p->wishes)
		p->group[GROUP_BALLISTICS].heard_s = -1;
	p->wishes = wishes;
}

bool
picture_wants(const struct picture *p, uint32_t i, int32_t args[PICTURE_ARGS], int *nargs)
{
	const struct picture_row *row = &picture_rows[i];
	const struct picture_group *g = &p->group[row->group];

	if ((p->unknown[i / 64] >> i % 64 & 1) != 0 || !is_wished(p, i))
		return false;
	if (row->group != GROUP_ALWAYS && g->away &&
		(!is_first_of_group(p, i) || p->now_s < g->ask_again_s))
		return false;
	*nargs = row->args != NULL ? row->args(p, args) : 0;
	return *nargs >= 0;
}

/* ---- Answers ---- */

static int
row_of(const char *address)
{
	size_t n = strlen(address), reply = strlen(".reply");

	if (n > reply && strcmp(address + n - reply, ".reply") == 0)
		n -= reply;
	for (uint32_t i = 0; i < npicture_rows; i++)
		if (strlen(picture_rows[i].path) == n &&
			strncmp(picture_rows[i].path, address, n) == 0)
			return (int)i;
	return -1;
}

int
picture_take(struct picture *p, struct message *m, double now_s)
{
	int i = row_of(m->address);

	p->now_s = now_s;
	if (i < 0)
		return -1;
	picture_rows[i].take(p, m);
	if (!m->bad) {
		p->group[picture_rows[i].group].heard_s = now_s;
		p->group[picture_rows[i].group].away = false;
	}
	return i;
}

void
picture_refused(struct picture *p, const char *about, int code, double now_s)
{
	int i = row_of(about);

	if (i < 0)
		return;
	if (code == OSC_UNKNOWN)
		p->unknown[i / 64] |= UINT64_C(1) << i % 64;
	if (code == OSC_NOT_NOW && picture_rows[i].group != GROUP_ALWAYS) {
		p->group[picture_rows[i].group].away = true;
		p->group[picture_rows[i].group].ask_again_s = now_s + AWAY_S;
	}
}

/* ---- What follows ---- */

void
picture_settle(struct picture *p, double now_s)
{
	struct snapshot *s = &p->s;

	p->now_s = now_s;
	s->period_us = s->info.rate_hz > 0 ? 1e6 * s->info.nframes / s->info.rate_hz : 0;
	s->info.freewheel = s->state == STATE_FREEWHEEL;
	s->profile.rate_hz = s->info.rate_hz;
	s->profile.nframes = s->info.nframes;
	settle_incidents(p);
	settle_edits(p);
	settle_signal(p);
	settle_log(p);
	s->seq++;
}

void
picture_settle_edits(struct picture *p)
{
	settle_edits(p);
	p->s.seq++;
}

static bool
is_known(const struct picture *p, const char *path)
{
	int i = row_of(path);

	return (p->unknown[i / 64] >> i % 64 & 1) == 0;
}

bool
picture_complete(const struct picture *p)
{
	return (p->windows_known == (1u << NWINDOWS) - 1 || !is_known(p, "/profiler/all")) &&
	       (!p->s.meters_valid || p->channels_known >= picture_channels(p)) &&
	       (p->threads_known || !is_known(p, "/engine/threads")) && p->incident_from == 0;
}

/* ---- The rows.  Those of a group stand together, the one that is asked alone first. ---- */

#define BAND(n)                                                                                    \
	{                                                                                          \
		"/eq/band/" #n, PACE_QUARTER, GROUP_ALWAYS, take_band, NULL, 60                    \
	}
#define PARAM(path)                                                                                \
	{                                                                                          \
		path, PACE_QUARTER, GROUP_ALWAYS, take_param, NULL, 44                             \
	}

const struct picture_row picture_rows[] = {
	{ "/engine/state", PACE_QUARTER, GROUP_ALWAYS, take_state, NULL, 36 },
	{ "/engine/times", PACE_QUARTER, GROUP_ALWAYS, take_times, NULL, 64 },
	{ "/profiler/now", PACE_FAST, GROUP_ALWAYS, take_now, NULL, 48 },
	{ "/node/list", PACE_SECOND, GROUP_ALWAYS, take_node_list, NULL, 120 },
	{ "/node/types", PACE_SECOND, GROUP_ALWAYS, take_node_types, NULL, 120 },
	{ "/node/all", PACE_FAST, GROUP_ALWAYS, take_node_now, NULL, 160 },
	{ "/profiler/all", PACE_NEVER, GROUP_ALWAYS, take_all, args_all, 1380 },
	{ "/node/flags", PACE_QUARTER, GROUP_ALWAYS, take_node_flags, NULL, 48 },
	{ "/node/samples", PACE_QUARTER, GROUP_ALWAYS, take_node_samples, args_samples, 240 },
	{ "/profiler/counts", PACE_QUARTER, GROUP_ALWAYS, take_counts, NULL, 160 },
	{ "/profiler/epoch", PACE_QUARTER, GROUP_ALWAYS, take_epoch, NULL, 40 },
	{ "/profiler/on", PACE_QUARTER, GROUP_ALWAYS, take_measuring, NULL, 28 },

	{ "/meters/in", PACE_FAST, GROUP_METERS, take_meters_in, args_channel, 40 },
	{ "/meters/out", PACE_FAST, GROUP_METERS, take_meters_out, args_channel, 40 },
	{ "/meters/in/hold", PACE_QUARTER, GROUP_METERS, take_hold_in, args_channel, 40 },
	{ "/meters/out/hold", PACE_QUARTER, GROUP_METERS, take_hold_out, args_channel, 40 },
	{ "/meters/in/clipped", PACE_QUARTER, GROUP_METERS, take_clipped_in, args_channel, 40 },
	{ "/meters/out/clipped", PACE_QUARTER, GROUP_METERS, take_clipped_out, args_channel, 40 },
	{ "/meters/in/ppm1", PACE_FAST, GROUP_BALLISTICS, take_ballistic, args_channel, 40 },
	{ "/meters/in/ppm2", PACE_FAST, GROUP_BALLISTICS, take_ballistic, args_channel, 40 },
	{ "/meters/in/vu", PACE_FAST, GROUP_BALLISTICS, take_ballistic, args_channel, 40 },
	{ "/meters/in/k20", PACE_FAST, GROUP_BALLISTICS, take_ballistic, args_channel, 48 },
	{ "/meters/out/ppm1", PACE_FAST, GROUP_BALLISTICS, take_ballistic, args_channel, 40 },
	{ "/meters/out/ppm2", PACE_FAST, GROUP_BALLISTICS, take_ballistic, args_channel, 40 },
	{ "/meters/out/vu", PACE_FAST, GROUP_BALLISTICS, take_ballistic, args_channel, 40 },
	{ "/meters/out/k20", PACE_FAST, GROUP_BALLISTICS, take_ballistic, args_channel, 48 },
	{ "/spectrum", PACE_FAST, GROUP_SPECTRUM, take_spectrum, NULL, 1080 },
	{ "/spectrum/held", PACE_FAST, GROUP_SPECTRUM, take_held, args_held, 1080 },
	{ "/spectrum/bands", PACE_QUARTER, GROUP_SPECTRUM, take_bands, NULL, 180 },
	{ "/loudness", PACE_QUARTER, GROUP_LOUDNESS, take_loudness, NULL, 48 },
	{ "/loudness/peaks", PACE_QUARTER, GROUP_LOUDNESS, take_loudness_peaks, NULL, 48 },
	{ "/loudness/measured", PACE_QUARTER, GROUP_LOUDNESS, take_loudness_measured, NULL, 40 },

	{ "/clip", PACE_QUARTER, GROUP_ALWAYS, take_clip, NULL, 32 },
	{ "/xruns/causes", PACE_QUARTER, GROUP_ALWAYS, take_causes, NULL, 160 },
	{ "/xruns/list", PACE_QUARTER, GROUP_ALWAYS, take_item, args_incidents, 900 },
	{ "/xruns/parts", PACE_QUARTER, GROUP_ALWAYS, take_part, args_incidents, 900 },
	{ "/xruns/item", PACE_NEVER, GROUP_ALWAYS, take_item, NULL, 0 },
	{ "/xruns/part", PACE_NEVER, GROUP_ALWAYS, take_part, NULL, 0 },

	{ "/engine/health", PACE_QUARTER, GROUP_ALWAYS, take_health, NULL, 180 },
	{ "/engine/opening", PACE_QUARTER, GROUP_ALWAYS, take_opening, NULL, 36 },
	{ "/engine/server", PACE_QUARTER, GROUP_ALWAYS, take_server, NULL, 120 },
	{ "/engine/samplerate", PACE_QUARTER, GROUP_ALWAYS, take_samplerate, NULL, 36 },
	{ "/engine/period", PACE_QUARTER, GROUP_ALWAYS, take_period, NULL, 36 },
	{ "/engine/channels", PACE_QUARTER, GROUP_ALWAYS, take_channels, NULL, 36 },
	{ "/engine/work", PACE_QUARTER, GROUP_ALWAYS, take_work, NULL, 80 },
	{ "/engine/load", PACE_QUARTER, GROUP_ALWAYS, take_load, NULL, 32 },
	{ "/engine/audio", PACE_SECOND, GROUP_ALWAYS, take_audio, NULL, 60 },
	{ "/engine/latency/frames", PACE_SECOND, GROUP_ALWAYS, take_latency, NULL, 44 },
	{ "/engine/memory", PACE_SECOND, GROUP_ALWAYS, take_memory, NULL, 96 },
	{ "/engine/faults", PACE_SECOND, GROUP_ALWAYS, take_faults, NULL, 64 },
	{ "/engine/clock", PACE_SECOND, GROUP_ALWAYS, take_clock, NULL, 36 },
	{ "/engine/cpu", PACE_SECOND, GROUP_ALWAYS, take_cpu, NULL, 40 },
	{ "/engine/threads", PACE_SECOND, GROUP_ALWAYS, take_threads, args_threads, 1100 },
	{ "/osc/packets", PACE_SECOND, GROUP_ALWAYS, take_packets, NULL, 56 },
	{ "/info", PACE_SECOND, GROUP_ALWAYS, take_info, NULL, 160 },

	PARAM("/eq/bypass"),
	PARAM("/eq/preamp"),
	PARAM("/eq/design"),
	PARAM("/eq/bands"),
	PARAM("/eq/solo"),
	PARAM("/eq/slot"),
	BAND(1),
	BAND(2),
	BAND(3),
	BAND(4),
	BAND(5),
	BAND(6),
	BAND(7),
	BAND(8),
	BAND(9),
	BAND(10),
	BAND(11),
	BAND(12),
	BAND(13),
	BAND(14),
	BAND(15),
	BAND(16),
	{ "/eq/steps", PACE_QUARTER, GROUP_ALWAYS, take_steps, NULL, 36 },
	{ "/settings/unsaved", PACE_QUARTER, GROUP_ALWAYS, take_unsaved, NULL, 40 },
	{ "/preset/current", PACE_QUARTER, GROUP_ALWAYS, take_preset, NULL, 100 },
	PARAM("/spectrum/points"),
	PARAM("/spectrum/tap"),
	PARAM("/spectrum/window"),
	PARAM("/spectrum/overlap"),
	PARAM("/spectrum/average"),
	PARAM("/spectrum/hold"),
	PARAM("/spectrum/hold/time"),
	PARAM("/spectrum/channel"),

	{ "/log/times", PACE_QUARTER, GROUP_ALWAYS, take_log_times, NULL, 120 },
	{ "/log/list", PACE_QUARTER, GROUP_ALWAYS, take_log_lines, args_log, 1100 },
};
const uint32_t npicture_rows = sizeof picture_rows / sizeof *picture_rows;

_Static_assert(sizeof picture_rows / sizeof *picture_rows <= PICTURE_ROWS_MAX,
	"unknown rows are marked in 128 bits");
