noinst_LIBRARIES += rt/libaert.a
rt_libaert_a_SOURCES = rt/attributes.h rt/clock.h rt/clock.c rt/ring.h rt/ring.c rt/ring_setup.c \
	rt/mailbox.h rt/mailbox.c rt/thread.h rt/thread.c
RT_FILES += rt/ring.c rt/mailbox.c
RT_LIBS = rt/libaert.a
