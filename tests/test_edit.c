/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edits, slots and presets of a whole control on the virtual clock, from within a front end. */
#include "config.h"

#include <errno.h>
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

#include "control/control.h"

/* A front end whose updates are the steps of a test. */
struct hand {
	struct control *control;
	uint32_t step;
	uint64_t ticket, done; /* asked for, heard of */
	int error;
	double since_s;
	struct snapshot last;
};

static struct hand hand;

/* What a test does at each update; it returns whether it goes on.  It sees the values of before. */
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

static void
run(int argc, char **argv, bool (*acting)(struct hand *h, const struct snapshot *s))
{
	const struct frontend_ops *const frontend[] = { &frontend_hand };
	struct options o;
	struct control *c;
	int status;

	assert_int_equal(options_parse(&o, argc, argv, stdout, stderr, &status), OPTIONS_GO);
	act = acting;
	assert_int_equal(control_create(&c, &o, argv), 0);
	assert_int_equal(control_run(c, frontend, 1, false), 0);
	assert_true(control_destroy(c));
	assert_null(act); /* it came to its end */
}

#define RUN(acting, ...)                                                                           \
	do {                                                                                       \
		char *words_[] = { (char[]){ "audioengine" }, (char[]){ "--dummy=virtual" },       \
			(char[]){ "--duration=100000" }, __VA_ARGS__ NULL };                       \
		run((int)(sizeof words_ / sizeof *words_) - 1, words_, acting);                    \
	} while (0)
#define WORD(text) ((char[]){ text })

static float
get(struct hand *h, const char *path)
{
	struct param_ref ref;

	assert_int_equal(control_get(h->control, path, &ref), 0);
	return ref.value;
}

static void
set(struct hand *h, const char *path, float value)
{
	assert_int_equal(control_set(h->control, path, value, NULL), 0);
}

static bool
act_undo(struct hand *h, const struct snapshot *s)
{
	struct control *c = h->control;

	switch (h->step) {
	case 0: /* what was set at the start is no step */
		assert_int_equal(s->undo_steps, 0);
		assert_int_equal(control_undo(c), -ENOENT);
		assert_int_equal(control_redo(c), -ENOENT);
		set(h, "/eq/band/3/gain", 4);
		set(h, "/eq/band/4/gain", 5);
		set(h, "/eq/bypass", 1); /* a setting, no edit */
		return true;
	case 1: /* all of a turn is one step */
		assert_int_equal(s->undo_steps, 1);
		set(h, "/eq/band/12/gain", 1); /* makes it 16 bands: still one parameter */
		control_apply(c);
		set(h, "/eq/band/12/gain", 2);
		return true;
	case 2:
		assert_int_equal(s->undo_steps, 2);
		assert_int_equal(s->eq.nbands, 16);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/bands") == 8);
		assert_true(get(h, "/eq/band/12/gain") == 0);
		assert_true(get(h, "/eq/band/3/gain") == 4);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/band/3/gain") == 0);
		assert_true(get(h, "/eq/band/4/gain") == 0);
		assert_true(get(h, "/eq/band/2/gain") == 3); /* of --set */
		assert_true(get(h, "/eq/bypass") == 1);
		assert_int_equal(control_undo(c), -ENOENT);
		return true;
	case 3:
		assert_int_equal(s->undo_steps, 0);
		assert_int_equal(s->redo_steps, 2);
		assert_int_equal(control_redo(c), 0);
		assert_true(get(h, "/eq/band/3/gain") == 4);
		control_flat(c);
		control_apply(c);
		assert_true(get(h, "/eq/band/3/gain") == 0);
		assert_true(get(h, "/eq/band/2/gain") == 0);
		assert_true(get(h, "/eq/bypass") == 1);
		return true;
	default:
		assert_int_equal(s->undo_steps, 2);
		assert_int_equal(s->redo_steps, 0);
		assert_true(s->eq_curve.rate_hz == 48000);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/band/3/gain") == 4);
		assert_true(get(h, "/eq/band/2/gain") == 3);
		return false;
	}
}

static void
test_edits_can_be_undone_and_redone_and_settings_are_none(void **state)
{
	(void)state;
	RUN(act_undo, WORD("--set=/eq/band/2/gain=3"), );
}

/* An edit that has not been applied when undo comes is the one that is undone. */
static bool
act_undo_at_once(struct hand *h, const struct snapshot *s)
{
	(void)s;
	set(h, "/eq/preamp", -5);
	assert_int_equal(control_undo(h->control), 0);
	assert_true(get(h, "/eq/preamp") == 0);
	assert_int_equal(control_redo(h->control), 0);
	assert_true(get(h, "/eq/preamp") == -5);
	return false;
}

static void
test_undo_counts_what_was_set_in_the_same_turn(void **state)
{
	(void)state;
	RUN(act_undo_at_once, );
}

static bool
act_slots(struct hand *h, const struct snapshot *s)
{
	struct control *c = h->control;

	switch (h->step) {
	case 0:
		assert_false(s->slot_b);
		set(h, "/eq/preamp", -3);
		set(h, "/eq/solo", 2);
		control_apply(c);
		set(h, "/eq/slot", 1);
		assert_true(get(h, "/eq/preamp") == -3); /* B begins as a copy */
		set(h, "/eq/preamp", -9);
		return true;
	case 1:
		assert_true(s->slot_b);
		assert_true(s->eq.preamp_db == -9);
		assert_int_equal(s->undo_steps, 2); /* to switch is none */
		set(h, "/eq/slot", 1);              /* is so already */
		assert_true(get(h, "/eq/preamp") == -9);
		set(h, "/eq/slot", 0);
		assert_true(get(h, "/eq/preamp") == -3);
		set(h, "/eq/band/1/gain", 2);
		set(h, "/eq/slot", 1);
		assert_true(get(h, "/eq/band/1/gain") == 0);
		assert_true(get(h, "/eq/preamp") == -9);
		set(h, "/eq/slot", 0);
		assert_true(get(h, "/eq/band/1/gain") == 2);
		return true;
	case 2: /* undo goes to the slot where the edit was made */
		assert_int_equal(s->undo_steps, 3);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/slot") == 0 && get(h, "/eq/band/1/gain") == 0);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/slot") == 1 && get(h, "/eq/preamp") == -3);
		assert_int_equal(control_undo(c), 0);
		assert_true(get(h, "/eq/slot") == 0 && get(h, "/eq/preamp") == 0);
		for (int i = 0; i < 3; i++)
			assert_int_equal(control_redo(c), 0);
		assert_true(get(h, "/eq/slot") == 0 && get(h, "/eq/band/1/gain") == 2);
		set(h, "/eq/slot", 1);
		assert_true(get(h, "/eq/preamp") == -9);
		assert_true(get(h, "/eq/solo") == 2); /* of no slot */
		return true;
	default:
		assert_true(s->slot_b);
		assert_int_equal(s->eq.solo, 2);
		return false;
	}
}

static void
test_slots_keep_their_values_and_undo_knows_them(void **state)
{
	(void)state;
	RUN(act_slots, );
}

/* ---- Presets ---- */

static char folder[] = "test_edit-XXXXXX"; /* stands for the user's configuration */

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* NAME.txt among the user's presets. */
static void
write_preset(const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/audioengine/presets/%s.txt", folder, name);
	write_file(path, text);
}

static bool
act_presets(struct hand *h, const struct snapshot *s)
{
	struct control *c = h->control;
	char err[ERROR_BYTES];

	switch (h->step) {
	case 0:
		assert_string_equal(s->preset, "Warm");
		assert_true(s->eq.preamp_db == -2);
		assert_int_equal(s->undo_steps, 0);
		assert_int_equal(control_preset_load(c, "Bright", err), 0);
		return true;
	case 1:
		assert_string_equal(s->preset, "Bright");
		assert_true(s->eq.preamp_db == -7 && s->eq.band[0].gain_db == 7);
		assert_false(s->eq.band[1].on);
		assert_false(s->preset_modified);
		assert_int_equal(s->undo_steps, 1);
		/* What cannot be loaded changes nothing. */
		assert_int_equal(control_preset_load(c, "Brihgt", err), -ENOENT);
		assert_non_null(strstr(err, "Bright"));
		assert_int_equal(control_preset_load(c, "../Warm", err), -EINVAL);
		assert_int_equal(control_preset_load(c, "Broken", err), -EINVAL);
		assert_non_null(strstr(err, "Broken.txt:2:"));
		assert_int_equal(control_preset_load(c, "Many", err), -EINVAL);
		assert_non_null(strstr(err, "20 active filters"));
		assert_non_null(strstr(err, "audioengine preset fit Many"));
		set(h, "/eq/band/2/gain", 3);
		return true;
	case 2:
		assert_string_equal(s->preset, "Bright");
		assert_true(s->preset_modified);
		assert_int_equal(s->undo_steps, 2);
		assert_int_equal(control_undo(c), 0);
		return true;
	case 3:
		assert_false(s->preset_modified);
		assert_int_equal(control_undo(c), 0);
		return true;
	case 4: /* the old name with the old values */
		assert_string_equal(s->preset, "Warm");
		assert_true(s->eq.preamp_db == -2);
		assert_false(s->preset_modified);
		control_flat(c);
		return true;
	case 5:
		assert_string_equal(s->preset, "");
		assert_true(s->eq.preamp_db == 0);
		assert_int_equal(control_preset_load(c, "Warm", err), 0);
		set(h, "/eq/slot", 1);
		assert_int_equal(control_preset_load(c, "Bright", err), 0);
		return true;
	case 6: /* the name belongs to the slot */
		assert_string_equal(s->preset, "Bright");
		set(h, "/eq/slot", 0);
		return true;
	default:
		assert_string_equal(s->preset, "Warm");
		assert_true(s->eq.preamp_db == -2);
		return false;
	}
}

static void
test_presets_are_loaded_by_name_as_one_step_each(void **state)
{
	char many[2048] = "";

	(void)state;
	for (int i = 0; i < 20; i++)
		snprintf(many + strlen(many), sizeof many - strlen(many),
			"Filter: ON PK Fc %d Hz Gain 1 dB Q 4\n", 100 * (i + 1));
	write_preset("Many", many);
	write_preset("Broken", "Preamp: -1 dB\nFilter: ON PK Fc 100 Hz Gian 3 dB Q 1\n");
	RUN(act_presets, WORD("--preset=Warm"), );
}

/* Round the list; what is broken is passed over. */
static bool
act_steps(struct hand *h, const struct snapshot *s)
{
	struct control *c = h->control;
	char err[ERROR_BYTES], name[PRESET_NAME_BYTES], first[PRESET_NAME_BYTES];
	uint32_t n = control_preset_name(c, 0, first), seen = 0;

	(void)s;
	assert_true(n >= 4);
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(control_preset_name(c, i, name), n);
		seen += strcmp(name, "Warm") == 0 || strcmp(name, "Bright") == 0;
	}
	assert_int_equal(seen, 2);
	control_preset_name(c, n, name);
	assert_string_equal(name, "");
	assert_int_equal(control_preset_step(c, 1, err), 0); /* from none: the first */
	assert_string_equal(control_snapshot(c)->preset, "");
	set(h, "/eq/preamp", -1);
	assert_int_equal(control_preset_load(c, "Bright", err), 0);
	assert_int_equal(control_preset_step(c, 1, err), 0);
	assert_int_equal(control_preset_step(c, -1, err), 0);
	assert_true(get(h, "/eq/preamp") == -7); /* Bright again */
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(control_preset_step(c, 1, err), 0);
	return false;
}

static void
test_presets_are_stepped_through_round_the_list(void **state)
{
	(void)state;
	RUN(act_steps, );
}

/* The sound is that of the file, while it is as the file has it. */
static bool
act_reload(struct hand *h, const struct snapshot *s)
{
	if (s->uptime_s - h->since_s > 20)
		fail_msg("step %u: nothing comes", h->step);
	switch (h->step) {
	case 0:
		h->since_s = s->uptime_s;
		write_preset("Warm", "Preamp: -4 dB\n");
		return true;
	case 1:
		h->step -= s->eq.preamp_db != -4;
		if (s->eq.preamp_db == -4) {
			assert_int_equal(s->undo_steps, 1);
			write_preset("Warm", "Preamp: -5 dB\nFilter: ON PK Fc\n");
		}
		return true;
	case 2: /* broken: the log says where */
		if (strstr(s->log[s->nlog - 1].text, "Warm.txt:2:") == NULL)
			h->step--;
		else
			write_preset("Warm", "");
		return true;
	case 3:
		if (strstr(s->log[s->nlog - 1].text, "nothing in it") == NULL) {
			h->step--;
			return true;
		}
		assert_true(s->eq.preamp_db == -4);
		set(h, "/eq/band/1/gain", 1);
		write_preset("Warm", "Preamp: -6 dB\n");
		return true;
	case 4: /* edits are not thrown away */
		if (strstr(s->log[s->nlog - 1].text, "edits of yours") == NULL) {
			h->step--;
			return true;
		}
		assert_true(s->eq.preamp_db == -4 && s->eq.band[0].gain_db == 1);
		assert_true(s->preset_modified);
		return true;
	default:
		return false;
	}
}

static void
test_preset_is_read_again_when_its_file_changes(void **state)
{
	(void)state;
	RUN(act_reload, WORD("--preset=Warm"), );
}

/* What is saved is the current one from then on, and is not read again as if it had changed. */
static bool
act_save(struct hand *h, const struct snapshot *s)
{
	struct control *c = h->control;
	char err[ERROR_BYTES] = "";

	switch (h->step) {
	case 0:
		assert_int_equal(control_preset_save(c, "no/name", err), 0);
		assert_non_null(strstr(err, "no name"));
		set(h, "/eq/preamp", -3.25f);
		set(h, "/eq/band/3/gain", 4.5f);
		set(h, "/eq/band/3/on", 0);
		set(h, "/eq/band/5/type", EQ_HP);
		set(h, "/eq/band/5/freq", 33.333f);
		h->ticket = control_preset_save(c, "Mine", err);
		assert_true(h->ticket > 0);
		assert_int_equal(control_preset_save(c, "Other", err), 0); /* one at a time */
		assert_non_null(strstr(err, "Mine"));
		return true;
	case 1:
		if (h->done != h->ticket) {
			h->step--;
			return true;
		}
		assert_int_equal(h->error, 0);
		return true;
	case 2:
		assert_string_equal(s->preset, "Mine");
		assert_false(s->preset_modified);
		assert_int_equal(s->undo_steps, 1);
		h->since_s = s->uptime_s;
		return true;
	case 3: /* longer than a change of its file takes to be noticed */
		if (s->uptime_s < h->since_s + 0.4) {
			h->step--;
			return true;
		}
		assert_true(get(h, "/eq/band/5/freq") == 33.333f);
		assert_int_equal(s->undo_steps, 1);
		assert_int_equal(control_preset_load(c, "Warm", err), 0);
		assert_int_equal(control_preset_load(c, "Mine", err), 0);
		assert_true(get(h, "/eq/preamp") == -3.25f);
		assert_true(get(h, "/eq/band/3/gain") == 4.5f && get(h, "/eq/band/3/on") == 0);
		assert_true(get(h, "/eq/band/5/freq") == 33.33f); /* two decimals */
		assert_true(get(h, "/eq/band/5/type") == EQ_HP);
		return true;
	default:
		return false;
	}
}

static void
test_preset_that_was_saved_is_the_current_one(void **state)
{
	(void)state;
	RUN(act_save, );
}

/* Where nothing can be written the ticket says so, and the name stays what it was. */
static bool
act_save_nowhere(struct hand *h, const struct snapshot *s)
{
	char err[ERROR_BYTES] = "";

	switch (h->step) {
	case 0:
		h->ticket = control_preset_save(h->control, "Taken", err);
		if (h->ticket == 0)
			assert_true(err[0] != '\0'); /* refused at once is as good */
		return true;
	case 1:
		if (h->done != h->ticket) {
			h->step--;
			return true;
		}
		assert_true(h->ticket == 0 || h->error < 0);
		return true;
	default:
		assert_string_equal(s->preset, "");
		return false;
	}
}

static void
test_preset_that_cannot_be_saved_changes_nothing(void **state)
{
	char path[256];

	(void)state;
	snprintf(path, sizeof path, "%s/audioengine/presets/Taken.txt", folder);
	assert_int_equal(mkdir(path, 0700), 0); /* a folder of that name, where root fails too */
	RUN(act_save_nowhere, );
	assert_int_equal(rmdir(path), 0);
}

/* The screen asks through its ring. */
static bool
act_requests(struct hand *h, const struct snapshot *s)
{
	static const struct request asked[] = {
		{ REQUEST_SET, "/eq/preamp", -4 },
		{ REQUEST_UNDO, "", 0 },
		{ REQUEST_REDO, "", 0 },
		{ REQUEST_FLAT, "", 0 },
		{ REQUEST_PRESET_LOAD, "Bright", 0 },
		{ REQUEST_PRESET_LOAD, "Nowhere", 0 },
	};
	static const double preamp_db[] = { -4, 0, -4, 0, -7, -7 };
	size_t n = sizeof asked / sizeof *asked;

	if (h->step > 0 && s->eq.preamp_db != preamp_db[h->step - 1]) {
		if (s->uptime_s > 20)
			fail_msg("request %u is not heeded", h->step - 1);
		h->step--;
		return true;
	}
	if (h->step == n) {
		assert_string_equal(s->preset, "Bright");
		return false;
	}
	assert_true(control_request(h->control, &asked[h->step]));
	return true;
}

static void
test_edits_are_asked_for_through_the_ring(void **state)
{
	(void)state;
	RUN(act_requests, );
}

/* The presets of all tests; Warm and Bright are as here at the start of each. */
static int
setup(void **state)
{
	(void)state;
	write_preset("Warm", "Preamp: -2 dB\nFilter: ON LSC Fc 100 Hz Gain 2 dB Q 0.7\n");
	write_preset("Bright", "Preamp: -7 dB\nFilter: ON HSC Fc 8000 Hz Gain 7 dB Q 0.7\n");
	return 0;
}

static int
group_setup(void **state)
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

static int
group_teardown(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_edits_can_be_undone_and_redone_and_settings_are_none),
		TEST(test_undo_counts_what_was_set_in_the_same_turn),
		TEST(test_slots_keep_their_values_and_undo_knows_them),
		TEST(test_presets_are_loaded_by_name_as_one_step_each),
		TEST(test_presets_are_stepped_through_round_the_list),
		TEST(test_preset_is_read_again_when_its_file_changes),
		TEST(test_preset_that_was_saved_is_the_current_one),
		TEST(test_preset_that_cannot_be_saved_changes_nothing),
		TEST(test_edits_are_asked_for_through_the_ring),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
