/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See heat_store.h. */
#include "ui-tui/views/heat_store.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/desk.h"

/* Where the lag of a network must not look like another engine. */
static const double began_later_s = 5;
static const double ask_newest_every_s = 1, ask_again_s = 1;

enum { CYCLE_LATE = 20, CYCLE_TOP = 24, NODE_LATE = 29, NODE_TOP = 31 };

/* ---- What is kept ---- */

static void
store_empty(struct heat_store *h)
{
	h->any = false;
	h->last_s = 0;
	h->newest_at_s = h->quiet_until_s = 0;
	h->lowest = HEAT_BINS;
	memset(h->known, 0, sizeof h->known);
	memset(h->count, 0, sizeof h->count);
}

/* The oldest second that is of interest. */
static uint64_t
oldest(const struct heat_store *h)
{
	return h->last_s >= HEAT_SECONDS ? h->last_s - HEAT_SECONDS + 1 : 0;
}

/* What leaves the hour makes room for what comes. */
static void
store_move(struct heat_store *h, uint64_t last_s)
{
	if (!h->any)
		h->lowest = HEAT_BINS;
	if (!h->any || last_s - h->last_s >= HEAT_SECONDS)
		memset(h->known, 0, sizeof h->known);
	else
		for (uint64_t s = h->last_s; s < last_s; s++)
			h->known[(s + 1) % HEAT_SECONDS] = HEAT_UNKNOWN;
	h->any = true;
	h->last_s = last_s;
}

void
heat_store_choose(struct heat_store *h, const char *name)
{
	if (strcmp(name, heat_store_name(h)) == 0)
		return;
	store_empty(h);
	h->error = 0;
	snprintf(h->name, sizeof h->name, "%s", name);
}

const char *
heat_store_name(const struct heat_store *h)
{
	return h->name[0] != '\0' ? h->name : "cycle";
}

bool
heat_store_node(const struct heat_store *h)
{
	return strcmp(heat_store_name(h), "cycle") != 0;
}

enum heat_known
heat_store_known(const struct heat_store *h, uint64_t second)
{
	if (!h->any || second > h->last_s || second < oldest(h))
		return HEAT_UNKNOWN;
	return (enum heat_known)h->known[second % HEAT_SECONDS];
}

uint32_t
heat_store_sum(const struct heat_store *h, uint64_t first, uint32_t n, uint32_t out[HEAT_BINS])
{
	uint32_t known = 0;

	memset(out, 0, HEAT_BINS * sizeof *out);
	for (uint64_t s = first; s < first + n; s++) {
		if (heat_store_known(h, s) == HEAT_UNKNOWN)
			continue;
		known++;
		for (uint32_t bin = 0; bin < HEAT_BINS; bin++)
			out[bin] += h->count[s % HEAT_SECONDS][bin];
	}
	return known;
}

uint32_t
heat_store_bottom(const struct heat_store *h)
{
	uint32_t lowest = h->lowest < NODE_LATE - 8 ? h->lowest : NODE_LATE - 8;

	if (!heat_store_node(h) || !h->any)
		return 0;
	return lowest - (NODE_LATE - lowest) % 2;
}

double
heat_store_progress(const struct heat_store *h)
{
	uint32_t known = 0;

	if (!h->any)
		return 0;
	for (uint32_t i = 0; i < HEAT_SECONDS; i++)
		known += h->known[i] != HEAT_UNKNOWN;
	return known / (double)(h->last_s - oldest(h) + 1);
}

/* ---- Bins ---- */

double
heat_bin_share(bool node, uint32_t bin)
{
	if (bin == 0)
		return 0;
	return node ? exp2(((double)bin - NODE_LATE) / 2) : bin / (double)CYCLE_LATE;
}

uint32_t
heat_bin_late(bool node)
{
	return node ? NODE_LATE : CYCLE_LATE;
}

uint32_t
heat_bin_top(bool node)
{
	return node ? NODE_TOP : CYCLE_TOP;
}

double
heat_quantile(const uint32_t count[HEAT_BINS], bool node, double q, bool *open)
{
	uint64_t total = 0, below = 0, rank;
	uint32_t bin = 0;

	*open = false;
	for (uint32_t i = 0; i < HEAT_BINS; i++)
		total += count[i];
	if (total == 0)
		return 0;
	rank = (uint64_t)ceil(q * (double)total);
	for (; bin + 1 < HEAT_BINS && below + count[bin] < (rank > 0 ? rank : 1); bin++)
		below += count[bin];
	*open = bin + 1 == HEAT_BINS;
	if (*open)
		return heat_bin_share(node, bin);
	return (heat_bin_share(node, bin) + heat_bin_share(node, bin + 1)) / 2;
}

/* ---- Questions and answers ---- */

/* Whose seconds are these?  Only a snapshot that is new can tell. */
static void
watch_engine(struct desk *d)
{
	struct heat_store *h = &d->heat.store;
	double uptime_s = d->live.uptime_s, began_at_s = d->now_s - uptime_s;
	uint32_t generation = d->live.profile.generation;

	if (h->engine_known && uptime_s == h->uptime_s && generation == h->generation)
		return;
	if (h->engine_known && (uptime_s < h->uptime_s || generation != h->generation ||
				       began_at_s > h->began_at_s + began_later_s)) {
		store_empty(h);
		h->engine_known = false;
	}
	if (!h->engine_known || began_at_s < h->began_at_s)
		h->began_at_s = began_at_s;
	h->engine_known = true;
	h->uptime_s = uptime_s;
	h->generation = generation;
}

static uint64_t
page_before(uint64_t last, uint32_t columns, uint64_t not_before)
{
	uint64_t from = last + 1 >= columns ? last + 1 - columns : 0;

	return from > not_before ? from : not_before;
}

/* The running second and those that may still have grown since; the newest page when more has
 * passed.  A display that stands still needs none but the first. */
static bool
ask_newest(const struct desk *d, uint64_t *from)
{
	const struct heat_store *h = &d->heat.store;
	uint32_t page = h->page > 0 ? h->page : HEAT_PAGE;
	uint64_t now = d->live.uptime_s > 0 ? (uint64_t)d->live.uptime_s : 0;

	if (d->now_s - h->newest_at_s < ask_newest_every_s || (h->any && d->paused))
		return false;
	*from = page_before(now, page, 0);
	if (!h->any || h->last_s < *from)
		return true;
	for (uint64_t s = h->last_s; s > *from && s > oldest(h); s--)
		if (heat_store_known(h, s - 1) == HEAT_COMPLETE) {
			*from = s;
			break;
		}
	return true;
}

static bool
ask_older(const struct desk *d, uint64_t *from)
{
	const struct heat_store *h = &d->heat.store;
	uint64_t first = oldest(h);

	if (!h->any || d->now_s < h->quiet_until_s)
		return false;
	for (uint64_t s = h->last_s + 1; s > first; s--)
		if (h->known[(s - 1) % HEAT_SECONDS] == HEAT_UNKNOWN) {
			*from = page_before(s - 1, h->page > 0 ? h->page : HEAT_PAGE, first);
			return true;
		}
	return false;
}

static bool
heat_ask(struct desk *d, struct question *out)
{
	struct heat_store *h = &d->heat.store;

	if (!d->any || d->now_s > d->heat.wanted_until_s)
		return false;
	watch_engine(d);
	snprintf(out->name, sizeof out->name, "%s", heat_store_name(h));
	if (ask_newest(d, &out->from)) {
		h->newest_at_s = d->now_s;
		h->older = false;
		return true;
	}
	h->older = ask_older(d, &out->from);
	return h->older;
}

/* Return: whether it brought anything that was not known. */
static bool
take_columns(struct heat_store *h, const struct answer *a, bool paused)
{
	uint32_t n = a->heat.n < HEAT_PAGE ? a->heat.n : HEAT_PAGE;
	bool news = false;

	for (uint32_t i = 0; i < n; i++) {
		uint64_t s = a->heat.first_s + i;
		uint8_t *known = &h->known[s % HEAT_SECONDS];

		if (s > h->last_s || s < oldest(h) || (paused && *known != HEAT_UNKNOWN))
			continue;
		news = news || *known == HEAT_UNKNOWN;
		*known = s + 1 < a->heat.last_s ? HEAT_COMPLETE : HEAT_GROWS;
		memcpy(h->count[s % HEAT_SECONDS], a->heat.count[i], sizeof a->heat.count[i]);
		for (uint32_t bin = 0; bin < h->lowest; bin++)
			if (a->heat.count[i][bin] > 0)
				h->lowest = bin;
	}
	/* A page that ends early is as long as pages are where it comes from; the first of them
	 * did not reach the newest columns. */
	if (n > 0 && n < HEAT_PAGE && a->heat.first_s + n - 1 < a->heat.last_s && n != h->page) {
		h->page = n;
		h->newest_at_s = 0;
	}
	return news;
}

static void
heat_answer(struct desk *d, const struct answer *a)
{
	struct heat_store *h = &d->heat.store;

	if (strncmp(a->heat.name, heat_store_name(h), sizeof h->name) != 0)
		return; /* another was chosen since */
	h->error = a->error;
	if (a->error != 0) {
		if (a->error == -ENOENT)
			store_empty(h);
		h->newest_at_s = d->now_s;
		h->quiet_until_s = d->now_s + ask_again_s;
		return;
	}
	if (h->any && a->heat.last_s + 1 < h->last_s)
		store_empty(h);
	if (!h->any || a->heat.last_s > h->last_s)
		store_move(h, a->heat.last_s);
	if (!take_columns(h, a, d->paused) && h->older)
		h->quiet_until_s = d->now_s + ask_again_s;
}

const struct store store_heat = { ASK_HEAT, heat_ask, heat_answer };
