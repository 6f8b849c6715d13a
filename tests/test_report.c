/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report file: its schema, its replacement by rename, and the table read back from it. */
#include <errno.h>
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

#include "profiler/report.h"
#include "tests/feed.h"

struct place {
	struct feed feed;
	struct report report;
	char directory[64], path[96], text[8192], err[REPORT_ERROR_BYTES];
};

static int
setup(void **state)
{
	static struct place p;

	memset(&p, 0, sizeof(p));
	strcpy(p.directory, "/tmp/ae-report-XXXXXX");
	if (!mkdtemp(p.directory))
		return -1;
	snprintf(p.path, sizeof(p.path), "%s/r.json", p.directory);
	feed_open(&p.feed);
	feed_periods(&p.feed, 40);
	feed_period(&p.feed, 0, 7000000, FEED_OUT_NS);
	p.feed.cycle.xruns = 2;
	feed_periods(&p.feed, 59);
	p.report = (struct report){
		.profile = feed_report(&p.feed),
		.version = "0.1.0",
		.started = "2026-11-21T12:39:10Z",
		.seconds = 0.5,
		.backend = "jack",
		.server = "default",
		.nchannels = 2,
		.epochs = 1,
		.policy = "FIFO",
		.priority = 65,
		.memory_locked = true,
		.pool_bytes = 10100,
		.pool_payload_bytes = 10000,
		.allocations = -1,
		.syscalls = -1,
	};
	report_host_read(&p.report.host);
	*state = &p;
	return 0;
}

static int
teardown(void **state)
{
	struct place *p = *state;

	feed_close(&p->feed);
	unlink(p->path);
	return rmdir(p->directory); /* fails when a temporary file was left behind */
}

static json_t *
written(struct place *p)
{
	json_t *root;

	assert_int_equal(report_write(p->path, &p->report, p->err, sizeof(p->err)), 0);
	root = json_load_file(p->path, 0, NULL);
	assert_non_null(root);
	return root;
}

/* The value at "a/b/c"; NULL when there is none. */
static json_t *
at(json_t *o, const char *path)
{
	char copy[96], *save = NULL, *key;

	snprintf(copy, sizeof(copy), "%s", path);
	for (key = strtok_r(copy, "/", &save); key; key = strtok_r(NULL, "/", &save))
		o = json_is_array(o) ? json_array_get(o, (size_t)atoi(key))
				     : json_object_get(o, key);
	return o;
}

static void
test_report_has_every_field_of_the_schema(void **state)
{
	static const char *const paths[] = {
		"schema",
		"version",
		"host",
		"started",
		"seconds",
		"stream/backend",
		"stream/rate_hz",
		"stream/period_frames",
		"stream/channels",
		"stream/epochs",
		"stream/realtime/policy",
		"stream/realtime/priority",
		"stream/realtime/memory_locked",
		"cycle/count",
		"cycle/records_dropped",
		"cycle/load/count",
		"cycle/load/mean",
		"cycle/load/stddev",
		"cycle/load/min",
		"cycle/load/p50",
		"cycle/load/p90",
		"cycle/load/p95",
		"cycle/load/p99",
		"cycle/load/p99_9",
		"cycle/load/max",
		"cycle/load/max_at_s",
		"cycle/busy_us/p99_9",
		"cycle/wakeup_us/max_at_s",
		"cycle/margin_us/now",
		"cycle/margin_us/min",
		"cycle/margin_us/min_at_s",
		"cycle/margin_us/p0_1",
		"nodes/0/name",
		"nodes/0/type",
		"nodes/0/count",
		"nodes/0/total_us",
		"nodes/0/mean_us",
		"nodes/0/stddev_us",
		"nodes/0/min_us",
		"nodes/0/p50_us",
		"nodes/0/p90_us",
		"nodes/0/p95_us",
		"nodes/0/p99_us",
		"nodes/0/p99_9_us",
		"nodes/0/max_us",
		"nodes/0/max_at_s",
		"nodes/0/nonfinite",
		"nodes/0/denormal",
		"nodes/0/cleared",
		"nodes/0/clean",
		"xruns/count",
		"xruns/misses",
		"xruns/frames_lost",
		"xruns/by_cause",
		"xruns/items/0/cause",
		"memory/pool_bytes",
		"memory/pool_high_water_bytes",
		"memory/pool_overhead_ratio",
		"memory/locked_bytes",
		"memory/rss_bytes",
		"memory/audio_thread/allocations",
		"memory/audio_thread/minor_faults",
		"memory/audio_thread/major_faults",
		"memory/audio_thread/syscalls",
		"profiler/tier",
		"profiler/probe_ns_per_node",
		"profiler/ns_per_cycle",
		"profiler/share_of_busy",
	};
	json_t *root = written(*state);
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (!at(root, paths[i]))
			fail_msg("no %s", paths[i]);
	assert_string_equal(json_string_value(at(root, "schema")), "audioengine.report/1");
	json_decref(root);
}

static void
test_report_says_what_the_profile_says(void **state)
{
	struct place *p = *state;
	json_t *root = written(p);

	assert_int_equal(json_integer_value(at(root, "cycle/count")), 100);
	assert_int_equal(json_integer_value(at(root, "stream/period_frames")), 240);
	assert_true(json_number_value(at(root, "nodes/0/max_us")) == 7000);
	assert_true(json_number_value(at(root, "nodes/0/max_at_s")) == 0.2);
	assert_true(json_number_value(at(root, "nodes/1/total_us")) == 10000);
	assert_true(json_number_value(at(root, "cycle/load/max")) == 1.42);
	assert_true(json_number_value(at(root, "cycle/margin_us/min")) == -2100);
	assert_int_equal(json_integer_value(at(root, "xruns/count")), 2);
	assert_int_equal(json_integer_value(at(root, "xruns/misses")), 1);
	assert_int_equal(json_integer_value(at(root, "xruns/incidents")), 1);
	assert_string_equal(json_string_value(at(root, "xruns/items/0/node")), "eq");
	assert_true(json_number_value(at(root, "memory/pool_overhead_ratio")) == 0.01);
	json_decref(root);
}

static void
test_report_lists_engine_profiler_and_worker_with_the_nodes(void **state)
{
	json_t *root = written(*state);

	assert_int_equal(json_array_size(at(root, "nodes")), 5);
	assert_string_equal(json_string_value(at(root, "nodes/2/name")), "engine");
	assert_string_equal(json_string_value(at(root, "nodes/3/name")), "profiler");
	assert_string_equal(json_string_value(at(root, "nodes/4/name")), "worker");
	json_decref(root);
}

static void
test_report_names_every_cause_even_with_none(void **state)
{
	json_t *root = written(*state), *causes = at(root, "xruns/by_cause");
	uint32_t i;

	assert_int_equal(json_object_size(causes), NCAUSES);
	for (i = 0; i < NCAUSES; i++)
		assert_int_equal(json_integer_value(json_object_get(causes, cause_word(i))),
			i == CAUSE_OWN_DSP);
	json_decref(root);
}

static void
test_report_writes_null_for_what_was_not_measured(void **state)
{
	struct place *p = *state;
	json_t *root = written(p);

	assert_true(json_is_null(at(root, "memory/audio_thread/allocations")));
	assert_true(json_is_null(at(root, "nodes/4/mean_us"))); /* the worker never worked */
	assert_int_equal(json_integer_value(at(root, "nodes/4/count")), 0);
	assert_true(json_is_null(at(root, "stream/client_name")));
	json_decref(root);
}

static void
test_report_replaces_an_old_file_only_when_whole(void **state)
{
	struct place *p = *state;
	struct stat before, after;
	FILE *f = fopen(p->path, "w");

	assert_non_null(f);
	fputs("old", f);
	fclose(f);
	assert_int_equal(stat(p->path, &before), 0);
	json_decref(written(p));
	assert_int_equal(stat(p->path, &after), 0);
	assert_true(before.st_ino != after.st_ino);
}

static void
test_report_write_says_why_it_failed(void **state)
{
	static const struct {
		const char *path;
		int error;
	} rows[] = {
		{ "/nonexistent/r.json", -ENOENT },
		{ "/dev/full", -ENOSPC },
	};
	struct place *p = *state;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(report_write(rows[i].path, &p->report, p->err, sizeof(p->err)),
			rows[i].error);
		assert_non_null(strstr(p->err, rows[i].path));
		assert_non_null(strstr(p->err, strerror(-rows[i].error)));
	}
}

static int
print(struct place *p, const char *sort, unsigned top)
{
	FILE *out = fmemopen(p->text, sizeof(p->text), "w");
	int error = report_print(out, p->path, sort, top, p->err, sizeof(p->err));

	fclose(out);
	return error;
}

static void
test_report_table_shows_cycles_margin_and_incidents(void **state)
{
	static const char *const parts[] = {
		"jack (default), 48000 Hz, 240 frames = 5000.0 us, 2 channels, FIFO 65",
		"FIFO 65, memory locked",
		"cycles   100, records dropped 0",
		"max 142.0 % at 0.200 s",
		"margin   min -2100.0 us at 0.200 s",
		"2 reported, 1 misses, 0 periods skipped, 0 frames lost",
		"; incidents 1 (own-dsp 1)",
		"eq                   100      26.800    268.00",
	};
	struct place *p = *state;
	size_t i;

	json_decref(written(p));
	assert_int_equal(print(p, NULL, 0), 0);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!strstr(p->text, parts[i]))
			fail_msg("no \"%s\" in:\n%s", parts[i], p->text);
}

/* Names of the rows in order, as "eq out ". */
static void
row_names(const struct place *p, char *out)
{
	const char *line = strstr(p->text, "\nnode ");

	*out = '\0';
	while ((line = strchr(line + 1, '\n')) && line[1])
		sprintf(out + strlen(out), "%.*s ", (int)strcspn(line + 1, " \n"), line + 1);
}

static void
test_report_table_sorts_and_cuts(void **state)
{
	static const struct {
		const char *sort;
		unsigned top;
		const char *names;
	} rows[] = {
		{ NULL, 0, "eq out engine profiler worker " },
		{ "total", 2, "eq out " },
		{ "avg", 1, "eq " },
		{ "max", 2, "eq out " },
		{ "p99", 2, "eq out " },
		{ "calls", 4, "eq out engine profiler " },
	};
	struct place *p = *state;
	char names[256];
	size_t i;

	json_decref(written(p));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(print(p, rows[i].sort, rows[i].top), 0);
		row_names(p, names);
		assert_string_equal(names, rows[i].names);
		if (rows[i].sort)
			assert_true(report_sort_known(rows[i].sort));
	}
}

static void
test_report_print_refuses_what_is_no_report(void **state)
{
	static const struct {
		const char *content; /* NULL: no file */
		int error;
		const char *says;
	} rows[] = {
		{ NULL, -ENOENT, "No such file" },
		{ "", -EBADMSG, "not JSON" },
		{ "seq,due_ns\n1,2\n", -EBADMSG, "not JSON" },
		{ "{\"schema\": \"audioengine.report/1\"", -EBADMSG, "not JSON" },
		{ "[1, 2]", -EBADMSG, "not a report" },
		{ "{\"schema\": \"something.else/1\"}", -EBADMSG, "not a report" },
		{ "{\"schema\": 7}", -EBADMSG, "not a report" },
		{ "{\"schema\": \"audioengine.report/2\"}", -EBADMSG, "another version" },
	};
	struct place *p = *state;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].content) {
			FILE *f = fopen(p->path, "w");

			assert_non_null(f);
			fputs(rows[i].content, f);
			fclose(f);
		}
		assert_int_equal(print(p, NULL, 0), rows[i].error);
		assert_non_null(strstr(p->err, p->path));
		if (!strstr(p->err, rows[i].says))
			fail_msg("\"%s\" does not say \"%s\"", p->err, rows[i].says);
	}
}

static void
test_report_print_of_a_directory_is_an_error(void **state)
{
	struct place *p = *state;

	assert_true(report_print(stdout, p->directory, NULL, 0, p->err, sizeof(p->err)) < 0);
	assert_non_null(strstr(p->err, p->directory));
}

static void
test_report_print_reads_a_report_with_holes(void **state)
{
	struct place *p = *state;
	FILE *f = fopen(p->path, "w");

	assert_non_null(f);
	fputs("{\"schema\": \"audioengine.report/1\", \"nodes\": [{\"name\": 3}, 7, null]}", f);
	fclose(f);
	assert_int_equal(print(p, "max", 0), 0);
	assert_non_null(strstr(p->text, "cycles   -"));
}

static void
test_report_print_refuses_an_unknown_order(void **state)
{
	struct place *p = *state;

	assert_int_equal(print(p, "colour", 0), -EINVAL);
	assert_non_null(strstr(p->err, "total, avg, max, calls or p99"));
	assert_false(report_sort_known("colour"));
}

static void
test_report_time_is_rfc_3339(void **state)
{
	char text[32];

	(void)state;
	report_time(951782400, text);
	assert_string_equal(text, "2000-02-29T00:00:00Z");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_report_has_every_field_of_the_schema),
		TEST(test_report_says_what_the_profile_says),
		TEST(test_report_lists_engine_profiler_and_worker_with_the_nodes),
		TEST(test_report_names_every_cause_even_with_none),
		TEST(test_report_writes_null_for_what_was_not_measured),
		TEST(test_report_replaces_an_old_file_only_when_whole),
		TEST(test_report_write_says_why_it_failed),
		TEST(test_report_table_shows_cycles_margin_and_incidents),
		TEST(test_report_table_sorts_and_cuts),
		TEST(test_report_print_refuses_what_is_no_report),
		TEST(test_report_print_of_a_directory_is_an_error),
		TEST(test_report_print_reads_a_report_with_holes),
		TEST(test_report_print_refuses_an_unknown_order),
		TEST(test_report_time_is_rfc_3339),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
