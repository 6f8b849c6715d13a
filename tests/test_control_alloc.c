/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every allocation of a control that is created with a preset made to fail in turn: it is there
 * with all that was asked for, or it says that it is not and leaves nothing behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/failing_alloc.h"
#include "tests/hand.h"

WRAP(malloc, (size_t n), (n))
WRAP(calloc, (size_t n, size_t size), (n, size))
WRAP(realloc, (void *p, size_t n), (p, n))

static void
test_control_is_created_whole_or_leaves_nothing(void **state)
{
	char *argv[] = { (char[]){ "audioengine" }, (char[]){ "--dummy=virtual" },
		(char[]){ "--preset=Warm" }, NULL };
	struct options o;
	struct param_ref preamp;
	int status, failed = 0;

	(void)state;
	assert_int_equal(options_parse(&o, 3, argv, stdout, stderr, &status), OPTIONS_GO);
	for (int i = 0;; i++) {
		struct control *c;
		bool all;

		allocations_left = i;
		status = control_create(&c, &o, argv);
		all = allocations_left > 0;
		allocations_left = -1;
		if (status == 0) {
			assert_int_equal(control_get(c, "/eq/preamp", &preamp), 0);
			assert_true(preamp.value == -2);
		}
		failed += status != 0;
		assert_true(control_destroy(c));
		if (all)
			break;
	}
	assert_int_equal(status, 0);
	assert_true(failed > 10);
	print_message("%d of them were fatal\n", failed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			test_control_is_created_whole_or_leaves_nothing, hand_presets),
	};

	return cmocka_run_group_tests(tests, hand_folder_create, hand_folder_remove);
}
