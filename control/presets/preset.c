/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading Equalizer APO text.  A line is a command, a colon and words; a word
 * may be a number with its unit stuck to it.  Preamps add up; what would change
 * the sound in a way that is not here is refused, the rest passed over.
 */
#include "control/presets/preset.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "control/presets/preset_private.h"
#include "control/words.h"

static const double freq_max_of_rate = 0.49; /* as dsp/eq.h has it */

/* ---- Lines ---- */

static bool
read_preamp(struct preset_reader *r)
{
	char word[TOKEN_BYTES];
	double gain;

	r->nlines++;
	if (!preset_number(r, "Preamp:", "dB", &gain))
		return false;
	if (preset_word(r, word))
		preset_warn(r, "\"%s\" after the preamp is ignored", word);
	r->out->preamp_db += gain;
	if (fabs(r->out->preamp_db) > PRESET_DB_MAX)
		return preset_refuse(r, "all Preamps together are %g dB; at most %g can be",
			r->out->preamp_db, PRESET_DB_MAX);
	return true;
}

static void
read_design(struct preset_reader *r)
{
	static const char *const name[EQ_NFORMULAS] = {
		[EQ_RBJ] = "rbj", [EQ_MATCHED] = "matched"
	};
	char word[TOKEN_BYTES];

	if (!preset_word(r, word))
		return;
	for (int i = 0; i < EQ_NFORMULAS; i++)
		if (strcasecmp(word, name[i]) == 0) {
			r->out->design = (enum eq_formulas)i;
			return;
		}
	preset_warn(r, "design \"%s\" is not known (rbj, matched), ignored", word);
}

/* "# Design: matched", "# Title: ...": a comment to others, who use RBJ, as we do without it. */
static void
read_comment(struct preset_reader *r)
{
	struct preset_reader head = *r;
	const char *colon = memchr(r->p, ':', (size_t)(r->end - r->p));
	char word[TOKEN_BYTES], second[TOKEN_BYTES];

	while (head.p < head.end && *head.p == '#')
		head.p++;
	if (colon == NULL || colon < head.p)
		return;
	head.end = colon;
	r->p = colon + 1;
	if (!preset_word(&head, word) || preset_word(&head, second))
		return;
	if (strcasecmp(word, "Design") == 0)
		read_design(r);
	else if (strcasecmp(word, "Title") == 0)
		preset_clean_text(r->out->title, r->p, (size_t)(r->end - r->p));
	else if (strcasecmp(word, "Source") == 0)
		preset_clean_text(r->out->source, r->p, (size_t)(r->end - r->p));
}

static bool
begins_with(const char *word, const char *prefix)
{
	return strncasecmp(word, prefix, strlen(prefix)) == 0;
}

static bool
refuse_command(struct preset_reader *r, const char *command)
{
	if (strcasecmp(command, "Channel") == 0)
		return preset_refuse(r, "the EQ is the same for all channels, so only \"Channel: "
					"all\" can be loaded; make one preset for all of them");
	if (strcasecmp(command, "GraphicEQ") == 0)
		return preset_refuse(r, "\"GraphicEQ\" cannot be loaded as it is; fit filters to "
					"it with  audioengine preset fit FILE");
	return preset_refuse(
		r, "\"%s\" is not supported; only Preamp and Filter lines can be loaded", command);
}

/* A command that is neither Preamp nor Filter: refused when it would change the sound. */
static bool
read_other(struct preset_reader *r, const char *command)
{
	static const char *const refused[] = { "GraphicEQ", "Channel", "Device", "Include", "Stage",
		"Copy", "Delay", "Convolution", "If", "ElseIf", "Else", "EndIf", "Eval",
		"VSTPlugin", "LoudnessCorrection" };
	static const char *const header[] = { "Dated", "Equaliser", "Equalizer", "Notes",
		"Average" };
	struct preset_reader ahead = *r;
	char word[TOKEN_BYTES], more[TOKEN_BYTES];

	if (strcasecmp(command, "Channel") == 0 && preset_word(&ahead, word) &&
		strcasecmp(word, "all") == 0 && !preset_word(&ahead, more))
		return true;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (strcasecmp(command, refused[i]) == 0)
			return refuse_command(r, command);
	if (edit_distance(command, "Preamp") <= 2 || edit_distance(command, "Filter") <= 2)
		return preset_refuse(r,
			"\"%s\" is not understood; expected: Preamp: <dB> dB or Filter 1: ON ...",
			command);
	for (size_t i = 0; i < sizeof header / sizeof *header; i++)
		if (begins_with(command, header[i]))
			return true;
	preset_warn(r, "\"%s\" is ignored", command);
	return true;
}

/* Without a colon: Equalizer APO passes over it, REW has such lines in its header. */
static bool
read_no_command(struct preset_reader *head, struct preset_reader *r, const char *word)
{
	bool filter = strcasecmp(word, "Filter") == 0;
	char second[TOKEN_BYTES];

	if (filter && preset_word(head, second) && strcasecmp(second, "Settings") == 0)
		return true; /* REW: "Filter Settings file" */
	if (filter || strcasecmp(word, "Preamp") == 0)
		return preset_refuse(r, "a colon is missing; expected: %s: ...", word);
	return true;
}

static bool
read_command(struct preset_reader *r)
{
	const char *colon;
	struct preset_reader head = *r;
	char command[TOKEN_BYTES];

	colon = memchr(r->p, ':', (size_t)(r->end - r->p));
	head.end = colon != NULL ? colon : r->end;
	if (!preset_word(&head, command)) {
		preset_warn(r, "nothing stands before the colon, ignored");
		return true;
	}
	if (colon == NULL)
		return read_no_command(&head, r, command);
	r->p = colon + 1;
	if (preset_word_is(r, command, "Preamp"))
		return read_preamp(r);
	if (begins_with(command, "Filter")) {
		if (strncmp(command, "Filter", 6) != 0)
			preset_warn(r, "\"%s\" is taken as \"Filter\"", command);
		return preset_read_filter(r);
	}
	return read_other(r, command);
}

static bool
read_line(struct preset_reader *r)
{
	preset_skip_blanks(r);
	if (r->p < r->end && *r->p == '#')
		read_comment(r);
	else if (r->p < r->end)
		return read_command(r);
	return true;
}

/* ---- The text as a whole ---- */

static bool
is_utf16(const unsigned char *text, size_t len)
{
	return len >= 2 &&
	       ((text[0] == 0xff && text[1] == 0xfe) || (text[0] == 0xfe && text[1] == 0xff) ||
		       (text[0] == 0) != (text[1] == 0));
}

static bool
read_text(struct preset_reader *r, const char *text, size_t len)
{
	const char *end = text + len, *p = text;

	if (len > PRESET_BYTES_MAX)
		return preset_refuse(r, "more than %d kB, not a preset", PRESET_BYTES_MAX / 1024);
	if (is_utf16((const unsigned char *)text, len))
		return preset_refuse(r, "UTF-16 text, UTF-8 is expected; convert it with  "
					"iconv -f UTF-16 -t UTF-8 OLD.txt >NEW.txt");
	if (len > 0 && memchr(text, '\0', len) != NULL)
		return preset_refuse(r, "not plain text (UTF-8 is expected)");
	if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));

		if (++r->line > PRESET_LINES_MAX)
			return preset_refuse(r, "more than %d lines", PRESET_LINES_MAX);
		r->p = p;
		r->end = newline != NULL ? newline : end;
		p = newline != NULL ? newline + 1 : end;
		if (r->end > r->p && r->end[-1] == '\r')
			r->end--;
		if (!read_line(r))
			return false;
	}
	return true;
}

int
preset_parse(const char *text, size_t len, struct preset *out, struct preset_error *err)
{
	struct preset_reader r = { .out = out, .err = err };

	memset(out, 0, sizeof *out);
	memset(err, 0, sizeof *err);
	if (!read_text(&r, text, len))
		return -EINVAL;
	preset_drop_off(out);
	r.line = 0;
	if (r.nlines == 0)
		preset_warn(&r, "no filter and no preamp in it");
	return 0;
}

void
preset_drop_off(struct preset *p)
{
	uint32_t n = 0;

	if (p->nfilters <= EQ_BANDS_MAX)
		return;
	for (uint32_t i = 0; i < p->nfilters; i++)
		if (p->filter[i].band.on)
			p->filter[n++] = p->filter[i];
	memset(&p->filter[n], 0, (p->nfilters - n) * sizeof *p->filter);
	p->nfilters = n;
}

/* ---- What is in it ---- */

bool
preset_loadable(const struct preset *p, const char *file, char text[PRESET_TEXT_BYTES])
{
	int n;

	if (p->nfilters <= EQ_BANDS_MAX)
		return true;
	n = snprintf(text, PRESET_TEXT_BYTES,
		"%u active filters, at most %d can be loaded; reduce them with  "
		"audioengine preset fit %s",
		p->nfilters, EQ_BANDS_MAX, file);
	if (n >= PRESET_TEXT_BYTES)
		snprintf(text, PRESET_TEXT_BYTES,
			"%u active filters, at most %d can be loaded; reduce them with  "
			"audioengine preset fit FILE",
			p->nfilters, EQ_BANDS_MAX);
	return false;
}

uint32_t
preset_check_rate(struct preset *p, double rate_hz)
{
	struct preset_error err;
	struct preset_reader r = { .out = p, .err = &err };
	double limit_hz = freq_max_of_rate * rate_hz;
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->nfilters; i++) {
		if (!p->filter[i].band.on || p->filter[i].band.freq_hz <= limit_hz)
			continue;
		r.line = p->filter[i].line;
		preset_warn(&r, "Fc %g Hz is above 0.49 of the sample rate, %g Hz is used",
			p->filter[i].band.freq_hz, limit_hz);
		n++;
	}
	return n;
}

void
preset_settings(const struct preset *p, double rate_hz, struct eq_settings *out)
{
	memset(out, 0, sizeof *out);
	out->design = p->design;
	out->preamp_db = p->preamp_db;
	out->nbands = p->nfilters < EQ_BANDS_MAX ? p->nfilters : EQ_BANDS_MAX;
	for (uint32_t i = 0; i < out->nbands; i++) {
		out->band[i] = p->filter[i].band;
		out->band[i].freq_hz = fmin(out->band[i].freq_hz, freq_max_of_rate * rate_hz);
		out->band[i].q = preset_q(&p->filter[i], rate_hz);
	}
}

double
preset_q(const struct preset_filter *f, double rate_hz)
{
	double w = 2 * M_PI * fmin(f->band.freq_hz, freq_max_of_rate * rate_hz) / rate_hz;

	if (f->bandwidth_oct <= 0)
		return f->band.q;
	return fmax(1 / (2 * sinh(M_LN2 / 2 * f->bandwidth_oct * w / sin(w))), PRESET_Q_MIN);
}
