/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --help and --version, printed from the table of options.  The short page
 * fits 24 lines of 80 characters, most used first.
 */
#include "control/cli/options_table.h"

#include <string.h>

#include "config.h"
#include "control/param_table.h"
#include "dsp/kernels.h"

enum { HELP_COLUMN = 31 };

static void
print_option(FILE *out, const struct option_row *row)
{
	char left[64];

	if (row->name == NULL)
		snprintf(left, sizeof left, "-%c%s", row->letter,
			row->argument != NULL ? row->argument : "");
	else
		snprintf(left, sizeof left, "%s%c%s--%s%s", row->letter ? "-" : "",
			row->letter ? row->letter : ' ', row->letter ? ", " : "", row->name,
			row->argument != NULL ? row->argument : "");
	fprintf(out, " %-*s %s\n", HELP_COLUMN - 1, left[0] == ' ' ? left + 1 : left, row->help);
}

/* Its further lines, each indented. */
static void
print_more(FILE *out, const char *more)
{
	while (more != NULL && *more != '\0') {
		size_t n = strcspn(more, "\n");

		fprintf(out, "     %.*s\n", (int)n, more);
		more += n + (more[n] == '\n');
	}
}

/* The short page leaves out what may be left out. */
static void
print_verb(FILE *out, const struct verb_row *verb, bool all)
{
	char left[64];

	if (all) {
		fprintf(out, "audioengine %s %s\n     %s\n", verb->name, verb->arguments,
			verb->help);
		return;
	}
	snprintf(left, sizeof left, "audioengine %s %.*s", verb->name,
		(int)strcspn(verb->arguments, "["), verb->arguments);
	fprintf(out, "%-*s %s\n", HELP_COLUMN, left, verb->help);
}

void
options_print_help(FILE *out, bool all)
{
	static const char *const title[NGROUPS] = {
		"BACKEND (none: joins a running JACK or PipeWire)", "SOUND", "SCREEN", "OSC",
		"RESULTS", "PRESETS (audioengine preset ...)", "CONTROL (audioengine ctl ...)",
		"OTHER"
	};

	fprintf(out, "%-*s %s\n", HELP_COLUMN, "audioengine [BACKEND] [OPTIONS]",
		"run; the screen on a terminal");
	for (uint32_t i = 0; i < nverb_rows; i++)
		if (all || verb_rows[i].first)
			print_verb(out, &verb_rows[i], all);
	if (!all)
		fprintf(out, " %-*s %s\n", HELP_COLUMN - 1, "(no BACKEND)",
			"joins a running JACK, else PipeWire");
	for (int g = 0; g < NGROUPS; g++) {
		if (all)
			fprintf(out, "\n%s\n", title[g]);
		for (uint32_t i = 0; i < noption_rows; i++) {
			const struct option_row *row = &option_rows[i];

			if (row->group != (enum option_group)g || (!all && !row->first))
				continue;
			print_option(out, row);
			if (all)
				print_more(out, row->more);
		}
	}
	if (!all)
		fprintf(out, "Every option: audioengine --help=all       Manual: audioengine(1)\n");
	else
		fprintf(out,
			"\nExit status: 0 fine, 1 other failure, 2 usage, 3 backend or device not\n"
			"available, 4 device busy, 5 preset or parameter, 6 backend lost, 128+n "
			"signal.\n"
			"Manual: audioengine(1)\n");
}

/* "-30 to 12 dB (0)", "on or off (off)", "rbj or matched (rbj)" */
static void
print_range(const struct param_info *info, char *out, size_t size)
{
	size_t n = 0;

	if (info->scale == SCALE_SWITCH) {
		snprintf(out, size, "on or off (%s)", info->def != 0 ? "on" : "off");
	} else if (info->scale == SCALE_CHOICE) {
		for (uint32_t i = 0; info->choice[i] != NULL && n < size; i++)
			n += (size_t)snprintf(
				out + n, size - n, "%s%s", i > 0 ? " " : "", info->choice[i]);
		if (n < size)
			snprintf(out + n, size - n, " (%s)", info->choice[(int)info->def]);
	} else {
		snprintf(out, size, "%g to %g%s%s (%g)", (double)info->min, (double)info->max,
			*info->unit != '\0' ? " " : "", info->unit, (double)info->def);
	}
}

/* The bands are all alike, so the first stands for them. */
int
options_print_parameters(FILE *out)
{
	struct param_table t;
	char path[PATH_BYTES], range[128];
	unsigned band;
	int r = param_table_all(&t);

	if (r < 0)
		return r;
	fprintf(out, "Parameters: --set=PATH=VALUE, and OSC addresses while it runs.  N is 1 to "
		     "16.\n\n");
	for (uint32_t i = 0; i < t.n; i++) {
		const struct param_info *info = t.entry[i].info;
		const char *text = info->text;
		int end = 0;

		snprintf(path, sizeof path, "%s", t.entry[i].path);
		if (sscanf(path, "/eq/band/%u/%n", &band, &end) == 1 && end > 0) {
			if (band > 1)
				continue;
			snprintf(path, sizeof path, "/eq/band/N/%s", t.entry[i].path + end);
			text += strlen("band 1: ");
		}
		print_range(info, range, sizeof range);
		fprintf(out, " %-22s %s\n     %s\n", path, range, text);
	}
	param_table_finish(&t);
	return 0;
}

/* "avx512 (of avx512 avx2 sse2 plain)" */
static void
print_kernels(FILE *out)
{
	enum isa isa[ISA_COUNT];
	uint32_t n = kernels_list(isa);

	fprintf(out, "kernels: %s (of", kernels_best()->name);
	for (uint32_t i = 0; i < n; i++)
		fprintf(out, " %s", kernels_of(isa[i])->name);
	fprintf(out, ")\n");
}

void
options_print_version(FILE *out)
{
	fprintf(out, "audioengine " PACKAGE_VERSION "\n"
		     "backends: jack dummy file\n"
		     "control: MIDI (jack)\n"
		     "front ends: screen batch osc\n");
	print_kernels(out);
	fprintf(out, "built with jack " JACK_VERSION "\n"
		     "built with fftw " FFTW_VERSION "\n"
		     "built with liblo " LO_VERSION "\n"
		     "built with ncurses " CURSES_VERSION "\n"
		     "built with libsndfile " SNDFILE_VERSION "\n"
		     "built with jansson " JANSSON_VERSION "\n"
		     "built with libebur128 " EBUR128_VERSION "\n"
#ifdef HAVE_YAML
		     "built with libyaml " YAML_VERSION "\n"
#endif
#ifdef HAVE_MICROHTTPD
		     "built with libmicrohttpd " MICROHTTPD_VERSION "\n"
#endif
#ifdef HAVE_AVAHI
		     "built with avahi " AVAHI_VERSION "\n"
#endif
		     "licence: GPL-2.0-or-later\n");
}
