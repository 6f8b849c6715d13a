#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 90
# What is injected comes back over OSC: its cause, its node and its microseconds, in the list of
# incidents, in the account, in the recorded periods, in the histogram and in the heat map.  On
# the virtual clock to the nanosecond, on the timer within what a busy machine adds.
. "${0%/*}/lib.sh"
need python3

export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"

cat >evidence.py <<'PY'
import re, socket, struct, sys, time

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.connect(("127.0.0.1", int(sys.argv[2])))
sock.settimeout(1)

def text(s):
    b = s.encode() + b"\0"
    return b + b"\0" * (-len(b) % 4)

def ask(address, *args):
    tags = "," + "".join("s" if isinstance(a, str) else "f" if isinstance(a, float) else "i" for a in args)
    sock.send(text(address) + text(tags) + b"".join(
        text(a) if isinstance(a, str) else struct.pack(">f" if isinstance(a, float) else ">i", a) for a in args))

def string(b, at):
    end = b.index(b"\0", at)
    return b[at:end].decode(), (end + 4) & ~3

def hear():
    b = sock.recv(65536)
    address, at = string(b, 0)
    tags, at = string(b, at)
    args = []
    for t in tags[1:]:
        if t == "s":
            v, at = string(b, at)
        elif t == "b":
            n = struct.unpack_from(">i", b, at)[0]
            v = b[at + 4:at + 4 + n]
            at += 4 + (n + 3 & ~3)
        else:
            v = struct.unpack_from(">f" if t == "f" else ">i", b, at)[0]
            at += 4
        args.append(v)
    return address, args

def question(*a):
    ask(*a)
    return hear()[1]

def items():
    ask("/xruns/list")
    got = []
    sock.settimeout(0.3)
    try:
        while True:
            got.append(hear()[1])
    except socket.timeout:
        pass
    sock.settimeout(1)
    return got

def say(yes, what, got=""):
    print(f"ok - {where}: {what}" if yes else f"not ok - {where}: {what}: {got!r}")

def account(i):
    lines, at = [], 0
    while at >= 0:
        a = question("/xruns/account", i, at)
        at = a[1]
        lines += a[2:]
    return lines

def cycles(i, nodes):
    got, at = [], 0
    while at >= 0:
        a = question("/xruns/cycles", i, at)
        v = struct.unpack(f">{len(a[3]) // 4}f", a[3])
        n = 4 + nodes
        got += [v[k:k + n] for k in range(0, len(v), n)]
        at = a[1]
    return got

def find(cause, node, seconds):
    end = time.time() + seconds
    while time.time() < end:
        for i in items():
            if i[1] == cause and i[7] == node:
                return i
        time.sleep(0.1)
    return None

where = sys.argv[1]
exact = where == "virtual"
period = 256e6 / 48000
near = lambda got, wanted, slack: abs(got - wanted) <= (wanted * 1e-6 + 0.01 if exact else slack)

nodes = question("/node/list")
eq = 4 + nodes.index("eq")
burn = find("own-dsp", "eq", 20)
late = find("unknown", "", 20)
if not burn or not late:
    say(False, "both incidents are listed", items())
    sys.exit()
say(True, "both incidents are listed")

say(near(burn[4], 7000 - period, 600) and near(burn[5], 7000 / period * 100, 15) and
    burn[2] == "inference" and burn[10] > 0.8, "a burn of 7000 us in eq is so much late", burn)
say(near(late[4], 9000 - period, 1500) and late[2] == "unknown" and late[10] == 0,
    "a wake-up of 9000 us late is so much late", late)

lines = account(burn[0])
eq_line = next(l for l in lines if l.startswith("  eq: "))
took, above, median = (float(x) for x in re.findall(r"([0-9.]+) us", eq_line))
say(near(above, 7000, 400) and near(took, above + median, 0.2), "the account has it in eq", lines)
say("the first late period, 300, due at " in "\n".join(lines), "... of period 300", lines)
say(lines[-1] == "no kernel evidence was recorded", "... and says what is not known", lines)

kept = cycles(burn[0], len(nodes))
before = [c for c in kept if c[0] < 0]
first = next(c for c in kept if c[0] == 0)
say(len(before) == 64 and [c[0] for c in before] == list(range(-64, 0)), "64 periods before are kept", len(before))
say(near(first[eq], 7000 + median, 400) and near(first[2], burn[4], 0.02), "the recorded period has it in eq", first)
say(all(near(c[1] + c[3] - period, c[2], 0.02) for c in kept), "every recorded period adds up", kept[:3])
woken = next(c for c in cycles(late[0], len(nodes)) if c[0] == 0)
say(near(woken[1], 9000, 1500), "the recorded period has the late wake-up", woken)

bins, low, high, blob = question("/cycle/histogram")
count = struct.unpack(">64I", blob)
top = [i for i, n in enumerate(count) if n and i >= 50]
say((bins, low, high) == (64, 0, 160) and (top == [52] and count[52] == 1 if exact else len(top) >= 1),
    "the histogram has the burn in its bar", count)

if exact:
    name, first_s, columns, blob = question("/heat/list", "cycle", 300)
    sums = [sum(struct.unpack_from(">32H", blob, 64 * i)) for i in range(columns)]
    say(columns == 15 and all(n in (187, 188) for n in sums) and sum(sums) in (2812, 2813),
        "every second has its 187.5 periods", sums)
else:
    name, first_s, columns, blob = question("/heat/list", "eq", 15)
    hot = sum(struct.unpack_from(">32H", blob, 64 * i)[29] for i in range(columns))
    say(hot >= 1, "the heat map of eq has the burn above the period", hot)
    say(dict(zip(*[iter(question("/xruns/causes"))] * 2)).get("own-dsp", 0) >= 1, "and /xruns/causes counts it")
    ask("/xruns/clear")
    hear()
    say(all(i[0] > max(burn[0], late[0]) for i in items()), "/xruns/clear forgets it")
    say(question("/cycle/stats")[0] > 400, "... and leaves the statistics")
PY

# try WHERE KNOBS: an engine of its own
try() {
	local urlfile=$XDG_RUNTIME_DIR/audioengine/$1.url port
	engine_up "$1.log" "$AE" "--dummy=$2" --no-tui --name="$1"
	until_true 10 test -s "$urlfile" || { not_ok "$1: no URL file: $(head -n 3 "$1.log")"; return; }
	port=$(sed 's/.*:\([0-9]*\).*/\1/' "$urlfile")
	timeout 40 python3 evidence.py "$1" "$port" || not_ok "$1: the client failed"
	kill -TERM "$ENGINE_PID"
}

try virtual "virtual,burn=eq:7000@300,late=9000@500"
try timer "burn=eq:7000@300,late=9000@500"
