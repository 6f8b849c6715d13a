# Benchmarks: built by "make", run by hand, never part of "make check".
# bench/probe is in profiler/local.mk.
noinst_PROGRAMS += bench/copy_client
bench_copy_client_SOURCES = bench/copy_client.c
bench_copy_client_CFLAGS = $(AM_CFLAGS) $(JACK_CFLAGS)
bench_copy_client_LDADD = $(JACK_LIBS)
