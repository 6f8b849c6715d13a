/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every allocation on the way from another program's file to a preset made to fail in turn: what
 * cannot be done is said, nothing is leaked, and what was saved before stays. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "config.h"
#include "control/presets/preset_import.h"
#include "control/presets/preset_store.h"
#include "control/presets/verb_preset.h"
#include "engine/backend.h"
#include "tests/failing_alloc.h"

enum { ALLOCATIONS_MAX = 2000 };

WRAP(malloc, (size_t n), (n))
WRAP(calloc, (size_t n, size_t size), (n, size))
WRAP(realloc, (void *p, size_t n), (p, n))

static const char EASYEFFECTS[] =
	"{\"output\":{\"plugins_order\":[\"equalizer#0\"],\"equalizer#0\":{\"num-bands\":2,"
	"\"left\":{\"band0\":{\"type\":\"Bell\",\"mode\":\"APO "
	"(DR)\",\"slope\":\"x1\",\"gain\":3.5,"
	"\"frequency\":100.0,\"q\":1.5},\"band1\":{\"type\":\"Off\"}}}}}";
static const char CAMILLADSP[] = "filters:\n  a:\n    type: Biquad\n    parameters: {type: "
				 "Peaking, freq: 100, q: 1, gain: 3}\n"
				 "pipeline:\n  - type: Filter\n    names: [a]\n";
static const char GRAPHICEQ[] = "GraphicEQ: 20 -3; 200 0; 2000 4; 20000 1\n";

static int
enter_folder(void **state)
{
	static char path[64];

	snprintf(path, sizeof path, "/tmp/ae-convert.XXXXXX");
	*state = mkdtemp(path);
	setenv("XDG_CONFIG_HOME", path, 1);
	setenv("XDG_DATA_DIRS", path, 1);
	return *state != NULL ? chdir(path) : -1;
}

static int
remove_folder(void **state)
{
	char command[128];

	allocations_left = -1;
	snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
	return chdir("/") != 0 || system(command) != 0;
}

static void
write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void
import_in_turn(const char *text)
{
	struct preset_import *in = calloc(1, sizeof *in);
	struct preset_error err;
	int r = -ENOMEM, n;

	for (n = 0; n < ALLOCATIONS_MAX && r != 0; n++) {
		allocations_left = n;
		r = preset_import(text, strlen(text), in, &err);
		allocations_left = -1;
		/* jansson takes a string that it has no memory for as a wrong one. */
		if (r != 0 && (r != -EINVAL || strstr(err.text, " near ") == NULL))
			assert_int_equal(r, -ENOMEM);
	}
	assert_int_equal(r, 0);
	assert_true(n > 1);
	assert_int_equal(in->preset.nfilters, 1);
	free(in);
}

static void
test_import_without_memory_fails_with_a_reason(void **state)
{
	(void)state;
	json_set_alloc_funcs(__wrap_malloc, free);
	import_in_turn(EASYEFFECTS);
#ifdef HAVE_YAML
	import_in_turn(CAMILLADSP);
#endif
	json_set_alloc_funcs(malloc, free);
}

static void
test_fit_without_memory_says_so(void **state)
{
	struct preset_import *in = calloc(1, sizeof *in);
	struct preset *result = calloc(1, sizeof *result);
	struct fit_report report;
	struct preset_error err;

	(void)state;
	assert_int_equal(preset_import(GRAPHICEQ, strlen(GRAPHICEQ), in, &err), 0);
	allocations_left = 0;
	assert_int_equal(preset_fit_curve(&in->curve, 0, 2, 48000, result, &report, NULL), -ENOMEM);
	in->preset.nfilters = 3;
	for (uint32_t i = 0; i < 3; i++)
		in->preset.filter[i].band = (struct eq_band){ true, EQ_PK, 1000, 3, 1 };
	assert_int_equal(preset_fit(&in->preset, 2, 48000, result, &report, NULL), -ENOMEM);
	allocations_left = -1;
	free(in);
	free(result);
}

/* What it prints is not for the one who runs the tests. */
static int
run_verb(const struct options *o)
{
	int null = open("/dev/null", O_WRONLY), out, error, status;

	fflush(stdout);
	fflush(stderr);
	out = dup(1);
	error = dup(2);
	dup2(null, 1);
	dup2(null, 2);
	status = verb_preset(o);
	allocations_left = -1;
	fflush(stdout);
	fflush(stderr);
	dup2(out, 1);
	dup2(error, 2);
	close(null);
	close(out);
	close(error);
	return status;
}

static void
verb_in_turn(const char *command, const char *file)
{
	struct options *o = calloc(1, sizeof *o);
	int status = -1, n;

	o->word[0] = command;
	o->word[1] = file;
	o->nwords = 2;
	o->name = o->output = o->format = "";
	o->bands = 1;
	o->force = true;
	if (strcmp(command, "import") == 0)
		o->name = "Mine";
	for (n = 0; n < ALLOCATIONS_MAX && status != EXIT_FINE; n++) {
		struct stat st;

		allocations_left = n;
		status = run_verb(o);
		assert_int_equal(stat("audioengine/presets/Mine.txt", &st), 0);
		assert_true(st.st_size > 0);
	}
	assert_int_equal(status, EXIT_FINE);
	assert_true(n > 1);
	free(o);
}

static void
test_verb_without_memory_fails_and_leaves_what_was_saved(void **state)
{
	(void)state;
	json_set_alloc_funcs(__wrap_malloc, free);
	assert_int_equal(mkdir("audioengine", 0700), 0);
	assert_int_equal(mkdir("audioengine/presets", 0700), 0);
	write_text("audioengine/presets/Mine.txt", "Preamp: -1 dB\n");
	write_text("eq.json", EASYEFFECTS);
	write_text("eq.txt", GRAPHICEQ);
	verb_in_turn("show", "eq.json");
	verb_in_turn("check", "Mine");
	verb_in_turn("fit", "eq.txt");
	verb_in_turn("import", "eq.json");
	json_set_alloc_funcs(malloc, free);
}

#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_import_without_memory_fails_with_a_reason),
		IN_FOLDER(test_fit_without_memory_says_so),
		IN_FOLDER(test_verb_without_memory_fails_and_leaves_what_was_saved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
