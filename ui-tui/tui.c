/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The screen's thread. */
#include "ui-tui/tui.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rt/clock.h"
#include "rt/ring.h"
#include "ui-tui/desk.h"
#include "ui-tui/feed.h"
#include "ui-tui/terminal/screen.h"

enum { DONES_KEPT = 8, DONE_TEXT_BYTES = 256, REFUSAL_BYTES = 200 };

/* Without news a picture is drawn this often all the same: messages go, questions are asked
 * again. */
static const uint64_t STILL_NS = 250000000;

/* What was asked for under a ticket, on its way to this thread. */
struct done {
	int error;
	char text[DONE_TEXT_BYTES];
};

struct tui {
	struct feed feed;
	struct mailbox answers; /* to this thread, of struct answer */
	struct ring dones;      /* to this thread, of struct done */
	struct viewer_host host;
	struct screen *screen;
	struct prefs prefs; /* as they were at the start, or saved last */
	struct desk desk;
	struct canvas canvas, popup;
	uint64_t drawn_ns; /* when the last picture was drawn */
};

static void
ask(struct tui *t, const struct request *r)
{
	if (!t->host.request(t->host.self, r))
		t->host.log(t->host.self, "busy: a key was lost");
}

static void
send_requests(struct tui *t)
{
	struct request question = { .kind = REQUEST_ASK };

	if (desk_question(&t->desk, &question.question))
		ask(t, &question);
	for (uint32_t i = 0; i < t->desk.nout; i++)
		ask(t, &t->desk.out[i]);
	t->desk.nout = 0;
}

static void
take_keys(struct tui *t)
{
	uint32_t key;

	while ((key = screen_key(t->screen)) != KEYS_NONE) {
		if (key == KEYS_MOUSE)
			desk_mouse(&t->desk, screen_mouse(t->screen));
		else
			desk_key(&t->desk, key);
		send_requests(t);
	}
}

/* Return: there was one; likewise take_dones. */
static bool
take_answer(struct tui *t)
{
	bool fresh;
	const struct answer *a = mailbox_latest(&t->answers, &fresh);

	if (fresh)
		desk_answer(&t->desk, a);
	return fresh;
}

static bool
take_dones(struct tui *t)
{
	struct done done;
	bool any = false;

	while (ring_pop(&t->dones, &done)) {
		desk_done(&t->desk, done.error, done.text);
		any = true;
	}
	return any;
}

static bool
is_resized(const struct tui *t)
{
	int width, height;

	screen_size(t->screen, &width, &height);
	return width != t->canvas.width || height != t->canvas.height;
}

static void
show_frame(struct tui *t)
{
	int width, height, x = 0, y = 0;
	bool popup;

	if (!screen_ready(t->screen))
		return;
	screen_prefer(t->screen, &t->desk.prefs);
	t->canvas.charset = t->popup.charset = screen_charset(t->screen);
	screen_size(t->screen, &width, &height);
	if ((width != t->canvas.width || height != t->canvas.height) &&
		canvas_resize(&t->canvas, width, height) < 0)
		return;
	desk_draw(&t->desk, &t->canvas);
	popup = desk_draw_popup(&t->desk, &t->popup, width, height, &x, &y);
	screen_show(t->screen, &t->canvas, popup ? &t->popup : NULL, x, y, t->desk.redraw);
	t->desk.redraw = false;
}

static void
copy_text(struct tui *t)
{
	char *text = malloc(COPY_BYTES);
	size_t n;

	if (text == NULL)
		return;
	n = desk_copy(&t->desk, &t->canvas, text, COPY_BYTES);
	if (screen_copy(t->screen, text, n) > 0)
		desk_say(&t->desk, "copied %zu bytes, if the terminal allows it (OSC 52)", n);
	else
		desk_say(&t->desk, "not copied: the terminal takes nothing just now");
	free(text);
}

static void
save_prefs(struct tui *t)
{
	int err = prefs_save(&t->prefs, &t->desk.prefs, t->host.options, t->host.log, t->host.self);

	if (err == 0) {
		t->prefs = t->desk.prefs;
		desk_say(&t->desk, "Setup saved");
	} else if (err != -ENOENT)
		desk_say(&t->desk, "Setup is not saved: %s; see Log", strerror(-err));
}

/* What the desk wants of this side. */
static void
obey_desk(struct tui *t)
{
	struct desk *d = &t->desk;

	if (d->suspend && !screen_suspend(t->screen))
		desk_say(d, "not stopped: no shell is here that could go on with it");
	if (d->copy)
		copy_text(t);
	if (d->save_prefs)
		save_prefs(t);
	d->suspend = d->copy = d->save_prefs = false;
}

/* A lost terminal ends the program, cleanly: nobody is left to look at it. */
static void
tell_lost(struct tui *t)
{
	struct request quit = { .kind = REQUEST_QUIT };

	t->host.log(t->host.self, "the terminal is gone");
	ask(t, &quit);
}

/* Of the meters only the kind that is shown. */
static void
tell_wishes(struct tui *t)
{
	static const unsigned wish[NMETERS] = { [METER_PPM1] = WISH_PPM1,
		[METER_PPM2] = WISH_PPM2,
		[METER_VU] = WISH_VU,
		[METER_K20] = WISH_K20 };

	if (t->host.wish != NULL)
		t->host.wish(t->host.self, wish[t->desk.prefs.meter]);
}

/* A picture, when it could be another than the one that is there: key tells of a key or the
 * mouse. */
static void
show_news(struct tui *t, bool key, uint64_t now)
{
	bool answered = take_answer(t), done = take_dones(t);
	const struct snapshot *newest = feed_take(&t->feed);

	desk_show(&t->desk, newest, (double)now / 1e9);
	if (!key && !answered && !done && (newest == NULL || t->desk.paused) && !is_resized(t) &&
		now - t->drawn_ns < STILL_NS)
		return;
	obey_desk(t);
	tell_wishes(t);
	show_frame(t);
	send_requests(t);
	t->drawn_ns = now;
}

/* Keys are answered at once; otherwise at most prefs.fps frames a second. */
static void *
tui_run(void *arg)
{
	struct tui *t = arg;
	uint64_t next = clock_monotonic_ns();
	short events;

	for (;;) {
		uint64_t now = clock_monotonic_ns();
		int ms = next > now ? (int)((next - now) / 1000000) + 1 : 0;

		if (feed_wait(&t->feed, screen_fd(t->screen), ms, &events))
			return NULL;
		if ((events & (POLLHUP | POLLERR | POLLNVAL)) != 0)
			break;
		if ((events & POLLIN) != 0)
			take_keys(t);
		now = clock_monotonic_ns();
		if (now < next && events == 0)
			continue;
		show_news(t, events != 0, now);
		next = clock_monotonic_ns() + 1000000000 / t->desk.prefs.fps;
	}
	tell_lost(t);
	return NULL;
}

static bool
color_wanted(const struct options *o)
{
	const char *no_color = getenv("NO_COLOR");

	if (o->color != COLOR_AUTO)
		return o->color == COLOR_ALWAYS;
	return no_color == NULL || *no_color == '\0';
}

static void
log_refusal(const struct viewer_host *host, int err)
{
	const char *term = getenv("TERM");
	char text[REFUSAL_BYTES];

	if (err == -EINVAL)
		snprintf(text, sizeof text,
			"no screen: the terminal type \"%.64s\" (TERM) is not known or too simple; "
			"try TERM=xterm, or --no-tui",
			term != NULL ? term : "");
	else
		snprintf(text, sizeof text, "no screen: %s", strerror(-err));
	host->log(host->self, text);
}

/* The ways into the thread, and the thread.  Return: 0 or -errno, then there is none of them. */
static int
start(struct tui *t)
{
	int err = mailbox_init(&t->answers, sizeof(struct answer));

	if (err < 0)
		return err;
	err = ring_init(&t->dones, DONES_KEPT, sizeof(struct done));
	if (err < 0)
		goto no_ring;
	err = feed_start(&t->feed, "ae-tui", tui_run, t);
	if (err == 0)
		return 0;
	ring_finish(&t->dones);
no_ring:
	mailbox_finish(&t->answers);
	return err;
}

static int
tui_open(void **self, const struct viewer_host *host)
{
	const struct options *o = host->options;
	struct screen_config config = { STDIN_FILENO, host->terminal_fd, color_wanted(o) };
	struct tui *t = calloc(1, sizeof *t);
	int err;

	if (t == NULL) {
		log_refusal(host, -ENOMEM);
		return -ENOMEM;
	}
	t->host = *host;
	prefs_load(&t->prefs, o, host->log, host->self);
	desk_init(&t->desk, &t->prefs);
	t->desk.attached = host->attached;
	err = screen_open(&t->screen, &config);
	if (err < 0)
		goto no_screen;
	err = start(t);
	if (err < 0)
		goto no_thread;
	*self = t;
	return 0;

no_thread:
	screen_close(t->screen);
no_screen:
	log_refusal(host, err);
	free(t);
	return err;
}

static void
tui_update(void *self, const struct snapshot *s)
{
	struct tui *t = self;

	feed_put(&t->feed, s);
}

static void
tui_answer(void *self, const struct answer *a)
{
	struct tui *t = self;

	memcpy(mailbox_back(&t->answers), a, sizeof *a);
	mailbox_publish(&t->answers);
}

/* More of them than the thread takes between two frames: the newest go, as nobody could read so
 * many. */
static void
tui_done(void *self, uint64_t ticket, int error, const char *text)
{
	struct tui *t = self;
	struct done done = { .error = error };

	(void)ticket;
	snprintf(done.text, sizeof done.text, "%s", text != NULL ? text : "");
	(void)ring_push(&t->dones, &done);
}

/* A terminal that takes no output holds the thread in a write.  Ctrl-S can be undone; what
 * is still stuck after that is left behind together with its memory. */
static void
tui_close(void *self)
{
	struct tui *t = self;
	bool ended;

	if (t == NULL)
		return;
	feed_stop(&t->feed);
	ended = feed_join(&t->feed, FEED_END_MS);
	if (!ended) {
		screen_loosen(t->screen);
		ended = feed_join(&t->feed, FEED_LOOSEN_MS);
	}
	if (!ended) {
		screen_force_restore(t->screen);
		return;
	}
	feed_finish(&t->feed);
	ring_finish(&t->dones);
	mailbox_finish(&t->answers);
	screen_close(t->screen);
	canvas_finish(&t->canvas);
	canvas_finish(&t->popup);
	free(t);
}

bool
tui_wanted(const struct options *o)
{
	const char *term = getenv("TERM");
	pid_t owner = tcgetpgrp(STDOUT_FILENO);

	if (o->no_tui || o->batch != BATCH_OFF || o->status_line)
		return false;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return false;
	if (term == NULL || *term == '\0' || strcmp(term, "dumb") == 0)
		return false;
	return owner <= 0 || owner == getpgrp();
}

const struct viewer_ops viewer_tui = {
	.open = tui_open,
	.update = tui_update,
	.answer = tui_answer,
	.done = tui_done,
	.close = tui_close,
};
