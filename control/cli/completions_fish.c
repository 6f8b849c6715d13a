/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The script for fish, a line for each option and verb. */
#include <stdio.h>
#include <string.h>

#include "control/cli/completions_private.h"

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
		if (option_belongs(row, v))
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
			if (option_belongs(row, v))
				fprintf(c->out, " %s", v == VERB_RUN ? "run" : verb_name(v));
		fprintf(c->out, "' -a '--%s=%.*s'\n", row->name, (int)strcspn(p, " "), p);
	}
}

static void
fish_verb_words(const struct completions *c, const struct verb_row *verb)
{
	struct verb_command command[COMMANDS_MAX];
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
					? " -F -a '(audioengine --list-presets --plain "
					  "2>/dev/null)'"
					: " -a '(__audioengine_addresses)'");
}

void
completions_fish(const struct completions *c)
{
	completions_head(c, "fish");
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
	      "# __audioengine_words N WORD...: these are the first, and there are N, or from 2 on "
	      "more\n"
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
