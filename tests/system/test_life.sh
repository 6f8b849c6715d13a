#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 240
# A server's life: it dies, comes back, hangs, freewheels, changes its period and its rate.  The
# engine says so on every surface, goes on, and always ends when asked to.
. "${0%/*}/lib.sh"
need jq jackd jack_connect jack_bufsize jack_freewheel
port=$((20000 + $$ % 20000))

# The fields of /status.reply
status() { oscask $port /status 2>/dev/null; }
state() { status | cut -d' ' -f3; }
state_is() { [ "$(state)" = "$1" ]; }
rate() { status | cut -d' ' -f8; }
period_us() { status | cut -d' ' -f9; }
period_near() { true_that "$(period_us || echo 0)+0 > $1 - 2 && $(period_us || echo 0)+0 < $1 + 2"; }
# Totals of the newest batch line, and the highest cycle number so far in the file of --cycles.
total() { tail -n 2 "$1" | head -n 1 | jq ".since_clear.$2" 2>/dev/null; }
cycles() { oscask $port /cycle/stats f 0 2>/dev/null | cut -d' ' -f3; }
moving() { local a; a=$(cycles); sleep 0.3; [ "$(cycles)" -gt "$a" ]; }
connected() { timeout 3 "${WRAP[@]}" jack_lsp -c 2>/dev/null | grep -A2 '^life:out_1' | grep -q "^   $1"; }

engine() { # engine LOG ARGUMENTS...
	local log=$1
	shift
	engine_up "$log" "${WRAP[@]}" "$AE" --jack --name=life --osc-listen=127.0.0.1:$port --batch=json -d 1 "$@"
}

# dies WHERE: kills are done by the caller right before; $1 WHERE, $2 start in ms
lost_in_time() {
	until_true 3 state_is lost
	between "$1: /status says lost within a second, ms" $(($(milliseconds) - $2)) 0 1000
}

# ends TEXT SECONDS: after SIGTERM
ends() {
	local start
	start=$(milliseconds)
	kill -TERM "$ENGINE_PID"
	until_true "$2" gone "$ENGINE_PID"
	between "$1, ms" $(($(milliseconds) - start)) 0 $(($2 * 1000))
}

# ---- jackd ----
name=aelife$$
jack_up $name 256 || { not_ok "jackd starts"; exit; }
engine jackd.log --lab-burn=eq:12000@150 --cycles=jackd.csv
claim "jackd: running" until_true 10 state_is running
timeout 5 jack_connect life:out_1 system:playback_1 >/dev/null 2>&1
timeout 5 jack_connect life:out_2 system:playback_2 >/dev/null 2>&1
sleep 1.5

timeout 5 jack_bufsize 64 >/dev/null 2>&1
claim "jackd: a live period change to 64 frames is seen" until_true 3 period_near 1333.3
claim "jackd: ... and periods go on" until_true 3 moving
timeout 5 jack_bufsize 1000 >/dev/null 2>&1
claim "jackd: a period of 1000 frames, no power of two" until_true 3 period_near 20833.3
timeout 5 jack_bufsize 256 >/dev/null 2>&1
until_true 3 period_near 5333.3

timeout 5 jack_freewheel y >/dev/null 2>&1
claim "jackd: freewheel is shown" until_true 3 state_is freewheel
timeout 5 jack_freewheel n >/dev/null 2>&1
claim "jackd: ... and its end" until_true 3 state_is running

before=$(total jackd.log misses)
start=$(milliseconds)
kill -KILL "$JACK_PID"
lost_in_time jackd "$start"
claim "jackd: the log says so" grep -q 'went away' jackd.log
claim "jackd: --batch says so" until_true 1 grep -q '"state":"lost"' jackd.log
claim "jackd: the engine stays" kill -0 "$ENGINE_PID"
sleep 1
if jack_up $name 256; then
	claim "jackd: back by itself after a restart" until_true 12 state_is running
	claim "jackd: our connections are restored" until_true 5 connected system:playback_1
	claim "jackd: periods go on" until_true 3 moving
	sleep 0.5
	after=$(total jackd.log misses)
	claim "jackd: counters go on (misses: $before before, $after now)" true_that "$before >= 1 && $after >= $before"
else
	not_ok "jackd starts again under the same name"
fi
ends "jackd: SIGTERM ends it" 3
# Columns by name: the numbers of the cycles rise across the gap, and the generation changes.
claim "jackd: cycle numbers go on in a new generation" awk -F, '
	/^#/ { next }
	!named { for (i = 1; i <= NF; i++) at[$i] = i; named = 1; next }
	rows++ && $at["seq"] <= last { bad = 1 }
	{ last = $at["seq"]; generation[$at["generation"]] = 1 }
	END { for (g in generation) n++; exit bad || n < 2 }' jackd.csv

engine exit.log --exit-on-lost
until_true 10 state_is running
kill -KILL "$JACK_PID"
until_true 5 gone "$ENGINE_PID"
wait "$ENGINE_PID"
got=$?
claim "jackd: --exit-on-lost leaves with status 6 (got $got)" [ $got -eq 6 ]

# ---- A server wedged by a stopped client ----
if jack_up ${name}w 256; then
	timeout 60 jkprobe -n wedge -t 50 >/dev/null 2>&1 </dev/null &
	until_true 5 ports_there wedge
	probe=$(pgrep -P $! jkprobe || echo $!)
	at_end+=("kill -CONT $probe 2>/dev/null; kill -KILL $probe 2>/dev/null")
	engine wedged.log
	until_true 10 state_is running
	kill -STOP "$probe"
	sleep 2.5
	claim "wedged server: OSC still answers" until_true 1 state_is running
	ends "wedged server: SIGTERM ends it" 6
	kill -CONT "$probe"
	kill -KILL "$probe"
	sleep 0.3
	stop "$JACK_PID"
else
	not_ok "jackd for the wedge starts"
fi

# ---- PipeWire ----
if ! command -v pipewire wireplumber pw-jack pw-cli pw-metadata dbus-daemon >/dev/null; then
	skip "PipeWire: not there"
	exit
fi
unset JACK_DEFAULT_SERVER
pipewire_up "$AE_TMP/pw" || { not_ok "PipeWire starts"; exit; }
WRAP=(pw-jack)
engine pipewire.log --connect=auto
claim "PipeWire: running" until_true 10 state_is running
timeout 5 pw-metadata -n settings 0 clock.force-quantum 64 >/dev/null 2>&1
claim "PipeWire: a live period change to 64 frames is seen" until_true 5 period_near 1333.3
timeout 5 pw-metadata -n settings 0 clock.force-quantum 0 >/dev/null 2>&1
until_true 3 period_near 5333.3
timeout 5 pw-metadata -n settings 0 clock.force-rate 44100 >/dev/null 2>&1
rate_is() { true_that "$(rate || echo 0)+0 == $1"; }
claim "PipeWire: a live rate change to 44100 Hz is seen" until_true 5 rate_is 44100
claim "PipeWire: ... and periods go on" until_true 3 moving
timeout 5 pw-metadata -n settings 0 clock.force-rate 0 >/dev/null 2>&1
sleep 1.5

start=$(milliseconds)
kill -KILL "$(cat "$AE_TMP/pw/pipewire.pid")"
lost_in_time PipeWire "$start"
claim "PipeWire: the log says so" grep -qE 'went away|come back|does not answer' pipewire.log
"$AE_ENV/pipewire-headless.sh" stop "$AE_TMP/pw" >/dev/null 2>&1
if pipewire_up "$AE_TMP/pw"; then
	claim "PipeWire: back by itself after a restart" until_true 15 state_is running
	claim "PipeWire: our connections are restored" until_true 5 connected dummy-out
	claim "PipeWire: periods go on" until_true 3 moving
else
	not_ok "PipeWire starts again"
fi
ends "PipeWire: SIGTERM ends it" 3
