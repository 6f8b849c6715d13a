noinst_LIBRARIES += ui-osc/libaeosc.a
ui_osc_libaeosc_a_SOURCES = ui-osc/osc.h ui-osc/osc.c \
	ui-osc/call.h ui-osc/call.c \
	ui-osc/hold.h ui-osc/hold.c \
	ui-osc/match.h ui-osc/match.c \
	ui-osc/packet.h ui-osc/packet.c \
	ui-osc/peers.h ui-osc/peers.c \
	ui-osc/rows.h ui-osc/rows.c \
	ui-osc/run_engine.c ui-osc/run_measures.c ui-osc/run_params.c ui-osc/run_server.c \
	ui-osc/server.h ui-osc/server.c \
	ui-osc/socket.h ui-osc/socket.c \
	ui-osc/space.h ui-osc/space.c \
	ui-osc/url.h ui-osc/url.c
ui_osc_libaeosc_a_CFLAGS = $(AM_CFLAGS) $(LO_CFLAGS)
OSC_LIBS = ui-osc/libaeosc.a $(LO_LIBS)
