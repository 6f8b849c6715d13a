/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads: what runs in this program, how it is scheduled, and what it takes.  The
 * audio thread stands first: it alone has a deadline, and nothing may hold it up.
 */
#include "ui-tui/view.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/pieces/format.h"
#include "ui-tui/pieces/table.h"

enum { RISING_S = 10 };

static uint32_t
count_of(const struct snapshot *s)
{
	return s->nthreads < THREADS_SHOWN ? s->nthreads : THREADS_SHOWN;
}

/* ---- What is told elsewhere, too ---- */

static const struct {
	const char *name, *purpose;
} purposes[] = {
	{ "ae-audio", "audio" },
	{ "ae-worker", "FFT, loudness" },
	{ "ae-planner", "plans an FFT" },
	{ "ae-opener", "opens, connects" },
	{ "ae-saver", "saves files" },
	{ "ae-tui", "this screen" },
	{ "ae-batch", "batch output" },
	{ "ae-cycles", "writes --cycles" },
	{ "ae-announce", "Avahi" },
};

/* The kernel numbers threads upwards, and the first one runs the loop of control. */
static bool
is_first(const struct snapshot *s, const struct thread_use *t)
{
	for (uint32_t i = 0; i < count_of(s); i++)
		if (s->thread[i].tid < t->tid)
			return false;
	return true;
}

const char *
threads_purpose(const struct snapshot *s, const struct thread_use *t)
{
	if (t->audio)
		return "audio";
	for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++)
		if (strcmp(t->name, purposes[i].name) == 0)
			return purposes[i].purpose;
	if (strncmp(t->name, "ae-", 3) == 0)
		return "-";
	return is_first(s, t) ? "control" : "library";
}

/* < 0: there is none in this process. */
static double
screen_percent(const struct snapshot *s)
{
	for (uint32_t i = 0; i < count_of(s); i++)
		if (strcmp(s->thread[i].name, "ae-tui") == 0)
			return s->thread[i].cpu_percent;
	return -1;
}

void
threads_cpu_text(const struct snapshot *s, int width, char *out, size_t size)
{
	double screen = screen_percent(s), others = s->cpu_others - (screen > 0 ? screen : 0);
	char text[16] = "-";
	int n;

	if (screen >= 0)
		snprintf(text, sizeof text, "%.1f", screen);
	if (s->cpu_process <= 0) {
		snprintf(out, size, "CPU use: not measured yet");
		return;
	}
	n = snprintf(out, size,
		"CPU use: audio %.1f, screen %s, others %.1f, together %.1f %% of a core",
		s->cpu_audio, text, others > 0 ? others : 0, s->cpu_process);
	if (n > width)
		snprintf(out, size, "CPU audio %.1f screen %s others %.1f %%", s->cpu_audio, text,
			others > 0 ? others : 0);
}

/* ---- Order ---- */

static double
sort_value(const struct thread_use *t, enum threads_sort by)
{
	switch (by) {
	case SORT_FAULTS:
		return (double)(t->minor_faults + t->major_faults);
	case SORT_SWITCHES:
		return (double)(t->voluntary + t->involuntary);
	case SORT_CPU:
	case SORT_NAME:
	case NTHREADS_SORTS:
		break;
	}
	return t->cpu_percent;
}

static bool
stands_before(const struct threads_desk *x, const struct thread_use *a, const struct thread_use *b)
{
	double order = x->sort == SORT_NAME ? (double)strcmp(a->name, b->name)
					    : sort_value(b, x->sort) - sort_value(a, x->sort);

	if (a->audio != b->audio)
		return a->audio;
	if (order == 0)
		return a->tid < b->tid;
	return x->inverted ? order > 0 : order < 0;
}

/* There are few. */
static uint32_t
threads_sorted(const struct desk *d, const struct thread_use *out[THREADS_SHOWN])
{
	const struct snapshot *s = &d->shown;
	uint32_t n = count_of(s);

	for (uint32_t i = 0; i < n; i++) {
		uint32_t k = i;

		for (; k > 0 && stands_before(&d->threads, &s->thread[i], out[k - 1]); k--)
			out[k] = out[k - 1];
		out[k] = &s->thread[i];
	}
	return n;
}

/* ---- Drawing ---- */

enum {
	COLUMN_THREAD,
	COLUMN_CLASS,
	COLUMN_PRIORITY,
	COLUMN_CPU,
	COLUMN_STATE,
	COLUMN_PERCENT,
	COLUMN_FAULTS,
	COLUMN_SWITCHES,
	COLUMN_FOR,
	NTHREAD_COLUMNS
};

static const struct table_column thread_column[NTHREAD_COLUMNS] = {
	[COLUMN_THREAD] = { "NAME", 16, 0, true, false },
	[COLUMN_CLASS] = { "CLASS", 7, 2, true, false },
	[COLUMN_PRIORITY] = { "PRIO", 5, 3, false, false },
	[COLUMN_CPU] = { "CPU", 4, 4, false, false },
	[COLUMN_STATE] = { "S", 2, 5, true, false },
	[COLUMN_PERCENT] = { "CPU%", 7, 0, false, false },
	[COLUMN_FAULTS] = { "FAULTS", 12, 7, false, false },
	[COLUMN_SWITCHES] = { "SWITCHES", 13, 6, false, false },
	[COLUMN_FOR] = { "FOR", 14, 1, true, true },
};

static const struct {
	const char *name;
	uint32_t column;
} sorts[NTHREADS_SORTS] = {
	[SORT_CPU] = { "CPU%", COLUMN_PERCENT },
	[SORT_NAME] = { "name", COLUMN_THREAD },
	[SORT_FAULTS] = { "faults", COLUMN_FAULTS },
	[SORT_SWITCHES] = { "switches", COLUMN_SWITCHES },
};

static bool
is_realtime(const struct thread_use *t)
{
	return t->policy == SCHED_FIFO || t->policy == SCHED_RR;
}

static const char *
class_text(int policy)
{
	switch (policy) {
	case SCHED_FIFO:
		return "FIFO";
	case SCHED_RR:
		return "RR";
	case SCHED_OTHER:
		return "other";
	case 3: /* SCHED_BATCH, which <sched.h> has only with GNU's extensions */
		return "batch";
	case 5: /* SCHED_IDLE, likewise */
		return "idle";
	case 6: /* SCHED_DEADLINE, likewise */
		return "dline";
	default:
		return "?";
	}
}

static void
draw_pair(const struct table *t, struct canvas *c, int y, uint32_t column, uint64_t a, uint64_t b,
	unsigned style)
{
	char one[FORMAT_BYTES], other[FORMAT_BYTES], text[2 * FORMAT_BYTES + 2];

	snprintf(text, sizeof text, "%s/%s", format_count(one, a), format_count(other, b));
	table_cell(t, c, y, column, INK_PLAIN, style, text);
}

static void
draw_thread(const struct desk *d, const struct table *t, struct canvas *c, int y,
	const struct thread_use *use)
{
	bool bad = use->audio && !is_realtime(use) && !d->shown.unpaced;
	enum ink ink = use->audio ? INK_TITLE : INK_PLAIN;
	unsigned style = use->audio ? STYLE_BOLD : 0;
	char text[32];

	canvas_put(c, 0, y, use->audio ? '*' : ' ', INK_MARK, STYLE_BOLD);
	table_cell(t, c, y, COLUMN_THREAD, ink, style, use->name);
	snprintf(text, sizeof text, "%s%s", class_text(use->policy), bad ? "!" : "");
	table_cell(
		t, c, y, COLUMN_CLASS, bad ? INK_BAD : INK_PLAIN, bad ? STYLE_BOLD : style, text);
	snprintf(text, sizeof text, "%d", use->priority);
	table_cell(t, c, y, COLUMN_PRIORITY, INK_PLAIN, style, text);
	snprintf(text, sizeof text, "%d", use->cpu);
	table_cell(t, c, y, COLUMN_CPU, INK_PLAIN, style, use->cpu >= 0 ? text : "-");
	snprintf(text, sizeof text, "%c", use->state >= ' ' ? use->state : '-');
	table_cell(t, c, y, COLUMN_STATE, INK_PLAIN, style, text);
	snprintf(text, sizeof text, "%.1f", use->cpu_percent);
	table_cell(t, c, y, COLUMN_PERCENT, INK_PLAIN, style, text);
	draw_pair(t, c, y, COLUMN_FAULTS, use->minor_faults, use->major_faults, style);
	draw_pair(t, c, y, COLUMN_SWITCHES, use->voluntary, use->involuntary, style);
	table_cell(t, c, y, COLUMN_FOR, ink, style, threads_purpose(&d->shown, use));
}

static const struct thread_use *
audio_of(const struct snapshot *s)
{
	for (uint32_t i = 0; i < count_of(s); i++)
		if (s->thread[i].audio)
			return &s->thread[i];
	return NULL;
}

static void
watch_faults(struct desk *d)
{
	const struct thread_use *audio = audio_of(&d->shown);
	struct threads_desk *x = &d->threads;
	uint64_t faults = d->shown.audio_minor_faults + d->shown.audio_major_faults;

	if (audio == NULL || audio->tid != x->tid)
		x->rose_at_s = -1;
	else if (faults > x->faults)
		x->rose_at_s = d->now_s;
	x->tid = audio != NULL ? audio->tid : 0;
	x->faults = faults;
}

/* What is wrong with the audio thread.  Return: rows used. */
static int
draw_warnings(struct desk *d, struct canvas *c, int y)
{
	const struct snapshot *s = &d->shown;
	const struct thread_use *audio = audio_of(s);
	bool rising = d->threads.rose_at_s >= 0 && d->now_s - d->threads.rose_at_s < RISING_S;
	int rows = 0;

	watch_faults(d);
	if (audio != NULL && !is_realtime(audio) && !s->unpaced)
		canvas_text(c, 0, y + rows++, c->width, INK_BAD, STYLE_BOLD,
			"! audio thread not real-time: anything may run before it");
	if (s->audio_minor_faults + s->audio_major_faults > 0)
		canvas_print(c, 0, y + rows++, INK_CAUTION, STYLE_BOLD,
			"! audio thread: %" PRIu64 " minor, %" PRIu64
			" major faults since its first second%s",
			s->audio_minor_faults, s->audio_major_faults, rising ? ", rising" : "");
	return rows;
}

static void
draw_table(struct desk *d, struct canvas *c, int y, int height)
{
	struct threads_desk *x = &d->threads;
	const struct thread_use *use[THREADS_SHOWN];
	int n = (int)threads_sorted(d, use), rows = height - 1;
	struct table t;

	if (rows < 1)
		return;
	table_fit(&t, thread_column, NTHREAD_COLUMNS, c->width);
	table_titles(&t, c, y, sorts[x->sort].column, x->inverted ? '^' : 'v');
	if (x->scroll > n - rows)
		x->scroll = n - rows;
	if (x->scroll < 0)
		x->scroll = 0;
	for (int i = 0; i < rows && x->scroll + i < n; i++)
		draw_thread(d, &t, c, y + 1 + i, use[x->scroll + i]);
	if (n == 0)
		canvas_text(c, 1, y + 1, c->width - 1, INK_DIM, 0, "Not read yet.");
}

/* CPU use, threads, order; as much as fits. */
static void
draw_sums(const struct desk *d, struct canvas *c, int y)
{
	char text[128];
	int x;

	threads_cpu_text(&d->shown, c->width, text, sizeof text);
	x = canvas_text(c, 0, y, c->width, INK_TITLE, STYLE_BOLD, text);
	snprintf(text, sizeof text, "  %u threads", d->shown.nthreads);
	if (x + text_columns(text) <= c->width)
		canvas_text(c, x, y, c->width - x, INK_DIM, 0, text);
}

static void
draw_whole(struct desk *d, struct canvas *c, int y, int height)
{
	draw_sums(d, c, y);
	y += 1;
	height -= 1;
	if (height >= 4) {
		int rows = draw_warnings(d, c, y);

		y += rows;
		height -= rows;
	}
	draw_table(d, c, y, height);
}

enum { WITH_SENTENCE = 11 };

static void
threads_draw(struct desk *d, struct canvas *c)
{
	int y = c->height >= WITH_SENTENCE ? draw_sentence(d, c, 0, 1) : 0;

	draw_whole(d, c, y, c->height - 1 - y);
}

static void
threads_pane(struct desk *d, struct canvas *c, int x, int y, int width, int height)
{
	struct canvas pane;
	char right[48];

	if (!pane_begin(&pane, c, width, height))
		return;
	snprintf(right, sizeof right, "%u", d->shown.nthreads);
	draw_title(&pane, 0, 0, width, "Threads", right);
	draw_whole(d, &pane, 1, height - 1);
	pane_end(&pane, c, x, y);
}

/* ---- Keys and mouse ---- */

static void
sort_step(struct desk *d, int step)
{
	struct threads_desk *x = &d->threads;

	x->sort = (enum threads_sort)(((int)x->sort + step + NTHREADS_SORTS) % NTHREADS_SORTS);
	x->scroll = 0;
	desk_say(d, "sorted by %s", sorts[x->sort].name);
}

static bool
threads_key(struct desk *d, uint32_t key)
{
	struct threads_desk *x = &d->threads;

	switch (key) {
	case KEYS_F6:
	case '>':
		sort_step(d, 1);
		break;
	case '<':
		sort_step(d, -1);
		break;
	case 'I':
		x->inverted = !x->inverted;
		break;
	case KEYS_UP:
		x->scroll--;
		break;
	case KEYS_DOWN:
		x->scroll++;
		break;
	case KEYS_PAGE_UP:
		x->scroll -= 10;
		break;
	case KEYS_PAGE_DOWN:
		x->scroll += 10;
		break;
	case KEYS_HOME:
		x->scroll = 0;
		break;
	case KEYS_END:
		x->scroll = THREADS_SHOWN;
		break;
	default:
		return false;
	}
	return true;
}

static bool
threads_mouse(struct desk *d, const struct mouse *m)
{
	if (m->what != MOUSE_WHEEL_UP && m->what != MOUSE_WHEEL_DOWN)
		return false;
	d->threads.scroll += m->what == MOUSE_WHEEL_UP ? -1 : 1;
	return true;
}

static const struct foot_key threads_foot[] = {
	{ KEYS_F6, "F6", "Sort", 1 },
	{ 'I', "I", "Invert", 2 },
	{ KEYS_NONE, NULL, NULL, 0 },
};

static const struct help_line threads_help[] = {
	{ "F6 < >", "sort by CPU%, name, faults, switches; the audio thread stays first" },
	{ "I", "invert the order" },
	{ "Up Down", "scroll, also PgUp PgDn Home End, wheel" },
	{ "*", "the audio thread" },
	{ "CLASS PRIO", "scheduling class; priority, or nice value outside FIFO and RR" },
	{ "CPU S", "where it ran last; R runs, S sleeps, D waits for a disk, T stopped" },
	{ "CPU%", "of a core, over the last second" },
	{ "FAULTS", "page faults since it began: minor / major, which wait for a disk" },
	{ "SWITCHES", "of context since it began: it waited / it was put aside" },
	{ "library", "not begun by us: libjack's, PipeWire's, of the HTTP server ..." },
	{ NULL, NULL },
};

const struct view view_threads = {
	.name = "Threads",
	.hint = "Thrd",
	.draw = threads_draw,
	.pane = threads_pane,
	.key = threads_key,
	.mouse = threads_mouse,
	.foot = threads_foot,
	.help = threads_help,
};
