#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 120
# OSC with clients that nobody here wrote: Pure Data and npm's osc have encoders of their own,
# oscsend is liblo's.  The engine runs on --dummy.
. "${0%/*}/lib.sh"
need python3

export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
urlfile=$XDG_RUNTIME_DIR/audioengine/default.url
engine_up ae.log "$AE" --dummy --no-tui
until_true 10 test -s "$urlfile" || { not_ok "the URL file appears: $(head -n 3 ae.log)"; exit 1; }
first=$ENGINE_PID
url=$(cat "$urlfile")
port=${url##*:}
port=${port%/}

ok "the URL file holds $url"
claim "it listens on 127.0.0.1 alone" sh -c \
	"ss -Hulnp 2>/dev/null | grep -w 'pid=$first' | grep -qv '127.0.0.1:$port ' && exit 1; ss -Huln | grep -q '127.0.0.1:$port '"

# ---- npm osc: an encoder of its own, bundles with times ----
cat >client.js <<'JS'
const osc = require("osc");
const port = new osc.UDPPort({ localAddress: "127.0.0.1", localPort: 0, metadata: true,
	remoteAddress: "127.0.0.1", remotePort: +process.argv[2] });
const got = [];
const wait = ms => new Promise(r => setTimeout(r, ms));
async function ask(address, ...args) {
	got.length = 0;
	port.send({ address, args });
	for (let i = 0; i < 100 && got.length == 0; i++) await wait(10);
	return got[0] || { address: "nothing", args: [] };
}
const values = m => m.args.map(a => a.value);
const near = (a, b) => Math.abs(a - b) < 1e-4 * Math.max(1, Math.abs(b));
const f = value => ({ type: "f", value }), s = value => ({ type: "s", value });
const say = (yes, text, m) => console.log(yes ? `ok - npm osc: ${text}` :
	`not ok - npm osc: ${text}: ${JSON.stringify(m)}`);
port.on("message", m => got.push(m));
port.on("error", e => console.log(`not ok - npm osc: ${e.message}`));
port.on("ready", async () => {
	let m = await ask("/status");
	say(m.address == "/status.reply" && m.args.map(a => a.type).join("") == "sifffffiis" &&
		values(m)[0] == "running" && near(values(m)[5], 48000) && near(values(m)[6], 256e6 / 48000),
		"/status", m);
	m = await ask("/ping", { type: "i", value: 7 }, s("x"));
	say(m.address == "/pong" && values(m).join() == "7,x", "/ping", m);
	m = await ask("/node/list");
	say(values(m).join() == "input,eq,spectrum,output", "/node/list", m);
	m = await ask("/node/eq/stats", f(10));
	say(m.address == "/node/eq/stats.reply" && values(m)[0] == "eq" && values(m)[1] > 10 &&
		values(m)[4] > 0 && values(m)[4] <= values(m)[9], "/node/eq/stats over 10 s", m);
	m = await ask("/node/all", f(1));
	say(values(m)[0] == 4 && values(m)[1] == 6 && values(m)[2].length == 96, "/node/all is a blob", m);
	m = await ask("/eq/band/3", s("HSC"), f(8000), f(-6), f(0.7));
	m = await ask("/eq/band/3");
	say(values(m)[0] == "HSC" && near(values(m)[1], 8000) && near(values(m)[2], -6) && near(values(m)[3], 0.7),
		"a whole band", m);
	m = await ask("/eq/preamp", f(99));
	say(m.address == "/eq/preamp" && values(m)[0] == 12, "a clamped value comes back", m);
	m = await ask("/eq/gian", f(1));
	say(m.address == "/error" && values(m)[1] == -20, "an unknown address", m);
	m = await ask("/eq/preamp", s("loud"));
	say(m.address == "/error" && values(m)[1] == -21, "a wrong type", m);
	m = await ask("/xruns", f(1));
	say(m.address == "/error" && values(m)[1] == -23, "what cannot be set", m);
	await ask("/eq/band/*/gain", f(-1.5));
	await ask("/sync", { type: "i", value: 1 });
	m = await ask("/eq/band/7/gain");
	say(near(values(m)[0], -1.5), "a pattern sets every band", m);

	const set = v => ({ address: "/eq/preamp", args: [f(v)] });
	got.length = 0;
	port.send({ timeTag: osc.timeTag(0), packets: [set(-3), { address: "/eq/preamp", args: [] }] });
	await wait(200);
	say(got.length == 1 && near(values(got[0])[0], -3), "a bundle for now", got);
	port.send({ timeTag: osc.timeTag(0.6), packets: [set(-9)] });
	m = await ask("/eq/preamp");
	say(near(values(m)[0], -3), "a bundle for later waits", m);
	await wait(800);
	m = await ask("/eq/preamp");
	say(near(values(m)[0], -9), "... and comes to pass", m);
	got.length = 0;
	port.send({ timeTag: osc.timeTag(30), packets: [set(-20)] });
	await wait(200);
	say(got.length == 1 && values(got[0])[1] == -26, "a bundle too far ahead", got);
	process.exit(0);
});
port.open();
JS
if ! npm_packages; then
	skip "npm osc: $NPM_WHY"
else
	timeout 20 node client.js "$port" || not_ok "npm osc: node failed"
fi

# ---- Pure Data ----
# Sends a set, a get and /ping through oscformat; prints what oscparse makes of the answers.
cat >client.pd <<PD
#N canvas 0 0 450 300 10;
#X obj 10 10 loadbang;
#X msg 10 40 connect 127.0.0.1 $port;
#X obj 10 190 netsend -u -b;
#X obj 10 230 oscparse;
#X obj 10 260 print answer;
#X obj 80 160 list prepend send;
#X obj 80 180 list trim;
#X obj 80 40 delay 200;
#X msg 80 70 -4.5;
#X obj 80 100 oscformat eq band 5 gain;
#X obj 200 40 delay 400;
#X obj 200 100 oscformat eq band 5 gain;
#X obj 300 40 delay 600;
#X msg 300 70 0.5 hello;
#X obj 300 100 oscformat ping;
#X obj 400 40 delay 1200;
#X msg 400 70 \; pd quit;
#X connect 0 0 1 0;
#X connect 0 0 7 0;
#X connect 0 0 10 0;
#X connect 0 0 12 0;
#X connect 0 0 15 0;
#X connect 1 0 2 0;
#X connect 2 1 3 0;
#X connect 3 0 4 0;
#X connect 5 0 6 0;
#X connect 6 0 2 0;
#X connect 7 0 8 0;
#X connect 8 0 9 0;
#X connect 9 0 5 0;
#X connect 10 0 11 0;
#X connect 11 0 5 0;
#X connect 12 0 13 0;
#X connect 13 0 14 0;
#X connect 14 0 5 0;
#X connect 15 0 16 0;
PD
if ! command -v pd >/dev/null; then
	skip "Pure Data: no pd"
else
	timeout 20 pd -nogui -noaudio -nomidi -stderr -open client.pd >pd.log 2>&1
	claim "Pure Data sets and reads a parameter" grep -qE 'answer: (list )?eq band 5 gain -4\.5' pd.log
	claim "Pure Data is answered on /ping" grep -qE 'answer: (list )?pong 0\.5 hello' pd.log
	grep -qE 'answer: (list )?pong' pd.log || sed 's/^/pd: /' pd.log >&2
fi

# ---- oscsend, by the URL file as the manual has it ----
if ! command -v oscsend >/dev/null; then
	skip "oscsend: not there"
else
	oscsend "$(cat "$urlfile")" /eq/bypass T
	oscsend "$(cat "$urlfile")" /eq/band/2/freq i 440
	sleep 0.2
	claim "oscsend sets a switch" [ "$(oscask "$port" /eq/bypass)" = "/eq/bypass ,i 1" ]
	claim "oscsend sets a number by its integer" sh -c "oscask $port /eq/band/2/freq | grep -q '^/eq/band/2/freq ,f 440'"
fi

# ---- A second instance, and the end ----
engine_up second.log "$AE" --dummy --no-tui --name=two
until_true 10 test -s "$XDG_RUNTIME_DIR/audioengine/two.url"
claim "a taken port: the log says who has it" \
	until_true 5 grep -q "UDP $port is in use (another audioengine, pid $first, name \"default\"): using" second.log
claim "... and the second is on another" [ "$(cat "$XDG_RUNTIME_DIR/audioengine/two.url")" != "$url" ]

# ---- Garbage: 20,000 packets of noise, sent as fast as it goes ----
python3 - "$port" <<'PY'
import random, socket, sys
random.seed(7723)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(20000):
    n = random.choice((0, 1, 4, 8, 12, 20, 64, 500))
    head = random.choice((b"", b"/", b"#bundle\0", b"/eq/*\0\0\0,f\0\0"))
    s.sendto((head + random.randbytes(n))[:1400], ("127.0.0.1", int(sys.argv[1])))
PY
claim "noise does it no harm" until_true 5 sh -c "oscask $port /ping i 1 | grep -q '^/pong'"
kill -TERM "$first"
until_true 5 gone "$first"
claim "the URL file is gone with the program" [ ! -e "$urlfile" ]
