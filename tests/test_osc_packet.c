/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The packet check: a table of what is and is not OSC, and 200,000 packets made
 * from good ones by a fixed sequence of damage, sent all the way through.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/osc_wire.h"
#include "ui-osc/packet.h"

enum { MUTANTS = 200 * 1000 };

#define PACKET(text) text, sizeof text - 1

static const struct {
	const char *what, *data;
	size_t len;
	bool ok;
} packet_row[] = {
	{ "nothing", PACKET(""), false },
	{ "one byte", PACKET("/"), false },
	{ "four bytes", PACKET("/a\0\0"), false },
	{ "address without tags", PACKET("/status\0"), true },
	{ "address and empty tags", PACKET("/abc\0\0\0\0,\0\0\0"), true },
	{ "not a multiple of 4", PACKET("/abc\0\0\0\0,\0\0\0\0"), false },
	{ "no slash", PACKET("abcd\0\0\0\0,\0\0\0"), false },
	{ "address never ends", PACKET("/abcdefg"), false },
	{ "padding is not zero", PACKET("/ab\0,\0x\0"), false },
	{ "address padding is not zero", PACKET("/a\0x,\0\0\0"), false },
	{ "no comma", PACKET("/ab\0i\0\0\0\0\0\0\1"), false },
	{ "tags never end", PACKET("/ab\0,iii"), false },
	{ "int", PACKET("/ab\0,i\0\0\0\0\0\1"), true },
	{ "int is missing", PACKET("/ab\0,i\0\0"), false },
	{ "bytes left over", PACKET("/ab\0,i\0\0\0\0\0\1\0\0\0\1"), false },
	{ "double", PACKET("/ab\0,d\0\0\0\0\0\1\0\0\0\1"), true },
	{ "half a double", PACKET("/ab\0,d\0\0\0\0\0\1"), false },
	{ "every tag without a value", PACKET("/ab\0,TFNI\0\0\0"), true },
	{ "unknown tag", PACKET("/ab\0,x\0\0\0\0\0\1"), false },
	{ "array tags", PACKET("/ab\0,[i]\0\0\0\0\0\0\0\1"), false },
	{ "string", PACKET("/ab\0,s\0\0abc\0"), true },
	{ "string never ends", PACKET("/ab\0,s\0\0abcd"), false },
	{ "string is missing", PACKET("/ab\0,s\0\0"), false },
	{ "blob", PACKET("/ab\0,b\0\0\0\0\0\2xy\0\0"), true },
	{ "empty blob", PACKET("/ab\0,b\0\0\0\0\0\0"), true },
	{ "blob without its length", PACKET("/ab\0,b\0\0"), false },
	{ "blob longer than the packet", PACKET("/ab\0,b\0\0\0\0\0\5xy\0\0"), false },
	{ "blob of 4 GiB", PACKET("/ab\0,b\0\0\xff\xff\xff\xffxy\0\0"), false },
	{ "blob of 4 GiB less 4", PACKET("/ab\0,b\0\0\xff\xff\xff\xfcxy\0\0"), false },
	{ "blob of 2 GiB", PACKET("/ab\0,b\0\0\x7f\xff\xff\xffxy\0\0"), false },
	{ "empty bundle", PACKET("#bundle\0\0\0\0\0\0\0\0\1"), true },
	{ "bundle without its time", PACKET("#bundle\0"), false },
	{ "bundle with half a time", PACKET("#bundle\0\0\0\0\1"), false },
	{ "bundle of one", PACKET("#bundle\0\0\0\0\0\0\0\0\1\0\0\0\x8/abcdef\0"), true },
	{ "element of no bytes", PACKET("#bundle\0\0\0\0\0\0\0\0\1\0\0\0\0"), false },
	{ "element longer than the packet", PACKET("#bundle\0\0\0\0\0\0\0\0\1\0\0\0\x0c/abcdef\0"),
		false },
	{ "element of 4 GiB", PACKET("#bundle\0\0\0\0\0\0\0\0\1\xff\xff\xff\xfc/abcdef\0"), false },
	{ "element not a multiple of 4", PACKET("#bundle\0\0\0\0\0\0\0\0\1\0\0\0\x7/abcde\0\0"),
		false },
	{ "broken element after a good one",
		PACKET("#bundle\0\0\0\0\0\0\0\0\1\0\0\0\x8/abcdef\0\0\0\0\x8"
		       "abcdefg\0"),
		false },
	{ "almost a bundle", PACKET("#bundlf\0\0\0\0\0\0\0\0\1"), false },
};

/* At the end of a block of exactly this size, where a sanitizer sees any byte read beyond. */
static bool
ok_exactly(const void *data, size_t len)
{
	uint8_t *copy = malloc(len > 0 ? len : 1);
	bool ok;

	assert_non_null(copy);
	memcpy(copy, data, len);
	ok = osc_ok(copy, len);
	free(copy);
	return ok;
}

static void
test_osc_ok_accepts_osc_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof packet_row / sizeof *packet_row; i++)
		if (ok_exactly(packet_row[i].data, packet_row[i].len) != packet_row[i].ok)
			fail_msg("%s", packet_row[i].what);
}

static void
test_osc_ok_refuses_every_truncation(void **state)
{
	struct wire w;

	(void)state;
	wire_message(&w, "/abc", "isfbdTs", 1, "text", 0.5, "blobby", 6, 0.25, "the end");
	assert_true(ok_exactly(w.data, w.len));
	for (size_t n = 0; n < w.len; n++)
		assert_false(n != 8 && ok_exactly(w.data, n));
}

static void
test_osc_ok_allows_four_bundles_deep(void **state)
{
	struct wire in, out;

	(void)state;
	wire_message(&in, "/ping", "");
	for (int depth = 1; depth <= 6; depth++) {
		wire_bundle(&out, OSC_IMMEDIATELY);
		wire_add(&out, &in);
		assert_int_equal(ok_exactly(out.data, out.len), depth <= PACKET_DEPTH_MAX);
		in = out;
	}
}

static void
test_malformed_packets_are_counted_and_never_answered(void **state)
{
	static struct rig r;
	uint64_t malformed = 0;

	(void)state;
	rig_init(&r);
	for (size_t i = 0; i < sizeof packet_row / sizeof *packet_row; i++) {
		if (packet_row[i].ok)
			continue;
		server_packet(r.server, &r.client, packet_row[i].data, packet_row[i].len, &r.now);
		malformed++;
	}
	assert_int_equal(server_counts(r.server)->malformed, malformed);
	assert_int_equal(r.nanswers, 0);
	rig_finish(&r);
}

/* ---- Damage ---- */

static uint32_t
dice(uint64_t *seed, uint32_t n)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33) % n;
}

static uint32_t
make_seeds(struct wire seed[8])
{
	struct wire a, b;

	wire_message(&seed[0], "/eq/band/1/gain", "f", -4.5);
	wire_message(&seed[1], "/eq/*/{1,2}/[f-q]*", "");
	wire_message(&seed[2], "/ping", "isfbhdTFNI", 1, "two", 3.0, "four", 4, INT64_C(5), 6.0);
	wire_message(&seed[3], "/eq/band/2", "sfffi", "PK", 1000.0, -3.0, 1.4, 1);
	wire_message(&seed[4], "/node/eq/stats", "f", 10.0);
	wire_message(&a, "/eq/preamp", "f", -1.0);
	wire_message(&b, "/list", "si", "/eq", 0);
	wire_bundle(&seed[5], OSC_IMMEDIATELY);
	wire_add(&seed[5], &a);
	wire_add(&seed[5], &b);
	wire_bundle(&seed[6], UINT64_C(0xe0000000) << 32 | 1u << 31);
	wire_add(&seed[6], &seed[5]);
	wire_add(&seed[6], &a);
	wire_message(&seed[7], "/describe", "s", "/eq/band/1/type");
	return 8;
}

/* One small harm: a bit, a byte, a length, a cut, or a repetition. */
static void
harm(struct wire *w, uint64_t *seed)
{
	static const uint8_t odd[] = { 0, 1, 0x7f, 0x80, 0xff, '/', ',', '*', '{', '[', '#', 'b',
		's' };
	uint32_t at = dice(seed, (uint32_t)w->len + 1), n;

	switch (dice(seed, 5)) {
	case 0:
		w->data[at] ^= (uint8_t)(1u << dice(seed, 8));
		break;
	case 1:
		w->data[at] = odd[dice(seed, sizeof odd)];
		break;
	case 2:
		memset(w->data + at / 4 * 4, (int)dice(seed, 2) * 0xff, 3);
		break;
	case 3:
		w->len = dice(seed, 2) ? at : at / 4 * 4;
		break;
	default:
		n = 4 * dice(seed, 6);
		if (w->len + n < 512 && at / 4 * 4 <= w->len) {
			memmove(w->data + at / 4 * 4 + n, w->data + at / 4 * 4,
				w->len - at / 4 * 4);
			w->len += n;
		}
	}
}

static void
test_damaged_packets_do_no_damage(void **state)
{
	static struct rig r;
	static struct wire seeds[8], w;
	uint32_t nseeds = make_seeds(seeds);
	uint64_t seed = 7723;
	const struct osc_counts *n;

	(void)state;
	rig_init(&r);
	n = server_counts(r.server);
	for (uint32_t i = 0; i < MUTANTS; i++) {
		uint8_t *exact;

		w = seeds[dice(&seed, nseeds)];
		for (uint32_t k = dice(&seed, 3); k > 0; k--)
			harm(&w, &seed);
		exact = malloc(w.len > 0 ? w.len : 1);
		assert_non_null(exact);
		memcpy(exact, w.data, w.len);
		server_packet(r.server, &r.client, exact, w.len, &r.now);
		free(exact);
		rig_advance(&r, 1000000);
		server_run_due(r.server, &r.now);
		rig_forget(&r);
	}
	assert_int_equal(n->received, MUTANTS);
	assert_in_range(n->malformed, MUTANTS / 10, MUTANTS * 9 / 10);
	rig_finish(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_osc_ok_accepts_osc_and_nothing_else),
		cmocka_unit_test(test_osc_ok_refuses_every_truncation),
		cmocka_unit_test(test_osc_ok_allows_four_bundles_deep),
		cmocka_unit_test(test_malformed_packets_are_counted_and_never_answered),
		cmocka_unit_test(test_damaged_packets_do_no_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
