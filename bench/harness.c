/* SPDX-License-Identifier: ISC */
#include "config.h" /* _GNU_SOURCE: sched_setaffinity */

#include "bench/harness.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <sched.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "rt/thread.h"

enum { ROUNDS = 40, ROUNDS_QUICK = 10, TURN_US = 2500, TURN_QUICK_US = 500 };

struct result {
	double least, median; /* ns per unit; 0: not there */
};

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void *
bench_new(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p) {
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	return p;
}

void
bench_noise(float *x, uint32_t n, uint32_t seed)
{
	const float peak = 0.1f * sqrtf(3.0f); /* of the uniform distribution with that rms */
	uint32_t state = seed;

	for (uint32_t i = 0; i < n; i++) {
		state = state * 1664525u + 1013904223u;
		x[i] = peak * ((float)(state >> 8) / (float)(1 << 23) - 1.0f);
	}
}

void
bench_blocks(struct bench_blocks *b, uint32_t nchannels, uint32_t nframes, uint32_t offset)
{
	size_t stride =
		((nframes + offset + 15) / 16 * 16 + 80); /* never a multiple of 4096 bytes */

	if (stride * sizeof(float) % 4096 == 0)
		stride += 80;
	b->memory = aligned_alloc(64, nchannels * stride * sizeof(float));
	if (!b->memory) {
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	memset(b->memory, 0, nchannels * stride * sizeof(float));
	for (uint32_t ch = 0; ch < nchannels; ch++)
		b->block[ch] = (float *)b->memory + ch * stride + offset;
}

static double
time_calls(const struct bench *b, const struct bench_cell *c, uint32_t ncalls)
{
	uint64_t start = clock_ticks(&b->clock);

	for (uint32_t i = 0; i < ncalls; i++)
		c->run(c->arg);
	return clock_span_ns(&b->clock, (int64_t)(clock_ticks(&b->clock) - start));
}

/* Calls that take as long as a turn; warms up on the way. */
static uint32_t
calibrate(const struct bench *b, const struct bench_cell *c)
{
	uint32_t ncalls = 1;
	double ns;

	for (;;) {
		ns = time_calls(b, c, ncalls);
		if (ns >= b->turn_ns / 2 || ncalls > UINT32_MAX / 4)
			break;
		ncalls *= 2;
	}
	return (uint32_t)fmax(1.0, ncalls * b->turn_ns / ns);
}

static void
measure_column(
	const struct bench *b, const struct bench_table *t, uint32_t column, struct result *result)
{
	static double ns[BENCH_ROWS_MAX][BENCH_ROUNDS_MAX];
	uint32_t ncalls[BENCH_ROWS_MAX] = { 0 };

	for (uint32_t r = 0; r < t->nrows; r++)
		if (t->cell[r][column].run)
			ncalls[r] = calibrate(b, &t->cell[r][column]);
	for (uint32_t round = 0; round < b->nrounds; round++)
		for (uint32_t turn = 0; turn < t->nrows; turn++) {
			uint32_t r = (round + turn) % t->nrows;

			if (ncalls[r])
				ns[r][round] = time_calls(b, &t->cell[r][column], ncalls[r]) /
					       ncalls[r] / t->units[column];
		}
	for (uint32_t r = 0; r < t->nrows; r++) {
		result[r] = (struct result){ 0 };
		if (!ncalls[r])
			continue;
		qsort(ns[r], b->nrounds, sizeof(double), compare);
		result[r].least = ns[r][0];
		result[r].median = (ns[r][(b->nrounds - 1) / 2] + ns[r][b->nrounds / 2]) / 2;
	}
}

static void
print_head(const struct bench_table *t)
{
	printf("\n### %s\n\nns per %s, median (least), and %s *%s*.\n\n| |", t->title, t->unit,
		t->dearer ? "times the time of" : "how many times as fast as",
		t->row[t->reference]);
	for (uint32_t c = 0; c < t->ncolumns; c++)
		printf(" %s |", t->column[c]);
	printf("\n|---|");
	for (uint32_t c = 0; c < t->ncolumns; c++)
		printf("---|");
	printf("\n");
}

static int
digits(double ns)
{
	return ns < 10 ? 2 : ns < 100 ? 1 : 0;
}

static void
print_row(const struct bench_table *t, uint32_t r,
	struct result result[BENCH_COLUMNS_MAX][BENCH_ROWS_MAX])
{
	printf("| %s |", t->row[r]);
	for (uint32_t c = 0; c < t->ncolumns; c++) {
		const struct result *mine = &result[c][r], *reference = &result[c][t->reference];

		if (mine->least == 0) {
			printf(" |");
			continue;
		}
		printf(" %.*f (%.*f)", digits(mine->median), mine->median, digits(mine->least),
			mine->least);
		if (r != t->reference && reference->least > 0)
			printf(" %.2fx", t->dearer ? mine->median / reference->median
						   : reference->median / mine->median);
		printf(" |");
	}
	printf("\n");
}

static void
print_spread(const struct bench_table *t, struct result result[BENCH_COLUMNS_MAX][BENCH_ROWS_MAX])
{
	double spread[BENCH_COLUMNS_MAX * BENCH_ROWS_MAX];
	uint32_t n = 0;

	for (uint32_t c = 0; c < t->ncolumns; c++)
		for (uint32_t r = 0; r < t->nrows; r++)
			if (result[c][r].least > 0)
				spread[n++] = result[c][r].median / result[c][r].least - 1.0;
	if (n == 0)
		return;
	qsort(spread, n, sizeof *spread, compare);
	printf("\nMedian above least: %.1f %% typically, %.1f %% at most.\n", 100 * spread[n / 2],
		100 * spread[n - 1]);
}

static void
json_string(FILE *f, const char *s)
{
	putc('"', f);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			putc('\\', f);
		if ((unsigned char)*s >= ' ')
			putc(*s, f);
	}
	putc('"', f);
}

static void
json_field(FILE *f, const char *name, const char *value)
{
	fprintf(f, "\"%s\": ", name);
	json_string(f, value);
}

static void
json_table(struct bench *b, const struct bench_table *t,
	struct result result[BENCH_COLUMNS_MAX][BENCH_ROWS_MAX])
{
	bool first = true;

	fprintf(b->json, "%s\n    {", b->ntables++ ? "," : "");
	json_field(b->json, "id", t->id);
	fprintf(b->json, ", ");
	json_field(b->json, "title", t->title);
	fprintf(b->json, ", ");
	json_field(b->json, "unit", t->unit);
	fprintf(b->json, ", ");
	json_field(b->json, "reference", t->row[t->reference]);
	fprintf(b->json, ", \"results\": [");
	for (uint32_t c = 0; c < t->ncolumns; c++)
		for (uint32_t r = 0; r < t->nrows; r++) {
			const struct result *mine = &result[c][r];

			if (mine->least == 0)
				continue;
			fprintf(b->json, "%s\n      {", first ? "" : ",");
			first = false;
			json_field(b->json, "candidate", t->row[r]);
			fprintf(b->json, ", ");
			json_field(b->json, "column", t->column[c]);
			fprintf(b->json,
				", \"median_ns\": %.4f, \"least_ns\": %.4f, \"times_as_fast\": "
				"%.3f}",
				mine->median, mine->least,
				result[c][t->reference].median / mine->median);
		}
	fprintf(b->json, "]}");
}

uint32_t
bench_row(struct bench_table *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(t->row[t->nrows], BENCH_NAME_BYTES, format, args);
	va_end(args);
	return t->nrows++;
}

uint32_t
bench_column(struct bench_table *t, double units, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(t->column[t->ncolumns], BENCH_NAME_BYTES, format, args);
	va_end(args);
	t->units[t->ncolumns] = units;
	return t->ncolumns++;
}

bool
bench_wants(const struct bench *b, const char *id)
{
	return !b->only || strcmp(b->only, id) == 0;
}

/* Between the columns, so that nothing is timed with it. */
static void
say_column(struct bench *b, const struct bench_table *t, uint32_t done)
{
	char left[PROGRESS_LEFT_BYTES];

	progress_say(&b->progress, "measuring %s: column %u of %u%s", t->title, done, t->ncolumns,
		progress_left(left, done, t->ncolumns, progress_seconds(&b->progress)));
}

void
bench_run(struct bench *b, const struct bench_table *t)
{
	static struct result result[BENCH_COLUMNS_MAX][BENCH_ROWS_MAX];

	progress_begin(&b->progress, STDERR_FILENO);
	for (uint32_t c = 0; c < t->ncolumns; c++) {
		measure_column(b, t, c, result[c]);
		say_column(b, t, c + 1);
	}
	progress_clear(&b->progress);
	print_head(t);
	for (uint32_t r = 0; r < t->nrows; r++)
		print_row(t, r, result);
	print_spread(t, result);
	fflush(stdout);
	if (b->json)
		json_table(b, t, result);
}

/* The first line of a file that begins with key, from value on; else "unknown". */
static void
read_line(char *line, size_t size, const char *path, const char *key, const char *value)
{
	FILE *f = fopen(path, "re");
	char text[512], *from;
	bool found = false;

	snprintf(line, size, "unknown");
	if (!f)
		return;
	while (!found && fgets(text, sizeof text, f)) {
		text[strcspn(text, "\n")] = 0;
		from = strstr(text, value);
		found = strncmp(text, key, strlen(key)) == 0 && from;
		if (found)
			snprintf(line, size, "%s", from + strlen(value));
	}
	fclose(f);
}

static void
print_machine(struct bench *b, const char *about, int cpu)
{
	char model[256], governor[64], path[96];
	struct utsname u = { 0 };

	uname(&u);
	read_line(model, sizeof model, "/proc/cpuinfo", "model name", ": ");
	snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor", cpu);
	read_line(governor, sizeof governor, path, "", "");
	printf("%s\n\n- processor %d: %s, governor %s\n- %s %s %s, clock %s\n- compiler %s\n- "
	       "flags "
	       "%s\n- %u rounds of %.1f ms\n",
		about, cpu, model, governor, u.sysname, u.release, u.machine, clock_name(&b->clock),
		__VERSION__, BENCH_FLAGS, b->nrounds, b->turn_ns * 1e-6);
	fflush(stdout);
	if (!b->json)
		return;
	fprintf(b->json, "{\n  ");
	json_field(b->json, "about", about);
	fprintf(b->json, ",\n  ");
	json_field(b->json, "processor", model);
	fprintf(b->json, ",\n  ");
	json_field(b->json, "governor", governor);
	fprintf(b->json, ",\n  ");
	json_field(b->json, "kernel", u.release);
	fprintf(b->json, ",\n  ");
	json_field(b->json, "compiler", __VERSION__);
	fprintf(b->json, ",\n  ");
	json_field(b->json, "flags", BENCH_FLAGS);
	fprintf(b->json, ",\n  \"rounds\": %u,\n  \"tables\": [", b->nrounds);
}

/* cpu < 0: the last that we may use.  Return: the processor. */
static int
pin(int cpu)
{
	cpu_set_t set;

	if (cpu < 0 && sched_getaffinity(0, sizeof set, &set) == 0)
		for (int i = 0; i < CPU_SETSIZE; i++)
			if (CPU_ISSET(i, &set))
				cpu = i;
	CPU_ZERO(&set);
	CPU_SET((size_t)(cpu < 0 ? 0 : cpu), &set);
	if (sched_setaffinity(0, sizeof set, &set) != 0)
		fprintf(stderr, "not pinned to processor %d: %s\n", cpu, strerror(errno));
	return cpu;
}

static int
open_json(struct bench *b, const char *path)
{
	b->json = fopen(path, "we");
	if (!b->json)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	return b->json ? 0 : 2;
}

int
bench_open(struct bench *b, const char *about, int argc, char **argv)
{
	static const struct option options[] = { { "rounds", required_argument, NULL, 'r' },
		{ "cpu", required_argument, NULL, 'c' }, { "only", required_argument, NULL, 'o' },
		{ "json", required_argument, NULL, 'j' }, { "quick", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' }, { 0 } };
	int o, cpu = -1, status = 0;

	*b = (struct bench){ .nrounds = ROUNDS, .turn_ns = TURN_US * 1e3 };
	while (status == 0 && (o = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (o) {
		case 'r':
			b->nrounds = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'c':
			cpu = (int)strtol(optarg, NULL, 10);
			break;
		case 'o':
			b->only = optarg;
			break;
		case 'j':
			status = open_json(b, optarg);
			break;
		case 'q':
			b->nrounds = ROUNDS_QUICK;
			b->turn_ns = TURN_QUICK_US * 1e3;
			break;
		default:
			printf("%s\n\n  --rounds=N  --cpu=N  --only=TABLE  --json=FILE  --quick\n",
				about);
			status = o == 'h' ? 1 : 3;
		}
	if (status)
		return status;
	if (b->nrounds < 1 || b->nrounds > BENCH_ROUNDS_MAX)
		b->nrounds = ROUNDS;
	cpu = pin(cpu);
	clock_init(&b->clock);
	thread_flush_denormals();
	print_machine(b, about, cpu);
	return 0;
}

int
bench_close(struct bench *b)
{
	if (!b->json)
		return 0;
	fprintf(b->json, "\n  ]\n}\n");
	return fclose(b->json) == 0 ? 0 : -errno;
}
