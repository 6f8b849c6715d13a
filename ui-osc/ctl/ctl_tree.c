/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a name is an address, or only part of some, or both, is not told by
 * /list; so each is described and listed in one packet.  On this machine several
 * go together, from others one at a time, as answers to a packet are bounded there.
 */
#include "ui-osc/ctl/ctl_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ui-osc/match.h"
#include "ui-osc/unit.h"

enum { TOGETHER = 16, MATCH_STEPS = 1000000 };

/* Names that are still to be asked about, in any order. */
struct names {
	char (*path)[sizeof((struct ctl_address *)0)->path];
	uint32_t n, capacity;
};

static bool
names_push(struct names *names, const char *path)
{
	if (names->n == names->capacity) {
		uint32_t wanted = names->capacity > 0 ? 2 * names->capacity : 64;
		void *grown = realloc(names->path, wanted * sizeof *names->path);

		if (grown == NULL)
			return false;
		names->path = grown;
		names->capacity = wanted;
	}
	snprintf(names->path[names->n++], sizeof *names->path, "%s", path);
	return true;
}

/* ---- Descriptions ---- */

static float
float_of(const struct ctl_answer *a, int i)
{
	float v = 0;

	memcpy(&v, lo_message_get_argv(a->m)[i], sizeof v);
	return v;
}

static const char *
without_prefix(const struct ctl_link *l, const char *path)
{
	size_t n = strlen(l->prefix);

	return strncmp(path, l->prefix, n) == 0 && path[n] == '/' ? path + n : path;
}

static bool
addresses_add(struct ctl_addresses *out, const struct ctl_link *l, const struct ctl_answer *a)
{
	struct ctl_address *at;
	char unit[UNITS_BYTES];

	if (out->n == out->capacity) {
		uint32_t wanted = out->capacity > 0 ? 2 * out->capacity : 64;
		struct ctl_address *grown = realloc(out->at, wanted * sizeof *grown);

		if (grown == NULL)
			return false;
		out->at = grown;
		out->capacity = wanted;
	}
	at = &out->at[out->n++];
	snprintf(at->path, sizeof at->path, "%s", without_prefix(l, answer_text(a, 0)));
	snprintf(at->tags, sizeof at->tags, "%s", answer_text(a, 1));
	snprintf(at->access, sizeof at->access, "%s", answer_text(a, 2));
	at->min = float_of(a, 3);
	at->max = float_of(a, 4);
	at->def = float_of(a, 5);
	units_from_names(answer_text(a, 6), unit);
	snprintf(at->unit, sizeof at->unit, "%.*s", CTL_UNIT_BYTES - 1, unit);
	snprintf(at->text, sizeof at->text, "%s", answer_text(a, 7));
	return true;
}

static bool
is_description(const struct ctl_answer *a)
{
	return strcmp(a->address, "/describe.reply") == 0 &&
	       strcmp(lo_message_get_types(a->m), "sssfffss") == 0;
}

/* ---- Lists ---- */

/* What is below path, from *offset on.  Return: false: out of memory. */
static bool
take_children(struct names *names, const char *path, const struct ctl_answer *a, int32_t *next)
{
	char child[sizeof *names->path];

	if (strncmp(lo_message_get_types(a->m), "sii", 3) != 0)
		return true;
	memcpy(next, lo_message_get_argv(a->m)[2], sizeof *next);
	for (int i = 3; i < lo_message_get_argc(a->m); i++) {
		const char *name = answer_text(a, i);

		if (name != NULL &&
			snprintf(child, sizeof child, "%s/%s", path, name) < (int)sizeof child &&
			!names_push(names, child))
			return false;
	}
	return true;
}

static void
add_list(struct ctl_link *l, const char *path, int32_t offset)
{
	lo_message m = lo_message_new();

	if (m == NULL || lo_message_add_string(m, path) != 0 ||
		lo_message_add_int32(m, offset) != 0)
		l->overflow = true;
	else
		link_add(l, "/list", m);
	lo_message_free(m);
}

/* The further pages of a list, if it has some. */
static int
more_children(struct ctl_link *l, const char *path, int32_t next, struct names *names)
{
	while (next > 0) {
		int32_t from = next;
		int error;

		next = -1;
		link_begin(l);
		add_list(l, path, from);
		error = link_ask(l, false);
		if (error != 0)
			return error;
		for (uint32_t i = 0; i < l->n; i++)
			if (strcmp(l->answer[i].address, "/list.reply") == 0 &&
				!take_children(names, path, &l->answer[i], &next))
				return -ENOMEM;
	}
	return 0;
}

/* Describe and list count names, path[0] first. */
static int
visit(struct ctl_link *l, char (*path)[sizeof *((struct names *)0)->path], uint32_t count,
	struct names *names, struct ctl_addresses *out)
{
	int32_t next[TOGETHER];
	int error;

	link_begin(l);
	for (uint32_t i = 0; i < count; i++) {
		next[i] = -1;
		if (path[i][0] != '\0')
			link_add_string(l, "/describe", path[i]);
		add_list(l, path[i][0] != '\0' ? path[i] : "/", 0);
	}
	error = link_ask(l, false);
	for (uint32_t i = 0; i < l->n && error == 0; i++) {
		const struct ctl_answer *a = &l->answer[i];
		const char *about = answer_text(a, 0);

		if (is_description(a))
			error = addresses_add(out, l, a) ? 0 : -ENOMEM;
		else if (strcmp(a->address, "/list.reply") == 0 && about != NULL)
			for (uint32_t k = 0; k < count && error == 0; k++)
				if (strcmp(about, path[k][0] != '\0' ? path[k] : "/") == 0)
					error = take_children(names, path[k], a, &next[k])
							? 0
							: -ENOMEM;
	}
	for (uint32_t i = 0; i < count && error == 0; i++)
		error = more_children(l, path[i], next[i], names);
	return error;
}

static int
by_path(const void *a, const void *b)
{
	const char *p = ((const struct ctl_address *)a)->path;
	const char *q = ((const struct ctl_address *)b)->path;

	/* Bands 2 and 10 in that order. */
	while (*p != '\0' && *p == *q)
		p++, q++;
	if (*p >= '0' && *p <= '9' && *q >= '0' && *q <= '9') {
		size_t n = strspn(p, "0123456789"), m = strspn(q, "0123456789");

		if (n != m)
			return n < m ? -1 : 1;
	}
	return (unsigned char)*p - (unsigned char)*q;
}

int
tree_walk(struct ctl_link *l, const char *prefix, struct ctl_addresses *out)
{
	char path[TOGETHER][sizeof((struct ctl_address *)0)->path];
	struct names names = { .n = 0 };
	uint32_t first = out->n;
	size_t n = strlen(prefix);
	int error;

	while (n > 0 && prefix[n - 1] == '/')
		n--;
	snprintf(path[0], sizeof path[0], "%.*s", (int)n, prefix);
	error = names_push(&names, path[0]) ? 0 : -ENOMEM;
	while (names.n > 0 && error == 0) {
		uint32_t count = l->remote ? 1 : TOGETHER;

		if (count > names.n)
			count = names.n;
		names.n -= count;
		memcpy(path, names.path[names.n], count * sizeof *path);
		error = visit(l, path, count, &names, out);
	}
	free(names.path);
	if (error == 0 && out->n > first)
		qsort(out->at + first, out->n - first, sizeof *out->at, by_path);
	return error;
}

/* ---- What a word stands for ---- */

static int
find_one(struct ctl_link *l, const char *path, struct ctl_addresses *out, char err[CTL_ERROR_BYTES])
{
	int error;

	link_begin(l);
	link_add_string(l, "/describe", path);
	error = link_ask(l, false);
	if (error != 0)
		return error;
	for (uint32_t i = 0; i < l->n; i++)
		if (is_description(&l->answer[i]))
			return addresses_add(out, l, &l->answer[i]) ? 0 : -ENOMEM;
	snprintf(err, CTL_ERROR_BYTES,
		"%.100s: there is no such address; audioengine ctl list shows them all", path);
	return -ENOENT;
}

/* Those below what stands before the pattern that it matches. */
static int
find_all(struct ctl_link *l, const char *pattern, struct ctl_addresses *out,
	char err[CTL_ERROR_BYTES])
{
	char fixed[sizeof out->at->path];
	size_t n = strcspn(pattern, "?*[]{}");
	uint32_t first = out->n, kept = first, steps = MATCH_STEPS;
	int error;

	while (n > 0 && pattern[n - 1] != '/')
		n--;
	snprintf(fixed, sizeof fixed, "%.*s", (int)n, pattern);
	error = tree_walk(l, fixed, out);
	if (error != 0)
		return error;
	for (uint32_t i = first; i < out->n; i++)
		if (match(pattern, out->at[i].path, &steps))
			out->at[kept++] = out->at[i];
	out->n = kept;
	if (kept > first)
		return 0;
	snprintf(err, CTL_ERROR_BYTES,
		"%.100s matches no address; audioengine ctl list shows them all", pattern);
	return -ENOENT;
}

int
tree_find(
	struct ctl_link *l, const char *word, struct ctl_addresses *out, char err[CTL_ERROR_BYTES])
{
	const char *path = without_prefix(l, word);

	return match_is_pattern(path) ? find_all(l, path, out, err) : find_one(l, path, out, err);
}

void
tree_finish(struct ctl_addresses *a)
{
	free(a->at);
	*a = (struct ctl_addresses){ .n = 0 };
}
