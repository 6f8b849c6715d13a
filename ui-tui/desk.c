/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys and time; what the views draw from. */
#include "ui-tui/desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui-tui/view.h"

static const double numbers_every_s = 0.245; /* 4 Hz at any frame rate */
static const double hold_s = 2.0, fall_db_per_s = 20.0 / 1.7;

static void
desk_say(struct desk *d, const char *text)
{
	snprintf(d->message, sizeof d->message, "%s", text);
	d->message_until_s = d->now_s + MESSAGE_SECONDS;
}

static void
hold_peaks(struct desk *d, double seconds)
{
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++) {
		float db = d->live.spectrum.bin_db[i];

		if (d->now_s - d->hold_at_s[i] > hold_s)
			d->hold_db[i] -= (float)(fall_db_per_s * seconds);
		if (!(d->hold_db[i] > db)) {
			d->hold_db[i] = db;
			d->hold_at_s[i] = d->now_s;
		}
	}
}

void
desk_init(struct desk *d)
{
	memset(d, 0, sizeof *d);
	d->window = WINDOW_10S;
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
		d->hold_db[i] = -120;
}

void
desk_show(struct desk *d, const struct snapshot *newest, double now_s)
{
	double passed = now_s - d->now_s;

	d->now_s = now_s;
	if (now_s > d->message_until_s)
		d->message[0] = '\0';
	if (d->paused)
		return;
	if (newest != NULL)
		d->live = *newest;
	if (d->live.spectrum.seq > 0)
		hold_peaks(d, passed > 0 && passed < 1 ? passed : 0);
	if (newest != NULL && (!d->any || now_s - d->numbers_at_s >= numbers_every_s)) {
		d->shown = *newest;
		d->numbers_at_s = now_s;
		d->any = true;
	}
}

static bool
ask_control(struct request *out, enum request_kind kind, const char *path, float value)
{
	memset(out, 0, sizeof *out);
	out->kind = kind;
	snprintf(out->path, sizeof out->path, "%s", path);
	out->value = value;
	return true;
}

static bool
desk_quit(struct desk *d, struct request *out)
{
	d->asking = false;
	d->left = true;
	return ask_control(out, REQUEST_QUIT, "", 0);
}

/* Where ports are connected somebody may be listening. */
static bool
key_quit(struct desk *d, struct request *out)
{
	const struct backend_info *info = &d->live.info;

	if (d->any && info->has_server && info->connected_in + info->connected_out > 0) {
		d->asking = true;
		return false;
	}
	return desk_quit(d, out);
}

static bool
key_answer(struct desk *d, uint32_t key, struct request *out)
{
	if (key == 'y' || key == 'Y' || key == KEYS_CTRL_C)
		return desk_quit(d, out);
	d->asking = false;
	return false;
}

static bool
key_bypass(struct desk *d, struct request *out)
{
	bool bypass = !d->live.eq.bypass;

	desk_say(d, bypass ? "EQ bypassed" : "EQ on");
	return ask_control(out, REQUEST_SET, "/eq/bypass", bypass ? 1.0f : 0.0f);
}

static bool
key_connect(struct desk *d, struct request *out)
{
	if (!d->live.info.has_server) {
		desk_say(d, "nothing to connect: no server behind this backend");
		return false;
	}
	desk_say(d, "asked for the usual connections");
	return ask_control(out, REQUEST_CONNECT, "", 0);
}

static bool
key_measure(struct desk *d, struct request *out)
{
	bool on = !d->live.profile.on;

	desk_say(d, on ? "measuring" : "not measuring: the numbers stand still");
	return ask_control(out, REQUEST_MEASURE, "", on ? 1.0f : 0.0f);
}

static bool
key_history(struct desk *d, bool undo, struct request *out)
{
	uint32_t steps = undo ? d->live.undo_steps : d->live.redo_steps;
	char text[MESSAGE_BYTES];

	if (steps == 0) {
		desk_say(d, undo ? "nothing to undo" : "nothing to redo");
		return false;
	}
	snprintf(text, sizeof text, "%s, %u left", undo ? "undone" : "redone", steps - 1);
	desk_say(d, text);
	return ask_control(out, undo ? REQUEST_UNDO : REQUEST_REDO, "", 0);
}

static bool
key_slot(struct desk *d, struct request *out)
{
	bool b = !d->live.slot_b;

	desk_say(d, b ? "slot B" : "slot A");
	return ask_control(out, REQUEST_SET, "/eq/slot", b ? 1.0f : 0.0f);
}

/* Keys of the EQ view. */
static bool
key_editing(struct desk *d, uint32_t key, struct request *out)
{
	switch (key) {
	case 'u':
		return key_history(d, true, out);
	case 'U':
	case KEYS_CTRL_R:
		return key_history(d, false, out);
	case 'a':
		return key_slot(d, out);
	default:
		return false;
	}
}

static void
sort_by(struct desk *d, int step)
{
	d->sort = (enum column_id)(((int)d->sort + step + NCOLUMNS) % NCOLUMNS);
	d->scroll = 0;
}

static void
key_sorting(struct desk *d, uint32_t key)
{
	switch (key) {
	case KEYS_F6:
	case '>':
		sort_by(d, 1);
		break;
	case '<':
		sort_by(d, -1);
		break;
	case 'I':
		d->inverted = !d->inverted;
		break;
	case KEYS_LEFT:
		d->column_page--;
		break;
	case KEYS_RIGHT:
		d->column_page++;
		break;
	case KEYS_UP:
		d->scroll--;
		break;
	case KEYS_DOWN:
		d->scroll++;
		break;
	case KEYS_PAGE_UP:
		d->scroll -= 10;
		break;
	case KEYS_PAGE_DOWN:
		d->scroll += 10;
		break;
	case KEYS_HOME:
		d->scroll = 0;
		break;
	case KEYS_END:
		d->scroll = ROWS_MAX;
		break;
	default:
		break;
	}
}

static void
turn_view(struct desk *d, int step)
{
	d->view = (enum view_id)(((int)d->view + step + NVIEWS) % NVIEWS);
	d->scroll = 0;
}

/* Keys that only change what is shown; false: not one of them. */
static bool
key_showing(struct desk *d, uint32_t key)
{
	switch (key) {
	case KEYS_F1:
	case '?':
	case 'h':
		d->help = true;
		return true;
	case '\t':
		turn_view(d, 1);
		return true;
	case KEYS_BACK_TAB:
		turn_view(d, -1);
		return true;
	case 'Z':
	case 'p':
		d->paused = !d->paused;
		return true;
	case 'w':
		d->window = (enum window)(((int)d->window + 1) % NWINDOWS);
		return true;
	case KEYS_CTRL_L:
		d->redraw = true;
		return true;
	case KEYS_CTRL_Z:
		desk_say(d, "Ctrl-Z would stop the sound; q quits");
		return true;
	default:
		break;
	}
	if (key >= '1' && key < '1' + NVIEWS) {
		d->view = (enum view_id)(key - '1');
		d->scroll = 0;
		return true;
	}
	return false;
}

bool
desk_key(struct desk *d, uint32_t key, struct request *out)
{
	if (d->asking)
		return key_answer(d, key, out);
	if (key == 'q' || key == KEYS_F10 || key == KEYS_CTRL_C)
		return key_quit(d, out);
	if (d->help) {
		d->help = false;
		return false;
	}
	if (key_showing(d, key))
		return false;
	switch (key) {
	case 'c':
		desk_say(d, "cleared: maxima and counts start anew");
		return ask_control(out, REQUEST_CLEAR, "", 0);
	case 'b':
		return key_bypass(d, out);
	case 'o':
		return key_connect(d, out);
	case 'M':
		return key_measure(d, out);
	default:
		if (d->view == VIEW_EQ)
			return key_editing(d, key, out);
		if (d->view == VIEW_NODES)
			key_sorting(d, key);
		return false;
	}
}

static void
draw_too_small(struct canvas *c)
{
	int y = c->height > 3 ? c->height / 2 - 1 : 0;

	canvas_text(c, 0, y, c->width, INK_PLAIN, STYLE_BOLD, "Terminal too small");
	canvas_print(c, 0, y + 1, INK_PLAIN, 0, "it is %d x %d,", c->width, c->height);
	canvas_print(c, 0, y + 2, INK_PLAIN, 0, "needed %d x %d; q quits", SCREEN_WIDTH_MIN,
		SCREEN_HEIGHT_MIN);
}

void
desk_draw(struct desk *d, struct canvas *c)
{
	canvas_clear(c);
	if (c->width < SCREEN_WIDTH_MIN || c->height < SCREEN_HEIGHT_MIN) {
		draw_too_small(c);
		if (d->asking)
			canvas_text(c, 0, c->height - 1, c->width, INK_CAUTION, STYLE_BOLD,
				"Stop audio? y/n");
		return;
	}
	if (!d->any)
		canvas_text(c, 0, 0, c->width, INK_PLAIN, 0, "audioengine: starting ...");
	else if (d->help)
		view_help_draw(d, c);
	else
		views[d->view]->draw(d, c);
	draw_footer(d, c, c->height - 1);
}
