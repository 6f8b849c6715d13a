/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See ctl_print.h. */
#include "ui-osc/ctl/ctl_print.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_TEXT_BYTES = 1024, PATH_COLUMNS = 26, VALUE_COLUMNS = 12, UNIT_COLUMNS = 5 };

/* Length of the address without ".reply". */
static int
length_of(const char *address)
{
	size_t n = strlen(address), end = strlen(".reply");

	return (int)(n > end && strcmp(address + n - end, ".reply") == 0 ? n - end : n);
}

/* ---- JSON ---- */

/* A float as its shortest text says, so that 0.1 stays 0.1; no NaN, which JSON has not. */
static json_t *
json_of_float(float v)
{
	char number[CTL_NUMBER_BYTES];

	if (!isfinite(v))
		return json_null();
	ctl_value_float(v, number);
	return json_real(strtod(number, NULL));
}

static json_t *
json_of_blob(lo_blob blob)
{
	const uint8_t *data = lo_blob_dataptr(blob);
	json_t *bytes = json_array();

	for (uint32_t i = 0; i < lo_blob_datasize(blob); i++)
		json_array_append_new(bytes, json_integer(data[i]));
	return bytes;
}

static json_t *
json_of_argument(char tag, lo_arg *arg)
{
	int32_t i;
	int64_t h;
	float f;
	double d;

	switch (tag) {
	case 'i':
		memcpy(&i, arg, sizeof i);
		return json_integer(i);
	case 'h':
		memcpy(&h, arg, sizeof h);
		return json_integer(h);
	case 'f':
		memcpy(&f, arg, sizeof f);
		return json_of_float(f);
	case 'd':
		memcpy(&d, arg, sizeof d);
		return isfinite(d) ? json_real(d) : json_null();
	case 's':
	case 'S':
		return json_string((const char *)arg);
	case 'b':
		return json_of_blob((lo_blob)arg);
	default:
		return tag == 'T' || tag == 'F' ? json_boolean(tag == 'T') : json_null();
	}
}

static json_t *
json_of_values(lo_message m)
{
	json_t *values = json_array();

	for (int i = 0; i < lo_message_get_argc(m); i++)
		json_array_append_new(values,
			json_of_argument(lo_message_get_types(m)[i], lo_message_get_argv(m)[i]));
	return values;
}

/* Frees it. */
static void
print_json(json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(9));

	if (text != NULL)
		puts(text);
	free(text);
	json_decref(object);
}

/* ---- Exported ---- */

void
ctl_print_answer(const struct options *o, const struct ctl_answer *a)
{
	int n = length_of(a->address);

	if (o->json) {
		print_json(json_pack("{s:s%, s:s, s:o}", "address", a->address, (size_t)n, "types",
			lo_message_get_types(a->m), "values", json_of_values(a->m)));
		return;
	}
	/* Of an action: its address is the first value. */
	if (!o->plain && strcmp(a->address, "/reply") != 0)
		printf("%.*s%s", n, a->address, lo_message_get_argc(a->m) > 0 ? " " : "");
	ctl_value_print(stdout, a->m, o->plain);
	putchar('\n');
}

static void
print_columns(const struct ctl_address *at, const struct ctl_answer *a)
{
	char value[VALUE_TEXT_BYTES] = "";
	FILE *f = a != NULL ? fmemopen(value, sizeof value, "w") : NULL;

	if (f != NULL) {
		ctl_value_print(f, a->m, false);
		fclose(f);
		value[sizeof value - 1] = '\0';
	}
	printf("%-*s %*s %-*s %-2s %s\n", PATH_COLUMNS, at->path, VALUE_COLUMNS,
		value[0] != '\0' ? value : "-", UNIT_COLUMNS, at->unit, at->access, at->text);
}

void
ctl_print_address(const struct options *o, const struct ctl_address *at, const struct ctl_answer *a)
{
	if (o->json)
		print_json(json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:s, s:o}", "address",
			at->path, "types", at->tags, "access", at->access, "min",
			json_of_float(at->min), "max", json_of_float(at->max), "default",
			json_of_float(at->def), "unit", at->unit, "text", at->text, "values",
			a != NULL ? json_of_values(a->m) : json_null()));
	else if (o->plain)
		puts(at->path);
	else
		print_columns(at, a);
}

void
ctl_print_error(const struct ctl_answer *a)
{
	const char *about = answer_text(a, 0), *text = answer_text(a, 2);

	fflush(stdout);
	fprintf(stderr, "audioengine: %s: %s\n", about != NULL ? about : "the engine",
		text != NULL ? text : "refused");
}
