/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our EQ node beside the equalisers that Debian packages as LV2, in one process,
 * on the same noise, in blocks of the same size.  Everybody runs as in its own
 * program: ours through its node, with smoothing and all that it checks, the
 * others through run().
 *
 * All have eight bands on, and as near to bench/setting.h as they allow: LSP has
 * the very setting (its mode "APO" is the cookbook's design), fil4 and Calf have
 * six such bands, without the peaks at 5 and 8 kHz, and a high-pass at 20 Hz and
 * a low-pass at 20 kHz.  That each of them really filters is shown by its gain at
 * 1 kHz, with the bands on and with all of them flat.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/harness.h"
#include "bench/lv2_host.h"
#include "bench/setting.h"
#include "engine/node_eq.h"

enum { NCHANNELS = 2, NFRAMES_MAX = 1024, NPEERS = 3, CONTROLS_MAX = 48 };
enum { ROW_OURS, ROW_COPY, ROW_PEERS };

struct control {
	const char *symbol;
	float value;
};

struct peer {
	const char *name, *uri;
	struct control on[CONTROLS_MAX]; /* ends with a NULL symbol */
	struct control flat[CONTROLS_MAX];
};

static const uint32_t frames[] = { 32, 64, 128, 256, 1024 };
enum { NCOLUMNS = sizeof frames / sizeof *frames };

/* ft: 5 low shelf, 1 bell, 3 high shelf; fm 6: APO; gains of LSP and Calf are factors. */
#define LSP_BAND(N, TYPE, FREQ_HZ, GAIN, Q)                                                        \
	{ "ft_" #N, TYPE }, { "fm_" #N, 6 }, { "f_" #N, FREQ_HZ }, { "g_" #N, GAIN },              \
	{                                                                                          \
		"q_" #N, Q                                                                         \
	}
#define CALF_PEAK(N, FREQ_HZ, GAIN, Q)                                                             \
	{ "p" #N "_active", 1 }, { "p" #N "_freq", FREQ_HZ }, { "p" #N "_level", GAIN },           \
	{                                                                                          \
		"p" #N "_q", Q                                                                     \
	}
#define FIL4_PEAK(N, FREQ_HZ, GAIN_DB)                                                             \
	{ "sec" #N, 1 }, { "freq" #N, FREQ_HZ },                                                   \
	{                                                                                          \
		"gain" #N, GAIN_DB                                                                 \
	}

static const struct peer peers[NPEERS] = {
	{ "x42 fil4 stereo", "http://gareus.org/oss/lv2/fil4#stereo",
		{ { "HighPass", 1 }, { "HPfreq", 20 }, { "LowPass", 1 }, { "LPfreq", 20000 },
			{ "LSsec", 1 }, { "LSfreq", 80 }, { "LSgain", 4 }, FIL4_PEAK(1, 160, -3),
			FIL4_PEAK(2, 400, 2.5f), FIL4_PEAK(3, 1000, -4), FIL4_PEAK(4, 2500, 3),
			{ "HSsec", 1 }, { "HSfreq", 10000 }, { "HSgain", 3 } },
		{ { "LSgain", 0 }, { "gain1", 0 }, { "gain2", 0 }, { "gain3", 0 }, { "gain4", 0 },
			{ "HSgain", 0 } } },
	{ "LSP para equalizer x16 stereo, 8 on",
		"http://lsp-plug.in/plugins/lv2/para_equalizer_x16_stereo",
		{ LSP_BAND(0, 5, 80, 1.5849f, 0.71f), LSP_BAND(1, 1, 160, 0.7079f, 1),
			LSP_BAND(2, 1, 400, 1.3335f, 1.2f), LSP_BAND(3, 1, 1000, 0.6310f, 1.4f),
			LSP_BAND(4, 1, 2500, 1.4125f, 1), LSP_BAND(5, 1, 5000, 0.7499f, 2),
			LSP_BAND(6, 1, 8000, 1.2589f, 1.5f),
			LSP_BAND(7, 3, 10000, 1.4125f, 0.71f) },
		{ { "ft_0", 0 }, { "ft_1", 0 }, { "ft_2", 0 }, { "ft_3", 0 }, { "ft_4", 0 },
			{ "ft_5", 0 }, { "ft_6", 0 }, { "ft_7", 0 } } },
	{ "Calf Equalizer 8 Band", "http://calf.sourceforge.net/plugins/Equalizer8Band",
		{ { "hp_active", 1 }, { "hp_freq", 20 }, { "lp_active", 1 }, { "lp_freq", 20000 },
			{ "ls_active", 1 }, { "ls_freq", 80 }, { "ls_level", 1.5849f },
			CALF_PEAK(1, 160, 0.7079f, 1), CALF_PEAK(2, 400, 1.3335f, 1.2f),
			CALF_PEAK(3, 1000, 0.6310f, 1.4f), CALF_PEAK(4, 2500, 1.4125f, 1),
			{ "hs_active", 1 }, { "hs_freq", 10000 }, { "hs_level", 1.4125f } },
		{ { "ls_active", 0 }, { "p1_active", 0 }, { "p2_active", 0 }, { "p3_active", 0 },
			{ "p4_active", 0 }, { "hs_active", 0 } } },
};

/* What is compared: something that runs a block of two channels. */
struct runner {
	struct node *node;         /* ours */
	struct lv2_plugin *plugin; /* theirs; neither: a copy */
};

struct turn {
	const struct runner *runner;
	const float *const *in;
	float *const *out;
	uint32_t nframes;
};

static void
runner_run(const struct runner *r, const float *const *in, float *const *out, uint32_t nframes)
{
	if (r->node) {
		node_eq_ops.process(r->node, in, out, nframes);
	} else if (r->plugin) {
		lv2_plugin_run(r->plugin, in, out, nframes);
	} else {
		for (uint32_t ch = 0; ch < NCHANNELS; ch++)
			memcpy(out[ch], in[ch], nframes * sizeof(float));
	}
}

static void
turn_run(void *arg)
{
	const struct turn *t = arg;

	runner_run(t->runner, t->in, t->out, t->nframes);
	bench_keep(t->out[0]);
}

static void
ours_set(struct node *n, const struct eq_settings *s)
{
	struct node_eq_coefficients c = { .bypass = s->bypass };

	eq_design(&c.eq, s, SETTING_RATE_HZ);
	node_eq_ops.target(n, &c);
}

static struct node *
ours_open(void)
{
	const struct stream stream = { SETTING_RATE_HZ, NFRAMES_MAX, NCHANNELS };
	struct node *n = node_eq_create("eq");

	if (!n || node_eq_ops.prepare(n, &stream) != 0) {
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	return n;
}

static void
theirs_set(struct lv2_plugin *p, const struct control *c)
{
	for (; c->symbol; c++)
		if (!lv2_plugin_set(p, c->symbol, c->value)) {
			fprintf(stderr, "no control %s\n", c->symbol);
			exit(1);
		}
}

/* Gain at 1 kHz in dB, of the second channel, by correlation over the last half of a second. */
static double
runner_gain_db(const struct runner *r)
{
	enum { NFRAMES = 64, NBLOCKS = 2 * SETTING_RATE_HZ / NFRAMES };
	struct bench_blocks in, out;
	double re = 0, im = 0, power = 0;

	bench_blocks(&in, NCHANNELS, NFRAMES, 0);
	bench_blocks(&out, NCHANNELS, NFRAMES, 0);
	for (uint32_t b = 0; b < NBLOCKS; b++) {
		for (uint32_t i = 0; i < NFRAMES; i++) {
			double w = 2 * M_PI * 1000 / SETTING_RATE_HZ * (b * NFRAMES + i);

			in.block[0][i] = in.block[1][i] = (float)(0.1 * sin(w));
		}
		runner_run(r, (const float *const *)in.block, out.block, NFRAMES);
		for (uint32_t i = 0; b >= NBLOCKS * 3 / 4 && i < NFRAMES; i++) {
			double w = 2 * M_PI * 1000 / SETTING_RATE_HZ * (b * NFRAMES + i);

			re += out.block[1][i] * cos(w);
			im += out.block[1][i] * sin(w);
			power += 0.1 * sin(w) * sin(w);
		}
	}
	free(in.memory);
	free(out.memory);
	return 20 * log10(hypot(re, im) / power);
}

static void
ours_check(const struct runner *r)
{
	static const struct eq_settings flat = { .nbands = SETTING_BANDS };
	double flat_db;

	ours_set(r->node, &flat);
	flat_db = runner_gain_db(r);
	ours_set(r->node, &setting_a);
	printf("- ours: gain at 1 kHz %.2f dB, flat %.2f dB\n", runner_gain_db(r), flat_db);
}

/* Return: whether the bands make a difference. */
static bool
theirs_check(const struct runner *r, const struct peer *peer)
{
	double on_db, flat_db;

	theirs_set(r->plugin, peer->on);
	theirs_set(r->plugin, peer->flat);
	flat_db = runner_gain_db(r);
	theirs_set(r->plugin, peer->on);
	on_db = runner_gain_db(r);
	printf("- %s (version %s): gain at 1 kHz %.2f dB, flat %.2f dB\n", peer->name,
		lv2_plugin_version(r->plugin), on_db, flat_db);
	return fabs(on_db - flat_db) > 1.0;
}

static struct lv2_plugin *
theirs_open(struct lv2_host *h, const struct peer *peer)
{
	struct runner r = { NULL, lv2_plugin_open(h, peer->uri, SETTING_RATE_HZ, NFRAMES_MAX) };

	if (!r.plugin) {
		printf("- skip: %s is not installed\n", peer->name);
		return NULL;
	}
	if (theirs_check(&r, peer))
		return r.plugin;
	printf("- skip: %s does not filter, comparing it would say nothing\n", peer->name);
	lv2_plugin_close(r.plugin);
	return NULL;
}

static void
compare_all(struct bench *b, const struct runner *runner, const char *const *names, uint32_t n)
{
	struct bench_table *t = bench_new(1, sizeof *t);
	struct turn *turn = bench_new((size_t)n * NCOLUMNS, sizeof *turn);
	struct bench_blocks in, out;

	t->id = "peers";
	t->title = "Equalisers as LV2 plugins, eight bands, two channels";
	t->unit = "stereo frame";
	t->dearer = true;
	t->reference = ROW_OURS;
	for (uint32_t c = 0; c < NCOLUMNS; c++)
		bench_column(t, frames[c], "%u", frames[c]);
	bench_blocks(&in, NCHANNELS, NFRAMES_MAX, 0);
	bench_blocks(&out, NCHANNELS, NFRAMES_MAX, 0);
	for (uint32_t ch = 0; ch < NCHANNELS; ch++)
		bench_noise(in.block[ch], NFRAMES_MAX, ch + 1);
	for (uint32_t r = 0; r < n; r++) {
		bench_row(t, "%s", names[r]);
		for (uint32_t c = 0; c < NCOLUMNS; c++) {
			struct turn *now = &turn[r * NCOLUMNS + c];

			*now = (struct turn){ &runner[r], (const float *const *)in.block, out.block,
				frames[c] };
			t->cell[r][c] = (struct bench_cell){ turn_run, now };
		}
	}
	bench_run(b, t);
	free(in.memory);
	free(out.memory);
	free(turn);
	free(t);
}

int
main(int argc, char **argv)
{
	struct bench b;
	struct runner runner[ROW_PEERS + NPEERS] = { 0 };
	const char *names[ROW_PEERS + NPEERS] = { "audioengine, EQ node", "copy" };
	struct lv2_host *host;
	uint32_t n = ROW_PEERS;
	int status = bench_open(&b, "Our EQ node beside LV2 equalisers", argc, argv);

	if (status)
		return status - 1;
	host = lv2_host_create();
	if (!host)
		return 1;
	runner[ROW_OURS].node = ours_open();
	ours_check(&runner[ROW_OURS]);
	for (uint32_t i = 0; i < NPEERS; i++) {
		runner[n].plugin = theirs_open(host, &peers[i]);
		if (runner[n].plugin)
			names[n++] = peers[i].name;
	}
	compare_all(&b, runner, names, n);
	for (uint32_t i = ROW_PEERS; i < n; i++)
		lv2_plugin_close(runner[i].plugin);
	node_destroy(runner[ROW_OURS].node);
	lv2_host_destroy(host);
	return bench_close(&b) == 0 ? 0 : 1;
}
