/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What --attach makes of an engine's packets, and what it sends: the snapshot,
 * rounds, orders that are sent until they arrive.  That it is the same as in the
 * engine's own process is looked at in tests/system/test_attach.sh.
 */
#include "tests/rig_attach.h"

static void
test_message_gives_values_in_order_and_says_when_one_is_missing(void **state)
{
	struct rig *r = *state;
	uint8_t four[4] = { 1, 2, 3, 4 };
	lo_blob blob = lo_blob_new(4, four);
	uint32_t n;

	MAKE(r, "/a", "ifhdsb", -7, 1.5, (int64_t)1 << 40, 0.1, "text", blob);
	lo_blob_free(blob);
	assert_int_equal(message_whole(&r->m), -7);
	assert_true(message_number(&r->m) == 1.5);
	assert_true(message_count(&r->m) == UINT64_C(1) << 40);
	assert_true(message_number(&r->m) == 0.1);
	assert_string_equal(message_text(&r->m), "text");
	assert_int_equal(message_blob(&r->m, &n)[3], 4);
	assert_int_equal(n, 4);
	assert_false(message_more(&r->m));
	assert_false(r->m.bad);
	assert_int_equal(message_whole(&r->m), 0);
	assert_true(r->m.bad);

	MAKE(r, "/a", "si", "text", -1);
	assert_int_equal(message_whole(&r->m), 0);
	assert_true(r->m.bad);
	assert_string_equal(message_text(&r->m), "");
	MAKE(r, "/a", "i", -1);
	assert_int_equal(message_count(&r->m), 0);
	assert_true(r->m.bad);
}

/* ---- Picture ---- */

static void
test_every_row_bears_messages_that_are_something_else(void **state)
{
	static const char *const tags[] = { "", "i", "s", "b", "iiib", "iib", "iffb", "ffff" };
	struct rig *r = *state;
	uint8_t bytes[40] = { 0 };

	r->p.asked_known = true;
	for (uint32_t i = 0; i < npicture_rows; i++)
		for (size_t t = 0; t < sizeof tags / sizeof *tags; t++) {
			lo_message m = lo_message_new();
			lo_blob blob = lo_blob_new(sizeof bytes, bytes);

			for (const char *tag = tags[t]; *tag != '\0'; tag++)
				if (*tag == 'i')
					lo_message_add_int32(m, -3);
				else if (*tag == 'f')
					lo_message_add_float(m, NAN);
				else if (*tag == 's')
					lo_message_add_string(m, "");
				else
					lo_message_add_blob(m, blob);
			lo_blob_free(blob);
			make(r, picture_rows[i].path, m);
			assert_int_equal(picture_take(&r->p, &r->m, 1), (int)i);
			picture_settle(&r->p, 1);
		}
	assert_true(r->p.s.profile.nnodes <= NODES_MAX);
	assert_true(r->p.s.nthreads <= THREADS_SHOWN);
}

static void
test_settings_are_those_that_the_engine_says(void **state)
{
	struct rig *r = *state;

	SAY(r, "/engine/samplerate", "f", 48000.0);
	SAY(r, "/engine/period", "ii", 128, 2);
	SAY(r, "/eq/preamp", "f", -6.5);
	SAY(r, "/eq/bands", "i", 16);
	SAY(r, "/eq/band/12", "sfffi", "HSC", 8000.0, 4.5, 0.9, 0);
	SAY(r, "/eq/slot", "s", "B");
	SAY(r, "/spectrum/points", "s", "8192");
	SAY(r, "/spectrum/tap", "s", "pre");
	picture_settle(&r->p, 10);
	assert_true(r->p.s.eq.preamp_db == -6.5);
	assert_int_equal(r->p.s.eq.nbands, 16);
	assert_int_equal(r->p.s.eq.band[11].type, EQ_HSC);
	assert_true(r->p.s.eq.band[11].freq_hz == 8000);
	assert_false(r->p.s.eq.band[11].on);
	assert_true(r->p.s.slot_b);
	assert_int_equal(r->p.s.spectrum_controls.points, 8192);
	assert_true(r->p.s.spectrum_controls.pre);
	assert_true(fabs(r->p.s.period_us - 2666.667) < 0.01);
	assert_true(r->p.s.eq_curve.rate_hz == 48000);
	assert_true(r->p.s.eq_curve.settings.preamp_db == -6.5);
}

/* rows of the profile: value k of row i is 100 * i + k */
static lo_message
all_page(int32_t next, int32_t first, int32_t rows)
{
	uint8_t bytes[40 * 15 * 8];
	lo_message m = lo_message_new();
	lo_blob blob;

	for (int32_t i = 0; i < rows; i++)
		for (int32_t k = 0; k < 15; k++) {
			double v = 100 * (first + i) + k;
			uint64_t bits;

			memcpy(&bits, &v, sizeof bits);
			for (int b = 0; b < 8; b++)
				bytes[(i * 15 + k) * 8 + b] = (uint8_t)(bits >> (56 - 8 * b));
		}
	blob = lo_blob_new(rows * 15 * 8, bytes);
	lo_message_add_int32(m, next);
	lo_message_add_int32(m, rows);
	lo_message_add_int32(m, 15);
	lo_message_add_blob(m, blob);
	lo_blob_free(blob);
	return m;
}

static void
test_a_page_of_the_profile_is_of_the_window_that_was_asked(void **state)
{
	struct rig *r = *state;
	const struct profile *f = &r->p.s.profile;

	make(r, "/profiler/all.reply", all_page(5, 0, 5));
	picture_take(&r->p, &r->m, 1);
	assert_int_equal(f->load[WINDOW_1S].count, 0); /* nobody knows what it is of */

	r->p.asked_known = true;
	r->p.asked = r->p.next = (struct picture_asked){ .window = WINDOW_10S };
	make(r, "/profiler/all.reply", all_page(5, 0, 5));
	picture_take(&r->p, &r->m, 1);
	assert_int_equal(f->load[WINDOW_10S].count, 1);
	assert_true(f->margin_us[WINDOW_10S].p99_9 == 310);
	assert_true(f->margin_p0_1_us[WINDOW_10S] == 314);
	assert_int_equal(f->load[WINDOW_1S].count, 0);
	assert_int_equal(r->p.next.row, 5); /* the rest is asked next */
	assert_int_equal(r->p.windows_known, 0);

	r->p.asked = r->p.next;
	make(r, "/profiler/all.reply", all_page(-1, 5, 5));
	picture_take(&r->p, &r->m, 1);
	assert_true(f->node[2].us[WINDOW_10S].max == 911);
	assert_int_equal(f->node[2].overruns, 913);
	assert_int_equal(r->p.windows_known, 1u << WINDOW_10S);
	assert_int_equal(r->p.next.window, WINDOW_1S); /* which changes most */
	assert_int_equal(r->p.next.row, 0);
}

static void
say_counts(struct rig *r, int64_t incidents)
{
	int64_t no = 0;

	SAY(r, "/profiler/counts", "hhhhhhhhhhhhhh", no, no, no, no, no, no, no, no, no, no, no,
		incidents, incidents, no);
}

static void
test_incidents_are_in_order_and_leave_when_they_are_cleared(void **state)
{
	struct rig *r = *state;
	const struct profile *f = &r->p.s.profile;

	say_counts(r, 4);
	say_incident(r, 2);
	say_incident(r, 4);
	picture_settle(&r->p, 10);
	assert_int_equal(f->nkept, 2);
	assert_int_equal(f->incident[0].id, 4);
	assert_string_equal(f->incident[0].cause, "page-fault");
	assert_true(f->incident[0].at_s == 11 && f->incident[0].xruns == 2);
	assert_int_equal(f->incident[1].last_seq, 2003);
	assert_int_equal(r->p.incident_from, 3); /* is missing, and asked for */
	say_incident(r, 3);
	say_incident(r, 1);
	picture_settle(&r->p, 10);
	assert_int_equal(r->p.incident_from, 0);
	assert_int_equal(f->nkept, 4);

	say_counts(r, 1);
	say_incident(r, 5);
	picture_settle(&r->p, 10);
	assert_int_equal(f->nkept, 1);
	assert_int_equal(f->incident[0].id, 5);

	say_counts(r, 100);
	for (int32_t id = 6; id < 50; id++)
		say_incident(r, id);
	picture_settle(&r->p, 10);
	assert_int_equal(f->nkept, INCIDENTS_KEPT);
	assert_int_equal(f->incident[0].id, 49);
}

static void
test_log_lines_stand_with_their_times_as_far_as_they_are_known(void **state)
{
	struct rig *r = *state;
	int32_t args[PICTURE_ARGS];

	SAY(r, "/log/times.reply", "iiiddd", 12, 12, 3, 1.5, 2.5, 3.5);
	assert_int_equal(args_log(&r->p, args), 1);
	assert_int_equal(args[0], 4);
	SAY(r, "/log/list.reply", "iiss", 12, 2, "ten", "eleven");
	picture_settle(&r->p, 10);
	assert_int_equal(r->p.s.log_total, 12);
	assert_int_equal(r->p.s.nlog, 2);
	assert_string_equal(r->p.s.log[1].text, "eleven");
	assert_true(r->p.s.log[1].at_s == 3.5 && r->p.s.log[0].at_s == 2.5);

	SAY(r, "/log/times.reply", "iiid", 13, 13, 1, 4.5); /* the line itself comes later */
	picture_settle(&r->p, 10);
	assert_int_equal(r->p.s.log_total, 12); /* or "eleven" would pass for the 12th */
	assert_int_equal(r->p.s.nlog, 2);
	SAY(r, "/log/list.reply", "iis", 13, 1, "twelve");
	picture_settle(&r->p, 10);
	assert_int_equal(r->p.s.log_total, 13);
	assert_string_equal(r->p.s.log[2].text, "twelve");
}

static void
test_an_address_that_the_engine_does_not_know_is_not_asked_again(void **state)
{
	struct rig *r = *state;
	int32_t args[PICTURE_ARGS];
	int nargs, asked = 0;

	picture_refused(&r->p, "/engine/work", OSC_UNKNOWN, 1);
	picture_refused(&r->p, "/meters/in", OSC_NOT_NOW, 1);
	r->p.now_s = 1.1;
	for (uint32_t i = 0; i < npicture_rows; i++)
		if (picture_wants(&r->p, i, args, &nargs)) {
			assert_string_not_equal(picture_rows[i].path, "/engine/work");
			assert_true(picture_rows[i].group != GROUP_METERS);
			asked++;
		}
	assert_true(asked > 50);
	r->p.now_s = 3; /* whether there is something to be metered now, one address tells */
	asked = 0;
	for (uint32_t i = 0; i < npicture_rows; i++)
		asked += picture_rows[i].group == GROUP_METERS &&
			 picture_wants(&r->p, i, args, &nargs);
	assert_int_equal(asked, 1);
	SAY(r, "/meters/in", "ffff", -6.0, -6.0, -9.0, -9.0);
	asked = 0;
	for (uint32_t i = 0; i < npicture_rows; i++)
		asked += picture_rows[i].group == GROUP_METERS &&
			 picture_wants(&r->p, i, args, &nargs);
	assert_true(asked > 1);
}

static uint32_t
ballistics_asked(const struct picture *p)
{
	int32_t args[PICTURE_ARGS];
	uint32_t n = 0;
	int nargs;

	for (uint32_t i = 0; i < npicture_rows; i++)
		n += picture_rows[i].group == GROUP_BALLISTICS && picture_wants(p, i, args, &nargs);
	return n;
}

static void
test_meters_that_nobody_looks_at_are_not_asked(void **state)
{
	struct rig *r = *state;

	r->p.asked_known = true;
	assert_int_equal(ballistics_asked(&r->p), 8);
	SAY(r, "/meters/out/ppm1", "ff", -9.0, -9.0);
	picture_settle(&r->p, 10);
	assert_true(r->p.s.ballistics_valid);
	picture_wish(&r->p, WISH_VU);
	assert_int_equal(ballistics_asked(&r->p), 2);
	picture_settle(&r->p, 10);
	assert_false(r->p.s.ballistics_valid); /* what is here of VU may be old */
	SAY(r, "/meters/out/vu", "ff", -9.0, -9.0);
	picture_settle(&r->p, 10);
	assert_true(r->p.s.ballistics_valid);
	picture_refused(&r->p, "/meters/in/vu", OSC_NOT_NOW, 10);
	r->p.now_s = 12;
	assert_int_equal(ballistics_asked(&r->p), 1); /* tells whether it is there again */
	picture_begin(&r->p);
	assert_int_equal(ballistics_asked(&r->p), 2);
	picture_wish(&r->p, 0);
	assert_int_equal(ballistics_asked(&r->p), 0);
}

static void
test_an_engine_that_started_again_is_noticed(void **state)
{
	struct rig *r = *state;

	SAY(r, "/engine/times", "ddddd", 50.0, 1.0, 49.0, 49.0, -1.0);
	SAY(r, "/engine/times", "ddddd", 50.25, 1.0, 49.0, 49.0, -1.0);
	assert_false(r->p.restarted);
	SAY(r, "/engine/times", "ddddd", 1.0, 0.5, 1.0, 1.0, -1.0);
	assert_true(r->p.restarted);
}

/* ---- What is sent ---- */

static void
pong(struct rig *r, const char *word, int32_t serial, int32_t end)
{
	MAKE(r, "/pong", "sii", word, serial, end);
}

static void
test_a_round_asks_all_at_first_and_is_over_with_its_last_pong(void **state)
{
	struct rig *r = *state;

	round_send(&r->round, &r->p, r->link, true);
	assert_int_equal(sent(r, "/ping"), 2);
	assert_int_equal(sent(r, "/ping"), -1);
	assert_int_equal(r->round.n, 1);
	pong(r, "round", r->round.serial + 1, 1);
	assert_false(round_pong(&r->round, &r->p, &r->m));
	pong(r, "other", r->round.serial, 1);
	assert_false(round_pong(&r->round, &r->p, &r->m));
	pong(r, "round", r->round.serial, 0);
	assert_false(round_pong(&r->round, &r->p, &r->m));
	assert_true(r->p.asked_known);
	pong(r, "round", r->round.serial, 1);
	assert_true(round_pong(&r->round, &r->p, &r->m));
	assert_false(r->p.asked_known);
}

static void
test_off_loopback_a_third_of_the_answers_is_sent(void **state)
{
	struct rig *r = *state;
	uint32_t packets;

	r->link->remote = true;
	round_send(&r->round, &r->p, r->link, true);
	packets = r->round.n;
	assert_true(packets > 2);
	for (uint32_t i = 0; i < packets; i++) {
		assert_int_equal(sent(r, "/ping"), 2);
		assert_true(r->len <= 1472); /* an Ethernet frame's */
	}
	assert_int_equal(sent(r, "/ping"), -1);
	r->link->remote = false;
}

static void
test_a_value_is_sent_until_the_engine_has_it(void **state)
{
	struct rig *r = *state;
	struct request set = { .kind = REQUEST_SET, .path = "/eq/preamp", .value = -3 };
	struct order_news news;

	assert_true(orders_put(&r->orders, &set, r->link, 1));
	assert_int_equal(sent(r, "/eq/preamp"), 1);
	assert_true(message_number(&r->m) == -3);
	set.value = -4; /* before the first has arrived: only this one is left */
	assert_true(orders_put(&r->orders, &set, r->link, 1.01));
	assert_int_equal(sent(r, "/eq/preamp"), 1);
	orders_show(&r->orders, &r->p);
	picture_settle_edits(&r->p);
	assert_true(r->p.s.eq.preamp_db == -4);
	assert_false(orders_turn(&r->orders, r->link, 1.05, &news));
	assert_int_equal(sent(r, "/eq/preamp"), -1);
	assert_false(orders_turn(&r->orders, r->link, 1.3, &news));
	assert_int_equal(sent(r, "/eq/preamp"), 1);
	assert_true(message_number(&r->m) == -4);
	assert_int_equal(sent(r, "/eq/preamp"), -1);
	MAKE(r, "/pong", "si", "order", r->orders.serial);
	assert_true(orders_pong(&r->orders, &r->m, 1.4));
	assert_false(orders_turn(&r->orders, r->link, 2, &news));
	assert_int_equal(sent(r, "/eq/preamp"), -1);
	assert_true(orders_error(&r->orders, "/eq/preamp", OSC_NOT_ALLOWED, "no", &news));
	assert_int_equal(news.error, -EPERM);
	assert_string_equal(news.text, "no");
}

static void
test_what_must_not_be_done_twice_is_sent_once(void **state)
{
	struct rig *r = *state;
	struct request undo = { .kind = REQUEST_UNDO };
	struct order_news news;

	assert_true(orders_put(&r->orders, &undo, r->link, 1));
	assert_int_equal(sent(r, "/eq/undo"), 1);
	assert_false(orders_turn(&r->orders, r->link, 1.9, &news));
	assert_int_equal(sent(r, "/eq/undo"), -1);
	assert_true(orders_turn(&r->orders, r->link, 2.1, &news));
	assert_int_equal(news.error, -ETIMEDOUT);
	assert_non_null(strstr(news.text, "look before doing it again"));
	assert_int_equal(sent(r, "/eq/undo"), -1);
}

static void
test_every_request_has_its_address(void **state)
{
	static const struct {
		struct request request;
		const char *path;
		int times;
	} row[] = {
		{ { REQUEST_CLEAR, "eq", 0, { 0 } }, "/stats/reset", 1 },
		{ { REQUEST_CONNECT, "", 0, { 0 } }, "/engine/connect", 1 },
		{ { REQUEST_MEASURE, "", 1, { 0 } }, "/profiler/on", 1 },
		{ { REQUEST_REDO, "", 0, { 0 } }, "/eq/redo", 1 },
		{ { REQUEST_FLAT, "", 0, { 0 } }, "/eq/flat", 1 },
		{ { REQUEST_PRESET_LOAD, "loud", 0, { 0 } }, "/preset/load", 1 },
		{ { REQUEST_PRESET_STEP, "", -2, { 0 } }, "/preset/prev", 2 },
		{ { REQUEST_PRESET_STEP, "", 1, { 0 } }, "/preset/next", 1 },
		{ { REQUEST_PRESET_SAVE, "mine", 0, { 0 } }, "/preset/save", 1 },
		{ { REQUEST_CLEAR_XRUNS, "", 0, { 0 } }, "/xruns/clear", 1 },
	};
	struct rig *r = *state;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_true(orders_put(&r->orders, &row[i].request, r->link, 1));
		for (int k = 0; k < row[i].times; k++)
			assert_int_equal(sent(r, row[i].path), 1);
		assert_int_equal(sent(r, row[i].path), -1);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_message_gives_values_in_order_and_says_when_one_is_missing),
		TEST(test_every_row_bears_messages_that_are_something_else),
		TEST(test_settings_are_those_that_the_engine_says),
		TEST(test_a_page_of_the_profile_is_of_the_window_that_was_asked),
		TEST(test_incidents_are_in_order_and_leave_when_they_are_cleared),
		TEST(test_log_lines_stand_with_their_times_as_far_as_they_are_known),
		TEST(test_an_address_that_the_engine_does_not_know_is_not_asked_again),
		TEST(test_meters_that_nobody_looks_at_are_not_asked),
		TEST(test_an_engine_that_started_again_is_noticed),
		TEST(test_a_round_asks_all_at_first_and_is_over_with_its_last_pong),
		TEST(test_off_loopback_a_third_of_the_answers_is_sent),
		TEST(test_a_value_is_sent_until_the_engine_has_it),
		TEST(test_what_must_not_be_done_twice_is_sent_once),
		TEST(test_every_request_has_its_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
