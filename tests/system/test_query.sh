#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 120
# OSCQuery by HTTP on a live engine (--dummy): what /list and OSC say, and what the tree says, are
# the same; bad requests, and connections that never ask, keep nobody waiting.
. "${0%/*}/lib.sh"
need python3 curl jq
"$AE" --version | grep -q libmicrohttpd || { skip "${0##*/}: built without libmicrohttpd"; exit 0; }

export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
files=$XDG_RUNTIME_DIR/audioengine
engine_up ae.log "$AE" --dummy --no-tui
until_true 10 test -s "$files/default.url" || { not_ok "the engine comes up: $(head -n 3 ae.log)"; exit 1; }
first=$ENGINE_PID
port=$(sed 's/.*:\([0-9]*\)\/$/\1/' "$files/default.url")
url=$(cat "$files/default.http")
web=$(sed 's/.*:\([0-9]*\)\/$/\1/' "$files/default.http")
get() { curl -s -m 5 "$url$1"; }                                     # get PATH?ATTRIBUTE
status() { curl -s -m 5 -o body -w '%{http_code}' "$@"; }            # status CURL-ARGUMENTS
is() { [ "$2" = "$3" ] && ok "$1" || not_ok "$1: $2, not $3"; } # is TEXT GOT WANTED

claim "the file NAME.http holds $url" [ "$web" -gt 0 ]
is "/info tells it" "$(oscask "$port" /info | grep -o 'http://[^ "]*')" "$url"
is "HOST_INFO tells where OSC is" "$(get '?HOST_INFO' | jq -c '[.OSC_IP, .OSC_PORT, .OSC_TRANSPORT]')" \
	"[\"127.0.0.1\",$port,\"UDP\"]"
is "... and just what there is" "$(get '?HOST_INFO' | jq -c '.EXTENSIONS | keys')" \
	'["ACCESS","CLIPMODE","DESCRIPTION","RANGE","UNIT","VALUE"]'
claim "TCP on 127.0.0.1 alone" sh -c \
	"ss -Htlnp 2>/dev/null | grep -w 'pid=$first' | grep -qv '127.0.0.1:$web ' && exit 1; ss -Htln | grep -q '127.0.0.1:$web '"

# ---- Against OSC ----
cat >compare.py <<'PY'
import json, socket, struct, sys, time, urllib.request

def text(s):
    b = s.encode() + b"\0"
    return b + b"\0" * (-len(b) % 4)

def take(b, at):
    end = b.index(b"\0", at)
    return b[at:end].decode(), (end + 4) & ~3

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("127.0.0.1", int(sys.argv[1])))
s.settimeout(2)

def ask(address, *args):
    tags, data = ",", b""
    for a in args:
        tags += "s" if isinstance(a, str) else "i"
        data += text(a) if isinstance(a, str) else struct.pack(">i", a)
    s.send(text(address) + text(tags) + data)
    b = s.recv(65536)
    where, at = take(b, 0)
    tags, at = take(b, at)
    values = []
    for t in tags[1:]:
        if t == "s": v, at = take(b, at)
        elif t == "i": v = struct.unpack_from(">i", b, at)[0]; at += 4
        elif t == "f": v = struct.unpack_from(">f", b, at)[0]; at += 4
        elif t in "hd": v = struct.unpack_from(">q" if t == "h" else ">d", b, at)[0]; at += 8
        else: n = struct.unpack_from(">i", b, at)[0]; v = None; at += 4 + (n + 3 & ~3)
        values.append(v)
    return where, tags[1:], values

def listed(below="/"):
    names, offset = [], 0
    while offset >= 0:
        values = ask("/list", below, offset)[2]
        names += values[3:]
        offset = values[2]
    for name in names:
        path = below.rstrip("/") + "/" + name
        yield path
        yield from listed(path)

def nodes(node):
    yield node
    for child in node.get("CONTENTS", {}).values(): yield from nodes(child)

def say(yes, what, got=None):
    print(("ok - " if yes else "not ok - ") + what + ("" if yes else f": {str(got)[:400]}"), flush=True)

def same(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return struct.pack("f", a) == struct.pack("f", b)
    return a == b

url = sys.argv[2]
tree = json.load(urllib.request.urlopen(url, timeout=5))
there = {n["FULL_PATH"]: n for n in nodes(tree)}
names = set(listed())
say(len(names) > 300 and names == set(there) - {"/"}, f"the {len(names)} names of /list and those of the tree are the same",
    names ^ (set(there) - {"/"}))

# Each once more, by itself, beside what OSC says right before and right after.
moving, differ, compared, still = 0, [], 0, 0
for path in sorted(names):
    if "VALUE" not in there[path]: continue
    for _ in range(20):
        before = ask(path)
        got = json.load(urllib.request.urlopen(url + path[1:], timeout=5))
        after = ask(path)
        if before == after: break
    else: moving += 1; continue
    compared += 1
    if got["TYPE"] != before[1] or len(got["VALUE"]) != len(before[2]) or \
       not all(same(a, b) for a, b in zip(got["VALUE"], before[2])):
        differ.append((path, got["TYPE"], got["VALUE"], before))
say(not differ and compared > 250, f"{compared} values are what OSC says, to the last bit ({moving} never stood still)", differ or compared)

bad = []
for path in sorted(names):
    if "DESCRIPTION" not in there[path] and "TYPE" not in there[path]: # errors are told sparingly
        if there[path]["ACCESS"] != 0 or "CONTENTS" not in there[path]: bad.append((path, "a container"))
        continue
    kind = ask("/describe", path)
    access = kind[2][2]
    wanted = {"r": 1, "rw": 3, "x": 2}[access]
    n = there[path]
    if n["ACCESS"] not in ((wanted,) if access != "r" else (0, 1)): bad.append((path, access, n["ACCESS"]))
    if access == "rw" and "RANGE" in n and "MIN" in n["RANGE"][0] and not path.startswith("/norm") and \
       not path.endswith("/index") and len(n["TYPE"]) == 1 and n["TYPE"] in "if" and \
       (not same(n["RANGE"][0]["MIN"], kind[2][3]) or not same(n["RANGE"][0]["MAX"], kind[2][4])):
        bad.append((path, n["RANGE"], kind))
say(not bad, "ACCESS and RANGE are those of /describe", bad)
PY
python3 compare.py "$port" "$url" || not_ok "compare.py failed"

oscsend "osc.udp://127.0.0.1:$port/" /eq/preamp f -7.3 2>/dev/null || oscask "$port" /eq/preamp f -7.3 >/dev/null
is "what OSC sets is read by HTTP at once" "$(get 'eq/preamp?VALUE')" '{"VALUE":[-7.3]}'

# ---- A client that nobody here wrote ----
cat >client.js <<'JS'
const { OSCQueryDiscovery } = require("oscquery");
const say = (yes, text, got) => console.log(yes ? `ok - npm oscquery: ${text}` :
	`not ok - npm oscquery: ${text}: ${JSON.stringify(got)}`);
(async () => {
	const d = new OSCQueryDiscovery();
	const service = await d.queryNewService("127.0.0.1", +process.argv[2]);
	const info = service.hostInfo;
	say(info.name == "audioengine" && info.oscPort == +process.argv[3] && info.extensions.VALUE === true &&
		info.extensions.LISTEN === undefined, "HOST_INFO", info);
	let n = 0;
	for (const m of service.flat()) n++;
	say(n > 300, `${n} methods`, n);
	const m = service.resolvePath("/eq/preamp")._getMethodDescription("");
	say(m.access == 3 && Math.abs(m.arguments[0].value + 7.3) < 1e-6 && m.arguments[0].range.min == -30 &&
		m.arguments[0].range.max == 12 && m.arguments[0].clipmode == "both", "/eq/preamp", m);
	const t = service.resolvePath("/eq/band/1/type")._getMethodDescription("");
	say(t.arguments[0].range.vals.includes("LSC") && t.arguments[0].type == "s", "/eq/band/1/type", t);
	process.exit(0);
})().catch(e => { console.log(`not ok - npm oscquery: ${e.stack}`); process.exit(0); });
JS
if ! npm_packages; then
	skip "npm oscquery: $NPM_WHY"
else
	timeout 20 node client.js "$web" "$port" || not_ok "npm oscquery: node failed"
fi

# ---- Requests that are none ----
is "no such address: 404" "$(status "${url}eq/pream")" 404
is "an attribute that the address has not: 204" "$(status "${url}eq?VALUE")" 204
is "... or that OSCQuery has not: 400" "$(status "${url}eq?VOLUME")" 400
is "POST: 405" "$(status -d 'gain=3' "${url}eq/preamp")" 405
claim "... and what may be done" sh -c "curl -s -m 5 -D - -o /dev/null -X DELETE '$url' | grep -qi '^Allow: GET, HEAD'"
is "HEAD: 200" "$(status -I "$url")" 200
is "another name for us: 403" "$(status -H "Host: evil.example:$web" "$url")" 403
is "localhost: 200" "$(status -H "Host: localhost:$web" "$url")" 200
origin() { curl -s -m 5 -D - -o /dev/null -H "Origin: $1" "${url}eq/preamp" | tr -d '\r' | sed -n 's/^Access-Control-Allow-Origin: //p'; }
is "a page of this machine may read" "$(origin http://localhost:3000)" http://localhost:3000
is "a page from elsewhere may not" "$(origin https://evil.example)" ""
long=$(head -c 100000 /dev/zero | tr '\0' a)
is "a long header: 431" "$(status -H "X-Long: $long" "$url")" 431
is "a long address: 414" "$(status "$url$long")" 414
claim "no HTTP at all: the connection ends" python3 - "$web" <<'PY'
import os, socket, sys
for junk in (b"\0" * 100, os.urandom(5000), b"GET / HTTP/9.9\r\n\r\n", b"GET\r\n\r\n", b"/info\0\0\0,\0\0\0",
             b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n"):
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=8)
    try:
        s.sendall(junk)
        while s.recv(4096): pass
    except ConnectionError: pass
PY

# ---- Many that say nothing ----
cat >loris.py <<'PY'
import json, socket, sys, time, urllib.request
port, web, url = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
quiet = [socket.create_connection(("127.0.0.1", web), timeout=8) for _ in range(20)]
for i, s in enumerate(quiet):
    try: s.send(b"GET / HTTP/1.1\r\nHost: local" if i % 2 else b"")
    except ConnectionError: pass
begin, slow, pings = time.monotonic(), [], []
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.connect(("127.0.0.1", port)); u.settimeout(2)
while time.monotonic() - begin < 2.5:
    for s in quiet: # ... a byte now and then
        try: s.send(b"x")
        except OSError: pass
    t = time.monotonic()
    json.load(urllib.request.urlopen(url + "eq/preamp", timeout=5))
    slow.append(time.monotonic() - t)
    t = time.monotonic()
    u.send(b"/ping\0\0\0,\0\0\0"); u.recv(100)
    pings.append(time.monotonic() - t)
    time.sleep(0.02)
def say(yes, what): print(("ok - " if yes else "not ok - ") + what, flush=True)
slow.sort(); pings.sort()
say(len(slow) > 20 and slow[len(slow) // 2] < 1, f"beside 20 connections that never ask, {len(slow)} questions are answered, "
    f"half of them within {slow[len(slow) // 2] * 1e3:.1f} ms, all within {slow[-1] * 1e3:.0f} ms")
say(pings[-1] < 1, f"... and OSC, half within {pings[len(pings) // 2] * 1e3:.1f} ms, all within {pings[-1] * 1e3:.0f} ms")
ended = 0
for s in quiet:
    s.settimeout(8)
    try:
        while s.recv(4096): pass
        ended += 1
    except TimeoutError: pass
    except OSError: ended += 1
took = time.monotonic() - begin
say(ended == 20 and took < 8, f"... and all of them are ended, after {took:.1f} s")
PY
python3 loris.py "$port" "$web" "$url" || not_ok "loris.py failed"

# ---- Greedy ones ----
cat >greedy.py <<'PY'
import http.client, json, socket, sys, threading, time
port, web = int(sys.argv[1]), int(sys.argv[2])
stop, trees, wrong = time.monotonic() + 3, [0], []
def greed():
    c = http.client.HTTPConnection("127.0.0.1", web, timeout=8)
    while time.monotonic() < stop:
        try:
            c.request("GET", "/")
            if "CONTENTS" not in json.loads(c.getresponse().read()): wrong.append(1)
            trees[0] += 1
        except Exception as e:
            wrong.append(repr(e)); return
threads = [threading.Thread(target=greed) for _ in range(8)]
for t in threads: t.start()
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.connect(("127.0.0.1", port)); u.settimeout(3)
pings = []
while time.monotonic() < stop:
    t = time.monotonic()
    u.send(b"/ping\0\0\0,\0\0\0"); u.recv(100)
    pings.append(time.monotonic() - t)
    time.sleep(0.02)
for t in threads: t.join()
pings.sort()
print(("ok - " if trees[0] > 20 and not wrong and len(pings) > 10 else "not ok - ") +
    f"8 that ask for the tree without end got {trees[0]} in 3 s, all whole; OSC beside them: half within "
    f"{pings[len(pings) // 2] * 1e3:.1f} ms, all within {pings[-1] * 1e3:.0f} ms {wrong[:3]}")
PY
python3 greedy.py "$port" "$web" || not_ok "greedy.py failed"
claim "the engine still runs" sh -c "oscask $port /engine/state | grep -q running"
stop "$first"
until_true 5 gone "$first"
claim "NAME.http goes with it" [ ! -e "$files/default.http" ]

# ---- Ports ----
python3 -c 'import socket, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", 7850)); s.listen(); print(flush=True); time.sleep(60)' >taken &
taken=$!
at_end+=("stop $taken")
until_true 5 test -s taken
engine_up ae2.log "$AE" --dummy --no-tui --osc-listen=127.0.0.1:7850
until_true 10 test -s "$files/default.http"
is "a port that is taken: the next" "$(cat "$files/default.http")" http://127.0.0.1:7851/
claim "... and the log says so" grep -q 'TCP 7850 is in use: OSCQuery is at TCP 7851' ae2.log
stop "$ENGINE_PID"
until_true 5 gone "$ENGINE_PID"
engine_up ae3.log "$AE" --dummy --no-tui --oscquery=7850
claim "--oscquery=PORT takes that one or none, and says what to type" until_true 5 \
	grep -q 'TCP 7850 is in use: no OSCQuery; --oscquery=PORT takes another port' ae3.log
claim "... OSC goes on" until_true 5 test -s "$files/default.url"
stop "$ENGINE_PID"
until_true 5 gone "$ENGINE_PID"
engine_up ae4.log "$AE" --dummy --no-tui --no-oscquery
until_true 10 test -s "$files/default.url"
claim "--no-oscquery listens to nobody" sh -c "! ss -Htlnp 2>/dev/null | grep -qw 'pid=$ENGINE_PID'"
port=$(sed 's/.*:\([0-9]*\)\/$/\1/' "$files/default.url")
is "... and /info has no URL" "$(oscask "$port" /info | grep -c http)" 0
