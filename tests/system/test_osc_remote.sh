#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 150
# OSC from another machine: two network namespaces and a cable between them.  What may be read,
# what is refused and by which option it is not, what is not answered at all, and on the wire: how
# much is answered for how little.  The engine runs on --dummy at 192.0.2.1, its guest at 192.0.2.2.
. "${0%/*}/lib.sh"
need python3 ip unshare nsenter
[ "$(id -u)" = 0 ] && unshare -n true 2>/dev/null || { skip "${0##*/}: no network namespaces without root"; exit 0; }

export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"

# ---- Two machines ----
unshare -n sleep 600 &
house=$!
unshare -n sleep 600 &
guest=$!
at_end+=("stop $house $guest")
here() { nsenter -t "$house" -n "$@"; }
there() { nsenter -t "$guest" -n "$@"; }
apart() { [ "$(readlink "/proc/$house/ns/net")" != "$(readlink /proc/self/ns/net)" ] &&
	[ "$(readlink "/proc/$guest/ns/net")" != "$(readlink /proc/self/ns/net)" ]; }
until_true 5 apart
here ip link add cable0 type veth peer name cable1 2>/dev/null &&
	here ip link set cable1 netns "$guest" || { skip "${0##*/}: no veth"; exit 0; }
here ip link set lo up && there ip link set lo up
here ip addr add 192.0.2.1/24 dev cable0
there ip addr add 192.0.2.2/24 dev cable1
there ip addr add 198.51.100.2/24 dev cable1
here ip -6 addr add fe80::1/64 dev cable0 nodad 2>/dev/null
there ip -6 addr add fe80::2/64 dev cable1 nodad 2>/dev/null
here ip link set cable0 up && there ip link set cable1 up
here ip route add 198.51.100.0/24 dev cable0
until_true 5 there ping -c1 -W1 192.0.2.1 >/dev/null 2>&1 || true

# ---- A guest ----
cat >guest.py <<'PY'
import re, socket, struct, sys, time

def text(s):
    b = s.encode() + b"\0"
    return b + b"\0" * (-len(b) % 4)

def message(address, *args):
    tags, data = ",", b""
    for a in args:
        if isinstance(a, str): tags += "s"; data += text(a)
        elif isinstance(a, float): tags += "f"; data += struct.pack(">f", a)
        else: tags += "i"; data += struct.pack(">i", a)
    return text(address) + text(tags) + data

def take(b, at):
    end = b.index(b"\0", at)
    return b[at:end].decode(), (end + 4) & ~3

def parse(b):
    address, at = take(b, 0)
    tags, at = take(b, at)
    args = []
    for t in tags[1:]:
        if t == "s": v, at = take(b, at)
        elif t == "i": v = struct.unpack_from(">i", b, at)[0]; at += 4
        elif t == "f": v = struct.unpack_from(">f", b, at)[0]; at += 4
        else: n = struct.unpack_from(">i", b, at)[0]; v = b[at + 4:at + 4 + n]; at += 4 + (n + 3 & ~3)
        args.append(v)
    return address, args

class Guest:
    def __init__(self, host, port, own=None):
        info = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        self.s = socket.socket(info[0], socket.SOCK_DGRAM)
        if own: self.s.bind((own, 0))
        self.s.connect(info[4])

    def send(self, packet):
        try: self.s.send(packet)
        except ConnectionRefusedError: pass

    def drain(self, seconds):
        got, end = [], time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.s.settimeout(left)
            try: got.append(self.s.recv(4096))
            except (TimeoutError, ConnectionRefusedError): pass
        return got

    # The first answer, or None.
    def ask(self, address, *args, wait=1.0):
        self.send(message(address, *args))
        self.s.settimeout(wait)
        try: return parse(self.s.recv(4096))
        except (TimeoutError, ConnectionRefusedError): return None

def say(yes, what, got=None):
    print(("ok - " if yes else "not ok - ") + what + ("" if yes else f": {got}"), flush=True)

def refused(got, option):
    return got is not None and got[0] == "/error" and got[1][1] == -24 and option in got[1][2]

def everything(g, below="/"):
    names, offset = [], 0
    while offset >= 0:
        got = g.ask("/list", below, offset)
        if got is None: return
        names += got[1][3:]
        offset = got[1][2]
    for name in names:
        path = below.rstrip("/") + "/" + name
        yield path
        yield from everything(g, path)

what, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
g = Guest(host, port, sys.argv[4] if len(sys.argv) > 4 else None)
if what == "ping":
    sys.exit(0 if g.ask("/ping", 7, wait=2.0) == ("/pong", [7]) else 1)
elif what == "silence":
    sys.exit(0 if g.ask("/ping", 7) is None and g.ask("/nothing") is None else 1)
elif what == "reader":
    got = g.ask("/eq/preamp")
    say(got == ("/eq/preamp", [0.0]), "a guest reads", got)
    got = g.ask("/eq/preamp", -3.0)
    say(refused(got, "--osc-remote-control"), "... sets nothing, and hears which option would", got)
    got = g.ask("/eq/band/*/gain", 3.0)
    say(refused(got, "--osc-remote-control"), "... by patterns neither", got)
    got = g.ask("/stats/reset")
    say(refused(got, "--osc-remote-control"), "... does nothing", got)
    say(g.ask("/eq/preamp") == ("/eq/preamp", [0.0]), "... and nothing has changed")
elif what == "control":
    g.send(message("/eq/preamp", -3.0))
    got = g.ask("/eq/preamp")
    say(got == ("/eq/preamp", [-3.0]), "with --osc-remote-control a guest sets", got)
    got = g.ask("/quit")
    say(got is not None and got[0] == "/error", "... but does not end the program", got)
elif what == "wire":
    paths = sorted(set(everything(g)))
    say(len(paths) > 100, f"/list has {len(paths)} names, page by page", paths)
    worst, asked, answered, bad = 0, 0, 0, []
    for path in paths + ["/*", "/*/*", "/*/*/*", "/nothing"]:
        if path == "/subscribe": continue
        for packet in (text(path), message(path, 256), message("/describe", path)):
            time.sleep(0.006) # 200 packets a second are heard
            g.send(packet)
            got = sum(len(p) for p in g.drain(0.01))
            asked += 1
            answered += got > 0
            worst = max(worst, got / len(packet))
            if got > 3 * len(packet) + 64: bad.append((path, len(packet), got))
    say(not bad and answered > asked / 2, f"{asked} questions, {answered} answered, none with more "
        f"than 3 x its bytes + 64 (at most {worst:.1f} x)", bad)
    time.sleep(1.1) # 5 errors a second are told
    g.drain(0.1)
    got = g.ask("/spectrum")
    say(got is not None and got[0] == "/error" and got[1][1] == -24 and "subscribe" in got[1][2],
        "what is too long for that says so", got)
    # A stream to a socket that reads, then to one that is gone.
    g.send(message("/subscribe", "/spectrum", 60.0))
    g.send(message("/subscribe", "/spectrum/held", 60.0))
    g.drain(1.0)
    rate = sum(len(p) + 28 for p in g.drain(2.0)) / 2
    say(10000 < rate <= 64000 * 1.1, f"subscribed, it gets {rate:.0f} bytes a second of at most 64000", rate)
PY
guest() { there python3 guest.py "$@"; }

# ask PORT: what the engine on this machine answers
engine() { # engine ARGUMENTS...: starts one in the house; port in $port
	rm -f "$XDG_RUNTIME_DIR/audioengine/default.url"
	engine_up ae.log nsenter -t "$house" -n "$AE" --dummy --no-tui "$@"
	until_true 10 test -s "$XDG_RUNTIME_DIR/audioengine/default.url" ||
		{ not_ok "the engine comes up with $*: $(head -n 3 ae.log)"; return 1; }
	port=$(sed 's/.*:\([0-9]*\)\/$/\1/' "$XDG_RUNTIME_DIR/audioengine/default.url")
}
leave() { stop "$ENGINE_PID"; until_true 5 gone "$ENGINE_PID"; }

# ---- Reading ----
engine --osc-listen=192.0.2.1 || exit 1
claim "the log says what is open, to whom, and what they may do" \
	grep -q "OSC listens on 192.0.2.1:$port for 192.0.2.0/24: may read; --osc-remote-control lets them change the sound" ae.log
claim "the URL file is for programs of this machine" grep -q "127.0.0.1:$port" "$XDG_RUNTIME_DIR/audioengine/default.url"
guest reader 192.0.2.1 "$port" || not_ok "the guest failed"
claim "a program of this machine may everything" \
	sh -c "nsenter -t $house -n oscask $port /stats/reset | grep -q '^/reply'"
claim "from another network: silence" guest silence 192.0.2.1 "$port" 198.51.100.2
guest wire 192.0.2.1 "$port" || not_ok "the guest failed"
leave

# ---- Setting ----
engine --osc-listen=192.0.2.1 --osc-remote-control || exit 1
guest control 192.0.2.1 "$port" || not_ok "the guest failed"
leave

# ---- Allow lists ----
engine --osc-listen=192.0.2.1:7800 --osc-allow=198.51.100.0/24 || exit 1
claim "--osc-allow lets another network in" guest ping 192.0.2.1 7800 198.51.100.2
claim "... and leaves its own out" guest silence 192.0.2.1 7800 192.0.2.2
leave

# ---- All addresses ----
engine --osc-listen=0.0.0.0 || exit 1
claim "0.0.0.0: the networks of all interfaces are named" grep -q "OSC listens on 0.0.0.0:$port for 192.0.2.0/24: may read" ae.log
claim "... and answered" guest ping 192.0.2.1 "$port"
claim "... so is this machine" sh -c "nsenter -t $house -n oscask $port /ping i 1 | grep -q '^/pong'"
claim "what is sent to all of a network is answered by nobody" there python3 - "$port" <<'PY'
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
s.bind(("192.0.2.2", 0))
s.settimeout(0.5)
s.sendto(b"/ping\0\0\0,\0\0\0", ("192.0.2.255", int(sys.argv[1])))
try: sys.exit(s.recv(100) is not None)
except TimeoutError: pass
PY
leave

# ---- IPv6 ----
if there ip -6 addr show dev cable1 2>/dev/null | grep -q fe80::2; then
	engine '--osc-listen=[fe80::1%cable0]' || exit 1
	claim "an address of one link, with its interface" guest ping fe80::1%cable1 "$port"
	claim "... and the log says so" grep -q 'OSC listens on \[fe80::1%cable0\]:.* for fe80::/64' ae.log
	leave
	engine '--osc-listen=[::]' || exit 1
	claim "[::]: by IPv6" guest ping fe80::1%cable1 "$port"
	claim "... and by IPv4" guest ping 192.0.2.1 "$port"
	claim "... and by loopback" sh -c "nsenter -t $house -n oscask $port /ping i 1 | grep -q '^/pong'"
	leave
else
	skip "no IPv6 here"
fi

# ---- What cannot be listened on ----
engine_up ae.log nsenter -t "$house" -n "$AE" --dummy --no-tui --osc-listen=192.0.2.77
claim "an address that nobody here has is named" until_true 5 grep -q "no interface of this machine has it" ae.log
leave

# ---- A socket in the file system ----
engine_up ae.log "$AE" --dummy --no-tui --osc-unix="$AE_TMP/sock"
claim "a socket in the file system appears" until_true 5 test -S "$AE_TMP/sock"
claim "... for its owner alone" [ "$(stat -c %a "$AE_TMP/sock")" = 600 ]
claim "... and is answered by path" python3 - "$AE_TMP" <<'PY'
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1] + "/me")
s.settimeout(3)
s.sendto(b"/ping\0\0\0,\0\0\0", sys.argv[1] + "/sock")
sys.exit(s.recv(100) != b"/pong\0\0\0,\0\0\0")
PY
first=$ENGINE_PID
engine_up second.log "$AE" --dummy --no-tui --name=two --osc-unix="$AE_TMP/sock"
claim "a second engine does not take it" until_true 5 grep -q "another program does" second.log
leave
kill -KILL "$first"
until_true 5 gone "$first"
claim "killed, it leaves the file" [ -S "$AE_TMP/sock" ]
engine_up third.log "$AE" --dummy --no-tui --osc-unix="$AE_TMP/sock"
answers() { python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.connect(sys.argv[1])' "$AE_TMP/sock" 2>/dev/null; }
claim "... which the next replaces" until_true 5 answers
leave
claim "... and takes away" [ ! -e "$AE_TMP/sock" ]
