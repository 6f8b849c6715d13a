/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The profile as JSON.  Each part of the schema is one function, in the order of
 * the file.  jansson keeps the order of insertion, and a failed allocation in
 * any of the setters is seen at the end, as a missing object.
 */
#include "profiler/report.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* Times are good to a ns, totals to a us in days: more digits are noise. */
enum { JSON_STYLE = JSON_INDENT(2) | JSON_REAL_PRECISION(12) };

static json_t *
number(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static json_t *
text(const char *s)
{
	json_t *v = s ? json_string(s) : NULL; /* NULL: not UTF-8 either */

	return v ? v : json_null();
}

static json_t *
count(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *
known(int64_t n)
{
	return n < 0 ? json_null() : json_integer(n);
}

/* key with its unit: "p99" + "_us".  Without samples a value is null. */
static void
set_value(json_t *o, const char *key, const char *unit, double v, uint64_t n)
{
	char name[32];

	snprintf(name, sizeof(name), "%s%s", key, unit);
	json_object_set_new(o, name, n ? number(v) : json_null());
}

static void
set_stats(json_t *o, const struct stats *s, const char *unit)
{
	json_object_set_new(o, "count", count(s->count));
	set_value(o, "mean", unit, s->mean, s->count);
	set_value(o, "stddev", unit, s->stddev, s->count);
	set_value(o, "min", unit, s->min, s->count);
	set_value(o, "p50", unit, s->p50, s->count);
	set_value(o, "p90", unit, s->p90, s->count);
	set_value(o, "p95", unit, s->p95, s->count);
	set_value(o, "p99", unit, s->p99, s->count);
	set_value(o, "p99_9", unit, s->p99_9, s->count);
	set_value(o, "max", unit, s->max, s->count);
	set_value(o, "max_at_s", "", s->max_at_s, s->count);
}

static json_t *
stats_object(const struct stats *s)
{
	json_t *o = json_object();

	set_stats(o, s, "");
	return o;
}

static json_t *
host_object(const struct report_host *h)
{
	json_t *o = json_object();

	json_object_set_new(o, "name", text(h->name));
	json_object_set_new(o, "kernel", text(h->kernel));
	json_object_set_new(o, "machine", text(h->machine));
	json_object_set_new(o, "cpu", h->cpu[0] ? text(h->cpu) : json_null());
	json_object_set_new(o, "cpus", count(h->ncpus));
	return o;
}

static json_t *
stream_object(const struct report *r)
{
	json_t *o = json_object(), *realtime = json_object();

	json_object_set_new(realtime, "policy", text(r->policy));
	json_object_set_new(realtime, "priority", json_integer(r->priority));
	json_object_set_new(realtime, "memory_locked", json_boolean(r->memory_locked));
	json_object_set_new(o, "backend", text(r->backend));
	json_object_set_new(o, "server", text(r->server));
	json_object_set_new(o, "client_name", text(r->client_name));
	json_object_set_new(o, "clock", text(r->clock));
	json_object_set_new(o, "rate_hz", count(r->profile->rate_hz));
	json_object_set_new(o, "period_frames", count(r->profile->nframes));
	json_object_set_new(o, "channels", count(r->nchannels));
	json_object_set_new(o, "epochs", count(r->epochs));
	json_object_set_new(o, "realtime", realtime);
	return o;
}

static json_t *
margin_object(const struct profile *p)
{
	const struct stats *s = &p->margin_us[WINDOW_CLEAR];
	json_t *o = json_object();

	set_value(o, "now", "", p->margin_now_us, s->count);
	set_value(o, "min", "", s->min, s->count);
	set_value(o, "min_at_s", "", p->margin_min_at_s, s->count);
	set_value(o, "p0_1", "", p->margin_p0_1_us[WINDOW_CLEAR], s->count);
	return o;
}

static json_t *
cycle_object(const struct profile *p)
{
	json_t *o = json_object();

	json_object_set_new(o, "count", count(p->cycles));
	json_object_set_new(o, "records_dropped", count(p->records_dropped));
	json_object_set_new(o, "load", stats_object(&p->load[WINDOW_CLEAR]));
	json_object_set_new(o, "busy_us", stats_object(&p->busy_us[WINDOW_CLEAR]));
	json_object_set_new(o, "wakeup_us", stats_object(&p->wakeup_us[WINDOW_CLEAR]));
	json_object_set_new(o, "margin_us", margin_object(p));
	return o;
}

/* clean: it let out neither NaN nor infinity, and its own state stayed sound. */
static void
append_node(json_t *list, const struct profile_node *n)
{
	const struct stats *s = &n->us[WINDOW_CLEAR];
	json_t *o = json_object();

	json_object_set_new(o, "name", text(n->name));
	json_object_set_new(o, "type", text(n->type));
	set_stats(o, s, "_us");
	json_object_set_new(o, "total_us", number(s->total));
	json_object_set_new(o, "overruns", count(n->overruns));
	json_object_set_new(o, "nonfinite", count(n->nonfinite));
	json_object_set_new(o, "denormal", count(n->denormal));
	json_object_set_new(o, "cleared", count(n->cleared));
	json_object_set_new(o, "bypassed", json_boolean(n->bypassed));
	json_object_set_new(o, "clean", json_boolean(n->nonfinite + n->cleared == 0));
	json_array_append_new(list, o);
}

static json_t *
nodes_array(const struct profile *p)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; i < p->nnodes; i++)
		append_node(list, &p->node[i]);
	append_node(list, &p->frame);
	append_node(list, &p->profiler);
	append_node(list, &p->worker);
	return list;
}

static json_t *
incident_object(const struct incident *i)
{
	json_t *o = json_object();

	json_object_set_new(o, "id", count(i->id));
	json_object_set_new(o, "at_s", number(i->at_s));
	json_object_set_new(o, "cause", text(i->cause));
	json_object_set_new(o, "confidence", text(i->confidence));
	json_object_set_new(o, "share", number(i->share));
	json_object_set_new(o, "node", i->node[0] ? text(i->node) : json_null());
	json_object_set_new(o, "late_us", number(i->late_us));
	json_object_set_new(o, "load", number(i->load));
	json_object_set_new(o, "wakeup_us", number(i->wakeup_us));
	json_object_set_new(o, "misses", count(i->misses));
	json_object_set_new(o, "skipped", count(i->skipped));
	json_object_set_new(o, "xruns", count(i->xruns));
	json_object_set_new(o, "frames_lost", count(i->lost_frames));
	json_object_set_new(o, "first_cycle", count(i->first_seq));
	json_object_set_new(o, "last_cycle", count(i->last_seq));
	json_object_set_new(o, "open", json_boolean(i->open));
	return o;
}

static json_t *
xruns_object(const struct profile *p)
{
	json_t *o = json_object(), *causes = json_object(), *items = json_array();
	uint32_t i;

	for (i = 0; i < NCAUSES; i++)
		json_object_set_new(causes, cause_word(i), count(p->by_cause[i]));
	for (i = 0; i < p->nkept; i++)
		json_array_append_new(items, incident_object(&p->incident[i]));
	json_object_set_new(o, "since_clear_s", number(p->xruns_age_s));
	json_object_set_new(o, "count", count(p->xruns));
	json_object_set_new(o, "misses", count(p->misses));
	json_object_set_new(o, "skipped", count(p->skipped));
	json_object_set_new(o, "frames_lost", count(p->lost_frames));
	json_object_set_new(o, "incidents", count(p->nincidents));
	json_object_set_new(o, "in_incidents", count(p->incident_xruns));
	json_object_set_new(o, "by_cause", causes);
	json_object_set_new(o, "items", items);
	return o;
}

static json_t *
memory_object(const struct report *r)
{
	json_t *o = json_object(), *audio = json_object();
	double payload = (double)r->pool_payload_bytes;
	double overhead = ((double)r->pool_bytes - payload) / payload;

	json_object_set_new(audio, "allocations", known(r->allocations));
	json_object_set_new(audio, "minor_faults", known(r->minor_faults));
	json_object_set_new(audio, "major_faults", known(r->major_faults));
	json_object_set_new(audio, "syscalls", known(r->syscalls));
	json_object_set_new(audio, "voluntary_switches", known(r->voluntary_switches));
	json_object_set_new(audio, "involuntary_switches", known(r->involuntary_switches));
	json_object_set_new(o, "pool_bytes", count(r->pool_bytes));
	json_object_set_new(o, "pool_high_water_bytes", count(r->pool_high_water_bytes));
	json_object_set_new(o, "pool_overhead_ratio", number(overhead));
	json_object_set_new(o, "locked_bytes", count(r->locked_bytes));
	json_object_set_new(o, "rss_bytes", count(r->rss_bytes));
	json_object_set_new(o, "collector_bytes", count(r->collector_bytes));
	json_object_set_new(o, "audio_thread", audio);
	return o;
}

static json_t *
profiler_object(const struct report *r)
{
	const struct profile *p = r->profile;
	const struct stats *own = &p->profiler.us[WINDOW_CLEAR], *busy = &p->busy_us[WINDOW_CLEAR];
	json_t *o = json_object();

	json_object_set_new(o, "tier", count(r->tier));
	json_object_set_new(o, "on", json_boolean(p->on));
	json_object_set_new(o, "probe_ns_per_node", number(p->probe_ns));
	set_value(o, "ns_per_cycle", "", own->mean * 1e3, own->count);
	set_value(o, "share_of_busy", "", own->mean / busy->mean, own->count && busy->count);
	json_object_set_new(o, "worker_hops_skipped", count(p->hops_skipped));
	return o;
}

static json_t *
report_object(const struct report *r)
{
	json_t *o = json_object();

	json_object_set_new(o, "schema", text("audioengine.report/1"));
	json_object_set_new(o, "version", text(r->version));
	json_object_set_new(o, "host", host_object(&r->host));
	json_object_set_new(o, "started", text(r->started));
	json_object_set_new(o, "seconds", number(r->seconds));
	json_object_set_new(o, "since_clear_s", number(r->profile->clear_age_s));
	json_object_set_new(o, "stream", stream_object(r));
	json_object_set_new(o, "cycle", cycle_object(r->profile));
	json_object_set_new(o, "nodes", nodes_array(r->profile));
	json_object_set_new(o, "xruns", xruns_object(r->profile));
	json_object_set_new(o, "memory", memory_object(r));
	json_object_set_new(o, "profiler", profiler_object(r));
	return o;
}

static int
fail(int error, char *err, size_t err_bytes, const char *what, const char *path)
{
	snprintf(err, err_bytes, "%s \"%s\": %s; choose another place with --report=FILE", what,
		path, strerror(error));
	return -error;
}

/* Return: 0 or errno. */
static int
write_all(int fd, const char *data, size_t bytes)
{
	while (bytes > 0) {
		ssize_t n = write(fd, data, bytes);

		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0) {
			data += n;
			bytes -= (size_t)n;
		}
	}
	return 0;
}

/* A pipe or device cannot be replaced by rename, only written to. */
static int
write_special(const char *path, const char *data, size_t bytes)
{
	int error,
		fd = strcmp(path, "-") == 0 ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	error = write_all(fd, data, bytes);
	if (close(fd) != 0 && !error)
		error = errno;
	return error;
}

static int
write_replacing(const char *path, const char *data, size_t bytes)
{
	size_t size = strlen(path) + 32;
	char *temporary = malloc(size);
	int error, fd;

	if (!temporary)
		return ENOMEM;
	snprintf(temporary, size, "%s.tmp.%ld", path, (long)getpid());
	unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		error = errno;
		free(temporary);
		return error;
	}
	error = write_all(fd, data, bytes);
	if (!error && fsync(fd) != 0)
		error = errno;
	if (close(fd) != 0 && !error)
		error = errno;
	if (!error && rename(temporary, path) != 0)
		error = errno;
	if (error)
		unlink(temporary);
	free(temporary);
	return error;
}

int
report_write(const char *path, const struct report *r, char *err, size_t err_bytes)
{
	json_t *root = report_object(r);
	char *body = json_dumps(root, JSON_STYLE), *data = NULL;
	struct stat st;
	bool special;
	int error;

	json_decref(root);
	if (body)
		data = realloc(body, strlen(body) + 2);
	if (!data) {
		free(body);
		return fail(ENOMEM, err, err_bytes, "cannot make the report", path);
	}
	strcat(data, "\n");
	special = strcmp(path, "-") == 0 || (stat(path, &st) == 0 && !S_ISREG(st.st_mode));
	error = special ? write_special(path, data, strlen(data))
			: write_replacing(path, data, strlen(data));
	free(data);
	return error ? fail(error, err, err_bytes, "cannot write the report", path) : 0;
}

static void
read_cpu_name(char *out, size_t bytes)
{
	FILE *f = fopen("/proc/cpuinfo", "re");
	char line[256];

	if (!f)
		return;
	while (fgets(line, sizeof(line), f)) {
		const char *value = strchr(line, ':');

		if (strncmp(line, "model name", 10) == 0 && value) {
			snprintf(out, bytes, "%.*s", (int)strcspn(value + 2, "\n"), value + 2);
			break;
		}
	}
	fclose(f);
}

void
report_host_read(struct report_host *out)
{
	struct utsname u;
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	memset(out, 0, sizeof(*out));
	if (uname(&u) == 0) {
		snprintf(out->name, sizeof(out->name), "%s", u.nodename);
		snprintf(out->kernel, sizeof(out->kernel), "%.40s %.80s", u.sysname, u.release);
		snprintf(out->machine, sizeof(out->machine), "%s", u.machine);
	}
	read_cpu_name(out->cpu, sizeof(out->cpu));
	out->ncpus = n > 0 ? (uint32_t)n : 0;
}

void
report_time(int64_t unix_s, char out[32])
{
	time_t t = (time_t)unix_s;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}
