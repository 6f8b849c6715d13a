/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See hand.h. */
#include "config.h"

#include "tests/hand.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct hand hand;

static bool (*act)(struct hand *h, const struct snapshot *s);

static int
hand_open(void **self, struct control *c)
{
	memset(&hand, 0, sizeof hand);
	hand.control = c;
	*self = &hand;
	return 0;
}

static void
hand_update(void *self, const struct snapshot *s)
{
	struct hand *h = self;

	h->last = *s;
	if (s->state != STATE_RUNNING || act == NULL)
		return;
	if (!act(h, s)) {
		act = NULL;
		control_quit(h->control, 0);
		return;
	}
	h->step++;
}

static void
hand_done(void *self, uint64_t ticket, int error, const char *text)
{
	struct hand *h = self;

	assert_true(text[0] != '\0');
	h->done = ticket;
	h->error = error;
}

static void
hand_close(void *self)
{
	(void)self;
}

static const struct frontend_ops frontend_hand = { .name = "hand",
	.open = hand_open,
	.update = hand_update,
	.done = hand_done,
	.close = hand_close };

void
hand_run(int argc, char **argv, bool (*acting)(struct hand *h, const struct snapshot *s))
{
	const struct frontend frontend = { &frontend_hand, NULL };
	struct options o;
	struct control *c;
	int status;

	assert_int_equal(options_parse(&o, argc, argv, stdout, stderr, &status), OPTIONS_GO);
	act = acting;
	assert_int_equal(control_create(&c, &o, argv), 0);
	assert_int_equal(control_run(c, &frontend, 1, false), 0);
	assert_true(control_destroy(c));
	assert_null(act); /* it came to its end */
}

float
hand_get(struct hand *h, const char *path)
{
	struct param_ref ref;

	assert_int_equal(control_get(h->control, path, &ref), 0);
	return ref.value;
}

void
hand_set(struct hand *h, const char *path, float value)
{
	assert_int_equal(control_set(h->control, path, value, NULL), 0);
}

static char folder[] = "test_edit-XXXXXX"; /* stands for the user's configuration */

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

void
hand_write_preset(const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/audioengine/presets/%s.txt", folder, name);
	write_file(path, text);
}

int
hand_presets(void **state)
{
	(void)state;
	hand_write_preset("Warm", "Preamp: -2 dB\nFilter: ON LSC Fc 100 Hz Gain 2 dB Q 0.7\n");
	hand_write_preset("Bright", "Preamp: -7 dB\nFilter: ON HSC Fc 8000 Hz Gain 7 dB Q 0.7\n");
	return 0;
}

int
hand_folder_create(void **state)
{
	char path[512], here[256];

	(void)state;
	if (mkdtemp(folder) == NULL || getcwd(here, sizeof here) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/audioengine", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/audioengine/presets", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/%s", here, folder);
	setenv("XDG_CONFIG_HOME", path, 1);
	setenv("XDG_STATE_HOME", path, 1);
	setenv("XDG_DATA_DIRS", path, 1);
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

int
hand_folder_remove(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *
hand_folder(void)
{
	return folder;
}
