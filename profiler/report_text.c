/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report file as a table for people.  Everything is read leniently: a field
 * that is null or missing prints as "-", since a report may come from another
 * version or a run without sound.
 */
#include "profiler/report.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_WIDTH = 14 };

struct column {
	const char *sort; /* word of --sort, NULL: not sortable */
	const char *title, *key;
	double scale;
	int width, decimals;
};

/* In the order of the table; avg over the period is computed and comes last. */
static const struct column columns[] = {
	{ "calls", "calls", "count", 1, 9, 0 },
	{ "total", "total ms", "total_us", 1e-3, 11, 3 },
	{ "avg", "avg us", "mean_us", 1, 9, 2 },
	{ NULL, "p50 us", "p50_us", 1, 9, 2 },
	{ "p99", "p99 us", "p99_us", 1, 9, 2 },
	{ NULL, "p99.9 us", "p99_9_us", 1, 9, 2 },
	{ "max", "max us", "max_us", 1, 9, 2 },
	{ NULL, "max at s", "max_at_s", 1, 10, 3 },
};
enum { NCOLUMNS = sizeof(columns) / sizeof(columns[0]) };

static const struct column *
column_find(const char *sort)
{
	uint32_t i;

	for (i = 0; i < NCOLUMNS; i++)
		if (columns[i].sort && strcmp(columns[i].sort, sort) == 0)
			return &columns[i];
	return NULL;
}

bool
report_sort_known(const char *sort)
{
	return column_find(sort) != NULL;
}

static double
value(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return json_is_number(v) ? json_number_value(v) : NAN;
}

static const char *
word(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "-";
}

/* A number right-aligned in its column, "-" when it is not known. */
static void
print_number(FILE *out, double v, int width, int decimals)
{
	if (isnan(v))
		fprintf(out, " %*s", width, "-");
	else
		fprintf(out, " %*.*f", width, decimals, v);
}

/* "LABEL 12.3 UNIT" within a sentence. */
static void
say(FILE *out, const char *before, double v, int decimals, const char *after)
{
	fputs(before, out);
	if (isnan(v))
		fputs("-", out);
	else
		fprintf(out, "%.*f", decimals, v);
	fputs(after, out);
}

static double
period_us(const json_t *root)
{
	const json_t *s = json_object_get(root, "stream");

	return value(s, "period_frames") * 1e6 / value(s, "rate_hz");
}

static void
print_stream(FILE *out, const json_t *root)
{
	const json_t *s = json_object_get(root, "stream"), *h = json_object_get(root, "host");
	const json_t *rt = json_object_get(s, "realtime");

	fprintf(out, "audioengine %s, started %s", word(root, "version"), word(root, "started"));
	say(out, ", ran ", value(root, "seconds"), 1, " s\n");
	fprintf(out, "host     %s, %s, %s\n", word(h, "name"), word(h, "kernel"), word(h, "cpu"));
	fprintf(out, "stream   %s (%s)", word(s, "backend"), word(s, "server"));
	say(out, ", ", value(s, "rate_hz"), 0, " Hz, ");
	say(out, "", value(s, "period_frames"), 0, " frames");
	say(out, " = ", period_us(root), 1, " us, ");
	say(out, "", value(s, "channels"), 0, " channels, ");
	fprintf(out, "%s", word(rt, "policy"));
	say(out, " ", value(rt, "priority"), 0, "");
	fprintf(out, ", memory %slocked\n",
		json_is_true(json_object_get(rt, "memory_locked")) ? "" : "not ");
}

static void
print_cycles(FILE *out, const json_t *root)
{
	const json_t *c = json_object_get(root, "cycle"), *load = json_object_get(c, "load");
	const json_t *wake = json_object_get(c, "wakeup_us"), *m = json_object_get(c, "margin_us");

	say(out, "cycles   ", value(c, "count"), 0, "");
	say(out, ", records dropped ", value(c, "records_dropped"), 0, "\n");
	say(out, "load     mean ", value(load, "mean") * 100, 1, " %");
	say(out, ", p99 ", value(load, "p99") * 100, 1, " %");
	say(out, ", max ", value(load, "max") * 100, 1, " %");
	say(out, " at ", value(load, "max_at_s"), 3, " s\n");
	say(out, "wake-up  p50 ", value(wake, "p50"), 1, " us");
	say(out, ", p99 ", value(wake, "p99"), 1, " us");
	say(out, ", max ", value(wake, "max"), 1, " us");
	say(out, " at ", value(wake, "max_at_s"), 3, " s\n");
	say(out, "margin   min ", value(m, "min"), 1, " us");
	say(out, " at ", value(m, "min_at_s"), 3, " s");
	say(out, ", p0.1 ", value(m, "p0_1"), 1, " us\n");
}

static void
print_xruns(FILE *out, const json_t *root)
{
	json_t *x = json_object_get(root, "xruns"), *v;
	const char *cause, *separator = " (";
	bool any = false;

	say(out, "xruns    ", value(x, "count"), 0, " reported");
	say(out, ", ", value(x, "misses"), 0, " misses");
	say(out, ", ", value(x, "skipped"), 0, " periods skipped");
	say(out, ", ", value(x, "frames_lost"), 0, " frames lost");
	say(out, "; incidents ", value(x, "incidents"), 0, "");
	json_object_foreach(json_object_get(x, "by_cause"), cause, v)
	{
		if (json_integer_value(v) == 0)
			continue;
		fprintf(out, "%s%s %lld", separator, cause, (long long)json_integer_value(v));
		separator = ", ";
		any = true;
	}
	fputs(any ? ")\n\n" : "\n\n", out);
}

/* Indices of the nodes, largest value of the column first, unknown values last. */
static void
sort_nodes(const json_t *nodes, const struct column *by, size_t n, size_t *order)
{
	size_t i, k;

	for (i = 0; i < n; i++) {
		double v = value(json_array_get(nodes, i), by->key);

		for (k = i; k > 0; k--) {
			double above = value(json_array_get(nodes, order[k - 1]), by->key);

			if (isnan(v) || (!isnan(above) && above >= v))
				break;
			order[k] = order[k - 1];
		}
		order[k] = i;
	}
}

static void
print_nodes(FILE *out, const json_t *root, const struct column *by, unsigned top)
{
	enum { ROWS_MAX = 256 };
	const json_t *nodes = json_object_get(root, "nodes");
	size_t order[ROWS_MAX], n = json_array_size(nodes), i, k;

	n = n < ROWS_MAX ? n : ROWS_MAX;
	sort_nodes(nodes, by, n, order);
	fprintf(out, "%-*s", NAME_WIDTH, "node");
	for (k = 0; k < NCOLUMNS; k++)
		fprintf(out, " %*s", columns[k].width, columns[k].title);
	fprintf(out, " %9s\n", "% period");
	for (i = 0; i < n && (top == 0 || i < top); i++) {
		const json_t *o = json_array_get(nodes, order[i]);

		fprintf(out, "%-*.*s", NAME_WIDTH, NAME_WIDTH, word(o, "name"));
		for (k = 0; k < NCOLUMNS; k++)
			print_number(out, value(o, columns[k].key) * columns[k].scale,
				columns[k].width, columns[k].decimals);
		print_number(out, value(o, "mean_us") / period_us(root) * 100, 9, 2);
		fputc('\n', out);
	}
}

/* Only what there is: a line for each node that let out what is no sound. */
static void
print_scrub(FILE *out, const json_t *root)
{
	json_t *o;
	size_t i;

	json_array_foreach(json_object_get(root, "nodes"), i, o)
	{
		double nonfinite = value(o, "nonfinite"), denormal = value(o, "denormal");
		double cleared = value(o, "cleared");
		const char *from =
			strcmp(word(o, "type"), "input") == 0 ? "from outside" : "made by it";

		if (nonfinite > 0)
			fprintf(out, "%s: NaN or infinity replaced: %.0f, %s\n", word(o, "name"),
				nonfinite, from);
		if (denormal > 0)
			fprintf(out, "%s: denormals set to 0: %.0f, %s\n", word(o, "name"),
				denormal, from);
		if (cleared > 0)
			fprintf(out, "%s: own state cleared: %.0f\n", word(o, "name"), cleared);
	}
}

/* Return: the report, or NULL with *error and err filled. */
static json_t *
load(const char *path, int *error, char *err, size_t err_bytes)
{
	static const char family[] = "audioengine.report/";
	FILE *f = fopen(path, "re");
	json_error_t where;
	const char *schema;
	json_t *root;

	if (!f) {
		*error = -errno;
		snprintf(err, err_bytes,
			"cannot read \"%s\": %s; write one with  --duration=SECONDS --report=FILE",
			path, strerror(errno));
		return NULL;
	}
	root = json_loadf(f, JSON_REJECT_DUPLICATES, &where);
	fclose(f);
	schema = json_string_value(json_object_get(root, "schema"));
	if (root && schema && strcmp(schema, "audioengine.report/1") == 0)
		return root;
	*error = -EBADMSG;
	if (!root)
		snprintf(err, err_bytes, "%s:%d: not a report file, it is not JSON: %s", path,
			where.line, where.text);
	else if (schema && strncmp(schema, family, strlen(family)) == 0)
		snprintf(err, err_bytes,
			"\"%s\" is a report of another version, \"%s\"; this program reads "
			"\"audioengine.report/1\"",
			path, schema);
	else
		snprintf(err, err_bytes,
			"\"%s\" is JSON, but not a report of audioengine; write one with  "
			"--duration=SECONDS --report=FILE",
			path);
	json_decref(root);
	return NULL;
}

int
report_print(
	FILE *out, const char *path, const char *sort, unsigned top, char *err, size_t err_bytes)
{
	const struct column *by = column_find(sort ? sort : "total");
	json_t *root;
	int error;

	if (!by) {
		snprintf(err, err_bytes,
			"cannot sort by \"%s\"; --sort takes total, avg, max, calls or p99", sort);
		return -EINVAL;
	}
	root = load(path, &error, err, err_bytes);
	if (!root)
		return error;
	print_stream(out, root);
	print_cycles(out, root);
	print_xruns(out, root);
	print_nodes(out, root, by, top);
	print_scrub(out, root);
	json_decref(root);
	return 0;
}
