# SPDX-License-Identifier: GPL-2.0-or-later
# What the system tests share; each sources it.  run.sh sets the places:
#   AE audioengine, AE_BUILD build folder, AE_ENV tests/env, AE_TMP a scratch folder of the test
# Every claim is one line "ok - ..." or "not ok - ..."; what cannot be tried here is "skip ...".
# shellcheck shell=bash disable=SC2034
set -u
: "${AE:?run this through tests/system/run.sh}" "${AE_BUILD:?}" "${AE_ENV:?}" "${AE_TMP:?}"
export JACK_NO_START_SERVER=1 JACK_NO_AUDIO_RESERVATION=1 XDG_CACHE_HOME=$AE_TMP/cache
export XDG_CONFIG_HOME=$AE_TMP/config XDG_STATE_HOME=$AE_TMP/state
PATH=$AE_BUILD/tests/env:$AE_ENV:$PATH
cd "$AE_TMP" || exit 1

# shellcheck source=/dev/null
. "${AE_ENV%/env}/progress.sh"

ok() { progress_clear; echo "ok - $*"; }
not_ok() { progress_clear; echo "not ok - $*"; }
skip() { progress_clear; echo "skip $*"; }

# claim TEXT COMMAND...: the command succeeds
claim() {
	local text=$1
	shift
	if "$@"; then ok "$text"; else not_ok "$text"; fi
}

# need COMMAND...: leaves the script with a skip line when one is missing
need() {
	local c
	for c in "$@"; do
		command -v "$c" >/dev/null || { skip "${0##*/}: no $c"; exit 0; }
	done
}

# true_that EXPRESSION: arithmetic with fractions, as awk sees it
true_that() { awk "BEGIN { exit !($*) }"; }

# between TEXT VALUE LOW HIGH
between() {
	if true_that "$2 >= $3 && $2 <= $4"; then
		ok "$1 ($2)"
	else
		not_ok "$1: $2 is not within $3 .. $4"
	fi
}

# until_true SECONDS COMMAND...: polls every 50 ms
until_true() {
	local end=$((${EPOCHREALTIME/./} + $1 * 1000000))
	shift
	until "$@"; do
		[ "${EPOCHREALTIME/./}" -lt "$end" ] || return 1
		sleep 0.05
	done
}

milliseconds() { echo $((${EPOCHREALTIME/./} / 1000)); }
gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }

at_end=()
finish_test() {
	local i
	trap - EXIT
	for ((i = ${#at_end[@]} - 1; i >= 0; i--)); do eval "${at_end[i]}"; done
}
trap finish_test EXIT
trap 'exit 1' INT TERM

stop() { # stop PID...: TERM, then KILL
	"$AE_ENV/stop.sh" "$@" 2>/dev/null
}

# jackd has eight places for servers on a machine, and one that was killed keeps its place until
# its name comes back.  So it does, once, and leaves in order.
jack_forget() {
	local text
	grep -aq ":$1:" /dev/shm/jack-shm-registry 2>/dev/null || return 0
	text=$("$AE_ENV/start-jack.sh" -n "$1" -N -d "$AE_TMP/forget" 2>/dev/null) || return 0
	stop "$(sed -n 's/^JACK_PID=\([0-9]*\).*/\1/p' <<<"$text")"
}

# Places of dead servers, whoever they were: entries of 264 bytes, pid and "jack-UID:NAME:".
jack_tidy() {
	local i pid name registry=/dev/shm/jack-shm-registry
	for i in 0 1 2 3 4 5 6 7; do
		pid=$(od -An -tu4 -j $((24 + 264 * i)) -N 4 $registry | tr -d ' ')
		name=$(od -An -c -v -w256 -j $((28 + 264 * i)) -N 256 $registry | sed 's/ *\\0.*//; s/ //g')
		[ "${pid:-0}" -eq 0 ] || kill -0 "$pid" 2>/dev/null || {
			name=${name#*:}
			jack_forget "${name%:}"
		}
	done
}

# jack_up NAME PERIOD [start-jack.sh arguments]: a server of our own becomes the default
jack_up() {
	local name=$1 period=$2 text
	shift 2
	for _ in 1 2 3 4 5 6; do
		text=$("$AE_ENV/start-jack.sh" -n "$name" -p "$period" -d "$AE_TMP/jack-$name" "$@" 2>jackd.err) && break
		grep -q 'Too many servers' jackd.err || break
		jack_tidy
		sleep 3
	done
	[ -n "$text" ] || { cat jackd.err >&2; return 1; }
	eval "$text"
	at_end+=("jack_forget $name")
	at_end+=("stop $JACK_PID")
}

# pipewire_up DIR [RATE QUANTUM]: a PipeWire of our own; its programs run under pw-jack
pipewire_up() {
	local text dir=$1
	text=$("$AE_ENV/pipewire-headless.sh" start "$@") || return 1
	eval "$text"
	at_end+=("'$AE_ENV/pipewire-headless.sh' stop '$dir' >/dev/null 2>&1")
}

# engine_up LOG [WRAPPER --] ARGUMENTS...: in the background; ENGINE_PID, output in LOG
engine_up() {
	local log=$1
	shift
	"$@" >"$log" 2>&1 </dev/null &
	ENGINE_PID=$!
	at_end+=("stop $ENGINE_PID")
}

# A program under pw-jack is its child or itself; the engine's own pid is what /proc says.
ports_there() { timeout 3 "${WRAP[@]}" jack_lsp 2>/dev/null | grep -q "^$1:"; }
WRAP=()

# report_value FILE JQ-PATH
report_value() { jq -r "$2" "$1"; }
node_p50() { jq -r --arg n "$2" '.nodes[] | select(.name == $n) | .p50_us' "$1"; }

# npm_packages: those that the tests use, installed once for all tests, at NODE_PATH.  Where the
# registry cannot be reached, that is found out once in ten minutes.
npm_packages() {
	local dir=$AE_BUILD/tests/npm
	command -v node npm >/dev/null || { NPM_WHY="no node or npm"; return 1; }
	NPM_WHY="npm cannot install them"
	[ -z "$(find "$dir/failed" -mmin -10 2>/dev/null)" ] || return 1
	export NODE_PATH=$dir/node_modules
	[ ! -e "$dir/done" ] || return 0
	mkdir -p "$dir"
	if timeout 60 npm install --prefix "$dir" --ignore-scripts --no-audit --no-fund --fetch-retries=1 \
		osc@2.4.5 node-osc@9.1.4 oscquery@1.1.1 >"$dir/log" 2>&1; then
		touch "$dir/done"
	else
		touch "$dir/failed"
		return 1
	fi
}
