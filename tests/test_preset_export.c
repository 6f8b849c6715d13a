/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Presets as other programs read them: what is written comes back as the same curve. */
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

#include "config.h"
#include "control/presets/preset_export.h"
#include "control/presets/preset_import.h"

static const double RATE = 48000;

static char text[EXPORT_BYTES_MAX], said[PRESET_TEXT_BYTES];

static void
fill(struct preset *p)
{
	static const struct eq_band bands[] = { { true, EQ_LSC, 105, 7.1, 0.7 },
		{ true, EQ_PK, 20.125, -2.8, 0.23 }, { true, EQ_HSC, 10000, -1.2, 0.7071 },
		{ true, EQ_PK, 9328, 4, 11.5 }, { true, EQ_LS, 300, 6, 0.9 },
		{ true, EQ_HS, 5000, -5, 0.6 }, { false, EQ_PK, 50, 20, 1 } };

	memset(p, 0, sizeof *p);
	p->preamp_db = -8.25;
	for (size_t i = 0; i < sizeof bands / sizeof *bands; i++)
		p->filter[p->nfilters++].band = bands[i];
	p->filter[p->nfilters].band = (struct eq_band){ true, EQ_PK, 3000, 3, 1 };
	p->filter[p->nfilters++].bandwidth_oct = 0.5;
	snprintf(p->title, sizeof p->title, "A \"title\": with \\ and # in it");
}

static void
fill_passes(struct preset *p)
{
	static const struct eq_band bands[] = { { true, EQ_HP, 30, 0, 0.7071 },
		{ true, EQ_LP, 16000, 0, 0.6 }, { true, EQ_NO, 1000, 0, 4 },
		{ true, EQ_BP, 2000, 0, 0.1 }, { true, EQ_AP, 500, 0, 1 } };

	memset(p, 0, sizeof *p);
	for (size_t i = 0; i < sizeof bands / sizeof *bands; i++)
		p->filter[p->nfilters++].band = bands[i];
}

static int
write_as(const struct preset *p, enum preset_format f, struct preset_error *err)
{
	return preset_export(p, f, RATE, "/a/b.txt", text, sizeof text, said, err);
}

static void
comes_back(const struct preset *p, enum preset_format f)
{
	struct preset_import *in = calloc(1, sizeof *in);
	struct preset_error err;
	int n = write_as(p, f, &err);

	assert_non_null(in);
	if (n < 0 || preset_import(text, (size_t)n, in, &err) < 0)
		fail_msg("%s: %s\n%s", preset_format_name(f), err.text, text);
	for (int i = 0; i <= 500; i++) {
		double hz = 20 * pow(1000, i / 500.0), was, is;

		preset_response(p, RATE, &hz, &was, 1);
		preset_response(&in->preset, RATE, &hz, &is, 1);
		if (fabs(was - is) > 0.01 && was > -60)
			fail_msg("%s at %g Hz: %g, not %g", preset_format_name(f), hz, is, was);
	}
	free(in);
}

static void
test_export_comes_back_as_the_same_curve(void **state)
{
	struct preset p;

	(void)state;
	for (int f = 0; f < PRESET_NFORMATS; f++) {
#ifndef HAVE_YAML
		if (f == FORMAT_CAMILLADSP)
			continue;
#endif
		fill(&p);
		comes_back(&p, (enum preset_format)f);
		fill_passes(&p);
		if (f != FORMAT_PIPEWIRE)
			comes_back(&p, (enum preset_format)f);
	}
}

static void
test_export_knows_its_formats(void **state)
{
	(void)state;
	for (int f = 0; f < PRESET_NFORMATS; f++)
		assert_int_equal(preset_format_parse(preset_format_name((enum preset_format)f)), f);
	assert_int_equal(preset_format_parse("wav"), -1);
}

static void
test_export_refuses_what_pipewire_would_skip(void **state)
{
	struct preset_error err;
	struct preset p;

	(void)state;
	fill_passes(&p);
	assert_int_equal(write_as(&p, FORMAT_PIPEWIRE, &err), -EINVAL);
	assert_non_null(strstr(err.text, "skip"));
	p.nfilters = 0;
	assert_int_equal(write_as(&p, FORMAT_EASYEFFECTS, &err), -EINVAL);
}

/* A shelf of +6 dB at 300 Hz and Q 1.2 is 1.85 dB off in PipeWire; one of Q 0.7 hardly. */
static void
test_export_states_how_far_pipewire_is_off(void **state)
{
	struct preset p = { .nfilters = 1 };
	struct preset_error err;
	double off = 0;

	(void)state;
	p.filter[0].band = (struct eq_band){ true, EQ_LSC, 300, 6, 0.7 };
	assert_true(write_as(&p, FORMAT_PIPEWIRE, &err) > 0);
	assert_string_equal(said, "");
	p.filter[0].band.q = 1.2;
	assert_true(write_as(&p, FORMAT_PIPEWIRE, &err) > 0);
	assert_int_equal(sscanf(said, "PipeWire's curve will be up to %lf dB", &off), 1);
	assert_true(fabs(off - 1.85) < 0.02);
}

static void
test_export_to_pipewire_has_the_preamp_first_and_the_stanza_behind(void **state)
{
	struct preset_error err;
	struct preset p;
	char *line;

	(void)state;
	fill(&p);
	assert_true(write_as(&p, FORMAT_PIPEWIRE, &err) > 0);
	assert_memory_equal(text, "Preamp: -8.25 dB\n", 17);
	line = strstr(text, "libpipewire-module-parametric-equalizer");
	assert_non_null(line);
	assert_non_null(strstr(line, "\"/a/b.txt\""));
	while (line > text && line[-1] != '\n')
		line--;
	assert_int_equal(*line, '#');
}

static void
test_export_says_that_a_matched_design_is_ours(void **state)
{
	struct preset_error err;
	struct preset p;

	(void)state;
	fill(&p);
	p.design = EQ_MATCHED;
	assert_true(write_as(&p, FORMAT_EASYEFFECTS, &err) > 0);
	assert_non_null(strstr(said, "matched"));
}

static void
test_export_never_writes_behind_its_buffer(void **state)
{
	struct preset_error err;
	struct preset p;

	(void)state;
	fill(&p);
	for (int f = 0; f < PRESET_NFORMATS; f++) {
		int n = write_as(&p, (enum preset_format)f, &err);

		for (int size = 1; size <= n; size += size < 64 ? 1 : 97) {
			char *tight = malloc((size_t)size);

			assert_non_null(tight);
			assert_int_equal(preset_export(&p, (enum preset_format)f, RATE, "/a/b.txt",
						 tight, (size_t)size, said, &err),
				-ENOSPC);
			free(tight);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_export_comes_back_as_the_same_curve),
		cmocka_unit_test(test_export_knows_its_formats),
		cmocka_unit_test(test_export_refuses_what_pipewire_would_skip),
		cmocka_unit_test(test_export_states_how_far_pipewire_is_off),
		cmocka_unit_test(
			test_export_to_pipewire_has_the_preamp_first_and_the_stanza_behind),
		cmocka_unit_test(test_export_says_that_a_matched_design_is_ours),
		cmocka_unit_test(test_export_never_writes_behind_its_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
