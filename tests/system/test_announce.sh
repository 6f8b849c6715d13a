#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 120
# Announcements with a real avahi-daemon, in a network of its own: what is announced when others may
# come, nothing when they may not; a daemon that comes late, dies and returns; a bus that does.
. "${0%/*}/lib.sh"
need ip unshare nsenter avahi-daemon avahi-browse dbus-daemon dbus-send curl jq
[ "$(id -u)" = 0 ] && unshare -mn true 2>/dev/null || { skip "${0##*/}: no namespaces without root"; exit 0; }
"$AE" --version | grep -q avahi || { skip "${0##*/}: built without avahi"; exit 0; }

export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
files=$XDG_RUNTIME_DIR/audioengine

# ---- A house of our own ----
unshare -mn sleep 600 &
house=$!
at_end+=("stop $house")
here() { nsenter -t "$house" -m -n -w"$AE_TMP" "$@"; }
apart() { [ "$(readlink "/proc/$house/ns/net")" != "$(readlink /proc/self/ns/net)" ]; }
until_true 5 apart
here ip link set lo up
# A cable with nobody at the other end: multicast stays in it.
here ip link add cable0 type veth peer name cable1 2>/dev/null || { skip "${0##*/}: no veth"; exit 0; }
here ip addr add 192.0.2.1/24 dev cable0
here ip link set cable0 up && here ip link set cable1 up
at_end+=("'$AE_ENV/avahi-headless.sh' stop '$AE_TMP/avahi'")
avahi() { here "$AE_ENV/avahi-headless.sh" "$1" "$AE_TMP/avahi" "${@:2}"; }

seen() { here timeout 5 avahi-browse -rpt "$1" 2>/dev/null | grep '^='; } # seen TYPE: what is resolved
sees() { seen "$1" | grep -q "$2"; }
sees_none() { ! sees "$1" .; }
engine() { # engine ARGUMENTS...
	rm -f "$files/default.url"
	engine_up ae.log nsenter -t "$house" -m -n -w"$AE_TMP" "$AE" --dummy --no-tui "$@"
	until_true 10 test -s "$files/default.url" || not_ok "the engine comes up with $*: $(head -n 3 ae.log)"
	port=$(sed 's/.*:\([0-9]*\)\/$/\1/' "$files/default.url")
}
leave() {
	local before
	before=$(milliseconds)
	stop "$ENGINE_PID"
	until_true 5 gone "$ENGINE_PID"
	took=$(($(milliseconds) - before))
}

# ---- Nobody to announce it ----
# Where the machine's own bus and daemon are is covered, so that nobody is found.
here mkdir -p /run/dbus
here mount -t tmpfs none /run/dbus
engine --osc-listen=192.0.2.1
claim "without a bus, the log says so" until_true 5 grep -q 'not announced in the network: there is no system bus' ae.log
leave
between "... and the program ends at once, ms" "$took" 0 3000

# ---- The bus, and later the daemon ----
avahi bus || { not_ok "no bus"; exit 1; }
engine --osc-listen=192.0.2.1
claim "without the daemon, the log says so, once" until_true 5 grep -q 'avahi-daemon does not run' ae.log
avahi daemon || { not_ok "no daemon"; exit 1; }
claim "when it comes, OSC is announced" until_true 10 sees _osc._udp ";192.0.2.1;$port;"
claim "... with its TXT records" sh -c "grep -q 'announced in the network as' ae.log"
txt=$(seen _osc._udp | grep "192.0.2.1;$port;")
for record in txtvers=1 version=1.1 types=ifsbTF uri=/; do
	claim "... $record" grep -q "\"$record\"" <<<"$txt"
done
web=$(sed 's/.*:\([0-9]*\)\/$/\1/' "$files/default.http" 2>/dev/null)
if [ -n "$web" ]; then
	claim "OSCQuery is announced" until_true 5 sees _oscjson._tcp ";192.0.2.1;$web;"
	claim "... and is there" sh -c "nsenter -t $house -n curl -s -m 5 'http://192.0.2.1:$web/?HOST_INFO' |
		jq -e '.OSC_IP == \"192.0.2.1\" and .OSC_PORT == $port' >/dev/null"
	access() { here curl -s -m 5 "http://$1:$web/eq/preamp?ACCESS"; }
	claim "... for others to read" [ "$(access 192.0.2.1)" = '{"ACCESS":1}' ]
	claim "... for programs of this machine to set" [ "$(access 127.0.0.1)" = '{"ACCESS":3}' ]
else
	skip "built without libmicrohttpd"
fi
claim "both by a name that tells whose they are" grep -q "audioengine.*on" <<<"$txt"

# ---- The daemon dies and returns ----
avahi stop daemon
avahi daemon || not_ok "no second daemon"
claim "a daemon that returns announces it again" until_true 10 sees _osc._udp ";192.0.2.1;$port;"
avahi stop
avahi bus && avahi daemon || not_ok "no second bus"
claim "... after the bus was gone, too" until_true 15 sees _osc._udp ";192.0.2.1;$port;"
claim "... and the log is not full of it" [ "$(grep -c 'announced' ae.log)" -le 2 ]

# ---- A second one ----
first=$ENGINE_PID
engine_up ae2.log nsenter -t "$house" -m -n -w"$AE_TMP" env XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR" \
	"$AE" --dummy --no-tui --osc-listen=192.0.2.1:7790 --osc-prefix=/two
two() { [ "$(seen _osc._udp | grep -c ';192.0.2.1;')" = 2 ]; }
claim "a second one of the same name gets another" until_true 10 two
claim "... and says by which" until_true 5 grep -q 'announced in the network as ".*#2"' ae2.log
claim "... with its prefix" sh -c "nsenter -t $house -m -n timeout 5 avahi-browse -rpt _osc._udp | grep ';7790;' | grep -q '\"uri=/two\"'"
leave
between "... it ends at once, ms" "$took" 0 3000
ENGINE_PID=$first
leave
claim "at the end both are withdrawn" until_true 5 sees_none _osc._udp
claim "... and OSCQuery" until_true 5 sees_none _oscjson._tcp

# ---- A daemon that hangs ----
engine --osc-listen=192.0.2.1
until_true 10 sees _osc._udp ";192.0.2.1;$port;"
kill -STOP "$(cat "$AE_TMP/avahi/daemon.pid")" "$(cat "$AE_TMP/avahi/bus.pid")"
leave
kill -CONT "$(cat "$AE_TMP/avahi/bus.pid")" "$(cat "$AE_TMP/avahi/daemon.pid")"
between "a daemon and a bus that hang do not keep the program, ms" "$took" 0 4000

# ---- For others than us ----
if [ -n "$web" ]; then
	engine --osc-listen=192.0.2.1 --osc-allow=198.51.100.0/24
	web=$(sed 's/.*:\([0-9]*\)\/$/\1/' "$files/default.http")
	claim "who is not in --osc-allow is not answered by HTTP either" [ -z "$(access 192.0.2.1)" ]
	claim "... programs of this machine are" [ "$(access 127.0.0.1)" = '{"ACCESS":3}' ]
	leave
fi

# ---- For this machine alone ----
engine
sleep 1.5
claim "on loopback nothing is announced" sees_none _osc._udp
claim "... of OSCQuery neither" sees_none _oscjson._tcp
leave
