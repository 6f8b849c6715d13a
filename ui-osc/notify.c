/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes are found by comparing: a hundred floats after a turn cost less than
 * a hook in whatever may change one of them, and miss nothing.
 */
#include "ui-osc/notify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui-osc/origin.h"
#include "ui-osc/rows.h"
#include "ui-osc/server.h"

_Static_assert(CLIENTS_MAX <= 8, "pending has a bit for each client");
_Static_assert(NTOPICS - TOPIC_CLIP == 2 * METER_CHANNELS_MAX, "a topic for each channel");

static const char *const topic_path[TOPIC_CLIP] = { "/profiler/on", "/engine/state",
	"/preset/current" };

static bool
is_heard(struct server *s)
{
	return server_notify(s)->value != NULL && clients_hearing(server_subscribers(s)) != 0;
}

/* ---- What has changed ---- */

static void
mark(struct server *s, uint32_t topic)
{
	struct notify *n = server_notify(s);

	n->pending[n->nparams + topic] |= (uint8_t)clients_hearing(server_subscribers(s));
}

static void
look_at_parameters(struct server *s)
{
	struct notify *n = server_notify(s);
	uint8_t hearing = (uint8_t)clients_hearing(server_subscribers(s));
	char path[PATH_BYTES];

	for (uint32_t i = 0; i < n->nparams; i++) {
		struct param_ref ref;

		control_path(server_control(s), i, path);
		if (control_get(server_control(s), path, &ref) != 0 || ref.value == n->value[i])
			continue;
		n->value[i] = ref.value;
		n->pending[i] |= hearing;
	}
	if (n->profiler != server_measuring(s)) {
		n->profiler = !n->profiler;
		mark(s, TOPIC_PROFILER);
	}
}

static void
look_at_clips(struct server *s, const struct snapshot *snap)
{
	struct notify *n = server_notify(s);

	for (uint32_t i = 0; i < 2 * METER_CHANNELS_MAX && snap->meters_valid; i++) {
		uint32_t channel = i % METER_CHANNELS_MAX, out = i / METER_CHANNELS_MAX;
		const struct meter_level *level = out ? &snap->out[channel] : &snap->in[channel];

		if (n->clipped[out][channel] == level->clipped)
			continue;
		n->clipped[out][channel] = level->clipped;
		mark(s, TOPIC_CLIP + i);
	}
}

static void
look_at_engine(struct server *s, const struct snapshot *snap)
{
	struct notify *n = server_notify(s);

	if (n->state != snap->state) {
		n->state = snap->state;
		mark(s, TOPIC_STATE);
	}
}

static void
look_at_preset(struct server *s)
{
	struct notify *n = server_notify(s);
	bool modified;
	const char *name = control_preset_current(server_control(s), &modified);

	if (n->preset_modified == modified && strcmp(n->preset, name) == 0)
		return;
	n->preset_modified = modified;
	snprintf(n->preset, sizeof n->preset, "%s", name);
	mark(s, TOPIC_PRESET);
}

/* ---- Sending ---- */

/* Of parameters and topics, the number index to one client.  Return: false: it could not go. */
static bool
push(struct server *s, struct client *to, uint32_t index)
{
	struct notify *n = server_notify(s);
	uint32_t topic = index - n->nparams, channel;
	char path[PATH_BYTES];
	struct call c;

	if (index < n->nparams) {
		control_path(server_control(s), index, path);
		return server_push(s, to, path, NULL) != OSC_UNSENT;
	}
	if (topic < TOPIC_CLIP)
		return server_push(s, to, topic_path[topic], NULL) != OSC_UNSENT;
	channel = (topic - TOPIC_CLIP) % METER_CHANNELS_MAX;
	server_push_begin(s, to, &c);
	answer_string(&c, topic - TOPIC_CLIP < METER_CHANNELS_MAX ? "in" : "out");
	answer_int(&c, (int64_t)channel + 1);
	answer_int(&c, n->clipped[topic - TOPIC_CLIP >= METER_CHANNELS_MAX][channel]);
	answer_send_to(&c, "/clip");
	return server_push_end(s);
}

static void
push_to_all(struct server *s, uint32_t index)
{
	struct notify *n = server_notify(s);
	struct clients *t = server_subscribers(s);

	n->pending[index] &= (uint8_t)clients_hearing(t);
	for (uint32_t i = 0; i < CLIENTS_MAX; i++)
		if ((n->pending[index] >> i & 1) != 0 && push(s, &t->client[i], index))
			n->pending[index] &= (uint8_t) ~(1u << i);
}

/* One incident: to everybody at once. */
static void
push_xrun(struct server *s, const struct incident *incident)
{
	struct clients *t = server_subscribers(s);

	for (uint32_t i = 0; i < CLIENTS_MAX; i++) {
		struct call c;

		if ((clients_hearing(t) >> i & 1) == 0)
			continue;
		server_push_begin(s, &t->client[i], &c);
		answer_incident(&c, incident);
		answer_send_to(&c, "/xrun");
		server_push_end(s);
	}
}

/* Is it time to tell of it?  When it is over, or has lasted for a while. */
static bool
is_ripe(struct notify *n, const struct incident *i, uint64_t now_ns)
{
	if (!i->open)
		return true;
	if (n->xrun_open != i->id) {
		n->xrun_open = i->id;
		n->xrun_open_ns = now_ns;
	}
	return now_ns - n->xrun_open_ns >= XRUN_OPEN_NS;
}

/* Each id once, in their order; of more than the ring holds, those that are there. */
static void
tell_xruns(struct server *s, const struct profile *p)
{
	struct notify *n = server_notify(s);

	for (uint32_t i = p->nkept; i-- > 0;) {
		const struct incident *incident = &p->incident[i];

		if (incident->id <= n->xrun || !is_ripe(n, incident, server_now(s)))
			continue;
		n->xrun = incident->id;
		push_xrun(s, incident);
	}
}

/* ---- Exported ---- */

void
notify_finish(struct notify *n)
{
	free(n->value);
	free(n->pending);
	*n = (struct notify){ .nparams = 0 };
}

static int
prepare(struct server *s)
{
	struct notify *n = server_notify(s);
	char path[PATH_BYTES];
	uint32_t nparams = 0;

	if (n->value != NULL)
		return 0;
	while (control_path(server_control(s), nparams, path), path[0] != '\0')
		nparams++;
	n->value = calloc(nparams + 1, sizeof *n->value);
	n->pending = calloc(nparams + NTOPICS, sizeof *n->pending);
	if (n->value == NULL || n->pending == NULL) {
		notify_finish(n);
		return -ENOMEM;
	}
	n->nparams = nparams;
	return 0;
}

/* What is so already is no news. */
static void
learn(struct server *s)
{
	const struct snapshot *snap = control_snapshot(server_control(s));
	const struct profile *p = &snap->profile;
	struct notify *n = server_notify(s);

	look_at_parameters(s);
	look_at_clips(s, snap);
	look_at_engine(s, snap);
	look_at_preset(s);
	n->xrun = p->nkept > 0 ? p->incident[0].id - p->incident[0].open : 0;
	memset(n->pending, 0, n->nparams + NTOPICS);
}

int
notify_join(struct server *s, struct client *client)
{
	struct notify *n = server_notify(s);
	uint32_t place = (uint32_t)(client - server_subscribers(s)->client);

	if (prepare(s) != 0)
		return -ENOMEM;
	if (!is_heard(s))
		learn(s);
	else
		notify_look(s, false); /* what others did before is not for this one */
	for (uint32_t i = 0; i < n->nparams + NTOPICS && !client_hears(client); i++)
		n->pending[i] &= (uint8_t) ~(1u << place);
	return 0;
}

static void
owe(struct notify *n, uint32_t index, uint8_t bit)
{
	if (n->nowed == OWED_MAX)
		return;
	n->owed[n->nowed].index = index;
	n->owed[n->nowed++].bit = bit;
}

/* The sender at its return port knows nothing of what was answered to the port that it sent from.
 */
static void
mark_others(const struct call *c, uint32_t index, bool changed, bool equal)
{
	struct notify *n = server_notify(c->server);
	struct clients *t = server_subscribers(c->server);

	for (uint32_t i = 0; i < CLIENTS_MAX; i++) {
		const struct client *client = &t->client[i];
		uint8_t bit = (uint8_t)(1u << i);

		if ((clients_hearing(t) & bit) == 0)
			continue;
		if (!client_is(client, c->from))
			n->pending[index] |= changed ? bit : 0;
		else if (equal || origin_same(&client->to, c->from))
			n->pending[index] &= (uint8_t)~bit;
		else
			n->pending[index] |= bit;
		if (!equal && origin_same(&client->to, c->from))
			owe(n, index, bit);
	}
}

void
notify_set(const struct call *c, const struct param_ref *after, bool equal)
{
	struct notify *n = server_notify(c->server);

	if (!is_heard(c->server) || after->index >= n->nparams)
		return;
	mark_others(c, after->index, n->value[after->index] != after->value, equal);
	n->value[after->index] = after->value;
}

void
notify_measure(const struct call *c, bool on, bool equal)
{
	struct notify *n = server_notify(c->server);

	if (!is_heard(c->server))
		return;
	mark_others(c, n->nparams + TOPIC_PROFILER, n->profiler != on, equal);
	n->profiler = on;
}

void
notify_begin_call(struct server *s)
{
	server_notify(s)->nowed = 0;
}

void
notify_unanswered(struct server *s)
{
	struct notify *n = server_notify(s);

	for (uint32_t i = 0; i < n->nowed; i++)
		n->pending[n->owed[i].index] |= n->owed[i].bit;
}

void
notify_look(struct server *s, bool snapshot)
{
	const struct snapshot *snap = control_snapshot(server_control(s));

	if (!is_heard(s))
		return;
	look_at_parameters(s);
	look_at_preset(s);
	if (!snapshot)
		return;
	look_at_clips(s, snap);
	look_at_engine(s, snap);
	tell_xruns(s, &snap->profile);
}

void
notify_send(struct server *s, bool all)
{
	struct notify *n = server_notify(s);
	uint32_t total = n->nparams + NTOPICS, left = 0;
	uint64_t bound = server_counts(s)->sent + PUSHES_PER_TURN;

	n->due_ns = UINT64_MAX;
	if (!is_heard(s))
		return;
	for (uint32_t i = 0; i < total && (all || server_counts(s)->sent < bound); i++) {
		if (n->pending[n->next] != 0)
			push_to_all(s, n->next);
		n->next = (n->next + 1) % total;
	}
	for (uint32_t i = 0; i < total; i++)
		left += n->pending[i] != 0;
	if (left > 0)
		n->due_ns = server_now(s) + PUSH_PAUSE_NS;
}

void
notify_end(struct server *s)
{
	struct clients *t = server_subscribers(s);

	for (uint32_t i = 0; i < CLIENTS_MAX; i++) {
		struct call c;

		if ((clients_hearing(t) >> i & 1) == 0 || server_notify(s)->state == STATE_STOPPED)
			continue;
		server_push_begin(s, &t->client[i], &c);
		answer_string(&c, state_name(STATE_STOPPED));
		answer_send_to(&c, "/engine/state");
		server_push_end(s);
	}
}

void
notify_stream(struct server *s)
{
	struct clients *t = server_subscribers(s);

	clients_expire(t, server_now(s));
	for (uint32_t k = 0; k < CLIENTS_MAX; k++)
		for (uint32_t i = 0; i < SUBSCRIPTIONS_MAX; i++) {
			struct subscription *sub = &t->client[k].subscription[i];

			if (sub->path[0] == '\0' || sub->due_ns > server_now(s))
				continue;
			(void)server_push(s, &t->client[k], sub->path, NULL);
			subscription_advance(sub, server_now(s));
		}
}

uint64_t
notify_due(struct server *s)
{
	uint64_t stream_ns = clients_due(server_subscribers(s));
	uint64_t left_ns = server_notify(s)->due_ns;

	return left_ns != 0 && left_ns < stream_ns ? left_ns : stream_ns;
}
