/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Saving a preset: a name, where it goes, and whether another may be lost by it. */
#include "ui-tui/popups/popup_save.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui-tui/view.h"

enum { SAVE_WIDTH = 60, SAVE_ROWS = 5 };

static void
save_size(struct desk *d, int *width, int *height)
{
	(void)d;
	*width = SAVE_WIDTH;
	*height = SAVE_ROWS;
}

/* The engine's folder; that of another machine is not known here. */
static void
draw_target(const struct desk *d, struct canvas *c, int y)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *name = d->eq.save.name.text;
	bool own = config != NULL && config[0] == '/';

	if (d->attached)
		canvas_print(c, 1, y, INK_DIM, 0, "as %s.txt among the engine's own presets", name);
	else
		canvas_print(c, 1, y, INK_DIM, 0, "in %s/audioengine/presets/%s.txt",
			own ? config : "~/.config", name);
}

static void
save_draw(struct desk *d, struct canvas *c)
{
	struct save_desk *s = &d->eq.save;
	bool known;

	presets_has(d, s->name.text, &known); /* so that it is known at Enter */
	canvas_text(c, 1, 0, 5, INK_TITLE, 0, "Name");
	entry_draw(&s->name, c, 6, 0, c->width - 7);
	draw_target(d, c, 1);
	if (s->error[0] != '\0')
		canvas_text(c, 1, c->height - 2, c->width - 1, INK_CAUTION, STYLE_BOLD, s->error);
	canvas_text(c, 1, c->height - 1, c->width - 1, INK_DIM, 0,
		s->asks ? "y save over it  n another name  Esc back"
			: "Enter save  Ctrl-U empty  Esc back");
}

static void
save_it(struct desk *d)
{
	desk_close(d);
	presets_request(d, REQUEST_PRESET_SAVE, d->eq.save.name.text, 0);
}

/* Saving under the name it has loses nothing that is not on the screen. */
static void
consider(struct desk *d)
{
	struct save_desk *s = &d->eq.save;
	const char *name = s->name.text;
	bool known, there;

	if (!preset_name_ok(name)) {
		snprintf(s->error, sizeof s->error, "%s",
			name[0] == '\0'  ? "a name is needed: letters, digits, space . _ + ( ) -"
			: name[0] == '.' ? "a name does not begin with a dot"
			: strlen(name) >= PRESET_NAME_BYTES
				? "at most 64 characters"
				: "only A-Z a-z 0-9 space . _ + ( ) - are possible");
		return;
	}
	there = presets_has(d, name, &known);
	if (strcmp(name, d->live.preset) == 0 || (known && !there)) {
		save_it(d);
		return;
	}
	s->asks = true;
	snprintf(s->error, sizeof s->error, "%s",
		there ? "there is a preset of that name: save over it? y/n"
		      : "the names are not known yet; save even over another? y/n");
}

static void
save_key(struct desk *d, uint32_t key)
{
	struct save_desk *s = &d->eq.save;
	bool asked = s->asks;

	s->asks = false;
	s->error[0] = '\0';
	if (asked && (key == 'y' || key == 'Y')) {
		save_it(d);
		return;
	}
	if (asked && key != KEYS_ESCAPE && key != KEYS_CTRL_C)
		return;
	switch (entry_key(&s->name, key)) {
	case ENTRY_DONE:
		consider(d);
		break;
	case ENTRY_CANCELLED:
		desk_say(d, "not saved");
		desk_close(d);
		break;
	case ENTRY_GOES_ON:
		break;
	}
}

static const struct popup popup_save = {
	.title = "Save preset",
	.size = save_size,
	.draw = save_draw,
	.key = save_key,
};

void
save_open(struct desk *d)
{
	struct save_desk *s = &d->eq.save;

	memset(s, 0, sizeof *s);
	entry_set(&s->name, preset_name_ok(d->live.preset) ? d->live.preset : "");
	desk_open(d, &popup_save);
}
