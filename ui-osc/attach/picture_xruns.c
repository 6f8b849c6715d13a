/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Incidents, newest first as in the profile.  What is over does not change any
 * more, so only the newest are asked again, and older ones once, page by page.
 */
#include <string.h>

#include "ui-osc/attach/picture.h"

enum { ITEMS = 8 };

static const char *
confidence_word(const char *word)
{
	static const char *const known[] = { "proof", "inference", "hint" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i], word) == 0)
			return known[i];
	return "unknown";
}

static enum cause
cause_of(const char *word)
{
	for (int i = 0; i < NCAUSES; i++)
		if (strcmp(cause_word((enum cause)i), word) == 0)
			return (enum cause)i;
	return CAUSE_UNKNOWN;
}

void
take_causes(struct picture *p, struct message *m)
{
	uint64_t count[NCAUSES] = { 0 };

	while (message_more(m)) {
		enum cause c = cause_of(message_text(m));

		count[c] += message_count(m);
	}
	if (!m->bad)
		memcpy(p->s.profile.by_cause, count, sizeof count);
}

uint64_t
picture_incidents(const struct picture *p)
{
	return p->s.profile.incident_xruns + p->s.profile.nincidents;
}

int
args_incidents(const struct picture *p, int32_t out[PICTURE_ARGS])
{
	const struct profile *f = &p->s.profile;
	bool open = f->nkept > 0 && f->incident[0].open;

	if (p->incident_from == 0 && !open && p->incidents_told == picture_incidents(p))
		return -1;
	out[0] = ITEMS;
	out[1] = (int32_t)p->incident_from;
	return p->incident_from > 0 ? 2 : 1;
}

/* The place of an incident, made for it where it has none.  Return: NULL: it is too old. */
static struct incident *
place(struct profile *f, uint32_t id)
{
	uint32_t i = 0;

	while (i < f->nkept && f->incident[i].id > id)
		i++;
	if (i < f->nkept && f->incident[i].id == id)
		return &f->incident[i];
	if (i == INCIDENTS_KEPT)
		return NULL;
	if (f->nkept == INCIDENTS_KEPT)
		f->nkept--;
	memmove(&f->incident[i + 1], &f->incident[i], (f->nkept - i) * sizeof *f->incident);
	f->nkept++;
	f->incident[i] = (struct incident){
		.id = id, .cause = cause_word(CAUSE_UNKNOWN), .confidence = "unknown"
	};
	return &f->incident[i];
}

static struct incident *
take_id(struct picture *p, struct message *m)
{
	uint64_t id = message_count(m);

	return m->bad || id == 0 || id > UINT32_MAX ? NULL : place(&p->s.profile, (uint32_t)id);
}

void
take_item(struct picture *p, struct message *m)
{
	struct incident *i = take_id(p, m);
	double age_s;

	if (i == NULL)
		return;
	i->cause = cause_word(cause_of(message_text(m)));
	i->confidence = confidence_word(message_text(m));
	age_s = message_number(m);
	if (i->at_s == 0)
		i->at_s = p->s.uptime_s - age_s;
	i->late_us = message_number(m);
	i->load = message_number(m) / 100;
	i->lost_frames = (uint32_t)message_count(m);
	take_text(m, i->node, sizeof i->node);
	message_whole(m);
	message_text(m);
	i->share = message_number(m);
}

void
take_part(struct picture *p, struct message *m)
{
	struct incident *i = take_id(p, m);

	if (i == NULL)
		return;
	i->at_s = message_number(m);
	i->late_us = message_number(m);
	i->load = message_number(m);
	i->wakeup_us = message_number(m);
	i->misses = (uint32_t)message_count(m);
	i->skipped = (uint32_t)message_count(m);
	i->xruns = (uint32_t)message_count(m);
	i->lost_frames = (uint32_t)message_count(m);
	i->first_seq = (uint64_t)message_whole(m);
	i->last_seq = (uint64_t)message_whole(m);
	i->open = message_whole(m) == 1;
}

/* Ids follow each other, so a gap is what was not told yet. */
static uint32_t
missing_below(const struct profile *f, uint32_t wanted)
{
	for (uint32_t i = 0; i < f->nkept; i++) {
		uint32_t below = i + 1 < f->nkept ? f->incident[i + 1].id : 0;

		if (i + 1 < wanted && f->incident[i].id > below + 1)
			return f->incident[i].id - 1;
	}
	return 0;
}

/* How many there are to be known: those since xruns were cleared, as far as they are kept. */
void
settle_incidents(struct picture *p)
{
	struct profile *f = &p->s.profile;
	uint32_t wanted = f->nincidents < INCIDENTS_KEPT ? f->nincidents : INCIDENTS_KEPT;

	if (f->nkept > wanted)
		f->nkept = wanted;
	p->incident_from = missing_below(f, wanted);
}
