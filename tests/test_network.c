/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Networks as text, and what is in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>

#include "control/network.h"

static struct host_address
host(const char *text)
{
	struct network n;

	assert_int_equal(network_parse(text, &n), 0);
	return n.address;
}

static void
test_networks_are_read_and_written(void **state)
{
	static const struct {
		const char *text, *written; /* NULL: not a network */
	} row[] = {
		{ "192.168.1.0/24", "192.168.1.0/24" },
		{ "192.168.1.77/24", "192.168.1.0/24" },
		{ "10.0.0.1", "10.0.0.1" },
		{ "10.0.0.1/32", "10.0.0.1" },
		{ "0.0.0.0/0", "0.0.0.0/0" },
		{ "172.16.5.4/12", "172.16.0.0/12" },
		{ "fe80::1/10", "fe80::/10" },
		{ "2001:db8::1", "2001:db8::1" },
		{ "::/0", "::/0" },
		{ "::ffff:10.0.0.1", "10.0.0.1" },
		{ "10.0.0.0/33", NULL },
		{ "fe80::/129", NULL },
		{ "10.0.0.0/", NULL },
		{ "10.0.0.0/-1", NULL },
		{ "10.0.0.0/8x", NULL },
		{ "10.0.0.0/ 8", NULL },
		{ "10.0.0", NULL },
		{ "example.org", NULL },
		{ "", NULL },
		{ "/8", NULL },
		{ "fe80::1%eth0/64", NULL },
		{ "1111:2222:3333:4444:5555:6666:7777:8888:9999/128", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct network n;
		char text[NETWORK_TEXT_BYTES];
		int error = network_parse(row[i].text, &n);

		if ((error == 0) != (row[i].written != NULL))
			fail_msg("%s: %d", row[i].text, error);
		if (error != 0)
			continue;
		network_text(&n, text);
		assert_string_equal(text, row[i].written);
	}
}

static void
test_several_networks_are_separated_by_commas(void **state)
{
	char many[NETWORKS_MAX * 10 + 16] = "10.0.0.1";
	struct networks n;

	(void)state;
	assert_int_equal(networks_parse("10.0.0.0/8,fd00::/8", &n), 0);
	assert_int_equal(n.n, 2);
	assert_int_equal(networks_parse("10.0.0.0/8,", &n), -EINVAL);
	assert_int_equal(networks_parse(",10.0.0.0/8", &n), -EINVAL);
	assert_int_equal(networks_parse("10.0.0.0/8, fd00::/8", &n), -EINVAL);
	for (int i = 1; i < NETWORKS_MAX; i++)
		strcat(many, ",10.0.0.1");
	assert_int_equal(networks_parse(many, &n), 0);
	strcat(many, ",10.0.0.1");
	assert_int_equal(networks_parse(many, &n), -EINVAL);
}

static void
test_a_network_holds_its_hosts(void **state)
{
	static const struct {
		const char *network, *host;
		bool holds, broadcast;
	} row[] = {
		{ "192.168.1.0/24", "192.168.1.9", true, false },
		{ "192.168.1.0/24", "192.168.1.255", true, true },
		{ "192.168.1.0/24", "192.168.2.9", false, false },
		{ "192.168.1.0/25", "192.168.1.127", true, true },
		{ "192.168.1.128/25", "192.168.1.127", false, false },
		{ "192.168.1.4/31", "192.168.1.5", true, false },
		{ "192.168.1.4", "192.168.1.4", true, false },
		{ "0.0.0.0/0", "8.8.8.8", true, false },
		{ "0.0.0.0/0", "2001:db8::1", false, false },
		{ "::/0", "2001:db8::1", true, false },
		{ "::/0", "8.8.8.8", false, false },
		{ "10.0.0.0/8", "::ffff:10.1.2.3", true, false },
		{ "fe80::/10", "fe80::1234", true, false },
		{ "fe80::/10", "fd80::1234", false, false },
		{ "fd00::/120", "fd00::ff", true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct host_address h = host(row[i].host);
		struct network n;

		assert_int_equal(network_parse(row[i].network, &n), 0);
		if (network_holds(&n, &h) != row[i].holds ||
			network_is_broadcast(&n, &h) != row[i].broadcast)
			fail_msg("%s in %s", row[i].host, row[i].network);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_networks_are_read_and_written),
		cmocka_unit_test(test_several_networks_are_separated_by_commas),
		cmocka_unit_test(test_a_network_holds_its_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
