noinst_LIBRARIES += control/libaecontrol.a
control_libaecontrol_a_SOURCES = control/snapshot.h control/control.h control/control_private.h \
	control/control.c control/loop.c control/snapshot.c control/eq.c \
	control/options.h control/options_table.h control/options.c control/options_help.c \
	control/param_table.h control/param_table.c control/preset.h control/preset.c \
	control/opener.h control/opener.c control/session.h control/session.c \
	control/session_job.h control/session_job.c control/log.h control/log.c \
	control/health.h control/health.c control/proc.h control/proc.c \
	control/join.h control/join.c control/status_line.h control/status_line.c
control_libaecontrol_a_CFLAGS = $(AM_CFLAGS)
CONTROL_LIBS = control/libaecontrol.a $(ENGINE_LIBS)
