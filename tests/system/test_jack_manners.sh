#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 60
# What other JACK programs see of us: names, order and groups of ports, and latencies that pass
# through, since the equaliser adds none.
. "${0%/*}/lib.sh"
need jackd jack_property jack_lsp jack_connect

jack_up "aemanners$$" 256 || { not_ok "jackd did not start"; exit 1; }
engine_up engine.log "$AE" --jack --name=manners --connect=auto --no-osc --no-tui
until_true 10 ports_there manners || { not_ok "the engine has no ports"; exit 1; }

uuid() { timeout 3 jack_lsp -U "manners:$1" 2>/dev/null | sed -n 's/.*uuid: *//p'; }
property() { # property UUID NAME
	timeout 3 jack_property -l "$1" "http://jackaudio.org/metadata/$2" 2>/dev/null
}
for row in in_1:'Input L':0:Input in_2:'Input R':1:Input out_1:'Output L':2:Output out_2:'Output R':3:Output \
	midi_in:'MIDI control':4:Control; do
	IFS=: read -r port pretty order group <<<"$row"
	id=$(uuid "$port")
	claim "$port is called \"$pretty\"" grep -q "$pretty" <<<"$(property "$id" pretty-name)"
	claim "... is number $order" grep -qw "$order" <<<"$(property "$id" order)"
	claim "... of group $group" grep -qw "$group" <<<"$(property "$id" port-group)"
done

# latency PORT DIRECTION: "[ min max ]"
latency() { timeout 3 jack_lsp -l "$1" 2>/dev/null | sed -n "s/.*port $2 latency = //p"; }
passes() { # passes FROM TO DIRECTION: the same on both, and not nothing
	local from
	from=$(latency "$1" "$3")
	[ "$from" = "$(latency "$2" "$3")" ] && [ -n "$from" ] && [ "$from" != '[ 0 0 ] frames' ]
}
timeout 3 jack_connect system:capture_1 manners:in_1
claim "capture latency passes from in to out" until_true 3 passes manners:in_1 manners:out_1 capture
claim "playback latency passes from out to in" until_true 3 passes manners:out_1 manners:in_1 playback
stop "$ENGINE_PID"
claim "the names go with the ports" [ -z "$(property "$id" pretty-name | grep MIDI)" ]
