/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of incidents.  What is selected is an id, so what comes in moves the
 * rows under it and not what is being read.
 */
#include "ui-tui/views/incident_list.h"

#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/table.h"
#include "ui-tui/view.h"
#include "ui-tui/views/incident_store.h"

const char *
incident_cause(const struct incident *i)
{
	return i->cause != NULL ? i->cause : cause_word(CAUSE_UNKNOWN);
}

const char *
incident_confidence(const struct incident *i)
{
	return i->confidence != NULL ? i->confidence : "unknown";
}

/* Those that the filter lets through, newest first. */
uint32_t
incident_list_fill(const struct desk *d, const struct incident *list[INCIDENTS_KEPT])
{
	const struct profile *p = &d->shown.profile;
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->nkept && i < INCIDENTS_KEPT; i++) {
		char text[96];

		snprintf(text, sizeof text, "%s %s %s", incident_cause(&p->incident[i]),
			p->incident[i].node, incident_confidence(&p->incident[i]));
		if (filter_match(&d->xruns.filter, text))
			list[n++] = &p->incident[i];
	}
	return n;
}

/* Place of the selected one; the first that is older when it is not there; n: none is. */
static uint32_t
list_place(const struct desk *d, const struct incident *const list[], uint32_t n)
{
	uint32_t i = 0;

	while (i < n && list[i]->id > d->xruns.selected)
		i++;
	return i;
}

/* The first time, and when all was cleared, the newest is selected.  What fell off the end of a
 * full list stays selected: that it is gone is what is to be seen. */
void
incident_select_something(struct desk *d)
{
	const struct profile *p = &d->shown.profile;
	struct xruns_desk *x = &d->xruns;
	bool full = p->nkept >= INCIDENTS_KEPT;

	incident_store_look(d);
	if (p->nkept == 0 || (incident_selected(d) == NULL && !full))
		x->selected = 0;
	if (x->selected == 0 && p->nkept > 0)
		x->selected = p->incident[0].id;
}

void
incident_select_place(struct desk *d, const struct incident *const list[], uint32_t n, int place)
{
	if (n == 0)
		return;
	place = place < 0 ? 0 : place >= (int)n ? (int)n - 1 : place;
	if (d->xruns.selected == list[place]->id)
		return;
	d->xruns.selected = list[place]->id;
	d->xruns.account_scroll = 0;
	d->xruns.look.pan = 0;
}

void
incident_select_step(struct desk *d, int step)
{
	const struct incident *list[INCIDENTS_KEPT];
	uint32_t n, place;

	incident_select_something(d);
	n = incident_list_fill(d, list);
	place = list_place(d, list, n);
	if (place < n && list[place]->id != d->xruns.selected && step > 0)
		step--; /* it is not there: the one after it is the next */
	incident_select_place(d, list, n, (int)place + step);
}

/* With a filter, one that it lets through. */
void
incident_select_listed(struct desk *d)
{
	const struct incident *list[INCIDENTS_KEPT];
	uint32_t n = incident_list_fill(d, list);

	incident_select_something(d);
	if (incident_selected(d) != NULL)
		incident_select_place(d, list, n, (int)list_place(d, list, n));
}

enum {
	COLUMN_ID,
	COLUMN_TIME,
	COLUMN_CAUSE,
	COLUMN_LATE,
	COLUMN_LOAD,
	COLUMN_WHERE,
	COLUMN_WHAT,
	COLUMN_SURE,
	NXRUN_COLUMNS
};

static const struct table_column xrun_column[NXRUN_COLUMNS] = {
	[COLUMN_ID] = { "#", 5, 0, false, false },
	[COLUMN_TIME] = { "TIME", 9, 0, false, false },
	[COLUMN_CAUSE] = { "CAUSE", 13, 0, true, false },
	[COLUMN_LATE] = { "LATE", 8, 0, false, false },
	[COLUMN_LOAD] = { "LOAD", 5, 1, false, false },
	[COLUMN_WHERE] = { "NODE", 10, 2, true, false },
	[COLUMN_WHAT] = { "WHAT IT WAS", 20, 3, true, true },
	[COLUMN_SURE] = { "CONF", 10, 4, true, false },
};

static void
append_count(char *out, size_t size, uint32_t n, const char *one, const char *many)
{
	if (n > 0)
		format_append(
			out, size, "%s%u %s", out[0] != '\0' ? ", " : "", n, n == 1 ? one : many);
}

void
incident_what(const struct incident *i, char *out, size_t size)
{
	snprintf(out, size, "%s", i->open ? "going on" : "");
	append_count(out, size, i->xruns, "xrun", "xruns");
	append_count(out, size, i->misses, "miss", "misses");
	append_count(out, size, i->skipped, "skip", "skips");
	append_count(out, size, i->lost_frames, "frame lost", "frames lost");
}

/* A length of time in at most 7 columns. */
const char *
incident_late(const struct incident *i, char out[FORMAT_BYTES])
{
	if (!(i->late_us > 0))
		return "-";
	if (i->late_us < 99.95)
		snprintf(out, FORMAT_BYTES, "%.1f us", i->late_us);
	else if (i->late_us < 999.5)
		snprintf(out, FORMAT_BYTES, "%.0f us", i->late_us);
	else if (i->late_us < 99995)
		snprintf(out, FORMAT_BYTES, i->late_us < 9995 ? "%.2f ms" : "%.1f ms",
			i->late_us / 1e3);
	else if (i->late_us < 999500)
		snprintf(out, FORMAT_BYTES, "%.0f ms", i->late_us / 1e3);
	else
		snprintf(out, FORMAT_BYTES, "%.1f s", i->late_us / 1e6);
	return out;
}

/* A share in at most 4 columns: "0.2%", "115%", from ten times the period on "12x". */
static const char *
load_text(const struct incident *i, char out[FORMAT_BYTES])
{
	if (!(i->load > 0))
		return "-";
	if (i->load < 9.995)
		snprintf(out, FORMAT_BYTES, i->load < 0.0995 ? "%.1f%%" : "%.0f%%", 100 * i->load);
	else
		snprintf(out, FORMAT_BYTES, "%.0fx", i->load);
	return out;
}

static void
draw_row(const struct table *t, struct canvas *c, int y, const struct incident *i, bool selected)
{
	char text[128];
	enum ink ink = i->open ? INK_XRUN : INK_PLAIN;
	unsigned style = selected || i->open ? STYLE_BOLD : 0;

	snprintf(text, sizeof text, "%u", i->id);
	table_cell(t, c, y, COLUMN_ID, ink, style, text);
	table_cell(t, c, y, COLUMN_TIME, ink, style, format_clock(text, i->at_s));
	table_cell(t, c, y, COLUMN_CAUSE, ink, style, incident_cause(i));
	table_cell(t, c, y, COLUMN_LATE, ink, style, incident_late(i, text));
	table_cell(t, c, y, COLUMN_LOAD, i->load > 1 ? INK_BAD : ink, style, load_text(i, text));
	table_cell(t, c, y, COLUMN_WHERE, ink, style, i->node[0] != '\0' ? i->node : "-");
	incident_what(i, text, sizeof text);
	table_cell(t, c, y, COLUMN_WHAT, ink, style, text);
	table_cell(t, c, y, COLUMN_SURE, ink, style, incident_confidence(i));
	if (selected) {
		canvas_put(c, 0, y, '>', INK_MARK, STYLE_BOLD);
		canvas_paint(c, 1, y, c->width - 1, INK_MARK, STYLE_BOLD);
	}
}

static void
draw_nothing(const struct desk *d, struct canvas *c, int y)
{
	const struct profile *p = &d->shown.profile;
	char age[FORMAT_BYTES];

	if (p->nkept > 0)
		canvas_text(c, 1, y, c->width - 1, INK_DIM, 0,
			"None of them fits to the filter; Esc removes it.");
	else if (p->cycles_total == 0)
		canvas_text(c, 1, y, c->width - 1, INK_DIM, 0, "No period has run yet.");
	else
		canvas_print(c, 1, y, INK_GOOD, 0, "None in the last %s.",
			format_age(age, p->xruns_age_s));
}

/* Titles and rows. */
void
incident_list_draw(struct desk *d, struct canvas *c, int y, int height)
{
	struct xruns_desk *x = &d->xruns;
	const struct incident *list[INCIDENTS_KEPT];
	uint32_t n = incident_list_fill(d, list), place = list_place(d, list, n);
	int rows = height - 1;
	struct table t;

	if (rows < 1)
		return;
	table_fit(&t, xrun_column, NXRUN_COLUMNS, c->width);
	table_titles(&t, c, y, 0, ' ');
	if (place < n && (int)place < x->scroll)
		x->scroll = (int)place;
	if (place < n && (int)place >= x->scroll + rows)
		x->scroll = (int)place - rows + 1;
	if (x->scroll > (int)n - rows)
		x->scroll = (int)n - rows;
	if (x->scroll < 0)
		x->scroll = 0;
	x->list.y = y + 1;
	for (x->list.n = 0; x->list.n < rows && x->scroll + x->list.n < (int)n; x->list.n++) {
		const struct incident *i = list[x->scroll + x->list.n];

		x->listed[x->list.n] = i->id;
		draw_row(&t, c, y + 1 + x->list.n, i, i->id == x->selected);
	}
	if (n == 0)
		draw_nothing(d, c, y + 1);
}
