/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line: what is understood, what is refused and in which words. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/cli/options_table.h"
#include "control/words.h"
#include "dsp/kernels.h"

enum { WORDS_MAX = 16, TEXT_BYTES = 16384 };

struct result {
	struct options o;
	enum options_result result;
	int status;
	char out[TEXT_BYTES], err[TEXT_BYTES];
};

/* line: words separated by one space. */
static void
parse(struct result *r, const char *line)
{
	static char words[512];
	static char *argv[WORDS_MAX + 2];
	FILE *out = fmemopen(r->out, sizeof r->out, "w"),
	     *err = fmemopen(r->err, sizeof r->err, "w");
	int argc = 0;

	memset(r->out, 0, sizeof r->out);
	memset(r->err, 0, sizeof r->err);
	snprintf(words, sizeof words, "audioengine%s%s", *line ? " " : "", line);
	for (char *w = strtok(words, " "); w != NULL && argc < WORDS_MAX; w = strtok(NULL, " "))
		argv[argc++] = w;
	argv[argc] = NULL;
	r->result = options_parse(&r->o, argc, argv, out, err, &r->status);
	fclose(out);
	fclose(err);
}

static struct result *
result_of(const char *line)
{
	struct result *r = calloc(1, sizeof *r);

	assert_non_null(r);
	parse(r, line);
	return r;
}

static void
test_options_default_to_joining_what_runs(void **state)
{
	struct result *r = result_of("");

	(void)state;
	assert_int_equal(r->result, OPTIONS_GO);
	assert_int_equal(r->o.verb, VERB_RUN);
	assert_null(r->o.backend);
	assert_string_equal(r->o.connect, "none");
	assert_string_equal(r->o.osc_host, "127.0.0.1");
	assert_int_equal(r->o.osc_port, 7723);
	assert_false(r->o.osc_port_given);
	assert_string_equal(options_instance(&r->o), "default");
	assert_string_equal(options_client(&r->o), "audioengine");
	assert_int_equal(r->o.batch_tenths, 10);
	free(r);
}

static void
test_options_are_read_into_their_fields(void **state)
{
	struct result *r =
		result_of("--dummy=virtual,nan@3 --name=a --channels=4 --rate=44100 --period=64 "
			  "--set=/eq/preamp=-3 --set=/eq/bypass=1 --lab-burn=eq:300@0-9 "
			  "--batch=json -n 3 -d5");

	(void)state;
	assert_int_equal(r->result, OPTIONS_GO);
	assert_string_equal(r->o.backend, "dummy");
	assert_string_equal(r->o.device, "virtual,nan@3");
	assert_string_equal(options_instance(&r->o), "a");
	assert_string_equal(options_client(&r->o), "a");
	assert_int_equal(r->o.channels, 4);
	assert_int_equal(r->o.rate_hz, 44100);
	assert_int_equal(r->o.period_frames, 64);
	assert_int_equal(r->o.nsets, 2);
	assert_string_equal(r->o.set[1], "/eq/bypass=1");
	assert_int_equal(r->o.lab.nburns, 1);
	assert_int_equal(r->o.lab.burn[0].us, 300);
	assert_int_equal(r->o.batch, BATCH_JSON);
	assert_int_equal(r->o.batch_count, 3);
	assert_int_equal(r->o.batch_tenths, 5);
	free(r);
}

static void
test_options_read_verbs_with_their_words(void **state)
{
	struct result *r = result_of("render in.wav out.wav --preset=a.txt --period=64");

	(void)state;
	assert_int_equal(r->result, OPTIONS_GO);
	assert_int_equal(r->o.verb, VERB_RENDER);
	assert_string_equal(r->o.word[0], "in.wav");
	assert_string_equal(r->o.word[1], "out.wav");
	parse(r, "report a.json --sort=p99 --top=3");
	assert_int_equal(r->o.verb, VERB_REPORT);
	assert_string_equal(r->o.word[0], "a.json");
	assert_string_equal(r->o.sort, "p99");
	assert_int_equal(r->o.top, 3);
	free(r);
}

static void
test_options_refuse_in_clear_words(void **state)
{
	static const struct {
		const char *line, *says;
	} rows[] = {
		{ "--duratoin=3",
			"unknown or ambiguous option \"--duratoin\"; did you mean --duration?" },
		{ "--jakc", "did you mean --jack?" },
		{ "--zzzzzzzzz", "--help=all" },
		{ "-x", "unknown option \"-x\"" },
		{ "--rate=fast", "--rate=fast: expected a number from 8000 to 384000" },
		{ "--rate=1", "expected a number from 8000" },
		{ "--period=9000", "expected a number from 1 to 8192" },
		{ "--channels=0", "expected a number from 1 to 64" },
		{ "--channels=-1", "expected a number" },
		{ "--duration=nan", "expected seconds" },
		{ "--duration=-1", "expected seconds" },
		{ "--preset", "--preset: expected a name from --list-presets, or a file" },
		{ "--plain", "--plain belongs to --list-presets" },
		{ "--fast=yes", "--fast takes no argument" },
		{ "--jack --dummy", "one backend only" },
		{ "--demo=loud", "--demo=xruns" },
		{ "--set=gain", "PATH=VALUE" },
		{ "--color=blue", "auto, never or always" },
		{ "--lab-burn=eq", "NODE:MICROSECONDS@RANGE" },
		{ "--osc-listen=localhost", "a numeric address" },
		{ "--osc-listen=127.0.0.1:99999", "a numeric address" },
		{ "--osc-listen=239.1.2.3", "a numeric address" },
		{ "--osc-allow=192.168.1.0/33", "networks as in" },
		{ "--osc-allow=", "networks as in" },
		{ "--osc-prefix=ae", "/NAME" },
		{ "--osc-prefix=/a*", "/NAME" },
		{ "--osc-prefix=/", "/NAME" },
		{ "--osc-prefix=/ae/", "/NAME" },
		{ "--osc-prefix=/a234567890123456789012b", "/NAME" },
		{ "--osc-unix=sock", "an absolute path" },
		{ "--osc-unix=/tmp/s --osc-listen=10.0.0.1", "give one of them" },
		{ "--osc-unix=/tmp/s --osc-listen=:7800", "give one of them" },
		{ "--out=x.wav", "belong to --file" },
		{ "redner a b", "unknown command \"redner\"; did you mean render?" },
		{ "render a", "usage: audioengine render IN OUT" },
		{ "report", "usage: audioengine report FILE" },
		{ "report a.json --jack", "--jack has no meaning here" },
		{ "--sort=max", "--sort has no meaning here" },
		{ "-n 0 --batch", "-n 0: expected a number from 1" },
	};
	struct result *r = calloc(1, sizeof *r);

	(void)state;
	assert_non_null(r);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		parse(r, rows[i].line);
		if (r->result != OPTIONS_EXIT || r->status != 2 ||
			strstr(r->err, rows[i].says) == NULL)
			fail_msg("%s -> %d: %s", rows[i].line, r->status, r->err);
		assert_int_equal(r->out[0], '\0');
	}
	free(r);
}

static void
test_options_listen_where_an_interface_can_be(void **state)
{
	static const struct {
		const char *text, *host;
		int port, result;
	} rows[] = {
		{ "127.0.0.1:7800", "127.0.0.1", 7800, 0 },
		{ ":7800", "127.0.0.1", 7800, 0 },
		{ "127.0.0.2", "127.0.0.2", 7723, 0 },
		{ "[::1]:7800", "::1", 7800, 0 },
		{ "[::1]", "::1", 7723, 0 },
		{ "0.0.0.0:7800", "0.0.0.0", 7800, 0 },
		{ "[::]:7800", "::", 7800, 0 },
		{ "10.0.0.1", "10.0.0.1", 7723, 0 },
		{ "[fe80::1%eth0]:7800", "fe80::1%eth0", 7800, 0 },
		{ "[fe80::1%]:7800", "", 0, -EINVAL },
		{ "[ff02::1]", "", 0, -EINVAL },
		{ "224.0.0.1", "", 0, -EINVAL },
		{ "255.255.255.255", "", 0, -EINVAL },
		{ "localhost:1", "", 0, -EINVAL },
		{ "", "", 0, -EINVAL },
		{ "127.0.0.1:", "", 0, -EINVAL },
		{ "127.0.0.1:0", "", 0, -EINVAL },
		{ "[::1", "", 0, -EINVAL },
		{ "[::1]x", "", 0, -EINVAL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct options o = { .osc_port = 1 };

		if (options_parse_listen(rows[i].text, &o) != rows[i].result)
			fail_msg("%s", rows[i].text);
		if (rows[i].result < 0)
			continue;
		assert_string_equal(o.osc_host, rows[i].host);
		assert_int_equal(o.osc_port, rows[i].port);
	}
}

static size_t
widest_line(const char *text, int *nlines)
{
	size_t widest = 0;

	for (*nlines = 0; *text != '\0'; ++*nlines) {
		size_t n = strcspn(text, "\n");

		widest = n > widest ? n : widest;
		text += n + (text[n] == '\n');
	}
	return widest;
}

static void
test_options_help_fits_a_terminal_of_24_by_80(void **state)
{
	struct result *r = result_of("--help"), *h = result_of("-h");
	int nlines;

	(void)state;
	assert_int_equal(r->result, OPTIONS_EXIT);
	assert_int_equal(r->status, 0);
	if (widest_line(r->out, &nlines) > 80 || nlines > 24)
		fail_msg("%d lines, %zu wide", nlines, widest_line(r->out, &nlines));
	assert_string_equal(r->out, h->out);
	free(r);
	free(h);
}

static void
test_options_help_all_names_every_option(void **state)
{
	struct result *r = result_of("--help=all");
	int nlines;

	(void)state;
	for (uint32_t i = 0; i < noption_rows; i++) {
		char word[64];

		if (option_rows[i].name != NULL)
			snprintf(word, sizeof word, "--%s", option_rows[i].name);
		else
			snprintf(word, sizeof word, " -%c ", option_rows[i].letter);
		if (strstr(r->out, word) == NULL)
			fail_msg("%s", word);
	}
	assert_true(widest_line(r->out, &nlines) <= 80);
	free(r);
}

static void
test_options_version_has_a_line_for_each_library(void **state)
{
	static const char *const names[] = { "audioengine 0", "jack 1", "fftw 3", "liblo 0",
		"ncurses 6", "libsndfile 1", "jansson 2", "libebur128 1" };
	struct result *r = result_of("--version");

	(void)state;
	assert_int_equal(r->status, 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strstr(r->out, names[i]) == NULL)
			fail_msg("%s", names[i]);
	free(r);
}

static void
test_options_version_names_the_kernels_in_use_first(void **state)
{
	struct result *r = result_of("--version");
	const char *name = kernels_best()->name;
	char wanted[40];

	(void)state;
	snprintf(wanted, sizeof wanted, "\nkernels: %s (of %s", name, name);
	assert_non_null(strstr(r->out, wanted));
	assert_non_null(strstr(r->out, "plain)\n"));
	free(r);
}

static void
test_edit_distance_counts_edits(void **state)
{
	static const struct {
		const char *a, *b;
		uint32_t distance;
	} rows[] = {
		{ "", "", 0 },
		{ "a", "", 1 },
		{ "", "abc", 3 },
		{ "gain", "gain", 0 },
		{ "gian", "gain", 1 },
		{ "gan", "gain", 1 },
		{ "gaain", "gain", 1 },
		{ "kitten", "sitting", 3 },
		{ "ca", "abc", 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(edit_distance(rows[i].a, rows[i].b), rows[i].distance);
}

/* Every word of up to six letters a and b beside every other: giving up early
 * never gives up too early. */
static void
test_edit_distance_within_is_the_distance_or_one_more(void **state)
{
	char a[8], b[8];

	(void)state;
	for (unsigned i = 0; i < 729; i++)
		for (unsigned k = 0; k < 729; k++) {
			unsigned x = i, y = k;
			uint32_t distance;

			memset(a, 0, sizeof a);
			memset(b, 0, sizeof b);
			for (int n = 0; n < 6; n++, x /= 3, y /= 3) {
				strncat(a, &"a\0b\0\0"[2 * (x % 3)], 1);
				strncat(b, &"a\0b\0\0"[2 * (y % 3)], 1);
			}
			distance = edit_distance(a, b);
			for (uint32_t most = 0; most < 5; most++)
				assert_int_equal(edit_distance_within(a, b, most),
					distance <= most ? distance : most + 1);
		}
}

static void
test_help_lists_every_parameter_with_its_range(void **state)
{
	struct result *r = result_of("--help=set");

	(void)state;
	assert_int_equal(r->status, 0);
	assert_non_null(strstr(r->out, " /eq/preamp             -30 to 12 dB (0)\n"));
	assert_non_null(strstr(r->out, " /eq/band/N/freq        10 to 188160 Hz (40)\n"));
	assert_non_null(strstr(r->out, " /eq/bypass             on or off (off)\n"));
	assert_non_null(strstr(r->out, " /eq/slot               A B (A)\n"));
	assert_non_null(strstr(r->out, "/spectrum/window"));
	assert_null(strstr(r->out, "band/2/"));
	parse(r, "--help=nonsense");
	assert_int_equal(r->status, 2);
	free(r);
}

static void
test_negative_numbers_behind_ctl_are_values(void **state)
{
	struct result *r = calloc(1, sizeof *r);

	(void)state;
	assert_non_null(r);
	parse(r, "ctl set /eq/preamp -4.5 /eq/band/1/gain -.5 --name=two");
	assert_int_equal(r->result, OPTIONS_GO);
	assert_int_equal(r->o.verb, VERB_CTL);
	assert_int_equal(r->o.nwords, 5);
	assert_string_equal(r->o.word[2], "-4.5");
	assert_string_equal(r->o.word[4], "-.5");
	assert_string_equal(r->o.name, "two");
	parse(r, "ctl watch /load -n 5");
	assert_int_equal(r->o.batch_count, 5);
	parse(r, "ctl watch /load -n -5");
	assert_int_equal(r->status, 2);
	parse(r, "report -4.5");
	assert_int_equal(r->status, 2);
	parse(r, "ctl get /load --json --url=osc.udp://127.0.0.1:7723/");
	assert_int_equal(r->result, OPTIONS_GO);
	parse(r, "ctl get /load --url=7723");
	assert_int_equal(r->status, 2);
	parse(r, "--json --dummy");
	assert_int_equal(r->status, 2);
	free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_help_lists_every_parameter_with_its_range),
		cmocka_unit_test(test_options_default_to_joining_what_runs),
		cmocka_unit_test(test_options_are_read_into_their_fields),
		cmocka_unit_test(test_options_read_verbs_with_their_words),
		cmocka_unit_test(test_options_refuse_in_clear_words),
		cmocka_unit_test(test_options_listen_where_an_interface_can_be),
		cmocka_unit_test(test_options_help_fits_a_terminal_of_24_by_80),
		cmocka_unit_test(test_options_help_all_names_every_option),
		cmocka_unit_test(test_options_version_has_a_line_for_each_library),
		cmocka_unit_test(test_options_version_names_the_kernels_in_use_first),
		cmocka_unit_test(test_edit_distance_counts_edits),
		cmocka_unit_test(test_negative_numbers_behind_ctl_are_values),
		cmocka_unit_test(test_edit_distance_within_is_the_distance_or_one_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
