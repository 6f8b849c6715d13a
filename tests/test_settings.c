/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings as text, over the real nodes' tables: what is written comes back to the bit, what is
 * broken is refused, what is odd is told. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/settings/settings.h"

static const struct param_source nodes[] = { { .name = "input", .type = "input" },
	{ .name = "eq", .type = "eq8" }, { .name = "spectrum", .type = "spectrum" },
	{ .name = "output", .type = "output" } };

struct fixture {
	struct param_table t;
	struct settings s;
	struct preset_error err;
	char *text;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	*state = f;
	if (f == NULL || param_table_init(&f->t, nodes, 4) < 0 || settings_init(&f->s, &f->t) < 0)
		return -1;
	f->text = malloc(settings_bytes(&f->t));
	return f->text == NULL;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	settings_finish(&f->s);
	param_table_finish(&f->t);
	free(f->text);
	free(f);
	return 0;
}

static int
parse(struct fixture *f, const char *text)
{
	return settings_parse(&f->s, &f->t, text, strlen(text), &f->err);
}

static float
heard(struct fixture *f, const char *path)
{
	return f->s.heard.value[param_table_find(&f->t, path)];
}

static float
other(struct fixture *f, const char *path)
{
	return f->s.other.value[param_table_find(&f->t, path)];
}

/* Some value of a parameter, another one for each turn. */
static float
some_value(const struct param_info *info, uint32_t turn)
{
	float share = fmodf((float)turn * 0.618034f, 1);

	return param_fit(info, info->min + share * (info->max - info->min));
}

static void
test_settings_come_back_to_the_bit(void **state)
{
	struct fixture *f = *state;

	for (uint32_t turn = 0; turn < 50; turn++) {
		struct settings *s = &f->s;
		size_t n;

		for (uint32_t i = 0; i < f->t.n; i++) {
			s->heard.value[i] = some_value(f->t.entry[i].info, turn * 7 + i);
			s->other.value[i] = some_value(f->t.entry[i].info, turn * 3 + i);
		}
		strcpy(s->heard.preset, "K702 (mine)");
		s->heard.modified = turn % 2;
		s->heard.of_file = turn % 3;
		s->heard.bandwidth_oct[2] = 0.1f * (float)turn;
		s->other.preset[0] = '\0';
		n = settings_write(s, &f->t, f->text);
		assert_int_equal(strlen(f->text), n);
		assert_true(n < settings_bytes(&f->t));
		assert_int_equal(parse(f, f->text), 0);
		assert_int_equal(s->nwarnings, 0);
		for (uint32_t i = 0; i < f->t.n; i++) {
			const struct param_info *info = f->t.entry[i].info;

			if (info->keep == KEEP_NOTHING)
				assert_true(isnan(s->heard.value[i]));
			else
				assert_true(s->heard.value[i] == some_value(info, turn * 7 + i));
			if (info->keep == KEEP_EDIT)
				assert_true(s->other.value[i] == some_value(info, turn * 3 + i));
			else
				assert_true(isnan(s->other.value[i]));
		}
		assert_string_equal(s->heard.preset, "K702 (mine)");
		assert_int_equal(s->heard.modified, turn % 2);
		assert_int_equal(s->heard.of_file, turn % 3 != 0);
		assert_true(s->heard.bandwidth_oct[2] == 0.1f * (float)turn);
		assert_true(s->other.bandwidth_oct[2] == 0);
		assert_string_equal(s->other.preset, "");
	}
}

/* A file that ends anywhere but at its end is not taken. */
static void
test_settings_cut_anywhere_are_refused(void **state)
{
	struct fixture *f = *state;
	size_t n;

	for (uint32_t i = 0; i < f->t.n; i++)
		f->s.heard.value[i] = f->t.entry[i].info->def;
	n = settings_write(&f->s, &f->t, f->text);
	for (size_t cut = 0; cut < n - 1; cut++) {
		assert_int_equal(settings_parse(&f->s, &f->t, f->text, cut, &f->err), -EINVAL);
		assert_true(f->err.text[0] != '\0');
	}
	assert_int_equal(settings_parse(&f->s, &f->t, f->text, n - 1, &f->err), 0);
}

static void
test_settings_of_nobody_are_refused_with_a_reason(void **state)
{
	static const struct {
		const char *text, *reason;
	} rows[] = {
		{ "", "first line" },
		{ "\n", "first line" },
		{ "Preamp: -3 dB\nend\n", "first line" },
		{ "audioengine settings 2\nend\n", "later version" },
		{ "audioengine settings 10\nend\n", "later version" },
		{ "audioengine settings 1\n/eq/preamp -3\n", "cut off" },
		{ "audioengine settings 1\n/eq/preamp -3\nen", "cut off" },
	};
	static const char zeros[4096];
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(parse(f, rows[i].text), -EINVAL);
		assert_non_null(strstr(f->err.text, rows[i].reason));
	}
	/* What some file systems leave after a power cut. */
	assert_int_equal(settings_parse(&f->s, &f->t, zeros, sizeof zeros, &f->err), -EINVAL);
}

static void
test_settings_tell_what_is_odd_and_take_the_rest(void **state)
{
	static const struct {
		const char *line, *warning; /* NULL: none */
	} rows[] = {
		{ "/eq/preamp -3", NULL },
		{ "  ", NULL },
		{ "# a note", NULL },
		{ "/eq/preamp -3\r", NULL },
		{ "/eq/preamp -99", "out of range, -30" },
		{ "/eq/bands 12.6", "13" },
		{ "/eq/preamp", "no value" },
		{ "/eq/preamp nan", "no value" },
		{ "/eq/preamp 1e99", "no value" },
		{ "/eq/band/1/type XX", "no value" },
		{ "/eq/band/17/gain 1", "not known" },
		{ "/eq/gian 1", "not known" },
		{ "other /eq/bypass on", "not known" },
		{ "preset", "not understood" },
		{ "preset a\tb", "not understood" },
		{ "bandwidth 3 0.5", NULL },
		{ "bandwidth 0 0.5", "not understood" },
		{ "bandwidth 17 0.5", "not understood" },
		{ "bandwidth 3 -1", "not understood" },
		{ "bandwidth 3 nan", "not understood" },
		{ "file a/b.txt", NULL },
		{ "nonsense", "not understood" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[256];

		snprintf(text, sizeof text,
			"audioengine settings 1\n%s\n/eq/band/2/gain 2.5\nend\n", rows[i].line);
		assert_int_equal(parse(f, text), 0);
		assert_true(heard(f, "/eq/band/2/gain") == 2.5f);
		assert_int_equal(f->s.nwarnings, rows[i].warning != NULL);
		if (rows[i].warning != NULL) {
			assert_int_equal(f->s.warning[0].line, 2);
			assert_non_null(strstr(f->s.warning[0].text, rows[i].warning));
		}
	}
}

static void
test_settings_keep_both_slots_apart(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(parse(f, "audioengine settings 1\npreset A side\n/eq/preamp -3\n"
				  "/eq/band/1/type HP\n/eq/bypass on\nother preset B\n"
				  "other modified\nother /eq/preamp -4\nend\n"),
		0);
	assert_int_equal(f->s.nwarnings, 0);
	assert_true(heard(f, "/eq/preamp") == -3);
	assert_true(heard(f, "/eq/band/1/type") == EQ_HP);
	assert_true(heard(f, "/eq/bypass") == 1);
	assert_true(other(f, "/eq/preamp") == -4);
	assert_true(isnan(other(f, "/eq/band/1/type")));
	assert_string_equal(f->s.heard.preset, "A side");
	assert_false(f->s.heard.modified);
	assert_string_equal(f->s.other.preset, "B");
	assert_true(f->s.other.modified);
}

static void
test_settings_bound_their_warnings_and_lines(void **state)
{
	struct fixture *f = *state;
	char text[8192] = "audioengine settings 1\n";

	for (int i = 0; i < 100; i++)
		strcat(text, "what\n");
	memset(text + strlen(text), 'x', 1000);
	strcat(text, "\nend\n");
	assert_int_equal(parse(f, text), 0);
	assert_int_equal(f->s.nwarnings, 101);
	assert_int_equal(f->s.nwarnings_kept, SETTINGS_WARNINGS_KEPT);
}

/* A name that came from a file's name may be anything; it must not become a line of its own. */
static void
test_settings_leave_out_a_preset_name_that_is_no_line(void **state)
{
	struct fixture *f = *state;

	strcpy(f->s.heard.preset, "a\nend");
	settings_write(&f->s, &f->t, f->text);
	assert_string_equal(f->text, "audioengine settings 1\nend\n");
}

#define WITH(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(test_settings_come_back_to_the_bit),
		WITH(test_settings_cut_anywhere_are_refused),
		WITH(test_settings_of_nobody_are_refused_with_a_reason),
		WITH(test_settings_tell_what_is_odd_and_take_the_rest),
		WITH(test_settings_keep_both_slots_apart),
		WITH(test_settings_bound_their_warnings_and_lines),
		WITH(test_settings_leave_out_a_preset_name_that_is_no_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
