/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Meters, loudness, spectrum. */
#include <math.h>
#include <string.h>

#include "ui-osc/attach/picture.h"

static const double FLOOR_DB = -120, HZ_MAX = 1e7;
static const double SIGNAL_S = 0.5; /* asked with every round: what is older is not there */
static const double SLOW_S = 2;     /* asked 4 times a second */

/* The inverse of meter_db. */
static float
linear(double db)
{
	return db > FLOOR_DB ? (float)pow(10, db / 20) : 0;
}

uint32_t
picture_channels(const struct picture *p)
{
	return p->s.info.nchannels < METER_CHANNELS_MAX ? p->s.info.nchannels : METER_CHANNELS_MAX;
}

/* Arguments: the first channel of the page, from 1; none where there is one page. */
int
args_channel(const struct picture *p, int32_t out[PICTURE_ARGS])
{
	out[0] = (int32_t)p->next.channel + 1;
	return p->next.channel > 0 ? 1 : 0;
}

/* The levels that an answer is of, n of each.  Return: NULL: none. */
static struct meter_level *
levels_of(struct picture *p, struct message *m, bool out, uint32_t each, uint32_t *n)
{
	uint32_t values = (uint32_t)strlen(m->tags);

	*n = values / each;
	if (!p->asked_known || *n == 0 || *n > CHANNELS_PER_ANSWER ||
		p->asked.channel + *n > METER_CHANNELS_MAX)
		return NULL;
	return (out ? p->s.out : p->s.in) + p->asked.channel;
}

static void
take_meters(struct picture *p, struct message *m, bool out)
{
	uint32_t n;
	struct meter_level *level = levels_of(p, m, out, 2, &n);

	if (level == NULL)
		return;
	for (uint32_t i = 0; i < n; i++)
		level[i].peak = linear(message_number(m));
	for (uint32_t i = 0; i < n; i++)
		level[i].rms = linear(message_number(m));
	if (out && p->asked.channel + n > p->channels_known)
		p->channels_known = p->asked.channel + n;
}

void
take_meters_in(struct picture *p, struct message *m)
{
	take_meters(p, m, false);
}

void
take_meters_out(struct picture *p, struct message *m)
{
	take_meters(p, m, true);
}

static void
take_hold(struct picture *p, struct message *m, bool out)
{
	uint32_t n;
	struct meter_level *level = levels_of(p, m, out, 1, &n);

	for (uint32_t i = 0; level != NULL && i < n; i++)
		level[i].hold = linear(message_number(m));
}

void
take_hold_in(struct picture *p, struct message *m)
{
	take_hold(p, m, false);
}

void
take_hold_out(struct picture *p, struct message *m)
{
	take_hold(p, m, true);
}

static void
take_clipped(struct picture *p, struct message *m, bool out)
{
	uint32_t n;
	struct meter_level *level = levels_of(p, m, out, 1, &n);

	for (uint32_t i = 0; level != NULL && i < n; i++)
		level[i].clipped = (uint32_t)message_count(m);
}

void
take_clipped_in(struct picture *p, struct message *m)
{
	take_clipped(p, m, false);
}

void
take_clipped_out(struct picture *p, struct message *m)
{
	take_clipped(p, m, true);
}

/* "/meters/in/ppm1": which number of a reading; k20: RMS of each, then peak of each. */
static float *
ballistic_of(struct ballistic_reading *r, const char *name, bool second)
{
	if (strcmp(name, "ppm1") == 0)
		return &r->ppm1_db;
	if (strcmp(name, "ppm2") == 0)
		return &r->ppm2_db;
	if (strcmp(name, "vu") == 0)
		return &r->vu_db;
	return second ? &r->k_peak_db : &r->k_rms_db;
}

void
take_ballistic(struct picture *p, struct message *m)
{
	bool out = strncmp(m->address, "/meters/out/", 12) == 0;
	const char *name = strrchr(m->address, '/') + 1;
	struct ballistic_reading *r = out ? p->s.out_ballistic : p->s.in_ballistic;
	uint32_t parts = strcmp(name, "k20") == 0 ? 2 : 1, n;

	if (levels_of(p, m, out, parts, &n) == NULL)
		return;
	for (uint32_t part = 0; part < parts; part++)
		for (uint32_t i = 0; i < n; i++)
			*ballistic_of(&r[p->asked.channel + i], name, part == 1) =
				(float)message_number(m);
}

void
take_clip(struct picture *p, struct message *m)
{
	struct clip clip = { .any = false };
	const char *side = message_text(m);
	uint64_t channel = message_count(m);

	clip.samples = (uint32_t)message_count(m);
	clip.any = side[0] != '\0' && channel > 0 && channel <= METER_CHANNELS_MAX;
	clip.out = strcmp(side, "out") == 0;
	clip.channel = clip.any ? (uint32_t)channel - 1 : 0;
	if (!m->bad)
		p->s.clip = clip;
}

/* ---- Loudness ---- */

void
take_loudness(struct picture *p, struct message *m)
{
	struct loudness_reading *l = &p->s.loudness;

	l->momentary_lufs = (float)message_number(m);
	l->shortterm_lufs = (float)message_number(m);
	l->integrated_lufs = (float)message_number(m);
	l->range_lu = (float)message_number(m);
	l->true_peak_dbtp = (float)message_number(m);
}

void
take_loudness_peaks(struct picture *p, struct message *m)
{
	struct loudness_reading *l = &p->s.loudness;

	for (l->nchannels = 0; l->nchannels < LOUDNESS_CHANNELS_MAX && message_more(m);
		l->nchannels++)
		l->true_peak_dbtp_of[l->nchannels] = (float)message_number(m);
}

void
take_loudness_measured(struct picture *p, struct message *m)
{
	p->s.loudness.seconds = message_number(m);
	p->s.loudness.lost_frames = message_count(m);
}

/* ---- Spectrum ---- */

static bool
take_bins(struct message *m, float bin_db[SPECTRUM_BINS_MAX], float *low_hz, float *high_hz)
{
	uint64_t n = message_count(m);
	double low = message_number(m), high = message_number(m);
	uint32_t bytes;
	const uint8_t *blob = message_blob(m, &bytes);

	if (m->bad || n != SPECTRUM_BINS_MAX || bytes != n * sizeof(float) || !(low > 0) ||
		!(high > low && high < HZ_MAX))
		return false;
	*low_hz = (float)low;
	*high_hz = (float)high;
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
		bin_db[i] = blob_float(blob + i * sizeof(float));
	return true;
}

void
take_spectrum(struct picture *p, struct message *m)
{
	struct spectrum_frame *f = &p->s.spectrum;

	if (take_bins(m, f->bin_db, &f->fmin_hz, &f->fmax_hz))
		f->seq++;
}

/* Only asked where something is held. */
int
args_held(const struct picture *p, int32_t out[PICTURE_ARGS])
{
	(void)out;
	return p->s.spectrum_controls.settings.hold != SPECTRUM_HOLD_OFF ? 0 : -1;
}

void
take_held(struct picture *p, struct message *m)
{
	float low, high;

	take_bins(m, p->s.spectrum.held_db, &low, &high);
}

void
take_bands(struct picture *p, struct message *m)
{
	for (uint32_t i = 0; i < SPECTRUM_BANDS && message_more(m); i++)
		p->s.spectrum.band_db[i] = (float)message_number(m);
}

/* ---- What is there ---- */

static bool
is_fresh(const struct picture *p, enum group g, double seconds)
{
	return p->group[g].heard_s >= 0 && !p->group[g].away &&
	       p->now_s - p->group[g].heard_s < seconds;
}

void
settle_signal(struct picture *p)
{
	struct spectrum_frame *f = &p->s.spectrum;
	uint32_t channels = picture_channels(p);

	p->s.meters_valid = is_fresh(p, GROUP_METERS, SIGNAL_S);
	p->s.ballistics_valid = is_fresh(p, GROUP_BALLISTICS, SIGNAL_S);
	p->s.loudness_valid = is_fresh(p, GROUP_LOUDNESS, SLOW_S);
	f->rate_hz = p->s.info.rate_hz;
	f->points = p->s.spectrum_controls.points;
	f->holding = p->s.spectrum_controls.settings.hold != SPECTRUM_HOLD_OFF;
	if (!f->holding)
		memcpy(f->held_db, f->bin_db, sizeof f->held_db);
	if (!is_fresh(p, GROUP_SPECTRUM, SIGNAL_S))
		f->seq = 0;
	if (!p->s.meters_valid) {
		memset(p->s.in, 0, sizeof p->s.in);
		memset(p->s.out, 0, sizeof p->s.out);
	}
	p->next.channel += CHANNELS_PER_ANSWER;
	if (p->next.channel >= channels)
		p->next.channel = 0;
}
