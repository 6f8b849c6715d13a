/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A desk that looks at the heat map of an engine, which here is the profiler's own struct heat. */
#ifndef AE_TESTS_HEAT_RIG_H
#define AE_TESTS_HEAT_RIG_H

#include <stdlib.h>
#include <string.h>

#include "profiler/heat.h"
#include "tests/desk_tool.h"
#include "ui-tui/views/heat_map.h"

struct rig {
	struct desk *d;
	struct heat *engine;
	struct answer *a;
	struct snapshot *s;
	uint32_t page;
	double began_s; /* of the engine, on the desk's clock */
};

/* A second's load, different in each. */
static inline void
engine_runs(struct rig *r, uint64_t second, uint32_t periods)
{
	assert_true(heat_move(r->engine, second));
	for (uint32_t i = 0; i < periods; i++) {
		double load = 0.25 + 0.04 * (double)((second * 7 + i) % 9);

		heat_add(r->engine, second, HEAT_CYCLE, heat_cycle_bin(load));
		heat_add(r->engine, second, HEAT_NODE, heat_node_bin(load / 50));
	}
}

static inline void
rig_open(struct rig *r, uint32_t page, uint64_t seconds)
{
	r->d = desk_of(SCENE_RUNNING);
	r->engine = calloc(1, sizeof *r->engine);
	r->a = malloc(sizeof *r->a);
	r->s = malloc(sizeof *r->s);
	assert_true(r->engine != NULL && r->a != NULL && r->s != NULL);
	r->page = page;
	r->began_s = 1000;
	for (uint64_t s = seconds > HEAT_SECONDS ? seconds - HEAT_SECONDS : 0; s <= seconds; s++)
		engine_runs(r, s, 20);
	desk_press(r->d, "6");
}

static inline void
rig_close(struct rig *r)
{
	free(r->d);
	free(r->engine);
	free(r->a);
	free(r->s);
}

/* A frame at a time of the engine. */
static inline void
rig_frame(struct rig *r, double uptime_s)
{
	struct canvas c = { .charset = CHARSET_ASCII };

	*r->s = r->d->live;
	r->s->uptime_s = uptime_s;
	desk_show(r->d, r->s, r->began_s + uptime_s);
	desk_picture(r->d, &c, 80, 24);
	canvas_finish(&c);
}

static inline void
rig_answer(struct rig *r, const struct question *q)
{
	uint64_t last = r->engine->newest, from = q->from < last ? q->from : last, n;

	memset(r->a, 0, sizeof *r->a);
	r->a->kind = q->kind;
	r->a->serial = q->serial;
	r->a->heat.last_s = last;
	r->a->heat.first_s = from;
	memcpy(r->a->heat.name, q->name, sizeof q->name);
	n = last - from + 1 < r->page ? last - from + 1 : r->page;
	r->a->heat.n = (uint32_t)n;
	heat_read(r->engine, strcmp(q->name, "cycle") == 0 ? HEAT_CYCLE : HEAT_NODE, from,
		r->a->heat.n, r->a->heat.count);
}

static inline bool
rig_question(struct rig *r, struct question *q)
{
	bool asked = desk_question(r->d, q);

	if (asked) {
		assert_int_equal(q->kind, ASK_HEAT);
		assert_true(memchr(q->name, '\0', sizeof q->name) != NULL);
	}
	return asked;
}

/* Return: pages it took until nothing more is asked. */
static inline int
rig_load(struct rig *r, double uptime_s)
{
	struct question q;
	int pages = 0;

	for (rig_frame(r, uptime_s); rig_question(r, &q); pages++) {
		rig_answer(r, &q);
		desk_answer(r->d, r->a);
		rig_frame(r, uptime_s);
		assert_true(pages < 2 * HEAT_SECONDS);
	}
	return pages;
}

/* All that the engine keeps, and nothing else. */
static inline void
check_store(const struct rig *r, uint32_t row)
{
	const struct heat_store *h = &r->d->heat.store;
	uint64_t newest = r->engine->newest;

	assert_int_equal(h->last_s, newest);
	for (uint64_t s = newest >= HEAT_SECONDS ? newest - HEAT_SECONDS + 1 : 0; s <= newest;
		s++) {
		uint16_t column[1][HEAT_BINS];
		uint32_t sum[HEAT_BINS];

		heat_read(r->engine, row, s, 1, column);
		assert_int_equal(heat_store_sum(h, s, 1, sum), 1);
		for (uint32_t bin = 0; bin < HEAT_BINS; bin++)
			assert_int_equal(sum[bin], column[0][bin]);
	}
	assert_true(heat_store_progress(h) == 1);
}

#endif
