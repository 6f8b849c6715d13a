/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The script for bash.  It needs nothing of bash-completion; = may break words or not. */
#include <stdio.h>
#include <string.h>

#include "control/cli/completions_private.h"

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

		if (!option_belongs(row, verb))
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
		fprintf(c->out, "%s%s",
			column > 80                 ? "\n\t\t"
			: column > strlen(word) + 1 ? " "
						    : "",
			word);
		if (column > 80)
			column = strlen(word);
	}
	fprintf(c->out, "\" ;;\n");
}

static void
bash_verb_words(const struct completions *c, const struct verb_row *verb)
{
	struct verb_command command[COMMANDS_MAX];
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

void
completions_bash(const struct completions *c)
{
	completions_head(c, "bash");
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
	      "\tall=$(\"$program\" ctl list --plain ${engine:+\"--name=$engine\"} 2>/dev/null) "
	      "||\n"
	      "\t\tall=$_audioengine_table\n"
	      "\t_audioengine_words \"$all\"\n"
	      "\t[[ $option != --set ]] || { compopt -o nospace 2>/dev/null; "
	      "COMPREPLY=(\"${COMPREPLY[@]/%/=}\"); }\n"
	      "}\n"
	      "_audioengine_table=\"\n",
		c->out);
	completions_addresses(c, "");
	fputs("\"\n"
	      "\n"
	      "_audioengine() {\n"
	      "\tlocal program=$1 cur=${COMP_WORDS[COMP_CWORD]} option='' engine='' words='' "
	      "verb=''\n"
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
	      "\t\t=) [[ ${COMP_WORDS[i - 1]} != --name ]] || engine=${COMP_WORDS[i + 1]-}; "
	      "((i++)) ;;\n"
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
	completions_verbs(c, " ");
	fputs("\" ;;\n", c->out);
	for (uint32_t i = 0; i < nverb_rows; i++)
		bash_verb_words(c, &verb_rows[i]);
	fputs("\tesac\n"
	      "}\n"
	      "complete -F _audioengine audioengine\n",
		c->out);
}
