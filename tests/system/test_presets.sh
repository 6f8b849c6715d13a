#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 90
# A running engine follows the files of its presets: renamed into place, written in place, broken.
# It runs on --dummy and is asked over OSC.
. "${0%/*}/lib.sh"

export XDG_RUNTIME_DIR=$AE_TMP/run XDG_CONFIG_HOME=$AE_TMP/config XDG_STATE_HOME=$AE_TMP/state
export XDG_DATA_DIRS=$AE_TMP/none
presets=$XDG_CONFIG_HOME/audioengine/presets
mkdir -p "$XDG_RUNTIME_DIR" "$presets" && chmod 700 "$XDG_RUNTIME_DIR"

# up ARGUMENTS...: a fresh engine; its port in $port, its log in ae.log
up() {
	rm -f "$XDG_RUNTIME_DIR"/audioengine/default.url
	engine_up ae.log "$AE" --dummy --no-tui "$@"
	until_true 10 test -s "$XDG_RUNTIME_DIR/audioengine/default.url" || {
		not_ok "the engine is up: $(head -n 3 ae.log)"
		exit 1
	}
	port=$(sed 's|.*:\([0-9]*\)/*$|\1|' "$XDG_RUNTIME_DIR/audioengine/default.url")
}
preamp_is() { oscask "$port" /eq/preamp | grep -q "^/eq/preamp ,f $1\(\.0*\)\?\$"; }
preset_is() { oscask "$port" /status | grep -q " $1\$"; }
logged() { grep -q -- "$1" ae.log; }
times_logged() { grep -c -- "$1" ae.log; }

printf 'Preamp: -2 dB\nFilter: ON PK Fc 100 Hz Gain 2 dB Q 1\n' >"$presets/Warm.txt"
printf 'Preamp: -7 dB\nFilter: ON PK Fc 9000 Hz Gain 7 dB Q 1\n' >"$presets/Bright.txt"

# ---- By name ----
claim "--list-presets names each with its folder" sh -c \
	"'$AE' --list-presets | grep -q '^Warm  *$presets\$'"
claim "--plain gives names alone" [ "$("$AE" --list-presets --plain | grep -cE '^(Warm|Bright)$')" = 2 ]
text=$("$AE" --dummy --no-tui --preset=Wram 2>&1)
status=$?
claim "a misspelt name ends with status 5" [ $status = 5 ]
claim "and with a hint: $text" grep -q 'Warm' <<<"$text"

up --preset=Warm
claim "a preset of the store is loaded at the start" preamp_is -2
claim "under its name" preset_is Warm

# ---- Its file changes ----
printf 'Preamp: -3 dB\n' >new.txt && mv new.txt "$presets/Warm.txt"
claim "a file that is renamed into place is heard" until_true 5 preamp_is -3
printf 'Preamp: -4 dB\n' >"$presets/Warm.txt"
claim "a file that is written in place is heard" until_true 5 preamp_is -4
printf 'Preamp: -5 dB\nFilter: ON PK Fc 100 Hz Gian 2 dB Q 1\n' >"$presets/Warm.txt"
claim "a broken file is told with its line" until_true 5 logged 'Warm.txt:2: "Gian"'
claim "and what was loaded before stays" preamp_is -4
: >"$presets/Warm.txt"
claim "so it does for a file that was cut to nothing" until_true 5 logged 'Warm: there is nothing in it'
claim "which is not heard either" preamp_is -4
sleep 0.5
claim "each is told once" [ "$(times_logged 'Warm.txt:2:')" = 1 ]
printf 'Preamp: -6 dB\n' >"$presets/Warm.txt"
claim "the next good one is heard" until_true 5 preamp_is -6
printf 'Preamp: -9 dB\n' >"$presets/Bright.txt"
sleep 0.4
claim "another preset's file changes nothing" preamp_is -6
n=$(times_logged 'read again')
touch -d '2001-01-01' "$presets/unrelated.txt"
sleep 0.4
claim "and is not read" [ "$(times_logged 'read again')" = "$n" ]

# ---- SIGHUP ----
kill -HUP "$ENGINE_PID"
claim "SIGHUP reads it again" until_true 5 sh -c "[ \$(grep -c 'read again' ae.log) -gt $n ]"
claim "and the engine goes on" preamp_is -6

# ---- Edited since ----
oscask "$port" /eq/preamp f -1 >/dev/null
printf 'Preamp: -8 dB\n' >"$presets/Warm.txt"
claim "edits are kept when the file changes, and the log says so" until_true 5 logged 'edits of yours'
claim "they are still heard" preamp_is -1
stop "$ENGINE_PID"

# ---- A file of --preset=FILE ----
printf 'Preamp: -2 dB\n' >mine.txt
up --preset=mine.txt
claim "a file in the current folder needs no slash" preamp_is -2
printf 'Preamp: -3 dB\n' >other.txt && mv other.txt mine.txt
claim "it is followed likewise" until_true 5 preamp_is -3
stop "$ENGINE_PID"
