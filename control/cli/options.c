/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading the command line.  Everything that an option is stands in its row of
 * options_table.c; getopt_long's own table is made from it at run time.
 */
#include "control/cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "control/cli/config_file.h"
#include "control/cli/options_table.h"
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
			if (row->argument != NULL && row->argument[0] != '[')
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

unsigned
options_kind(const struct options *o)
{
	return o->verb == VERB_RUN && o->attach ? FOR_ATTACH : 1u << o->verb;
}

static void
complain_foreign(const struct options *o, const struct option_row *row, FILE *err)
{
	const char *name = row->name != NULL ? row->name : (char[]){ row->letter, 0 };
	const char *dashes = row->name != NULL ? "--" : "-";

	if (options_kind(o) == FOR_ATTACH)
		fprintf(err,
			"audioengine: %s%s is for starting an engine, and --attach shows one that "
			"runs: leave one of them out\n",
			dashes, name);
	else
		fprintf(err, "audioengine: %s%s has no meaning here; see audioengine --help=all\n",
			dashes, name);
}

/* An option of another verb, or options that exclude each other. */
static bool
options_agree(const struct options *o, uint64_t seen, FILE *err)
{
	for (uint32_t i = 0; i < noption_rows; i++)
		if ((seen >> i & 1) != 0 && (option_rows[i].verbs & options_kind(o)) == 0) {
			complain_foreign(o, &option_rows[i], err);
			return false;
		}
	if (o->verb != VERB_RUN)
		return true;
	if ((*o->out != '\0' || o->fast) &&
		(o->backend == NULL || strcmp(o->backend, "file") != 0)) {
		fprintf(err, "audioengine: --out and --fast belong to --file=IN\n");
		return false;
	}
	if (o->plain && o->verb == VERB_RUN && !o->list_presets) {
		fprintf(err, "audioengine: --plain belongs to --list-presets\n");
		return false;
	}
	return osc_agrees(o, err);
}

static void
options_defaults(struct options *o)
{
	memset(o, 0, sizeof *o);
	o->device = o->out = o->name = o->preset = o->report = o->cycles = o->midi_map = "";
	o->settings = o->config = o->osc_prefix = o->url = o->attach_to = "";
	o->output = "";
	o->format = "apo";
	o->connect = "none";
	o->sort = "total";
	strcpy(o->osc_host, "127.0.0.1");
	o->osc_port = OSC_PORT_DEFAULT;
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

/* ---- Negative numbers ---- */

/* "-4.5" behind ctl is a value, not options 4, . and 5.  getopt sees such a word without its sign,
 * and take_words gives the sign back. */
static bool
is_negative(const char *word)
{
	return word[0] == '-' && ((word[1] >= '0' && word[1] <= '9') || word[1] == '.');
}

/* Return: a copy for getopt to sort, NULL: no memory.  Owned by the caller. */
static char **
hide_signs(int argc, char **argv)
{
	char **copy = calloc((size_t)argc + 1, sizeof *copy);
	bool values = false;

	for (int i = 0; copy != NULL && i < argc; i++) {
		bool hidden = values && is_negative(argv[i]) && strcmp(argv[i - 1], "-n") != 0;

		copy[i] = argv[i] + hidden;
		values |= i > 0 && strcmp(argv[i], "ctl") == 0;
	}
	return copy;
}

static const char *
restore_sign(const char *word, int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (is_negative(argv[i]) && word == argv[i] + 1)
			return argv[i];
	return word;
}

/* --help, --version.  Return: exit status. */
static int
print_page(const struct option_row *row, FILE *out, FILE *err)
{
	if (row->name != NULL && strcmp(row->name, "version") == 0) {
		options_print_version(out);
	} else if (optarg == NULL || strcmp(optarg, "all") == 0) {
		options_print_help(out, optarg != NULL);
	} else if (strcmp(optarg, "set") == 0) {
		return options_print_parameters(out) < 0 ? EXIT_OTHER : EXIT_FINE;
	} else {
		complain_argument(err, row, optarg);
		return EXIT_USAGE;
	}
	return EXIT_FINE;
}

/* argv into *o; *seen: the rows that were there, a bit each. */
static enum options_result
parse_sorted(
	struct options *o, int argc, char **argv, FILE *out, FILE *err, int *status, uint64_t *seen)
{
	struct option long_options[OPTION_ROWS_MAX + 1] = { 0 };
	char letters[2 * OPTION_ROWS_MAX + 2];
	int value;

	*seen = 0;
	make_getopt(long_options, letters);
	*status = EXIT_USAGE;
	optind = 0; /* start afresh: tests parse more than once */
	opterr = 0;
	while ((value = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
		const struct option_row *row;

		if (!take_option(o, value, argv, err))
			return OPTIONS_EXIT;
		row = row_of(value);
		*seen |= UINT64_C(1) << (row - option_rows);
		if (row->take == options_take_nothing) {
			*status = print_page(row, out, err);
			return OPTIONS_EXIT;
		}
	}
	return take_words(o, argc - optind, argv + optind, err) ? OPTIONS_GO : OPTIONS_EXIT;
}

static enum options_result
parse_argv(
	struct options *o, int argc, char **argv, FILE *out, FILE *err, int *status, uint64_t *seen)
{
	char **copy = hide_signs(argc, argv);
	enum options_result result = OPTIONS_EXIT;

	*status = EXIT_OTHER;
	if (copy == NULL)
		fprintf(err, "audioengine: out of memory\n");
	else
		result = parse_sorted(o, argc, copy, out, err, status, seen);
	free(copy);
	for (uint32_t i = 0; i < o->nwords; i++)
		o->word[i] = restore_sign(o->word[i], argc, argv);
	return result;
}

/* ---- The configuration file ---- */

static const struct option_row *
row_named(const char *name)
{
	for (uint32_t i = 0; i < noption_rows; i++)
		if (option_rows[i].name != NULL && strcmp(option_rows[i].name, name) == 0)
			return &option_rows[i];
	return NULL;
}

/* A backend on the command line replaces the file's with all that belongs to it. */
static bool
row_is_replaced(const struct option_row *row, const struct options *line)
{
	static const char *const of_backend[] = { "jack", "dummy", "file", "demo", "out", "fast" };

	for (size_t i = 0; line->backend != NULL && i < sizeof of_backend / sizeof *of_backend; i++)
		if (strcmp(row->name, of_backend[i]) == 0)
			return true;
	return false;
}

struct config {
	const char *path;
	struct config_line at;
	struct options *o;
	const struct options *line; /* what the command line says */
	FILE *err;
};

/* Where a complaint goes, after saying of which line. */
static FILE *
complain_at(const struct config *f)
{
	fprintf(f->err, "audioengine: %s:%u: ", f->path, f->at.number);
	return f->err;
}

/* A name that is no option. */
static void
complain_name(FILE *err, const char *name)
{
	const char *hint = strlen(name) < WORD_BYTES ? nearest_option(name) : NULL;

	fprintf(err, "unknown option \"%.60s\"", name);
	if (*name == '-')
		fprintf(err, "; options stand here without their dashes\n");
	else if (hint != NULL)
		fprintf(err, "; did you mean %s?\n", hint);
	else
		fprintf(err, "; audioengine --help=all lists them all\n");
}

/* Return: whether it was taken, or left out because it has no meaning here. */
static bool
take_config_line(const struct config *f)
{
	const char *value = f->at.value;
	const struct option_row *row = row_named(f->at.name);

	if (row == NULL)
		complain_name(complain_at(f), f->at.name);
	else if (row->take == options_take_nothing || strcmp(row->name, "config") == 0)
		fprintf(complain_at(f), "%s belongs on the command line\n", row->name);
	else if (row->argument == NULL && value != NULL)
		fprintf(complain_at(f), "%s takes no argument; take out \"=%.60s\"\n", row->name,
			value);
	else if ((row->verbs & options_kind(f->line)) == 0 || row_is_replaced(row, f->line))
		return true;
	else if ((row->argument != NULL && row->argument[0] == '=' && value == NULL) ||
		 !row->take(f->o, row, value))
		fprintf(complain_at(f), "%s%s%.200s: expected %s\n", row->name,
			value != NULL ? "=" : "", value != NULL ? value : "", row->expects);
	else
		return true;
	return false;
}

/* The file that the command line (line) names, or the usual one, into *o. */
static bool
take_config(struct options *o, const struct options *line, FILE *err)
{
	char path[CONFIG_PATH_BYTES];
	struct config f = { .path = path, .o = o, .line = line, .err = err };
	char *at;
	int r;

	if (strcmp(line->config, "none") == 0)
		return true;
	if (*line->config != '\0')
		snprintf(path, sizeof path, "%s", line->config);
	else if (config_path(path) < 0)
		return true;
	r = config_read(path, &o->config_text);
	if ((r == -ENOENT || r == -ENOTDIR) && *line->config == '\0')
		return true;
	/* Perhaps there is none: somebody else's home, as with sudo -u. */
	if (r == -EACCES && *line->config == '\0') {
		fprintf(err, "audioengine: going on without %s, which may not be read\n", path);
		return true;
	}
	if (r < 0) {
		fprintf(err, "audioengine: cannot read the configuration %s: %s\n", path,
			r == -EINVAL || r == -ENODEV ? "not a text file" : strerror(-r));
		return false;
	}
	at = o->config_text;
	while (config_next(&at, &f.at))
		if (!take_config_line(&f))
			return false;
	return true;
}

/* ---- Both ---- */

/* A command line that is understood, over what o holds already. */
static enum options_result
parse_over(struct options *o, int argc, char **argv, FILE *out, FILE *err, int *status)
{
	uint64_t seen;

	if (parse_argv(o, argc, argv, out, err, status, &seen) == OPTIONS_EXIT ||
		!options_agree(o, seen, err))
		return OPTIONS_EXIT;
	*status = 0;
	return OPTIONS_GO;
}

enum options_result
options_parse(struct options *o, int argc, char **argv, FILE *out, FILE *err, int *status)
{
	options_defaults(o);
	return parse_over(o, argc, argv, out, err, status);
}

/* The command line is read twice: to know its verb, its backend and which file, and once more over
 * what the file said. */
enum options_result
options_read(struct options *o, int argc, char **argv, FILE *out, FILE *err, int *status)
{
	struct options line;
	uint64_t seen;

	options_defaults(o);
	options_defaults(&line);
	if (parse_argv(&line, argc, argv, out, err, status, &seen) == OPTIONS_EXIT)
		return OPTIONS_EXIT;
	if (!take_config(o, &line, err)) {
		*status = EXIT_CONFIG;
		return OPTIONS_EXIT;
	}
	return parse_over(o, argc, argv, out, err, status);
}

void
options_finish(struct options *o)
{
	free(o->config_text);
	o->config_text = NULL;
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
