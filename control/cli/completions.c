/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an option's argument can be completed with is read from its row: words in
 * "auto|none|PATTERN" and in what it expects ("auto, never or always"), else
 * from the name of the argument (FILE, NAME|FILE, PATH=VALUE).  Commands of a
 * verb are the first words of the further lines of its usage.
 */
#include "control/cli/completions_private.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "control/param_table.h"

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
		const char *comma = strstr(p, ", "), * or = strstr(p, " or ");
		const char *end = comma != NULL && (or == NULL || comma < or) ? comma : or ;
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

enum completes
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
	if (row->name != NULL &&
		(strcmp(row->name, "name") == 0 || strcmp(row->name, "attach") == 0))
		return WITH_ENGINES;
	if (strstr(row->argument, "FILE") != NULL || strcmp(row->argument, "=IN") == 0 ||
		strcmp(row->argument, "=OUT") == 0 || strcmp(row->argument, "=PATH") == 0)
		return WITH_FILES;
	return list[0] != '\0' ? WITH_WORDS : WITH_NOTHING;
}

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
uint32_t
commands_of(const struct verb_row *verb, struct verb_command out[COMMANDS_MAX])
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
enum completes
completes_of_verb(const struct verb_row *verb, char list[LIST_BYTES])
{
	list[0] = '\0';
	if (strchr(verb->arguments, ' ') == NULL)
		words_of_argument(verb->arguments, list);
	return list[0] != '\0' ? WITH_WORDS
			       : words_complete_with(verb->arguments, strlen(verb->arguments));
}

bool
option_belongs(const struct option_row *row, enum verb verb)
{
	return (row->verbs & 1u << verb) != 0;
}

const char *
verb_name(enum verb verb)
{
	for (uint32_t i = 0; i < nverb_rows; i++)
		if (verb_rows[i].verb == verb)
			return verb_rows[i].name;
	return "";
}

void
completions_head(const struct completions *c, const char *shell)
{
	fprintf(c->out,
		"# SPDX-License-Identifier: GPL-2.0-or-later\n"
		"# Written by:  audioengine completions %s\n",
		shell);
}

void
completions_verbs(const struct completions *c, const char *separator)
{
	for (uint32_t i = 0; i < nverb_rows; i++)
		fprintf(c->out, "%s%s", i > 0 ? separator : "", verb_rows[i].name);
}

/* The addresses, some to a line. */
void
completions_addresses(const struct completions *c, const char *indent)
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
	} printers[] = { { "bash", completions_bash }, { "zsh", completions_zsh },
		{ "fish", completions_fish } };
	struct completions c = { .out = out };
	struct param_table t = { .n = 0 };
	int error = -EINVAL;

	for (size_t i = 0; i < sizeof printers / sizeof *printers; i++) {
		if (strcmp(shell, printers[i].shell) != 0)
			continue;
		error = param_table_all(&t);
		if (error == 0)
			error = collect(&c, &t, address, n);
		if (error == 0)
			printers[i].print(&c);
	}
	free(c.address);
	param_table_finish(&t);
	return error;
}
