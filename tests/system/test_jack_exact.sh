#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What goes through the JACK backend comes out bit by bit, at every period size.
# timeout: 260
. "${AE_SYSTEM:?run this through tests/system/run.sh}/lib.sh"
. "$AE_SYSTEM/lib_jack.sh"
need jackd jack-play jack_capture jack_connect wavtool

wavtool make "$AE_TMP/tune.wav" 3 || exit 1
jack_up "ae-je$$" 256 || { not_ok "jackd did not start"; exit 1; }

# play [BUFSIZE]: through the harness to rec.wav, with a live change half way
play() {
	rm -f "$AE_TMP/rec.wav"
	timeout 20 jack_capture -d 6 -c 2 -p eng:out_1 -p eng:out_2 -dc "$AE_TMP/rec.wav" \
		>/dev/null 2>&1 &
	local recorder=$!
	until_true 5 ports_there jack_capture
	JACK_PLAY_CONNECT_TO=eng:in_%d timeout 20 jack-play -c 3 "$AE_TMP/tune.wav" >/dev/null 2>&1 &
	wait "$recorder"
	line=$(wavtool null "$AE_TMP/tune.wav" "$AE_TMP/rec.wav")
}

exact() { grep -qE 'residue_dbfs=-(inf|[0-9]{3,})' <<<"$line"; }

harness_up eng
for n in 64 256 1024 100; do
	timeout 5 jack_bufsize $n >/dev/null 2>&1
	until_true 5 field_is totals nframes $n
	for try in 1 2 3 4; do # where the server lost something, player or recorder did too
		ask clear cleared >/dev/null
		play
		t=$(ask totals totals)
		exact && break
		[ $(($(value "$t" xruns) + $(value "$t" skipped))) -gt 0 ] || [ $try -lt 2 ] || break
	done
	claim "$n frames: what was recorded is what was played ($line)" exact
done
harness_quit
