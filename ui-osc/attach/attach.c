/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See attach.h: the loop, the engine's coming and going, and the viewer's host. */
#include "ui-osc/attach/attach.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "engine/backend.h"
#include "rt/clock.h"
#include "rt/ring.h"
#include "ui-osc/attach/order.h"
#include "ui-osc/attach/pages.h"
#include "ui-osc/attach/picture.h"
#include "ui-osc/attach/round.h"
#include "ui-osc/ctl/ctl_find.h"
#include "ui-osc/ctl/ctl_link.h"

enum { REQUESTS = 256, LOG_KEPT = 8, LOG_BYTES = 256, PACKETS_PER_TURN = 512 };

static const double ROUND_S = 0.05, ROUND_REMOTE_S = 0.3, ROUND_LOCAL_S = 0.15;
static const double SILENCE_S = 1.5, LOOK_S = 0.25, FIRST_S = 0.7, TELL_S = 0.25;

struct attach {
	const struct options *options;
	struct options named; /* the same, with the name that was found */
	const struct viewer_ops *viewer;
	void *view; /* NULL: not open */
	struct viewer_host host;
	struct ring requests; /* the viewer's thread to this one */
	_Atomic unsigned wishes;
	int request_fd, signal_fd;
	bool quit;

	struct ctl_link *link;
	struct picture picture;
	struct round round;
	struct orders orders;
	struct pages pages;
	double begun_s, heard_s, sent_s, next_s, told_s, look_s;
	bool lost, complete, hurry;
	uint8_t *packet; /* PACKET_BYTES_MAX + 1 */

	bool screen;
	pthread_mutex_t log_lock; /* of the viewer's thread and this one */
	uint32_t nlog;
	char log[LOG_KEPT][LOG_BYTES];
};

static double
now_s(void)
{
	return (double)clock_monotonic_ns() / 1e9;
}

/* ---- The viewer's host ---- */

static bool
host_request(void *self, const struct request *r)
{
	struct attach *a = self;

	if (!ring_push(&a->requests, r))
		return false;
	eventfd_write(a->request_fd, 1);
	return true;
}

static void
host_wish(void *self, unsigned wishes)
{
	struct attach *a = self;

	atomic_store_explicit(&a->wishes, wishes, memory_order_relaxed);
}

/* The newest are kept for the end where a screen has the terminal. */
static void
host_log(void *self, const char *line)
{
	struct attach *a = self;

	if (!a->screen) {
		fprintf(stderr, "audioengine: %s\n", line);
		return;
	}
	pthread_mutex_lock(&a->log_lock);
	snprintf(a->log[a->nlog++ % LOG_KEPT], LOG_BYTES, "%s", line);
	pthread_mutex_unlock(&a->log_lock);
}

static void
print_log(struct attach *a)
{
	pthread_mutex_lock(&a->log_lock);
	for (uint32_t i = a->nlog > LOG_KEPT ? a->nlog - LOG_KEPT : 0; i < a->nlog; i++)
		fprintf(stderr, "audioengine: %s\n", a->log[i % LOG_KEPT]);
	pthread_mutex_unlock(&a->log_lock);
}

static void
tell_news(struct attach *a, const struct order_news *news)
{
	if (a->viewer->done != NULL)
		a->viewer->done(a->view, 0, news->error, news->text);
}

static void
show(struct attach *a, double now)
{
	a->told_s = now;
	a->viewer->update(a->view, &a->picture.s);
}

static void
heed_request(struct attach *a, const struct request *r, double now)
{
	struct order_news news = { .error = -EBUSY };

	if (r->kind == REQUEST_QUIT) {
		a->quit = true;
	} else if (a->lost && r->kind != REQUEST_ASK) {
		news.error = -ENOTCONN;
		snprintf(news.text, sizeof news.text,
			"the engine does not answer: nothing was done");
		tell_news(a, &news);
	} else if (r->kind == REQUEST_ASK) {
		pages_ask(&a->pages, &r->question, &a->picture, a->link, now);
	} else if (orders_put(&a->orders, r, a->link, now)) {
		a->hurry = true;
		orders_show(&a->orders, &a->picture);
		picture_settle_edits(&a->picture);
		if (a->complete)
			show(a, now);
	} else {
		snprintf(news.text, sizeof news.text, "busy: a key was lost");
		tell_news(a, &news);
	}
}

static void
heed_requests(struct attach *a)
{
	struct request r;
	eventfd_t count;

	eventfd_read(a->request_fd, &count);
	while (ring_pop(&a->requests, &r)) {
		r.path[sizeof r.path - 1] = '\0';
		heed_request(a, &r, now_s());
	}
}

/* ---- The engine is there ---- */

/* Another engine, or the same anew. */
static void
start_over(struct attach *a, double now)
{
	picture_begin(&a->picture);
	memcpy(a->picture.s.osc_url, a->link->url, sizeof a->picture.s.osc_url);
	a->round.n = 0;
	a->round.tick = 0;
	orders_drop(&a->orders);
	a->pages.busy = false;
	a->begun_s = a->heard_s = now;
	a->next_s = now;
	a->complete = false;
	a->lost = false;
}

/* A round is over, or its time is up.  The first picture is shown when it is whole. */
static void
finish_round(struct attach *a, double now)
{
	struct picture *p = &a->picture;

	if (p->restarted) {
		start_over(a, now);
		return;
	}
	orders_show(&a->orders, p);
	picture_settle(p, now);
	a->complete |= picture_complete(p) || now - a->begun_s > FIRST_S;
	if (a->complete)
		show(a, now);
	else
		a->next_s = now; /* what is missing is asked for at once */
}

static void
send_round(struct attach *a, double now)
{
	bool everything = !a->complete || a->hurry;

	picture_wish(&a->picture, atomic_load_explicit(&a->wishes, memory_order_relaxed));
	a->hurry = false;
	a->sent_s = now;
	a->next_s = now - a->next_s < ROUND_S ? a->next_s + ROUND_S : now + ROUND_S;
	round_send(&a->round, &a->picture, a->link, everything);
}

static void
heed_error(struct attach *a, struct message *m, double now)
{
	const char *about = message_text(m);
	int code = (int)message_whole(m);
	const char *text = message_text(m);
	size_t n = strlen(a->link->prefix);
	struct order_news news;

	if (m->bad)
		return;
	if (strncmp(about, a->link->prefix, n) == 0)
		about += n;
	if (orders_error(&a->orders, about, code, text, &news)) {
		tell_news(a, &news);
		a->hurry = true;
	}
	if (pages_error(&a->pages, about, code) && a->viewer->answer != NULL)
		a->viewer->answer(a->view, &a->pages.answer);
	picture_refused(&a->picture, about, code, now);
}

static void
heed_pong(struct attach *a, struct message *m, double now)
{
	struct message again = *m;

	if (orders_pong(&a->orders, &again, now))
		a->hurry = true;
	if (round_pong(&a->round, &a->picture, m))
		finish_round(a, now);
}

static void
heed_message(struct attach *a, struct message *m, size_t bytes, double now)
{
	struct order_news news;
	struct message again = *m;

	a->heard_s = now;
	if (strcmp(m->address, "/pong") == 0) {
		heed_pong(a, m, now);
	} else if (strcmp(m->address, "/error") == 0) {
		heed_error(a, m, now);
	} else if (strcmp(m->address, "/reply") == 0) {
		if (orders_reply(&a->orders, m, a->link->prefix, &news))
			tell_news(a, &news);
	} else {
		if (pages_take(&a->pages, &again, a->link, now) && a->viewer->answer != NULL)
			a->viewer->answer(a->view, &a->pages.answer);
		round_heard(&a->round, picture_take(&a->picture, m, now), bytes);
	}
}

/* ---- The engine is gone ---- */

static void
tell_lost(struct attach *a, double now)
{
	struct snapshot *s = &a->picture.s;

	s->state = STATE_LOST;
	s->health = HEALTH_BAD;
	snprintf(s->sentence, sizeof s->sentence, "No answer from %s since %.0f s", a->link->url,
		now - a->heard_s);
	picture_settle(&a->picture, now);
	show(a, now);
}

static void
lose(struct attach *a, double now)
{
	if (a->lost)
		return;
	a->lost = true;
	a->round.n = 0;
	orders_drop(&a->orders);
	a->look_s = now;
	tell_lost(a, now);
}

/* Where is it?  A name may have another port by now, a socket's file be another. */
static void
look(struct attach *a, double now)
{
	char err[CTL_ERROR_BYTES];
	struct ctl_engine engine;
	struct ctl_link *link;

	a->look_s = now + LOOK_S;
	if (ctl_find(&a->named, &engine, err) != 0)
		return;
	if (strcmp(engine.url, a->link->url) != 0 || strncmp(engine.url, "osc.unix", 8) == 0) {
		link = link_prepare(engine.url, err);
		if (link == NULL)
			return;
		link_close(a->link);
		a->link = link;
	}
	link_begin(a->link);
	round_add(a->link, "/ping", NULL, 0);
	round_pad(a->link, CTL_ERROR_BYTES / 4);
	(void)link_send(a->link);
}

/* ---- The loop ---- */

static void
receive(struct attach *a)
{
	const char *address = NULL;
	struct message m;

	for (int i = 0; i < PACKETS_PER_TURN; i++) {
		ssize_t n = link_receive_packet(a->link, a->packet, &address);
		double now = now_s();

		if (n == -ECONNREFUSED || n == -ECONNRESET || n == -ENOTCONN)
			lose(a, now);
		else if (n >= 0 && a->lost)
			start_over(a, now);
		if (n == -EBADMSG || n == -EINTR)
			continue;
		if (n < 0)
			return;
		message_open(&m, a->packet, (size_t)n);
		m.address = address;
		heed_message(a, &m, (size_t)n, now);
	}
}

static void
turn_found(struct attach *a, double now)
{
	double patience_s = a->link->remote ? ROUND_REMOTE_S : ROUND_LOCAL_S;
	struct order_news news;

	if (now - a->heard_s > SILENCE_S) {
		lose(a, now);
		return;
	}
	while (orders_turn(&a->orders, a->link, now, &news))
		tell_news(a, &news);
	if (pages_turn(&a->pages, a->link, now) && a->viewer->answer != NULL)
		a->viewer->answer(a->view, &a->pages.answer);
	if (a->round.n > 0 && now - a->sent_s > patience_s) {
		round_leave(&a->round, &a->picture);
		finish_round(a, now);
	}
	if (a->round.n == 0 && (now >= a->next_s || a->hurry))
		send_round(a, now);
}

static void
turn_lost(struct attach *a, double now)
{
	if (now - a->told_s >= TELL_S)
		tell_lost(a, now);
	if (now >= a->look_s)
		look(a, now);
}

/* Until the next thing is due. */
static int
wait_ms(const struct attach *a, double now)
{
	double due = a->lost ? now + LOOK_S : a->next_s;

	if (!a->lost && a->round.n > 0)
		due = now + ROUND_S;
	return due > now ? (int)((due - now) * 1000) + 1 : 0;
}

static void
turn(struct attach *a)
{
	struct pollfd p[3] = { { .fd = a->signal_fd, .events = POLLIN },
		{ .fd = a->request_fd, .events = POLLIN },
		{ .fd = a->link->fd, .events = POLLIN } };
	double now;

	poll(p, 3, wait_ms(a, now_s()));
	if (p[0].revents != 0)
		a->quit = true;
	if (p[1].revents != 0)
		heed_requests(a);
	if (p[2].revents != 0)
		receive(a);
	now = now_s();
	if (a->lost)
		turn_lost(a, now);
	else
		turn_found(a, now);
}

/* ---- Opening ---- */

static int
complain(const char *text, int status)
{
	fprintf(stderr, "audioengine: %s\n", text);
	return status;
}

/* Blocked before the viewer's thread starts, so that it has them blocked as well. */
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

/* --attach=URL is ctl's --url, --attach=NAME its --name.  Return: exit status. */
static int
connect_first(struct attach *a)
{
	char err[CTL_ERROR_BYTES];
	struct ctl_engine engine;

	a->named = *a->options;
	if (strstr(a->options->attach_to, "://") != NULL)
		a->named.url = a->options->attach_to;
	else if (a->options->attach_to[0] != '\0')
		a->named.name = a->options->attach_to;
	if (ctl_find(&a->named, &engine, err) != 0)
		return complain(err, EXIT_NO_DEVICE);
	a->link = link_open(engine.url, err);
	if (a->link == NULL)
		return complain(err, EXIT_NO_DEVICE);
	if (engine.name[0] != '\0') /* who is attached to is waited for, not another */
		a->named.name = strdup(engine.name);
	return a->named.name != NULL ? EXIT_FINE : complain("out of memory", EXIT_OTHER);
}

static void
release(struct attach *a)
{
	if (a->named.name != a->options->name && a->named.name != a->options->attach_to)
		free((char *)(uintptr_t)a->named.name);
	if (a->request_fd >= 0)
		close(a->request_fd);
	if (a->signal_fd >= 0)
		close(a->signal_fd);
	ring_finish(&a->requests);
	picture_finish(&a->picture);
	link_close(a->link);
	free(a->packet);
	pthread_mutex_destroy(&a->log_lock);
	free(a);
}

/* Return: 0 or -errno. */
static int
prepare(struct attach *a)
{
	a->packet = malloc(PACKET_BYTES_MAX + 1);
	if (a->packet == NULL || picture_init(&a->picture) < 0 ||
		ring_init(&a->requests, REQUESTS, sizeof(struct request)) < 0)
		return -ENOMEM;
	a->request_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	a->signal_fd = open_signals();
	if (a->request_fd < 0 || a->signal_fd < 0)
		return -errno;
	a->round.generous = 1;
	a->wishes = WISH_ALL;
	a->host = (struct viewer_host){ .self = a,
		.options = a->options,
		.terminal_fd = STDOUT_FILENO,
		.attached = true,
		.request = host_request,
		.log = host_log,
		.wish = host_wish };
	start_over(a, now_s());
	return 0;
}

int
attach_run(const struct options *o, const struct viewer_ops *viewer, bool screen)
{
	struct attach *a = calloc(1, sizeof *a);
	int status, error;

	if (a == NULL)
		return complain("out of memory", EXIT_OTHER);
	pthread_mutex_init(&a->log_lock, NULL);
	a->options = o;
	a->named.name = o->name;
	a->viewer = viewer;
	a->screen = screen;
	a->request_fd = a->signal_fd = -1;
	status = connect_first(a);
	if (status == EXIT_FINE) {
		error = prepare(a);
		if (error < 0)
			host_log(a, strerror(-error));
		else
			error = viewer->open(&a->view, &a->host);
		if (error < 0)
			status = EXIT_OTHER;
		while (error == 0 && !a->quit)
			turn(a);
		if (error == 0)
			viewer->close(a->view);
		print_log(a);
	}
	release(a);
	return status;
}
