#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 170
#
# Every command of README, typed as it stands there: with a home, a jackd and files of the names
# that README uses.  What does not end by itself is ended like Ctrl-C does.  The minute that is
# measured runs beside all others, and is what they talk to.
. "${AE_SYSTEM:?}/lib.sh"
need jackd oscsend

export HOME=$AE_TMP/home XDG_RUNTIME_DIR=$AE_TMP/run
unset XDG_CONFIG_HOME XDG_STATE_HOME AUDIOENGINE_URL
mkdir -p "$HOME/Downloads" bin
mkdir "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
ln -s "$AE" bin/audioengine
ln -s "$AE_BUILD" build
PATH=$AE_TMP/bin:$PATH

# What README takes for granted.
cat >K702.txt <<'K'
Preamp: -6.0 dB
Filter 1: ON LSC Fc 105 Hz Gain 5.5 dB Q 0.70
Filter 2: ON PK Fc 2200 Hz Gain -4.5 dB Q 2.80
K
cp K702.txt "$HOME/Downloads/AKG K702 ParametricEQ.txt"
timeout 10 audioengine preset export ./K702.txt --format=easyeffects -o K702.json || not_ok "K702.json is made"
wavtool make in.wav 2 || not_ok "in.wav is made"
jack_up "readme$$" 256 || { skip "no jackd can be started"; exit 0; }

# README's list: the lines of its sh blocks, without their comments.
sed -n '/^```sh$/,/^```$/p' "$AE_SRC/README.md" | grep -v '^```' | sed 's/  *#.*//' | grep . >list
claim "README has its list of commands ($(wc -l <list))" [ "$(wc -l <list)" -gt 20 ]

minute=$(grep -- '--duration=60' list)
eval "exec $minute" >minute.log 2>&1 </dev/null &
minute_pid=$!
at_end+=("stop $minute_pid")
until_true 8 sh -c 'audioengine ctl get --plain /engine/state 2>/dev/null | grep -q running' ||
	not_ok "the engine of the measured minute runs: $(tail -n 2 minute.log)"

try() { # try LINE [SECONDS]: 130 is how a program tells its shell that Ctrl-C ended it
	local status=0
	timeout --preserve-status -k 5 -s INT "${2:-20}" bash -c "$1" >out.txt 2>&1 </dev/null || status=$?
	[ $status -eq 0 ] || [ $status -eq $((${2:-0} > 0 ? 130 : 0)) ] || { tail -n 2 out.txt >&2; return 1; }
}
while IFS= read -r line <&3; do
	case $line in
	./quickstart* | autoreconf* | sudo* | "$minute" | *'report minute.json'*) ;;
	pw-jack*) skip "$line: test_jack_pipewire.sh has PipeWire" ;;
	*' --jack'* | *' --demo'* | *'ctl watch'* | *' --attach'*) claim "$line" try "$line" 2 ;;
	*) claim "$line" try "$line" ;;
	esac
done 3<list
claim "what was set is set" sh -c "audioengine ctl get --plain /eq/band/3/gain | grep -qxF -e -4.5"
claim "out.wav is there" test -s out.wav
kill "$minute_pid" # it has been watched for long enough
wait "$minute_pid"
claim "$minute" [ $? -eq 0 ]
line=$(grep 'report minute.json' list)
claim "$line" try "$line"
