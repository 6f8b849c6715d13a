/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The namespace, version 1 of the protocol, written down a second time: each
 * address with what it takes and what it gives, against the space; then /norm
 * and what is described.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <math.h>

#include "tests/ask_osc.h"
#include "ui-osc/packet.h"
#include "ui-osc/space.h"
#include "ui-osc/unit.h"

static const struct name {
	const char *address;
	const char *in;     /* tags of arguments, "|" between those that it takes */
	const char *answer; /* address of the answer; "=": its own, "+": its own with .reply */
	const char *out;    /* tags of the answer, as far as they do not depend on its content */
	const char *text;   /* for s among the arguments */
	int number;         /* for i */
} names[] = {
	{ "/info", "", "+", "sssis", "", 1 }, { "/version", "", "+", "siiss", "", 1 },
	{ "/status", "", "+", "sifffffiis", "", 1 }, { "/ping", "|i|sf", "/pong", "", "x", 1 },
	{ "/sync", "i", "/synced", "i", "", 1 }, { "/dumpOSC", "i", "/reply", "ss", "", 1 },
	{ "/quit", "", "/reply", "ss", "", 1 }, { "/list", "|s|si", "+", "sii", "/", 1 },
	{ "/describe", "s", "+", "sssfffss", "/load", 1 },
	{ "/notify", "i|ii|iii", "/reply", "ss", "", 1 },
	{ "/subscribe", "s|sf|sfi|sfii", "/xruns", "i", "/xruns", 1 },
	{ "/renew", "|s", "/reply", "si", "/xruns", 1 },
	{ "/unsubscribe", "|s", "/reply", "ss", "/xruns", 1 },
	{ "/eq/bypass", "|i", "=", "i", "", 1 }, { "/eq/preamp", "|f", "=", "f", "", 1 },
	{ "/eq/band/1/on", "|i", "=", "i", "", 1 },
	{ "/eq/band/8/type", "|s|i", "=", "s", "PK", 1 },
	{ "/eq/band/1/type/index", "|i", "=", "i", "", 1 },
	{ "/eq/band/1/freq", "|f", "=", "f", "", 1 }, { "/eq/band/1/gain", "|f", "=", "f", "", 1 },
	{ "/eq/band/1/q", "|f", "=", "f", "", 1 },
	{ "/eq/band/1", "|sfff|sfffi", "=", "sfffi", "PK", 1 },
	{ "/eq/bands", "", "=", "i", "", 1 }, { "/eq/solo", "|i", "=", "i", "", 1 },
	{ "/eq/slot", "|s|i", "=", "s", "A", 1 }, { "/eq/undo", "", "/reply", "ss", "", 1 },
	{ "/eq/redo", "", "/reply", "ss", "", 1 }, { "/eq/flat", "", "/reply", "ss", "", 1 },
	{ "/eq/response", "|i", "+", "iffb", "", 2 }, { "/eq/peak", "", "=", "ff", "", 1 },
	{ "/norm/eq/bypass", "|f", "=", "f", "", 1 }, { "/norm/eq/preamp", "|f", "=", "f", "", 1 },
	{ "/norm/eq/solo", "|f", "=", "f", "", 1 }, { "/norm/eq/band/1/on", "|f", "=", "f", "", 1 },
	{ "/norm/eq/band/1/type/index", "|f", "=", "f", "", 1 },
	{ "/norm/eq/band/1/freq", "|f", "=", "f", "", 1 },
	{ "/norm/eq/band/1/gain", "|f", "=", "f", "", 1 },
	{ "/norm/eq/band/8/q", "|f", "=", "f", "", 1 },
	{ "/norm/node/eq/bypass", "|f", "=", "f", "", 1 },
	{ "/preset/list", "|i", "+", "ii", "", 1 }, { "/preset/current", "", "=", "si", "", 1 },
	{ "/preset/load", "s|i", "/reply", "ss", "Preset 2", 2 },
	{ "/preset/next", "", "/reply", "ss", "", 1 },
	{ "/preset/prev", "", "/reply", "ss", "", 1 }, { "/preset/save", "s", "", "", "Mine", 1 },
	{ "/load", "", "=", "fff", "", 1 }, { "/margin", "", "=", "ff", "", 1 },
	{ "/cycle/stats", "|f", "+", "iffffffff", "", 1 },
	{ "/cycle/histogram", "|f", "+", "iffb", "", 1 },
	{ "/wakeup/stats", "|f", "+", "iffffffff", "", 1 },
	{ "/node/list", "", "+", "ssss", "", 1 }, { "/node/all", "|f", "+", "iib", "", 1 },
	{ "/node/eq/load", "", "=", "ff", "", 1 },
	{ "/node/eq/stats", "|f", "+", "siffffffffi", "", 1 },
	{ "/node/eq/bypass", "|i", "=", "i", "", 1 },
	{ "/stats/reset", "|s", "/reply", "ss", "eq", 1 },
	{ "/profiler/on", "|i", "=", "i", "", 1 }, { "/xruns", "", "=", "i", "", 1 },
	{ "/xruns/causes", "", "+", "si", "", 1 },
	{ "/xruns/list", "|i|ii", "/xruns/item", "issfffisisf", "", 1 },
	{ "/xrun", "", "=", "issfffisisf", "", 1 },
	{ "/xruns/account", "i|ii", NULL, "", "", 1 }, /* of evidence: test_osc_xruns */
	{ "/xruns/cycles", "i|ii", NULL, "", "", 1 }, { "/xruns/clear", "", "/reply", "ss", "", 1 },
	{ "/meters/in", "|i", "=", "ffff", "", 1 }, { "/meters/out", "|i", "=", "ffff", "", 1 },
	{ "/meters/in/hold", "", "=", "ff", "", 1 }, { "/meters/out/hold", "", "=", "ff", "", 1 },
	{ "/meters/in/ppm1", "", "=", "ff", "", 1 },
	{ "/meters/in/ppm2", "", "=", "ff", "", 1 },
	{ "/meters/in/vu", "", "=", "ff", "", 1 },
	{ "/meters/in/k20", "", "=", "ffff", "", 1 },
	{ "/meters/out/ppm1", "", "=", "ff", "", 1 },
	{ "/meters/out/ppm2", "", "=", "ff", "", 1 },
	{ "/meters/out/vu", "", "=", "ff", "", 1 },
	{ "/meters/out/k20", "", "=", "ffff", "", 1 },
	{ "/clip", "", "=", "sii", "", 1 },
	{ "/spectrum/bands", "", "=", "fffffffffffffffffffffffffffffff", "", 1 },
	{ "/spectrum", "|i", "+", "iffb", "", 1 }, { "/engine/state", "", "=", "s", "", 1 },
	{ "/engine/backend", "", "=", "s", "", 1 }, { "/engine/samplerate", "", "=", "f", "", 1 },
	{ "/engine/period", "", "=", "ii", "", 1 }, { "/engine/latency", "", "=", "ff", "", 1 },
	{ "/engine/rt", "", "=", "sii", "", 1 }, { "/engine/cpu", "", "=", "fff", "", 1 },
	{ "/log/list", "|i", "+", "ii", "", 1 }, { "/heat/list", "s|si", NULL, "", "cycle", 1 },
	{ "/loglevel", "|i", "=", "i", "", 1 },

	{ "/engine/health", "", "=", "ss", "", 1 }, { "/engine/times", "", "=", "ddddd", "", 1 },
	{ "/engine/opening", "", "=", "ii", "", 1 }, { "/engine/server", "", "=", "sssiii", "", 1 },
	{ "/engine/channels", "", "=", "i", "", 1 },
	{ "/engine/latency/frames", "", "=", "ii", "", 1 },
	{ "/engine/audio", "", "=", "siiiii", "", 1 },
	{ "/engine/memory", "", "=", "ihhhhhhi", "", 1 },
	{ "/engine/faults", "", "=", "hhhh", "", 1 }, { "/engine/clock", "", "=", "s", "", 1 },
	{ "/engine/work", "", "=", "s", "", 1 }, { "/engine/load", "", "=", "f", "", 1 },
	{ "/engine/threads", "|i", "+", "ii", "", 1 }, { "/osc/packets", "", "=", "hhh", "", 1 },
	{ "/eq/steps", "", "=", "ii", "", 1 }, { "/settings/unsaved", "", "=", "i", "", 1 },
	{ "/profiler/epoch", "", "=", "iif", "", 1 },
	{ "/profiler/counts", "", "=", "hhhhhhhhhhhhhh", "", 1 },
	{ "/profiler/now", "", "=", "ffffd", "", 1 },
	{ "/profiler/all", "|f|ii", "+", "iiib", "", 1 }, { "/node/types", "", "+", "ssss", "", 1 },
	{ "/node/flags", "", "+", "iiii", "", 1 }, { "/node/samples", "|i", "+", "ii", "", 1 },
	{ "/xruns/parts", "|i|ii", "/xruns/part", "iddddiiiihhi", "", 1 },
	{ "/xruns/judged", "i", NULL, "", "", 1 }, /* of evidence: test_osc_xruns */
};

/* Of tags i, f and s: ones and the row's text. */
static void
ask_with(const struct name *row, const char *tags, size_t n)
{
	char t[8] = "";
	const char *s = row->text;

	memcpy(t, tags, n);
	rig_advance(&r, 1000 * MS);
	if (strncmp(t, "sfff", 4) == 0)
		ask(row->address, t, s, 1.0, 1.0, 1.0, 1);
	else if (strncmp(t, "sf", 2) == 0)
		ask(row->address, t, s, 1.0, 1, 0);
	else if (t[0] == 's')
		ask(row->address, t, s, 1);
	else if (t[0] == 'f')
		ask(row->address, t, 1.0);
	else if (strcmp(t, "iii") == 0 || strcmp(t, "ii") == 0)
		ask(row->address, t, 1, strcmp(row->address, "/notify") == 0 ? 0 : 3, 1);
	else
		ask(row->address, t, row->number);
}

static bool
answered_with_error(int *code)
{
	const uint8_t *data = r.answer[0].data;
	uint32_t word;
	size_t offset;

	if (r.nanswers == 0 || strcmp((const char *)data, "/error") != 0)
		return false;
	packet_tags(data, r.answer[0].len, &offset);
	offset += 8; /* ",sis" and its end */
	offset += (strlen((const char *)data + offset) + 4) & ~(size_t)3;
	memcpy(&word, data + offset, sizeof word);
	*code = (int)ntohl(word);
	return true;
}

static void
check_answer(const struct name *row, bool sets)
{
	char address[96];
	const char *tags;
	size_t offset;
	int code = 0;

	if (answered_with_error(&code) && row->answer != NULL) {
		print_message("%s: %d\n", row->address, code);
		fail();
	}
	if (row->answer == NULL) { /* known, and the arguments are of the right type */
		assert_int_not_equal(code, OSC_UNKNOWN);
		assert_int_not_equal(code, OSC_TYPE);
		return;
	}
	if (row->answer[0] == '\0' || (sets && row->answer[0] == '=' && r.nanswers == 0))
		return;
	snprintf(address, sizeof address, "%s%s",
		strchr("=+", row->answer[0]) != NULL ? row->address : row->answer,
		row->answer[0] == '+' ? ".reply" : "");
	assert_true(r.nanswers > 0);
	assert_string_equal(r.answer[0].data, address);
	tags = packet_tags(r.answer[0].data, r.answer[0].len, &offset);
	assert_memory_equal(tags, row->out, strlen(row->out));
}

static void
test_the_namespace_takes_and_gives_what_the_protocol_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *in = names[i].in;

		r.control.undo_steps = r.control.redo_steps = 3;
		snprintf(r.control.snap.preset, sizeof r.control.snap.preset,
			strcmp(names[i].address, "/preset/prev") == 0 ? "Preset 0" : "Preset 2");
		for (;;) {
			size_t n = strcspn(in, "|");

			ask("/subscribe", "s", "/xruns"); /* something to renew */
			ask_with(&names[i], in, n);
			check_answer(&names[i], n > 0);
			if (in[n] == '\0')
				break;
			in += n + 1;
		}
	}
}

static void
test_what_the_protocol_does_not_take_is_refused(void **state)
{
	static const uint8_t blob[4];
	int code;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		code = 0;
		if (strcmp(names[i].address, "/ping") == 0)
			continue;
		rig_advance(&r, 1000 * MS);
		ask(names[i].address, "bbbbbb", blob, 4, blob, 4, blob, 4, blob, 4, blob, 4, blob,
			4);
		assert_true(answered_with_error(&code));
		assert_true(code == OSC_TYPE || code == OSC_READ_ONLY);
	}
	assert_int_equal(r.control.nsets, 0);
	assert_int_equal(r.control.nquits, 0);
	assert_int_equal(r.control.tickets, 0);
}

/* Access as /describe tells it: sets are tried by their forms above. */
static void
test_every_address_tells_its_access(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct name *row = &names[i];
		bool action = strchr("/", row->answer != NULL ? row->answer[0] : '+') != NULL &&
			      strcmp(row->address, "/xruns/list") != 0 &&
			      strcmp(row->address, "/xruns/parts") != 0;
		bool value = row->answer != NULL && row->answer[0] == '=';
		bool page = strncmp(row->address, "/meters", 7) == 0;
		const char *access = action                                ? "x"
				     : value && row->in[0] == '|' && !page ? "rw"
									   : "r";
		const uint8_t *p;

		rig_advance(&r, 1000 * MS);
		ask("/describe", "s", row->address);
		assert_string_equal(r.answer[0].data, "/describe.reply");
		p = r.answer[0].data + 16 + 12;
		p += (strlen((const char *)p) + 4) & ~(size_t)3; /* address */
		p += (strlen((const char *)p) + 4) & ~(size_t)3; /* tags */
		assert_string_equal(p, access);
	}
}

/* ---- /norm ---- */

static void
test_norm_is_the_place_in_the_range(void **state)
{
	static const struct {
		const char *address;
		float place, value;
	} row[] = { { "/eq/preamp", 0, -30 }, { "/eq/preamp", 1, 12 }, { "/eq/preamp", 0.5f, -9 },
		{ "/eq/band/1/gain", 0.25f, -15 }, { "/eq/band/1/freq", 0, 10 },
		{ "/eq/band/1/freq", 1, 23520 }, { "/eq/band/1/freq", 0.5f, 484.97423f },
		{ "/eq/band/3/q", 0.5f, 1.5811388f }, { "/eq/bypass", 1, 1 },
		{ "/eq/solo", 0.25f, 4 } };
	char path[64];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		float value;

		snprintf(path, sizeof path, "/norm%s", row[i].address);
		ask(path, "f", (double)row[i].place);
		expect_silence();
		value = value_of(row[i].address);
		assert_float_equal(value, row[i].value, 1e-6f * (row[i].value + 60));
		ask(path, "");
		expect(path, "f", (double)row[i].place);
	}
	ask("/norm/eq/band/2/type/index", "f", 1.0);
	assert_true(value_of("/eq/band/2/type") == 9);
	ask("/norm/node/eq/bypass", "f", 0.0);
	assert_true(value_of("/eq/bypass") == 0);
}

static void
test_norm_tells_the_sender_what_differs(void **state)
{
	(void)state;
	ask("/norm/eq/preamp", "f", 1.5);
	expect("/norm/eq/preamp", "f", 1.0);
	ask("/norm/eq/preamp", "i", -2);
	expect("/norm/eq/preamp", "f", 0.0);
	ask("/norm/eq/bypass", "f", 0.7);
	expect("/norm/eq/bypass", "f", 1.0);
	ask("/norm/eq/solo", "f", 0.3);
	expect("/norm/eq/solo", "f", 0.3125);
	ask("/norm/eq/preamp", "f", (double)NAN);
	expect_error("/norm/eq/preamp", OSC_RANGE);
	ask("/norm/eq/preamp", "ff", 0.5, 0.5);
	expect_error("/norm/eq/preamp", OSC_TYPE);
	ask("/norm/eq/slot", "");
	expect_error("/norm/eq/slot", OSC_UNKNOWN);
	ask("/norm/eq/bands", "");
	expect_error("/norm/eq/bands", OSC_UNKNOWN);
}

/* Every fader's worth of places: what was set is read, and nothing is sent back. */
static void
test_a_fader_is_not_corrected(void **state)
{
	(void)state;
	for (int i = 0; i <= 1023; i++) {
		rig_advance(&r, 2 * MS);
		ask("/norm/eq/band/1/freq", "f", i / 1023.0);
		expect_silence();
		rig_advance(&r, 2 * MS);
		ask("/norm/eq/band/1/gain", "f", i / 1023.0);
		expect_silence();
	}
}

static void
test_changes_by_norm_are_told_as_what_they_are(void **state)
{
	(void)state;
	rig_client(&r, "127.0.0.1", 9001);
	ask("/notify", "i", 1);
	rig_client(&r, "127.0.0.1", 9000);
	ask("/norm/eq/preamp", "f", 0.5);
	expect("/eq/preamp", "f", -9.0);
	assert_int_equal(r.answer[0].port, 9001);
	rig_client(&r, "127.0.0.1", 9001);
	ask("/norm/eq/preamp", "f", 1.0);
	expect_silence();
	ask("/subscribe", "sf", "/norm/eq/preamp", 10.0);
	expect("/norm/eq/preamp", "f", 1.0);
}

static void
test_norm_is_listed_and_described(void **state)
{
	(void)state;
	ask("/list", "s", "/norm");
	expect("/list.reply", "siisss", "/norm", 3, -1, "eq", "node", "spectrum");
	ask("/list", "s", "/norm/eq/band/3");
	expect("/list.reply", "siisssss", "/norm/eq/band/3", 5, -1, "freq", "gain", "on", "q",
		"type");
	ask("/describe", "s", "/norm/eq/preamp");
	expect("/describe.reply", "sssfffss", "/norm/eq/preamp", "f", "rw", 0.0, 1.0, 30.0 / 42, "",
		"gain before the bands: 0 to 1 for -30 to 12 dB");
}

static void
test_units_have_the_names_of_oscquery(void **state)
{
	(void)state;
	ask("/describe", "s", "/eq/band/1/freq");
	expect("/describe.reply", "sssfffss", "/eq/band/1/freq", "f", "rw", 10.0, 23520.0, 1000.0,
		"time.hz", "centre or corner");
	ask("/describe", "s", "/engine/latency");
	expect("/describe.reply", "sssfffss", "/engine/latency", "ff", "r", 0.0, 0.0, 0.0,
		"time.ms", "in, out");
	ask("/describe", "s", "/eq/slot");
	expect("/describe.reply", "sssfffss", "/eq/slot", "s", "rw", 0.0, 1.0, 0.0, "",
		"which is heard: A|B");
}

static void
test_units_are_named_and_back(void **state)
{
	static const char *const row[][2] = { { "dB", "gain.db" }, { "dB Hz", "gain.db time.hz" },
		{ "s frames", "time.second time.samples" }, { "LUFS LU dBTP", "LUFS LU dBTP" },
		{ "", "" }, { "us", "us" }, { "%", "%" } };
	char out[UNITS_BYTES], longest[200] = "";

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		units_to_names(row[i][0], out);
		assert_string_equal(out, row[i][1]);
		units_from_names(row[i][1], out);
		assert_string_equal(out, row[i][0]);
	}
	for (int i = 0; i < 60; i++)
		strcat(longest, "Hz ");
	units_to_names(longest, out);
	assert_int_equal(strlen(out), UNITS_BYTES - 1);
}

static void
test_the_newest_incident_can_be_read(void **state)
{
	(void)state;
	ask("/xrun", "");
	assert_string_equal(r.answer[0].data, "/xrun");
	r.control.snap.profile.nkept = 0;
	ask("/xrun", "");
	expect_error("/xrun", OSC_NOT_NOW);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, ask_setup, ask_teardown)
		ROW(test_the_namespace_takes_and_gives_what_the_protocol_says),
		ROW(test_what_the_protocol_does_not_take_is_refused),
		ROW(test_every_address_tells_its_access),
		ROW(test_norm_is_the_place_in_the_range),
		ROW(test_norm_tells_the_sender_what_differs),
		ROW(test_a_fader_is_not_corrected),
		ROW(test_changes_by_norm_are_told_as_what_they_are),
		ROW(test_norm_is_listed_and_described),
		ROW(test_units_have_the_names_of_oscquery),
		ROW(test_units_are_named_and_back),
		ROW(test_the_newest_incident_can_be_read),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
