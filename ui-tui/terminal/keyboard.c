/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sequence is found at the head of the buffer, or it is seen that more must come; each
 * kind is a function that says how many bytes it took (0: more must come) and which key
 * they are (KEYS_NONE: none that we know).
 */
#include "ui-tui/terminal/keyboard.h"

#include <string.h>

enum { ESCAPE = 27, BELL = 7, PARAMETERS_MAX = 4, NUMBER_MAX = 9999, TORN_MS = 500 };

struct found {
	size_t bytes;
	uint32_t key;
};

static const struct {
	char end;
	uint32_t key;
} letter_keys[] = {
	{ 'A', KEYS_UP },
	{ 'B', KEYS_DOWN },
	{ 'C', KEYS_RIGHT },
	{ 'D', KEYS_LEFT },
	{ 'F', KEYS_END },
	{ 'H', KEYS_HOME },
	{ 'M', KEYS_ENTER }, /* keypad's, after SS3 */
	{ 'P', KEYS_F1 },
	{ 'Q', KEYS_F2 },
	{ 'R', KEYS_F3 },
	{ 'S', KEYS_F4 },
	{ 'Z', KEYS_BACK_TAB },
	{ 'a', KEYS_UP | KEYS_SHIFT }, /* rxvt */
	{ 'b', KEYS_DOWN | KEYS_SHIFT },
	{ 'c', KEYS_RIGHT | KEYS_SHIFT },
	{ 'd', KEYS_LEFT | KEYS_SHIFT },
};

/* CSI number ~ */
static const uint32_t number_keys[] = { [1] = KEYS_HOME,
	[3] = KEYS_DELETE,
	[4] = KEYS_END,
	[5] = KEYS_PAGE_UP,
	[6] = KEYS_PAGE_DOWN,
	[7] = KEYS_HOME,
	[8] = KEYS_END,
	[11] = KEYS_F1,
	[12] = KEYS_F2,
	[13] = KEYS_F3,
	[14] = KEYS_F4,
	[15] = KEYS_F5,
	[17] = KEYS_F6,
	[18] = KEYS_F7,
	[19] = KEYS_F8,
	[20] = KEYS_F9,
	[21] = KEYS_F10 };

static uint32_t
letter_key(char end)
{
	for (size_t i = 0; i < sizeof letter_keys / sizeof *letter_keys; i++)
		if (letter_keys[i].end == end)
			return letter_keys[i].key;
	return KEYS_NONE;
}

/* xterm's: 1 + shift 1, alt 2, control 4, meta 8. */
static uint32_t
modified(uint32_t key, int modifier)
{
	int bits = modifier > 0 ? modifier - 1 : 0;

	if (key == KEYS_NONE)
		return key;
	return key | ((bits & 1) != 0 ? KEYS_SHIFT : 0) | ((bits & 10) != 0 ? KEYS_ALT : 0);
}

/* ---- The mouse ---- */

/* button as in the protocols of xterm: 0 left, 3 none; 4 shift, 32 motion, 64 wheel. */
static uint32_t
mouse_event(struct keyboard *k, int button, int x, int y, bool release, uint64_t now_ms)
{
	struct mouse *m = &k->mouse;
	bool again = x == k->press_x && y == k->press_y;

	*m = (struct mouse){ .x = x, .y = y, .shift = (button & 4) != 0 };
	if ((button & 64) != 0) {
		m->what = (button & 1) == 0 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
		return (button & 2) == 0 && !release ? KEYS_MOUSE : KEYS_NONE;
	}
	if (release || (button & 35) == 3) {
		m->what = MOUSE_RELEASE;
		if (!k->down)
			return KEYS_NONE;
		k->down = false;
		return KEYS_MOUSE;
	}
	if ((button & 3) != 0)
		return KEYS_NONE;
	if ((button & 32) != 0) {
		m->what = MOUSE_DRAG;
		return k->down ? KEYS_MOUSE : KEYS_NONE;
	}
	m->what = MOUSE_PRESS;
	m->twice = again && k->press_ms > 0 && now_ms - k->press_ms <= DOUBLE_CLICK_MS;
	k->down = true;
	k->press_x = x;
	k->press_y = y;
	k->press_ms = m->twice ? 0 : now_ms;
	return KEYS_MOUSE;
}

/* CSI M and three bytes, each of them 32 more than it means; cells from 1. */
static struct found
find_old_mouse(struct keyboard *k, uint64_t now_ms)
{
	const unsigned char *b = k->byte + 3;

	if (k->n < 6)
		return (struct found){ 0, KEYS_NONE };
	if (b[0] < 32 || b[1] < 33 || b[2] < 33)
		return (struct found){ 6, KEYS_NONE };
	return (struct found){ 6, mouse_event(k, b[0] - 32, b[1] - 33, b[2] - 33, false, now_ms) };
}

/* ---- Sequences ---- */

/* CSI: parameters 0x30 to 0x3f, then 0x20 to 0x2f, then the end from 0x40 on.  A byte that belongs
 * to none of them ends it as broken, and is looked at anew. */
static struct found
find_csi(struct keyboard *k, uint64_t now_ms)
{
	int parameter[PARAMETERS_MAX] = { 0 };
	size_t at = 2, last = 0;
	bool mouse = false, reply = false; /* reply: the terminal's, to a question */
	uint32_t key;

	if (k->n > 2 && k->byte[2] == 'M')
		return find_old_mouse(k, now_ms);
	if (k->n > 3 && k->byte[2] == '[') /* F1 to F5 of the Linux console */
		return (struct found){ 4, k->byte[3] >= 'A' && k->byte[3] <= 'E'
						  ? (uint32_t)KEYS_F1 + (k->byte[3] - 'A')
						  : KEYS_NONE };
	if (k->n == 3 && k->byte[2] == '[')
		return (struct found){ 0, KEYS_NONE };
	for (; at < k->n && k->byte[at] >= 0x20 && k->byte[at] < 0x40; at++) {
		unsigned char c = k->byte[at];

		if (c == '<')
			mouse = at == 2;
		else if (c > '<' || c < '0')
			reply = true;
		else if (c == ';')
			last += last + 1 < PARAMETERS_MAX;
		else if (c >= '0' && c <= '9' && parameter[last] < NUMBER_MAX)
			parameter[last] = 10 * parameter[last] + (c - '0');
	}
	if (at == k->n)
		return (struct found){ 0, KEYS_NONE };
	if (k->byte[at] < 0x40 || k->byte[at] > 0x7e)
		/* rxvt: CSI number $ with shift; all else is broken. */
		return (struct found){ at, KEYS_NONE };
	if (mouse && parameter[1] > 0 && parameter[2] > 0 &&
		(k->byte[at] == 'M' || k->byte[at] == 'm'))
		key = mouse_event(k, parameter[0], parameter[1] - 1, parameter[2] - 1,
			k->byte[at] == 'm', now_ms);
	else if (mouse || reply)
		key = KEYS_NONE;
	else if (k->byte[at] != '~')
		key = modified(letter_key((char)k->byte[at]), parameter[1]);
	else if ((size_t)parameter[0] < sizeof number_keys / sizeof *number_keys)
		key = modified(number_keys[parameter[0]], parameter[1]);
	else
		key = KEYS_NONE;
	return (struct found){ at + 1, key };
}

/* OSC, DCS, PM, APC, SOS: up to BEL, or to Escape and its backslash, however long. */
static struct found
find_string(struct keyboard *k)
{
	for (size_t i = k->swallowing ? 0 : 2; i < k->n; i++) {
		if (k->byte[i] == BELL || k->byte[i] == 24 || k->byte[i] == 26) {
			k->swallowing = false;
			return (struct found){ i + 1, KEYS_NONE };
		}
		if (k->byte[i] != ESCAPE)
			continue;
		if (i + 1 == k->n && i > 0) {
			k->swallowing = true;
			return (struct found){ i, KEYS_NONE };
		}
		if (i + 1 == k->n)
			return (struct found){ 0, KEYS_NONE };
		k->swallowing = false;
		return (struct found){ i + (k->byte[i + 1] == '\\' ? 2 : 0), KEYS_NONE };
	}
	k->swallowing = true;
	return (struct found){ k->n, KEYS_NONE };
}

/* One of the terminal's own.  Return: bytes, 0: none; *part: what is there may become one. */
static struct found
find_named(const struct keyboard *k, bool *part)
{
	struct found best = { 0, KEYS_NONE };

	*part = false;
	for (uint32_t i = 0; i < k->nsequences; i++) {
		size_t n = k->sequence[i].n, have = k->n < n ? k->n : n;

		if (memcmp(k->byte, k->sequence[i].bytes, have) != 0)
			continue;
		if (have < n)
			*part = true;
		else if (n > best.bytes)
			best = (struct found){ n, k->sequence[i].key };
	}
	return best;
}

static size_t
character_bytes(unsigned char first)
{
	return first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

/* A character at byte from: UTF-8, or ASCII. */
static struct found
find_character(const struct keyboard *k, size_t from)
{
	unsigned char first = k->byte[from];
	size_t n = k->utf8 ? character_bytes(first) : 1;
	uint32_t c = n == 1 ? first : first & (0xffu >> (n + 1));

	if (n == 1)
		return (struct found){ 1, first < 0x80 ? (first == '\n' ? KEYS_ENTER : first) : 0 };
	for (size_t i = 1; i < n; i++) {
		if (from + i == k->n)
			return (struct found){ 0, KEYS_NONE };
		if ((k->byte[from + i] & 0xc0) != 0x80)
			return (struct found){ i, KEYS_NONE };
		c = c << 6 | (k->byte[from + i] & 0x3f);
	}
	if (c >= 0x110000 || c < 0x80 || (c >= 0xd800 && c < 0xe000))
		c = KEYS_NONE;
	return (struct found){ n, c };
}

/* Escape and what follows, of which there is at least one byte. */
static struct found
find_escaped(struct keyboard *k, uint64_t now_ms)
{
	struct found f;
	bool part;

	f = find_named(k, &part);
	if (f.bytes > 0)
		return f;
	switch (k->byte[1]) {
	case '[':
		return find_csi(k, now_ms);
	case 'O':
		if (k->n < 3)
			return (struct found){ 0, KEYS_NONE };
		if (k->byte[2] >= '0' && k->byte[2] <= '9') { /* SS3 modifier letter */
			if (k->n < 4)
				return (struct found){ 0, KEYS_NONE };
			return (struct found){ 4,
				modified(letter_key((char)k->byte[3]), k->byte[2] - '0') };
		}
		return (struct found){ k->byte[2] < 0x20 ? 2 : 3, letter_key((char)k->byte[2]) };
	case ']':
	case 'P':
	case '^':
	case '_':
	case 'X':
		return find_string(k);
	case ESCAPE: /* of two the first is a key, unless a sequence with Alt follows (rxvt) */
		return (struct found){ 1, k->n > 2 && (k->byte[2] == '[' || k->byte[2] == 'O')
						  ? KEYS_NONE
						  : KEYS_ESCAPE };
	default:
		if (part)
			return (struct found){ 0, KEYS_NONE };
		f = find_character(k, 1);
		if (f.bytes == 0)
			return f;
		return (struct found){ f.bytes + 1,
			f.key != KEYS_NONE && f.key >= ' ' ? f.key | KEYS_ALT : KEYS_NONE };
	}
}

static void
drop(struct keyboard *k, size_t n)
{
	memmove(k->byte, k->byte + n, k->n - n);
	k->n -= n;
}

/* A lone Escape that has waited long enough, and what is torn for good. */
static uint32_t
give_up(struct keyboard *k, uint64_t now_ms)
{
	if (k->n == 1 && k->byte[0] == ESCAPE) {
		if (now_ms - k->came_ms < ESCAPE_MS)
			return KEYS_NONE;
		k->n = 0;
		k->late = true;
		k->late_ms = now_ms;
		return KEYS_ESCAPE;
	}
	if (now_ms - k->came_ms >= TORN_MS || k->n >= KEYBOARD_BYTES - 1) {
		k->n = 0;
		k->swallowing = false;
	}
	return KEYS_NONE;
}

/* The rest of a sequence whose Escape was told as a key already: it gets its head back. */
static void
join_late(struct keyboard *k)
{
	bool rest = k->byte[0] == '[' || k->byte[0] == 'O';

	if (rest && k->n < KEYBOARD_BYTES && k->came_ms - k->late_ms < ESCAPE_LATE_MS) {
		memmove(k->byte + 1, k->byte, k->n);
		k->byte[0] = ESCAPE;
		k->n++;
	}
	k->late = false;
}

void
keyboard_init(struct keyboard *k, bool utf8)
{
	memset(k, 0, sizeof *k);
	k->utf8 = utf8;
	k->press_x = k->press_y = -1;
}

void
keyboard_add(struct keyboard *k, const char *bytes, uint32_t key)
{
	size_t n = strlen(bytes);

	if (n < 2 || n > SEQUENCE_BYTES || bytes[0] != ESCAPE || k->nsequences == SEQUENCES_MAX)
		return;
	memcpy(k->sequence[k->nsequences].bytes, bytes, n);
	k->sequence[k->nsequences].n = n;
	k->sequence[k->nsequences++].key = key;
}

unsigned char *
keyboard_room(struct keyboard *k, size_t *size)
{
	/* One byte is kept free, for the Escape that join_late gives back. */
	*size = k->n < KEYBOARD_BYTES - 1 ? KEYBOARD_BYTES - 1 - k->n : 0;
	return k->byte + k->n;
}

void
keyboard_came(struct keyboard *k, size_t n, uint64_t now_ms)
{
	/* What was torn long ago does not belong to what comes now. */
	if (n > 0 && (k->n > 0 || k->swallowing) && now_ms - k->came_ms >= TORN_MS &&
		!(k->n == 1 && k->byte[0] == ESCAPE)) {
		memmove(k->byte, k->byte + k->n, n);
		k->n = 0;
		k->swallowing = false;
	}
	k->n += n;
	k->came_ms = now_ms;
}

uint32_t
keyboard_next(struct keyboard *k, uint64_t now_ms)
{
	while (k->n > 0) {
		struct found f;

		if (k->late)
			join_late(k);
		if (k->swallowing)
			f = find_string(k);
		else if (k->byte[0] != ESCAPE)
			f = find_character(k, 0);
		else if (k->n > 1)
			f = find_escaped(k, now_ms);
		else
			f.bytes = 0;
		if (f.bytes == 0)
			return give_up(k, now_ms);
		drop(k, f.bytes);
		if (f.key != KEYS_NONE)
			return f.key;
	}
	return KEYS_NONE;
}

int
keyboard_wait_ms(const struct keyboard *k, uint64_t now_ms)
{
	uint64_t passed = now_ms - k->came_ms;

	if (k->n != 1 || k->byte[0] != ESCAPE)
		return -1;
	return passed < ESCAPE_MS ? (int)(ESCAPE_MS - passed) : 0;
}
