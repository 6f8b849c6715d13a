/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading the command line.  Everything that an option is stands in its row of
 * options_table.c; getopt_long's own table is made from it at run time.
 */
#include "control/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "control/options_table.h"
#include "control/words.h"
#include "engine/backend.h"

enum { VALUE_FIRST = 256, HINT_DISTANCE = 2 };

/* ---- Complaints ---- */

/* The long option nearest to word (of n characters), NULL when none is near. */
static const char *
nearest_option(const char *word)
{
	const char *best = NULL;
	uint32_t best_distance = HINT_DISTANCE + 1;

	for (uint32_t i = 0; i < noption_rows; i++) {
		uint32_t d;

		if (option_rows[i].name == NULL)
			continue;
		d = edit_distance(word, option_rows[i].name);
		if (d < best_distance && d < strlen(option_rows[i].name)) {
			best_distance = d;
			best = option_rows[i].name;
		}
	}
	return best;
}

static void
complain_option(FILE *err, const char *given)
{
	char word[WORD_BYTES];
	const char *hint;
	size_t n;

	given += strspn(given, "-");
	n = strcspn(given, "=");
	if (n >= sizeof word)
		n = sizeof word - 1;
	memcpy(word, given, n);
	word[n] = '\0';
	hint = nearest_option(word);
	fprintf(err, "audioengine: unknown or ambiguous option \"--%s\"", word);
	if (hint != NULL)
		fprintf(err, "; did you mean --%s?\n", hint);
	else
		fprintf(err, "; audioengine --help=all lists them all\n");
}

static void
complain_verb(FILE *err, const char *given)
{
	fprintf(err, "audioengine: unknown command \"%.60s\"", given);
	for (uint32_t i = 0; i < nverb_rows; i++)
		if (strlen(given) < WORD_BYTES &&
			edit_distance(given, verb_rows[i].name) <= HINT_DISTANCE) {
			fprintf(err, "; did you mean %s?\n", verb_rows[i].name);
			return;
		}
	fprintf(err, "; see audioengine --help\n");
}

static void
complain_argument(FILE *err, const struct option_row *row, const char *arg)
{
	fprintf(err, "audioengine: ");
	if (row->name != NULL)
		fprintf(err, "--%s%s%.200s", row->name, arg != NULL ? "=" : "",
			arg != NULL ? arg : "");
	else
		fprintf(err, "-%c %.200s", row->letter, arg != NULL ? arg : "");
	fprintf(err, ": expected %s\n", row->expects);
}

/* ---- Reading ---- */

static void
make_getopt(struct option *long_options, char *letters)
{
	uint32_t n = 0;

	*letters++ = ':';
	for (uint32_t i = 0; i < noption_rows; i++) {
		const struct option_row *row = &option_rows[i];

		if (row->letter != 0) {
			*letters++ = row->letter;
			if (row->argument != NULL && row->argument[0] == ' ')
				*letters++ = ':';
		}
		if (row->name == NULL)
			continue;
		long_options[n].name = row->name;
		long_options[n].val = VALUE_FIRST + (int)i;
		long_options[n].has_arg = row->argument == NULL     ? no_argument
					  : row->argument[0] == '[' ? optional_argument
								    : required_argument;
		n++;
	}
	*letters = '\0';
}

static const struct option_row *
row_of(int value)
{
	if (value >= VALUE_FIRST)
		return &option_rows[value - VALUE_FIRST];
	for (uint32_t i = 0; i < noption_rows; i++)
		if (value != 0 && option_rows[i].letter == value)
			return &option_rows[i];
	return NULL;
}

/* What follows the options: a verb with its words, or nothing. */
static bool
take_words(struct options *o, int n, char **word, FILE *err)
{
	const struct verb_row *verb = NULL;

	if (n == 0)
		return true;
	for (uint32_t i = 0; i < nverb_rows; i++)
		if (strcmp(word[0], verb_rows[i].name) == 0)
			verb = &verb_rows[i];
	if (verb == NULL) {
		complain_verb(err, word[0]);
		return false;
	}
	if (n - 1 < verb->words_min || n - 1 > verb->words_max) {
		fprintf(err, "audioengine: usage: audioengine %s %s\n", verb->name,
			verb->arguments);
		return false;
	}
	o->verb = verb->verb;
	for (int i = 1; i < n; i++)
		o->word[o->nwords++] = word[i];
	return true;
}

static bool
osc_agrees(const struct options *o, FILE *err)
{
	const char *where = o->osc_host;

	if (o->osc_unix == NULL || (strcmp(where, "127.0.0.1") == 0 && !o->osc_port_given))
		return true;
	fprintf(err, "audioengine: --osc-unix stands in place of --osc-listen: give one of them\n");
	return false;
}

/* An option of another verb, or options that exclude each other. */
static bool
options_agree(const struct options *o, uint64_t seen, FILE *err)
{
	for (uint32_t i = 0; i < noption_rows; i++)
		if ((seen >> i & 1) != 0 && (option_rows[i].verbs & 1u << o->verb) == 0) {
			fprintf(err,
				"audioengine: --%s has no meaning here; see audioengine "
				"--help=all\n",
				option_rows[i].name != NULL ? option_rows[i].name
							    : (char[]){ option_rows[i].letter, 0 });
			return false;
		}
	if (o->verb != VERB_RUN)
		return true;
	if ((*o->out != '\0' || o->fast) &&
		(o->backend == NULL || strcmp(o->backend, "file") != 0)) {
		fprintf(err, "audioengine: --out and --fast belong to --file=IN\n");
		return false;
	}
	return osc_agrees(o, err);
}

static void
options_defaults(struct options *o)
{
	memset(o, 0, sizeof *o);
	o->device = o->out = o->name = o->preset = o->report = o->cycles = o->osc_prefix = "";
	o->connect = "none";
	o->sort = "total";
	strcpy(o->osc_host, "127.0.0.1");
	o->osc_port = OSC_PORT_DEFAULT;
	o->fps = 30;
	o->batch_tenths = 10;
}

/* One answer of getopt_long.  Return: whether it was fine. */
static bool
take_option(struct options *o, int value, char **argv, FILE *err)
{
	const struct option_row *row;

	if (value == ':') {
		complain_argument(err, row_of(optopt), NULL);
		return false;
	}
	if (value == '?') {
		row = row_of(optopt);
		if (row != NULL)
			fprintf(err, "audioengine: --%s takes no argument\n", row->name);
		else if (optopt != 0)
			fprintf(err,
				"audioengine: unknown option \"-%c\"; see audioengine --help\n",
				optopt);
		else
			complain_option(err, argv[optind - 1]);
		return false;
	}
	row = row_of(value);
	if (row->take(o, row, optarg))
		return true;
	complain_argument(err, row, optarg);
	return false;
}

enum options_result
options_parse(struct options *o, int argc, char **argv, FILE *out, FILE *err, int *status)
{
	struct option long_options[OPTION_ROWS_MAX + 1] = { 0 };
	char letters[2 * OPTION_ROWS_MAX + 2];
	uint64_t seen = 0;
	int value;

	options_defaults(o);
	make_getopt(long_options, letters);
	*status = EXIT_USAGE;
	optind = 0; /* start afresh: tests parse more than once */
	opterr = 0;
	while ((value = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
		const struct option_row *row;

		if (!take_option(o, value, argv, err))
			return OPTIONS_EXIT;
		row = row_of(value);
		seen |= UINT64_C(1) << (row - option_rows);
		if (row->take == options_take_nothing) {
			*status = 0;
			if (row->name != NULL && strcmp(row->name, "version") == 0)
				options_print_version(out);
			else if (optarg == NULL || strcmp(optarg, "all") == 0)
				options_print_help(out, optarg != NULL);
			else
				complain_argument(err, row, optarg), *status = EXIT_USAGE;
			return OPTIONS_EXIT;
		}
	}
	if (!take_words(o, argc - optind, argv + optind, err) || !options_agree(o, seen, err))
		return OPTIONS_EXIT;
	*status = 0;
	return OPTIONS_GO;
}

const char *
options_instance(const struct options *o)
{
	return *o->name != '\0' ? o->name : "default";
}

const char *
options_client(const struct options *o)
{
	return *o->name != '\0' ? o->name : "audioengine";
}
