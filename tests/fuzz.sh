#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Feeds libFuzzer's packets and presets to the readers, under AddressSanitizer and UBSan.
#
#   fuzz.sh [-b BUILDDIR] [-r RUNS] [-t "NAME..."] [SECONDS]
# Default: build-fuzz, 60 seconds for each target.  With -r, so many inputs for each, however long
# that takes; -t chooses targets: -r 10000000 -t "osc preset".
# The sources are compiled from the folders' archives, so that a new file needs no change here.
# What crashes is kept in BUILDDIR; what is worth keeping for ever goes to tests/corpus/NAME.
set -u
src=$(cd "$(dirname "$0")/.." && pwd)
build=$src/build-fuzz
runs=
chosen=
while getopts b:r:t: o; do
	case $o in b) build=$OPTARG ;; r) runs=$OPTARG ;; t) chosen=$OPTARG ;; *) exit 2 ;; esac
done
shift $((OPTIND - 1))
seconds=${1:-60}
bound=(-max_total_time="$seconds")
[ -z "$runs" ] || bound=(-runs="$runs")
cc=${FUZZ_CC:-}
for c in clang-22 clang-14 clang; do
	[ -n "$cc" ] || { command -v $c >/dev/null && cc=$c; }
done
[ -n "$cc" ] || { echo "skip fuzz: no clang"; exit 0; }

mkdir -p "$build" && build=$(cd "$build" && pwd) && cd "$build" || exit 2
[ -f Makefile ] || "$src/configure" -q CC="$cc" CFLAGS='-O1 -g' \
	--enable-sanitizer=fuzzer-no-link,address,undefined >configure.out 2>&1 ||
	{ echo "not ok - fuzz: configure"; tail -n 5 configure.out; exit 1; }
echo "# fuzz: building in $build"
make -j "$(nproc)" all >make.out 2>&1 || { echo "not ok - fuzz: make"; tail -n 15 make.out; exit 1; }

# shellcheck source=/dev/null
. "$src/tests/progress.sh"
# With -r nobody knows how long it takes, but libFuzzer counts.
fuzz_wait() {
	if [ -z "$runs" ]; then
		progress_wait "$1" "$seconds" "fuzz_$name, $count of $all"
		return
	fi
	while progress_seen && kill -0 "$1" 2>/dev/null; do
		progress "fuzz_$name, $count of $all: $runs inputs, for $(progress_time $((SECONDS - began)))"
		sleep 0.5
	done
	progress_clear
	wait "$1"
}
status=0
count=0
all=$(ls "$src"/tests/fuzz_*.c | wc -l)
[ -z "$chosen" ] || all=$(wc -w <<<"$chosen")
for target in "$src"/tests/fuzz_*.c; do
	name=${target##*/fuzz_}
	name=${name%.c}
	[ -z "$chosen" ] || [[ " $chosen " = *" $name "* ]] || continue
	# What the target shares with its tests stands in tests/NAME_*.c; of the archives only what is
	# needed is linked.
	shared=$name
	[ "$name" != query ] || shared=osc
	# shellcheck disable=SC2046,SC2086
	$cc -O1 -g -std=gnu11 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
		-I"$src" -I. -o "fuzz_$name" "$target" \
		$(ls "$src/tests/${shared}"_*.c 2>/dev/null) \
		-Wl,--start-group */*.a -Wl,--end-group \
		$(pkg-config --libs jack fftw3f liblo ncursesw panelw sndfile jansson libebur128) \
		$(pkg-config --libs yaml-0.1 2>/dev/null) \
		$(pkg-config --libs libmicrohttpd 2>/dev/null) \
		$(pkg-config --libs avahi-client 2>/dev/null) -lm -lpthread \
		>"$name.cc" 2>&1 || { echo "not ok - fuzz_$name: does not link"; tail -n 5 "$name.cc"; status=1; continue; }
	mkdir -p "corpus-$name"
	seeds=("corpus-$name")
	[ ! -d "$src/tests/corpus/$name" ] || seeds+=("$src/tests/corpus/$name")
	[ "$name" != preset ] || seeds+=("$src/presets")
	began=$SECONDS
	count=$((count + 1))
	./fuzz_"$name" "${bound[@]}" -max_len=4096 -timeout=5 -print_final_stats=1 \
		-verbosity=0 "${seeds[@]}" >"$name.out" 2>&1 &
	if fuzz_wait $!; then
		echo "ok - fuzz_$name: $(sed -n 's/.*number_of_executed_units: *//p' "$name.out") inputs in $((SECONDS - began)) s"
	else
		echo "not ok - fuzz_$name: see $build/$name.out"
		tail -n 30 "$name.out"
		status=1
	fi
done
exit $status
