/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See ctl_find.h. */
#include "ui-osc/ctl/ctl_find.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ENGINES_MAX = 64, NAMES_BYTES = 512 };

static int __attribute__((format(printf, 2, 3)))
refuse(char err[CTL_ERROR_BYTES], const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(err, CTL_ERROR_BYTES, format, ap);
	va_end(ap);
	return -ENOENT;
}

static uint32_t
keep_living(struct url_entry *entry, uint32_t n)
{
	uint32_t living = 0;

	for (uint32_t i = 0; i < n; i++)
		if (entry[i].pid != 0)
			entry[living++] = entry[i];
	return living;
}

/* "default, two" */
static void
name_all(const struct url_entry *entry, uint32_t n, char out[NAMES_BYTES])
{
	size_t len = 0;

	out[0] = '\0';
	for (uint32_t i = 0; i < n && len < NAMES_BYTES; i++)
		len += (size_t)snprintf(
			out + len, NAMES_BYTES - len, "%s%s", i > 0 ? ", " : "", entry[i].name);
}

/* Running, or what to type instead. */
static int
check_named(const char *folder, const char *name, const struct url_entry *entry, uint32_t n,
	struct url_entry *out, char err[CTL_ERROR_BYTES])
{
	char names[NAMES_BYTES];
	int error = url_read(folder, name, out);

	if (error == -EINVAL)
		return refuse(err, "\"%.64s\" cannot be the name of an engine", name);
	if (error == 0 && out->pid != 0)
		return 0;
	name_all(entry, n, names);
	if (error == 0)
		return refuse(err,
			"the engine \"%.64s\" has died: nobody holds %s/%.64s.url, which it left "
			"behind. Running: %s. Start it again:  audioengine --name=%.64s",
			name, folder, name, n > 0 ? names : "none", name);
	if (n == 0)
		return refuse(err,
			"no engine named \"%.64s\" is running, nor any other. Start it:  "
			"audioengine --name=%.64s",
			name, name);
	return refuse(err, "no engine named \"%.64s\" is running. Those that are: %s", name, names);
}

static int
check_only(const char *folder, const struct url_entry *entry, uint32_t n, uint32_t nleft,
	struct url_entry *out, char err[CTL_ERROR_BYTES])
{
	char names[NAMES_BYTES];

	for (uint32_t i = 0; i < n; i++)
		if (n == 1 || strcmp(entry[i].name, "default") == 0) {
			*out = entry[i];
			return 0;
		}
	if (n == 0)
		return refuse(err,
			"no engine is running (%s in %s). Start one:  audioengine --demo   One "
			"elsewhere: --url=osc.udp://HOST:PORT/",
			nleft > 0 ? "only files of engines that died are" : "no URL file is",
			folder);
	name_all(entry, n, names);
	return refuse(
		err, "%u engines are running: %s. Choose one:  --name=%s", n, names, entry[0].name);
}

int
ctl_find(const struct options *o, struct ctl_engine *out, char err[CTL_ERROR_BYTES])
{
	struct url_entry entry[ENGINES_MAX], found;
	char folder[URL_PATH_BYTES];
	uint32_t n, nleft;
	int error;

	*out = (struct ctl_engine){ .name = "" };
	if (*o->url != '\0') {
		snprintf(out->url, sizeof out->url, "%s", o->url);
		return 0;
	}
	error = url_folder(folder);
	if (error != 0)
		return refuse(err,
			"where engines say what their address is cannot be read (%s): set "
			"XDG_RUNTIME_DIR, or give --url=osc.udp://127.0.0.1:%d/",
			error == -ENOENT ? "XDG_RUNTIME_DIR is not set" : strerror(-error),
			OSC_PORT_DEFAULT);
	nleft = url_list(folder, entry, ENGINES_MAX);
	n = keep_living(entry, nleft);
	error = *o->name != '\0' ? check_named(folder, o->name, entry, n, &found, err)
				 : check_only(folder, entry, n, nleft, &found, err);
	if (error != 0)
		return error;
	memcpy(out->name, found.name, sizeof out->name);
	memcpy(out->url, found.url, sizeof out->url);
	return 0;
}
