/* SPDX-License-Identifier: ISC */
/*
 * A cascade of up to 16 second-order sections ("bands") and a preamp, the same
 * for every channel.  Coefficients are those of R. Bristow-Johnson's Audio EQ
 * Cookbook (w3.org/TR/audio-eq-cookbook), designed in double precision.  Control
 * designs a struct eq_coefficients; the audio thread glides to it, sample by
 * sample, in single precision where that is exact enough and pays, else in
 * double.  To and from transparency the output is cross-faded with the input.
 */
#ifndef AE_DSP_EQ_H
#define AE_DSP_EQ_H

#include <stdbool.h>
#include <stdint.h>

#include "dsp/kernels.h"
#include "rt/attributes.h"

enum { EQ_BANDS_MAX = 16, EQ_BANDS = 8, EQ_CHANNELS_MAX = 64 };

/* The order is that of the OSC index /eq/band/n/type/index. */
enum eq_type { EQ_PK, EQ_LSC, EQ_HSC, EQ_LP, EQ_HP, EQ_BP, EQ_NO, EQ_AP, EQ_LS, EQ_HS, EQ_NTYPES };

struct eq_band {
	bool on;
	enum eq_type type;
	double freq_hz; /* LS, HS: corner, as Equalizer APO has it; all others: centre */
	double gain_db; /* used by PK, LSC, HSC, LS, HS */
	double q;
};

/*
 * RBJ: the Audio EQ Cookbook's bilinear transform, as Equalizer APO has it; towards half the rate
 * its curves are narrower than an analogue equaliser's.  MATCHED: peaks and shelves follow the
 * analogue curve there too; all other types are RBJ, whose zero at half the rate is what a low-pass
 * is wanted for.
 */
enum eq_formulas { EQ_RBJ, EQ_MATCHED, EQ_NFORMULAS };

struct eq_settings {
	bool bypass;
	enum eq_formulas design;
	double preamp_db;
	uint32_t nbands;
	uint32_t solo; /* 1 .. EQ_BANDS_MAX: all other bands are left out, as if off; 0: none */
	struct eq_band band[EQ_BANDS_MAX];
};

/* Whether band i, from 0, has a part in what is heard.  Context: any. */
static inline bool
eq_band_heard(const struct eq_settings *s, uint32_t i)
{
	return !s->bypass && i < s->nbands && s->band[i].on && (s->solo == 0 || s->solo == i + 1);
}

struct biquad { /* a0 = 1 */
	double b0, b1, b2, a1, a2;
};

/* Whether it lets everything pass as it is.  Context: any. */
static inline bool
biquad_is_identity(const struct biquad *b) RT_SAFE
{
	return b->b0 == 1.0 && b->b1 == b->a1 && b->b2 == b->a2;
}

/* The coefficients of the kernels' form, in the order of EQ_B0 ...: dsp/eq_kernels.h.  Context:
 * any. */
static inline void
biquad_to_form(double to[EQ_COEFFICIENTS], const struct biquad *b) RT_SAFE
{
	double c1 = b->b1 - b->a1 * b->b0, c2 = b->b2 - b->a2 * b->b0, c3 = c2 - b->a1 * c1;
	double d = -1.0 - b->a1, k = 1.0 + b->a1 + b->a2;

	to[EQ_B0] = b->b0;
	to[EQ_C1] = c1;
	to[EQ_C3] = c3;
	to[EQ_E] = d * (c3 - c1) - k * c1;
	to[EQ_MINUS_K] = -k;
	to[EQ_D] = d;
}

struct eq_coefficients {
	double gain;                      /* linear preamp */
	struct biquad band[EQ_BANDS_MAX]; /* in the order of the cascade, see eq_design */
	uint32_t nbands;                  /* bands above are the identity */
	bool single; /* single precision keeps the error energy at or below -110 dB */
};

/* "PK", "LSC", ...; eq_type_parse is case-insensitive.
 * Return of eq_type_parse: the type or -1.  Context: any. */
const char *eq_type_name(enum eq_type t);
int eq_type_parse(const char *name);

/* One section by the formulas of RBJ.  The centre is clamped to 0.49 rate_hz; a gain of 0 dB, or
 * any value that is not finite, makes the identity.  Context: any. */
void biquad_design(struct biquad *out, const struct eq_band *band, double rate_hz);

/* The same section, matched.  Where that is not possible or no closer: as above.  A cut is exactly
 * the inverse of the boost.  Context: any. */
void biquad_design_matched(struct biquad *out, const struct eq_band *band, double rate_hz);

/* Where the section stands, in Hz, as both of the above have it: the centre, of LS and HS half-way
 * up the slope, held to 0.49 rate_hz.  Context: any. */
double biquad_centre_hz(const struct eq_band *band, double rate_hz);

/* Bands that are not heard, as above, become the identity.  In the cascade low-passes, then
 * band-passes, then high-passes take turns with all others, each kind in the order of the
 * settings: that keeps rounding below the signal where some take away 100 dB and others boost.
 * Context: any. */
void eq_design(struct eq_coefficients *out, const struct eq_settings *s, double rate_hz);

/* 20 log10 |H| at freq_hz, preamp included.  Context: any. */
double eq_response_db(const struct eq_coefficients *c, double freq_hz, double rate_hz);

/* Whether single precision is exact enough for c, whose own member is not looked at; eq_design
 * asks it.  Context: any. */
bool eq_single_suffices(const struct eq_coefficients *c);

struct eq; /* the running filter: state per channel, current and target coefficients */

/* nchannels 1 .. EQ_CHANNELS_MAX; ramp_frames >= 1: length of a glide.  Starts as the identity.
 * The kernels are kept by reference.
 * Context: control, opener.  Return: NULL when out of memory. */
struct eq *eq_create(uint32_t nchannels, uint32_t ramp_frames, const struct kernels *kernels);
void eq_destroy(struct eq *eq); /* accepts NULL */

/* At once, without a glide: for the first settings, before audio runs. */
void eq_set(struct eq *eq, const struct eq_coefficients *c) RT_SAFE;

/* Glide from wherever it stands to c: ramp_frames (rounded up to an even number), after a
 * segment of half of that which is under way.  Context: audio. */
void eq_target(struct eq *eq, const struct eq_coefficients *c) RT_SAFE;

/* in and out: nchannels blocks of nframes; out[ch] may be in[ch].  The result does not
 * depend on how a signal is cut into blocks.  At rest in the identity (preamp 0 dB, every
 * band the identity, ramp_frames after the last eq_target) the input is copied bit by bit.
 * The input must be finite.  Context: audio.
 * Return: pairs of channels whose state overflowed and was cleared; what is not finite in their
 * output is left to who scrubs it. */
uint32_t eq_process(
	struct eq *eq, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;

#endif
