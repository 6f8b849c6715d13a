/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The address space over the real nodes' tables. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "control/param_table.h"
#include "engine/node.h"

static const char *const own_choice[] = { "A", "B", NULL };
static const struct param_info own[] = { { "own", "", 0, 1, 1, SCALE_CHOICE, own_choice,
	"of no node", KEEP_STATE } };
static const struct param_source nodes[] = { { .name = "input", .type = "input" },
	{ .name = "eq", .type = "eq8" }, { .name = "spectrum", .type = "spectrum" },
	{ .name = "nowhere", .type = "no-such-type" },
	{ .name = "eq", .params = own, .nparams = 1 } };

static int
setup(void **state)
{
	static struct param_table table;

	*state = &table;
	return param_table_init(&table, nodes, 5);
}

static int
teardown(void **state)
{
	param_table_finish(*state);
	return 0;
}

static void
test_param_finds_every_path_and_no_other(void **state)
{
	const struct param_table *t = *state;

	assert_true(t->n > 0);
	for (uint32_t i = 0; i < t->n; i++)
		assert_int_equal(param_table_find(t, t->entry[i].path), i);
	assert_int_equal(param_table_find(t, ""), -ENOENT);
	assert_int_equal(param_table_find(t, "/eq/band/3/gai"), -ENOENT);
	assert_int_equal(param_table_find(t, "/zz"), -ENOENT);
}

static void
test_param_starts_at_the_defaults_of_its_tables(void **state)
{
	const struct param_table *t = *state;

	for (uint32_t i = 0; i < t->n; i++)
		assert_true(t->value[i] == t->entry[i].info->def);
}

static void
test_param_clamps_rounds_and_refuses_what_is_not_finite(void **state)
{
	static const struct {
		const char *path;
		float value, becomes;
	} rows[] = {
		{ "/eq/band/3/gain", 1000, 30 },
		{ "/eq/band/3/gain", -1000, -30 },
		{ "/eq/band/3/gain", -4.5f, -4.5f },
		{ "/eq/bypass", 0.6f, 1 },
		{ "/eq/bypass", -3, 0 },
		{ "/eq/band/1/type", 2.2f, 2 },
		{ "/eq/band/1/type", 99, 9 },
		{ "/spectrum/points", 99, 5 },
		{ "/spectrum/average", -1, 0 },
	};
	struct param_table *t = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int index = param_table_find(t, rows[i].path);

		assert_true(index >= 0);
		assert_int_equal(param_table_set(t, (uint32_t)index, rows[i].value), 0);
		if (t->value[index] != rows[i].becomes)
			fail_msg("%s = %g", rows[i].path, (double)t->value[index]);
	}
	assert_int_equal(param_table_set(t, 0, NAN), -EINVAL);
	assert_int_equal(param_table_set(t, 0, INFINITY), -EINVAL);
	assert_int_equal(param_table_set(t, t->n, 0), -ENOENT);
}

static void
test_param_marks_a_node_only_when_a_value_changes(void **state)
{
	struct param_table *t = *state;
	int gain = param_table_find(t, "/eq/band/2/gain");

	for (uint32_t i = 0; i < t->nnodes; i++)
		t->node[i].changed = false;
	param_table_set(t, (uint32_t)gain, t->value[gain]);
	assert_false(t->node[1].changed);
	param_table_set(t, (uint32_t)gain, 3);
	assert_true(t->node[1].changed);
	assert_false(t->node[0].changed);
	param_table_touch(t);
	assert_true(t->node[0].changed);
}

/* Two sources of one name are one part of the address space; the node is the first. */
static void
test_param_takes_parameters_that_belong_to_no_node(void **state)
{
	struct param_table *t = *state;
	int at = param_table_find(t, "/eq/own");

	assert_true(at >= 0);
	assert_string_equal(t->entry[at].info->text, "of no node");
	assert_int_equal(t->entry[at].node, 4);
	assert_ptr_equal(param_table_node(t, "eq"), &t->node[1]);
	t->node[1].changed = false;
	param_table_set(t, (uint32_t)at, 0);
	assert_true(t->value[at] == 0);
	assert_false(t->node[1].changed);
	param_table_set(t, (uint32_t)at, 1);
}

static void
test_param_reads_values_as_people_write_them(void **state)
{
	static const struct {
		const char *path, *text;
		float value;
		int result;
	} rows[] = {
		{ "/eq/band/1/gain", "-4.5", -4.5f, 0 },
		{ "/eq/band/1/gain", "loud", 0, -EINVAL },
		{ "/eq/band/1/gain", "3dB", 0, -EINVAL },
		{ "/eq/band/1/gain", "", 0, -EINVAL },
		{ "/eq/band/1/gain", "inf", 0, -EINVAL },
		{ "/eq/band/1/type", "hsc", 2, 0 },
		{ "/eq/band/1/type", "3", 3, 0 },
		{ "/eq/band/1/type", "XX", 0, -EINVAL },
		{ "/spectrum/points", "4096", 2, 0 },
		{ "/spectrum/points", "5", 5, 0 },
		{ "/spectrum/points", "5000", 0, -EINVAL },
		{ "/spectrum/points", "-1", 0, -EINVAL },
		{ "/spectrum/overlap", "87.5", 3, 0 },
		{ "/spectrum/window", "Flat-Top", 2, 0 },
		{ "/spectrum/tap", "pre", 1, 0 },
		{ "/eq/bypass", "on", 1, 0 },
		{ "/eq/bypass", "off", 0, 0 },
		{ "/eq/bypass", "1", 1, 0 },
	};
	const struct param_table *t = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct param_info *info = t->entry[param_table_find(t, rows[i].path)].info;
		float value;
		int r = param_read(info, rows[i].text, &value);

		if (r != rows[i].result || (r == 0 && value != rows[i].value))
			fail_msg("%s=%s", rows[i].path, rows[i].text);
	}
}

static void
test_param_hints_at_the_nearest_path(void **state)
{
	const struct param_table *t = *state;

	assert_string_equal(param_table_nearest(t, "/eq/band/3/gian"), "/eq/band/3/gain");
	assert_string_equal(param_table_nearest(t, "/eq/preamb"), "/eq/preamp");
	assert_null(param_table_nearest(t, "/completely/different/thing"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_param_finds_every_path_and_no_other, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_param_starts_at_the_defaults_of_its_tables, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_param_clamps_rounds_and_refuses_what_is_not_finite, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_param_marks_a_node_only_when_a_value_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_param_reads_values_as_people_write_them, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_param_takes_parameters_that_belong_to_no_node, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_param_hints_at_the_nearest_path, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
