/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The EQ node, shared by node_eq.c, which runs, and node_eq_setup.c, which prepares. */
#ifndef AE_ENGINE_NODE_EQ_H
#define AE_ENGINE_NODE_EQ_H

#include "dsp/eq.h"
#include "engine/node.h"

struct node_eq {
	struct node node;
	struct eq *eq; /* owned */
	bool started;  /* has processed: from now on changes glide */
};

/* What derive fills and target reads. */
struct node_eq_coefficients {
	struct eq_coefficients eq;
	bool bypass;
};

extern const struct node_ops node_eq_ops;

/* Its process and target.  Context: audio. */
uint32_t node_eq_process(
	struct node *n, const float *const *in, float *const *out, uint32_t nframes) RT_SAFE;
void node_eq_target(struct node *n, const void *coefficients) RT_SAFE;

#endif
