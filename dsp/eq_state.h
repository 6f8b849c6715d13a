/* SPDX-License-Identifier: ISC */
/*
 * The running filter, shared by eq.c, which runs it, eq_glide.c, which moves
 * it, and eq_setup.c, which allocates it.  Nobody else includes this.
 */
#ifndef AE_DSP_EQ_STATE_H
#define AE_DSP_EQ_STATE_H

#include "dsp/eq.h"
#include "dsp/kernels.h"

enum { EQ_GROUPS = EQ_BANDS_MAX / EQ_GROUP_BANDS, EQ_POINTS = 3 };

/* A set of coefficients as the kernels have them, preamp included in the first band's.  The bands
 * of a group stand in the order of the lanes. */
struct eq_point {
	struct eq_places c[EQ_GROUPS][EQ_COEFFICIENTS];
	bool identity[EQ_BANDS_MAX]; /* -k and d of such a band, its poles, are those of before */
	bool single;                 /* exact enough in single precision */
	bool transparent;            /* nothing at all */
};

struct eq {
	const struct eq_kernels *kernels;
	uint32_t nchannels, npairs;

	/* Coefficients follow a quadratic B-spline of these points; a segment takes
	 * segment_frames, of which segment_done are over.  Three times the same: at rest. */
	struct eq_point *point[EQ_POINTS], *latest;
	struct eq_point slot[EQ_POINTS + 2]; /* one is always free */
	bool gliding;
	uint32_t segment_frames, segment_done;

	/* Share of the filtered signal, which goes from wet_from to wet_to within 2 segment_frames:
	 * to and from transparency.  At rest in 0: the input is copied and states are clear. */
	double wet, wet_from, wet_to;
	uint32_t wet_done;

	bool single;                    /* which of the two is in use */
	bool alive[EQ_GROUPS];          /* a group that is not is skipped */
	bool moving[EQ_GROUPS];         /* one of its bands does */
	bool settled[EQ_GROUPS];        /* its coefficients below are at rest */
	struct eq_single *single_group; /* [EQ_GROUPS] */
	struct eq_double *double_group;
	struct eq_single_state *single_state[EQ_GROUPS]; /* npairs each */
	struct eq_double_state *double_state[EQ_GROUPS];
	uint32_t cleared; /* times a state had to be cleared in this call */
};

/* In eq_glide.c.  Context: audio. */
void eq_segment_next(struct eq *eq) RT_SAFE; /* the segment in hand is over, or a new target came */
void eq_states_clear(struct eq *eq) RT_SAFE;

#endif
