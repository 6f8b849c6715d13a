/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mark in the environment keeps us from going round in circles. */
#include "control/join.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char MARK[] = "AUDIOENGINE_UNDER_PW_JACK";

/* A socket that somebody listens on: one left over from a dead PipeWire refuses. */
static bool
socket_answers(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, r;

	if (strlen(path) >= sizeof address.sun_path)
		return false;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	r = connect(fd, (struct sockaddr *)&address, sizeof address);
	close(fd);
	return r == 0;
}

bool
pipewire_present(void)
{
	const char *name = getenv("PIPEWIRE_REMOTE"), *dir = getenv("PIPEWIRE_RUNTIME_DIR");
	char path[256];

	if (name == NULL || *name == '\0')
		name = "pipewire-0";
	if (*name == '/')
		return socket_answers(name);
	if (dir == NULL)
		dir = getenv("XDG_RUNTIME_DIR");
	if (dir == NULL || (size_t)snprintf(path, sizeof path, "%s/%s", dir, name) >= sizeof path)
		return false;
	return socket_answers(path);
}

void
join_pipewire(char **argv, int keep_fd)
{
	char self[4096];
	char **words;
	sigset_t none;
	ssize_t n;
	size_t argc = 0;

	if (getenv(MARK) != NULL || !pipewire_present())
		return;
	while (argv[argc] != NULL)
		argc++;
	n = readlink("/proc/self/exe", self, sizeof self - 1);
	words = calloc(argc + 2, sizeof *words);
	if (n <= 0 || words == NULL) {
		free(words);
		return;
	}
	self[n] = '\0';
	words[0] = (char[]){ "pw-jack" };
	words[1] = self;
	for (size_t i = 1; i < argc; i++)
		words[i + 1] = argv[i];
	setenv(MARK, "1", 1);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (keep_fd > 0)
		fcntl(keep_fd, F_SETFD, 0);
	execvp("pw-jack", words);
	if (keep_fd > 0)
		fcntl(keep_fd, F_SETFD, FD_CLOEXEC);
	free(words); /* not installed: the caller says what to type */
}
