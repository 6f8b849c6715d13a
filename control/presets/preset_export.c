/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See preset_export.h.  Bands are those of the cookbook by their centre: LS and HS, which only
 * Equalizer APO has, become LSC and HSC, a bandwidth becomes Q. */
#include "control/presets/preset_export.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "control/presets/preset_fit.h"
#include "control/presets/preset_private.h"
#include "control/presets/preset_write.h"

enum { EASYEFFECTS_BANDS = 32, CURVE_POINTS = 400 };

static const char *const format_name[PRESET_NFORMATS];
static const char *const easyeffects_type[EQ_NTYPES], *const camilladsp_type[EQ_NTYPES];

struct writer {
	char *out;
	size_t size, n; /* n may pass size: then it did not fit */
};

__attribute__((format(printf, 2, 3))) static void
put(struct writer *w, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(w->n < w->size ? w->out + w->n : NULL, w->n < w->size ? w->size - w->n : 0,
		format, ap);
	va_end(ap);
	w->n += n > 0 ? (size_t)n : 0;
}

/* In double quotes, as JSON and YAML both read it. */
static void
put_quoted(struct writer *w, const char *text)
{
	put(w, "\"");
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			put(w, " ");
		else
			put(w, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
	put(w, "\"");
}

static int
refuse(struct preset_error *err, const char *text)
{
	err->line = 0;
	snprintf(err->text, sizeof err->text, "%s", text);
	return -EINVAL;
}

/* ---- Bands by their centre and Q ---- */

static struct eq_band
plain_band(const struct preset_filter *f, double rate_hz)
{
	struct eq_band b = f->band;

	b.q = preset_q(f, rate_hz);
	if (b.type == EQ_LS || b.type == EQ_HS) {
		b.freq_hz = biquad_centre_hz(&b, rate_hz);
		b.type = b.type == EQ_LS ? EQ_LSC : EQ_HSC;
	}
	return b;
}

/* ---- EasyEffects ---- */

static void
put_easyeffects_channel(struct writer *w, const struct preset *p, double rate_hz, const char *name)
{
	put(w, "            \"%s\": {\n", name);
	for (uint32_t i = 0; i < p->nfilters; i++) {
		struct eq_band b = plain_band(&p->filter[i], rate_hz);

		put(w,
			"                \"band%u\": {\"type\": \"%s\", \"mode\": \"APO (DR)\", "
			"\"slope\": \"x1\", \"solo\": false, \"mute\": false, \"gain\": %.6g, "
			"\"frequency\": %.8g, \"q\": %.6g, \"width\": 4.0}%s\n",
			i, easyeffects_type[b.type], preset_has_gain(b.type) ? b.gain_db : 0,
			b.freq_hz, b.q, i + 1 < p->nfilters ? "," : "");
	}
	put(w, "            }");
}

static int
put_easyeffects(struct writer *w, const struct preset *p, double rate_hz, struct preset_error *err)
{
	if (p->nfilters == 0)
		return refuse(err, "no filter that is on; EasyEffects wants at least one band");
	if (p->nfilters > EASYEFFECTS_BANDS)
		return refuse(err, "EasyEffects has at most 32 bands");
	put(w,
		"{\n    \"output\": {\n        \"blocklist\": [],\n"
		"        \"equalizer#0\": {\n            \"balance\": 0.0,\n"
		"            \"bypass\": false,\n            \"input-gain\": %.6g,\n"
		"            \"output-gain\": 0.0,\n            \"mode\": \"IIR\",\n"
		"            \"num-bands\": %u,\n            \"pitch-left\": 0.0,\n"
		"            \"pitch-right\": 0.0,\n            \"split-channels\": false,\n",
		p->preamp_db, p->nfilters);
	put_easyeffects_channel(w, p, rate_hz, "left");
	put(w, ",\n");
	put_easyeffects_channel(w, p, rate_hz, "right");
	put(w, "\n        },\n        \"plugins_order\": [\"equalizer#0\"]\n    }\n}\n");
	return 0;
}

/* ---- CamillaDSP ---- */

static void
put_camilladsp(struct writer *w, const struct preset *p, double rate_hz)
{
	put(w, "---\n");
	if (p->title[0] != '\0') {
		put(w, "title: ");
		put_quoted(w, p->title);
		put(w, "\n");
	}
	put(w,
		"filters:\n  preamp:\n    type: Gain\n    parameters:\n      gain: %.6f\n"
		"      inverted: false\n      mute: false\n",
		p->preamp_db);
	for (uint32_t i = 0; i < p->nfilters; i++) {
		struct eq_band b = plain_band(&p->filter[i], rate_hz);

		put(w,
			"  band%u:\n    type: Biquad\n    parameters:\n      type: %s\n"
			"      freq: %.4f\n      q: %.6f\n",
			i + 1, camilladsp_type[b.type], b.freq_hz, b.q);
		if (preset_has_gain(b.type))
			put(w, "      gain: %.6f\n", b.gain_db);
	}
	put(w, "pipeline:\n  - type: Filter\n    names:\n      - preamp\n");
	for (uint32_t i = 0; i < p->nfilters; i++)
		put(w, "      - band%u\n", i + 1);
}

/* ---- PipeWire ---- */

/* How far its curve is from ours: its shelves have S = 1, whatever their Q. */
static double
pipewire_difference(const struct preset *p, double rate_hz, double *at_hz)
{
	struct preset theirs = *p;
	double hz[CURVE_POINTS], a[CURVE_POINTS], b[CURVE_POINTS], max = 0;

	theirs.design = EQ_RBJ;
	for (uint32_t i = 0; i < theirs.nfilters; i++) {
		struct preset_filter *f = &theirs.filter[i];

		f->band = plain_band(f, rate_hz);
		f->bandwidth_oct = 0;
		if (f->band.type == EQ_LSC || f->band.type == EQ_HSC)
			f->band.q = sqrt(0.5);
	}
	for (uint32_t i = 0; i < CURVE_POINTS; i++)
		hz[i] = 20 * pow(fmin(20000, 0.49 * rate_hz) / 20, i / (CURVE_POINTS - 1.0));
	preset_response(p, rate_hz, hz, a, CURVE_POINTS);
	preset_response(&theirs, rate_hz, hz, b, CURVE_POINTS);
	for (uint32_t i = 0; i < CURVE_POINTS; i++)
		if (fabs(a[i] - b[i]) > max) {
			max = fabs(a[i] - b[i]);
			*at_hz = hz[i];
		}
	return max;
}

static int
put_strict(struct writer *w, const struct preset *p, double rate_hz)
{
	int n = preset_write(p, rate_hz, w->out, w->size);

	if (n < 0)
		return n;
	w->n = (size_t)n;
	return 0;
}

static int
put_pipewire(struct writer *w, const struct preset *p, double rate_hz, const char *path,
	struct preset_error *err)
{
	int r;

	for (uint32_t i = 0; i < p->nfilters; i++)
		if (!preset_has_gain(plain_band(&p->filter[i], rate_hz).type))
			return refuse(err, "PipeWire reads only peaks and shelves, and would skip "
					   "the other filters without a word");
	r = put_strict(w, p, rate_hz);
	if (r < 0)
		return r;
	put(w, "# This file is for PipeWire 1.0.6 and later.  Keep it as %s,\n", path);
	put(w, "# put the lines below, without their #, into a file with the suffix .conf in\n"
	       "# ~/.config/pipewire/pipewire.conf.d, and run\n"
	       "#   systemctl --user restart pipewire\n"
	       "# context.modules = [\n"
	       "# {   name = libpipewire-module-parametric-equalizer\n"
	       "#     args = {\n"
	       "#         equalizer.filepath = ");
	put_quoted(w, path);
	put(w, "\n#         equalizer.description = ");
	put_quoted(w, p->title[0] != '\0' ? p->title : "Equaliser");
	put(w, "\n#     }\n# }\n# ]\n");
	return 0;
}

/* ---- Exported ---- */

const char *
preset_format_name(enum preset_format f)
{
	return format_name[f];
}

int
preset_format_parse(const char *name)
{
	for (int f = 0; f < PRESET_NFORMATS; f++)
		if (strcmp(name, format_name[f]) == 0)
			return f;
	return -1;
}

int
preset_export(const struct preset *p, enum preset_format f, double rate_hz, const char *path,
	char *out, size_t size, char said[PRESET_TEXT_BYTES], struct preset_error *err)
{
	struct writer w = { out, size, 0 };
	struct preset active = *p;
	double hz = 0, off;
	int r = 0;

	memset(err, 0, sizeof *err);
	said[0] = '\0';
	preset_keep_active(&active);
	if (f == FORMAT_EASYEFFECTS)
		r = put_easyeffects(&w, &active, rate_hz, err);
	else if (f == FORMAT_CAMILLADSP)
		put_camilladsp(&w, &active, rate_hz);
	else if (f == FORMAT_PIPEWIRE)
		r = put_pipewire(&w, &active, rate_hz, path, err);
	else
		r = put_strict(&w, p, rate_hz);
	if (r < 0)
		return r;
	off = f == FORMAT_PIPEWIRE ? pipewire_difference(p, rate_hz, &hz) : 0;
	if (off >= 0.05)
		snprintf(said, PRESET_TEXT_BYTES,
			"PipeWire's curve will be up to %.2f dB off, at %.0f Hz: its shelves "
			"ignore Q%s",
			off, hz, p->design == EQ_MATCHED ? ", its design is rbj" : "");
	else if (p->design == EQ_MATCHED)
		snprintf(said, PRESET_TEXT_BYTES,
			"the design \"matched\" is ours; others use rbj, narrower near half the "
			"rate");
	return w.n < size ? (int)w.n : -ENOSPC;
}

static const char *const format_name[PRESET_NFORMATS] = {
	[FORMAT_APO] = "apo",
	[FORMAT_EASYEFFECTS] = "easyeffects",
	[FORMAT_CAMILLADSP] = "camilladsp",
	[FORMAT_PIPEWIRE] = "pipewire",
};

static const char *const easyeffects_type[EQ_NTYPES] = {
	[EQ_PK] = "Bell",
	[EQ_LSC] = "Lo-shelf",
	[EQ_HSC] = "Hi-shelf",
	[EQ_LP] = "Lo-pass",
	[EQ_HP] = "Hi-pass",
	[EQ_BP] = "Bandpass",
	[EQ_NO] = "Notch",
	[EQ_AP] = "Allpass",
};

static const char *const camilladsp_type[EQ_NTYPES] = {
	[EQ_PK] = "Peaking",
	[EQ_LSC] = "Lowshelf",
	[EQ_HSC] = "Highshelf",
	[EQ_LP] = "Lowpass",
	[EQ_HP] = "Highpass",
	[EQ_BP] = "Bandpass",
	[EQ_NO] = "Notch",
	[EQ_AP] = "Allpass",
};
