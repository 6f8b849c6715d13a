/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers to a screen that is attached, put together of pages; and memory that is not there. */
#include "tests/failing_alloc.h"
#include "tests/rig_attach.h"

WRAP(malloc, (size_t n), (n))
WRAP(calloc, (size_t n, size_t size), (n, size))

lo_message __real_lo_message_new(void);
lo_message __wrap_lo_message_new(void);

lo_message
__wrap_lo_message_new(void)
{
	return allocation_fails() ? NULL : __real_lo_message_new();
}

/* ---- Pages ---- */

static lo_message
heat_page(int32_t first, int32_t n)
{
	uint8_t bytes[HEAT_PAGE * HEAT_BINS * 2] = { 0 };
	lo_message m = lo_message_new();
	lo_blob blob;

	for (int32_t i = 0; i < n; i++) {
		bytes[i * HEAT_BINS * 2] = (uint8_t)((first + i) >> 8);
		bytes[i * HEAT_BINS * 2 + 1] = (uint8_t)(first + i);
	}
	blob = lo_blob_new(n * HEAT_BINS * 2, bytes);
	lo_message_add_string(m, "eq");
	lo_message_add_int32(m, first);
	lo_message_add_int32(m, n);
	lo_message_add_blob(m, blob);
	lo_blob_free(blob);
	return m;
}

static void
test_heat_is_put_together_of_pages_without_a_gap(void **state)
{
	struct rig *r = *state;
	struct question q = { .kind = ASK_HEAT, .serial = 9, .from = 100, .name = "eq" };

	r->p.s.uptime_s = 130.7;
	pages_ask(&r->pages, &q, &r->p, r->link, 1);
	assert_int_equal(sent(r, "/heat/list"), 1);
	assert_string_equal(message_text(&r->m), "eq");
	assert_int_equal(message_whole(&r->m), 31);
	make(r, "/heat/list.reply", heat_page(99, 15));
	assert_false(pages_take(&r->pages, &r->m, r->link, 1.1));
	assert_int_equal(sent(r, "/heat/list"), 1); /* the next at once */
	make(r, "/heat/list.reply", heat_page(120, 5));
	assert_false(pages_take(&r->pages, &r->m, r->link, 1.1));
	assert_int_equal(sent(r, "/heat/list"), -1); /* a gap: it is none of ours */
	assert_false(pages_turn(&r->pages, r->link, 1.5));
	assert_int_equal(sent(r, "/heat/list"), 1);
	make(r, "/heat/list.reply", heat_page(113, 19));
	assert_true(pages_take(&r->pages, &r->m, r->link, 1.6));
	assert_int_equal(r->pages.answer.error, 0);
	assert_int_equal(r->pages.answer.serial, 9);
	assert_int_equal(r->pages.answer.heat.first_s, 100);
	assert_int_equal(r->pages.answer.heat.last_s, 131);
	assert_int_equal(r->pages.answer.heat.n, 32);
	for (uint32_t i = 0; i < 32; i++)
		assert_int_equal(r->pages.answer.heat.count[i][0], 100 + i);
}

static void
test_an_incident_is_put_together_of_three_addresses(void **state)
{
	struct rig *r = *state;
	struct question q = { .kind = ASK_INCIDENT, .id = 3 };
	const struct flight_incident *f = &r->pages.answer.incident.flight;
	float v[2][6] = { { -1, 1, 2, 3, 4, 5 }, { 0, 6, 7, 8, 9, 10 } };
	uint32_t word[12];
	lo_blob blob;

	say_incident(r, 3);
	pages_ask(&r->pages, &q, &r->p, r->link, 1);
	for (int i = 0; i < 12; i++) {
		memcpy(&word[i], &v[i / 6][i % 6], 4);
		word[i] = htonl(word[i]);
	}
	blob = lo_blob_new(sizeof word, word);
	MAKE(r, "/xruns/cycles.reply", "iiib", 3, -1, 2, blob);
	lo_blob_free(blob);
	assert_false(pages_take(&r->pages, &r->m, r->link, 1));
	MAKE(r, "/xruns/account.reply", "iis", 4, -1, "of another");
	assert_false(pages_take(&r->pages, &r->m, r->link, 1));
	MAKE(r, "/xruns/account.reply", "iiss", 3, 2, "one", "two");
	assert_false(pages_take(&r->pages, &r->m, r->link, 1));
	MAKE(r, "/xruns/account.reply", "iis", 3, -1, "three");
	assert_false(pages_take(&r->pages, &r->m, r->link, 1));
	MAKE(r, "/xruns/judged.reply", "iiiiddddsfsf", 3, 1, 1, 1, 10.5, 2000.0, 1.5, 0.0, "eq",
		4.5, "spectrum", (double)NAN);
	assert_true(pages_take(&r->pages, &r->m, r->link, 1));
	assert_int_equal(r->pages.answer.error, 0);
	assert_true(r->pages.answer.incident.flown);
	assert_int_equal(f->n, 2);
	assert_int_equal(f->nnodes, 2);
	assert_int_equal(f->cycle[0].seq, 2999);
	assert_true(f->cycle[1].node_us[1] == 10 && f->cycle[1].late_us == 7);
	assert_string_equal(f->node[1], "spectrum");
	assert_true(isnan(f->median_us[1]) && f->late && f->due_s == 10.5);
	assert_int_equal(r->pages.answer.incident.account.n, 3);
	assert_string_equal(r->pages.answer.incident.account.line[2], "three");
}

static void
test_an_incident_that_is_not_kept_is_an_error_and_so_is_silence(void **state)
{
	struct rig *r = *state;
	struct question q = { .kind = ASK_INCIDENT, .id = 3 };

	pages_ask(&r->pages, &q, &r->p, r->link, 1);
	assert_false(pages_error(&r->pages, "/xruns/cycles", OSC_RANGE));
	assert_false(pages_error(&r->pages, "/xruns/judged", OSC_UNKNOWN));
	assert_true(pages_error(&r->pages, "/xruns/account", OSC_RANGE));
	assert_int_equal(r->pages.answer.error, -ENOENT);
	assert_false(r->pages.answer.incident.flown);

	/* Its account is there before its recording, and stays when that has gone. */
	pages_ask(&r->pages, &q, &r->p, r->link, 1);
	assert_false(pages_error(&r->pages, "/xruns/cycles", OSC_RANGE));
	assert_false(pages_error(&r->pages, "/xruns/judged", OSC_RANGE));
	MAKE(r, "/xruns/account.reply", "iis", 3, -1, "one");
	assert_true(pages_take(&r->pages, &r->m, r->link, 1));
	assert_int_equal(r->pages.answer.error, 0);
	assert_false(r->pages.answer.incident.flown);
	assert_int_equal(r->pages.answer.incident.account.n, 1);

	pages_ask(&r->pages, &q, &r->p, r->link, 1);
	assert_false(pages_turn(&r->pages, r->link, 1.5));
	assert_true(pages_turn(&r->pages, r->link, 2.5));
	assert_int_equal(r->pages.answer.error, -ETIMEDOUT);
	assert_false(r->pages.busy);
}

static void
test_the_log_begins_where_lines_are_kept(void **state)
{
	struct rig *r = *state;
	struct question q = { .kind = ASK_LOG, .from = 0 };

	r->p.s.log_total = 103;
	pages_ask(&r->pages, &q, &r->p, r->link, 1);
	MAKE(r, "/log/list.reply", "iiss", 102, 2, "a", "b");
	assert_false(pages_take(&r->pages, &r->m, r->link, 1));
	MAKE(r, "/log/times.reply", "iiiddd", 103, 103, 3, 1.0, 2.0, 3.0);
	assert_false(pages_take(&r->pages, &r->m, r->link, 1));
	MAKE(r, "/log/list.reply", "iis", 103, 1, "c");
	assert_true(pages_take(&r->pages, &r->m, r->link, 1));
	assert_int_equal(r->pages.answer.log.from, 100);
	assert_int_equal(r->pages.answer.log.n, 3);
	assert_string_equal(r->pages.answer.log.line[2].text, "c");
	assert_true(r->pages.answer.log.line[2].at_s == 3 && r->pages.answer.log.line[0].at_s == 1);
}

static void
test_presets_come_page_by_page(void **state)
{
	struct rig *r = *state;
	struct question q = { .kind = ASK_PRESETS };

	pages_ask(&r->pages, &q, &r->p, r->link, 1);
	assert_int_equal(sent(r, "/preset/list"), 1);
	MAKE(r, "/preset/list.reply", "iiss", 3, 2, "a", "b");
	assert_false(pages_take(&r->pages, &r->m, r->link, 1));
	assert_int_equal(sent(r, "/preset/list"), 1);
	assert_int_equal(message_whole(&r->m), 2);
	MAKE(r, "/preset/list.reply", "iis", 3, -1, "c");
	assert_true(pages_take(&r->pages, &r->m, r->link, 1));
	assert_int_equal(r->pages.answer.presets.n, 3);
	assert_int_equal(r->pages.answer.presets.total, 3);
	assert_string_equal(r->pages.answer.presets.name[2], "c");
}

/* ---- Memory ---- */

static void
test_every_allocation_may_fail(void **state)
{
	struct rig *r = *state;
	struct request set = { .kind = REQUEST_PRESET_LOAD, .path = "loud" };
	struct question heat = { .kind = ASK_HEAT, .name = "eq" };
	char err[CTL_ERROR_BYTES];
	struct picture p;
	int i, fine;

	for (i = 0, fine = -1; fine != 0 && i < 100; i++) {
		allocations_left = i;
		fine = picture_init(&p);
		allocations_left = -1;
		assert_true(fine == 0 || fine == -ENOMEM);
		picture_finish(&p);
	}
	assert_true(i > 2 && fine == 0);
	for (i = 0; i < 200; i++) {
		allocations_left = i;
		round_send(&r->round, &r->p, r->link, true);
		orders_put(&r->orders, &set, r->link, 1);
		pages_ask(&r->pages, &heat, &r->p, r->link, 1);
		allocations_left = -1;
		while (sent(r, "/ping") >= 0)
			continue;
	}
	allocations_left = 0;
	assert_null(link_prepare("osc.udp://127.0.0.1:7723/", err));
	allocations_left = -1;
	assert_non_null(strstr(err, "memory"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_heat_is_put_together_of_pages_without_a_gap),
		TEST(test_an_incident_is_put_together_of_three_addresses),
		TEST(test_an_incident_that_is_not_kept_is_an_error_and_so_is_silence),
		TEST(test_the_log_begins_where_lines_are_kept),
		TEST(test_presets_come_page_by_page),
		TEST(test_every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
