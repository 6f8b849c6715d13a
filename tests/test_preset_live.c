/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Presets of a running control: by name, read again, saved. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/hand.h"

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
		hand_set(h, "/eq/band/2/gain", 3);
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
		hand_set(h, "/eq/slot", 1);
		assert_int_equal(control_preset_load(c, "Bright", err), 0);
		return true;
	case 6: /* the name belongs to the slot */
		assert_string_equal(s->preset, "Bright");
		hand_set(h, "/eq/slot", 0);
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
	hand_write_preset("Many", many);
	hand_write_preset("Broken", "Preamp: -1 dB\nFilter: ON PK Fc 100 Hz Gian 3 dB Q 1\n");
	HAND_RUN(act_presets, WORD("--preset=Warm"), );
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
	hand_set(h, "/eq/preamp", -1);
	assert_int_equal(control_preset_load(c, "Bright", err), 0);
	assert_int_equal(control_preset_step(c, 1, err), 0);
	assert_int_equal(control_preset_step(c, -1, err), 0);
	assert_true(hand_get(h, "/eq/preamp") == -7); /* Bright again */
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(control_preset_step(c, 1, err), 0);
	return false;
}

static void
test_presets_are_stepped_through_round_the_list(void **state)
{
	(void)state;
	HAND_RUN(act_steps, );
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
		hand_write_preset("Warm", "Preamp: -4 dB\n");
		return true;
	case 1:
		h->step -= s->eq.preamp_db != -4;
		if (s->eq.preamp_db == -4) {
			assert_int_equal(s->undo_steps, 1);
			hand_write_preset("Warm", "Preamp: -5 dB\nFilter: ON PK Fc\n");
		}
		return true;
	case 2: /* broken: the log says where */
		if (strstr(s->log[s->nlog - 1].text, "Warm.txt:2:") == NULL)
			h->step--;
		else
			hand_write_preset("Warm", "");
		return true;
	case 3:
		if (strstr(s->log[s->nlog - 1].text, "nothing in it") == NULL) {
			h->step--;
			return true;
		}
		assert_true(s->eq.preamp_db == -4);
		hand_set(h, "/eq/band/1/gain", 1);
		hand_write_preset("Warm", "Preamp: -6 dB\n");
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
	HAND_RUN(act_reload, WORD("--preset=Warm"), );
}

/* What is saved is the current one from then on, and is not read again as if it had changed. */
static bool
act_save(struct hand *h, const struct snapshot *s)
{
	struct control *c = h->control;
	char err[ERROR_BYTES] = "";
	bool modified;

	switch (h->step) {
	case 0:
		assert_int_equal(control_preset_save(c, "no/name", err), 0);
		assert_non_null(strstr(err, "no name"));
		hand_set(h, "/eq/preamp", -3.25f);
		hand_set(h, "/eq/band/3/gain", 4.5f);
		hand_set(h, "/eq/band/3/on", 0);
		hand_set(h, "/eq/band/5/type", EQ_HP);
		hand_set(h, "/eq/band/5/freq", 33.333f);
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
		assert_true(hand_get(h, "/eq/band/5/freq") == 33.333f);
		assert_int_equal(s->undo_steps, 1);
		assert_int_equal(control_undo(c), 0);
		assert_int_equal(control_redo(c), 0);
		assert_string_equal(control_preset_current(c, &modified), "Mine");
		assert_false(modified);
		assert_int_equal(control_preset_load(c, "Warm", err), 0);
		assert_int_equal(control_preset_load(c, "Mine", err), 0);
		assert_true(hand_get(h, "/eq/preamp") == -3.25f);
		assert_true(hand_get(h, "/eq/band/3/gain") == 4.5f &&
			    hand_get(h, "/eq/band/3/on") == 0);
		assert_true(hand_get(h, "/eq/band/5/freq") == 33.33f); /* two decimals */
		assert_true(hand_get(h, "/eq/band/5/type") == EQ_HP);
		return true;
	default:
		return false;
	}
}

static void
test_preset_that_was_saved_is_the_current_one(void **state)
{
	(void)state;
	HAND_RUN(act_save, );
}

/* Saved again under the name that it has: the file rounds, what is heard stays, and so do the
 * steps. */
static bool
act_save_again(struct hand *h, const struct snapshot *s)
{
	struct control *c = h->control;
	char err[ERROR_BYTES] = "";

	switch (h->step) {
	case 0:
		hand_set(h, "/eq/band/8/on", 1);
		hand_set(h, "/eq/preamp", -3.14159f);
		control_apply(c);
		hand_set(h, "/eq/band/1/gain", 1);
		assert_int_equal(control_undo(c), 0);
		h->ticket = control_preset_save(c, "Warm", err);
		assert_true(h->ticket > 0);
		return true;
	case 1:
		h->step -= h->done != h->ticket;
		h->since_s = s->uptime_s;
		return true;
	case 2: /* longer than a change of its file takes to be noticed */
		h->step -= s->uptime_s < h->since_s + 0.4;
		return true;
	default:
		assert_string_equal(s->preset, "Warm");
		assert_false(s->preset_modified);
		assert_true(hand_get(h, "/eq/preamp") == -3.14159f);
		assert_true(hand_get(h, "/eq/band/8/on") == 1);
		assert_int_equal(s->undo_steps, 1);
		assert_int_equal(s->redo_steps, 1);
		return false;
	}
}

static void
test_preset_that_was_saved_over_itself_is_not_read_again(void **state)
{
	(void)state;
	HAND_RUN(act_save_again, WORD("--preset=Warm"), );
}

/* A slow disk: what was loaded meanwhile is not what was saved. */
static bool
act_load_while_saving(struct hand *h, const struct snapshot *s)
{
	char err[ERROR_BYTES] = "";

	switch (h->step) {
	case 0:
		h->ticket = control_preset_save(h->control, "Slow", err);
		assert_true(h->ticket > 0);
		assert_int_equal(control_preset_load(h->control, "Bright", err), 0);
		return true;
	case 1:
		h->step -= h->done != h->ticket;
		return true;
	default:
		assert_int_equal(h->error, 0);
		assert_string_equal(s->preset, "Bright");
		assert_false(s->preset_modified);
		assert_true(s->eq.preamp_db == -7);
		return false;
	}
}

static void
test_preset_that_is_loaded_while_another_is_saved_stays(void **state)
{
	(void)state;
	HAND_RUN(act_load_while_saving, WORD("--preset=Warm"), );
}

/* Q that follows from a bandwidth is another at another rate, and nobody has edited anything. */
static bool
act_other_rate(struct hand *h, const struct snapshot *s)
{
	static float q;

	assert_false(s->unsaved);
	assert_false(s->preset_modified);
	if (h->step == 0)
		q = hand_get(h, "/eq/band/1/q");
	if (s->uptime_s > 20)
		fail_msg("the rate stays");
	if (s->info.rate_hz != 96000 || hand_get(h, "/eq/band/1/q") == q)
		return true;
	hand_set(h, "/eq/preamp", -1);
	assert_true(control_unsaved(h->control));
	return false;
}

static void
test_preset_of_a_bandwidth_is_not_edited_by_another_rate(void **state)
{
	char *argv[] = { WORD("audioengine"), WORD("--dummy=rate=96000@60"), WORD("--preset=Wide"),
		NULL };

	(void)state;
	hand_write_preset("Wide", "Filter: ON PK Fc 10000 Hz Gain 6 dB BW Oct 1\n");
	hand_run(3, argv, act_other_rate);
}

/* The other slot knows a file of an earlier --preset by its name: it is not the one of now. */
static bool
act_lost_file(struct hand *h, const struct snapshot *s)
{
	switch (h->step) {
	case 0:
		assert_string_equal(s->preset, "Warm.txt");
		hand_set(h, "/eq/slot", 1);
		return true;
	case 1:
		assert_string_equal(s->preset, "gone.txt");
		hand_write_preset("Warm", "Preamp: -11 dB\n");
		h->since_s = s->uptime_s;
		return true;
	case 2:
		h->step -= s->uptime_s < h->since_s + 0.4;
		if (s->uptime_s >= h->since_s + 0.4)
			assert_int_equal(kill(getpid(), SIGHUP), 0);
		return true;
	case 3:
		if (strstr(s->log[s->nlog - 1].text, "gone.txt") == NULL)
			fail_msg("%s", s->log[s->nlog - 1].text);
		return true;
	default:
		assert_string_equal(s->preset, "gone.txt");
		assert_true(s->eq.preamp_db == -6);
		return false;
	}
}

static void
test_file_of_an_earlier_run_is_not_mistaken_for_the_one_of_now(void **state)
{
	char path[256], preset[300], settings[300];
	FILE *f;

	(void)state;
	snprintf(path, sizeof path, "%s/settings", hand_folder());
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("audioengine settings 1\nother file gone.txt\nother /eq/preamp -6\nend\n", f);
	assert_int_equal(fclose(f), 0);
	snprintf(settings, sizeof settings, "--settings=%s", path);
	snprintf(preset, sizeof preset, "--preset=%s/audioengine/presets/Warm.txt", hand_folder());
	HAND_RUN(act_lost_file, settings, preset, );
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
	snprintf(path, sizeof path, "%s/audioengine/presets/Taken.txt", hand_folder());
	assert_int_equal(mkdir(path, 0700), 0); /* a folder of that name, where root fails too */
	HAND_RUN(act_save_nowhere, );
	assert_int_equal(rmdir(path), 0);
}

#define TEST(f) cmocka_unit_test_setup(f, hand_presets)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_presets_are_loaded_by_name_as_one_step_each),
		TEST(test_presets_are_stepped_through_round_the_list),
		TEST(test_preset_is_read_again_when_its_file_changes),
		TEST(test_preset_that_was_saved_is_the_current_one),
		TEST(test_preset_that_was_saved_over_itself_is_not_read_again),
		TEST(test_preset_that_is_loaded_while_another_is_saved_stays),
		TEST(test_preset_of_a_bandwidth_is_not_edited_by_another_rate),
		TEST(test_file_of_an_earlier_run_is_not_mistaken_for_the_one_of_now),
		TEST(test_preset_that_cannot_be_saved_changes_nothing),
	};

	return cmocka_run_group_tests(tests, hand_folder_create, hand_folder_remove);
}
