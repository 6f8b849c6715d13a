/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thread owns everything of Avahi's.  A client whose daemon goes away has
 * failed for good: it is thrown away, and another one waits for the next daemon;
 * without a bus to wait on it is tried again every few seconds.  Whoever of the
 * two, thread and owner, leaves last frees everything.
 */
#include "ui-osc/query/announce.h"

#include <avahi-client/client.h>
#include <avahi-client/publish.h>
#include <avahi-common/alternative.h>
#include <avahi-common/domain.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/simple-watch.h>
#include <avahi-common/timeval.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "control/network.h"
#include "rt/thread.h"

enum { AGAIN_MS = 500, NO_BUS_MS = 5000, LINE_BYTES = 256 };

struct announce {
	struct announcement what;
	pthread_t thread;
	int stop_fd;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	/* under the mutex */
	struct control *control; /* to log; NULL: its owner has left */
	bool gone;               /* the thread has ended */
	bool left;               /* nobody waits for it: it frees what there is */
	/* of the thread */
	AvahiSimplePoll *poll;
	AvahiTimeout *again;
	AvahiClient *client;
	AvahiEntryGroup *group;
	char *name;                           /* as it is announced; avahi_malloc */
	bool said_missing, said_here, failed; /* failed: cannot be announced at all */
};

static void say(struct announce *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
say(struct announce *a, const char *format, ...)
{
	char line[LINE_BYTES];
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	pthread_mutex_lock(&a->mutex);
	if (a->control != NULL)
		control_log(a->control, "%s", line);
	pthread_mutex_unlock(&a->mutex);
}

static void
say_missing(struct announce *a, const char *why)
{
	if (!a->said_missing)
		say(a, "not announced in the network: %s; it will be as soon as avahi-daemon runs",
			why);
	a->said_missing = true;
}

/* ---- What is announced ---- */

/* The interface that has the address.  Return: AVAHI_IF_UNSPEC: all. */
static AvahiIfIndex
interface_of(const char *host)
{
	AvahiIfIndex index = AVAHI_IF_UNSPEC;
	struct host_address wanted, has;
	struct ifaddrs *all;

	if (host_parse(host, &wanted) != 0 || host_is_any(&wanted) || getifaddrs(&all) != 0)
		return index;
	for (const struct ifaddrs *i = all; i != NULL; i = i->ifa_next)
		if (i->ifa_addr != NULL && host_of_sockaddr(i->ifa_addr, &has) &&
			host_is_same(&has, &wanted))
			index = (AvahiIfIndex)if_nametoindex(i->ifa_name);
	freeifaddrs(all);
	return index > 0 ? index : AVAHI_IF_UNSPEC;
}

/* :: is listened on by both. */
static AvahiProtocol
protocol_of(const char *host)
{
	struct host_address address;

	if (host_parse(host, &address) != 0)
		return AVAHI_PROTO_UNSPEC;
	if (host_is_ipv4(&address))
		return AVAHI_PROTO_INET;
	return host_is_any(&address) ? AVAHI_PROTO_UNSPEC : AVAHI_PROTO_INET6;
}

/* Return: 0 or an error of Avahi's. */
static int
add_services(struct announce *a)
{
	AvahiIfIndex interface = interface_of(a->what.host);
	AvahiProtocol protocol = protocol_of(a->what.host);
	char uri[OSC_PREFIX_BYTES + 8];
	int error;

	snprintf(uri, sizeof uri, "uri=%s", a->what.prefix[0] != '\0' ? a->what.prefix : "/");
	error = avahi_entry_group_add_service(a->group, interface, protocol, 0, a->name,
		"_osc._udp", NULL, NULL, a->what.osc_port, "txtvers=1", "version=1.1",
		"types=ifsbTF", uri, NULL);
	if (error == 0 && a->what.http_port != 0)
		error = avahi_entry_group_add_service(a->group, interface, protocol, 0, a->name,
			"_oscjson._tcp", NULL, NULL, a->what.http_port, "txtvers=1", NULL);
	return error == 0 ? avahi_entry_group_commit(a->group) : error;
}

static void
rename_service(struct announce *a)
{
	char *next = avahi_alternative_service_name(a->name);

	if (next == NULL)
		return;
	avahi_free(a->name);
	a->name = next;
	a->said_here = false;
}

/* A name that this very daemon has given away is another program's of this machine. */
static void
publish(struct announce *a)
{
	int error = AVAHI_ERR_COLLISION;

	for (int i = 0; i < 32 && error == AVAHI_ERR_COLLISION; i++) {
		if (i > 0)
			rename_service(a);
		avahi_entry_group_reset(a->group);
		error = add_services(a);
	}
	if (error != 0 && avahi_client_get_state(a->client) == AVAHI_CLIENT_S_RUNNING &&
		!a->failed) {
		say(a, "not announced in the network: Avahi: %s", avahi_strerror(error));
		a->failed = true;
	}
}

static void
on_group(AvahiEntryGroup *group, AvahiEntryGroupState state, void *arg)
{
	struct announce *a = arg;

	a->group = group;
	if (state == AVAHI_ENTRY_GROUP_ESTABLISHED) {
		if (!a->said_here)
			say(a, "announced in the network as \"%s\"", a->name);
		a->said_here = true;
	} else if (state == AVAHI_ENTRY_GROUP_COLLISION) {
		rename_service(a);
		publish(a);
	}
}

/* ---- The daemon ---- */

static void
try_again(struct announce *a, unsigned ms)
{
	const AvahiPoll *api = avahi_simple_poll_get(a->poll);
	struct timeval at;

	avahi_elapse_time(&at, ms, 0);
	api->timeout_update(a->again, &at);
}

static void
on_client(AvahiClient *client, AvahiClientState state, void *arg)
{
	struct announce *a = arg;

	a->client = client; /* avahi_client_new calls this before it returns */
	switch (state) {
	case AVAHI_CLIENT_S_RUNNING:
		if (a->group == NULL)
			a->group = avahi_entry_group_new(client, on_group, a);
		if (a->group != NULL)
			publish(a);
		break;
	case AVAHI_CLIENT_S_REGISTERING:
	case AVAHI_CLIENT_S_COLLISION:
		if (a->group != NULL)
			avahi_entry_group_reset(a->group);
		break;
	case AVAHI_CLIENT_CONNECTING:
		say_missing(a, "avahi-daemon does not run");
		break;
	case AVAHI_CLIENT_FAILURE:
		try_again(a, AGAIN_MS);
		break;
	}
}

static void
drop_client(struct announce *a)
{
	if (a->client != NULL)
		avahi_client_free(a->client); /* and its group */
	a->client = NULL;
	a->group = NULL;
}

static void
connect_daemon(struct announce *a)
{
	int error = 0;

	drop_client(a);
	a->client = avahi_client_new(
		avahi_simple_poll_get(a->poll), AVAHI_CLIENT_NO_FAIL, on_client, a, &error);
	if (a->client != NULL)
		return;
	a->group = NULL;
	say_missing(a, error == AVAHI_ERR_NO_DAEMON || error == AVAHI_ERR_DBUS_ERROR
			       ? "there is no system bus (D-Bus)"
			       : avahi_strerror(error));
	try_again(a, NO_BUS_MS);
}

/* ---- The thread ---- */

static void
on_again(AvahiTimeout *timeout, void *arg)
{
	struct announce *a = arg;

	avahi_simple_poll_get(a->poll)->timeout_update(timeout, NULL);
	connect_daemon(a);
}

static void
on_stop(AvahiWatch *watch, int fd, AvahiWatchEvent event, void *arg)
{
	struct announce *a = arg;

	(void)watch, (void)fd, (void)event;
	avahi_simple_poll_quit(a->poll);
}

/* Return: false: out of memory. */
static bool
prepare(struct announce *a)
{
	const AvahiPoll *api;

	a->poll = avahi_simple_poll_new();
	if (a->poll == NULL)
		return false;
	api = avahi_simple_poll_get(a->poll);
	a->again = api->timeout_new(api, NULL, on_again, a);
	return a->again != NULL &&
	       api->watch_new(api, a->stop_fd, AVAHI_WATCH_IN, on_stop, a) != NULL;
}

static void
announce_free(struct announce *a)
{
	avahi_free(a->name);
	close(a->stop_fd);
	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->mutex);
	free(a);
}

static void *
announce_run(void *arg)
{
	struct announce *a = arg;
	bool left;

	if (prepare(a)) {
		connect_daemon(a);
		while (avahi_simple_poll_iterate(a->poll, -1) == 0)
			;
	}
	drop_client(a);
	if (a->poll != NULL)
		avahi_simple_poll_free(a->poll);
	pthread_mutex_lock(&a->mutex);
	a->gone = true;
	left = a->left;
	pthread_cond_broadcast(&a->changed);
	pthread_mutex_unlock(&a->mutex);
	if (left)
		announce_free(a);
	return NULL;
}

/* ---- Exported ---- */

/* "audioengine on studio", as far as it is a name for DNS-SD: UTF-8 of at most 63 bytes. */
static char *
make_name(const struct announcement *what)
{
	char host[64] = "", name[ANNOUNCE_NAME_BYTES + sizeof host + 4];

	if (gethostname(host, sizeof host - 1) == 0 && host[0] != '\0')
		snprintf(name, sizeof name, "%s on %s", what->name, host);
	else
		snprintf(name, sizeof name, "%s", what->name);
	name[AVAHI_LABEL_MAX - 1] = '\0';
	return avahi_strdup(avahi_is_valid_service_name(name) ? name : "audioengine");
}

static int
init_sync(struct announce *a)
{
	pthread_condattr_t attr;
	int error = pthread_mutex_init(&a->mutex, NULL);

	if (error != 0)
		return -error;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	error = pthread_cond_init(&a->changed, &attr);
	pthread_condattr_destroy(&attr);
	if (error != 0)
		pthread_mutex_destroy(&a->mutex);
	return -error;
}

int
announce_start(struct announce **out, struct control *c, const struct announcement *what)
{
	struct announce *a = calloc(1, sizeof *a);
	int error;

	*out = NULL;
	if (a == NULL)
		return -ENOMEM;
	a->what = *what;
	a->control = c;
	a->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	error = a->stop_fd < 0 ? -errno : init_sync(a);
	if (error != 0) {
		if (a->stop_fd >= 0)
			close(a->stop_fd);
		free(a);
		return error;
	}
	a->name = make_name(what);
	error = a->name != NULL ? thread_start(&a->thread, "ae-announce", 0, announce_run, a)
				: -ENOMEM;
	if (error != 0) {
		announce_free(a);
		return error;
	}
	*out = a;
	return 0;
}

void
announce_stop(struct announce *a)
{
	struct timespec until;
	pthread_t thread;
	bool gone;
	int r = 0;

	if (a == NULL)
		return;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += ANNOUNCE_END_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	thread = a->thread;
	eventfd_write(a->stop_fd, 1);
	pthread_mutex_lock(&a->mutex);
	a->control = NULL;
	while (!a->gone && r == 0)
		r = pthread_cond_timedwait(&a->changed, &a->mutex, &until);
	gone = a->gone;
	a->left = !gone;
	pthread_mutex_unlock(&a->mutex);
	if (!gone) {
		pthread_detach(thread);
		return;
	}
	pthread_join(thread, NULL);
	announce_free(a);
}
