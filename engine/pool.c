/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which buffers are taken is a bit mask under a mutex: opener, control and
 * worker compile and free plans, the audio thread never comes here.
 */
#include "engine/pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "rt/thread.h"

enum { PAGE_BYTES = 4096, STRIDE_EXTRA_BYTES = 320 };

struct pool {
	unsigned char *arena; /* owned */
	size_t bytes, stride_bytes;
	uint32_t nbuffers, nchannels, nframes;
	uint32_t in_use, high_water; /* buffers */
	uint64_t taken;              /* a bit for each buffer */
	bool locked;
	pthread_mutex_t mutex; /* of in_use, high_water, taken */
};

size_t
pool_stride_bytes(uint32_t nframes)
{
	size_t bytes = (size_t)nframes * sizeof(float);

	bytes = (bytes + POOL_ALIGN_BYTES - 1) / POOL_ALIGN_BYTES * POOL_ALIGN_BYTES;
	return bytes % PAGE_BYTES == 0 ? bytes + STRIDE_EXTRA_BYTES : bytes;
}

int
pool_create(struct pool **out, uint32_t nbuffers, uint32_t nchannels, uint32_t nframes)
{
	struct pool *pool;

	if (nbuffers == 0 || nbuffers > POOL_BUFFERS_MAX || nchannels == 0 ||
		nchannels > CHANNELS_MAX || nframes == 0)
		return -EINVAL;
	pool = calloc(1, sizeof *pool);
	if (!pool)
		return -ENOMEM;
	pool->nbuffers = nbuffers;
	pool->nchannels = nchannels;
	pool->nframes = nframes;
	pool->stride_bytes = pool_stride_bytes(nframes);
	pool->bytes = pool->stride_bytes * nchannels * nbuffers;
	pool->arena = aligned_alloc(POOL_ALIGN_BYTES, pool->bytes);
	if (!pool->arena) {
		free(pool);
		return -ENOMEM;
	}
	pthread_mutex_init(&pool->mutex, NULL);
	pool->locked = memory_lock_block(pool->arena, pool->bytes) == 0;
	memset(pool->arena, 0, pool->bytes);
	*out = pool;
	return 0;
}

void
pool_destroy(struct pool *pool)
{
	if (!pool)
		return;
	pthread_mutex_destroy(&pool->mutex);
	free(pool->arena);
	free(pool);
}

static int
pool_take_bit(struct pool *pool)
{
	for (uint32_t i = 0; i < pool->nbuffers; i++) {
		uint64_t bit = UINT64_C(1) << i;

		if (pool->taken & bit)
			continue;
		pool->taken |= bit;
		pool->in_use++;
		if (pool->in_use > pool->high_water)
			pool->high_water = pool->in_use;
		return (int)i;
	}
	return -ENOSPC;
}

int
pool_acquire(struct pool *pool, float **block)
{
	int buffer;

	pthread_mutex_lock(&pool->mutex);
	buffer = pool_take_bit(pool);
	pthread_mutex_unlock(&pool->mutex);
	if (buffer < 0)
		return buffer;
	for (uint32_t ch = 0; ch < pool->nchannels; ch++) {
		size_t index = (size_t)buffer * pool->nchannels + ch;

		block[ch] = (float *)(void *)(pool->arena + index * pool->stride_bytes);
	}
	return buffer;
}

void
pool_release(struct pool *pool, int buffer)
{
	pthread_mutex_lock(&pool->mutex);
	pool->taken &= ~(UINT64_C(1) << buffer);
	pool->in_use--;
	pthread_mutex_unlock(&pool->mutex);
}

void
pool_report(struct pool *pool, struct pool_status *out)
{
	uint64_t buffer_bytes = (uint64_t)pool->nchannels * pool->nframes * sizeof(float);

	pthread_mutex_lock(&pool->mutex);
	out->bytes = pool->bytes;
	out->payload_bytes = buffer_bytes * pool->nbuffers;
	out->in_use_bytes = buffer_bytes * pool->in_use;
	out->high_water_bytes = buffer_bytes * pool->high_water;
	out->locked = pool->locked;
	pthread_mutex_unlock(&pool->mutex);
}
