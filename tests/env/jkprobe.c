/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jkprobe: a JACK client that measures how the server paces its callbacks.
 *
 *   cc -O2 -o jkprobe jkprobe.c $(pkg-config --cflags --libs jack) -lm -lpthread
 *   jkprobe [-n NAME] [-t SECONDS] [-s MS] [-e EVERY] [-b MS] [-c] [-S SERVER]
 *     -s MS     sleep MS in the callback (provokes a genuine xrun) ...
 *     -b MS     ... or burn MS of CPU there
 *     -e EVERY  every EVERY-th callback only (default 100)
 *     -c        connect to system:capture_1 / system:playback_1
 * Prints one line of key=value pairs at the end; exit 0, or 3 if the server
 * went away under it.
 */
#define _GNU_SOURCE
#include <jack/jack.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAXN (1u << 20)
static float iv[MAXN];
static _Atomic unsigned n_cb, n_xrun, n_bs, n_sr, n_fw;
static _Atomic int down;
static double prev, t_first, t_last, sleep_ms, burn_ms;
static unsigned every = 100;
static unsigned long frames;
static _Atomic int policy, prio;
static jack_port_t *in, *out;
static jack_client_t *cl;

static double
now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static int
process(jack_nframes_t n, void *arg)
{
	(void)arg;
	double t = now();
	unsigned k = atomic_load(&n_cb);
	if (k == 0) {
		struct sched_param sp;
		int pol;
		pthread_getschedparam(pthread_self(), &pol, &sp);
		atomic_store(&policy,
			pol & ~0x40000000); /* mask SCHED_RESET_ON_FORK, which PipeWire sets */
		atomic_store(&prio, sp.sched_priority);
		t_first = t;
	} else if (k < MAXN) {
		iv[k - 1] = (float)((t - prev) * 1e6);
		frames += n;
	}
	t_last = t;
	prev = t;
	memcpy(jack_port_get_buffer(out, n), jack_port_get_buffer(in, n), n * sizeof(float));
	atomic_store(&n_cb, k + 1);
	if (k && every && k % every == 0) {
		if (sleep_ms > 0) {
			struct timespec s = { (time_t)(sleep_ms / 1e3),
				(long)(fmod(sleep_ms, 1e3) * 1e6) };
			nanosleep(&s, NULL);
		}
		if (burn_ms > 0)
			while (now() - t < burn_ms * 1e-3)
				;
	}
	return 0;
}
static int
on_xrun(void *a)
{
	(void)a;
	atomic_fetch_add(&n_xrun, 1);
	return 0;
}
static int
on_bs(jack_nframes_t n, void *a)
{
	(void)a;
	atomic_fetch_add(&n_bs, 1);
	fprintf(stderr, "bufsize %u\n", n);
	return 0;
}
static int
on_sr(jack_nframes_t n, void *a)
{
	(void)a;
	(void)n;
	atomic_fetch_add(&n_sr, 1);
	return 0;
}
static void
on_fw(int s, void *a)
{
	(void)a;
	(void)s;
	atomic_fetch_add(&n_fw, 1);
}
static void
on_down(jack_status_t c, const char *why, void *a)
{
	(void)a;
	fprintf(stderr, "shutdown 0x%x: %s\n", c, why);
	atomic_store(&down, 1);
}
static int
cmp(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	const char *name = "jkprobe", *server = NULL;
	double secs = 5;
	int conn = 0, o;
	while ((o = getopt(argc, argv, "n:t:s:e:b:cS:")) != -1)
		switch (o) {
		case 'n':
			name = optarg;
			break;
		case 't':
			secs = atof(optarg);
			break;
		case 's':
			sleep_ms = atof(optarg);
			break;
		case 'b':
			burn_ms = atof(optarg);
			break;
		case 'e':
			every = (unsigned)atoi(optarg);
			break;
		case 'c':
			conn = 1;
			break;
		case 'S':
			server = optarg;
			break;
		default:
			return 2;
		}
	jack_status_t st;
	cl = server ? jack_client_open(name, JackNoStartServer | JackServerName, &st, server)
		    : jack_client_open(name, JackNoStartServer, &st);
	if (!cl) {
		fprintf(stderr, "jack_client_open: status 0x%x\n", st);
		return 1;
	}
	in = jack_port_register(cl, "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
	out = jack_port_register(cl, "out", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
	jack_set_process_callback(cl, process, NULL);
	jack_set_xrun_callback(cl, on_xrun, NULL);
	jack_set_buffer_size_callback(cl, on_bs, NULL);
	jack_set_sample_rate_callback(cl, on_sr, NULL);
	jack_set_freewheel_callback(cl, on_fw, NULL);
	jack_on_info_shutdown(cl, on_down, NULL);
	unsigned rate = jack_get_sample_rate(cl);
	if (jack_activate(cl))
		return 1;
	if (conn) {
		char b[128];
		snprintf(b, sizeof b, "%s:in", jack_get_client_name(cl));
		jack_connect(cl, "system:capture_1", b);
		snprintf(b, sizeof b, "%s:out", jack_get_client_name(cl));
		jack_connect(cl, b, "system:playback_1");
	}
	double t0 = now();
	while (now() - t0 < secs && !atomic_load(&down))
		usleep(20000);
	unsigned n = atomic_load(&n_cb);
	unsigned long fr = frames;
	double span = t_last - t_first;
	float load = atomic_load(&down) ? -1 : jack_cpu_load(cl);
	unsigned bs = atomic_load(&down) ? 0 : jack_get_buffer_size(cl);
	if (!atomic_load(&down))
		jack_client_close(cl);
	unsigned m = n > 1 ? (n - 1 < MAXN ? n - 1 : MAXN) : 0;
	qsort(iv, m, sizeof *iv, cmp);
	double mean = m ? span * 1e6 / m : 0;
	printf("policy=%s prio=%d rate=%u bufsize=%u callbacks=%u frames_per_s=%.1f mean_us=%.1f "
	       "min_us=%.0f p50_us=%.0f p99_us=%.0f p999_us=%.0f max_us=%.0f xruns=%u "
	       "bufsize_cb=%u samplerate_cb=%u freewheel_cb=%u dsp_load=%.1f\n",
		atomic_load(&policy) == SCHED_FIFO ? "FIFO"
		: atomic_load(&policy) == SCHED_RR ? "RR"
						   : "OTHER",
		atomic_load(&prio), rate, bs, n, span > 0 ? fr / span : 0, mean, m ? iv[0] : 0,
		m ? iv[m / 2] : 0, m ? iv[(unsigned)(m * .99)] : 0,
		m ? iv[(unsigned)(m * .999)] : 0, m ? iv[m - 1] : 0, atomic_load(&n_xrun),
		atomic_load(&n_bs), atomic_load(&n_sr), atomic_load(&n_fw), load);
	return atomic_load(&down) ? 3 : 0;
}
