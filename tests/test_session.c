/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The session: lost and back on the dummy with its own knob, and, on a backend
 * made for this test, what no real one does on demand: calls that hang for ever.
 * Time is handed to session_tick, so that waiting is a matter of adding.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "control/session.h"
#include "tests/session_mock.h"

enum { PATIENCE_MS = 8000 };
#define MS(n) ((n)*UINT64_C(1000000))

/* ---- A control of its own ---- */

struct rig {
	struct session *session;
	struct log *log;
	uint64_t offset_ns; /* added to the real time */
	uint64_t last_seq;
	uint32_t last_generation, last_epoch, ncycles, nready;
	bool went_back; /* seq did not rise */
	int status, ended;
	char text[ERROR_BYTES];
};

static void
on_ready(void *arg, struct engine *e)
{
	(void)e;
	((struct rig *)arg)->nready++;
}

static void
on_cycle(void *arg, const struct cycle *c)
{
	struct rig *r = arg;

	if (r->ncycles++ > 0 && c->seq <= r->last_seq)
		r->went_back = true;
	r->last_seq = c->seq;
	r->last_generation = c->generation;
	r->last_epoch = c->epoch;
}

static void
on_work(void *arg, const struct work *w)
{
	(void)arg, (void)w;
}

static void
on_failed(void *arg, const struct backend_error *err)
{
	(void)arg, (void)err;
}

static void
on_ended(void *arg, int status, const char *text)
{
	struct rig *r = arg;

	if (r->ended++ == 0) {
		r->status = status;
		snprintf(r->text, sizeof r->text, "%s", text);
	}
}

static void
rig_open(struct rig *r, const struct backend_ops *ops, const char *device, const char *connect,
	bool wait)
{
	struct session_config config = {
		.engine = { .backend = ops, .wake_fd = -1 }, .connect = connect, .wait = wait
	};
	struct session_client client = { on_ready, on_cycle, on_work, on_failed, on_ended, NULL,
		r };

	memset(r, 0, sizeof *r);
	memset(&world, 0, sizeof world);
	atomic_store(&world.connectable, 2);
	r->log = log_create(clock_monotonic_ns(), -1);
	client.log = r->log;
	strcpy(config.engine.device.device, device);
	strcpy(config.engine.device.client_name, "audioengine");
	r->session = session_create(&config, &client);
	assert_non_null(r->session);
}

static void
tick(struct rig *r)
{
	session_tick(r->session, clock_monotonic_ns() + r->offset_ns);
	pause_ms(2);
}

static bool
reaches(struct rig *r, enum engine_state state)
{
	for (int i = 0; i < PATIENCE_MS / 2 && session_state(r->session) != state; i++)
		tick(r);
	return session_state(r->session) == state;
}

static void
tick_for(struct rig *r, int ms)
{
	for (int i = 0; i < ms / 2; i++)
		tick(r);
}

/* Small steps: a big one would look as if we ourselves had slept. */
static void
pass_time(struct rig *r, uint64_t ms)
{
	for (uint64_t i = 0; i < ms; i += 100) {
		r->offset_ns += MS(100);
		session_tick(r->session, clock_monotonic_ns() + r->offset_ns);
	}
}

static void
rig_close(struct rig *r, bool leaked)
{
	session_stop(r->session);
	for (int i = 0; i < PATIENCE_MS / 2 && !session_stopped(r->session); i++)
		tick(r);
	assert_true(session_stopped(r->session));
	assert_int_equal(session_state(r->session), STATE_STOPPED);
	for (int i = 0; i < PATIENCE_MS && session_leaked(r->session) && !leaked; i++)
		pause_ms(1); /* what was left behind and let go of needs its moment */
	assert_int_equal(session_leaked(r->session), leaked);
	assert_false(r->went_back);
}

/* Until count is wanted; step_ms of made-up time go by at each turn.  The opener's threads start
 * when the machine lets them, so no fixed number of turns would do. */
static void
tick_until(struct rig *r, atomic_int *count, int wanted, uint64_t step_ms)
{
	for (int i = 0; i < PATIENCE_MS / 2 && atomic_load(count) < wanted; i++) {
		r->offset_ns += MS(step_ms);
		tick(r);
	}
	assert_int_equal(atomic_load(count), wanted);
}

/* Let whatever hangs go on, and wait until the threads left behind have cleaned up. */
static void
rig_release(struct rig *r)
{
	atomic_store(&world.hang_open, false);
	atomic_store(&world.hang_stop, false);
	atomic_store(&world.hang_close, false);
	for (int i = 0; i < PATIENCE_MS && session_leaked(r->session); i++)
		pause_ms(1);
	session_destroy(r->session);
	log_destroy(r->log);
	pause_ms(10);
}

/* ---- Claims ---- */

static void
test_session_comes_back_on_the_dummy_and_counts_on(void **state)
{
	struct rig r;
	uint64_t seq;
	uint32_t epoch;

	(void)state;
	rig_open(&r, &backend_dummy, "lost@60+200", "none", false);
	assert_true(reaches(&r, STATE_RUNNING));
	assert_true(reaches(&r, STATE_LOST));
	seq = r.last_seq;
	epoch = r.last_epoch;
	assert_true(reaches(&r, STATE_RUNNING));
	tick_for(&r, 50);
	assert_true(r.last_seq > seq);
	assert_true(r.last_epoch > epoch);
	assert_int_equal(r.last_generation, 2);
	assert_int_equal(r.nready, 2);
	rig_close(&r, false);
	rig_release(&r);
}

static void
test_session_is_lost_within_a_second_of_silence_and_back_without_reopening(void **state)
{
	struct rig r;
	uint64_t since;

	(void)state;
	rig_open(&r, &mock_ops, "", "none", false);
	assert_true(reaches(&r, STATE_RUNNING));
	tick_for(&r, 20);
	atomic_store(&world.silent, true);
	tick_for(&r, 20);
	since = clock_monotonic_ns() + r.offset_ns;
	pass_time(&r, 900);
	assert_int_equal(session_state(r.session), STATE_LOST);
	assert_true(session_since_ns(r.session) - since < MS(1000));
	atomic_store(&world.silent, false);
	assert_true(reaches(&r, STATE_RUNNING));
	assert_int_equal(atomic_load(&world.opens), 1);
	rig_close(&r, false);
	rig_release(&r);
}

static void
test_session_is_not_lost_when_it_was_itself_that_slept(void **state)
{
	struct rig r;

	(void)state;
	rig_open(&r, &mock_ops, "", "none", false);
	assert_true(reaches(&r, STATE_RUNNING));
	atomic_store(&world.silent, true);
	tick_for(&r, 10);
	r.offset_ns += MS(60000);
	tick(&r);
	assert_int_equal(session_state(r.session), STATE_RUNNING);
	rig_close(&r, false);
	rig_release(&r);
}

static void
test_session_leaves_a_hung_stop_behind_and_counts_on(void **state)
{
	struct rig r;
	uint64_t seq;

	(void)state;
	rig_open(&r, &mock_ops, "", "none", false);
	assert_true(reaches(&r, STATE_RUNNING));
	tick_for(&r, 30);
	seq = r.last_seq;
	atomic_store(&world.hang_stop, true);
	tell_world(BACKEND_LOST);
	assert_true(reaches(&r, STATE_LOST));
	tick_for(&r, 20); /* stop is under way */
	assert_int_equal(atomic_load(&world.opens), 1);
	pass_time(&r, 2100);
	assert_true(session_leaked(r.session));
	assert_true(reaches(&r, STATE_RUNNING));
	tick_for(&r, 30);
	assert_true(r.last_seq > seq);
	assert_int_equal(r.last_generation, 2);
	assert_int_equal(atomic_load(&world.closes), 0);
	atomic_store(&world.hang_stop, false);
	for (int i = 0; i < PATIENCE_MS && session_leaked(r.session); i++)
		pause_ms(1);
	assert_int_equal(atomic_load(&world.closes), 1); /* the late one cleaned up behind itself */
	rig_close(&r, false);
	rig_release(&r);
}

static void
test_session_leaves_a_hung_close_behind(void **state)
{
	struct rig r;

	(void)state;
	rig_open(&r, &mock_ops, "", "none", false);
	assert_true(reaches(&r, STATE_RUNNING));
	atomic_store(&world.hang_close, true);
	tell_world(BACKEND_LOST);
	assert_true(reaches(&r, STATE_LOST));
	tick_for(&r, 50);
	pass_time(&r, 2100);
	assert_true(reaches(&r, STATE_RUNNING));
	assert_int_equal(r.last_generation, 2);
	atomic_store(&world.hang_close, false);
	rig_close(&r, false);
	rig_release(&r);
}

static void
test_session_waits_for_a_hung_open_and_then_tries_afresh_thrice(void **state)
{
	struct rig r;

	(void)state;
	rig_open(&r, &mock_ops, "", "none", true);
	atomic_store(&world.hang_open, true);
	tick_until(&r, &world.opens, 1, 0);
	pass_time(&r, 9000);
	assert_int_equal(atomic_load(&world.opens), 1);
	assert_int_equal(atomic_load(&world.opening_most), 1);
	tick_until(&r, &world.opens, 4, 20); /* three afresh */
	pass_time(&r, 60000);
	tick_for(&r, 20);
	assert_int_equal(atomic_load(&world.opens), 4);
	atomic_store(&world.hang_open, false);
	assert_true(reaches(&r, STATE_RUNNING));
	rig_close(&r, false);
	rig_release(&r);
}

static void
test_session_tells_when_it_tries_again(void **state)
{
	char text[WORK_BYTES];
	struct rig r;

	(void)state;
	rig_open(&r, &mock_ops, "", "none", true);
	atomic_store(&world.fail_open, true);
	for (int i = 0; i < PATIENCE_MS / 2 && session_attempts(r.session) < 1; i++)
		tick(&r);
	session_work(r.session, text);
	assert_string_equal(text, "trying mock again in 1 s");
	atomic_store(&world.fail_open, false);
	pass_time(&r, 2000);
	assert_true(reaches(&r, STATE_RUNNING));
	session_work(r.session, text);
	assert_string_equal(text, "");
	rig_close(&r, false);
	rig_release(&r);
}

/* What takes long is told; when it is over, nothing is. */
static void
test_session_tells_what_its_opener_does(void **state)
{
	char text[WORK_BYTES];
	unsigned seconds;
	struct rig r;

	(void)state;
	rig_open(&r, &mock_ops, "", "none", true);
	atomic_store(&world.hang_open, true);
	tick_until(&r, &world.opens, 1, 0);
	pass_time(&r, 200);
	session_work(r.session, text);
	assert_memory_equal(text, "opening mock", strlen("opening mock"));
	pass_time(&r, 3000);
	session_work(r.session, text);
	assert_int_equal(sscanf(text, "opening mock, for %u s", &seconds), 1);
	assert_in_range(seconds, 3, 9);
	atomic_store(&world.hang_open, false);
	assert_true(reaches(&r, STATE_RUNNING));
	session_work(r.session, text);
	assert_string_equal(text, "");
	rig_close(&r, false);
	rig_release(&r);
}

static void
test_session_ends_in_bounded_time_while_everything_hangs(void **state)
{
	struct rig r;

	(void)state;
	rig_open(&r, &mock_ops, "", "none", false);
	assert_true(reaches(&r, STATE_RUNNING));
	atomic_store(&world.hang_stop, true);
	session_stop(r.session);
	tick_for(&r, 20);
	assert_false(session_stopped(r.session));
	pass_time(&r, 2600);
	assert_true(session_stopped(r.session));
	assert_true(session_leaked(r.session));
	rig_release(&r);

	rig_open(&r, &mock_ops, "", "none", true);
	atomic_store(&world.hang_open, true);
	tick_until(&r, &world.opens, 1, 0);
	session_stop(r.session);
	pass_time(&r, 2600);
	assert_true(session_stopped(r.session));
	assert_true(session_leaked(r.session));
	rig_release(&r);
}

static void
test_session_ends_when_the_first_open_fails_unless_told_to_wait(void **state)
{
	struct rig r;

	(void)state;
	rig_open(&r, &mock_ops, "", "none", false);
	atomic_store(&world.fail_open, true);
	for (int i = 0; i < PATIENCE_MS / 2 && r.ended == 0; i++)
		tick(&r);
	assert_int_equal(r.status, EXIT_NO_DEVICE);
	assert_string_equal(r.text, "no mock is running");
	rig_close(&r, false);
	rig_release(&r);

	rig_open(&r, &mock_ops, "", "none", true);
	atomic_store(&world.fail_open, true);
	for (int i = 0; i < PATIENCE_MS / 2 && session_attempts(r.session) < 2; i++)
		tick(&r);
	assert_int_equal(r.ended, 0);
	assert_int_equal(session_state(r.session), STATE_STARTING);
	atomic_store(&world.fail_open, false);
	assert_true(reaches(&r, STATE_RUNNING));
	rig_close(&r, false);
	rig_release(&r);
}

static void
test_session_backs_off_up_to_five_seconds(void **state)
{
	struct rig r;
	int opens;

	(void)state;
	rig_open(&r, &mock_ops, "", "none", true);
	atomic_store(&world.fail_open, true);
	for (int i = 0; i < 20; i++) { /* 0.25 0.5 1 2 4 5 5 ... */
		pass_time(&r, 5000);
		tick_for(&r, 10);
	}
	opens = atomic_load(&world.opens);
	pass_time(&r, 4500);
	tick_for(&r, 10);
	assert_true(atomic_load(&world.opens) - opens <= 1);
	atomic_store(&world.fail_open, false);
	pass_time(&r, 5000);
	assert_true(reaches(&r, STATE_RUNNING));
	rig_close(&r, false);
	rig_release(&r);
}

static void
test_session_restores_connections_and_retries_those_that_are_missing(void **state)
{
	struct rig r;

	(void)state;
	rig_open(&r, &mock_ops, "", "auto", false);
	assert_true(reaches(&r, STATE_RUNNING));
	tick_for(&r, 400); /* autoconnect, then read back */
	assert_int_equal(atomic_load(&world.connections), 2);
	atomic_store(&world.connections, 0);
	atomic_store(&world.connectable, 1); /* only one of the speakers comes back at first */
	tell_world(BACKEND_LOST);
	assert_true(reaches(&r, STATE_LOST));
	pass_time(&r, 300);
	assert_true(reaches(&r, STATE_RUNNING));
	tick_for(&r, 400);
	assert_int_equal(atomic_load(&world.connects), 1);
	assert_int_equal(atomic_load(&world.wanted), 2);
	atomic_store(&world.connectable, 2);
	tell_world(BACKEND_PORTS);
	tick_for(&r, 500);
	assert_int_equal(atomic_load(&world.connects), 2);
	assert_int_equal(atomic_load(&world.wanted), 1); /* the one that was missing */
	tell_world(BACKEND_PORTS);
	tick_for(&r, 400);
	assert_int_equal(atomic_load(&world.connects), 2); /* nothing is missing any more */
	rig_close(&r, false);
	rig_release(&r);
}

static void
last_line_is(struct rig *r, const char *text)
{
	struct log_line line = { 0 };
	uint64_t total;

	log_tail(r->log, &line, 1, &total);
	assert_string_equal(line.text, text);
}

static void
test_session_toggles_connections(void **state)
{
	struct rig r;

	(void)state;
	rig_open(&r, &mock_ops, "", "none", false);
	assert_true(reaches(&r, STATE_RUNNING));
	tick_for(&r, 20);
	assert_int_equal(atomic_load(&world.connections), 0);
	session_toggle(r.session);
	tick_for(&r, 40);
	assert_int_equal(atomic_load(&world.connections), 2);
	last_line_is(&r, "connected: 2 connections made");
	session_toggle(r.session);
	tick_for(&r, 40);
	assert_int_equal(atomic_load(&world.connections), 0);
	last_line_is(&r, "disconnected: 2 connections cut");
	rig_close(&r, false);
	rig_release(&r);
}

static void
test_session_renames_its_client_and_keeps_connections_and_counts(void **state)
{
	char too_long[CLIENT_NAME_BYTES + 1] = "";
	struct rig r;
	uint32_t before;

	(void)state;
	rig_open(&r, &mock_ops, "", "auto", false);
	assert_true(reaches(&r, STATE_RUNNING));
	tick_for(&r, 400);
	assert_int_equal(atomic_load(&world.connections), 2);
	before = r.last_generation;
	memset(too_long, 'n', CLIENT_NAME_BYTES);
	assert_int_equal(session_rename(r.session, too_long), -EINVAL);
	assert_int_equal(session_rename(r.session, ""), -EINVAL);
	assert_int_equal(session_rename(r.session, "audioengine"), 0); /* as it is */
	tick_for(&r, 20);
	assert_int_equal(session_state(r.session), STATE_RUNNING);
	assert_int_equal(session_rename(r.session, "nAAAA"), 0);
	assert_true(reaches(&r, STATE_STARTING));
	atomic_store(&world.connections, 0);
	assert_true(reaches(&r, STATE_RUNNING));
	tick_for(&r, 400);
	assert_string_equal(session_info(r.session)->client_name, "nAAAA");
	assert_int_equal(r.last_generation, before + 1);
	assert_int_equal(atomic_load(&world.wanted), 2);
	assert_int_equal(atomic_load(&world.connections), 2);
	assert_false(r.went_back);
	rig_close(&r, false);
	rig_release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session_comes_back_on_the_dummy_and_counts_on),
		cmocka_unit_test(
			test_session_is_lost_within_a_second_of_silence_and_back_without_reopening),
		cmocka_unit_test(test_session_is_not_lost_when_it_was_itself_that_slept),
		cmocka_unit_test(test_session_leaves_a_hung_stop_behind_and_counts_on),
		cmocka_unit_test(test_session_leaves_a_hung_close_behind),
		cmocka_unit_test(test_session_waits_for_a_hung_open_and_then_tries_afresh_thrice),
		cmocka_unit_test(test_session_ends_in_bounded_time_while_everything_hangs),
		cmocka_unit_test(test_session_ends_when_the_first_open_fails_unless_told_to_wait),
		cmocka_unit_test(test_session_backs_off_up_to_five_seconds),
		cmocka_unit_test(
			test_session_restores_connections_and_retries_those_that_are_missing),
		cmocka_unit_test(test_session_toggles_connections),
		cmocka_unit_test(test_session_tells_when_it_tries_again),
		cmocka_unit_test(test_session_tells_what_its_opener_does),
		cmocka_unit_test(test_session_renames_its_client_and_keeps_connections_and_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
