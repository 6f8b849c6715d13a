/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/backend_hand.h"
#include "tests/eq_help.h"

static void
nap_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static struct engine *
open_hand(const struct cycle *carry, int wake_fd)
{
	struct engine_config config = { .backend = &backend_hand, .wake_fd = wake_fd };
	struct backend_error err;
	struct engine *e;

	config.generation = 1;
	if (carry) {
		config.carry = *carry;
		config.generation = carry->generation + 1;
	}
	assert_int_equal(engine_open(&e, &config, &err), 0);
	return e;
}

static struct engine *
start_hand(void)
{
	struct engine *e = open_hand(NULL, -1);
	struct backend_error err;

	assert_int_equal(engine_start(e, &err), 0);
	return e;
}

static void
close_hand(struct engine *e)
{
	engine_stop(e);
	engine_close(e);
}

/* A period with the next frames of a sine; the record of it. */
static struct cycle
turn_sine(struct engine *e, uint32_t n, uint64_t *at, double hz, double amplitude)
{
	struct cycle c;

	for (uint32_t i = 0; i < n; i++, ++*at)
		for (int ch = 0; ch < HAND_CHANNELS; ch++)
			hand->in[ch][i] =
				(float)(amplitude * sin((double)*at * 2 * M_PI * hz / 48000));
	hand_turn(hand, n);
	assert_true(engine_next_cycle(e, &c));
	return c;
}

static void
test_flat_settings_pass_every_bit(void **state)
{
	struct engine *e = start_hand();
	uint64_t at = 0;

	(void)state;
	for (int k = 0; k < 10; k++) {
		struct cycle c = turn_sine(e, 100, &at, 1000, 0.7);

		assert_int_equal(c.seq, k);
		assert_int_equal(c.nnodes, 4);
		assert_memory_equal(hand->in, hand->out, 100 * sizeof(float));
		assert_memory_equal(hand->in[1], hand->out[1], 100 * sizeof(float));
	}
	close_hand(e);
}

/* What the server's library did to the thread between two periods does not matter. */
static void
test_every_period_flushes_denormals(void **state)
{
	volatile float tiny = FLT_MIN / 4, big = 1e20f, before_it, after_it; /* in this order */
	struct engine *e = start_hand();
	fenv_t before;

	(void)state;
	fegetenv(&before);
	for (int k = 0; k < 3; k++) {
		fesetenv(FE_DFL_ENV);
		before_it = tiny * big;
		hand_turn(hand, HAND_FRAMES);
		after_it = tiny * big;
		fesetenv(&before);
		assert_true(before_it != 0.0f);
#if defined(__x86_64__) || defined(__aarch64__)
		assert_true(after_it == 0.0f);
#else
		(void)after_it;
#endif
	}
	close_hand(e);
}

static void
test_changes_arrive_whole_at_one_boundary(void **state)
{
	struct engine *e = open_hand(NULL, -1);
	struct backend_error err;
	float values[EQ_VALUES_MAX];
	struct cycle c;
	uint64_t at = 0;

	(void)state;
	eq_defaults(values);
	eq_value(values, "preamp", -20);
	assert_true(eq_send(e, values)); /* before audio runs: there from the first sample */
	assert_false(engine_next_cycle(e, &c));
	assert_int_equal(engine_start(e, &err), 0);
	c = turn_sine(e, HAND_FRAMES, &at, 1000, 0.5);
	assert_int_equal(c.command_seq, 1);
	for (int i = 0; i < HAND_FRAMES; i++)
		assert_true(fabsf(hand->out[0][i] - hand->in[0][i] * 0.1f) < 1e-7f);
	/* Three changes between two periods: one boundary, the last one wins. */
	for (int i = 0; i < 3; i++) {
		eq_value(values, "preamp", (float)(-10 * i));
		assert_true(eq_send(e, values));
	}
	c = turn_sine(e, HAND_FRAMES, &at, 1000, 0.5);
	assert_int_equal(c.command_seq, 4);
	for (int k = 0; k < 8; k++)
		c = turn_sine(e, HAND_FRAMES, &at, 1000, 0.5);
	for (int i = 0; i < HAND_FRAMES; i++)
		assert_true(fabsf(hand->out[0][i] - hand->in[0][i] * 0.1f) < 1e-6f);
	close_hand(e);
}

static void
test_bypass_does_not_click(void **state)
{
	enum { HZ = 200, NPERIODS = 60 };
	struct engine *e = start_hand();
	float values[EQ_VALUES_MAX], before = 0;
	double steepest = 0, gain = pow(10, 12 / 20.0), amplitude = 0.2;
	uint64_t at = 0;
	bool bypassed = false;

	(void)state;
	eq_defaults(values);
	eq_value(values, "band/3/freq", HZ);
	eq_value(values, "band/3/gain", 12);
	assert_true(eq_send(e, values));
	for (int k = 0; k < NPERIODS; k++) {
		struct cycle c;

		if (k == 20 || k == 40) {
			eq_value(values, "bypass", k == 20);
			assert_true(eq_send(e, values));
			bypassed = k == 20;
		}
		c = turn_sine(e, HAND_FRAMES, &at, HZ, amplitude);
		assert_int_equal(c.node[EQ_INDEX].flags, bypassed ? NODE_BYPASSED : 0);
		for (int i = 0; i < HAND_FRAMES; i++) {
			if (k > 10)
				steepest = fmax(steepest, fabs((double)(hand->out[0][i] - before)));
			before = hand->out[0][i];
		}
		if (k == 39) /* long after the glide */
			assert_memory_equal(hand->in, hand->out, HAND_FRAMES * sizeof(float));
	}
	/* No step between two samples is steeper than the loud sine's own. */
	assert_true(steepest < 1.1 * gain * amplitude * 2 * M_PI * HZ / 48000);
	assert_true(steepest > 0.9 * gain * amplitude * 2 * M_PI * HZ / 48000);
	close_hand(e);
}

static void
test_a_full_command_ring_is_told_and_recovers(void **state)
{
	struct engine *e = start_hand();
	float values[EQ_VALUES_MAX];
	uint32_t sent = 0;
	uint64_t at = 0;
	struct cycle c;

	(void)state;
	eq_defaults(values);
	while (sent < 1000 && eq_send(e, values))
		sent++;
	assert_in_range(sent, 8, 999);
	assert_false(eq_send(e, values));
	c = turn_sine(e, 64, &at, 1000, 0.5);
	assert_int_equal(c.command_seq, sent);
	assert_true(eq_send(e, values));
	close_hand(e);
}

static void
test_control_applies_changes_while_no_audio_runs(void **state)
{
	struct engine *e = open_hand(NULL, -1);
	float values[EQ_VALUES_MAX];
	struct cycle c;

	(void)state;
	eq_defaults(values);
	for (int i = 0; i < 500; i++) {
		assert_true(eq_send(e, values));
		assert_false(engine_next_cycle(e, &c));
	}
	engine_close(e);
}

static void
test_rebuild_swaps_the_plan_and_frees_the_old_one(void **state)
{
	struct engine *e = start_hand();
	float values[EQ_VALUES_MAX];
	struct pool_status pool;
	struct cycle before, after;
	uint64_t at = 0, in_use;

	(void)state;
	engine_pool(e, &pool);
	in_use = pool.in_use_bytes;
	eq_defaults(values);
	before = turn_sine(e, HAND_FRAMES, &at, 1000, 0.5);
	hand->rate_hz = 96000;
	assert_int_equal(engine_rebuild(e), 0);
	assert_int_equal(engine_stream(e)->rate_hz, 96000);
	after = turn_sine(e, HAND_FRAMES, &at, 1000, 0.5);
	assert_int_equal(after.plan_id, before.plan_id); /* not before it is sent */
	assert_int_equal(after.epoch, before.epoch + 1);
	assert_true(eq_send(e, values));
	engine_pool(e, &pool);
	assert_int_equal(pool.in_use_bytes, 2 * in_use);
	after = turn_sine(e, HAND_FRAMES, &at, 1000, 0.5);
	assert_true(after.plan_id > before.plan_id);
	for (int i = 0; i < 200 && pool.in_use_bytes != in_use; i++) {
		nap_ms(5);
		engine_pool(e, &pool);
	}
	assert_int_equal(pool.in_use_bytes, in_use);
	assert_int_equal(pool.high_water_bytes, 2 * in_use);
	close_hand(e);
}

static void
test_a_rebuild_that_overtakes_another_wins(void **state)
{
	struct engine *e = start_hand();
	float values[EQ_VALUES_MAX];
	struct pool_status pool;
	struct cycle c;
	uint64_t at = 0;

	(void)state;
	eq_defaults(values);
	hand->rate_hz = 44100;
	assert_int_equal(engine_rebuild(e), 0);
	hand->rate_hz = 96000;
	assert_int_equal(engine_rebuild(e), 0);
	assert_int_equal(engine_stream(e)->rate_hz, 96000);
	assert_true(eq_send(e, values));
	c = turn_sine(e, HAND_FRAMES, &at, 1000, 0.5);
	assert_int_equal(c.plan_id, 3);
	engine_pool(e, &pool);
	for (int i = 0; i < 200 && pool.in_use_bytes * 3 != pool.high_water_bytes; i++) {
		nap_ms(5);
		engine_pool(e, &pool);
	}
	assert_int_equal(pool.in_use_bytes * 3, pool.high_water_bytes);
	assert_int_equal(engine_rebuild(e), 0); /* left unsent: freed by close */
	close_hand(e);
}

static void
test_counters_go_on_in_the_next_instance(void **state)
{
	struct cycle carry = { .seq = 1000,
		.epoch = 7,
		.generation = 3,
		.nframes = 64,
		.rate_hz = 48000,
		.xruns = 5,
		.skipped = 6,
		.lost_frames = 384,
		.dropped = 2 };
	struct engine *e = open_hand(&carry, -1);
	struct backend_error err;
	uint64_t at = 0;
	struct cycle c;

	(void)state;
	assert_int_equal(engine_generation(e), 4);
	assert_int_equal(engine_start(e, &err), 0);
	c = turn_sine(e, 64, &at, 1000, 0.5);
	assert_int_equal(c.seq, 1001);
	assert_int_equal(c.epoch, 8); /* same size and rate, but another instance */
	assert_int_equal(c.generation, 4);
	assert_int_equal(c.xruns, 5);
	assert_int_equal(c.skipped, 6);
	assert_int_equal(c.lost_frames, 384);
	assert_int_equal(c.dropped, 2);
	c = turn_sine(e, 128, &at, 1000, 0.5);
	assert_int_equal(c.epoch, 9);
	c = turn_sine(e, 128, &at, 1000, 0.5);
	assert_int_equal(c.epoch, 9);
	close_hand(e);
}

static void
test_measuring_can_be_switched_off_and_on(void **state)
{
	struct engine *e = start_hand();
	uint64_t at = 0;
	struct cycle c;

	(void)state;
	engine_measure(e, false);
	c = turn_sine(e, 64, &at, 1000, 0.5);
	assert_true(c.flags & CYCLE_UNMEASURED);
	assert_true(c.end >= c.wake);
	engine_measure(e, true);
	c = turn_sine(e, 64, &at, 1000, 0.5);
	assert_false(c.flags & CYCLE_UNMEASURED);
	close_hand(e);
}

static void
test_any_period_up_to_more_than_the_largest_runs(void **state)
{
	static const uint32_t sizes[] = { 1, 7, 64, 8191, 8192, 8193, HAND_FRAMES_MAX, 16 };
	struct engine *e = start_hand();
	uint64_t at = 0;

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct cycle c = turn_sine(e, sizes[i], &at, 1000, 0.5);

		assert_int_equal(c.nframes, sizes[i]);
		assert_memory_equal(hand->in, hand->out, sizes[i] * sizeof(float));
	}
	close_hand(e);
}

static void
test_changes_wake_control(void **state)
{
	int fd = eventfd(0, EFD_NONBLOCK);
	struct engine *e = open_hand(NULL, fd);
	uint64_t n;

	(void)state;
	assert_int_equal(read(fd, &n, sizeof n), -1);
	hand->client.changed(hand->client.arg, BACKEND_RATE);
	hand->client.changed(hand->client.arg, BACKEND_PORTS);
	assert_int_equal(read(fd, &n, sizeof n), sizeof n);
	assert_int_equal(engine_changes(e), BACKEND_RATE | BACKEND_PORTS);
	assert_int_equal(engine_changes(e), 0);
	engine_close(e);
	close(fd);
}

static void *
stop_thread(void *arg)
{
	engine_stop(arg);
	return NULL;
}

/* The backend's stop does not return.  The instance is abandoned; a late callback then writes
 * silence, no record, no change; and a new instance runs beside it. */
static void
test_an_abandoned_instance_is_silent_and_disturbs_nobody(void **state)
{
	int fd = eventfd(0, EFD_NONBLOCK);
	struct engine *old = open_hand(NULL, fd), *fresh;
	struct backend *wedged = hand;
	struct backend_error err;
	pthread_t opener;
	struct cycle last, c;
	uint64_t at = 0, n;

	(void)state;
	assert_int_equal(engine_start(old, &err), 0);
	last = turn_sine(old, 64, &at, 1000, 0.5);
	atomic_store(&wedged->wedged, true);
	assert_int_equal(pthread_create(&opener, NULL, stop_thread, old), 0);
	nap_ms(20);
	engine_abandon(old);

	for (int i = 0; i < 64; i++)
		wedged->in[0][i] = wedged->out[0][i] = wedged->out[1][i] = 1.0f;
	hand_turn(wedged, 64);
	for (int i = 0; i < 64; i++) {
		assert_true(wedged->out[0][i] == 0.0f);
		assert_true(wedged->out[1][i] == 0.0f);
	}
	wedged->client.changed(wedged->client.arg, BACKEND_LOST);
	assert_int_equal(read(fd, &n, sizeof n), -1);
	assert_int_equal(engine_changes(old), 0);
	assert_false(engine_next_cycle(old, &c));

	fresh = open_hand(&last, fd);
	assert_int_equal(engine_start(fresh, &err), 0);
	c = turn_sine(fresh, 64, &at, 1000, 0.5);
	assert_int_equal(c.seq, last.seq + 1);
	assert_memory_equal(hand->in, hand->out, 64 * sizeof(float));
	close_hand(fresh);

	/* The program would leak it; the test waits for it after all. */
	atomic_store(&wedged->wedged, false);
	pthread_join(opener, NULL);
	engine_close(old);
	close(fd);
}

static void
test_the_worker_delivers_the_spectrum_and_its_cost(void **state)
{
	struct engine *e = start_hand();
	struct spectrum_frame f;
	struct work w = { 0 };
	uint64_t at = 0, highest = 0;
	bool got = false;

	(void)state;
	assert_false(engine_spectrum(e, &f));
	for (int i = 0; i < 400 && !got; i++) {
		turn_sine(e, 1024, &at, 1000, 0.5);
		nap_ms(2);
		got = engine_spectrum(e, &f) && f.seq > 4;
	}
	assert_true(got);
	for (uint32_t i = 1; i < SPECTRUM_BINS_MAX; i++)
		highest = f.bin_db[i] > f.bin_db[highest] ? i : highest;
	assert_true(fabsf(f.bin_db[highest] + 6.02f) < 1.5f);
	do {
		assert_true(engine_next_work(e, &w));
		assert_true(w.end >= w.start);
		assert_true(w.cpu_ns > 0);
	} while (w.node != 2); /* the meters of both ends have theirs */
	close_hand(e);
}

static void
test_a_worker_that_is_late_skips_hops_and_counts_them(void **state)
{
	struct engine *e = start_hand();
	struct work w = { 0 };
	uint64_t at = 0;
	uint32_t skipped = 0;

	(void)state;
	for (int i = 0; i < 8; i++) /* far more than the ring holds, in no time */
		turn_sine(e, HAND_FRAMES_MAX, &at, 1000, 0.5);
	for (int i = 0; i < 200 && !skipped; i++) {
		nap_ms(5);
		turn_sine(e, 1024, &at, 1000, 0.5);
		while (engine_next_work(e, &w))
			skipped = w.skipped;
	}
	assert_true(skipped > 0);
	close_hand(e);
}

static void
test_meters_at_both_ends(void **state)
{
	struct engine *e = open_hand(NULL, -1);
	struct backend_error err;
	float values[EQ_VALUES_MAX];
	uint64_t at = 0;
	struct meter_levels m;

	(void)state;
	assert_false(engine_meters(e, false, &m));
	eq_defaults(values);
	eq_value(values, "preamp", -10);
	assert_true(eq_send(e, values));
	assert_int_equal(engine_start(e, &err), 0);
	for (int k = 0; k < 20; k++)
		turn_sine(e, 256, &at, 1000, 0.5);
	assert_true(engine_meters(e, false, &m));
	assert_true(fabsf(meter_db(m.level[1].peak) + 6.02f) < 0.1f);
	assert_true(engine_meters(e, true, &m));
	assert_true(fabsf(meter_db(m.level[1].peak) + 16.02f) < 0.1f);
	close_hand(e);
}

static void
test_nodes_are_told(void **state)
{
	static const char *const name[] = { "input", "eq", "spectrum", "output" };
	static const char *const type[] = { "input", "eq8", "spectrum", "output" };
	struct engine *e = open_hand(NULL, -1);
	static struct connections connections;
	uint32_t missing;

	(void)state;
	assert_int_equal(engine_nnodes(e), 4);
	for (uint32_t i = 0; i < 4; i++) {
		assert_string_equal(engine_node_name(e, i), name[i]);
		assert_string_equal(engine_node_ops(e, i)->type, type[i]);
	}
	assert_int_equal(engine_connect(e, &connections, &missing), -ENOTSUP);
	assert_int_equal(engine_autoconnect(e, "auto", false), -ENOTSUP);
	assert_int_equal(engine_disconnect(e), -ENOTSUP);
	assert_int_equal(engine_connections(e, &connections), -ENOTSUP);
	assert_ptr_equal(backend_find("dummy"), &backend_dummy);
	assert_ptr_equal(backend_find("file"), &backend_file);
	assert_null(backend_find("nothing"));
	engine_close(e);
	engine_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flat_settings_pass_every_bit),
		cmocka_unit_test(test_every_period_flushes_denormals),
		cmocka_unit_test(test_changes_arrive_whole_at_one_boundary),
		cmocka_unit_test(test_bypass_does_not_click),
		cmocka_unit_test(test_a_full_command_ring_is_told_and_recovers),
		cmocka_unit_test(test_control_applies_changes_while_no_audio_runs),
		cmocka_unit_test(test_rebuild_swaps_the_plan_and_frees_the_old_one),
		cmocka_unit_test(test_a_rebuild_that_overtakes_another_wins),
		cmocka_unit_test(test_counters_go_on_in_the_next_instance),
		cmocka_unit_test(test_measuring_can_be_switched_off_and_on),
		cmocka_unit_test(test_any_period_up_to_more_than_the_largest_runs),
		cmocka_unit_test(test_changes_wake_control),
		cmocka_unit_test(test_an_abandoned_instance_is_silent_and_disturbs_nobody),
		cmocka_unit_test(test_the_worker_delivers_the_spectrum_and_its_cost),
		cmocka_unit_test(test_a_worker_that_is_late_skips_hops_and_counts_them),
		cmocka_unit_test(test_meters_at_both_ends),
		cmocka_unit_test(test_nodes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
