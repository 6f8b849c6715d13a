/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Float WAV files for tests, written and read by hand: libsndfile is what is being tested. */
#ifndef AE_TESTS_WAV_HELP_H
#define AE_TESTS_WAV_HELP_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAV_HEAD_BYTES = 44, WAV_PATH_BYTES = 128, WAV_BYTES_MAX = 1 << 22 };

static inline void
wav_put(unsigned char *p, uint32_t v, int nbytes)
{
	for (int i = 0; i < nbytes; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

static inline uint32_t
wav_get(const unsigned char *p, int nbytes)
{
	uint32_t v = 0;

	for (int i = 0; i < nbytes; i++)
		v |= (uint32_t)p[i] << 8 * i;
	return v;
}

/* A new empty file. */
static inline void
wav_path(char path[WAV_PATH_BYTES])
{
	const char *dir = getenv("TMPDIR");
	int fd;

	snprintf(
		path, WAV_PATH_BYTES, "%s/ae-test-XXXXXX", dir && strlen(dir) < 100 ? dir : "/tmp");
	fd = mkstemp(path);
	if (fd >= 0)
		close(fd);
}

/* Return: whether all was written. */
static inline bool
wav_write(const char *path, const float *interleaved, uint32_t nframes, uint32_t nchannels,
	uint32_t rate_hz)
{
	uint32_t bytes = nframes * nchannels * 4;
	unsigned char h[WAV_HEAD_BYTES];
	FILE *f = fopen(path, "wb");
	bool fine;

	memcpy(h, "RIFF....WAVEfmt ", 16);
	wav_put(h + 4, 36 + bytes, 4);
	wav_put(h + 16, 16, 4);
	wav_put(h + 20, 3, 2); /* IEEE float */
	wav_put(h + 22, nchannels, 2);
	wav_put(h + 24, rate_hz, 4);
	wav_put(h + 28, rate_hz * nchannels * 4, 4);
	wav_put(h + 32, nchannels * 4, 2);
	wav_put(h + 34, 32, 2);
	memcpy(h + 36, "data", 4);
	wav_put(h + 40, bytes, 4);
	fine = f && fwrite(h, 1, sizeof h, f) == sizeof h &&
	       fwrite(interleaved, 1, bytes, f) == bytes;
	return f && fclose(f) == 0 && fine;
}

struct wav {
	uint32_t nframes, nchannels, rate_hz, format, bits;
	unsigned char *bytes; /* the whole file; freed by the caller */
	size_t nbytes;
	const float *interleaved; /* in bytes */
};

/* Return: whether it is a float WAV with a data chunk. */
static inline bool
wav_read(const char *path, struct wav *w)
{
	FILE *f = fopen(path, "rb");

	memset(w, 0, sizeof *w);
	if (!f)
		return false;
	w->bytes = malloc(WAV_BYTES_MAX);
	w->nbytes = fread(w->bytes, 1, WAV_BYTES_MAX, f);
	fclose(f);
	for (size_t at = 12; at + 8 <= w->nbytes;) {
		const unsigned char *p = w->bytes + at;
		uint32_t size = wav_get(p + 4, 4);

		if (memcmp(p, "fmt ", 4) == 0) {
			w->format = wav_get(p + 8, 2);
			w->nchannels = wav_get(p + 10, 2);
			w->rate_hz = wav_get(p + 12, 4);
			w->bits = wav_get(p + 22, 2);
		} else if (memcmp(p, "data", 4) == 0 && w->nchannels) {
			w->nframes = size / 4 / w->nchannels;
			w->interleaved = (const float *)(const void *)(p + 8);
		}
		at += 8 + size + size % 2;
	}
	return w->interleaved && w->bits == 32;
}

#endif
