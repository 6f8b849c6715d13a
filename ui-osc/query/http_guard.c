/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See http_guard.h. */
#include "ui-osc/query/http_guard.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { NAME_BYTES = 256 };

/* A port, or nothing. */
static bool
ends_well(const char *rest)
{
	if (*rest == '\0')
		return true;
	return rest[0] == ':' && strspn(rest + 1, "0123456789") == strlen(rest + 1);
}

/* "host:port" without the port, and without the brackets of IPv6.  Return: false: it is neither. */
static bool
split_host(const char *header, char out[NAME_BYTES])
{
	const char *start = header, *end;
	size_t n;

	if (header[0] == '[') {
		start++;
		end = strchr(start, ']');
		if (end == NULL || !ends_well(end + 1))
			return false;
	} else {
		end = header + strcspn(header, ":");
		if (!ends_well(end))
			return false;
	}
	n = (size_t)(end - start);
	if (n == 0 || n >= NAME_BYTES)
		return false;
	memcpy(out, start, n);
	out[n] = '\0';
	if (n > 1 && out[n - 1] == '.')
		out[n - 1] = '\0';
	return true;
}

static bool
is_name(const char *host, const char *name)
{
	size_t n = strlen(name);

	if (strcasecmp(host, "localhost") == 0)
		return true;
	return n > 0 && strncasecmp(host, name, n) == 0 &&
	       (host[n] == '\0' || strcasecmp(host + n, ".local") == 0);
}

bool
http_host_is_ours(const char *header, const char *name)
{
	char host[NAME_BYTES];
	struct host_address address;

	if (!split_host(header, host))
		return false;
	return host_parse(host, &address) == 0 || is_name(host, name);
}

bool
http_origin_is_ours(const char *header, const char *name, const struct host_address *at)
{
	char host[NAME_BYTES];
	struct host_address address;

	if (strncmp(header, "http://", 7) == 0)
		header += 7;
	else if (strncmp(header, "https://", 8) == 0)
		header += 8;
	else
		return false;
	if (!split_host(header, host))
		return false;
	if (host_parse(host, &address) == 0)
		return host_is_loopback(&address) || host_is_same(&address, at);
	return is_name(host, name);
}
