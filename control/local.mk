noinst_LIBRARIES += control/libaecontrol.a
control_libaecontrol_a_SOURCES = control/snapshot.h control/control.h
control_libaecontrol_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
CONTROL_LIBS = control/libaecontrol.a $(ENGINE_LIBS)
