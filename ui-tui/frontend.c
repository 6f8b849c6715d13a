/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The viewers as front ends: control, in whose process they run, is their host. */
#include "control/control.h"
#include "ui-tui/batch.h"
#include "ui-tui/tui.h"

static bool
request(void *self, const struct request *r)
{
	return control_request(self, r);
}

static void
log_line(void *self, const char *line)
{
	control_log(self, "%s", line);
}

static int
open_on(const struct viewer_ops *viewer, void **self, struct control *c)
{
	struct viewer_host host = { .self = c,
		.options = control_options(c),
		.terminal_fd = control_terminal_fd(c),
		.request = request,
		.log = log_line };

	return viewer->open(self, &host);
}

static int
open_tui(void **self, struct control *c)
{
	return open_on(&viewer_tui, self, c);
}

static void
update_tui(void *self, const struct snapshot *s)
{
	viewer_tui.update(self, s);
}

static void
answer_tui(void *self, const struct answer *a)
{
	viewer_tui.answer(self, a);
}

static void
done_tui(void *self, uint64_t ticket, int error, const char *text)
{
	viewer_tui.done(self, ticket, error, text);
}

static void
close_tui(void *self)
{
	viewer_tui.close(self);
}

static int
open_batch(void **self, struct control *c)
{
	return open_on(&viewer_batch, self, c);
}

static void
update_batch(void *self, const struct snapshot *s)
{
	viewer_batch.update(self, s);
}

static void
close_batch(void *self)
{
	viewer_batch.close(self);
}

const struct frontend_ops frontend_tui = {
	.name = "tui",
	.open = open_tui,
	.update = update_tui,
	.done = done_tui,
	.answer = answer_tui,
	.close = close_tui,
};

const struct frontend_ops frontend_batch = {
	.name = "batch",
	.open = open_batch,
	.update = update_batch,
	.close = close_batch,
};
