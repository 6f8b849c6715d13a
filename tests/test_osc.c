/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every address against the field of the snapshot that it stands for, bytes
 * for bytes; the rules of sets, errors, patterns and bundles.  Control is a stub.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "tests/osc_wire.h"
#include "ui-osc/packet.h"
#include "ui-osc/peers.h"
#include "ui-osc/rows.h"
#include "ui-osc/space.h"

static const uint64_t MS = 1000000;
static struct rig r;

static int
setup(void **state)
{
	(void)state;
	rig_init(&r);
	return r.server == NULL;
}

static int
teardown(void **state)
{
	(void)state;
	rig_finish(&r);
	return 0;
}

/* One message to the server; answers from before are forgotten. */
static void
ask(const char *address, const char *tags, ...)
{
	struct wire w;
	va_list ap;

	va_start(ap, tags);
	wire_vmessage(&w, address, tags, ap);
	va_end(ap);
	rig_forget(&r);
	rig_packet(&r, &w);
}

static void
expect_silence(void)
{
	if (r.nanswers != 0)
		fail_msg("answered: %s", (const char *)r.answer[0].data);
}

/* The one answer there is. */
static void
expect(const char *address, const char *tags, ...)
{
	struct wire w;
	va_list ap;

	va_start(ap, tags);
	wire_vmessage(&w, address, tags, ap);
	va_end(ap);
	assert_int_equal(r.nanswers, 1);
	if (w.len != r.answer[0].len)
		fail_msg("%s: %zu bytes, not %zu", (const char *)r.answer[0].data, r.answer[0].len,
			w.len);
	assert_memory_equal(w.data, r.answer[0].data, w.len);
}

/* "/error address code text". */
static void
expect_error(const char *address, int code)
{
	struct wire w;
	size_t fixed;

	assert_int_equal(r.nanswers, 1);
	wire_message(&w, "/error", "sis", address, code, "");
	fixed = w.len - 4;
	assert_true(r.answer[0].len > w.len);
	assert_memory_equal(w.data, r.answer[0].data, fixed);
}

static void
expect_stats(const char *address, const struct stats *s)
{
	expect(address, "iffffffff", (int)s->count, s->mean, s->stddev, s->p50, s->p90, s->p95,
		s->p99, s->p99_9, s->max);
}

static float
value_of(const char *path)
{
	struct param_ref ref;

	assert_int_equal(control_get(&r.control, path, &ref), 0);
	return ref.value;
}

/* ---- Queries and values ---- */

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
			48000.0, 5333.25, 31, 1, "K702");
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
	ask("/spectrum", "i", 257);
	expect_error("/spectrum", OSC_RANGE);
	ask("/spectrum/bands", "");
	assert_string_equal(r.answer[0].data, "/spectrum/bands");
	assert_int_equal(r.answer[0].len, 16 + 36 + 31 * 4);
	r.control.snap.spectrum.seq = 0;
	ask("/spectrum/bands", "");
	expect_error("/spectrum/bands", OSC_NOT_NOW);
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
	expect("/list.reply", "siissss", "/eq", 4, -1, "band", "bands", "bypass", "preamp");
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
}

static void
test_describe_reads_param_info(void **state)
{
	(void)state;
	ask("/describe", "s", "/eq/preamp");
	expect("/describe.reply", "sssfffss", "/eq/preamp", "f", "rw", -30.0, 12.0, 0.0, "dB",
		"gain before the bands");
	ask("/describe", "s", "/eq/band/1/type");
	expect("/describe.reply", "sssfffss", "/eq/band/1/type", "s", "rw", 0.0, 9.0, 0.0, "",
		"kind of filter: PK|LSC|HSC|LP|HP|BP|NO|AP|LS|HS");
	ask("/describe", "s", "/load");
	expect("/describe.reply", "sssfffss", "/load", "fff", "r", 0.0, 100.0, 0.0, "%",
		"now, mean 1 s, max since clear");
	ask("/describe", "s", "/nothing");
	expect_error("/describe", OSC_UNKNOWN);
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

		if (at->row->kind == ROW_ACTION || strcmp(at->path, "/describe") == 0)
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

/* ---- Parameters ---- */

static void
test_numbers_of_every_type_set_a_parameter(void **state)
{
	(void)state;
	ask("/eq/preamp", "f", -4.5);
	expect_silence();
	assert_true(value_of("/eq/preamp") == -4.5f);
	ask("/eq/preamp", "");
	expect("/eq/preamp", "f", -4.5);
	ask("/eq/preamp", "d", -0.1);
	expect_silence();
	assert_true(value_of("/eq/preamp") == -0.1f);
	ask("/eq/preamp", "i", -3);
	assert_true(value_of("/eq/preamp") == -3);
	ask("/eq/preamp", "h", INT64_C(5));
	assert_true(value_of("/eq/preamp") == 5);
	ask("/eq/bypass", "T");
	expect_silence();
	assert_true(value_of("/eq/bypass") == 1);
	ask("/eq/bypass", "");
	expect("/eq/bypass", "i", 1);
	ask("/eq/bypass", "F");
	assert_true(value_of("/eq/bypass") == 0);
	ask("/eq/bypass", "f", 1.0);
	expect_silence();
	assert_true(value_of("/eq/bypass") == 1);
}

static void
test_a_clamped_value_is_told_to_the_sender(void **state)
{
	(void)state;
	ask("/eq/preamp", "f", 99.0);
	expect("/eq/preamp", "f", 12.0);
	ask("/eq/preamp", "d", -1e300);
	expect("/eq/preamp", "f", -30.0);
	ask("/eq/preamp", "h", INT64_MAX);
	expect("/eq/preamp", "f", 12.0);
	ask("/eq/bypass", "i", 7);
	expect("/eq/bypass", "i", 1);
}

static void
test_what_is_not_a_number_is_refused(void **state)
{
	(void)state;
	ask("/eq/preamp", "f", (double)NAN);
	expect_error("/eq/preamp", OSC_RANGE);
	ask("/eq/preamp", "d", (double)INFINITY);
	expect_error("/eq/preamp", OSC_RANGE);
	ask("/eq/preamp", "s", "loud");
	expect_error("/eq/preamp", OSC_TYPE);
	ask("/eq/preamp", "ff", 1.0, 2.0);
	expect_error("/eq/preamp", OSC_TYPE);
	assert_int_equal(r.control.nsets, 0);
}

static void
test_types_are_names_or_numbers(void **state)
{
	(void)state;
	ask("/eq/band/2/type", "s", "HSC");
	expect_silence();
	ask("/eq/band/2/type", "");
	expect("/eq/band/2/type", "s", "HSC");
	ask("/eq/band/2/type/index", "");
	expect("/eq/band/2/type/index", "i", 2);
	ask("/eq/band/2/type", "s", "lp");
	expect("/eq/band/2/type", "s", "LP");
	ask("/eq/band/2/type", "i", 9);
	expect_silence();
	assert_true(value_of("/eq/band/2/type") == 9);
	ask("/eq/band/2/type/index", "f", 4.0);
	expect_silence();
	assert_true(value_of("/eq/band/2/type") == 4);
	ask("/eq/band/2/type", "s", "XX");
	expect_error("/eq/band/2/type", OSC_RANGE);
	ask("/eq/band/2/type", "i", 10);
	expect_error("/eq/band/2/type", OSC_RANGE);
	rig_advance(&r, 1000 * MS);
	ask("/eq/band/2/type/index", "f", 1.5);
	expect_error("/eq/band/2/type/index", OSC_RANGE);
	ask("/eq/band/2/type/index", "s", "PK");
	expect_error("/eq/band/2/type/index", OSC_TYPE);
	assert_true(value_of("/eq/band/2/type") == 4);
}

static void
test_a_band_is_set_whole_or_not_at_all(void **state)
{
	(void)state;
	ask("/eq/band/3", "sfffi", "LS", 250.0, -6.0, 0.7, 0);
	expect_silence();
	ask("/eq/band/3", "");
	expect("/eq/band/3", "sfffi", "LS", 250.0, -6.0, (double)0.7f, 0);
	ask("/eq/band/3", "sfff", "PK", 500.0, 3.0, 2.0);
	expect_silence();
	assert_true(value_of("/eq/band/3/on") == 0);
	ask("/eq/band/3", "ifffT", 1, 1.0, 99.0, 2.0);
	expect("/eq/band/3", "sfffi", "LSC", 10.0, 30.0, 2.0, 1);
	r.control.nsets = 0;
	ask("/eq/band/3", "sfff", "PK", 500.0, (double)NAN, 2.0);
	expect_error("/eq/band/3", OSC_RANGE);
	ask("/eq/band/3", "sff", "PK", 500.0, 1.0);
	expect_error("/eq/band/3", OSC_TYPE);
	ask("/eq/band/3", "sfsf", "PK", 500.0, "loud", 1.0);
	expect_error("/eq/band/3", OSC_TYPE);
	assert_int_equal(r.control.nsets, 0);
	ask("/eq/band/9", "");
	expect_error("/eq/band/9", OSC_UNKNOWN);
}

static void
test_measuring_is_known_before_the_snapshot_knows(void **state)
{
	(void)state;
	ask("/profiler/on", "");
	expect("/profiler/on", "i", 1);
	ask("/profiler/on", "i", 0);
	expect_silence();
	assert_false(r.control.measuring);
	ask("/profiler/on", "");
	expect("/profiler/on", "i", 0);
	rig_advance(&r, 1000 * MS);
	ask("/profiler/on", "");
	expect("/profiler/on", "i", r.control.snap.profile.on);
	ask("/profiler/on", "i", 5);
	expect("/profiler/on", "i", 1);
	ask("/profiler/on", "s", "on");
	expect_error("/profiler/on", OSC_TYPE);
}

static void
test_statistics_are_reset_by_name_or_all(void **state)
{
	(void)state;
	ask("/stats/reset", "");
	expect("/reply", "ss", "/stats/reset", "everything");
	assert_string_equal(r.control.cleared, "*");
	ask("/stats/reset", "s", "eq");
	expect("/reply", "ss", "/stats/reset", "eq");
	assert_string_equal(r.control.cleared, "eq");
	ask("/stats/reset", "s", "nobody");
	expect_error("/stats/reset", OSC_RANGE);
	ask("/stats/reset", "i", 1);
	expect_error("/stats/reset", OSC_TYPE);
}

/* ---- Errors ---- */

static void
test_what_cannot_be_set_says_so(void **state)
{
	static const char *const read_only[] = { "/load", "/xruns", "/eq/bands", "/engine/state",
		"/node/eq/load", "/spectrum/bands" };

	(void)state;
	for (size_t i = 0; i < sizeof read_only / sizeof *read_only; i++) {
		ask(read_only[i], "f", 1.0);
		expect_error(read_only[i], OSC_READ_ONLY);
		rig_advance(&r, 1000 * MS);
	}
	ask("/status", "i", 1);
	expect_error("/status", OSC_TYPE);
}

static void
test_errors_are_five_a_second(void **state)
{
	uint32_t errors = 0;

	(void)state;
	for (int i = 0; i < 20; i++) {
		ask("/nothing", "");
		errors += r.nanswers;
	}
	assert_int_equal(errors, PEER_ERRORS_PER_S);
	rig_advance(&r, 1000 * MS);
	ask("/nothing", "");
	expect_error("/nothing", OSC_UNKNOWN);
}

static void
test_an_answer_is_never_answered(void **state)
{
	static const char *const address[] = { "/error", "/reply", "/pong", "/synced",
		"/status.reply" };

	(void)state;
	for (size_t i = 0; i < sizeof address / sizeof *address; i++) {
		ask(address[i], "s", "x");
		expect_silence();
	}
}

static void
test_a_flood_is_refused_and_counted(void **state)
{
	uint32_t pongs = 0;

	(void)state;
	for (int i = 0; i < PEER_PACKETS_PER_S + 10; i++) {
		ask("/ping", "");
		pongs += r.nanswers;
	}
	assert_int_equal(pongs, PEER_PACKETS_PER_S);
	assert_int_equal(server_counts(r.server)->refused, 10);
	rig_advance(&r, 10 * MS);
	ask("/ping", "");
	expect("/pong", "");
}

/* ---- Patterns ---- */

static void
test_a_pattern_sets_all_that_match(void **state)
{
	char path[64];

	(void)state;
	ask("/eq/band/*/gain", "f", -2.0);
	expect_silence();
	for (int i = 1; i <= EQ_BANDS; i++) {
		snprintf(path, sizeof path, "/eq/band/%d/gain", i);
		assert_true(value_of(path) == -2);
	}
	assert_int_equal(r.control.nsets, EQ_BANDS);
	ask("/eq/band/{1,3}/q", "f", 5.0);
	assert_true(value_of("/eq/band/3/q") == 5 && value_of("/eq/band/2/q") == 1);
}

static void
test_a_pattern_reads_at_most_64_values(void **state)
{
	(void)state;
	ask("/eq/band/*/gain", "");
	assert_int_equal(r.nanswers, EQ_BANDS);
	ask("/eq/band/*/*", "");
	assert_int_equal(r.nanswers, 5 * EQ_BANDS);
	r.control.snap.profile.nnodes = NODES_MAX;
	for (int i = 0; i < NODES_MAX; i++)
		snprintf(r.control.snap.profile.node[i].name, PROFILE_NAME_BYTES, "n%d", i);
	ask("/node/*/*", "");
	assert_int_equal(r.nanswers, WILD_ANSWERS_MAX);
}

static void
test_a_pattern_that_matches_gets_no_errors(void **state)
{
	(void)state;
	ask("/eq/*", "s", "nonsense");
	expect_silence();
	ask("/eq/nothing*", "f", 1.0);
	expect_error("/eq/nothing*", OSC_UNKNOWN);
}

static void
test_a_pattern_never_acts(void **state)
{
	(void)state;
	ask("/stats/*", "");
	expect_error("/stats/*", OSC_NOT_ALLOWED);
	ask("/*/*", "");
	assert_int_equal(r.control.nclears, 0);
	ask("/p?ng", "");
	expect_error("/p?ng", OSC_NOT_ALLOWED);
}

static void
test_a_packet_of_patterns_has_a_bounded_cost(void **state)
{
	static struct wire bundle;
	struct wire w;
	uint32_t answers;

	(void)state;
	wire_bundle(&bundle, OSC_IMMEDIATELY);
	wire_message(&w, "/*/*/*{,a}*{,a}*{,a}*{,a}*{,a}*{,a}", "");
	while (bundle.len + w.len + 4 < WIRE_BYTES)
		wire_add(&bundle, &w);
	rig_packet(&r, &bundle);
	answers = r.nanswers;
	assert_true(answers <= PACKET_ANSWERS_MAX);
	assert_int_equal(server_counts(r.server)->refused, 1);
}

/* ---- Bundles ---- */

static void
add_set(struct wire *bundle, const char *path, double v)
{
	struct wire w;

	wire_message(&w, path, "f", v);
	wire_add(bundle, &w);
}

static void
test_a_bundle_takes_effect_whole(void **state)
{
	struct wire bundle, inner;

	(void)state;
	wire_bundle(&bundle, OSC_IMMEDIATELY);
	add_set(&bundle, "/eq/preamp", -6);
	add_set(&bundle, "/eq/band/1/gain", 6);
	wire_bundle(&inner, OSC_IMMEDIATELY);
	add_set(&inner, "/eq/band/2/gain", 7);
	wire_add(&bundle, &inner);
	add_set(&bundle, "/nothing", 1);
	add_set(&bundle, "/eq/band/3/gain", 8);
	rig_packet(&r, &bundle);
	assert_int_equal(r.control.nsets, 4);
	assert_int_equal(r.control.napplies, 0); /* control applies once, when the turn is over */
	assert_int_equal(r.nanswers, 1);
	expect_error("/nothing", OSC_UNKNOWN);
	assert_true(value_of("/eq/band/3/gain") == 8);
}

static void
test_a_bundle_reads_what_it_has_set(void **state)
{
	struct wire bundle, w;

	(void)state;
	wire_bundle(&bundle, r.now.ntp - 5);
	add_set(&bundle, "/eq/preamp", -6);
	wire_message(&w, "/eq/preamp", "");
	wire_add(&bundle, &w);
	wire_message(&w, "/sync", "i", 3);
	wire_add(&bundle, &w);
	rig_packet(&r, &bundle);
	assert_int_equal(r.nanswers, 2);
	assert_string_equal(r.answer[0].data, "/eq/preamp");
	assert_string_equal(r.answer[1].data, "/synced");
}

static void
test_a_bundle_waits_for_its_time(void **state)
{
	struct wire bundle;
	uint64_t due_ns;

	(void)state;
	assert_true(server_due(r.server) == UINT64_MAX);
	wire_bundle(&bundle, r.now.ntp + (UINT64_C(1) << 31));
	add_set(&bundle, "/eq/preamp", -6);
	rig_packet(&r, &bundle);
	assert_int_equal(r.control.nsets, 0);
	due_ns = server_due(r.server);
	assert_int_equal(due_ns - r.now.monotonic_ns, 500 * MS);
	rig_advance(&r, 499 * MS);
	server_run_due(r.server, &r.now);
	assert_int_equal(r.control.nsets, 0);
	rig_advance(&r, 2 * MS);
	server_run_due(r.server, &r.now);
	assert_true(value_of("/eq/preamp") == -6);
	assert_true(server_due(r.server) == UINT64_MAX);
}

static void
test_bundles_run_in_the_order_of_their_times(void **state)
{
	static const struct {
		uint64_t ms;
		double gain;
	} row[] = { { 300, 3 }, { 100, 1 }, { 200, 2 }, { 200, 2.5 } };
	struct wire bundle;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		wire_bundle(&bundle, r.now.ntp + (row[i].ms << 32) / 1000);
		add_set(&bundle, "/eq/preamp", row[i].gain);
		rig_packet(&r, &bundle);
	}
	rig_advance(&r, 250 * MS);
	server_run_due(r.server, &r.now);
	assert_true(value_of("/eq/preamp") == 2.5f);
	assert_int_equal(r.control.nsets, 3);
	rig_advance(&r, 100 * MS);
	server_run_due(r.server, &r.now);
	assert_true(value_of("/eq/preamp") == 3);
}

static void
test_a_time_beyond_a_second_is_refused(void **state)
{
	struct wire bundle;

	(void)state;
	wire_bundle(&bundle, r.now.ntp + (UINT64_C(1100) << 32) / 1000);
	add_set(&bundle, "/eq/preamp", -6);
	rig_packet(&r, &bundle);
	expect_error("#bundle", OSC_TOO_FAR);
	rig_advance(&r, 2000 * MS);
	server_run_due(r.server, &r.now);
	assert_int_equal(r.control.nsets, 0);
}

static void
test_only_so_many_bundles_wait(void **state)
{
	struct wire bundle;

	(void)state;
	wire_bundle(&bundle, r.now.ntp + (UINT64_C(1) << 31));
	add_set(&bundle, "/eq/preamp", -6);
	for (int i = 0; i < 64; i++)
		rig_packet(&r, &bundle);
	assert_int_equal(r.nanswers, 0);
	rig_packet(&r, &bundle);
	expect_error("#bundle", OSC_NOT_NOW);
	assert_int_equal(server_counts(r.server)->refused, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
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
		ROW(test_spectrum_comes_whole_or_coarser),
		ROW(test_log_is_paged_by_line_number),
		ROW(test_list_names_children_once_and_pages),
		ROW(test_describe_reads_param_info),
		ROW(test_every_address_answers_as_described),
		ROW(test_numbers_of_every_type_set_a_parameter),
		ROW(test_a_clamped_value_is_told_to_the_sender),
		ROW(test_what_is_not_a_number_is_refused),
		ROW(test_types_are_names_or_numbers),
		ROW(test_a_band_is_set_whole_or_not_at_all),
		ROW(test_measuring_is_known_before_the_snapshot_knows),
		ROW(test_statistics_are_reset_by_name_or_all),
		ROW(test_what_cannot_be_set_says_so),
		ROW(test_errors_are_five_a_second),
		ROW(test_an_answer_is_never_answered),
		ROW(test_a_flood_is_refused_and_counted),
		ROW(test_a_pattern_sets_all_that_match),
		ROW(test_a_pattern_reads_at_most_64_values),
		ROW(test_a_pattern_that_matches_gets_no_errors),
		ROW(test_a_pattern_never_acts),
		ROW(test_a_packet_of_patterns_has_a_bounded_cost),
		ROW(test_a_bundle_takes_effect_whole),
		ROW(test_a_bundle_reads_what_it_has_set),
		ROW(test_a_bundle_waits_for_its_time),
		ROW(test_bundles_run_in_the_order_of_their_times),
		ROW(test_a_time_beyond_a_second_is_refused),
		ROW(test_only_so_many_bundles_wait),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
