#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# 5,000 packets a second of valid, malformed and forged OSC at an engine that plays music through a
# private jackd at 64 frames: the audio thread's times stay what they were, the memory stays what it
# was, and a client with manners is answered.
#
#   flood.sh [-b BUILDDIR] [-r RATE] [-p PERIOD] [MINUTES]     default: build, 5000, 64, and 2 of flood
# Windows of quiet and flood alternate, so that what else the machine does falls upon both, and the
# medians of both are compared.  In all of them a fader moves at 30 Hz, since an EQ that glides costs
# more than one that rests.  The sender has nice 19 and is kept to one processor: what is tested is
# the engine's answer to packets, not who gets the processor; it says what rate it reached.
set -u
src=$(cd "$(dirname "$0")/.." && pwd)
build=$src/build
rate=5000
period=64
while getopts b:r:p: o; do
	case $o in b) build=$OPTARG ;; r) rate=$OPTARG ;; p) period=$OPTARG ;; *) exit 2 ;; esac
done
shift $((OPTIND - 1))
minutes=${1:-2}
rounds=4
seconds=$(awk "BEGIN { printf \"%.1f\", $minutes * 60 / $rounds }")

AE_BUILD=$(cd "$build" && pwd) || exit 2
AE=$AE_BUILD/audioengine AE_ENV=$src/tests/env
AE_TMP=$(mktemp -d "${TMPDIR:-/tmp}/ae-flood.XXXXXX") || exit 1
export AE AE_BUILD AE_ENV AE_TMP
. "$src/tests/system/lib.sh"
at_end+=("cd /; rm -rf '$AE_TMP'")
need jackd taskset
send=$AE_BUILD/tests/flood_send
make -C "$AE_BUILD" helpers >make.log 2>&1 || { not_ok "flood: helpers"; tail -n 5 make.log; exit 1; }
failed=0
check() { # check TEXT EXPRESSION
	if true_that "$2"; then ok "$1"; else not_ok "$1"; failed=1; fi
}

export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
urlfile=$XDG_RUNTIME_DIR/audioengine/flood.url
jack_up "aeflood$$" "$period" || { not_ok "flood: jackd starts"; exit 1; }
engine_up ae.log "$AE" --jack --name=flood --connect=auto --settings=none --no-tui \
	--preset="$src/presets/loudness.txt"
until_true 15 test -s "$urlfile" || { not_ok "flood: the URL file appears: $(head -n 3 ae.log)"; exit 1; }
port=$(sed 's/.*:\([0-9]*\).*/\1/' "$urlfile")
until_true 15 ports_there flood
"$AE_BUILD/contrib/demo-player" flood >/dev/null 2>&1 </dev/null &
at_end+=("stop $!")
sleep 2

# A machine that is busy with other things says nothing about our round trip, and little about what
# a sender of nice 19 can do.
began_load=$(cut -d' ' -f1 /proc/loadavg)
idle() { true_that "$began_load < $(nproc) && $(cut -d' ' -f1 /proc/loadavg) < $(nproc) + 1"; }

value() { sed -n "s/.*\b$2=\([^ ]*\).*/\1/p" <<<"$1"; }
answer() { local i; for i in 1 2 3 4 5; do oscask "$port" "$@" && return; done; }
# Packets that found no room in the engine's socket, since it was opened.
dropped() { awk -v at="0100007F:$(printf %04X "$port")" '$2 == at { print $NF }' /proc/net/udp; }
rss() { sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$ENGINE_PID/status"; }
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

done_windows=0
# window KIND: p99.9 of busy and of wake-up, misses: a line in KIND.txt; the client's in KIND.ask
window() {
	local flood=
	done_windows=$((done_windows + 1))
	progress "flood: window $done_windows of $((2 * rounds + 1)), $1, $seconds s"
	[ "$1" != flood ] || {
		taskset -c "$(($(nproc) - 1))" nice -n 19 "$send" flood "$port" "$rate" "$seconds" >>flood.sent &
		flood=$!
		sleep 0.2
	}
	answer /stats/reset >/dev/null
	"$send" ask "$port" 90 "$(awk "BEGIN { print $seconds - 0.8 }")" >>"$1.ask"
	echo "$(answer /cycle/stats | awk '{ print $10 }') $(answer /wakeup/stats | awk '{ print $10 }')" \
		"$(answer /xruns | awk '{ print $3 }') $(rss)" >>"$1.txt"
	[ -z "$flood" ] || wait "$flood"
	progress_clear
	echo "# $1: $(tail -n 1 "$1.txt")" >&2
}

# A short flood and some resets first, so that tables and heaps have the size that they keep: a reset
# starts loudness afresh, the new state beside the old one, and the C library takes some of them to
# find where such large blocks belong.
"$send" flood "$port" "$rate" 2 >/dev/null
for i in 1 2 3 4 5 6; do
	answer /stats/reset >/dev/null
	sleep 0.7
done
answer /cycle/stats >cycle.txt
[ "$(wc -w <cycle.txt)" -eq 11 ] || { not_ok "flood: /cycle/stats has nine values: $(cat cycle.txt)"; exit 1; }
before=$(rss)
lost=$(dropped)
window quiet
for ((i = 0; i < rounds; i++)); do
	window flood
	window quiet
done
sleep 1
after=$(rss)
lost=$(($(dropped) - lost))

all=$(awk '{ for (i = 1; i <= NF; i++) { split($i, v, "="); n[v[1]] += v[2] } r += n["rate"]; n["rate"] = 0 }
	END { printf "rate=%.0f valid=%d malformed=%d forged=%d failed=%d", r / NR, n["valid"], n["malformed"], n["forged"], n["failed"] }' flood.sent)
sent=$(($(value "$all" valid) + $(value "$all" malformed) + $(value "$all" forged)))
if idle; then
	check "flood: $rounds x $seconds s of $rate packets a second: $all" "$(value "$all" rate) >= 0.9 * $rate"
else
	check "flood: $rounds x $seconds s of $rate packets a second wanted, on a busy machine: $all" \
		"$(value "$all" rate) >= 0.3 * $rate"
fi
[ "$(value "$all" forged)" -gt 0 ] || skip "flood: without root no packet has a forged sender"
for what in busy:1 wake-up:2; do
	column=${what#*:}
	quiet=$(awk -v c="$column" '{ print $c }' quiet.txt | median)
	flood=$(awk -v c="$column" '{ print $c }' flood.txt | median)
	check "flood: p99.9 of ${what%:*} $flood us beside $quiet us in quiet (windows: $(awk -v c="$column" '{ printf "%.0f ", $c }' flood.txt)beside $(awk -v c="$column" '{ printf "%.0f ", $c }' quiet.txt))" \
		"$flood <= 1.25 * $quiet + 20"
done
quiet=$(awk '{ n += $3 } END { print n / NR }' quiet.txt)
flood=$(awk '{ n += $3 } END { print n / NR }' flood.txt)
check "flood: xruns in a window $flood beside $quiet in quiet" "$flood <= 2 * $quiet + 2"
check "flood: memory flat: $before kB before, $after kB after" "$after - $before <= 1024"
for kind in quiet flood; do
	line=$(awk '{ for (i = 1; i <= NF; i++) { split($i, v, "="); if (v[1] ~ /asked|answered/) n[v[1]] += v[2];
		else { s[v[1]] += v[2]; if (v[2] > m[v[1]]) m[v[1]] = v[2] } } }
		END { printf "asked=%d answered=%d p50=%.3f p99=%.3f max=%.3f", n["asked"], n["answered"], s["p50"] / NR, s["p99"] / NR, m["max"] }' $kind.ask)
	echo "# $kind: round trip in ms, means over windows: $line"
	[ $kind = quiet ] || {
		check "flood: a client with manners is answered within 20 ms (p99 $(value "$line" p99) ms, longest $(value "$line" max) ms)" \
			"$(value "$line" p99) <= 20"
		check "flood: ... each time ($(value "$line" answered) of $(value "$line" asked))" \
			"$(value "$line" answered) >= (0.998 - 3 * $lost / $sent) * $(value "$line" asked)"
	}
done
echo "# flood: the engine's socket had no room for $lost packets: it did not get the processor in time"
if idle; then
	line=$("$send" ask "$port" 200 10)
	check "flood: round trip on an idle machine: $line" "$(value "$line" p99) < 5"
else
	echo "# flood: the machine is busy (load $(cut -d' ' -f1-3 /proc/loadavg)); round trip now: $("$send" ask "$port" 200 5)"
fi
check "flood: the engine runs on" "$(kill -0 "$ENGINE_PID" && echo 1 || echo 0)"
exit $failed
