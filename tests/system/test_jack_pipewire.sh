#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The JACK backend on PipeWire: live quantum and rate, accounts, loss, a stopped server.
# timeout: 120
. "${AE_SYSTEM:?run this through tests/system/run.sh}/lib.sh"
. "$AE_SYSTEM/lib_jack.sh"
need pipewire wireplumber pw-jack pw-metadata jack_lsp jkprobe
WRAP=(pw-jack)

out=$(PIPEWIRE_RUNTIME_DIR=$AE_TMP/none timeout 5 pw-jack "$HARNESS" </dev/null 2>/dev/null)
claim "no PipeWire: exit status 3" [ $? -eq 3 ]
claim "no PipeWire: the socket that was tried is in the text" \
	grep -q "PipeWire is not running.*$AE_TMP/none/pipewire-0" <<<"$out"

pipewire_up "$AE_TMP/pw" || { not_ok "PipeWire did not start"; exit 1; }
out=$(timeout 5 "$HARNESS" </dev/null)
claim "without pw-jack the text says what to type" grep -q 'pw-jack audioengine --jack' <<<"$out"

claim "the harness joins" harness_up eng
claim "PipeWire is recognised" until_true 3 field_is describe server PipeWire
ask "auto auto 0" auto >/dev/null
claim "autoconnect finds the speakers" until_true 5 connected 2

setting() { timeout 5 pw-metadata -n settings 0 "$1" "$2" >/dev/null 2>&1; }
for n in 64 256 1024; do
	setting clock.force-quantum $n
	claim "a live change to $n frames arrives" until_true 5 field_is totals nframes $n
	account "$n frames" $((48000 / n))
	claim "$n frames: due is known in every period" [ "$(value "$T" no_due)" -eq 0 ]
	between "$n frames: typical lateness, us" "$(value "$T" late_p50)" 0 $((n * 10000 / 960))
done
setting clock.force-quantum 256
until_true 5 field_is totals nframes 256
setting clock.force-rate 44100
claim "a live change of the rate arrives" until_true 5 field_is describe rate 44100
claim "and is told" said 'changed rate'
account "44100 Hz" 200
claim "periods carry the rate in force" [ "$(value "$T" rate)" = 44100 ]

# No xrun callback there: the frame time alone tells.
timeout 20 pw-jack jkprobe -n sleeper -t 5 -s 20 -e 50 >/dev/null &
until_true 5 ports_there sleeper
timeout 3 pw-jack jack_connect sleeper:out eng:in_1
until_true 5 field_is describe connected_in 1
account "upstream sleeper" 400
claim "upstream sleeper: lost periods are counted ($(value "$T" skipped))" \
	[ "$(value "$T" skipped)" -gt 10 ]
claim "closing is clean" harness_quit

harness_up eng
daemon=$(cat "$AE_TMP/pw/pipewire.pid")
kill -STOP "$daemon"
sleep 0.3
claim "server stopped: describe answers" [ "$(field describe client)" = eng ]
harness_quit
claim "server stopped: the hang of stop is seen from outside" [ $? -eq 7 ]
kill -CONT "$daemon"

claim "a new instance opens" harness_up eng
kill -KILL "$daemon"
claim "death: lost within a second" until_true 1 said 'changed lost'
wait "$HARNESS_PID"
claim "death: stop and close return" [ $? -eq 6 ]
