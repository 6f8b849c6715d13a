/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One OSC question from the shell: sends a message from a socket of its own and
 * prints the answer.  It encodes and decodes by itself, so that it does not
 * share its mistakes with liblo.
 *
 *   oscask PORT ADDRESS [TYPES ARGUMENT...]      types i f s T F, as in oscsend
 * Prints "ADDRESS TYPES ARGUMENT..." on one line; status 1 without an answer within 500 ms.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PACKET_BYTES = 8192, WAIT_MS = 500 };

/* A string with its end and padding to 4. */
static size_t
put_string(unsigned char *out, const char *s)
{
	size_t n = strlen(s) + 1, padded = (n + 3) & ~(size_t)3;

	memset(out, 0, padded);
	memcpy(out, s, n);
	return padded;
}

static size_t
put_word(unsigned char *out, uint32_t v)
{
	v = htonl(v);
	memcpy(out, &v, 4);
	return 4;
}

static uint32_t
get_word(const unsigned char *in)
{
	uint32_t v;

	memcpy(&v, in, 4);
	return ntohl(v);
}

static size_t
encode(unsigned char *out, int argc, char **argv)
{
	char tags[64];
	const char *types = argc > 3 ? argv[3] : "";
	size_t n = put_string(out, argv[2]);
	int next = 4;

	snprintf(tags, sizeof tags, ",%s", types);
	n += put_string(out + n, tags);
	for (const char *t = types; *t != '\0'; t++) {
		const char *word;
		float f;
		uint32_t bits;

		if (*t == 'T' || *t == 'F')
			continue;
		word = next < argc ? argv[next++] : "0";
		f = strtof(word, NULL);
		memcpy(&bits, &f, 4);
		if (*t == 's')
			n += put_string(out + n, word);
		else
			n += put_word(out + n, *t == 'f' ? bits : (uint32_t)atoi(word));
	}
	return n;
}

static void
print_answer(const unsigned char *in, size_t n)
{
	size_t at = (strlen((const char *)in) + 4) & ~(size_t)3;
	const char *tag = (const char *)in + at;

	printf("%s %s", (const char *)in, tag);
	at += (strlen(tag) + 4) & ~(size_t)3;
	for (tag++; *tag != '\0' && at + 4 <= n; tag++) {
		uint32_t bits = get_word(in + at);
		float f;

		memcpy(&f, &bits, 4);
		if (*tag == 's') {
			printf(" %s", (const char *)in + at);
			at += (strlen((const char *)in + at) + 4) & ~(size_t)3;
		} else if (*tag == 'b') {
			printf(" blob:%u", bits);
			at += 4 + ((bits + 3) & ~3u);
		} else if (*tag == 'h' || *tag == 'd') {
			uint64_t wide = (uint64_t)bits << 32 | get_word(in + at + 4);
			double d;

			memcpy(&d, &wide, 8);
			if (*tag == 'd')
				printf(" %.9g", d);
			else
				printf(" %lld", (long long)wide);
			at += 8;
		} else if (*tag != 'T' && *tag != 'F' && *tag != 'N') {
			if (*tag == 'f')
				printf(" %.7g", (double)f);
			else
				printf(" %d", (int32_t)bits);
			at += 4;
		}
	}
	putchar('\n');
}

int
main(int argc, char **argv)
{
	static unsigned char packet[PACKET_BYTES + 4];
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t n;
	ssize_t got;

	if (argc < 3 || fd < 0) {
		fprintf(stderr, "usage: oscask PORT ADDRESS [TYPES ARGUMENT...]\n");
		return 2;
	}
	to.sin_port = htons((uint16_t)atoi(argv[1]));
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	n = encode(packet, argc, argv);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0 || send(fd, packet, n, 0) < 0)
		return 1;
	if (poll(&p, 1, WAIT_MS) != 1)
		return 1;
	got = recv(fd, packet, PACKET_BYTES, 0);
	close(fd);
	if (got < 8)
		return 1;
	memset(packet + got, 0, 4);
	print_answer(packet, (size_t)got);
	return 0;
}
