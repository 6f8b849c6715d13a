#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 170
#
# Every view and pop-up in real terminals of four sizes, in UTF-8 and in ASCII, with 256 and with 8
# colours, in the engine's own process and attached to it; scripted keys, and the dumps compared.
#
# So that dumps can be compared cell by cell, the engines run on a virtual clock until their device
# goes away for good: what they measured then stands still, and is the same in each of them.  Only
# ages, CPU times and ports still differ, and are masked.  Engine and viewer of live sound are
# compared by their words.
. "${AE_SYSTEM:?}/lib.sh"
need tmux infocmp

export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
sizes=(40x12 80x24 120x40 200x60)
knobs=virtual,lost@20000,burn=eq:400@0-,burn=spectrum:1500@5000-,burn=output:7000@12000,signal=music
quiet=(--settings=none --config=none)
kinds=(utf8-256 utf8-8 ascii-256 ascii-8)
# Keys and the dump's name; the pop-ups are closed by Escape.
scenes=("1 overview" "2 nodes" "3 eq" "4 spectrum" "5 xruns" "6 heat" "7 threads" "8 log"
	"F1 help" "F2 setup" "F5 presets")

shot() { "$AE_ENV/tmux-shot.sh" "$@"; }
tmux_of() { tmux -u -L "$1" "${@:2}"; }

# screen NAME KIND ARGUMENTS...: the program in a terminal of its own
screen() {
	local name=$1-$$ kind=$2 term=tmux-256color ascii=
	shift 2
	case $kind in *-8) term=xterm ;; esac
	case $kind in ascii-*) ascii=--ascii ;; esac
	shot start "$name" 80x24 "TERM=$term exec '$AE' $* $ascii 2>/dev/null"
	at_end+=("shot stop $name")
	all+=("$name")
}

# What still changes where the engine stands still.  Lines of the log stand in the order in which they
# came, which an engine's last moments do not settle.
masked() {
	sed -E '/^ *[0-9]{2}(:[0-9]{2}){2} /d
		s/[0-9]+ (s|min|h) ago/N ago/g; s/[0-9]{2}(:[0-9]{2}){2}/T/g; s/ +[0-9]+ ~/ N ~/
		s/uses .* % up/uses N up/; s/uses [^%]*%/uses N/
		s/^([ >]*worker).*/\1/; s/(CPU|RSS|pool|rest|audio|screen|UDP|using) [0-9.]+/\1 N/g
		s/[0-9.]+ % of a core/N % of a core/; s/:[0-9]+\//:N\//; s/-?[0-9.]+( ?s\b| min\b)/N/g
		s/osc[0-3]/osc/; s/(utf8|ascii)-[0-9]+/KIND/g; s/ +/ /g; s/ +$//' "$@"
}

# Of Threads and Log the names and layout count; of a heat map whose seconds are not those of the
# clock by which a viewer asks for them, too: that of a real clock is compared below.
log_words() { sed -E 's/loading [0-9]+ %//; s/\bX+\b//g; s/[0-9][0-9.:,/]*/#/g; s/[^A-Za-z#]+/ /g; s/# //g; s/ +$//' "$@"; }
words() { sed -E '/^ *[0-9]{2}(:[0-9]{2}){2} /d' "$@" | log_words; }

dump() { # dump FOLDER: all terminals
	local name
	for name in "${all[@]}"; do tmux_of "$name" capture-pane -p -t s >"$1/${name%-"$$"}"; done
}

# fresh: no terminal still shows the scene before
fresh() {
	local name
	dump now
	for name in "${all[@]}"; do
		name=${name%-"$$"}
		! cmp -s "now/$name" "before/$name" || return 1
	done
}

same() { # same MASK A B
	diff <("$1" "now/$2") <("$1" "now/$3") >"diff-$2-$3"
}

# agree MASK: the dumps of one scene; complaints in the file bad.  Each engine has a log of its own.
agree() {
	local mask=$1 set kind
	: >bad
	for set in in out; do
		for kind in utf8 ascii; do
			[ "$what" = log ] || same "$mask" $set-$kind-256 $set-$kind-8 ||
				echo "$set $kind: 256 and 8 colours differ: $(sed -n 2,4p "diff-$set-$kind-256-$set-$kind-8")" >>bad
		done
	done
	for kind in "${kinds[@]}"; do
		same "$mask" "in-$kind" "out-$kind" ||
			echo "$kind: in process and attached differ: $(sed -n 2,4p "diff-in-$kind-out-$kind")" >>bad
	done
	[ ! -s bad ]
}
settled() { dump now; agree "$1"; }

# sheets WxH: what holds for each dump by itself
sheets() {
	local f width=${1%x*} height=${1#*x}
	for f in now/*; do
		[ "$(wc -L <"$f")" -le "$width" ] || echo "$f: a row is too long" >>form
		[ "$(wc -l <"$f")" -eq "$height" ] || echo "$f: $(wc -l <"$f") rows" >>form
		case $f in *ascii*) ! LC_ALL=C grep -q '[^ -~]' "$f" || echo "$f: not 7-bit" >>form ;; esac
	done
}
# footers: their last row is the footer, at the right of which the engine may say what it does
footers() {
	local f
	dump now
	for f in now/*; do
		tail -n 1 "$f" | grep -qE '^1.*(q ?Quit|again)' || { bare=$f; return 1; }
	done
}

press() { for name in "${all[@]}"; do tmux_of "$name" send-keys -t s "$@"; done; }

# claim_empty TEXT FILE
claim_empty() {
	[ ! -s "$2" ] || sed 's/^/ /' "$2" >&2
	claim "$1$([ ! -s "$2" ] || echo ": $(head -n 2 "$2" | tr '\n' '|')")" [ ! -s "$2" ]
}

all=()
mkdir -p now before
for kind in "${kinds[@]}"; do
	screen "in-$kind" "$kind" "--dummy=$knobs" "${quiet[@]}" "--name=$kind" "--osc-unix=$PWD/osc${#all[@]}" --no-oscquery
done
for kind in "${kinds[@]}"; do
	claim "$kind: an engine that stands still" shot wait "in-$kind-$$" 'Lost: the device went away' 10
	screen "out-$kind" "$kind" "--attach=$kind"
done
for kind in "${kinds[@]}"; do
	claim "$kind: attached" shot wait "out-$kind-$$" 'Lost: the device went away' 10
done

press w # since clear: the last seconds go on without them
for size in "${sizes[@]}"; do
	: >form; : >stale; : >differ
	for name in "${all[@]}"; do shot size "$name" "$size"; done
	for scene in "${scenes[@]}"; do
		mv -T now before-new && rm -rf before && mv -T before-new before && mkdir now
		key=${scene% *} what=${scene#* } mask=masked
		case $what in threads | heat) mask=words ;; log) mask=log_words ;; esac
		[ "$size $what" != '200x60 overview' ] || mask=words # it has a heat map
		press "$key"
		until_true 4 fresh || echo "$what" >>stale
		until_true 5 settled $mask || sed "s/^/$what: /" bad >>differ
		sheets "$size"
		case $key in
		F*) press Escape; sleep 0.1 ;;
		*) until_true 3 footers || echo "$bare: no footer in the last row: $(tail -n 1 "$bare")" >>form ;;
		esac
	done
	claim_empty "$size: each key brings its picture" stale
	claim_empty "$size: same text in process and attached, in 256 and in 8 colours" differ
	claim_empty "$size: rows, columns, characters, footer" form
done

# ---- Colours ----
press 1
for kind in utf8 ascii; do
	for set in in out; do
		claim "$set $kind: 256 colours are used" \
			sh -c "'$AE_ENV/tmux-shot.sh' ansi $set-$kind-256-$$ | grep -q '38;5;'"
		claim "$set $kind: of 8 colours, no other" \
			sh -c "! '$AE_ENV/tmux-shot.sh' ansi $set-$kind-8-$$ | grep -qE '[34]8;5;|\[(9|10)[0-7]m'"
		claim "$set $kind: ... and those are" \
			sh -c "'$AE_ENV/tmux-shot.sh' ansi $set-$kind-8-$$ | grep -qE '\[([0-9]+;)*3[0-7]m'"
	done
done

# ---- A storm of sizes leaves nothing behind ----
storm() {
	local size
	for size in 20x5 300x100 41x9 39x8 160x45 1x1 200x20 60x70 80x24; do
		for name in "${all[@]}"; do tmux_of "$name" resize-window -t s -x "${size%x*}" -y "${size#*x}"; done
	done
}
for name in "${all[@]}"; do shot size "$name" 80x24; done
: >storm.bad
as_before() {
	local f
	dump now
	for f in before/*; do cmp -s <(masked "$f") <(masked "now/${f#*/}") || return 1; done
}
for key in 2 3 5; do # 6 still loads, see words
	press "$key"
	sleep 0.5
	dump before
	storm
	until_true 5 as_before || echo "view $key is another after it" >>storm.bad
	press C-l
	sleep 0.2
	until_true 5 as_before || echo "view $key is another after Ctrl-L" >>storm.bad
done
claim_empty "twenty-seven sizes in a moment: the picture is as it was, and Ctrl-L finds nothing to mend" storm.bad
press q
ended() { for name in "${all[@]}"; do [ "$(tmux_of "$name" display -p -t s '#{pane_dead}')" = 1 ] || return 1; done; }
claim "q ends them all" until_true 6 ended
for name in "${all[@]}"; do shot stop "$name"; done

# ---- On a real clock ----
# pair NAME ARGUMENTS...: an engine and a viewer
pair() {
	local name=$1
	all=()
	screen "in-$name" utf8-256 "${@:2}" "${quiet[@]}" "--name=$name"
	until_true 8 test -s "$XDG_RUNTIME_DIR/audioengine/$name.url"
	screen "out-$name" utf8-256 "--attach=$name"
}
alike() { dump now; same "$@"; }

pair lost --dummy=lost@1100
lost=("${all[@]}")
pair live --demo
shot wait "out-live-$$" 'DSP load' 8
for size in "${sizes[@]}"; do
	for name in "${all[@]}"; do shot size "$name" "$size"; done
	for scene in "1 overview" "4 spectrum"; do
		press "${scene% *}"
		sleep 0.3
		claim "$size: ${scene#* } of live sound: the same words in process and attached" \
			until_true 6 alike words in-live out-live
	done
done
all=("${lost[@]}")
shot wait "out-lost-$$" 'Lost: the device went away' 8
press w 6
for size in "${sizes[@]}"; do
	for name in "${all[@]}"; do shot size "$name" "$size"; done
	sleep 0.3
	claim "$size: the heat map is the same in process and attached" until_true 6 alike masked in-lost out-lost
done
