/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tables say, for the shells' files. */
#ifndef AE_CONTROL_COMPLETIONS_PRIVATE_H
#define AE_CONTROL_COMPLETIONS_PRIVATE_H

#include <stdbool.h>

#include "control/cli/completions.h"
#include "control/cli/options_table.h"

enum { LIST_BYTES = 512, COMMANDS_MAX = 16, WORD_MAX = 32 };

enum completes { WITH_NOTHING, WITH_WORDS, WITH_FILES, WITH_PRESETS, WITH_ADDRESSES, WITH_ENGINES };

struct completions {
	FILE *out;
	const char **address; /* sorted */
	uint32_t n;
};

struct verb_command {
	char name[WORD_MAX];
	enum completes with;
};

/* ---- Context: main, for all functions ---- */

/* With what the option's argument is completed; list: words, for WITH_WORDS. */
enum completes completes_of(const struct option_row *row, char list[LIST_BYTES]);

/* The same for the words of a verb that has no commands. */
enum completes completes_of_verb(const struct verb_row *verb, char list[LIST_BYTES]);

/* The commands of a verb.  Return: how many. */
uint32_t commands_of(const struct verb_row *verb, struct verb_command out[COMMANDS_MAX]);

bool option_belongs(const struct option_row *row, enum verb verb);
const char *verb_name(enum verb verb); /* "": the run without one */

void completions_head(const struct completions *c, const char *shell);
void completions_verbs(const struct completions *c, const char *separator);
void completions_addresses(const struct completions *c, const char *indent); /* some to a line */

void completions_bash(const struct completions *c);
void completions_zsh(const struct completions *c);
void completions_fish(const struct completions *c);

#endif
