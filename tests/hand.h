/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A control on the paced dummy, worked from within: a front end whose updates are the steps of a
 * test.  Its presets are in a folder of its own. */
#ifndef AE_TESTS_HAND_H
#define AE_TESTS_HAND_H

#include <stdbool.h>
#include <stdint.h>

#include "control/control.h"

struct hand {
	struct control *control;
	uint32_t step;         /* counts updates; taken back by a test that waits */
	uint64_t ticket, done; /* asked for, heard of */
	int error;
	double since_s;
	struct snapshot last;
};

/* argv as of a command line that has --dummy.  act: what a test does at an update while
 * running; false: that was all.  Its own changes are seen by the next.  Fails the test when it does
 * not come to its end. */
void hand_run(int argc, char **argv, bool (*act)(struct hand *h, const struct snapshot *s));

#define HAND_RUN(act, ...)                                                                         \
	do {                                                                                       \
		char *words_[] = { (char[]){ "audioengine" }, (char[]){ "--dummy" },               \
			(char[]){ "--duration=100000" }, __VA_ARGS__ NULL };                       \
		hand_run((int)(sizeof words_ / sizeof *words_) - 1, words_, act);                  \
	} while (0)
#define WORD(text) ((char[]){ text })

/* Those that must be there. */
float hand_get(struct hand *h, const char *path);
void hand_set(struct hand *h, const char *path, float value);

/* The user's folder of presets: for a whole group; and a file NAME.txt in it. */
int hand_folder_create(void **state);
int hand_folder_remove(void **state);
const char *hand_folder(void);
void hand_write_preset(const char *name, const char *text);

/* Warm (preamp -2 dB) and Bright (-7 dB, band 1 +7 dB) as they are at the start of a test. */
int hand_presets(void **state);

#endif
