#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 60
# What the screen's thread writes, counted by the kernel: no more pictures than asked for, each of
# them one write, and nothing at all while nothing changes.  What it costs is bench/screen's.
. "${AE_SYSTEM:?}/lib.sh"
need tmux

t=ae-cost-$$
shot() { "$AE_ENV/tmux-shot.sh" "$@" 2>/dev/null; }
at_end+=("shot stop $t")
shot start "$t" 80x24 "cd '$AE_TMP'; echo \$\$ >pid; exec '$AE' --demo --no-osc --settings=none --config=none --fps=10"
shot wait "$t" 'DSP load' 10 || { not_ok "the screen opens"; exit 1; }
pid=$(cat pid)
io=$(dirname "$(grep -l '^ae-tui$' "/proc/$pid"/task/*/comm)")/io
[ -r "$io" ] || { skip "what a thread writes is not counted here"; exit 0; }

count() { sed -n "s/^$1: //p" "$io"; }
more_than() { [ "$(count wchar)" -gt "$1" ]; }

start=$EPOCHREALTIME
writes=$(count syscw)
bytes=$(count wchar)
sleep 3
writes=$(($(count syscw) - writes))
bytes=$(($(count wchar) - bytes))
ms=$(((${EPOCHREALTIME/./} - ${start/./}) / 1000))
claim "sound runs: pictures come ($bytes bytes)" [ "$bytes" -gt 0 ]
claim "at 10 frames a second: at most 15 writes a second, as a picture is one ($writes in $ms ms)" \
	true_that "$writes <= 15 * $ms / 1000 + 2"

shot keys "$t" p
claim "p pauses" shot wait "$t" 'PAUSED|paused' 5
sleep 0.5
bytes=$(count wchar)
sleep 1.5
claim "paused: nothing is written ($(($(count wchar) - bytes)) bytes)" [ "$(count wchar)" -eq "$bytes" ]
shot keys "$t" 2
claim "... but a key is answered" until_true 5 more_than "$bytes"
sleep 0.5
bytes=$(count wchar)
shot size "$t" 60x20
claim "... and another size drawn at once" until_true 5 more_than "$((bytes + 200))"
sleep 0.5
bytes=$(count wchar)
shot keys "$t" p
claim "p goes on" until_true 5 more_than "$((bytes + 1000))"
