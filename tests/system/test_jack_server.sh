#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The JACK backend on jackd: periods, accounts, connections, freewheel, loss, a wedged server.
# timeout: 150
. "${AE_SYSTEM:?run this through tests/system/run.sh}/lib.sh"
. "$AE_SYSTEM/lib_jack.sh"
need jackd jack_lsp jack_connect jack_bufsize jack_freewheel jkprobe

name=ae-js$$
out=$(timeout 5 "$HARNESS" -s "$name" </dev/null)
claim "no server: exit status 3" [ $? -eq 3 ]
claim "no server: its name is in the text" grep -q "\"$name\"" <<<"$out"
out=$(PIPEWIRE_RUNTIME_DIR=$AE_TMP XDG_RUNTIME_DIR=$AE_TMP timeout 5 "$HARNESS" </dev/null)
claim "no server: libjack itself says nothing" [ "$(wc -l <<<"$out")" -eq 1 ]

jack_up "$name" 256 || { not_ok "jackd did not start"; exit 1; }
claim "the harness joins" harness_up eng
d=$(ask describe describe)
claim "the audio thread flushes denormals" [ "$(value "$d" ftz)" = 1 ]
claim "the server's name is told" [ "$(value "$d" server)" = "$name" ]

# Periods, 100 frames among them, while it runs.
for n in 64 1024 100 256; do
	timeout 5 jack_bufsize $n >/dev/null 2>&1
	claim "a live change to $n frames arrives" until_true 5 field_is totals nframes $n
	account "$n frames" $((48000 / n))
	claim "$n frames: due is known in every period" [ "$(value "$T" no_due)" -eq 0 ]
	# Woken within half a period typically, a bracket of one frame apart.
	between "$n frames: typical lateness, us" "$(value "$T" late_p50)" 0 $((n * 10000 / 960))
done

# An upstream client that oversleeps: xruns by the server, periods lost by our count.
timeout 20 jkprobe -n sleeper -t 6 -s 20 -e 50 >/dev/null &
until_true 5 ports_there sleeper
timeout 3 jack_connect sleeper:out eng:in_1
claim "connected ports are counted" until_true 5 field_is describe connected_in 1
account "upstream sleeper" 500
claim "upstream sleeper: xruns are counted ($(value "$T" xruns))" [ "$(value "$T" xruns)" -gt 3 ]
claim "upstream sleeper: lost periods are counted ($(value "$T" skipped))" \
	[ "$(value "$T" skipped)" -gt 10 ]
claim "lost frames are whole periods" \
	[ "$(value "$T" lost)" -eq $((256 * $(value "$T" skipped))) ]
wait %2 2>/dev/null
claim "its end is seen" until_true 8 field_is describe connected_in 0

# Connections.
ask "auto auto 0" auto >/dev/null
claim "autoconnect joins the outputs" connected 2
ask "auto auto 1" auto >/dev/null
claim "and the inputs when told to" connected 4
ask disconnect disconnected >/dev/null
claim "disconnect removes all of ours" until_true 3 connected 0
claim "a pattern joins what it matches" [ "$(ask "auto system:playback_2 0" "auto")" = "auto 0" ]
claim "a bad pattern is refused" [ "$(ask "auto [ 0" "auto")" = "auto -22" ]
claim "a connection is made by name, whatever we were called" \
	[ "$(ask "connect other-01:out_1 system:playback_1" connected)" = "connected missing=0" ]
claim "a missing port is counted" \
	[ "$(ask "connect eng:out_1 nobody:in" connected)" = "connected missing=1" ]

# Freewheel.
ask clear cleared >/dev/null
timeout 5 jack_freewheel y >/dev/null 2>&1
claim "freewheel is told" until_true 5 field_is describe freewheel 1
until_true 5 cycles_beyond 1000
timeout 5 jack_freewheel n >/dev/null 2>&1
until_true 5 field_is describe freewheel 0
t=$(ask totals totals)
claim "freewheeling cycles are marked" [ "$(value "$t" freewheel)" -gt 900 ]
claim "freewheel loses nothing" [ "$(value "$t" skipped)" -eq 0 ]

# The name is taken.
first=$H_FD first_h=$H first_pid=$HARNESS_PID
(
	H_FD= H=
	harness_up eng2
	harness_quit
) >/dev/null
claim "a second instance opens and closes" grep -q '^closed' "$AE_TMP/eng2.out"
twin=$( (echo describe; sleep 1) | timeout 10 "$HARNESS" -n eng)
claim "a name that is taken is read back" grep -q 'client=eng-01 ' <<<"$twin"
H_FD=$first H=$first_h HARNESS_PID=$first_pid
claim "closing is clean" harness_quit
claim "the ports are gone" [ -z "$(timeout 3 jack_lsp 2>/dev/null | grep ^eng:)" ]

# One channel, and many.
harness_up mono -c 1
ask "auto auto 1" auto >/dev/null
claim "one channel goes to both speakers and listens to one input" connected 3
harness_quit
harness_up wide -c 64
ask "auto auto 1" auto >/dev/null
claim "64 channels: as many connections as the device has" connected 4
harness_quit

# A stopped client wedges jackd: stop hangs, and nothing else of ours.
harness_up eng
jkprobe -n victim -c -t 60 >/dev/null &
victim=$!
at_end+=("kill -KILL $victim 2>/dev/null")
joined() { timeout 3 jack_lsp -c 2>/dev/null | grep -A 1 '^victim:in' | grep -q capture_1; }
until_true 5 joined # it is active, then
kill -STOP "$victim"
sleep 1.5 # past jackd's client time-out of 500 ms
claim "wedged: describe answers" [ "$(field describe client)" = eng ]
before=$(milliseconds)
harness_quit
claim "wedged: the hang of stop is seen from outside" [ $? -eq 7 ]
claim "wedged: within its time" [ $(($(milliseconds) - before)) -lt 6000 ]
kill -KILL "$victim"
claim "healed: a new instance opens" until_true 10 harness_up eng

# The server dies.
kill -KILL "$JACK_PID"
claim "death: lost within a second" until_true 1 said 'changed lost'
wait "$HARNESS_PID"
claim "death: stop and close return" [ $? -eq 6 ]

# A killed server keeps one of the machine's eight places until its name is used again.
claim "back: a server of the same name starts" jack_up "$name" 256
claim "back: a new instance opens" harness_up eng
claim "back: closing is clean" harness_quit
