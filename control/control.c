/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What front ends ask of control, and what the session tells it. */
#include "control/control.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "control/control_private.h"
#include "control/join.h"

static const float HIGHEST_OF_RATE = 0.49f; /* a frequency, as a share of the sample rate */

/* ---- What the session calls back ---- */

static void
tell_nodes(struct control *c, struct engine *e)
{
	const char *name[NODES_MAX], *type[NODES_MAX];
	uint32_t n = engine_nnodes(e);

	n = n < NODES_MAX ? n : NODES_MAX;
	for (uint32_t i = 0; i < n; i++) {
		name[i] = engine_node_name(e, i);
		type[i] = engine_node_ops(e, i)->type;
	}
	collector_set_nodes(c->collector, n, name, type);
	if (*c->options.cycles != '\0' && c->csv == NULL) {
		char err[ERROR_BYTES];

		if (cycles_csv_open(&c->csv, c->options.cycles, n, name, err, sizeof err) < 0) {
			memcpy(c->end_text, err, sizeof err);
			control_quit(c, EXIT_OTHER);
		}
	}
}

static void
on_ready(void *arg, struct engine *e)
{
	struct control *c = arg;
	bool clean, unsaved;

	c->clock = *engine_clock(e);
	c->virtual_time = c->clock.kind == CLOCK_KIND_VIRTUAL;
	collector_set_clock(c->collector, &c->clock);
	tell_nodes(c, e);
	clean = autosave_is_clean(c);
	unsaved = control_unsaved(c);
	eq_edit_rate(c, engine_stream(e)->rate_hz);
	/* What follows from the rate is no change of the user's. */
	if (clean)
		autosave_rebase(c);
	if (!unsaved)
		autosave_mark_clean(c);
	engine_measure(e, c->measuring);
	param_table_touch(&c->params);
	values_send(c, e, true);
}

static void
on_cycle(void *arg, const struct cycle *cycle)
{
	struct control *c = arg;
	uint64_t wake_ns = clock_to_ns(&c->clock, cycle->wake);

	c->newest_ns = clock_to_ns(&c->clock, cycle->end);
	if (!c->first_seen)
		c->first_ns = wake_ns;
	if (!c->first_seen || cycle->epoch != c->epoch)
		c->epochs++;
	c->first_seen = true;
	c->epoch = cycle->epoch;
	if (c->options.duration_s > 0 &&
		(double)(wake_ns - c->first_ns) >= c->options.duration_s * 1e9) {
		control_quit(c, EXIT_FINE);
		return; /* what comes after the end is not counted */
	}
	collector_add(c->collector, cycle);
	if (c->csv != NULL)
		cycles_csv_add(c->csv, cycle, &c->clock);
}

static void
on_work(void *arg, const struct work *work)
{
	struct control *c = arg;

	collector_add_work(c->collector, work);
}

/* No JACK: perhaps PipeWire is there, whose libjack another start of ourselves finds. */
static void
on_failed(void *arg, const struct backend_error *err)
{
	struct control *c = arg;

	if (c->options.backend == NULL && err->status == EXIT_NO_DEVICE && !c->screen &&
		c->nfrontends == 0)
		join_pipewire(c->argv, c->options.project_fd);
}

static void
on_ended(void *arg, int status, const char *text)
{
	struct control *c = arg;

	if (*text != '\0' && c->end_text[0] == '\0')
		snprintf(c->end_text, sizeof c->end_text, "%s", text);
	control_quit(c, status);
}

/* ---- Creation ---- */

static void
fill_demo(const struct options *o, struct engine_config *config)
{
	uint32_t rate_hz = o->rate_hz > 0 ? o->rate_hz : 48000;
	uint32_t nframes = o->period_frames > 0 ? o->period_frames : 128;
	uint32_t step = 20 * rate_hz / nframes; /* 20 s in cycles */
	uint32_t us = (uint32_t)(UINT64_C(1250000) * nframes /
				 rate_hz); /* a quarter more than a period */

	config->device.nframes = nframes;
	if (o->demo == DEMO_XRUNS)
		snprintf(config->device.device, sizeof config->device.device,
			"signal=music,late=%u@%u-/%u,burn=eq:%u@%u-/%u", us, step / 4, step, us,
			step * 3 / 4, step);
	else
		snprintf(config->device.device, sizeof config->device.device, "signal=music");
}

static void
fill_config(struct control *c, struct session_config *out)
{
	const struct options *o = &c->options;
	struct engine_config *e = &out->engine;

	memset(out, 0, sizeof *out);
	e->backend = backend_find(o->backend != NULL ? o->backend : "jack");
	snprintf(e->device.device, sizeof e->device.device, "%s", o->device);
	snprintf(e->device.client_name, sizeof e->device.client_name, "%s", options_client(o));
	snprintf(e->device.out_path, sizeof e->device.out_path, "%s", o->out);
	e->device.nchannels = o->channels;
	e->device.nframes = o->period_frames;
	e->device.rate_hz = o->rate_hz;
	e->device.fast = o->fast;
	e->device.start_server = o->start_server;
	e->lab = o->lab;
	e->wake_fd = c->wake_fd;
	if (o->demo != DEMO_OFF)
		fill_demo(o, e);
	out->connect = o->connect;
	out->wait = o->wait;
	out->exit_on_lost = o->exit_on_lost;
}

static int
create_session(struct control *c)
{
	struct session_config config;
	struct session_client client = { on_ready, on_cycle, on_work, on_failed, on_ended, c->log,
		c };

	fill_config(c, &config);
	if (config.engine.backend == NULL) {
		snprintf(c->end_text, sizeof c->end_text, "the %s backend is not built in",
			c->options.backend);
		return -ENODEV;
	}
	c->virtual_time = config.engine.backend->wants_virtual != NULL &&
			  config.engine.backend->wants_virtual(&config.engine.device);
	snprintf(
		c->snapshot.backend, sizeof c->snapshot.backend, "%s", config.engine.backend->name);
	c->collector = collector_create(c->virtual_time ? 0 : c->start_ns);
	c->session = session_create(&config, &client);
	return c->collector != NULL && c->session != NULL ? 0 : -ENOMEM;
}

/* What there is to say when the parts themselves said nothing. */
static int
failed_status(struct control *c, int r)
{
	if (c->end_text[0] == '\0')
		snprintf(c->end_text, sizeof c->end_text, "cannot start: %s", strerror(-r));
	return r == -ENODEV ? EXIT_NO_DEVICE : r == -EINVAL ? EXIT_CONFIG : EXIT_OTHER;
}

static int
create_parts(struct control *c)
{
	int r;

	c->log = log_create(c->start_ns, STDERR_FILENO);
	if (c->log == NULL)
		return -ENOMEM;
	log_set_name(c->log, c->options.name);
	r = ring_init(&c->requests, REQUESTS, sizeof(struct request));
	if (r < 0)
		return r;
	c->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	c->request_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (c->wake_fd < 0 || c->request_fd < 0)
		return -errno;
	c->saver = saver_create();
	if (c->saver == NULL)
		return -ENOMEM;
	r = values_create(c);
	if (r == 0)
		r = midi_create(c);
	if (r < 0)
		return r;
	preset_live_watch(c);
	return create_session(c);
}

int
control_create(struct control **out, const struct options *o, char **argv)
{
	struct control *c = calloc(1, sizeof *c);
	int r;

	*out = c;
	if (c == NULL)
		return EXIT_OTHER;
	c->options = *o;
	c->argv = argv;
	c->measuring = true;
	c->wake_fd = c->request_fd = c->signal_fd = c->timer_fd = -1;
	c->start_ns = clock_monotonic_ns();
	c->start_unix_s = time(NULL);
	memory_lock_process(&c->memory_lock);
	r = create_parts(c);
	return r < 0 ? failed_status(c, r) : 0;
}

/* ---- For front ends ---- */

int
control_get(struct control *c, const char *path, struct param_ref *out)
{
	int index = param_table_find(&c->params, path);

	if (index < 0)
		return index;
	*out = (struct param_ref){ .info = c->params.entry[index].info,
		.index = (uint32_t)index,
		.value = c->params.value[index] };
	return 0;
}

void
control_path(struct control *c, uint32_t index, char out[PATH_BYTES])
{
	snprintf(out, PATH_BYTES, "%s", index < c->params.n ? c->params.entry[index].path : "");
}

float
control_highest(struct control *c, const struct param_info *info)
{
	float highest = HIGHEST_OF_RATE * (float)c->snapshot.info.rate_hz;

	return highest > 0 && highest < info->max && strcmp(info->unit, "Hz") == 0 ? highest
										   : info->max;
}

int
control_set(struct control *c, const char *path, float value, struct param_ref *after)
{
	int index = param_table_find(&c->params, path);
	float highest;
	int r;

	if (index < 0)
		return index;
	highest = control_highest(c, c->params.entry[index].info);
	if (value > highest && isfinite(value))
		value = highest;
	r = values_set(c, (uint32_t)index, value);
	if (r < 0)
		return r;
	if (after != NULL)
		control_get(c, path, after);
	return 0;
}

void
control_apply(struct control *c)
{
	struct engine *e = session_engine(c->session);

	eq_edit_note(c);
	if (e != NULL)
		values_send(c, e, false);
}

void
control_measure(struct control *c, bool on)
{
	struct engine *e = session_engine(c->session);

	c->measuring = on;
	if (e != NULL)
		engine_measure(e, on);
}

int
control_clear(struct control *c, const char *node)
{
	int r = collector_clear(c->collector, node);

	if (r == 0)
		snapshot_clear_signal(c, node);
	return r;
}

int
control_rename(struct control *c, const char *client_name)
{
	int r = session_rename(c->session, client_name);

	if (r < 0 || c->options.project == NULL)
		return r;
	/* A session manager names the instance too. */
	snprintf(c->project_name, sizeof c->project_name, "%s", client_name);
	c->options.name = c->project_name;
	log_set_name(c->log, c->options.name);
	return 0;
}

void
control_connect(struct control *c)
{
	session_toggle(c->session);
}

void
control_quit(struct control *c, int status)
{
	if (c->quitting)
		return;
	c->quitting = true;
	c->status = status;
	c->quit_ns = clock_monotonic_ns();
	session_stop(c->session);
}

const struct options *
control_options(const struct control *c)
{
	return &c->options;
}

int
control_terminal_fd(const struct control *c)
{
	return log_terminal_fd(c->log);
}

void
control_set_osc(
	struct control *c, const char *url, uint64_t received, uint64_t malformed, uint64_t refused)
{
	struct snapshot *s = &c->snapshot;

	snprintf(s->osc_url, sizeof s->osc_url, "%s", url);
	s->osc_received = received;
	s->osc_malformed = malformed;
	s->osc_refused = refused;
}

const struct snapshot *
control_snapshot(struct control *c)
{
	return &c->snapshot;
}

void
control_log(struct control *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_vwrite(c->log, format, ap);
	va_end(ap);
}

bool
control_request(struct control *c, const struct request *r)
{
	if (!ring_push(&c->requests, r))
		return false;
	return eventfd_write(c->request_fd, 1) == 0 || errno == EAGAIN;
}

static void
answer_question(struct control *c, const struct question *q)
{
	control_answer(c, q, &c->answer);
	for (uint32_t i = 0; i < c->nfrontends; i++)
		if (c->frontend[i].ops->answer != NULL)
			c->frontend[i].ops->answer(c->frontend[i].self, &c->answer);
}

static void
heed_request(struct control *c, const struct request *r)
{
	char err[ERROR_BYTES] = "";

	switch (r->kind) {
	case REQUEST_SET:
		control_set(c, r->path, r->value, NULL);
		break;
	case REQUEST_CLEAR:
		control_clear(c, r->path[0] != '\0' ? r->path : NULL);
		break;
	case REQUEST_CONNECT:
		control_connect(c);
		break;
	case REQUEST_MEASURE:
		control_measure(c, r->value != 0);
		break;
	case REQUEST_QUIT:
		control_quit(c, (int)r->value);
		break;
	case REQUEST_UNDO:
		if (control_undo(c) < 0)
			control_log(c, "nothing to undo");
		break;
	case REQUEST_REDO:
		if (control_redo(c) < 0)
			control_log(c, "nothing to redo");
		break;
	case REQUEST_FLAT:
		control_flat(c);
		break;
	case REQUEST_PRESET_LOAD:
		control_preset_load(c, r->path, err);
		break;
	case REQUEST_PRESET_STEP:
		control_preset_step(c, (int)r->value, err);
		break;
	case REQUEST_PRESET_SAVE:
		control_preset_save(c, r->path, err);
		break;
	case REQUEST_CLEAR_XRUNS:
		control_clear_xruns(c);
		break;
	case REQUEST_ASK:
		answer_question(c, &r->question);
		break;
	}
	if (err[0] != '\0')
		control_log(c, "%s", err);
}

void
control_drain_requests(struct control *c)
{
	struct request r;
	eventfd_t count;

	eventfd_read(c->request_fd, &count);
	while (ring_pop(&c->requests, &r)) {
		r.path[sizeof r.path - 1] = '\0';
		heed_request(c, &r);
	}
	control_apply(c);
}
