/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pages of the incidents that were looked at last: recorded periods and
 * account.  A page is asked for again as long as something may be added to it,
 * which ends a while after the incident does.
 */
#include "ui-tui/views/incident_store.h"

#include <math.h>
#include <string.h>

static const double grow_s = 0.5, error_s = 2, grace_s = 3;

void
incident_store_look(struct desk *d)
{
	struct xruns_desk *x = &d->xruns;

	if (!engine_age_changed(&x->age, d))
		return;
	memset(x->page, 0, sizeof x->page);
	x->selected = 0;
}

const struct incident *
incident_selected(const struct desk *d)
{
	const struct profile *p = &d->shown.profile;

	for (uint32_t i = 0; i < p->nkept && i < INCIDENTS_KEPT; i++)
		if (p->incident[i].id == d->xruns.selected)
			return &p->incident[i];
	return NULL;
}

const struct incident_page *
incident_page_of(const struct desk *d, uint32_t id)
{
	const struct xruns_desk *x = &d->xruns;

	for (uint32_t i = 0; i < INCIDENT_PAGES; i++)
		if (id != 0 && x->page[i].id == id)
			return &x->page[i];
	return NULL;
}

static bool
incident_ask(struct desk *d, struct question *out)
{
	struct xruns_desk *x = &d->xruns;
	const struct incident_page *page;
	const struct incident *i;

	if (d->now_s > x->wanted_until_s)
		return false;
	incident_store_look(d);
	i = incident_selected(d);
	if (i == NULL)
		return false;
	page = incident_page_of(d, i->id);
	if (page != NULL && page->incident_at_s == i->at_s) {
		if (page->whole ||
			d->now_s - page->answered_s < (page->error != 0 ? error_s : grow_s))
			return false;
	}
	out->id = x->asked.id = i->id;
	x->asked.at_s = i->at_s;
	x->asked.closed = !i->open;
	return true;
}

/* Its own page, else one that was never used, else the oldest. */
static struct incident_page *
page_for(struct xruns_desk *x, uint32_t id)
{
	for (uint32_t i = 0; i < INCIDENT_PAGES; i++)
		if (x->page[i].id == id)
			return &x->page[i];
	return &x->page[x->next_page++ % INCIDENT_PAGES];
}

/* Whether indices hold, whoever answered: a picture is drawn from it. */
static bool
flight_sound(const struct flight_incident *f)
{
	return f->n > 0 && f->n <= FLIGHT_CYCLES && f->before <= f->n && f->judged < f->n &&
	       f->nnodes <= NODES_MAX;
}

static void
incident_answer(struct desk *d, const struct answer *a)
{
	struct xruns_desk *x = &d->xruns;
	const struct flight_incident *f = &a->incident.flight;
	struct incident_page *page;
	double age_s, recorded_s = FLIGHT_AFTER * d->shown.period_us * 1e-6 + grace_s;

	/* An error may come without saying what it is of. */
	if (a->error == 0 && a->incident.id != x->asked.id)
		return;
	page = page_for(x, x->asked.id);
	page->id = x->asked.id;
	page->incident_at_s = x->asked.at_s;
	page->answered_s = d->now_s;
	page->error = a->error;
	page->flown = a->error == 0 && a->incident.flown && flight_sound(f);
	if (page->flown)
		page->flight = *f;
	page->account = a->incident.account;
	if (a->error != 0 || page->account.n > ACCOUNT_LINES)
		page->account.n = 0;
	age_s = d->shown.uptime_s - x->asked.at_s;
	page->whole = a->error == 0 && x->asked.closed &&
		      (age_s > recorded_s || (page->flown && f->n - f->before == FLIGHT_AFTER));
}

const struct store store_incident = { ASK_INCIDENT, incident_ask, incident_answer };
