/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/pool.h"

static void
test_stride_is_aligned_and_never_a_multiple_of_a_page(void **state)
{
	(void)state;
	for (uint32_t n = 1; n <= PERIOD_FRAMES_MAX; n++) {
		size_t stride = pool_stride_bytes(n);

		assert_true(stride >= n * sizeof(float));
		assert_int_equal(stride % 64, 0);
		assert_int_not_equal(stride % 4096, 0);
	}
	assert_int_equal(pool_stride_bytes(8192), 8192 * 4 + 320);
}

static void
test_overhead_is_below_5_percent_for_1_to_64_channels(void **state)
{
	(void)state;
	for (uint32_t nchannels = 1; nchannels <= CHANNELS_MAX; nchannels++) {
		struct pool_status s;
		struct pool *pool;

		assert_int_equal(pool_create(&pool, 2, nchannels, PERIOD_FRAMES_MAX), 0);
		pool_report(pool, &s);
		assert_int_equal(s.payload_bytes, 2ull * nchannels * PERIOD_FRAMES_MAX * 4);
		assert_true(s.bytes >= s.payload_bytes);
		assert_true((double)(s.bytes - s.payload_bytes) < 0.05 * (double)s.payload_bytes);
		pool_destroy(pool);
	}
}

static void
test_buffers_do_not_overlap_and_are_aligned(void **state)
{
	enum { N = 5, CH = 3, FRAMES = 100 };
	float *block[N][CHANNELS_MAX];
	struct pool *pool;

	(void)state;
	assert_int_equal(pool_create(&pool, N, CH, FRAMES), 0);
	for (int i = 0; i < N; i++)
		assert_int_equal(pool_acquire(pool, block[i]), i);
	for (int i = 0; i < N; i++)
		for (int ch = 0; ch < CH; ch++) {
			assert_int_equal((uintptr_t)block[i][ch] % 64, 0);
			for (int f = 0; f < FRAMES; f++)
				block[i][ch][f] = (float)(i * CH + ch);
		}
	for (int i = 0; i < N; i++)
		for (int ch = 0; ch < CH; ch++)
			for (int f = 0; f < FRAMES; f++)
				assert_true(block[i][ch][f] == (float)(i * CH + ch));
	pool_destroy(pool);
}

static void
test_use_and_high_water_mark_are_told(void **state)
{
	float *block[CHANNELS_MAX];
	struct pool_status s;
	struct pool *pool;
	int a, b;

	(void)state;
	assert_int_equal(pool_create(&pool, 2, 2, 1000), 0);
	a = pool_acquire(pool, block);
	b = pool_acquire(pool, block);
	assert_int_equal(pool_acquire(pool, block), -ENOSPC);
	pool_report(pool, &s);
	assert_int_equal(s.in_use_bytes, 2 * 2 * 1000 * 4);
	pool_release(pool, a);
	pool_report(pool, &s);
	assert_int_equal(s.in_use_bytes, 2 * 1000 * 4);
	assert_int_equal(s.high_water_bytes, 2 * 2 * 1000 * 4);
	assert_int_equal(pool_acquire(pool, block), a);
	pool_release(pool, a);
	pool_release(pool, b);
	pool_destroy(pool);
	pool_destroy(NULL);
}

static void
test_impossible_sizes_are_refused(void **state)
{
	struct pool *pool;

	(void)state;
	assert_int_equal(pool_create(&pool, 0, 1, 64), -EINVAL);
	assert_int_equal(pool_create(&pool, POOL_BUFFERS_MAX + 1, 1, 64), -EINVAL);
	assert_int_equal(pool_create(&pool, 1, 0, 64), -EINVAL);
	assert_int_equal(pool_create(&pool, 1, CHANNELS_MAX + 1, 64), -EINVAL);
	assert_int_equal(pool_create(&pool, 1, 1, 0), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stride_is_aligned_and_never_a_multiple_of_a_page),
		cmocka_unit_test(test_overhead_is_below_5_percent_for_1_to_64_channels),
		cmocka_unit_test(test_buffers_do_not_overlap_and_are_aligned),
		cmocka_unit_test(test_use_and_high_water_mark_are_told),
		cmocka_unit_test(test_impossible_sizes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
