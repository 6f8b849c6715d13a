/* SPDX-License-Identifier: GPL-2.0-or-later */
/* OSC 1.0 patterns: what they match, what they never match, and what they may cost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ui-osc/match.h"

enum { PLENTY = 1000 * 1000 };

static void
test_match_follows_osc_1_0(void **state)
{
	static const struct {
		const char *pattern, *address;
		bool matches;
	} row[] = {
		{ "/eq/gain", "/eq/gain", true },
		{ "/eq/gain", "/eq/gai", false },
		{ "/eq/gai", "/eq/gain", false },
		{ "", "/", false },
		{ "/", "/", true },
		{ "/?q/gain", "/eq/gain", true },
		{ "/??q/gain", "/eq/gain", false },
		{ "/eq?gain", "/eq/gain", false },
		{ "/*/gain", "/eq/gain", true },
		{ "/*/gain", "/eq/1/gain", false },
		{ "/e*n", "/eq/1/gain", false },
		{ "/eq/*/gain", "/eq/1/gain", true },
		{ "/eq/**/gain", "/eq/1/gain", true },
		{ "/eq/*", "/eq/", true },
		{ "*", "/", false },
		{ "/*", "/abc", true },
		{ "/*b*", "/abc", true },
		{ "/*bc", "/abcbc", true },
		{ "/a*c", "/abcd", false },
		{ "/band/[1-3]/q", "/band/2/q", true },
		{ "/band/[1-3]/q", "/band/4/q", false },
		{ "/band/[!1-3]/q", "/band/4/q", true },
		{ "/band/[!1-3]/q", "/band/2/q", false },
		{ "/band[!a]q", "/band/q", false },
		{ "/band/[13]", "/band/3", true },
		{ "/band/[1-]", "/band/-", true },
		{ "/band/[a!]", "/band/!", true },
		{ "/band/[]", "/band/1", false },
		{ "/band/[!]", "/band/1", true },
		{ "/band/[1", "/band/1", false },
		{ "/band/[1/]", "/band/1", false },
		{ "/{eq,load}", "/load", true },
		{ "/{eq,load}", "/eq", true },
		{ "/{eq,load}", "/margin", false },
		{ "/{eq,eqx}y", "/eqxy", true },
		{ "/{eqx,eq}y", "/eqy", true },
		{ "/eq{,s}", "/eq", true },
		{ "/eq{,s}", "/eqs", true },
		{ "/eq{s}", "/eqs", true },
		{ "/{eq,load", "/eq", false },
		{ "/{eq/gain}", "/eq/gain", false },
		{ "/{a,b}{c,d}", "/bd", true },
		{ "/*{a,b}?[x-z]", "/qqbqz", true },
		{ "/]", "/]", true },
		{ "/}", "/}", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		uint32_t steps = PLENTY;

		if (match(row[i].pattern, row[i].address, &steps) != row[i].matches)
			fail_msg("%s on %s", row[i].pattern, row[i].address);
	}
}

static void
test_match_knows_patterns(void **state)
{
	(void)state;
	assert_false(match_is_pattern("/eq/band/1/gain"));
	assert_true(match_is_pattern("/eq/*"));
	assert_true(match_is_pattern("/e?"));
	assert_true(match_is_pattern("/[a"));
	assert_true(match_is_pattern("/a]"));
	assert_true(match_is_pattern("/{a"));
	assert_true(match_is_pattern("/a}"));
}

/* These take liblo 0.31 a quarter of a second each, and four times more with each further star. */
static void
test_match_costs_no_more_than_the_product_of_lengths(void **state)
{
	static const char *const evil[] = { "/*a*a*a*a*a*a*a*a*c",
		"/*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?*?x",
		"/{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}c",
		"/*{,a}*{,a}*{,a}*{,a}*{,a}*{,a}*[a-z]*[!b]*{a,}*c",
		"/[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*c" };
	const char *address = "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";

	(void)state;
	for (size_t i = 0; i < sizeof evil / sizeof *evil; i++) {
		uint32_t steps = PLENTY;

		assert_false(match(evil[i], address, &steps));
		assert_true(PLENTY - steps <= (strlen(evil[i]) + 1) * (strlen(address) + 1));
		assert_true(steps > 0);
	}
}

static void
test_match_stops_when_its_steps_are_spent(void **state)
{
	char pattern[4096];
	uint32_t steps = 500;

	(void)state;
	memset(pattern, '*', sizeof pattern);
	pattern[0] = '/';
	pattern[sizeof pattern - 1] = '\0';
	assert_false(match(pattern, "/aaaaaaaaaa", &steps));
	assert_int_equal(steps, 0);
	assert_false(match("/a", "/a", &steps));
}

static void
test_match_refuses_addresses_beyond_its_word(void **state)
{
	char longest[MATCH_ADDRESS_MAX + 2];
	uint32_t steps = PLENTY;

	(void)state;
	memset(longest, 'a', sizeof longest);
	longest[0] = '/';
	longest[MATCH_ADDRESS_MAX] = '\0';
	assert_true(match("/*", longest, &steps));
	assert_true(match(longest, longest, &steps));
	longest[MATCH_ADDRESS_MAX] = 'a';
	longest[MATCH_ADDRESS_MAX + 1] = '\0';
	assert_false(match("/*", longest, &steps));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match_follows_osc_1_0),
		cmocka_unit_test(test_match_knows_patterns),
		cmocka_unit_test(test_match_costs_no_more_than_the_product_of_lengths),
		cmocka_unit_test(test_match_stops_when_its_steps_are_spent),
		cmocka_unit_test(test_match_refuses_addresses_beyond_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
