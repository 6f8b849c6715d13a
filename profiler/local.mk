noinst_LIBRARIES += profiler/libaeprofiler.a
profiler_libaeprofiler_a_SOURCES = profiler/cycle.h profiler/profile.h profiler/probe.h profiler/probe.c \
	profiler/moments.h profiler/moments.c profiler/histogram.h profiler/histogram.c \
	profiler/series.h profiler/series.c profiler/incident.h profiler/incident.c \
	profiler/collector.h profiler/collector.c
profiler_libaeprofiler_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
RT_FILES += profiler/probe.c
PROFILER_LIBS = profiler/libaeprofiler.a $(JANSSON_LIBS) $(RT_LIBS)
