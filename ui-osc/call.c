/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arguments in, answers out.  liblo leaves 8-byte arguments on 4-byte
 * boundaries, so nothing is read through its union but by memcpy.  An answer
 * that memory runs out for is not sent; the client asks again.
 */
#include "ui-osc/call.h"

#include <arpa/inet.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui-osc/server.h"
#include "ui-osc/space.h"

static bool
read_number(char tag, const void *p, double *out)
{
	int32_t i;
	int64_t h;
	float f;

	switch (tag) {
	case 'i':
		memcpy(&i, p, sizeof i);
		*out = i;
		return true;
	case 'h':
		memcpy(&h, p, sizeof h);
		*out = (double)h;
		return true;
	case 'f':
		memcpy(&f, p, sizeof f);
		*out = f;
		return true;
	case 'd':
		memcpy(out, p, sizeof *out);
		return true;
	case 'T':
	case 'F':
		*out = tag == 'T';
		return true;
	default:
		return false;
	}
}

int
call_number(struct call *c, uint32_t i, double *out)
{
	if (i >= c->argc || !read_number(c->types[i], c->argv[i], out))
		return call_refuse(c, OSC_TYPE, "argument %u is to be a number", i + 1);
	if (!isfinite(*out))
		return call_refuse(c, OSC_RANGE, "argument %u is not a finite number", i + 1);
	return OSC_FINE;
}

const char *
call_string(const struct call *c, uint32_t i)
{
	if (i >= c->argc || (c->types[i] != 's' && c->types[i] != 'S'))
		return NULL;
	return (const char *)c->argv[i];
}

int
call_index(struct call *c, uint32_t i, int32_t min, int32_t max, int32_t def, int32_t *out)
{
	double v;
	int error;

	*out = def;
	if (i >= c->argc)
		return OSC_FINE;
	error = call_number(c, i, &v);
	if (error != OSC_FINE)
		return error;
	if (v < min || v > max || v != floor(v))
		return call_refuse(c, OSC_RANGE, "argument %u is to be a whole number of %d to %d",
			i + 1, min, max);
	*out = (int32_t)v;
	return OSC_FINE;
}

int
call_optional_index(struct call *c, int32_t min, int32_t max, int32_t def, int32_t *out)
{
	*out = def;
	if (c->argc > 1)
		return call_refuse(
			c, OSC_TYPE, "at most one argument, a number of %d to %d", min, max);
	return call_index(c, 0, min, max, def, out);
}

int
call_refuse(struct call *c, int code, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(c->text, sizeof c->text, format, ap);
	va_end(ap);
	return code;
}

int
call_no_arguments(struct call *c)
{
	if (c->argc == 0)
		return OSC_FINE;
	if (c->at->row->kind == ROW_ACTION && c->argc == 1 &&
		(c->types[0] == 'N' || c->types[0] == 'I'))
		return OSC_FINE;
	if (c->at->row->kind == ROW_VALUE)
		return call_refuse(c, OSC_READ_ONLY, "can be read, not set");
	return call_refuse(c, OSC_TYPE, "takes no arguments");
}

/* Is there a message to put more into? */
static bool
begun(struct call *c)
{
	if (c->reply == NULL)
		c->reply = lo_message_new();
	c->spoiled |= c->reply == NULL;
	return !c->spoiled;
}

void
answer_int(struct call *c, int64_t v)
{
	int32_t held = v > INT32_MAX ? INT32_MAX : v < INT32_MIN ? INT32_MIN : (int32_t)v;

	if (begun(c))
		c->spoiled = lo_message_add_int32(c->reply, held) != 0;
}

void
answer_float(struct call *c, double v)
{
	if (begun(c))
		c->spoiled = lo_message_add_float(c->reply, (float)v) != 0;
}

void
answer_long(struct call *c, int64_t v)
{
	if (begun(c))
		c->spoiled = lo_message_add_int64(c->reply, v) != 0;
}

void
answer_double(struct call *c, double v)
{
	if (begun(c))
		c->spoiled = lo_message_add_double(c->reply, v) != 0;
}

void
answer_string(struct call *c, const char *s)
{
	if (begun(c))
		c->spoiled = lo_message_add_string(c->reply, s) != 0;
}

void
answer_blob(struct call *c, const void *data, uint32_t n)
{
	lo_blob blob = lo_blob_new((int32_t)n, data);

	c->spoiled |= blob == NULL;
	if (begun(c))
		c->spoiled = lo_message_add_blob(c->reply, blob) != 0;
	lo_blob_free(blob);
}

void
answer_path(struct call *c, const char *path)
{
	char whole[OSC_PREFIX_BYTES + PATH_BYTES];

	snprintf(whole, sizeof whole, "%s%s", server_prefix(c->server), path);
	answer_string(c, whole);
}

static size_t
string_bytes(size_t characters)
{
	return (characters + 4) & ~(size_t)3;
}

/* Bytes of an answer to ADDRESS.reply with nmore values besides those that are in it, without the
 * bytes of these. */
static size_t
bytes_with(const struct call *c, uint32_t nmore)
{
	size_t there = c->reply != NULL ? (size_t)lo_message_get_argc(c->reply) : 0;
	size_t bytes = string_bytes(
		strlen(server_prefix(c->server)) + strlen(c->at->path) + strlen(".reply"));

	if (c->reply != NULL)
		bytes += lo_message_length(c->reply, "/") - string_bytes(1) -
			 string_bytes(1 + there);
	return bytes + string_bytes(1 + there + nmore);
}

/* How many of them fit as they are. */
static uint32_t
count_fitting(
	const struct call *c, uint32_t nmore, size_t bytes_more, const char *const *s, uint32_t n)
{
	size_t room = server_room(c->server), bytes = bytes_more;

	for (uint32_t i = 0; i < n; i++) {
		bytes += string_bytes(strlen(s[i]));
		if (bytes_with(c, nmore + i + 1) + bytes > room)
			return i;
	}
	return n;
}

uint32_t
answer_fit_blob(
	const struct call *c, uint32_t nmore, size_t bytes_more, uint32_t n, size_t piece_bytes)
{
	size_t room = server_room(c->server), other = bytes_with(c, nmore + 1) + bytes_more + 4;
	size_t fit = room > other ? (room - other) / piece_bytes : 0;

	return fit < n ? (fit > 0 ? (uint32_t)fit : 1) : n;
}

bool
answer_has_room(const struct call *c, size_t most, uint32_t nmore, size_t bytes_more)
{
	size_t room = server_room(c->server), bytes = bytes_with(c, nmore) + bytes_more;

	return bytes <= most && bytes <= room;
}

uint32_t
answer_fit(const struct call *c, uint32_t nmore, size_t bytes_more, const char **s, uint32_t n,
	char *cut, size_t size)
{
	uint32_t fit = count_fitting(c, nmore, bytes_more, s, n);

	if (fit > 0 || n == 0)
		return fit;
	snprintf(cut, size, "%s", s[0]);
	s[0] = cut;
	while (cut[0] != '\0' && count_fitting(c, nmore, bytes_more, s, 1) == 0)
		cut[strlen(cut) - 1] = '\0';
	return 1;
}

void
answer_blob_floats(struct call *c, const float *v, uint32_t n)
{
	uint32_t word[SPECTRUM_BINS_MAX];

	if (n > SPECTRUM_BINS_MAX)
		n = SPECTRUM_BINS_MAX;
	memcpy(word, v, n * sizeof *word);
	for (uint32_t i = 0; i < n; i++)
		word[i] = htonl(word[i]);
	answer_blob(c, word, n * sizeof *word);
}

void
answer_send(struct call *c, const char *suffix)
{
	char address[PATH_BYTES + 8];

	snprintf(address, sizeof address, "%s%s", c->at->path, suffix);
	answer_send_to(c, address);
}

void
answer_send_to(struct call *c, const char *address)
{
	if (begun(c) && c->answers > 0) {
		c->answers--;
		server_send(c->server, c->from, address, c->reply);
	}
	if (c->reply != NULL)
		lo_message_free(c->reply);
	c->reply = NULL;
	c->spoiled = false;
}

void
answer_done(struct call *c, const char *text)
{
	answer_path(c, c->at->path);
	answer_string(c, text);
	answer_send_to(c, "/reply");
}
