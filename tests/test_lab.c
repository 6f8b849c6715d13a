/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/lab.h"

static void
test_ranges_are_read(void **state)
{
	static const struct {
		const char *text;
		struct cycle_range r;
	} rows[] = {
		{ "7", { 7, 7, 1 } },
		{ "10-20", { 10, 20, 1 } },
		{ "100-", { 100, UINT64_MAX, 1 } },
		{ "0-99/10", { 0, 99, 10 } },
		{ "5-/3", { 5, UINT64_MAX, 3 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct cycle_range r;

		assert_int_equal(lab_parse_range(rows[i].text, &r), 0);
		assert_int_equal(r.first, rows[i].r.first);
		assert_int_equal(r.last, rows[i].r.last);
		assert_int_equal(r.step, rows[i].r.step);
	}
}

static void
test_nonsense_is_refused(void **state)
{
	static const char *const range[] = { "", "-", "x", "-5", "5-3", "1-2/0", "1-2/", "1 ", " 1",
		"1-2-3", "1/", "+1", "99999999999999999999999" };
	static const char *const burn[] = { "", "eq", "eq:5", ":5@1", "eq:@1", "eq:x@1", "eq:5@",
		"eq:-5@1", "eq@1:5", "eq:99999999999@1", "a-name-that-is-far-too-long-for-us:5@1" };
	struct lab lab = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof range / sizeof *range; i++) {
		struct cycle_range r;

		assert_int_equal(lab_parse_range(range[i], &r), -EINVAL);
	}
	for (size_t i = 0; i < sizeof burn / sizeof *burn; i++)
		assert_int_equal(lab_parse_burn(burn[i], &lab), -EINVAL);
	assert_int_equal(lab.nburns, 0);
}

static void
test_burns_add_up_to_the_maximum(void **state)
{
	struct lab lab = { 0 };

	(void)state;
	for (int i = 0; i < LAB_BURNS_MAX; i++)
		assert_int_equal(lab_parse_burn("eq:300@5-9/2", &lab), 0);
	assert_int_equal(lab_parse_burn("eq:300@5", &lab), -ENOSPC);
	assert_string_equal(lab.burn[3].node, "eq");
	assert_int_equal(lab.burn[3].us, 300);
	assert_int_equal(lab.burn[3].range.last, 9);
}

static void
test_a_range_has_its_cycles_and_no_others(void **state)
{
	struct cycle_range r;

	(void)state;
	assert_int_equal(lab_parse_range("3-9/3", &r), 0);
	for (uint64_t c = 0; c < 20; c++)
		assert_int_equal(cycle_range_has(&r, c), c == 3 || c == 6 || c == 9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges_are_read),
		cmocka_unit_test(test_nonsense_is_refused),
		cmocka_unit_test(test_burns_add_up_to_the_maximum),
		cmocka_unit_test(test_a_range_has_its_cycles_and_no_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
