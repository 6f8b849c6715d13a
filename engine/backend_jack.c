/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JACK, the part that runs in the audio thread: wait for the period, stamp it,
 * let the engine work on the ports' own buffers, hand over.  Between
 * jack_cycle_wait and jack_cycle_signal there is no system call; the clock
 * reads of libjack are vDSO calls (checked with strace on jackd and PipeWire).
 *
 * Stamps.  libjack counts microseconds of CLOCK_MONOTONIC_RAW under jackd and
 * of CLOCK_MONOTONIC under PipeWire, so only ages cross over to our clock:
 * how long ago something was, by jack_get_time() read beside clock_ticks() at
 * most 10 ms ago (decision 11).
 *
 * When the period began (due).  jack_frames_since_cycle_start() comes from the
 * driver's raw stamp but in whole frames: the age lies in [f, f + 1) frames.
 * jack_get_cycle_times() is fine but filtered (jackd's DLL needs seconds to
 * settle and is wrong for some 90 periods after an overrun).  So the filtered
 * age is taken, kept inside the bracket: exact to the microsecond on PipeWire,
 * where nothing filters, and within one frame of the truth on jackd, whatever
 * the DLL thinks.
 *
 * Lost periods.  The server's frame time runs on when we miss a period.  Both
 * libraries merge wake-ups that we did not take, so a jump of the frame time
 * by more than a period is what we never saw.  A wake-up that reads the stamp
 * of the *next* period (preempted right after waking) looks like a jump and is
 * followed by a standstill: totals follow the most that we were ever behind,
 * and thus count that once at most and make up for it at the next real loss.
 */
#include "config.h"

#include "engine/backend_jack.h"

#include <jack/midiport.h>
#include <string.h>

#include "engine/midi.h"
#include "rt/clock.h"
#include "rt/thread.h"

/* libjack's functions that its documentation allows in the audio thread. */
#if defined(__clang__) && __clang_major__ >= 20
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wfunction-effect-redeclarations"
void *jack_port_get_buffer(jack_port_t *, jack_nframes_t) RT_SAFE;
jack_time_t jack_get_time(void) RT_SAFE;
jack_nframes_t jack_frames_since_cycle_start(const jack_client_t *) RT_SAFE;
jack_nframes_t jack_last_frame_time(const jack_client_t *) RT_SAFE;
jack_nframes_t jack_get_sample_rate(jack_client_t *) RT_SAFE;
int jack_get_cycle_times(
	const jack_client_t *, jack_nframes_t *, jack_time_t *, jack_time_t *, float *) RT_SAFE;
float jack_cpu_load(jack_client_t *) RT_SAFE;
uint32_t jack_midi_get_event_count(void *) RT_SAFE;
int jack_midi_event_get(jack_midi_event_t *, void *, uint32_t) RT_SAFE;
#pragma clang diagnostic pop
#endif

enum {
	PAIR_TRIES = 3,
	PAIR_GOOD_NS = 3000, /* two clocks read within this: taken */
	PAIR_LASTS_NS = 10000000,
	AGE_SANE_US = 1000000, /* a cycle older than this does not pace us */
	RATE_SANE_HZ = 4000000
};

/* What libjack says of the running cycle. */
struct cycle_times {
	uint64_t ticks; /* at this instant ... */
	uint32_t age;   /* ... so many whole frames had gone by since it began */
	uint32_t frame_time;
	jack_time_t began; /* filtered; libjack's clock */
	bool filtered;     /* began is known */
};

/* The filtered age where the driver's whole frames bear it out, else the nearest that they allow;
 * a filter that is off by more than a frame knows nothing, and the middle errs least. */
static double
age_inside(double age_us, uint32_t frames, uint32_t rate_hz) RT_SAFE
{
	double frame = 1e6 / rate_hz, low = frames * frame, high = low + frame;

	if (age_us < low - frame || age_us > high + frame)
		return low + frame / 2;
	if (age_us < low)
		return low;
	return age_us > high ? high : age_us;
}

/* Both clocks anew, when the pair is too old for one to be reckoned from the other. */
static void
clocks_pair(struct backend *b, uint64_t now) RT_SAFE
{
	const struct clock *clock = b->engine.clock;
	double old_ns = clock_span_ns(clock, (int64_t)(now - b->pair.ticks));
	uint64_t best = INT64_MAX;

	if (b->pair.known && old_ns >= 0 && old_ns < PAIR_LASTS_NS)
		return;
	for (int i = 0; i < PAIR_TRIES && clock_span_ns(clock, (int64_t)best) >= PAIR_GOOD_NS;
		i++) {
		uint64_t before = clock_ticks(clock);
		jack_time_t us = jack_get_time();
		uint64_t width = clock_ticks(clock) - before;

		if (width < best) {
			best = width;
			b->pair = (struct jack_pair){ before, us, true };
		}
	}
}

static void
cycle_times_read(struct backend *b, uint64_t wake, struct cycle_times *t) RT_SAFE
{
	const struct clock *clock = b->engine.clock;
	uint64_t before = wake, after, best = UINT64_MAX;
	jack_time_t next;
	float period_us;

	for (int i = 0; i < PAIR_TRIES; i++) {
		uint32_t age = jack_frames_since_cycle_start(b->client);

		after = clock_ticks(clock);
		if (after - before < best) {
			best = after - before;
			t->ticks = before;
			t->age = age;
		}
		if (clock_span_ns(clock, (int64_t)best) < PAIR_GOOD_NS)
			break;
		before = clock_ticks(clock);
	}
	t->filtered =
		jack_get_cycle_times(b->client, &t->frame_time, &t->began, &next, &period_us) == 0;
	if (!t->filtered)
		t->frame_time = jack_last_frame_time(b->client);
}

/* Microseconds from the cycle's beginning to t->ticks.  Return: false when nothing tells. */
static bool
cycle_age(struct backend *b, const struct cycle_times *t, uint32_t rate_hz, double *us) RT_SAFE
{
	double frames_us = t->age * 1e6 / rate_hz, since_pair_ns;

	*us = frames_us;
	if (t->filtered) {
		clocks_pair(b, t->ticks);
		since_pair_ns = clock_span_ns(b->engine.clock, (int64_t)(t->ticks - b->pair.ticks));
		*us = (double)(int64_t)(b->pair.us - t->began) + since_pair_ns / 1e3;
	}
	if (frames_us < AGE_SANE_US) {
		*us = age_inside(*us, t->age, rate_hz);
		return true;
	}
	if (!t->filtered || *us >= 0 || *us <= -AGE_SANE_US)
		return false;
	*us = 0; /* PipeWire: a driver that is a moment ahead */
	return true;
}

/* Fill due and deadline from wake. */
static void
period_stamp(struct backend *b, struct period *p, const struct cycle_times *t) RT_SAFE
{
	const struct clock *clock = b->engine.clock;
	uint64_t period = clock_ns_to_ticks(clock, (uint64_t)p->nframes * 1000000000u / p->rate_hz);
	double age_us;

	p->due = p->wake;
	p->deadline = p->wake + period;
	if (p->flags & CYCLE_FREEWHEEL) {
		p->flags |= CYCLE_NO_DUE;
		return;
	}
	if (!cycle_age(b, t, p->rate_hz, &age_us)) {
		p->flags |= CYCLE_NO_DUE;
		return;
	}
	p->due = t->ticks - clock_ns_to_ticks(clock, (uint64_t)(age_us * 1e3));
	if (p->due > p->wake && p->due - p->wake > period / 2)
		p->due -= period; /* the server began the next period after we woke */
	if (p->due > p->wake)
		p->due = p->wake;
	p->deadline = p->due + period;
}

/* Frames that went by since the last period, by our own clock. */
static int64_t
frames_elapsed(const struct backend *b, const struct period *p) RT_SAFE
{
	double ns = clock_span_ns(b->engine.clock, (int64_t)(p->wake - b->frames.wake));

	return (int64_t)(ns * p->rate_hz / 1e9);
}

static void
frames_account(struct backend *b, const struct period *p, uint32_t now) RT_SAFE
{
	struct jack_frames *f = &b->frames;
	int64_t step = (int32_t)(now - f->expected), n = p->nframes;
	bool steady = f->known && f->nframes == p->nframes && f->rate_hz == p->rate_hz &&
		      !(p->flags & CYCLE_FREEWHEEL);

	/* Another driver or a restarted counter, no loss: more than the time that went by. */
	if (!steady || step < -n || step > frames_elapsed(b, p) + n) {
		f->behind = 0;
		f->most = 0;
	} else if (step) {
		f->behind = f->behind + step > 0 ? f->behind + step : 0;
		if (f->behind > f->most) {
			f->lost += (uint32_t)(f->behind - f->most);
			f->skipped += (uint32_t)((f->behind - f->most + n / 2) / n);
			f->most = f->behind;
		}
	}
	f->known = !(p->flags & CYCLE_FREEWHEEL);
	f->expected = now + p->nframes;
	f->nframes = p->nframes;
	f->rate_hz = p->rate_hz;
	f->wake = p->wake;
}

/* The ports' own buffers.  Return: false when a port without one cannot be replaced. */
static bool
blocks_fetch(struct backend *b, uint32_t nframes) RT_SAFE
{
	bool whole = true;

	for (uint32_t i = 0; i < b->nchannels; i++) {
		b->in_block[i] = jack_port_get_buffer(b->in[i], nframes);
		b->out_block[i] = jack_port_get_buffer(b->out[i], nframes);
		whole = whole && b->in_block[i] && b->out_block[i];
	}
	if (whole)
		return true;
	for (uint32_t i = 0; i < b->nchannels; i++) {
		if (!b->in_block[i])
			b->in_block[i] = b->silence;
		if (!b->out_block[i])
			b->out_block[i] = b->waste;
	}
	return nframes <= PERIOD_FRAMES_MAX;
}

static void
blocks_silence(struct backend *b, uint32_t nframes) RT_SAFE
{
	for (uint32_t i = 0; i < b->nchannels; i++)
		if (b->out_block[i] != b->waste)
			memset(b->out_block[i], 0, nframes * sizeof(float));
}

/* A port that nobody sends to costs one load; libjack would clear, on PipeWire convert, a buffer.
 */
static void
midi_fetch(struct backend *b, uint32_t nframes, uint32_t frame_time) RT_SAFE
{
	jack_midi_event_t event;
	void *buffer;
	uint32_t n;

	if (!atomic_load_explicit(&b->midi_connected, memory_order_relaxed))
		return;
	buffer = jack_port_get_buffer(b->midi, nframes);
	n = buffer ? jack_midi_get_event_count(buffer) : 0;
	for (uint32_t i = 0; i < n && i < MIDI_PERIOD_EVENTS; i++)
		if (jack_midi_event_get(&event, buffer, i) == 0)
			b->engine.midi(
				b->engine.arg, event.buffer, event.size, frame_time + event.time);
}

static uint32_t
rate_now(struct backend *b) RT_SAFE
{
	uint32_t rate_hz = jack_get_sample_rate(b->client);

	if (rate_hz == 0 || rate_hz > RATE_SANE_HZ)
		rate_hz = atomic_load_explicit(&b->rate_hz, memory_order_relaxed);
	return rate_hz;
}

static void
cycle_process(struct backend *b, uint32_t nframes, uint64_t wake) RT_SAFE
{
	struct cycle_times times;
	struct period p = { .in = b->in_block,
		.out = b->out_block,
		.nframes = nframes,
		.rate_hz = rate_now(b),
		.wake = wake };

	if (atomic_load_explicit(&b->freewheel, memory_order_relaxed))
		p.flags |= CYCLE_FREEWHEEL;
	cycle_times_read(b, wake, &times);
	period_stamp(b, &p, &times);
	frames_account(b, &p, times.frame_time);
	p.xruns = atomic_load_explicit(&b->xruns, memory_order_relaxed);
	p.skipped = b->frames.skipped;
	p.lost_frames = b->frames.lost;
	midi_fetch(b, nframes, times.frame_time);
	if (blocks_fetch(b, nframes))
		b->engine.process(b->engine.arg, &p);
	else
		blocks_silence(b, nframes);
}

/* After the hand-over: what describe will tell. */
static void
cycle_publish(struct backend *b, uint32_t nframes) RT_SAFE
{
	atomic_store_explicit(&b->nframes, nframes, memory_order_relaxed);
	atomic_store_explicit(&b->server_load, jack_cpu_load(b->client), memory_order_relaxed);
}

void
jack_lost(struct backend *b)
{
	if (!atomic_load(&b->stopping) && !atomic_exchange(&b->lost, true))
		b->engine.changed(b->engine.arg, BACKEND_LOST);
}

/* libjack may end the thread inside jack_cycle_wait, by cancelling it or when the server dies.
 * That is fine, but AddressSanitizer would later trip over the red zones of the frame that was
 * left behind: this frame gets none, and what it calls is whole again when it waits. */
__attribute__((no_sanitize("address"))) void *
jack_audio_run(void *arg)
{
	struct backend *b = arg;
	uint32_t nframes;
	uint64_t wake;

	thread_enter_audio(&b->audio);
	atomic_store_explicit(&b->audio_known, true, memory_order_release);
	for (;;) {
		nframes = jack_cycle_wait(b->client);
		wake = clock_ticks(b->engine.clock);
		if (nframes == 0)
			break;
		cycle_process(b, nframes, wake);
		jack_cycle_signal(b->client, 0);
		b->engine.committed(b->engine.arg);
		cycle_publish(b, nframes);
	}
	jack_lost(b);
	return NULL;
}
