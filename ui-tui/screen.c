/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal through ncursesw. */
#include "ui-tui/screen.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "ui-tui/desk.h"
#include "ui-tui/terminal.h"

enum {
	ESCAPE_DELAY_MS = 25,
	QUEUED_BYTES_MAX = 4096,
	FALLBACK_WIDTH = 80,
	FALLBACK_HEIGHT = 24,
	PALETTE_COLORS = 256
};

struct screen {
	int in_fd, out_fd;
	FILE *in, *out;
	SCREEN *curses;
	enum charset charset;
	int ncolors;
	const struct hues *hues;
	bool background;      /* somebody else has the terminal: draw everything afterwards */
	struct canvas before; /* what the terminal shows */
};

/* An ink on the terminal's own background, and a bar with text on it, for 256 and for 8 colours;
 * chosen to be read on black and on white.  -1: the terminal's own; such a bar is A_REVERSE. */
static const struct hues {
	short ink, bar, bar_text;
} deep[NINKS] = {
	[INK_PLAIN] = { -1, -1, -1 },
	[INK_DIM] = { 245, -1, -1 },
	[INK_GOOD] = { 34, 34, 16 },
	[INK_CAUTION] = { 172, 172, 16 },
	[INK_BAD] = { 196, 196, 231 },
	[INK_XRUN] = { 170, 170, 16 },
	[INK_MARK] = { 37, 37, 16 },
	[INK_TITLE] = { 68, 24, 231 },
}, eight[NINKS] = {
	[INK_PLAIN] = { -1, -1, -1 },
	[INK_DIM] = { -1, -1, -1 },
	[INK_GOOD] = { COLOR_GREEN, COLOR_GREEN, COLOR_BLACK },
	[INK_CAUTION] = { COLOR_YELLOW, COLOR_YELLOW, COLOR_BLACK },
	[INK_BAD] = { COLOR_RED, COLOR_RED, COLOR_WHITE },
	[INK_XRUN] = { COLOR_MAGENTA, COLOR_MAGENTA, COLOR_BLACK },
	[INK_MARK] = { COLOR_CYAN, COLOR_CYAN, COLOR_BLACK },
	[INK_TITLE] = { COLOR_CYAN, COLOR_BLUE, COLOR_WHITE },
};

static const struct {
	int curses;
	uint32_t key;
} key_map[] = {
	{ KEY_UP, KEYS_UP },
	{ KEY_DOWN, KEYS_DOWN },
	{ KEY_LEFT, KEYS_LEFT },
	{ KEY_RIGHT, KEYS_RIGHT },
	{ KEY_PPAGE, KEYS_PAGE_UP },
	{ KEY_NPAGE, KEYS_PAGE_DOWN },
	{ KEY_HOME, KEYS_HOME },
	{ KEY_END, KEYS_END },
	{ KEY_BTAB, KEYS_BACK_TAB },
	{ KEY_ENTER, KEYS_ENTER },
	{ KEY_F(1), KEYS_F1 },
	{ KEY_F(6), KEYS_F6 },
	{ KEY_F(10), KEYS_F10 },
};

static void
start_palette(struct screen *s)
{
	if (!has_colors() || start_color() == ERR)
		return;
	use_default_colors();
	s->ncolors = COLORS;
	s->hues = s->ncolors >= PALETTE_COLORS ? deep : eight;
	for (short i = 0; i < NINKS; i++) {
		init_pair((short)(i + 1), s->hues[i].ink, -1);
		init_pair((short)(i + 1 + NINKS), s->hues[i].bar_text, s->hues[i].bar);
	}
}

static attr_t
look(const struct screen *s, const struct cell *cell, short *pair)
{
	bool bar = (cell->style & STYLE_REVERSE) != 0;
	attr_t a = (cell->style & STYLE_BOLD) != 0 ? A_BOLD : A_NORMAL;

	*pair = 0;
	if (s->ncolors > 0) {
		bool colored = bar && s->hues[cell->ink].bar >= 0;

		*pair = (short)(cell->ink + 1 + (colored ? NINKS : 0));
		return a | (bar && !colored ? A_REVERSE : A_NORMAL);
	}
	/* Warnings must stand out without colour as well. */
	if (cell->ink == INK_BAD || cell->ink == INK_XRUN)
		a |= A_BOLD;
	return a | (bar ? A_REVERSE : A_NORMAL);
}

/* What brings the main screen and its cursor back, from the terminal's own description. */
static void
prepare_reset(void)
{
	static const char *const name[] = { "sgr0", "cnorm", "rmkx", "rmcup" };
	char reset[TERMINAL_RESET_BYTES];
	size_t used = 0;

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
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(ESCAPE_DELAY_MS);
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
	s->charset = !config->ascii && strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? CHARSET_UTF8
										  : CHARSET_ASCII;
	s->curses = start_curses(s);
	err = -EINVAL;
	if (s->curses == NULL)
		goto no_curses;
	prepare_reset();
	take_modes(s);
	if (config->color)
		start_palette(s);
	*out = s;
	return 0;

no_curses:
	terminal_unguard();
no_guard:
	screen_free(s);
	return err;
}

void
screen_close(struct screen *s)
{
	if (s == NULL)
		return;
	endwin();
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

enum charset
screen_charset(const struct screen *s)
{
	return s->charset;
}

int
screen_fd(const struct screen *s)
{
	return s->in_fd;
}

uint32_t
screen_key(struct screen *s)
{
	wint_t c;
	int kind = get_wch(&c);

	(void)s;
	if (kind == OK)
		return c == '\n' ? KEYS_ENTER : (uint32_t)c;
	if (kind == KEY_CODE_YES)
		for (size_t i = 0; i < sizeof key_map / sizeof *key_map; i++)
			if ((int)c == key_map[i].curses)
				return key_map[i].key;
	return KEYS_NONE;
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
	pid_t owner = tcgetpgrp(s->out_fd);
	int queued = 0;

	if (owner > 0 && owner != getpgrp()) {
		s->background = true;
		return false;
	}
	return ioctl(s->out_fd, TIOCOUTQ, &queued) < 0 || queued < QUEUED_BYTES_MAX;
}

static void
show_cell(const struct screen *s, int x, int y, const struct cell *cell)
{
	wchar_t text[2] = { (wchar_t)cell->glyph, L'\0' };
	cchar_t wide;
	short pair;
	attr_t style = look(s, cell, &pair);

	if (setcchar(&wide, text, style, pair, NULL) == OK)
		mvadd_wch(y, x, &wide);
}

static bool
same(const struct cell *a, const struct cell *b)
{
	return a->glyph == b->glyph && a->ink == b->ink && a->style == b->style;
}

void
screen_show(struct screen *s, const struct canvas *c, bool redraw)
{
	bool all = redraw || s->background;

	if (s->background)
		reset_prog_mode();
	s->background = false;
	if (c->width != s->before.width || c->height != s->before.height) {
		if (canvas_resize(&s->before, c->width, c->height) < 0)
			return;
		if (LINES != c->height || COLS != c->width)
			resizeterm(c->height, c->width);
		all = true;
	}
	if (all) {
		erase();
		clearok(curscr, TRUE);
	}
	for (int y = 0; y < c->height; y++)
		for (int x = 0; x < c->width; x++) {
			size_t i = (size_t)y * (size_t)c->width + (size_t)x;

			if (all || !same(&c->cell[i], &s->before.cell[i]))
				show_cell(s, x, y, &c->cell[i]);
			s->before.cell[i] = c->cell[i];
		}
	refresh();
}
