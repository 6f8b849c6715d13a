/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The screen's thread. */
#include "ui-tui/tui.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rt/clock.h"
#include "ui-tui/desk.h"
#include "ui-tui/feed.h"
#include "ui-tui/screen.h"

struct tui {
	struct feed feed;
	struct mailbox answers; /* control to this thread, of struct answer */
	struct control *control;
	struct screen *screen;
	int frame_ms;
	struct desk desk;
	struct canvas canvas, popup;
};

static void
ask(struct tui *t, const struct request *r)
{
	if (!control_request(t->control, r))
		control_log(t->control, "busy: a key was lost");
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
		desk_key(&t->desk, key);
		send_requests(t);
	}
}

static void
take_answer(struct tui *t)
{
	bool fresh;
	const struct answer *a = mailbox_latest(&t->answers, &fresh);

	if (fresh)
		desk_answer(&t->desk, a);
}

static void
show_frame(struct tui *t)
{
	int width, height, x, y;

	if (!screen_ready(t->screen))
		return;
	screen_size(t->screen, &width, &height);
	if ((width != t->canvas.width || height != t->canvas.height) &&
		canvas_resize(&t->canvas, width, height) < 0)
		return;
	desk_draw(&t->desk, &t->canvas);
	if (desk_draw_popup(&t->desk, &t->popup, width, height, &x, &y))
		canvas_lay(&t->canvas, &t->popup, x, y);
	screen_show(t->screen, &t->canvas, t->desk.redraw);
	t->desk.redraw = false;
}

/* A lost terminal ends the program, cleanly: nobody is left to look at it. */
static void
tell_lost(struct tui *t)
{
	struct request quit = { .kind = REQUEST_QUIT };

	control_log(t->control, "the terminal is gone");
	ask(t, &quit);
}

/* Keys are answered at once; otherwise one frame every frame_ms. */
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
		take_answer(t);
		desk_show(&t->desk, feed_take(&t->feed), (double)now / 1e9);
		show_frame(t);
		send_requests(t);
		next = clock_monotonic_ns() + (uint64_t)t->frame_ms * 1000000;
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
log_refusal(struct control *c, int err)
{
	const char *term = getenv("TERM");

	if (err == -EINVAL)
		control_log(c,
			"no screen: the terminal type \"%s\" (TERM) is not known or too simple; "
			"try TERM=xterm, or --no-tui",
			term != NULL ? term : "");
	else
		control_log(c, "no screen: %s", strerror(-err));
}

static int
tui_open(void **self, struct control *control)
{
	const struct options *o = control_options(control);
	struct screen_config config = { STDIN_FILENO, control_terminal_fd(control), o->ascii,
		color_wanted(o) };
	struct tui *t = calloc(1, sizeof *t);
	int err;

	if (t == NULL)
		return -ENOMEM;
	t->control = control;
	t->frame_ms = 1000 / (o->fps >= 1 && o->fps <= 30 ? (int)o->fps : 25);
	desk_init(&t->desk, NULL);
	err = screen_open(&t->screen, &config);
	if (err < 0)
		goto no_screen;
	t->canvas.charset = t->popup.charset = screen_charset(t->screen);
	err = mailbox_init(&t->answers, sizeof(struct answer));
	if (err < 0)
		goto no_mailbox;
	err = feed_start(&t->feed, "ae-tui", tui_run, t);
	if (err < 0)
		goto no_thread;
	*self = t;
	return 0;

no_thread:
	mailbox_finish(&t->answers);
no_mailbox:
	screen_close(t->screen);
no_screen:
	log_refusal(control, err);
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

const struct frontend_ops frontend_tui = {
	.name = "tui",
	.open = tui_open,
	.update = tui_update,
	.answer = tui_answer,
	.close = tui_close,
};
