/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why a JACK server could not be joined, said the way a person asks: what
 * happened, why probably, what to type.  libjack itself would print several
 * lines for each failure; they are kept for the one case that nothing else
 * explains.
 */
#include "config.h"

#include "engine/backend_jack.h"

#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* libjack's functions know no argument, so each thread has its own listener. */
static struct jack_note **
listener(void)
{
	static _Thread_local struct jack_note *note;

	return &note;
}

static void
on_message(const char *text)
{
	struct jack_note *note = *listener();

	if (note)
		snprintf(note->text, sizeof note->text, "%s", text);
}

static void
on_chatter(const char *text)
{
	(void)text;
}

void
jack_listen(struct jack_note *note)
{
	if (note)
		note->text[0] = '\0';
	*listener() = note;
	jack_set_error_function(on_message);
	jack_set_info_function(on_chatter);
}

bool
jack_is_pipewire(void)
{
	const char *version = jack_get_version_string();

	return version && strstr(version, "PipeWire");
}

const char *
jack_server_name(const struct backend_config *config)
{
	const char *env = getenv("JACK_DEFAULT_SERVER");

	if (*config->device)
		return config->device;
	return env && *env ? env : "default";
}

/* Return: 0 when somebody listens there or would but for our rights, else an errno. */
static int
socket_try(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, error = 0;

	if (strlen(path) >= sizeof address.sun_path)
		return ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return errno;
	if (connect(fd, (struct sockaddr *)&address, sizeof address) && errno != EACCES &&
		errno != EAGAIN)
		error = errno;
	close(fd);
	return error;
}

/* PipeWire's socket.  Return: true when somebody listens there. */
static bool
pipewire_socket(char *path, size_t size)
{
	const char *dir = getenv("PIPEWIRE_RUNTIME_DIR"), *remote = getenv("PIPEWIRE_REMOTE");

	if (!dir || !*dir)
		dir = getenv("XDG_RUNTIME_DIR");
	if (!remote || !*remote)
		remote = "pipewire-0";
	if (!dir || !*dir) {
		snprintf(path, size, "$XDG_RUNTIME_DIR/%s, but XDG_RUNTIME_DIR is not set", remote);
		return false;
	}
	snprintf(path, size, "%s/%s", dir, remote);
	return socket_try(path) == 0;
}

/* jackd's socket is /dev/shm/jack_SERVER_UID_0.  Return: true, and *uid, when this server runs
 * for another user; what a killed server left behind does not count. */
static bool
foreign_server(const char *server, unsigned *uid)
{
	char prefix[DEVICE_BYTES + 8], path[DEVICE_BYTES + 64];
	const struct dirent *entry;
	size_t length;
	bool found = false;
	DIR *dir = opendir("/dev/shm");

	if (!dir)
		return false;
	length = (size_t)snprintf(prefix, sizeof prefix, "jack_%s_", server);
	while (!found && (entry = readdir(dir)) != NULL) {
		if (strncmp(entry->d_name, prefix, length) != 0 ||
			sscanf(entry->d_name + length, "%u_0", uid) != 1 || *uid == geteuid())
			continue;
		snprintf(path, sizeof path, "/dev/shm/%s%u_0", prefix, *uid);
		found = socket_try(path) == 0;
	}
	closedir(dir);
	return found;
}

static void
say_foreign(const char *server, unsigned uid, struct backend_error *err)
{
	const struct passwd *user = getpwuid(uid);
	char name[64];

	if (user)
		snprintf(name, sizeof name, "%s", user->pw_name);
	else
		snprintf(name, sizeof name, "uid %u", uid);
	snprintf(err->text, sizeof err->text,
		"the JACK server \"%s\" belongs to user %s, and a JACK server serves only its own "
		"user: run audioengine as %s, or start a server of yours",
		server, name, name);
}

static void
say_pipewire_failed(const struct jack_note *note, struct backend_error *err)
{
	char path[DEVICE_BYTES];
	bool listens = pipewire_socket(path, sizeof path);

	if (listens)
		snprintf(err->text, sizeof err->text,
			"PipeWire at %s did not take us as a client%s%s", path,
			*note->text ? ": " : "", note->text);
	else
		snprintf(err->text, sizeof err->text,
			"PipeWire is not running (tried the socket %s). Start it:  systemctl "
			"--user start pipewire wireplumber   or, with a running jackd, leave out "
			"pw-jack",
			path);
}

static void
say_no_server(const char *server, struct backend_error *err)
{
	char path[DEVICE_BYTES];

	if (pipewire_socket(path, sizeof path))
		snprintf(err->text, sizeof err->text,
			"no JACK server \"%s\" is running, but PipeWire is (%s): run  pw-jack "
			"audioengine --jack",
			server, path);
	else if (strcmp(server, "default") != 0)
		snprintf(err->text, sizeof err->text,
			"no JACK server \"%s\" is running (tried the socket "
			"/dev/shm/jack_%s_%u_0)%s. Start it:  jackd -n %s -d alsa -d hw:0 -r 48000 "
			"-p 128   or try --demo",
			server, server, (unsigned)geteuid(),
			getenv("JACK_DEFAULT_SERVER") ? "; JACK_DEFAULT_SERVER is set" : "",
			server);
	else
		snprintf(err->text, sizeof err->text,
			"no JACK server is running (tried \"default\", and PipeWire at %s). Start "
			"one:  jackd -d alsa -d hw:0 -r 48000 -p 128   or try --demo",
			path);
}

int
jack_open_failed(const struct backend_config *config, jack_status_t status,
	const struct jack_note *note, struct backend_error *err)
{
	const char *server = jack_server_name(config);
	unsigned uid;

	err->status = EXIT_NO_DEVICE;
	if (jack_is_pipewire()) {
		say_pipewire_failed(note, err);
	} else if (status & JackVersionError) {
		snprintf(err->text, sizeof err->text,
			"the JACK server \"%s\" speaks another protocol than this libjack (%s): "
			"install server and library of one version",
			server, jack_get_version_string());
		return -EPROTO;
	} else if (status & JackServerFailed) {
		if (foreign_server(server, &uid))
			say_foreign(server, uid, err);
		else
			say_no_server(server, err);
	} else {
		snprintf(err->text, sizeof err->text,
			"the JACK server \"%s\" did not take us as a client (status 0x%x)%s%s",
			server, (unsigned)status, *note->text ? ": " : "", note->text);
		return -EIO;
	}
	return -ECONNREFUSED;
}
