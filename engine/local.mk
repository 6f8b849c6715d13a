noinst_LIBRARIES += engine/libaeengine.a
engine_libaeengine_a_SOURCES = engine/param.h engine/node.h engine/period.h engine/backend.h engine/lab.h engine/engine.h
engine_libaeengine_a_CFLAGS = $(AM_CFLAGS) $(JACK_CFLAGS) $(SNDFILE_CFLAGS)
RT_FILES +=
ENGINE_LIBS = engine/libaeengine.a $(DSP_LIBS) $(PROFILER_LIBS) $(JACK_LIBS) $(SNDFILE_LIBS)
