/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libFuzzer entry: any bytes are a preset or an error, never a crash, never a number out of this
 * world.  A preset is written, read again without a warning, and written to the same bytes. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "control/presets/preset_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_errors(const struct preset_error *e, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		check(e[i].text[0] != '\0' && memchr(e[i].text, '\0', PRESET_TEXT_BYTES) != NULL &&
			strpbrk(e[i].text, "\n\r\033") == NULL &&
			e[i].line <= PRESET_LINES_MAX + 1);
}

static void
check_preset(const struct preset *p)
{
	uint32_t non = 0;

	check(p->nfilters <= PRESET_FILTERS_MAX && fabs(p->preamp_db) <= 200);
	check(p->nwarnings_kept <= PRESET_WARNINGS_KEPT && p->nwarnings_kept <= p->nwarnings);
	check(memchr(p->title, '\0', sizeof p->title) && memchr(p->source, '\0', sizeof p->source));
	check_errors(p->warning, p->nwarnings_kept);
	for (uint32_t i = 0; i < p->nfilters; i++) {
		const struct eq_band *b = &p->filter[i].band;

		non += b->on;
		check((unsigned)b->type < EQ_NTYPES && b->freq_hz > 0 && b->freq_hz <= 1e6);
		check(fabs(b->gain_db) <= 200 && b->q > 0 && b->q <= 1000);
		check(preset_q(&p->filter[i], 48000) > 0 &&
			isfinite(preset_q(&p->filter[i], 8000)));
		check(p->filter[i].line > 0 && p->filter[i].line <= PRESET_LINES_MAX);
	}
	check(p->nfilters <= EQ_BANDS_MAX || non == p->nfilters);
}

/* What the EQ gets is a curve. */
static void
check_curve(const struct preset *p)
{
	struct eq_settings settings;
	struct eq_coefficients c;

	preset_settings(p, 44100, &settings);
	eq_design(&c, &settings, 44100);
	check(!isnan(eq_response_db(&c, 20, 44100)) && !isnan(eq_response_db(&c, 15000, 44100)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char once[PRESET_WRITE_BYTES], twice[PRESET_WRITE_BYTES], text[PRESET_TEXT_BYTES];
	struct preset_error err;
	struct preset p, back;
	int n;

	if (preset_parse((const char *)data, size, &p, &err) < 0) {
		check_errors(&err, 1);
		return 0;
	}
	check_preset(&p);
	check_curve(&p);
	check(preset_loadable(&p, "x.txt", text) == (p.nfilters <= EQ_BANDS_MAX));
	n = preset_write(&p, 48000, once, sizeof once);
	check(n > 0 && preset_write(&p, 48000, twice, (size_t)n) < 0);
	check(preset_parse(once, (size_t)n, &back, &err) == 0 && back.nwarnings == 0);
	check_preset(&back);
	check(back.nfilters == p.nfilters && back.design == p.design);
	check(strcmp(back.title, p.title) == 0 && strcmp(back.source, p.source) == 0);
	for (uint32_t i = 0; i < p.nfilters; i++)
		check(back.filter[i].band.on == p.filter[i].band.on);
	check(preset_write(&back, 48000, twice, sizeof twice) == n &&
		memcmp(once, twice, (size_t)n) == 0);
	preset_check_rate(&p, 8000);
	check(p.nwarnings_kept <= PRESET_WARNINGS_KEPT);
	return 0;
}
