/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The script for zsh, on _arguments. */
#include <stdio.h>
#include <string.h>

#include "control/cli/completions_private.h"

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
			row->argument == NULL     ? ""
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
		if (!option_belongs(&option_rows[i], verb))
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
	struct verb_command command[COMMANDS_MAX];
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
	fprintf(c->out, "\t%s)\n\t\tif ((CURRENT == 2)); then\n\t\t\tcompadd --", verb->name);
	for (uint32_t i = 0; i < n; i++)
		fprintf(c->out, " %s", command[i].name);
	fprintf(c->out, "\n\t\telse\n\t\t\tcase $words[2] in\n");
	for (uint32_t i = 0; i < n; i++)
		fprintf(c->out, "\t\t\t%s) %s ;;\n", command[i].name,
			zsh_function(command[i].with));
	fprintf(c->out, "\t\t\tesac\n\t\tfi ;;\n");
}

void
completions_zsh(const struct completions *c)
{
	fputs("#compdef audioengine\n", c->out);
	completions_head(c, "zsh");
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
	completions_addresses(c, "\t");
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
	completions_verbs(c, "|");
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
