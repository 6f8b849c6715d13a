# Checks of the architecture and of the documents, and what the system tests need.  Unit tests
# are listed by the folder that they test.
dist_check_SCRIPTS += tests/check-includes tests/check-rt-symbols tests/test_checks.sh \
	tests/check-docs tests/test_neon.sh

# Every kernel table against the plain one; test_neon.sh runs it for AArch64.
check_PROGRAMS += tests/kernels_check
tests_kernels_check_SOURCES = tests/kernels_check.c tests/tables.h tests/numbers.h
tests_kernels_check_CFLAGS = $(AM_CFLAGS)
tests_kernels_check_LDADD = $(DSP_LIBS) $(RT_LIBS)

# The corpora of the fuzzers, in every build.
check_PROGRAMS += tests/replay_osc tests/replay_preset
tests_replay_osc_SOURCES = tests/replay.c tests/fuzz_osc.c tests/feed.h tests/osc_stub.h tests/osc_stub.c \
	tests/osc_wire.h tests/osc_wire.c
tests_replay_osc_CFLAGS = $(AM_CFLAGS) $(LO_CFLAGS) -DCORPUS='"osc"'
tests_replay_osc_LDADD = $(OSC_TEST_LIBS)
tests_replay_preset_SOURCES = tests/replay.c tests/fuzz_preset.c
tests_replay_preset_CFLAGS = $(AM_CFLAGS) -DCORPUS='"preset"'
tests_replay_preset_LDADD = control/libaecontrol.a $(CONTROL_LIBS)

# Built by the system tests (make helpers), never installed.
EXTRA_PROGRAMS = tests/env/jkprobe tests/env/wavtool tests/env/oscask
tests_env_jkprobe_SOURCES = tests/env/jkprobe.c
tests_env_jkprobe_CFLAGS = -O2 $(JACK_CFLAGS)
tests_env_jkprobe_LDADD = $(JACK_LIBS)
tests_env_wavtool_SOURCES = tests/env/wavtool.c
tests_env_wavtool_CFLAGS = $(AM_CFLAGS) $(SNDFILE_CFLAGS)
tests_env_wavtool_LDADD = $(SNDFILE_LIBS)
tests_env_oscask_SOURCES = tests/env/oscask.c
tests_env_oscask_CFLAGS = $(AM_CFLAGS)
# The sender and the client of flood.sh.
EXTRA_PROGRAMS += tests/flood_send
tests_flood_send_SOURCES = tests/flood_send.c
tests_flood_send_CFLAGS = $(AM_CFLAGS)
CLEANFILES += $(EXTRA_PROGRAMS)

# Plays into our inputs for quickstart.
noinst_PROGRAMS += contrib/demo-player
contrib_demo_player_SOURCES = contrib/demo-player.c
contrib_demo_player_CFLAGS = $(AM_CFLAGS) $(JACK_CFLAGS)
contrib_demo_player_LDADD = $(JACK_LIBS)

.PHONY: helpers system soak fuzz kill-loop flood
helpers: $(EXTRA_PROGRAMS)

# On real servers: some minutes.  SYSTEM_TESTS='test_null.sh ...' chooses.
system: all helpers
	$(srcdir)/tests/system/run.sh -b '$(abs_builddir)' $(SYSTEM_TESTS)

# Long runs: make soak MINUTES=10, make fuzz SECONDS=60 (each needs clang), or
# make fuzz RUNS=10000000 TARGETS='osc preset'.
soak: all
	$(srcdir)/tests/soak.sh $(MINUTES)
	$(srcdir)/tests/kill_loop.sh -b '$(abs_builddir)' $(ROUNDS)
	$(srcdir)/tests/flood.sh -b '$(abs_builddir)' 0.34
# 5,000 packets a second of all kinds for MINUTES=2, beside as much quiet.
flood: all helpers
	$(srcdir)/tests/flood.sh -b '$(abs_builddir)' $(MINUTES)
# 200 times kill -9 while settings are saved, or ROUNDS=20.
kill-loop: all
	$(srcdir)/tests/kill_loop.sh -b '$(abs_builddir)' $(ROUNDS)
fuzz:
	$(srcdir)/tests/fuzz.sh -r '$(RUNS)' -t '$(TARGETS)' $(SECONDS)

EXTRA_DIST += tests/progress.sh tests/soak.sh tests/fuzz.sh tests/env/start-jack.sh tests/env/stop.sh \
	tests/env/pipewire-headless.sh tests/env/tmux-shot.sh tests/env/osc-client.pd \
	tests/system/run.sh tests/system/lib.sh tests/system/test_null.sh \
	tests/system/test_truth.sh tests/system/test_presets.sh tests/system/test_life.sh tests/system/test_cli.sh \
	tests/system/test_osc_evidence.sh tests/system/test_truth.sh tests/system/test_life.sh tests/system/test_cli.sh \
	tests/corpus/preset docs/screens/make-pictures
EXTRA_DIST += tests/kill_loop.sh tests/system/test_settings.sh
EXTRA_DIST += tests/flood.sh
EXTRA_DIST += tests/system/test_screen_cost.sh
