#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The audio thread is left alone: a RealtimeSanitizer build on a private jackd at 64 frames with
# the machine busy.  No allocation or blocking call in the period (RealtimeSanitizer would end the
# program), no page fault of the audio thread after its first second, no system call between
# jack_cycle_wait and jack_cycle_signal (strace), every server xrun inside a counted incident.
#
#   soak.sh [-b BUILDDIR] [MINUTES]     default: build-rtsan, built when it is missing, and 10
set -u
src=$(cd "$(dirname "$0")/.." && pwd)
build=
while getopts b: o; do
	case $o in b) build=$OPTARG ;; *) exit 2 ;; esac
done
shift $((OPTIND - 1))
minutes=${1:-10}
seconds=$(awk "BEGIN { print int($minutes * 60) }")

if [ -z "$build" ]; then
	build=$src/build-rtsan
	command -v clang-22 >/dev/null || { echo "skip soak: no clang-22 for RealtimeSanitizer"; exit 0; }
	mkdir -p "$build"
	echo "# soak: building in $build"
	(cd "$build" && { [ -f Makefile ] || "$src/configure" -q CC=clang-22 CFLAGS='-O1 -g' \
		--enable-sanitizer=realtime; } && make -j "$(nproc)") >"$build/soak-build.log" 2>&1 ||
		{ echo "not ok - soak: build, see $build/soak-build.log"; exit 1; }
fi
make -C "$build" helpers >>"$build/soak-build.log" 2>&1 || { echo "not ok - soak: helpers"; exit 1; }

AE=$(cd "$build" && pwd)/audioengine AE_BUILD=$(cd "$build" && pwd) AE_ENV=$src/tests/env
AE_TMP=$(mktemp -d "${TMPDIR:-/tmp}/ae-soak.XXXXXX") || exit 1
export AE AE_BUILD AE_ENV AE_TMP
. "$src/tests/system/lib.sh"
at_end+=("cd /; rm -rf '$AE_TMP'")
need jackd jq
export RTSAN_OPTIONS="halt_on_error=true:exitcode=66"

# FIFO thread of the engine that switches most: the one that waits for each period.
audio_thread() {
	local t policy n best=0 tid=
	for t in /proc/"$ENGINE_PID"/task/*; do
		policy=$(sed 's/.*) //' "$t/stat" 2>/dev/null | cut -d' ' -f39)
		n=$(sed -n 's/^voluntary_ctxt_switches:[[:space:]]*//p' "$t/status" 2>/dev/null)
		[ "${policy:-0}" = 1 ] && [ "${n:-0}" -gt "$best" ] && { best=$n; tid=${t##*/}; }
	done
	echo "$tid"
}

jack_up "aesoak$$" 64 || { not_ok "soak: jackd starts"; exit 1; }
if command -v stress-ng >/dev/null; then
	stress-ng --cpu 1 --switch 1 --vm 1 --vm-bytes 64m --iomix 1 --temp-path "$AE_TMP" \
		--timeout $((seconds + 20)) >stress.log 2>&1 </dev/null &
	at_end+=("stop $!")
else
	skip "soak: no stress-ng, the machine is as busy as it is"
fi
timeout $((seconds + 60)) jkprobe -n witness -t $((seconds + 10)) -e 0 >witness.txt 2>/dev/null </dev/null &
witness=$!
engine_up soak.log "$AE" --jack --name=soak --connect=auto --no-osc --no-tui \
	--preset="$src/presets/loudness.txt" --duration="$seconds" --report=soak.json
until_true 15 ports_there soak || { not_ok "soak: the engine has no ports"; tail -n 5 soak.log; exit 1; }
"$AE_BUILD/contrib/demo-player" soak >/dev/null 2>&1 </dev/null &
at_end+=("stop $!")
progress_wait "$ENGINE_PID" "$seconds" "soak"
status=$?
grep -q 'RealtimeSanitizer' soak.log && sed -n '/RealtimeSanitizer/,$p' soak.log | head -n 30
claim "soak: $seconds s at 64 frames without an allocation or blocking call (status $status)" [ $status -eq 0 ]
if [ -s soak.json ]; then
	cycles=$(jq .cycle.count soak.json)
	claim "soak: periods were measured all the time ($cycles)" true_that "$cycles > $seconds * 750 * 0.9"
	for kind in minor major; do
		n=$(jq ".memory.audio_thread.${kind}_faults" soak.json)
		claim "soak: no $kind page fault in the audio thread after its first second (got $n)" [ "$n" = 0 ]
	done
	xruns=$(jq .xruns.count soak.json)
	inside=$(jq .xruns.in_incidents soak.json)
	incidents=$(jq .xruns.incidents soak.json)
	claim "soak: every server xrun ($xruns) is inside one of $incidents incidents" [ "$xruns" -eq "$inside" ]
	wait $witness
	seen=$(sed -n 's/.* xruns=\([0-9]*\).*/\1/p' witness.txt)
	claim "soak: a bystander that ran longer saw as many server xruns or more (${seen:-none said})" \
		[ "${seen:--1}" -ge "$xruns" ]
	jq -c '{load: .cycle.load | {p50, p99, max}, wakeup_us: .cycle.wakeup_us | {p50, p99, max},
		misses: .xruns.misses, skipped: .xruns.skipped, xruns: .xruns.count}' soak.json | sed 's/^/# /'
fi

if command -v strace >/dev/null; then
	engine_up trace.log "$AE" --jack --name=traced --connect=auto --no-osc --no-tui --duration=9
	until_true 10 ports_there traced
	sleep 2
	tid=$(audio_thread)
	timeout 3 strace -p "${tid:-0}" -o trace.txt >/dev/null 2>strace.err </dev/null
	if [ -s trace.txt ]; then
		calls=$(sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' trace.txt | sort | uniq -c | sort -rn | awk '{ print $2 ":" $1 }' | tr '\n' ' ')
		# libjack waits in FUTEX_WAIT and hands over by FUTEX_WAKE; whatever else there were would
		# be ours.
		claim "soak: no system call between wait and hand-over (calls: $calls)" \
			[ "$(sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' trace.txt | sort -u)" = futex ]
	else
		skip "soak: strace may not look here ($(head -n 1 strace.err))"
	fi
	stop "$ENGINE_PID"
else
	skip "soak: no strace"
fi
