/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory that audio passes through: one aligned, page-touched, locked arena
 * cut into buffers of nchannels blocks.  A buffer is taken when a plan is
 * compiled and given back when the plan is freed; while audio runs nothing
 * changes hands.  Buffers carry nothing from one period to the next.
 */
#ifndef AE_ENGINE_POOL_H
#define AE_ENGINE_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"

enum { POOL_ALIGN_BYTES = 64, POOL_BUFFERS_MAX = 64 };

struct pool;

/* Bytes from one block of nframes floats to the next: 64-byte aligned and never a multiple of
 * 4096, as blocks that start at the same place of a page collide in the L1 cache. */
size_t pool_stride_bytes(uint32_t nframes);

/* nbuffers 1 .. POOL_BUFFERS_MAX, each nchannels (1 .. CHANNELS_MAX) blocks of nframes.
 * A refused memory lock is no error; pool_status tells.
 * Context: opener.  Return: 0; -EINVAL; -ENOMEM. */
int pool_create(struct pool **out, uint32_t nbuffers, uint32_t nchannels, uint32_t nframes);
void pool_destroy(struct pool *pool); /* accepts NULL */

/* One buffer: block[0 .. nchannels) point into it.  Context: opener, control, worker.
 * Return: its number, for pool_release; -ENOSPC. */
int pool_acquire(struct pool *pool, float **block);
void pool_release(struct pool *pool, int buffer);

void pool_report(struct pool *pool, struct pool_status *out); /* any but audio */

#endif
