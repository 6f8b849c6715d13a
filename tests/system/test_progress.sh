# SPDX-License-Identifier: GPL-2.0-or-later
# What a terminal shows while something takes a while, and the commands of contrib/bars as they stand.
# timeout: 90
# shellcheck shell=bash
. "$AE_SYSTEM/lib.sh"
need script timeout
export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -m 700 -p "$XDG_RUNTIME_DIR"

# on_terminal TERM COMMAND: what a terminal gets, carriage returns as lines
on_terminal() { TERM=$1 timeout 20 script -qec "$2" /dev/null </dev/null | tr '\r' '\n'; }

engine="'$AE' --jack=nobody$$ --wait --no-osc --settings=none --no-tui"
on_terminal xterm "timeout -s TERM 4 $engine" >wait.txt
claim "--wait tells what it waits for and how long" grep -qE 'Waiting for the JACK server, [0-9]+ s' wait.txt
on_terminal dumb "timeout -s TERM 3 $engine" >dumb.txt
claim "... with lines only, where a line cannot be cleared" sh -c "! grep -q 'Waiting' dumb.txt && grep -q '^DSP starting' dumb.txt"

"$AE" --dummy --name=bar --settings=none --no-tui >engine.log 2>&1 </dev/null &
at_end+=("stop $!")
until_true 10 sh -c "'$AE' ctl --name=bar get /engine/state 2>/dev/null | grep -q running"
mkdir -p bin
ln -sf "$AE" bin/audioengine
PATH=$AE_TMP/bin:$PATH
good='^DSP [0-9]+% x[0-9]+ -?[0-9.]+dB$'
for bar in tmux.conf i3.conf waybar.json polybar.ini; do
	command=$(sed -n 's/.*\(audioengine --attach --status-line[- a-z0-9]*\).*/\1/p' "$AE_SRC/contrib/bars/$bar")
	timeout 4 sh -c "exec $command" >"$bar.txt" 2>"$bar.err" </dev/null
	claim "contrib/bars/$bar: \"$command\" writes lines for a bar" grep -qE "$good" "$bar.txt"
	claim "contrib/bars/$bar: and nothing else" sh -c "! grep -vE '$good' '$bar.txt'"
done
claim "contrib/bars/waybar.json is JSON" sh -c "! command -v jq >/dev/null || jq . '$AE_SRC/contrib/bars/waybar.json' >/dev/null"
