/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two ends of a flood of OSC on the loopback interface, for tests/flood.sh.
 *
 *   flood_send flood PORT RATE SECONDS   so many packets a second: messages and bundles that are in
 *                                        order, packets that are not, and, as root, packets whose
 *                                        sender is forged.  Prints how many of each.
 *   flood_send ask PORT RATE SECONDS     a client with manners: questions with a number, a fader
 * that keeps moving.  Prints the times until the answers in ms, from before the question is sent
 * until the kernel had the answer (SO_TIMESTAMPNS), so that neither our own wake-up nor the
 * engine's clock is in them. What it sends is encoded by hand.  It sends nothing that ends, saves
 * or resets, since the figures of the engine are read while it runs.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PORTS = 64, PACKET_BYTES = 1024, TICK_NS = 2000000, BEHIND_MAX = 100, ASKED_MAX = 1 << 16 };

struct packet {
	size_t len;
	uint8_t data[PACKET_BYTES];
};

static uint64_t
clock_ns(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void
sleep_until(uint64_t ns)
{
	struct timespec t = { (time_t)(ns / 1000000000), (long)(ns % 1000000000) };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}

static uint32_t
chance(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

/* ---- Packets ---- */

static void
put(struct packet *p, const void *data, size_t n)
{
	if (n > sizeof p->data - p->len)
		abort();
	memcpy(p->data + p->len, data, n);
	p->len += n;
}

static void
put_string(struct packet *p, const char *s)
{
	put(p, s, strlen(s) + 1);
	while (p->len % 4 != 0)
		put(p, "", 1);
}

static void
put_word(struct packet *p, uint32_t v)
{
	v = htonl(v);
	put(p, &v, 4);
}

static void
put_float(struct packet *p, float f)
{
	uint32_t bits;

	memcpy(&bits, &f, 4);
	put_word(p, bits);
}

struct form {
	const char *address, *tags, *text; /* s: text; i and f: a number of 0 to most */
	uint32_t most;
};

static const struct form valid[] = {
	{ "/load", ",", "", 0 },
	{ "/status", ",", "", 0 },
	{ "/eq/band/2/gain", ",f", "", 12 },
	{ "/eq/band/3/freq", ",f", "", 18000 },
	{ "/eq/preamp", ",f", "", 6 },
	{ "/norm/eq/band/4/q", ",f", "", 1 },
	{ "/eq/*/*/gain", ",", "", 0 },
	{ "/eq/band/[5-8]/gain", ",f", "", 6 },
	{ "/eq/response", ",i", "", 128 },
	{ "/spectrum", ",i", "", 256 },
	{ "/node/all", ",", "", 0 },
	{ "/cycle/stats", ",f", "", 2 },
	{ "/xruns/list", ",i", "", 8 },
	{ "/list", ",s", "/eq", 0 },
	{ "/describe", ",s", "/eq/band/1/type", 0 },
	{ "/log/list", ",", "", 0 },
	{ "/heat/list", ",s", "cycle", 0 },
	{ "/preset/list", ",i", "", 20 },
	{ "/subscribe", ",sfi", "/spectrum", 60 },
	{ "/notify", ",i", "", 1 },
	{ "/unsubscribe", ",", "", 0 },
	{ "/no/such/address", ",i", "", 9 },
	{ "/eq/preamp", ",s", "loud", 0 },
};

static void
put_message(struct packet *p, const struct form *form, uint64_t *seed)
{
	put_string(p, form->address);
	put_string(p, form->tags);
	for (const char *t = form->tags + 1; *t != '\0'; t++) {
		uint32_t v = form->most > 0 ? chance(seed) % (form->most + 1) : 0;

		if (*t == 's')
			put_string(p, form->text);
		else if (*t == 'f')
			put_float(p, (float)v);
		else
			put_word(p, v);
	}
}

static void
make_valid(struct packet *p, uint64_t *seed)
{
	uint32_t n = chance(seed) % 8 == 0 ? 1 + chance(seed) % 4 : 0;

	p->len = 0;
	if (n == 0) {
		put_message(p, &valid[chance(seed) % (sizeof valid / sizeof *valid)], seed);
		return;
	}
	put_string(p, "#bundle");
	put_word(p, 0);
	put_word(p, 1);
	while (n-- > 0) {
		struct packet one = { .len = 0 };

		put_message(&one, &valid[chance(seed) % (sizeof valid / sizeof *valid)], seed);
		put_word(p, (uint32_t)one.len);
		put(p, one.data, one.len);
	}
}

/* A valid one that is cut, bent or noise; patterns made to take long; bundles in bundles. */
static void
make_malformed(struct packet *p, uint64_t *seed)
{
	make_valid(p, seed);
	switch (chance(seed) % 6) {
	case 0:
		p->len = chance(seed) % p->len;
		break;
	case 1:
		for (int i = 0; i < 3; i++)
			p->data[chance(seed) % p->len] = (uint8_t)chance(seed);
		break;
	case 2:
		for (p->len = 4 + chance(seed) % 500; p->len % 4 != 0;)
			p->len++;
		for (size_t i = 0; i < p->len; i++)
			p->data[i] = (uint8_t)chance(seed);
		break;
	case 3:
		p->len = 0;
		put_string(p, "/*e*q*?*a*n*d*?*g*a*i*n*z");
		put_string(p, ",");
		break;
	case 4:
		p->len = 0;
		for (int i = 0; i < 20; i++) {
			put_string(p, "#bundle");
			put_word(p, 0);
			put_word(p, 1);
			put_word(p, (uint32_t)(20 * (19 - i)));
		}
		break;
	default:
		p->len = 0;
		put_string(p, "/eq/preamp");
		put_string(p, ",b");
		put_word(p, 0x7ffffff0);
	}
}

/* From nobody: another port or loopback address, the engine's own socket, a group, everybody, a
 * host far away.  Return: where it says that it comes from. */
static uint32_t
forged_host(uint64_t *seed)
{
	switch (chance(seed) % 8) {
	case 0:
		return 0xc0000200u + chance(seed) % 256; /* 192.0.2.0/24 */
	case 1:
		return 0xe0000001u; /* 224.0.0.1 */
	case 2:
		return 0xffffffffu;
	case 3:
		return 0;
	case 4:
		return INADDR_LOOPBACK;
	default:
		return 0x7f000000u + chance(seed) % 0x1000000u;
	}
}

/* raw: IPPROTO_RAW.  A checksum of 0 is none, RFC 768. */
static bool
send_forged(int raw, uint16_t port, const struct packet *p, uint64_t *seed)
{
	struct {
		struct iphdr ip;
		struct udphdr udp;
		uint8_t data[PACKET_BYTES];
	} all;
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	size_t udp_len = sizeof all.udp + p->len;
	bool own = chance(seed) % 16 == 0;

	memset(&all.ip, 0, sizeof all.ip);
	all.ip.version = 4;
	all.ip.ihl = 5;
	all.ip.ttl = 64;
	all.ip.protocol = IPPROTO_UDP;
	all.ip.saddr = htonl(own ? INADDR_LOOPBACK : forged_host(seed));
	all.ip.daddr = to.sin_addr.s_addr;
	all.udp.source = htons(own ? port : (uint16_t)(chance(seed) % 65536));
	all.udp.dest = htons(port);
	all.udp.len = htons((uint16_t)udp_len);
	all.udp.check = 0;
	memcpy(all.data, p->data, p->len);
	return sendto(raw, &all, sizeof all.ip + udp_len, 0, (struct sockaddr *)&to, sizeof to) > 0;
}

/* ---- The flood ---- */

static struct sockaddr_in
engine_at(uint16_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

/* What comes back is thrown away. */
static void
drain(const int *fd)
{
	static uint8_t data[65536];

	for (int i = 0; i < PORTS; i++)
		while (recv(fd[i], data, sizeof data, MSG_DONTWAIT) > 0)
			;
}

struct sent {
	uint64_t valid, malformed, forged, failed;
};

static void
send_one(const int *fd, int raw, uint16_t port, uint64_t *seed, struct sent *n)
{
	struct sockaddr_in to = engine_at(port);
	struct packet p;
	uint32_t kind = chance(seed) % 3;
	bool went;

	if (kind == 1 || (kind == 2 && chance(seed) % 4 == 0))
		make_malformed(&p, seed);
	else
		make_valid(&p, seed);
	if (kind == 2 && raw >= 0)
		went = send_forged(raw, port, &p, seed);
	else
		went = sendto(fd[chance(seed) % PORTS], p.data, p.len, MSG_DONTWAIT,
			       (struct sockaddr *)&to, sizeof to) >= 0;
	n->failed += !went;
	n->valid += went && kind == 0;
	n->malformed += went && (kind == 1 || (kind == 2 && raw < 0));
	n->forged += went && kind == 2 && raw >= 0;
}

/* Evenly, in ticks; what the scheduler holds up is made good, up to so many packets: more
 * would not fit in the socket of whom it goes to. */
static int
flood(uint16_t port, double rate, double seconds)
{
	uint64_t seed = 1, start = clock_ns(CLOCK_MONOTONIC), now = start;
	uint64_t end = start + (uint64_t)(seconds * 1e9), done = 0, missed = 0;
	int fd[PORTS], raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
	struct sent n = { 0 };
	double took;

	for (int i = 0; i < PORTS; i++)
		fd[i] = socket(AF_INET, SOCK_DGRAM, 0);
	for (uint64_t tick = start; now < end; now = clock_ns(CLOCK_MONOTONIC)) {
		uint64_t wanted = (uint64_t)((double)(now - start) / 1e9 * rate) - missed;

		if (wanted - done > BEHIND_MAX) {
			missed += wanted - done - BEHIND_MAX;
			wanted = done + BEHIND_MAX;
		}
		for (; done < wanted; done++)
			send_one(fd, raw, port, &seed, &n);
		drain(fd);
		tick = tick + TICK_NS > now ? tick + TICK_NS : now + TICK_NS;
		sleep_until(tick);
	}
	took = (double)(clock_ns(CLOCK_MONOTONIC) - start) / 1e9;
	printf("rate=%.0f valid=%llu malformed=%llu forged=%llu failed=%llu\n",
		(double)(n.valid + n.malformed + n.forged) / took, (unsigned long long)n.valid,
		(unsigned long long)n.malformed, (unsigned long long)n.forged,
		(unsigned long long)n.failed);
	return 0;
}

/* ---- The client with manners ---- */

struct asked {
	uint64_t sent_ns[ASKED_MAX]; /* CLOCK_REALTIME, as the kernel's stamps */
	double ms[ASKED_MAX];        /* of those that were answered */
	uint32_t n, answered;
};

static void
take_answer(struct asked *a, int fd)
{
	uint8_t data[PACKET_BYTES];
	char control[256];
	struct iovec part = { data, sizeof data };
	struct msghdr message = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof control };
	ssize_t len = recvmsg(fd, &message, MSG_DONTWAIT);
	struct timespec at = { 0, 0 };
	uint32_t id;

	if (len < 16 || (memcmp(data, "/pong\0\0\0,i\0\0", 12) != 0 &&
				memcmp(data, "/synced\0,i\0\0", 12) != 0))
		return;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c != NULL; c = CMSG_NXTHDR(&message, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS)
			memcpy(&at, CMSG_DATA(c), sizeof at);
	memcpy(&id, data + 12, 4);
	id = ntohl(id);
	if (id >= a->n || a->sent_ns[id] == 0 || at.tv_sec == 0)
		return;
	a->ms[a->answered++] =
		((double)at.tv_sec * 1e9 + (double)at.tv_nsec - (double)a->sent_ns[id]) / 1e6;
	a->sent_ns[id] = 0;
}

/* Every third packet moves a fader, the others ask in turn what is answered at once and what at the
 * end of the engine's turn. */
static void
ask_one(struct asked *a, int fd, uint32_t tick)
{
	struct packet p = { .len = 0 };

	if (tick % 3 == 0) {
		put_string(&p, "/eq/band/1/gain");
		put_string(&p, ",f");
		put_float(&p, (float)(tick / 3 % 60) / 10);
	} else {
		put_string(&p, tick % 3 == 1 ? "/ping" : "/sync");
		put_string(&p, ",i");
		put_word(&p, a->n);
		a->sent_ns[a->n++] = clock_ns(CLOCK_REALTIME);
	}
	(void)!send(fd, p.data, p.len, MSG_DONTWAIT);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int
ask(uint16_t port, double rate, double seconds)
{
	static struct asked a;
	struct sockaddr_in to = engine_at(port);
	int fd = socket(AF_INET, SOCK_DGRAM, 0), one = 1;
	uint64_t start = clock_ns(CLOCK_MONOTONIC), next = start;
	uint64_t end = start + (uint64_t)(seconds * 1e9), now = start;
	uint32_t tick = 0;

	if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one) != 0 ||
		connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		return 1;
	while (now < end + 300000000) {
		struct pollfd p = { .fd = fd, .events = POLLIN };

		if (now >= next && now < end && a.n < ASKED_MAX) {
			ask_one(&a, fd, tick++);
			next += (uint64_t)(1e9 / rate);
		}
		if (poll(&p, 1, next > now && now < end ? (int)((next - now) / 1000000) + 1 : 10) >
			0)
			take_answer(&a, fd);
		now = clock_ns(CLOCK_MONOTONIC);
	}
	qsort(a.ms, a.answered, sizeof *a.ms, by_size);
	if (a.answered == 0)
		return 1;
	printf("asked=%u answered=%u p50=%.3f p99=%.3f max=%.3f\n", a.n, a.answered,
		a.ms[a.answered / 2], a.ms[(uint32_t)(a.answered * 0.99)], a.ms[a.answered - 1]);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "flood") == 0)
		return flood((uint16_t)atoi(argv[2]), atof(argv[3]), atof(argv[4]));
	if (argc == 5 && strcmp(argv[1], "ask") == 0)
		return ask((uint16_t)atoi(argv[2]), atof(argv[3]), atof(argv[4]));
	fprintf(stderr, "flood_send flood|ask PORT RATE SECONDS\n");
	return 2;
}
