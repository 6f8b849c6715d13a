# SPDX-License-Identifier: GPL-2.0-or-later
# Drives tests/jack_harness: the JACK backend alone, commands in by a pipe, lines out to a file.
# shellcheck shell=bash
HARNESS=$AE_BUILD/tests/jack_harness
need "$HARNESS"
export TERM=dumb

# harness_up NAME [ARGUMENTS]: under WRAP; HARNESS_PID, lines in NAME.out
harness_up() {
	local name=$1
	shift
	H=$AE_TMP/$name
	rm -f "$H.in" "$H.out"
	mkfifo "$H.in"
	exec {H_FD}<>"$H.in"
	timeout 120 "${WRAP[@]}" "$HARNESS" -n "$name" "$@" <"$H.in" >"$H.out" 2>"$H.err" &
	HARNESS_PID=$!
	at_end+=("stop $HARNESS_PID")
	until_true 10 grep -q '^ready' "$H.out"
}

# ask COMMAND WORD: sends it, prints the line beginning with WORD that comes then
ask() {
	local before after
	before=$(grep -c "^$2" "$H.out")
	echo "$1" >&"$H_FD"
	more_lines() { after=$(grep -c "^$1" "$H.out"); [ "$after" -gt "$before" ]; }
	until_true 5 more_lines "$2" || return 1
	grep "^$2" "$H.out" | tail -n 1
}

value() { sed -n "s/.*[ ]$2=\([^ ]*\).*/\1/p" <<<" $1"; }     # value LINE KEY
field() { value "$(ask "$1" "$1")" "$2"; }                    # field describe|totals KEY
field_is() { [ "$(field "$1" "$2")" = "$3" ]; }
cycles_beyond() { [ "$(field totals cycles)" -gt "$1" ]; }
connected() { ask list connections | grep -qx "connections $1"; }
said() { grep -q "^$1" "$H.out"; }

# clear, then let N cycles go by, and print the totals
measure() {
	ask clear cleared >/dev/null
	until_true 1 field_is totals resized 0
	until_true 20 cycles_beyond "$1"
	ask totals totals
}

# account TEXT CYCLES: measures, totals in T; every frame of the time was processed or counted as
# lost.  A machine that stalls the server itself loses time that no frame counter knows: retried.
account() {
	local off try
	for try in 1 2 3; do
		T=$(measure "$2")
		off=$(($(value "$T" due) - $(value "$T" done) - $(value "$T" lost)))
		[ "${off#-}" -gt $((2 * $(value "$T" nframes))) ] || break
	done
	claim "$1: processed and lost frames make up the time (off by $off, try $try)" \
		[ "${off#-}" -le $((2 * $(value "$T" nframes))) ]
	claim "$1: no period was due after its wake-up" [ "$(value "$T" negative)" -eq 0 ]
}

# harness_quit: its exit status
harness_quit() {
	echo quit >&"$H_FD"
	wait "$HARNESS_PID"
	local status=$?
	exec {H_FD}>&-
	return $status
}
