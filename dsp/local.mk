noinst_LIBRARIES += dsp/libaedsp.a
dsp_libaedsp_a_SOURCES = \
	dsp/ballistics.h dsp/ballistics.c \
	dsp/eq.h dsp/eq.c dsp/eq_state.h dsp/eq_setup.c dsp/eq_glide.c dsp/eq_precision.c \
	dsp/eq_design.c dsp/eq_matched.h dsp/eq_matched.c \
	dsp/format.h dsp/format.c \
	dsp/loudness.h dsp/loudness.c \
	dsp/meter.h dsp/meter.c \
	dsp/scrub.h dsp/scrub.c \
	dsp/spectrum.h dsp/spectrum.c dsp/spectrum_state.h dsp/spectrum_plan.c \
	dsp/spectrum_wisdom.h dsp/spectrum_wisdom.c \
	dsp/kernels.h dsp/kernels.c dsp/eq_kernels.h \
	dsp/simd/tables.h dsp/simd/table.h dsp/simd/vector.h dsp/simd/lanes.h dsp/simd/places.h \
	dsp/simd/plain.c \
	dsp/simd/decibel.h dsp/simd/plain_decibel.c \
	dsp/simd/eq.h dsp/simd/eq_cascade.h dsp/simd/plain_eq.h dsp/simd/plain_eq.c \
	dsp/simd/format.h dsp/simd/shuffle.h dsp/simd/plain_format.h dsp/simd/plain_format.c \
	dsp/simd/meter.h dsp/simd/plain_meter.h dsp/simd/plain_meter.c \
	dsp/simd/scrub.h dsp/simd/plain_scrub.h dsp/simd/plain_scrub.c \
	dsp/simd/spectrum.h dsp/simd/plain_spectrum.h dsp/simd/plain_spectrum.c
dsp_libaedsp_a_CFLAGS = $(AM_CFLAGS) $(FFTW_CFLAGS) $(EBUR128_CFLAGS)
RT_FILES += dsp/eq.c dsp/eq_glide.c dsp/format.c dsp/meter.c dsp/scrub.c \
	dsp/simd/plain.c dsp/simd/plain_decibel.c dsp/simd/plain_eq.c dsp/simd/plain_format.c \
	dsp/simd/plain_meter.c dsp/simd/plain_scrub.c dsp/simd/plain_spectrum.c
DSP_LIBS = dsp/libaedsp.a $(SIMD_LIBS) $(FFTW_LIBS) $(EBUR128_LIBS)

# One archive per instruction set: automake has no flags per object.
if X86_64
noinst_LIBRARIES += dsp/libaedsp-sse2.a dsp/libaedsp-avx2.a dsp/libaedsp-avx512.a
dsp_libaedsp_sse2_a_SOURCES = dsp/simd/sse2.c
dsp_libaedsp_sse2_a_CFLAGS = $(AM_CFLAGS) $(SIMD_CFLAGS)
dsp_libaedsp_avx2_a_SOURCES = dsp/simd/avx2.c
dsp_libaedsp_avx2_a_CFLAGS = $(AM_CFLAGS) $(SIMD_CFLAGS) -mavx2 -mfma
dsp_libaedsp_avx512_a_SOURCES = dsp/simd/avx512.c
dsp_libaedsp_avx512_a_CFLAGS = $(AM_CFLAGS) $(SIMD_CFLAGS) -mavx512f -mavx512dq -mavx512vl -mavx512bw \
	-mavx2 -mfma -mprefer-vector-width=512
SIMD_LIBS = dsp/libaedsp-sse2.a dsp/libaedsp-avx2.a dsp/libaedsp-avx512.a
RT_FILES += dsp/simd/sse2.c dsp/simd/avx2.c dsp/simd/avx512.c
endif
if AARCH64
noinst_LIBRARIES += dsp/libaedsp-neon.a
dsp_libaedsp_neon_a_SOURCES = dsp/simd/neon.c
dsp_libaedsp_neon_a_CFLAGS = $(AM_CFLAGS) $(SIMD_CFLAGS)
SIMD_LIBS = dsp/libaedsp-neon.a
RT_FILES += dsp/simd/neon.c
endif

# What judges the EQ; make exactness DRAWS=10000 runs it over as many random settings of the whole
# ranges, DRAWS=10000 SEED=1 SETTINGS=usual over such as people make.
EQ_REFERENCE = tests/eq_reference.h tests/eq_reference.c tests/numbers.h tests/tables.h
noinst_PROGRAMS += tests/eq_exactness
tests_eq_exactness_SOURCES = tests/eq_exactness.c $(EQ_REFERENCE) control/cli/progress.h control/cli/progress.c
tests_eq_exactness_LDADD = $(DSP_LIBS) $(RT_LIBS)
.PHONY: exactness
exactness: tests/eq_exactness
	draws='$(DRAWS)'; seed='$(SEED)'; tests/eq_exactness $${draws:-10000} $${seed:-1} $(SETTINGS)

if HAVE_CMOCKA
check_PROGRAMS += tests/test_eq tests/test_eq_setup tests/test_eq_design tests/test_eq_truth \
	tests/test_eq_motion tests/test_scrub tests/test_meter tests/test_loudness tests/test_spectrum \
	tests/test_spectrum_time tests/test_spectrum_kernels tests/test_decibel

tests_test_eq_SOURCES = tests/test_eq.c
tests_test_eq_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_eq_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_eq_setup_SOURCES = tests/test_eq_setup.c tests/failing_alloc.h
tests_test_eq_setup_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_eq_setup_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=aligned_alloc
tests_test_eq_setup_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_eq_design_SOURCES = tests/test_eq_design.c $(EQ_REFERENCE)
tests_test_eq_design_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_eq_design_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_eq_truth_SOURCES = tests/test_eq_truth.c $(EQ_REFERENCE)
tests_test_eq_truth_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_eq_truth_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_eq_motion_SOURCES = tests/test_eq_motion.c $(EQ_REFERENCE)
tests_test_eq_motion_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_eq_motion_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_meter_SOURCES = tests/test_meter.c tests/tables.h
tests_test_meter_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_meter_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_loudness_SOURCES = tests/test_loudness.c
tests_test_loudness_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_loudness_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=calloc,--wrap=ebur128_init
tests_test_loudness_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_scrub_SOURCES = tests/test_scrub.c tests/tables.h
tests_test_scrub_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_scrub_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_spectrum_SOURCES = tests/test_spectrum.c tests/spectrum_help.h
tests_test_spectrum_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_spectrum_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_spectrum_time_SOURCES = tests/test_spectrum_time.c tests/spectrum_help.h \
	tests/failing_alloc.h
tests_test_spectrum_time_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_spectrum_time_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=calloc,--wrap=aligned_alloc
tests_test_spectrum_time_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_spectrum_kernels_SOURCES = tests/test_spectrum_kernels.c tests/tables.h
tests_test_spectrum_kernels_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_spectrum_kernels_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_decibel_SOURCES = tests/test_decibel.c tests/tables.h
tests_test_decibel_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_decibel_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/test_ballistics
tests_test_ballistics_SOURCES = tests/test_ballistics.c
tests_test_ballistics_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_ballistics_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/test_format tests/test_dither
tests_test_format_SOURCES = tests/test_format.c tests/tables.h tests/numbers.h
tests_test_format_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_format_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)
tests_test_dither_SOURCES = tests/test_dither.c tests/tables.h tests/numbers.h
tests_test_dither_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_dither_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)
endif
