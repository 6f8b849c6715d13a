/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers as text. */
#include "ui-tui/pieces/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const double CLOCK_MAX_S = 1e12;
static const double floor_db = -119.95;

const char *
format_us(char out[FORMAT_BYTES], double us, int width)
{
	snprintf(out, FORMAT_BYTES, "%.1f", us);
	if ((int)strlen(out) > width)
		snprintf(out, FORMAT_BYTES, "%.0f", us);
	return out;
}

const char *
format_percent(char out[FORMAT_BYTES], double share)
{
	double percent = share * 100.0;

	snprintf(out, FORMAT_BYTES, "%.*f", fabs(percent) < 99.95 ? 1 : 0, percent);
	return out;
}

const char *
format_count(char out[FORMAT_BYTES], uint64_t n)
{
	static const char unit[] = "MGTPE";
	double value = (double)n / 1e6;
	size_t i = 0;

	if (n < 10000000) {
		snprintf(out, FORMAT_BYTES, "%" PRIu64, n);
		return out;
	}
	for (; value >= 9999.5 && i + 2 < sizeof unit; i++)
		value /= 1000.0;
	snprintf(out, FORMAT_BYTES, "%.*f%c", value < 999.95 ? 1 : 0, value, unit[i]);
	return out;
}

const char *
format_span(char out[FORMAT_BYTES], double us)
{
	double size = fabs(us);

	if (size < 999.5)
		snprintf(out, FORMAT_BYTES, "%.0f us", us);
	else if (size < 999995.0)
		snprintf(out, FORMAT_BYTES, "%.2f ms", us / 1e3);
	else
		snprintf(out, FORMAT_BYTES, "%.1f s", us / 1e6);
	return out;
}

const char *
format_clock(char out[FORMAT_BYTES], double s)
{
	unsigned long n = s > 0 ? (unsigned long)fmin(s, CLOCK_MAX_S) : 0;

	if (n < 2 * 86400)
		snprintf(out, FORMAT_BYTES, "%02lu:%02lu:%02lu", n / 3600, n / 60 % 60, n % 60);
	else
		snprintf(out, FORMAT_BYTES, "%lud %02lu:%02lu", n / 86400, n / 3600 % 24,
			n / 60 % 60);
	return out;
}

const char *
format_age(char out[FORMAT_BYTES], double s)
{
	if (s < 99.5)
		snprintf(out, FORMAT_BYTES, "%.0f s", s > 0 ? s : 0.0);
	else if (s < 99.5 * 60)
		snprintf(out, FORMAT_BYTES, "%.0f min", s / 60);
	else if (s < 48.0 * 3600)
		snprintf(out, FORMAT_BYTES, "%.1f h", s / 3600);
	else
		snprintf(out, FORMAT_BYTES, "%.0f d", s / 86400);
	return out;
}

const char *
format_db(char out[FORMAT_BYTES], double db)
{
	if (db <= floor_db)
		return strcpy(out, "-inf");
	snprintf(out, FORMAT_BYTES, "%.1f", db);
	return out;
}

const char *
format_note(char out[FORMAT_BYTES], double hz, bool brief)
{
	static const char *const name[12] = { "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A",
		"A#", "B" };
	double semitones = 69 + 12 * log2(hz / 440); /* as MIDI counts: A4 is 69 */
	int note, cents;

	out[0] = '\0';
	if (!(hz >= 1 && hz < 1e9))
		return out;
	note = (int)lround(semitones) + 120; /* ten octaves up, so that it is not negative */
	cents = (int)lround(100 * (semitones + 120 - note));
	snprintf(out, FORMAT_BYTES,
		!brief       ? "%s%d %+d ct"
		: cents == 0 ? "%s%d"
			     : "%s%d%+d",
		name[note % 12], note / 12 - 11, cents);
	return out;
}

void
format_append(char *out, size_t size, const char *format, ...)
{
	size_t n = strlen(out);
	va_list ap;

	va_start(ap, format);
	vsnprintf(out + n, size - n, format, ap);
	va_end(ap);
}

const char *
format_bytes(char out[FORMAT_BYTES], uint64_t bytes)
{
	if (bytes < 1000000)
		snprintf(out, FORMAT_BYTES, "%.0f kB", (double)bytes / 1e3);
	else if (bytes < 1000000000)
		snprintf(out, FORMAT_BYTES, "%.1f MB", (double)bytes / 1e6);
	else
		snprintf(out, FORMAT_BYTES, "%.2f GB", (double)bytes / 1e9);
	return out;
}
