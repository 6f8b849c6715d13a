noinst_LIBRARIES += rt/libaert.a
rt_libaert_a_SOURCES = rt/attributes.h rt/clock.h rt/clock.c rt/ring.h rt/ring.c rt/ring_setup.c \
	rt/mailbox.h rt/mailbox.c rt/thread.h rt/thread.c rt/denormals.c
RT_FILES += rt/ring.c rt/mailbox.c rt/denormals.c
RT_LIBS = rt/libaert.a

if HAVE_CMOCKA
check_PROGRAMS += tests/test_ring tests/test_mailbox tests/test_clock tests/test_thread

tests_test_ring_SOURCES = tests/test_ring.c tests/failing_alloc.h
tests_test_ring_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_ring_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=aligned_alloc
tests_test_ring_LDADD = $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_mailbox_SOURCES = tests/test_mailbox.c tests/failing_alloc.h
tests_test_mailbox_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_mailbox_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=aligned_alloc
tests_test_mailbox_LDADD = $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_clock_SOURCES = tests/test_clock.c
tests_test_clock_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_clock_LDADD = $(RT_LIBS) $(CMOCKA_LIBS)

tests_test_thread_SOURCES = tests/test_thread.c
tests_test_thread_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_test_thread_LDADD = $(RT_LIBS) $(CMOCKA_LIBS)
endif
