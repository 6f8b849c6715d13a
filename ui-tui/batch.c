/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text and JSON lines. */
#include "ui-tui/batch.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control/cli/progress.h"
#include "control/status_line.h"
#include "rt/clock.h"
#include "ui-tui/feed.h"
#include "ui-tui/pieces/rows.h"

enum { JSON_DIGITS = 9, STATUS_TENTHS = 10, STATUS_BYTES = 80, FIRST_LOOK_NS = 10000000 };

struct batch {
	struct feed feed;
	struct viewer_host host;
	int fd;
	enum batch_mode mode; /* BATCH_OFF: the status line */
	uint32_t left;        /* still to be written; 0: no end */
	uint64_t every_ns;
	struct progress progress; /* in place of status lines while nothing runs */
	struct snapshot newest;
};

/* ---- Text ---- */

static void
text_head(FILE *out, const struct snapshot *s)
{
	char up[FORMAT_BYTES];

	fprintf(out, "%s  up %s\n", s->sentence, format_clock(up, s->uptime_s));
	fprintf(out, "%s%s%s  %s  %u Hz  %u fr %.2f ms  %s", s->backend,
		s->info.server[0] != '\0' ? ":" : "", s->info.server, state_name(s->state),
		s->info.rate_hz, s->info.nframes, s->period_us / 1e3,
		s->info.audio.tid != 0 ? thread_policy_name(s->info.audio.policy)
				       : "not running yet");
	if (s->info.audio.tid != 0)
		fprintf(out, " %d", s->info.audio.priority);
	fputc('\n', out);
}

static void
text_load(FILE *out, const struct profile *p)
{
	const struct stats *load = &p->load[WINDOW_10S], *margin = &p->margin_us[WINDOW_10S];

	fprintf(out, "load %.1f %%  p50 %.1f  p99 %.1f  p99.9 %.1f  max %.1f  last 10 s\n",
		100 * p->load_now, 100 * load->p50, 100 * load->p99, 100 * load->p99_9,
		100 * load->max);
	fprintf(out, "margin %.1f us  min %.1f  last 10 s\n", p->margin_now_us, margin->min);
	fprintf(out,
		"incidents %u  xruns %" PRIu64 "  misses %" PRIu64 "  skipped %" PRIu64
		"  lost frames %" PRIu64 "  records dropped %" PRIu64 "  since clear (%.0f s)\n",
		p->nincidents, p->xruns, p->misses, p->skipped, p->lost_frames, p->records_dropped,
		p->xruns_age_s);
}

static void
text_loudness(FILE *out, const struct snapshot *s)
{
	const struct loudness_reading *l = &s->loudness;

	if (!s->loudness_valid)
		return;
	fprintf(out, "loudness M %.1f  S %.1f  I %.1f LUFS  range %.1f LU  true peak %.1f dBTP",
		(double)l->momentary_lufs, (double)l->shortterm_lufs, (double)l->integrated_lufs,
		(double)l->range_lu, (double)l->true_peak_dbtp);
	if (l->lost_frames > 0)
		fprintf(out, "  incomplete: %" PRIu64 " frames missing", l->lost_frames);
	fprintf(out, "  since clear (%.0f s)\n", l->seconds);
}

void
batch_text(FILE *out, const struct snapshot *s)
{
	struct rows rows;
	char text[FORMAT_BYTES];

	text_head(out, s);
	text_load(out, &s->profile);
	text_loudness(out, s);
	rows_fill(&rows, s, WINDOW_10S);
	fprintf(out, "%-*s", PROFILE_NAME_BYTES, column_info[COLUMN_NAME].title);
	for (int id = COLUMN_NAME + 1; id < NCOLUMNS; id++)
		fprintf(out, "%*s", column_info[id].width, column_info[id].title);
	fprintf(out, "   us\n");
	for (uint32_t i = 0; i < rows.n; i++) {
		fprintf(out, "%-*s", PROFILE_NAME_BYTES, rows.row[i].name);
		for (int id = COLUMN_NAME + 1; id < NCOLUMNS; id++)
			fprintf(out, "%*s", column_info[id].width,
				column_text(
					(enum column_id)id, &rows.row[i], rows.period_us, text));
		fputc('\n', out);
	}
	fputc('\n', out);
}

/* ---- JSON ---- */

/* JSON knows no NaN: null. */
static json_t *
number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *
stats_json(const struct stats *s)
{
	json_t *o = json_object();

	json_object_set_new(o, "count", json_integer((json_int_t)s->count));
	json_object_set_new(o, "mean", number(s->mean));
	json_object_set_new(o, "stddev", number(s->stddev));
	json_object_set_new(o, "min", number(s->min));
	json_object_set_new(o, "p50", number(s->p50));
	json_object_set_new(o, "p90", number(s->p90));
	json_object_set_new(o, "p95", number(s->p95));
	json_object_set_new(o, "p99", number(s->p99));
	json_object_set_new(o, "p99_9", number(s->p99_9));
	json_object_set_new(o, "max", number(s->max));
	json_object_set_new(o, "max_at_s", number(s->max_at_s));
	return o;
}

static json_t *
rows_json(const struct snapshot *s)
{
	json_t *list = json_array();
	struct rows rows;

	rows_fill(&rows, s, WINDOW_10S);
	for (uint32_t i = 0; i < rows.n; i++) {
		const struct row *r = &rows.row[i];
		json_t *o = json_object();

		json_object_set_new(o, "name", json_string(r->name));
		json_object_set_new(o, "now_us", r->now_us < 0 ? json_null() : number(r->now_us));
		json_object_set_new(o, "us", stats_json(r->us));
		if (r->node != NULL)
			json_object_set_new(
				o, "nonfinite", json_integer((json_int_t)r->node->nonfinite));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
levels_json(const struct snapshot *s, const struct meter_level *level)
{
	json_t *list = json_array();

	for (uint32_t i = 0; s->meters_valid && i < s->info.nchannels && i < METER_CHANNELS_MAX;
		i++)
		json_array_append_new(
			list, json_pack("{s:o, s:o, s:i}", "peak_db",
				      number((double)meter_db(level[i].peak)), "rms_db",
				      number((double)meter_db(level[i].rms)), "clipped",
				      (int)level[i].clipped));
	return list;
}

/* null: switched off, or none yet */
static json_t *
loudness_json(const struct snapshot *s)
{
	const struct loudness_reading *l = &s->loudness;

	if (!s->loudness_valid)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "momentary_lufs",
		number((double)l->momentary_lufs), "shortterm_lufs",
		number((double)l->shortterm_lufs), "integrated_lufs",
		number((double)l->integrated_lufs), "range_lu", number((double)l->range_lu),
		"true_peak_dbtp", number((double)l->true_peak_dbtp), "seconds", number(l->seconds),
		"lost_frames", (json_int_t)l->lost_frames);
}

static json_t *
counts_json(const struct profile *p)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "incidents",
		(json_int_t)p->nincidents, "xruns", (json_int_t)p->xruns, "misses",
		(json_int_t)p->misses, "skipped", (json_int_t)p->skipped, "lost_frames",
		(json_int_t)p->lost_frames, "records_dropped", (json_int_t)p->records_dropped,
		"seconds", number(p->xruns_age_s));
}

static json_t *
stream_json(const struct snapshot *s)
{
	return json_pack("{s:s, s:s, s:i, s:i, s:i, s:f, s:s, s:i, s:b}", "backend", s->backend,
		"server", s->info.server, "rate_hz", (int)s->info.rate_hz, "period_frames",
		(int)s->info.nframes, "channels", (int)s->info.nchannels, "period_us", s->period_us,
		"policy", thread_policy_name(s->info.audio.policy), "priority",
		s->info.audio.priority, "memory_locked", (int)s->memory_lock.all);
}

int
batch_json(FILE *out, const struct snapshot *s)
{
	const struct profile *p = &s->profile;
	bool runs = snapshot_runs(s);
	static const char *const health[] = { "good", "caution", "bad" };
	json_t *o = json_pack(
		"{s:s, s:f, s:s, s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"schema", "audioengine.batch/1", "at_s", s->uptime_s, "state", state_name(s->state),
		"health", health[s->health <= HEALTH_BAD ? s->health : HEALTH_BAD], "sentence",
		s->sentence, "window_s", 10, "stream", stream_json(s), "load_now",
		number(runs ? p->load_now : NAN), "load", stats_json(&p->load[WINDOW_10S]),
		"margin_now_us", number(runs ? p->margin_now_us : NAN), "margin_us",
		stats_json(&p->margin_us[WINDOW_10S]), "nodes", rows_json(s), "since_clear",
		counts_json(p), "in", levels_json(s, s->in), "out", levels_json(s, s->out),
		"loudness", loudness_json(s));
	int err = -ENOMEM;

	if (o == NULL)
		return err;
	if (json_dumpf(o, out, JSON_COMPACT | JSON_REAL_PRECISION(JSON_DIGITS)) == 0) {
		fputc('\n', out);
		err = 0;
	}
	json_decref(o);
	return err;
}

/* ---- While nothing runs ---- */

/* What the sentence says of trying again, the work says with its time. */
void
batch_waiting(char *out, size_t bytes, const struct snapshot *s)
{
	int said = s->work[0] != '\0' ? (int)strcspn(s->sentence, ",") : SENTENCE_BYTES;
	const char *between = s->work[0] != '\0' ? ": " : "";

	if (s->state == STATE_LOST) /* says since when */
		snprintf(out, bytes, "%.*s%s%s", said, s->sentence, between, s->work);
	else if (s->attempts == 0 && s->work[0] != '\0')
		snprintf(out, bytes, "%s ...", s->work);
	else
		snprintf(out, bytes, "%.*s, %.0f s%s%s", said, s->sentence,
			s->uptime_s - s->state_since_s, between, s->work);
}

/* ---- The thread ---- */

static int
write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			bytes += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

/* The text is made in memory first: lines arrive whole. */
static int
write_one(struct batch *b)
{
	char *bytes = NULL, status[STATUS_BYTES];
	size_t size = 0;
	FILE *memory = open_memstream(&bytes, &size);
	int err = 0;

	if (memory == NULL)
		return -ENOMEM;
	if (b->mode == BATCH_JSON)
		err = batch_json(memory, &b->newest);
	else if (b->mode == BATCH_TEXT)
		batch_text(memory, &b->newest);
	else {
		status_line_text(&b->newest, status, sizeof status);
		fprintf(memory, "%s\n", status);
	}
	if (fclose(memory) != 0)
		err = -ENOMEM;
	if (err == 0)
		err = write_all(b->fd, bytes, size);
	free(bytes);
	return err;
}

static void
log_failure(const struct batch *b, int err)
{
	char text[STATUS_BYTES];

	snprintf(text, sizeof text, "standard output: cannot write: %s", strerror(-err));
	b->host.log(b->host.self, text);
}

static void
take_newest(struct batch *b)
{
	const struct snapshot *s = feed_take(&b->feed);

	if (s != NULL)
		b->newest = *s;
}

/* Somebody at a terminal is told what is waited for, and how long already.
 * Return: whether that stands in for a status line. */
static bool
tell_waiting(struct batch *b)
{
	const struct snapshot *s = &b->newest;
	char text[PROGRESS_BYTES];

	if (b->progress.fd < 0)
		return false;
	take_newest(b);
	if (s->seq == 0 || (s->state != STATE_STARTING && s->state != STATE_LOST)) {
		progress_clear(&b->progress);
		return false;
	}
	if (progress_due(&b->progress)) {
		batch_waiting(text, sizeof text, s);
		progress_say(&b->progress, "%s", text);
	}
	return true;
}

/* What is attached has all windows full when it comes, so the first is written as it comes. */
static void *
batch_run(void *arg)
{
	struct batch *b = arg;
	struct request quit = { .kind = REQUEST_QUIT };
	uint64_t next = clock_monotonic_ns() + (b->host.attached ? 0 : b->every_ns);
	short events;

	for (;;) {
		uint64_t now = clock_monotonic_ns();
		int err;

		if (feed_wait(&b->feed, -1, next > now ? (int)((next - now) / 1000000) + 1 : 0,
			    &events))
			break;
		if (tell_waiting(b) || clock_monotonic_ns() < next)
			continue;
		take_newest(b);
		next += b->newest.seq > 0 || !b->host.attached ? b->every_ns : FIRST_LOOK_NS;
		if (b->newest.seq == 0)
			continue;
		err = write_one(b);
		if (err < 0 && err != -EPIPE)
			log_failure(b, err);
		if (err < 0 || (b->left > 0 && --b->left == 0)) {
			b->host.request(b->host.self, &quit);
			break;
		}
	}
	progress_clear(&b->progress);
	return NULL;
}

static int
batch_open(void **self, const struct viewer_host *host)
{
	const struct options *o = host->options;
	struct batch *b = calloc(1, sizeof *b);
	int err;

	if (b == NULL) {
		host->log(host->self, "no output: out of memory");
		return -ENOMEM;
	}
	b->host = *host;
	b->fd = o->batch != BATCH_OFF || o->status_line ? STDOUT_FILENO : STDERR_FILENO;
	b->mode = o->batch;
	progress_begin(&b->progress, b->fd == STDERR_FILENO ? b->fd : -1);
	b->left = o->batch_count;
	b->every_ns = (uint64_t)(o->batch_tenths > 0 ? o->batch_tenths : STATUS_TENTHS) * 100000000;
	if (host->wish != NULL)
		host->wish(host->self, 0);
	err = feed_start(&b->feed, "ae-batch", batch_run, b);
	if (err < 0) {
		host->log(host->self, "no output: its thread cannot be started");
		free(b);
		return err;
	}
	*self = b;
	return 0;
}

static void
batch_update(void *self, const struct snapshot *s)
{
	struct batch *b = self;

	feed_put(&b->feed, s);
}

/* A reader that does not read holds the thread in a write: it is left behind. */
static void
batch_close(void *self)
{
	struct batch *b = self;

	if (b == NULL)
		return;
	feed_stop(&b->feed);
	if (!feed_join(&b->feed, FEED_END_MS))
		return;
	feed_finish(&b->feed);
	free(b);
}

const struct viewer_ops viewer_batch = {
	.open = batch_open,
	.update = batch_update,
	.close = batch_close,
};
