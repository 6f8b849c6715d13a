/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 8 clients of 16 subscriptions: every search is a walk through all of them. */
#include "ui-osc/subscribe.h"

#include <stdio.h>
#include <string.h>

#include "ui-osc/origin.h"

static const uint64_t SECOND_NS = 1000000000;

static bool
is_free(const struct client *c)
{
	return c->to.len == 0;
}

static bool
is_used(const struct subscription *s)
{
	return s->path[0] != '\0';
}

static bool
is_idle(const struct client *c)
{
	for (uint32_t i = 0; i < SUBSCRIPTIONS_MAX; i++)
		if (is_used(&c->subscription[i]))
			return false;
	return !client_hears(c);
}

static struct subscription *
find_subscription(struct client *c, const char *path)
{
	for (uint32_t i = 0; i < SUBSCRIPTIONS_MAX; i++)
		if (strcmp(c->subscription[i].path, path) == 0)
			return &c->subscription[i];
	return NULL;
}

/* ---- One client ---- */

bool
client_is(const struct client *c, const struct origin *speaker)
{
	return !is_free(c) && (origin_same(&c->to, speaker) || origin_same(&c->from, speaker));
}

/* What it is granted of a wanted lease in seconds, 0: the longest. */
static uint64_t
client_lease_ns(const struct client *c, double wanted_s)
{
	double longest_s = origin_is_remote(&c->to) ? LEASE_REMOTE_S : LEASE_LOCAL_S;

	if (wanted_s > 0 && wanted_s < longest_s)
		return (uint64_t)(wanted_s * 1e9);
	return (uint64_t)longest_s * SECOND_NS;
}

struct subscription *
client_subscribe(struct client *c, const char *path, double hz, double lease_s, uint64_t now_ns)
{
	struct subscription *s = find_subscription(c, path);

	if (s == NULL)
		s = find_subscription(c, "");
	if (s == NULL)
		return NULL;
	snprintf(s->path, sizeof s->path, "%s", path);
	s->interval_ns = (uint64_t)(1e9 / hz);
	s->due_ns = now_ns + s->interval_ns;
	s->lease_ns = client_lease_ns(c, lease_s);
	s->until_ns = now_ns + s->lease_ns;
	return s;
}

void
subscription_drop(struct subscription *s)
{
	*s = (struct subscription){ .path = "" };
}

void
subscription_advance(struct subscription *s, uint64_t now_ns)
{
	if (now_ns >= s->due_ns)
		s->due_ns += s->interval_ns * ((now_ns - s->due_ns) / s->interval_ns + 1);
}

void
client_notify(struct client *c, double lease_s, uint64_t now_ns)
{
	c->notify_lease_ns = client_lease_ns(c, lease_s);
	c->notify_until_ns = now_ns + c->notify_lease_ns;
}

void
client_notify_off(struct client *c)
{
	c->notify_until_ns = c->notify_lease_ns = 0;
}

bool
client_hears(const struct client *c)
{
	return c->notify_until_ns != 0;
}

static void
expire(struct client *c, uint64_t now_ns)
{
	for (uint32_t i = 0; i < SUBSCRIPTIONS_MAX; i++)
		if (is_used(&c->subscription[i]) && c->subscription[i].until_ns <= now_ns)
			subscription_drop(&c->subscription[i]);
	if (c->notify_until_ns <= now_ns)
		client_notify_off(c);
}

/* Return: when the first of the renewed ends, UINT64_MAX: none was. */
static uint64_t
renew(struct client *c, const char *path, uint64_t now_ns)
{
	uint64_t first_ns = UINT64_MAX;

	for (uint32_t i = 0; i < SUBSCRIPTIONS_MAX; i++) {
		struct subscription *s = &c->subscription[i];

		if (!is_used(s) || (path != NULL && strcmp(path, s->path) != 0))
			continue;
		s->until_ns = now_ns + s->lease_ns;
		first_ns = s->until_ns < first_ns ? s->until_ns : first_ns;
	}
	if (client_hears(c) && (path == NULL || strcmp(path, "/notify") == 0)) {
		c->notify_until_ns = now_ns + c->notify_lease_ns;
		first_ns = c->notify_until_ns < first_ns ? c->notify_until_ns : first_ns;
	}
	return first_ns;
}

/* ---- All ---- */

static struct client *
find_client(struct clients *t, const struct origin *to)
{
	for (uint32_t i = 0; i < CLIENTS_MAX; i++)
		if (!is_free(&t->client[i]) && origin_same(&t->client[i].to, to))
			return &t->client[i];
	return NULL;
}

struct client *
clients_find(struct clients *t, const struct origin *from, uint16_t port)
{
	struct origin to = *from;

	return port == 0 || origin_set_port(&to, port) ? find_client(t, &to) : NULL;
}

struct client *
clients_enter(struct clients *t, const struct origin *from, uint16_t port, uint64_t now_ns)
{
	struct origin to = *from;
	struct client *c;

	if (port != 0 && !origin_set_port(&to, port))
		return NULL;
	clients_expire(t, now_ns);
	c = find_client(t, &to);
	if (c == NULL) {
		for (c = t->client; c < t->client + CLIENTS_MAX && !is_free(c); c++)
			;
		if (c == t->client + CLIENTS_MAX)
			return NULL;
		*c = (struct client){ .to = to };
	}
	c->from = *from;
	return c;
}

uint32_t
clients_renew(struct clients *t, const struct origin *speaker, const char *path, uint64_t now_ns)
{
	uint64_t first_ns = UINT64_MAX;

	clients_expire(t, now_ns);
	for (uint32_t i = 0; i < CLIENTS_MAX; i++)
		if (client_is(&t->client[i], speaker)) {
			uint64_t ns = renew(&t->client[i], path, now_ns);

			first_ns = ns < first_ns ? ns : first_ns;
		}
	/* At least 1: 0 says that there is none. */
	return first_ns == UINT64_MAX ? 0
				      : (uint32_t)((first_ns - now_ns + SECOND_NS - 1) / SECOND_NS);
}

uint32_t
clients_unsubscribe(struct clients *t, const struct origin *speaker, const char *path)
{
	uint32_t n = 0;

	for (uint32_t k = 0; k < CLIENTS_MAX; k++)
		for (uint32_t i = 0; i < SUBSCRIPTIONS_MAX && client_is(&t->client[k], speaker);
			i++) {
			struct subscription *s = &t->client[k].subscription[i];

			if (!is_used(s) || (path != NULL && strcmp(path, s->path) != 0))
				continue;
			subscription_drop(s);
			n++;
		}
	return n;
}

void
clients_refused(struct clients *t, const struct origin *to)
{
	struct client *c = find_client(t, to);

	if (c != NULL)
		c->gone = true;
}

void
clients_expire(struct clients *t, uint64_t now_ns)
{
	for (uint32_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &t->client[i];

		if (is_free(c))
			continue;
		expire(c, now_ns);
		if (c->gone || is_idle(c))
			*c = (struct client){ .to = { .len = 0 } };
	}
}

uint64_t
clients_due(const struct clients *t)
{
	uint64_t due_ns = UINT64_MAX;

	for (uint32_t k = 0; k < CLIENTS_MAX; k++)
		for (uint32_t i = 0; i < SUBSCRIPTIONS_MAX && !is_free(&t->client[k]); i++) {
			const struct subscription *s = &t->client[k].subscription[i];

			if (is_used(s) && s->due_ns < due_ns)
				due_ns = s->due_ns;
		}
	return due_ns;
}

uint32_t
clients_count(const struct clients *t)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < CLIENTS_MAX; i++)
		n += !is_free(&t->client[i]) && !is_idle(&t->client[i]);
	return n;
}

uint32_t
clients_hearing(const struct clients *t)
{
	uint32_t mask = 0;

	for (uint32_t i = 0; i < CLIENTS_MAX; i++)
		if (client_hears(&t->client[i]) && !t->client[i].gone)
			mask |= 1u << i;
	return mask;
}
