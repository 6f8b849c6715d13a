/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine and its signals, read only.  What has not been measured yet is
 * refused as "not now": a silent number would be taken for a measurement.
 */
#include <math.h>
#include <stddef.h>

#include "ui-osc/rows.h"
#include "ui-osc/server.h"
#include "ui-osc/space.h"

enum { METER_CHANNELS_PER_ANSWER = 16, EQ_POINTS_MAX = 128 };

static int
answer_text(struct call *c, const char *text)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_string(c, text);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_engine_state(struct call *c)
{
	return answer_text(c, state_name(c->snap->state));
}

int
run_engine_connect(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	if (!c->snap->info.has_server)
		return call_refuse(c, OSC_NOT_NOW,
			"nothing to connect: %s has no ports that others could be joined to",
			c->snap->backend);
	control_connect(c->control);
	answer_done(c, "connects or disconnects");
	return OSC_FINE;
}

int
run_engine_backend(struct call *c)
{
	return answer_text(c, c->snap->backend);
}

int
run_engine_samplerate(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_float(c, c->snap->info.rate_hz);
	answer_send(c, "");
	return OSC_FINE;
}

/* Frames, and how many periods the device's buffer holds: 0, no server tells its clients. */
int
run_engine_period(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_int(c, c->snap->info.nframes);
	answer_int(c, 0);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_engine_latency(struct call *c)
{
	const struct backend_info *info = &c->snap->info;
	double ms_per_frame = info->rate_hz > 0 ? 1000.0 / info->rate_hz : 0;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_float(c, info->latency_in_frames * ms_per_frame);
	answer_float(c, info->latency_out_frames * ms_per_frame);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_engine_rt(struct call *c)
{
	const struct thread_status *audio = &c->snap->info.audio;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	if (audio->tid == 0)
		return call_refuse(c, OSC_NOT_NOW, "no audio thread is running");
	answer_string(c, thread_policy_name(audio->policy));
	answer_int(c, audio->priority);
	answer_int(c, audio->cpu);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_engine_cpu(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_float(c, c->snap->cpu_audio);
	answer_float(c, c->snap->cpu_others);
	answer_float(c, c->snap->cpu_process);
	answer_send(c, "");
	return OSC_FINE;
}

/* The channels that are asked for, from 1: *first of them (from 0) and how many. */
static int
metered_channels(struct call *c, uint32_t *first, uint32_t *n)
{
	uint32_t channels = c->snap->info.nchannels;
	int32_t from;
	int error;

	if (channels > METER_CHANNELS_MAX)
		channels = METER_CHANNELS_MAX;
	if (!c->snap->meters_valid || channels == 0)
		return call_refuse(c, OSC_NOT_NOW, "nothing has been metered yet");
	error = call_optional_index(c, 1, (int32_t)channels, 1, &from);
	if (error != OSC_FINE)
		return error;
	*first = (uint32_t)from - 1;
	*n = channels - *first;
	if (*n > METER_CHANNELS_PER_ANSWER)
		*n = METER_CHANNELS_PER_ANSWER;
	return OSC_FINE;
}

/* First all peaks, then all RMS values. */
static int
run_meters(struct call *c, const struct meter_level *level)
{
	uint32_t first, n;
	int error = metered_channels(c, &first, &n);

	if (error != OSC_FINE)
		return error;
	for (uint32_t i = 0; i < n; i++)
		answer_float(c, (double)meter_db(level[first + i].peak));
	for (uint32_t i = 0; i < n; i++)
		answer_float(c, (double)meter_db(level[first + i].rms));
	answer_send(c, "");
	return OSC_FINE;
}

int
run_meters_in(struct call *c)
{
	return run_meters(c, c->snap->in);
}

int
run_meters_out(struct call *c)
{
	return run_meters(c, c->snap->out);
}

static int
run_hold(struct call *c, const struct meter_level *level)
{
	uint32_t first, n;
	int error = metered_channels(c, &first, &n);

	if (error != OSC_FINE)
		return error;
	for (uint32_t i = 0; i < n; i++)
		answer_float(c, (double)meter_db(level[first + i].hold));
	answer_send(c, "");
	return OSC_FINE;
}

int
run_meters_in_hold(struct call *c)
{
	return run_hold(c, c->snap->in);
}

int
run_meters_out_hold(struct call *c)
{
	return run_hold(c, c->snap->out);
}

/* One field of the readings of each channel, and maybe a second one of each after them. */
static int
run_ballistic(struct call *c, const struct ballistic_reading *reading, size_t field, size_t second)
{
	const char *at = (const char *)reading;
	uint32_t first, n;
	int error = metered_channels(c, &first, &n);

	if (error != OSC_FINE)
		return error;
	if (!c->snap->ballistics_valid)
		return call_refuse(c, OSC_NOT_NOW,
			"no such meter has moved yet, or /input/ballistics or /output/ballistics "
			"is 0");
	for (uint32_t i = 0; i < n; i++)
		answer_float(
			c, (double)*(const float *)(at + (first + i) * sizeof *reading + field));
	for (uint32_t i = 0; second != field && i < n; i++)
		answer_float(
			c, (double)*(const float *)(at + (first + i) * sizeof *reading + second));
	answer_send(c, "");
	return OSC_FINE;
}

enum {
	PPM1 = offsetof(struct ballistic_reading, ppm1_db),
	PPM2 = offsetof(struct ballistic_reading, ppm2_db),
	VU = offsetof(struct ballistic_reading, vu_db),
	K_RMS = offsetof(struct ballistic_reading, k_rms_db),
	K_PEAK = offsetof(struct ballistic_reading, k_peak_db)
};

int
run_meters_in_ppm1(struct call *c)
{
	return run_ballistic(c, c->snap->in_ballistic, PPM1, PPM1);
}

int
run_meters_in_ppm2(struct call *c)
{
	return run_ballistic(c, c->snap->in_ballistic, PPM2, PPM2);
}

int
run_meters_in_vu(struct call *c)
{
	return run_ballistic(c, c->snap->in_ballistic, VU, VU);
}

int
run_meters_in_k20(struct call *c)
{
	return run_ballistic(c, c->snap->in_ballistic, K_RMS, K_PEAK);
}

int
run_meters_out_ppm1(struct call *c)
{
	return run_ballistic(c, c->snap->out_ballistic, PPM1, PPM1);
}

int
run_meters_out_ppm2(struct call *c)
{
	return run_ballistic(c, c->snap->out_ballistic, PPM2, PPM2);
}

int
run_meters_out_vu(struct call *c)
{
	return run_ballistic(c, c->snap->out_ballistic, VU, VU);
}

int
run_meters_out_k20(struct call *c)
{
	return run_ballistic(c, c->snap->out_ballistic, K_RMS, K_PEAK);
}

static int
run_clipped(struct call *c, const struct meter_level *level)
{
	uint32_t first, n;
	int error = metered_channels(c, &first, &n);

	if (error != OSC_FINE)
		return error;
	for (uint32_t i = 0; i < n; i++)
		answer_int(c, level[first + i].clipped);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_meters_in_clipped(struct call *c)
{
	return run_clipped(c, c->snap->in);
}

int
run_meters_out_clipped(struct call *c)
{
	return run_clipped(c, c->snap->out);
}

int
run_clip(struct call *c)
{
	const struct clip *clip = &c->snap->clip;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_string(c, !clip->any ? "" : clip->out ? "out" : "in");
	answer_int(c, clip->any ? (int64_t)clip->channel + 1 : 0);
	answer_int(c, clip->samples);
	answer_send(c, "");
	return OSC_FINE;
}

static int
loudness_known(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	if (!c->snap->loudness_valid)
		return call_refuse(c, OSC_NOT_NOW,
			"no loudness has been measured yet, or /output/loudness is 0");
	return OSC_FINE;
}

int
run_loudness(struct call *c)
{
	const struct loudness_reading *l = &c->snap->loudness;
	int error = loudness_known(c);

	if (error != OSC_FINE)
		return error;
	answer_float(c, (double)l->momentary_lufs);
	answer_float(c, (double)l->shortterm_lufs);
	answer_float(c, (double)l->integrated_lufs);
	answer_float(c, (double)l->range_lu);
	answer_float(c, (double)l->true_peak_dbtp);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_loudness_peaks(struct call *c)
{
	const struct loudness_reading *l = &c->snap->loudness;
	int error = loudness_known(c);

	if (error != OSC_FINE)
		return error;
	for (uint32_t i = 0; i < l->nchannels && i < LOUDNESS_CHANNELS_MAX; i++)
		answer_float(c, (double)l->true_peak_dbtp_of[i]);
	answer_send(c, "");
	return OSC_FINE;
}

int
run_loudness_measured(struct call *c)
{
	const struct loudness_reading *l = &c->snap->loudness;
	int error = loudness_known(c);

	if (error != OSC_FINE)
		return error;
	answer_float(c, l->seconds);
	answer_int(c, (int64_t)l->lost_frames);
	answer_send(c, "");
	return OSC_FINE;
}

static int
curve_known(struct call *c)
{
	if (c->snap->eq_curve.rate_hz > 0)
		return OSC_FINE;
	return call_refuse(c, OSC_NOT_NOW, "the sample rate is not known yet");
}

int
run_eq_response(struct call *c)
{
	const struct eq_curve *curve = &c->snap->eq_curve;
	struct eq_trace *trace = server_trace(c->server);
	int32_t n;
	int error = call_optional_index(c, 2, EQ_POINTS_MAX, EQ_POINTS_MAX, &n);

	if (error == OSC_FINE)
		error = curve_known(c);
	if (error != OSC_FINE)
		return error;
	eq_trace_update(trace, curve, (uint32_t)n);
	answer_int(c, n);
	answer_float(c, curve->fmin_hz);
	answer_float(c, curve->fmax_hz);
	answer_blob_floats(c, trace->db, (uint32_t)n);
	answer_send(c, ".reply");
	return OSC_FINE;
}

int
run_eq_peak(struct call *c)
{
	int error = call_no_arguments(c);

	if (error == OSC_FINE)
		error = curve_known(c);
	if (error != OSC_FINE)
		return error;
	answer_float(c, c->snap->eq_curve.peak_db);
	answer_float(c, c->snap->eq_curve.peak_hz);
	answer_send(c, "");
	return OSC_FINE;
}

/* Fewer bins than the frame has: the highest of those that fall together. */
static void
spread(const float bin_db[SPECTRUM_BINS_MAX], float *out, uint32_t n)
{
	for (uint32_t k = 0; k < n; k++) {
		uint32_t from = k * SPECTRUM_BINS_MAX / n, end = (k + 1) * SPECTRUM_BINS_MAX / n;

		out[k] = bin_db[from];
		for (uint32_t i = from + 1; i < end; i++)
			out[k] = fmaxf(out[k], bin_db[i]);
	}
}

/* Centre of bin k of n, on the log scale of the frame's own bins. */
static double
bin_centre_hz(const struct spectrum_frame *f, uint32_t k, uint32_t n)
{
	double at = (k + 0.5) * SPECTRUM_BINS_MAX / n - 0.5;

	return (double)f->fmin_hz *
	       pow((double)(f->fmax_hz / f->fmin_hz), at / (SPECTRUM_BINS_MAX - 1));
}

static int
run_bins(struct call *c, const float bin_db[SPECTRUM_BINS_MAX])
{
	const struct spectrum_frame *f = &c->snap->spectrum;
	float bin[SPECTRUM_BINS_MAX];
	int32_t n;
	int error = call_optional_index(c, 1, SPECTRUM_BINS_MAX, SPECTRUM_BINS_MAX, &n);

	if (error != OSC_FINE)
		return error;
	if (f->seq == 0)
		return call_refuse(c, OSC_NOT_NOW, "nothing has been analysed yet");
	spread(bin_db, bin, (uint32_t)n);
	answer_int(c, n);
	answer_float(c, bin_centre_hz(f, 0, (uint32_t)n));
	answer_float(c, bin_centre_hz(f, (uint32_t)n - 1, (uint32_t)n));
	answer_blob_floats(c, bin, (uint32_t)n);
	answer_send(c, ".reply");
	return OSC_FINE;
}

int
run_spectrum(struct call *c)
{
	return run_bins(c, c->snap->spectrum.bin_db);
}

int
run_spectrum_held(struct call *c)
{
	return run_bins(c, c->snap->spectrum.held_db);
}

int
run_spectrum_bands(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	if (c->snap->spectrum.seq == 0)
		return call_refuse(c, OSC_NOT_NOW, "nothing has been analysed yet");
	for (uint32_t i = 0; i < SPECTRUM_BANDS; i++)
		answer_float(c, (double)c->snap->spectrum.band_db[i]);
	answer_send(c, "");
	return OSC_FINE;
}
