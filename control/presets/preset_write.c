/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The strict form, field by field. */
#include "control/presets/preset_write.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "control/presets/preset_private.h"

enum { FC_WIDTH = 8, GAIN_WIDTH = 6, Q_WIDTH = 6, NUMBER_BYTES = 32 };

struct writer {
	char *out;
	size_t size, n; /* n: what it would be */
};

__attribute__((format(printf, 2, 3))) static void
put(struct writer *w, const char *format, ...)
{
	size_t room = w->n < w->size ? w->size - w->n : 0;
	va_list ap;

	va_start(ap, format);
	w->n += (size_t)vsnprintf(room > 0 ? w->out + w->n : NULL, room, format, ap);
	va_end(ap);
}

/* At most so many decimals, fewer where the width demands; no locale has a say, since the program
 * sets LC_CTYPE only. */
static const char *
number(char text[NUMBER_BYTES], double value, int decimals, int width)
{
	int n;

	do
		n = snprintf(text, NUMBER_BYTES, "%.*f", decimals, value);
	while (n > width && decimals-- > 0);
	return strspn(text, "-0.") == strlen(text) && *text == '-' ? text + 1 : text;
}

static double
clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* LS and HS by their centre, which is what LSC and HSC are given by, at any rate. */
static struct eq_band
strict_band(const struct preset_filter *f, double rate_hz)
{
	struct eq_band b = f->band;

	b.q = clamp(preset_q(f, rate_hz), PRESET_Q_MIN, PRESET_Q_MAX);
	if (b.type == EQ_LS || b.type == EQ_HS) {
		b.freq_hz = biquad_centre_hz(&b, PRESET_HZ_MAX / 0.49);
		b.type = b.type == EQ_LS ? EQ_LSC : EQ_HSC;
	}
	b.freq_hz = clamp(b.freq_hz, PRESET_HZ_MIN, PRESET_HZ_MAX);
	b.gain_db = preset_has_gain(b.type) ? clamp(b.gain_db, -PRESET_DB_MAX, PRESET_DB_MAX) : 0;
	return b;
}

/* Those whose Q other readers use. */
static const char *
strict_type(enum eq_type t)
{
	return t == EQ_LP ? "LPQ" : t == EQ_HP ? "HPQ" : eq_type_name(t);
}

static void
put_filter(struct writer *w, uint32_t n, const struct preset_filter *f, double rate_hz)
{
	struct eq_band b = strict_band(f, rate_hz);
	char fc[NUMBER_BYTES], gain[NUMBER_BYTES], q[NUMBER_BYTES];

	put(w, "Filter %u: %s %s Fc %s Hz Gain %s dB Q %s\n", n, b.on ? "ON" : "OFF",
		strict_type(b.type), number(fc, b.freq_hz, 2, FC_WIDTH),
		number(gain, b.gain_db, 2, GAIN_WIDTH), number(q, b.q, b.q < 10 ? 4 : 3, Q_WIDTH));
}

static void
put_comment(struct writer *w, const char *what, const char *text)
{
	char clean[PRESET_TITLE_BYTES];

	preset_clean_text(clean, text, strnlen(text, PRESET_TITLE_BYTES));
	if (*clean != '\0')
		put(w, "# %s: %s\n", what, clean);
}

static bool
is_finite(const struct preset *p)
{
	bool finite = isfinite(p->preamp_db);

	for (uint32_t i = 0; i < p->nfilters; i++)
		finite = finite && isfinite(p->filter[i].band.freq_hz) &&
			 isfinite(p->filter[i].band.gain_db) && isfinite(p->filter[i].band.q) &&
			 isfinite(p->filter[i].bandwidth_oct);
	return finite;
}

int
preset_write(const struct preset *p, double rate_hz, char *out, size_t size)
{
	struct writer w = { .out = out, .size = size };
	char preamp[NUMBER_BYTES];
	uint32_t n = 0;

	if (!is_finite(p))
		return -EINVAL;
	put(&w, "Preamp: %s dB\n",
		number(preamp, clamp(p->preamp_db, -PRESET_DB_MAX, PRESET_DB_MAX), 2, GAIN_WIDTH));
	put(&w, "# audioengine preset 1\n");
	put_comment(&w, "Title", p->title);
	put_comment(&w, "Source", p->source);
	if (p->design == EQ_MATCHED)
		put(&w, "# Design: matched\n");
	for (uint32_t i = 0; i < p->nfilters; i++)
		if (p->filter[i].band.on || p->nfilters <= EQ_BANDS_MAX)
			put_filter(&w, ++n, &p->filter[i], rate_hz);
	return w.n < size ? (int)w.n : -ENOSPC;
}
