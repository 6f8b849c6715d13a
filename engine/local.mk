noinst_LIBRARIES += engine/libaeengine.a
engine_libaeengine_a_SOURCES = engine/param.h engine/node.h engine/period.h engine/backend.h engine/lab.h engine/engine.h \
	engine/pool.h engine/pool.c engine/graph.h engine/graph.c engine/lab.c \
	engine/plan.h engine/plan.c engine/plan_compile.c engine/build.h engine/build.c \
	engine/node_list.c engine/node_levels.h engine/node_levels.c engine/node_levels_setup.c \
	engine/node_levels_work.c \
	engine/node_eq.h engine/node_eq.c engine/node_eq_setup.c \
	engine/node_spectrum.h engine/node_spectrum.c engine/node_spectrum_work.c engine/node_spectrum_setup.c \
	engine/wisdom.h engine/wisdom.c \
	engine/worker.h engine/worker.c \
	engine/engine_state.h engine/engine.c engine/engine_control.c engine/engine_open.c \
	engine/backend_list.c engine/pacer.h engine/pacer.c \
	engine/backend_dummy.c engine/dummy_knobs.h engine/dummy_knobs.c engine/dummy_signal.h engine/dummy_signal.c \
	engine/backend_file.c engine/render.h engine/render.c
engine_libaeengine_a_SOURCES += engine/midi.h engine/midi.c
engine_libaeengine_a_SOURCES += engine/xdg.h engine/xdg.c
engine_libaeengine_a_CFLAGS = $(AM_CFLAGS) $(JACK_CFLAGS) $(SNDFILE_CFLAGS)
RT_FILES += engine/midi.c engine/engine.c engine/plan.c engine/node_levels.c engine/node_eq.c engine/node_spectrum.c
ENGINE_LIBS = engine/libaeengine.a $(DSP_LIBS) $(PROFILER_LIBS) $(JACK_LIBS) $(SNDFILE_LIBS)

# JACK backend
engine_libaeengine_a_SOURCES += engine/backend_jack.h engine/backend_jack.c engine/backend_jack_open.c \
	engine/backend_jack_ports.c engine/backend_jack_error.c engine/backend_jack_connect.c
RT_FILES += engine/backend_jack.c
noinst_PROGRAMS += tests/jack_harness
tests_jack_harness_SOURCES = tests/jack_harness.c
tests_jack_harness_LDADD = $(ENGINE_LIBS) $(RT_LIBS)
noinst_PROGRAMS += tests/jack_midi
tests_jack_midi_SOURCES = tests/jack_midi.c
tests_jack_midi_CFLAGS = $(AM_CFLAGS) $(JACK_CFLAGS)
tests_jack_midi_LDADD = $(RT_LIBS) $(JACK_LIBS)
EXTRA_DIST += tests/system/test_midi.sh
EXTRA_DIST += tests/system/lib_jack.sh tests/system/test_jack_server.sh \
	tests/system/test_jack_pipewire.sh tests/system/test_jack_exact.sh \
	tests/system/test_jack_syscalls.sh tests/system/test_jack_manners.sh

if HAVE_CMOCKA
check_PROGRAMS += tests/test_pool tests/test_graph tests/test_plan tests/test_plan_scrub tests/test_lab tests/test_node_eq tests/test_node_levels tests/test_node_spectrum tests/test_dummy \
	tests/test_engine tests/test_file tests/test_render tests/test_engine_alloc
check_PROGRAMS += tests/test_xdg
tests_test_xdg_SOURCES = tests/test_xdg.c
tests_test_xdg_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_xdg_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_pool_SOURCES = tests/test_pool.c
tests_test_pool_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_pool_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_graph_SOURCES = tests/test_graph.c tests/node_fake.h
tests_test_graph_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_graph_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_plan_SOURCES = tests/test_plan.c tests/node_fake.h tests/eq_help.h
tests_test_plan_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_plan_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_plan_scrub_SOURCES = tests/test_plan_scrub.c tests/node_fake.h tests/eq_help.h
tests_test_plan_scrub_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_plan_scrub_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_lab_SOURCES = tests/test_lab.c
tests_test_lab_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_lab_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_node_eq_SOURCES = tests/test_node_eq.c tests/eq_help.h
tests_test_node_eq_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_node_eq_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_node_levels_SOURCES = tests/test_node_levels.c
tests_test_node_levels_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_node_levels_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_node_spectrum_SOURCES = tests/test_node_spectrum.c
tests_test_node_spectrum_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_node_spectrum_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_node_spectrum_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=aligned_alloc,--wrap=thread_start
tests_test_dummy_SOURCES = tests/test_dummy.c
tests_test_dummy_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_dummy_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_engine_SOURCES = tests/test_engine.c tests/backend_hand.h tests/eq_help.h
tests_test_engine_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_engine_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_file_SOURCES = tests/test_file.c tests/wav_help.h
tests_test_file_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_file_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_render_SOURCES = tests/test_render.c tests/backend_hand.h tests/eq_help.h tests/wav_help.h
tests_test_render_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_render_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_engine_alloc_SOURCES = tests/test_engine_alloc.c tests/eq_help.h tests/wav_help.h
tests_test_engine_alloc_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_engine_alloc_LDADD = $(ENGINE_LIBS) $(CMOCKA_LIBS)
tests_test_engine_alloc_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc,--wrap=aligned_alloc,--wrap=ebur128_init
endif
