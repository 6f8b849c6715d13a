#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 180
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

shot_pane_pid() { tmux -L "$1" display-message -p -t s '#{pane_pid}'; }
sees() { shot wait "$t" "$1" "${2:-8}"; }
left() { until_true "${1:-5}" test -s "$AE_TMP/$t.after"; }
restored() { left && cmp -s "$AE_TMP/$t.before" "$AE_TMP/$t.after"; }
status_is() { left && [ "$(cat "$AE_TMP/$t.status")" = "$1" ]; }
main_screen() { sees '^left$' 3 && ! shot text "$t" | grep -q 'DSP load'; }
last_row() { shot text "$t" | sed -n "$1p" | grep -q 'qQuit'; }
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
claim "a larger terminal is used at once" sees 'Xruns: ' 3
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
claim "F1 shows help" sees 'any other key: back' 3
shot keys "$t" Escape
shot keys "$t" 3
claim "3 shows EQ and its curve" sees 'EQ on .*dB' 3
shot keys "$t" 2
shot keys "$t" b
claim "b bypasses the EQ" sees 'EQ bypassed' 3
shot keys "$t" C-z
claim "Ctrl-Z asks before it stops the sound" sees 'Stop\? y/n' 3
shot keys "$t" y
claim "and says when no shell could go on with it" sees 'no shell is here' 3
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

# What a mouse does arrives as text; torn or senseless sequences do nothing.
run_in 80x24 "'$AE' --demo --no-osc --config=none"
sees 'DSP load'
foot=$(shot text "$t" | sed -n 24p)
x=${foot%%2Node*}
shot type "$t" $'\e[<0;'$((${#x} + 1))$';24M\e[<0;'$((${#x} + 1))$';24m'
claim "a click on the footer is its key" sees 'sorted by place' 3
for bytes in $'\e[<0;10' $'\e[M' $'\e]52;c;qqq\a' $'\e[99;99;99q' $'\eP1$rq\e\\'; do
	shot type "$t" "$bytes"
	sleep 0.7
done
shot keys "$t" 1
claim "broken sequences quit nothing" sees 'DSP load' 3
shot keys "$t" F2
claim "F2 shows Setup" sees 'Esc saves' 3
shot type "$t" $'\e[<0;1;1M\e[<0;1;1m'
sleep 0.3
claim "a click beside a pop-up closes it" sh -c "! '$AE_ENV/tmux-shot.sh' text $t | grep -q 'Esc saves'"
for size in 20x5 300x100 41x9 160x45 21x100 300x5 79x23 100x30 20x5 80x24; do
	shot size "$t" $size
	sleep 0.1
done
claim "any size, quickly after each other: it goes on" sees 'DSP load' 3
claim "and nothing of another size is left" widest 80
shot keys "$t" q
claim "and it leaves with status 0" status_is 0
shot stop "$t"

# Preferences are kept from run to run.
mkdir -p "$AE_TMP/prefs"
run_in 80x24 "env XDG_CONFIG_HOME='$AE_TMP/prefs' '$AE' --demo --no-osc"
sees 'DSP load'
shot keys "$t" F2
sees 'Esc saves' 3
shot keys "$t" Right Escape
claim "Setup says that it is saved" sees 'Setup saved' 3
shot keys "$t" q
left
claim "Setup writes its file" grep -q '^view = nodes$' "$AE_TMP/prefs/audioengine/screen"
shot stop "$t"
run_in 80x24 "env XDG_CONFIG_HOME='$AE_TMP/prefs' '$AE' --demo --no-osc"
claim "and the next run begins with it" sees 'sorted by place'
shot keys "$t" q
left
shot stop "$t"

# Colours of every depth.
export TERMINFO_DIRS=$AE_TMP/terminfo:/etc/terminfo:/lib/terminfo:/usr/share/terminfo
printf 'ae-16color|sixteen colours,\n\tcolors#16, pairs#256, setab=\\E[%%?%%p1%%{8}%%<%%t%%p1%%{40}%%+%%e%%p1%%{92}%%+%%;%%dm,\n\tsetaf=\\E[%%?%%p1%%{8}%%<%%t%%p1%%{30}%%+%%e%%p1%%{82}%%+%%;%%dm, use=xterm,\n' >16.ti
tic -x -o "$AE_TMP/terminfo" 16.ti 2>tic.err || skip "16 colours: no tic"
for term in xterm-256color ae-16color xterm vt100; do
	[ -n "$(infocmp "$term" 2>/dev/null)" ] || { skip "TERM=$term: not described here"; continue; }
	run_in 80x24 "env TERM=$term '$AE' --demo --no-osc --config=none"
	claim "TERM=$term: draws" sees 'DSP load'
	if [ $term = vt100 ]; then
		claim "TERM=$term: no colours" no_colours
	else
		claim "TERM=$term: colours" colours
	fi
	shot keys "$t" T
	claim "TERM=$term: T changes them" sees 'blue and orange' 3
	shot keys "$t" q
	claim "TERM=$term: the terminal is as it was" restored
	shot stop "$t"
done

# Stop and go on, from a shell with job control.
n=$((n + 1))
t=ae-$$-$n
at_end+=("shot stop $t")
shot start "$t" 80x24 "cd '$AE_TMP'; PS1='prompt> ' bash --norc --noprofile -i"
sees 'prompt>'
shot type "$t" "stty -a >job.before; '$AE' --demo --no-osc --config=none"
shot keys "$t" Enter
claim "from a shell: opens" sees 'DSP load'
shot keys "$t" C-z
sees 'Stop\? y/n' 3
shot keys "$t" y
claim "Ctrl-Z, y: the shell is back" sees 'Stopped' 5
shot type "$t" "stty -a >job.after"
shot keys "$t" Enter
claim "with the terminal as it was" until_true 3 cmp -s "$AE_TMP/job.before" "$AE_TMP/job.after"
shot type "$t" "fg"
shot keys "$t" Enter
claim "fg draws the screen again" sees 'DSP load' 5
shot keys "$t" 2
claim "and takes keys" sees 'sorted by place' 3
pid=$(pgrep -P "$(shot_pane_pid "$t")" | head -n 1)
kill -STOP "$pid"
claim "SIGSTOP: the shell is back" sees 'Stopped' 5
shot type "$t" "fg"
shot keys "$t" Enter
claim "and fg takes the terminal anew" sees 'sorted by place' 5
shot keys "$t" 1
claim "with its keys" sees 'DSP load' 3
shot keys "$t" q
claim "q: the shell again" sees 'prompt> *$' 5
shot stop "$t"

run_in 80x24 "sh -c 'echo \$\$ >$AE_TMP/pid-hup; exec \"$AE\" --demo --no-osc'"
sees 'DSP load'
kill -HUP "$(cat "$AE_TMP/pid-hup")"
claim "SIGHUP leaves the terminal as it was" restored
shot stop "$t"

# A connection of 1 kB a second: the sound does not wait for it.
if command -v python3 >/dev/null; then
	python3 - "$AE" "$AE_TMP/slow.json" >slow.out 2>&1 <<-'EOF'
		import fcntl, os, pty, struct, sys, termios, time
		pid, fd = pty.fork()
		if pid == 0:
		    os.environ["TERM"] = "xterm-256color"
		    os.execv(sys.argv[1], [sys.argv[1], "--demo", "--no-osc", "--config=none",
		                           "--duration=6", "--report=" + sys.argv[2]])
		fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 100, 300, 0, 0))
		end = time.monotonic() + 10
		while time.monotonic() < end and os.waitpid(pid, os.WNOHANG)[0] == 0:
		    try:
		        os.read(fd, 20)
		    except OSError:
		        break
		    time.sleep(0.02)
	EOF
	cycles=$(tr ',{' '\n\n' <"$AE_TMP/slow.json" | sed -n 's/.*"count": *\([0-9]*\).*/\1/p' | head -n 1)
	claim "a terminal of 1 kB/s: periods went on (${cycles:-0} of 2250)" [ "${cycles:-0}" -gt 2100 ]
else
	skip "slow terminal: no python3"
fi
