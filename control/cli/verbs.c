/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One function per verb, looked up in a table. */
#include "control/cli/verbs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control/cli/progress.h"
#include "control/control_private.h"
#include "control/presets/verb_preset.h"
#include "engine/render.h"
#include "profiler/report.h"

static int
verb_report(const struct options *o)
{
	char err[REPORT_ERROR_BYTES];

	if (report_print(stdout, o->word[0], o->sort, o->top, err, sizeof err) == 0)
		return EXIT_FINE;
	fprintf(stderr, "audioengine: %s\n", err);
	return EXIT_CONFIG;
}

struct rendering {
	struct control *control;
	const char *out;
	struct progress progress;
};

static void
render_setup(struct engine *e, void *arg)
{
	struct rendering *r = arg;
	struct control *c = r->control;

	eq_edit_rate(c, engine_stream(e)->rate_hz);
	values_send(c, e, true);
}

static void
render_progress(uint64_t frames, uint64_t all, uint32_t rate_hz, void *arg)
{
	struct rendering *r = arg;
	double done_s = (double)frames / rate_hz, took_s = progress_seconds(&r->progress);
	char left[PROGRESS_LEFT_BYTES];

	if (progress_due(&r->progress))
		progress_say(&r->progress,
			"rendering %s: %.0f of %.0f s of sound, %.0f x real time%s", r->out, done_s,
			(double)all / rate_hz, done_s / took_s,
			progress_left(left, (double)frames, (double)all, took_s));
}

/* The values as a live run has them; of control nothing else is needed. */
static int
verb_render(const struct options *o)
{
	struct control *c = calloc(1, sizeof *c);
	struct rendering rendering = { .control = c, .out = o->word[1] };
	struct render_job job = { .in = o->word[0],
		.out = o->word[1],
		.nframes = o->period_frames,
		.setup = render_setup,
		.progress = render_progress,
		.arg = &rendering };
	struct backend_error err = { 0 };
	int status = EXIT_FINE;

	if (c == NULL)
		return EXIT_OTHER;
	c->options = *o;
	c->log = log_create(clock_monotonic_ns(), STDERR_FILENO);
	progress_begin(&rendering.progress, STDERR_FILENO);
	if (c->log == NULL || values_create(c) < 0)
		status = c->end_text[0] != '\0' ? EXIT_CONFIG : EXIT_OTHER;
	else if (render_file(&job, &err) < 0)
		status = err.status;
	progress_clear(&rendering.progress);
	if (status != EXIT_FINE)
		fprintf(stderr, "audioengine: %s\n",
			c->end_text[0] != '\0' ? c->end_text
			: err.text[0] != '\0'  ? err.text
					       : "out of memory");
	values_finish(c);
	log_destroy(c->log);
	free(c);
	return status;
}

/* NAME, and where it comes from; plain: for completions. */
static int
list_presets(const struct options *o)
{
	struct preset_store *store = preset_store_create();
	char path[PRESET_PATH_BYTES];
	uint32_t n;

	if (store == NULL) {
		fprintf(stderr, "audioengine: out of memory\n");
		return EXIT_OTHER;
	}
	n = preset_store_scan(store);
	for (uint32_t i = 0; i < n; i++) {
		const char *name = preset_store_name(store, i);

		if (o->plain)
			printf("%s\n", name);
		else if (preset_store_path(store, name, path) == 0)
			printf("%-32s  %.*s\n", name, (int)(strrchr(path, '/') - path), path);
	}
	preset_store_destroy(store);
	return EXIT_FINE;
}

int
verb_run(const struct options *o)
{
	static int (*const run[])(const struct options *) = { [VERB_RENDER] = verb_render,
		[VERB_REPORT] = verb_report,
		[VERB_PRESET] = verb_preset };

	return o->list_presets ? list_presets(o) : run[o->verb](o);
}
