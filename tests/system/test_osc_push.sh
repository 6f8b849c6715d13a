#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 120
# Subscriptions and pushes, received by clients that nobody here wrote: npm's osc, npm's node-osc
# (which sends from one port and listens on another) and Pure Data.  The engine runs on --dummy,
# which wakes up late about once a second.
. "${0%/*}/lib.sh"

export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
urlfile=$XDG_RUNTIME_DIR/audioengine/default.url
engine_up ae.log "$AE" --dummy=late=9000@200-900000/200 --no-tui
until_true 10 test -s "$urlfile" || { not_ok "the URL file appears: $(head -n 3 ae.log)"; exit 1; }
port=$(sed 's/.*:\([0-9]*\).*/\1/' "$urlfile")

# ---- npm osc: rates, leases, changes, xruns, bounds ----
cat >push.js <<'JS'
const osc = require("osc");
const engine = +process.argv[2];
const wait = ms => new Promise(r => setTimeout(r, ms));
const f = value => ({ type: "f", value }), i = value => ({ type: "i", value });
const s = value => ({ type: "s", value });
const values = m => m.args.map(a => a.value), types = m => m.args.map(a => a.type).join("");
const say = (yes, text, m) => console.log(yes ? `ok - npm osc: ${text}` :
	`not ok - npm osc: ${text}: ${JSON.stringify(m).slice(0, 300)}`);
function client() {
	return new Promise(ready => {
		const port = new osc.UDPPort({ localAddress: "127.0.0.1", localPort: 0, metadata: true,
			remoteAddress: "127.0.0.1", remotePort: engine });
		const c = { port, got: [], on: a => c.got.filter(m => m.address == a),
			send: (address, ...args) => port.send({ address, args }),
			ask: async (address, ...args) => {
				const n = c.got.length;
				c.send(address, ...args);
				for (let k = 0; k < 100 && c.got.length == n; k++) await wait(10);
				return c.got[n] || { address: "nothing", args: [] };
			} };
		port.on("message", m => c.got.push({ ...m, at: Date.now() }));
		port.on("error", e => say(false, "no error", e.message));
		port.on("ready", () => ready(c));
		port.open();
	});
}
(async () => {
	const a = await client(), b = await client(), d = await client();
	const nclients = async () => values(await d.ask("/status"))[8];
	let m;

	m = await a.ask("/subscribe", s("/load"), f(20));
	say(m.address == "/load" && types(m) == "fff", "the first value comes at once", m);
	a.got.length = 0;
	await wait(2000);
	say(a.got.length >= 37 && a.got.length <= 43, `20 Hz for 2 s: ${a.got.length} values`, 0);
	m = await a.ask("/unsubscribe");
	say(a.on("/reply").length == 1, "/unsubscribe", a.got);
	a.got.length = 0;
	await wait(300);
	say(a.got.length == 0, "... and silence", a.got);

	m = await a.ask("/subscribe", s("/spectrum"), f(10), i(2));
	await wait(3500);
	m = a.on("/spectrum.reply");
	say(m.length >= 18 && m.length <= 21 && m.at(-1).at - m[0].at < 2500,
		`a lease of 2 s at 10 Hz: ${m.length} values, then none`, m.length);
	say(values(m[0])[3].length == 1024, "a blob of 256 floats", m[0]);
	say(await nclients() == 0, "... and the client is forgotten", 0);
	a.got.length = 0;
	m = await a.ask("/renew");
	say(m.address == "/error" && values(m)[1] == -8, "there is nothing to renew", m);

	m = await a.ask("/notify", i(1));
	say(m.address == "/reply" && values(m)[0] == "/notify", "/notify", m);
	await b.ask("/notify", i(1));
	a.got.length = b.got.length = 0;
	a.send("/eq/band/4/gain", f(-2.5));
	d.send("/eq/preamp", f(-99));
	await wait(300);
	m = b.on("/eq/band/4/gain");
	say(m.length == 1 && values(m[0])[0] == -2.5 && a.on("/eq/band/4/gain").length == 0,
		"a change goes to others, not to its sender", a.got);
	say([a, b, d].every(c => c.on("/eq/preamp").length == 1 &&
		values(c.on("/eq/preamp")[0])[0] == -30), "a clamped value goes to all", d.got);
	for (let k = 0; k < 400 && a.on("/xrun").length < 2; k++) await wait(10);
	m = a.on("/xrun");
	say(m.length >= 2 && types(m[0]) == "issfffisisf" && values(m[1])[0] == values(m[0])[0] + 1,
		"xruns are pushed, each once", m);
	say(m.length > 0 && values(m[0])[3] < 1.5 && values(m[0])[4] > 0 && values(m[0])[5] > 0,
		"... with their age, lateness and load", m);
	await a.ask("/notify", i(0));
	await b.ask("/notify", i(0));

	b.send("/subscribe", s("/load"), f(50));
	await wait(100);
	say(await nclients() == 1, "a client is counted", 0);
	b.port.close();
	await wait(300);
	say(await nclients() == 0, "a client that dies is dropped when its port refuses", 0);

	const many = [];
	for (let k = 0; k < 8; k++) {
		many.push(await client());
		m = await many[k].ask("/subscribe", s("/margin"), f(1), i(20));
		if (m.address != "/margin") say(false, `client ${k + 1} of 8`, m);
	}
	m = await a.ask("/subscribe", s("/margin"));
	say(m.address == "/error" && values(m)[1] == -25, "a ninth client is refused", m);
	await many[3].ask("/unsubscribe");
	m = await a.ask("/subscribe", s("/margin"), f(1), i(1));
	say(m.address == "/margin", "... until one of them goes", m);
	process.exit(0);
})();
JS

# ---- node-osc: sends from one port, listens on another ----
cat >ports.js <<'JS'
const { Client, Server } = require("node-osc");
const wait = ms => new Promise(r => setTimeout(r, ms));
const say = (yes, text, m) => console.log(yes ? `ok - npm node-osc: ${text}` :
	`not ok - npm node-osc: ${text}: ${JSON.stringify(m).slice(0, 300)}`);
const probe = require("dgram").createSocket("udp4");
probe.bind(0, "127.0.0.1", () => {
	const mine = probe.address().port;
	probe.close(() => {
		const got = [], server = new Server(mine, "127.0.0.1", async () => {
			const client = new Client("127.0.0.1", +process.argv[2]);
			const on = a => got.filter(m => m[0] == a);
			server.on("message", m => got.push(m));
			client.send("/subscribe", "/meters/out", 20, 10, mine);
			client.send("/notify", 1, mine, 10);
			await wait(1000);
			const n = on("/meters/out").length;
			say(n >= 17 && n <= 24 && on("/meters/out").every(m => m.length == 5),
				`20 Hz to the return port: ${n} values`, got);
			client.send("/eq/band/6/gain", 77.0);
			client.send("/eq/band/6/q", 3.5);
			await wait(300);
			say(on("/eq/band/6/gain").length == 1 && on("/eq/band/6/gain")[0][1] == 30,
				"the return port hears of a clamped value", got);
			say(on("/eq/band/6/q").length == 0, "... and not of what it said itself", got);
			for (let k = 0; k < 400 && on("/xrun").length == 0; k++) await wait(10);
			say(on("/xrun").length > 0 && on("/xrun")[0].length == 12, "an xrun is pushed",
				on("/xrun"));
			client.send("/unsubscribe");
			await wait(200);
			got.length = 0;
			await wait(300);
			say(on("/meters/out").length == 0, "/unsubscribe from the sending port", got);
			process.exit(0);
		});
	});
});
JS
if ! npm_packages; then
	skip "npm osc and node-osc: $NPM_WHY"
else
	timeout 30 node push.js "$port" || not_ok "npm osc: node failed"
	timeout 20 node ports.js "$port" || not_ok "npm node-osc: node failed"
fi

# ---- Pure Data ----
cat >push.pd <<PD
#N canvas 0 0 450 300 10;
#X obj 10 10 loadbang;
#X msg 10 40 connect 127.0.0.1 $port;
#X obj 10 190 netsend -u -b;
#X obj 10 230 oscparse;
#X obj 10 260 print answer;
#X obj 80 160 list prepend send;
#X obj 80 180 list trim;
#X obj 80 40 delay 200;
#X msg 80 70 list /engine/samplerate 10 2;
#X obj 80 100 oscformat subscribe;
#X obj 200 40 delay 300;
#X msg 200 70 1;
#X obj 200 100 oscformat notify;
#X obj 400 40 delay 4500;
#X msg 400 70 \; pd quit;
#X connect 0 0 1 0;
#X connect 0 0 7 0;
#X connect 0 0 10 0;
#X connect 0 0 13 0;
#X connect 1 0 2 0;
#X connect 2 1 3 0;
#X connect 3 0 4 0;
#X connect 5 0 6 0;
#X connect 6 0 2 0;
#X connect 7 0 8 0;
#X connect 8 0 9 0;
#X connect 9 0 5 0;
#X connect 10 0 11 0;
#X connect 11 0 12 0;
#X connect 12 0 5 0;
#X connect 13 0 14 0;
PD
if ! command -v pd >/dev/null; then
	skip "Pure Data: no pd"
else
	timeout 20 pd -nogui -noaudio -nomidi -stderr -open push.pd >pd.log 2>&1 &
	pd=$!
	until_true 10 grep -q 'answer:.*reply.*notify' pd.log
	oscask "$port" /eq/band/5/gain f -4.5 >/dev/null 2>&1 &
	wait "$pd"
	wait "$!" 2>/dev/null
	between "Pure Data: 10 Hz with a lease of 2 s, then none" \
		"$(grep -c 'answer:.*engine samplerate 48000' pd.log)" 18 21
	claim "Pure Data hears of a change" grep -qE 'answer: (list )?eq band 5 gain -4\.5' pd.log
	claim "Pure Data hears of an xrun" grep -qE 'answer: (list )?xrun [0-9]+ ' pd.log
	grep -qE 'answer: (list )?xrun' pd.log || sed 's/^/pd: /' pd.log >&2
fi

# ---- The end, as a subscriber sees it ----
if command -v oscdump >/dev/null && command -v oscsend >/dev/null; then
	oscdump -L 17723 >dump.log 2>&1 &
	dump=$!
	at_end+=("stop $dump")
	sleep 0.3
	oscsend "$(cat "$urlfile")" /notify ii 1 17723
	sleep 0.3
	kill -TERM "$ENGINE_PID"
	claim "oscdump hears that the engine stops" until_true 5 grep -q '/engine/state s "stopped"' dump.log
else
	skip "oscdump: not there"
fi
