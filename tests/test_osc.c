/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every address against the field of the snapshot that it stands for, byte for byte. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "tests/ask_osc.h"
#include "ui-osc/packet.h"
#include "ui-osc/space.h"

static void
expect_stats(const char *address, const struct stats *s)
{
	expect(address, "iffffffff", (int)s->count, s->mean, s->stddev, s->p50, s->p90, s->p95,
		s->p99, s->p99_9, s->max);
}

static void
test_status_says_what_the_snapshot_says(void **state)
{
	const struct snapshot *s = &r.control.snap;
	static const char *const word[] = { "starting", "running", "freewheel", "lost", "stopped" };

	(void)state;
	for (int i = 0; i < NSTATES; i++) {
		r.control.snap.state = (enum engine_state)i;
		ask("/status", "");
		expect("/status.reply", "sifffffiis", word[i], 77,
			100 * s->profile.load[WINDOW_1S].mean,
			100 * s->profile.load[WINDOW_10S].max, s->profile.margin_us[WINDOW_10S].min,
			48000.0, 5333.25, 31, 0, "K702");
		ask("/engine/state", "");
		expect("/engine/state", "s", word[i]);
	}
}

static void
test_server_queries_answer(void **state)
{
	static const uint8_t blob[3] = { 1, 2, 3 };

	(void)state;
	ask("/info", "");
	expect("/info.reply", "sssis", "default", "1.22.333-4-gabcdef", "dummy", 1, "");
	ask("/version", "");
	expect("/version.reply", "siiss", "audioengine", 1, 22, "333", "4-gabcdef");
	snprintf(r.control.snap.version, sizeof r.control.snap.version, "0.1.0");
	ask("/version", "");
	expect("/version.reply", "siiss", "audioengine", 0, 1, "0", "");
	ask("/ping", "");
	expect("/pong", "");
	ask("/ping", "isfbhdTFNI", 1, "two", 3.0, blob, 3, INT64_C(5), 6.0);
	expect("/pong", "isfbhdTFNI", 1, "two", 3.0, blob, 3, INT64_C(5), 6.0);
	ask("/sync", "i", 42);
	expect("/synced", "i", 42);
	ask("/sync", "");
	expect_error("/sync", OSC_TYPE);
}

static void
test_a_message_without_tags_is_a_question(void **state)
{
	(void)state;
	server_packet(r.server, &r.client, "/xruns\0", 8, &r.now);
	expect("/xruns", "i", 31);
	rig_forget(&r);
	server_packet(r.server, &r.client, "/ping\0\0", 8, &r.now);
	expect("/pong", "");
}

static void
test_load_margin_and_xruns_are_the_profile(void **state)
{
	const struct profile *p = &r.control.snap.profile;

	(void)state;
	ask("/load", "");
	expect("/load", "fff", 37.5, 100 * p->load[WINDOW_1S].mean,
		100 * p->load[WINDOW_CLEAR].max);
	ask("/margin", "");
	expect("/margin", "ff", 3333.5, p->margin_us[WINDOW_10S].min);
	ask("/xruns", "");
	expect("/xruns", "i", 31);
	r.control.snap.profile.xruns = UINT64_C(5000000000);
	ask("/xruns", "");
	expect("/xruns", "i", INT32_MAX);
}

static void
test_statistics_come_by_window(void **state)
{
	const struct profile *p = &r.control.snap.profile;
	static const struct {
		double seconds;
		enum window window;
	} row[] = { { 0, WINDOW_CLEAR }, { 0.5, WINDOW_1S }, { 1, WINDOW_1S }, { 10, WINDOW_10S },
		{ 11, WINDOW_CLEAR } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		ask("/cycle/stats", "f", row[i].seconds);
		expect_stats("/cycle/stats.reply", &p->busy_us[row[i].window]);
		ask("/wakeup/stats", "d", row[i].seconds);
		expect_stats("/wakeup/stats.reply", &p->wakeup_us[row[i].window]);
	}
	ask("/cycle/stats", "");
	expect_stats("/cycle/stats.reply", &p->busy_us[WINDOW_CLEAR]);
	ask("/cycle/stats", "f", -1.0);
	expect_error("/cycle/stats", OSC_RANGE);
	ask("/cycle/stats", "s", "ten");
	expect_error("/cycle/stats", OSC_TYPE);
	ask("/cycle/stats", "ff", 1.0, 1.0);
	expect_error("/cycle/stats", OSC_TYPE);
}

static void
check_node(const char *name, const struct profile_node *n)
{
	const struct stats *s = &n->us[WINDOW_10S];
	char path[64], reply[64];

	snprintf(path, sizeof path, "/node/%s/stats", name);
	snprintf(reply, sizeof reply, "/node/%s/stats.reply", name);
	ask(path, "i", 10);
	expect(reply, "siffffffffi", name, (int)s->count, s->mean, s->stddev, s->p50, s->p90,
		s->p95, s->p99, s->p99_9, s->max, (int)n->overruns);
	snprintf(path, sizeof path, "/node/%s/load", name);
	ask(path, "");
	expect(path, "ff", 100 * n->now_us / 5333.25, 100 * n->us[WINDOW_1S].mean / 5333.25);
	snprintf(path, sizeof path, "/node/%s/nonfinite", name);
	ask(path, "");
	expect(path, "iii", (int)n->nonfinite, (int)n->denormal, (int)n->cleared);
}

static void
test_every_node_and_the_profiler_itself_have_statistics(void **state)
{
	const struct profile *p = &r.control.snap.profile;

	(void)state;
	for (uint32_t i = 0; i < p->nnodes; i++)
		check_node(p->node[i].name, &p->node[i]);
	check_node("engine", &p->frame);
	check_node("profiler", &p->profiler);
	check_node("worker", &p->worker);
	ask("/node/list", "");
	expect("/node/list.reply", "ssss", "input", "eq", "spectrum", "output");
}

static void
test_node_all_is_one_blob_in_microseconds(void **state)
{
	const struct profile *p = &r.control.snap.profile;
	uint32_t word[24];

	(void)state;
	for (uint32_t i = 0; i < 4; i++) {
		const struct stats *s = &p->node[i].us[WINDOW_1S];
		float v[6] = { (float)p->node[i].now_us, (float)s->mean, (float)s->p50,
			(float)s->p99, (float)s->p99_9, (float)s->max };

		memcpy(&word[6 * i], v, sizeof v);
	}
	for (uint32_t i = 0; i < 24; i++)
		word[i] = htonl(word[i]);
	ask("/node/all", "f", 1.0);
	expect("/node/all.reply", "iib", 4, 6, word, (int)sizeof word);
}

static void
test_addresses_follow_the_graph(void **state)
{
	(void)state;
	ask("/node/reverb/load", "");
	expect_error("/node/reverb/load", OSC_UNKNOWN);
	snprintf(r.control.snap.profile.node[1].name, PROFILE_NAME_BYTES, "reverb");
	ask("/node/reverb/load", "");
	assert_int_equal(r.nanswers, 1);
	assert_string_equal(r.answer[0].data, "/node/reverb/load");
	ask("/node/eq/load", "");
	expect_error("/node/eq/load", OSC_UNKNOWN);
	r.control.snap.profile.nnodes = 1;
	ask("/node/output/load", "");
	expect_error("/node/output/load", OSC_UNKNOWN);
}

static void
test_engine_facts_are_the_snapshot(void **state)
{
	(void)state;
	ask("/engine/backend", "");
	expect("/engine/backend", "s", "dummy");
	ask("/engine/samplerate", "");
	expect("/engine/samplerate", "f", 48000.0);
	ask("/engine/period", "");
	expect("/engine/period", "ii", 256, 0);
	ask("/engine/latency", "");
	expect("/engine/latency", "ff", 10.0, 20.0);
	ask("/engine/rt", "");
	expect("/engine/rt", "sii", thread_policy_name(1), 70, 3);
	ask("/engine/cpu", "");
	expect("/engine/cpu", "fff", 1.5, 2.5, 4.0);
	r.control.snap.info.audio.tid = 0;
	ask("/engine/rt", "");
	expect_error("/engine/rt", OSC_NOT_NOW);
}

static void
test_meters_are_dbfs_peaks_first(void **state)
{
	const struct meter_level *in = r.control.snap.in, *out = r.control.snap.out;

	(void)state;
	ask("/meters/in", "");
	expect("/meters/in", "ffff", (double)meter_db(in[0].peak), (double)meter_db(in[1].peak),
		(double)meter_db(in[0].rms), (double)meter_db(in[1].rms));
	ask("/meters/out", "i", 2);
	expect("/meters/out", "ff", (double)meter_db(out[1].peak), (double)meter_db(out[1].rms));
	ask("/meters/out", "i", 3);
	expect_error("/meters/out", OSC_RANGE);
	r.control.snap.info.nchannels = 64;
	ask("/meters/in", "i", 40);
	assert_int_equal(r.answer[0].len, 12 + 36 + 32 * 4);
	r.control.snap.meters_valid = false;
	ask("/meters/in", "");
	expect_error("/meters/in", OSC_NOT_NOW);
}

static void
test_holds_and_clipped_samples_of_each_channel(void **state)
{
	const struct meter_level *in = r.control.snap.in, *out = r.control.snap.out;

	(void)state;
	ask("/meters/in/hold", "");
	expect("/meters/in/hold", "ff", (double)meter_db(in[0].hold), (double)meter_db(in[1].hold));
	ask("/meters/out/hold", "i", 2);
	expect("/meters/out/hold", "f", (double)meter_db(out[1].hold));
	ask("/meters/in/clipped", "");
	expect("/meters/in/clipped", "ii", 3, 4);
	ask("/meters/out/clipped", "i", 2);
	expect("/meters/out/clipped", "i", 51);
	ask("/meters/out/clipped", "i", 0);
	expect_error("/meters/out/clipped", OSC_RANGE);
	ask("/clip", "");
	expect("/clip", "sii", "out", 2, 51);
	r.control.snap.clip = (struct clip){ 0 };
	ask("/clip", "");
	expect("/clip", "sii", "", 0, 0);
	r.control.snap.meters_valid = false;
	ask("/meters/in/hold", "");
	expect_error("/meters/in/hold", OSC_NOT_NOW);
}

static void
test_meters_with_ballistics_are_dbfs(void **state)
{
	static const struct {
		const char *address;
		double db; /* of the first channel, the second reads 1 less */
	} row[] = { { "/meters/in/ppm1", -10 }, { "/meters/in/ppm2", -12 },
		{ "/meters/in/vu", -14 }, { "/meters/out/ppm1", -20 }, { "/meters/out/ppm2", -22 },
		{ "/meters/out/vu", -24 } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		ask(row[i].address, "");
		expect(row[i].address, "ff", row[i].db, row[i].db - 1);
		ask(row[i].address, "i", 2);
		expect(row[i].address, "f", row[i].db - 1);
	}
	ask("/meters/in/k20", "");
	expect("/meters/in/k20", "ffff", -16.0, -17.0, -18.0, -19.0);
	ask("/meters/out/k20", "i", 2);
	expect("/meters/out/k20", "ff", -27.0, -29.0);
	ask("/meters/out/k20", "i", 3);
	expect_error("/meters/out/k20", OSC_RANGE);
	r.control.snap.ballistics_valid = false;
	ask("/meters/in/vu", "");
	expect_error("/meters/in/vu", OSC_NOT_NOW);
}

static void
test_loudness_is_told_with_what_it_is_made_of(void **state)
{
	(void)state;
	ask("/loudness", "");
	expect("/loudness", "fffff", -21.0, -22.0, -23.0, 4.0, -1.5);
	ask("/loudness/peaks", "");
	expect("/loudness/peaks", "ff", -2.5, -1.5);
	ask("/loudness/measured", "");
	expect("/loudness/measured", "fi", 12.5, 64);
	ask("/loudness", "f", 1.0);
	expect_error("/loudness", OSC_READ_ONLY);
	r.control.snap.loudness_valid = false;
	ask("/loudness", "");
	expect_error("/loudness", OSC_NOT_NOW);
}

static void
test_spectrum_comes_whole_or_coarser(void **state)
{
	const struct spectrum_frame *f = &r.control.snap.spectrum;
	uint32_t word[SPECTRUM_BINS_MAX];
	float pair[2] = { f->bin_db[0], f->bin_db[128] };
	double step = pow(1000, 1.0 / 255);

	(void)state;
	memcpy(word, f->bin_db, sizeof word);
	for (uint32_t i = 0; i < SPECTRUM_BINS_MAX; i++)
		word[i] = htonl(word[i]);
	ask("/spectrum", "");
	expect("/spectrum.reply", "iffb", 256, 20.0, 20000.0, word, (int)sizeof word);
	memcpy(word, pair, sizeof pair);
	word[0] = htonl(word[0]);
	word[1] = htonl(word[1]);
	ask("/spectrum", "i", 2);
	expect("/spectrum.reply", "iffb", 2, 20 * pow(step, 63.5), 20 * pow(step, 191.5), word, 8);
	ask("/spectrum/held", "i", 1);
	pair[0] = f->held_db[0];
	memcpy(word, pair, sizeof pair);
	word[0] = htonl(word[0]);
	expect("/spectrum/held.reply", "iffb", 1, 20 * pow(step, 127.5), 20 * pow(step, 127.5),
		word, 4);
	ask("/spectrum", "i", 257);
	expect_error("/spectrum", OSC_RANGE);
	ask("/spectrum/bands", "");
	assert_string_equal(r.answer[0].data, "/spectrum/bands");
	assert_int_equal(r.answer[0].len, 16 + 36 + 31 * 4);
	r.control.snap.spectrum.seq = 0;
	ask("/spectrum/bands", "");
	expect_error("/spectrum/bands", OSC_NOT_NOW);
}

/* points levels, log-spaced from 20 Hz to 20 kHz, of what eq_design makes of the settings. */
static void
expect_response(int points)
{
	struct snapshot *s = &r.control.snap;
	struct eq_coefficients c;
	uint32_t word[128];

	eq_design(&c, &s->eq, 48000);
	for (int i = 0; i < points; i++) {
		double hz = 20 * pow(1000, (double)i / (points - 1));
		float db = (float)eq_response_db(&c, hz, 48000);

		memcpy(&word[i], &db, sizeof db);
		word[i] = htonl(word[i]);
	}
	expect("/eq/response.reply", "iffb", points, 20.0, 20000.0, word, 4 * points);
}

static void
test_eq_response_is_the_curve_in_use(void **state)
{
	struct snapshot *s = &r.control.snap;

	(void)state;
	ask("/eq/response", "");
	expect_response(128);
	ask("/eq/response", "i", 2);
	expect_response(2);
	for (int design = 0; design < EQ_NFORMULAS; design++) {
		s->eq.band[6] = (struct eq_band){ true, EQ_PK, 15000, 9, 1 };
		s->eq.design = (enum eq_formulas)design;
		assert_true(eq_curve_update(&s->eq_curve, &s->eq, 48000));
		ask("/eq/response", "i", 31);
		expect_response(31);
	}
	ask("/eq/response", "i", 129);
	expect_error("/eq/response", OSC_RANGE);
	ask("/eq/response", "i", 1);
	expect_error("/eq/response", OSC_RANGE);
	ask("/eq/response", "s", "all");
	expect_error("/eq/response", OSC_TYPE);
}

static void
test_eq_peak_is_the_highest_gain_with_preamp(void **state)
{
	struct eq_curve *curve = &r.control.snap.eq_curve;

	(void)state;
	assert_true(fabs(curve->peak_db - 4.5) < 0.01 && fabs(curve->peak_hz - 250) < 0.5);
	ask("/eq/peak", "");
	expect("/eq/peak", "ff", curve->peak_db, curve->peak_hz);
	ask("/eq/peak", "f", 1.0);
	expect_error("/eq/peak", OSC_READ_ONLY);
	eq_curve_update(curve, &r.control.snap.eq, 0);
	ask("/eq/peak", "");
	expect_error("/eq/peak", OSC_NOT_NOW);
	ask("/eq/response", "");
	expect_error("/eq/response", OSC_NOT_NOW);
}

static void
test_log_is_paged_by_line_number(void **state)
{
	(void)state;
	ask("/log/list", "");
	expect("/log/list.reply", "iisss", 12, 3, "line 9", "line 10", "line 11");
	ask("/log/list", "i", 11);
	expect("/log/list.reply", "iis", 12, 1, "line 11");
	ask("/log/list", "i", 12);
	expect("/log/list.reply", "ii", 12, 0);
	ask("/log/list", "i", 500);
	expect("/log/list.reply", "ii", 12, 0);
}

static void
test_list_names_children_once_and_pages(void **state)
{
	(void)state;
	ask("/list", "s", "/eq");
	expect("/list.reply", "siissssssssssss", "/eq", 12, -1, "band", "bands", "bypass", "flat",
		"peak", "preamp", "redo", "response", "slot", "solo", "steps", "undo");
	ask("/list", "s", "/eq/band/3/");
	expect("/list.reply", "siisssss", "/eq/band/3/", 5, -1, "freq", "gain", "on", "q", "type");
	ask("/list", "si", "/eq/band/3", 4);
	expect("/list.reply", "siis", "/eq/band/3", 5, -1, "type");
	ask("/list", "s", "/nothing");
	expect("/list.reply", "sii", "/nothing", 0, -1);
	ask("/list", "");
	assert_int_equal(r.nanswers, 1);
	assert_memory_equal(r.answer[0].data + 12, ",siissssssssssssssss", 20);
	ask("/list", "i", 3);
	expect_error("/list", OSC_TYPE);
	ask("/list", "sf", "/eq", (double)NAN);
	expect_error("/list", OSC_RANGE);
}

static void
test_describe_reads_param_info(void **state)
{
	(void)state;
	ask("/describe", "s", "/eq/preamp");
	expect("/describe.reply", "sssfffss", "/eq/preamp", "f", "rw", -30.0, 12.0, 0.0, "gain.db",
		"gain before the bands");
	ask("/describe", "s", "/eq/band/1/type");
	expect("/describe.reply", "sssfffss", "/eq/band/1/type", "s", "rw", 0.0, 9.0, 0.0, "",
		"kind of filter: PK|LSC|HSC|LP|HP|BP|NO|AP|LS|HS");
	ask("/describe", "s", "/load");
	expect("/describe.reply", "sssfffss", "/load", "fff", "r", 0.0, 100.0, 0.0, "%",
		"now, mean 1 s, max since clear");
	ask("/describe", "s", "/eq/peak");
	expect("/describe.reply", "sssfffss", "/eq/peak", "ff", "r", 0.0, 0.0, 0.0,
		"gain.db time.hz", "highest gain of the curve, preamp included: dB, Hz");
	ask("/describe", "s", "/nothing");
	expect_error("/describe", OSC_UNKNOWN);
}

/* What is asked with arguments, or answers elsewhere, is tried by tests of its own. */
static bool
is_special(const struct address *at)
{
	static const char *const path[] = { "/describe", "/xruns/list", "/xruns/account",
		"/xruns/cycles", "/xruns/parts", "/xruns/judged", "/heat/list" };

	for (size_t i = 0; i < sizeof path / sizeof *path; i++)
		if (strcmp(at->path, path[i]) == 0)
			return true;
	return at->row->kind == ROW_ACTION;
}

/* Whatever is added to the table: it answers, on the address and with the tags that it claims. */
static void
test_every_address_answers_as_described(void **state)
{
	const struct space *s;

	(void)state;
	ask("/ping", "");
	s = server_space(r.server);
	assert_true(s->n > 80);
	for (uint32_t i = 0; i < s->n; i++) {
		const struct address *at = &s->address[i];
		const char *tags = at->row->tags, *got;
		char address[96];
		size_t offset;

		if (is_special(at))
			continue;
		snprintf(address, sizeof address, "%s%s", at->path,
			at->row->kind == ROW_QUERY ? ".reply" : "");
		ask(at->path, "");
		assert_int_equal(r.nanswers, 1);
		assert_string_equal(r.answer[0].data, address);
		got = packet_tags(r.answer[0].data, r.answer[0].len, &offset);
		assert_memory_equal(got, tags, strlen(tags));
		ask("/describe", "s", at->path);
		assert_string_equal(r.answer[0].data, "/describe.reply");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, ask_setup, ask_teardown)
		ROW(test_status_says_what_the_snapshot_says),
		ROW(test_server_queries_answer),
		ROW(test_a_message_without_tags_is_a_question),
		ROW(test_load_margin_and_xruns_are_the_profile),
		ROW(test_statistics_come_by_window),
		ROW(test_every_node_and_the_profiler_itself_have_statistics),
		ROW(test_node_all_is_one_blob_in_microseconds),
		ROW(test_addresses_follow_the_graph),
		ROW(test_engine_facts_are_the_snapshot),
		ROW(test_meters_are_dbfs_peaks_first),
		ROW(test_meters_with_ballistics_are_dbfs),
		ROW(test_holds_and_clipped_samples_of_each_channel),
		ROW(test_loudness_is_told_with_what_it_is_made_of),
		ROW(test_spectrum_comes_whole_or_coarser),
		ROW(test_eq_response_is_the_curve_in_use),
		ROW(test_eq_peak_is_the_highest_gain_with_preamp),
		ROW(test_log_is_paged_by_line_number),
		ROW(test_list_names_children_once_and_pages),
		ROW(test_describe_reads_param_info),
		ROW(test_every_address_answers_as_described),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
