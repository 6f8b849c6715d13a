/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every allocation on the way to and from a settings file made to fail in turn: what cannot be done
 * is said, nothing is leaked, and what was saved stays. */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/control_private.h"
#include "control/settings/settings_file.h"
#include "tests/failing_alloc.h"

enum { ALLOCATIONS_MAX = 1000, LONG_MS = 20000 };

WRAP(malloc, (size_t n), (n))
WRAP(calloc, (size_t n, size_t size), (n, size))

static const char SAVED[] = "audioengine settings 1\n/eq/preamp -5\nend\n";

static int
enter_folder(void **state)
{
	static char path[64];
	FILE *f;

	snprintf(path, sizeof path, "/tmp/ae-alloc.XXXXXX");
	*state = mkdtemp(path);
	if (*state == NULL || chdir(path) != 0 || (f = fopen("s", "w")) == NULL)
		return -1;
	fputs(SAVED, f);
	return fclose(f);
}

static int
remove_folder(void **state)
{
	char command[128];

	allocations_left = -1;
	snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
	return chdir("/") != 0 || system(command) != 0;
}

/* step with the first, the second ... allocation and all after it failing, until it succeeds. */
static void
fail_in_turn(bool (*step)(void))
{
	for (int n = 0; n < ALLOCATIONS_MAX; n++) {
		bool fine;

		allocations_left = n;
		fine = step();
		if (fine) {
			assert_true(n > 0);
			return;
		}
	}
	fail();
}

static bool
start_and_put(void)
{
	struct saver *s = saver_create();
	int r = s != NULL ? saver_put(s, "a", "text", 4, 1) : -ENOMEM;

	allocations_left = -1;
	assert_true(r == 0 || r == -ENOMEM);
	assert_true(saver_destroy(s, LONG_MS));
	assert_true((access("a", F_OK) == 0) == (r == 0));
	return r == 0;
}

static void
test_saver_does_without_what_it_cannot_allocate(void **state)
{
	(void)state;
	fail_in_turn(start_and_put);
}

static bool
read_text(void)
{
	char *text;
	size_t len;
	int r = settings_file_read("s", &text, &len);

	allocations_left = -1;
	assert_true(r == 0 || r == -ENOMEM);
	if (r == 0)
		free(text);
	return r == 0;
}

static void
test_settings_file_says_when_there_is_no_memory(void **state)
{
	(void)state;
	fail_in_turn(read_text);
}

/* The whole of control, from options to the settings that came back. */
static bool
create_control(void)
{
	char *argv[] = { (char[]){ "audioengine" }, (char[]){ "--dummy" },
		(char[]){ "--settings=s" }, NULL };
	static char there[256];
	struct param_ref ref;
	struct options o;
	struct control *c;
	int left = allocations_left, status;
	FILE *f;

	allocations_left = -1;
	assert_int_equal(options_parse(&o, 3, argv, stdout, stderr, &status), OPTIONS_GO);
	allocations_left = left;
	status = control_create(&c, &o, argv);
	allocations_left = -1;
	if (status == 0) {
		assert_int_equal(control_get(c, "/eq/preamp", &ref), 0);
		assert_true(ref.value == -5);
	}
	assert_true(control_destroy(c));
	f = fopen("s", "r");
	assert_non_null(f);
	there[fread(there, 1, sizeof there - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(there, SAVED);
	return status == 0;
}

static void
test_control_loses_no_settings_without_memory(void **state)
{
	(void)state;
	fail_in_turn(create_control);
}

static struct control *live;

static bool
save_on_request(void)
{
	struct pollfd p = { .fd = saver_fd(live->saver), .events = POLLIN };
	char err[ERROR_BYTES] = "";
	uint64_t ticket = control_settings_save(live, "copy", err);

	allocations_left = -1;
	if (ticket == 0) {
		assert_non_null(strstr(err, "cannot save copy: "));
		return false;
	}
	assert_int_equal(poll(&p, 1, LONG_MS), 1);
	return true;
}

static void
test_saving_on_request_says_when_there_is_no_memory(void **state)
{
	char *argv[] = { (char[]){ "audioengine" }, (char[]){ "--dummy" }, NULL };
	struct options o;
	int status;

	(void)state;
	assert_int_equal(options_parse(&o, 2, argv, stdout, stderr, &status), OPTIONS_GO);
	assert_int_equal(control_create(&live, &o, argv), 0);
	fail_in_turn(save_on_request);
	assert_true(control_destroy(live));
}

#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_saver_does_without_what_it_cannot_allocate),
		IN_FOLDER(test_settings_file_says_when_there_is_no_memory),
		IN_FOLDER(test_control_loses_no_settings_without_memory),
		IN_FOLDER(test_saving_on_request_says_when_there_is_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
