/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One table of knobs: name, how it is read, how it is written. */
#include "engine/dummy_knobs.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KNOB_BYTES = 96, LATE_US_MAX = 10 * 1000 * 1000 };

struct knob {
	const char *name;
	int (*read)(const struct knob *, const char *value, struct dummy_knobs *);
	enum dummy_fault_kind fault;
	uint32_t min, max; /* of the number in front of the @ */
	const char *usage;
};

static int
uint_read(const char *text, char **end, uint32_t min, uint32_t max, uint32_t *out)
{
	unsigned long long v;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	v = strtoull(text, end, 10);
	if (errno || v < min || v > max)
		return -EINVAL;
	*out = (uint32_t)v;
	return 0;
}

static int
fault_add(struct dummy_knobs *k, struct dummy_fault f)
{
	if (k->nfaults == DUMMY_FAULTS_MAX)
		return -ENOSPC;
	k->fault[k->nfaults++] = f;
	return 0;
}

static int
read_virtual(const struct knob *knob, const char *value, struct dummy_knobs *k)
{
	(void)knob;
	k->virtual_clock = true;
	return *value ? -EINVAL : 0;
}

/* "=NUMBER@RANGE" */
static int
read_number_at(const struct knob *knob, const char *value, struct dummy_knobs *k)
{
	struct dummy_fault f = { .kind = knob->fault };
	char *end;

	if (*value != '=' || uint_read(value + 1, &end, knob->min, knob->max, &f.value) ||
		*end != '@' || lab_parse_range(end + 1, &f.range))
		return -EINVAL;
	return fault_add(k, f);
}

/* "@RANGE" */
static int
read_at(const struct knob *knob, const char *value, struct dummy_knobs *k)
{
	struct dummy_fault f = { .kind = knob->fault };

	if (*value != '@' || lab_parse_range(value + 1, &f.range))
		return -EINVAL;
	return fault_add(k, f);
}

/* "@CYCLE[+MS]" */
static int
read_lost(const struct knob *knob, const char *value, struct dummy_knobs *k)
{
	struct dummy_fault f = { .kind = FAULT_LOST, .value = UINT32_MAX };
	uint32_t cycle;
	char *end;

	if (*value != '@' || uint_read(value + 1, &end, knob->min, knob->max, &cycle))
		return -EINVAL;
	if (*end == '+' && uint_read(end + 1, &end, 0, UINT32_MAX - 1, &f.value))
		return -EINVAL;
	if (*end)
		return -EINVAL;
	f.range = (struct cycle_range){ cycle, cycle, 1 };
	return fault_add(k, f);
}

static int
read_burn(const struct knob *knob, const char *value, struct dummy_knobs *k)
{
	(void)knob;
	return *value == '=' ? lab_parse_burn(value + 1, &k->lab) : -EINVAL;
}

static int
double_read(const char *text, char **end, double *out)
{
	*out = strtod(text, end);
	return *end == text || !isfinite(*out) ? -EINVAL : 0;
}

static int
read_sine(const char *spec, struct dummy_knobs *k)
{
	char *end;

	k->signal = SIGNAL_SINE;
	if (double_read(spec, &end, &k->signal_hz) || *end != ':' ||
		double_read(end + 1, &end, &k->signal_dbfs) || *end || k->signal_hz <= 0)
		return -EINVAL;
	return 0;
}

static int
read_signal(const struct knob *knob, const char *value, struct dummy_knobs *k)
{
	char *end;

	(void)knob;
	if (strcmp(value, "=silence") == 0) {
		k->signal = SIGNAL_SILENCE;
	} else if (strcmp(value, "=music") == 0) {
		k->signal = SIGNAL_MUSIC;
	} else if (strncmp(value, "=sine:", 6) == 0) {
		return read_sine(value + 6, k);
	} else if (strncmp(value, "=noise:", 7) == 0) {
		k->signal = SIGNAL_NOISE;
		return double_read(value + 7, &end, &k->signal_dbfs) || *end ? -EINVAL : 0;
	} else {
		return -EINVAL;
	}
	return 0;
}

static const struct knob knobs[] = {
	{ "virtual", read_virtual, 0, 0, 0, "virtual" },
	{ "late", read_number_at, FAULT_LATE, 0, LATE_US_MAX, "late=US@RANGE" },
	{ "burn", read_burn, 0, 0, 0, "burn=NODE:US@RANGE" },
	{ "nan", read_at, FAULT_NAN, 0, 0, "nan@RANGE" },
	{ "inf", read_at, FAULT_INF, 0, 0, "inf@RANGE" },
	{ "denormal", read_at, FAULT_DENORMAL, 0, 0, "denormal@RANGE" },
	{ "period", read_number_at, FAULT_PERIOD, 1, DUMMY_FRAMES_MAX, "period=FRAMES@CYCLE" },
	{ "rate", read_number_at, FAULT_RATE, DUMMY_RATE_MIN, DUMMY_RATE_MAX, "rate=HZ@CYCLE" },
	{ "lost", read_lost, FAULT_LOST, 1, UINT32_MAX, "lost@CYCLE[+MS]" },
	{ "signal", read_signal, 0, 0, 0, "signal=sine:HZ:DBFS|noise:DBFS|music|silence" },
};

enum { NKNOBS = sizeof knobs / sizeof *knobs };

static int
fail_unknown(struct backend_error *err, const char *text)
{
	char all[ERROR_BYTES / 2] = "";
	size_t n = 0;

	for (uint32_t i = 0; i < NKNOBS && n < sizeof all; i++)
		n += (size_t)snprintf(
			all + n, sizeof all - n, "%s %s", i ? "," : "", knobs[i].usage);
	return backend_fail(err, EXIT_USAGE, -EINVAL,
		"--dummy: \"%s\" is not a knob.\nThere are:%s", text, all);
}

static int
fail_value(struct backend_error *err, const char *text, const struct knob *knob, int rc)
{
	if (rc == -ENOSPC)
		return backend_fail(err, EXIT_USAGE, rc,
			"--dummy: too many knobs at \"%s\": at most %d burns and %d other faults",
			text, LAB_BURNS_MAX, DUMMY_FAULTS_MAX);
	if (knob->max > 1)
		return backend_fail(err, EXIT_USAGE, rc,
			"--dummy: \"%s\" is not understood; expected %s, the number from %u to %u"
			" (RANGE: 7, 10-20, 100-, 0-99/10)",
			text, knob->usage, knob->min, knob->max);
	return backend_fail(err, EXIT_USAGE, rc,
		"--dummy: \"%s\" is not understood; expected %s (RANGE: 7, 10-20, 100-, 0-99/10)",
		text, knob->usage);
}

static int
knob_read(const char *text, struct dummy_knobs *k, struct backend_error *err)
{
	size_t n = strcspn(text, "=@");

	for (uint32_t i = 0; i < NKNOBS; i++) {
		int rc;

		if (strlen(knobs[i].name) != n || strncmp(text, knobs[i].name, n) != 0)
			continue;
		rc = knobs[i].read(&knobs[i], text + n, k);
		return rc < 0 ? fail_value(err, text, &knobs[i], rc) : 0;
	}
	return fail_unknown(err, text);
}

int
dummy_knobs_parse(const char *text, struct dummy_knobs *out, struct backend_error *err)
{
	int rc = 0;

	memset(out, 0, sizeof *out);
	while (*text && rc == 0) {
		size_t n = strcspn(text, ",");
		char one[KNOB_BYTES];

		snprintf(one, sizeof one, "%.*s", (int)(n < sizeof one ? n : sizeof one), text);
		rc = knob_read(one, out, err);
		text += n;
		text += *text == ',';
	}
	return rc;
}

const struct dummy_fault *
dummy_knobs_fault(const struct dummy_knobs *k, enum dummy_fault_kind kind, uint64_t cycle)
{
	for (uint32_t i = 0; i < k->nfaults; i++)
		if (k->fault[i].kind == kind && cycle_range_has(&k->fault[i].range, cycle))
			return &k->fault[i];
	return NULL;
}
