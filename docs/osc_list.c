/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prints the list of addresses of audioengine-osc(7), as mdoc: what the address
 * space of an engine holds, from the same tables that answer /list and
 * /describe.  `make osc-list` puts it into the page; tests/check-docs says when
 * the page is not what this prints.  What is there many times stands there
 * once: bands as N, nodes as NAME, the numeric twin of a choice beside it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/control.h"
#include "ui-osc/space.h"

struct section {
	const char *title;
	const char *prefix[12]; /* of the addresses in it */
};

static const struct section section[] = {
	{ "Server", { "/info", "/version", "/status", "/ping", "/sync", "/list", "/describe",
			    "/quit", "/log", "/dumpOSC", "/osc" } },
	{ "Subscriptions", { "/subscribe", "/renew", "/unsubscribe", "/notify" } },
	{ "Equaliser", { "/eq" } },
	{ "Presets", { "/preset", "/settings" } },
	{ "Any number as a place in its range", { "/norm" } },
	{ "Levels, loudness and spectrum",
		{ "/meters", "/clip", "/loudness", "/output", "/input", "/spectrum" } },
	{ "Timing", { "/load", "/margin", "/cycle", "/wakeup", "/node", "/xrun", "/heat",
			    "/profiler", "/stats" } },
	{ "Engine", { "/engine" } },
	{ "MIDI", { "/midi" } },
};

enum { NSECTIONS = sizeof section / sizeof *section };

static bool
begins(const char *path, const char *prefix)
{
	return strncmp(path, prefix, strlen(prefix)) == 0;
}

/* The longest prefix wins.  Return: its section, -1: none has one. */
static int
section_of(const char *path)
{
	size_t longest = 0;
	int found = -1;

	for (int s = 0; s < NSECTIONS; s++)
		for (int i = 0; i < 12 && section[s].prefix[i] != NULL; i++) {
			size_t len = strlen(section[s].prefix[i]);

			if (len > longest && begins(path, section[s].prefix[i])) {
				longest = len;
				found = s;
			}
		}
	return found;
}

/* Text in mdoc: a minus is a minus, a backslash is one, and no line begins with a request. */
static void
print_text(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		if (p == text && *p >= 'a' && *p <= 'z' && !begins(text, "audioengine"))
			putchar(*p - 'a' + 'A');
		else if (*p == '-' && p[1] >= '0' && p[1] <= '9' && (p == text || p[-1] == ' '))
			fputs("\\-", stdout);
		else if (*p == '\\')
			fputs("\\e", stdout);
		else if ((*p == '.' || *p == '\'') && p == text)
			printf("\\&%c", *p);
		else
			putchar(*p);
	}
}

/* A sentence a line, as mdoc wants it. */
static void
print_sentences(const char *text)
{
	char line[1024];
	const char *end;

	if (begins(text, "band 1: "))
		text += strlen("band 1: ");
	for (; *text != '\0'; text = end) {
		end = strstr(text, ". ");
		end = end != NULL ? end + 1 : text + strlen(text);
		snprintf(line, sizeof line, "%.*s", (int)(end - text), text);
		print_text(line);
		if (*end == '\0' && end > text && strchr(".:", end[-1]) == NULL)
			putchar('.');
		putchar('\n');
		end += strspn(end, " ");
	}
}

static void
print_number(float v)
{
	char text[32];

	snprintf(text, sizeof text, "%g", (double)v);
	print_text(text);
}

/* "; dB, -30 to 12": nothing where the range says nothing. */
static void
print_range(const char *unit, float min, float max)
{
	if (unit != NULL && unit[0] != '\0')
		printf("; %s", unit);
	if (min < max) {
		printf("%s", unit != NULL && unit[0] != '\0' ? ", " : "; ");
		print_number(min);
		printf(" to ");
		print_number(max);
	}
}

static void
print_choices(const struct param_info *info)
{
	for (uint32_t i = 0; info->choice[i] != NULL; i++)
		printf("%s%s", i == 0 ? "; one of " : ", ", info->choice[i]);
}

/* "/eq/band/1/gain" as "/eq/band/N/gain", "/node/eq/load" as "/node/NAME/load". */
static void
print_path(const char *path)
{
	if (begins(path, "/eq/band/1"))
		printf(".It Pa /eq/band/ Ns Ar N%s%s\n", path[10] != '\0' ? " Ns Pa " : "",
			path + 10);
	else if (begins(path, "/node/eq/"))
		printf(".It Pa /node/ Ns Ar NAME Ns Pa %s\n", path + strlen("/node/eq"));
	else if (begins(path, "/norm/"))
		puts(".It Pa /norm/ Ns Ar ADDRESS");
	else
		printf(".It Pa %s\n", path);
}

static void
print_parameter(const struct address *at, bool has_default)
{
	const struct param_info *info = at->info;

	printf("Parameter ,%s", at->row->tags);
	if (info->scale == SCALE_CHOICE && at->row->tags[0] == 's')
		print_choices(info);
	else
		print_range(info->unit, info->min, info->max);
	if (has_default) {
		printf("; at first ");
		if (info->scale == SCALE_CHOICE && at->row->tags[0] == 's')
			printf("%s", info->choice[(int)info->def]);
		else
			print_number(info->def);
	}
	puts(".");
	if (info->scale == SCALE_CHOICE && at->row->tags[0] == 'i')
		puts("The place of the choice, for programs that cannot send or show text.");
	else if (info->text != NULL && info->text[0] != '\0')
		print_sentences(info->text);
}

static void
print_row(const struct row *row)
{
	static const char *const word[] = { "Parameter", "Value", "Query", "Action" };

	printf("%s", word[row->kind]);
	if (row->kind != ROW_ACTION && row->tags[0] != '\0')
		printf(" ,%s", row->tags);
	if (row->kind != ROW_ACTION)
		print_range(row->unit, row->min, row->max);
	if (row->kind == ROW_VALUE && row->tier == TIER_NONE)
		printf("; read only");
	if (row->tier == TIER_ADMIN)
		printf("; for administration");
	puts(".");
	print_sentences(row->text);
}

/* Bands but the first, and what stands for itself: rows of the engine, profiler and worker. */
static bool
is_repeated(const char *path)
{
	return (begins(path, "/norm/") && strcmp(path, "/norm/eq/preamp") != 0) ||
	       (begins(path, "/eq/band/") && strncmp(path, "/eq/band/1/", 11) != 0 &&
		       strcmp(path, "/eq/band/1") != 0) ||
	       (begins(path, "/node/") && !begins(path, "/node/eq/") &&
		       strcmp(path, "/node/list") != 0 && strcmp(path, "/node/all") != 0);
}

/* Do all bands begin alike? */
static bool
has_default(const struct space *s, const struct address *at)
{
	const struct address *next;
	char other[PATH_BYTES + 8];

	if (!begins(at->path, "/eq/band/1/"))
		return true;
	snprintf(other, sizeof other, "/eq/band/2%s", at->path + strlen("/eq/band/1"));
	next = space_find(s, other);
	return next != NULL && next->info->def == at->info->def;
}

static void
print_section(const struct space *s, int number)
{
	printf(".Ss %s\n.Bl -tag -width Ds\n", section[number].title);
	for (uint32_t i = 0; i < s->n; i++) {
		const struct address *at = &s->address[i];

		if (is_repeated(at->path) || section_of(at->path) != number)
			continue;
		print_path(at->path);
		if (at->row == &row_norm)
			puts("Parameter ,f; 0 to 1.\nThe number at\n.Ar ADDRESS\nas a "
			     "place in its range.");
		else if (at->info != NULL)
			print_parameter(at, has_default(s, at));
		else
			print_row(at->row);
	}
	puts(".El");
}

/* A node has to be there for its rows to be. */
static int
print_list(struct control *c)
{
	static struct snapshot snap;
	struct space space = { 0 };

	snap.profile.nnodes = 1;
	snprintf(snap.profile.node[0].name, sizeof snap.profile.node[0].name, "eq");
	if (space_build(&space, c, &snap) != 0)
		return 1;
	for (uint32_t i = 0; i < space.n; i++)
		if (section_of(space.address[i].path) < 0) {
			fprintf(stderr,
				"osc-list: %s belongs to no section; add its prefix to the table "
				"in docs/osc_list.c\n",
				space.address[i].path);
			space_finish(&space);
			return 1;
		}
	for (int i = 0; i < NSECTIONS; i++)
		print_section(&space, i);
	space_finish(&space);
	return 0;
}

int
main(void)
{
	char program[] = "osc-list", backend[] = "--dummy", settings[] = "--settings=none";
	char *words[] = { program, backend, settings, NULL };
	struct control *c = NULL;
	struct options o;
	int status;

	if (options_parse(&o, 3, words, stdout, stderr, &status) == OPTIONS_GO)
		status = control_create(&c, &o, words);
	if (status == 0)
		status = print_list(c);
	control_destroy(c);
	options_finish(&o);
	return status;
}
