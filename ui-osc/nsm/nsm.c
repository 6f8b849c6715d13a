/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The session manager as a front end.  Everything leaves by the socket that has
 * announced us, since that is how it knows us, and goes to no other place.
 */
#include "ui-osc/nsm/nsm.h"

#include <errno.h>
#include <lo/lo.h>
#include <stdio.h>
#include <string.h>

#include "rt/clock.h"
#include "ui-osc/nsm/nsm_private.h"
#include "ui-osc/origin.h"
#include "ui-osc/refused.h"

static const uint64_t LEAVING_NS_MAX = UINT64_C(5000000000);
static const double XRUNS_S = 10; /* between two messages on xruns */
enum { PACKETS_PER_TURN = 16, PRIORITY_LOW = 1, PRIORITY_HIGH = 2, PRIORITY_HIGHEST = 3 };

/* ---- Out ---- */

static bool
add_arguments(lo_message m, const char *types, va_list ap)
{
	int r = 0;

	for (; *types != '\0' && r == 0; types++)
		r = *types == 'i' ? lo_message_add_int32(m, va_arg(ap, int))
				  : lo_message_add_string(m, va_arg(ap, const char *));
	return r == 0;
}

/* An error of the socket may be that of an earlier packet: then this one has not been tried. */
static void
send_packet(struct nsm *n, const void *data, size_t len)
{
	if (socket_send(n->fd, &n->server, data, len) != 0 && !nsm_refused(n))
		socket_send(n->fd, &n->server, data, len);
}

void
nsm_send(struct nsm *n, const char *address, const char *types, ...)
{
	lo_message m = lo_message_new();
	uint8_t out[NSM_OUT_BYTES];
	size_t len = sizeof out;
	va_list ap;

	if (m == NULL)
		return;
	va_start(ap, types);
	if (add_arguments(m, types, ap) && lo_message_length(m, address) <= sizeof out &&
		lo_message_serialise(m, address, out, &len) != NULL)
		send_packet(n, out, len);
	va_end(ap);
	lo_message_free(m);
}

void
nsm_reply(struct nsm *n, const char *about, const char *text)
{
	nsm_send(n, "/reply", "ss", about, text);
}

void
nsm_error(struct nsm *n, const char *about, enum nsm_code code, const char *text)
{
	nsm_send(n, "/error", "sis", about, (int)code, text);
}

/* ---- In ---- */

enum nsm_kind
nsm_hear(const struct nsm *n, const struct origin *from, const void *data, size_t len,
	struct nsm_message *out)
{
	*out = (struct nsm_message){ .kind = NSM_OTHER };
	if (origin_same(from, &n->server) || origin_same(from, &n->loopback))
		nsm_message_read(data, len, out);
	return out->kind;
}

bool
nsm_take_open(struct nsm *n, const struct nsm_message *m, struct nsm_project *out)
{
	char text[160];

	if (*m->path != '/' || strlen(m->path) + sizeof "/.unsaved.lock" > sizeof out->folder) {
		nsm_error(n, NSM_OPEN_PATH, NSM_CREATE_FAILED,
			*m->path != '/' ? "the path does not begin with a slash"
					: "the path is too long");
		return false;
	}
	if (*m->id == '\0' || strlen(m->id) >= sizeof out->id) {
		snprintf(text, sizeof text, "the client's name has %zu characters; 1 to %zu can be",
			strlen(m->id), sizeof out->id - 1);
		nsm_error(n, NSM_OPEN_PATH, NSM_GENERAL, text);
		return false;
	}
	strcpy(out->folder, m->path);
	strcpy(out->id, m->id);
	return true;
}

bool
nsm_refused(struct nsm *n)
{
	struct origin to;
	bool server = false;
	int r;

	while ((r = refused_next(n->fd, &to)) >= 0)
		server |= r > 0;
	if (server && !n->gone && n->control != NULL)
		control_log(n->control,
			"the session manager at %s is gone; going on without it: unsaved changes "
			"stay in %s/unsaved",
			n->url, n->now.folder);
	n->gone |= server;
	return server;
}

/* ---- Opening ---- */

static void
begin_next(struct nsm *n)
{
	char err[ERROR_BYTES];
	int r = control_project_open(n->control, n->next.folder, err);

	if (r == -EAGAIN && clock_monotonic_ns() - n->leaving_ns < LEAVING_NS_MAX)
		return;
	n->opening = NSM_OPENED;
	if (r == -EAGAIN || r == -ENOMEM || r == -ENAMETOOLONG) {
		nsm_error(n, NSM_OPEN_PATH, r == -EAGAIN ? NSM_UNSAVED : NSM_GENERAL, err);
		return;
	}
	n->now = n->next;
	n->asked_s = control_snapshot(n->control)->uptime_s;
	n->told_unsaved = false;
	r = control_rename(n->control, n->now.id);
	if (r == 0)
		n->opening = NSM_STARTING;
	else
		nsm_error(n, NSM_OPEN_PATH, NSM_NOT_NOW, strerror(-r));
}

/* Nothing is saved unasked; what was edited stays in the old folder, for its next opening. */
static void
open_session(struct nsm *n, const struct nsm_message *m)
{
	if (n->opening != NSM_OPENED) {
		nsm_error(n, NSM_OPEN_PATH, NSM_NOT_NOW, "the last one is still being opened");
		return;
	}
	if (!nsm_take_open(n, m, &n->next))
		return;
	n->opening = NSM_LEAVING;
	n->leaving_ns = clock_monotonic_ns();
	begin_next(n);
}

static void
answer_open(struct nsm *n)
{
	char err[ERROR_BYTES], text[CLIENT_NAME_BYTES + 16];
	int r = control_project_state(n->control, err);

	n->opening = NSM_OPENED;
	snprintf(text, sizeof text, "%s is ready", n->now.id);
	if (r == 0)
		nsm_reply(n, NSM_OPEN_PATH, text);
	else
		nsm_error(
			n, NSM_OPEN_PATH, r == -EINVAL ? NSM_BAD_PROJECT : NSM_CREATE_FAILED, err);
}

/* The answer is due once the client is there under its name, or certainly is not. */
static void
look_at_start(struct nsm *n, const struct snapshot *s)
{
	bool runs = s->state == STATE_RUNNING || s->state == STATE_FREEWHEEL;

	if (runs && (strcmp(s->info.client_name, n->now.id) == 0 || s->state_since_s > n->asked_s))
		answer_open(n);
	else if (s->state == STATE_LOST || s->attempts > 0) {
		n->opening = NSM_OPENED;
		nsm_error(n, NSM_OPEN_PATH, NSM_GENERAL,
			"there is no sound server now; the client opens as soon as there is");
	}
}

/* ---- Saving ---- */

static void
save(struct nsm *n)
{
	char err[ERROR_BYTES];
	uint64_t ticket;
	uint32_t i = 0;

	while (i < NSM_SAVES_MAX && n->save[i] != 0)
		i++;
	if (i == NSM_SAVES_MAX) {
		nsm_error(n, NSM_SAVE_PATH, NSM_NOT_NOW,
			"the disk has not answered yet to what was to be saved before");
		return;
	}
	ticket = control_project_save(n->control, err);
	if (ticket == 0)
		nsm_error(n, NSM_SAVE_PATH, NSM_GENERAL, err);
	n->save[i] = ticket;
}

static void
nsm_done(void *self, uint64_t ticket, int error, const char *text)
{
	struct nsm *n = self;

	for (uint32_t i = 0; i < NSM_SAVES_MAX; i++) {
		if (n->save[i] == 0 || n->save[i] != ticket)
			continue;
		n->save[i] = 0;
		if (error == 0)
			nsm_reply(n, NSM_SAVE_PATH, text);
		else
			nsm_error(n, NSM_SAVE_PATH, NSM_GENERAL, text);
	}
}

/* ---- What it is told ---- */

static void
tell_unsaved(struct nsm *n, const struct snapshot *s)
{
	if (n->told_unsaved && s->unsaved == n->unsaved)
		return;
	n->told_unsaved = true;
	n->unsaved = s->unsaved;
	nsm_send(n, s->unsaved ? "/nsm/client/is_dirty" : "/nsm/client/is_clean", "");
}

static void
tell_sound(struct nsm *n, const struct snapshot *s)
{
	bool lost = s->state == STATE_LOST;

	if (lost == n->lost || (s->state != STATE_LOST && s->state != STATE_RUNNING))
		return;
	n->lost = lost;
	nsm_send(n, "/nsm/client/message", "is", lost ? PRIORITY_HIGHEST : PRIORITY_LOW,
		lost ? "the sound server is gone; waiting for it" : "the sound is back");
}

/* The first at once, what follows in sums. */
static void
tell_xruns(struct nsm *n, const struct snapshot *s)
{
	uint64_t more = s->profile.xruns_total - n->xruns;
	double since_s = s->uptime_s - n->xruns_s;
	char text[80];

	if (more == 0 || (n->xruns > 0 && since_s < XRUNS_S))
		return;
	if (n->xruns > 0 && since_s < 2 * XRUNS_S)
		snprintf(text, sizeof text, "%llu xrun%s in %.0f s", (unsigned long long)more,
			more == 1 ? "" : "s", since_s);
	else
		snprintf(text, sizeof text, "%llu xrun%s", (unsigned long long)more,
			more == 1 ? "" : "s");
	nsm_send(n, "/nsm/client/message", "is", PRIORITY_HIGH, text);
	n->xruns = s->profile.xruns_total;
	n->xruns_s = s->uptime_s;
}

/* ---- The front end ---- */

void
nsm_packet(struct nsm *n, const struct origin *from, const void *data, size_t len)
{
	struct nsm_message m;

	switch (nsm_hear(n, from, data, len, &m)) {
	case NSM_OPEN:
		open_session(n, &m);
		break;
	case NSM_SAVE:
		save(n);
		break;
	case NSM_WRONG:
		/* What is itself an answer is not answered. */
		if (strncmp(m.address, "/nsm/", 5) == 0)
			nsm_error(n, m.address, NSM_GENERAL,
				"the arguments are not those of the NSM API");
		break;
	case NSM_ERROR:
		control_log(
			n->control, "the session manager says of %.100s: %.300s", m.about, m.text);
		break;
	default:
		break;
	}
}

static int
nsm_open(void **self, struct control *c)
{
	struct nsm *n = *self;

	n->control = c;
	n->asked_s = -1;
	return 0;
}

static int
nsm_pollfd(void *self)
{
	return ((struct nsm *)self)->fd;
}

static void
nsm_readable(void *self)
{
	struct nsm *n = self;
	struct origin from;
	ssize_t len;

	nsm_refused(n);
	for (int i = 0; i < PACKETS_PER_TURN; i++) {
		len = socket_receive(n->fd, &from, n->packet, sizeof n->packet);
		if (len < 0)
			break;
		nsm_packet(n, &from, n->packet, (size_t)len);
	}
}

static void
nsm_update(void *self, const struct snapshot *s)
{
	struct nsm *n = self;

	if (n->opening == NSM_LEAVING)
		begin_next(n);
	else if (n->opening == NSM_STARTING)
		look_at_start(n, s);
	if (n->opening != NSM_OPENED)
		return; /* the server expects the answer first */
	tell_unsaved(n, s);
	tell_sound(n, s);
	tell_xruns(n, s);
}

static void
nsm_close(void *self)
{
	((struct nsm *)self)->control = NULL;
}

const struct frontend_ops frontend_nsm = {
	.name = "nsm",
	.open = nsm_open,
	.pollfd = nsm_pollfd,
	.readable = nsm_readable,
	.update = nsm_update,
	.done = nsm_done,
	.close = nsm_close,
};
