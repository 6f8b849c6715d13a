/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal through ncursesw: the sheet is stdscr, the pop-up a panel over it.  Keys
 * are read past curses, by keyboard.h: curses would give out a torn sequence as single
 * keys, and knows the mouse only up to column 223.
 */
#include "ui-tui/terminal/screen.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <panel.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "rt/clock.h"
#include "ui-tui/terminal/clipboard.h"
#include "ui-tui/terminal/keyboard.h"
#include "ui-tui/terminal/palette.h"
#include "ui-tui/terminal/terminal.h"

enum {
	QUEUED_BYTES_MAX = 4096,
	FALLBACK_WIDTH = 80,
	FALLBACK_HEIGHT = 24,
	LOOSEN_MS = 100,
	COPY_MS = 1000
};

struct screen {
	int in_fd, out_fd;
	FILE *in, *out;
	SCREEN *curses;
	bool utf8, ascii;
	int ncolors;
	enum palette palette;
	bool has_mouse, mouse; /* the terminal has one; it tells us now */
	bool background;       /* somebody else has the terminal */
	bool anew;             /* everything is to be drawn, modes to be set first */
	struct canvas before;  /* what the sheet shows */
	WINDOW *popup;
	PANEL *panel; /* of popup */
	struct keyboard keys;
};

/* Press, drag and release, in numbers that have no end (xterm's 1002 and 1006). */
static const char mouse_on[] = "\033[?1002h\033[?1006h", mouse_off[] = "\033[?1006l\033[?1002l";

static const struct {
	const char *name; /* in the terminal's description */
	uint32_t key;
} key_names[] = {
	{ "kcuu1", KEYS_UP },
	{ "kcud1", KEYS_DOWN },
	{ "kcub1", KEYS_LEFT },
	{ "kcuf1", KEYS_RIGHT },
	{ "kpp", KEYS_PAGE_UP },
	{ "knp", KEYS_PAGE_DOWN },
	{ "khome", KEYS_HOME },
	{ "kend", KEYS_END },
	{ "kdch1", KEYS_DELETE },
	{ "kcbt", KEYS_BACK_TAB },
	{ "kent", KEYS_ENTER },
	{ "kf1", KEYS_F1 },
	{ "kf2", KEYS_F2 },
	{ "kf3", KEYS_F3 },
	{ "kf4", KEYS_F4 },
	{ "kf5", KEYS_F5 },
	{ "kf6", KEYS_F6 },
	{ "kf7", KEYS_F7 },
	{ "kf8", KEYS_F8 },
	{ "kf9", KEYS_F9 },
	{ "kf10", KEYS_F10 },
};

static uint64_t
now_ms(void)
{
	return clock_monotonic_ns() / 1000000;
}

/* ---- Colours ---- */

static void
set_pairs(struct screen *s)
{
	for (short i = 0; i < NINKS; i++) {
		struct hue h = palette_hue(s->palette, s->ncolors, (enum ink)i);

		init_pair((short)(i + 1), h.ink, -1);
		init_pair((short)(i + 1 + NINKS), h.bar_text, h.bar);
	}
}

static void
start_colors(struct screen *s)
{
	if (!has_colors() || start_color() == ERR)
		return;
	/* Without a way back to the terminal's own colours ours would stay behind. */
	if (use_default_colors() == ERR || COLOR_PAIRS <= 2 * NINKS)
		return;
	s->ncolors = COLORS;
	set_pairs(s);
}

static attr_t
look(const struct screen *s, const struct cell *cell, short *pair)
{
	enum ink ink = cell->ink;
	unsigned style = cell->style | palette_style(s->palette, s->ncolors, ink);
	bool bar = (style & STYLE_REVERSE) != 0;
	attr_t a = (style & STYLE_BOLD) != 0 ? A_BOLD : A_NORMAL;

	*pair = 0;
	if (s->ncolors > 0) {
		bool colored = bar && palette_hue(s->palette, s->ncolors, ink).bar >= 0;

		*pair = (short)(ink + 1 + (colored ? NINKS : 0));
		return a | (bar && !colored ? A_REVERSE : A_NORMAL);
	}
	return a | (bar ? A_REVERSE : A_NORMAL);
}

/* ---- What goes past curses ---- */

static bool
takes_output(const struct screen *s, int ms)
{
	struct pollfd p = { .fd = s->out_fd, .events = POLLOUT };

	return poll(&p, 1, ms) == 1 && (p.revents & POLLOUT) != 0;
}

/* Return: all of it, within ms. */
static bool
send_bytes(struct screen *s, const char *bytes, size_t n, int ms)
{
	uint64_t end = now_ms() + (uint64_t)ms;

	while (n > 0) {
		ssize_t done;
		uint64_t now = now_ms();

		if (now > end || !takes_output(s, (int)(end - now)))
			return false;
		/* A part at a time, or one write would wait for room for all of it. */
		done = write(s->out_fd, bytes, n < 256 ? n : 256);
		if (done <= 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

static void
tell_mouse(struct screen *s, bool on)
{
	s->mouse = on;
	if (s->has_mouse)
		send_bytes(s, on ? mouse_on : mouse_off,
			on ? sizeof mouse_on - 1 : sizeof mouse_off - 1, LOOSEN_MS);
}

/* What brings the main screen, its cursor and the mouse back, from the terminal's own
 * description. */
static void
prepare_reset(const struct screen *s)
{
	static const char *const name[] = { "sgr0", "cnorm", "rmkx", "rmcup" };
	char reset[TERMINAL_RESET_BYTES];
	size_t used = 0;

	if (s->has_mouse) {
		used = sizeof mouse_off - 1;
		memcpy(reset, mouse_off, used);
	}
	for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
		const char *bytes = tigetstr(name[i]);
		size_t n;

		if (bytes == NULL || bytes == (const char *)-1)
			continue;
		n = strlen(bytes);
		if (used + n > sizeof reset)
			break;
		memcpy(reset + used, bytes, n);
		used += n;
	}
	terminal_set_reset(reset, used);
}

static void
name_keys(struct screen *s)
{
	const char *mouse = tigetstr("kmous");

	keyboard_init(&s->keys, s->utf8);
	for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++) {
		const char *bytes = tigetstr(key_names[i].name);

		if (bytes != NULL && bytes != (const char *)-1)
			keyboard_add(&s->keys, bytes, key_names[i].key);
	}
	s->has_mouse = mouse != NULL && mouse != (const char *)-1;
}

/* Keys come one by one and unechoed; Ctrl-C and Ctrl-Z are keys.  Ctrl-S and Ctrl-Q stay the
 * terminal's, as everywhere. */
static void
take_modes(struct screen *s)
{
	struct termios t;

	raw();
	noecho();
	nonl();
	if (tcgetattr(s->in_fd, &t) == 0) {
		t.c_iflag |= IXON;
		tcsetattr(s->in_fd, TCSANOW, &t);
	}
	def_prog_mode();
	keypad(stdscr, TRUE); /* for the sequences of the description */
	typeahead(-1);        /* a key does not keep a picture from being finished */
	curs_set(0);
	leaveok(stdscr, TRUE);
	scrollok(stdscr, FALSE);
}

/* newterm installs handlers for these; none of them is curses' business here. */
static const int meddled[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
enum { NMEDDLED = sizeof meddled / sizeof *meddled };

static SCREEN *
start_curses(struct screen *s)
{
	struct sigaction kept[NMEDDLED], ignored = { .sa_handler = SIG_IGN };
	SCREEN *curses;

	for (int i = 0; i < NMEDDLED; i++)
		sigaction(meddled[i], NULL, &kept[i]);
	use_tioctl(TRUE);
	curses = newterm(NULL, s->out, s->in);
	for (int i = 0; i < NMEDDLED; i++)
		sigaction(meddled[i], meddled[i] == SIGTSTP ? &ignored : &kept[i], NULL);
	return curses;
}

static int
open_streams(struct screen *s, const struct screen_config *config)
{
	s->in_fd = dup(config->in_fd);
	s->out_fd = dup(config->out_fd);
	if (s->in_fd < 0 || s->out_fd < 0)
		return -errno;
	if (!isatty(s->in_fd) || !isatty(s->out_fd))
		return -ENOTTY;
	s->in = fdopen(s->in_fd, "r");
	s->out = fdopen(s->out_fd, "w");
	return s->in != NULL && s->out != NULL ? 0 : -ENOMEM;
}

static void
screen_free(struct screen *s)
{
	if (s->in != NULL)
		fclose(s->in);
	else if (s->in_fd >= 0)
		close(s->in_fd);
	if (s->out != NULL)
		fclose(s->out);
	else if (s->out_fd >= 0)
		close(s->out_fd);
	canvas_finish(&s->before);
	free(s);
}

int
screen_open(struct screen **out, const struct screen_config *config)
{
	struct screen *s = calloc(1, sizeof *s);
	int err;

	if (s == NULL)
		return -ENOMEM;
	s->in_fd = s->out_fd = -1;
	err = open_streams(s, config);
	if (err == 0)
		err = terminal_guard(s->out_fd);
	if (err < 0)
		goto no_guard;
	setlocale(LC_CTYPE, "");
	s->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	s->curses = start_curses(s);
	err = -EINVAL;
	if (s->curses == NULL)
		goto no_curses;
	name_keys(s);
	prepare_reset(s);
	take_modes(s);
	if (config->color)
		start_colors(s);
	/* Until its first endwin, ncurses writes out what it has at every move of the cursor, as a
	 * caller of mvcur would need it: forty writes a picture instead of one.  See take_again. */
	s->anew = true;
	*out = s;
	return 0;

no_curses:
	terminal_unguard();
no_guard:
	screen_free(s);
	return err;
}

/* Back to the shell's screen; the next picture takes it again. */
static void
leave(struct screen *s)
{
	if (s->mouse)
		tell_mouse(s, false);
	endwin();
}

static void
drop_popup(struct screen *s)
{
	if (s->popup == NULL)
		return;
	del_panel(s->panel);
	delwin(s->popup);
	s->popup = NULL;
	s->panel = NULL;
}

void
screen_close(struct screen *s)
{
	bool ours;

	if (s == NULL)
		return;
	ours = terminal_is_ours(s->out_fd);
	if (ours && !takes_output(s, 0))
		terminal_loosen();
	drop_popup(s);
	if (ours && takes_output(s, LOOSEN_MS))
		leave(s);
	/* endwin restores what curses has seen at its start: the same; and this is certain. */
	terminal_restore();
	terminal_unguard();
	delscreen(s->curses);
	screen_free(s);
}

void
screen_loosen(struct screen *s)
{
	(void)s;
	terminal_loosen();
}

void
screen_force_restore(struct screen *s)
{
	(void)s;
	terminal_restore();
	terminal_unguard();
}

void
screen_prefer(struct screen *s, const struct prefs *prefs)
{
	s->ascii = prefs->ascii;
	if (prefs->palette != s->palette) {
		s->palette = prefs->palette;
		if (s->ncolors > 0)
			set_pairs(s);
		s->anew = true;
	}
	if (prefs->mouse != s->mouse && !s->background && s->has_mouse)
		tell_mouse(s, prefs->mouse);
}

enum charset
screen_charset(const struct screen *s)
{
	return s->utf8 && !s->ascii ? CHARSET_UTF8 : CHARSET_ASCII;
}

int
screen_fd(const struct screen *s)
{
	return s->background ? -1 : s->in_fd;
}

/* Return: whether something may have become a key: bytes came, or time has passed. */
static bool
read_keys(struct screen *s)
{
	int wait = keyboard_wait_ms(&s->keys, now_ms());
	struct pollfd p = { .fd = s->in_fd, .events = POLLIN };
	unsigned char *room;
	size_t size;
	ssize_t n;

	/* Reading another job's terminal would stop us. */
	if (!terminal_is_ours(s->in_fd) || poll(&p, 1, wait > 0 ? wait : 0) < 0)
		return false;
	if ((p.revents & POLLIN) == 0)
		return wait > 0;
	room = keyboard_room(&s->keys, &size);
	n = size > 0 ? read(s->in_fd, room, size) : 0;
	if (n <= 0)
		return false;
	keyboard_came(&s->keys, (size_t)n, now_ms());
	return true;
}

uint32_t
screen_key(struct screen *s)
{
	uint32_t key;

	do {
		key = keyboard_next(&s->keys, now_ms());
	} while (key == KEYS_NONE && read_keys(s));
	return key == 8 ? (uint32_t)KEYS_BACKSPACE : key;
}

const struct mouse *
screen_mouse(const struct screen *s)
{
	return &s->keys.mouse;
}

void
screen_size(const struct screen *s, int *width, int *height)
{
	struct winsize w;

	*width = FALLBACK_WIDTH;
	*height = FALLBACK_HEIGHT;
	if (ioctl(s->out_fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 && w.ws_row > 0) {
		*width = w.ws_col;
		*height = w.ws_row;
	}
}

bool
screen_ready(struct screen *s)
{
	int queued = 0;

	if (terminal_continued())
		s->anew = true;
	if (!terminal_is_ours(s->out_fd)) {
		s->background = s->anew = true;
		return false;
	}
	s->background = false;
	if (ioctl(s->out_fd, TIOCOUTQ, &queued) == 0 && queued >= QUEUED_BYTES_MAX)
		return false;
	return takes_output(s, 0);
}

static void
show_cell(const struct screen *s, WINDOW *w, int x, int y, const struct cell *cell)
{
	wchar_t text[2] = { (wchar_t)cell->glyph, L'\0' };
	cchar_t wide;
	short pair;
	attr_t style = look(s, cell, &pair);

	if (setcchar(&wide, text, style, pair, NULL) == OK)
		mvwadd_wch(w, y, x, &wide);
}

static bool
same(const struct cell *a, const struct cell *b)
{
	return a->glyph == b->glyph && a->ink == b->ink && a->style == b->style;
}

static void
show_sheet(struct screen *s, const struct canvas *c, bool all)
{
	for (int y = 0; y < c->height; y++)
		for (int x = 0; x < c->width; x++) {
			size_t i = (size_t)y * (size_t)c->width + (size_t)x;

			if (all || !same(&c->cell[i], &s->before.cell[i]))
				show_cell(s, stdscr, x, y, &c->cell[i]);
			s->before.cell[i] = c->cell[i];
		}
}

/* A window of the pop-up's size; one that another size asks for, or another terminal, is made
 * anew. */
static void
show_popup(struct screen *s, const struct canvas *c, int x, int y)
{
	if (c != NULL && s->popup != NULL &&
		(getmaxx(s->popup) != c->width || getmaxy(s->popup) != c->height ||
			getbegx(s->popup) != x || getbegy(s->popup) != y))
		drop_popup(s);
	if (c == NULL) {
		drop_popup(s);
		return;
	}
	if (s->popup == NULL) {
		s->popup = newwin(c->height, c->width, y, x);
		s->panel = s->popup != NULL ? new_panel(s->popup) : NULL;
		if (s->panel == NULL) {
			if (s->popup != NULL)
				delwin(s->popup);
			s->popup = NULL;
			return;
		}
		leaveok(s->popup, TRUE);
	}
	for (int row = 0; row < c->height; row++)
		for (int column = 0; column < c->width; column++)
			show_cell(s, s->popup, column, row,
				&c->cell[(size_t)row * (size_t)c->width + (size_t)column]);
}

/* The shell had the terminal, or whoever stopped us: its modes and the mouse are ours again. */
static void
take_again(struct screen *s)
{
	if (!isendwin()) /* twice would bring the cursor to where it was before us */
		endwin();
	if (s->mouse)
		tell_mouse(s, true);
	s->anew = false;
}

void
screen_show(struct screen *s, const struct canvas *sheet, const struct canvas *popup, int x, int y,
	bool redraw)
{
	bool all = redraw || s->anew;

	if (s->anew)
		take_again(s);
	if (sheet->width != s->before.width || sheet->height != s->before.height) {
		if (canvas_resize(&s->before, sheet->width, sheet->height) < 0)
			return;
		drop_popup(s); /* resizeterm would move and cut it */
		if (LINES != sheet->height || COLS != sheet->width)
			resizeterm(sheet->height, sheet->width);
		all = true;
	}
	if (all) {
		erase();
		clearok(curscr, TRUE);
	}
	show_sheet(s, sheet, all);
	show_popup(s, popup, x, y);
	wnoutrefresh(stdscr); /* panels bring it along only once there has been one */
	update_panels();
	doupdate();
}

bool
screen_suspend(struct screen *s)
{
	bool mouse = s->mouse, stopped;

	leave(s);
	stopped = terminal_stop();
	s->mouse = mouse; /* take_again switches it on */
	s->anew = true;
	return stopped;
}

size_t
screen_copy(struct screen *s, const char *text, size_t n)
{
	char *out = malloc(clipboard_bytes(n));
	bool sent;

	if (out == NULL)
		return 0;
	sent = send_bytes(s, out, clipboard_write(text, n, out), COPY_MS);
	free(out);
	return sent ? n : 0;
}
