#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 150
#
# The walk of docs/tour.md, taken as it is written there: on a jackd of our own, and with --demo.
# What the page wants done and seen are its fenced blocks; what is fenced in another way is an error,
# so that nothing of the page goes untried.  The first line of a block says
#
#   ```sh TERMINAL [MODE]     each line is typed into that terminal, with Enter
#   ```keys TERMINAL [MODE]   words are keys as tmux names them, "a text in quotes" is typed
#   ```see [MODE]             each line is seen in the terminal used last: "..." is anything,
#                             a blank any number of blanks
#
# MODE is jack or demo; a block without one is for both.  Terminals (first, second, player) are
# shells of 100x30 in an empty folder in which build/ is the build folder.
. "${AE_SYSTEM:?}/lib.sh"
need tmux jackd

page=$AE_SRC/docs/tour.md
patience=8
export XDG_RUNTIME_DIR=$AE_TMP/run
unset AUDIOENGINE_URL
mkdir "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"

shot() { "$AE_ENV/tmux-shot.sh" "$@"; }

# go_to TERMINAL: it is there, and the one used last
go_to() {
	at=$1-$mode-$$
	case " $terminals " in *" $at "*) return ;; esac
	shot start "$at" 100x30 "cd '$AE_TMP/$mode' && PS1='$ ' ENV= exec sh -i"
	at_end+=("shot stop $at 2>/dev/null")
	terminals+=" $at"
	shot wait "$at" '^\$' "$patience"
}

press() { # press WORDS AND "TEXTS": a key a frame, as a hand would
	local word rest=$1 key
	while [[ $rest =~ ^\ *(\"([^\"]*)\"|[^ ]+)(.*)$ ]]; do
		word=${BASH_REMATCH[1]} key=${BASH_REMATCH[2]} rest=${BASH_REMATCH[3]}
		case $word in
		\"*) shot type "$at" "$key" ;;
		*) shot keys "$at" "$word" ;;
		esac
		sleep 0.15
	done
}

# seen LINE: as a regular expression
seen() {
	local re
	# shellcheck disable=SC2016 # sed's own
	re=$(sed -E 's/\.\.\./\x01/g; s/[][\\.*^$()+?{}|]/\\&/g; s/ +/ +/g; s/\x01/.*/g' <<<"$1")
	shot wait "$at" "$re" "$patience" 2>seen.err || { cat seen.err >&2; return 1; }
}

# block HEAD LINES: what one block asks for
block() {
	local kind where line head=$1
	read -r kind where line <<<"$head"
	[ "$kind" = see ] || { go_to "$where"; where=$line; }
	while IFS= read -r line; do
		blocks=$((blocks + 1))
		case $kind in
		sh) shot type "$at" "$line"; shot keys "$at" Enter ;;
		keys) press "$line" ;;
		see) claim "$mode: $heading: $line" seen "$line" ;;
		esac
	done <<<"$2"
}

for_mode() { # for_mode HEAD: this block is for this mode
	case " $1 " in
	*" jack "*) [ "$mode" = jack ] ;;
	*" demo "*) [ "$mode" = demo ] ;;
	esac
}

walk() {
	local line head text inside
	mode=$1 at='' terminals='' heading='' blocks=0 head='' text='' inside=''
	mkdir -p "$AE_TMP/$mode"
	ln -s "$AE_BUILD" "$AE_TMP/$mode/build"
	while IFS= read -r line <&3; do
		case $inside$line in
		'#'*) heading=${line##*# } ;;
		'```'*)
			inside=yes head=${line#'```'} text=
			[[ $head =~ ^((sh|keys)\ (first|second|player)|see)(\ (jack|demo))?$ ]] ||
				not_ok "$heading: a block begins with \"$head\""
			;;
		'yes```')
			inside=
			! for_mode "$head" || block "$head" "$text"
			;;
		yes*) text+=${text:+$'\n'}$line ;;
		esac
	done 3<"$page"
	claim "$mode: the page has many steps ($blocks)" [ "$blocks" -gt 30 ]
	claim "$mode: the preset is a file" grep -qE 'PK Fc 80(\.0*)? Hz Gain 3' "$XDG_CONFIG_HOME/audioengine/presets/my first.txt"
	for at in $terminals; do shot stop "$at"; done
}

walk demo
rm -rf "$XDG_CONFIG_HOME" "$XDG_STATE_HOME"
jack_up "tour$$" 256 || { skip "no jackd can be started: the walk on one"; exit 0; }
walk jack
