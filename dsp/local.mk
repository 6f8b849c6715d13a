noinst_LIBRARIES += dsp/libaedsp.a
dsp_libaedsp_a_SOURCES = dsp/eq.h dsp/meter.h dsp/spectrum.h
dsp_libaedsp_a_CFLAGS = $(AM_CFLAGS) $(FFTW_CFLAGS)
RT_FILES +=
DSP_LIBS = dsp/libaedsp.a $(FFTW_LIBS)
