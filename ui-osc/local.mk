noinst_LIBRARIES += ui-osc/libaeosc.a
ui_osc_libaeosc_a_SOURCES =
ui_osc_libaeosc_a_CFLAGS = $(AM_CFLAGS) $(LO_CFLAGS)
OSC_LIBS = ui-osc/libaeosc.a $(LO_LIBS)
