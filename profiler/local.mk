noinst_LIBRARIES += profiler/libaeprofiler.a
profiler_libaeprofiler_a_SOURCES = profiler/cycle.h profiler/probe.h profiler/profile.h profiler/collector.h
profiler_libaeprofiler_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
RT_FILES +=
PROFILER_LIBS = profiler/libaeprofiler.a $(JANSSON_LIBS) $(RT_LIBS)
