/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The presets that come with the program: form, headroom, and what their comments promise. */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/presets/preset_store.h"
#include "control/presets/preset_write.h"

enum { NAMES_MAX = 64, TEXT_BYTES = 16384 };

struct shipped {
	uint32_t n;
	char name[NAMES_MAX][PRESET_NAME_BYTES];
	char text[NAMES_MAX][TEXT_BYTES];
	struct preset preset[NAMES_MAX];
};

static const char *
source(void)
{
	const char *top = getenv("top_srcdir");

	return top != NULL ? top : "..";
}

static void
read_file(const char *name, char text[TEXT_BYTES])
{
	char path[4096];
	FILE *f;
	size_t n;

	snprintf(path, sizeof path, "%s/presets/%s", source(), name);
	f = fopen(path, "r");
	assert_non_null(f);
	n = fread(text, 1, TEXT_BYTES - 1, f);
	assert_true(n < TEXT_BYTES - 1);
	text[n] = '\0';
	fclose(f);
}

static int
setup(void **state)
{
	struct shipped *s = calloc(1, sizeof *s);
	char path[4096];
	const struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof path, "%s/presets", source());
	dir = opendir(path);
	if (s == NULL || dir == NULL)
		return -1;
	while ((entry = readdir(dir)) != NULL) {
		size_t n = strlen(entry->d_name);
		struct preset_error err;

		if (n < 4 || strcmp(entry->d_name + n - 4, ".txt") != 0)
			continue;
		assert_true(s->n < NAMES_MAX);
		snprintf(s->name[s->n], PRESET_NAME_BYTES, "%.*s", (int)n - 4, entry->d_name);
		read_file(entry->d_name, s->text[s->n]);
		if (preset_parse(s->text[s->n], strlen(s->text[s->n]), &s->preset[s->n], &err) < 0)
			fail_msg("%s:%u: %s", entry->d_name, err.line, err.text);
		s->n++;
	}
	closedir(dir);
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	free(*state);
	return 0;
}

static void
test_presets_shipped_are_ten_or_more_and_installed(void **state)
{
	struct shipped *s = *state;
	static char list[TEXT_BYTES];

	assert_true(s->n >= 10);
	read_file("local.mk", list);
	for (uint32_t i = 0; i < s->n; i++) {
		char file[128];

		snprintf(file, sizeof file, "presets/%s.txt", s->name[i]);
		if (!preset_name_ok(s->name[i]) || strstr(list, file) == NULL)
			fail_msg("%s", file);
	}
}

/* Lines of the writer; all other comments are for people. */
static bool
is_free_comment(const char *line)
{
	static const char *const ours[] = { "# audioengine preset",
		"# Title:", "# Source:", "# Design:" };

	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (strncmp(line, ours[i], strlen(ours[i])) == 0)
			return false;
	return *line == '#';
}

static void
test_presets_shipped_are_in_the_strict_form_to_the_byte(void **state)
{
	struct shipped *s = *state;

	for (uint32_t i = 0; i < s->n; i++) {
		static char rest[TEXT_BYTES];
		char strict[PRESET_WRITE_BYTES];
		uint32_t ncomments = 0;
		const char *p = s->text[i];

		if (s->preset[i].nwarnings > 0)
			fail_msg("%s: %s", s->name[i], s->preset[i].warning[0].text);
		*rest = '\0';
		for (size_t n; *p != '\0'; p += n) {
			n = strcspn(p, "\n") + 1;
			assert_true(p[n - 1] == '\n');
			if (is_free_comment(p))
				ncomments++;
			else
				strncat(rest, p, n);
		}
		assert_true(preset_write(&s->preset[i], 48000, strict, sizeof strict) > 0);
		assert_string_equal(rest, strict);
		if (ncomments < 3 || *s->preset[i].title == '\0' ||
			strstr(s->text[i], "\n# License: CC0\n") == NULL)
			fail_msg("%s does not say what it is for", s->name[i]);
	}
}

static double
response_db(const struct preset *p, double freq_hz, double rate_hz)
{
	struct eq_settings settings;
	struct eq_coefficients c;

	preset_settings(p, rate_hz, &settings);
	eq_design(&c, &settings, rate_hz);
	return eq_response_db(&c, freq_hz, rate_hz);
}

/* And has no more headroom than it needs. */
static void
test_presets_shipped_stay_below_0_db_at_every_rate(void **state)
{
	static const double rates[] = { 44100, 48000, 88200, 96000, 192000 };
	struct shipped *s = *state;

	for (uint32_t i = 0; i < s->n; i++) {
		double top = -300;

		for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
			struct eq_settings settings;
			struct eq_coefficients c;

			preset_settings(&s->preset[i], rates[r], &settings);
			eq_design(&c, &settings, rates[r]);
			for (double f = 5; f < rates[r] / 2; f *= 1.003)
				top = fmax(top, eq_response_db(&c, f, rates[r]));
		}
		if (top > 1e-6 || (s->preset[i].preamp_db < 0 && top < -0.02))
			fail_msg("%s: at most %g dB", s->name[i], top);
	}
}

static const struct preset *
find(const struct shipped *s, const char *name)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (strcmp(s->name[i], name) == 0)
			return &s->preset[i];
	fail_msg("no %s", name);
	return NULL;
}

/* The level that a tone needs at 60 phon, less that at 80, against that at 1 kHz: ISO 226:2003,
 * equation 1 with its table 1. */
static void
test_preset_loudness_follows_iso_226(void **state)
{
	static const struct {
		double freq_hz, db;
	} rows[] = { { 25, 10.00 }, { 31.5, 9.43 }, { 40, 8.84 }, { 50, 8.24 }, { 63, 7.58 },
		{ 80, 6.88 }, { 100, 6.18 }, { 125, 5.47 }, { 160, 4.66 }, { 200, 3.95 },
		{ 250, 3.23 }, { 315, 2.50 }, { 400, 1.77 }, { 500, 1.19 }, { 630, 0.64 },
		{ 800, 0.22 }, { 1000, 0 }, { 1250, -0.33 }, { 1600, -0.55 }, { 2000, -0.62 },
		{ 2500, -0.63 }, { 3150, -0.65 }, { 4000, -0.74 }, { 5000, -0.73 }, { 6300, -0.45 },
		{ 8000, 0.26 }, { 10000, 1.42 }, { 12500, 3.22 } };
	const struct preset *p = find(*state, "loudness");
	double at_1k = response_db(p, 1000, 48000);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double db = response_db(p, rows[i].freq_hz, 48000) - at_1k;

		if (fabs(db - rows[i].db) > 1)
			fail_msg(
				"%g Hz: %g dB, ISO 226 has %g dB", rows[i].freq_hz, db, rows[i].db);
	}
}

static void
test_presets_shipped_do_what_they_say(void **state)
{
	static const struct {
		const char *name;
		double freq_hz, db, tolerance_db; /* without the preamp */
	} rows[] = {
		{ "flat", 100, 0, 0 },
		{ "vinyl-rumble", 40, -0.02, 0.01 },
		{ "vinyl-rumble", 20, -3, 0.1 },
		{ "vinyl-rumble", 10, -24, 0.3 },
		{ "hum-50hz", 50, -200, 100 },
		{ "hum-50hz", 350, -200, 100 },
		{ "hum-50hz", 1000, 0, 0.05 },
		{ "hum-60hz", 60, -200, 100 },
		{ "hum-60hz", 420, -200, 100 },
		{ "hum-60hz", 30, 0, 0.1 },
		{ "phone-check", 150, -24, 1 },
		{ "phone-check", 1000, 0, 0.1 },
		{ "phone-check", 6800, -25, 2 },
		{ "night", 60, -7.5, 0.5 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct preset *p = find(*state, rows[i].name);
		double db = response_db(p, rows[i].freq_hz, 48000) - p->preamp_db;

		if (fabs(db - rows[i].db) > rows[i].tolerance_db)
			fail_msg("%s: %g dB at %g Hz", rows[i].name, db, rows[i].freq_hz);
	}
	for (double f = 62.5; f < 16000; f *= 2) { /* a dB an octave */
		const struct preset *p = find(*state, "warm-tilt");
		double db = response_db(p, f, 48000) - response_db(p, 2 * f, 48000);

		if (f > 100 && f < 8000 && fabs(db - 1) > 0.5)
			fail_msg("warm-tilt: %g dB from %g Hz to %g Hz", db, f, 2 * f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_presets_shipped_are_ten_or_more_and_installed),
		cmocka_unit_test(test_presets_shipped_are_in_the_strict_form_to_the_byte),
		cmocka_unit_test(test_presets_shipped_stay_below_0_db_at_every_rate),
		cmocka_unit_test(test_preset_loudness_follows_iso_226),
		cmocka_unit_test(test_presets_shipped_do_what_they_say),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
