/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is typed to audioengine ctl, what is printed, and which engine is meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ui-osc/ctl/ctl_find.h"
#include "ui-osc/ctl/ctl_value.h"

enum { LINE_BYTES = 512 };

static struct ctl_address
address(const char *tags, const char *access, float min, float max, const char *unit,
	const char *text)
{
	struct ctl_address at = { .path = "/a", .min = min, .max = max };

	snprintf(at.tags, sizeof at.tags, "%s", tags);
	snprintf(at.access, sizeof at.access, "%s", access);
	snprintf(at.unit, sizeof at.unit, "%s", unit);
	snprintf(at.text, sizeof at.text, "%s", text);
	return at;
}

static void
print_to(char out[LINE_BYTES], lo_message m, bool plain)
{
	FILE *f = fmemopen(out, LINE_BYTES, "w");

	assert_non_null(f);
	ctl_value_print(f, m, plain);
	fputc('\0', f);
	fclose(f);
}

/* tags and values of the message, or "refused". */
static void
add_to(char out[2 * LINE_BYTES], const struct ctl_address *at, uint32_t i, const char *word,
	char err[CTL_VALUE_ERROR_BYTES])
{
	lo_message m = lo_message_new();
	char line[LINE_BYTES];
	int error = ctl_value_add(m, at, i, word, err);

	if (error == 0) {
		print_to(line, m, false);
		snprintf(out, 2 * LINE_BYTES, "%s %s", lo_message_get_types(m), line);
	} else {
		assert_int_equal(error, -EINVAL);
		assert_int_equal(lo_message_get_argc(m), 0);
		snprintf(out, 2 * LINE_BYTES, "refused");
	}
	lo_message_free(m);
}

static void
test_a_value_is_typed_as_its_address_takes_it(void **state)
{
	const struct ctl_address gain = address("f", "rw", -30, 30, "dB", "gain");
	const struct ctl_address freq = address("f", "rw", 10, 20000, "Hz", "centre");
	const struct ctl_address on = address("i", "rw", 0, 1, "", "in use");
	const struct ctl_address solo = address("i", "rw", 0, 16, "", "band alone");
	const struct ctl_address type =
		address("s", "rw", 0, 2, "", "filter type: PK|LSC|blackman-harris");
	const struct ctl_address cut = address("s", "rw", 0, 9, "", "filter type: PK|LSC");
	const struct ctl_address band = address("sfffi", "rw", 0, 0, "", "type, freq");
	const struct ctl_address load = address("s", "x", 0, 0, "", "name");
	const struct ctl_address any = address("", "x", 0, 0, "", "anything");
	const struct ctl_address query = address("siff", "r", 0, 0, "us", "[window s]");
	const struct {
		const struct ctl_address *at;
		uint32_t i;
		const char *word, *out;
	} rows[] = {
		{ &gain, 0, "-4.5", "f -4.5" },
		{ &gain, 0, "-4.5 dB", "f -4.5" },
		{ &gain, 0, "-4.5dB", "f -4.5" },
		{ &gain, 0, "+3 DB", "f 3" },
		{ &gain, 0, "3 Hz", "refused" },
		{ &gain, 0, "3 kHz", "refused" },
		{ &gain, 0, "3 dB more", "refused" },
		{ &gain, 0, "", "refused" },
		{ &gain, 0, "loud", "refused" },
		{ &gain, 0, "nan", "refused" },
		{ &gain, 0, "inf", "refused" },
		{ &gain, 0, "1e99", "refused" },
		{ &gain, 1, "1", "refused" }, /* it takes one value */
		{ &freq, 0, "440 Hz", "f 440" },
		{ &freq, 0, "1.2 kHz", "f 1200" },
		{ &freq, 0, "1.2khz", "f 1200" },
		{ &on, 0, "on", "i 1" },
		{ &on, 0, "OFF", "i 0" },
		{ &on, 0, "yes", "i 1" },
		{ &on, 0, "1", "i 1" },
		{ &on, 0, "maybe", "refused" },
		{ &on, 0, "0.5", "refused" },
		{ &solo, 0, "3", "i 3" },
		{ &solo, 0, "on", "refused" },
		{ &solo, 0, "3e10", "refused" },
		{ &type, 0, "pk", "s PK" },
		{ &type, 0, "Blackman-Harris", "s blackman-harris" },
		{ &type, 0, "PKK", "refused" },
		{ &type, 0, "P", "refused" },
		{ &cut, 0, "HSC", "s HSC" }, /* the engine knows more than its text says */
		{ &band, 0, "PK", "s PK" },
		{ &band, 1, "1 kHz", "f 1000" },
		{ &band, 2, "-3 dB", "f -3" },
		{ &band, 4, "on", "i 1" },
		{ &load, 0, "2024", "s 2024" },
		{ &load, 0, "AKG K702", "s \"AKG K702\"" },
		{ &any, 0, "7", "i 7" },
		{ &any, 0, "7.5", "f 7.5" },
		{ &any, 0, "on", "s on" },
		{ &any, 0, "3000000000", "f 3e+09" },
		{ &query, 0, "10", "i 10" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char out[2 * LINE_BYTES], err[CTL_VALUE_ERROR_BYTES];

		add_to(out, rows[i].at, rows[i].i, rows[i].word, err);
		if (strcmp(out, rows[i].out) != 0)
			fail_msg("\"%s\": %s, not %s", rows[i].word, out, rows[i].out);
		if (strcmp(out, "refused") == 0 && strncmp(err, "/a", 2) != 0)
			fail_msg("\"%s\": the error names no address: %s", rows[i].word, err);
	}
}

static void
test_a_number_is_told_by_its_shortest_text(void **state)
{
	static const struct {
		float v;
		const char *text;
	} rows[] = { { -4.5f, "-4.5" }, { 0.1f, "0.1" }, { 440, "440" }, { 0, "0" },
		{ 1.0f / 3, "0.33333334" }, { 16777216, "16777216" }, { 1e-7f, "1e-07" } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char out[CTL_NUMBER_BYTES];

		ctl_value_float(rows[i].v, out);
		assert_string_equal(out, rows[i].text);
	}
	for (uint32_t bits = 1; bits < 0x7f800000; bits += 7654321) {
		char out[CTL_NUMBER_BYTES];
		float v;

		memcpy(&v, &bits, sizeof v);
		ctl_value_float(v, out);
		assert_true(strtof(out, NULL) == v);
	}
}

static void
test_a_line_has_one_word_for_each_value(void **state)
{
	lo_message m = lo_message_new();
	lo_blob blob = lo_blob_new(3, "\x01\xff\x7f");
	char line[LINE_BYTES];

	(void)state;
	lo_message_add_string(m, "K702");
	lo_message_add_string(m, "");
	lo_message_add_string(m, "a \"b\"\n");
	lo_message_add_int64(m, INT64_MIN);
	lo_message_add_double(m, 0.5);
	lo_message_add_true(m);
	lo_message_add_nil(m);
	lo_message_add_blob(m, blob);
	print_to(line, m, false);
	assert_string_equal(
		line, "K702 \"\" \"a \\\"b\\\"\\x0a\" -9223372036854775808 0.5 1 - 0x01ff7f");
	print_to(line, m, true);
	assert_string_equal(line, "K702  a \"b\"\\x0a -9223372036854775808 0.5 1 - 0x01ff7f");
	lo_blob_free(blob);
	lo_message_free(m);
}

/* ---- Which engine ---- */

struct engines {
	char dir[64], folder[URL_PATH_BYTES];
	pid_t pid[4]; /* that hold a file each, as engines do */
	uint32_t n;
};

static int
setup(void **state)
{
	struct engines *e = calloc(1, sizeof *e);

	if (e == NULL)
		return -1;
	snprintf(e->dir, sizeof e->dir, "/tmp/ae-ctl-XXXXXX");
	if (mkdtemp(e->dir) == NULL)
		return -1;
	setenv("XDG_RUNTIME_DIR", e->dir, 1);
	*state = e;
	return url_folder(e->folder);
}

static int
teardown(void **state)
{
	struct engines *e = *state;
	struct url_entry entry[8];
	char path[8 * URL_PATH_BYTES];
	uint32_t n;

	for (uint32_t i = 0; i < e->n; i++) {
		kill(e->pid[i], SIGKILL);
		waitpid(e->pid[i], NULL, 0);
	}
	n = url_list(e->folder, entry, 8);
	for (uint32_t i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%s.url", e->folder, entry[i].name);
		unlink(path);
	}
	rmdir(e->folder);
	rmdir(e->dir);
	free(e);
	return 0;
}

/* A process that holds the file of a name, until the end of the test or until it is killed. */
static pid_t
start(struct engines *e, const char *name, const char *url)
{
	int ready[2];
	char byte = 0;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct url_file f;
		struct url_owner owner;

		byte = url_publish(&f, e->folder, name, url, &owner) == 0;
		if (write(ready[1], &byte, 1) == 1)
			pause();
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(byte, 1);
	close(ready[0]);
	close(ready[1]);
	e->pid[e->n++] = pid;
	return pid;
}

static void
assert_found(const char *name, const char *url)
{
	struct options o = { .name = name, .url = "" };
	struct ctl_engine engine;
	char err[CTL_ERROR_BYTES] = "";

	if (ctl_find(&o, &engine, err) != 0)
		fail_msg("\"%s\": %s", name, err);
	assert_string_equal(engine.url, url);
}

static void
assert_not_found(const char *name, const char *words[3])
{
	struct options o = { .name = name, .url = "" };
	struct ctl_engine engine;
	char err[CTL_ERROR_BYTES] = "";

	assert_int_equal(ctl_find(&o, &engine, err), -ENOENT);
	for (int i = 0; i < 3 && words[i] != NULL; i++)
		if (strstr(err, words[i]) == NULL)
			fail_msg("no \"%s\" in: %s", words[i], err);
}

static void
test_the_engine_is_that_of_the_name_or_the_only_one(void **state)
{
	struct engines *e = *state;

	assert_not_found("", (const char *[3]){ "no engine is running", "audioengine --demo" });
	assert_not_found("two", (const char *[3]){ "\"two\"", "audioengine --name=two" });
	start(e, "two", "osc.udp://127.0.0.1:7724/");
	assert_found("", "osc.udp://127.0.0.1:7724/");
	assert_found("two", "osc.udp://127.0.0.1:7724/");
	start(e, "three", "osc.udp://127.0.0.1:7725/");
	assert_not_found("", (const char *[3]){ "2 engines", "three, two", "--name=three" });
	assert_not_found("four", (const char *[3]){ "\"four\"", "three, two" });
	start(e, "default", "osc.udp://127.0.0.1:7723/");
	assert_found("", "osc.udp://127.0.0.1:7723/");
	assert_not_found("../x", (const char *[3]){ "../x" });
}

static void
test_a_file_that_nobody_holds_is_of_a_dead_engine(void **state)
{
	struct engines *e = *state;
	pid_t pid = start(e, "two", "osc.udp://127.0.0.1:7724/");

	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	e->n = 0;
	assert_not_found(
		"two", (const char *[3]){ "has died", "two.url", "audioengine --name=two" });
	assert_not_found("", (const char *[3]){ "engines that died", "--demo" });
	start(e, "three", "osc.udp://127.0.0.1:7725/");
	assert_found("", "osc.udp://127.0.0.1:7725/");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_value_is_typed_as_its_address_takes_it),
		cmocka_unit_test(test_a_number_is_told_by_its_shortest_text),
		cmocka_unit_test(test_a_line_has_one_word_for_each_value),
		cmocka_unit_test_setup_teardown(
			test_the_engine_is_that_of_the_name_or_the_only_one, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_a_file_that_nobody_holds_is_of_a_dead_engine, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
