#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 60
# Edits, presets, slots, /norm and /quit over OSC, on the real program with real files.
. "${0%/*}/lib.sh"
need oscask

export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
presets=$XDG_CONFIG_HOME/audioengine/presets
urlfile=$XDG_RUNTIME_DIR/audioengine/default.url
"$AE" --dummy --rate=48000 --no-tui >ae.log 2>&1 &
pid=$!
at_end+=("stop $pid")
until_true 10 test -s "$urlfile" || { not_ok "the URL file appears: $(head -n 3 ae.log)"; exit 1; }
port=$(sed 's/.*:\([0-9]*\).*/\1/' "$urlfile")

# says TEXT PATTERN ADDRESS [TYPES ARGUMENT...]: the answer matches
says() {
	local text=$1 pattern=$2 got
	shift 2
	got=$(oscask "$port" "$@")
	# shellcheck disable=SC2254
	case $got in
	$pattern) ok "$text" ;;
	*) not_ok "$text: $* says \"$got\", not \"$pattern\"" ;;
	esac
}

# set_to ADDRESS TYPE VALUE: silent, so nobody waits for an answer
set_to() { timeout 0.2 oscask "$port" "$@" >/dev/null; }

until_true 5 sh -c "oscask $port /engine/samplerate | grep -q 48000"
says "the rate is known" "/engine/samplerate ,f 48000" /engine/samplerate
says "nothing to undo" "/error ,sis /eq/undo -8 *" /eq/undo
set_to /eq/preamp f -3
says "an edit is undone" "/reply ,ss /eq/undo *" /eq/undo
says "... and its value is back" "/eq/preamp ,f 0" /eq/preamp
says "... and done again" "/reply ,ss /eq/redo *" /eq/redo
says "... with its value" "/eq/preamp ,f -3" /eq/preamp

says "the slot is A" "/eq/slot ,s A" /eq/slot
set_to /eq/slot s B
set_to /eq/preamp f -6
set_to /eq/slot s A
says "slots keep their own" "/eq/preamp ,f -3" /eq/preamp
set_to /eq/slot/index i 1
says "... each" "/eq/preamp ,f -6" /eq/preamp
set_to /eq/slot s A
says "no band is alone" "/eq/solo ,i 0" /eq/solo
set_to /eq/solo i 3
says "... until it is asked for" "/eq/solo ,i 3" /eq/solo
set_to /eq/solo i 0
says "bands of the large EQ are there" "/describe.reply ,sssfffss /eq/band/16/gain f rw -30 30 0 gain.db *" \
	/describe s /eq/band/16/gain

says "a preset is saved" "/reply ,ss /preset/save Mine" /preset/save s Mine
claim "... on the disk when that is said" grep -q "^Preamp: -3" "$presets/Mine.txt"
says "... and is the current one" "/preset/current ,si Mine 0" /preset/current
set_to /eq/preamp f -5
says "an edit modifies it" "/preset/current ,si Mine 1" /preset/current
says "it is loaded again" "/reply ,ss /preset/load Mine" /preset/load s Mine
says "... with its value" "/eq/preamp ,f -3" /eq/preamp
says "... unmodified" "/preset/current ,si Mine 0" /preset/current
mkdir "$presets/Taken.txt"
says "a file that cannot be made is said" "/error ,sis /preset/save -10 *" /preset/save s Taken
says "... and nothing else has changed" "/preset/current ,si Mine 0" /preset/current
says "names lead nowhere else" "/error ,sis /preset/save -22 *" /preset/save s ../Mine
echo "Filter 1: ON PK Fc nan Hz Gain 3 dB Q 1" >"$presets/Broken.txt"
says "a broken file is said" "/error ,sis /preset/load -9 *" /preset/load s Broken
sleep 0.5 # errors are told sparingly
says "a missing one too" "/error ,sis /preset/load -5 *" /preset/load s Nowhere
says "the list holds it" "/preset/list.reply ,ii* *Mine*" /preset/list i 0
says "buttons step through the list" "/reply ,ss /preset/next *" /preset/next
says "... and back" "/reply ,ss /preset/prev Mine" /preset/prev
says "flat is flat" "/reply ,ss /eq/flat *" /eq/flat
says "... in its values" "/eq/preamp ,f 0" /eq/preamp
says "... and is no preset" "/preset/current ,si  0" /preset/current

set_to /norm/eq/preamp f 0.5
says "a place in the range is a value" "/eq/preamp ,f -9" /eq/preamp
says "... and back" "/norm/eq/preamp ,f 0.5" /norm/eq/preamp
set_to /norm/eq/band/1/freq f 0.5
says "in the middle of a logarithmic one is the geometric mean" "/eq/band/1/freq ,f 484.97*" /eq/band/1/freq
set_to /norm/eq/band/1/freq f 1
says "its end is 0.49 of the sample rate" "/eq/band/1/freq ,f 23520" /eq/band/1/freq
says "... as it is described" "/describe.reply ,sssfffss /eq/band/1/freq f rw 10 23520 *" /describe s /eq/band/1/freq

says "it ends on request" "/reply ,ss /quit *" /quit
until_true 5 gone "$pid"
wait "$pid"
status=$?
claim "... and in order ($status)" [ "$status" = 0 ]
claim "... without its URL file" test ! -e "$urlfile"
