#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 90
# The programs of contrib/osc, which docs/osc-clients.md shows: Python, Pure Data, SuperCollider's
# language, and npm's osc and node-osc, all at once.  Each asks, sets a band of its own, subscribes
# with a lease of 2 s and does not renew it, and hears of xruns and of what the others set.  The
# engine runs on --dummy, which wakes up late about once a second.
. "${0%/*}/lib.sh"

clients=$AE_SRC/contrib/osc
export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
urlfile=$XDG_RUNTIME_DIR/audioengine/default.url
engine_up ae.log "$AE" --dummy=late=9000@200-900000/200 --no-tui
until_true 10 test -s "$urlfile" || { not_ok "the URL file appears: $(head -n 3 ae.log)"; exit 1; }
port=$(sed 's/.*:\([0-9]*\).*/\1/' "$urlfile")
seconds=6
started=()

client() { # client NAME COMMAND...: in the background, lines to NAME.log
	local name=$1
	shift
	"$@" >"$name.log" 2>&1 </dev/null &
	started+=("$!")
	at_end+=("stop $!")
}

# check NAME BAND [ASKED]: ASKED is the line of what was asked, as a regular expression
check() {
	local name=$1 band=$2 value
	value=$(oscask "$port" "/eq/band/$band/gain" | sed 's/.* //')
	[ $# -lt 3 ] || claim "$name asks" grep -qE "$3" "$name.log"
	between "$name sets a band" "${value:-0}" -4.51 -4.49
	between "$name: 10 Hz with a lease of 2 s, then none" "$(grep -cE '^/?load:? ' "$name.log")" 18 21
	claim "$name hears of an xrun" grep -qE '^/?xrun:? [0-9]+ ' "$name.log"
	grep -qE '^/?xrun:? [0-9]+ ' "$name.log" || tail -n 20 "$name.log" >&2
}

preamp='^/eq/preamp 0'
if command -v python3 >/dev/null; then
	client python timeout 30 python3 "$clients/client.py" "$port" $seconds
else
	skip "python: no python3"
fi
if ! npm_packages; then
	skip "npm osc and node-osc: $NPM_WHY"
else
	client npm-osc timeout 30 node "$clients/client.js" "$port" $seconds
	client npm-node-osc timeout 30 node "$clients/return-port.js" "$port" $seconds
fi
if command -v pd >/dev/null; then
	sed "s/ 7723;/ $port;/" "$clients/client.pd" >client.pd
	client puredata timeout $((seconds + 3)) pd -nogui -noaudio -nomidi -stderr -open client.pd
else
	skip "puredata: no pd"
fi
if command -v sclang >/dev/null; then
	export QT_QPA_PLATFORM=offscreen QTWEBENGINE_DISABLE_SANDBOX=1 QTWEBENGINE_CHROMIUM_FLAGS=--no-sandbox
	HOME=$AE_TMP AUDIOENGINE_PORT=$port AUDIOENGINE_SECONDS=$seconds \
		client sclang timeout 40 sclang "$clients/client.scd"
else
	skip "sclang: not there"
fi
[ ${#started[@]} -gt 0 ] || exit 0
wait "${started[@]}"

[ ! -f python.log ] || {
	check python 1 "$preamp"
	claim "python reads a blob of eight floats" grep -qE "^/spectrum.reply 8 .*'-?[0-9.]+'\]$" python.log
}
[ ! -f npm-osc.log ] || check npm-osc 2 "$preamp"
[ ! -f npm-node-osc.log ] || {
	check npm-node-osc 3
	claim "npm-node-osc gets a place from 0 to 1" \
		[ "$(grep -cE '^/norm/eq/band/3/freq 0\.[0-9]+$' npm-node-osc.log)" -ge 8 ]
	claim "... and the number of a choice" \
		[ "$(grep -cE '^/eq/band/3/type/index [0-9]$' npm-node-osc.log)" -ge 8 ]
}
[ ! -f puredata.log ] || check puredata 4 '^other: eq preamp 0'
[ ! -f sclang.log ] || {
	check sclang 5 "$preamp"
	[ ! -f python.log ] || claim "python hears of what SuperCollider's bundle has set" \
		grep -qx '/eq/band/5/freq 3000.0' python.log
}
