/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The check in front of liblo.  Each step knows how many bytes are left and
 * never looks beyond them; a length read from the packet is compared before it
 * is added to anything.
 */
#include "ui-osc/packet.h"

#include <string.h>

static const char BUNDLE[8] = "#bundle";

static uint32_t
read_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Bytes that the string at p takes with its padding; 0: not a string. */
static size_t
string_bytes(const uint8_t *p, size_t left)
{
	const uint8_t *end = memchr(p, '\0', left);
	size_t text, whole;

	if (end == NULL)
		return 0;
	text = (size_t)(end - p);
	whole = (text + 4) & ~(size_t)3;
	if (whole > left)
		return 0;
	for (size_t i = text; i < whole; i++)
		if (p[i] != 0)
			return 0;
	return whole;
}

/* The same for a blob. */
static size_t
blob_bytes(const uint8_t *p, size_t left)
{
	size_t data, whole;

	if (left < 4)
		return 0;
	data = read_u32(p);
	if (data > left - 4)
		return 0;
	whole = 4 + ((data + 3) & ~(size_t)3);
	if (whole > left)
		return 0;
	for (size_t i = 4 + data; i < whole; i++)
		if (p[i] != 0)
			return 0;
	return whole;
}

/* Bytes that an argument takes.  Return: false for an unknown tag or a broken value. */
static bool
argument_bytes(char tag, const uint8_t *p, size_t left, size_t *bytes)
{
	switch (tag) {
	case 'T':
	case 'F':
	case 'N':
	case 'I':
		*bytes = 0;
		return true;
	case 'i':
	case 'f':
	case 'c':
	case 'm':
		*bytes = 4;
		return left >= 4;
	case 'h':
	case 't':
	case 'd':
		*bytes = 8;
		return left >= 8;
	case 's':
	case 'S':
		*bytes = string_bytes(p, left);
		return *bytes > 0;
	case 'b':
		*bytes = blob_bytes(p, left);
		return *bytes > 0;
	default:
		return false;
	}
}

static bool
message_ok(const uint8_t *p, size_t len)
{
	size_t at = string_bytes(p, len), tags, n;
	const char *tag;

	if (p[0] != '/' || at == 0)
		return false;
	if (at == len)
		return true;
	tags = string_bytes(p + at, len - at);
	if (p[at] != ',' || tags == 0)
		return false;
	tag = (const char *)p + at + 1;
	at += tags;
	for (; *tag != '\0'; tag++) {
		if (!argument_bytes(*tag, p + at, len - at, &n))
			return false;
		at += n;
	}
	return at == len;
}

static bool
element_ok(const uint8_t *p, size_t len, int depth)
{
	if (len < 8 || len % 4 != 0)
		return false;
	if (memcmp(p, BUNDLE, sizeof BUNDLE) != 0)
		return message_ok(p, len);
	if (len < BUNDLE_HEAD_BYTES || depth == PACKET_DEPTH_MAX)
		return false;
	for (size_t at = BUNDLE_HEAD_BYTES; at < len;) {
		uint32_t n = read_u32(p + at);

		at += 4;
		if (n > len - at || !element_ok(p + at, n, depth + 1))
			return false;
		at += n;
	}
	return true;
}

bool
osc_ok(const void *data, size_t len)
{
	return len <= PACKET_BYTES_MAX && element_ok(data, len, 0);
}

bool
packet_is_bundle(const void *data, size_t len)
{
	return len >= BUNDLE_HEAD_BYTES && memcmp(data, BUNDLE, sizeof BUNDLE) == 0;
}

uint64_t
packet_time(const void *bundle)
{
	const uint8_t *p = bundle;

	return (uint64_t)read_u32(p + 8) << 32 | read_u32(p + 12);
}

bool
packet_next(const void *bundle, size_t len, size_t *at, struct packet_element *out)
{
	const uint8_t *p = bundle;

	if (*at == 0)
		*at = BUNDLE_HEAD_BYTES;
	if (*at >= len)
		return false;
	out->len = read_u32(p + *at);
	out->data = p + *at + 4;
	*at += 4 + out->len;
	return true;
}

const char *
packet_tags(const void *message, size_t len, size_t *offset)
{
	const char *p = message;

	*offset = (strlen(p) + 4) & ~(size_t)3;
	return *offset < len ? p + *offset + 1 : "";
}
