#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 120
# MIDI control from a real sender: tests/jack_midi (ours, a JACK client as a controller would be) and
# jack_midiseq (of jackd).  The values are asked for by OSC.
. "${AE_SYSTEM:?run this through tests/system/run.sh}/lib.sh"
need jackd jack_lsp jack_connect python3 strace

SENDER=$AE_BUILD/tests/jack_midi
need "$SENDER"
export XDG_RUNTIME_DIR=$AE_TMP/run XDG_CONFIG_HOME=$AE_TMP/config XDG_STATE_HOME=$AE_TMP/state
mkdir -p "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" && chmod 700 "$XDG_RUNTIME_DIR"
urlfile=$XDG_RUNTIME_DIR/audioengine/midi.url

cat >ask.py <<'PY'
import socket, struct, sys
def pad(b): return b + b"\0" * (4 - len(b) % 4)
url, address, args = sys.argv[1], sys.argv[2], sys.argv[3:]
tags, data = ",", b""
for a in args:
    tags += a[0]
    data += pad(a[2:].encode()) if a[0] == "s" else struct.pack(">" + a[0], (float if a[0] == "f" else int)(a[2:]))
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1)
s.connect(("127.0.0.1", int(url.rstrip("/").rsplit(":", 1)[1])))
s.send(pad(address.encode()) + pad(tags.encode()) + data)
try: p = s.recv(65536)
except OSError: sys.exit(0)
def text(i):
    e = p.index(b"\0", i)
    return p[i:e].decode(), (e // 4 + 1) * 4
name, i = text(0)
tags, i = text(i)
out = []
for t in tags[1:]:
    if t == "s":
        v, i = text(i)
    else:
        v = struct.unpack(">" + t, p[i:i + 4])[0]
        v = "%.6f" % v if t == "f" else str(v)
        i += 4
    out.append(v)
print("\n".join(out))
PY
ask() { python3 ask.py "$(cat "$urlfile")" "$@"; }
first_of() { ask "$@" | head -n 1; }
is() { [ "$(first_of "$1")" = "$2" ]; }            # is ADDRESS VALUE
near() { true_that "($(first_of "$1") - ($2))^2 < ($3)^2"; } # near ADDRESS VALUE TOLERANCE

sender_up() {
	rm -f sender.in
	mkfifo sender.in
	exec {S_FD}<>sender.in
	timeout 100 "${WRAP[@]}" "$SENDER" desk <sender.in >sender.out 2>&1 &
	SENDER_PID=$!
	at_end+=("stop $SENDER_PID")
	until_true 5 grep -q ready sender.out
}
say() { echo "$*" >&"$S_FD"; }
joined() { timeout 3 "${WRAP[@]}" jack_lsp -c midi:midi_in 2>/dev/null | grep -q desk:out; }
there() { ports_there midi && test -s "$urlfile"; }

cat >my.map <<'MAP'
# a desk
cc 1 74 /eq/band/3/gain -12 12
cc14 1 7 /eq/preamp -24 0   # fine
note 10 36 /eq/bypass
cc 2 1 /eq/band/1/gain pickup
MAP
jack_up "ae-midi$$" 64 || { not_ok "jackd did not start"; exit 1; }
engine_up ae.log "$AE" --jack --name=midi --no-tui --midi-map=my.map --connect=auto
until_true 10 there || { not_ok "the engine starts: $(cat ae.log)"; exit 1; }
sender_up || { not_ok "the sender starts"; exit 1; }
claim "--connect=auto leaves the MIDI port alone" \
	[ -z "$(timeout 3 jack_lsp -c midi:midi_in | sed 1d)" ]
claim "it is called MIDI control" \
	grep -q "MIDI control" <<<"$(timeout 3 jack_property -l "$(timeout 3 jack_lsp -U midi:midi_in | sed -n 's/.*uuid: *//p')")"
timeout 3 jack_connect desk:out midi:midi_in
until_true 3 joined

# ---- Values ----
say send b0 4a 7f
claim "a controller at its top gives the top of the range" until_true 3 is /eq/band/3/gain 12.000000
say send b0 4a 00
claim "... at its bottom the bottom" until_true 3 is /eq/band/3/gain -12.000000
say send b0 4a 20
claim "... at 32 of 127 what lies there" until_true 3 near /eq/band/3/gain "-12+24*32/127" 0.00001
say send b0 07 40
say send b0 27 01
claim "14 bits: coarse and fine half make one value" until_true 3 near /eq/preamp "-24+24*(64*128+1)/16383" 0.00001
say send b0 27 02
claim "14 bits: one step of the fine half is seen" until_true 3 near /eq/preamp "-24+24*(64*128+2)/16383" 0.00001
say send 99 24 40
claim "a note switches" until_true 3 is /eq/bypass 1
say send 99 24 40
claim "... and back" until_true 3 is /eq/bypass 0
say send b1 01 00
say send f0 7e f7
sleep 0.2
claim "pickup: a fader far from the value moves nothing" is /eq/band/1/gain 0.000000
say send b1 01 40
say send b1 01 50
claim "... until it has met it" until_true 3 near /eq/band/1/gain "-30+60*80/127" 0.00001
claim "/midi/last tells the controller" [ "$(ask /midi/last | tr '\n' ' ')" = "2 1 80 " ]

# ---- Learning ----
ask /midi/learn s:/eq/band/5/gain >/dev/null
say send b3 15 05
sleep 0.2
claim "one message binds nothing" is /midi/learn /eq/band/5/gain
say send b3 15 06
claim "a movement does" until_true 3 is /midi/learn ""
say send b3 15 7f
claim "what was learned moves it" until_true 3 is /eq/band/5/gain 30.000000
claim "... and stands in the file" until_true 3 grep -qx 'cc 4 21 /eq/band/5/gain' my.map
claim "... beside what was there" grep -qx 'cc14 1 7 /eq/preamp -24 0   # fine' my.map
claim "... and in /midi/map" grep -qx 'cc 4 21 /eq/band/5/gain' <(ask /midi/map)
ask /midi/forget s:/eq/band/5/gain >/dev/null
forgotten() { ! grep -q band/5 my.map; }
claim "a line can be forgotten" until_true 3 forgotten

# ---- jack_midiseq, which nobody here wrote: notes of channel 1 ----
if command -v jack_midiseq >/dev/null; then
	ask /midi/learn s:/eq/band/2/on >/dev/null
	timeout 8 jack_midiseq seq 24000 0 60 8000 >/dev/null 2>&1 &
	seq=$!
	until_true 5 ports_there seq
	timeout 3 jack_connect "$(timeout 3 jack_lsp seq | head -n 1)" midi:midi_in
	claim "jack_midiseq: its note is learned" until_true 5 grep -qx 'note 1 60 /eq/band/2/on' my.map
	before=$(first_of /eq/band/2/on)
	switched() { [ "$(first_of /eq/band/2/on)" != "$before" ]; }
	claim "jack_midiseq: and switches" until_true 5 switched
	stop "$seq"
else
	skip "jack_midiseq is not installed"
fi

# ---- A flood: counts and ratios, no time ----
tid=$(for t in /proc/"$ENGINE_PID"/task/*; do [ "$(awk '{ print $41 }' "$t/stat" 2>/dev/null)" = 0 ] || echo "${t##*/}"; done | head -n 1)
p50() { ask /cycle/stats f:1 | sed -n 4p; } # us, of the last second
sleep 1.2
quiet=$(p50)
say flood 10000 5 4 80 # of which the map knows nothing: the way to control alone
sleep 1.5
if [ -n "$tid" ] && strace -qq -o /dev/null true 2>/dev/null; then
	timeout 1 strace -qq -e signal=none -o flood.trace -p "$tid" 2>/dev/null
	calls=$(sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' flood.trace | sort -u | tr '\n' ' ')
	claim "flood: the audio thread only waits and wakes ($calls)" [ "$calls" = "futex " ]
else
	skip "flood: no real-time thread to be traced"
fi
sleep 1.3
loud=$(p50)
until_true 6 grep -q '^sent 50000' sender.out
claim "flood: 10,000 messages a second were sent" grep -q '^sent 50000' sender.out
claim "flood: a period's work stays of its size (p50 $quiet us, then $loud us)" true_that "$loud < 1.5 * $quiet + 3"
say flood 10000 1 1 74
claim "flood: the last value arrives (9999 modulo 128 after 50000)" \
	until_true 5 near /eq/band/3/gain "-12+24*95/127" 0.00001
claim "flood: none was dropped" sh -c '! grep -q dropped ae.log'

# ---- The server goes and comes back ----
kill -KILL "$JACK_PID" "$SENDER_PID"
exec {S_FD}>&-
jack_up "ae-midi$$" 64 || { not_ok "jackd did not come back"; exit 1; }
sender_up || { not_ok "the sender starts again"; exit 1; }
claim "the connection is made again when server and sender are back" until_true 15 joined
say send b0 4a 7f
claim "... and works" until_true 3 is /eq/band/3/gain 12.000000
stop "$ENGINE_PID" "$SENDER_PID"

# ---- Files with mistakes ----
echo 'cc 1 74 /eq/band/3/gian' >bad.map
timeout 5 "$AE" --jack --no-tui --midi-map=bad.map >bad.log 2>&1
claim "a mistake in the map: exit status 5" [ $? -eq 5 ]
claim "... with file, line and the nearest address" \
	grep -q 'bad.map:1: .*did you mean /eq/band/3/gain?' bad.log
timeout 5 "$AE" --dummy=virtual --duration=0.1 --no-osc --no-tui --midi-map=my.map >dummy.log 2>&1
claim "a backend without MIDI takes the map and says so" grep -q 'dummy backend has no MIDI port' dummy.log

# ---- PipeWire ----
need pipewire wireplumber pw-jack
WRAP=(pw-jack)
unset JACK_DEFAULT_SERVER
pipewire_up "$AE_TMP/pw" || { not_ok "PipeWire did not start"; exit 1; }
rm -f "$urlfile"
urlfile=$XDG_RUNTIME_DIR/audioengine/midi.url
engine_up pw.log pw-jack "$AE" --jack --name=midi --no-tui --midi-map="$AE_TMP/my.map"
until_true 10 there || { not_ok "PipeWire: the engine starts: $(cat pw.log)"; exit 1; }
sender_up || { not_ok "PipeWire: the sender starts"; exit 1; }
timeout 3 pw-jack jack_connect desk:out midi:midi_in
until_true 3 joined
say send b0 4a 20
claim "PipeWire: a controller moves its parameter" until_true 3 near /eq/band/3/gain "-12+24*32/127" 0.00001
