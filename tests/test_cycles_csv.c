/* SPDX-License-Identifier: ISC */
/* The --cycles file, read back line by line. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "profiler/cycles_csv.h"

static const char *const names[] = { "input", "eq" };

struct place {
	char path[64], err[256];
	struct clock clock;
	uint64_t zero;
	struct cycles_csv *csv;
};

static int
setup(void **state)
{
	static struct place p;
	int fd;

	memset(&p, 0, sizeof(p));
	strcpy(p.path, "/tmp/ae-cycles-XXXXXX");
	fd = mkstemp(p.path);
	if (fd < 0)
		return -1;
	close(fd);
	clock_init_virtual(&p.clock, &p.zero);
	*state = &p;
	return 0;
}

static int
teardown(void **state)
{
	struct place *p = *state;

	unlink(p->path);
	return 0;
}

static struct cycle
record(uint64_t seq)
{
	struct cycle cy = {
		.seq = seq,
		.due = 1000,
		.wake = 1001,
		.begin = 1002,
		.end = 1102,
		.deadline = 6000,
		.epoch = 2,
		.generation = 1,
		.nframes = 64,
		.rate_hz = 48000,
		.skipped = 3,
		.lost_frames = 192,
		.xruns = 4,
		.flags = CYCLE_NO_DUE,
		.nnodes = 2,
	};

	cy.node[0].ticks = 30;
	cy.node[1].ticks = 70;
	return cy;
}

static void
test_cycles_csv_writes_every_record_as_a_line(void **state)
{
	enum { RECORDS = 3000 };
	struct place *p = *state;
	char line[512], wanted[512];
	uint64_t i;
	FILE *f;

	assert_int_equal(cycles_csv_open(&p->csv, p->path, 2, names, p->err, sizeof(p->err)), 0);
	for (i = 0; i < RECORDS; i++) {
		struct cycle cy = record(i);

		assert_true(cycles_csv_add(p->csv, &cy, &p->clock));
	}
	assert_int_equal(cycles_csv_close(p->csv, p->err, sizeof(p->err)), 0);
	f = fopen(p->path, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	assert_string_equal(line,
		"seq,due_ns,wake_ns,begin_ns,end_ns,deadline_ns,nframes,rate_hz,epoch,generation,"
		"skipped,lost_frames,xruns,flags,node:input,node:eq\n");
	for (i = 0; i < RECORDS; i++) {
		assert_non_null(fgets(line, sizeof(line), f));
		snprintf(wanted, sizeof(wanted),
			"%d,1000,1001,1002,1102,6000,64,48000,2,1,3,192,4,2,30,70\n", (int)i);
		assert_string_equal(line, wanted);
	}
	assert_null(fgets(line, sizeof(line), f));
	fclose(f);
}

static void
test_cycles_csv_turns_ticks_into_ns(void **state)
{
	struct place *p = *state;
	struct clock tsc = { .kind = CLOCK_KIND_TSC, .ns_per_tick = 0.5, .anchor_ns = 10000 };
	struct cycle cy = record(0);
	char line[512];
	FILE *f;

	cy.nnodes = 1; /* fewer nodes than columns: an empty cell */
	assert_int_equal(cycles_csv_open(&p->csv, p->path, 2, names, p->err, sizeof(p->err)), 0);
	assert_true(cycles_csv_add(p->csv, &cy, &tsc));
	assert_int_equal(cycles_csv_close(p->csv, p->err, sizeof(p->err)), 0);
	f = fopen(p->path, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	assert_non_null(fgets(line, sizeof(line), f));
	assert_non_null(strstr(line, "0,10500,"));
	assert_non_null(strstr(line, ",13000,64,48000,"));
	assert_string_equal(line + strlen(line) - 5, ",15,\n");
	fclose(f);
}

/* More records at once than the ring holds: the writer sleeps, so some find it full. */
static void
test_cycles_csv_states_what_was_left_out(void **state)
{
	struct place *p = *state;
	unsigned long left_out = 0, stated = 0, lines = 0;
	char line[512];
	uint64_t i;
	FILE *f;

	assert_int_equal(cycles_csv_open(&p->csv, p->path, 2, names, p->err, sizeof(p->err)), 0);
	for (i = 0; i < 400000 && left_out < 10; i++) {
		struct cycle cy = record(i);

		left_out += !cycles_csv_add(p->csv, &cy, &p->clock);
	}
	assert_true(left_out > 0);
	assert_int_equal(cycles_csv_close(p->csv, p->err, sizeof(p->err)), 0);
	f = fopen(p->path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		lines++;
		sscanf(line, "# %lu cycles left out", &stated);
	}
	fclose(f);
	assert_int_equal(stated, left_out);
	assert_int_equal(lines, 1 + (i - left_out) + 1);
}

static void
test_cycles_csv_open_says_why_it_failed(void **state)
{
	static const struct {
		const char *path;
		int error;
	} rows[] = {
		{ "/nonexistent/c.csv", -ENOENT },
		{ "/dev/full", -ENOSPC },
	};
	struct place *p = *state;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(
			cycles_csv_open(&p->csv, rows[i].path, 2, names, p->err, sizeof(p->err)),
			rows[i].error);
		assert_non_null(strstr(p->err, rows[i].path));
		assert_non_null(strstr(p->err, strerror(-rows[i].error)));
	}
}

/* A file size limit stands for the full disk. */
static void
test_cycles_csv_a_full_disk_is_reported_and_stalls_nobody(void **state)
{
	struct place *p = *state;
	struct rlimit old, small;
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	uint64_t i;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 20000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(cycles_csv_open(&p->csv, p->path, 2, names, p->err, sizeof(p->err)), 0);
	assert_int_equal(cycles_csv_error(p->csv), 0);
	for (i = 0; i < 5000; i++) {
		struct cycle cy = record(i);

		cycles_csv_add(p->csv, &cy, &p->clock);
	}
	assert_int_equal(cycles_csv_close(p->csv, p->err, sizeof(p->err)), -EFBIG);
	assert_non_null(strstr(p->err, strerror(EFBIG)));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, handler);
}

static void
test_cycles_csv_close_accepts_none(void **state)
{
	struct place *p = *state;

	assert_int_equal(cycles_csv_close(NULL, p->err, sizeof(p->err)), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_cycles_csv_writes_every_record_as_a_line),
		TEST(test_cycles_csv_turns_ticks_into_ns),
		TEST(test_cycles_csv_states_what_was_left_out),
		TEST(test_cycles_csv_open_says_why_it_failed),
		TEST(test_cycles_csv_a_full_disk_is_reported_and_stalls_nobody),
		TEST(test_cycles_csv_close_accepts_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
