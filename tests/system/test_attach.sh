#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 240
# --attach: the screens of an engine that runs, through OSC alone.  The same numbers and the same
# pictures as in its own process, edits, two viewers, an engine that dies and comes back, a socket,
# a prefix, another machine, lost packets, and what is said where nothing is there.
. "${0%/*}/lib.sh"
need python3 tmux jq

export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
folder=$XDG_RUNTIME_DIR/audioengine
quiet=(--settings=none --config=none)
n=0

shot() { "$AE_ENV/tmux-shot.sh" "$@" 2>/dev/null; }
screen() { # screen SIZE COMMAND: in a terminal of its own, $t
	n=$((n + 1))
	t=at-$$-$n
	at_end+=("shot stop $t")
	shot start "$t" "$1" "cd '$AE_TMP'; $2 2>$t.err; echo \$? >$t.status; sleep 60"
}
sees() { shot wait "$t" "$1" "${2:-8}"; }
status_is() { until_true 5 test -s "$AE_TMP/$t.status" && [ "$(cat "$AE_TMP/$t.status")" = "$1" ]; }
says() { # says STATUS TEXT CLAIM ARGUMENTS...
	local want=$1 pattern=$2 text=$3 got
	shift 3
	timeout 10 "$AE" "$@" >out.txt 2>&1 </dev/null
	got=$?
	if [ $got -ne "$want" ]; then
		not_ok "$text: status $got, not $want: $(head -n 3 out.txt | tr '\n' '|')"
	elif ! grep -qE -- "$pattern" out.txt; then
		not_ok "$text: no \"$pattern\" in: $(head -n 5 out.txt | tr '\n' '|')"
	else
		ok "$text"
	fi
}
get() { timeout 5 "$AE" ctl get --plain "$@" 2>/dev/null; }
is() { [ "$(get "$1" "${@:3}")" = "$2" ]; }
up() { # up LOG NAME ARGUMENTS...
	local log=$1 name=$2
	shift 2
	engine_up "$log" "$AE" "${quiet[@]}" --no-tui "$@"
	until_true 10 test -s "$folder/$name.url" || { not_ok "an engine starts: $(head -n 3 "$log")"; exit 1; }
	until_true 5 sh -c "'$AE' ctl get --plain /engine/state --name=$name 2>/dev/null | grep -q running"
}

# ---- Nothing there, and what cannot be ----
says 3 'no engine is running.*audioengine --demo' "no engine: says what to type" --attach
says 3 'no engine named "two".*audioengine --name=two' "no engine of that name" --attach=two
says 3 'nobody listens at .*:7799' "a URL that nobody listens at" --attach=osc.udp://127.0.0.1:7799/
says 2 '--jack is for starting an engine, and --attach' "--attach starts nothing" --attach --jack
says 2 'expected the name of an engine' "a URL that is none" --attach=http://127.0.0.1/

# ---- The same numbers ----
engine_up in.json "$AE" "${quiet[@]}" --demo --batch=json -d 1 --name=one
until_true 10 test -s "$folder/one.url"
sleep 2
claim "--attach=NAME --batch=json" sh -c "timeout 15 '$AE' --attach=one --batch=json -d 1 -n 40 >out.json"
cat >same.py <<'PY'
import json
def lines(name):
    return [json.loads(l) for l in open(name) if l[0] == "{" and l.endswith("\n")] # beside the log
def stats(s):
    return {**{n["name"]: n["us"] for n in s["nodes"]}, "load": s["load"], "margin": s["margin_us"]}
def near(a, b):
    return a == b or (isinstance(a, float) and abs(a - b) <= 1e-9 * max(abs(a), abs(b)))
inside = {s["load"]["count"]: s for s in lines("in.json")}
counts = {json.dumps(s["since_clear"], sort_keys=True) for s in inside.values()}
same = different = 0
for s in lines("out.json"):
    other = inside.get(s["load"]["count"])
    if other is None:
        continue
    a, b = stats(s), stats(other)
    if all(near(a[k].get(v), b[k].get(v)) for k in b for v in b[k]) and a.keys() == b.keys() \
            and s["stream"] == other["stream"]:
        same += 1
    else:
        different += 1
        print([(k, v, a[k].get(v), b[k].get(v)) for k in b for v in b[k] if not near(a[k].get(v), b[k].get(v))][:4])
print(f"{same} snapshots are the same, {different} are not")
raise SystemExit(not (same >= 3 and different == 0))
PY
cat >fields.py <<'PY'
import json
# What may differ between two snapshots with the same statistics: these go on with every period.
MAY = {"at_s", "sentence", "health", "load_now", "margin_now_us", "since_clear.seconds",
       "nodes.now_us", "in.peak_db", "in.rms_db", "out.peak_db", "out.rms_db",
       "loudness.momentary_lufs", "loudness.shortterm_lufs", "loudness.integrated_lufs",
       "loudness.range_lu", "loudness.true_peak_dbtp", "loudness.seconds"}
def leaves(v, path=""):
    if isinstance(v, dict):
        return [x for k in v for x in leaves(v[k], f"{path}.{k}" if path else k)]
    if isinstance(v, list):
        return [(path, len(v))] + [x for e in v for x in leaves(e, path)]
    return [(path, v)]
def same(a, b):
    return type(a) is type(b) and (a == b or isinstance(a, float) and abs(a - b) <= 1e-8 * max(abs(a), abs(b)))
def lines(name):
    return [json.loads(l) for l in open(name) if l[0] == "{" and l.endswith("\n")] # beside the log
inside = {s["load"]["count"]: s for s in lines("in.json")}
n, bad = 0, set()
for s in lines("out.json"):
    t = inside.get(s["load"]["count"])
    if t is None:
        continue
    n += 1
    a, b = leaves(s), leaves(t)
    if [p for p, _ in a] != [p for p, _ in b]:
        bad.add("keys")
    bad |= {p for (p, x), (_, y) in zip(a, b) if p not in MAY and not same(x, y)}
    bad |= {p for (p, x), (_, y) in zip(a, b) if p in MAY and type(x) is not type(y)}
print(n, "compared; differ:", *sorted(bad))
raise SystemExit(n < 3 or bool(bad))
PY
python3 fields.py >fields.txt
fine=$?
claim "every field but those that go on with each period is the same: $(tail -n 1 fields.txt)" [ $fine = 0 ]
python3 same.py >same.txt
claim "of the same moment, every statistic is the same: $(tail -n 1 same.txt)" grep -q ', 0 are not' same.txt
claim "... and there were such moments" grep -qE '^([3-9]|[1-9][0-9]+) snapshots' same.txt
claim "--status-line -n 1 prints one line" sh -c "timeout 5 '$AE' --attach=one --status-line -n 1 | grep -qE '^DSP [0-9]+% x[0-9]+ -?[0-9.]+dB$'"
claim "--batch shows a table" sh -c "timeout 5 '$AE' --attach=one --batch -n 1 | grep -q '^spectrum '"
stop "$ENGINE_PID"

# ---- The same pictures, and edits ----
for mode in "" --ascii; do
	screen 80x24 "'$AE' ${quiet[*]} --demo $mode --name=pic"
	first=$t
	sees 'DSP load'
	screen 80x24 "'$AE' --attach=pic $mode"
	second=$t
	sees 'DSP load'
	timeout 5 "$AE" ctl set --name=pic /eq/band/2/gain 6.5 /eq/band/3/type HSC /eq/band/3/gain -7 /eq/preamp -2
	shot keys "$first" 3
	shot keys "$second" 3
	t=$second
	sees 'preamp -2.0 dB'
	same_eq() { # all but the sentence, whose load is of the moment
		diff <(shot text "$first" | grep -v 'of the period') <(shot text "$second" | grep -v 'of the period') >eq.diff
	}
	claim "EQ${mode:+ $mode}: the same picture in process and attached" until_true 5 same_eq
	shot keys "$second" b
	claim "a key changes the engine" until_true 3 is /eq/bypass 1 --name=pic
	t=$first
	claim "... whose own screen shows it" sees 'EQ bypassed' 3
	screen 40x12 "'$AE' --attach=pic"
	claim "a second viewer at the same time" sees 'EQ|Load'
	shot keys "$t" q
	claim "q ends the viewer" status_is 0
	claim "... and no sound" is /engine/state running --name=pic
	shot keys "$first" q
	t=$second
	claim "an engine that left: the screen stays and says so" sees 'No answer from osc.udp' 6
	shot keys "$t" C-c
	claim "Ctrl-C ends it all the same" status_is 0
	shot stop "$first"
	shot stop "$second"
done

# ---- Every view says the same in process and attached ----
words() { # of a picture, in any order: numbers, bars and curves are of the moment
	shot text "$1" | grep -v 'of the period' | grep -oE '[A-Za-z][A-Za-z/-]{2,}' | sort | uniq -c
}
same_words() { words "$first" >in.words; words "$second" >out.words; [ "$(wc -l <in.words)" -gt 3 ] && diff in.words out.words >words.diff; }
for size in 80x24 160x45 40x12; do
	screen $size "'$AE' ${quiet[*]} --demo --name=twin"
	first=$t
	sees 'DSP|Load|load'
	screen $size "'$AE' --attach=twin"
	second=$t
	sees 'DSP|Load|load'
	for key in 1 2 3 4 5 6 7 8; do
		shot keys "$first" $key
		shot keys "$second" $key
		claim "$size, view $key: the same words in process and attached" until_true 8 same_words
		until_true 1 same_words || sed 's/^/# /' words.diff
	done
	shot keys "$second" q
	shot stop "$first"
	shot stop "$second"
done

# ---- Every view, attached ----
up views.log views --demo=xruns --name=views
screen 80x24 "'$AE' --attach=views"
sees 'DSP load'
for key in 1 2 3 4 5 6 7 8; do
	shot keys "$t" $key
	sleep 0.3
	shot text "$t" >"view-$key.txt"
done
claim "every view draws, and they differ" \
	[ "$(md5sum view-?.txt | cut -d' ' -f1 | sort -u | wc -l)" -ge 5 ]
screen 160x45 "'$AE' --attach=views"
claim "the dashboard too" sees 'DSP load'
pid=$(pgrep -f "audioengine --attach=views" | tail -n 1)
kill -TERM "$pid"
claim "SIGTERM ends a viewer" status_is 0

# ---- It dies, and comes back elsewhere ----
shot keys "$(t=at-$$-$((n - 1)); echo "$t")" 1
t=at-$$-$((n - 1))
kill -KILL "$ENGINE_PID"
claim "kill -9: the screen says so" sees 'No answer from' 6
python3 -c "
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('127.0.0.1', 7723)); time.sleep(120)" & # so that it gets another port
at_end+=("stop $!")
until_true 5 gone "$ENGINE_PID"
up views2.log views --demo --name=views
claim "... and comes back by itself, at another port" sees '(Healthy|At risk|Running)' 6
shot keys "$t" b
claim "... where keys arrive" until_true 3 is /eq/bypass 1 --name=views
shot stop "$t"
stop "$ENGINE_PID"

# ---- Socket, prefix ----
engine_up unix.log "$AE" "${quiet[@]}" --no-tui --demo --osc-unix="$AE_TMP/osc.sock" --osc-prefix=/desk --name=sock
until_true 10 test -S "$AE_TMP/osc.sock"
screen 80x24 "'$AE' --attach=osc.unix://$AE_TMP/osc.sock"
claim "--osc-unix and --osc-prefix" sees 'DSP load'
shot keys "$t" b
claim "... also for keys" sees 'EQ bypassed' 3
kill -KILL "$ENGINE_PID"
claim "... lost" sees 'No answer from osc.unix' 6
engine_up unix.log "$AE" "${quiet[@]}" --no-tui --demo --osc-unix="$AE_TMP/osc.sock" --osc-prefix=/other --name=sock
claim "... and back, even with another prefix" sees '(Healthy|At risk|Running)' 6
shot stop "$t"
stop "$ENGINE_PID"

# ---- Packets that are lost ----
cat >lossy.py <<'PY'
import random, select, socket, sys
port, loss, seed = int(sys.argv[1]), float(sys.argv[2]), 5
random.seed(seed)
inner = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); inner.connect(("127.0.0.1", port))
outer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); outer.bind(("127.0.0.1", 0))
print(outer.getsockname()[1], flush=True)
who = None
while True:
    for s in select.select([inner, outer], [], [])[0]:
        try:
            data, frm = s.recvfrom(65536)
            if s is outer: who = frm
            if random.random() < loss: continue
            if s is outer: inner.send(data)
            elif who: outer.sendto(data, who)
        except OSError: pass
PY
up lossy.log lossy --demo --name=lossy
python3 lossy.py "$(sed 's/.*:\([0-9]*\)\/$/\1/' "$folder/lossy.url")" 0.2 >lossy.port &
at_end+=("stop $!")
until_true 5 test -s lossy.port
screen 80x24 "'$AE' --attach=osc.udp://127.0.0.1:$(cat lossy.port)/"
claim "one packet of five lost: the screen is there" sees 'DSP load'
claim "... and complete" sees 'spectrum .*[0-9]'
bad=0
for i in 1 2 3 4 5 6; do
	shot keys "$t" b
	until_true 3 is /eq/bypass $((i % 2)) --name=lossy || bad=1
	sleep 1 # b is for the other state of what is on the screen
done
claim "... and no key is" [ $bad = 0 ]
claim "... nor is it taken for lost" sh -c "! '$AE_ENV/tmux-shot.sh' text $t | grep -q 'No answer'"
shot stop "$t"
stop "$ENGINE_PID"

# ---- Another machine ----
[ "$(id -u)" = 0 ] && unshare -n true 2>/dev/null || { skip "no network namespaces without root"; exit 0; }
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
	here ip link set cable1 netns "$guest" || { skip "no veth"; exit 0; }
here ip link set lo up && there ip link set lo up
here ip addr add 192.0.2.1/24 dev cable0
there ip addr add 192.0.2.2/24 dev cable1
here ip link set cable0 up && there ip link set cable1 up
engine_up far.log nsenter -t "$house" -n "$AE" "${quiet[@]}" --demo --no-tui --name=far --osc-listen=192.0.2.1
until_true 10 test -s "$folder/far.url"
port=$(sed 's/.*:\([0-9]*\)\/$/\1/' "$folder/far.url")
claim "another machine: --batch=json there" sh -c "nsenter -t $guest -n timeout 20 '$AE' --attach=osc.udp://192.0.2.1:$port/ --batch=json -n 3 >far.json"
claim "... with all of it" jq -es 'length == 3 and all(.[]; .load.count > 0 and (.nodes | length) > 6 and (.out | length) == 2 and .loudness != null)' far.json >/dev/null
screen 80x24 "nsenter -t $guest -n '$AE' --attach=osc.udp://192.0.2.1:$port/"
claim "... and the screen" sees 'DSP load'
bytes() { there ip -s -j link show cable1 | jq ".[0].stats64.$1.bytes"; }
r=$(bytes rx) s=$(bytes tx)
sleep 2
r=$((($(bytes rx) - r) / 2000)) s=$((($(bytes tx) - s) / 2000))
between "... which gets so many kB a second" $r 5 150
between "... and sends" $s 2 80
shot keys "$t" b
claim "who may only read is told what would let him set" sees 'osc-remote-control' 4
claim "... and has set nothing" sh -c "nsenter -t $house -n '$AE' ctl get --plain /eq/bypass --name=far | grep -qx 0"
shot stop "$t"
