noinst_LIBRARIES += profiler/libaeprofiler.a
profiler_libaeprofiler_a_SOURCES = profiler/cycle.h profiler/profile.h \
	profiler/probe.h profiler/probe.c \
	profiler/moments.h profiler/moments.c \
	profiler/histogram.h profiler/histogram.c \
	profiler/series.h profiler/series.c \
	profiler/incident.h profiler/incident.c \
	profiler/evidence.h \
	profiler/bars.h profiler/bars.c \
	profiler/heat.h profiler/heat.c \
	profiler/flight.h profiler/flight.c \
	profiler/account.h profiler/account.c \
	profiler/collector.h profiler/collector.c \
	profiler/collector_private.h profiler/collector_report.c \
	profiler/cycles_csv.h profiler/cycles_csv.c \
	profiler/report.h profiler/report.c profiler/report_text.c
profiler_libaeprofiler_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
RT_FILES += profiler/probe.c
PROFILER_LIBS = profiler/libaeprofiler.a $(JANSSON_LIBS) $(RT_LIBS)

if HAVE_CMOCKA
check_PROGRAMS += tests/test_probe tests/test_histogram tests/test_series tests/test_collector tests/test_heat tests/test_account \
	tests/test_incident tests/test_report tests/test_cycles_csv
PROFILER_TEST_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
PROFILER_TEST_LIBS = $(PROFILER_LIBS) $(CMOCKA_LIBS)

tests_test_probe_SOURCES = tests/test_probe.c
tests_test_probe_CFLAGS = $(PROFILER_TEST_CFLAGS)
tests_test_probe_LDADD = $(PROFILER_TEST_LIBS)
tests_test_histogram_SOURCES = tests/test_histogram.c tests/numbers.h
tests_test_histogram_CFLAGS = $(PROFILER_TEST_CFLAGS)
tests_test_histogram_LDADD = $(PROFILER_TEST_LIBS)
tests_test_series_SOURCES = tests/test_series.c
tests_test_series_CFLAGS = $(PROFILER_TEST_CFLAGS)
tests_test_series_LDADD = $(PROFILER_TEST_LIBS)
tests_test_collector_SOURCES = tests/test_collector.c tests/feed.h tests/numbers.h
tests_test_collector_CFLAGS = $(PROFILER_TEST_CFLAGS)
tests_test_collector_LDADD = $(PROFILER_TEST_LIBS)
tests_test_incident_SOURCES = tests/test_incident.c tests/feed.h
tests_test_incident_CFLAGS = $(PROFILER_TEST_CFLAGS)
tests_test_incident_LDADD = $(PROFILER_TEST_LIBS)
tests_test_heat_SOURCES = tests/test_heat.c tests/feed.h tests/numbers.h
tests_test_heat_CFLAGS = $(PROFILER_TEST_CFLAGS)
tests_test_heat_LDADD = $(PROFILER_TEST_LIBS)
tests_test_account_SOURCES = tests/test_account.c tests/feed.h
tests_test_account_CFLAGS = $(PROFILER_TEST_CFLAGS)
tests_test_account_LDADD = $(PROFILER_TEST_LIBS)
tests_test_report_SOURCES = tests/test_report.c tests/feed.h
tests_test_report_CFLAGS = $(PROFILER_TEST_CFLAGS)
tests_test_report_LDADD = $(PROFILER_TEST_LIBS)
tests_test_cycles_csv_SOURCES = tests/test_cycles_csv.c
tests_test_cycles_csv_CFLAGS = $(PROFILER_TEST_CFLAGS)
tests_test_cycles_csv_LDADD = $(PROFILER_TEST_LIBS)
endif

# Cost of the probe on this machine: a benchmark, not a test.
noinst_PROGRAMS += bench/probe
bench_probe_SOURCES = bench/probe.c
bench_probe_CFLAGS = $(AM_CFLAGS)
bench_probe_LDADD = $(PROFILER_LIBS)
.PHONY: bench-probe
bench-probe: bench/probe
	bench/probe
