/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See axis.h. */
#include "ui-tui/pieces/axis.h"

#include <string.h>

void
axis_draw(const struct axis *a)
{
	static const struct {
		double hz;
		const char *text;
	} tick[] = {
		{ 20, "20" },
		{ 20000, "20k" },
		{ 1000, "1k" },
		{ 100, "100" },
		{ 10000, "10k" },
		{ 200, "200" },
		{ 500, "500" },
		{ 2000, "2k" },
		{ 5000, "5k" },
		{ 50, "50" },
	};
	bool taken[CANVAS_SIDE_MAX] = { false };
	int width = a->width < CANVAS_SIDE_MAX ? a->width : CANVAS_SIDE_MAX;

	for (size_t i = 0; i < sizeof tick / sizeof *tick; i++) {
		int column = a->column(a->of, tick[i].hz), n = (int)strlen(tick[i].text);
		int at = column - n / 2;
		bool free = column >= 0 && n <= width;

		at = at > width - n ? width - n : at;
		at = at < 0 ? 0 : at;
		for (int j = at > 0 ? at - 1 : 0; j <= at + n && j < width; j++)
			free = free && !taken[j];
		if (!free)
			continue;
		canvas_text(a->c, a->x + at, a->y, n, a->ink, a->style, tick[i].text);
		memset(taken + at, true, (size_t)n);
	}
}
