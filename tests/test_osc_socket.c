/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The front end on real loopback sockets: ports, the URL file, the turn's
 * bound, the timer.  Control is a stub; nothing leaves the machine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/osc_wire.h"
#include "ui-osc/osc.h"
#include "ui-osc/packet.h"
#include "ui-osc/socket.h"
#include "ui-osc/url.h"

struct place {
	char dir[64], file[128];
	struct control control;
	void *self;
};

static int
setup(void **state)
{
	struct place *p = calloc(1, sizeof *p);

	if (p == NULL)
		return -1;
	snprintf(p->dir, sizeof p->dir, "/tmp/ae-osc-XXXXXX");
	if (mkdtemp(p->dir) == NULL)
		return -1;
	setenv("XDG_RUNTIME_DIR", p->dir, 1);
	snprintf(p->file, sizeof p->file, "%s/audioengine/default.url", p->dir);
	stub_init(&p->control);
	*state = p;
	return 0;
}

static int
teardown(void **state)
{
	struct place *p = *state;
	char sub[128];

	if (p->self != NULL)
		frontend_osc.close(p->self);
	unlink(p->file);
	snprintf(sub, sizeof sub, "%s/audioengine", p->dir);
	rmdir(sub);
	rmdir(p->dir);
	free(p);
	return 0;
}

static void
open_front_end(struct place *p)
{
	assert_int_equal(frontend_osc.open(&p->self, &p->control), 0);
}

static uint16_t
port_of(const struct place *p)
{
	const char *colon = strrchr(p->control.osc_url, ':');

	assert_non_null(colon);
	return (uint16_t)strtoul(colon + 1, NULL, 10);
}

/* A client's socket, connected to the front end. */
static int
client_of(const struct place *p)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port_of(p)) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	return fd;
}

static bool
wait_for(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) == 1;
}

static void
read_text(const char *path, char *out, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(out, 1, size - 1, f);
	out[n] = '\0';
	fclose(f);
}

static void
test_a_client_is_answered_from_the_port_it_asked(void **state)
{
	struct place *p = *state;
	struct wire w;
	uint8_t got[256];
	int fd;

	open_front_end(p);
	fd = client_of(p); /* connected: takes packets from that port only */
	wire_message(&w, "/xruns", "");
	assert_int_equal(send(fd, w.data, w.len, 0), w.len);
	assert_true(wait_for(frontend_osc.pollfd(p->self), 2000));
	frontend_osc.readable(p->self);
	assert_true(wait_for(fd, 2000));
	wire_message(&w, "/xruns", "i", 31);
	assert_int_equal(recv(fd, got, sizeof got, 0), w.len);
	assert_memory_equal(got, w.data, w.len);
	frontend_osc.update(p->self, &p->control.snap);
	assert_int_equal(p->control.osc_received, 1);
	assert_false(wait_for(frontend_osc.pollfd(p->self), 0));
	close(fd);
}

static void
test_one_turn_takes_a_bounded_number_of_packets(void **state)
{
	struct place *p = *state;
	struct wire w;
	int fd, turns = 0;

	open_front_end(p);
	fd = client_of(p);
	wire_message(&w, "/eq/preamp", "f", -1.0);
	for (int i = 0; i < 150; i++)
		assert_int_equal(send(fd, w.data, w.len, 0), w.len);
	frontend_osc.readable(p->self);
	assert_in_range(p->control.nsets, 1, OSC_PACKETS_PER_TURN);
	while (wait_for(frontend_osc.pollfd(p->self), 100) && turns++ < 1000)
		frontend_osc.readable(p->self);
	assert_int_equal(p->control.nsets, 150);
	close(fd);
}

static void
test_a_held_bundle_wakes_the_loop(void **state)
{
	struct place *p = *state;
	struct timespec now;
	struct wire w, bundle;
	int fd;

	open_front_end(p);
	fd = client_of(p);
	clock_gettime(CLOCK_REALTIME, &now);
	wire_bundle(&bundle, (((uint64_t)now.tv_sec + 2208988800u) << 32) +
				     (((uint64_t)now.tv_nsec + 300000000u) << 32) / 1000000000u);
	wire_message(&w, "/eq/preamp", "f", -1.0);
	wire_add(&bundle, &w);
	assert_int_equal(send(fd, bundle.data, bundle.len, 0), bundle.len);
	assert_true(wait_for(frontend_osc.pollfd(p->self), 2000));
	frontend_osc.readable(p->self);
	assert_int_equal(p->control.nsets, 0);
	assert_true(wait_for(frontend_osc.pollfd(p->self), 5000));
	frontend_osc.readable(p->self);
	assert_int_equal(p->control.nsets, 1);
	assert_false(wait_for(frontend_osc.pollfd(p->self), 0));
	close(fd);
}

static void
test_the_url_file_is_there_while_we_are(void **state)
{
	struct place *p = *state;
	char url[128], dir[128];
	struct stat st;

	open_front_end(p);
	read_text(p->file, url, sizeof url);
	assert_int_equal(strncmp(url, p->control.osc_url, strlen(p->control.osc_url)), 0);
	assert_string_equal(url + strlen(p->control.osc_url), "\n");
	assert_int_equal(stat(p->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	snprintf(dir, sizeof dir, "%s/audioengine", p->dir);
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	frontend_osc.close(p->self);
	p->self = NULL;
	assert_int_not_equal(access(p->file, F_OK), 0);
}

static void
test_a_url_file_left_behind_is_replaced(void **state)
{
	struct place *p = *state;
	char url[128];
	FILE *f;

	snprintf(url, sizeof url, "%s/audioengine", p->dir);
	assert_int_equal(mkdir(url, 0700), 0);
	f = fopen(p->file, "w");
	assert_non_null(f);
	fputs("osc.udp://127.0.0.1:1/\n", f);
	fclose(f);
	open_front_end(p);
	read_text(p->file, url, sizeof url);
	assert_int_equal(strncmp(url, p->control.osc_url, strlen(p->control.osc_url)), 0);
	assert_int_equal(p->control.nlog, 0);
}

static void
test_a_file_that_is_no_longer_ours_stays(void **state)
{
	struct place *p = *state;
	char moved[160];

	open_front_end(p);
	snprintf(moved, sizeof moved, "%s.moved", p->file);
	assert_int_equal(rename(p->file, moved), 0);
	fclose(fopen(p->file, "w"));
	frontend_osc.close(p->self);
	p->self = NULL;
	assert_int_equal(access(p->file, F_OK), 0);
	assert_int_equal(unlink(moved), 0);
}

/* Another process that listens on port, under the name default, until its end of the pipe closes.
 */
static pid_t
other_instance(struct place *p, uint16_t *port, int *end)
{
	int ready[2], done[2];
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(done), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		char byte;
		bool ok;

		close(done[1]);
		ok = frontend_osc.open(&p->self, &p->control) == 0;
		*port = ok ? port_of(p) : 0;
		ok = ok && write(ready[1], port, sizeof *port) == sizeof *port;
		while (ok && read(done[0], &byte, 1) > 0)
			;
		if (p->self != NULL)
			frontend_osc.close(p->self);
		_exit(0);
	}
	close(ready[1]);
	close(done[0]);
	assert_int_equal(read(ready[0], port, sizeof *port), sizeof *port);
	close(ready[0]);
	*end = done[1];
	return pid;
}

static void
test_a_taken_port_names_who_has_it_and_the_next_is_used(void **state)
{
	struct place *p = *state;
	char expected[160], url[128];
	uint16_t taken, instead;
	int end;
	pid_t pid = other_instance(p, &taken, &end);

	p->control.options.osc_port = taken;
	p->control.options.osc_port_given = false;
	open_front_end(p);
	instead = port_of(p);
	assert_in_range(instead, taken + 1, taken + 19);
	snprintf(expected, sizeof expected,
		"UDP %u is in use (another audioengine, pid %d, name \"default\"): using %u", taken,
		(int)pid, instead);
	assert_string_equal(p->control.log[0], expected);
	snprintf(expected, sizeof expected, "the name \"default\" is taken (pid %d)", (int)pid);
	assert_int_equal(strncmp(p->control.log[1], expected, strlen(expected)), 0);
	frontend_osc.close(p->self);
	p->self = NULL;
	read_text(p->file, url, sizeof url); /* the other's file stays */
	assert_int_equal(strtoul(strrchr(url, ':') + 1, NULL, 10), taken);
	close(end);
	waitpid(pid, NULL, 0);
	assert_int_not_equal(access(p->file, F_OK), 0);
}

static void
test_a_port_that_was_asked_for_is_used_or_refused(void **state)
{
	struct place *p = *state;
	uint16_t port = 0;
	int fd = socket_open("127.0.0.1", &port);

	assert_true(fd >= 0);
	p->control.options.osc_port = port;
	assert_int_equal(frontend_osc.open(&p->self, &p->control), -EADDRINUSE);
	assert_null(p->self);
	assert_int_equal(p->control.nlog, 1);
	close(fd);
}

static void
test_an_address_must_be_numeric_and_ours(void **state)
{
	static const struct {
		const char *host;
		int error;
	} row[] = { { "localhost", -EINVAL }, { "", -EINVAL }, { "192.0.2.77", -EADDRNOTAVAIL },
		{ "fe80::1%no-such-if", -ENODEV }, { "2001:db8::77", -EADDRNOTAVAIL } };

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		uint16_t port = 0;
		int r = socket_open(row[i].host, &port);

		if (r != row[i].error && r != -EAFNOSUPPORT)
			fail_msg("%s: %d", row[i].host, r);
	}
}

/* An address of this machine that is not loopback.  Return: false: it has none. */
static bool
own_address(char out[HOST_BYTES])
{
	struct networks own;

	if (socket_networks("0.0.0.0", &own) != 0 || own.n == 0)
		return false;
	own.network[0].bits = 128;
	network_text(&own.network[0], out);
	return true;
}

static void
test_an_address_that_others_reach_is_logged_and_loopback_stays(void **state)
{
	struct place *p = *state;
	char expected[256], url[64];
	struct wire w;
	uint8_t got[64];
	int fd;

	if (!own_address(p->control.options.osc_host))
		skip();
	p->control.options.osc_allow = "192.0.2.0/24,198.51.100.7";
	open_front_end(p);
	snprintf(url, sizeof url, "osc.udp://127.0.0.1:%u/", port_of(p));
	assert_string_equal(p->control.osc_url, url);
	snprintf(expected, sizeof expected,
		"OSC listens on %s:%u for 192.0.2.0/24, 198.51.100.7: may read; "
		"--osc-remote-control lets them change the sound",
		p->control.options.osc_host, port_of(p));
	assert_string_equal(p->control.log[0], expected);
	fd = client_of(p);
	wire_message(&w, "/eq/preamp", "f", -99.0);
	assert_int_equal(send(fd, w.data, w.len, 0), w.len);
	assert_true(wait_for(frontend_osc.pollfd(p->self), 2000));
	frontend_osc.readable(p->self);
	assert_true(wait_for(fd, 2000));
	wire_message(&w, "/eq/preamp", "f", -30.0);
	assert_int_equal(recv(fd, got, sizeof got, 0), w.len);
	assert_memory_equal(got, w.data, w.len);
	close(fd);
}

static void
test_all_addresses_only_when_they_are_given(void **state)
{
	struct place *p = *state;
	char expected[64];

	strcpy(p->control.options.osc_host, "0.0.0.0");
	p->control.options.osc_remote_control = true;
	open_front_end(p);
	assert_int_equal(
		strncmp(p->control.osc_url, "osc.udp://127.0.0.1:", strlen("osc.udp://127.0.0.1:")),
		0);
	snprintf(expected, sizeof expected, "OSC listens on 0.0.0.0:%u for ", port_of(p));
	assert_int_equal(strncmp(p->control.log[0], expected, strlen(expected)), 0);
	assert_non_null(strstr(p->control.log[0], ": may read and change the sound"));
}

static void
test_what_does_nothing_on_loopback_is_said(void **state)
{
	struct place *p = *state;

	p->control.options.osc_remote_control = true;
	open_front_end(p);
	assert_int_equal(p->control.nlog, 1);
	assert_non_null(strstr(p->control.log[0], "for this machine alone"));
}

/* ---- In the file system ---- */

static int
unix_client(const char *own, const char *to)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	if (own != NULL) {
		strcpy(name.sun_path, own);
		assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
	}
	strcpy(name.sun_path, to);
	assert_int_equal(connect(fd, (struct sockaddr *)&name, sizeof name), 0);
	return fd;
}

static void
test_a_socket_file_is_the_owners_and_answers_by_path(void **state)
{
	struct place *p = *state;
	char path[96], own[96], url[128];
	struct stat st;
	struct wire w;
	uint8_t got[64];
	int named, nameless;

	snprintf(path, sizeof path, "%s/sock", p->dir);
	snprintf(own, sizeof own, "%s/client", p->dir);
	p->control.options.osc_unix = path;
	open_front_end(p);
	snprintf(url, sizeof url, "osc.unix://%s", path);
	assert_string_equal(p->control.osc_url, url);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	named = unix_client(own, path);
	nameless = unix_client(NULL, path);
	wire_message(&w, "/eq/preamp", "f", -2.0);
	assert_int_equal(send(nameless, w.data, w.len, 0), w.len);
	wire_message(&w, "/eq/preamp", "");
	assert_int_equal(send(nameless, w.data, w.len, 0), w.len);
	assert_int_equal(send(named, w.data, w.len, 0), w.len);
	frontend_osc.readable(p->self);
	assert_true(wait_for(named, 2000));
	wire_message(&w, "/eq/preamp", "f", -2.0);
	assert_int_equal(recv(named, got, sizeof got, 0), w.len);
	assert_memory_equal(got, w.data, w.len);
	assert_false(wait_for(nameless, 0));
	close(named);
	close(nameless);
	unlink(own);
	frontend_osc.close(p->self);
	p->self = NULL;
	assert_int_not_equal(access(path, F_OK), 0);
}

static void
test_a_socket_file_is_replaced_when_nobody_listens(void **state)
{
	struct place *p = *state;
	struct socket_file first, second;
	char path[96];
	int a, b;
	FILE *f;

	snprintf(path, sizeof path, "%s/sock", p->dir);
	a = socket_open_file(path, &first);
	assert_true(a >= 0);
	assert_int_equal(socket_open_file(path, &second), -EADDRINUSE);
	close(a); /* its program is gone, the file is not */
	b = socket_open_file(path, &second);
	assert_true(b >= 0);
	assert_int_equal(unlink(path), 0);
	a = socket_open_file(path, &first);
	assert_true(a >= 0);
	socket_remove_file(&second); /* no longer its own */
	assert_int_equal(access(path, F_OK), 0);
	close(b);
	close(a);
	socket_remove_file(&first);
	assert_int_not_equal(access(path, F_OK), 0);
	f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
	assert_int_equal(socket_open_file(path, &first), -EEXIST);
	assert_int_equal(access(path, F_OK), 0);
	unlink(path);
}

static void
test_without_a_runtime_folder_there_is_only_a_log_line(void **state)
{
	struct place *p = *state;

	setenv("XDG_RUNTIME_DIR", "/nonexistent", 1);
	open_front_end(p);
	assert_int_equal(p->control.nlog, 1);
	assert_non_null(strstr(p->control.log[0], p->control.osc_url));
}

static void
test_a_name_that_is_no_file_name_gets_no_file(void **state)
{
	struct place *p = *state;

	p->control.options.name = "../default";
	open_front_end(p);
	assert_int_equal(p->control.nlog, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		ROW(test_a_client_is_answered_from_the_port_it_asked),
		ROW(test_one_turn_takes_a_bounded_number_of_packets),
		ROW(test_a_held_bundle_wakes_the_loop),
		ROW(test_the_url_file_is_there_while_we_are),
		ROW(test_a_url_file_left_behind_is_replaced),
		ROW(test_a_file_that_is_no_longer_ours_stays),
		ROW(test_a_taken_port_names_who_has_it_and_the_next_is_used),
		ROW(test_a_port_that_was_asked_for_is_used_or_refused),
		ROW(test_an_address_must_be_numeric_and_ours),
		ROW(test_an_address_that_others_reach_is_logged_and_loopback_stays),
		ROW(test_all_addresses_only_when_they_are_given),
		ROW(test_what_does_nothing_on_loopback_is_said),
		ROW(test_a_socket_file_is_the_owners_and_answers_by_path),
		ROW(test_a_socket_file_is_replaced_when_nobody_listens),
		ROW(test_without_a_runtime_folder_there_is_only_a_log_line),
		ROW(test_a_name_that_is_no_file_name_gets_no_file),
#undef ROW
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
