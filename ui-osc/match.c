/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bit i of a set stands for "the pattern so far can end before character i of
 * the address".  Each piece of the pattern turns one set into the next; an
 * empty set ends the match early.
 */
#include "ui-osc/match.h"

#include <string.h>

struct matcher {
	const char *text;
	uint32_t len;
	uint32_t *steps;
};

/* Pay for n characters.  Return: false: nothing left. */
static bool
spend(struct matcher *m, uint32_t n)
{
	if (*m->steps <= n) {
		*m->steps = 0;
		return false;
	}
	*m->steps -= n;
	return true;
}

static uint64_t
after_literal(const struct matcher *m, uint64_t set, char c)
{
	uint64_t next = 0;

	for (; set != 0; set &= set - 1) {
		uint32_t i = (uint32_t)__builtin_ctzll(set);

		if (i < m->len && m->text[i] == c)
			next |= UINT64_C(2) << i;
	}
	return next;
}

static uint64_t
after_any(const struct matcher *m, uint64_t set)
{
	uint64_t next = 0;

	for (; set != 0; set &= set - 1) {
		uint32_t i = (uint32_t)__builtin_ctzll(set);

		if (i < m->len && m->text[i] != '/')
			next |= UINT64_C(2) << i;
	}
	return next;
}

static uint64_t
after_star(const struct matcher *m, uint64_t set)
{
	for (uint32_t i = (uint32_t)__builtin_ctzll(set); i < m->len; i++)
		if ((set >> i & 1) != 0 && m->text[i] != '/')
			set |= UINT64_C(2) << i;
	return set;
}

/* Is c in the class whose text is from .. end, without brackets and '!'? */
static bool
class_has(const char *from, const char *end, char c)
{
	for (; from < end; from++) {
		if (end - from > 2 && from[1] == '-') {
			if (c >= from[0] && c <= from[2])
				return true;
			from += 2;
		} else if (*from == c) {
			return true;
		}
	}
	return false;
}

/* pattern: after the '['.  Return: what follows the ']', NULL: never closed or out of steps. */
static const char *
after_class(struct matcher *m, const char *pattern, uint64_t set, uint64_t *next)
{
	bool negated = *pattern == '!';
	const char *from = pattern + negated, *end = from + strcspn(from, "]/");

	*next = 0;
	if (*end != ']')
		return NULL;
	for (; set != 0; set &= set - 1) {
		uint32_t i = (uint32_t)__builtin_ctzll(set);

		if (i >= m->len || m->text[i] == '/')
			continue;
		if (!spend(m, (uint32_t)(end - from) + 1))
			return NULL;
		if (class_has(from, end, m->text[i]) != negated)
			*next |= UINT64_C(2) << i;
	}
	return end + 1;
}

/* pattern: after the '{'.  Return: what follows the '}', or NULL as above. */
static const char *
after_choice(struct matcher *m, const char *pattern, uint64_t set, uint64_t *next)
{
	uint64_t branch = set;

	*next = 0;
	for (; *pattern != '\0' && *pattern != '/'; pattern++) {
		if (!spend(m, (uint32_t)__builtin_popcountll(branch) + 1))
			return NULL;
		if (*pattern == ',' || *pattern == '}') {
			*next |= branch;
			branch = set;
			if (*pattern == '}')
				return pattern + 1;
		} else {
			branch = after_literal(m, branch, *pattern);
		}
	}
	return NULL;
}

bool
match_is_pattern(const char *address)
{
	return strpbrk(address, "?*[]{}") != NULL;
}

bool
match(const char *pattern, const char *address, uint32_t *steps)
{
	size_t len = strlen(address);
	struct matcher m = { .text = address, .len = (uint32_t)len, .steps = steps };
	uint64_t set = 1;

	if (len > MATCH_ADDRESS_MAX)
		return false;
	while (*pattern != '\0') {
		char c = *pattern++;

		if (set == 0)
			return false;
		if (!spend(&m, c == '*' ? m.len + 1 : (uint32_t)__builtin_popcountll(set)))
			return false;
		if (c == '?')
			set = after_any(&m, set);
		else if (c == '*')
			set = after_star(&m, set);
		else if (c == '[')
			pattern = after_class(&m, pattern, set, &set);
		else if (c == '{')
			pattern = after_choice(&m, pattern, set, &set);
		else
			set = after_literal(&m, set, c);
		if (pattern == NULL)
			return false;
	}
	return (set >> m.len & 1) != 0;
}
