/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libFuzzer entry: any bytes are a preset or an error, never a crash, never a number out of this
 * world. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "control/preset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct preset_error err;
	struct preset preset;

	if (preset_parse((const char *)data, size, &preset, &err) < 0) {
		if (err.text[0] == '\0')
			abort();
		return 0;
	}
	if (preset.nfilters > EQ_BANDS_MAX || !isfinite(preset.preamp_db))
		abort();
	for (uint32_t i = 0; i < preset.nfilters; i++) {
		const struct eq_band *b = &preset.filter[i].band;

		if (!isfinite(b->freq_hz) || !isfinite(b->gain_db) ||
			!(preset_q(&preset.filter[i], 48000) > 0))
			abort();
	}
	return 0;
}
