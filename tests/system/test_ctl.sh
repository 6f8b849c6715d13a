#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 90
# audioengine ctl as the manual has it, on engines that run: every command, two engines by name, none
# at all, one that died, a watch across a restart, and sets that go together.
. "${0%/*}/lib.sh"
need jq

export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
folder=$XDG_RUNTIME_DIR/audioengine
quiet=(--dummy --no-tui --settings=none)

# says STATUS TEXT CLAIM ARGUMENTS...: TEXT is an extended pattern of what it prints, "" nothing
says() {
	local want=$1 pattern=$2 text=$3 got
	shift 3
	timeout 10 "$AE" ctl "$@" >out.txt 2>&1 </dev/null
	got=$?
	if [ $got -ne "$want" ]; then
		not_ok "$text: status $got, not $want: $(head -n 3 out.txt | tr '\n' '|')"
	elif [ -z "$pattern" ] && [ -s out.txt ]; then
		not_ok "$text: says $(head -n 3 out.txt | tr '\n' '|')"
	elif ! grep -qE -- "$pattern" out.txt && [ -n "$pattern" ]; then
		not_ok "$text: no \"$pattern\" in: $(head -n 5 out.txt | tr '\n' '|')"
	else
		ok "$text"
	fi
}
up() { # up LOG NAME ARGUMENTS...
	local log=$1 name=$2
	shift 2
	engine_up "$log" "$AE" "${quiet[@]}" "$@"
	until_true 10 test -s "$folder/$name.url" || { not_ok "an engine starts: $(head -n 3 "$log")"; exit 1; }
	until_true 5 sh -c "'$AE' ctl get --plain /engine/state --name=$name 2>/dev/null | grep -q running"
}

says 3 'no engine is running.*audioengine --demo' "no engine: says what to type" get /load
says 3 'nobody listens at .*:7799' "a URL that nobody listens at" get /load --url=osc.udp://127.0.0.1:7799/
says 2 'expected osc.udp' "a URL that is none" get /load --url=7723
says 2 'did you mean watch' "a command that is none" wach /load
says 2 'usage: audioengine ctl get ADDRESS' "a command without its address" get

# ---- Every command ----
up ae.log default
first=$ENGINE_PID
url=$(cat "$folder/default.url")
says 0 "^$url\$" "url" url
says 0 '' "set" set /eq/band/3/gain -4.5
says 0 '^/eq/band/3/gain -4.5$' "get" get /eq/band/3/gain
says 0 '^-4.5$' "get --plain: the value alone" get --plain /eq/band/3/gain
says 0 '' "set: several, with units and words" set /eq/band/2/freq 1.2 kHz /eq/bypass on /eq/preamp=-3dB
says 0 '^1200$' "(get)" get --plain /eq/bypass /eq/band/2/freq /eq/preamp
claim "... and they are there, each on its line" [ "$(tr '\n' ' ' <out.txt)" = "1 1200 -3 " ]
says 0 '' "set: a whole band" set /eq/band/4 HSC 8000 -6 0.7 on
says 0 '^/eq/band/4 HSC 8000 -6 0.7 1$' "... and it is there" get /eq/band/4
says 0 '' "set: a pattern" set '/eq/band/*/gain' -1.5
claim "... every band" [ "$("$AE" ctl get --plain '/eq/band/*/gain' | sort -u)" = -1.5 ]
says 0 '/eq/preamp is now 12' "set: out of range" set /eq/preamp 99
says 0 '^/status running' "get: a query" get /status
says 0 '^/stats/reset eq$' "do" do /stats/reset eq
says 0 '^/synced 7$' "do: what is answered later" do /sync 7
says 0 '^/preset/save ' "do: a preset is written" do /preset/save 'My desk'
claim "... under that name" grep -q '^Preamp: 12' "$XDG_CONFIG_HOME/audioengine/presets/My desk.txt"
says 0 '^/eq/undo ' "do: undo" do /eq/undo
says 0 '^/eq/redo ' "do: redo" do /eq/redo
says 0 '^/preset/load ' "do: load a preset" do /preset/load 'My desk'
says 0 '/eq/preamp +12 +dB +rw ' "list" list /eq
says 0 '^/eq/preamp$' "list --plain" list --plain
claim "list --plain: all of them, none twice" \
	sh -c '[ "$(wc -l <out.txt)" -gt 200 ] && [ -z "$(sort out.txt | uniq -d)" ]'
"$AE" ctl list --json >list.json
claim "list --json: a line for each, with all that is known" \
	[ "$(jq -r 'select(.address == "/eq/preamp") | [.unit, .min, .max, .values[0]] | join(" ")' list.json)" = "dB -30 12 12" ]
claim "get --json" [ "$("$AE" ctl get /engine/period --json | jq -c '[.address, .types, .values]')" = '["/engine/period","ii",[256,0]]' ]
says 0 '^/load [0-9.e-]+ ' "watch" watch /load --hz=50 -n 10
claim "... -n lines" [ "$(wc -l <out.txt)" = 10 ]

# ---- Mistakes ----
says 1 '/eq/gian: there is no such address' "an address that is none" get /eq/gian
says 2 'loud.*a number, in dB' "a value that is no number" set /eq/preamp loud
says 2 'one of PK\|LSC' "a choice that is none" set /eq/band/1/type XX
says 2 'can be read, not set' "what cannot be set" set /load 3
says 2 'ctl do /stats/reset' "an action is not read" get /stats/reset
says 2 'is no action' "a parameter is not done" do /eq/preamp
says 1 'none of|no node|unknown|nothing' "a refusal of the engine" do /stats/reset nowhere
says 0 '' "(set)" set /eq/preamp 0
says 2 '/eq/band/1/gain' "a mistake in the second of two" set /eq/preamp -7 /eq/band/1/gain loud
says 0 '^0$' "... leaves the first alone" get --plain /eq/preamp

# ---- Together: what one call sets leaves in one packet ----
if command -v strace >/dev/null && timeout 10 strace -f -e trace=sendto,sendmsg,send -s 600 -o sent.txt \
	"$AE" ctl set /eq/band/1/gain 4 /eq/band/2/gain 5 /eq/band/3/gain 6 2>/dev/null; then
	claim "three sets leave in one packet" [ "$(grep -c 'gain.*,f.*gain.*,f.*gain.*,f' sent.txt)" = 1 ]
	claim "... and in no other" [ "$(grep -c '/gain[^"]*,f' sent.txt)" = 1 ]
else
	skip "strace: not there, or not allowed"
fi
says 0 '' "three at once" set /eq/band/1/gain 7 /eq/band/2/gain 8 /eq/band/3/gain 9
claim "... are all there" [ "$("$AE" ctl get --plain '/eq/band/[123]/gain' | tr '\n' ' ')" = "7 8 9 " ]

# ---- Two engines ----
up two.log two --name=two
says 0 '^osc.udp' "the second by its name" url --name=two
says 0 "^$url\$" "without a name: default" url
says 0 '' "(set)" set /eq/preamp -9 --name=two
says 0 '^-9$' "each has its own values" get --plain /eq/preamp --name=two
says 0 '^0$' "..." get --plain /eq/preamp
says 3 'no engine named "three".*default, two' "a name that nobody has" url --name=three

# ---- A watch across a restart, elsewhere; and not of the other engine ----
"$AE" ctl watch /engine/state /eq/preamp --hz=5 >watch.out 2>watch.err </dev/null &
watch=$!
at_end+=("stop $watch")
until_true 5 grep -q '^/eq/preamp 0$' watch.out
kill -KILL "$first"
claim "watch: says that the engine is gone" until_true 5 grep -q 'engine "default" is gone' watch.err
says 3 'has died.*default.url.*--name=default' "an engine that died: its file is known to be stale" url --name=default
says 0 "$(cat "$folder/two.url")" "... and is not taken for one that runs" url
rm -f "$folder/default.url"
up again.log default --osc-listen=127.0.0.1:7797 --set=/eq/preamp=-2
claim "watch: goes on when it is back" until_true 5 grep -q '^/eq/preamp -2$' watch.out
claim "... says so" grep -q 'is back at osc.udp://127.0.0.1:7797/' watch.err
claim "... and has not looked at the other" sh -c '! grep -q -- "-9" watch.out'
[ "$("$AE" ctl get --json /status | jq '.values[8]')" = 1 ] && ok "it is counted as a client" ||
	not_ok "it is counted as a client"
kill -INT $watch
wait $watch
claim "watch: Ctrl-C is its end, status 0" [ $? = 0 ]
claim "... and it has unsubscribed" [ "$("$AE" ctl get --json /status | jq '.values[8]')" = 0 ]

# ---- --osc-prefix need not be typed ----
up prefix.log pre --name=pre --osc-prefix=/desk --osc-unix="$AE_TMP/sock"
says 0 "^osc.unix://$AE_TMP/sock\$" "a local socket" url --name=pre
says 0 '' "a prefix is found out" set /eq/preamp -5 --name=pre
says 0 '^/eq/preamp -5$' "... and may be typed" get /desk/eq/preamp --name=pre
