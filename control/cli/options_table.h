/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of options (options_table.c), shared by the reader (options.c), --help (options_help.c)
 * and whoever else lists them.
 */
#ifndef AE_CONTROL_OPTIONS_TABLE_H
#define AE_CONTROL_OPTIONS_TABLE_H

#include <stddef.h>

#include "control/cli/options.h"

enum option_group {
	GROUP_BACKEND,
	GROUP_SOUND,
	GROUP_SCREEN,
	GROUP_OSC,
	GROUP_RESULT,
	GROUP_PRESET,
	GROUP_CTL,
	GROUP_OTHER,
	NGROUPS
};
enum { OPTION_ROWS_MAX = 64 };
enum {
	FOR_RUN = 1 << VERB_RUN,
	FOR_RENDER = 1 << VERB_RENDER,
	FOR_REPORT = 1 << VERB_REPORT,
	FOR_PRESET = 1 << VERB_PRESET,
	FOR_CTL = 1 << VERB_CTL,
	FOR_COMPLETIONS = 1 << VERB_COMPLETIONS,
	FOR_ATTACH = FOR_COMPLETIONS << 1, /* what has a meaning with --attach */
	FOR_ALL = (FOR_ATTACH << 1) - 1
};

struct option_row {
	const char *name;     /* long name; NULL: only a letter */
	char letter;          /* 0: none */
	const char *argument; /* "=FILE", "[=SERVER]", " N" (letters); NULL: none */
	enum option_group group;
	unsigned verbs; /* FOR_... */
	bool first;     /* on the short page of --help */
	/* arg: NULL when not given.  Return: whether it was understood. */
	bool (*take)(struct options *, const struct option_row *, const char *arg);
	size_t at; /* offset in struct options */
	uint32_t min, max;
	const char *expects; /* after "expected: " */
	const char *help;    /* one line of 52 characters */
	const char *more;    /* what --help=all and the manual add; NULL: nothing */
};

struct verb_row {
	const char *name, *arguments, *help;
	enum verb verb;
	int words_min, words_max; /* after the verb; at most VERB_WORDS_MAX */
	bool first;               /* on the short page of --help */
};

extern const struct option_row option_rows[];
extern const uint32_t noption_rows;
extern const struct verb_row verb_rows[];
extern const uint32_t nverb_rows;

/* The bit of what o asks for: of its verb, or FOR_ATTACH. */
unsigned options_kind(const struct options *o);

/* take of --help and --version, which options_parse answers itself. */
bool options_take_nothing(struct options *o, const struct option_row *row, const char *arg);

void options_print_help(FILE *out, bool all);
int options_print_parameters(FILE *out); /* 0 or -ENOMEM */
void options_print_version(FILE *out);

#endif
