/* SPDX-License-Identifier: ISC */
/* The mailbox, alone and between two threads; ThreadSanitizer runs the same tests. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rt/mailbox.h"
#include "tests/failing_alloc.h"

WRAP(aligned_alloc, (size_t alignment, size_t bytes), (alignment, bytes))

enum { NVALUES = 100000, WORDS = 32 };

struct value {
	uint32_t word[WORDS]; /* all the same */
};

static void
value_write(struct mailbox *m, uint32_t n)
{
	struct value *v = mailbox_back(m);

	for (int i = 0; i < WORDS; i++)
		v->word[i] = n;
	mailbox_publish(m);
}

static uint32_t
value_read(struct mailbox *m, bool *fresh)
{
	const struct value *v = mailbox_latest(m, fresh);

	return v->word[0];
}

static void
test_mailbox_is_zero_before_the_first_value(void **state)
{
	const struct value *v;
	bool fresh = true;
	struct mailbox m;

	(void)state;
	assert_int_equal(mailbox_init(&m, sizeof *v), 0);
	v = mailbox_latest(&m, &fresh);
	assert_false(fresh);
	for (int i = 0; i < WORDS; i++)
		assert_int_equal(v->word[i], 0);
	mailbox_finish(&m);
}

static void
test_mailbox_refuses_size_zero_and_survives_lack_of_memory(void **state)
{
	struct mailbox m;

	(void)state;
	assert_int_equal(mailbox_init(&m, 0), -EINVAL);
	mailbox_finish(&m);
	for (int n = 0; n < 3; n++) {
		allocations_left = n;
		assert_int_equal(mailbox_init(&m, 8), -ENOMEM);
		assert_null(m.slot[0]);
	}
	allocations_left = -1;
}

static void
test_mailbox_gives_the_newest_value_and_says_whether_it_is_new(void **state)
{
	struct mailbox m;
	bool fresh;

	(void)state;
	assert_int_equal(mailbox_init(&m, sizeof(struct value)), 0);
	value_write(&m, 1);
	value_write(&m, 2);
	value_write(&m, 3);
	assert_int_equal(value_read(&m, &fresh), 3);
	assert_true(fresh);
	assert_int_equal(value_read(&m, &fresh), 3);
	assert_false(fresh);
	value_write(&m, 4);
	assert_int_equal(value_read(&m, NULL), 4);
	mailbox_finish(&m);
}

static void
test_mailbox_value_stays_while_it_is_read(void **state)
{
	const struct value *v;
	struct mailbox m;

	(void)state;
	assert_int_equal(mailbox_init(&m, sizeof *v), 0);
	value_write(&m, 1);
	v = mailbox_latest(&m, NULL);
	for (uint32_t n = 2; n < 10; n++)
		value_write(&m, n);
	assert_int_equal(v->word[0], 1);
	assert_int_equal(v->word[WORDS - 1], 1);
	mailbox_finish(&m);
}

static void *
writer_run(void *arg)
{
	for (uint32_t n = 1; n <= NVALUES; n++)
		value_write(arg, n);
	return NULL;
}

static void
test_mailbox_between_threads_is_whole_and_never_goes_back(void **state)
{
	uint32_t last = 0, torn = 0, back = 0;
	pthread_t writer;
	struct mailbox m;

	(void)state;
	assert_int_equal(mailbox_init(&m, sizeof(struct value)), 0);
	assert_int_equal(pthread_create(&writer, NULL, writer_run, &m), 0);
	while (last < NVALUES) {
		bool fresh;
		const struct value *v = mailbox_latest(&m, &fresh);

		for (int i = 1; i < WORDS; i++)
			torn += v->word[i] != v->word[0];
		back += fresh ? v->word[0] <= last : v->word[0] != last;
		last = v->word[0];
		if (!fresh)
			sched_yield();
	}
	pthread_join(writer, NULL);
	assert_int_equal(torn, 0);
	assert_int_equal(back, 0);
	mailbox_finish(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mailbox_is_zero_before_the_first_value),
		cmocka_unit_test(test_mailbox_refuses_size_zero_and_survives_lack_of_memory),
		cmocka_unit_test(test_mailbox_gives_the_newest_value_and_says_whether_it_is_new),
		cmocka_unit_test(test_mailbox_value_stays_while_it_is_read),
		cmocka_unit_test(test_mailbox_between_threads_is_whole_and_never_goes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
