/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What we write, before the eyes of other programs' readers.  Those programs
 * are not run here: PipeWire reads such files since 1.0.6 only, Equalizer APO
 * on Windows only.  In their place stand small readers of our own that restate
 * what theirs accept, PipeWire's scanf format and its field widths, Equalizer
 * APO's and EasyEffects' regular expressions, and what each takes from them.
 */
#include <math.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "control/presets/preset_write.h"

enum { NFILTERS_MAX = 64, LINE_BYTES = 128 };

struct seen {
	char type[32];
	double freq_hz, gain_db, q;
};

struct reading {
	double preamp_db;
	uint32_t n;
	struct seen filter[NFILTERS_MAX];
};

static bool
is_number(const char *text)
{
	char *end;

	strtod(text, &end);
	return end != text && *end == '\0';
}

static double
number(const char *text)
{
	if (!is_number(text))
		fail_msg("\"%s\" is not a number", text);
	return strtod(text, NULL);
}

/* The next line without its end.  Return: where the one after begins, NULL: there is none. */
static const char *
next_line(const char *text, char line[LINE_BYTES])
{
	size_t n = strcspn(text, "\n");

	if (*text == '\0')
		return NULL;
	assert_true(n < LINE_BYTES);
	memcpy(line, text, n);
	line[n] = '\0';
	return text + n + (text[n] == '\n');
}

/* ---- PipeWire: the builtin param_eq and module-parametric-equalizer ---- */

/* Line 1 is the preamp whatever it says; of all others only those that fill five fields and are
 * ON and of three types. */
static void
read_as_pipewire(const char *text, struct reading *out)
{
	char line[LINE_BYTES], on[4], type[4], freq[9], gain[7], q[7];

	memset(out, 0, sizeof *out);
	text = next_line(text, line);
	if (text != NULL && sscanf(line, "%*s %6s %*s", gain) == 1)
		out->preamp_db = strtod(gain, NULL);
	while (text != NULL && (text = next_line(text, line)) != NULL) {
		if (sscanf(line, "%*s %*d: %3s %3s %*s %8s %*s %*s %6s %*s %*c %6s", on, type, freq,
			    gain, q) != 5 ||
			strcmp(on, "ON") != 0)
			continue;
		if (strcmp(type, "PK") != 0 && strcmp(type, "LSC") != 0 && strcmp(type, "HSC") != 0)
			continue;
		if (!is_number(freq) || !is_number(gain) || !is_number(q))
			continue;
		strcpy(out->filter[out->n].type, type);
		out->filter[out->n].freq_hz = number(freq);
		out->filter[out->n].gain_db = number(gain);
		out->filter[out->n++].q = number(q);
	}
}

/* ---- By regular expressions ---- */

/* Group 1 of the first match.  Return: false: none. */
static bool
search(int flags, const char *pattern, const char *text, char group[32], const char **rest)
{
	regmatch_t match[2];
	regex_t re;
	bool found;

	assert_int_equal(regcomp(&re, pattern, REG_EXTENDED | flags), 0);
	found = regexec(&re, text, 2, match, 0) == 0;
	regfree(&re);
	if (!found)
		return false;
	snprintf(group, 32, "%.*s", (int)(match[1].rm_eo - match[1].rm_so), text + match[1].rm_so);
	if (rest != NULL)
		*rest = text + match[0].rm_eo;
	return true;
}

/* Equalizer APO: command before the colon, type, then each field wherever it stands. */
static void
read_as_equalizer_apo(const char *text, struct reading *out)
{
	char line[LINE_BYTES], word[32];

	memset(out, 0, sizeof *out);
	while ((text = next_line(text, line)) != NULL) {
		struct seen *s = &out->filter[out->n];
		const char *colon = strchr(line, ':'), *rest;

		if (colon == NULL)
			continue;
		if (strncmp(line, "Preamp", 6) == 0 &&
			search(0, "^[[:space:]]*([-+0-9.eE]+)[[:space:]]*dB", colon + 1, word,
				NULL))
			out->preamp_db += number(word);
		if (strncmp(line, "Filter", 6) != 0 ||
			!search(0, "^[[:space:]]*ON[[:space:]]+([A-Za-z]+)", colon + 1, s->type,
				&rest))
			continue;
		assert_true(search(0,
			"[[:space:]]+Fc[[:space:]]*([-+0-9.eE]+)[[:space:]]*H[[:space:]]*z", rest,
			word, NULL));
		assert_true(strlen(word) < 5 || word[strlen(word) - 4] != '.'); /* thousands */
		s->freq_hz = number(word);
		if (search(0, "[[:space:]]+Gain[[:space:]]*([-+0-9.eE]+)[[:space:]]*dB", rest, word,
			    NULL))
			s->gain_db = number(word);
		assert_false(search(0, "[[:space:]]+BW[[:space:]]+Oct[[:space:]]*([-+0-9.eE]+)",
			rest, word, NULL));
		assert_false(
			search(0, "^[[:space:]]*([-+0-9.eE]+)[[:space:]]*dB", rest, word, NULL));
		assert_true(search(0, "[[:space:]]+Q[[:space:]]*([-+0-9.eE]+)", rest, word, NULL));
		s->q = number(word);
		out->n++;
	}
}

/* EasyEffects: a whole filter's prefix, then its fields one by one; a comma would part thousands.
 */
static void
read_as_easyeffects(const char *text, struct reading *out)
{
	static const char filter[] = "filter[[:space:]]*[0-9]*[[:space:]]*:[[:space:]]*"
				     "on[[:space:]]+([a-z]+)";
	char line[LINE_BYTES], word[32];

	memset(out, 0, sizeof *out);
	while ((text = next_line(text, line)) != NULL) {
		struct seen *s = &out->filter[out->n];

		if (*line == '#')
			continue;
		if (search(REG_ICASE,
			    "preamp[[:space:]]*:[[:space:]]*([+-]?[0-9]+(\\.[0-9]+)?)[[:space:]]*"
			    "db",
			    line, word, NULL))
			out->preamp_db = number(word);
		if (!search(REG_ICASE, filter, line, s->type, NULL))
			continue;
		assert_null(strchr(line, ',')); /* would part thousands */
		if (search(REG_ICASE, "fc[[:space:]]+([0-9]+(\\.[0-9]+)?)[[:space:]]*hz", line,
			    word, NULL))
			s->freq_hz = number(word);
		if (search(REG_ICASE, "gain[[:space:]]+([+-]?[0-9]+(\\.[0-9]+)?)[[:space:]]*db",
			    line, word, NULL))
			s->gain_db = number(word);
		if (search(REG_ICASE, "q[[:space:]]+([0-9]+(\\.[0-9]+)?)", line, word, NULL))
			s->q = number(word);
		out->n++;
	}
}

/* ---- Presets as others see them ---- */

static double
random_between(double low, double high)
{
	return low + (high - low) * (rand() / (RAND_MAX + 1.0));
}

static void
random_preset(struct preset *p)
{
	memset(p, 0, sizeof *p);
	snprintf(p->title, sizeof p->title, "Filter 1: ON PK, and what else looks like one");
	p->preamp_db = random_between(-60, 12);
	p->nfilters = (uint32_t)rand() % (EQ_BANDS_MAX + 1);
	for (uint32_t i = 0; i < p->nfilters; i++) {
		struct eq_band *b = &p->filter[i].band;

		b->on = rand() % 4 > 0;
		b->type = (enum eq_type)(rand() % EQ_NTYPES);
		b->freq_hz = 10 * pow(10, random_between(0, 4.1));
		b->gain_db = random_between(-120, 120);
		b->q = 0.05 * pow(10, random_between(0, 4));
	}
}

/* What is ON (and of the types, where a reader has only some), and nothing else, with the numbers
 * that we ourselves read back. */
static void
assert_same(const char *who, const char *text, const struct reading *seen, const char *types)
{
	struct preset_error err;
	struct preset p;
	uint32_t n = 0;

	assert_int_equal(preset_parse(text, strlen(text), &p, &err), 0);
	if (seen->preamp_db != p.preamp_db)
		fail_msg("%s: preamp %g dB of:\n%s", who, seen->preamp_db, text);
	for (uint32_t i = 0; i < p.nfilters; i++) {
		const struct eq_band *b = &p.filter[i].band;
		const struct seen *s = &seen->filter[n];
		/* So that those see its Q who take that of LPQ and HPQ only. */
		const char *type = b->type == EQ_LP   ? "LPQ"
				   : b->type == EQ_HP ? "HPQ"
						      : eq_type_name(b->type);

		if (!b->on || (types != NULL && strstr(types, type) == NULL))
			continue;
		if (n++ >= seen->n || strcmp(s->type, type) != 0 || s->freq_hz != b->freq_hz ||
			s->gain_db != b->gain_db || s->q != b->q)
			fail_msg("%s: filter %u is not seen as it is in:\n%s", who, i + 1, text);
	}
	if (n != seen->n)
		fail_msg("%s: %u filters, should be %u:\n%s", who, seen->n, n, text);
}

static void
test_preset_written_reads_the_same_elsewhere(void **state)
{
	(void)state;
	srand(4);
	for (int i = 0; i < 300; i++) {
		char text[PRESET_WRITE_BYTES];
		struct reading seen;
		struct preset p;

		random_preset(&p);
		assert_true(preset_write(&p, 48000, text, sizeof text) > 0);
		read_as_pipewire(text, &seen);
		assert_same("PipeWire", text, &seen, "PK LSC HSC");
		if (i % 10 > 0)
			continue; /* regular expressions take their time */
		read_as_equalizer_apo(text, &seen);
		assert_same("Equalizer APO", text, &seen, NULL);
		read_as_easyeffects(text, &seen);
		assert_same("EasyEffects", text, &seen, NULL);
	}
}

/* What the strict form is for: PipeWire's reader falls into each of these. */
static void
test_preset_readers_here_have_their_originals_traps(void **state)
{
	static const struct {
		const char *text;
		double preamp_db, freq_hz;
		uint32_t n;
	} traps[] = {
		{ "Preamp: -6.00 dB\nFilter 1: ON PK Fc 1000.00 Hz Gain 1.00 dB Q 1.0000\n", -6,
			1000, 1 },
		{ "#\nPreamp: -6.00 dB\n", 0, 0, 0 },
		{ "Filter 1: ON PK Fc 100 Hz Gain 1 dB Q 1\n", 1, 0, 0 }, /* "1:" is the preamp */
		{ "Preamp: 0 dB\nFilter: ON PK Fc 100 Hz Gain 1 dB Q 1\n", 0, 0, 0 },
		{ "Preamp: 0 dB\nFilter 1: ON PEQ Fc 100 Hz Gain 1 dB Q 1\n", 0, 0, 0 },
		{ "Preamp: 0 dB\nFilter 1: ON LSC Fc 100 Hz Gain 1 dB\n", 0, 0, 0 },
		{ "Preamp: 0 dB\nFilter 1: ON LS 12dB Fc 100 Hz Gain 1 dB\n", 0, 0, 0 },
		{ "Preamp: 0 dB\nFilter 1: ON PK Fc 1234567.8 Hz Gain 1 dB Q 1\n", 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
		struct reading seen;

		read_as_pipewire(traps[i].text, &seen);
		if (seen.n != traps[i].n || seen.filter[0].freq_hz != traps[i].freq_hz)
			fail_msg("%s: %u filters", traps[i].text, seen.n);
		if (seen.preamp_db != traps[i].preamp_db)
			fail_msg("%s: preamp %g dB", traps[i].text, seen.preamp_db);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_preset_written_reads_the_same_elsewhere),
		cmocka_unit_test(test_preset_readers_here_have_their_originals_traps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
