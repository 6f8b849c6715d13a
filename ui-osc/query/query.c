/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A node is put together as a whole, and what was asked for is taken out of it.
 * TYPE of a value is that of the answer just heard, so that it fits VALUE
 * whatever the number of channels.  What is asked with arguments and answered at
 * ADDRESS.reply has no value and no type here, but a description.  When memory
 * runs out anywhere, nothing is answered.
 */
#include "ui-osc/query/query.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui-osc/access.h"
#include "ui-osc/rows.h"
#include "ui-osc/space.h"
#include "ui-osc/unit.h"

/* Someone who asks, and what has become of it. */
struct asking {
	struct server *server;
	const struct origin *from;
	bool failed; /* memory ran out */
};

/* What an address holds: its values, each with the parameter that bounds it. */
enum { VALUES_MAX = 160 };
struct holding {
	const struct address *at;
	uint32_t n;
	char tags[VALUES_MAX + 1];
	const struct param_info *info[VALUES_MAX]; /* NULL: nothing is known */
	json_t *value;                             /* NULL: none */
	bool failed;
};

/* ---- JSON ---- */

/* Takes the value. */
static void
put(struct asking *a, json_t *object, const char *key, json_t *value)
{
	a->failed |= json_object_set_new(object, key, value) != 0;
}

static void
append(struct asking *a, json_t *array, json_t *value)
{
	a->failed |= json_array_append_new(array, value) != 0;
}

/* Names of files may hold any bytes; JSON is UTF-8. */
static json_t *
json_text(const char *s)
{
	json_t *text = json_string(s);
	size_t n = strlen(s) + 1;
	char *copy;

	if (text != NULL)
		return text;
	copy = malloc(n);
	if (copy == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		copy[i] = (s[i] & 0x80) != 0 ? '?' : s[i];
	text = json_string(copy);
	free(copy);
	return text;
}

/* The shortest decimal that is this float: 0.05, not 0.0500000007. */
static json_t *
json_float(float v)
{
	char text[32];

	if (!isfinite(v))
		return json_null();
	for (int digits = 6; digits <= 9; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, (double)v);
		if (strtof(text, NULL) == v)
			break;
	}
	return json_real(strtod(text, NULL));
}

/* liblo leaves arguments where they came, at 4 bytes. */
static json_t *
json_argument(char tag, const void *arg)
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
	case 'd':
		memcpy(&d, arg, sizeof d);
		return isfinite(d) ? json_real(d) : json_null();
	case 'f':
		memcpy(&f, arg, sizeof f);
		return json_float(f);
	case 's':
		return json_text(arg);
	default:
		return json_null();
	}
}

/* ---- What an address holds ---- */

static void
hear_value(void *arg, lo_message answer)
{
	struct holding *h = arg;
	const char *tags = lo_message_get_types(answer);
	lo_arg **argv = lo_message_get_argv(answer);

	h->value = json_array();
	h->n = (uint32_t)strnlen(tags, VALUES_MAX);
	snprintf(h->tags, sizeof h->tags, "%s", tags);
	h->failed = h->value == NULL || (argv == NULL && h->n > 0);
	for (uint32_t i = 0; i < h->n && !h->failed; i++)
		h->failed = json_array_append_new(h->value, json_argument(tags[i], argv[i])) != 0;
}

static bool
sets(const struct asking *a, const struct row *row)
{
	return (row->kind == ROW_PARAMETER || (row->kind == ROW_VALUE && row->tier != TIER_NONE)) &&
	       server_may(a->server) >= access_needed(row, 1);
}

/* Of each value of a whole band. */
static void
bound_band(struct asking *a, struct holding *h)
{
	for (uint32_t i = 0; i < h->n && i < NBAND_PARTS; i++) {
		char path[2 * PATH_BYTES];
		struct param_ref ref;

		snprintf(path, sizeof path, "%s/%s", h->at->path, band_part[i]);
		if (control_get(server_control(a->server), path, &ref) == 0)
			h->info[i] = ref.info;
	}
}

static void
bound(struct asking *a, struct holding *h)
{
	static const struct param_info place = { .name = "norm", .unit = "", .max = 1 };

	if (h->at->row == &row_band)
		bound_band(a, h);
	else if (h->at->row == &row_norm)
		h->info[0] = &place;
	else if (h->at->info != NULL)
		h->info[0] = h->at->info;
}

/* What an action takes; N: nothing, a button. */
static void
take_arguments(struct holding *h)
{
	const char *tags = h->at->row->tags[0] != '\0' ? h->at->row->tags : "N";

	snprintf(h->tags, sizeof h->tags, "%s", tags);
	h->n = (uint32_t)strlen(h->tags);
}

static void
hold(struct asking *a, struct holding *h, const struct address *at)
{
	struct ear ear = { hear_value, h };

	*h = (struct holding){ .at = at };
	if (at->row->kind == ROW_ACTION)
		take_arguments(h);
	else if (at->row->kind != ROW_QUERY)
		server_overhear(a->server, a->from, at, &ear);
	bound(a, h);
	a->failed |= h->failed;
}

/* ---- Attributes ---- */

static int
access_of_row(const struct asking *a, const struct holding *h)
{
	const struct row *row = h->at->row;

	if (row->kind == ROW_ACTION)
		return server_may(a->server) >= access_needed(row, 0) ? 2 : 0;
	return (h->value != NULL ? 1 : 0) | (sets(a, row) ? 2 : 0);
}

static json_t *
range_of_choice(struct asking *a, const struct param_info *info)
{
	json_t *range = json_object(), *names = json_array();

	for (uint32_t i = 0; info->choice[i] != NULL; i++)
		append(a, names, json_text(info->choice[i]));
	put(a, range, "VALS", names);
	return range;
}

static json_t *
range_of_numbers(struct asking *a, char tag, float min, float max)
{
	json_t *range = json_object();

	put(a, range, "MIN", tag == 'i' ? json_integer((json_int_t)min) : json_float(min));
	put(a, range, "MAX", tag == 'i' ? json_integer((json_int_t)max) : json_float(max));
	return range;
}

/* NULL: none is known. */
static json_t *
range_of(struct asking *a, const struct holding *h, uint32_t i)
{
	const struct param_info *info = h->info[i];
	const struct row *row = h->at->row;

	if (info != NULL && h->tags[i] == 's')
		return info->choice != NULL ? range_of_choice(a, info) : NULL;
	if (info != NULL)
		return range_of_numbers(
			a, h->tags[i], info->min, control_highest(server_control(a->server), info));
	if (row->kind == ROW_VALUE && row->tier != TIER_NONE && row->min < row->max)
		return range_of_numbers(a, h->tags[i], row->min, row->max);
	return NULL;
}

/* Unit number i of a row's, or the one that all its values have. */
static size_t
find_unit(const char *units, uint32_t i, const char **out)
{
	size_t n = strcspn(units, " ");

	for (; i > 0 && units[n] == ' '; i--) {
		units += n + 1;
		n = strcspn(units, " ");
	}
	*out = units;
	return n;
}

static json_t *
name_unit(const char *unit, size_t n)
{
	const char *name = unit_name(unit, n);

	return name != NULL ? json_string(name) : json_stringn(unit, n);
}

static json_t *
unit_of(struct asking *a, const struct holding *h, uint32_t i)
{
	const char *units = h->info[i] != NULL ? h->info[i]->unit : h->at->row->unit, *unit;
	size_t n;

	(void)a;
	if (units == NULL || strchr("ifhd", h->tags[i]) == NULL)
		return NULL;
	n = find_unit(units, i, &unit);
	return n > 0 ? name_unit(unit, n) : NULL;
}

/* Numbers of parameters are held to their range; of choices there is one or there is not. */
static json_t *
clipmode_of(struct asking *a, const struct holding *h, uint32_t i)
{
	(void)a;
	if (h->at->row->kind != ROW_PARAMETER || h->info[i] == NULL ||
		h->info[i]->scale == SCALE_CHOICE)
		return NULL;
	return json_string("both");
}

/* One item a value, null where there is nothing to say; not at all where there is none. */
static void
put_each(struct asking *a, json_t *node, const char *key, const struct holding *h,
	json_t *(*of)(struct asking *, const struct holding *, uint32_t))
{
	json_t *array = json_array();
	bool any = false;

	for (uint32_t i = 0; i < h->n; i++) {
		json_t *item = of(a, h, i);

		any |= item != NULL;
		append(a, array, item != NULL ? item : json_null());
	}
	if (any)
		put(a, node, key, array);
	else
		json_decref(array);
}

static void
put_description(struct asking *a, json_t *node, const struct address *at)
{
	const char *text =
		at->info != NULL && at->row->text == NULL ? at->info->text : at->row->text;
	char whole[1024];

	if (text == NULL || text[0] == '\0')
		return;
	if (at->row->kind == ROW_QUERY)
		snprintf(whole, sizeof whole, "asked by OSC, answered at %s%s.reply: %s",
			server_prefix(a->server), at->path, text);
	else
		snprintf(whole, sizeof whole, "%s", text);
	put(a, node, "DESCRIPTION", json_text(whole));
}

static void
describe(struct asking *a, json_t *node, const struct address *at)
{
	struct holding h;

	hold(a, &h, at);
	put(a, node, "ACCESS", json_integer(access_of_row(a, &h)));
	if (h.n > 0)
		put(a, node, "TYPE", json_string(h.tags));
	if (h.value != NULL)
		put(a, node, "VALUE", h.value);
	/* What can only be read has units, but its numbers may be any. */
	put_each(a, node, "RANGE", &h, range_of);
	if (h.value != NULL)
		put_each(a, node, "UNIT", &h, unit_of);
	put_each(a, node, "CLIPMODE", &h, clipmode_of);
	put_description(a, node, at);
}

/* ---- The tree ---- */

static json_t *
node_create(struct asking *a, const char *path, size_t len)
{
	json_t *node = json_object();

	put(a, node, "FULL_PATH", json_stringn(path, len));
	put(a, node, "ACCESS", json_integer(0)); /* until an address is found to stand here */
	return node;
}

/* The node below that stands for path[0 .. len), whose last part begins at name. */
static json_t *
node_child(struct asking *a, json_t *node, const char *path, size_t name, size_t len)
{
	json_t *contents = json_object_get(node, "CONTENTS"), *child;
	char key[QUERY_PATH_BYTES];

	if (contents == NULL) {
		contents = json_object();
		put(a, node, "CONTENTS", contents);
	}
	snprintf(key, sizeof key, "%.*s", (int)(len - name), path + name);
	child = json_object_get(contents, key);
	if (child == NULL && !a->failed) {
		child = node_create(a, path, len);
		put(a, contents, key, child);
	}
	return a->failed ? NULL : child;
}

/* Where an address stands, below the node of the first skip characters. */
static json_t *
node_of(struct asking *a, json_t *top, const char *path, size_t skip)
{
	json_t *node = top;

	while (node != NULL && path[skip] != '\0') {
		size_t name = skip + (path[skip] == '/'), len = name + strcspn(path + name, "/");

		node = node_child(a, node, path, name, len);
		skip = len;
	}
	return node;
}

/* Is it the address, or does it stand below it? */
static bool
stands_below(const char *path, const char *top, size_t len)
{
	return strncmp(path, top, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

/* The address and, where they are wanted, all below it.  NULL: there is none. */
static json_t *
tree(struct asking *a, const char *top, bool whole)
{
	const struct space *space = server_space(a->server);
	size_t len = strcmp(top, "/") == 0 ? 0 : strlen(top);
	json_t *root = NULL;

	for (uint32_t i = 0; i < space->n && !a->failed; i++) {
		char path[QUERY_PATH_BYTES];
		json_t *node;

		snprintf(path, sizeof path, "%s%s", server_prefix(a->server),
			space->address[i].path);
		if (!stands_below(path, top, len))
			continue;
		if (root == NULL)
			root = node_create(a, top, strlen(top));
		if (!whole && path[len] != '\0')
			continue;
		node = node_of(a, root, path, len);
		if (node != NULL)
			describe(a, node, &space->address[i]);
	}
	return root;
}

/* ---- HOST_INFO ---- */

/* Names by enum query_attribute; those from QUERY_ACCESS on are optional ones. */
static const char *const attribute_name[] = { "", "FULL_PATH", "CONTENTS", "TYPE", "ACCESS",
	"VALUE", "RANGE", "DESCRIPTION", "UNIT", "CLIPMODE", "", "HOST_INFO" };

static json_t *
host_info(struct asking *a, const struct query_host *host)
{
	json_t *info = json_object(), *extensions = json_object();

	put(a, info, "NAME", json_text(host->name));
	for (int i = QUERY_ACCESS; i < QUERY_NOT_SERVED; i++)
		put(a, extensions, attribute_name[i], json_true());
	put(a, info, "EXTENSIONS", extensions);
	put(a, info, "OSC_IP", json_string(host->osc_ip));
	put(a, info, "OSC_PORT", json_integer(host->osc_port));
	put(a, info, "OSC_TRANSPORT", json_string("UDP"));
	return info;
}

/* ---- Questions ---- */

static int
digit_of(char c)
{
	const char *digits = "0123456789abcdef", *p;

	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	p = c != '\0' ? strchr(digits, c) : NULL;
	return p != NULL ? (int)(p - digits) : -1;
}

/* Text up to one of these characters, with its %41 read.  *in: the end, then.
 * Return: 0, 400, or 404 for more than fits. */
static int
unescape(const char **in, const char *until, char *out, size_t size)
{
	size_t n = 0;
	const char *p = *in;

	while (*p != '\0' && strchr(until, *p) == NULL) {
		int c = (unsigned char)*p;

		if (c == '%') {
			int high = digit_of(p[1]), low = high >= 0 ? digit_of(p[2]) : -1;

			if (low < 0)
				return 400;
			c = high * 16 + low;
			p += 2;
		}
		if (c == 0)
			return 400;
		if (n + 1 >= size)
			return 404;
		out[n++] = (char)c;
		p++;
	}
	out[n] = '\0';
	*in = p;
	return 0;
}

static int
parse_attribute(const char *word, enum query_attribute *out)
{
	static const char *const others[] = { "TAGS", "EXTENDED_TYPE", "CRITICAL", "OVERLOADS",
		"HTML" };

	*out = QUERY_NOT_SERVED;
	for (size_t i = 0; i < sizeof attribute_name / sizeof *attribute_name; i++)
		if (strcmp(word, attribute_name[i]) == 0) {
			*out = (enum query_attribute)i;
			return 0;
		}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(word, others[i]) == 0)
			return 0;
	return 400;
}

/* ---- Exported ---- */

int
query_parse(const char *target, struct query *out)
{
	char attribute[sizeof "EXTENDED_TYPE"] = "";
	size_t n;
	int status;

	if (strncmp(target, "http://", 7) == 0)
		target += 7 + strcspn(target + 7, "/?#");
	status = unescape(&target, "?#", out->path, sizeof out->path);
	if (status != 0)
		return status;
	if (*target == '?') {
		target++;
		if (unescape(&target, "#", attribute, sizeof attribute) != 0)
			return 400;
	}
	if (out->path[0] == '\0')
		snprintf(out->path, sizeof out->path, "/");
	n = strlen(out->path);
	while (n > 1 && out->path[n - 1] == '/')
		out->path[--n] = '\0';
	return out->path[0] == '/' ? parse_attribute(attribute, &out->attribute) : 400;
}

/* Only this attribute of a node; NULL: it has none. */
static json_t *
take_attribute(struct asking *a, json_t *node, enum query_attribute attribute)
{
	json_t *value = json_object_get(node, attribute_name[attribute]), *alone;

	if (value == NULL)
		return NULL;
	alone = json_object();
	a->failed |= json_object_set(alone, attribute_name[attribute], value) != 0;
	return alone;
}

int
query_answer(struct server *s, const struct origin *from, const struct query *q,
	const struct query_host *host, char **json)
{
	struct asking a = { .server = s, .from = from };
	bool whole = q->attribute == QUERY_EVERYTHING || q->attribute == QUERY_CONTENTS;
	json_t *answer, *node;
	int status = 200;

	*json = NULL;
	if (q->attribute == QUERY_HOST_INFO) {
		answer = host_info(&a, host);
	} else {
		node = tree(&a, q->path, whole);
		answer = node != NULL && q->attribute != QUERY_EVERYTHING
				 ? take_attribute(&a, node, q->attribute)
				 : json_incref(node);
		status = node == NULL ? 404 : answer == NULL ? 204 : 200;
		json_decref(node);
	}
	if (a.failed)
		status = 500;
	if (status == 200)
		*json = json_dumps(answer, JSON_COMPACT | JSON_REAL_PRECISION(9));
	json_decref(answer);
	return status == 200 && *json == NULL ? 500 : status;
}
