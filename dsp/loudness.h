/* SPDX-License-Identifier: ISC */
/*
 * Loudness as EBU R 128 means it, by libebur128: momentary (400 ms),
 * short-term (3 s) and integrated loudness (ITU-R BS.1770-4, EBU Tech 3341),
 * loudness range (EBU Tech 3342) and true peak (4 times oversampled below
 * 96 kHz, 2 times below 192 kHz).  For a worker thread: it costs microseconds
 * by the dozen and loops of its own.
 *
 * No channel says where its loudspeaker stands, so the number of channels
 * decides: 1 is a mono programme, 2 left and right, 5 is L R C Ls Rs, 6 is
 * L R C LFE Ls Rs (the order of WAV and of ITU-R BS.775; LFE counts for the
 * true peak only).  Of any other number the first two are left and right and
 * the others are not measured.
 *
 * Integrated loudness and range come from histograms with steps of 0.1 LU, so
 * that the memory does not grow in a run of weeks; the error is at most
 * 0.05 LU.
 */
#ifndef AE_DSP_LOUDNESS_H
#define AE_DSP_LOUDNESS_H

#include <stdint.h>

enum { LOUDNESS_CHANNELS_MAX = 6 };

/* What the floor of -120 means: silence; for the integrated loudness nothing above the gate of
 * -70 LUFS yet. */
struct loudness_reading {
	double seconds; /* of sound in integrated, range and peak; 0: nothing yet */
	float momentary_lufs, shortterm_lufs, integrated_lufs;
	float range_lu;       /* 0 in the first 3 s */
	float true_peak_dbtp; /* highest of the channels */
	uint32_t nchannels;   /* measured, of true_peak_dbtp_of */
	float true_peak_dbtp_of[LOUDNESS_CHANNELS_MAX];
	uint64_t lost_frames; /* that never came here: the integrated figures are incomplete */
};

struct loudness;

/* How many channels of a stream are measured.  Context: any. */
uint32_t loudness_channels(uint32_t nchannels);

/* Measures the first loudness_channels(nchannels).  Context: opener.  Return: NULL: no memory. */
struct loudness *loudness_create(uint32_t nchannels, uint32_t rate_hz);
void loudness_destroy(struct loudness *l); /* accepts NULL */

/* in: a block of nframes for each measured channel.  What is not finite counts as 0, and what is
 * beyond +120 dBFS as +120 dBFS.  Allocates nothing.  Context: worker. */
void loudness_feed(struct loudness *l, const float *const *in, uint32_t nframes);

/* Integrated loudness, range and true peak start afresh; momentary and short-term go on.
 * Context: worker.  Return: 0; -ENOMEM: everything is as it was. */
int loudness_clear(struct loudness *l);

/* The whole reading but lost_frames, which the caller knows.  Some 0.2 ms.  Context: worker. */
void loudness_read(const struct loudness *l, struct loudness_reading *out);

#endif
