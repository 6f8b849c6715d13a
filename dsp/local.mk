noinst_LIBRARIES += dsp/libaedsp.a
dsp_libaedsp_a_SOURCES = dsp/eq.h dsp/eq.c dsp/eq_state.h dsp/eq_setup.c dsp/eq_design.c \
	dsp/meter.h dsp/meter.c \
	dsp/spectrum.h dsp/spectrum.c dsp/spectrum_state.h dsp/spectrum_plan.c
dsp_libaedsp_a_CFLAGS = $(AM_CFLAGS) $(FFTW_CFLAGS)
RT_FILES += dsp/eq.c dsp/meter.c
DSP_LIBS = dsp/libaedsp.a $(FFTW_LIBS)
