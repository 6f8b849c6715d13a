noinst_LIBRARIES += engine/libaeengine.a
engine_libaeengine_a_SOURCES = engine/param.h engine/node.h engine/period.h engine/backend.h engine/lab.h engine/engine.h
engine_libaeengine_a_CFLAGS = $(AM_CFLAGS) $(JACK_CFLAGS) $(SNDFILE_CFLAGS)
RT_FILES +=
ENGINE_LIBS = engine/libaeengine.a $(DSP_LIBS) $(PROFILER_LIBS) $(JACK_LIBS) $(SNDFILE_LIBS)

# JACK backend
engine_libaeengine_a_SOURCES += engine/backend_jack.h engine/backend_jack.c engine/backend_jack_open.c \
	engine/backend_jack_ports.c engine/backend_jack_error.c engine/backend_jack_connect.c
RT_FILES += engine/backend_jack.c
noinst_PROGRAMS += tests/jack_harness
tests_jack_harness_SOURCES = tests/jack_harness.c
tests_jack_harness_LDADD = $(ENGINE_LIBS) $(RT_LIBS)
EXTRA_DIST += tests/system/lib_jack.sh tests/system/test_jack_server.sh \
	tests/system/test_jack_pipewire.sh tests/system/test_jack_exact.sh \
	tests/system/test_jack_syscalls.sh
