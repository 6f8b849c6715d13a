#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 300
# The numbers are true: what is injected shows up, in the right place, in the right size, and
# nowhere else.  On the timer of the dummy, on its virtual clock (exact), on jackd and on PipeWire.
. "${0%/*}/lib.sh"
need jq jackd jack_cpu_load

# run REPORT ARGUMENTS...: measures for three seconds
run() {
	local report=$1
	shift
	timeout 30 "${WRAP[@]}" "$AE" "$@" --name=truth --no-osc --no-tui --duration=3 \
		--report="$report" >"$report.log" 2>&1 </dev/null ||
		{ echo "# $*: status $?"; tail -n 3 "$report.log" | sed 's/^/# /'; }
}

# moved BASE REPORT NODE: by how much the median of a node changed, us
moved() { awk "BEGIN { printf \"%.2f\", $(node_p50 "$2" "$3") - $(node_p50 "$1" "$3") }"; }

# right_by WANTED GOT: within 5 % or 2 us
right_by() { true_that "($2 - $1) <= ($1 * 0.05 > 2 ? $1 * 0.05 : 2) && ($1 - $2) <= ($1 * 0.05 > 2 ? $1 * 0.05 : 2)"; }

# burn_shows WHERE BASE REPORT NODE US: that much in that node, nothing in the others
burn_shows() {
	local where=$1 base=$2 report=$3 node=$4 us=$5 other by bad=
	by=$(moved "$base" "$report" "$node")
	claim "$where: a burn of $us us in $node shows as $by us" right_by "$us" "$by"
	for other in input eq spectrum output; do
		[ "$other" = "$node" ] && continue
		by=$(moved "$base" "$report" "$other")
		true_that "$by < 4 && $by > -4" || bad="$bad $other by $by us"
	done
	by=$(awk "BEGIN { printf \"%.1f\", $(jq '.cycle.wakeup_us.p50' "$report") - $(jq '.cycle.wakeup_us.p50' "$base") }")
	true_that "$by < 60 && $by > -60" || bad="$bad wakeup by $by us"
	claim "$where: ... and nothing else moves:${bad:- none}" [ -z "$bad" ]
}

# burns WHERE OPTION-PREFIX ARGUMENTS...: the three burns in three nodes
burns() {
	local where=$1 option=$2 row node us
	shift 2
	run "$where-base.json" "$@"
	for row in spectrum:100 eq:300 output:700; do
		node=${row%:*}
		us=${row#*:}
		if [ "$option" = knob ]; then
			run "$where-$us.json" --dummy="burn=$node:$us@0-"
		else
			run "$where-$us.json" "$@" --lab-burn="$node:$us@0-"
		fi
		[ -s "$where-$us.json" ] || { not_ok "$where: no report of a burn"; continue; }
		burn_shows "$where" "$where-base.json" "$where-$us.json" "$node" "$us"
	done
}

stamps_right() { # stamps_right WHERE REPORT
	between "$1: the median wake-up is 0 to 500 us late" "$(jq '.cycle.wakeup_us.p50' "$2")" 0 500
	between "$1: no wake-up is early by more than a frame" "$(jq '.cycle.wakeup_us.min' "$2")" -25 1e9
}

upstream() { # upstream WHERE: a client that feeds us and burns 2 ms is not counted as ours
	timeout 20 "${WRAP[@]}" jkprobe -n up -t 8 -b 2 -e 1 >/dev/null 2>&1 </dev/null &
	local probe=$!
	timeout 30 "${WRAP[@]}" "$AE" --jack --name=truth --no-osc --no-tui --duration=5 \
		--report="$1-up.json" >"$1-up.log" 2>&1 </dev/null &
	local engine=$!
	# A client's ports exist before they can be connected, and jack_connect's status says little.
	joined() {
		timeout 3 "${WRAP[@]}" jack_connect up:out truth:in_1 >/dev/null 2>&1
		timeout 3 "${WRAP[@]}" jack_lsp -c 2>/dev/null | grep -A1 '^up:out' | grep -q '^   truth:in_1'
	}
	until_true 5 joined
	wait $engine
	stop $probe
	between "$1: 2 ms burnt upstream: the wake-up is that much later" \
		"$(jq '.cycle.wakeup_us.p50' "$1-up.json")" 1900 3000
	claim "$1: ... and it is not counted as ours ($(jq '.cycle.busy_us.p50' "$1-up.json") us busy)" \
		true_that "$(jq '.cycle.busy_us.p50' "$1-up.json") < $(jq '.cycle.busy_us.p50' "$1-base.json") + 60"
}

server_load() { # server_load WHERE: the server's own figure
	timeout 30 "${WRAP[@]}" "$AE" --jack --name=truth --no-osc --no-tui --duration=6 \
		--lab-burn=eq:1600@0- --report="$1-load.json" >"$1-load.log" 2>&1 </dev/null &
	local engine=$! theirs ours
	sleep 4
	theirs=$(timeout 2 "${WRAP[@]}" jack_cpu_load 2>/dev/null | sed -n 's/.*load *\([0-9.]*\).*/\1/p' | tail -n 1)
	wait $engine
	ours=$(jq '.cycle.load.p50 * 100' "$1-load.json")
	[ -n "$theirs" ] || { skip "$1: jack_cpu_load says nothing"; return; }
	# The server counts from its own start of the period and holds maxima for a while.
	between "$1: our load of $ours % agrees with the server's" "$theirs" \
		"$(awk "BEGIN { print $ours - 4 }")" "$(awk "BEGIN { print $ours + 12 }")"
}

# ---- The virtual clock: exact ----
exact() { # exact TEXT JQ WANTED
	local got
	got=$(jq -c "$2" virtual.json)
	claim "virtual clock: $1 is $3 (got $got)" [ "$got" = "$3" ]
}
# 256 frames at 48 kHz are 5333.3 us.  Cycle 100 wakes 6 ms late: one miss; 101 starts with its
# backlog and makes it.  Cycles 200 to 202 burn 6 ms each: three misses in one stretch.
run virtual.json --dummy=virtual,period=256@0,late=6000@100,burn=eq:6000@200-202
exact "misses" .xruns.misses 4
exact "incidents" .xruns.incidents 2
exact "skipped" .xruns.skipped 0
exact "the longest eq, us," '.nodes[] | select(.name == "eq") | .max_us | round' 6000
exact "the total of eq, us," '.nodes[] | select(.name == "eq") | .total_us | round' 18000
exact "the total of output, us," '.nodes[] | select(.name == "output") | .total_us | round' 0
exact "the latest wake-up, us," '.cycle.wakeup_us.max | round' 6000
exact "the least margin, us," '.cycle.margin_us.min | round' -2000

# ---- Bad samples: counted, named, kept from the output ----
run virtual.json --dummy=virtual,nan@100,inf@101,denormal@200-201
exact "NaN and infinity, node by node," '[.nodes[:4][] | .nonfinite]' '[2,0,0,0]'
exact "denormals, node by node," '[.nodes[:4][] | .denormal]' '[1024,0,0,0]'
exact "the clean nodes" '[.nodes[:4][] | .clean]' '[false,true,true,true]'
claim "the log says once that they came from outside" \
	[ "$(grep -c 'input: 2 samples were NaN or infinity, from outside' virtual.json.log)" = 1 ]
# bad.wav: 4800 frames, one channel, 48 kHz, float: silence with a NaN and an infinity
{
	printf 'RIFF\44\113\0\0WAVEfmt \20\0\0\0\3\0\1\0\200\273\0\0\0\356\2\0\4\0\40\0data\0\113\0\0'
	head -c 8000 /dev/zero
	printf '\0\0\300\177\0\0\200\377'
	head -c 11192 /dev/zero
} >bad.wav
timeout 30 "$AE" --file=bad.wav --out=good.wav --fast --no-osc --no-tui --report=file.json \
	>file.log 2>&1 </dev/null
claim "file to file: the report counts 2 samples for the input" \
	[ "$(jq -c '[.nodes[:4][] | .nonfinite]' file.json)" = '[2,0,0,0]' ]
claim "file to file: 4800 frames are written, and all are finite" \
	[ "$(tail -c 19200 good.wav | od -An -v -tu4 -w4 | awk '$1 % 2147483648 < 2139095040' | wc -l)" = 4800 ]
"$AE" report file.json >file.txt 2>&1
claim "audioengine report names the input" grep -q '^input: NaN or infinity replaced: 2, from outside' file.txt

# ---- The dummy in real time ----
burns dummy knob --dummy
run late.json --dummy=late=900@0-
by=$(awk "BEGIN { printf \"%.1f\", $(jq '.cycle.wakeup_us.p50' late.json) - $(jq '.cycle.wakeup_us.p50' dummy-base.json) }")
between "dummy: wake-ups 900 us late show as wake-up lateness" "$by" 840 960
bad=
for node in input eq spectrum output; do
	by=$(moved dummy-base.json late.json $node)
	true_that "$by < 4 && $by > -4" || bad="$bad $node by $by us"
done
claim "dummy: ... and nowhere else:${bad:- none}" [ -z "$bad" ]

# ---- jackd ----
if jack_up "aetruth$$" 256; then
	burns jackd lab --jack
	stamps_right jackd jackd-base.json
	upstream jackd
	server_load jackd
	stop "$JACK_PID"
else
	not_ok "jackd starts"
fi

# ---- PipeWire ----
if command -v pipewire wireplumber pw-jack pw-cli dbus-daemon >/dev/null && pipewire_up "$AE_TMP/pw"; then
	unset JACK_DEFAULT_SERVER
	WRAP=(pw-jack)
	burns pipewire lab --jack
	stamps_right pipewire pipewire-base.json
	upstream pipewire
	server_load pipewire
else
	skip "PipeWire: not there"
fi
