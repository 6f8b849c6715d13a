/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See message.h.  That every value lies within the packet is what osc_ok has looked at. */
#include "ui-osc/attach/message.h"

#include <string.h>

#include "ui-osc/packet.h"

static uint32_t
read_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t
read_u64(const uint8_t *p)
{
	return (uint64_t)read_u32(p) << 32 | read_u32(p + 4);
}

void
message_open(struct message *m, const void *packet, size_t len)
{
	const uint8_t *p = packet;
	size_t offset;

	m->address = packet;
	m->tags = packet_tags(packet, len, &offset);
	m->end = p + len;
	m->at = offset < len ? p + offset + ((strlen(m->tags) + 1 + 4) & ~(size_t)3) : m->end;
	m->bad = false;
}

bool
message_more(const struct message *m)
{
	return !m->bad && *m->tags != '\0';
}

/* The next value, if its tag is one of these.  Return: its tag; '\0': it is not. */
static char
take(struct message *m, const char *tags)
{
	if (m->bad || *m->tags == '\0' || strchr(tags, *m->tags) == NULL) {
		m->bad = true;
		return '\0';
	}
	return *m->tags++;
}

static const uint8_t *
skip(struct message *m, size_t bytes)
{
	const uint8_t *p = m->at;

	m->at += bytes;
	return p;
}

int64_t
message_whole(struct message *m)
{
	switch (take(m, "ih")) {
	case 'i':
		return (int32_t)read_u32(skip(m, 4));
	case 'h':
		return (int64_t)read_u64(skip(m, 8));
	default:
		return 0;
	}
}

uint64_t
message_count(struct message *m)
{
	int64_t v = message_whole(m);

	m->bad |= v < 0;
	return v < 0 ? 0 : (uint64_t)v;
}

double
message_number(struct message *m)
{
	if (*m->tags == 'i' || *m->tags == 'h')
		return (double)message_whole(m);
	switch (take(m, "fd")) {
	case 'f':
		return (double)blob_float(skip(m, 4));
	case 'd':
		return blob_double(skip(m, 8));
	default:
		return 0;
	}
}

const char *
message_text(struct message *m)
{
	const char *text;

	if (take(m, "s") == '\0')
		return "";
	text = (const char *)m->at;
	skip(m, (strlen(text) + 4) & ~(size_t)3);
	return text;
}

const uint8_t *
message_blob(struct message *m, uint32_t *n)
{
	*n = 0;
	if (take(m, "b") == '\0')
		return NULL;
	*n = read_u32(skip(m, 4));
	return skip(m, (*n + 3) & ~(size_t)3);
}

float
blob_float(const uint8_t *p)
{
	uint32_t bits = read_u32(p);
	float v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

double
blob_double(const uint8_t *p)
{
	uint64_t bits = read_u64(p);
	double v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

uint16_t
blob_u16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}
