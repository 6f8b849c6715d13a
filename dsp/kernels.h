/* SPDX-License-Identifier: ISC */
/*
 * The inner loops of dsp/, once per instruction set.  Each set is one table of
 * functions, compiled from the same templates (dsp/simd/) with other compiler
 * flags; "plain" is the reference, ordinary C with one operation at a time,
 * which the others are tested against and which runs everywhere.  A user of a
 * kernel asks once, when it prepares, and keeps the pointer.
 */
#ifndef AE_DSP_KERNELS_H
#define AE_DSP_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

#include "dsp/eq_kernels.h"
#include "dsp/format.h"
#include "rt/attributes.h"

enum isa { ISA_PLAIN, ISA_SSE2, ISA_AVX2, ISA_AVX512, ISA_NEON, ISA_COUNT };

/* What of a pair of channels a spectrum shows. */
enum { SPECTRUM_LEFT, SPECTRUM_RIGHT, SPECTRUM_MEAN, SPECTRUM_POWERS };

/* Samples of a smaller or larger magnitude (-300 and +120 dBFS) are no sound to a spectrum, and
 * neither is a NaN; averaged powers below SPECTRUM_NO_POWER become 0. */
#define SPECTRUM_QUIETEST 1e-15f
#define SPECTRUM_LOUDEST 1e6f
#define SPECTRUM_NO_POWER 1e-24f

enum { KERNELS_BEYOND = 16 };

/* Numbers first .. end - 1 of an array. */
struct kernel_span {
	uint32_t first, end;
};

struct meter_ballistics;
struct meter_state;

/* What scrub_scan has seen. */
enum { SCRUB_NONFINITE = 1 << 0, SCRUB_DENORMAL = 1 << 1 };

struct kernels {
	const char *name; /* "plain", "sse2", "avx2", "avx512", "neon" */

	struct eq_kernels eq;

	/* Sample formats: planar floats to and from interleaved little-endian samples, by enum
	 * sample_format; all that is said of them in dsp/format.h, but dither stays where it is.
	 * Frames first .. first + nframes - 1 of the planes; dst and src of any alignment. */
	void (*format_write[SAMPLE_FORMAT_COUNT])(void *dst, const float *const *planes,
		uint32_t first, uint32_t nchannels, uint32_t nframes,
		const struct dither *dither) RT_SAFE;
	void (*format_read[SAMPLE_FORMAT_COUNT])(float *const *planes, uint32_t first,
		const void *src, uint32_t nchannels, uint32_t nframes) RT_SAFE;

	/* Decibels.  db[i] = 10 log10(power[i]), within 0.001 dB; -120 for power of 1e-12 and less
	 * and for NaN; +Inf as the largest float, 385.3.  Any alignment, db may be power. */
	void (*power_db)(float *db, const float *power, uint32_t n) RT_SAFE;

	/* Spectra (spectrum.h).  Any alignment, no overlap unless it says so. */

	/* out[2 i] = left[i], out[2 i + 1] = right[i]; left may be right. */
	void (*interleave)(float *out, const float *left, const float *right, uint32_t n) RT_SAFE;

	/* out[i] = in[i], what is no sound as 0; out may be in. */
	void (*spectrum_take)(float *out, const float *in, uint32_t n) RT_SAFE;

	/* Both channels of frame i of in, times window[i]. */
	void (*spectrum_window)(
		float *out, const float *in, const float *window, uint32_t nframes) RT_SAFE;

	/* The same, times window[-i]. */
	void (*spectrum_window_back)(
		float *out, const float *in, const float *window, uint32_t nframes) RT_SAFE;

	/* z: points + 1 complex numbers (re, im), the transform of left + i right, with
	 * z[points] = z[0].  By symmetry 2 L[k] = z[k] + conj z[points - k] and 2 i R[k] = z[k] -
	 * conj z[points - k]; the mean of |2 L[k]|^2 and |2 R[k]|^2 is |z[k]|^2 +
	 * |z[points - k]|^2.  For k of 0 to points / 2 power[k] moves towards one of the three by
	 * weight of the way.  points: a power of two, at least 32. */
	void (*spectrum_power[SPECTRUM_POWERS])(
		float *power, const float *z, uint32_t points, float weight) RT_SAFE;

	/* out[i] = the highest, the sum, of the span[i] of x; 0 where that is empty.  No x is
	 * negative; KERNELS_BEYOND numbers after the end of a span may be read. */
	void (*highest)(
		float *out, const float *x, const struct kernel_span *span, uint32_t n) RT_SAFE;
	void (*sum)(float *out, const float *x, const struct kernel_span *span, uint32_t n) RT_SAFE;

	/* out[i] = the higher of x[i] and x[i + step]; KERNELS_BEYOND numbers after x[n - 1 + step]
	 * may be read and after out[n - 1] written. */
	void (*higher)(float *out, const float *x, uint32_t step, uint32_t n) RT_SAFE;

	/* out[i] = a point between two of x, at first[i] + fraction[i].  first rises by at most
	 * one from one to the next; KERNELS_BEYOND numbers after the last that is needed may be
	 * read. */
	void (*between)(float *out, const float *x, const uint32_t *first, const float *fraction,
		uint32_t n) RT_SAFE;

	/* Held peaks: since[i] grows by passed; beyond after, held[i] falls by fall; where now[i]
	 * is as high it becomes that and since[i] 0.  out gets a copy of held. */
	void (*hold)(float *held, float *since, float *out, const float *now, uint32_t n,
		float passed, float after, float fall) RT_SAFE;

	/* Meters.  One block of one channel, in any alignment: s->peak and s->square go on (over
	 * i: the largest |x_i| fall^(n-1-i) and peak fall^n; the sum of (1 - decay) x_i^2
	 * decay^(n-1-i) and square decay^n), s->highest is the block's largest |x|, s->clipped
	 * (|x| >= 1.0) and s->nonfinite (NaN and Inf, which count as 0) are added to.  out: NULL,
	 * or nframes to which in is copied as it is; not overlapping in.  The templates sum in
	 * single precision over METER_CHUNK frames: 1e-6 relative, and x^2 below 1e-38 as 0. */
	void (*meter)(struct meter_state *s, const struct meter_ballistics *b, const float *in,
		float *out, uint32_t nframes) RT_SAFE;

	/* Scrubbing (scrub.h).  By bit pattern, so the thread's handling of denormals does not
	 * matter.  Any alignment.  Context: any. */

	/* Is there a NaN or infinity, is there a denormal, in nchannels blocks of nframes?
	 * Return: SCRUB_ flags, 0 nearly always. */
	uint32_t (*scrub_scan)(
		const float *const *in, uint32_t nchannels, uint32_t nframes) RT_SAFE;
	/* Denormals become +0, everything else stays bit by bit.  Return: how many. */
	uint32_t (*scrub_flush)(float *x, uint32_t nframes) RT_SAFE;
};

/* The table of one instruction set.  Context: any.
 * Return: NULL when this build or this processor does not have it. */
const struct kernels *kernels_of(enum isa isa);

/* The tables that this processor runs, the fastest first.  Context: any.  Return: how many, >= 1.
 */
uint32_t kernels_list(enum isa out[ISA_COUNT]);

/* The fastest table that this processor runs.  Context: any. */
const struct kernels *kernels_best(void);

#endif
