#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 120
# What a user meets when something is wrong: every error text says what happened and what to type,
# and the exit status tells which kind it was.
. "${0%/*}/lib.sh"

# says STATUS TEXT-PATTERN CLAIM ARGUMENTS...
says() {
	local want=$1 pattern=$2 text=$3 got
	shift 3
	timeout 15 "$AE" "$@" >out.txt 2>&1 </dev/null
	got=$?
	if [ $got -ne "$want" ]; then
		not_ok "$text: status $got, not $want: $(head -n 3 out.txt | tr '\n' '|')"
	elif ! grep -qE -- "$pattern" out.txt; then
		not_ok "$text: no \"$pattern\" in: $(head -n 5 out.txt | tr '\n' '|')"
	elif [ "$(wc -l <out.txt)" -gt 12 ] && [ "$want" -ne 0 ]; then
		not_ok "$text: buried in $(wc -l <out.txt) lines"
	else
		ok "$text"
	fi
}
quick=(--dummy --no-osc --no-tui --duration=0.5)

# ---- Usage ----
says 0 'audioengine' "--help" --help
claim "--help fits 80x24" awk 'length($0) > 80 { bad = 1 } END { exit bad || NR > 24 }' out.txt
says 0 '--cycles' "--help=all shows every option" --help=all
says 0 'audioengine [0-9]' "--version" --version
says 2 '--preset' "an unknown option suggests the nearest" --prset=x
says 2 'expected' "an option's value that is no number" --period=many
says 2 'one backend' "two backends" --dummy --jack
says 2 'sinee|dummy|expected|understood' "a knob that does not exist" --dummy=sinee --duration=1 --no-tui
says 2 'burn|dummy|expected|understood' "a knob with a broken range" --dummy=burn=eq:300@9-1 --duration=1 --no-tui
says 2 'NODE|expected' "a broken rehearsal" --dummy --lab-burn=eq
says 2 'numeric|address' "OSC on what is no address" --dummy --osc-listen=here:7800
says 2 'render|expected|OUT' "render without its second file" render in.wav

# ---- No server ----
export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
unset PIPEWIRE_RUNTIME_DIR PIPEWIRE_REMOTE
says 3 'no JACK server.*is running' "no JACK server of that name" --jack=aenone$$ --no-tui
says 3 "aenone$$" "... names what was tried" --jack=aenone$$ --no-tui
JACK_DEFAULT_SERVER=aenone$$ says 3 'JACK_DEFAULT_SERVER' "... and says so when it came from the environment" --jack --no-tui
JACK_DEFAULT_SERVER=aenone$$ says 3 'demo' "no backend given and nothing runs: says what to type" --no-tui
if command -v pipewire wireplumber pw-cli dbus-daemon >/dev/null && pipewire_up "$AE_TMP/pw"; then
	JACK_DEFAULT_SERVER=aenone$$ says 3 'pw-jack +audioengine' "no JACK server, but PipeWire: says pw-jack" --jack --no-tui
else
	skip "PipeWire: not there"
fi

# ---- Presets and parameters ----
printf 'Preamp: -3 dB\nFilter 1: ON PK Fc 100 Hz Gian 3 dB Q 1\n' >typo.txt
says 5 'typo.txt:2:.*Gian' "a preset's mistake has its line" "${quick[@]}" --preset=typo.txt
{
	echo 'Preamp: 0 dB'
	for i in $(seq 17); do echo "Filter $i: ON PK Fc $((i * 100)) Hz Gain 1 dB Q 1"; done
} >many.txt
says 5 '17.*16' "more than 16 filters" "${quick[@]}" --preset=many.txt
head -n 11 many.txt >ten.txt
says 0 'ten.txt: 10 filters, the EQ now has 16 bands' "ten filters make 16 bands" "${quick[@]}" --preset=ten.txt
says 5 'nowhere.txt.*[Nn]o such file' "a preset that is not there" "${quick[@]}" --preset=nowhere.txt
says 5 '/eq/band/3/gian' "a parameter that does not exist" "${quick[@]}" --set=/eq/band/3/gian=1
says 5 '/eq/preamp' "a value that is no number" "${quick[@]}" --set=/eq/preamp=loud

# ---- Files ----
says 3 'nowhere.wav' "a sound file that is not there" --file=nowhere.wav --no-tui --no-osc
says 1 'nowhere' "a report that cannot be written" "${quick[@]}" --report=/nowhere/at/all.json
says 5 'nowhere.json.*No such' "a report that is not there" report nowhere.json
echo '{' >broken.json
says 5 'broken.json' "a report that is none" report broken.json
wavtool make in.wav 2
claim "render" "$AE" render in.wav out.wav
says 3 'nowhere.wav' "render of a file that is not there" render nowhere.wav out.wav

# ---- What it does without a terminal ----
says 0 'load|%|DSP' "not a terminal: status lines, no screen" --dummy --no-osc --duration=2.5
claim "... and no control sequences" sh -c '! grep -q "$(printf "\033")" out.txt'
says 0 'eq' "--batch" --dummy --no-osc --batch -n 2 -d 3
"$AE" --dummy --no-osc --batch=json -n 2 -d 3 >out.json 2>/dev/null </dev/null
claim "--batch=json: each line is an object" sh -c 'test $(wc -l <out.json) -eq 2'
command -v jq >/dev/null && claim "... that jq reads" jq -e . out.json >/dev/null
says 0 '.' "--status-line" --dummy --no-osc --status-line -n 1 -d 3
claim "--duration and --report" timeout 10 "$AE" "${quick[@]}" --report=r.json --cycles=c.csv
claim "... the report is there" test -s r.json
claim "... and the cycles" test -s c.csv
# As a user whom the machine grants neither real time nor locked memory.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	plain=$(mktemp -d "${TMPDIR:-/tmp}/ae-plain.XXXXXX")
	at_end+=("rm -rf '$plain'")
	cp "$AE" "$plain/" && chmod 755 "$plain" "$plain/audioengine"
	(cd / && ulimit -l 64 && env -u XDG_RUNTIME_DIR setpriv --reuid=65534 --regid=65534 --clear-groups \
		timeout 10 "$plain/audioengine" "${quick[@]}" --no-tui) >denied.txt 2>&1
	got=$?
	claim "without rights it runs (got $got)" [ $got -eq 0 ]
	claim "... says once that it is not real-time, and what to type" \
		[ "$(grep -c 'not real-time (RLIMIT_RTPRIO 0).*sudo usermod -aG pipewire' denied.txt)" -eq 1 ]
	claim "... and that memory is not locked" grep -q 'could not lock memory (0.0625 MiB limit)' denied.txt
else
	skip "an ordinary user's warnings: not root, or no setpriv"
fi
timeout 20 "$AE" --dummy=virtual,burn=eq:12000@100 --no-osc --duration=2 >/dev/null 2>incident.txt
claim "an incident has its line in the log" grep -q \
	'incident 1: own-dsp, +6.67 ms, node eq, 1 missed, 1 skipped, 1 xruns, 256 frames lost' incident.txt
says 0 '^ *eq ' "report shows the nodes" report r.json --sort=max
says 0 '%' "report --top" report r.json --top=1
claim "... shows only so many" [ "$(grep -cE '^ *(input|eq|spectrum|output|engine|profiler|worker) ' out.txt)" -eq 1 ]

# ---- Ports and signals ----
port=$((20000 + $$ % 20000))
engine_up first.log "$AE" --dummy --name=one --osc-listen=127.0.0.1:$port --no-tui
until_true 5 oscask $port /ping i 1 >/dev/null
says 0 "$port.*in use|in use.*$port" "the OSC port is taken: says so and goes on" --dummy --name=two --osc-listen=127.0.0.1:$port --no-tui --duration=1
kill -TERM "$ENGINE_PID"
wait "$ENGINE_PID"
got=$?
claim "SIGTERM is being asked to stop: status 0 (got $got)" [ $got -eq 0 ]
engine_up second.log "$AE" --dummy --no-osc --no-tui --report=term.json
sleep 1
kill -INT "$ENGINE_PID"
wait "$ENGINE_PID"
got=$?
claim "SIGINT: status 130 (got $got)" [ $got -eq 130 ]
claim "... and the report is written all the same" test -s term.json
