noinst_LIBRARIES += dsp/libaedsp.a
dsp_libaedsp_a_SOURCES = dsp/eq.h dsp/eq.c dsp/eq_state.h dsp/eq_setup.c dsp/eq_design.c \
	dsp/meter.h dsp/meter.c \
	dsp/spectrum.h dsp/spectrum.c dsp/spectrum_state.h dsp/spectrum_plan.c
dsp_libaedsp_a_CFLAGS = $(AM_CFLAGS) $(FFTW_CFLAGS)
RT_FILES += dsp/eq.c dsp/meter.c
DSP_LIBS = dsp/libaedsp.a $(FFTW_LIBS)

if HAVE_CMOCKA
check_PROGRAMS += tests/test_eq tests/test_meter tests/test_spectrum

tests_test_eq_SOURCES = tests/test_eq.c tests/noise.h
tests_test_eq_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_eq_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=calloc
tests_test_eq_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_meter_SOURCES = tests/test_meter.c
tests_test_meter_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_meter_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_spectrum_SOURCES = tests/test_spectrum.c
tests_test_spectrum_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_spectrum_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=calloc,--wrap=fftwf_malloc
tests_test_spectrum_LDADD = $(DSP_LIBS) $(RT_LIBS) $(CMOCKA_LIBS)
endif
