/* SPDX-License-Identifier: ISC */
/* Sample formats: their definition on chosen values, all integers there and back, and every
 * kernel table against the plain one to the bit. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dsp/format.h"
#include "dsp/kernels.h"
#include "tests/numbers.h"
#include "tests/tables.h"

enum { CHANNELS_MAX = 64, GUARD = 0xa5 };

static void
test_format_has_the_names_and_sizes_of_alsa(void **state)
{
	static const struct {
		const char *name;
		uint32_t bytes, bits;
	} row[SAMPLE_FORMAT_COUNT] = {
		[SAMPLE_S16] = { "S16_LE", 2, 16 },
		[SAMPLE_S24] = { "S24_LE", 4, 24 },
		[SAMPLE_S24_3] = { "S24_3LE", 3, 24 },
		[SAMPLE_S32] = { "S32_LE", 4, 32 },
		[SAMPLE_FLOAT] = { "FLOAT_LE", 4, 24 },
	};

	(void)state;
	for (int which = 0; which < SAMPLE_FORMAT_COUNT; which++) {
		struct format f;

		format_init(&f, (enum sample_format)which, kernels_best());
		assert_string_equal(f.name, row[which].name);
		assert_int_equal(f.sample_bytes, row[which].bytes);
		assert_int_equal(f.bits, row[which].bits);
	}
}

/* x in all frames of all channels; every sample of the result. */
static void
check_written(const struct kernels *k, enum sample_format which, float x, int32_t expected)
{
	static const uint32_t channels[] = { 1, 2, 3 };
	struct format f;
	float plane[37];
	const float *const planes[] = { plane, plane, plane };
	unsigned char out[37 * 3 * 4];

	format_init(&f, which, k);
	for (int i = 0; i < 37; i++)
		plane[i] = x;
	for (size_t c = 0; c < sizeof channels / sizeof *channels; c++) {
		format_write(&f, out, planes, 0, channels[c], 37, NULL);
		for (uint32_t i = 0; i < 37 * channels[c]; i++) {
			const unsigned char *at = out + i * f.sample_bytes;

			if (integer_at(&f, at) != expected)
				fail_msg("%s, %s: %a became %d, not %d", k->name, f.name, (double)x,
					integer_at(&f, at), expected);
			if (which == SAMPLE_S24)
				assert_int_equal(at[3], expected < 0 ? 0xff : 0);
		}
	}
}

static void
test_format_rounds_to_nearest_even_and_saturates(void **state)
{
	static const struct {
		float x;
		int32_t s16, s24, s32;
	} row[] = {
		{ 0.0f, 0, 0, 0 },
		{ -0.0f, 0, 0, 0 },
		{ 0.5f, 16384, 4194304, 1073741824 },
		{ -0.5f, -16384, -4194304, -1073741824 },
		{ 0x1p-15f, 1, 256, 65536 },
		{ 0x0.8p-15f, 0, 128, 32768 }, /* ties of s16 */
		{ -0x0.8p-15f, 0, -128, -32768 },
		{ 0x1.8p-15f, 2, 384, 98304 },
		{ -0x1.8p-15f, -2, -384, -98304 },
		{ 0x0.800002p-15f, 1, 128, 32768 },
		{ 0x2.8p-15f, 2, 640, 163840 },
		{ 0x0.8p-23f, 0, 0, 128 }, /* ties of s24 */
		{ 0x1.8p-23f, 0, 2, 384 },
		{ -0x2.8p-23f, 0, -2, -640 },
		{ 0x0.8p-31f, 0, 0, 0 }, /* ties of s32 */
		{ 0x1.8p-31f, 0, 0, 2 },
		{ -0x2.8p-31f, 0, 0, -2 },
		{ 0x0.ffffffp0f, 32767, 8388607, 2147483520 }, /* the float below 1 */
		{ 1.0f, 32767, 8388607, 2147483647 },
		{ -1.0f, -32768, -8388608, INT32_MIN },
		{ 0x1.000002p0f, 32767, 8388607, 2147483647 },
		{ -0x1.000002p0f, -32768, -8388608, INT32_MIN },
		{ 1e30f, 32767, 8388607, 2147483647 },
		{ -1e30f, -32768, -8388608, INT32_MIN },
		{ 0x1.fffffep127f, 32767, 8388607, 2147483647 },
		{ INFINITY, 32767, 8388607, 2147483647 },
		{ -INFINITY, -32768, -8388608, INT32_MIN },
		{ NAN, 0, 0, 0 },
		{ -NAN, 0, 0, 0 },
		{ 0x1p-140f, 0, 0, 0 },
	};

	(void)state;
	FOR_EACH_TABLE (k)
		for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
			check_written(k, SAMPLE_S16, row[i].x, row[i].s16);
			check_written(k, SAMPLE_S24, row[i].x, row[i].s24);
			check_written(k, SAMPLE_S24_3, row[i].x, row[i].s24);
			check_written(k, SAMPLE_S32, row[i].x, row[i].s32);
		}
}

/* Stereo, 2048 frames at a time: the integers from value on, in the upper byte of a word of s24
 * something else, which reading ignores. */
static void
fill_integers(const struct format *f, unsigned char *dst, int32_t value, uint32_t n, int top)
{
	for (uint32_t i = 0; i < n; i++, dst += f->sample_bytes) {
		uint32_t word = (uint32_t)(value + (int32_t)i);

		for (uint32_t b = 0; b < f->sample_bytes; b++)
			dst[b] = (unsigned char)(word >> 8 * b);
		if (top >= 0 && f->sample_bytes * 8 > f->bits)
			dst[3] = (unsigned char)top;
	}
}

static void
test_format_every_s16_and_s24_survives_being_a_float(void **state)
{
	static const enum sample_format formats[] = { SAMPLE_S16, SAMPLE_S24, SAMPLE_S24_3 };
	enum { N = 4096 };
	static unsigned char in[N * 4], wanted[N * 4], out[N * 4];
	static float left[N / 2], right[N / 2];
	float *const planes[] = { left, right };
	const float *const read_only[] = { left, right };

	(void)state;
	FOR_EACH_TABLE (k)
		for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
			struct format f;
			int32_t full;

			format_init(&f, formats[i], k);
			full = 1 << (f.bits - 1);
			for (int32_t v = -full; v < full; v += N) {
				fill_integers(&f, wanted, v, N, -1);
				fill_integers(&f, in, v, N, 0x5a);
				format_read(&f, planes, 0, in, 2, N / 2);
				assert_true(left[1] == (float)(v + 2) / (float)full);
				assert_true(right[N / 2 - 1] == (float)(v + N - 1) / (float)full);
				format_write(&f, out, read_only, 0, 2, N / 2, NULL);
				if (memcmp(out, wanted, N * f.sample_bytes))
					fail_msg("%s, %s: from %d on", k->name, f.name, v);
			}
		}
}

static void
test_format_reads_s32_rounded_to_the_24_bits_of_a_float(void **state)
{
	static const struct {
		int32_t x;
		float expected;
	} row[] = {
		{ 0, 0.0f },
		{ 1, 0x1p-31f },
		{ -1, -0x1p-31f },
		{ 0x01000001, 0x1000000p-31f }, /* ties to even */
		{ 0x01000003, 0x1000004p-31f },
		{ -0x01000001, -0x1000000p-31f },
		{ 0x7fffff80, 0x7fffff80p-31f },
		{ 0x7fffffbf, 0x7fffff80p-31f },
		{ 0x7fffffc0, 1.0f },
		{ INT32_MAX, 1.0f },
		{ INT32_MIN, -1.0f },
		{ INT32_MIN + 64, -1.0f },
		{ INT32_MIN + 65, -0x7fffff80p-31f },
	};

	(void)state;
	FOR_EACH_TABLE (k)
		for (size_t i = 0; i < sizeof row / sizeof *row; i++)
			for (uint32_t channels = 1; channels <= 3; channels++) {
				struct format f;
				float plane[3][37];
				float *const planes[] = { plane[0], plane[1], plane[2] };
				unsigned char in[37 * 3 * 4];

				format_init(&f, SAMPLE_S32, k);
				for (uint32_t n = 0; n < 37 * channels; n++)
					fill_integers(&f, in + 4 * n, row[i].x, 1, -1);
				format_read(&f, planes, 0, in, channels, 37);
				for (uint32_t n = 0; n < 37 * channels; n++)
					assert_true(plane[n % channels][n / channels] ==
						    row[i].expected);
			}
}

/* Noise over the whole scale and somewhat beyond, with values of every kind strewn in. */
static float
any_float(uint64_t *seed)
{
	static const float special[] = { NAN, INFINITY, -INFINITY, 1.0f, -1.0f, 0x1p-16f, -0x1p-24f,
		0x1p-130f, 1e20f, -1e20f, 0.0f, -0.0f };
	double r = random_unit(seed);

	if (r < 0.1)
		return special[(size_t)(r * 10.0 * (sizeof special / sizeof *special))];
	return (float)((random_unit(seed) * 2.2 - 1.1) * pow(2.0, -30.0 * random_unit(seed) * r));
}

struct shape {
	uint32_t channels, frames, first;
	size_t offset; /* of the interleaved bytes */
	bool dithered;
};

/* Blocks of their exact size, so that AddressSanitizer sees a byte too far; the bytes before an
 * unaligned stream are ours to look at. */
struct stream {
	float *plane[CHANNELS_MAX];
	unsigned char *bytes;
	size_t nbytes;
};

static void
stream_init(struct stream *s, const struct format *f, const struct shape *shape, uint64_t seed)
{
	for (uint32_t c = 0; c < shape->channels; c++) {
		s->plane[c] = malloc((shape->first + shape->frames) * sizeof(float));
		assert_non_null(s->plane[c]);
		for (uint32_t i = 0; i < shape->first + shape->frames; i++)
			s->plane[c][i] = any_float(&seed);
	}
	s->nbytes = shape->offset + (size_t)shape->frames * shape->channels * f->sample_bytes;
	s->bytes = malloc(s->nbytes);
	assert_non_null(s->bytes);
	memset(s->bytes, GUARD, s->nbytes);
}

static void
stream_finish(struct stream *s, const struct shape *shape)
{
	for (uint32_t c = 0; c < shape->channels; c++)
		free(s->plane[c]);
	free(s->bytes);
}

static void
compare_with_plain(const struct kernels *k, enum sample_format which, const struct shape *shape)
{
	const struct kernels *plain = kernels_of(ISA_PLAIN);
	struct format f, reference;
	struct stream a, b;
	struct dither da = { 0x1234, 0xfffffff0u }, db = da; /* frame runs over */
	uint64_t seed = 17;

	format_init(&f, which, k);
	format_init(&reference, which, plain);
	stream_init(&a, &f, shape, 99);
	stream_init(&b, &f, shape, 99);
	format_write(&f, a.bytes + shape->offset, (const float *const *)a.plane, shape->first,
		shape->channels, shape->frames, shape->dithered ? &da : NULL);
	format_write(&reference, b.bytes + shape->offset, (const float *const *)b.plane,
		shape->first, shape->channels, shape->frames, shape->dithered ? &db : NULL);
	if (memcmp(a.bytes, b.bytes, a.nbytes) || da.frame != db.frame)
		fail_msg("%s writes %s differently: %u channels, %u frames, offset %zu%s", k->name,
			f.name, shape->channels, shape->frames, shape->offset,
			shape->dithered ? ", dither" : "");

	for (size_t i = 0; i < a.nbytes; i++)
		a.bytes[i] = b.bytes[i] = (unsigned char)(random_unit(&seed) * 256.0);
	format_read(
		&f, a.plane, shape->first, a.bytes + shape->offset, shape->channels, shape->frames);
	format_read(&reference, b.plane, shape->first, b.bytes + shape->offset, shape->channels,
		shape->frames);
	for (uint32_t c = 0; c < shape->channels; c++)
		if (memcmp(a.plane[c], b.plane[c], (shape->first + shape->frames) * sizeof(float)))
			fail_msg("%s reads %s differently: channel %u of %u, %u frames", k->name,
				f.name, c, shape->channels, shape->frames);
	stream_finish(&a, shape);
	stream_finish(&b, shape);
}

static void
test_format_every_table_gives_the_bits_of_the_plain_one(void **state)
{
	static const struct shape row[] = {
		/* channels, frames, first, offset */
		{ 1, 1, 0, 0, false },
		{ 1, 7, 1, 1, false },
		{ 1, 16, 0, 0, false },
		{ 1, 17, 0, 0, false },
		{ 1, 37, 3, 3, false },
		{ 1, 129, 0, 2, false },
		{ 1, 1000, 5, 1, false },
		{ 2, 0, 3, 0, false },
		{ 2, 1, 0, 1, false },
		{ 2, 3, 0, 0, false },
		{ 2, 4, 0, 0, false },
		{ 2, 7, 3, 0, false },
		{ 2, 8, 0, 0, false },
		{ 2, 15, 0, 0, false },
		{ 2, 16, 0, 0, false },
		{ 2, 31, 0, 0, false },
		{ 2, 32, 0, 0, false },
		{ 2, 37, 1, 3, false },
		{ 2, 64, 0, 0, false },
		{ 2, 129, 7, 1, false },
		{ 2, 1000, 1, 2, false },
		{ 3, 1, 0, 0, false },
		{ 3, 64, 0, 0, false },
		{ 3, 129, 1, 1, false },
		{ 6, 7, 0, 1, false },
		{ 8, 1000, 2, 3, false },
		{ 17, 37, 0, 0, false },
		{ 64, 65, 1, 1, false },
	};

	(void)state;
	FOR_EACH_TABLE (k)
		for (int which = 0; which < SAMPLE_FORMAT_COUNT; which++)
			for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
				struct shape shape = row[i];

				compare_with_plain(k, (enum sample_format)which, &shape);
				shape.dithered = true;
				compare_with_plain(k, (enum sample_format)which, &shape);
			}
}

/* What lies before and behind belongs to others: a stream in the middle of a larger one. */
static void
test_format_touches_nothing_beside_its_frames(void **state)
{
	enum { FRAMES = 37, EDGE = 80 };
	static const uint32_t channels[] = { 1, 2, 5 };

	(void)state;
	FOR_EACH_TABLE (k)
		for (int which = 0; which < SAMPLE_FORMAT_COUNT; which++)
			for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
				struct format f;
				unsigned char bytes[EDGE + FRAMES * 5 * 4 + EDGE];
				float plane[5][EDGE + FRAMES + EDGE];
				float *planes[5];
				size_t end;

				format_init(&f, (enum sample_format)which, k);
				end = EDGE + (size_t)FRAMES * channels[i] * f.sample_bytes;
				memset(bytes, GUARD, sizeof bytes);
				for (int c = 0; c < 5; c++) {
					planes[c] = plane[c];
					for (int n = 0; n < EDGE + FRAMES + EDGE; n++)
						plane[c][n] = 0.25f;
				}
				format_write(&f, bytes + EDGE, (const float *const *)planes, EDGE,
					channels[i], FRAMES, NULL);
				for (size_t n = 0; n < sizeof bytes; n++)
					if (n < EDGE || n >= end)
						assert_int_equal(bytes[n], GUARD);
				memset(bytes, 0, sizeof bytes);
				format_read(&f, planes, EDGE, bytes + EDGE, channels[i], FRAMES);
				for (uint32_t c = 0; c < 5; c++)
					for (int n = 0; n < EDGE + FRAMES + EDGE; n++) {
						bool ours = n >= EDGE && n < EDGE + FRAMES &&
							    c < channels[i];

						assert_true(plane[c][n] == (ours ? 0.0f : 0.25f));
					}
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format_has_the_names_and_sizes_of_alsa),
		cmocka_unit_test(test_format_rounds_to_nearest_even_and_saturates),
		cmocka_unit_test(test_format_every_s16_and_s24_survives_being_a_float),
		cmocka_unit_test(test_format_reads_s32_rounded_to_the_24_bits_of_a_float),
		cmocka_unit_test(test_format_every_table_gives_the_bits_of_the_plain_one),
		cmocka_unit_test(test_format_touches_nothing_beside_its_frames),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
