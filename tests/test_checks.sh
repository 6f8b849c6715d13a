#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The checks of the architecture catch what they are for: each rule is broken once, in a scratch
# folder, and must be reported; the same folder unbroken must pass.
set -u
src=${top_srcdir:-.}
nm=${NM:-nm}
cc=${CC:-cc}
dir=$(mktemp -d "${TMPDIR:-/tmp}/ae-checks.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0

tree() { # tree: a small clean source tree
	rm -rf "$dir/t"
	mkdir -p "$dir/t/rt" "$dir/t/dsp" "$dir/t/engine" "$dir/t/ui-osc" "$dir/t/control"
	printf '#include <stdint.h>\n' >"$dir/t/rt/clock.h"
	printf '#include "rt/attributes.h"\n#include <math.h>\n' >"$dir/t/dsp/eq.c"
	printf '#include <jack/jack.h>\n#include "dsp/eq.h"\n' >"$dir/t/engine/backend_jack.c"
	printf '#include <lo/lo.h>\n#include "control/snapshot.h"\n' >"$dir/t/ui-osc/server.c"
	printf '#include "config.h"\n#include "engine/engine.h"\n' >"$dir/t/control/session.c"
	printf 'int main(void);\n' >"$dir/t/main.c"
}
expect() { # expect WANTED-STATUS CLAIM COMMAND...
	want=$1; claim=$2; shift 2
	"$@" >"$dir/out" 2>&1
	got=$?
	if [ "$got" -eq "$want" ]; then
		echo "ok - $claim"
	else
		echo "not ok - $claim (status $got, wanted $want)"
		cat "$dir/out"
		failed=1
	fi
}
broken() { # broken CLAIM FILE LINE: one line more makes the includes wrong
	tree
	echo "$3" >>"$dir/t/$2"
	expect 1 "$1" sh "$src/tests/check-includes" "$dir/t"
}

tree
expect 0 "clean tree passes" sh "$src/tests/check-includes" "$dir/t"
broken "rt may not see engine" rt/clock.h '#include "engine/node.h"'
broken "dsp sees of rt only the attributes" dsp/eq.c '#include "rt/ring.h"'
broken "engine may not see control" engine/backend_jack.c '#include "control/control.h"'
broken "the kernels' insides are for dsp only" engine/backend_jack.c '#include "dsp/simd/vector.h"'
broken "a front end may not see the engine's facade" ui-osc/server.c '#include "engine/engine.h"'
broken "jack.h has one owner" control/session.c '#include <jack/jack.h>'
broken "an include with blanks is seen" control/session.c '  #  include   <fftw3.h>'
broken "a header without an owner is refused" engine/backend_jack.c '#include <zlib.h>'
tree
yes '/* line */' | head -n 150 >>"$dir/t/main.c"
expect 1 "main.c stays below 150 lines" sh "$src/tests/check-includes" "$dir/t"
tree
yes '/* line */' | head -n 600 >>"$dir/t/dsp/eq.c"
expect 1 "a file stays below 600 lines" sh "$src/tests/check-includes" "$dir/t"

symbols() { # symbols STATUS CLAIM C-TEXT
	mkdir -p "$dir/b/x"
	rm -f "$dir/b/x/"*
	echo "$3" >"$dir/b/x/a.c"
	# shellcheck disable=SC2086 # a compiler with its options
	$cc -O1 -w -c -o "$dir/b/x/libx_a-a.o" "$dir/b/x/a.c" || failed=1
	expect "$1" "$2" env top_srcdir="$dir/b" RT_FILES=x/a.c NM="$nm" sh "$src/tests/check-rt-symbols" "$dir/b"
}
symbols 0 "arithmetic and memcpy pass" \
	'void *memcpy(void *, const void *, unsigned long); double sin(double);
	double f(char *a, char *b, long n) { memcpy(a, b, n); return sin(n); }'
symbols 1 "malloc is caught" 'void *malloc(unsigned long); void *f(long n) { return malloc(n); }'
symbols 1 "a mutex is caught" 'int pthread_mutex_lock(void *); int f(void *m) { return pthread_mutex_lock(m); }'
symbols 1 "a fortified printf is caught" 'int __printf_chk(int, const char *, ...); int f(void) { return __printf_chk(1, "x"); }'
symbols 0 "jack_cycle_wait passes" 'unsigned jack_cycle_wait(void *); unsigned f(void *c) { return jack_cycle_wait(c); }'
symbols 1 "jack_port_register is caught" 'void *jack_port_register(void *); void *f(void *c) { return jack_port_register(c); }'
symbols 1 "FFTW planning is caught" 'void *fftwf_plan_dft_r2c_1d(int); void *f(void) { return fftwf_plan_dft_r2c_1d(8); }'
mkdir -p "$dir/b/y"
echo 'void jack_of_ours(void) { }' >"$dir/b/y/b.c"
# shellcheck disable=SC2086
$cc -O1 -w -c -o "$dir/b/y/b.o" "$dir/b/y/b.c" || failed=1
symbols 0 "a function of ours may be called jack_something" 'void jack_of_ours(void); void f(void) { jack_of_ours(); }'
symbols 0 "one object of two is clean" 'int a(void) { return 1; }'
echo 'void *malloc(unsigned long); void *f(long n) { return malloc(n); }' >"$dir/b/y/b.c"
# shellcheck disable=SC2086
$cc -O1 -w -c -o "$dir/b/x/libx_avx2_a-a.o" "$dir/b/y/b.c" || failed=1
expect 1 "every object of a file that is compiled twice is looked at" \
	env top_srcdir="$dir/b" RT_FILES=x/a.c NM="$nm" sh "$src/tests/check-rt-symbols" "$dir/b"
tree
printf 'static int\nf(void) RT_SAFE\n{\n' >>"$dir/t/engine/new.c"
symbols 0 "the files of other trees do not matter" 'int a(void) { return 1; }'
expect 1 "a marked function outside of RT_FILES is caught" \
	env top_srcdir="$dir/t" RT_FILES=x/a.c NM="$nm" sh "$src/tests/check-rt-symbols" "$dir/b"
expect 1 "an RT file without an object is caught" env RT_FILES=x/gone.c NM="$nm" sh "$src/tests/check-rt-symbols" "$dir/b"
expect 1 "an empty RT_FILES is caught" env RT_FILES=' ' NM="$nm" sh "$src/tests/check-rt-symbols" "$dir/b"
exit $failed
