/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an option's argument can be completed with is read from its row: words in
 * "auto|none|PATTERN" and in what it expects ("auto, never or always"), else
 * from the name of the argument (FILE, NAME|FILE, PATH=VALUE).  Commands of a
 * verb are the first words of the further lines of its usage.
 */
#include "control/completions.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "control/control_private.h"
#include "control/options_table.h"

enum { LIST_BYTES = 512, COMMANDS_MAX = 16, WORD_MAX = 32 };

enum completes { WITH_NOTHING, WITH_WORDS, WITH_FILES, WITH_PRESETS, WITH_ADDRESSES, WITH_ENGINES };

struct completions {
	FILE *out;
	const char **address; /* sorted */
	uint32_t n;
};

/* ---- What the tables say ---- */

static void
add_word(char list[LIST_BYTES], const char *word, size_t n)
{
	size_t len = strlen(list);

	snprintf(list + len, LIST_BYTES - len, "%s%.*s", len > 0 ? " " : "", (int)n, word);
}

/* Small letters and digits, as a word to be typed is. */
static bool
is_literal(const char *word, size_t n)
{
	if (n == 0 || !islower((unsigned char)word[0]))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!islower((unsigned char)word[i]) && !isdigit((unsigned char)word[i]) &&
			word[i] != '-')
			return false;
	return true;
}

/* "[=json]", "=auto|none|PATTERN". */
static void
words_of_argument(const char *argument, char list[LIST_BYTES])
{
	for (const char *p = argument + strspn(argument, "[= "); *p != '\0';) {
		size_t n = strcspn(p, "|]");

		if (is_literal(p, n))
			add_word(list, p, n);
		p += n;
		p += strspn(p, "|]");
	}
}

/* "total, avg, max, calls or p99"; not a single word, which only describes. */
static void
words_of_expects(const char *expects, char list[LIST_BYTES])
{
	if (strstr(expects, " or ") == NULL)
		return;
	for (const char *p = expects; *p != '\0';) {
		const char *comma = strstr(p, ", "), *or = strstr(p, " or ");
		const char *end = comma != NULL && (or == NULL || comma < or) ? comma : or;
		size_t n = end != NULL ? (size_t)(end - p) : strlen(p);

		if (strncmp(p, "or ", 3) == 0) {
			p += 3;
			n -= 3;
		}
		if (is_literal(p, n))
			add_word(list, p, n);
		p += n;
		p += end == NULL ? 0 : end == comma ? 2 : 4;
	}
}

static enum completes
completes_of(const struct option_row *row, char list[LIST_BYTES])
{
	list[0] = '\0';
	if (row->argument == NULL)
		return WITH_NOTHING;
	words_of_argument(row->argument, list);
	if (list[0] == '\0' && row->expects != NULL)
		words_of_expects(row->expects, list);
	if (strstr(row->argument, "NAME|FILE") != NULL)
		return WITH_PRESETS;
	if (strstr(row->argument, "PATH=VALUE") != NULL)
		return WITH_ADDRESSES;
	if (row->name != NULL && strcmp(row->name, "name") == 0)
		return WITH_ENGINES;
	if (strstr(row->argument, "FILE") != NULL || strcmp(row->argument, "=IN") == 0 ||
		strcmp(row->argument, "=OUT") == 0 || strcmp(row->argument, "=PATH") == 0)
		return WITH_FILES;
	return list[0] != '\0' ? WITH_WORDS : WITH_NOTHING;
}

struct command {
	char name[WORD_MAX];
	enum completes with;
};

static enum completes
words_complete_with(const char *usage, size_t n)
{
	char line[LIST_BYTES];

	snprintf(line, sizeof line, "%.*s", (int)n, usage);
	if (strstr(line, "ADDRESS") != NULL)
		return WITH_ADDRESSES;
	if (strstr(line, "NAME|FILE") != NULL)
		return WITH_PRESETS;
	return strstr(line, "FILE") != NULL || strstr(line, "IN OUT") != NULL ? WITH_FILES
									      : WITH_NOTHING;
}

/* Lines behind the first, "     show NAME|FILE      what it does". */
static uint32_t
commands_of(const struct verb_row *verb, struct command out[COMMANDS_MAX])
{
	const char *p = strchr(verb->arguments, '\n');
	uint32_t n = 0;

	while (p != NULL && n < COMMANDS_MAX) {
		size_t len;

		p += 1 + strspn(p + 1, " ");
		len = strcspn(p, " \n");
		snprintf(out[n].name, sizeof out[n].name, "%.*s", (int)len, p);
		out[n++].with = words_complete_with(p, strcspn(p, "\n"));
		p = strchr(p, '\n');
	}
	return n;
}

/* Words of a verb without commands: "bash|zsh|fish", "IN OUT ...". */
static enum completes
completes_of_verb(const struct verb_row *verb, char list[LIST_BYTES])
{
	list[0] = '\0';
	if (strchr(verb->arguments, ' ') == NULL)
		words_of_argument(verb->arguments, list);
	return list[0] != '\0' ? WITH_WORDS
			       : words_complete_with(verb->arguments, strlen(verb->arguments));
}

static bool
belongs(const struct option_row *row, enum verb verb)
{
	return (row->verbs & 1u << verb) != 0;
}

/* Every verb's number, name "" for the run without one. */
static const char *
verb_name(enum verb verb)
{
	for (uint32_t i = 0; i < nverb_rows; i++)
		if (verb_rows[i].verb == verb)
			return verb_rows[i].name;
	return "";
}

static void
print_head(const struct completions *c, const char *shell)
{
	fprintf(c->out,
		"# SPDX-License-Identifier: GPL-2.0-or-later\n"
		"# Written by:  audioengine completions %s\n",
		shell);
}

static void
print_verbs(const struct completions *c, const char *separator)
{
	for (uint32_t i = 0; i < nverb_rows; i++)
		fprintf(c->out, "%s%s", i > 0 ? separator : "", verb_rows[i].name);
}

/* The addresses, some to a line. */
static void
print_addresses(const struct completions *c, const char *indent)
{
	size_t column = 0;

	for (uint32_t i = 0; i < c->n; i++) {
		size_t n = strlen(c->address[i]) + 1;

		if (column == 0 || column + n > 90) {
			fprintf(c->out, "%s%s", i > 0 ? "\n" : "", indent);
			column = 0;
		} else {
			fputc(' ', c->out);
		}
		fputs(c->address[i], c->out);
		column += n;
	}
	fputc('\n', c->out);
}

/* ---- bash ---- */

static const char *
bash_function(enum completes with)
{
	static const char *const name[] = { [WITH_FILES] = "_audioengine_files",
		[WITH_PRESETS] = "_audioengine_presets",
		[WITH_ADDRESSES] = "_audioengine_addresses",
		[WITH_ENGINES] = "_audioengine_engines" };

	return name[with];
}

static void
bash_option_values(const struct completions *c)
{
	char list[LIST_BYTES];

	for (uint32_t i = 0; i < noption_rows; i++) {
		const struct option_row *row = &option_rows[i];
		enum completes with = completes_of(row, list);

		if (row->argument == NULL || row->name == NULL)
			continue;
		if (with == WITH_NOTHING)
			continue;
		fprintf(c->out, "\t--%s) ", row->name);
		if (with == WITH_WORDS)
			fprintf(c->out, "_audioengine_words \"%s\"", list);
		else
			fprintf(c->out, "%s", bash_function(with));
		fprintf(c->out, " ;;\n");
	}
}

/* "--jack --jack= --wait -n": with an optional argument, both forms. */
static void
bash_options(const struct completions *c, enum verb verb)
{
	const char *name = verb_name(verb);
	size_t column = 0;

	fprintf(c->out, "\t%s) options=\"", name[0] != '\0' ? name : "''");
	for (uint32_t i = 0; i < noption_rows; i++) {
		const struct option_row *row = &option_rows[i];
		char word[2 * WORD_MAX + 8];

		if (!belongs(row, verb))
			continue;
		if (row->name == NULL)
			snprintf(word, sizeof word, "-%c", row->letter);
		else if (row->argument == NULL)
			snprintf(word, sizeof word, "--%s", row->name);
		else if (row->argument[0] == '[')
			snprintf(word, sizeof word, "--%s --%s=", row->name, row->name);
		else
			snprintf(word, sizeof word, "--%s=", row->name);
		column += strlen(word) + 1;
		fprintf(c->out, "%s%s", column > 80 ? "\n\t\t" : column > strlen(word) + 1 ? " " : "",
			word);
		if (column > 80)
			column = strlen(word);
	}
	fprintf(c->out, "\" ;;\n");
}

static void
bash_verb_words(const struct completions *c, const struct verb_row *verb)
{
	struct command command[COMMANDS_MAX];
	uint32_t n = commands_of(verb, command);
	char list[LIST_BYTES];
	enum completes with;

	if (n == 0) {
		with = completes_of_verb(verb, list);
		if (with == WITH_WORDS)
			fprintf(c->out, "\t%s*) _audioengine_words \"%s\" ;;\n", verb->name, list);
		else if (with != WITH_NOTHING)
			fprintf(c->out, "\t%s*) %s ;;\n", verb->name, bash_function(with));
		return;
	}
	fprintf(c->out, "\t%s) _audioengine_words \"", verb->name);
	for (uint32_t i = 0; i < n; i++)
		fprintf(c->out, "%s%s", i > 0 ? " " : "", command[i].name);
	fprintf(c->out, "\" ;;\n");
	for (uint32_t i = 0; i < n; i++)
		if (command[i].with != WITH_NOTHING)
			fprintf(c->out, "\t\"%s %s\") %s ;;\n", verb->name, command[i].name,
				bash_function(command[i].with));
}

static void
print_bash(const struct completions *c)
{
	print_head(c, "bash");
	fputs("# shellcheck shell=bash disable=SC2207\n"
	      "\n"
	      "# Lines of standard input that begin with $cur; bash quotes them as file names.\n"
	      "_audioengine_lines() {\n"
	      "\tlocal line\n"
	      "\tcompopt -o filenames 2>/dev/null\n"
	      "\twhile IFS= read -r line; do\n"
	      "\t\t[[ $line != \"$cur\"* ]] || COMPREPLY+=(\"$line\")\n"
	      "\tdone\n"
	      "}\n"
	      "_audioengine_words() { COMPREPLY+=($(compgen -W \"$1\" -- \"$cur\")); }\n"
	      "_audioengine_files() { _audioengine_lines < <(compgen -f -- \"$cur\"); }\n"
	      "_audioengine_presets() {\n"
	      "\t_audioengine_lines < <(\"$program\" --list-presets --plain 2>/dev/null)\n"
	      "\t_audioengine_files\n"
	      "}\n"
	      "_audioengine_engines() {\n"
	      "\tlocal file\n"
	      "\tfor file in \"${XDG_RUNTIME_DIR:-/run/user/$UID}\"/audioengine/*.url; do\n"
	      "\t\tfile=${file##*/} file=${file%.url}\n"
	      "\t\t[[ $file != \"$cur\"* || $file == '*' ]] || COMPREPLY+=(\"$file\")\n"
	      "\tdone\n"
	      "}\n"
	      "# Those of the engine that runs, else those there are without one.\n"
	      "_audioengine_addresses() {\n"
	      "\tlocal all\n"
	      "\tall=$(\"$program\" ctl list --plain ${engine:+\"--name=$engine\"} 2>/dev/null) ||\n"
	      "\t\tall=$_audioengine_table\n"
	      "\t_audioengine_words \"$all\"\n"
	      "\t[[ $option != --set ]] || { compopt -o nospace 2>/dev/null; "
	      "COMPREPLY=(\"${COMPREPLY[@]/%/=}\"); }\n"
	      "}\n"
	      "_audioengine_table=\"\n",
		c->out);
	print_addresses(c, "");
	fputs("\"\n"
	      "\n"
	      "_audioengine() {\n"
	      "\tlocal program=$1 cur=${COMP_WORDS[COMP_CWORD]} option='' engine='' words='' verb=''\n"
	      "\tlocal i word options front=''\n"
	      "\tCOMPREPLY=()\n"
	      "\t# \"--preset=NAME\" comes in three words, or in one where = does not break them.\n"
	      "\tif [[ $cur == = ]]; then\n"
	      "\t\toption=${COMP_WORDS[COMP_CWORD - 1]} cur=''\n"
	      "\telif ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[COMP_CWORD - 1]} == = ]]; then\n"
	      "\t\toption=${COMP_WORDS[COMP_CWORD - 2]}\n"
	      "\telif [[ $cur == --*=* ]]; then\n"
	      "\t\toption=${cur%%=*} front=$option= cur=${cur#*=}\n"
	      "\tfi\n"
	      "\tcur=${cur#[\\\"\\']} cur=${cur//\\\\/}\n"
	      "\t# The verb and its command, among options and their arguments.\n"
	      "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	      "\t\tword=${COMP_WORDS[i]}\n"
	      "\t\tcase $word in\n"
	      "\t\t=) [[ ${COMP_WORDS[i - 1]} != --name ]] || engine=${COMP_WORDS[i + 1]-}; ((i++)) ;;\n"
	      "\t\t--name=*) engine=${word#*=} ;;\n"
	      "\t\t-[",
		c->out);
	for (uint32_t i = 0; i < noption_rows; i++)
		if (option_rows[i].letter != 0 && option_rows[i].argument != NULL &&
			option_rows[i].argument[0] != '[')
			fputc(option_rows[i].letter, c->out);
	fputs("]) ((i++)) ;;\n"
	      "\t\t-*) ;;\n"
	      "\t\t*) [[ $words == *' '* ]] || words=${words:+$words }$word ;;\n"
	      "\t\tesac\n"
	      "\tdone\n"
	      "\tverb=${words%% *}\n"
	      "\tif [[ $option == --* ]]; then\n"
	      "\t\t_audioengine_argument\n"
	      "\telif [[ $cur == -* ]]; then\n"
	      "\t\t_audioengine_options\n"
	      "\telse\n"
	      "\t\t_audioengine_verb\n"
	      "\tfi\n"
	      "\t[[ -z $front ]] || COMPREPLY=(\"${COMPREPLY[@]/#/$front}\")\n"
	      "}\n"
	      "\n"
	      "_audioengine_argument() {\n"
	      "\tcase $option in\n",
		c->out);
	bash_option_values(c);
	fputs("\tesac\n"
	      "}\n"
	      "\n"
	      "_audioengine_options() {\n"
	      "\tcase $verb in\n",
		c->out);
	bash_options(c, VERB_RUN);
	for (uint32_t i = 0; i < nverb_rows; i++)
		bash_options(c, verb_rows[i].verb);
	fputs("\tesac\n"
	      "\t_audioengine_words \"$options\"\n"
	      "\t[[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace "
	      "2>/dev/null\n"
	      "}\n"
	      "\n"
	      "_audioengine_verb() {\n"
	      "\tcase $words in\n"
	      "\t'') _audioengine_words \"",
		c->out);
	print_verbs(c, " ");
	fputs("\" ;;\n", c->out);
	for (uint32_t i = 0; i < nverb_rows; i++)
		bash_verb_words(c, &verb_rows[i]);
	fputs("\tesac\n"
	      "}\n"
	      "complete -F _audioengine audioengine\n",
		c->out);
}

/* ---- zsh ---- */

/* In single quotes and the brackets of _arguments. */
static void
zsh_text(const struct completions *c, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\'')
			fputs("'\\'", c->out);
		else if (strchr("[]:\\", *s) != NULL)
			fputc('\\', c->out);
		fputc(*s, c->out);
	}
}

static void
zsh_action(const struct completions *c, const struct option_row *row)
{
	static const char *const action[] = { [WITH_NOTHING] = "",
		[WITH_FILES] = "_files",
		[WITH_PRESETS] = "_audioengine_presets",
		[WITH_ADDRESSES] = "_audioengine_parameters",
		[WITH_ENGINES] = "_audioengine_engines" };
	char list[LIST_BYTES];
	enum completes with = completes_of(row, list);
	const char *name = row->argument + strspn(row->argument, "[= ");

	fputs(row->argument[0] == '[' ? "::" : ":", c->out);
	zsh_text(c, (char[]){ 0 });
	fprintf(c->out, "%.*s:", (int)strcspn(name, "]:[="), name);
	if (with == WITH_WORDS)
		fprintf(c->out, "(%s)", list);
	else
		fputs(action[with], c->out);
}

static void
zsh_option(const struct completions *c, const struct option_row *row, bool letter)
{
	fputs("\t\t'", c->out);
	if (row->name != NULL && strcmp(row->name, "set") == 0)
		fputc('*', c->out);
	if (letter)
		fprintf(c->out, "-%c", row->letter);
	else
		fprintf(c->out, "--%s%s", row->name,
			row->argument == NULL	    ? ""
			: row->argument[0] == '[' ? "=-"
						    : "=");
	fputc('[', c->out);
	zsh_text(c, row->help);
	fputc(']', c->out);
	if (row->argument != NULL && !(letter && row->argument[0] == '['))
		zsh_action(c, row);
	fputs("'\n", c->out);
}

static void
zsh_options(const struct completions *c, enum verb verb)
{
	const char *name = verb_name(verb);

	fprintf(c->out, "\t%s) options=(\n", name[0] != '\0' ? name : "''");
	for (uint32_t i = 0; i < noption_rows; i++) {
		if (!belongs(&option_rows[i], verb))
			continue;
		if (option_rows[i].name != NULL)
			zsh_option(c, &option_rows[i], false);
		if (option_rows[i].letter != 0)
			zsh_option(c, &option_rows[i], true);
	}
	fputs("\t) ;;\n", c->out);
}

static const char *
zsh_function(enum completes with)
{
	static const char *const name[] = { [WITH_NOTHING] = "_message 'no more arguments'",
		[WITH_FILES] = "_files",
		[WITH_PRESETS] = "_audioengine_presets",
		[WITH_ADDRESSES] = "_audioengine_addresses" };

	return name[with];
}

static void
zsh_verb_words(const struct completions *c, const struct verb_row *verb)
{
	struct command command[COMMANDS_MAX];
	uint32_t n = commands_of(verb, command);
	char list[LIST_BYTES];
	enum completes with;

	if (n == 0) {
		with = completes_of_verb(verb, list);
		if (with == WITH_WORDS)
			fprintf(c->out, "\t%s) compadd -- %s ;;\n", verb->name, list);
		else
			fprintf(c->out, "\t%s) %s ;;\n", verb->name, zsh_function(with));
		return;
	}
	fprintf(c->out, "\t%s)\n\t\tif ((CURRENT == 1)); then\n\t\t\tcompadd --", verb->name);
	for (uint32_t i = 0; i < n; i++)
		fprintf(c->out, " %s", command[i].name);
	fprintf(c->out, "\n\t\telse\n\t\t\tcase $words[1] in\n");
	for (uint32_t i = 0; i < n; i++)
		fprintf(c->out, "\t\t\t%s) %s ;;\n", command[i].name,
			zsh_function(command[i].with));
	fprintf(c->out, "\t\t\tesac\n\t\tfi ;;\n");
}

static void
print_zsh(const struct completions *c)
{
	fputs("#compdef audioengine\n", c->out);
	print_head(c, "zsh");
	fputs("\n"
	      "_audioengine_presets() {\n"
	      "\tlocal -a names\n"
	      "\tnames=(${(f)\"$(audioengine --list-presets --plain 2>/dev/null)\"})\n"
	      "\tcompadd -a names\n"
	      "\t_files\n"
	      "}\n"
	      "_audioengine_engines() {\n"
	      "\tlocal -a names\n"
	      "\tnames=(${XDG_RUNTIME_DIR:-/run/user/$UID}/audioengine/*.url(N:t:r))\n"
	      "\tcompadd -a names\n"
	      "}\n"
	      "# Those of the engine that runs, else those there are without one.\n"
	      "_audioengine_addresses() {\n"
	      "\tlocal -a names\n"
	      "\tnames=(${(f)\"$(audioengine ctl list --plain "
	      "${opt_args[--name]:+--name=$opt_args[--name]} 2>/dev/null)\"})\n"
	      "\t(($#names)) || names=($_audioengine_table)\n"
	      "\tcompadd \"$@\" -a names\n"
	      "}\n"
	      "_audioengine_parameters() { _audioengine_addresses -S = -q; }\n"
	      "typeset -ga _audioengine_table=(\n",
		c->out);
	print_addresses(c, "\t");
	fputs(")\n"
	      "\n"
	      "_audioengine_verbs() {\n"
	      "\tlocal -a verbs=(\n",
		c->out);
	for (uint32_t i = 0; i < nverb_rows; i++) {
		fprintf(c->out, "\t\t'%s:", verb_rows[i].name);
		zsh_text(c, verb_rows[i].help);
		fputs("'\n", c->out);
	}
	fputs("\t)\n"
	      "\t_describe command verbs\n"
	      "}\n"
	      "\n"
	      "_audioengine_words() {\n"
	      "\tcase $verb in\n",
		c->out);
	for (uint32_t i = 0; i < nverb_rows; i++)
		zsh_verb_words(c, &verb_rows[i]);
	fputs("\tesac\n"
	      "}\n"
	      "\n"
	      "_audioengine() {\n"
	      "\tlocal curcontext=$curcontext verb\n"
	      "\tlocal -a options\n"
	      "\tlocal -A opt_args\n"
	      "\tverb=${words[2,CURRENT-1][(r)(",
		c->out);
	print_verbs(c, "|");
	fputs(")]}\n"
	      "\tcase $verb in\n",
		c->out);
	zsh_options(c, VERB_RUN);
	for (uint32_t i = 0; i < nverb_rows; i++)
		zsh_options(c, verb_rows[i].verb);
	fputs("\tesac\n"
	      "\t_arguments -s $options '1: :_audioengine_verbs' '*:: :_audioengine_words'\n"
	      "}\n"
	      "\n"
	      "_audioengine \"$@\"\n",
		c->out);
}

/* ---- fish ---- */

static void
fish_text(const struct completions *c, const char *s)
{
	fputc('\'', c->out);
	for (; *s != '\0'; s++) {
		if (*s == '\'' || *s == '\\')
			fputc('\\', c->out);
		fputc(*s, c->out);
	}
	fputc('\'', c->out);
}

static const char *
fish_words(enum completes with)
{
	static const char *const words[] = { [WITH_NOTHING] = " -x",
		[WITH_FILES] = " -rF",
		[WITH_PRESETS] = " -rF -a '(audioengine --list-presets --plain 2>/dev/null)'",
		[WITH_ADDRESSES] = " -x -a '(__audioengine_addresses)'",
		[WITH_ENGINES] = " -x -a '(__audioengine_engines)'" };

	return words[with];
}

/* fish knows no optional arguments: those are further options, with their words. */
static void
fish_option(const struct completions *c, const struct option_row *row)
{
	char list[LIST_BYTES];
	enum completes with = completes_of(row, list);
	bool optional = row->argument != NULL && row->argument[0] == '[';

	fputs("complete -c audioengine -n '__audioengine_for", c->out);
	for (enum verb v = VERB_RUN; v <= VERB_COMPLETIONS; v++)
		if (belongs(row, v))
			fprintf(c->out, " %s", v == VERB_RUN ? "run" : verb_name(v));
	fputc('\'', c->out);
	if (row->letter != 0)
		fprintf(c->out, " -s %c", row->letter);
	if (row->name != NULL)
		fprintf(c->out, " -l %s", row->name);
	if (row->argument != NULL && !optional && with == WITH_WORDS)
		fprintf(c->out, " -x -a '%s'", list);
	else if (row->argument != NULL && !optional)
		fputs(fish_words(with), c->out);
	fputs(" -d ", c->out);
	fish_text(c, row->help);
	fputc('\n', c->out);
	for (const char *p = list; optional && *p != '\0'; p += strcspn(p, " "), p += *p == ' ') {
		fprintf(c->out, "complete -c audioengine -n '__audioengine_option_of");
		for (enum verb v = VERB_RUN; v <= VERB_COMPLETIONS; v++)
			if (belongs(row, v))
				fprintf(c->out, " %s", v == VERB_RUN ? "run" : verb_name(v));
		fprintf(c->out, "' -a '--%s=%.*s'\n", row->name, (int)strcspn(p, " "), p);
	}
}

static void
fish_verb_words(const struct completions *c, const struct verb_row *verb)
{
	struct command command[COMMANDS_MAX];
	uint32_t n = commands_of(verb, command);
	char list[LIST_BYTES];
	enum completes with;

	fprintf(c->out, "complete -c audioengine -n '__audioengine_words 0' -a %s -d ", verb->name);
	fish_text(c, verb->help);
	fputc('\n', c->out);
	if (n == 0) {
		with = completes_of_verb(verb, list);
		fprintf(c->out, "complete -c audioengine -n '__audioengine_for %s'", verb->name);
		if (with == WITH_WORDS)
			fprintf(c->out, " -a '%s'\n", list);
		else
			fprintf(c->out, "%s\n", with == WITH_FILES ? " -F" : "");
		return;
	}
	fprintf(c->out, "complete -c audioengine -n '__audioengine_words 1 %s' -a '", verb->name);
	for (uint32_t i = 0; i < n; i++)
		fprintf(c->out, "%s%s", i > 0 ? " " : "", command[i].name);
	fputs("'\n", c->out);
	for (uint32_t i = 0; i < n; i++)
		if (command[i].with != WITH_NOTHING)
			fprintf(c->out,
				"complete -c audioengine -n '__audioengine_words 2 %s %s'%s\n",
				verb->name, command[i].name,
				command[i].with == WITH_FILES ? " -F"
				: command[i].with == WITH_PRESETS
					? " -F -a '(audioengine --list-presets --plain 2>/dev/null)'"
					: " -a '(__audioengine_addresses)'");
}

static void
print_fish(const struct completions *c)
{
	print_head(c, "fish");
	fputs("\n"
	      "# The words of the command line before the cursor that are neither options nor the\n"
	      "# program.\n"
	      "function __audioengine_typed\n"
	      "    set -l skip 1\n"
	      "    for word in (commandline -opc)\n"
	      "        if test $skip = 1\n"
	      "            set skip 0\n"
	      "        else if string match -qr -- '^-[",
		c->out);
	for (uint32_t i = 0; i < noption_rows; i++)
		if (option_rows[i].letter != 0 && option_rows[i].argument != NULL &&
			option_rows[i].argument[0] != '[')
			fputc(option_rows[i].letter, c->out);
	fputs("]$' $word\n"
	      "            set skip 1\n"
	      "        else if not string match -q -- '-*' $word\n"
	      "            echo $word\n"
	      "        end\n"
	      "    end\n"
	      "end\n"
	      "function __audioengine_for\n"
	      "    set -l typed (__audioengine_typed)\n"
	      "    test (count $typed) -gt 0; or set typed run\n"
	      "    contains -- $typed[1] $argv\n"
	      "end\n"
	      "function __audioengine_option_of\n"
	      "    string match -q -- '-*' (commandline -ct); and __audioengine_for $argv\n"
	      "end\n"
	      "# __audioengine_words N WORD...: these are the first, and there are N, or from 2 on more\n"
	      "function __audioengine_words\n"
	      "    set -l typed (__audioengine_typed)\n"
	      "    set -l n (count $typed)\n"
	      "    test $n -eq $argv[1]; or test $argv[1] -eq 2 -a $n -gt 2; or return 1\n"
	      "    test $argv[1] -lt 1; or test \"$typed[1]\" = $argv[2]; or return 1\n"
	      "    test $argv[1] -lt 2; or test \"$typed[2]\" = $argv[3]\n"
	      "end\n"
	      "function __audioengine_engines\n"
	      "    set -l folder $XDG_RUNTIME_DIR/audioengine\n"
	      "    string replace -r '.*/(.*)\\.url$' '$1' -- $folder/*.url\n"
	      "end\n"
	      "# Those of the engine that runs, else those there are without one.\n"
	      "function __audioengine_addresses\n"
	      "    set -l name (string match -r -- '^--name=.+' (commandline -opc))\n"
	      "    audioengine ctl list --plain $name 2>/dev/null\n"
	      "    or string split -n ' ' -- $__audioengine_table\n"
	      "end\n"
	      "set -g __audioengine_table \\\n",
		c->out);
	for (uint32_t i = 0; i < c->n; i++)
		fprintf(c->out, "    %s%s\n", c->address[i], i + 1 < c->n ? " \\" : "");
	fputs("\ncomplete -c audioengine -f\n", c->out);
	for (uint32_t i = 0; i < noption_rows; i++)
		fish_option(c, &option_rows[i]);
	for (uint32_t i = 0; i < nverb_rows; i++)
		fish_verb_words(c, &verb_rows[i]);
}

/* ---- Exported ---- */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The table's and those of the parameters, each once. */
static int
collect(struct completions *c, const struct param_table *t, const char *const *address, uint32_t n)
{
	uint32_t kept = 0;

	c->address = calloc(n + t->n + 1, sizeof *c->address);
	if (c->address == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < n; i++)
		c->address[c->n++] = address[i];
	for (uint32_t i = 0; i < t->n; i++)
		c->address[c->n++] = t->entry[i].path;
	qsort(c->address, c->n, sizeof *c->address, by_text);
	for (uint32_t i = 0; i < c->n; i++)
		if (kept == 0 || strcmp(c->address[i], c->address[kept - 1]) != 0)
			c->address[kept++] = c->address[i];
	c->n = kept;
	return 0;
}

int
completions_print(FILE *out, const char *shell, const char *const *address, uint32_t n)
{
	static const struct {
		const char *shell;
		void (*print)(const struct completions *c);
	} printers[] = { { "bash", print_bash }, { "zsh", print_zsh }, { "fish", print_fish } };
	struct completions c = { .out = out };
	struct param_table t = { .n = 0 };
	int error = -EINVAL;

	for (size_t i = 0; i < sizeof printers / sizeof *printers; i++) {
		if (strcmp(shell, printers[i].shell) != 0)
			continue;
		error = values_table(&t);
		if (error == 0)
			error = collect(&c, &t, address, n);
		if (error == 0)
			printers[i].print(&c);
	}
	free(c.address);
	param_table_finish(&t);
	return error;
}
