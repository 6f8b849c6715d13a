#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 400
# The live path equals the offline one: a JACK player plays a file into the engine, a JACK
# recorder records its output, and that equals `audioengine render` of the same file and preset,
# at several periods and across live changes of the period.
. "${0%/*}/lib.sh"
need jackd jack-play jack_capture jack_bufsize jq

cat >preset.txt <<'EOT'
Preamp: -4.50 dB
Filter 1: ON LSC Fc 105.00 Hz Gain 4.10 dB Q 0.7000
Filter 2: ON PK Fc 215.00 Hz Gain -2.80 dB Q 0.9300
Filter 3: ON PK Fc 480.00 Hz Gain 1.70 dB Q 1.4100
Filter 4: ON PK Fc 1150.00 Hz Gain -3.20 dB Q 2.2000
Filter 5: ON PK Fc 2700.00 Hz Gain 3.90 dB Q 3.1000
Filter 6: ON PK Fc 5300.00 Hz Gain -5.00 dB Q 4.5000
Filter 7: ON PK Fc 8100.00 Hz Gain 2.60 dB Q 2.0000
Filter 8: ON HSC Fc 10000.00 Hz Gain -1.90 dB Q 0.7000
EOT
wavtool make in.wav 5
claim "render writes a file" "$AE" render in.wav want.wav --preset=preset.txt
wavtool null in.wav want.wav >same.txt 2>&1
claim "render changes the sound" true_that "$(sed -n 's/.*residue_dbfs=//p' same.txt) > -60"

recorder_ready() { [ "$(timeout 3 jack_lsp -c 2>/dev/null | grep -c '^   jack_capture')" -ge 2 ]; }

# record NAME [FRAMES...]: plays, records NAME.wav, changing the period on the way
record() {
	local name=$1 frames
	shift
	engine_up "engine-$name.log" "$AE" --jack --name=null --preset=preset.txt --no-osc --no-tui \
		--report="$name.json"
	until_true 10 ports_there null || { not_ok "$name: the engine has no ports"; return; }
	timeout 30 jack_capture -d 8 -c 2 -p null:out_1 -p null:out_2 -dc "$name.wav" \
		>"capture-$name.log" 2>&1 </dev/null &
	local capture=$!
	until_true 5 recorder_ready
	[ $# -eq 0 ] || timeout 5 jack_bufsize 64 >/dev/null 2>&1
	JACK_PLAY_CONNECT_TO='null:in_%d' timeout 30 jack-play -c 3 in.wav >"play-$name.log" 2>&1 </dev/null &
	local play=$!
	sleep 1.5
	for frames in "$@"; do
		timeout 5 jack_bufsize "$frames" >/dev/null 2>&1
		sleep 1.2
	done
	wait $play $capture
	stop "$ENGINE_PID"
}

# residue NAME: is the recording what render made?
residue() {
	local text status
	text=$(wavtool null want.wav "$1.wav" 2>&1)
	status=$?
	echo "# $1: $text"
	[ $status -eq 0 ] && true_that "${text##*residue_dbfs=} < -140"
}

# equals TEXT NAME [FRAMES...]: where the server reported xruns or lost periods (a stalled machine),
# player or recorder may have dropped frames, which says nothing about the engine: up to four tries.
# Without such a reason once is forgiven, as their file buffers may run dry unseen.
equals() {
	local text=$1 name=$2 try drops
	shift
	for try in 1 2 3 4; do
		record "$@"
		residue "$name" && break
		drops=$(jq '.xruns.count + .xruns.skipped' "$name.json" 2>/dev/null)
		echo "# $name: try $try; xruns and periods lost meanwhile: ${drops:-unknown}"
		[ "${drops:-1}" -gt 0 ] || [ $try -lt 2 ] || break
	done
	claim "$text" residue "$name"
}

for period in 64 256 1024; do
	jack_up "aenull$$-$period" $period || { not_ok "jackd at $period frames"; continue; }
	equals "live equals render at $period frames, residue below -140 dBFS" "p$period"
	stop "$JACK_PID"
done

jack_up "aenull$$-change" 64 || { not_ok "jackd for live changes"; exit; }
equals "live equals render across live changes of the period (64, 1024, 256)" change 1024 256
