# Benchmarks: built by "make", run by hand, never part of "make check".  bench/probe is in
# profiler/local.mk.
BENCH_CFLAGS = $(AM_CFLAGS) -DBENCH_FLAGS='"$(AE_CFLAGS) $(CFLAGS)"'
EXTRA_DIST += bench/programs bench/screen

noinst_PROGRAMS += bench/kernels
bench_kernels_SOURCES = bench/kernels.h bench/kernels.c bench/kernels_eq.c bench/eq_plain.h \
	bench/eq_plain.c bench/setting.h bench/kernels_levels.c bench/kernels_spectrum.c \
	bench/kernels_format.c bench/harness.h bench/harness.c \
	control/cli/progress.h control/cli/progress.c
bench_kernels_CFLAGS = $(BENCH_CFLAGS) $(FFTW_CFLAGS)
bench_kernels_LDADD = $(DSP_LIBS) $(RT_LIBS)

noinst_PROGRAMS += bench/copy_client
bench_copy_client_SOURCES = bench/copy_client.c
bench_copy_client_CFLAGS = $(AM_CFLAGS) $(JACK_CFLAGS)
bench_copy_client_LDADD = $(JACK_LIBS)

if HAVE_LILV
noinst_PROGRAMS += bench/peers
bench_peers_SOURCES = bench/peers.c bench/lv2_host.h bench/lv2_host.c bench/setting.h \
	bench/harness.h bench/harness.c control/cli/progress.h control/cli/progress.c
bench_peers_CFLAGS = $(BENCH_CFLAGS) $(LILV_CFLAGS)
bench_peers_LDADD = $(ENGINE_LIBS) $(LILV_LIBS)
endif

# BENCH='--json=kernels.json --only=eq' and the like are passed on.
.PHONY: bench-kernels bench-peers bench-programs
bench-kernels: bench/kernels
	bench/kernels $(BENCH)
if HAVE_LILV
bench-peers: bench/peers
	bench/peers $(BENCH)
else
bench-peers:
	@echo 'bench/peers needs lilv (liblilv-dev), and configure has not found it' >&2; exit 1
endif
bench-programs: audioengine bench/copy_client
	$(srcdir)/bench/programs -b '$(abs_builddir)' $(BENCH)

.PHONY: bench-screen
bench-screen: audioengine contrib/demo-player
	$(MAKE) helpers
	$(srcdir)/bench/screen -b '$(abs_builddir)' $(BENCH)
