/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands of audioengine ctl.  What is typed is understood as a whole
 * before anything is sent: a mistake in the third value leaves the first two
 * alone.
 */
#include "ui-osc/ctl/ctl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/words.h"
#include "engine/backend.h"
#include "ui-osc/ctl/ctl_print.h"
#include "ui-osc/ctl/ctl_watch.h"
#include "ui-osc/subscribe.h"

enum { DONE_MS = 10000 }; /* writing a preset to a slow disk */
enum { VALUE_BYTES = 512, ORDER_VALUES_MAX = 8, VALUES_TOGETHER = 32, NEAR = 2 };

struct ctl {
	const struct options *o;
	struct ctl_link *l;
	char err[CTL_ERROR_BYTES];
};

static int
complain(const char *text, int status)
{
	fflush(stdout);
	fprintf(stderr, "audioengine: %s\n", text);
	return status;
}

/* Of link_ask, and of tree_find with its own words in c->err. */
static int
complain_link(struct ctl *c, int error)
{
	if (error == -ENOENT && c->err[0] != '\0')
		return complain(c->err, EXIT_OTHER);
	link_explain(c->l, error, c->err);
	return complain(c->err, error == -EMSGSIZE ? EXIT_USAGE : EXIT_NO_DEVICE);
}

/* ---- Words: ADDRESS VALUE... or ADDRESS=VALUE ---- */

/* What is to be sent to one address, or to all that it matches. */
struct order {
	char word[2 * PATH_BYTES]; /* the address as it was typed */
	uint32_t nvalues;
	char value[ORDER_VALUES_MAX][VALUE_BYTES];
};

static int
complain_word(const char *word, const char *what)
{
	fprintf(stderr, "audioengine: \"%.100s\" %s\n", word, what);
	return EXIT_USAGE;
}

/* "dB" of its own belongs to the number before it. */
static int
order_add(struct order *order, const char *word)
{
	char *last = order->nvalues > 0 ? order->value[order->nvalues - 1] : NULL;

	if (last != NULL && ctl_value_is_unit(word) && ctl_value_is_number(last)) {
		size_t n = strlen(last);

		snprintf(last + n, VALUE_BYTES - n, " %s", word);
		return 0;
	}
	if (order->nvalues == ORDER_VALUES_MAX)
		return complain_word(word, "is one value too many");
	if (strlen(word) >= VALUE_BYTES)
		return complain_word(word, "... is too long");
	strcpy(order->value[order->nvalues++], word);
	return 0;
}

/* The order at word *i, which is left behind it.  Return: 0 or EXIT_USAGE. */
static int
order_read(const struct options *o, uint32_t *i, struct order *out)
{
	const char *word = o->word[*i], *equals = strchr(word, '=');
	size_t n = equals != NULL ? (size_t)(equals - word) : strlen(word);
	int status = 0;

	out->nvalues = 0;
	(*i)++;
	if (word[0] != '/')
		return complain_word(word,
			"is no address; one begins with /, as in audioengine ctl set "
			"/eq/band/3/gain -4.5");
	if (n >= sizeof out->word)
		return complain_word(word, "... is longer than any address");
	memcpy(out->word, word, n);
	out->word[n] = '\0';
	if (equals != NULL)
		status = order_add(out, equals + 1);
	while (status == 0 && *i < o->nwords && o->word[*i][0] != '/')
		status = order_add(out, o->word[(*i)++]);
	return status;
}

/* One message to at, into the question. */
static int
order_send(struct ctl *c, const struct order *order, const struct ctl_address *at)
{
	char err[CTL_VALUE_ERROR_BYTES];
	lo_message m = lo_message_new();
	int error = m != NULL ? 0 : -ENOMEM;

	for (uint32_t i = 0; i < order->nvalues && error == 0; i++)
		error = ctl_value_add(m, at, i, order->value[i], err);
	if (error == 0)
		link_add(c->l, at->path, m);
	lo_message_free(m);
	if (error == -EINVAL)
		return complain(err, EXIT_USAGE);
	return error == 0 ? 0 : complain("out of memory", EXIT_OTHER);
}

/* ---- Answers ---- */

static bool
is_error(const struct ctl_answer *a)
{
	return strcmp(a->address, "/error") == 0;
}

/* Prints what was refused.  Return: exit status. */
static int
print_errors(const struct ctl_link *l)
{
	int status = EXIT_FINE;

	for (uint32_t i = 0; i < l->n; i++)
		if (is_error(&l->answer[i])) {
			ctl_print_error(&l->answer[i]);
			status = EXIT_OTHER;
		}
	return status;
}

static int
print_answers(struct ctl *c)
{
	for (uint32_t i = 0; i < c->l->n; i++)
		if (!is_error(&c->l->answer[i]))
			ctl_print_answer(c->o, &c->l->answer[i]);
	return print_errors(c->l);
}

/* ---- get ---- */

static int
check_get(const struct order *order, const struct ctl_address *at)
{
	char text[CTL_ERROR_BYTES];

	if (strcmp(at->access, "x") == 0)
		snprintf(text, sizeof text, "%s is done, not read:  audioengine ctl do %s",
			at->path, at->path);
	else if (order->nvalues > 0 && strcmp(at->access, "rw") == 0)
		snprintf(text, sizeof text, "get reads; to set it:  audioengine ctl set %s %.100s",
			at->path, order->value[0]);
	else
		return 0;
	return complain(text, EXIT_USAGE);
}

/* Which addresses a word means.  Return: exit status. */
static int
find(struct ctl *c, const char *word, struct ctl_addresses *out)
{
	int error;

	c->err[0] = '\0';
	out->n = 0;
	error = tree_find(c->l, word, out, c->err);
	return error == 0 ? EXIT_FINE : complain_link(c, error);
}

static int
ctl_get(struct ctl *c)
{
	struct ctl_addresses found = { .n = 0 };
	struct order order;
	int status = EXIT_FINE;

	for (uint32_t i = 1; i < c->o->nwords && status == EXIT_FINE;) {
		bool pattern;
		int error;

		status = order_read(c->o, &i, &order);
		if (status == EXIT_FINE)
			status = find(c, order.word, &found);
		pattern = found.n != 1 || strpbrk(order.word, "?*[{") != NULL;
		link_begin(c->l);
		for (uint32_t k = 0; k < found.n && status == EXIT_FINE; k++) {
			if (pattern && strcmp(found.at[k].access, "x") == 0)
				continue;
			status = check_get(&order, &found.at[k]);
			if (status == EXIT_FINE)
				status = order_send(c, &order, &found.at[k]);
		}
		if (status != EXIT_FINE)
			break;
		error = link_ask(c->l, false);
		status = error == 0 ? print_answers(c) : complain_link(c, error);
	}
	tree_finish(&found);
	return status;
}

/* ---- set ---- */

static int
check_set(const struct order *order, const struct ctl_address *at)
{
	size_t n = strlen(at->tags);
	char text[CTL_ERROR_BYTES];

	if (strcmp(at->access, "x") == 0)
		snprintf(text, sizeof text, "%s is done, not set:  audioengine ctl do %s", at->path,
			at->path);
	else if (strcmp(at->access, "rw") != 0)
		snprintf(text, sizeof text, "%s can be read, not set", at->path);
	else if (order->nvalues == 0)
		snprintf(text, sizeof text,
			"%s: a value is missing, as in  audioengine ctl set %s %s", at->path,
			at->path, at->tags[0] == 's' ? "NAME" : "1");
	else if (order->nvalues > n)
		snprintf(text, sizeof text, "%s takes %zu value%s, not %u", at->path, n,
			n == 1 ? "" : "s", order->nvalues);
	else
		return 0;
	return complain(text, EXIT_USAGE);
}

/* Everything is understood before anything is sent, so found must not use the same question: its
 * answers are all there when the first order is written. */
struct plan {
	uint32_t n;
	struct order *order;
	struct ctl_addresses *found;
};

static void
plan_finish(struct plan *p)
{
	for (uint32_t i = 0; i < p->n; i++)
		tree_finish(&p->found[i]);
	free(p->order);
	free(p->found);
}

/* The words from the first-th on.  Return: exit status. */
static int
plan_read(struct ctl *c, struct plan *p, uint32_t max)
{
	int status = EXIT_FINE;

	p->n = 0;
	p->order = calloc(max, sizeof *p->order);
	p->found = calloc(max, sizeof *p->found);
	if (p->order == NULL || p->found == NULL)
		return complain("out of memory", EXIT_OTHER);
	for (uint32_t i = 1; i < c->o->nwords && status == EXIT_FINE;) {
		status = order_read(c->o, &i, &p->order[p->n]);
		if (status == EXIT_FINE)
			status = find(c, p->order[p->n].word, &p->found[p->n]);
		p->n++;
	}
	return status;
}

/* All of it as one question.  Return: exit status. */
static int
plan_write(struct ctl *c, const struct plan *p)
{
	int status = EXIT_FINE;

	link_begin(c->l);
	for (uint32_t i = 0; i < p->n; i++)
		for (uint32_t k = 0; k < p->found[i].n && status == EXIT_FINE; k++) {
			status = check_set(&p->order[i], &p->found[i].at[k]);
			if (status == EXIT_FINE)
				status = order_send(c, &p->order[i], &p->found[i].at[k]);
		}
	return status;
}

/* Values that the engine answered with are not those that were sent: they were out of range. */
static int
tell_clamped(struct ctl *c)
{
	for (uint32_t i = 0; i < c->l->n; i++) {
		const struct ctl_answer *a = &c->l->answer[i];

		if (is_error(a))
			continue;
		if (c->o->json) {
			ctl_print_answer(c->o, a);
			continue;
		}
		fprintf(stderr, "audioengine: %s is now ", a->address);
		ctl_value_print(stderr, a->m, false);
		fprintf(stderr, ", the nearest that it can be\n");
	}
	return print_errors(c->l);
}

static int
ctl_set(struct ctl *c)
{
	struct plan p;
	int status = plan_read(c, &p, c->o->nwords), error;

	if (status == EXIT_FINE)
		status = plan_write(c, &p);
	if (status == EXIT_FINE) {
		error = link_ask(c->l, false);
		status = error == 0 ? tell_clamped(c) : complain_link(c, error);
	}
	plan_finish(&p);
	return status;
}

/* ---- do ---- */

/* All words behind the address are arguments, whatever they begin with. */
static int
ctl_do(struct ctl *c)
{
	struct ctl_addresses found = { .n = 0 };
	struct order order = { .nvalues = 0 };
	char text[CTL_ERROR_BYTES];
	int status, error;
	uint32_t i = 1;

	status = order_read(c->o, &i, &order);
	for (; i < c->o->nwords && status == EXIT_FINE; i++)
		status = order_add(&order, c->o->word[i]);
	if (status == EXIT_FINE)
		status = find(c, order.word, &found);
	if (status == EXIT_FINE && (found.n != 1 || strcmp(found.at[0].access, "x") != 0)) {
		snprintf(text, sizeof text, "%s is no action:  audioengine ctl get %s", order.word,
			order.word);
		status = complain(text, EXIT_USAGE);
	}
	link_begin(c->l);
	if (status == EXIT_FINE)
		status = order_send(c, &order, &found.at[0]);
	if (status == EXIT_FINE) {
		error = link_ask(c->l, true);
		if (error == 0)
			error = link_wait(c->l, DONE_MS);
		if (error == -ETIMEDOUT)
			status = complain("no answer: it may have been done or not; look before "
					  "doing it again",
				EXIT_NO_DEVICE);
		else
			status = error == 0 ? print_answers(c) : complain_link(c, error);
	}
	tree_finish(&found);
	return status;
}

/* ---- list ---- */

static const struct ctl_answer *
answer_of(const struct ctl_link *l, const char *path)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (strcmp(l->answer[i].address, path) == 0)
			return &l->answer[i];
	return NULL;
}

/* count of them, with the values of those that have one. */
static int
list_some(struct ctl *c, const struct ctl_address *at, uint32_t count)
{
	int error;

	link_begin(c->l);
	for (uint32_t i = 0; i < count; i++)
		if (at[i].access[0] == 'r')
			link_add(c->l, at[i].path, NULL);
	error = link_ask(c->l, false);
	if (error != 0)
		return complain_link(c, error);
	for (uint32_t i = 0; i < count; i++)
		ctl_print_address(c->o, &at[i], answer_of(c->l, at[i].path));
	return EXIT_FINE;
}

static int
ctl_list(struct ctl *c)
{
	struct ctl_addresses found = { .n = 0 };
	const char *word = c->o->nwords > 1 ? c->o->word[1] : "/";
	uint32_t together = c->l->remote ? 1 : VALUES_TOGETHER;
	int status = EXIT_FINE, error;

	c->err[0] = '\0';
	if (word[0] != '/')
		return complain_word(word, "is no address; one begins with /");
	error = strpbrk(word, "?*[{") != NULL ? tree_find(c->l, word, &found, c->err)
					      : tree_walk(c->l, word, &found);
	if (error == 0 && found.n == 0) {
		snprintf(c->err, sizeof c->err,
			"there is nothing below %.100s; audioengine ctl list shows what there is",
			word);
		error = -ENOENT;
	}
	if (error != 0)
		status = complain_link(c, error);
	for (uint32_t i = 0; i < found.n && status == EXIT_FINE; i += together) {
		uint32_t count = found.n - i < together ? found.n - i : together;

		if (!c->o->plain || c->o->json)
			status = list_some(c, &found.at[i], count);
		else
			for (uint32_t k = 0; k < count; k++)
				ctl_print_address(c->o, &found.at[i + k], NULL);
	}
	tree_finish(&found);
	return status;
}

/* ---- Which command ---- */

static int
ctl_watched(struct ctl *c)
{
	for (uint32_t i = 1; i < c->o->nwords; i++)
		if (c->o->word[i][0] != '/')
			return complain_word(
				c->o->word[i], "is no address; one begins with /, as /load");
	return ctl_watch(c->o, &c->l);
}

static const struct command {
	const char *name;
	int (*run)(struct ctl *c); /* NULL: url */
	uint32_t words_min, words_max;
	const char *usage;
} commands[] = {
	{ "get", ctl_get, 1, VERB_WORDS_MAX, "ADDRESS..." },
	{ "set", ctl_set, 1, VERB_WORDS_MAX, "ADDRESS VALUE... or ADDRESS=VALUE..." },
	{ "do", ctl_do, 1, VERB_WORDS_MAX, "ADDRESS [VALUE...]" },
	{ "watch", ctl_watched, 1, SUBSCRIPTIONS_MAX, "ADDRESS... (at most 16)" },
	{ "list", ctl_list, 0, 1, "[ADDRESS]" },
	{ "url", NULL, 0, 0, "" },
};
enum { NCOMMANDS = sizeof commands / sizeof *commands };

static const struct command *
command_find(const char *name)
{
	for (int i = 0; i < NCOMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int
complain_command(const char *word)
{
	fprintf(stderr, "audioengine: ctl knows no \"%.40s\"", word);
	for (int i = 0; i < NCOMMANDS; i++)
		if (edit_distance(word, commands[i].name) <= NEAR &&
			edit_distance(word, commands[i].name) < strlen(commands[i].name)) {
			fprintf(stderr, "; did you mean %s?\n", commands[i].name);
			return EXIT_USAGE;
		}
	fprintf(stderr, "; there is get, set, do, watch, list, url\n");
	return EXIT_USAGE;
}

int
ctl_run(const struct options *o)
{
	const struct command *command = command_find(o->word[0]);
	struct options named = *o;
	struct ctl c = { .o = &named };
	struct ctl_engine engine;
	int status;

	if (command == NULL)
		return complain_command(o->word[0]);
	if (o->nwords - 1 < command->words_min || o->nwords - 1 > command->words_max) {
		fprintf(stderr, "audioengine: usage: audioengine ctl %s %s\n", command->name,
			command->usage);
		return EXIT_USAGE;
	}
	if (ctl_find(o, &engine, c.err) != 0)
		return complain(c.err, EXIT_NO_DEVICE);
	if (engine.name[0] != '\0')
		named.name = engine.name; /* who is watched is waited for, not another */
	if (command->run == NULL) {
		puts(engine.url);
		return EXIT_FINE;
	}
	c.l = link_open(engine.url, c.err);
	if (c.l == NULL)
		return complain(c.err, EXIT_NO_DEVICE);
	status = command->run(&c);
	link_close(c.l);
	return status;
}
