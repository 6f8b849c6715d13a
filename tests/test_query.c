/* SPDX-License-Identifier: GPL-2.0-or-later */
/* OSCQuery's questions and answers, on the rows of a stub; carried by nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>

#include "tests/osc_wire.h"
#include "ui-osc/query/http_guard.h"
#include "ui-osc/query/query.h"
#include "ui-osc/space.h"

static struct rig rig;

/* The answer to a target; NULL: none.  *status: of HTTP. */
static json_t *
ask_status(const char *target, int *status)
{
	struct query_host host = { .name = "studio", .osc_ip = "192.0.2.9", .osc_port = 7723 };
	struct query q;
	json_t *answer;
	char *text;

	assert_int_equal(server_consult(rig.server, &rig.client, &rig.now), 0);
	*status = query_parse(target, &q);
	if (*status != 0)
		return NULL;
	*status = query_answer(rig.server, &rig.client, &q, &host, &text);
	assert_true((*status == 200) == (text != NULL));
	if (text == NULL)
		return NULL;
	answer = json_loads(text, 0, NULL);
	assert_non_null(answer);
	free(text);
	return answer;
}

/* What target is answered with, written as JSON is. */
static void
expect(const char *target, const char *json)
{
	json_t *wanted = json_loads(json, 0, NULL), *got;
	int status;

	assert_non_null(wanted);
	got = ask_status(target, &status);
	if (status != 200 || !json_equal(got, wanted))
		fail_msg("%s: %d %s, not %s", target, status,
			got != NULL ? json_dumps(got, JSON_COMPACT) : "", json);
	json_decref(wanted);
	json_decref(got);
}

static int
open_rig(void **state)
{
	(void)state;
	rig_init(&rig);
	return 0;
}

static int
close_rig(void **state)
{
	(void)state;
	rig_finish(&rig);
	return 0;
}

static void
test_an_address_is_described_from_its_row_and_parameter(void **state)
{
	static const struct {
		const char *target, *json;
	} row[] = {
		{ "/eq/band/2/gain",
			"{\"FULL_PATH\":\"/eq/band/2/gain\",\"ACCESS\":3,\"TYPE\":\"f\","
			"\"VALUE\":[0.0],\"RANGE\":[{\"MIN\":-30.0,\"MAX\":30.0}],"
			"\"UNIT\":[\"gain.db\"],\"CLIPMODE\":[\"both\"],"
			"\"DESCRIPTION\":\"gain of peaks and shelves\"}" },
		{ "/eq/bypass?RANGE", "{\"RANGE\":[{\"MIN\":0,\"MAX\":1}]}" },
		{ "/eq/band/1/q?RANGE", "{\"RANGE\":[{\"MIN\":0.05,\"MAX\":50.0}]}" },
		{ "/eq/band/1/freq?UNIT", "{\"UNIT\":[\"time.hz\"]}" },
		{ "/spectrum/points?RANGE",
			"{\"RANGE\":[{\"VALS\":[\"1024\",\"2048\",\"4096\"]}]}" },
		{ "/spectrum/points?TYPE", "{\"TYPE\":\"s\"}" },
		{ "/spectrum/points?VALUE", "{\"VALUE\":[\"4096\"]}" },
		{ "/spectrum/points/index",
			"{\"FULL_PATH\":\"/spectrum/points/index\",\"ACCESS\":3,\"TYPE\":\"i\","
			"\"VALUE\":[2],\"RANGE\":[{\"MIN\":0,\"MAX\":2}],"
			"\"DESCRIPTION\":\"frames in one transform\"}" },
		{ "/norm/eq/preamp?RANGE", "{\"RANGE\":[{\"MIN\":0.0,\"MAX\":1.0}]}" },
		{ "/eq/band/3?TYPE", "{\"TYPE\":\"sfffi\"}" },
		{ "/eq/band/3?VALUE", "{\"VALUE\":[\"PK\",1000.0,0.0,1.0,1]}" },
		{ "/eq/band/3?UNIT", "{\"UNIT\":[null,\"time.hz\",\"gain.db\",null,null]}" },
		{ "/eq/band/3?CLIPMODE",
			"{\"CLIPMODE\":[null,\"both\",\"both\",\"both\",\"both\"]}" },
		{ "/loglevel?RANGE", "{\"RANGE\":[{\"MIN\":0,\"MAX\":4}]}" },
		{ "/loglevel?ACCESS", "{\"ACCESS\":3}" },
		{ "/engine/state?VALUE", "{\"VALUE\":[\"running\"]}" },
		{ "/engine/state?ACCESS", "{\"ACCESS\":1}" },
		{ "/preset/current?VALUE", "{\"VALUE\":[\"K702\",0]}" },
		{ "/engine/latency?VALUE", "{\"VALUE\":[10.0,20.0]}" },
		{ "/profiler/counts?VALUE", "{\"VALUE\":[0,0,0,0,31,0,0,0,0,0,0,0,3,0]}" },
		{ "/engine/times?VALUE", "{\"VALUE\":[77.9,0.0,0.0,0.0,0.0]}" },
		{ "/engine/times?TYPE", "{\"TYPE\":\"ddddd\"}" },
		{ "/engine/latency?UNIT", "{\"UNIT\":[\"time.ms\",\"time.ms\"]}" },
		{ "/loudness?UNIT", "{\"UNIT\":[\"LUFS\",\"LUFS\",\"LUFS\",\"LU\",\"dBTP\"]}" },
		{ "/loudness/measured?UNIT", "{\"UNIT\":[\"time.second\",\"time.samples\"]}" },
		{ "/xruns/clear?TYPE", "{\"TYPE\":\"N\"}" },
		{ "/xruns/clear?ACCESS", "{\"ACCESS\":2}" },
		{ "/midi/forget?TYPE", "{\"TYPE\":\"s\"}" },
		{ "/status?ACCESS", "{\"ACCESS\":0}" },
		{ "/eq?ACCESS", "{\"ACCESS\":0}" },
		{ "/eq/?FULL_PATH", "{\"FULL_PATH\":\"/eq\"}" },
		{ "?FULL_PATH", "{\"FULL_PATH\":\"/\"}" },
		{ "http://studio:7723/eq?FULL_PATH", "{\"FULL_PATH\":\"/eq\"}" },
		{ "http://studio?FULL_PATH", "{\"FULL_PATH\":\"/\"}" },
		{ "/%65q/bypass?V%41LUE", "{\"VALUE\":[0]}" },
		{ "/eq/bypass?VALUE#there", "{\"VALUE\":[0]}" },
		{ "/nothing/here?HOST_INFO",
			"{\"NAME\":\"studio\",\"EXTENSIONS\":{\"ACCESS\":true,\"VALUE\":true,"
			"\"RANGE\":true,\"DESCRIPTION\":true,\"UNIT\":true,\"CLIPMODE\":true},"
			"\"OSC_IP\":\"192.0.2.9\",\"OSC_PORT\":7723,\"OSC_TRANSPORT\":\"UDP\"}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		expect(row[i].target, row[i].json);
}

static void
test_what_is_not_there_has_a_status_of_its_own(void **state)
{
	char longest[256], longer[4096];
	const struct {
		const char *target;
		int status;
	} row[] = {
		{ "/eq?VALUE", 204 },           /* holds none */
		{ "/eq?TYPE", 204 },            /* ... */
		{ "/status?VALUE", 204 },       /* answered elsewhere */
		{ "/xruns/clear?VALUE", 204 },  /* a button */
		{ "/engine/state?RANGE", 204 }, /* has none */
		{ "/spectrum/points/index?CLIPMODE", 204 },
		{ "/eq/preamp?CONTENTS", 204 },
		{ "/eq/preamp?TAGS", 204 }, /* OSCQuery has it, we have not */
		{ "/eq/preamp?OVERLOADS", 204 },
		{ "/eq/preamp?HTML", 204 },
		{ "/eq/preamp?value", 400 },
		{ "/eq/preamp?VALUE&TYPE", 400 },
		{ "/eq/preamp?VALUE=1", 400 },
		{ "/eq/preamp?LISTEN", 400 },
		{ "/eq/preamp?%", 400 },
		{ "/eq/preamp?%0", 400 },
		{ "/eq/%zz", 400 },
		{ "/eq/%00preamp", 400 },
		{ "*", 400 },
		{ "eq", 400 },
		{ longer, 400 },
		{ "/eq/preamp/", 200 },
		{ "//eq/preamp", 404 },
		{ "/eq/pream", 404 },
		{ "/eq/preamps", 404 },
		{ "/eq/band/*/gain", 404 },
		{ longest, 404 },
		{ "/", 200 },
		{ "", 200 },
	};

	(void)state;
	memset(longest, 'a', sizeof longest);
	longest[0] = '/';
	longest[sizeof longest - 1] = '\0';
	memset(longer, 'A', sizeof longer);
	memcpy(longer, "/eq?", 4);
	longer[sizeof longer - 1] = '\0';
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		int status;

		json_decref(ask_status(row[i].target, &status));
		if (status != row[i].status)
			fail_msg("%s: %d, not %d", row[i].target, status, row[i].status);
	}
}

/* How many nodes hold something, and each by its own path. */
static uint32_t
count(json_t *top, json_t *node, uint32_t *depth)
{
	json_t *contents = json_object_get(node, "CONTENTS"), *child;
	const char *path = json_string_value(json_object_get(node, "FULL_PATH")), *key;
	uint32_t n = json_object_get(node, "DESCRIPTION") != NULL ||
		     json_object_get(node, "TYPE") != NULL;

	(void)top;
	++*depth;
	assert_true(*depth < 16);
	json_object_foreach(contents, key, child)
	{
		char below[128];
		const char *there = json_string_value(json_object_get(child, "FULL_PATH"));

		snprintf(below, sizeof below, "%s/%s", strcmp(path, "/") == 0 ? "" : path, key);
		assert_string_equal(there, below);
		n += count(top, child, depth);
	}
	--*depth;
	return n;
}

static void
test_the_tree_has_every_address_once(void **state)
{
	const struct space *space = server_space(rig.server);
	uint32_t depth = 0;
	json_t *top;
	int status;

	(void)state;
	top = ask_status("/", &status);
	assert_int_equal(status, 200);
	assert_true(space->n > 100);
	assert_int_equal(count(top, top, &depth), space->n);
	json_decref(top);
	for (uint32_t i = 0; i < space->n; i++) {
		json_t *one = ask_status(space->address[i].path, &status);

		if (status != 200)
			fail_msg("%s: %d", space->address[i].path, status);
		json_decref(one);
	}
}

/* Everything with one item a value has as many items as there are values. */
static void
check_lengths(json_t *node)
{
	static const char *const each[] = { "VALUE", "RANGE", "UNIT", "CLIPMODE" };
	const char *type = json_string_value(json_object_get(node, "TYPE"));
	const char *path = json_string_value(json_object_get(node, "FULL_PATH")), *key;
	json_t *child;

	for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
		json_t *array = json_object_get(node, each[i]);

		if (array == NULL)
			continue;
		if (type == NULL || json_array_size(array) != strlen(type))
			fail_msg("%s: %s of type %s", path, each[i], type != NULL ? type : "none");
	}
	json_object_foreach(json_object_get(node, "CONTENTS"), key, child) check_lengths(child);
}

static void
test_attributes_have_one_item_for_each_value(void **state)
{
	json_t *top;
	int status;

	(void)state;
	rig.control.snap.info.nchannels = 5; /* meters have more values than their row says */
	top = ask_status("/", &status);
	assert_int_equal(status, 200);
	check_lengths(top);
	json_decref(top);
	expect("/meters/out?TYPE", "{\"TYPE\":\"ffffffffff\"}");
}

static void
test_access_is_that_of_whoever_asks(void **state)
{
	static const struct {
		const char *address;
		bool control, admin; /* allowed to others */
		int access;
	} row[] = {
		{ "/eq/preamp?ACCESS", false, false, 1 },
		{ "/eq/preamp?ACCESS", true, false, 3 },
		{ "/xruns/clear?ACCESS", false, false, 0 },
		{ "/xruns/clear?ACCESS", true, false, 2 },
		{ "/loglevel?ACCESS", true, false, 1 },
		{ "/loglevel?ACCESS", true, true, 3 },
		{ "/quit?ACCESS", true, false, 0 },
		{ "/quit?ACCESS", true, true, 2 },
		{ "/subscribe?ACCESS", false, false, 2 },
	};

	(void)state;
	rig_client(&rig, "192.0.2.1", 9000);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char wanted[32];

		rig_admit(&rig, row[i].control, row[i].admin);
		snprintf(wanted, sizeof wanted, "{\"ACCESS\":%d}", row[i].access);
		expect(row[i].address, wanted);
	}
	rig_client(&rig, "198.51.100.1", 9000);
	assert_int_equal(server_consult(rig.server, &rig.client, &rig.now), -EACCES);
}

static void
test_asking_changes_and_sends_nothing(void **state)
{
	int status;

	(void)state;
	json_decref(ask_status("/", &status));
	assert_int_equal(rig.nanswers, 0);
	assert_int_equal(rig.control.nsets, 0);
	assert_int_equal(rig.control.nclears, 0);
	assert_int_equal(rig.control.nmeasures, 0);
	assert_int_equal(rig.control.nxrun_clears, 0);
	assert_int_equal(server_counts(rig.server)->sent, 0);
}

static void
test_a_prefix_stands_before_every_address(void **state)
{
	json_t *top;
	int status;
	uint32_t depth = 0;

	(void)state;
	server_set_prefix(rig.server, "/live/eq");
	top = ask_status("/", &status);
	assert_int_equal(count(top, top, &depth), server_space(rig.server)->n);
	json_decref(top);
	expect("/live/eq/eq/bypass?FULL_PATH", "{\"FULL_PATH\":\"/live/eq/eq/bypass\"}");
	expect("/live?ACCESS", "{\"ACCESS\":0}");
	json_decref(ask_status("/eq/bypass", &status));
	assert_int_equal(status, 404);
	json_decref(ask_status("/livery", &status));
	assert_int_equal(status, 404);
}

static void
test_numbers_and_names_that_json_has_not_are_still_json(void **state)
{
	json_t *bands;
	int status;

	(void)state;
	rig.control.snap.spectrum.band_db[0] = NAN;
	bands = ask_status("/spectrum/bands?VALUE", &status);
	assert_true(json_is_null(json_array_get(json_object_get(bands, "VALUE"), 0)));
	assert_true(json_is_real(json_array_get(json_object_get(bands, "VALUE"), 1)));
	json_decref(bands);
	snprintf(rig.control.snap.preset, sizeof rig.control.snap.preset, "K\xfc \"1\"\n");
	expect("/preset/current?VALUE", "{\"VALUE\":[\"K? \\\"1\\\"\\n\",0]}");
	rig.control.value[1] = 0.1f;
	expect("/eq/preamp?VALUE", "{\"VALUE\":[0.1]}");
	rig.control.value[1] = -4.7f;
	expect("/eq/preamp?VALUE", "{\"VALUE\":[-4.7]}");
}

static void
test_a_button_needs_no_argument(void **state)
{
	static const char *const tags[] = { "", "N", "I" };
	struct wire w;

	(void)state;
	for (uint32_t i = 0; i < 3; i++) {
		wire_message(&w, "/xruns/clear", tags[i]);
		rig_packet(&rig, &w);
		assert_int_equal(rig.control.nxrun_clears, i + 1);
	}
	wire_message(&w, "/xruns/clear", "T");
	rig_packet(&rig, &w);
	assert_int_equal(rig.control.nxrun_clears, 3);
}

static void
test_info_has_the_url_that_the_asker_reaches(void **state)
{
	static const struct {
		const char *asker, *at, *url; /* at: our address that it has reached; "": unknown */
		const char *local, *remote;
	} row[] = {
		{ "127.0.0.1", "", "http://127.0.0.1:7724/", "127.0.0.1", "0.0.0.0" },
		{ "127.0.0.1", "127.0.0.1", "http://[::1]:7724/", "::1", "::1" },
		{ "192.0.2.1", "192.0.2.9", "http://192.0.2.9:7724/", "127.0.0.1", "0.0.0.0" },
		{ "192.0.2.1", "", "http://192.0.2.8:7724/", "127.0.0.1", "192.0.2.8" },
		{ "192.0.2.1", "", "http://[fe80::1]:7724/", "127.0.0.1", "fe80::1%eth0" },
	};
	char url[HTTP_URL_BYTES];

	(void)state;
	server_http_url(rig.server, &rig.client, url);
	assert_string_equal(url, "");
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		memset(&rig.client.at, 0, sizeof rig.client.at);
		rig_client(&rig, row[i].asker, 9000);
		if (row[i].at[0] != '\0')
			assert_int_equal(host_parse(row[i].at, &rig.client.at), 0);
		server_set_http(rig.server, 7724, row[i].local, row[i].remote);
		server_http_url(rig.server, &rig.client, url);
		assert_string_equal(url, row[i].url);
	}
}

static void
test_only_names_of_this_machine_are_answered(void **state)
{
	static const struct {
		const char *header;
		bool ours;
	} row[] = { { "localhost", true }, { "LocalHost:7723", true }, { "127.0.0.1:7723", true },
		{ "203.0.113.9", true }, { "[::1]:7723", true }, { "[fe80::1]", true },
		{ "studio", true }, { "Studio.local:80", true }, { "studio.local.", true },
		{ "studio.example", false }, { "evil.example", false },
		{ "evil.example:7723", false }, { "studiox", false }, { "xstudio", false },
		{ "localhost.example", false }, { "", false }, { ":7723", false },
		{ "localhost:x", false }, { "localhost:7723.evil", false }, { "[::1", false },
		{ "[::1]x", false }, { "127.0.0.1.evil.example", false } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (http_host_is_ours(row[i].header, "studio") != row[i].ours)
			fail_msg("\"%s\"", row[i].header);
	assert_false(http_host_is_ours(".local", ""));
}

static void
test_only_pages_of_this_machine_may_read_answers(void **state)
{
	static const struct {
		const char *header;
		bool ours;
	} row[] = { { "http://localhost:3000", true }, { "http://127.0.0.1", true },
		{ "https://localhost", true }, { "http://[::1]:80", true },
		{ "http://192.0.2.9:8080", true }, { "http://studio.local", true },
		{ "http://192.0.2.8:8080", false }, { "null", false }, { "*", false },
		{ "http://evil.example", false }, { "file://", false }, { "", false },
		{ "http://localhost@evil.example", false }, { "http://localhost/", false } };
	struct host_address at;

	(void)state;
	assert_int_equal(host_parse("192.0.2.9", &at), 0);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (http_origin_is_ours(row[i].header, "studio", &at) != row[i].ours)
			fail_msg("\"%s\"", row[i].header);
}

/* ---- Memory that runs out, ours and jansson's ---- */

static int until_failure = -1; /* allocations that still succeed; -1: all */

static bool
fails(void)
{
	if (until_failure < 0)
		return false;
	return until_failure == 0 || until_failure-- == 0;
}

void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);
void *
__wrap_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

static void *
scarce(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

static void
test_without_memory_nothing_is_answered(void **state)
{
	static const char *const target[] = { "/eq/band/1", "/eq/preamp?VALUE", "/?HOST_INFO",
		"/meters", "/preset/current" };

	(void)state;
	snprintf(rig.control.snap.preset, sizeof rig.control.snap.preset, "K\xfc");
	assert_int_equal(server_consult(rig.server, &rig.client, &rig.now), 0);
	json_set_alloc_funcs(scarce, free);
	for (size_t i = 0; i < sizeof target / sizeof *target; i++) {
		struct query_host host = { .name = "studio" };
		struct query q;
		char *text = NULL;
		int tries = 0, status = 500;

		assert_int_equal(query_parse(target[i], &q), 0);
		while (status != 200 && tries < 5000) {
			until_failure = tries++;
			status = query_answer(rig.server, &rig.client, &q, &host, &text);
			until_failure = -1;
			assert_true(status == 200 ? text != NULL : text == NULL);
			if (status != 200)
				assert_int_equal(status, 500);
		}
		assert_in_range(tries, 3, 4999);
		free(text);
	}
	json_set_alloc_funcs(malloc, free);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, open_rig, close_rig)
		T(test_an_address_is_described_from_its_row_and_parameter),
		T(test_what_is_not_there_has_a_status_of_its_own),
		T(test_the_tree_has_every_address_once),
		T(test_attributes_have_one_item_for_each_value),
		T(test_access_is_that_of_whoever_asks),
		T(test_asking_changes_and_sends_nothing),
		T(test_a_prefix_stands_before_every_address),
		T(test_numbers_and_names_that_json_has_not_are_still_json),
		T(test_a_button_needs_no_argument),
		T(test_info_has_the_url_that_the_asker_reaches),
		T(test_only_names_of_this_machine_are_answered),
		T(test_only_pages_of_this_machine_may_read_answers),
		T(test_without_memory_nothing_is_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
