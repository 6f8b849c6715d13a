noinst_LIBRARIES += rt/libaert.a
rt_libaert_a_SOURCES = rt/attributes.h rt/clock.h rt/ring.h rt/mailbox.h rt/thread.h
RT_FILES +=
RT_LIBS = rt/libaert.a
