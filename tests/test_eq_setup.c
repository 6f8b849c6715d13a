/* SPDX-License-Identifier: ISC */
/* The equaliser before it runs: names of types, shapes, lack of memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dsp/eq.h"
#include "tests/failing_alloc.h"

WRAP(aligned_alloc, (size_t alignment, size_t bytes), (alignment, bytes))

enum { RAMP = 1024 };

static void
test_eq_type_names_are_parsed_in_any_case(void **state)
{
	(void)state;
	for (int t = 0; t < EQ_NTYPES; t++)
		assert_int_equal(eq_type_parse(eq_type_name((enum eq_type)t)), t);
	assert_int_equal(eq_type_parse("lsc"), EQ_LSC);
	assert_int_equal(eq_type_parse("LS "), -1);
	assert_int_equal(eq_type_parse(""), -1);
}

static void
test_eq_survives_lack_of_memory_and_refuses_wrong_shapes(void **state)
{
	(void)state;
	allocations_left = 0;
	assert_null(eq_create(2, RAMP, kernels_best()));
	allocations_left = -1;
	assert_null(eq_create(0, RAMP, kernels_best()));
	assert_null(eq_create(EQ_CHANNELS_MAX + 1, RAMP, kernels_best()));
	assert_null(eq_create(2, 0, kernels_best()));
	eq_destroy(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_eq_type_names_are_parsed_in_any_case),
		cmocka_unit_test(test_eq_survives_lack_of_memory_and_refuses_wrong_shapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
