noinst_LIBRARIES += ui-tui/libaetui.a
ui_tui_libaetui_a_SOURCES = ui-tui/pieces/bar.c ui-tui/pieces/bar.h ui-tui/batch.c ui-tui/batch.h ui-tui/pieces/canvas.c ui-tui/pieces/canvas.h ui-tui/pieces/curve.c ui-tui/pieces/curve.h ui-tui/desk.c \
	ui-tui/desk.h ui-tui/terminal/input.h ui-tui/pieces/levels.h ui-tui/prefs.c ui-tui/prefs.h ui-tui/pieces/entry.c ui-tui/pieces/entry.h ui-tui/feed.c ui-tui/feed.h ui-tui/pieces/format.c ui-tui/pieces/format.h ui-tui/pieces/rows.c ui-tui/pieces/rows.h ui-tui/terminal/screen.c ui-tui/terminal/screen.h \
	ui-tui/terminal/terminal.c ui-tui/terminal/terminal.h ui-tui/tui.c ui-tui/tui.h ui-tui/view.c ui-tui/view.h \
	ui-tui/popups/popup_presets.c ui-tui/popups/popup_presets.h \
	ui-tui/terminal/clipboard.c ui-tui/terminal/clipboard.h ui-tui/desk_keys.c ui-tui/terminal/keyboard.c ui-tui/terminal/keyboard.h ui-tui/terminal/palette.c ui-tui/terminal/palette.h ui-tui/popups/popup_ask.c ui-tui/popups/popup_setup.c ui-tui/popups/popup_setup.h ui-tui/since.c ui-tui/since.h \
	ui-tui/views/view_eq.c ui-tui/views/view_eq.h ui-tui/views/view_heat.c ui-tui/views/view_heat.h ui-tui/views/view_help.c ui-tui/views/view_log.c ui-tui/views/view_log.h \
	ui-tui/views/view_nodes.c ui-tui/views/view_nodes.h ui-tui/views/view_overview.c ui-tui/views/view_spectrum.c ui-tui/views/view_spectrum.h \
	ui-tui/views/view_threads.c ui-tui/views/view_threads.h ui-tui/views/view_xruns.c ui-tui/views/view_xruns.h
ui_tui_libaetui_a_SOURCES += ui-tui/views/heat_map.c ui-tui/views/heat_map.h ui-tui/views/heat_store.c \
	ui-tui/views/heat_store.h
# The EQ's screen.
ui_tui_libaetui_a_SOURCES += ui-tui/views/eq_sheet.c ui-tui/views/eq_values.c ui-tui/views/eq_values.h ui-tui/popups/number.c ui-tui/popups/number.h \
	ui-tui/popups/popup_number.c ui-tui/popups/popup_number.h ui-tui/popups/popup_save.c ui-tui/popups/popup_save.h
ui_tui_libaetui_a_SOURCES += ui-tui/pieces/levels.c
ui_tui_libaetui_a_SOURCES += ui-tui/views/engine_age.c ui-tui/views/engine_age.h ui-tui/pieces/filter.c ui-tui/pieces/filter.h ui-tui/views/flight_picture.c ui-tui/views/flight_picture.h \
	ui-tui/views/incident_list.c ui-tui/views/incident_list.h ui-tui/views/incident_store.c ui-tui/views/incident_store.h ui-tui/views/log_store.c ui-tui/views/log_store.h \
	ui-tui/pieces/table.c ui-tui/pieces/table.h ui-tui/pieces/wrap.c ui-tui/pieces/wrap.h
ui_tui_libaetui_a_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS) $(JANSSON_CFLAGS)
# The viewers on control in their own process
ui_tui_libaetui_a_SOURCES += ui-tui/frontend.c
TUI_LIBS = ui-tui/libaetui.a $(CURSES_LIBS) $(JANSSON_LIBS)

# The Overview's dashboard, and the nodes
ui_tui_libaetui_a_SOURCES += ui-tui/dashboard.c ui-tui/dashboard.h ui-tui/views/node_table.c ui-tui/views/node_table.h \
	ui-tui/popups/popup_node.c ui-tui/popups/popup_node.h

# Spectrum: its bars, and the axis that it shares with the curve.
ui_tui_libaetui_a_SOURCES += ui-tui/pieces/axis.c ui-tui/pieces/axis.h ui-tui/views/spectrum.c ui-tui/views/spectrum.h ui-tui/views/spectrum_bars.c ui-tui/views/spectrum_bars.h

if HAVE_CMOCKA
check_PROGRAMS += tests/test_canvas tests/test_view tests/test_batch
TUI_TEST_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
TUI_TEST_LIBS = $(TUI_LIBS) $(CONTROL_LIBS) $(CMOCKA_LIBS)

tests_test_canvas_SOURCES = tests/test_canvas.c
tests_test_canvas_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_canvas_LDADD = $(TUI_TEST_LIBS)
DESK_TOOL = tests/desk_tool.c tests/desk_tool.h tests/synth.c tests/synth.h tests/synth_answer.c
tests_test_view_SOURCES = tests/test_view.c $(DESK_TOOL)
tests_test_view_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_view_LDADD = $(TUI_TEST_LIBS)
check_PROGRAMS += tests/test_levels
tests_test_levels_SOURCES = tests/test_levels.c $(DESK_TOOL)
tests_test_levels_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_levels_LDADD = $(TUI_TEST_LIBS)

tests_test_batch_SOURCES = tests/test_batch.c tests/synth.c tests/synth.h
tests_test_batch_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_batch_LDADD = $(TUI_TEST_LIBS)

check_PROGRAMS += tests/test_view_heat tests/test_heat_store
tests_test_heat_store_SOURCES = tests/test_heat_store.c tests/heat_rig.h $(DESK_TOOL)
tests_test_heat_store_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_heat_store_LDADD = $(TUI_TEST_LIBS)
tests_test_view_heat_SOURCES = tests/test_view_heat.c tests/heat_rig.h $(DESK_TOOL)
tests_test_view_heat_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_view_heat_LDADD = $(TUI_TEST_LIBS)
check_PROGRAMS += tests/test_desk tests/test_keyboard tests/test_palette tests/test_prefs
tests_test_desk_SOURCES = tests/test_desk.c $(DESK_TOOL)
tests_test_desk_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_desk_LDADD = $(TUI_TEST_LIBS)
check_PROGRAMS += tests/test_entry
tests_test_entry_SOURCES = tests/test_entry.c
tests_test_entry_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_entry_LDADD = $(TUI_TEST_LIBS)
tests_test_keyboard_SOURCES = tests/test_keyboard.c
tests_test_keyboard_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_keyboard_LDADD = $(TUI_TEST_LIBS)
tests_test_palette_SOURCES = tests/test_palette.c
tests_test_palette_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_palette_LDADD = $(TUI_TEST_LIBS) -lm
tests_test_prefs_SOURCES = tests/test_prefs.c
tests_test_prefs_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_prefs_LDADD = $(TUI_TEST_LIBS)

check_PROGRAMS += tests/test_view_spectrum tests/test_view_spectrum_keys
SPECTRUM_TOOL = tests/spectrum_tool.c tests/spectrum_tool.h $(DESK_TOOL)
tests_test_view_spectrum_SOURCES = tests/test_view_spectrum.c $(SPECTRUM_TOOL)
tests_test_view_spectrum_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_view_spectrum_LDADD = $(TUI_TEST_LIBS)
tests_test_view_spectrum_keys_SOURCES = tests/test_view_spectrum_keys.c $(SPECTRUM_TOOL)
tests_test_view_spectrum_keys_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_view_spectrum_keys_LDADD = $(TUI_TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/test_view_eq tests/test_eq_popups tests/test_number
tests_test_view_eq_SOURCES = tests/test_view_eq.c $(DESK_TOOL)
tests_test_view_eq_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_view_eq_LDADD = $(TUI_TEST_LIBS)
tests_test_eq_popups_SOURCES = tests/test_eq_popups.c $(DESK_TOOL)
tests_test_eq_popups_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_eq_popups_LDADD = $(TUI_TEST_LIBS)
tests_test_number_SOURCES = tests/test_number.c
tests_test_number_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_number_LDADD = $(TUI_TEST_LIBS)
check_PROGRAMS += tests/test_flight_picture tests/test_view_xruns tests/test_view_log tests/test_view_threads
tests_test_flight_picture_SOURCES = tests/test_flight_picture.c $(DESK_TOOL)
tests_test_flight_picture_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_flight_picture_LDADD = $(TUI_TEST_LIBS)
tests_test_view_xruns_SOURCES = tests/test_view_xruns.c $(DESK_TOOL)
tests_test_view_xruns_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_view_xruns_LDADD = $(TUI_TEST_LIBS)
tests_test_view_log_SOURCES = tests/test_view_log.c $(DESK_TOOL)
tests_test_view_log_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_view_log_LDADD = $(TUI_TEST_LIBS)
tests_test_view_threads_SOURCES = tests/test_view_threads.c $(DESK_TOOL)
tests_test_view_threads_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_view_threads_LDADD = $(TUI_TEST_LIBS)
check_PROGRAMS += tests/test_desk_evil
tests_test_desk_evil_SOURCES = tests/test_desk_evil.c $(DESK_TOOL)
tests_test_desk_evil_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_desk_evil_LDADD = $(TUI_TEST_LIBS)
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/test_monkey tests/test_desk_keys
tests_test_desk_keys_SOURCES = tests/test_desk_keys.c $(DESK_TOOL)
tests_test_desk_keys_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_desk_keys_LDADD = $(TUI_TEST_LIBS)
tests_test_monkey_SOURCES = tests/test_monkey.c $(DESK_TOOL)
tests_test_monkey_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_monkey_LDADD = $(TUI_TEST_LIBS)
endif
EXTRA_DIST += tests/fuzz_keyboard.c tests/corpus/keyboard tests/fuzz_prefs.c tests/corpus/prefs
check_PROGRAMS += tests/replay_keyboard tests/replay_prefs
tests_replay_keyboard_SOURCES = tests/replay.c tests/fuzz_keyboard.c
tests_replay_keyboard_CFLAGS = $(AM_CFLAGS) -DCORPUS='"keyboard"'
tests_replay_keyboard_LDADD = ui-tui/libaetui.a
tests_replay_prefs_SOURCES = tests/replay.c tests/fuzz_prefs.c
tests_replay_prefs_CFLAGS = $(AM_CFLAGS) -DCORPUS='"prefs"'
tests_replay_prefs_LDADD = $(TUI_LIBS) $(CONTROL_LIBS)
EXTRA_DIST += tests/golden tests/system/test_tui.sh

# The screen with made-up snapshots: for looking at it, and for tests in a real terminal.
noinst_PROGRAMS += tests/tui_demo
tests_tui_demo_SOURCES = tests/tui_demo.c tests/synth.c tests/synth.h tests/synth_answer.c
tests_tui_demo_LDADD = $(TUI_LIBS) $(CONTROL_LIBS)

# The dashboard and the nodes
if HAVE_CMOCKA
check_PROGRAMS += tests/test_dashboard tests/test_view_nodes
tests_test_dashboard_SOURCES = tests/test_dashboard.c $(DESK_TOOL)
tests_test_dashboard_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_dashboard_LDADD = $(TUI_TEST_LIBS)
tests_test_view_nodes_SOURCES = tests/test_view_nodes.c $(DESK_TOOL)
tests_test_view_nodes_CFLAGS = $(TUI_TEST_CFLAGS)
tests_test_view_nodes_LDADD = $(TUI_TEST_LIBS)
endif
