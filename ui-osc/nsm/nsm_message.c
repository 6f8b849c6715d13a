/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See nsm_message.h.  Read by hand: what is asked of it is four strings and a number. */
#include "ui-osc/nsm/nsm_message.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "ui-osc/packet.h"

enum { ARGUMENTS_MAX = 4 };

/* One form of message: where its arguments go. */
struct form {
	const char *address, *tags;
	enum nsm_kind kind;
};

/* ---- Messages ---- */

static size_t
padded(const char *s)
{
	return (strlen(s) + 4) & ~(size_t)3;
}

static int32_t
read_int(const char *at)
{
	uint32_t v;

	memcpy(&v, at, sizeof v);
	v = ntohl(v);
	return (int32_t)v;
}

/* Strings, and the one number there may be, in their order.  osc_ok has seen to the bounds. */
static void
read_arguments(const char *tags, const char *at, struct nsm_message *out)
{
	const char *word[ARGUMENTS_MAX] = { NULL };
	uint32_t n = 0;

	for (; *tags != '\0'; tags++)
		if (*tags == 'i') {
			out->code = read_int(at);
			at += 4;
		} else {
			word[n++] = at;
			at += padded(at);
		}
	if (out->kind == NSM_OPEN) {
		out->path = word[0];
		out->display = word[1];
		out->id = word[2];
	} else {
		out->about = word[0];
		out->text = word[1];
		out->name = word[2];
	}
}

/* /reply has more than one form; the tags of a row are what there must be at least. */
static const struct form *
find_form(const char *address)
{
	static const struct form all[] = {
		{ "/reply", "ss", NSM_REPLY },
		{ "/error", "sis", NSM_ERROR },
		{ "/nsm/client/open", "sss", NSM_OPEN },
		{ "/nsm/client/save", "", NSM_SAVE },
		{ "/nsm/client/session_is_loaded", "", NSM_LOADED },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(all[i].address, address) == 0)
			return &all[i];
	return NULL;
}

void
nsm_message_read(const void *data, size_t len, struct nsm_message *out)
{
	const struct form *form;
	const char *tags;
	size_t offset;

	*out = (struct nsm_message){ .kind = NSM_OTHER };
	if (!osc_ok(data, len) || packet_is_bundle(data, len))
		return;
	out->address = data;
	form = find_form(data);
	if (form == NULL)
		return;
	tags = packet_tags(data, len, &offset);
	if (strcmp(form->tags, tags) != 0 &&
		!(form->kind == NSM_REPLY && strcmp(tags, "ssss") == 0)) {
		out->kind = NSM_WRONG;
		return;
	}
	out->kind = form->kind;
	if (*tags != '\0')
		read_arguments(tags,
			(const char *)data + offset + padded((const char *)data + offset), out);
}

/* ---- The URL ---- */

bool
nsm_url_parse(const char *url, char host[NSM_HOST_BYTES], uint16_t *port)
{
	static const char scheme[] = "osc.udp://";
	bool brackets;
	const char *end;
	unsigned long number;
	char *rest;
	size_t n;

	if (strncmp(url, scheme, sizeof scheme - 1) != 0)
		return false;
	url += sizeof scheme - 1;
	brackets = *url == '[';
	url += brackets;
	end = strpbrk(url, brackets ? "]" : ":/");
	if (end == NULL || end == url || (size_t)(end - url) >= NSM_HOST_BYTES)
		return false;
	n = (size_t)(end - url);
	memcpy(host, url, n);
	host[n] = '\0';
	end += brackets;
	if (end[0] != ':' || end[1] < '0' || end[1] > '9')
		return false;
	number = strtoul(end + 1, &rest, 10);
	if (number == 0 || number > UINT16_MAX || (*rest != '\0' && strcmp(rest, "/") != 0))
		return false;
	*port = (uint16_t)number;
	return true;
}
