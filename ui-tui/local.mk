noinst_LIBRARIES += ui-tui/libaetui.a
ui_tui_libaetui_a_SOURCES =
ui_tui_libaetui_a_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
TUI_LIBS = ui-tui/libaetui.a $(CURSES_LIBS)
