dist_man_MANS += docs/audioengine.1
dist_man_MANS += docs/audioengine-presets.5
dist_man_MANS += docs/audioengine-osc.7

# The list of addresses in audioengine-osc(7), from the tables that answer /list and /describe.
noinst_PROGRAMS += docs/osc-list
docs_osc_list_SOURCES = docs/osc_list.c
docs_osc_list_CFLAGS = $(AM_CFLAGS) $(LO_CFLAGS)
docs_osc_list_LDADD = $(OSC_LIBS) $(CONTROL_LIBS)
.PHONY: osc-list
osc-list: docs/osc-list$(EXEEXT)
	$(srcdir)/docs/put-osc-list docs/osc-list$(EXEEXT) $(srcdir)/docs/audioengine-osc.7
EXTRA_DIST += docs/put-osc-list

EXTRA_DIST += docs/ARCHITECTURE.md docs/performance.md \
	docs/decisions/0001-end-stamp-before-the-hand-over.md \
	docs/decisions/0002-due-from-a-bracket.md docs/decisions/0003-one-change-one-block.md \
	docs/decisions/0004-raw-ticks.md docs/decisions/0005-a-player-for-quickstart.md \
	docs/decisions/0006-prepared-for-the-largest-period.md \
	docs/decisions/0007-a-table-of-kernels.md docs/decisions/0008-bands-in-lanes.md \
	docs/decisions/0009-coefficients-on-a-spline.md docs/decisions/0010-single-where-exact.md
EXTRA_DIST += docs/decisions/0012-yaml-without-a-schema.md
EXTRA_DIST += docs/decisions/0013-unsaved-beside-saved.md
EXTRA_DIST += docs/decisions/0011-clocks-paired-every-10-ms.md
EXTRA_DIST += docs/decisions/0014-keys-past-curses.md docs/decisions/0015-pages-beside-the-snapshot.md
EXTRA_DIST += docs/osc-clients.md contrib/osc/client.pd contrib/osc/client.scd contrib/osc/client.py \
	contrib/osc/client.js contrib/osc/return-port.js tests/system/test_osc_clients.sh

# The walk and the pictures.
EXTRA_DIST += docs/tour.md tests/system/test_tour.sh tests/system/test_screens.sh tests/system/test_readme.sh
EXTRA_DIST += docs/screens/overview.png docs/screens/dashboard.png docs/screens/compact.png \
	docs/screens/nodes.png docs/screens/eq.png docs/screens/presets.png docs/screens/spectrum.png \
	docs/screens/xruns.png docs/screens/heat.png docs/screens/threads.png docs/screens/log.png \
	docs/screens/help.png docs/screens/setup.png docs/screens/attached.png \
	docs/screens/blue-orange.png docs/screens/ascii.png
