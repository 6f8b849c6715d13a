/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libFuzzer entry: whatever a terminal sends, in pieces, there is an end and only keys come out. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ui-tui/terminal/keyboard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every byte above 0xf7, which no terminal sends, lets so many of 20 ms pass. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint32_t known = 0x110000 + 64;
	struct keyboard k;
	uint64_t now_ms = 1000;

	keyboard_init(&k, true);
	keyboard_add(&k, "\033[25~", KEYS_F5);
	for (size_t i = 0; i < size; i++) {
		size_t room;
		unsigned char *to = keyboard_room(&k, &room);
		uint32_t key;

		if (data[i] > 0xf7)
			now_ms += 20u * (data[i] & 7u);
		if (room == 0)
			abort();
		*to = data[i];
		keyboard_came(&k, 1, now_ms);
		while ((key = keyboard_next(&k, now_ms)) != KEYS_NONE) {
			if ((key & ~(uint32_t)(KEYS_ALT | KEYS_SHIFT)) >= known)
				abort();
			if (key == KEYS_MOUSE && (k.mouse.x < 0 || k.mouse.y < 0))
				abort();
		}
	}
	return 0;
}
