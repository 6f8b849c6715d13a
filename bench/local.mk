# Benchmarks: built by "make", run by hand, never part of "make check".  bench/probe is in
# profiler/local.mk.
BENCH_CFLAGS = $(AM_CFLAGS) -DBENCH_FLAGS='"$(AE_CFLAGS) $(CFLAGS)"'
EXTRA_DIST += bench/programs

noinst_PROGRAMS += bench/copy_client
bench_copy_client_SOURCES = bench/copy_client.c
bench_copy_client_CFLAGS = $(AM_CFLAGS) $(JACK_CFLAGS)
bench_copy_client_LDADD = $(JACK_LIBS)

if HAVE_LILV
noinst_PROGRAMS += bench/peers
bench_peers_SOURCES = bench/peers.c bench/lv2_host.h bench/lv2_host.c bench/setting.h \
	bench/harness.h bench/harness.c
bench_peers_CFLAGS = $(BENCH_CFLAGS) $(LILV_CFLAGS)
bench_peers_LDADD = $(ENGINE_LIBS) $(LILV_LIBS)
endif

# BENCH='--json=kernels.json --only=eq' and the like are passed on.
.PHONY: bench-peers bench-programs
if HAVE_LILV
bench-peers: bench/peers
	bench/peers $(BENCH)
else
bench-peers:
	@echo 'bench/peers needs lilv (liblilv-dev), and configure has not found it' >&2; exit 1
endif
bench-programs: audioengine bench/copy_client
	$(srcdir)/bench/programs -b '$(abs_builddir)' $(BENCH)
