/* SPDX-License-Identifier: ISC */
/* The ring, alone and between two threads; ThreadSanitizer runs the same tests. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rt/ring.h"
#include "tests/failing_alloc.h"

WRAP(aligned_alloc, (size_t alignment, size_t bytes), (alignment, bytes))

enum { NTRANSFER = 100000, PAYLOAD = 5, BATCH_MAX = 7 };

struct record {
	uint32_t seq;
	uint32_t payload[PAYLOAD]; /* all derived from seq */
};

static struct record
record_make(uint32_t seq)
{
	struct record r = { .seq = seq };

	for (uint32_t i = 0; i < PAYLOAD; i++)
		r.payload[i] = (seq + i) * 2654435761u;
	return r;
}

/* Move both counters to where, as if that many records had passed. */
static void
ring_age(struct ring *r, uint32_t where)
{
	atomic_store(&r->head, where);
	atomic_store(&r->tail, where);
}

static void
test_ring_rounds_up_to_a_power_of_two(void **state)
{
	static const uint32_t row[][2] = { { 1, 1 }, { 2, 2 }, { 3, 4 }, { 64, 64 }, { 65, 128 } };
	struct ring r;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_int_equal(ring_init(&r, row[i][0], 8), 0);
		assert_int_equal(ring_space(&r), row[i][1]);
		assert_int_equal(ring_used(&r), 0);
		ring_finish(&r);
	}
}

static void
test_ring_refuses_impossible_sizes(void **state)
{
	struct ring r;

	(void)state;
	assert_int_equal(ring_init(&r, 0, 4), -EINVAL);
	assert_int_equal(ring_init(&r, 4, 0), -EINVAL);
	assert_int_equal(ring_init(&r, 1u << 20, (1 << 10) + 1), -EINVAL);
	assert_int_equal(ring_init(&r, UINT32_MAX, 1), -EINVAL);
	ring_finish(&r);
}

static void
test_ring_survives_lack_of_memory(void **state)
{
	struct ring r;

	(void)state;
	allocations_left = 0;
	assert_int_equal(ring_init(&r, 16, 4), -ENOMEM);
	allocations_left = -1;
	assert_null(r.data);
	ring_finish(&r);
}

static void
test_ring_full_refuses_and_keeps_what_it_has(void **state)
{
	struct record in[5], out;
	struct ring r;

	(void)state;
	assert_int_equal(ring_init(&r, 4, sizeof *in), 0);
	for (uint32_t i = 0; i < 5; i++)
		in[i] = record_make(i);
	assert_true(ring_push_n(&r, in, 3));
	assert_false(ring_push_n(&r, in + 3, 2));
	assert_int_equal(ring_used(&r), 3);
	assert_true(ring_push(&r, &in[3]));
	assert_false(ring_push(&r, &in[4]));
	assert_int_equal(ring_space(&r), 0);
	for (uint32_t i = 0; i < 4; i++) {
		assert_true(ring_pop(&r, &out));
		assert_memory_equal(&out, &in[i], sizeof out);
	}
	assert_false(ring_pop(&r, &out));
	ring_finish(&r);
}

static void
test_ring_order_holds_where_the_counters_wrap(void **state)
{
	struct record in[6], out[8];
	uint32_t next_in = 0, next_out = 0;
	struct ring r;

	(void)state;
	assert_int_equal(ring_init(&r, 8, sizeof *in), 0);
	ring_age(&r, UINT32_MAX - 20);
	for (int turn = 0; turn < 40; turn++) {
		uint32_t n = 1 + (uint32_t)turn % 6, got;

		for (uint32_t i = 0; i < n; i++)
			in[i] = record_make(next_in + i);
		assert_true(ring_push_n(&r, in, n));
		assert_int_equal(ring_used(&r), n);
		assert_int_equal(ring_space(&r), 8 - n);
		next_in += n;
		got = ring_pop_n(&r, out, 8);
		assert_int_equal(got, n);
		for (uint32_t i = 0; i < got; i++) {
			struct record expected = record_make(next_out++);

			assert_memory_equal(&out[i], &expected, sizeof expected);
		}
	}
	assert_true(atomic_load(&r.head) < 1000); /* it did wrap */
	ring_finish(&r);
}

static void
test_ring_full_is_seen_where_the_counters_wrap(void **state)
{
	uint32_t in[4] = { 1, 2, 3, 4 }, out[4];
	struct ring r;

	(void)state;
	assert_int_equal(ring_init(&r, 4, sizeof *in), 0);
	ring_age(&r, UINT32_MAX - 1);
	assert_true(ring_push_n(&r, in, 4));
	assert_false(ring_push(&r, in));
	assert_int_equal(ring_pop_n(&r, out, 2), 2);
	assert_int_equal(out[1], 2);
	assert_int_equal(ring_pop_n(&r, out, 4), 2);
	assert_int_equal(out[1], 4);
	ring_finish(&r);
}

static void *
writer_run(void *arg)
{
	struct ring *r = arg;
	uint32_t seq = 0;

	while (seq < NTRANSFER) {
		struct record batch[BATCH_MAX];
		uint32_t n = 1 + seq % BATCH_MAX;

		if (n > NTRANSFER - seq)
			n = NTRANSFER - seq;
		for (uint32_t i = 0; i < n; i++)
			batch[i] = record_make(seq + i);
		if (ring_push_n(r, batch, n))
			seq += n;
		else
			sched_yield();
	}
	return NULL;
}

static void
test_ring_between_threads_loses_and_tears_nothing(void **state)
{
	struct record out[3], expected;
	uint32_t seq = 0, wrong = 0;
	pthread_t writer;
	struct ring r;

	(void)state;
	assert_int_equal(ring_init(&r, 16, sizeof *out), 0);
	ring_age(&r, UINT32_MAX - NTRANSFER / 2);
	assert_int_equal(pthread_create(&writer, NULL, writer_run, &r), 0);
	while (seq < NTRANSFER) {
		uint32_t n = ring_pop_n(&r, out, 3);

		for (uint32_t i = 0; i < n; i++) {
			expected = record_make(seq++);
			wrong += memcmp(&out[i], &expected, sizeof expected) != 0;
		}
		if (n == 0)
			sched_yield();
	}
	pthread_join(writer, NULL);
	assert_int_equal(wrong, 0);
	assert_int_equal(ring_used(&r), 0);
	ring_finish(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ring_rounds_up_to_a_power_of_two),
		cmocka_unit_test(test_ring_refuses_impossible_sizes),
		cmocka_unit_test(test_ring_survives_lack_of_memory),
		cmocka_unit_test(test_ring_full_refuses_and_keeps_what_it_has),
		cmocka_unit_test(test_ring_order_holds_where_the_counters_wrap),
		cmocka_unit_test(test_ring_full_is_seen_where_the_counters_wrap),
		cmocka_unit_test(test_ring_between_threads_loses_and_tears_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
