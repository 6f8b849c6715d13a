/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libFuzzer entry: any bytes are an equalisation of some program or an error, never a crash; what
 * was read can be shown, and exported, and then comes back. */
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "control/presets/preset_export.h"
#include "control/presets/preset_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const double RATE = 48000;

static void
check_curve(const struct preset_curve *c)
{
	if (c->n < 1 || c->n > FIT_POINTS_MAX)
		abort();
	for (uint32_t i = 0; i < c->n; i++)
		if (!isfinite(c->gain_db[i]) || !(c->freq_hz[i] > 0) ||
			(i > 0 && c->freq_hz[i] <= c->freq_hz[i - 1]))
			abort();
	if (!isfinite(preset_curve_db(c, 1000)))
		abort();
}

static void
check_export(const struct preset *p, enum preset_format f)
{
	static char text[EXPORT_BYTES_MAX];
	static struct preset_import back;
	char said[PRESET_TEXT_BYTES];
	struct preset_error err;
	int n = preset_export(p, f, RATE, "/a", text, sizeof text, said, &err);

	if (n == -EINVAL)
		return; /* a kind of filter that is not there */
	if (n < 0 || preset_import(text, (size_t)n, &back, &err) < 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct preset_import in;
	struct preset_error err;

	if (preset_import((const char *)data, size, &in, &err) < 0) {
		if (err.text[0] == '\0')
			abort();
		return 0;
	}
	if (!isfinite(in.preset.preamp_db) || in.preset.nfilters > PRESET_FILTERS_MAX)
		abort();
	if (in.kind == PRESET_GRAPHICEQ) {
		check_curve(&in.curve);
		return 0;
	}
	for (uint32_t i = 0; i < in.preset.nfilters; i++) {
		const struct eq_band *b = &in.preset.filter[i].band;

		if (!isfinite(b->freq_hz) || !isfinite(b->gain_db) ||
			!(preset_q(&in.preset.filter[i], RATE) > 0))
			abort();
	}
	if (in.kind != PRESET_APO)
		check_export(&in.preset, FORMAT_CAMILLADSP);
	return 0;
}
