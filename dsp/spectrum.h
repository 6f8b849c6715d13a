/*
 * Short-time spectrum of up to two channels, for the worker thread: FFTW3 in
 * single precision, both channels as one complex transform, windows,
 * overlap, exponential averaging, held peaks.  A full-scale sine on a bin
 * reads 0.0 dBFS with every window.  Beyond +120 dBFS, and NaN, is no sound.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef AE_DSP_SPECTRUM_H
#define AE_DSP_SPECTRUM_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SPECTRUM_CHANNELS = 2,
	SPECTRUM_POINTS = 4096, /* unless somebody wishes otherwise */
	SPECTRUM_POINTS_MIN = 256,
	SPECTRUM_POINTS_MAX = 32768,
	SPECTRUM_BINS_MAX = 256,
	SPECTRUM_BANDS = 31
};

/* Cosine sums.  Hann; 4-term Blackman-Harris, side lobes below -92 dB (Harris, "On the use of
 * windows", 1978); flat-top of ISO 18431-2, a sine between two bins reads at most 0.01 dB low
 * (Hann 1.42, Blackman-Harris 0.83). */
enum spectrum_window {
	SPECTRUM_HANN,
	SPECTRUM_BLACKMAN_HARRIS,
	SPECTRUM_FLAT_TOP,
	SPECTRUM_NWINDOWS
};

enum spectrum_show { SPECTRUM_SHOW_MEAN, SPECTRUM_SHOW_LEFT, SPECTRUM_SHOW_RIGHT, SPECTRUM_NSHOWS };

/* What becomes of the highest reading of each displayed bin: nothing; kept for hold_s, then
 * falling 20 dB in 1.7 s as a peak meter; kept until the holding ends. */
enum spectrum_hold {
	SPECTRUM_HOLD_OFF,
	SPECTRUM_HOLD_DECAY,
	SPECTRUM_HOLD_FOREVER,
	SPECTRUM_NHOLDS
};

struct spectrum_settings {
	enum spectrum_window window;
	uint32_t overlap; /* an analysis every points / overlap frames; 1, 2, 4 or 8 */
	float average_s;  /* time constant of the exponential average of power; 0: none */
	enum spectrum_hold hold;
	float hold_s;
	enum spectrum_show show; /* mean power, or one channel; of one channel all are the same */
};

struct spectrum_frame {
	uint64_t seq; /* 0: no analysis yet */
	uint32_t rate_hz, points;
	float fmin_hz, fmax_hz;          /* of bin_db, log-spaced: centre of the first and last */
	float bin_db[SPECTRUM_BINS_MAX]; /* dBFS, floor -120: highest FFT bin in each, interpolated
					    below the bin spacing */
	float band_db[SPECTRUM_BANDS]; /* dBFS: power sum in the third octaves 20 Hz .. 20 kHz (IEC
					  61260, base 10); 3.01 dB above the RMS of a meter */
	bool holding;
	float held_db[SPECTRUM_BINS_MAX]; /* the held peaks of bin_db; bin_db when not holding */
	uint32_t refused_points;          /* a size that was asked for and could not be had; 0 */
};

struct kernels;
struct spectrum;

/* Hann, overlap 4 (75 %), 125 ms (a sound level meter's "fast"), no hold, mean. */
extern const struct spectrum_settings spectrum_defaults;

/* points: a power of two, SPECTRUM_POINTS_MIN .. SPECTRUM_POINTS_MAX.  Has spectrum_defaults.
 * Plans with FFTW, for at most some limit_s seconds: slow, not thread-safe against other planning.
 * Context: opener, worker.  Return: NULL when out of memory. */
struct spectrum *spectrum_create(const struct kernels *k, uint32_t nchannels, uint32_t rate_hz,
	uint32_t points, double limit_s);
void spectrum_destroy(struct spectrum *s); /* accepts NULL; not thread-safe against planning */

/* From the next analysis on.  Averages go on unless there is another channel, held peaks begin anew
 * with another window, hold or channel.  Values out of range are clamped.  Context: worker. */
void spectrum_set(struct spectrum *s, const struct spectrum_settings *settings);

/* Begin with the sound that from, of as many channels, has seen.  Context: worker. */
void spectrum_continue(struct spectrum *s, const struct spectrum *from);

uint32_t spectrum_points(const struct spectrum *s);
uint32_t spectrum_hop(const struct spectrum *s); /* frames from one analysis to the next */

/* Frames missing until the next analysis is due; 0: now.  Context: worker. */
uint32_t spectrum_wants(const struct spectrum *s);

/* Take at most spectrum_wants frames, interleaved by nchannels.  Context: worker. */
void spectrum_push(struct spectrum *s, const float *interleaved, uint32_t nframes);

/* Window, transform, power, average.  Context: worker. */
void spectrum_analyse(struct spectrum *s);

/* Read displayed bins, bands and held peaks off the newest analysis, once for each: decibels are
 * computed here, only of what is displayed.
 * Context: worker. */
void spectrum_read(struct spectrum *s, struct spectrum_frame *out);

#endif
