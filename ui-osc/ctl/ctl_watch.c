/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Once a second the subscriptions are renewed: that keeps their leases, and it
 * tells whether the engine is still there, and still the same.
 */
#include "ui-osc/ctl/ctl_watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "engine/backend.h"
#include "ui-osc/call.h"
#include "ui-osc/ctl/ctl_print.h"
#include "ui-osc/subscribe.h"

enum { RENEW_MS = 1000, SILENCE_MS = 4000, LOOK_MS = 250 };

struct watch {
	const struct options *o;
	struct ctl_link *l; /* NULL: the engine is gone */
	int signal_fd;
	int64_t renew_ms, heard_ms; /* next; last */
	uint32_t left;              /* lines; UINT32_MAX: no end */
	bool lost;                  /* it has been said */
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int
open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* ---- Values ---- */

/* Is it the answer of an address that is watched? */
static bool
is_wanted(const struct watch *w, const char *address)
{
	size_t n = strlen(address);

	if (n > 6 && strcmp(address + n - 6, ".reply") == 0)
		n -= 6;
	for (uint32_t i = 1; i < w->o->nwords; i++) {
		const char *word = w->o->word[i];
		size_t skip = strlen(w->l->prefix);

		if (strncmp(word, w->l->prefix, skip) != 0 || word[skip] != '/')
			skip = 0;
		if (strlen(word + skip) == n && strncmp(word + skip, address, n) == 0)
			return true;
	}
	return strcmp(address, "/xruns/item") == 0;
}

static void
show(struct watch *w, const struct ctl_answer *a)
{
	if (w->left == 0 || !is_wanted(w, a->address))
		return;
	ctl_print_answer(w->o, a);
	fflush(stdout);
	w->left -= w->left != UINT32_MAX;
}

/* ---- Subscribing ---- */

static void
add_subscription(struct ctl_link *l, const char *path, double hz)
{
	lo_message m = lo_message_new();

	if (m == NULL || lo_message_add_string(m, path) != 0 ||
		lo_message_add_float(m, (float)(hz > 0 ? hz : RATE_DEFAULT_HZ)) != 0)
		l->overflow = true;
	else
		link_add(l, "/subscribe", m);
	lo_message_free(m);
}

/* Every address; the first values come with it.  errors: may be printed.
 * Return: 0; -EPROTO: one was refused; as of link_ask. */
static int
subscribe(struct watch *w, bool errors)
{
	int error;

	link_begin(w->l);
	for (uint32_t i = 1; i < w->o->nwords; i++)
		add_subscription(w->l, w->o->word[i], w->o->hz);
	error = link_ask(w->l, false);
	for (uint32_t i = 0; i < w->l->n && error == 0; i++)
		if (strcmp(w->l->answer[i].address, "/error") == 0) {
			if (errors)
				ctl_print_error(&w->l->answer[i]);
			error = -EPROTO;
		}
	for (uint32_t i = 0; i < w->l->n && error == 0; i++)
		show(w, &w->l->answer[i]);
	w->heard_ms = now_ms();
	w->renew_ms = w->heard_ms + RENEW_MS;
	return error;
}

static void
unsubscribe(struct watch *w)
{
	if (w->l == NULL)
		return;
	link_begin(w->l);
	link_add(w->l, "/unsubscribe", NULL);
	(void)link_send(w->l);
}

/* ---- The engine goes and comes ---- */

static void
say(const struct watch *w, const char *what, const char *where)
{
	fprintf(stderr, "audioengine: the engine%s%s%s %s%s\n", *w->o->name != '\0' ? " \"" : "",
		w->o->name, *w->o->name != '\0' ? "\"" : "", what, where);
}

static void
lose(struct watch *w)
{
	if (!w->lost)
		say(w, "is gone; waiting for it to come back (Ctrl-C ends this)", "");
	w->lost = true;
	link_close(w->l);
	w->l = NULL;
}

/* Is it back, maybe elsewhere? */
static void
look(struct watch *w)
{
	char err[CTL_ERROR_BYTES];
	struct ctl_engine engine;

	if (ctl_find(w->o, &engine, err) != 0)
		return;
	w->l = link_open(engine.url, err);
	if (w->l == NULL)
		return;
	if (subscribe(w, false) != 0) {
		link_close(w->l);
		w->l = NULL;
		return;
	}
	say(w, "is back at ", engine.url);
	w->lost = false;
}

/* A refusal to renew: the subscriptions are not there, so this is another engine at that port. */
static void
heed_error(struct watch *w, const struct ctl_answer *a)
{
	const char *about = answer_text(a, 0);

	if (about != NULL && strlen(about) >= 6 && strcmp(about + strlen(about) - 6, "/renew") == 0)
		lose(w);
	else
		ctl_print_error(a);
}

static void
renew(struct watch *w)
{
	link_begin(w->l);
	link_add(w->l, "/renew", NULL);
	if (link_send(w->l) == -ECONNREFUSED || now_ms() - w->heard_ms > SILENCE_MS) {
		lose(w);
		return;
	}
	w->renew_ms = now_ms() + RENEW_MS;
}

static void
receive(struct watch *w)
{
	struct ctl_answer a;
	int error;

	while (w->l != NULL && w->left > 0 && (error = link_receive(w->l, &a)) != -EAGAIN) {
		if (error == -ECONNREFUSED) {
			lose(w);
			return;
		}
		if (error == -EBADMSG)
			continue;
		if (error != 0)
			return;
		w->heard_ms = now_ms();
		if (strcmp(a.address, "/error") == 0)
			heed_error(w, &a);
		else
			show(w, &a);
		lo_message_free(a.m);
	}
}

/* Return: false: a signal says that it is enough. */
static bool
turn(struct watch *w)
{
	struct pollfd p[2] = { { .fd = w->signal_fd, .events = POLLIN },
		{ .fd = w->l != NULL ? w->l->fd : -1, .events = POLLIN } };
	int64_t wait_ms = w->l != NULL ? w->renew_ms - now_ms() : LOOK_MS;

	if (poll(p, 2, wait_ms > 0 ? (int)wait_ms : 0) > 0 && p[0].revents != 0)
		return false;
	if (w->l == NULL)
		look(w);
	else if (p[1].revents != 0)
		receive(w);
	if (w->l != NULL && now_ms() >= w->renew_ms)
		renew(w);
	return true;
}

int
ctl_watch(const struct options *o, struct ctl_link **l)
{
	struct watch w = {
		.o = o, .l = *l, .left = o->batch_count > 0 ? o->batch_count : UINT32_MAX
	};
	char err[CTL_ERROR_BYTES];
	int error, status = EXIT_FINE;

	w.signal_fd = open_signals();
	error = subscribe(&w, true);
	if (error != 0) {
		status = error == -EPROTO ? EXIT_OTHER : EXIT_NO_DEVICE;
		link_explain(w.l, error, err);
		if (error != -EPROTO)
			fprintf(stderr, "audioengine: %s\n", err);
	}
	while (error == 0 && w.left > 0 && turn(&w))
		;
	unsubscribe(&w);
	if (w.signal_fd >= 0)
		close(w.signal_fd);
	*l = w.l;
	return status;
}
