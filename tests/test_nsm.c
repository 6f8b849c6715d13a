/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The NSM client: what it reads, what it does, and what it answers, on a socket; its server is made
 * up here after the published API. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/nsm_rig.h"

static struct nsm_rig r;
static int until_failure = -1; /* allocations that still succeed; -1: all */

static bool
fails(void)
{
	if (until_failure < 0)
		return false;
	return until_failure == 0 || until_failure-- == 0;
}

/* Names and types are liblo's and libc's. */
void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__real_lo_message_new(void);
void *__wrap_lo_message_new(void);
int __real_lo_message_add_string(void *m, const char *s);
int __wrap_lo_message_add_string(void *m, const char *s);

void *
__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *
__wrap_lo_message_new(void)
{
	return fails() ? NULL : __real_lo_message_new();
}

int
__wrap_lo_message_add_string(void *m, const char *s)
{
	return fails() ? -1 : __real_lo_message_add_string(m, s);
}

static int
setup(void **state)
{
	(void)state;
	return nsm_rig_open(&r);
}

static int
teardown(void **state)
{
	(void)state;
	nsm_rig_close(&r);
	return 0;
}

static void
expect(const char *what)
{
	char text[1024];

	assert_string_equal(nsm_rig_next(&r, text, sizeof text), what);
}

/* It begins so. */
static void
expect_begin(const char *what)
{
	char text[1024];

	nsm_rig_next(&r, text, sizeof text);
	if (strncmp(text, what, strlen(what)) != 0)
		fail_msg("\"%s\" does not begin with \"%s\"", text, what);
}

/* The sound runs under the name of now. */
static void
run(void)
{
	r.control.snap.state = STATE_RUNNING;
	r.control.snap.uptime_s += 0.04;
	strcpy(r.control.snap.info.client_name, r.nsm->now.id);
	nsm_rig_update(&r);
}

static void
run_and_forget(void)
{
	char text[1024];

	run();
	while (*nsm_rig_next(&r, text, sizeof text) != '\0')
		continue;
}

/* ---- Reading ---- */

static void
test_nsm_messages_are_known_by_address_and_arguments(void **state)
{
	static const struct {
		const char *address, *types;
		enum nsm_kind kind;
	} row[] = {
		{ "/nsm/client/open", "sss", NSM_OPEN },
		{ "/nsm/client/open", "ss", NSM_WRONG },
		{ "/nsm/client/open", "ssss", NSM_WRONG },
		{ "/nsm/client/open", "ssi", NSM_WRONG },
		{ "/nsm/client/open/", "sss", NSM_OTHER },
		{ "/nsm/client/save", "", NSM_SAVE },
		{ "/nsm/client/save", "i", NSM_WRONG },
		{ "/nsm/client/session_is_loaded", "", NSM_LOADED },
		{ "/nsm/client/show_optional_gui", "", NSM_OTHER },
		{ "/reply", "ss", NSM_REPLY },
		{ "/reply", "ssss", NSM_REPLY },
		{ "/reply", "si", NSM_WRONG },
		{ "/error", "sis", NSM_ERROR },
		{ "/error", "sss", NSM_WRONG },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct nsm_message m;

		nsm_rig_message(&r, row[i].address, row[i].types, "a", "b", "c", "d");
		nsm_message_read(r.packet, r.len, &m);
		if (m.kind != row[i].kind)
			fail_msg("%s %s: %d", row[i].address, row[i].types, m.kind);
	}
}

static void
test_nsm_messages_say_what_the_api_has_in_them(void **state)
{
	struct nsm_message m;

	(void)state;
	nsm_rig_message(&r, "/nsm/client/open", "sss", "/a/path", "A name", "id.nABCD");
	nsm_message_read(r.packet, r.len, &m);
	assert_string_equal(m.path, "/a/path");
	assert_string_equal(m.display, "A name");
	assert_string_equal(m.id, "id.nABCD");
	nsm_rig_message(&r, "/error", "sis", "/nsm/server/announce", -2, "too new");
	nsm_message_read(r.packet, r.len, &m);
	assert_string_equal(m.about, "/nsm/server/announce");
	assert_int_equal(m.code, NSM_INCOMPATIBLE);
	assert_string_equal(m.text, "too new");
	nsm_rig_message(
		&r, "/reply", "ssss", "/nsm/server/announce", "hi", "Manager", ":broadcast:");
	nsm_message_read(r.packet, r.len, &m);
	assert_string_equal(m.name, "Manager");
}

static void
test_nsm_packets_that_are_cut_mean_nothing(void **state)
{
	struct nsm_message m;
	size_t whole;

	(void)state;
	nsm_rig_message(&r, "/nsm/client/open", "sss", "/a/path", "A name", "id.nABCD");
	whole = r.len;
	for (size_t n = 0; n < whole; n++) {
		uint8_t *part = malloc(n > 0 ? n : 1); /* so that reading on is found */

		assert_non_null(part);
		memcpy(part, r.packet, n);
		nsm_message_read(part, n, &m);
		free(part);
		assert_int_not_equal(m.kind, NSM_OPEN);
	}
}

static void
test_nsm_url_is_taken_apart(void **state)
{
	static const struct {
		const char *url, *host;
		uint16_t port;
	} row[] = {
		{ "osc.udp://localhost:11287/", "localhost", 11287 },
		{ "osc.udp://127.0.0.1:1", "127.0.0.1", 1 },
		{ "osc.udp://my-host.localdomain:65535/", "my-host.localdomain", 65535 },
		{ "osc.udp://[::1]:7000/", "::1", 7000 },
		{ "osc.udp://localhost:/", NULL, 0 },
		{ "osc.udp://localhost:65536/", NULL, 0 },
		{ "osc.udp://localhost:12/more", NULL, 0 },
		{ "osc.udp://localhost:12x", NULL, 0 },
		{ "osc.udp://:12/", NULL, 0 },
		{ "osc.udp://[::1:12/", NULL, 0 },
		{ "osc.udp://[]:12/", NULL, 0 },
		{ "osc.tcp://localhost:12/", NULL, 0 },
		{ "", NULL, 0 },
	};
	char host[NSM_HOST_BYTES], long_url[600];
	uint16_t port;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		bool good = nsm_url_parse(row[i].url, host, &port);

		if (good != (row[i].host != NULL))
			fail_msg("%s: %d", row[i].url, good);
		if (good) {
			assert_string_equal(host, row[i].host);
			assert_int_equal(port, row[i].port);
		}
	}
	snprintf(long_url, sizeof long_url, "osc.udp://%0500d:12/", 1);
	assert_false(nsm_url_parse(long_url, host, &port));
}

static void
test_nsm_open_is_answered_when_the_client_is_there(void **state)
{
	(void)state;
	nsm_rig_update(&r);
	r.control.snap.uptime_s = 1;
	nsm_rig_update(&r);
	expect("");
	run();
	expect("/reply ss /nsm/client/open audioengine.nONE is ready");
	expect("/nsm/client/is_clean ");
	nsm_rig_update(&r);
	expect("");
}

static void
test_nsm_open_says_what_is_wrong_with_the_project(void **state)
{
	static const struct {
		int result, code;
	} row[] = { { -EINVAL, -9 }, { -EACCES, -10 }, { -EROFS, -10 } };
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		r.control.state_result = row[i].result;
		r.nsm->opening = NSM_STARTING;
		r.nsm->told_unsaved = true;
		run();
		snprintf(text, sizeof text, "/error sis /nsm/client/open %d state says no",
			row[i].code);
		expect(text);
	}
}

static void
test_nsm_open_without_sound_is_answered_all_the_same(void **state)
{
	(void)state;
	r.control.snap.state = STATE_STARTING;
	r.control.snap.attempts = 1; /* with --wait */
	nsm_rig_update(&r);
	expect_begin("/error sis /nsm/client/open -1 there is no sound server");
}

static void
test_nsm_heeds_its_server_alone(void **state)
{
	(void)state;
	run_and_forget();
	nsm_rig_message(&r, "/nsm/client/save", "");
	nsm_packet(r.nsm, &r.elsewhere, r.packet, r.len);
	nsm_rig_message(&r, "/nsm/client/open", "sss", "/s/evil", "Evil", "evil");
	nsm_packet(r.nsm, &r.elsewhere, r.packet, r.len);
	nsm_rig_message(&r, "/nsm/client/open", "s", "/s/evil");
	nsm_packet(r.nsm, &r.elsewhere, r.packet, r.len);
	assert_int_equal(r.control.nopens + r.control.nsaves, 0);
	expect("");
}

static void
test_nsm_refuses_what_it_cannot_be(void **state)
{
	static char path[DURABLE_PATH_BYTES - 4], name[CLIENT_NAME_BYTES + 1];

	(void)state;
	run_and_forget();
	memset(path, '/', sizeof path - 1);
	nsm_rig_say(&r, "/nsm/client/open", "sss", path, "", "id");
	expect_begin("/error sis /nsm/client/open -10 the path is too long");
	memset(name, 'n', sizeof name - 1);
	nsm_rig_say(&r, "/nsm/client/open", "sss", "not/absolute", "", "id");
	expect_begin("/error sis /nsm/client/open -10 ");
	nsm_rig_say(&r, "/nsm/client/open", "sss", "/s/x", "", "");
	expect_begin("/error sis /nsm/client/open -1 ");
	nsm_rig_say(&r, "/nsm/client/open", "sss", "/s/x", "", name);
	expect_begin("/error sis /nsm/client/open -1 the client's name has 64 characters");
	nsm_rig_say(&r, "/nsm/client/open", "si", "/s/x", 1);
	expect_begin("/error sis /nsm/client/open -1 the arguments");
	nsm_rig_say(&r, "/reply", "i", 1);
	expect("");
	assert_int_equal(r.control.nopens, 0);
	assert_string_equal(r.nsm->now.folder, "/s/one");
}

static void
test_nsm_switches_when_the_old_session_is_on_the_disk(void **state)
{
	(void)state;
	run_and_forget();
	r.control.open_result = -EAGAIN;
	nsm_rig_say(&r, "/nsm/client/open", "sss", "/s/two", "Two", "audioengine.nTWO");
	nsm_rig_update(&r);
	expect("");
	assert_string_equal(r.control.renamed, "");
	nsm_rig_say(&r, "/nsm/client/open", "sss", "/s/three", "Three", "audioengine.nTHREE");
	expect_begin("/error sis /nsm/client/open -8 ");
	r.control.open_result = 0;
	nsm_rig_update(&r);
	assert_string_equal(r.control.opened, "/s/two");
	assert_string_equal(r.control.renamed, "audioengine.nTWO");
	nsm_rig_update(&r); /* the old client still runs */
	expect("");
	run();
	expect("/reply ss /nsm/client/open audioengine.nTWO is ready");
	expect("/nsm/client/is_clean ");
}

static void
test_nsm_does_not_leave_what_would_be_lost(void **state)
{
	(void)state;
	run_and_forget();
	r.control.open_result = -EAGAIN;
	nsm_rig_say(&r, "/nsm/client/open", "sss", "/s/two", "Two", "audioengine.nTWO");
	r.nsm->leaving_ns -= UINT64_C(6000000000); /* it tried for 6 s */
	nsm_rig_update(&r);
	expect("/error sis /nsm/client/open -7 open says no");
	assert_string_equal(r.nsm->now.folder, "/s/one");
	assert_string_equal(r.control.renamed, "");
}

static void
test_nsm_client_of_another_name_than_asked_for_counts_once_it_is_new(void **state)
{
	(void)state;
	run_and_forget();
	nsm_rig_say(&r, "/nsm/client/open", "sss", "/s/two", "Two", "audioengine.nTWO");
	nsm_rig_update(&r);
	expect("");
	r.control.snap.state_since_s = r.control.snap.uptime_s + 0.02;
	r.control.snap.uptime_s += 0.04;
	strcpy(r.control.snap.info.client_name, "audioengine.nTWO-01"); /* the name was taken */
	nsm_rig_update(&r);
	expect("/reply ss /nsm/client/open audioengine.nTWO is ready");
}

static void
test_nsm_save_is_answered_when_it_is_done(void **state)
{
	(void)state;
	run_and_forget();
	nsm_rig_say(&r, "/nsm/client/save", "");
	nsm_rig_say(&r, "/nsm/client/save", "");
	frontend_nsm.done(r.nsm, 99, 0, "somebody else's");
	nsm_rig_update(&r);
	expect("");
	frontend_nsm.done(r.nsm, 1, 0, "saved it");
	expect("/reply ss /nsm/client/save saved it");
	frontend_nsm.done(r.nsm, 2, -ENOSPC, "the disk is full");
	expect("/error sis /nsm/client/save -1 the disk is full");
	frontend_nsm.done(r.nsm, 2, 0, "again");
	expect("");
	r.control.save_fails = true;
	nsm_rig_say(&r, "/nsm/client/save", "");
	expect("/error sis /nsm/client/save -1 save says no");
	frontend_nsm.done(r.nsm, 0, 0, "an autosave");
	expect("");
}

static void
test_nsm_saves_that_pile_up_are_refused(void **state)
{
	(void)state;
	run_and_forget();
	for (int i = 0; i < NSM_SAVES_MAX; i++)
		nsm_rig_say(&r, "/nsm/client/save", "");
	expect("");
	nsm_rig_say(&r, "/nsm/client/save", "");
	expect_begin("/error sis /nsm/client/save -8 ");
	assert_int_equal(r.control.nsaves, NSM_SAVES_MAX);
}

static void
test_nsm_is_told_of_changes_once(void **state)
{
	(void)state;
	r.control.snap.unsaved = true;
	nsm_rig_update(&r);
	expect(""); /* the answer to open comes first */
	run();
	expect("/reply ss /nsm/client/open audioengine.nONE is ready");
	expect("/nsm/client/is_dirty ");
	run();
	expect("");
	r.control.snap.unsaved = false;
	run();
	expect("/nsm/client/is_clean ");
	run();
	expect("");
}

static void
xruns(uint64_t total, double at_s)
{
	r.control.snap.profile.xruns_total = total;
	r.control.snap.uptime_s = at_s;
	nsm_rig_update(&r);
}

static void
test_nsm_hears_of_xruns_at_once_and_then_in_sums(void **state)
{
	(void)state;
	run_and_forget();
	xruns(1, 20);
	expect("/nsm/client/message is 2 1 xrun");
	xruns(2, 21);
	xruns(4, 25);
	expect("");
	xruns(4, 30.1);
	expect("/nsm/client/message is 2 3 xruns in 10 s");
	xruns(4, 60);
	expect("");
	xruns(6, 90); /* after quiet: since when says nothing */
	expect("/nsm/client/message is 2 2 xruns");
}

static void
test_nsm_hears_that_the_sound_goes_and_comes(void **state)
{
	(void)state;
	run_and_forget();
	r.control.snap.state = STATE_LOST;
	nsm_rig_update(&r);
	nsm_rig_update(&r);
	expect("/nsm/client/message is 3 the sound server is gone; waiting for it");
	r.control.snap.state = STATE_STARTING;
	nsm_rig_update(&r);
	expect("");
	run();
	expect("/nsm/client/message is 1 the sound is back");
	expect("");
}

static void
test_nsm_server_that_is_gone_is_told_once(void **state)
{
	(void)state;
	run_and_forget();
	close(r.server_fd);
	r.server_fd = -1;
	for (int i = 0; i < 6; i++) {
		r.control.snap.unsaved = i % 2 == 0;
		nsm_rig_update(&r);
		frontend_nsm.readable(r.nsm);
	}
	assert_int_equal(r.control.nlogs, 1);
	assert_non_null(strstr(r.control.log, "is gone"));
	assert_non_null(strstr(r.control.log, "/s/one/unsaved"));
}

static void
test_nsm_an_end_before_the_answer_is_an_error(void **state)
{
	char text[256];

	(void)state;
	frontend_nsm.close(r.nsm);
	nsm_leave(r.nsm, "no JACK server; start one");
	expect("/error sis /nsm/client/open -1 no JACK server; start one");
	nsm_rig_next(&r, text, sizeof text);
	close(r.server_fd);
	assert_int_equal(nsm_rig_open(&r), 0);
}

static void
test_nsm_without_memory_says_nothing(void **state)
{
	int failed = 0;

	(void)state;
	run_and_forget();
	for (;; failed++) {
		char text[256];

		until_failure = failed;
		nsm_send(r.nsm, "/x", "sis", "a", 1, "b");
		until_failure = -1;
		if (*nsm_rig_next(&r, text, sizeof text) == '\0')
			continue;
		assert_string_equal(text, "/x sis a 1 b");
		break;
	}
	assert_int_equal(failed, 3);
}

static void
test_nsm_session_survives_a_start_again(void **state)
{
	struct options o = { .settings = "" };
	char text[256];
	struct nsm *n;
	int fd;

	(void)state;
	fd = dup(r.nsm->fd);
	setenv("NSM_URL", "osc.udp://127.0.0.1:7/", 1);
	snprintf(text, sizeof text, "%d %d /s/with space\naudioengine.nX", (int)getpid(), fd);
	setenv("AUDIOENGINE_NSM", text, 1);
	until_failure = 0;
	assert_int_equal(nsm_join(&n, &o, "audioengine"), EXIT_OTHER);
	until_failure = -1;
	assert_null(n);
	assert_int_equal(nsm_join(&n, &o, "audioengine"), 0);
	assert_non_null(n);
	assert_string_equal(o.project, "/s/with space");
	assert_string_equal(o.name, "audioengine.nX");
	assert_int_equal(o.project_fd, fd);
	nsm_leave(n, "");
	unsetenv("NSM_URL");
	unsetenv("AUDIOENGINE_NSM");
}

static void
test_nsm_is_not_asked_without_need(void **state)
{
	static const struct {
		const char *url;
		struct options o;
	} row[] = {
		{ "", { .settings = "" } },
		{ "osc.udp://127.0.0.1:9/", { .settings = "", .verb = VERB_RENDER } },
		{ "osc.udp://127.0.0.1:9/", { .settings = "", .demo = DEMO_MUSIC } },
		{ "osc.udp://127.0.0.1:9/", { .settings = "", .backend = "file" } },
		{ "osc.udp://127.0.0.1:9/", { .settings = "", .list_presets = true } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct options o = row[i].o;
		struct nsm *n = r.nsm;

		setenv("NSM_URL", row[i].url, 1);
		assert_int_equal(nsm_join(&n, &o, "audioengine"), 0);
		assert_null(n);
		assert_null(o.project);
	}
	unsetenv("NSM_URL");
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_nsm_messages_are_known_by_address_and_arguments),
		TEST(test_nsm_messages_say_what_the_api_has_in_them),
		TEST(test_nsm_packets_that_are_cut_mean_nothing),
		TEST(test_nsm_url_is_taken_apart),
		TEST(test_nsm_open_is_answered_when_the_client_is_there),
		TEST(test_nsm_open_says_what_is_wrong_with_the_project),
		TEST(test_nsm_open_without_sound_is_answered_all_the_same),
		TEST(test_nsm_heeds_its_server_alone),
		TEST(test_nsm_refuses_what_it_cannot_be),
		TEST(test_nsm_switches_when_the_old_session_is_on_the_disk),
		TEST(test_nsm_does_not_leave_what_would_be_lost),
		TEST(test_nsm_client_of_another_name_than_asked_for_counts_once_it_is_new),
		TEST(test_nsm_save_is_answered_when_it_is_done),
		TEST(test_nsm_saves_that_pile_up_are_refused),
		TEST(test_nsm_is_told_of_changes_once),
		TEST(test_nsm_hears_of_xruns_at_once_and_then_in_sums),
		TEST(test_nsm_hears_that_the_sound_goes_and_comes),
		TEST(test_nsm_server_that_is_gone_is_told_once),
		TEST(test_nsm_an_end_before_the_answer_is_an_error),
		TEST(test_nsm_without_memory_says_nothing),
		TEST(test_nsm_session_survives_a_start_again),
		TEST(test_nsm_is_not_asked_without_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
