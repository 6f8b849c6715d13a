noinst_LIBRARIES += ui-osc/libaeosc.a
ui_osc_libaeosc_a_SOURCES = ui-osc/osc.h ui-osc/osc.c \
	ui-osc/access.h ui-osc/access.c ui-osc/call.h ui-osc/call.c \
	ui-osc/dump.h ui-osc/dump.c \
	ui-osc/hold.h ui-osc/hold.c \
	ui-osc/late.h ui-osc/late.c ui-osc/listen.h ui-osc/listen.c \
	ui-osc/match.h ui-osc/match.c \
	ui-osc/notify.h ui-osc/notify.c \
	ui-osc/origin.h ui-osc/origin.c \
	ui-osc/packet.h ui-osc/packet.c \
	ui-osc/peers.h ui-osc/peers.c \
	ui-osc/refused.h ui-osc/refused.c \
	ui-osc/rows.h ui-osc/rows.c \
	ui-osc/run_engine.c ui-osc/run_measures.c ui-osc/run_params.c ui-osc/run_server.c \
	ui-osc/run_heat.c ui-osc/run_log.c ui-osc/run_xruns.c \
	ui-osc/run_subscribe.c \
	ui-osc/server.h ui-osc/server_private.h ui-osc/server.c ui-osc/server_send.c \
	ui-osc/socket.h ui-osc/socket.c \
	ui-osc/space.h ui-osc/space.c \
	ui-osc/subscribe.h ui-osc/subscribe.c \
	ui-osc/url.h ui-osc/url.c
ui_osc_libaeosc_a_SOURCES += ui-osc/run_midi.c ui-osc/describe.h ui-osc/describe.c ui-osc/tickets.h ui-osc/tickets.c \
	ui-osc/run_edits.c ui-osc/run_presets.c \
	ui-osc/unit.h ui-osc/unit.c
ui_osc_libaeosc_a_SOURCES += ui-osc/run_midi.c
ui_osc_libaeosc_a_SOURCES += ui-osc/describe.h ui-osc/describe.c ui-osc/tickets.h ui-osc/tickets.c \
	ui-osc/run_edits.c ui-osc/run_presets.c
ui_osc_libaeosc_a_SOURCES += ui-osc/run_screen.c ui-osc/run_profiler.c
# audioengine ctl
ui_osc_libaeosc_a_SOURCES += ui-osc/ctl/ctl.h ui-osc/ctl/ctl.c ui-osc/ctl/ctl_find.h ui-osc/ctl/ctl_find.c \
	ui-osc/ctl/ctl_link.h ui-osc/ctl/ctl_link.c ui-osc/ctl/ctl_print.h ui-osc/ctl/ctl_print.c \
	ui-osc/ctl/ctl_tree.h ui-osc/ctl/ctl_tree.c ui-osc/ctl/ctl_value.h ui-osc/ctl/ctl_value.c \
	ui-osc/ctl/ctl_watch.h ui-osc/ctl/ctl_watch.c ui-osc/ctl/ctl_completions.c
ui_osc_libaeosc_a_CFLAGS = $(AM_CFLAGS) $(LO_CFLAGS) $(JANSSON_CFLAGS) $(MICROHTTPD_CFLAGS) \
	$(AVAHI_CFLAGS)
OSC_LIBS = ui-osc/libaeosc.a $(LO_LIBS) $(JANSSON_LIBS)

# New Session Manager
ui_osc_libaeosc_a_SOURCES += ui-osc/nsm/nsm.h ui-osc/nsm/nsm_private.h ui-osc/nsm/nsm.c ui-osc/nsm/nsm_join.c \
	ui-osc/nsm/nsm_message.h ui-osc/nsm/nsm_message.c

# OSCQuery by HTTP, and announcements
ui_osc_libaeosc_a_SOURCES += ui-osc/query/announce.h ui-osc/query/http.h ui-osc/query/http_guard.h ui-osc/query/http_guard.c \
	ui-osc/query/query.h ui-osc/query/query.c ui-osc/query/server_http.c
if HAVE_MICROHTTPD
ui_osc_libaeosc_a_SOURCES += ui-osc/query/http.c
OSC_LIBS += $(MICROHTTPD_LIBS)
else
ui_osc_libaeosc_a_SOURCES += ui-osc/query/http_none.c
endif
if HAVE_AVAHI
ui_osc_libaeosc_a_SOURCES += ui-osc/query/announce.c
OSC_LIBS += $(AVAHI_LIBS)
else
ui_osc_libaeosc_a_SOURCES += ui-osc/query/announce_none.c
endif

# The tests put a stub in control's place, so they link what lies below it, and of control
# only what the stub is not in the place of.
OSC_TEST_SOURCES = tests/osc_stub.h tests/osc_stub.c tests/osc_wire.h tests/osc_wire.c \
	tests/ask_osc.h tests/ask_osc.c
OSC_TEST_LIBS = $(OSC_LIBS) control/libaecontrol.a engine/libaeengine.a $(DSP_LIBS) $(PROFILER_LIBS)
EXTRA_DIST += tests/fuzz_osc.c tests/corpus/osc tests/system/test_osc.sh tests/system/test_osc_remote.sh tests/system/test_osc_push.sh

if HAVE_CMOCKA
check_PROGRAMS += tests/test_osc_subscribe tests/test_osc_notify tests/test_osc_refused
check_PROGRAMS += tests/test_osc tests/test_osc_rules tests/test_osc_bundles tests/test_osc_cost \
	tests/test_osc_match tests/test_osc_packet \
	tests/test_osc_socket tests/test_osc_alloc tests/test_osc_xruns

# What a screen elsewhere needs
check_PROGRAMS += tests/test_osc_screen
tests_test_osc_screen_SOURCES = tests/test_osc_screen.c tests/feed.h $(OSC_TEST_SOURCES)
tests_test_osc_screen_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_screen_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)

# OSC beyond loopback
check_PROGRAMS += tests/test_osc_access tests/test_network
tests_test_network_SOURCES = tests/test_network.c
tests_test_network_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_network_LDADD = control/libaecontrol.a $(CMOCKA_LIBS)
tests_test_osc_access_SOURCES = tests/test_osc_access.c $(OSC_TEST_SOURCES)
tests_test_osc_access_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_access_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)

tests_test_osc_SOURCES = tests/test_osc.c $(OSC_TEST_SOURCES)
tests_test_osc_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)

tests_test_osc_xruns_SOURCES = tests/test_osc_xruns.c tests/feed.h $(OSC_TEST_SOURCES)
tests_test_osc_xruns_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_xruns_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)
tests_test_osc_subscribe_SOURCES = tests/test_osc_subscribe.c $(OSC_TEST_SOURCES)
tests_test_osc_subscribe_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_subscribe_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)

tests_test_osc_notify_SOURCES = tests/test_osc_notify.c $(OSC_TEST_SOURCES)
tests_test_osc_notify_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_notify_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)

tests_test_osc_refused_SOURCES = tests/test_osc_refused.c $(OSC_TEST_SOURCES)
tests_test_osc_refused_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_refused_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)

tests_test_osc_cost_SOURCES = tests/test_osc_cost.c $(OSC_TEST_SOURCES)
tests_test_osc_cost_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_cost_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)

tests_test_osc_rules_SOURCES = tests/test_osc_rules.c $(OSC_TEST_SOURCES)
tests_test_osc_rules_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_rules_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)

tests_test_osc_bundles_SOURCES = tests/test_osc_bundles.c $(OSC_TEST_SOURCES)
tests_test_osc_bundles_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_bundles_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)

# What allocates, in our code and in liblo's calls, fails on demand.
tests_test_osc_alloc_SOURCES = tests/test_osc_alloc.c $(OSC_TEST_SOURCES)
tests_test_osc_alloc_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_alloc_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc \
	-Wl,--wrap=lo_message_new,--wrap=lo_message_deserialise,--wrap=lo_blob_new \
	-Wl,--wrap=lo_message_add_float,--wrap=lo_message_add_string
tests_test_osc_alloc_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)

tests_test_osc_match_SOURCES = tests/test_osc_match.c
tests_test_osc_match_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_osc_match_LDADD = $(OSC_LIBS) $(CMOCKA_LIBS)

tests_test_osc_packet_SOURCES = tests/test_osc_packet.c $(OSC_TEST_SOURCES)
tests_test_osc_packet_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_packet_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)

tests_test_osc_socket_SOURCES = tests/test_osc_socket.c $(OSC_TEST_SOURCES)
tests_test_osc_socket_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_socket_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)
endif

# MIDI
if HAVE_CMOCKA
check_PROGRAMS += tests/test_osc_midi
tests_test_osc_midi_SOURCES = tests/test_osc_midi.c $(OSC_TEST_SOURCES)
tests_test_osc_midi_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_midi_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)
endif

# audioengine ctl
if HAVE_CMOCKA
check_PROGRAMS += tests/test_ctl
tests_test_ctl_SOURCES = tests/test_ctl.c
tests_test_ctl_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_ctl_LDADD = $(OSC_LIBS) $(CONTROL_LIBS) $(CMOCKA_LIBS)
endif
EXTRA_DIST += tests/system/test_ctl.sh
EXTRA_DIST += tests/system/test_attach.sh
# The namespace as a whole
EXTRA_DIST += tests/system/test_osc_names.sh
if HAVE_CMOCKA
check_PROGRAMS += tests/test_osc_names tests/test_osc_presets
tests_test_osc_presets_SOURCES = tests/test_osc_presets.c $(OSC_TEST_SOURCES)
tests_test_osc_presets_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_presets_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)
tests_test_osc_names_SOURCES = tests/test_osc_names.c $(OSC_TEST_SOURCES)
tests_test_osc_names_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_osc_names_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)
endif

# OSCQuery
EXTRA_DIST += tests/fuzz_query.c tests/corpus/query tests/system/test_query.sh \
	tests/system/test_announce.sh tests/env/avahi-headless.sh
if HAVE_CMOCKA
check_PROGRAMS += tests/test_query
tests_test_query_SOURCES = tests/test_query.c $(OSC_TEST_SOURCES)
tests_test_query_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS) $(JANSSON_CFLAGS)
tests_test_query_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc
tests_test_query_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS) $(JANSSON_LIBS)
endif

# The session manager
applicationsdir = $(datadir)/applications
dist_applications_DATA = contrib/audioengine.desktop
EXTRA_DIST += tests/fuzz_nsm.c tests/corpus/nsm tests/system/test_nsm.sh tests/env/nsm-server.py
if HAVE_CMOCKA
check_PROGRAMS += tests/test_nsm
tests_test_nsm_SOURCES = tests/test_nsm.c tests/nsm_rig.h tests/nsm_rig.c
tests_test_nsm_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_nsm_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=calloc,--wrap=lo_message_new \
	-Wl,--wrap=lo_message_add_string
tests_test_nsm_LDADD = $(OSC_TEST_LIBS) $(CMOCKA_LIBS)
endif

# --attach
ui_osc_libaeosc_a_SOURCES += ui-osc/attach/attach.h ui-osc/attach/attach.c \
	ui-osc/attach/message.h ui-osc/attach/message.c ui-osc/attach/order.h ui-osc/attach/order.c \
	ui-osc/attach/pages.h ui-osc/attach/pages.c ui-osc/attach/picture.h ui-osc/attach/picture.c \
	ui-osc/attach/picture_edits.c ui-osc/attach/picture_engine.c \
	ui-osc/attach/picture_profile.c ui-osc/attach/picture_signal.c \
	ui-osc/attach/picture_xruns.c ui-osc/attach/round.h ui-osc/attach/round.c
EXTRA_DIST += tests/fuzz_attach.c tests/corpus/attach
if HAVE_CMOCKA
check_PROGRAMS += tests/test_attach tests/test_attach_pages
tests_test_attach_SOURCES = tests/test_attach.c tests/rig_attach.h tests/rig_attach.c
tests_test_attach_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_attach_LDADD = $(OSC_LIBS) $(CONTROL_LIBS) $(CMOCKA_LIBS)
tests_test_attach_pages_SOURCES = tests/test_attach_pages.c tests/rig_attach.h tests/rig_attach.c \
	tests/failing_alloc.h
tests_test_attach_pages_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_attach_pages_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc,--wrap=lo_message_new
tests_test_attach_pages_LDADD = $(OSC_LIBS) $(CONTROL_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/test_attach_run
tests_test_attach_run_SOURCES = tests/test_attach_run.c tests/failing_alloc.h
tests_test_attach_run_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(LO_CFLAGS)
tests_test_attach_run_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc,--wrap=lo_message_new
tests_test_attach_run_LDADD = $(OSC_LIBS) $(CONTROL_LIBS) $(CMOCKA_LIBS)
endif
