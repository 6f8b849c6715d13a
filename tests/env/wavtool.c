/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sound files for the null test: makes one to play, and compares a recording
 * with what it should be.
 *
 *   wavtool make OUT.wav SECONDS [RATE]   two channels, float: noise and a sweep, with half a
 *                                         second of silence before and after
 *   wavtool null REFERENCE.wav RECORDING.wav
 *       finds where REFERENCE starts in RECORDING and prints one line
 *       "lag=FRAMES compared=FRAMES residue_dbfs=PEAK"; status 1 when nothing fits or sound of
 *       the reference lies outside the recording
 */
#include <math.h>
#include <sndfile.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANNELS = 2, WINDOW = 4096 };

struct sound {
	float *sample; /* interleaved */
	int64_t nframes;
	int rate_hz, nchannels;
};

static int
sound_read(struct sound *s, const char *path)
{
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open(path, SFM_READ, &info);

	if (file == NULL) {
		fprintf(stderr, "wavtool: %s: %s\n", path, sf_strerror(NULL));
		return -1;
	}
	s->nframes = info.frames;
	s->rate_hz = info.samplerate;
	s->nchannels = info.channels;
	s->sample = calloc((size_t)(info.frames * info.channels) + 1, sizeof(float));
	if (s->sample == NULL || sf_readf_float(file, s->sample, info.frames) != info.frames) {
		fprintf(stderr, "wavtool: %s: cannot read\n", path);
		sf_close(file);
		return -1;
	}
	sf_close(file);
	return 0;
}

/* A tune of deterministic noise under a rising sweep, -12 dBFS at most each. */
static int
make_file(const char *path, double seconds, int rate_hz)
{
	SF_INFO info = { .samplerate = rate_hz,
		.channels = CHANNELS,
		.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT };
	int64_t nframes = (int64_t)(seconds * rate_hz), quiet = rate_hz / 2;
	SNDFILE *file = sf_open(path, SFM_WRITE, &info);
	uint32_t seed = 1;
	double phase = 0;

	if (file == NULL) {
		fprintf(stderr, "wavtool: %s: %s\n", path, sf_strerror(NULL));
		return 1;
	}
	for (int64_t i = 0; i < nframes; i++) {
		float frame[CHANNELS] = { 0 };

		if (i >= quiet && i < nframes - quiet) {
			double along = (double)(i - quiet) / (double)(nframes - 2 * quiet);

			phase += 2 * M_PI * 40 * pow(400, along) / rate_hz;
			for (int ch = 0; ch < CHANNELS; ch++) {
				seed = seed * 1664525u + 1013904223u;
				frame[ch] = (float)(0.25 * sin(phase + ch) +
						    0.25 * ((double)(seed >> 8) / (1 << 23) - 1));
			}
		}
		if (sf_writef_float(file, frame, 1) != 1)
			return 1;
	}
	return sf_close(file) == 0 ? 0 : 1;
}

static float
reference_at(const struct sound *s, int64_t frame, int ch)
{
	return frame >= 0 && frame < s->nframes ? s->sample[frame * s->nchannels + ch] : 0;
}

/* Sum of squared differences of WINDOW frames at ref and at rec; gives up above limit. */
static double
distance(const struct sound *a, int64_t at_a, const struct sound *b, int64_t at_b, double limit)
{
	double sum = 0;

	for (int64_t i = 0; i < WINDOW && sum < limit; i++) {
		double d =
			(double)reference_at(a, at_a + i, 0) - (double)reference_at(b, at_b + i, 0);

		sum += d * d;
	}
	return sum;
}

static int64_t
first_sound(const struct sound *s, int64_t step, int64_t from)
{
	for (int64_t i = from; i >= 0 && i < s->nframes; i += step)
		for (int ch = 0; ch < s->nchannels; ch++)
			if (fabsf(s->sample[i * s->nchannels + ch]) > 1e-6f)
				return i;
	return -1;
}

static int
null_files(const char *reference, const char *recording)
{
	struct sound a, b;
	int64_t begin, end, best_at = 0;
	double best = 1e30, residue = 0;

	if (sound_read(&a, reference) < 0 || sound_read(&b, recording) < 0)
		return 1;
	begin = first_sound(&a, 1, 0);
	end = first_sound(&a, -1, a.nframes - 1);
	if (begin < 0 || a.nchannels != b.nchannels || a.rate_hz != b.rate_hz) {
		fprintf(stderr, "wavtool: nothing to compare\n");
		return 1;
	}
	for (int64_t at = 0; at + WINDOW < b.nframes; at++) {
		double d = distance(&a, begin, &b, at, best);

		if (d < best) {
			best = d;
			best_at = at;
		}
	}
	/* Every frame of the recording: also what should be silence. */
	for (int64_t i = 0; i < b.nframes; i++)
		for (int ch = 0; ch < b.nchannels; ch++)
			residue = fmax(residue,
				fabs((double)b.sample[i * b.nchannels + ch] -
					(double)reference_at(&a, i - best_at + begin, ch)));
	printf("lag=%lld compared=%lld residue_dbfs=%.1f\n", (long long)(best_at - begin),
		(long long)(end - begin + 1), residue > 0 ? 20 * log10(residue) : -999.0);
	free(a.sample);
	free(b.sample);
	return best_at + (end - begin) < b.nframes ? 0 : 1;
}

int
main(int argc, char **argv)
{
	if (argc >= 4 && argc <= 5 && strcmp(argv[1], "make") == 0)
		return make_file(argv[2], atof(argv[3]), argc == 5 ? atoi(argv[4]) : 48000);
	if (argc == 4 && strcmp(argv[1], "null") == 0)
		return null_files(argv[2], argv[3]);
	fprintf(stderr,
		"usage: wavtool make OUT SECONDS [RATE] | wavtool null REFERENCE RECORDING\n");
	return 2;
}
