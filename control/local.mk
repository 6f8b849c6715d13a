noinst_LIBRARIES += control/libaecontrol.a
control_libaecontrol_a_SOURCES = control/snapshot.h control/question.h control/viewer.h control/engine_state.c control/control.h control/control_private.h \
	control/control.c control/loop.c control/snapshot.c control/eq.c \
	control/eq_curve.h control/eq_curve.c control/values.c \
	control/cli/options.h control/cli/options_table.h control/cli/options.c control/cli/options_table.c control/cli/options_help.c \
	control/param_table.h control/param_table.c control/presets/preset.h control/presets/preset.c control/presets/preset_file.c \
	control/opener.h control/opener.c control/session.h control/session_private.h control/session.c control/session_ends.c \
	control/session_job.h control/session_job.c control/log.h control/log.c \
	control/scrub_log.h control/scrub_log.c \
	control/health.h control/health.c control/denied.h control/denied.c control/proc.h control/proc.c \
	control/network.h control/network.c \
	control/join.h control/join.c control/words.h control/words.c \
	control/status_line.h control/status_line.c control/cli/verbs.h control/cli/verbs.c
# Presets as text and by name.
control_libaecontrol_a_SOURCES += control/presets/preset_private.h control/presets/preset_words.c \
	control/presets/preset_text.c control/presets/preset_filter.c control/presets/preset_write.h control/presets/preset_write.c \
	control/presets/preset_store.h control/presets/preset_store.c control/presets/preset_folder.h control/presets/preset_folder.c
# Presets of other programs, and the verb for them.
control_libaecontrol_a_SOURCES += control/presets/preset_fit.h control/presets/preset_fit.c \
	control/presets/preset_fit_solve.h control/presets/preset_fit_solve.c \
	control/presets/preset_fit_start.h control/presets/preset_fit_start.c \
	control/presets/preset_import.h control/presets/preset_import.c control/presets/preset_read.h \
	control/presets/preset_easyeffects.c control/presets/preset_camilladsp.c \
	control/presets/preset_export.h control/presets/preset_export.c control/presets/preset_print.h control/presets/preset_print.c \
	control/presets/verb_preset.h control/presets/verb_preset.c
control_libaecontrol_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(YAML_CFLAGS)
# Settings that are never lost.
control_libaecontrol_a_SOURCES += control/settings/durable.h control/settings/durable.c control/settings/saver.h control/settings/saver.c \
	control/settings/settings.h control/settings/settings.c control/settings/settings_file.h control/settings/settings_file.c \
	control/settings/project.h control/settings/project.c \
	control/settings/autosave.h control/settings/autosave.c control/settings/settings_live.c control/cli/config_file.h control/cli/config_file.c
# Completions for shells
control_libaecontrol_a_SOURCES += control/cli/completions.h control/cli/completions_private.h \
	control/cli/completions.c control/cli/completions_bash.c control/cli/completions_zsh.c control/cli/completions_fish.c
# The EQ's edits and live presets.
control_libaecontrol_a_SOURCES += control/history.h control/history.c control/eq_edit.c \
	control/presets/preset_live.h control/presets/preset_live.c control/presets/preset_save.c
# What is known of late periods.
control_libaecontrol_a_SOURCES += control/evidence.c
control_libaecontrol_a_SOURCES += control/threads.h control/threads.c control/work.c
# How far something is.
check_PROGRAMS += tests/test_progress
tests_test_progress_SOURCES = tests/test_progress.c
tests_test_progress_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_progress_LDADD = $(CONTROL_TEST_LDADD)
control_libaecontrol_a_SOURCES += control/cli/progress.h control/cli/progress.c \
	control/presets/fit_progress.h control/presets/fit_progress.c
control_libaecontrol_a_SOURCES += control/clean_text.h control/clean_text.c
# MIDI
control_libaecontrol_a_SOURCES += control/norm.h control/norm.c control/midi/midi.h control/midi/midi.c \
	control/midi/midi_learn.h control/midi/midi_learn.c control/midi/midi_map.h control/midi/midi_map.c
control_libaecontrol_a_SOURCES += control/settings/durable.h control/settings/durable.c control/settings/saver.h control/settings/saver.c
CONTROL_LIBS = control/libaecontrol.a $(ENGINE_LIBS) $(YAML_LIBS)

if HAVE_CMOCKA
CONTROL_TESTS = tests/test_options tests/test_preset tests/test_param tests/test_opener \
	tests/test_session tests/test_health tests/test_denied tests/test_log tests/test_control \
	tests/test_scrub_log tests/test_eq_curve
check_PROGRAMS += $(CONTROL_TESTS)
CONTROL_TEST_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
CONTROL_TEST_LDADD = $(CONTROL_LIBS) $(CMOCKA_LIBS)
tests_test_options_SOURCES = tests/test_options.c
tests_test_options_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_options_LDADD = $(CONTROL_TEST_LDADD)
tests_test_preset_SOURCES = tests/test_preset.c
tests_test_preset_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_preset_LDADD = $(CONTROL_TEST_LDADD)
tests_test_param_SOURCES = tests/test_param.c
tests_test_param_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_param_LDADD = $(CONTROL_TEST_LDADD)
tests_test_opener_SOURCES = tests/test_opener.c
tests_test_opener_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_opener_LDADD = $(CONTROL_TEST_LDADD)
tests_test_session_SOURCES = tests/test_session.c tests/session_mock.h tests/session_mock.c
tests_test_session_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_session_LDADD = $(CONTROL_TEST_LDADD)
tests_test_denied_SOURCES = tests/test_denied.c
tests_test_denied_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_denied_LDADD = $(CONTROL_TEST_LDADD)

tests_test_health_SOURCES = tests/test_health.c
tests_test_health_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_health_LDADD = $(CONTROL_TEST_LDADD)
tests_test_scrub_log_SOURCES = tests/test_scrub_log.c
tests_test_scrub_log_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_scrub_log_LDADD = $(CONTROL_TEST_LDADD)
tests_test_log_SOURCES = tests/test_log.c
tests_test_log_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_log_LDADD = $(CONTROL_TEST_LDADD)
tests_test_eq_curve_SOURCES = tests/test_eq_curve.c
tests_test_eq_curve_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_eq_curve_LDADD = $(CONTROL_TEST_LDADD)
tests_test_control_SOURCES = tests/test_control.c
tests_test_control_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_control_LDADD = $(CONTROL_TEST_LDADD)

SETTINGS_TESTS = tests/test_durable tests/test_saver tests/test_settings tests/test_config_file \
	tests/test_autosave tests/test_settings_alloc
check_PROGRAMS += $(SETTINGS_TESTS)
tests_test_durable_SOURCES = tests/test_durable.c
tests_test_durable_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_durable_LDADD = $(CONTROL_TEST_LDADD)
tests_test_saver_SOURCES = tests/test_saver.c
tests_test_saver_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_saver_LDADD = $(CONTROL_TEST_LDADD)
tests_test_settings_SOURCES = tests/test_settings.c
tests_test_settings_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_settings_LDADD = $(CONTROL_TEST_LDADD)
tests_test_config_file_SOURCES = tests/test_config_file.c
tests_test_config_file_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_config_file_LDADD = $(CONTROL_TEST_LDADD)
tests_test_autosave_SOURCES = tests/test_autosave.c
tests_test_autosave_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_autosave_LDADD = $(CONTROL_TEST_LDADD)
tests_test_settings_alloc_SOURCES = tests/test_settings_alloc.c
tests_test_settings_alloc_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_settings_alloc_LDADD = $(CONTROL_TEST_LDADD)
tests_test_settings_alloc_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc

EDIT_TESTS = tests/test_history tests/test_edit tests/test_preset_live tests/test_control_alloc
check_PROGRAMS += $(EDIT_TESTS)
tests_test_history_SOURCES = tests/test_history.c
tests_test_history_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_history_LDADD = $(CONTROL_TEST_LDADD)
tests_test_control_alloc_SOURCES = tests/test_control_alloc.c tests/hand.h tests/hand.c
tests_test_control_alloc_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_control_alloc_LDADD = $(CONTROL_TEST_LDADD)
tests_test_control_alloc_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
tests_test_preset_live_SOURCES = tests/test_preset_live.c tests/hand.h tests/hand.c
tests_test_preset_live_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_preset_live_LDADD = $(CONTROL_TEST_LDADD)
tests_test_edit_SOURCES = tests/test_edit.c tests/hand.h tests/hand.c
tests_test_edit_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_edit_LDADD = $(CONTROL_TEST_LDADD)
endif
if HAVE_CMOCKA
PRESET_TESTS = tests/test_preset_write tests/test_preset_store tests/test_preset_truth \
	tests/test_preset_readers tests/test_preset_shipped
check_PROGRAMS += $(PRESET_TESTS)
tests_test_preset_write_SOURCES = tests/test_preset_write.c
tests_test_preset_write_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_preset_write_LDADD = $(CONTROL_TEST_LDADD)
tests_test_preset_truth_SOURCES = tests/test_preset_truth.c
tests_test_preset_truth_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_preset_truth_LDADD = $(CONTROL_TEST_LDADD)
tests_test_preset_readers_SOURCES = tests/test_preset_readers.c
tests_test_preset_readers_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_preset_readers_LDADD = $(CONTROL_TEST_LDADD)
tests_test_preset_shipped_SOURCES = tests/test_preset_shipped.c
tests_test_preset_shipped_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_preset_shipped_LDADD = $(CONTROL_TEST_LDADD)
tests_test_preset_store_SOURCES = tests/test_preset_store.c
tests_test_preset_store_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_preset_store_LDADD = $(CONTROL_TEST_LDADD)
tests_test_preset_store_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
endif
EXTRA_DIST += tests/fuzz_settings.c tests/corpus/settings tests/fuzz_config.c tests/corpus/config

# MIDI
if HAVE_CMOCKA
check_PROGRAMS += tests/test_norm tests/test_midi_map tests/test_midi
tests_test_midi_SOURCES = tests/test_midi.c tests/backend_hand.h
tests_test_midi_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_midi_LDADD = $(CONTROL_TEST_LDADD)
tests_test_midi_map_SOURCES = tests/test_midi_map.c
tests_test_midi_map_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_midi_map_LDADD = $(CONTROL_TEST_LDADD)
tests_test_norm_SOURCES = tests/test_norm.c
tests_test_norm_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_norm_LDADD = $(CONTROL_TEST_LDADD)
endif
EXTRA_DIST += tests/fuzz_midi.c tests/fuzz_midi_map.c tests/corpus/midi tests/corpus/midi_map

# Presets of other programs
if HAVE_CMOCKA
CONVERT_TESTS = tests/test_preset_fit tests/test_preset_import tests/test_preset_export
check_PROGRAMS += $(CONVERT_TESTS)
tests_test_preset_fit_SOURCES = tests/test_preset_fit.c
tests_test_preset_fit_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_preset_fit_LDADD = $(CONTROL_TEST_LDADD)
tests_test_preset_import_SOURCES = tests/test_preset_import.c
tests_test_preset_import_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_preset_import_LDADD = $(CONTROL_TEST_LDADD)
tests_test_preset_export_SOURCES = tests/test_preset_export.c
tests_test_preset_export_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_preset_export_LDADD = $(CONTROL_TEST_LDADD)
check_PROGRAMS += tests/test_convert_alloc
tests_test_convert_alloc_SOURCES = tests/test_convert_alloc.c
tests_test_convert_alloc_CFLAGS = $(CONTROL_TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_test_convert_alloc_LDADD = $(CONTROL_TEST_LDADD) $(JANSSON_LIBS)
tests_test_convert_alloc_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
endif
EXTRA_DIST += tests/fuzz_import.c tests/corpus/import tests/system/test_preset_verb.sh

# Projects of a session manager
if HAVE_CMOCKA
check_PROGRAMS += tests/test_project
tests_test_project_SOURCES = tests/test_project.c
tests_test_project_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_project_LDADD = $(CONTROL_TEST_LDADD)
tests_test_project_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc
endif

# What a screen asks for, and threads
if HAVE_CMOCKA
check_PROGRAMS += tests/test_answer tests/test_threads
tests_test_answer_SOURCES = tests/test_answer.c tests/hand.h tests/hand.c
tests_test_answer_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_answer_LDADD = $(CONTROL_TEST_LDADD)
tests_test_threads_SOURCES = tests/test_threads.c
tests_test_threads_CFLAGS = $(CONTROL_TEST_CFLAGS)
tests_test_threads_LDADD = $(CONTROL_TEST_LDADD)
endif
