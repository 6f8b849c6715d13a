#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 120
#
# The screen in a real terminal (tmux): sizes, live resize, quitting, crashes, Ctrl-S, noise of
# libraries, colours, a terminal that goes away.
. "${AE_SYSTEM:?}/lib.sh"
need tmux stty

demo=$AE_BUILD/tests/tui_demo
n=0

shot() { "$AE_ENV/tmux-shot.sh" "$@" 2>/dev/null; }

# run_in SIZE COMMAND: runs it in a fresh terminal, between two stty; $t is its name.
# $AE_TMP/$t.before, .after and .status tell how it left the terminal.
run_in() {
	n=$((n + 1))
	t=ae-$$-$n
	at_end+=("shot stop $t")
	shot start "$t" "$1" "cd '$AE_TMP'; stty -a >$t.before; $2; echo \$? >$t.status; stty -a >$t.after; echo left; sleep 60"
}

sees() { shot wait "$t" "$1" "${2:-8}"; }
left() { until_true "${1:-5}" test -s "$AE_TMP/$t.after"; }
restored() { left && cmp -s "$AE_TMP/$t.before" "$AE_TMP/$t.after"; }
status_is() { left && [ "$(cat "$AE_TMP/$t.status")" = "$1" ]; }
main_screen() { sees '^left$' 3 && ! shot text "$t" | grep -q 'DSP load'; }
last_row() { shot text "$t" | sed -n "$1p" | grep -q 'q Quit'; }
widest() { [ "$(shot text "$t" | wc -L)" -le "$1" ]; }

for size in 40x12 80x24 200x60; do
	run_in $size "'$AE' --demo --no-osc"
	claim "$size: opens" sees 'Load|load'
	claim "$size: the sentence is the first line" sees '^ (OK|!|!!) '
	claim "$size: the footer is the last line" last_row "${size#*x}"
	shot keys "$t" q
	claim "$size: q leaves the terminal as it was" restored
	claim "$size: q leaves with status 0" status_is 0
	claim "$size: the main screen is back" main_screen
	shot stop "$t"
done

run_in 80x24 "'$AE' --demo --no-osc"
sees 'DSP load'
shot size "$t" 120x40
claim "a larger terminal is used at once" sees 'INCIDENTS' 3
shot size "$t" 40x12
claim "a smaller one too" sees '^Load' 3
claim "and nothing is left over there" widest 40
shot size "$t" 30x6
claim "a tiny one says what it needs" sees 'needed 40 x 8' 3
shot size "$t" 80x24
claim "and comes back" sees 'DSP load' 3
shot keys "$t" 2
claim "2 shows Nodes" sees 'sorted by place' 3
shot keys "$t" F6
claim "F6 sorts" sees 'sorted by NOW' 3
shot keys "$t" F1
claim "F1 shows help" sees 'any key: back' 3
shot keys "$t" Space
shot keys "$t" 3
claim "3 shows EQ and its curve" sees 'EQ on .* flat .0\.0 dB' 3
shot keys "$t" 2
shot keys "$t" b
claim "b bypasses the EQ" sees 'EQ bypassed' 3
shot keys "$t" C-z
claim "Ctrl-Z stops nothing" sees 'q quits' 3
shot keys "$t" C-c
claim "Ctrl-C quits" status_is 0
shot stop "$t"

for signal in TERM SEGV ABRT; do
	run_in 80x24 "sh -c 'echo \$\$ >$AE_TMP/pid-$signal; exec \"$AE\" --demo --no-osc'"
	sees 'DSP load'
	kill -$signal "$(cat "$AE_TMP/pid-$signal")"
	claim "kill -$signal leaves the terminal as it was" restored
	claim "kill -$signal brings the main screen back" main_screen
	shot stop "$t"
done

# Ctrl-S holds the screen's thread only: the run ends in time and has measured every period.
run_in 80x24 "'$AE' --demo --no-osc --duration=4 --report=ctrl-s.json"
sees 'DSP load'
shot keys "$t" C-s
claim "Ctrl-S: the program ends by itself" left 9
claim "Ctrl-S: the terminal is as it was" restored
cycles=$(tr ',{' '\n\n' <"$AE_TMP/ctrl-s.json" | sed -n 's/.*"count": *\([0-9]*\).*/\1/p' | head -n 1)
claim "Ctrl-S: periods went on (${cycles:-0} of 1500)" [ "${cycles:-0}" -gt 1300 ]
shot stop "$t"

if [ -x "$demo" ]; then
	run_in 80x24 "'$demo' --noise"
	sees 'DSP load'
	sleep 1
	claim "what libraries print does not reach the screen" \
		sh -c "! '$AE_ENV/tmux-shot.sh' text $t | grep -q complains"
	shot keys "$t" q
	claim "connected ports: q asks first" sees 'Stop audio\? y/n' 3
	shot keys "$t" y
	claim "and y quits" status_is 0
	shot stop "$t"
else
	skip "noise: no $demo"
fi

colours() { shot ansi "$t" | grep -qE $'\e''\[([0-9]+;)*(3[0-7]|4[0-7]|9[0-7]|38|48)[;m]'; }
no_colours() { ! colours; }
run_in 80x24 "env NO_COLOR=1 '$AE' --demo --no-osc"
sees 'DSP load'
claim "NO_COLOR: no colours" no_colours
shot keys "$t" q
shot stop "$t"
run_in 80x24 "env NO_COLOR=1 '$AE' --demo --no-osc --color=always"
sees 'DSP load'
claim "--color=always overrides NO_COLOR" colours
shot keys "$t" q
shot stop "$t"
run_in 80x24 "'$AE' --demo --no-osc --ascii"
sees 'DSP load'
claim "--ascii: only 7-bit characters" sh -c "! '$AE_ENV/tmux-shot.sh' text $t | LC_ALL=C grep -q '[^ -~]'"
shot keys "$t" q
shot stop "$t"
for term in dumb no-such-terminal; do
	run_in 80x24 "env TERM=$term '$AE' --demo --no-osc --duration=2"
	claim "TERM=$term: runs without a screen" status_is 0
	shot stop "$t"
done

run_in 80x24 "sh -c 'echo \$\$ >$AE_TMP/pid-lost; exec \"$AE\" --demo --no-osc'"
sees 'DSP load'
shot stop "$t"
claim "a terminal that goes away ends the program" until_true 5 gone "$(cat "$AE_TMP/pid-lost")"
