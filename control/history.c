/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See history.h.  A ring of steps: the oldest goes when there are too many. */
#include "control/history.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t MERGE_NS = 1000000000;

struct step {
	struct eq_edit before, after;
};

struct history {
	struct step step[HISTORY_STEPS];
	uint32_t first, done, n; /* step[first ..]: done of n can be undone, the rest redone */
	struct eq_edit now;
	int key; /* of the newest step, while it may still grow */
	uint64_t changed_ns;
};

bool
eq_edit_differs(const struct eq_edit *a, const struct eq_edit *b)
{
	for (uint32_t i = 0; i < EDITS_MAX; i++)
		if (a->value[i] != b->value[i])
			return true;
	return false;
}

bool
eq_edit_modified(const struct eq_edit *e)
{
	for (uint32_t i = 0; i < EDITS_MAX; i++)
		if (e->value[i] != e->loaded[i])
			return true;
	return false;
}

struct history *
history_create(void)
{
	struct history *h = calloc(1, sizeof *h);

	if (h != NULL)
		h->key = HISTORY_MANY;
	return h;
}

void
history_destroy(struct history *h)
{
	free(h);
}

void
history_clear(struct history *h)
{
	h->first = h->n = h->done = 0;
	h->key = HISTORY_MANY;
}

static struct step *
step_at(struct history *h, uint32_t i)
{
	return &h->step[(h->first + i) % HISTORY_STEPS];
}

static void
go_to(struct history *h, const struct eq_edit *now)
{
	h->now = *now;
	h->key = HISTORY_MANY;
}

/* Of the same values, where they come from is known better now. */
static void
take_origin(struct eq_edit *kept, const struct eq_edit *now)
{
	if (kept->slot_b == now->slot_b && !eq_edit_differs(kept, now))
		*kept = *now;
}

void
history_rebase(struct history *h, const struct eq_edit *now)
{
	if (h->done > 0)
		take_origin(&step_at(h, h->done - 1)->after, now);
	if (h->done < h->n)
		take_origin(&step_at(h, h->done)->before, now);
	go_to(h, now);
}

static void
add_step(struct history *h, const struct eq_edit *now)
{
	if (h->done == HISTORY_STEPS) {
		h->first = (h->first + 1) % HISTORY_STEPS;
		h->done--;
	}
	*step_at(h, h->done) = (struct step){ h->now, *now };
	h->n = ++h->done;
}

/* A fader that came back to where it was has changed nothing. */
static void
grow_step(struct history *h, const struct eq_edit *now)
{
	struct step *top = step_at(h, h->done - 1);

	top->after = *now;
	if (eq_edit_differs(&top->before, now))
		return;
	h->n = --h->done;
	h->key = HISTORY_MANY;
}

bool
history_note(struct history *h, const struct eq_edit *now, int key, uint64_t now_ns)
{
	bool renamed = strcmp(h->now.preset, now->preset) != 0;
	bool grows = key != HISTORY_MANY && key == h->key && !renamed && h->done > 0 &&
		     now_ns - h->changed_ns < MERGE_NS;

	if (!renamed && !eq_edit_differs(&h->now, now)) {
		h->now = *now;
		return false;
	}
	h->key = renamed ? HISTORY_MANY : key;
	h->changed_ns = now_ns;
	if (grows)
		grow_step(h, now);
	else
		add_step(h, now);
	h->now = *now;
	return true;
}

const struct eq_edit *
history_undo(struct history *h)
{
	if (h->done == 0)
		return NULL;
	h->done--;
	go_to(h, &step_at(h, h->done)->before);
	return &h->now;
}

const struct eq_edit *
history_redo(struct history *h)
{
	if (h->done == h->n)
		return NULL;
	go_to(h, &step_at(h, h->done)->after);
	h->done++;
	return &h->now;
}

uint32_t
history_undo_steps(const struct history *h)
{
	return h->done;
}

uint32_t
history_redo_steps(const struct history *h)
{
	return h->n - h->done;
}
