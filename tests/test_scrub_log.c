/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "control/scrub_log.h"

struct fixture {
	struct scrub_log log;
	struct profile p;
	char text[256];
};

static int
setup(void **state)
{
	static struct fixture f;
	static const char *const name[] = { "input", "eq" }, *const type[] = { "input", "eq8" };

	memset(&f, 0, sizeof f);
	f.p.nnodes = 2;
	for (int i = 0; i < 2; i++) {
		strcpy(f.p.node[i].name, name[i]);
		strcpy(f.p.node[i].type, type[i]);
	}
	*state = &f;
	return 0;
}

static bool
line(struct fixture *f, double now_s)
{
	return scrub_log_line(&f->log, &f->p, now_s, false, f->text, sizeof f->text);
}

static void
test_a_burst_is_one_line_a_second_after_it(void **state)
{
	struct fixture *f = *state;

	assert_false(line(f, 1));
	f->p.node[0].nonfinite = 2;
	assert_false(line(f, 2));
	f->p.node[0].nonfinite = 3;
	assert_false(line(f, 2.5));
	assert_false(line(f, 3.4));
	assert_true(line(f, 3.5));
	assert_string_equal(f->text,
		"input: 3 samples were NaN or infinity, from outside; replaced with a fade, back "
		"6 ms after the last: look at what plays into it");
	assert_false(line(f, 3.5));
	assert_false(line(f, 100));
	f->p.node[0].nonfinite = 4;
	assert_false(line(f, 101));
	assert_true(line(f, 102));
	assert_string_equal(f->text,
		"input: 1 sample was NaN or infinity, from outside; replaced with a fade, back "
		"6 ms after the last: look at what plays into it");
}

static void
test_what_goes_on_is_told_early_and_then_every_minute(void **state)
{
	struct fixture *f = *state;
	int lines = 0;

	for (int k = 0; k < 1250; k++) { /* 125 s */
		f->p.node[1].nonfinite += 10;
		if (!line(f, k * 0.1))
			continue;
		lines++;
		assert_non_null(strstr(f->text, "eq: "));
		assert_non_null(strstr(f->text, "made by it"));
	}
	assert_int_equal(lines, 2);
}

static void
test_nothing_is_left_untold_at_the_end(void **state)
{
	struct fixture *f = *state;

	f->p.node[0].nonfinite = 5;
	f->p.node[1].cleared = 1;
	assert_false(line(f, 1));
	assert_true(scrub_log_line(&f->log, &f->p, 1, true, f->text, sizeof f->text));
	assert_non_null(strstr(f->text, "input: 5 samples"));
	assert_true(scrub_log_line(&f->log, &f->p, 1, true, f->text, sizeof f->text));
	assert_string_equal(f->text,
		"eq: its own state was no number any more and was cleared, 1 time: what it gets, "
		"or its gain, is far beyond full scale");
	assert_false(scrub_log_line(&f->log, &f->p, 1, true, f->text, sizeof f->text));
}

static void
test_denormals_are_told_once(void **state)
{
	struct fixture *f = *state;

	f->p.node[0].denormal = 64;
	assert_false(line(f, 1));
	assert_true(line(f, 2));
	assert_string_equal(f->text,
		"input: 64 denormal samples so far from outside, set to 0: not to be heard, but "
		"slow to compute with for the program that sends them");
	f->p.node[0].denormal = 6400;
	assert_false(line(f, 3));
	assert_false(line(f, 100));
}

static void
test_counts_may_be_cleared(void **state)
{
	struct fixture *f = *state;

	f->p.node[0].nonfinite = 50;
	line(f, 1);
	assert_true(line(f, 2));
	f->p.node[0].nonfinite = 0;
	assert_false(line(f, 10));
	f->p.node[0].nonfinite = 7;
	assert_false(line(f, 11));
	assert_true(line(f, 12));
	assert_non_null(strstr(f->text, "input: 7 samples"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_a_burst_is_one_line_a_second_after_it, setup),
		cmocka_unit_test_setup(
			test_what_goes_on_is_told_early_and_then_every_minute, setup),
		cmocka_unit_test_setup(test_nothing_is_left_untold_at_the_end, setup),
		cmocka_unit_test_setup(test_denormals_are_told_once, setup),
		cmocka_unit_test_setup(test_counts_may_be_cleared, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
