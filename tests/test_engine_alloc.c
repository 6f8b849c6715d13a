/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every allocation of open, send and rebuild made to fail in turn: -ENOMEM (or
 * false) and, under AddressSanitizer, no leak.  The linker hands our calls of
 * malloc, calloc and aligned_alloc to the wrappers below; those of libraries go
 * where they always go.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/eq_help.h"
#include "tests/wav_help.h"

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_aligned_alloc(size_t, size_t);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_aligned_alloc(size_t, size_t);

/* Allocates by functions that the linker cannot reach. */
void *__real_ebur128_init(unsigned, unsigned long, int);
void *__wrap_ebur128_init(unsigned, unsigned long, int);

/* Allocations until the one that fails; 0: none does. */
static atomic_int until_failure;

static bool
must_fail(void)
{
	return atomic_load(&until_failure) > 0 && atomic_fetch_sub(&until_failure, 1) == 1;
}

void *
__wrap_malloc(size_t n)
{
	return must_fail() ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return must_fail() ? NULL : __real_calloc(n, size);
}

void *
__wrap_aligned_alloc(size_t align, size_t n)
{
	return must_fail() ? NULL : __real_aligned_alloc(align, n);
}

void *
__wrap_ebur128_init(unsigned nchannels, unsigned long rate_hz, int mode)
{
	return must_fail() ? NULL : __real_ebur128_init(nchannels, rate_hz, mode);
}

/* Opens with the first, the second, ... allocation failing until none is left to fail. */
static void
open_with_failures(const struct engine_config *config)
{
	struct engine *e = NULL;
	int rc = -1, n;

	for (n = 1; rc != 0; n++) {
		struct backend_error err;

		assert_in_range(n, 1, 200);
		atomic_store(&until_failure, n);
		rc = engine_open(&e, config, &err);
		if (rc < 0) {
			assert_int_equal(rc, -ENOMEM);
			assert_int_equal(err.status, EXIT_OTHER);
			assert_true(err.text[0]);
		}
	}
	assert_true(n > 15); /* so many there are at the least */
	atomic_store(&until_failure, 0);
	engine_close(e);
}

static void
test_open_survives_every_failure_on_the_dummy(void **state)
{
	struct engine_config config = { .backend = &backend_dummy, .wake_fd = -1 };

	(void)state;
	snprintf(config.device.device, DEVICE_BYTES, "virtual,signal=music");
	config.device.rate_hz = 8000;
	open_with_failures(&config);
}

static void
test_open_survives_every_failure_on_a_file(void **state)
{
	struct engine_config config = { .backend = &backend_file, .wake_fd = -1 };
	float samples[100] = { 0 };
	char path[WAV_PATH_BYTES];

	(void)state;
	wav_path(path);
	assert_true(wav_write(path, samples, 50, 2, 8000));
	snprintf(config.device.device, DEVICE_BYTES, "%s", path);
	config.device.fast = true;
	open_with_failures(&config);
	unlink(path);
}

static void
test_start_send_and_rebuild_survive_every_failure(void **state)
{
	struct engine_config config = { .backend = &backend_dummy, .wake_fd = -1 };
	struct backend_error err;
	float values[EQ_VALUES_MAX];
	struct pool_status before, after;
	struct engine *e;
	struct cycle c;
	int rc = -1;

	(void)state;
	snprintf(config.device.device, DEVICE_BYTES, "virtual");
	assert_int_equal(engine_open(&e, &config, &err), 0);
	engine_pool(e, &before);
	for (int n = 1; rc != 0; n++) {
		assert_in_range(n, 1, 200);
		atomic_store(&until_failure, n);
		rc = engine_rebuild(e);
		if (rc == 0)
			break;
		assert_int_equal(rc, -ENOMEM);
		engine_pool(e, &after);
		assert_int_equal(after.in_use_bytes, before.in_use_bytes);
	}
	eq_defaults(values);
	atomic_store(&until_failure, 1);
	assert_false(eq_send(e, values));
	atomic_store(&until_failure, 0);
	assert_true(eq_send(e, values)); /* and the rebuilt plan is still there */
	assert_false(engine_next_cycle(e, &c));
	atomic_store(&until_failure, 1);
	assert_int_equal(engine_start(e, &err), -ENOMEM);
	atomic_store(&until_failure, 0);
	assert_int_equal(engine_start(e, &err), 0);
	while (!engine_next_cycle(e, &c))
		;
	assert_int_equal(c.command_seq, 1);
	assert_true(c.plan_id > 1);
	engine_stop(e);
	engine_close(e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open_survives_every_failure_on_the_dummy),
		cmocka_unit_test(test_open_survives_every_failure_on_a_file),
		cmocka_unit_test(test_start_send_and_rebuild_survive_every_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
