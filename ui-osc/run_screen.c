/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a screen says of the engine beside its numbers: how it does and since
 * when, what carries the audio thread, memory and threads.  With these a screen
 * elsewhere shows what one in the engine's own process does.
 */
#include "ui-osc/rows.h"

enum { PAGE_BYTES = 1000, THREAD_VALUES = 12, THREAD_BYTES = 4 * 4 + 4 + 4 * 8 };

static const char *const health_word[] = { "good", "caution", "bad" };

static int
sent(struct call *c)
{
	answer_send(c, "");
	return OSC_FINE;
}

int
run_engine_health(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_string(c, health_word[c->snap->health]);
	answer_string(c, c->snap->sentence);
	return sent(c);
}

int
run_engine_times(struct call *c)
{
	const struct snapshot *s = c->snap;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_double(c, s->uptime_s);
	answer_double(c, s->state_since_s);
	answer_double(c, s->profile.clear_age_s);
	answer_double(c, s->profile.xruns_age_s);
	answer_double(c, s->profile.last_xrun_s);
	return sent(c);
}

int
run_engine_opening(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_int(c, c->snap->attempts);
	answer_int(c, c->snap->unpaced);
	return sent(c);
}

int
run_engine_server(struct call *c)
{
	const struct backend_info *info = &c->snap->info;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_string(c, c->snap->backend);
	answer_string(c, info->server);
	answer_string(c, info->client_name);
	answer_int(c, info->has_server);
	answer_int(c, info->connected_in);
	answer_int(c, info->connected_out);
	return sent(c);
}

int
run_engine_channels(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_int(c, c->snap->info.nchannels);
	return sent(c);
}

int
run_engine_latency_frames(struct call *c)
{
	const struct backend_info *info = &c->snap->info;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_int(c, info->latency_in_frames);
	answer_int(c, info->latency_out_frames);
	return sent(c);
}

int
run_engine_audio(struct call *c)
{
	const struct thread_status *audio = &c->snap->info.audio;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_string(c, thread_policy_name(audio->policy));
	answer_int(c, audio->priority);
	answer_int(c, audio->cpu);
	answer_int(c, audio->tid);
	answer_int(c, audio->error);
	answer_int(c, audio->flush_denormals);
	return sent(c);
}

int
run_engine_memory(struct call *c)
{
	const struct snapshot *s = c->snap;
	uint64_t limit = s->memory_lock.limit_bytes;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_int(c, s->memory_lock.all);
	answer_long(c, limit <= INT64_MAX ? (int64_t)limit : -1);
	answer_long(c, (int64_t)s->rss_bytes);
	answer_long(c, (int64_t)s->locked_bytes);
	answer_long(c, (int64_t)s->pool.bytes);
	answer_long(c, (int64_t)s->pool.in_use_bytes);
	answer_long(c, (int64_t)s->pool.high_water_bytes);
	answer_int(c, s->pool.locked);
	return sent(c);
}

int
run_engine_faults(struct call *c)
{
	const struct snapshot *s = c->snap;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_long(c, (int64_t)s->audio_minor_faults);
	answer_long(c, (int64_t)s->audio_major_faults);
	answer_long(c, (int64_t)s->audio_voluntary_switches);
	answer_long(c, (int64_t)s->audio_involuntary_switches);
	return sent(c);
}

static int
answer_word(struct call *c, const char *word)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_string(c, word);
	return sent(c);
}

int
run_engine_clock(struct call *c)
{
	return answer_word(c, c->snap->clock);
}

int
run_engine_work(struct call *c)
{
	return answer_word(c, c->snap->work);
}

int
run_engine_load(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_float(c, (double)c->snap->info.server_load);
	return sent(c);
}

int
run_osc_packets(struct call *c)
{
	const struct snapshot *s = c->snap;
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_long(c, (int64_t)s->osc_received);
	answer_long(c, (int64_t)s->osc_malformed);
	answer_long(c, (int64_t)s->osc_refused);
	return sent(c);
}

int
run_eq_steps(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_int(c, c->snap->undo_steps);
	answer_int(c, c->snap->redo_steps);
	return sent(c);
}

int
run_settings_unsaved(struct call *c)
{
	int error = call_no_arguments(c);

	if (error != OSC_FINE)
		return error;
	answer_int(c, c->snap->unsaved);
	return sent(c);
}

/* ---- Threads, a page each ---- */

static void
answer_thread(struct call *c, const struct thread_use *t)
{
	const char state[2] = { t->state, '\0' };

	answer_string(c, t->name);
	answer_int(c, t->tid);
	answer_int(c, t->audio);
	answer_string(c, thread_policy_name(t->policy));
	answer_int(c, t->priority);
	answer_int(c, t->cpu);
	answer_string(c, state);
	answer_float(c, t->cpu_percent);
	answer_long(c, (int64_t)t->minor_faults);
	answer_long(c, (int64_t)t->major_faults);
	answer_long(c, (int64_t)t->voluntary);
	answer_long(c, (int64_t)t->involuntary);
}

/* With the strings at their longest: name, policy, state. */
static uint32_t
threads_fitting(const struct call *c, uint32_t n)
{
	static const size_t each = THREAD_BYTES + THREAD_NAME_BYTES + 12 + 4;
	uint32_t fit = 1;

	while (fit < n &&
		answer_has_room(c, PAGE_BYTES, 2 + (fit + 1) * THREAD_VALUES, 8 + (fit + 1) * each))
		fit++;
	return fit < n ? fit : n;
}

int
run_engine_threads(struct call *c)
{
	const struct snapshot *s = c->snap;
	uint32_t n, end;
	int32_t offset;
	int error = call_optional_index(c, 0, THREADS_SHOWN, 0, &offset);

	if (error != OSC_FINE)
		return error;
	n = (uint32_t)offset < s->nthreads ? s->nthreads - (uint32_t)offset : 0;
	end = (uint32_t)offset + threads_fitting(c, n);
	answer_int(c, s->nthreads);
	answer_int(c, end < s->nthreads ? (int64_t)end : -1);
	for (uint32_t i = (uint32_t)offset; i < end && i < s->nthreads; i++)
		answer_thread(c, &s->thread[i]);
	answer_send(c, ".reply");
	return OSC_FINE;
}
