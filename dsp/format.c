/* SPDX-License-Identifier: ISC */
/* What the sample formats are called and how large they are; the work is in dsp/simd/. */
#include "dsp/format.h"

#include "dsp/kernels.h"

static const struct format formats[SAMPLE_FORMAT_COUNT] = {
	[SAMPLE_S16] = { .name = "S16_LE", .sample_bytes = 2, .bits = 16 },
	[SAMPLE_S24] = { .name = "S24_LE", .sample_bytes = 4, .bits = 24 },
	[SAMPLE_S24_3] = { .name = "S24_3LE", .sample_bytes = 3, .bits = 24 },
	[SAMPLE_S32] = { .name = "S32_LE", .sample_bytes = 4, .bits = 32 },
	[SAMPLE_FLOAT] = { .name = "FLOAT_LE", .sample_bytes = 4, .bits = 24 },
};

void
format_init(struct format *f, enum sample_format which, const struct kernels *k)
{
	*f = formats[which];
	f->write = k->format_write[which];
	f->read = k->format_read[which];
}

void
format_write(const struct format *f, void *dst, const float *const *planes, uint32_t first,
	uint32_t nchannels, uint32_t nframes, struct dither *dither) RT_SAFE
{
	f->write(dst, planes, first, nchannels, nframes, dither);
	if (dither)
		dither->frame += nframes;
}

void
format_read(const struct format *f, float *const *planes, uint32_t first, const void *src,
	uint32_t nchannels, uint32_t nframes) RT_SAFE
{
	f->read(planes, first, src, nchannels, nframes);
}
