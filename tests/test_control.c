/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Control as a whole on the dummy backend, seen by a front end that only watches and asks. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/control.h"

struct eye {
	struct control *control;
	uint32_t nupdates, nrunning, ngood;
	bool asked, closed, cleared, refused_node;
	uint32_t step, clipped;
	double last_uptime_s, loudness_s;
	struct snapshot last, last_metered;
};

static struct eye eye; /* what the front end of the running test has seen */

/* What a test does at its first update while running. */
static void (*ask)(struct control *);

/* What it does at every update; NULL: nothing. */
static void (*watch)(struct eye *, const struct snapshot *);

static int
eye_open(void **self, struct control *c)
{
	memset(&eye, 0, sizeof eye);
	eye.control = c;
	*self = &eye;
	return 0;
}

static void
eye_update(void *self, const struct snapshot *s)
{
	struct eye *e = self;

	e->nupdates++;
	e->nrunning += s->state == STATE_RUNNING;
	e->last = *s;
	assert_true(s->uptime_s >= e->last_uptime_s);
	e->last_uptime_s = s->uptime_s;
	if (s->meters_valid)
		e->last_metered = *s;
	if (watch != NULL)
		watch(e, s);
	if (s->state == STATE_RUNNING && !e->asked && ask != NULL) {
		e->asked = true;
		ask(e->control);
	}
}

static void
eye_close(void *self)
{
	((struct eye *)self)->closed = true;
}

static const struct frontend_ops frontend_eye = {
	.name = "eye", .open = eye_open, .update = eye_update, .close = eye_close
};

static int
run(struct options *o, void (*asking)(struct control *))
{
	const struct frontend frontend = { &frontend_eye, NULL };
	char *argv[] = { NULL };
	struct control *c;
	int status;

	ask = asking;
	status = control_create(&c, o, argv);
	if (status == 0)
		status = control_run(c, &frontend, 1, false);
	assert_true(control_destroy(c));
	return status;
}

static void
parse(struct options *o, int argc, char **argv)
{
	int status;

	assert_int_equal(options_parse(o, argc, argv, stdout, stderr, &status), OPTIONS_GO);
}

#define OPTIONS(o, ...)                                                                            \
	char *words_[] = { (char[]){ "audioengine" }, __VA_ARGS__, NULL };                         \
	parse(o, (int)(sizeof words_ / sizeof *words_) - 1, words_)
#define WORD(text) ((char[]){ text })

static void
set_things(struct control *c)
{
	struct param_ref ref;

	assert_int_equal(control_set(c, "/eq/band/3/gain", -100, &ref), 0);
	assert_true(ref.value == -30);
	assert_int_equal(control_set(c, "/eq/nothing", 1, NULL), -ENOENT);
	assert_int_equal(control_set(c, "/eq/preamp", NAN, NULL), -EINVAL);
	assert_int_equal(control_clear(c, "nobody"), -ENOENT);
	assert_int_equal(control_clear(c, "eq"), 0);
	control_set_osc(c, "osc.udp://127.0.0.1:7723/", 5, 1, 2);
	control_log(c, "asked");
}

static void
test_control_runs_for_its_duration_and_shows_what_was_set(void **state)
{
	struct options o;

	(void)state;
	OPTIONS(&o, WORD("--dummy"), WORD("--set=/eq/band/2/freq=123"), WORD("--duration=0.5"));
	assert_int_equal(run(&o, set_things), 0);
	assert_true(eye.closed);
	assert_true(eye.nrunning >= 3);
	assert_true(eye.last.eq.band[2].gain_db == -30);
	assert_true(eye.last.eq.band[1].freq_hz == 123);
	assert_string_equal(eye.last.osc_url, "osc.udp://127.0.0.1:7723/");
	assert_int_equal(eye.last.osc_refused, 2);
	assert_string_equal(eye.last.backend, "dummy");
	assert_string_equal(eye.last.name, "default");
	assert_true(eye.last.info.rate_hz == 48000);
	assert_true(eye.last.profile.cycles_total > 0);
	assert_true(eye.last.profile.nnodes >= 3);
	assert_true(eye.last.rss_bytes > 0);
}

/* Text as a file of its own; the caller unlinks it. */
static void
write_preset(char *name, const char *text)
{
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

/* The settings that a screen draws are those of the preset, its design among them. */
static void
test_control_takes_the_design_of_a_preset(void **state)
{
	static const struct {
		const char *text;
		enum eq_formulas design;
	} rows[] = {
		{ "Preamp: -3 dB\n# Design: matched\nFilter: ON PK Fc 9000 Hz Gain 6 dB Q 1\n",
			EQ_MATCHED },
		{ "Preamp: -3 dB\nFilter: ON PK Fc 9000 Hz Gain 6 dB Q 1\n", EQ_RBJ },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char name[] = "test_control-XXXXXX", preset[64];
		struct options o;

		write_preset(name, rows[i].text);
		snprintf(preset, sizeof preset, "--preset=%s", name);
		OPTIONS(&o, WORD("--dummy"), preset, WORD("--duration=0.2"));
		assert_int_equal(run(&o, NULL), 0);
		assert_int_equal(unlink(name), 0);
		assert_int_equal(eye.last.eq.design, rows[i].design);
		assert_true(eye.last.eq.band[0].gain_db == 6);
		assert_false(eye.last.preset_modified);
	}
}

static void
ask_from_a_ring(struct control *c)
{
	struct request r = { .kind = REQUEST_SET, .path = "/eq/preamp", .value = -6 };

	assert_true(control_request(c, &r));
	r = (struct request){ .kind = REQUEST_MEASURE, .value = 0 };
	assert_true(control_request(c, &r));
}

static void
test_control_heeds_requests(void **state)
{
	struct options o;

	(void)state;
	OPTIONS(&o, WORD("--dummy"), WORD("--duration=0.4"));
	assert_int_equal(run(&o, ask_from_a_ring), 0);
	assert_true(eye.last.eq.preamp_db == -6);
	assert_false(eye.last.profile.on);
}

static void
request_quit(struct control *c)
{
	struct request r = { .kind = REQUEST_QUIT, .value = 0 };

	assert_true(control_request(c, &r));
}

/* The steps of the next test, each when its time has come: too loud; softer; cleared; seen. */
static void
watch_clipping(struct eye *e, const struct snapshot *s)
{
	uint32_t before = e->clipped;

	if (s->state != STATE_RUNNING)
		return;
	e->clipped = s->out[1].clipped;
	switch (e->step) {
	case 0:
		assert_true(e->clipped == 0 || (s->clip.any && s->clip.out));
		if (e->clipped == 0 || s->loudness.seconds < 0.2)
			return;
		control_set(e->control, "/eq/preamp", -12, NULL);
		break;
	case 1: /* until no more of them come */
		if (e->clipped != before || s->out[1].peak >= 1.0f)
			return;
		e->loudness_s = s->loudness.seconds;
		control_clear(e->control, NULL);
		break;
	case 2: /* until the worker, too, has begun afresh */
		if (e->clipped > 0 || s->loudness.seconds >= e->loudness_s ||
			s->loudness.seconds == 0)
			return;
		request_quit(e->control);
		break;
	default:
		return;
	}
	e->step++;
}

static void
test_clip_counts_and_loudness_start_afresh_with_the_statistics(void **state)
{
	const struct snapshot *last = &eye.last_metered;
	struct options o;

	(void)state;
	OPTIONS(&o, WORD("--dummy=signal=sine:1000:-6"), WORD("--set=/eq/preamp=12"),
		WORD("--duration=30"));
	watch = watch_clipping;
	assert_int_equal(run(&o, NULL), 0);
	watch = NULL;
	assert_int_equal(eye.step, 3);
	assert_int_equal(last->out[1].clipped, 0);
	assert_int_equal(last->in[1].clipped, 0);
	assert_false(last->clip.any);
	assert_true(last->loudness_valid);
	assert_true(last->loudness.true_peak_dbtp < -1);
	assert_int_equal(last->loudness.nchannels, 2);
}

/* Filters above the eighth are in use, in the curve too; not only in the log's words. */
static void
test_control_has_16_bands_for_a_preset_that_needs_them(void **state)
{
	char name[] = "test_control-XXXXXX", preset[64], text[512] = "";
	struct options o;

	(void)state;
	for (int i = 0; i < 9; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
			"Filter: ON PK Fc %d Hz Gain %d dB Q 4\n", 1000 * (i + 1), i == 8 ? 6 : -1);
	write_preset(name, text);
	snprintf(preset, sizeof preset, "--preset=%s", name);
	OPTIONS(&o, WORD("--dummy"), preset, WORD("--duration=0.2"));
	assert_int_equal(run(&o, NULL), 0);
	assert_int_equal(unlink(name), 0);
	assert_int_equal(eye.last.eq.nbands, EQ_BANDS_MAX);
	assert_true(eye.last.eq.band[8].on && eye.last.eq.band[8].gain_db == 6);
	assert_false(eye.last.eq.band[9].on);
	assert_false(eye.last.preset_modified);
	assert_true(eye.last.eq_curve.rate_hz == 48000);
	assert_true(fabs(eye.last.eq_curve.peak_hz - 9000) < 50);
	assert_true(eye.last.eq_curve.peak_db > 5);
}

static void
test_control_quits_when_asked(void **state)
{
	struct options o;

	(void)state;
	OPTIONS(&o, WORD("--dummy"));
	assert_int_equal(run(&o, request_quit), 0);
}

static void
raise_int(struct control *c)
{
	(void)c;
	kill(getpid(), SIGINT);
}

static void
test_control_ends_with_the_signal_in_its_status(void **state)
{
	struct options o;

	(void)state;
	OPTIONS(&o, WORD("--dummy"));
	assert_int_equal(run(&o, raise_int), 128 + SIGINT);
}

static void
test_control_refuses_a_parameter_that_is_not_there(void **state)
{
	struct options o;

	(void)state;
	OPTIONS(&o, WORD("--dummy"), WORD("--set=/eq/band/3/gian=1"));
	assert_int_equal(run(&o, NULL), 5);
}

static void
test_control_counts_periods_exactly_on_the_virtual_clock(void **state)
{
	struct options o;
	double expected = 10 * 48000.0 / 256;

	(void)state;
	OPTIONS(&o, WORD("--dummy=virtual"), WORD("--duration=10"));
	assert_int_equal(run(&o, NULL), 0);
	assert_true(fabs((double)eye.last.profile.cycles_total - expected) <= 1);
}

static void
test_control_writes_report_and_cycles(void **state)
{
	char report[] = "test_control_report_XXXXXX", cycles[] = "test_control_cycles_XXXXXX";
	struct options o;
	int a = mkstemp(report), b = mkstemp(cycles);
	off_t na, nb;

	(void)state;
	assert_true(a >= 0 && b >= 0);
	OPTIONS(&o, WORD("--dummy"), WORD("--duration=0.3"));
	o.report = report;
	o.cycles = cycles;
	assert_int_equal(run(&o, NULL), 0);
	close(a); /* the report is a new file of that name */
	a = open(report, O_RDONLY);
	na = lseek(a, 0, SEEK_END);
	nb = lseek(b, 0, SEEK_END);
	close(a);
	close(b);
	unlink(report);
	unlink(cycles);
	assert_true(na > 500);
	assert_true(nb > 500);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_control_runs_for_its_duration_and_shows_what_was_set),
		cmocka_unit_test(test_control_takes_the_design_of_a_preset),
		cmocka_unit_test(test_control_has_16_bands_for_a_preset_that_needs_them),
		cmocka_unit_test(test_control_heeds_requests),
		cmocka_unit_test(test_clip_counts_and_loudness_start_afresh_with_the_statistics),
		cmocka_unit_test(test_control_quits_when_asked),
		cmocka_unit_test(test_control_ends_with_the_signal_in_its_status),
		cmocka_unit_test(test_control_refuses_a_parameter_that_is_not_there),
		cmocka_unit_test(test_control_counts_periods_exactly_on_the_virtual_clock),
		cmocka_unit_test(test_control_writes_report_and_cycles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
